"""The vocabulary in which a kind declares its fields: the meaning of a field stands on the field."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

Absent = Literal["keep", "clear"]
Action = Literal["add", "update", "delete"]


class Field(NamedTuple):
    """One property of a record.

    Args:
        name: as in the stack file, and in the inputs and outputs of the resource.
        paths: what of the stack file it applies, below a customer, with all below it; `*` is any handle.
        absent: what it means that the file does not mention it: `keep` what is live, or `clear` it.
        immutable: where this stands, a changed value is refused; the text is the way out.
        readable: whether the API gives it back; what it does not is compared with what was last written.
        personal: whether it tells something of a person.
        reviewed: whether a change while the customer is in review wants an `allow` of customers.edit.
        same: when a desired and a live value are equal; by default when they are.
        output: the output of the state that tells the live value where no input does.
    """

    name: str
    paths: tuple[str, ...]
    absent: Absent = "keep"
    immutable: str = ""
    readable: bool = True
    personal: bool = False
    reviewed: bool = False
    same: Callable[[Any, Any], bool] = operator.eq
    output: str = ""


class Change(NamedTuple):
    """One difference.

    Args:
        field: the field that it is in.
        path: the field, and the way into it: `address.city`, `roles.full_admin`.
        action: what happens to the live value.
        live: as it is; None where nothing is.
        desired: as it shall be; None where nothing shall be.
    """

    field: str
    path: str
    action: Action
    live: Any
    desired: Any


def without_case(one: object, other: object) -> bool:
    """Whether two texts are equal but for case: e-mail addresses, locales."""
    return str(one).casefold() == str(other).casefold()


def same_language(desired: object, live: object) -> bool:
    """Whether a live locale is what a desired one asks for; `en` asks for any English (wholesale-api §9)."""
    wanted, found = str(desired).casefold(), str(live).casefold()
    return wanted == found or (len(wanted) == len("ll") and found.startswith(wanted + "_"))
