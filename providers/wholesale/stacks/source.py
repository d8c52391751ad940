"""The one door to YAML: text in, plain values and the place of every node out.

`parse` lets the quick reader have a file first. What that one does not take is composed as nodes with
PyYAML's C loader and turned into dicts, tuples and scalars. Places are not stored: the nodes know them, and a
file that was read quickly is composed only when a place in it is asked for.

What YAML 1.1 would silently make of a spelling is not passed on: a key is text or refused, two equal
keys are refused, and a date, a clock time or an octal number arrives as `Spelled`, which no field accepts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import yaml

from wholesale.stacks import quick
from wholesale.stacks.bounds import MOST_WRITTEN, excess
from wholesale.stacks.comments import Comment, Span, comments
from wholesale.stacks.problems import NodePath, Place
from wholesale.stacks.rules import files
from wholesale.stacks.unreadable import Complaint, control_character, turned, undecodable, unreadable
from wholesale.stacks.values import CORE, TOO_DEEP, Reading, children, place_of

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from wholesale.stacks.bounds import Excess
    from wholesale.stacks.folder import Ahead
    from wholesale.stacks.problems import Problem

MOST_NODES = 1_000_000
"""Nodes that a file may have once its aliases are followed."""


class Nodes:
    """The YAML library's own nodes of a file, composed when they are first looked at.

    Args:
        text: the file.
        root: the nodes, where they are there already.
    """

    def __init__(self, text: str = "", root: yaml.Node | None = None) -> None:
        self.text = text
        if root is not None or not text:
            self.root = root

    @cached_property
    def root(self) -> yaml.Node | None:
        """The node of the whole document."""
        return yaml.compose(self.text, Loader=yaml.CSafeLoader)

    @cached_property
    def _members(self) -> dict[int, dict[str, tuple[yaml.Node, yaml.Node]]]:
        return {}

    def child(self, node: Any, step: str) -> tuple[yaml.Node, yaml.Node] | None:
        """Key and value of a member of a node; of an item of a list, twice the item."""
        if isinstance(node, yaml.MappingNode):
            known = self._members.get(id(node))
            if known is None:
                pairs = reversed(node.value)  # the first of two equal keys is the one that counts
                known = self._members[id(node)] = {
                    key.value: (key, value) for key, value in pairs if _is_scalar(key)
                }
            return known.get(step)
        if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
            item = node.value[int(step)]
            return item, item
        return None


def _is_scalar(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode)


@dataclass(frozen=True, slots=True)
class Source:
    """One file as it was written: its values, its own problems, and where everything stands."""

    file: str
    data: Any
    problems: tuple[Problem, ...] = ()
    nodes: Nodes = field(default_factory=Nodes, repr=False, compare=False)
    """Only this module looks into them."""

    def place(self, *path: str) -> Place:
        """Where the node's key stands (a list item: the item); of an absent node, its nearest ancestor's."""
        return place_of(self.file, self._nodes(path)[0])

    def value_place(self, *path: str) -> Place:
        """Where the node's value stands; of an absent node, its nearest ancestor's key."""
        key, value, missing = self._nodes(path)
        return place_of(self.file, key if missing else value)

    def spelling(self, *path: str) -> str | None:
        """The text of a plain scalar as it was typed, or None for anything else."""
        _, value, missing = self._nodes(path)
        plain = isinstance(value, yaml.ScalarNode) and not value.style
        return str(value.value) if plain and not missing else None

    def is_bare(self, *path: str) -> bool:
        """Whether a key has no colon, as the rest of a value has that holds a comma: {a: b, c}."""
        key, value, missing = self._nodes(path)
        behind = self.nodes.text[key.end_mark.index : value.start_mark.index]
        return not missing and isinstance(value, yaml.ScalarNode) and not value.value and ":" not in behind

    def written_at(self, *path: str) -> Any:
        """The value of a node, or None when it is null or absent."""
        value = self.data
        for step in path:
            if isinstance(value, tuple) and step.isdigit() and int(step) < len(value):
                value = value[int(step)]
            else:
                value = value.get(step) if isinstance(value, dict) else None
        return value

    def comments(self, meant: re.Pattern[str]) -> Iterator[Comment]:
        """The comments that begin as meant, in reading order; text that only looks like one is none."""
        if meant.search(self.nodes.text):
            yield from comments(self.file, self.nodes.text, meant, _quoted(self.nodes.root))

    def _nodes(self, path: NodePath) -> tuple[Any, Any, bool]:
        key = value = self.nodes.root
        for step in path:
            found = self.nodes.child(value, step)
            if found is None:
                return key, value, True
            key, value = found
        return key, value, False


def parse(content: bytes, file: str, ahead: Ahead | None = None) -> Source:
    """Read one YAML document; what cannot be read at all leaves `data` None and a problem.

    Args:
        content: what the file holds.
        file: its name, as the user knows it.
        ahead: gives what `quick.read` made of it, where it was asked before.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Source(file, None, (undecodable(file, content, error),))
    data, hidden = quick.read(text) if ahead is None else ahead(), turned(file, text)
    if data is not None:
        return Source(file, data, hidden, Nodes(text))
    source = read_carefully(text, file)
    return replace(source, problems=(*source.problems, *hidden))


