"""Between the provider protocol's messages and plain values."""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf import struct_pb2
from hypothesis import given
from hypothesis import strategies as st
from pulumi.runtime.proto import provider_pb2

from wholesale.engine.wire import SECRET, SIGNATURE, decode, differences, encode, hidden_of, inputs_of
from wholesale.operations.results import CONTROL, Result
from wholesale.vocabulary.fields import Change
from wholesale.vocabulary.record import Home

names = st.text(st.characters(exclude_categories=("Cs",)))
EXACT = 2**53
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-EXACT, EXACT) | names,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(names, below, max_size=4),
    max_leaves=12,
)
messages = st.dictionaries(names, plain, max_size=5)


def wrapped(value: Any) -> dict[str, Any]:
    """A value, marked as a secret."""
    return {SIGNATURE: SECRET, "value": value}


def hiding(value: Any) -> Any:
    """The same value with every value in it marked as a secret."""
    if isinstance(value, dict):
        return wrapped({name: hiding(below) for name, below in value.items()})
    return wrapped([hiding(below) for below in value] if isinstance(value, list) else value)


@given(messages)
def test_what_is_sent_comes_back_as_it_was(values: dict[str, Any]) -> None:
    assert decode(encode(values)) == values


@given(messages)
def test_secrets_are_read_as_what_they_hold(values: dict[str, Any]) -> None:
    assert decode(encode({name: hiding(value) for name, value in values.items()})) == values


@given(st.integers(-EXACT, EXACT))
def test_whole_numbers_are_integers(number: int) -> None:
    assert type(decode(encode({"limit": number}))["limit"]) is int


@pytest.mark.parametrize("number", [0.5, -1.25])
def test_other_numbers_stay_as_they_are(number: float) -> None:
    assert decode(encode({"a": number})) == {"a": number}


@pytest.mark.parametrize("text", ["101", "007", "1e3", "true", "null"])
def test_texts_that_look_like_numbers_stay_texts(text: str) -> None:
    assert decode(encode({"extension": text})) == {"extension": text}


def test_no_message_is_no_values() -> None:
    assert decode(None) == {}
    assert decode(struct_pb2.Struct()) == {}


@given(messages, messages)
def test_inputs_and_hidden_values_and_outputs_are_told_apart(values: Any, more: Any) -> None:
    mixed = {**values, **{f"__{name}": value for name, value in more.items()}, **dict.fromkeys(CONTROL, "x")}
    inputs, hidden = inputs_of(mixed), hidden_of(mixed)
    assert not inputs.keys() & hidden.keys()
    assert inputs.keys() | hidden.keys() | set(CONTROL) == mixed.keys()


@given(messages)
def test_the_inputs_in_the_outputs_are_the_inputs(values: Any) -> None:
    inputs = inputs_of(values)
    outputs = Result("id-1", "ready", home=Home("c", "o")).outputs(inputs)
    assert inputs_of(decode(encode(outputs))) == inputs
    assert outputs.keys() - inputs.keys() == set(CONTROL)


def test_every_change_is_a_line_of_the_diff() -> None:
    changes = (
        Change("a", "a.x", "add", None, 1),
        Change("a", "a.y", "update", 1, 2),
        Change("b", "b", "delete", 1, None),
    )
    kinds = {path: line.kind for path, line in differences(changes, "ready").items()}
    diff = provider_pb2.PropertyDiff
    assert kinds == {"a.x": diff.ADD, "a.y": diff.UPDATE, "b": diff.DELETE}


@pytest.mark.parametrize("phase", ["pending", "waiting", "in_review", "needs_consent", "failed", "None"])
def test_a_phase_that_is_not_final_is_a_line_of_the_diff(phase: str) -> None:
    assert list(differences((), phase)) == ["phase"]


def test_a_final_phase_is_none() -> None:
    assert differences((), "ready") == {}
