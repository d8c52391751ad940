"""Names that freeze into users' state: type tokens, and the by-reference pickles of the provider classes.

A pickle is written here byte by byte and never read: what stands in a state is data, not code
(engine-facts §2).
"""

from __future__ import annotations

import base64

from wholesale.vocabulary.record import Reference

MODULE = "wholesale"
PACKAGE = "pulumi-python:dynamic/"
CLASSES = "wholesale.engine.dynamic"
PROVIDER = "__provider"
RECORD = "__record"
"""A hidden input: the record's URN, as it was when it was written last; for the stock server."""


def type_token(kind: str) -> str:
    """The type of a resource, as it stands in URNs: `pulumi-python:dynamic/wholesale:User`."""
    return f"{PACKAGE}{MODULE}:{kind}"


def urn_of(stack: str, reference: Reference) -> str:
    """The URN of a record, without the project, which is not needed to find the record again."""
    return f"urn:pulumi:{stack}::::{type_token(reference.kind)}::{reference.key}"


def reference_of(urn: str) -> Reference:
    """The record that a URN names. Raises ValueError when it names none of ours."""
    _, _, kinds, name = urn.split("::", 3)
    token = kinds.rpartition("$")[2]
    prefix = type_token("")
    if not token.startswith(prefix):
        raise ValueError(f"{token} is no kind of this provider")
    return Reference(token.removeprefix(prefix), name)


def stack_of(urn: str) -> str:
    """The name of the stack that a URN belongs to."""
    return urn.removeprefix("urn:pulumi:").partition("::")[0]


def provider_constant(kind: str) -> str:
    """What the SDK puts into `__provider`: a protocol-4 pickle of a stateless importable instance."""
    names = b"".join(_short(name) for name in (CLASSES, f"{kind}Provider"))
    body = names + b"\x93\x94)\x81\x94."
    return base64.b64encode(b"\x80\x04\x95" + len(body).to_bytes(8, "little") + body).decode()


def _short(text: str) -> bytes:
    encoded = text.encode()
    return b"\x8c" + bytes([len(encoded)]) + encoded + b"\x94"
