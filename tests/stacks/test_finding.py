"""Where a number, an e-mail address or a MAC stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from stackfiles import customer, written

from wholesale.stacks.finding import canonical, customer_meant, where
from wholesale.stacks.load import survey

STACKS = survey([Path(__file__).parent / "good" / "contract"]).stacks


def found(thing: str) -> list[tuple[int, str, str]]:
    return [(one.place.line, one.record, one.value) for one in where(STACKS, thing)]


@pytest.mark.parametrize("thing", ["+13125550105", "1 (312) 555-0105", "001.312.555.0105", "13125550105"])
def test_a_number_is_found_inside_its_range_however_it_is_typed(thing: str) -> None:
    assert found(thing) == [(23, "location acme-1001/HQ", "+13125550100..+13125550109")]


def test_every_place_of_a_number_is_told() -> None:
    assert found("+13125550101") == [
        (23, "location acme-1001/HQ", "+13125550100..+13125550109"),
        (41, "user acme-1001/ada", "+13125550101"),
    ]
    assert [record for _, record, _ in found("+13125550109")] == [
        "location acme-1001/HQ",
        "location acme-1001/HQ, reserved for auto attendant Main",
    ]


def test_an_address_is_found_without_regard_to_case_and_by_a_handle_that_is_one() -> None:
    assert found("Ada@ACME.example") == [(36, "user acme-1001/ada", "ada@acme.example")]
    assert found("grace@acme.example") == [(44, "user acme-1001/grace@acme.example", "grace@acme.example")]
    assert found("hello@bolt.example") == [(11, "customer bolt-2001", "hello@bolt.example")]


@pytest.mark.parametrize("thing", ["aa:11:bb:22:cc:33", "AA11.BB22.CC33", "aa-11-bb-22-cc-33"])
def test_a_mac_is_found_however_it_is_parted(thing: str) -> None:
    assert found(thing) == [(67, "device acme-1001/ada-desk", "AA11BB22CC33")]


@pytest.mark.parametrize("thing", ["+13125550110", "nobody@acme.example", "555", "AA11BB22CC34", ""])
def test_what_stands_nowhere_is_not_found(thing: str) -> None:
    assert found(thing) == []


def test_twelve_digits_with_a_plus_are_a_number() -> None:
    assert canonical("+123456789012") == "+123456789012"
    assert canonical("12:34:56:78:90:12") == "123456789012"


@pytest.mark.parametrize(
    ("handle", "meant"),
    [
        ("acme-1001", "acme-dental"),
        ("maple-301", "maple-3001"),
        ("mapel-3001", "maple-3001"),
        ("acne-3001", None),
        ("3002", "3001"),
    ],
)
def test_a_customer_is_meant_by_its_old_handle_or_by_one_with_nearly_its_letters(
    handle: str, meant: str | None, tmp_path: Path
) -> None:
    renamed = customer(previously="acme-1001")
    stack = written(
        tmp_path, {"maple-3001": customer(), "acme-dental": renamed, "3001": customer(externalId="x")}
    )
    assert customer_meant(handle, [stack]) == meant
