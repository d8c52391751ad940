"""One body for each operation that is right as it stands, and what is found put into it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATE = "MjIyMjIyMjItMjIyMi00MjIyLTgyMjItMjIyMjIyMjIyMjIy"
CRANE = "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi81NTU1NTU1NS01NTU1LTQ1NTUtODU1NS01NTU1NTU1NTU1NTU"
WHOLESALE_ADDRESS = {
    "addressLine1": "77 Main Street",
    "city": "Chicago",
    "stateOrProvince": "IL",
    "zipOrPostalCode": "60601",
    "country": "US",
}
ADDRESS = {
    "address1": "77 Main Street",
    "city": "Chicago",
    "state": "IL",
    "postalCode": "60601",
    "country": "US",
}
PLACE = {
    "name": "HQ",
    "address": WHOLESALE_ADDRESS,
    "timezone": "America/Chicago",
    "language": "en_us",
}
CUSTOMER = {
    "provisioningId": TEMPLATE,
    "packages": ["webex_calling", "webex_meetings"],
    "externalId": "acme-1001",
    "address": WHOLESALE_ADDRESS,
    "customerInfo": {"name": "Acme Dental", "primaryEmail": "office@acme.example"},
    "provisioningParameters": {"calling": {"location": PLACE}},
}


def _customer(external_id: str, name: str) -> dict[str, Any]:
    info = {"name": name, "primaryEmail": f"office@{external_id}.example"}
    return {**CUSTOMER, "externalId": external_id, "customerInfo": info}


def _user(name: str, extension: str, package: str = "webex_calling") -> dict[str, Any]:
    parameters = {
        "firstName": name,
        "lastName": "Lovelace",
        "extension": extension,
        "locationId": "$locationId",
    }
    return {
        "customerId": "$customerId",
        "email": f"{name.lower()}@acme.example",
        "packages": [package],
        "provisioningParameters": parameters,
    }


def _location(name: str) -> dict[str, Any]:
    languages = {"preferredLanguage": "en_us", "announcementLanguage": "en_us"}
    return {"name": name, "timeZone": "America/Chicago", "address": ADDRESS, **languages}


def _workspace(name: str, extension: str) -> dict[str, Any]:
    place = {"extension": extension, "locationId": "$locationId"}
    return {
        "displayName": name,
        "orgId": "$orgId",
        "locationId": "$locationId",
        "supportedDevices": "phones",
        "calling": {"type": "webexCalling", "webexCalling": place},
    }


def _scim_user(name: str) -> dict[str, Any]:
    email = f"{name.lower()}@acme.example"
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": email,
        "userType": "user",
        "displayName": name,
        "emails": [{"value": email, "type": "work", "primary": True}],
    }


WORKSPACE = _workspace("Board room", "701")
SCIM_USER = _scim_user("Hedy")
EMPTY_CUSTOMER, NEW_CUSTOMER = (
    _customer("birch-1002", "Birch Dental"),
    _customer("cedar-1003", "Cedar Dental"),
)
ADA, JOAN, KAY, GRACE = (_user(name, str(101 + n)) for n, name in enumerate(("Ada", "Joan", "Kay", "Grace")))
ANNEX, BARN, CABIN, SHED = map(_location, ("Annex", "Barn", "Cabin", "Shed"))
REPORT = {"billingStartDate": "2026-10-01", "billingEndDate": "2026-10-31", "type": "PARTNER"}
CONSENT = {"emailAddress": "alerts@acme.example"}
NUMBERS = ["+13125550101", "+13125550102", "+13125550103"]
MOVE = {
    "locationId": "$otherLocationId",
    "validate": True,
    "users": [{"userId": "$personId", "extension": "501"}],
}
MOVED = {**MOVE, "validate": False, "users": [{"userId": "$moverId", "extension": "502"}]}
ECBN = {"selected": "DIRECT_LINE"}

# `$name` stands for what is found under that name.
BODIES: dict[str, Any] = {
    "Provision_a_Wholesale_Customer": NEW_CUSTOMER,
    "Update_a_Wholesale_Customer": {"packages": ["webex_calling", "webex_meetings"]},
    "Precheck_a_Wholesale_Customer_Provisioning": NEW_CUSTOMER,
    "Provision_a_Wholesale_Subscriber": GRACE,
    "Update_a_Wholesale_Subscriber": {"packages": ["webex_calling"]},
    "Precheck_a_Wholesale_Subscriber_Provisioning": GRACE,
    "Create_a_Wholesale_Billing_Report": {
        "billingStartDate": "2026-09-01",
        "billingEndDate": "2026-09-30",
        "type": "PARTNER",
    },
    "createLocation": CABIN,
    "updateLocation": {"name": "Headquarters"},
    "Enable_a_Location_for_Webex_Calling": {**BARN, "id": "$bareLocationId"},
    "Update_Location_Webex_Calling_Details": {"outsideDialDigit": "9"},
    "Disable_Location_For_Webex_Calling": {"locationId": "$otherLocationId"},
    "Validate_Extensions": {"extensions": ["900", "901"]},
    "Validate_the_List_of_Extensions": {"extensions": ["900", "901"]},
    "Setup_PSTN_Connection_for_a_Location": {"id": "$optionId"},
    "updateEmergencyAddressForPhoneNumber": {"emergencyAddress": ADDRESS},
    "emergencyAddressLookup": ADDRESS,
    "addEmergencyAddressToLocation": ADDRESS,
    "updateEmergencyAddressOfLocation": {**ADDRESS, "address1": "79 Main Street"},
    "Add_Phone_Numbers_to_a_location": {"phoneNumbers": ["+13125550104"]},
    "Manage_Number_State_in_a_location": {"phoneNumbers": NUMBERS[1:], "action": "ACTIVATE"},
    "Remove_phone_numbers_from_a_location": {"phoneNumbers": NUMBERS[2:]},
    "Validate_phone_numbers": {"phoneNumbers": ["+13125550199"]},
    "Initiate_Number_Jobs": {
        "operation": "MOVE",
        "targetLocationId": "$otherLocationId",
        "numberList": [{"locationId": "$locationId", "numbers": NUMBERS[2:]}],
    },
    "createWorkspace": _workspace("Phone booth", "702"),
    "updateWorkspace": {"displayName": "Large board room"},
    "Create_a_Device_by_MAC_Address": {
        "mac": "A0B1C2D3E4F5",
        "model": "DMS Cisco 8851",
        "workspaceId": "$workspaceId",
    },
    "Modify_Device_Tags": {"op": "add", "path": "tags", "value": ["lobby"]},
    "Create_a_Device_Activation_Code": {"workspaceId": "$workspaceId", "model": "DMS Cisco 8851"},
    "validateAListOfMACAddress": {"macs": ["A0B1C2D3E4F6"]},
    "assignOrUnassignNumbersToAPerson": {
        "phoneNumbers": [{"primary": True, "action": "ADD", "directNumber": NUMBERS[1]}]
    },
    "Assign_or_Unassign_numbers_associated_with_a_specific_workspace": {
        "phoneNumbers": [{"primary": True, "action": "ADD", "directNumber": NUMBERS[1]}]
    },
    "Create_a_Person": {
        "emails": ["mary@acme.example"],
        "displayName": "Mary Jackson",
        "orgId": "$orgId",
    },
    "Update_a_Person": {"displayName": "Ada King", "emails": ["ada@acme.example"]},
    "Assign_Licenses_to_Users": {"personId": "$personId", "orgId": "$orgId", "licenses": []},
    "Update_an_organization": {
        "schemas": ["urn:cisco:codev:identity:organization:core:1.0"],
        "displayName": "Acme",
    },
    "Create_or_Update_an_Organization_Setting": {"key": "allowEmail", "value": True},
    "Create_or_Replace_existing_customer_tags_with_the_provided_ones": {"tags": [{"name": "gold"}]},
    "Create_a_user": _scim_user("Radia"),
    "Update_a_user_with_PUT": SCIM_USER,
    "Update_a_user_with_PATCH": {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "title", "value": "Admiral"}],
    },
    "Get_Domain_Verification_Token": {"domain": "pending.example"},
    "Verify_Domain": {"domain": "pending.example"},
    "Claim_Domain": {"data": [{"domain": "verified.example"}]},
    "Unverify_Domain": {"domain": "verified.example"},
    "Unclaim_Domain": {"domain": "claimed.example"},
    "Validate_or_Initiate_Move_Users_Job": {"usersList": [MOVE]},
    "Update_a_Person_Emergency_Callback_Number": ECBN,
    "Update_a_Workspace_Emergency_Callback_Number": ECBN,
    "Update_a_Location_Emergency_callback_number": {"selected": "LOCATION_NUMBER"},
    "Update_an_organization_emergency_call_notification": CONSENT,
    "Update_a_location_emergency_call_notification": CONSENT,
    "Create_a_RedSky_Building_Address_and_Alert_Email_for_a_Location": {
        "alertingEmail": "alerts@acme.example",
        "address": ADDRESS,
    },
    "Update_a_Location's_RedSky_Building_Address": {"address": ADDRESS},
    "Update_a_Location's_RedSky_Compliance_Status": {"complianceStatus": "LOCATION_SETUP"},
    "Create_an_Account_and_Admin_in_RedSky": {"email": "admin@acme.example"},
}
# Queries without which an operation answers nothing.
QUERIES: dict[str, dict[str, str]] = {
    "Get_all_customers_managed_by_a_partner_admin": {"managedBy": "$adminId"},
    "Retrieve_all_customer_tags": {"type": "ORGANIZATION"},
    "Fetch_all_customers_for_a_given_set_of_tags": {"tags": "gold"},
    "List_Admin_Audit_Events": {"from": "2026-01-01T00:00:00.000Z", "to": "2026-06-30T00:00:00.000Z"},
}
# Where an operation needs another thing than the others do.
OWN: dict[str, dict[str, str]] = {
    "Remove_a_Wholesale_Customer": {"customerId": "emptyCustomerId"},
    "Send_Consent_User_Move_Email_to_Pending_Wholesale_Subscribers": {"subscriberId": "pendingSubscriberId"},
    "deleteLocation": {"locationId": "bareLocationId"},
    "Delete_Organization": {"orgId": "spareOrgId"},
    "Assign_partner_admin_to_a_customer": {"personId": "adminId"},
    "Unassign_partner_admin_from_a_customer": {"personId": "adminId"},
    "Revoke_all_partner_admin_roles_for_a_given_person_ID": {"personId": "adminId"},
    "Create_a_RedSky_Building_Address_and_Alert_Email_for_a_Location": {"locationId": "otherLocationId"},
}


def own(operation: str, found: Mapping[str, str]) -> dict[str, str]:
    """Give what is found as one operation needs it."""
    others = {name: found[other] for name, other in OWN.get(operation, {}).items() if other in found}
    return {**found, **others}


def filled(body: Any, found: dict[str, str]) -> Any:
    """Put what is found in place of its names; a name that nothing is found for stays."""
    if isinstance(body, dict):
        return {name: filled(value, found) for name, value in body.items()}
    if isinstance(body, list):
        return [filled(value, found) for value in body]
    return found.get(body[1:], body) if isinstance(body, str) and body.startswith("$") else body
