"""What a killed run leaves in a file backend: half-written attributes, and temporary files.

Pulumi's file backend writes `NAME.attrs` beside each file, in place and not atomically. A run that is
killed in that moment leaves an empty one, and from then on every command ends with `failed to load
checkpoint: EOF`. The state itself is whole, and a missing `.attrs` means nothing: so a broken one may be
removed at any time. The state's own file is written beside it as `NAME.….tmp` first; what is left of that
is a copy of personal data.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "file://"
BOOKKEEPING = ".pulumi"


def mend(backend: str, stack: str) -> tuple[Path, ...]:
    """Remove the broken attributes of a stack's files; what was removed. Of other backends nothing is.

    Args:
        backend: the backend's address.
        stack: the stack's name.
    """
    if not backend.startswith(FILE):
        return ()
    folder = Path(backend.removeprefix(FILE).partition("?")[0]).expanduser() / BOOKKEEPING
    broken = tuple(file for file in _of(folder, stack) if file.suffix == ".attrs" and not _is_json(file))
    for file in broken:
        file.unlink(missing_ok=True)
    return broken


def sweep(lock: str) -> tuple[Path, ...]:
    """Remove the temporary files of a stack that no run holds any more; what was removed.

    Args:
        lock: the address of the dead run's lock; only a file backend's leads to files.
    """
    if not lock.startswith(FILE):
        return ()
    folder, found, rest = unquote(urlsplit(lock).path).partition(f"/{BOOKKEEPING}/locks/organization/")
    parts = rest.split("/")
    if not found or len(parts) != 3:  # noqa: PLR2004 - project, stack, lock
        return ()
    project, stack, _ = parts
    home = Path(folder, BOOKKEEPING)
    left = (
        *home.joinpath("stacks", project).glob(f"{stack}.json*.tmp"),
        *home.joinpath("history", project, stack).glob("*.tmp"),
    )
    for file in left:
        file.unlink(missing_ok=True)
    return left


def _of(folder: Path, stack: str) -> Iterator[Path]:
    """The files of a stack of this name, in whichever project."""
    yield from folder.glob(f"stacks/*/{stack}.json*")
    yield from folder.glob(f"stacks/{stack}.json*")
    yield from folder.glob(f"locks/organization/*/{stack}/*")
    yield from folder.glob(f"history/*/{stack}/*")


def _is_json(file: Path) -> bool:
    try:
        json.loads(file.read_bytes())
    except FileNotFoundError:
        return True
    except ValueError:
        return False
    return True
