"""What the stack files of one folder must not say together: two of them that take one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.problems import dotted
from wholesale.stacks.rule import PerFolder, Rule
from wholesale.stacks.rules.devices import MAC_TWICE
from wholesale.stacks.rules.numbers import DECLARED_TWICE
from wholesale.stacks.rules.users import EMAIL_TWICE, PHONE_NUMBER_TWICE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wholesale.stacks.claims import Claim, ClaimKind, FileClaims
    from wholesale.stacks.problems import Place, Problem
    from wholesale.stacks.rule import PlaceOf


IN_TWO_FILES = Rule(
    "WS220",
    "customer-in-two-files",
    what="A customer stands in two stack files, known by its externalId.",
    why="Two stacks would write it in turns.",
    mend="Keep it in one file; one that moves is taken out of its old file in the same change.",
    bad="north.yaml: {customers: {acme: {...}}}\nsouth.yaml: {customers: {acme: {...}}}",
    good="north.yaml: {customers: {acme: {...}}}\nsouth.yaml: {customers: {}}",
    firm="two stacks would write one customer in turns",
)
HANDLE_IN_TWO_FILES = Rule(
    "WS221",
    "handle-in-two-files",
    what="Two customers in two stack files have one handle.",
    why="Confirmations, moves and reports name a customer by its handle, and would mean either of them.",
    mend="Give one of them another handle, with `previously` where it has been made already.",
    bad="north.yaml: {customers: {acme: {externalId: A}}}\nsouth.yaml: {customers: {acme: {externalId: B}}}",
    good="north.yaml: {customers: {acme: {externalId: A}}}\nsouth.yaml: {customers: {bolt: {externalId: B}}}",
    firm="one stack could take the other's records for its own that moved",
)

_ONE_HOLDER: Mapping[ClaimKind, tuple[Rule, str, str]] = {
    "email": (EMAIL_TWICE, "the e-mail address", "an address belongs to one person; correct one"),
    "phoneNumber": (
        PHONE_NUMBER_TWICE,
        "the phone number",
        "a number has one holder; give one of them another",
    ),
    "mac": (MAC_TWICE, "the MAC address", "there is one such device; read the label of the device again"),
}
"""Claims of one record each: the rule, what is claimed, and the way out."""


@PerFolder
def customers_are_wanted_once(files: Sequence[FileClaims], place_of: PlaceOf) -> Iterator[Problem]:
    """A customer stands in one stack file only: two would write it in turns."""
    first: dict[tuple[str | None, str], tuple[FileClaims, Claim]] = {}
    for file, claim in _of_kind(files, "externalId"):
        holder, held = first.setdefault((file.party, claim.value), (file, claim))
        if holder is not file:
            other = place_of(holder.file, held.path)
            message, fix = _words_of_two(claim, held, other)
            yield IN_TWO_FILES.at(place_of(file.file, claim.path), dotted(claim.path), message, fix, other)


def _words_of_two(claim: Claim, held: Claim, other: Place) -> tuple[str, str]:
    """What is told of a customer that another file has under the same handle, or under another one."""
    keep = "keep the customer in one stack file; one that moves is taken out there first"
    if claim.customer == held.customer:
        return f"customer {claim.customer}: the externalId {claim.value} stands at {other} too", keep
    message = (
        f"customer {claim.customer}: the externalId {claim.value} is also that of {held.customer} at {other}"
    )
    return message, f"the API would take both for one customer; give each its own, or {keep}"


@PerFolder
def handles_are_unique(files: Sequence[FileClaims], place_of: PlaceOf) -> Iterator[Problem]:
    """No two customers of a folder have one handle; one customer in two files is told as such."""
    first: dict[str, tuple[FileClaims, Claim]] = {}
    names = {(file.file, claim.customer): claim.value for file, claim in _of_kind(files, "externalId")}
    for file, claim in _of_kind(files, "handle"):
        holder, held = first.setdefault(claim.value, (file, claim))
        one = (holder.party, names[holder.file, claim.value]) == (file.party, names[file.file, claim.value])
        if holder is not file and not one:
            other = place_of(holder.file, held.path)
            yield HANDLE_IN_TWO_FILES.at(
                place_of(file.file, claim.path),
                dotted(claim.path),
                f"customer {claim.value}: another customer has this handle at {other}",
                "give one of them another handle; with `previously` where it has been made already",
                other,
            )


@PerFolder
def things_have_one_holder(files: Sequence[FileClaims], place_of: PlaceOf) -> Iterator[Problem]:
    """No e-mail address, phone number or MAC address is taken in two files."""
    homes = _homes(files)
    for kind, (rule, what, fix) in _ONE_HOLDER.items():
        first: dict[str, tuple[FileClaims, Claim]] = {}
        for file, claim in _of_kind(files, kind):
            holder, held = first.setdefault(claim.value, (file, claim))
            if holder is file or homes[holder.file, held.customer] == homes[file.file, claim.customer]:
                continue
            other = place_of(holder.file, held.path)
            yield rule.at(
                place_of(file.file, claim.path),
                dotted(claim.path),
                f"{who(claim)}: {what} {claim.value} is already that of {who(held)} at {other}",
                fix,
                other,
            )


@PerFolder
def numbers_have_one_location(files: Sequence[FileClaims], place_of: PlaceOf) -> Iterator[Problem]:
    """No number is declared in two files; a range that overlaps is told once."""
    homes = _homes(files)
    ranges = sorted(
        (_ends(claim.value), index, file, claim)
        for index, (file, claim) in enumerate(_of_kind(files, "declared"))
    )
    reach: list[tuple[int, FileClaims, Claim]] = []
    for (start, end), _, file, claim in ranges:
        reach = [one for one in reach if one[0] >= start]
        for _, holder, held in reach:
            if holder is file or homes[holder.file, held.customer] == homes[file.file, claim.customer]:
                continue
            other = place_of(holder.file, held.path)
            yield DECLARED_TWICE.at(
                place_of(file.file, claim.path),
                dotted(claim.path),
                f"{who(claim)}: the number +{start} is already declared at {other}",
                "a number belongs to one location; remove it from one of the two",
                other,
            )
            break
        reach.append((end, file, claim))


def who(claim: Claim) -> str:
    """Whose claim it is, in words: `user ada of customer acme`."""
    if claim.kind in {"handle", "externalId"}:
        return f"customer {claim.customer}"
    collection, handle = claim.path[2:4]
    return f"{collection.removesuffix('s')} {handle} of customer {claim.customer}"


def _of_kind(files: Sequence[FileClaims], kind: ClaimKind) -> Iterator[tuple[FileClaims, Claim]]:
    return ((file, claim) for file in files for claim in file.claims if claim.kind == kind)


def _homes(files: Sequence[FileClaims]) -> dict[tuple[str, str], tuple[str | None, str]]:
    """Who each file's customer is: what two that are one share is told once, at the customer."""
    return {
        (file.file, claim.customer): (file.party, claim.value)
        for file, claim in _of_kind(files, "externalId")
    }


def _ends(value: str) -> tuple[int, int]:
    first, _, last = value.partition("..")
    return int(first), int(last or first)
