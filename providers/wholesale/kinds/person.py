"""The person behind a user: names, number, extension and roles (wholesale-api §14.4, §14.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wholesale.api.ids import uuid_of
from wholesale.compare import compare
from wholesale.errors import ApiError, ConflictError, RefusedError
from wholesale.kinds.confirm import confirmed
from wholesale.vocabulary.fields import Field, without_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wholesale.api.answers import Row
    from wholesale.vocabulary.context import Context
    from wholesale.vocabulary.fields import Change

FIELDS = (
    Field("email", paths=("users.*.email",), personal=True, same=without_case),
    Field("firstName", paths=("users.*.firstName",), personal=True),
    Field("lastName", paths=("users.*.lastName",), personal=True),
    Field("phoneNumber", paths=("users.*.phoneNumber",), absent="clear", personal=True),
    Field("extension", paths=("users.*.extension",), absent="clear", personal=True),
    Field("roles", paths=("users.*.roles",)),
)

HOLDING = frozenset({4201, 4202})
"""A number, an extension is in use (wholesale-api §13)."""

ELSEWHERE = 10022
"""The e-mail address belongs to a person elsewhere (wholesale-api §13)."""

ELSEWHERE_TOLD = (
    "The person lives in another organization. Where that is the customer's old one, which stays when it "
    "is removed, write its id as `orgId:` of the customer (the run that removed it told the id); otherwise "
    "the person has to leave it first."
)

HELD = (
    "Somebody else holds its e-mail address, number or extension. Take it away there, or give this user "
    "another one."
)

KEPT = (
    "emails",
    "displayName",
    "firstName",
    "lastName",
    "nickName",
    "extension",
    "locationId",
    "roles",
    "licenses",
    "department",
    "manager",
    "managerId",
    "title",
    "addresses",
    "siteUrls",
    "avatar",
)
"""What a PUT sends back as it was read: what is left out may be cleared (wholesale-api §14.4)."""

ROLES = ("full_admin", "readonly_admin", "user_admin", "device_admin")


async def fetch(context: Context, person_id: str, *, fresh: bool = False) -> Row | None:
    """The person with this id, from the organization's list unless `fresh`; None when it is gone."""
    table = await context.estate.people(context.org["orgId"])
    person = None if fresh else table.by_id(person_id)
    if person is None:
        person = await context.api.find(f"/people/{person_id}", {"callingData": "true", **context.org})
    if person is not None:
        table.put(person)
    return person


async def is_there(context: Context) -> bool:
    """Whether the organization already has a person with the wanted e-mail address.

    An organization that this run made has nobody yet, so nobody is looked for.
    """
    if context.home is None or not context.org or context.estate.is_new(context.home.customer_id):
        return False
    return (await context.estate.people(context.org["orgId"])).by_name(context.inputs["email"]) is not None


async def values(context: Context, person: Row) -> Row:
    """What a person's row says, by field; roles only where they are wanted."""
    found: Row = {
        "email": next(iter(person.get("emails") or ()), None),
        "firstName": person.get("firstName"),
        "lastName": person.get("lastName"),
        "phoneNumber": number_of(person),
        "extension": person.get("extension") or None,
    }
    if context.inputs.get("roles") is not None:
        words = await _words(context)
        held = (words.get(uuid_of(identifier)) for identifier in person.get("roles") or ())
        found["roles"] = {word: True for word in held if word}
    return found


def number_of(person: Row) -> str | None:
    """The work number of a person."""
    numbers = (entry["value"] for entry in person.get("phoneNumbers") or () if entry.get("type") == "work")
    return next(numbers, None)


async def forget_calling(context: Context, person_id: str) -> None:
    """Let the rest of the run see that the person's number and extension are free (wholesale-api §4.5)."""
    table = await context.estate.people(context.org["orgId"])
    if person := table.by_id(person_id):
        table.put({**person, "phoneNumbers": [], "extension": None, "locationId": None})


async def write(context: Context, person_id: str) -> Row:
    """Bring the person to what is wanted, with one PUT from a fresh read, and read back what became of it.

    Returns:
        The values that are live now.

    Raises:
        ApiError: the API accepted the change and did not apply it (neighbour-observations §1, "success").
    """
    return await context.together.alone(("person", uuid_of(person_id)), lambda: _written(context, person_id))


def word_of(name: str) -> str | None:
    """Our word for a role, `full_admin` for `Full Administrator`; None for one that we do not manage."""
    plain = "".join(sign for sign in name.casefold() if sign.isalnum())
    return next((word for word in ROLES if plain.startswith(word.replace("_", ""))), None)


async def _written(context: Context, person_id: str) -> Row:
    path, query = f"/people/{person_id}", {"callingData": "true", **context.org}

    async def read() -> tuple[Row, tuple[Change, ...]]:
        person = await context.api.get(path, query)
        return person, compare(FIELDS, context.inputs, await values(context, person))

    person, changes = await read()
    if changes:
        context.say("changing the person")
        await _put(context, path, await _body(context, person))
        person = await confirmed(context, path, read)
    (await context.estate.people(context.org["orgId"])).put(person)
    return await values(context, person)


async def _put(context: Context, path: str, body: Row) -> None:
    try:
        await context.api.put(path, body, {"callingData": "true", **context.org})
    except ApiError as error:
        if HOLDING & set(error.codes):
            raise ConflictError(
                f"User {context.reference.key} was not changed. {error}\n    {HELD}"
            ) from error
        raise


async def _body(context: Context, person: Row) -> Row:
    inputs, number = context.inputs, context.inputs.get("phoneNumber")
    body = {name: person[name] for name in KEPT if person.get(name) is not None}
    body["emails"] = [inputs["email"], *(person.get("emails") or [])[1:]]
    body["extension"] = inputs.get("extension") or ""
    body["phoneNumbers"] = [{"type": "work", "value": number}] if number else []
    names = {name: inputs[name] for name in ("firstName", "lastName") if inputs.get(name) is not None}
    if any(person.get(name) != value for name, value in names.items()):
        body |= names
        body["displayName"] = " ".join(
            str(body[name]) for name in ("firstName", "lastName") if body.get(name)
        )
    if inputs.get("roles") is not None:
        body["roles"] = await _role_ids(context, inputs["roles"], person.get("roles") or ())
    return {"displayName": inputs["email"], **body}


async def _role_ids(context: Context, wanted: Mapping[str, Any], held: Iterable[str]) -> list[str]:
    """The ids of the wanted roles, and of held ones that our vocabulary has no word for."""
    words = await _words(context)
    known = {
        word: str(row["id"]) for row in await context.estate.roles() if (word := words[uuid_of(row["id"])])
    }
    missing = sorted(set(wanted) - set(known))
    if missing:
        raise RefusedError(
            f"User {context.reference.key}: the API lists no role for {', '.join(missing)} (GET /roles)."
        )
    return [one for one in held if not words.get(uuid_of(one))] + [known[word] for word in wanted]


async def _words(context: Context) -> dict[str, str | None]:
    return {uuid_of(row["id"]): word_of(str(row.get("name"))) for row in await context.estate.roles()}
