"""What is there at the start: the ids of the design's example partner, and what an estate file adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.areas import shapes
from apisim.areas.customers import settling
from apisim.areas.roles.state import FULL_ADMINISTRATOR
from apisim.tenants import org_id
from apisim.world import PARTNER, World

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.settings import Settings
    from apisim.store import Record

NORTH = "44444444-4444-4444-8444-444444444444"
CRANE = "55555555-5555-4555-8555-555555555555"
CREATED = "2026-01-05T09:00:00.000Z"
SUBSCRIPTION = "Sub-100001"
TEMPLATES = (
    ("us-standard", "22222222-2222-4222-8222-222222222222", PARTNER),
    ("us-partner-sso", "33333333-3333-4333-8333-333333333333", PARTNER),
    ("north-us", "66666666-6666-4666-8666-666666666666", NORTH),
)
CRANE_PEOPLE = (("Lee", "Crane", "lee"), ("Ira", "Ito", "it"), ("Dana", "Drew", "dana"))


def build(settings: Settings) -> World:
    """Make the world that a simulator starts with."""
    world = World(settings)
    for kind, records in {**_start(), **_people_of_crane()}.items():
        for record in records:
            put(world, kind, record)
    _load(world, settings.estate or {})
    _give_tokens_people(world)
    return world


def put(world: World, kind: str, record: Record) -> Record:
    """Complete and store a record of a kind."""
    return world[kind].put(shapes()[kind].fill(world, record))


def _start() -> dict[str, list[Record]]:
    partner, north, crane = org_id(PARTNER), org_id(NORTH), org_id(CRANE)
    templates = [
        {"id": ids.encode_bare(key), "name": name, "owner": org_id(owner), "subscription": SUBSCRIPTION}
        for name, key, owner in TEMPLATES
    ]
    return {
        "organizations": [
            {"id": partner, "displayName": "Example Carrier", "created": CREATED, "partner": True},
            {"id": north, "displayName": "North Telecom", "created": CREATED},
            {"id": crane, "displayName": "Crane Legal", "created": CREATED},
        ],
        "subPartners": [
            {"id": north, "orgId": north, "name": "north", "created": CREATED, "parent": partner}
        ],
        "templates": templates,
    }


def _people_of_crane() -> dict[str, list[Record]]:
    people = [
        {
            "id": ids.encode("PEOPLE", f"5555555{number}-0000-4000-8000-55555555555{number}"),
            "orgId": org_id(CRANE),
            "emails": [f"{name}@crane.example"],
            "firstName": first,
            "lastName": last,
            "created": CREATED,
            "roles": [FULL_ADMINISTRATOR] if name == "it" else [],
        }
        for number, (first, last, name) in enumerate(CRANE_PEOPLE, start=1)
    ]
    return {"people": people}


def _load(world: World, estate: Json) -> None:
    """Add the records of an estate file; one with the id of a record of the start replaces it."""
    known = [kind for kind in ("organizations", *sorted(world.tables)) if kind in estate]
    strange = set(estate) - set(world.tables)
    if strange:
        raise ValueError(f"--estate: unknown kinds {', '.join(sorted(strange))}")
    loaded = [(kind, put(world, kind, record)) for kind in dict.fromkeys(known) for record in estate[kind]]
    for kind, record in loaded:
        shapes()[kind].edited(world, None, record)
    for customer in list(world["customers"]):
        settling.resume(world, customer)


def _give_tokens_people(world: World) -> None:
    for number, token in enumerate(world.tokens.values(), start=1):
        if world["organizations"].get(token.organization) is None:
            put(world, "organizations", {"id": org_id(token.organization), "displayName": token.name})
        record = {
            "id": ids.encode("PEOPLE", f"1111111{number % 10}-1111-4111-8111-{number:012d}"),
            "orgId": org_id(token.organization),
            "emails": [f"{token.name}@token.example"],
            "displayName": token.name,
            "roles": [FULL_ADMINISTRATOR],
            "created": CREATED,
        }
        person = world["people"].first("email", record["emails"][0].lower()) or put(world, "people", record)
        world.token_people[token.name] = ids.key_of(person["id"])
