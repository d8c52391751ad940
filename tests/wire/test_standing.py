"""What stands in an exported state."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wholesale.engine.standing import parse
from wholesale.errors import WholesaleError
from wholesale.vocabulary.record import Reference

USER = "urn:pulumi:acme::wholesale::pulumi-python:dynamic/wholesale:User::acme/ada"
STACK = "urn:pulumi:acme::wholesale::pulumi:pulumi:Stack::wholesale-acme"


def parsed(*resources: dict[str, Any]) -> list[Any]:
    return list(parse(json.dumps({"version": 3, "deployment": {"resources": list(resources)}}).encode()))


def test_our_records_are_found_with_inputs_and_outputs() -> None:
    (one,) = parsed(
        {"urn": STACK}, {"urn": USER, "inputs": {"extension": "101"}, "outputs": {"apiId": "s-1"}}
    )
    assert (one.reference, one.inputs, one.api_id) == (
        Reference("User", "acme/ada"),
        {"extension": "101"},
        "s-1",
    )


def test_a_record_without_outputs_never_was_made() -> None:
    (one,) = parsed({"urn": USER})
    assert one.api_id == ""


@pytest.mark.parametrize("outputs", [{"apiId": ""}, {"apiId": None}, {}, None])
def test_an_empty_api_id_was_never_made(outputs: Any) -> None:
    (one,) = parsed({"urn": USER, "outputs": outputs})
    assert one.api_id == ""


@pytest.mark.parametrize("exported", [b"{}", b'{"deployment": null}', b'{"deployment": {"resources": null}}'])
def test_a_stack_without_resources_holds_nothing(exported: bytes) -> None:
    assert list(parse(exported)) == []


@pytest.mark.parametrize(
    "exported", [b"", b"warning: a new version\n{}", b"[]", b"\xff", b'{"deployment": {"resources": [{}]}}']
)
def test_a_state_that_cannot_be_read_is_told_and_nothing_is_taken_for_gone(exported: bytes) -> None:
    with pytest.raises(WholesaleError, match="state"):
        list(parse(exported))
