"""The order of the keys at a path, from the models of the three files."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from wholesale.stacks.model_paths import block_at
from wholesale.stacks.models.files import ConfirmationsBlock, StackBlock
from wholesale.stacks.models.order import keys_in_order
from wholesale.stacks.models.partner import Partner

if TYPE_CHECKING:
    from wholesale.stacks.problems import NodePath

_FILES = (StackBlock, Partner, ConfirmationsBlock)
_HANDLED = frozenset({"customers", "users", "locations", "workspaces", "devices", "profiles", "templates"})
"""Maps by handle: one member is described like the other, so that one of them is looked up."""


def order_at(path: NodePath) -> tuple[str, ...]:
    """The known keys of the map at a path, in order; none where the keys are handles."""
    shape = tuple(
        "0" if step.isdigit() else "*" if before in _HANDLED else step
        for before, step in zip(("", *path), path, strict=False)
    )
    return _order(shape)


@cache
def _order(path: NodePath) -> tuple[str, ...]:
    if not path:
        return tuple(dict.fromkeys(key for model in _FILES for key in keys_in_order(model)))
    for model in _FILES:
        block = block_at(model, path)
        if block is not None:
            return keys_in_order(block)
    return ()
