"""What a run says of its files before it begins."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from stackfiles import calling_customer, customer, written

from wholesale.engine.program import remarks
from wholesale.stacks.load import load

if TYPE_CHECKING:
    from pathlib import Path

EXPIRED = {
    "what": "users.delete",
    "customer": "acme",
    "count": 4,
    "reason": "seasonal staff",
    "until": "2020-12-31",
}


def test_a_warning_does_not_say_twice_that_it_is_one(tmp_path: Path) -> None:
    written(tmp_path, {"acme": customer()}, allow=[EXPIRED])
    (said,) = remarks(load(tmp_path, "acme", date(2026, 1, 1)))
    place, _, message = said.partition(": ")
    assert "acme.yaml:" in place
    assert message
    assert not message.startswith("warning")


def test_keys_that_are_not_applied_are_counted_as_people_count(tmp_path: Path) -> None:
    acme = calling_customer()
    acme["locations"]["HQ"]["emergency"] = {"address": "same"}
    (one,) = remarks(written(tmp_path, {"acme": acme}))
    assert ": 1 key is not applied by this release:\n" in one
    (two,) = remarks(written(tmp_path, {"acme": acme, "zen": acme | {"externalId": "zen"}}))
    assert ": 2 keys are not applied by this release:\n" in two
