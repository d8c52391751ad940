"""A folder of stack files: which files are stacks, and how a file of it is read without harm."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Ahead = Callable[[], dict[str, Any] | None]

PARTNER, CONFIRMATIONS = "partner", "confirmations"
RESERVED = frozenset({PARTNER, CONFIRMATIONS})
SUFFIX = ".yaml"
LARGEST = 10_000_000
"""Bytes that a file may have; an estate of a thousand users has a tenth of it."""

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_CLOEXEC", 0)
"""Opening a pipe or a terminal neither waits for anybody nor gives anybody control."""


class Refused(NamedTuple):
    """Why a file is not read: `reason` is the operating system's word where the system refuses it."""

    why: Literal["absent", "broken link", "not a file", "too large", "elsewhere", "system"]
    reason: str = ""


class Held(NamedTuple):
    """What is known of a file before it is checked.

    Args:
        content: what it holds.
        ahead: gives what `quick.read` made of it, where it was read ahead.
    """

    content: bytes
    ahead: Ahead | None = None


def names(folder: Path) -> list[str]:
    """The stacks of a folder, sorted; Pulumi's own files and the reserved names are none.

    What has such a name and is no file is listed too, for reading it tells why it is none.
    """
    try:
        with os.scandir(folder) as entries:
            found = [one.name.removesuffix(SUFFIX) for one in entries if one.name.endswith(SUFFIX)]
    except OSError:
        return []
    return sorted(
        name for name in found if name not in {*RESERVED, "Pulumi"} and not name.startswith(("Pulumi.", "."))
    )


def content(file: Path) -> bytes | Refused:
    """What a file of a folder holds: of the folder itself, up to a size, and without waiting for anything."""
    if not _is_text(str(file)):
        return Refused("system", "its name is not UTF-8")
    try:
        if file.is_symlink() and not _is_at_home(file):
            return Refused("elsewhere")
        descriptor = os.open(file, _FLAGS)
    except FileNotFoundError:
        return Refused("broken link" if file.is_symlink() else "absent")
    except (OSError, ValueError) as error:
        return Refused("system", getattr(error, "strerror", None) or str(error))
    try:
        return _read(descriptor)
    finally:
        os.close(descriptor)


def _is_text(name: str) -> bool:
    """Whether a name is text: Pulumi, which has a stack of this name, takes no other."""
    return name.isascii() or not any("\ud800" <= character <= "\udfff" for character in name)


def _is_at_home(link: Path) -> bool:
    """Whether a link leads to a file of its own folder, or of one beneath."""
    return os.path.realpath(link).startswith(os.path.realpath(link.parent).rstrip(os.sep) + os.sep)


def _read(descriptor: int) -> bytes | Refused:
    known = os.fstat(descriptor)
    if stat.S_ISDIR(known.st_mode):
        return Refused("system", "Is a directory")
    if not stat.S_ISREG(known.st_mode):
        return Refused("not a file")
    try:
        held = _all(descriptor, min(known.st_size, LARGEST) + 1)
    except OSError as error:
        return Refused("system", error.strerror or type(error).__name__)
    return held if len(held) <= LARGEST else Refused("too large")


def _all(descriptor: int, first: int) -> bytes:
    """Everything, but not more than one byte beyond what a file may have, even while it grows."""
    parts, wanted = [], first
    while wanted > 0 and (part := os.read(descriptor, wanted)):
        parts.append(part)
        wanted = LARGEST + 1 - sum(map(len, parts))
    return b"".join(parts)
