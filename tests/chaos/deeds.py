"""What is done when a kill hits: a small customer before, the same one after, and the calls in between."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gate import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    Data = dict[str, Any]

STACK = "small"
ADDRESS = {
    "addressLine1": "12 Shore Drive",
    "city": "Evanston",
    "stateOrProvince": "IL",
    "zipOrPostalCode": "60201",
    "country": "US",
}
NUMBERS = ("+13125550101", "+13125550102")


@dataclass(frozen=True)
class Deed:
    """One kind of operation.

    Args:
        name: what happens to the customer.
        before: the stack file that is applied at first; None: nothing is there.
        after: the stack file of the run that is hit.
        write: the call that matters.
        poll: what is read after it; None: nothing is.
        nth: which of these writes.
        program_ended: whether the program has ended by then: removals come last.
    """

    name: str
    before: Data | None
    after: Data
    write: Call
    poll: Call | None
    nth: int = 1
    program_ended: bool = False


def _user(name: str, last: str, extension: str, **more: Any) -> Data:
    return {
        "email": f"{name}@lake.example",
        "firstName": name.title(),
        "lastName": last,
        "extension": extension,
        **more,
    }


BARE: Data = {
    "version": 1,
    "defaults": {"extends": ["smb-us"]},
    "customers": {
        "lake": {
            "name": "Lake Clinic",
            "primaryEmail": "office@lake.example",
            "firstAdministrator": "ada",
            "address": ADDRESS,
            "packages": {"webex_calling": {}, "webex_suite": {}},
            "locations": {"HQ": {"name": "Clinic", "main": True, "address": "same"}},
            "users": {
                "ada": _user("ada", "Okafor", "101", package="webex_suite", roles=["full_admin"]),
                "ben": _user("ben", "Sato", "102"),
                "cleo": _user("cleo", "Dubois", "103"),
            },
        }
    },
}


def _with(change: Callable[[Data, Data], None], base: Data = BARE) -> Data:
    data = copy.deepcopy(base)
    change(data, data["customers"]["lake"])
    return data


def _number(_: Data, lake: Data) -> None:
    lake["users"]["ben"]["phoneNumber"] = NUMBERS[0]


SETTLED = _with(_number)


def _one_user_more(_: Data, lake: Data) -> None:
    lake["users"]["dev"] = _user("dev", "Patel", "104", roles=["readonly_admin"])


def _one_package_more(_: Data, lake: Data) -> None:
    lake["packages"]["webex_meetings"] = {}


def _another_package(_: Data, lake: Data) -> None:
    lake["users"]["ben"]["package"] = "webex_suite"


def _another_name(_: Data, lake: Data) -> None:
    lake["users"]["ben"] |= {"lastName": "Sato-Weiss", "extension": "120", "phoneNumber": NUMBERS[1]}


def _one_user_less(_: Data, lake: Data) -> None:
    del lake["users"]["ben"]


def _no_customer(data: Data, lake: Data) -> None:
    lake["ensure"] = "absent"
    data["allow"] = [
        {
            "what": "customers.delete",
            "customer": "lake",
            "count": 1,
            "reason": "it moved away",
            "until": "2999-12-31",
        }
    ]


CUSTOMERS, CUSTOMER = "/wholesale/customers", "/wholesale/customers/*"
SUBSCRIBERS, SUBSCRIBER = "/wholesale/subscribers", "/wholesale/subscribers/*"
PERSON = Call("GET", "/people/*")

DEEDS = (
    Deed("create customer", None, BARE, Call("POST", CUSTOMERS), Call("GET", CUSTOMER)),
    Deed("create users of new customer", None, BARE, Call("POST", SUBSCRIBERS), PERSON, nth=2),
    Deed("create user", SETTLED, _with(_one_user_more, SETTLED), Call("POST", SUBSCRIBERS), PERSON),
    Deed(
        "change packages of customer",
        SETTLED,
        _with(_one_package_more, SETTLED),
        Call("PUT", CUSTOMER),
        Call("GET", CUSTOMER),
    ),
    Deed(
        "change package of user", SETTLED, _with(_another_package, SETTLED), Call("PUT", SUBSCRIBER), PERSON
    ),
    Deed("change person", SETTLED, _with(_another_name, SETTLED), Call("PUT", "/people/*"), PERSON),
    Deed(
        "remove user",
        SETTLED,
        _with(_one_user_less, SETTLED),
        Call("DELETE", SUBSCRIBER),
        None,
        program_ended=True,
    ),
    Deed(
        "remove customer",
        SETTLED,
        _with(_no_customer, SETTLED),
        Call("DELETE", CUSTOMER),
        Call("GET", CUSTOMER),
        program_ended=True,
    ),
    Deed(
        "remove users with customer",
        SETTLED,
        _with(_no_customer, SETTLED),
        Call("DELETE", SUBSCRIBER),
        None,
        nth=2,
        program_ended=True,
    ),
)
