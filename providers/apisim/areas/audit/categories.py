"""The categories of audit events, and which operations belong to which.

Only their number, 34, was observed; all names but LOGINS are inferred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apisim.description import Operation

USERS, ROLES, CUSTOMERS, ORG_SETTINGS = "USERS", "ROLES", "CUSTOMERS", "ORG_SETTINGS"
OF_PATHS = (
    ("/wholesale/customers", CUSTOMERS),
    ("/wholesale/subscribers", USERS),
    ("/wholesale/billing", "BILLING"),
    ("/subscribers", USERS),
    ("/people", USERS),
    ("/identity/scim", USERS),
    ("/licenses", "LICENSES"),
    ("/partner/organizations", "PARTNER_ADMINS"),
    ("/partner/tags", CUSTOMERS),
    ("/identity/organizations/{orgId}/actions", "DOMAINS"),
    ("/identity/organizations/{orgId}/jobs", USERS),
    ("/locations", "LOCATIONS"),
    ("/devices", "DEVICES"),
    ("/workspaces", "WORKSPACES"),
    ("/telephony/config/emergency", "EMERGENCY_SERVICES"),
    ("/telephony/pstn", "PSTN"),
    ("/telephony", "WEBEX_CALLING"),
)
OTHERS = (
    *("ANALYTICS", "APPS", "AUTHENTICATION", "BRANDING", "COMPANY_POLICIES", "COMPLIANCE", "CONTACT_CENTER"),
    *("DIRECTORY_SYNC", "EXTERNAL_ADMINS", "GROUPS", "HYBRID_SERVICES", "LOGINS", "MEETINGS", "MESSAGING"),
    *("RECORDINGS", "REPORTS", "SECURITY", "SITES", "TEMPLATES", "TRIALS"),
)
ALL = tuple(sorted({category for _, category in OF_PATHS} | {ROLES, ORG_SETTINGS, *OTHERS}))


def of_operation(operation: Operation) -> str:
    """Give the category of what an operation does."""
    return next((name for start, name in OF_PATHS if operation.path.startswith(start)), ORG_SETTINGS)
