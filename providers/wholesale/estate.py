"""What is live, in bulk: each list is fetched once per run and shared by all who ask.

A list tells what is there. It never proves that something is gone: only a GET of the thing itself does.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

from wholesale.api.ids import uuid_of

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable, Collection, Iterator

    from wholesale.api.answers import Row
    from wholesale.api.client import ApiClient, Params

T = TypeVar("T")
MOST = "100"
MOST_NUMBERS = "2000"
"""The largest pages that the API gives (wholesale-api §2.3)."""
MANY = 6
"""From so many customers on, up to a sixth as many pages of the list of all are read for them."""
NEW, ATTACHED = "new", "attached"
"""How this run made a customer: with an organization of its own, or in one that was there."""


class Table:
    """The rows of one list, found by id or by natural key.

    Args:
        rows: the objects as the API gave them, each with an `id`.
        natural: what people know a row by; None where it has no such key.
        plain: what of a natural key is compared: by default, all but its case.
    """

    def __init__(
        self,
        rows: list[Row],
        natural: Callable[[Row], str | None],
        plain: Callable[[str], str] = str.casefold,
    ) -> None:
        self._natural, self._plain = natural, plain
        self._by_id: dict[str, Row] = {}
        self._by_name: dict[str, Row] = {}
        for row in rows:
            self.put(row)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    def by_id(self, identifier: str) -> Row | None:
        """The row with this id, in whatever form."""
        return self._by_id.get(uuid_of(identifier))

    def by_name(self, name: str) -> Row | None:
        """The row with this natural key."""
        return self._by_name.get(self._plain(name))

    def put(self, row: Row) -> None:
        """Take in a row that was just written or read."""
        self.drop(row["id"])
        self._by_id[uuid_of(row["id"])] = row
        if name := self._natural(row):
            self._by_name[self._plain(name)] = row

    def drop(self, identifier: str) -> None:
        """Forget a row that was just deleted."""
        old = self._by_id.pop(uuid_of(identifier), None)
        name = self._natural(old) if old else None
        if name and self._by_name.get(self._plain(name)) is old:
            del self._by_name[self._plain(name)]


class Estate:
    """The live things of one run, read in bulk.

    Args:
        api: where they are read.
        names: the externalIds of the customers that the run is about.
    """

    def __init__(self, api: ApiClient, names: Collection[str] = ()) -> None:
        self._api = api
        self._names = frozenset(names)
        self._asked: dict[tuple[str, ...], asyncio.Future[Any]] = {}
        self.written: dict[tuple[str, ...], Any] = {}
        """What this run wrote and the API never gives back, such as the limit of a package."""
        self.holders: defaultdict[tuple[str, str, str], set[object]] = defaultdict(set)
        """Which records this run saw holding a live thing, by kind, customer id and id."""
        self.unknown: set[str] = set()
        """The handles of the customers that a preview is about and that the state does not have."""

    def is_new(self, customer_id: str) -> bool:
        """Whether this run made the customer with its organization: nobody is there but whom it made."""
        return self.written.get(("made", uuid_of(customer_id))) == NEW

    async def customers(self, external_id: str, behalf: str | None) -> Table:
        """A table that has the customer with this externalId, if there is one.

        Where the run is about many customers, they are looked for in the list of all, as long as that takes
        fewer calls than to ask for each.
        """
        if len(self._names) >= MANY and external_id in self._names:
            table, whole = await self._once(("customers", behalf or ""), lambda: self._all(behalf))
            if whole or table.by_name(external_id):
                return table
        params = {"externalId": external_id, "max": MOST, "offset": "0", **on_behalf(behalf)}
        return await self._table("/wholesale/customers", params, _external_id, str)

    async def _all(self, behalf: str | None) -> tuple[Table, bool]:
        """The first pages of the list of all customers, and whether it tells of all that are looked for.

        Of several pages, one may have lost a row to the next while they were read.
        """
        most = len(self._names) // MANY * int(MOST)

        def enough(rows: list[Row]) -> bool:
            return len(rows) >= most or self._names <= {_external_id(row) for row in rows}

        params = {"max": MOST, "offset": "0", **on_behalf(behalf)}
        rows = await self._api.list("/wholesale/customers", params, enough=enough)
        return Table(rows, _external_id, str), len(rows) < int(MOST)

    async def subscribers(self, customer_id: str, behalf: str | None) -> Table:
        """The subscribers of a customer, by e-mail address."""
        params = {"customerId": customer_id, "max": MOST, "offset": "0", **on_behalf(behalf)}
        return await self._table("/wholesale/subscribers", params, lambda row: row.get("email"))

    async def people(self, org_id: str) -> Table:
        """The people of an organization with their calling data, by e-mail address."""
        params = {"orgId": org_id, "callingData": "true", "max": MOST}
        return await self._table("/people", params, lambda row: next(iter(row.get("emails") or ()), None))

    async def locations(self, org_id: str) -> Table:
        """The locations of an organization, by name."""
        return await self._table("/locations", {"orgId": org_id}, lambda row: row.get("name"))

    def forget_locations(self, org_id: str) -> None:
        """Read the locations of an organization again when they are asked for next."""
        self._asked.pop(("/locations", f"orgId={org_id}"), None)

    async def roles(self) -> Table:
        """The administrator roles that people can hold, by name."""
        return await self._table("/roles", {}, lambda row: row.get("name"))

    async def inventory(self, org_id: str) -> dict[str, Row]:
        """The phone numbers of an organization: number → its entry in the inventory."""

        async def fetch() -> dict[str, Row]:
            asked = {"orgId": org_id, "max": MOST_NUMBERS, "start": "0"}
            rows = await self._api.list("/telephony/config/numbers", asked, key="phoneNumbers")
            return {row["phoneNumber"]: row for row in rows if row.get("phoneNumber")}

        return await self._once(("inventory", uuid_of(org_id)), fetch)

    async def organization(self, org_id: str) -> Row:
        """The identity record of an organization: displayName and preferredLanguage."""
        path = f"/identity/organizations/{uuid_of(org_id)}"
        return await self._once(("organization", uuid_of(org_id)), lambda: self._api.get(path))

    async def calling(self, org_id: str, location_id: str) -> Row | None:
        """The calling record of a location; None where calling is not enabled."""
        path = f"/telephony/config/locations/{location_id}"
        key = ("calling", uuid_of(location_id))
        return await self._once(key, lambda: self._api.find(path, {"orgId": org_id}))

    def forget(self, *key: str) -> None:
        """Read this again when it is asked for next."""
        self._asked.pop((key[0], *(uuid_of(part) for part in key[1:])), None)

    async def _table(
        self,
        path: str,
        params: Params,
        natural: Callable[[Row], str | None],
        plain: Callable[[str], str] = str.casefold,
    ) -> Table:
        async def fetch() -> Table:
            return Table(await self._api.list(path, params), natural, plain)

        return await self._once((path, *(f"{name}={value}" for name, value in params.items())), fetch)

    async def _once(self, key: tuple[str, ...], fetch: Callable[[], Awaitable[T]]) -> T:
        import asyncio  # noqa: PLC0415 - 0.02 s, and `wholesale validate` asks nobody

        if key not in self._asked:
            self._asked[key] = asyncio.ensure_future(fetch())
        asked: asyncio.Future[T] = self._asked[key]
        try:
            return await asyncio.shield(asked)
        except Exception:
            if self._asked.get(key) is asked:
                del self._asked[key]
            raise


def _external_id(row: Row) -> str | None:
    """What the partner knows a customer by; its case counts (wholesale-api §3.1)."""
    return row.get("externalId")


def on_behalf(behalf: str | None) -> Params:
    """The query parameter that acts for a sub-partner (wholesale-api §6)."""
    return {"onBehalfOfSubPartnerOrgId": behalf} if behalf else {}
