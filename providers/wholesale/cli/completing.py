"""What a shell may complete: the customers and stacks of the stacks folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wholesale.settings import stacks_folder
from wholesale.stacks.folder import names

if TYPE_CHECKING:
    from collections.abc import Iterator


def complete_customers(_: Any, __: Any, incomplete: str) -> list[str]:
    """Customers whose handle begins so."""
    return [handle for handle in _customers() if handle.startswith(incomplete)]


def complete_stacks(_: Any, __: Any, incomplete: str) -> list[str]:
    """Stacks whose name begins so."""
    return [name for name in names(stacks_folder()) if name.startswith(incomplete)]


def _customers() -> Iterator[str]:
    from wholesale.stacks.load import survey  # noqa: PLC0415 - parsers and models, only after a TAB

    for stack in survey((stacks_folder(),)).stacks:
        yield from stack.customers
