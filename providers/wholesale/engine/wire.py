"""Between the provider protocol's messages and plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google.protobuf import struct_pb2
from google.protobuf.json_format import MessageToDict, ParseDict
from pulumi.runtime.proto import provider_pb2

from wholesale.operations.results import CONTROL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wholesale.vocabulary.fields import Change

SIGNATURE, SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
"""How the protocol marks a secret value; inside it, `value` holds what is secret."""

KINDS = {
    "add": provider_pb2.PropertyDiff.ADD,
    "update": provider_pb2.PropertyDiff.UPDATE,
    "delete": provider_pb2.PropertyDiff.DELETE,
}


def decode(message: struct_pb2.Struct | None) -> dict[str, Any]:
    """The values of a message: whole numbers as integers, secrets as what they hold."""
    return _plain(MessageToDict(message)) if message is not None else {}


def encode(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Values as a message."""
    message = struct_pb2.Struct()
    ParseDict(dict(values), message)
    return message


def inputs_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs among values: without what the engine and the server keep for themselves."""
    return {
        name: value for name, value in values.items() if name not in CONTROL and not name.startswith("__")
    }


def hidden_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are not shown to users, and that every answer has to give back."""
    return {name: value for name, value in values.items() if name.startswith("__")}


def differences(changes: Iterable[Change], phase: str) -> dict[str, provider_pb2.PropertyDiff]:
    """The detailed diff of changes, and of a phase that is not final yet (engine-facts §4)."""
    detailed = {
        change.path: provider_pb2.PropertyDiff(kind=KINDS[change.action], inputDiff=True)
        for change in changes
    }
    if phase != "ready":
        detailed["phase"] = provider_pb2.PropertyDiff(kind=provider_pb2.PropertyDiff.UPDATE, inputDiff=False)
    return detailed


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            return _plain(value.get("value"))
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
