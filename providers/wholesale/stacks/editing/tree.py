"""A file as a tree of nodes that know where their text begins and ends.

The reader of `wholesale.stacks.source` gives values; an edit needs the letters. So the YAML library's
events are kept as they come: offsets count characters, an alias stays an alias, and a block ends with its
last value, not where the next one begins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import yaml

from wholesale.errors import EditError, FilesError
from wholesale.stacks.folder import LARGEST
from wholesale.stacks.problems import Place
from wholesale.stacks.source import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.stacks.problems import NodePath

_ODD_BREAK = re.compile("[\x85\u2028\u2029]|\r(?!\n)")
BLOCK, FLOW = "block", "flow"


@dataclass(frozen=True, slots=True)
class Node:
    """A value as it stands in the text, from `start` to `end`.

    Args:
        kind: scalar, map, list or alias.
        start: where its text begins; of a value with an anchor, the anchor.
        end: behind its last character; of a block, of its last value.
        style: block or flow of a collection; of a scalar its quote, "|", ">" or nothing.
        text: a scalar's value, an alias's name.
        anchor: the anchor that it defines.
        tag: the tag that is written before it.
        pairs: the keys and values of a map, in order.
        items: the items of a list.
    """

    kind: str
    start: int
    end: int
    style: str = ""
    text: str = ""
    anchor: str = ""
    tag: str = ""
    pairs: tuple[tuple[Node, Node], ...] = ()
    items: tuple[Node, ...] = ()

    @property
    def is_block(self) -> bool:
        """Whether this is a map or list over lines of its own."""
        return self.style == BLOCK

    @property
    def is_nothing(self) -> bool:
        """Whether no value is written at all, as in `ada:`."""
        return self.kind == "scalar" and self.start == self.end

    def children(self) -> Iterator[Node]:
        """The nodes right beneath: keys and values, or items."""
        for key, value in self.pairs:
            yield key
            yield value
        yield from self.items

    def all(self) -> Iterator[Node]:
        """This node and all beneath."""
        yield self
        for child in self.children():
            yield from child.all()

    def child(self, step: str) -> Node | None:
        """The value of a key, or the item with a number."""
        if self.kind == "list" and step.isdigit() and int(step) < len(self.items):
            return self.items[int(step)]
        return next((value for key, value in self.pairs if key.text == step), None)

    def key(self, step: str) -> Node | None:
        """The key itself."""
        return next((key for key, _ in self.pairs if key.text == step), None)


@dataclass(frozen=True)
class Document:
    """A file that can be edited: its text, its nodes, and the values that it means.

    Args:
        file: its name as messages show it.
        text: without a byte order mark.
        data: its values.
        mark: the byte order mark that it began with, or nothing.
    """

    file: str
    text: str
    data: Any
    mark: str = ""

    @cached_property
    def root(self) -> Node:
        """The map of the whole file."""
        events = [e for e in yaml.parse(self.text, Loader=yaml.CSafeLoader) if not isinstance(e, _AROUND)]
        return _node(iter(events))

    @property
    def line_break(self) -> str:
        """How the file ends its lines."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def node(self, path: NodePath) -> Node | None:
        """The node at a path; an alias on the way has nothing beneath it."""
        found: Node | None = self.root
        for step in path:
            found = found.child(step) if found else None
        return found

    def place(self, offset: int) -> Place:
        """Line and column of an offset."""
        before = self.text[:offset]
        return Place(self.file, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)

    def line_start(self, offset: int) -> int:
        """The offset of the first character of the line."""
        return self.text.rfind("\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """The offset behind the line, its break included."""
        found = self.text.find("\n", offset)
        return len(self.text) if found < 0 else found + 1

    def column(self, offset: int) -> int:
        """How many characters stand before the offset in its line."""
        return offset - self.line_start(offset)

    def refused(self, offset: int, message: str, fix: str) -> EditError:
        """The refusal of an edit at a place: what is in the way, and what to do by hand."""
        return EditError(f"{self.place(offset)}: {message}\n    {fix}")

    def encoded(self) -> bytes:
        """The file's bytes."""
        return (self.mark + self.text).encode()


_AROUND = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)


def read(content: bytes, file: str) -> Document:
    """A file, ready to be edited.

    Raises:
        FilesError: it cannot be read.
        EditError: it is too large, or ends its lines in ways that an edit could confuse.
    """
    if len(content) > LARGEST:
        raise EditError(
            f"{file}: the file is larger than {LARGEST // 1_000_000} MB, and is not edited\n"
            "    divide its customers among several stack files"
        )
    source = parse(content, file)
    if source.problems:
        raise FilesError(source.problems)
    text = content.decode("utf-8-sig")
    mark = "\ufeff" if content.startswith(b"\xef\xbb\xbf") else ""
    document = Document(file, text, source.data, mark)
    odd = _ODD_BREAK.search(text)
    if odd is not None:
        way_out = "end lines with a line feed (or CR LF), then try again"
        raise document.refused(odd.start(), "a line ends here in an unusual way", way_out)
    return document


def _node(events: Iterator[Any], first: Any = None) -> Node:
    event: Any = first or next(events)
    start, end, anchor = event.start_mark.index, event.end_mark.index, event.anchor or ""
    if isinstance(event, yaml.AliasEvent):
        return Node("alias", start, end, text=anchor)
    tag = event.tag or ""
    if isinstance(event, yaml.ScalarEvent):
        return Node("scalar", start, end, str(event.style or ""), event.value, anchor, tag)
    style = FLOW if event.flow_style else BLOCK
    kind = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
    below, close = _below(events)
    end = close if style == FLOW else below[-1].end
    if kind == "list":
        return Node(kind, start, end, style, "", anchor, tag, items=below)
    pairs = tuple(zip(below[::2], below[1::2], strict=True))
    return Node(kind, start, end, style, "", anchor, tag, pairs=pairs)


def _below(events: Iterator[Any]) -> tuple[tuple[Node, ...], int]:
    """The nodes up to the end of a collection, and the offset behind that."""
    nodes: list[Node] = []
    for event in events:
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            break
        nodes.append(_node(events, event))
    end: Any = event.end_mark
    return tuple(nodes), end.index
