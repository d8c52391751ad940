"""Branches: what this one and another both take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.rule import Rule
from wholesale.stacks.rules.folder import who

if TYPE_CHECKING:
    from wholesale.stacks.claims import Claim
    from wholesale.stacks.problems import NodePath, Place

TAKEN_TWICE = Rule(
    "WS230",
    "taken-on-two-branches",
    what="This branch and another one both take a number, handle, extension, externalId, e-mail or MAC.",
    why="Each branch is right alone, and git may merge them without a conflict; together they are wrong.",
    mend="Agree on who gets it before both are merged, and give the other record another one.",
    bad='main:   ada: {phoneNumber: "+13125550101"}\nhere:   bob: {phoneNumber: "+13125550101"}',
    good='main:   ada: {phoneNumber: "+13125550101"}\nhere:   bob: {phoneNumber: "+13125550102"}',
    firm="it is found only where branches are compared, so a waiver would stand there for nothing",
)

LEFT_OUT = Rule(
    "WS231",
    "branch-compared-in-part",
    what="A file of the other branch has mistakes of form, so it is compared only in part.",
    why="What the mistakes leave out may be what this branch takes as well.",
    mend="Mend the file on the other branch, and compare again.",
    bad='other:  ada: {phoneNumber: "+13125550101", extension: 101}',
    good='other:  ada: {phoneNumber: "+13125550101", extension: "101"}',
    severity="warning",
    firm="it is found only where branches are compared, so a waiver would stand there for nothing",
)

_WORDS = {
    "handle": "the handle",
    "externalId": "the externalId",
    "email": "the e-mail address",
    "phoneNumber": "the phone number",
    "declared": "the number",
    "extension": "the extension",
    "mac": "the MAC address",
}


def words_of(claim: Claim, other: Claim, revision: str, place: Place) -> tuple[str, str]:
    """What is told of a claim, and the way out.

    Args:
        claim: ours.
        other: that of the other branch.
        revision: the other branch, as the user calls it.
        place: where it stands there.
    """
    value = claim.value.rpartition("/")[2] if claim.kind == "extension" else claim.value
    what = f"{_WORDS[claim.kind]} {value}"
    message = f"{who(claim)}: {what} is taken on {revision} as well, by {who(other)} at {place}"
    return message, f"agree on who gets it before {revision} and this branch are merged"


def words_of_record(path: NodePath, revision: str, place: Place) -> tuple[str, str]:
    """What is told of a record that both branches made, and the way out.

    Args:
        path: the record.
        revision: the other branch, as the user calls it.
        place: where it stands there.
    """
    _, customer, collection, handle = path
    what = f"{collection[:-1]} {handle} of customer {customer}"
    message = f"{what}: {revision} has another {collection[:-1]} of this handle at {place}"
    return message, "if both are one, write the same on both branches; else give one of them another handle"


def words_of_left_out(count: int, revision: str, place: Place) -> tuple[str, str]:
    """What is told of a file that is compared in part, and the way out.

    Args:
        count: of its mistakes.
        revision: the other branch, as the user calls it.
        place: where the first one stands there.
    """
    mistakes = "a mistake" if count == 1 else f"{count} mistakes"
    message = f"{place.file} is compared only in part: it has {mistakes} of form, the first at {place}"
    return message, f"mend it on {revision}, and compare again"
