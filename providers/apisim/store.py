"""Tables of records in memory, each found through indexes instead of a scan.

A record is a JSON object that is never changed in place: `put` replaces it and moves its index entries.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from apisim.history import Change, History
from apisim.ids import key_of

Record = dict[str, Any]
Index = Callable[[Record], Iterable[Hashable]]


def by(*names: str) -> Index:
    """Index a record by one member, or by several together; a record that lacks one is left out."""
    if len(names) == 1:
        name = names[0]
        return lambda record: () if record.get(name) is None else (record[name],)

    def together(record: Record) -> Iterable[Hashable]:
        values = tuple(record.get(name) for name in names)
        return () if None in values else (values,)

    return together


class Rows(Protocol):
    """Rows that can be counted and cut into pages: a list, or what an index finds."""

    def __len__(self) -> int: ...

    def __getitem__(self, window: slice, /) -> Sequence[Record]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """The records with one value of an index; only the window that is looked at is read."""

    table: Table
    index: str
    value: Hashable

    def __len__(self) -> int:
        return self.table.count(self.index, self.value)

    def __getitem__(self, window: slice, /) -> list[Record]:
        return self.table.page(self.index, self.value, window)


class Table:
    """All records of one kind, by key, oldest first; the history notes each change."""

    def __init__(self, indexes: Mapping[str, Index], history: History | None = None) -> None:
        self._rows: dict[str, Record] = {}
        self._indexes = indexes
        self._history = History() if history is None else history
        self._found: dict[str, dict[Hashable, dict[str, None]]] = {name: {} for name in indexes}
        self._listed: dict[tuple[str, Hashable], list[str]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._rows.values())

    def get(self, key: str) -> Record | None:
        """Give the record with this key (what stands behind its id)."""
        return self._rows.get(key)

    def put(self, record: Record) -> Record:
        """Store a record under its `id`, in place of an older one; a record without sense changes nothing."""
        self._set(key_of(record["id"]), record)
        return record

    def change(self, record: Record, **members: Any) -> Record:
        """Store a record with some members replaced."""
        return self.put({**record, **members})

    def remove(self, record: Record) -> None:
        """Forget a record."""
        self._set(key_of(record["id"]), None)

    def find(self, index: str, value: Hashable) -> Iterator[Record]:
        """Give all records with this value, oldest first."""
        return (self._rows[key] for key in tuple(self._found[index].get(value, ())))

    def first(self, index: str, value: Hashable) -> Record | None:
        """Give the oldest record with this value."""
        key = next(iter(self._found[index].get(value, ())), None)
        return None if key is None else self._rows[key]

    def page(self, index: str, value: Hashable, window: slice) -> list[Record]:
        """Give a slice of the records with this value."""
        keys = self._listed.get((index, value))
        if keys is None:
            keys = self._listed[index, value] = list(self._found[index].get(value, ()))
        return [self._rows[key] for key in keys[window]]

    def count(self, index: str, value: Hashable) -> int:
        """Count the records with this value."""
        return len(self._found[index].get(value, ()))

    def _set(self, key: str, record: Record | None) -> None:
        old = self._rows.get(key)
        self._restore(key, record)
        if self._history.begun:
            self._history.note(Change(self._restore, key, old, record))

    def _restore(self, key: str, record: Record | None) -> None:
        old = self._rows.get(key)
        if old is None and record is not None:
            self._add(key, record)
            return
        moves = [
            (name, set(index(old)) if old else set(), set(index(record)) if record else set())
            for name, index in self._indexes.items()
        ]
        if record is None:
            del self._rows[key]
        else:
            self._rows[key] = record
        for name, before, after in moves:
            self._move(name, key, before, after)

    def _add(self, key: str, record: Record) -> None:
        self._listed.clear()
        found = [(name, list(index(record))) for name, index in self._indexes.items()]
        self._rows[key] = record
        for name, values in found:
            places = self._found[name]
            for value in values:
                places.setdefault(value, {})[key] = None

    def _move(self, name: str, key: str, old: set[Hashable], new: set[Hashable]) -> None:
        if old == new:
            return
        self._listed.clear()
        found = self._found[name]
        for value in old - new:
            del found[value][key]
            if not found[value]:
                del found[value]
        for value in new - old:
            found.setdefault(value, {})[key] = None
