"""Packages in maintenance: provisioned with a warning for some hours (wholesale-api §13, code 2560)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim import ids
from apisim.areas.customers.operations import BUILDING
from apisim.rulebook import rule

if TYPE_CHECKING:
    from apisim.errors import Json
    from apisim.store import Record
    from apisim.world import World

WARNING = 2560


@rule(
    "packages.maintenance",
    "The warning 2560 of a package stays through updates, and ends by itself after 4 hours (`--rules`,"
    " `seconds.maintenance`).",
    "I §13",
    of=BUILDING,
)
def wait(world: World, customer: Record, names: list[str]) -> None:
    """Let the maintenance of packages end some hours after it began."""
    key = ids.key_of(customer["id"])
    if names:
        world.agenda.after(world.figures["seconds"]["maintenance"], lambda: _end(world, key, names))


def held(customer: Record) -> list[str]:
    """Give the packages that are in maintenance."""
    return [p["name"] for p in customer["resourceDetails"]["packages"] if _is_held(p)]


def _is_held(package: Json) -> bool:
    return any(warning.get("errorCode") == WARNING for warning in package.get("warnings", ()))


def _end(world: World, key: str, names: list[str]) -> None:
    customer = world["customers"].get(key)
    if customer is None:
        return
    details = customer["resourceDetails"]
    packages = [_free(p) if p["name"] in names and _is_held(p) else p for p in details["packages"]]
    world["customers"].change(customer, resourceDetails={**details, "packages": packages})


def _free(package: Json) -> Json:
    return {name: value for name, value in package.items() if name != "warnings"}
