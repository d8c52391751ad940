"""What is said of persons: errors name the field, not the value (design §5: no personal data in logs)."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from wholesale.errors import WholesaleError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wholesale.vocabulary.kind import Kind

SHORTEST_NUMBER = 7
"""Shorter digits are left alone: an extension looks like a status or an error code."""


@contextmanager
def discreetly(kind: Kind, inputs: Mapping[str, Any]) -> Iterator[None]:
    """Let no error out that repeats what the API says of a person."""
    try:
        yield
    except WholesaleError as error:
        error.args = (discreet(str(error), kind, inputs), *error.args[1:])
        raise


def discreet(text: str, kind: Kind, inputs: Mapping[str, Any]) -> str:
    """The text, with the field's name in place of each personal value that stands there as a word."""
    for field in kind.fields:
        value = inputs.get(field.name)
        if field.personal and isinstance(value, str) and _tells(value):
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", f"({field.name})", text)
    return text


def _tells(value: str) -> bool:
    return bool(value) and not (value.isdecimal() and len(value) < SHORTEST_NUMBER)
