"""Names that stand in users' state. None of the literals here may ever change (design: they freeze)."""

from __future__ import annotations

import base64
import importlib
import pickletools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi.dynamic.dynamic import serialize_provider

from wholesale.desired.registry import KINDS
from wholesale.engine import dynamic
from wholesale.engine.names import provider_constant, reference_of, stack_of, type_token, urn_of
from wholesale.vocabulary.record import Reference

FROZEN_TYPES = {
    "Customer": "pulumi-python:dynamic/wholesale:Customer",
    "Package": "pulumi-python:dynamic/wholesale:Package",
    "Location": "pulumi-python:dynamic/wholesale:Location",
    "User": "pulumi-python:dynamic/wholesale:User",
}
FROZEN_CLASSES = {
    "Customer": ("wholesale.engine.dynamic", "CustomerProvider"),
    "Package": ("wholesale.engine.dynamic", "PackageProvider"),
    "Location": ("wholesale.engine.dynamic", "LocationProvider"),
    "User": ("wholesale.engine.dynamic", "UserProvider"),
}
FROZEN_PICKLES = {
    "Customer": "gASVNAAAAAAAAACMGHdob2xlc2FsZS5lbmdpbmUuZHluYW1pY5SMEEN1c3RvbWVyUHJvdmlkZXKUk5QpgZQu",
    "Package": "gASVMwAAAAAAAACMGHdob2xlc2FsZS5lbmdpbmUuZHluYW1pY5SMD1BhY2thZ2VQcm92aWRlcpSTlCmBlC4=",
    "Location": "gASVNAAAAAAAAACMGHdob2xlc2FsZS5lbmdpbmUuZHluYW1pY5SMEExvY2F0aW9uUHJvdmlkZXKUk5QpgZQu",
    "User": "gASVMAAAAAAAAACMGHdob2xlc2FsZS5lbmdpbmUuZHluYW1pY5SMDFVzZXJQcm92aWRlcpSTlCmBlC4=",
}
frozen_kinds = pytest.mark.parametrize("kind", FROZEN_TYPES)
PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1)
STACKS = st.from_regex(r"[A-Za-z0-9_.-]+", fullmatch=True)


def urn(kinds: str, name: str, stack: str = "acme-1001", project: str = "wholesale") -> str:
    return f"urn:pulumi:{stack}::{project}::{kinds}::{name}"


def test_every_kind_is_frozen_here() -> None:
    assert FROZEN_TYPES.keys() == KINDS.keys()


@frozen_kinds
def test_the_type_in_the_state_is_frozen(kind: str) -> None:
    assert type_token(kind) == FROZEN_TYPES[kind]


@frozen_kinds
def test_the_pickle_in_the_state_is_frozen(kind: str) -> None:
    assert provider_constant(kind) == FROZEN_PICKLES[kind]


@frozen_kinds
def test_the_sdk_sends_exactly_the_frozen_pickle(kind: str) -> None:
    assert serialize_provider(dynamic.PROVIDERS[kind]()) == FROZEN_PICKLES[kind]


@frozen_kinds
def test_the_class_that_a_pickle_names_can_be_imported(kind: str) -> None:
    module, name = FROZEN_CLASSES[kind]
    provider = getattr(importlib.import_module(module), name)
    assert (provider.__module__, provider.__qualname__) == (module, name)
    assert provider is dynamic.PROVIDERS[kind]


@frozen_kinds
def test_a_pickle_names_one_class_and_holds_nothing(kind: str) -> None:
    read = list(pickletools.genops(base64.b64decode(FROZEN_PICKLES[kind])))
    texts = tuple(value for code, value, _ in read if code.name == "SHORT_BINUNICODE")
    assert texts == FROZEN_CLASSES[kind]
    assert {code.name for code, _, _ in read} == {
        "PROTO",
        "FRAME",
        "SHORT_BINUNICODE",
        "MEMOIZE",
        "STACK_GLOBAL",
        "EMPTY_TUPLE",
        "NEWOBJ",
        "STOP",
    }


@frozen_kinds
def test_providers_have_no_state_and_do_not_make_their_constant_a_secret(kind: str) -> None:
    provider = dynamic.PROVIDERS[kind]()
    assert vars(provider) == {}
    assert provider.serialize_as_secret_always is False


@pytest.mark.parametrize(
    "name",
    [
        "acme-1001",
        "acme-1001/ada",
        "acme-1001/grace@acme.example",
        "acme-1001/a/b",
        "acme-1001/chloé",
        "東京/太郎",
        "acme/a::b",
        "acme/::",
        "acme/$a",
        "acme/urn:pulumi:x::y::z::w",
        "acme/with space",
    ],
)
def test_a_record_is_found_again_by_its_urn(name: str) -> None:
    assert reference_of(urn(FROZEN_TYPES["User"], name)) == Reference("User", name)


def test_parents_in_a_urn_are_passed_over() -> None:
    kinds = f"pkg:index:Group${FROZEN_TYPES['Customer']}${FROZEN_TYPES['User']}"
    assert reference_of(urn(kinds, "acme/ada")) == Reference("User", "acme/ada")


@given(st.sampled_from(list(FROZEN_TYPES)), PLAIN, STACKS)
def test_the_urn_that_we_write_is_the_one_that_we_read(kind: str, key: str, stack: str) -> None:
    reference = Reference(kind, key)
    assert reference_of(urn_of(stack, reference)) == reference
    assert stack_of(urn_of(stack, reference)) == stack


@pytest.mark.parametrize(
    "foreign",
    [
        "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s",
        "urn:pulumi:s::p::pulumi:providers:pulumi-python::default",
        "urn:pulumi:s::p::pulumi-python:dynamic:Resource::x",
        "urn:pulumi:s::p::aws:s3/bucket:Bucket::x",
        "urn:pulumi:s::p::pulumi-python:dynamic/wholesale:User$aws:s3/bucket:Bucket::x",
        "urn:pulumi:s",
        "",
    ],
)
def test_a_urn_of_others_is_none_of_ours(foreign: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        reference_of(foreign)


@given(st.text())
def test_any_text_is_a_urn_of_ours_or_refused(text: str) -> None:
    try:
        assert reference_of(text).key is not None
    except ValueError:
        return
