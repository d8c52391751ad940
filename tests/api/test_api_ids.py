"""Ids are equal when their UUIDs are."""

from __future__ import annotations

import base64
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholesale.api.ids import same_id, uuid_of

UUIDS = st.uuids().map(str)
KINDS = st.sampled_from(["ORGANIZATION", "Organization", "ENTERPRISE", "PEOPLE", "LOCATION"])


def encoded(kind: str, identifier: str) -> str:
    return base64.urlsafe_b64encode(f"ciscospark://us/{kind}/{identifier}".encode()).decode()


@given(UUIDS, KINDS)
def test_padded_unpadded_and_bare_forms_name_the_same_thing(identifier: str, kind: str) -> None:
    padded = encoded(kind, identifier)
    assert uuid_of(padded) == uuid_of(padded.rstrip("=")) == uuid_of(identifier) == identifier
    assert same_id(padded, identifier.upper())


@given(UUIDS)
def test_the_id_of_a_template_is_a_bare_uuid_inside(identifier: str) -> None:
    assert uuid_of(base64.urlsafe_b64encode(identifier.encode()).decode().rstrip("=")) == identifier


@given(UUIDS, UUIDS)
def test_the_ids_of_two_things_are_not_the_same(one: str, other: str) -> None:
    assert same_id(encoded("PEOPLE", one), encoded("PEOPLE", other)) == (one == other)


@given(st.text())
def test_any_text_stands_at_least_for_itself(text: str) -> None:
    assert uuid_of(uuid_of(text)) == uuid_of(text)
    assert same_id(text, text)


@pytest.mark.parametrize("text", ["", "é", "Zoë", "=", "====", "a", "AA==", "\x00", "webex_suite"])
def test_what_is_no_id_is_left_as_it_is(text: str) -> None:
    assert uuid_of(text) == text


def test_nothing_is_the_same_as_no_id() -> None:
    assert not same_id(None, None)
    assert not same_id(None, str(uuid.UUID(int=1)))
