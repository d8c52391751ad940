"""Where effective values come from: the layers of `profiles`, laid again with the line of each value kept.

`profiles.effective` is what a run acts on, and is fast; this is what a person asks for one customer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wholesale.stacks.models.words import is_email
from wholesale.stacks.profiles import extends_of, lineage
from wholesale.stacks.rules.inheritance import BENEATH, Beneath

if TYPE_CHECKING:
    from wholesale.stacks.problems import NodePath, Place
    from wholesale.stacks.profiles import Values
    from wholesale.stacks.source import Source
    from wholesale.stacks.stack import Stack

_RECORDS = {"locations": "locationDefaults", "users": "userDefaults", "workspaces": None, "devices": None}
"""The collections of a customer, and what lies beneath their records."""

_OWN_WORDS = frozenset({"extends", "lock", "locationDefaults", "userDefaults"})
_MAC = re.compile(r"[0-9A-Fa-f]{12}")


@dataclass(frozen=True, slots=True)
class Layer:
    """What one part of a file says about a customer.

    Args:
        name: in the user's words: `profile smb-us`.
        source: the file.
        at: the way to it in the file.
        values: as written.
        shared: whether it says the same about others.
    """

    name: str
    source: Source = field(repr=False)
    at: NodePath
    values: Values = field(repr=False)
    shared: bool


@dataclass(frozen=True, slots=True)
class Origin:
    """One line that says a value: a node of the file of a layer.

    `why` is set where the value is not written as such, but follows from the line.
    """

    layer: Layer
    node: NodePath
    value: Any
    why: str = ""

    @property
    def line(self) -> tuple[str, NodePath]:
        """The file and the node: equal for all who get the value from here."""
        return self.layer.source.file, self.node

    @property
    def place(self) -> Place:
        """Where it stands; what follows from a handle stands at the handle."""
        source = self.layer.source
        return source.place(*self.node) if self.why else source.value_place(*self.node)


@dataclass(frozen=True, slots=True)
class Traced:
    """One effective value.

    Args:
        path: the way to it in the customer.
        value: a scalar, a list, or an empty map; None where the line takes away what lay beneath.
        origins: the line that it comes from, then those that it replaced, the nearest first.
        lock: the profile that locks it, if any does.
    """

    path: NodePath
    value: Any
    origins: tuple[Origin, ...]
    lock: str | None = None


@dataclass(slots=True)
class _Branch:
    """A map of the customer while its layers are laid.

    Args:
        origin: the first line that says it.
        children: what it holds.
        taken: what null has taken out of it.
    """

    origin: Origin
    children: dict[str, _Branch | tuple[Origin, ...]] = field(default_factory=dict)
    taken: dict[str, tuple[Origin, ...]] = field(default_factory=dict)

    def copy(self) -> _Branch:
        children = {key: below.copy() if isinstance(below, _Branch) else below for key, below in self}
        return _Branch(self.origin, children, dict(self.taken))

    def __iter__(self) -> Iterator[tuple[str, _Branch | tuple[Origin, ...]]]:
        return iter(self.children.items())

    def lay(self, layer: Layer, values: Values, at: NodePath) -> None:
        """Lay one layer over what is there, as `profiles.overlay` does."""
        for key, value in values.items():
            beneath, node = self.children.get(key, self.taken.get(key, ())), (*at, key)
            if value is None:
                self._take(key, Origin(layer, node, None))
            elif isinstance(value, Mapping):
                branch = beneath if isinstance(beneath, _Branch) else _Branch(Origin(layer, node, {}))
                self.children[key] = branch
                branch.lay(layer, value, node)
            else:
                over = beneath if isinstance(beneath, tuple) else ()
                self.children[key] = (Origin(layer, node, value), *over)

    def _take(self, key: str, null: Origin) -> None:
        """Take away what lies beneath a null; of a map, each of its values."""
        beneath = self.children.pop(key, ())
        if isinstance(beneath, _Branch):
            beneath = tuple(origins[0] for _, origins in beneath.leaves((key,)))
        if beneath:
            self.taken[key] = (null, *beneath)

    def leaves(self, at: NodePath = ()) -> Iterator[tuple[NodePath, tuple[Origin, ...]]]:
        """Every value beneath; of an empty map, the map."""
        if not self.children and at:
            yield at, (self.origin,)
        for key, below in self.children.items():
            if isinstance(below, _Branch):
                yield from below.leaves((*at, key))
            else:
                yield (*at, key), below

    def gone(self, at: NodePath = ()) -> Iterator[tuple[NodePath, tuple[Origin, ...]]]:
        """Every null beneath that took something away for good."""
        for key, origins in self.taken.items():
            if key not in self.children:
                yield (*at, key), origins
        for key, below in self.children.items():
            if isinstance(below, _Branch):
                yield from below.gone((*at, key))


def layers_of(stack: Stack, handle: str) -> tuple[Layer, ...]:
    """What says something about a customer, the lowest first."""
    written = stack.source.written_at("customers", handle) or {}
    defaults = stack.source.written_at("defaults") or {}
    profiles = stack.partner_source.written_at("profiles") or {}
    below = [
        Layer(f"profile {name}", stack.partner_source, ("profiles", name), profiles[name] or {}, shared=True)
        for name in lineage(extends_of(written, defaults), profiles)
    ]
    return (
        *below,
        Layer("defaults of the file", stack.source, ("defaults",), defaults, shared=True),
        Layer(f"customer {handle}", stack.source, ("customers", handle), written, shared=False),
    )


def traced(stack: Stack, handle: str) -> tuple[Traced, ...]:
    """Every effective value of a customer with the lines that say it, in the order of the layers."""
    return tuple(one for one in told(stack, handle) if one.value is not None)


def told(stack: Stack, handle: str) -> tuple[Traced, ...]:
    """The same, then every null that takes away what a lower layer says, with the lines that said it."""
    layers = layers_of(stack, handle)
    laid, locks = _laid(stack, handle, layers), _locks(stack, layers)
    return tuple(
        Traced(path, origins[0].value, origins, _locked(path, locks))
        for path, origins in (*laid.leaves(), *laid.gone())
    )


def _laid(stack: Stack, handle: str, layers: tuple[Layer, ...]) -> _Branch:
    own = layers[-1]
    root = _Branch(Origin(own, own.at, {}))
    for layer in layers:
        values = {key: value for key, value in layer.values.items() if key not in _RECORDS}
        root.lay(layer, values, layer.at)
    shared = {name: root.children.pop(name, None) for name in _OWN_WORDS}
    _follow_from_handle(root, own, handle)
    for name, beneath in _RECORDS.items():
        records = own.values.get(name) or {}
        if records:
            below = shared.get(beneath or "")
            root.children[name] = _records(stack, root, own, name, below)
    return root


def _follow_from_handle(root: _Branch, own: Layer, handle: str) -> None:
    """What a customer has without saying it."""
    attached = "orgId" in root.children
    if "externalId" not in root.children:
        root.children["externalId"] = (Origin(own, own.at, handle, "its handle"),)
    if "manage" not in root.children:
        manage, why = ("declared", "it has an orgId") if attached else ("full", "it has no orgId")
        root.children["manage"] = (Origin(own, own.at, manage, why),)


def _records(
    stack: Stack, root: _Branch, own: Layer, name: str, beneath: _Branch | tuple[Origin, ...] | None
) -> _Branch:
    at = (*own.at, name)
    branch = _Branch(Origin(own, at, {}))
    for handle, block in (own.values[name] or {}).items():
        here = Origin(own, (*at, handle), {})
        record = beneath.copy() if isinstance(beneath, _Branch) else _Branch(here)
        record.origin = here
        record.lay(own, block or {}, here.node)
        _complete(stack, root, record, name, Origin(own, here.node, handle, "its handle"))
        branch.children[handle] = record
    return branch


def _complete(stack: Stack, root: _Branch, record: _Branch, name: str, handle: Origin) -> None:
    """What a record has without saying it, as `profiles` completes it."""
    if name in {"locations", "workspaces"}:
        record.children.setdefault("name", (handle,))
    if name == "users" and is_email(handle.value):
        record.children.setdefault("email", (handle,))
    if name == "devices" and "activation" not in record.children and _MAC.fullmatch(handle.value):
        record.children.setdefault("mac", (handle,))
    if name == "locations":
        _complete_location(stack, root, record)


def _complete_location(stack: Stack, root: _Branch, record: _Branch) -> None:
    address, customers = record.children.get("address"), root.children.get("address")
    if isinstance(address, tuple) and address[0].value == "same" and customers is not None:
        record.children["address"] = customers
    template = root.children.get("template")
    if "pstn" in record.children or "orgId" in root.children or not isinstance(template, tuple):
        return
    at = ("templates", template[0].value, "pstn")
    pstn = stack.partner_source.written_at(*at)
    if isinstance(pstn, Mapping):
        layer = Layer(f"template {template[0].value}", stack.partner_source, at, pstn, shared=True)
        branch = record.children["pstn"] = _Branch(Origin(layer, at, {}))
        branch.lay(layer, pstn, at)


def _locks(stack: Stack, layers: tuple[Layer, ...]) -> tuple[tuple[NodePath, str], ...]:
    """Each value that profiles lock: the way in the customer, `*` for any record, and the profile."""
    beneath = Beneath({}, stack.partner_source.written_at("profiles") or {})
    found: list[tuple[NodePath, str]] = []
    for layer in layers[:-2]:
        for lock in beneath.locks(layer.at[1]):
            first, *rest = lock.path
            if first not in BENEATH:
                found.append((lock.path, layer.name))
            elif rest:
                found.append(((BENEATH[first], "*", *rest), layer.name))
    return tuple(found)


def _locked(path: NodePath, locks: tuple[tuple[NodePath, str], ...]) -> str | None:
    for way, name in locks:
        if len(way) <= len(path) and all(step in {"*", here} for step, here in zip(way, path, strict=False)):
            return name
    return None
