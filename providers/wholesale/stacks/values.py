"""The values of a file's nodes: what YAML 1.1 would make of a spelling is told, or kept apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from wholesale.stacks.bounds import DEEPEST
from wholesale.stacks.misread import key_rule, reading
from wholesale.stacks.problems import MOST_PROBLEMS, NodePath, Place, dotted
from wholesale.stacks.rules import files, keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.problems import Problem
    from wholesale.stacks.rule import Rule

CORE = "tag:yaml.org,2002:"
"""What the tags of plain values begin with."""
TOO_DEEP = f"the file is nested more than {DEEPEST} levels deep"
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")
_MISREAD = frozenset({"int", "float", "bool", "null", "timestamp", "value"})
"""Kinds that YAML takes an unquoted key for."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A plain scalar that YAML 1.1 reads as something that no field of ours holds."""

    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One pass over the nodes of a file."""

    file: str
    problems: list[Problem]
    sizes: dict[int, int]
    open: set[int]

    def refuse(
        self, rule: Rule, node: yaml.Node, path: NodePath, message: str, fix: str, *related: Place
    ) -> None:
        """Note a problem of a node; of more than are told, the first one too many is the last."""
        if len(self.problems) <= MOST_PROBLEMS:
            self.problems.append(rule.at(place_of(self.file, node), dotted(path), message, fix, *related))

    def size(self, node: yaml.Node, depth: int) -> int:
        """Nodes at and beneath a node with aliases followed; refuses loops and bottomless nesting."""
        if isinstance(node, yaml.ScalarNode):
            return 1
        known = self.sizes.get(id(node))
        if known is not None:
            return known
        if id(node) in self.open or depth > DEEPEST:
            self._bottomless(node)
            return 1
        self.open.add(id(node))
        total = 1 + sum(self.size(child, depth + 1) for child in children(node))
        self.open.discard(id(node))
        self.sizes[id(node)] = total
        return total

    def _bottomless(self, node: yaml.Node) -> None:
        if id(node) in self.open:
            self.refuse(
                files.ALIAS_OF_ITSELF,
                node,
                (),
                "this anchor contains an alias to itself",
                "write the values out",
            )
        else:
            self.refuse(
                files.TOO_DEEP,
                node,
                (),
                TOO_DEEP,
                "see examples/",
            )

    def value(self, node: yaml.Node, path: NodePath) -> Any:
        """The plain value of a node."""
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        if isinstance(node, yaml.MappingNode):
            self._check_tag(node, path, "map")
            return self._mapping(node, path)
        self._check_tag(node, path, "seq")
        return tuple(self.value(item, (*path, str(index))) for index, item in enumerate(node.value))

    def _mapping(self, node: yaml.MappingNode, path: NodePath) -> dict[str, Any]:
        seen: dict[str, yaml.Node] = {}
        values: dict[str, Any] = {}
        for key, value in node.value:
            if not self._is_usable_key(key, path):
                continue
            if key.value in seen:
                self._duplicate(key, seen[key.value], path)
                continue
            seen[key.value] = key
            values[key.value] = self.value(value, (*path, key.value))
        return values

    def _duplicate(self, key: yaml.Node, first: yaml.Node, path: NodePath) -> None:
        place = place_of(self.file, first)
        self.refuse(
            keys.DUPLICATE_KEY,
            key,
            (*path, key.value),
            f'the key "{key.value}" is already used at {place}',
            "keep one of the two; YAML readers would silently drop the first",
            place,
        )

    def _is_usable_key(self, key: yaml.Node, path: NodePath) -> bool:
        """Whether a key names its value, right or not: a refused spelling is kept and told once."""
        if not isinstance(key, yaml.ScalarNode):
            self.refuse(
                keys.KEY_NOT_TEXT,
                key,
                path,
                "a key must be text, not a list or a map",
                "write the key as plain text",
            )
            return False
        kind = key.tag.removeprefix(CORE)
        if kind == "str":
            return True
        if kind == "merge":
            self.refuse(
                keys.MERGE_KEY,
                key,
                (*path, "<<"),
                "merge keys (<<) are not read",
                "share values with profiles (extends), defaults, locationDefaults or userDefaults",
            )
        elif kind in _MISREAD:
            self.refuse(
                key_rule(kind, key.value),
                key,
                (*path, key.value),
                f"the key {key.value or '(empty)'} is read by YAML as "
                f"{reading(kind, key.value)}, not as text",
                f'quote it: "{key.value}"' if key.value else "write a key before the colon",
            )
            return bool(key.value)
        else:
            self._foreign_tag(key, path)
        return False

    def _scalar(self, node: yaml.ScalarNode, path: NodePath) -> Any:
        kind = node.tag.removeprefix(CORE)
        if kind in {"str", "value", "merge"}:
            return node.value
        if kind == "null":
            return None
        if kind == "bool":
            return node.value.lower() in {"true", "yes", "on"}
        if kind == "int":
            return int(node.value) if _DECIMAL.match(node.value) else Spelled(node.value)
        if kind == "float":
            return _float(node.value)
        if kind != "timestamp":
            self._foreign_tag(node, path)
        return Spelled(node.value)

    def _check_tag(self, node: yaml.Node, path: NodePath, expected: str) -> None:
        if node.tag != f"{CORE}{expected}":
            self._foreign_tag(node, path)

    def _foreign_tag(self, node: yaml.Node, path: NodePath) -> None:
        tag = node.tag.replace(CORE, "!!")
        self.refuse(
            keys.TAG, node, path, f"the YAML tag {tag} is not read", "remove the tag and write a plain value"
        )


def _float(text: str) -> float | Spelled:
    try:
        return float(text)
    except ValueError:
        return Spelled(text)


def children(node: yaml.Node) -> Iterator[yaml.Node]:
    """The nodes right beneath a node, keys before their values."""
    for child in node.value:
        if isinstance(child, tuple):
            yield from child
        else:
            yield child


def place_of(file: str, node: yaml.Node | None) -> Place:
    """Where a node begins; of no node, the beginning of its file."""
    if node is None:
        return Place(file, 1, 1)
    return Place(file, node.start_mark.line + 1, node.start_mark.column + 1)
