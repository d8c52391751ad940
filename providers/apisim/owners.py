"""How records of other areas hold phone numbers and extensions, so that numbers know who has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from apisim.errors import Json
    from apisim.store import Record


@dataclass(frozen=True, slots=True)
class Owner:
    """How the records of one table hold numbers.

    The table has the indexes `org`, `location`, `number` (organization and number) and `extension` (location
    and extension), and its records have `extension` and `locationId`.

    Args:
        kind: what `owner.type` says of them.
        number: gives the number of a record, if it has one; its alternates stand only in the index.
        named: gives the members that name the owner in a list of numbers.
    """

    kind: str
    number: Callable[[Record], str | None]
    named: Callable[[Record], Json]
