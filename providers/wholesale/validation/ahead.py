"""Stack files read by a copy of this process, while this one imports what checks them."""

from __future__ import annotations

import mmap
import os
import select
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from wholesale.validation.copies import begin, cores, packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from wholesale.stacks.folder import Ahead

FEWEST = 32
"""Files that are worth a process of their own."""
MOST_BYTES = 16_000_000
"""Bytes of files that are read ahead: more are hardly read before the other process has imported."""
ROOM = 4
"""Bytes of memory that both processes see for each byte of the files: no value takes more packed.

What is not used of it is not there."""


def reading(
    contents: Mapping[Path, bytes], *, fewest: int = FEWEST, most: int | None = None
) -> Callable[[], Mapping[Path, Ahead]]:
    """Begin to read files; ask what comes of it when it is needed, and in any case, for then the copy ends.

    The answer has what `quick.read` makes of those that were read by then: of one at least, but of none where
    no copy was made. It stays the same when it is asked for again.

    Args:
        contents: what the files hold, those first that are read first.
        fewest: files that are worth a copy.
        most: the most processes at a time; without a number, one for each core that this process may use.
    """
    if len(contents) < fewest or (most or cores()) < 2:  # noqa: PLR2004 - one is for this process
        return dict
    texts = list(_first(contents.values()))
    room = mmap.mmap(-1, ROOM * sum(map(len, texts)) + 1)
    enough, asked = os.pipe()
    copy = begin(lambda: _read_until(enough, asked, texts, room))
    os.close(enough)

    @cache
    def taken() -> Mapping[Path, Ahead]:
        os.close(asked)
        ends = (copy.answer() if copy else None) or ()
        begins = (0, *ends)
        return {
            file: partial(_found, room, begin, end)
            for file, begin, end in zip(contents, begins, ends, strict=False)
        }

    return taken


def _first(contents: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for content in contents:
        size += len(content)
        if size > MOST_BYTES:
            return
        yield content


def _found(room: mmap.mmap, begin: int, end: int) -> Any:
    return unpacked(room[begin:end])


def _read_until(enough: int, asked: int, contents: Sequence[bytes], room: mmap.mmap) -> list[int]:
    """Read files until the other process has closed its end of the pipe: where the values of each one end."""
    os.close(asked)
    ends: list[int] = []
    for content in contents:
        room.write(packed(_read(content)))
        ends.append(room.tell())
        if select.select([enough], [], [], 0)[0]:
            break
    return ends


def _read(content: bytes) -> dict[str, Any] | None:
    from wholesale.stacks import quick  # noqa: PLC0415 - imported beside the other process

    try:
        return quick.read(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None
