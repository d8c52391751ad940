"""The base of every block, and its fields.

A *block* is what a person writes. Every field of a block may be null, which un-inherits a value; what must
be there is asked for by the rules, after profiles and defaults are merged.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Block(BaseModel):
    """Anything that a person writes as a map with known keys."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        alias_generator=to_camel,
        validate_by_name=False,
        hide_input_in_errors=True,
        defer_build=True,  # most are only ever part of another one
    )


def key(meaning: str, example: Any = None, *, default: Any = None, **limits: Any) -> Any:
    """A field with its meaning and an example; both go to the JSON schemas and the documentation."""
    examples = None if example is None else [example]
    return Field(default=default, description=meaning, examples=examples, **limits)


def needed(meaning: str, example: Any = None, **limits: Any) -> Any:
    """A field that must be written, with its meaning and an example."""
    return key(meaning, example, default=..., **limits)
