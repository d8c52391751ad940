"""By which shared line something is lost: one of a profile or of a file's `defaults`, that others get too.

A line that is gone cannot be seen. Where several customers that share a profile lose the same, it is the
profile's edit; where one does, the profile is named, and the loss is told at the stack file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wholesale.stacks.origins import layers_of
from wholesale.stacks.problems import listed

if TYPE_CHECKING:
    from wholesale.stacks.origins import Layer
    from wholesale.stacks.problems import NodePath, Place
    from wholesale.stacks.stack import Stack

_SILENT = object()
_BENEATH = {"users": "userDefaults", "locations": "locationDefaults"}


@dataclass(frozen=True, slots=True)
class SharedLine:
    """A line that several customers share.

    Args:
        name: the profile, or the defaults of the file.
        place: where it stands.
        certain: whether the line itself takes the value away; else it only no longer says it, if it ever did.
        reaches: every customer that gets what it says.
    """

    name: str
    place: Place
    certain: bool
    reaches: tuple[str, ...]

    def told(self) -> str:
        """Whom it reaches, as a sentence."""
        count = f"{len(self.reaches)} customer" + ("" if len(self.reaches) == 1 else "s")
        what = f"That line ({self.name})" if self.certain else f"The {self.name} ({self.place})"
        return f"{what} reaches {count}: {listed(self.reaches)}."


def told_at(
    stack: Stack,
    customer: str,
    names: Sequence[str],
    paths: Mapping[str, Mapping[str, NodePath]],
    elsewhere: Mapping[str, tuple[str, ...]],
) -> tuple[str, str]:
    """Where the losses of a customer are told, and as lines of text, whom the shared line reaches.

    Args:
        stack: the stack file.
        customer: its handle.
        names: what it loses.
        paths: for each customer that loses something, the way to it by its name.
        elsewhere: the customers of other files by the profile that they extend.
    """
    own = paths[customer]
    found = (shared_line(stack, customer, own[name], elsewhere) for name in names if name in own)
    lines = list({line.place: line for line in found if line}.values())
    if not lines:
        return str(stack.file), ""
    others = (paths[other].keys() for other in lines[0].reaches if other != customer and other in paths)
    is_its_edit = lines[0].certain or any({*names} & other for other in others)
    where = str(lines[0].place) if is_its_edit else str(stack.file)
    return where, "".join(f"\n    {line.told()}" for line in lines)


def shared_line(
    stack: Stack, customer: str, path: NodePath, elsewhere: Mapping[str, tuple[str, ...]]
) -> SharedLine | None:
    """The shared line by which a customer lacks a value; None where no line but its own can be the cause.

    Args:
        stack: the stack file.
        customer: its handle.
        path: what it lacks, as a way in the customer.
        elsewhere: the customers of other files by the profile that they extend.
    """
    layers = layers_of(stack, customer)
    for layer in reversed(layers):
        way = path if not layer.shared else _shared(path)
        said = _said(layer.values, way)
        if said is None or (said == () and layer.shared):
            return _line(stack, layer, way, elsewhere, certain=True) if layer.shared else None
    last = next(
        (layer for layer in reversed(layers) if layer.shared and _shared(path)[0] in layer.values), None
    )
    return _line(stack, last, _shared(path), elsewhere, certain=False) if last else None


def _shared(path: NodePath) -> NodePath:
    """The way to a value in a profile: what holds for every user stands beneath `userDefaults`."""
    return (_BENEATH[path[0]], *path[2:]) if path[0] in _BENEATH else path


def _said(values: Any, path: NodePath) -> Any:
    """What a layer says at a path; null anywhere above it says null."""
    for step in path:
        if not isinstance(values, Mapping):
            return values
        if step not in values:
            return _SILENT
        values = values[step]
    return values


def _line(
    stack: Stack, layer: Layer, way: NodePath, elsewhere: Mapping[str, tuple[str, ...]], *, certain: bool
) -> SharedLine:
    profile = layer.at[1] if layer.at[0] == "profiles" else None
    here = (
        handle
        for handle, customer in stack.customers.items()
        if customer.ensure == "present" and (profile is None or profile in customer.extends)
    )
    reaches = (*here, *(elsewhere.get(profile, ()) if profile else ()))
    return SharedLine(layer.name, layer.source.place(*layer.at, *way), certain, reaches)
