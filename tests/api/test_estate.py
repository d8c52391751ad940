"""What is live, in bulk: each list is fetched once and shared."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
from faked import calling, says, service
from hypothesis import given
from hypothesis import strategies as st

from wholesale.errors import ApiError
from wholesale.estate import Estate, Table

if TYPE_CHECKING:
    from wholesale.api.client import ApiClient

ROWS = [{"id": str(number), "email": f"U{number}@acme.example"} for number in range(3)]
rows_of = st.lists(
    st.fixed_dictionaries({"id": st.sampled_from("123"), "email": st.sampled_from(["a", "B", "c"])})
)


def emails(row: dict[str, Any]) -> str | None:
    return row.get("email")


def test_a_list_is_fetched_once_however_many_ask_at_once() -> None:
    api = service(says(200, {"items": ROWS}), takes=1)

    async def crowd(client: ApiClient) -> list[int]:
        estate = Estate(client)
        return [
            len(table) for table in await asyncio.gather(*(estate.subscribers("c", None) for _ in range(64)))
        ]

    assert calling(api, crowd) == [3] * 64
    assert len(api.seen) == 1


def test_lists_of_different_customers_or_sub_partners_are_different() -> None:
    api = service(says(200, {"items": ROWS}))

    async def three(client: ApiClient) -> None:
        estate = Estate(client)
        await asyncio.gather(
            *(estate.subscribers(*who) for who in [("c", None), ("d", None), ("c", "north")])
        )

    calling(api, three)
    assert len(api.seen) == 3
    assert [request.url.params.get("onBehalfOfSubPartnerOrgId") for request in api.seen] == [
        None,
        None,
        "north",
    ]


def test_a_failure_reaches_all_who_asked_and_is_not_remembered() -> None:
    api = service(says(400, {}), says(200, {"items": ROWS}), takes=1)

    async def twice(client: ApiClient) -> Any:
        estate = Estate(client)
        failed = await asyncio.gather(
            *(estate.subscribers("c", None) for _ in range(3)), return_exceptions=True
        )
        return failed, len(await estate.subscribers("c", None))

    failed, count = calling(api, twice)
    assert all(isinstance(error, ApiError) for error in failed)
    assert count == 3


def test_one_who_is_cancelled_does_not_take_the_list_from_the_others() -> None:
    api = service(says(200, {"items": ROWS}), takes=1)

    async def two(client: ApiClient) -> int:
        estate = Estate(client)
        first = asyncio.ensure_future(estate.subscribers("c", None))
        second = asyncio.ensure_future(estate.subscribers("c", None))
        await api.clock.sleep(0.5)
        first.cancel()
        return len(await second)

    assert calling(api, two) == 3
    assert len(api.seen) == 1


def test_what_is_forgotten_is_read_again() -> None:
    api = service(says(200, {"displayName": "Acme"}))

    async def twice(client: ApiClient) -> None:
        estate = Estate(client)
        await estate.organization("o")
        estate.forget("organization", "o")
        await estate.organization("o")

    calling(api, twice)
    assert len(api.seen) == 2


def test_the_inventory_is_by_number_and_passes_over_extensions() -> None:
    numbers = [{"phoneNumber": "+13125550100"}, {"extension": "101"}]
    api = service(says(200, {"phoneNumbers": numbers}))

    async def work(client: ApiClient) -> Any:
        return await Estate(client).inventory("o")

    assert calling(api, work).keys() == {"+13125550100"}


def test_a_location_without_calling_has_no_calling_record() -> None:
    async def work(client: ApiClient) -> Any:
        return await Estate(client).calling("o", "l")

    assert calling(service(lambda _: httpx.Response(404, json={"trackingId": "SIM_1"})), work) is None


def test_rows_are_found_by_id_in_any_form_and_by_name_without_case() -> None:
    table = Table(ROWS, emails)
    assert table.by_id("1") is ROWS[1]
    assert table.by_name("u2@ACME.example") is ROWS[2]
    assert table.by_id("9") is None
    assert table.by_name("nobody") is None


@given(rows_of)
def test_the_last_row_of_an_id_counts(rows: list[dict[str, Any]]) -> None:
    table = Table(rows, emails)
    last = {row["id"]: row for row in rows}
    assert {row["id"]: row for row in table} == last
    assert len(table) == len(last)


@given(rows_of, st.sampled_from("123"))
def test_a_row_that_is_dropped_is_found_by_nothing(rows: list[dict[str, Any]], gone: str) -> None:
    table = Table(rows, emails)
    table.drop(gone)
    assert table.by_id(gone) is None
    found = [table.by_name(name) for name in "abc"]
    assert all(row is None or row["id"] != gone for row in found)


def test_a_renamed_row_is_no_longer_found_by_its_old_name() -> None:
    table = Table(ROWS, emails)
    table.put({"id": "1", "email": "new@acme.example"})
    assert table.by_name("u1@acme.example") is None
    assert table.by_name("new@acme.example") == {"id": "1", "email": "new@acme.example"}


NAMES = [f"c{number}" for number in range(12)]


def customers(first: int, count: int) -> list[dict[str, str]]:
    return [{"id": f"id-{number}", "externalId": f"c{number}"} for number in range(first, first + count)]


def found(*steps: Any) -> tuple[list[str | None], list[str]]:
    """The ids of the twelve customers as the estate finds them, and what was asked for that."""
    api = service(*steps)

    async def all_of_them(client: ApiClient) -> list[str | None]:
        estate = Estate(client, NAMES)
        tables = await asyncio.gather(*(estate.customers(name, None) for name in NAMES))
        rows = [table.by_name(name) for table, name in zip(tables, NAMES, strict=True)]
        return [row["id"] if row else None for row in rows]

    ids = calling(api, all_of_them)
    return ids, [str(request.url.params.get("externalId") or "all") for request in api.seen]


def test_many_customers_are_found_in_the_list_of_all() -> None:
    ids, asked = found(says(200, {"items": customers(0, 12)}))
    assert ids == [f"id-{number}" for number in range(12)]
    assert asked == ["all"]


def test_a_customer_that_the_whole_list_does_not_have_is_not_there() -> None:
    ids, asked = found(says(200, {"items": customers(0, 11)}))
    assert ids[-1] is None
    assert asked == ["all"]


def test_where_the_list_is_long_the_rest_is_asked_for_one_by_one() -> None:
    def one(request: httpx.Request) -> httpx.Response:
        name = request.url.params["externalId"]
        return httpx.Response(200, json={"items": [{"id": f"id-{name[1:]}", "externalId": name}]})

    more = '<https://api.example/v1/wholesale/customers?max=100&offset=100>; rel="next"'
    others = [{"id": f"x{number}", "externalId": f"x{number}"} for number in range(90)]
    second = [{"id": f"y{number}", "externalId": f"y{number}"} for number in range(100)]
    ids, asked = found(
        says(200, {"items": [*customers(0, 10), *others]}, link=more),
        says(200, {"items": second}, link=more.replace("offset=100", "offset=200")),
        one,
    )
    assert ids == [f"id-{number}" for number in range(12)]
    assert asked == ["all", "all", "c10", "c11"]


def test_the_case_of_an_external_id_counts() -> None:
    rows = [{"id": "other", "externalId": "C0"}, *customers(1, 11)]
    ids, asked = found(says(200, {"items": rows}), says(200, {"items": []}))
    assert ids[0] is None
    assert asked == ["all"]


def test_of_a_list_of_several_pages_an_absence_is_asked_for_once_more() -> None:
    more = '<https://api.example/v1/wholesale/customers?max=100&offset=100>; rel="next"'
    others = [{"id": f"x{number}", "externalId": f"x{number}"} for number in range(100)]
    ids, asked = found(
        says(200, {"items": others}, link=more),
        says(200, {"items": customers(0, 11)}),
        says(200, {"items": []}),
    )
    assert ids[-1] is None
    assert asked == ["all", "all", "c11"]
