"""What users claim through their persons: a phone number, and an extension of their location."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wholesale.api.ids import uuid_of
from wholesale.kinds import location as locations
from wholesale.kinds import person as people
from wholesale.vocabulary.claims import Claim, Claiming

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from wholesale.api.answers import Row
    from wholesale.vocabulary.context import Context

NUMBER, EXTENSION = "phoneNumber", "extension"


async def wants(context: Context) -> frozenset[Claim]:
    """The number and the extension that the user's inputs ask for."""
    number, extension = context.inputs.get(NUMBER), context.inputs.get(EXTENSION)
    found: set[Claim] = {(NUMBER, str(number))} if number else set()
    handle = context.inputs.get("location") if extension else None
    location = await locations.location_id(context, handle) if handle else None
    if location:
        found.add((EXTENSION, uuid_of(location), str(extension)))
    return frozenset(found)


async def owner(context: Context) -> str | None:
    """The person behind the user; None while there is none."""
    assert context.home is not None, "a claim is asked for within a customer"  # noqa: S101
    table = await context.estate.subscribers(context.home.customer_id, context.behalf)
    email = str(context.inputs.get("email") or "")
    row = table.by_id(str(context.last.get("apiId") or "")) or table.by_name(email)
    if row is not None:
        return uuid_of(row["personId"]) if row.get("personId") else None
    person = (await context.estate.people(context.org["orgId"])).by_name(email)
    return uuid_of(person["id"]) if person else None


async def holders(context: Context) -> Mapping[Claim, str]:
    """Every number and extension that a person of the organization holds, with the person's id."""
    table = await context.estate.people(context.org["orgId"])
    return {claim: uuid_of(person["id"]) for person in table for claim in _held(person)}


async def give_up(context: Context, identifier: str, claims: frozenset[Claim]) -> None:
    """Take numbers and extensions from a person.

    Who would have neither left keeps calling with an extension that is free: the API does not let a calling
    person be without both (wholesale-api §4.2).
    """
    person = (await context.estate.people(context.org["orgId"])).by_id(identifier)
    if person is None:
        return
    kept = {claim[0]: claim[-1] for claim in _held(person) if claim not in claims}
    if not kept:
        kept = {EXTENSION: await _spare(context, person)}
    inputs = {"email": person["emails"][0], **kept}
    await people.write(replace(context, inputs=inputs), person["id"])


def _held(person: Row) -> Iterator[Claim]:
    number, extension = people.number_of(person), person.get(EXTENSION)
    if number:
        yield NUMBER, number
    if extension:
        yield EXTENSION, uuid_of(person.get("locationId") or ""), str(extension)


async def _spare(context: Context, person: Row) -> str:
    """An extension that nobody at the person's location holds or wants."""
    taken = {claim[-1] for claim in await holders(context) if claim[0] == EXTENSION}
    users = context.customer.users.values() if context.customer else ()
    wanted = {str(user.extension) for user in users if user.extension}
    return spare(str(person.get(EXTENSION) or "1000"), taken | wanted)


def spare(like: str, taken: Collection[str]) -> str:
    """The highest extension that is free, of the same length and with the same first digit as `like`."""
    size = 10 ** (len(like) - 1)
    numbers = range((int(like[0]) + 1) * size - 1, int(like[0]) * size - 1, -1)
    return next(
        (text for number in numbers if (text := str(number).zfill(len(like))) not in taken), like + "9"
    )


PERSONS = Claiming(wants, owner, holders, give_up)
"""How users hold claims."""