def read_carefully(text: str, file: str) -> Source:
    """Read one YAML document with a place for everything that is wrong."""
    beyond = excess(text)
    if beyond is not None:
        return Source(file, None, (_beyond(file, beyond),))
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        return Source(file, None, (unreadable(file, text, _complaint(error)),))
    except yaml.YAMLError:
        return Source(file, None, (control_character(file, text),))
    return replace(_converted(file, root), nodes=Nodes(text, root))


def _beyond(file: str, excess: Excess) -> Problem:
    place = Place(file, excess.line + 1, excess.column + 1)
    if excess.is_depth:
        return files.TOO_DEEP.at(place, "", TOO_DEEP, "see examples/")
    return files.TOO_LARGE.at(
        place,
        "",
        f"the file has more than {MOST_WRITTEN:,} keys and values",
        "divide its customers among several stack files",
    )


def _complaint(error: yaml.MarkedYAMLError) -> Complaint:
    mark, context = error.problem_mark or error.context_mark, error.context_mark
    return Complaint(
        problem=error.problem or "",
        line=mark.line if mark else 0,
        column=mark.column if mark else 0,
        context=error.context or "",
        context_line=context.line if context else None,
        context_column=context.column if context else 0,
    )


def _converted(file: str, root: yaml.Node | None) -> Source:
    if not isinstance(root, yaml.MappingNode):
        return Source(file, None, (_no_mapping(file, root),), Nodes(root=root))
    reading = Reading(file, [], {}, set())
    if reading.size(root, depth=0) > MOST_NODES:
        reading.refuse(
            files.TOO_LARGE,
            root,
            (),
            "the file grows too large when its aliases are followed",
            f"use profiles or defaults instead of aliases; at most {MOST_NODES:,} nodes are read",
        )
    if reading.problems:
        return Source(file, None, tuple(reading.problems), Nodes(root=root))
    data = reading.value(root, ())
    return Source(file, data, tuple(reading.problems), Nodes(root=root))


def _no_mapping(file: str, root: yaml.Node | None) -> Problem:
    if root is None or (isinstance(root, yaml.ScalarNode) and root.tag == f"{CORE}null"):
        return files.EMPTY_FILE.at(
            Place(file, 1, 1), "", "the file is empty", "begin with `version: 1`, or remove the file"
        )
    kind = "a list" if isinstance(root, yaml.SequenceNode) else "a single value"
    return files.NOT_A_MAP.at(
        place_of(file, root),
        "",
        f"the file holds {kind} where keys and values belong",
        "begin with `version: 1`; examples/ has complete files",
    )


def kind_of_spelling(text: str) -> str:
    """The kind that YAML 1.1 takes an unquoted spelling for: str, int, float, bool, null or timestamp."""
    tag = str(getattr(yaml.compose(text, Loader=yaml.CSafeLoader), "tag", f"{CORE}str"))
    return tag.removeprefix(CORE)


def _quoted(root: Any) -> list[Span]:
    """Where the texts stand that may hold a `#` which begins no comment."""
    spans: list[Span] = []
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.ScalarNode) and node.style:
            start, end = node.start_mark, node.end_mark
            spans.append(Span((start.line, start.column), (end.line, end.column)))
        elif isinstance(node, yaml.CollectionNode) and id(node) not in seen:
            seen.add(id(node))
            waiting += children(node)
    return spans
