"""Stack files of any size."""

from __future__ import annotations

from typing import Any

ADDRESS = {
    "addressLine1": "12 Shore Drive",
    "city": "Evanston",
    "stateOrProvince": "IL",
    "zipOrPostalCode": "60201",
    "country": "US",
}
BESIDE_USERS = 3
"""The records of a customer that are no users: itself, its package, its location."""


def stack(name: str, *users: int) -> dict[str, Any]:
    """A stack file.

    Args:
        name: what the handles of its customers begin with.
        users: how many users each customer has.
    """
    handles = [f"{name}-{number}" for number in range(1, len(users) + 1)]
    return {
        "version": 1,
        "defaults": {"extends": ["smb-us"]},
        "customers": {handle: _customer(handle, count) for handle, count in zip(handles, users, strict=True)},
    }


def records(*users: int) -> int:
    """How many records such a stack has."""
    return sum(users) + BESIDE_USERS * len(users)


def _customer(handle: str, users: int) -> dict[str, Any]:
    return {
        "name": handle.title(),
        "primaryEmail": f"office@{handle}.example",
        "firstAdministrator": "user-1",
        "address": ADDRESS,
        "packages": {"webex_calling": {}},
        "locations": {"HQ": {"name": "Clinic", "main": True, "address": "same"}},
        "users": {f"user-{number}": _user(handle, number) for number in range(1, users + 1)},
    }


def _user(handle: str, number: int) -> dict[str, Any]:
    return {
        "email": f"user-{number}@{handle}.example",
        "firstName": "User",
        "lastName": f"Number {number}",
        "extension": str(1000 + number),
    }
