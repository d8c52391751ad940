"""User: what the API calls a subscriber, and the person behind it (wholesale-api §4, §14.4, §14.5)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from wholesale.api.ids import same_id, uuid_of
from wholesale.compare import compare
from wholesale.errors import ApiError, ConflictError, RefusedError, UnclearError
from wholesale.fields import Change, Field, without_case
from wholesale.kinds import location as locations
from wholesale.kinds.kind import SUB_PARTNER, Kind
from wholesale.kinds.package import customer_blocks, package_blocks
from wholesale.kinds.record import Live, Record, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wholesale.api.answers import Answer, Row
    from wholesale.kinds.context import Context
    from wholesale.stacks.stack import Customer, Stack, User

ADD_ONS = frozenset({"attendant_console"})
WITHOUT_CALLING = frozenset({"webex_meetings"})

FIELDS = (
    SUB_PARTNER,
    Field("email", paths=("users.*", "users.*.email"), personal=True, same=without_case),
    Field("firstName", paths=("users.*.firstName",), personal=True),
    Field("lastName", paths=("users.*.lastName",), personal=True),
    Field("package", paths=("users.*.package",)),
    Field("addOns", paths=("users.*.addOns",), absent="clear"),
    Field(
        "location",
        paths=("users.*.location",),
        immutable="the API cannot move a user to another location, and this release does not; put the old one back",
    ),
    Field("phoneNumber", paths=("users.*.phoneNumber",), absent="clear", personal=True),
    Field("extension", paths=("users.*.extension",), absent="clear", personal=True),
    Field("roles", paths=("users.*.roles",)),
)

OF_THE_SUBSCRIBER = frozenset({"package", "addOns"})
OF_THE_PERSON = tuple(
    field for field in FIELDS if field.name not in {*OF_THE_SUBSCRIBER, "subPartner", "location"}
)

KEPT = (
    "emails", "displayName", "firstName", "lastName", "nickName", "extension", "locationId", "roles", "licenses",
    "department", "manager", "managerId", "title", "addresses", "siteUrls", "avatar",
)  # fmt: skip
"""What a PUT of a person sends back as it was read: what is left out may be cleared (wholesale-api §14.4)."""


def records(stack: Stack, customer: Customer) -> Iterator[Record]:  # noqa: ARG001 - a kind's function
    """One record for each user; the first administrator of an organization that we create comes before the others."""
    first = customer.first_administrator if customer.org_id is None else None
    for user in customer.users.values():
        yield Record(
            Reference("User", f"{customer.handle}/{user.handle}"),
            _inputs(user),
            needs=tuple(_needs(customer, user, first)),
            previously=_previous_key(customer, user),
        )


def _inputs(user: User) -> Mapping[str, Any]:
    return {
        "email": user.email,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "package": user.package,
        "addOns": None if user.add_ons is None else dict.fromkeys(user.add_ons, True),
        "location": user.location,
        "phoneNumber": user.phone_number,
        "extension": user.extension,
        "roles": None if user.roles is None else dict.fromkeys(user.roles, True),
    }


def _needs(customer: Customer, user: User, first: str | None) -> Iterator[Reference]:
    yield Reference("Customer", customer.handle)
    for name in (user.package, *(user.add_ons or ())):
        if name in customer.packages:
            yield Reference("Package", f"{customer.handle}/{name}")
    location = customer.main_location()
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


async def blocked(context: Context) -> str | None:
    """What a user waits for: customer, package, location, first administrator, number, in this order."""
    reason = await customer_blocks(context)
    for name in (context.inputs["package"], *(context.inputs.get("addOns") or ())):
        reason = reason or await package_blocks(context, name)
    return (
        reason
        or await _location_blocks(context)
        or await _first_blocks(context)
        or await _number_blocks(context)
    )


async def _location_blocks(context: Context) -> str | None:
    handle = context.inputs.get("location")
    if handle is None or await locations.location_id(context, handle):
        return None
    main = context.customer.main_location() if context.customer else None
    built = main is not None and main.handle == handle
    return (
        f"location {handle} is not there yet" if built else f"location {handle} is not built by this release"
    )


async def _first_blocks(context: Context) -> str | None:
    customer, first = context.customer, context.customer.first_administrator if context.customer else None
    if (
        customer is None
        or first is None
        or customer.org_id
        or first == context.reference.handle
        or not context.home
    ):
        return None
    there = len(await context.estate.subscribers(context.home.customer_id, context.behalf))
    return None if there else f"user {first}, the first administrator, comes first"


async def _number_blocks(context: Context) -> str | None:
    number = context.inputs.get("phoneNumber")
    if number is None or number in await context.estate.inventory(context.org["orgId"]):
        return None
    if context.customer is not None and number in context.customer.declared_numbers():
        return f"number {number} is declared, and not in the live inventory yet"
    raise RefusedError(
        f"User {context.reference.key} wants number {number}, which is not in the inventory of its organization, "
        f"and no location of the stack file declares it under `numbers`.\n"
        f"    Declare it there, have the carrier add it, or take another number."
    )


async def create(context: Context) -> Live:
    """Make the user, unless the API has it already, and give it its roles."""
    context.say("creating the user")
    row = await _order(context)
    await _put(context, row)
    live = await _live(context, row, fresh=bool(context.inputs.get("roles")))
    return await _person_updated(context, live) if context.inputs.get("roles") else live


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
        context.say("the person stays in the organization, without a package")
    if context.home is not None:
        (await context.estate.subscribers(context.home.customer_id, context.behalf)).drop(api_id)


async def _order(context: Context) -> Row:
    body = await _body(context)
    for _ in range(3):
        try:
            return _known(await context.api.post("/wholesale/subscribers", body, context.acting))
        except UnclearError as error:
            unclear = error
            if found := await _found_again(context):
                return found
        except ApiError as error:
            if error.status == HTTPStatus.CONFLICT and (found := await _found_again(context)):
                return found
            raise _conflict(context, error) from error
    raise unclear


def _known(answer: Answer) -> Row:
    if "id" not in answer.row:
        raise ApiError(
            "POST /wholesale/subscribers: accepted, but the answer names no user. Run again: it is looked for."
        )
    return answer.row


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
    return ConflictError(
        f"User {context.reference.key} was not made. {error}\n"
        f"    Its e-mail address, number or extension is held by somebody else: release it there, or take another."
    )


async def _body(context: Context) -> Row:
    assert context.home is not None, "blocked() holds back what has no customer"  # noqa: S101
    names = {"firstName": context.inputs.get("firstName"), "lastName": context.inputs.get("lastName")}
    calling = {} if context.inputs["package"] in WITHOUT_CALLING else await _calling(context)
    return {
        "customerId": context.home.customer_id,
        "email": context.inputs["email"],
        "packages": _packages(context.inputs),
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


def _packages(inputs: Mapping[str, Any]) -> list[str]:
    return [inputs["package"], *sorted(inputs.get("addOns") or ())]


async def _reordered(context: Context, live: Live) -> Row:
    body: Row = {"packages": _packages(context.inputs)}
    if live.values.get("package") in WITHOUT_CALLING and context.inputs["package"] not in WITHOUT_CALLING:
        body["provisioningParameters"] = await _calling(context)
    context.say("changing the package: " + ", ".join(body["packages"]))
    answer = await context.api.put(f"/wholesale/subscribers/{live.api_id}", body, context.acting)
    return answer.row or await context.api.get(f"/wholesale/subscribers/{live.api_id}", context.acting)


async def _person_updated(context: Context, live: Live) -> Live:
    if not compare(OF_THE_PERSON, context.inputs, live.values) or not live.extra.get("personId"):
        return live
    person_id = str(live.extra["personId"])
    return await context.together.alone(
        ("person", uuid_of(person_id)), lambda: _person_written(context, live, person_id)
    )


async def _person_written(context: Context, live: Live, person_id: str) -> Live:
    path, query = f"/people/{person_id}", {"callingData": "true", **context.org}
    person = await context.api.get(path, query)
    if compare(OF_THE_PERSON, context.inputs, await _person_values(context, person)):
        context.say("changing the person")
        await context.api.put(path, await _person_body(context, person), query)
        person = await context.api.get(path, query)
    values = {**live.values, **await _person_values(context, person)}
    if left := compare(OF_THE_PERSON, context.inputs, values):
        raise ApiError(
            f"PUT {path}: accepted, but not applied: {', '.join(change.path for change in left)}.\n"
            f"    Run again; if it stays so, ask Cisco and quote the person's id."
        )
    await _put_person(context, person)
    return Live(live.api_id, values, live.phase, live.reason, live.home, live.extra)


async def _person_body(context: Context, person: Row) -> Row:
    inputs = context.inputs
    body = {name: person[name] for name in KEPT if person.get(name) is not None}
    body |= {
        "emails": [inputs["email"], *(person.get("emails") or [])[1:]],
        "extension": inputs.get("extension") or "",
    }
    number = inputs.get("phoneNumber")
    body["phoneNumbers"] = [{"type": "work", "value": number}] if number else []
    names = {name: inputs[name] for name in ("firstName", "lastName") if inputs.get(name) is not None}
    if any(person.get(name) != value for name, value in names.items()):
        body |= names
        body["displayName"] = " ".join(str(body.get(name, "")) for name in ("firstName", "lastName")).strip()
    if inputs.get("roles") is not None:
        body["roles"] = await _role_ids(context, inputs["roles"], person.get("roles") or ())
    body.setdefault("displayName", inputs["email"])
    return body


async def _role_ids(context: Context, wanted: Mapping[str, Any], held: Any) -> list[str]:
    """The ids of the wanted roles, and of held ones that our vocabulary has no word for."""
    table = await context.estate.roles()
    words = {row["id"]: word_of(str(row.get("name"))) for row in table}
    known = {word: identifier for identifier, word in words.items() if word}
    missing = sorted(set(wanted) - set(known))
    if missing:
        raise RefusedError(
            f"User {context.reference.key}: the API lists no role for {', '.join(missing)} (GET /roles)."
        )
    others = [identifier for identifier in held if not words.get(identifier)]
    return others + [known[word] for word in wanted]


ROLES = ("full_admin", "readonly_admin", "user_admin", "device_admin")


def word_of(name: str) -> str | None:
    """Our word for a role of the API: `Full Administrator` → `full_admin`; None for one that we do not manage."""
    plain = "".join(sign for sign in name.casefold() if sign.isalnum())
    return next((word for word in ROLES if plain.startswith(word.replace("_", ""))), None)


async def _live(context: Context, row: Row, *, fresh: bool = False) -> Live:
    packages = row.get("packages") or [row.get("package")]
    base = [name for name in packages if name not in ADD_ONS]
    values: dict[str, Any] = {
        "email": row.get("email"),
        "package": base[0] if base else None,
        "addOns": {name: True for name in packages if name in ADD_ONS},
    }
    if row.get("status") == "pending_user_migration":
        kept = {field.name: context.inputs.get(field.name) for field in FIELDS if field.name not in values}
        return Live(
            row["id"], {**values, **kept}, "needs_consent", "the user has to consent by e-mail", context.home
        )
    person = await _person(context, row, fresh=fresh)
    if person is not None:
        values |= await _person_values(context, person)
        values["location"] = await _location(context, person)
    extra = {"personId": row.get("personId"), "locationId": (person or {}).get("locationId")}
    return Live(row["id"], values, home=context.home, extra=extra)


async def _person(context: Context, row: Row, *, fresh: bool) -> Row | None:
    if not context.org or not row.get("personId"):
        return None
    table = await context.estate.people(context.org["orgId"])
    person = None if fresh else table.by_id(row["personId"])
    if person is None:
        person = await context.api.find(f"/people/{row['personId']}", {"callingData": "true", **context.org})
    if person is not None:
        table.put(person)
    return person


async def _person_values(context: Context, person: Row) -> Row:
    numbers = [
        entry.get("value") for entry in person.get("phoneNumbers") or () if entry.get("type") == "work"
    ]
    values = {
        "email": next(iter(person.get("emails") or ()), None),
        "firstName": person.get("firstName"),
        "lastName": person.get("lastName"),
        "phoneNumber": numbers[0] if numbers else None,
        "extension": person.get("extension") or None,
    }
    if context.inputs.get("roles") is not None:
        table = await context.estate.roles()
        held = (
            word_of(str((table.by_id(identifier) or {}).get("name")))
            for identifier in person.get("roles") or ()
        )
        values["roles"] = {word: True for word in held if word}
    return values


async def _location(context: Context, person: Row) -> str | None:
    identifier = person.get("locationId")
    if identifier is None:
        return None
    if same_id(identifier, context.last.get("locationId")):
        return context.inputs.get("location")
    return await locations.handle_of(context, identifier)


async def _put(context: Context, row: Row) -> None:
    if context.home is not None:
        (await context.estate.subscribers(context.home.customer_id, context.behalf)).put(row)


async def _put_person(context: Context, person: Row) -> None:
    (await context.estate.people(context.org["orgId"])).put(person)


KIND = Kind("User", FIELDS, records, find, read, blocked, create, update, delete)
