"""The kinds of workspace licenses, and what each allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.areas.customers import packages
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.store import Record

BASIC, PROFESSIONAL, HOT_DESK = "basic", "professional", "hot desk only"
COMMON_AREA = "common_area_calling"
HOT_DESK_NAME = "hot desk only"
MOST_DEVICES = {BASIC: 1, PROFESSIONAL: 5, HOT_DESK: 1}


@rule(
    "workspaces.license-kinds",
    "A license of the common area package makes a Basic workspace, one of Webex Calling a Professional one.",
    "I §14.8",
    of=("createWorkspace", "updateWorkspace"),
)
def kind_of(license_: Record) -> str | None:
    """Tell what a license makes of a workspace; None: it is not for workspaces."""
    if HOT_DESK_NAME in license_["name"].lower():
        return HOT_DESK
    if license_["package"] == COMMON_AREA:
        return BASIC
    return PROFESSIONAL if license_["package"] == packages.CALLING else None
