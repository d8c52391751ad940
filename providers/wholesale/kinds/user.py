"""User: what the API calls a subscriber, with the person behind it (wholesale-api §4)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from wholesale.compare import compare
from wholesale.errors import ApiError, ConflictError, RefusedError, UnclearError
from wholesale.kinds import location as locations
from wholesale.kinds import person as people
from wholesale.kinds.claims import PERSONS
from wholesale.kinds.confirm import finished
from wholesale.kinds.order import main_location
from wholesale.kinds.waits import user_waits
from wholesale.stacks.models.packages import WITHOUT_CALLING
from wholesale.vocabulary.fields import Change, Field
from wholesale.vocabulary.kind import SUB_PARTNER, Kind
from wholesale.vocabulary.record import Live, Phase, Record, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wholesale.api.answers import Row
    from wholesale.stacks.stack import Customer, Stack, User
    from wholesale.vocabulary.context import Context

ADD_ONS = frozenset({"attendant_console"})

FIELDS = (
    SUB_PARTNER,
    *people.FIELDS,
    Field("package", paths=("users.*.package", "users.*.previously", "firstAdministrator")),
    Field("addOns", paths=("users.*.addOns",), absent="clear"),
    Field(
        "location",
        paths=("users.*.location",),
        immutable="the API does not move a user to another location: put the old one back",
    ),
)

PERSON_GONE = "the person behind it is gone: take the user out of the file, run, and put it back"
"""A subscriber can outlive its person; nothing but a new one brings the person back."""

OF_THE_SUBSCRIBER = frozenset({"package", "addOns"})


def records(stack: Stack, customer: Customer) -> Iterator[Record]:  # noqa: ARG001 - a kind's function
    """One record for each user; in an organization that we create, the first administrator comes first."""
    first = customer.first_administrator if customer.org_id is None else None
    for user in customer.users.values():
        yield Record(
            Reference("User", f"{customer.handle}/{user.handle}"),
            _inputs(user),
            needs=tuple(_needs(customer, user, first)),
            previously=_previous_key(customer, user),
        )


def _inputs(user: User) -> Mapping[str, Any]:
    """What is wanted of a user; a package without calling has no location, number or extension."""
    calls = user.package not in WITHOUT_CALLING
    return {
        "email": user.email,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "package": user.package,
        "addOns": None if user.add_ons is None else dict.fromkeys(user.add_ons, True),
        "location": user.location if calls else None,
        "phoneNumber": user.phone_number if calls else None,
        "extension": user.extension if calls else None,
        "roles": None if user.roles is None else dict.fromkeys(user.roles, True),
    }


def _needs(customer: Customer, user: User, first: str | None) -> Iterator[Reference]:
    packages = [name for name in (user.package, *(user.add_ons or ())) if name in customer.packages]
    if not packages:
        yield Reference("Customer", customer.handle)
    for name in packages:
        yield Reference("Package", f"{customer.handle}/{name}")
    location = main_location(customer)
    if location is not None and user.location == location.handle:
        yield Reference("Location", f"{customer.handle}/{location.handle}")
    if first and first != user.handle and first in customer.users:
        yield Reference("User", f"{customer.handle}/{first}")


def _previous_key(customer: Customer, user: User) -> str | None:
    if user.previously is None and customer.previously is None:
        return None
    return f"{customer.previously or customer.handle}/{user.previously or user.handle}"


async def find(context: Context) -> Live | None:
    """The user of this customer with this e-mail address."""
    if context.home is None:
        return None
    table = await context.estate.subscribers(context.home.customer_id, context.behalf)
    row = table.by_name(context.inputs["email"])
    return await _live(context, row) if row else None


async def read(context: Context, api_id: str) -> Live | None:
    """The user with this id; None when a GET of it answered 404."""
    row = None
    if context.home is not None:
        row = (await context.estate.subscribers(context.home.customer_id, context.behalf)).by_id(api_id)
    row = row or await context.api.find(f"/wholesale/subscribers/{api_id}", context.acting)
    return await _live(context, row) if row else None


async def create(context: Context) -> Live:
    """Make the user, unless the API has it already, and give it its roles.

    A person that was there before keeps its names (wholesale-api §4.5): it is read back, and put right.
    """
    if context.inputs.get("package") is None:
        raise RefusedError(
            f"User {context.reference.key} has no package, so it cannot be made.\n"
            f"    Give it one of its customer's packages."
        )
    context.say("creating the user")
    was_there = await people.is_there(context)
    row = await _order(context)
    await _put(context, row)
    if row.get("status") != "provisioned" or (context.inputs.get("roles") is None and not was_there):
        return _as_ordered(context, row)
    made = _as_ordered(context, row)._replace(phase="pending", reason="made, not finished")
    return await finished(made, _with_person(context, row))


async def _with_person(context: Context, row: Row) -> Live:
    return await _person_updated(context, await _live(context, row, fresh=True))


def _as_ordered(context: Context, row: Row) -> Live:
    """The user as it was asked for: what the API made of it is read by the next run, with all others."""
    phase, reason = _phase(row)
    return Live(row["id"], context.inputs, phase, reason, context.home)


async def update(context: Context, live: Live, changes: tuple[Change, ...]) -> Live:
    """Change the package through the subscriber, then all else through the person."""
    if {change.field for change in changes} & OF_THE_SUBSCRIBER:
        row = await _reordered(context, live)
        await _put(context, row)
        live = await _live(context, row, fresh=True)
    return await _person_updated(context, live)


async def delete(context: Context, api_id: str) -> None:
    """Remove the user: one write. The person stays in the organization (wholesale-api §4.5)."""
    if await context.api.delete(f"/wholesale/subscribers/{api_id}", context.acting):
        context.tell("removed; the person stays in the organization, without a package")
    if context.home is None:
        return
    table = await context.estate.subscribers(context.home.customer_id, context.behalf)
    row = table.by_id(api_id)
    table.drop(api_id)
    if row and row.get("personId") and context.org:
        await people.forget_calling(context, row["personId"])


async def _order(context: Context) -> Row:
    body = await _body(context)
    for _ in range(3):
        try:
            answer = await context.api.post("/wholesale/subscribers", body, context.acting)
            return answer.row if "id" in answer.row else _known(await _found_again(context))
        except UnclearError as error:
            unclear = error
            if found := await _found_again(context):
                return found
        except ApiError as error:
            if error.status == HTTPStatus.CONFLICT and (found := await _found_again(context)):
                return found
            raise _conflict(context, error) from error
    raise unclear


def _known(row: Row | None) -> Row:
    """The user that was found after an answer that named none."""
    if row is None:
        raise ApiError("POST /wholesale/subscribers: accepted, but no user is named. Run again: it is found.")
    return row


async def _found_again(context: Context) -> Row | None:
    assert context.home is not None, "blocked() holds back what has no customer"  # noqa: S101
    params = {
        "customerId": context.home.customer_id,
        "email": context.inputs["email"],
        "max": "1",
        "offset": "0",
        **context.acting,
    }
    rows = await context.api.list("/wholesale/subscribers", params)
    return rows[0] if rows else None


def _conflict(context: Context, error: ApiError) -> ApiError | ConflictError:
    if error.status != HTTPStatus.CONFLICT:
        return error
    advice = people.ELSEWHERE_TOLD if people.ELSEWHERE in error.codes else people.HELD
    return ConflictError(f"User {context.reference.key} was not made. {error}\n    {advice}")


async def _body(context: Context) -> Row:
    assert context.home is not None, "blocked() holds back what has no customer"  # noqa: S101
    names = {"firstName": context.inputs.get("firstName"), "lastName": context.inputs.get("lastName")}
    calling = {} if context.inputs["package"] in WITHOUT_CALLING else await _calling(context)
    return {
        "customerId": context.home.customer_id,
        "email": context.inputs["email"],
        "packages": _packages(context.inputs, {}),
        "provisioningParameters": {
            name: value for name, value in {**names, **calling}.items() if value is not None
        },
    }


async def _calling(context: Context) -> Row:
    handle = context.inputs.get("location")
    wanted = {
        "primaryPhoneNumber": context.inputs.get("phoneNumber"),
        "extension": context.inputs.get("extension"),
        "locationId": await locations.location_id(context, handle) if handle else None,
    }
    return {name: value for name, value in wanted.items() if value is not None}


def _packages(inputs: Mapping[str, Any], live: Mapping[str, Any]) -> list[str]:
    return [inputs.get("package") or live["package"], *sorted(inputs.get("addOns") or ())]


async def _reordered(context: Context, live: Live) -> Row:
    body: Row = {"packages": _packages(context.inputs, live.values)}
    if live.values.get("package") in WITHOUT_CALLING and body["packages"][0] not in WITHOUT_CALLING:
        body["provisioningParameters"] = await _calling(context)
    context.say("changing the package: " + ", ".join(body["packages"]))
    answer = await context.api.put(f"/wholesale/subscribers/{live.api_id}", body, context.acting)
    return answer.row or await context.api.get(f"/wholesale/subscribers/{live.api_id}", context.acting)


async def _live(context: Context, row: Row, *, fresh: bool = False) -> Live:
    packages = row.get("packages") or [row.get("package")]
    base = [name for name in packages if name not in ADD_ONS]
    values: dict[str, Any] = {
        "email": row.get("email"),
        "package": base[0] if base else None,
        "addOns": {name: True for name in packages if name in ADD_ONS},
    }
    phase, reason = _phase(row) if context.org else ("pending", "its organization is not known yet")
    found = await _of_the_person(context, row, fresh=fresh) if phase == "ready" else None
    if found is None:
        kept = {field.name: context.inputs.get(field.name) for field in FIELDS if field.name not in values}
        phase, reason = (phase, reason) if phase != "ready" else ("failed", PERSON_GONE)
        return Live(row["id"], {**values, **kept}, phase, reason, context.home)
    return Live(row["id"], {**values, **found}, home=context.home, person_id=row.get("personId"))


async def _of_the_person(context: Context, row: Row, *, fresh: bool) -> Row | None:
    """What the person's row says; None when the person is gone."""
    if not row.get("personId"):
        return None
    person = await people.fetch(context, row["personId"], fresh=fresh)
    if person is None:
        return None
    location_id = person.get("locationId")
    location = await locations.handle_of(context, location_id) if location_id else None
    if location and context.inputs.get("location") not in _handles(context):
        location = context.inputs.get("location")
    return {**await people.values(context, person), "location": location}


async def _person_updated(context: Context, live: Live) -> Live:
    if live.person_id is None or not compare(people.FIELDS, context.inputs, live.values):
        return live
    found = await people.write(context, live.person_id)
    return live._replace(values={**live.values, **found})


def _handles(context: Context) -> set[str | None]:
    """The locations that the stack file knows; of a user that no file names any more, none is."""
    return {None, *(context.customer.locations if context.customer else ())}


def _phase(row: Row) -> tuple[Phase, str]:
    if row.get("status") == "pending_user_migration":
        return "needs_consent", "the user has to consent, by the e-mail that Webex sent"
    return "ready", ""


async def _put(context: Context, row: Row) -> None:
    if context.home is not None:
        (await context.estate.subscribers(context.home.customer_id, context.behalf)).put(row)


KIND = Kind("User", FIELDS, records, find, read, user_waits, create, update, delete, claiming=PERSONS)
