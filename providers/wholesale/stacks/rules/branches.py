"""Branches: what this one and another both take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.rule import Rule
from wholesale.stacks.rules.folder import who

if TYPE_CHECKING:
    from wholesale.stacks.claims import Claim
    from wholesale.stacks.problems import Place

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
    what = "a number of the range" if ".." in value else _WORDS[claim.kind]
    message = f"{who(claim)}: {what} {value} is taken on {revision} as well, by {who(other)} at {place}"
    return message, f"agree on who gets it before {revision} and this branch are merged"
