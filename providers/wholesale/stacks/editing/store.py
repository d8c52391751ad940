"""Files on disk: read for an edit, and written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wholesale.errors import EditError
from wholesale.stacks.editing.tree import read
from wholesale.stacks.load import survey
from wholesale.stacks.problems import shown_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesale.stacks.editing.tree import Document
    from wholesale.stacks.load import Survey
    from wholesale.stacks.problems import Problem


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
    return read(path.read_bytes(), shown_name(path))


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
    """Write files, each one whole: beside its place first, then renamed into it.

    Raises:
        EditError: a file is not any more what it was when the edit was made; nothing is written then.
    """
    for change in changes:
        if _content(change.path) != change.before:
            raise EditError(
                f"{shown_name(change.path)} was changed by somebody else meanwhile\n    run the command again"
            )
    for change in changes:
        _written(change)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() and not path.is_symlink() else None


def _written(change: FileChange) -> None:
    try:
        handle, name = tempfile.mkstemp(dir=change.path.parent, prefix=f".{change.path.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(change.after)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(change.path.stat().st_mode & 0o777 if change.before is not None else 0o644)
            temporary.replace(change.path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise EditError(
            f"{shown_name(change.path)} cannot be written: {error.strerror}\n    the file is as it was"
        ) from error


def tried(changes: Sequence[FileChange]) -> Survey:
    """What `wholesale validate` would say of the changed files, without writing them."""
    folder = changes[0].path.parent
    with tempfile.TemporaryDirectory() as name:
        trial = Path(name)
        for shared in ("partner.yaml", "confirmations.yaml"):
            if (folder / shared).is_file():
                (trial / shared).write_bytes((folder / shared).read_bytes())
        for change in changes:
            (trial / change.path.name).write_bytes(change.after)
        return survey([trial / change.path.name for change in changes])


def new_errors(changes: Sequence[FileChange]) -> tuple[Problem, ...]:
    """The errors that the changed files would have, and have not now."""
    there = [change.path for change in changes if change.before is not None]
    known = {(problem.rule, problem.path, problem.message) for problem in survey(there).problems}
    found = (problem for problem in tried(changes).problems if problem.severity == "error")
    return tuple(one for one in found if (one.rule, one.path, one.message) not in known)
