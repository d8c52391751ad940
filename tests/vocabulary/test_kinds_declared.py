"""What every kind declares, whichever kind it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wholesale.desired.registry import KINDS
from wholesale.operations.results import CONTROL
from wholesale.vocabulary.kind import SUB_PARTNER, Kind
from wholesale.vocabulary.record import Reference

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
handles = st.text(min_size=1).filter(lambda text: "/" not in text)


@every_kind
def test_no_two_fields_have_one_name(kind: Kind) -> None:
    names = [field.name for field in kind.fields]
    assert len(names) == len(set(names))


@every_kind
def test_no_field_is_named_like_an_output(kind: Kind) -> None:
    assert not {field.name for field in kind.fields} & set(CONTROL)
    assert not any(field.name.startswith("__") for field in kind.fields)


@every_kind
def test_a_refused_field_says_the_way_out(kind: Kind) -> None:
    assert all(len(field.immutable) > 20 for field in kind.fields if field.immutable)


@every_kind
def test_every_kind_knows_whose_customer_it_belongs_to(kind: Kind) -> None:
    assert kind.field("subPartner") is SUB_PARTNER
    assert kind.field("nothing") is None


@every_kind
def test_no_two_kinds_or_fields_claim_one_key(kind: Kind) -> None:
    mine = [path for field in kind.fields for path in field.paths]
    others = [p for other in KINDS.values() if other is not kind for f in other.fields for p in f.paths]
    assert len(mine) == len(set(mine))
    assert not set(mine) & set(others)


def test_number_and_extension_are_cleared_when_absent_and_roles_limits_and_language_kept() -> None:
    absent = {(kind.name, field.name): field.absent for kind in KINDS.values() for field in kind.fields}
    cleared = {name for name, meaning in absent.items() if meaning == "clear"}
    assert cleared == {("User", "phoneNumber"), ("User", "extension"), ("User", "addOns")}


def test_email_template_and_time_zone_of_a_live_customer_can_neither_be_edited_nor_read() -> None:
    fixed = {field.name for field in KINDS["Customer"].fields if field.immutable and not field.readable}
    assert fixed == {"subPartner", "primaryEmail", "template", "meetings"}


def test_what_tells_something_of_a_person_is_marked() -> None:
    personal = {field.name for kind in KINDS.values() for field in kind.fields if field.personal}
    assert personal == {"primaryEmail", "email", "firstName", "lastName", "phoneNumber", "extension"}


@given(handles, handles)
def test_a_key_is_the_customer_and_the_handle(customer: str, handle: str) -> None:
    reference = Reference("User", f"{customer}/{handle}")
    assert (reference.customer, reference.handle) == (customer, handle)


@given(handles)
def test_the_key_of_a_customer_is_its_handle(customer: str) -> None:
    reference = Reference("Customer", customer)
    assert (reference.customer, reference.handle) == (customer, customer)
