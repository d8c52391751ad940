"""Users from a table: a CSV file with a line for each, as a directory or a spreadsheet exports it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wholesale.errors import EditError
from wholesale.stacks.editing.schema_order import order_at
from wholesale.stacks.models.words import is_email
from wholesale.stacks.problems import listed, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HANDLE = "handle"
_LISTS = frozenset({"roles", "addOns"})
_MOST_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One user of a table.

    Args:
        line: where it stands in the table.
        handle: its handle, by default its e-mail address.
        values: its fields.
    """

    line: int
    handle: str
    values: Mapping[str, Any]


def users_of(content: bytes, file: str) -> tuple[Row, ...]:
    """The users of a CSV file; commas, semicolons or tabs part the columns.

    Raises:
        EditError: a column is unknown, or a line has neither handle nor e-mail address.
    """
    text = _decoded(content, file)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        table = list(_numbered(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)))
    except csv.Error as error:
        raise EditError(f"{file}: this is no CSV file: {error}\n    export it as CSV, UTF-8") from error
    if not table:
        raise EditError(
            f"{file}: the table is empty\n    begin with a line of column names: email,firstName,lastName"
        )
    columns = _columns(table[0][1], file)
    rows = tuple(_row(file, line, columns, cells) for line, cells in table[1:])
    _unique(rows, file)
    return rows


def _decoded(content: bytes, file: str) -> str:
    if len(content) > _MOST_BYTES:
        raise EditError(f"{file}: the table is larger than 10 MB\n    split it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EditError(f"{file}: the table is not UTF-8\n    export it as CSV, UTF-8") from error


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, [cell.strip() for cell in cells]


def _columns(names: list[str], file: str) -> list[str]:
    known = [HANDLE, *(key for key in order_at(("customers", "*", "users", "*")) if key != "onLeave")]
    by_letters = {_letters(key): key for key in known}
    for name in names:
        if _letters(name) not in by_letters:
            meant = nearest(name, known)
            way_out = f'did you mean "{meant}"?' if meant else f"known columns: {listed(known, most=40)}"
            raise EditError(f'{file}:1: unknown column "{name}"\n    {way_out}')
    columns = [by_letters[_letters(name)] for name in names]
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice:
        raise EditError(f'{file}:1: the column "{twice}" stands there twice\n    keep one of the two')
    return columns


def _letters(name: str) -> str:
    """A column's name without case, spaces and dashes: "First Name" is firstName."""
    return re.sub(r"[\s_-]", "", name).lower()


def _row(file: str, line: int, columns: list[str], cells: list[str]) -> Row:
    if len(cells) != len(columns):
        raise EditError(
            f"{file}:{line}: {len(cells)} cells for {len(columns)} columns\n    quote cells with separators"
        )
    values: dict[str, Any] = {column: cell for column, cell in zip(columns, cells, strict=True) if cell}
    handle = str(values.pop(HANDLE, values.get("email", "")))
    if not handle:
        raise EditError(
            f"{file}:{line}: this user has neither handle nor e-mail address\n    fill one of the two"
        )
    if values.get("email") == handle and is_email(handle):
        del values["email"]
    for field in _LISTS & values.keys():
        values[field] = re.split(r"[\s,;|]+", values[field])
    order = order_at(("customers", "*", "users", "*"))
    return Row(line, handle, {key: values[key] for key in order if key in values})


def _unique(rows: tuple[Row, ...], file: str) -> None:
    first: dict[str, int] = {}
    for row in rows:
        if row.handle in first:
            raise EditError(
                f'{file}:{row.line}: the handle "{row.handle}" stands in line {first[row.handle]} already\n'
                "    give each user its own"
            )
        first[row.handle] = row.line
