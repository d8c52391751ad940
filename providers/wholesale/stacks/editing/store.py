"""Files on disk: read for an edit, and written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wholesale.errors import EditError, FilesError
from wholesale.stacks.editing.tree import read
from wholesale.stacks.folder import RESERVED, SUFFIX, content, names
from wholesale.stacks.load import survey
from wholesale.stacks.problems import shown_name
from wholesale.stacks.refused import not_read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wholesale.stacks.editing.tree import Document
    from wholesale.stacks.load import Survey


@dataclass(frozen=True, slots=True)
class FileChange:
    """What becomes of one file.

    Args:
        path: where it stands.
        before: its bytes, or None when there is no such file yet.
        after: the bytes that it gets.
    """

    path: Path
    before: bytes | None
    after: bytes


def changed(path: Path, before: Document, after: Document) -> FileChange:
    """The change of a file that was read and edited."""
    return FileChange(path, before.encoded(), after.encoded())


def opened(path: Path, folder: Path) -> Document:
    """A file of a folder, to be edited.

    Raises:
        EditError: it is a symbolic link, no file, or outside of the folder.
        FilesError: it cannot be read as YAML.
    """
    guarded(path, folder)
    if not path.is_file():
        raise EditError(f"{shown_name(path)}: there is no such file\n    give a file of {shown_name(folder)}")
    found = content(path)
    if not isinstance(found, bytes):
        raise FilesError([not_read(path, found)])
    return read(found, shown_name(path))


def guarded(path: Path, folder: Path) -> None:
    """Refuse what leads out of a folder."""
    if path.is_symlink():
        raise EditError(
            f"{shown_name(path)} is a symbolic link, and is not edited\n    edit the file that it leads to"
        )
    if path.resolve().parent != folder.resolve():
        raise EditError(
            f"{shown_name(path)} is outside of {shown_name(folder)}\n    give a name without slashes and dots"
        )


def write(changes: Sequence[FileChange]) -> None:
    """Write files, each one whole: all of them beside their places first, then renamed in their order.

    So a full disk or a missing right changes nothing. Who stops between two renamings finds the first files
    written and the others as they were: what only gains stands before what loses.

    Raises:
        EditError: a file is not any more what it was when the edit was made, or cannot be written.
    """
    for change in changes:
        if _content(change.path) != change.before:
            raise EditError(
                f"{shown_name(change.path)} was changed by somebody else meanwhile\n    run the command again"
            )
    with ExitStack() as stack:
        beside = [(change, stack.enter_context(_beside(change))) for change in changes]
        done: list[str] = []
        for change, temporary in beside:
            _put(temporary, change.path, done)
            done.append(shown_name(change.path))


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


@contextmanager
def _beside(change: FileChange) -> Iterator[Path]:
    """The new content in a file of its own beside the place; nothing of it is left behind."""
    temporary = None
    try:
        try:
            handle, name = tempfile.mkstemp(dir=change.path.parent, prefix=f".{change.path.name}.")
            temporary = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(change.after)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(change.path.stat().st_mode & 0o777 if change.before is not None else 0o644)
        except OSError as error:
            raise EditError(
                f"{shown_name(change.path)} cannot be written: {error.strerror}\n    every file is as it was"
            ) from error
        yield temporary
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def _put(temporary: Path, path: Path, done: Sequence[str]) -> None:
    """Rename a file into its place, and have the folder remember it before the next one follows."""
    try:
        temporary.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        so_far = f"{', '.join(done)} is written already, the others are as they were" if done else ""
        raise EditError(
            f"{shown_name(path)} cannot be written: {error.strerror}\n    "
            + (so_far or "every file is as it was")
        ) from error


@contextmanager
def trial(changes: Sequence[FileChange]) -> Iterator[Path]:
    """A copy of the folder, for a while, in which the files are changed.

    Raises:
        EditError: there is no room for it.
    """
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        try:
            _fill(copy, changes)
        except OSError as error:
            raise EditError(
                f"the edit cannot be tried in {copy.parent}: {error.strerror}\n    every file is as it was"
            ) from error
        yield copy


def _fill(copy: Path, changes: Sequence[FileChange]) -> None:
    folder = changes[0].path.parent
    for name in (*RESERVED, *names(folder)):
        held = content(folder / f"{name}{SUFFIX}")
        if isinstance(held, bytes):
            (copy / f"{name}{SUFFIX}").write_bytes(held)
    for change in changes:
        (copy / change.path.name).write_bytes(change.after)


def tried(changes: Sequence[FileChange]) -> Survey:
    """What would be read of the changed files, without writing them."""
    with trial(changes) as copy:
        return survey([copy / change.path.name for change in changes])
