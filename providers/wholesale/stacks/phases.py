"""What is asked of many files, in this order: shared files, each stack file, each folder, and the waivers.

`load` reads whole stacks this way; `validation.checks` makes reports, some of which it has kept.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from wholesale.stacks.folder import RESERVED, SUFFIX, names
from wholesale.stacks.reading import read_shared
from wholesale.stacks.refused import empty_folder, no_stack, nothing
from wholesale.stacks.ruling import check_confirmations
from wholesale.stacks.waivers import judged_all, meant

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from wholesale.stacks.comments import Comment
    from wholesale.stacks.problems import Problem
    from wholesale.stacks.reading import Shared
    from wholesale.stacks.waivers import Judged


class Found(Protocol):
    """What is known of one stack file that was checked by itself."""

    @property
    def file(self) -> str:
        """The file, as the user knows it."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong in it, waived or not."""

    @property
    def comments(self) -> tuple[Comment, ...] | None:
        """Those that are meant as waivers; None where no stack could be read."""

    @property
    def customers(self) -> Collection[str]:
        """The handles of its customers."""


F = TypeVar("F", bound=Found)


class Asking(NamedTuple, Generic[F]):
    """How stack files are checked.

    Args:
        each: checks every file by itself, given the shared files of its folder.
        together: what the files of one folder must not say together.
        further: what else is wrong with the files.
    """

    each: Callable[[Sequence[Path], Mapping[Path, Shared]], Mapping[Path, F]]
    together: Callable[[Mapping[Path, F], Shared | None], Iterable[Problem]]
    further: Callable[[Sequence[Path], Mapping[Path, Shared]], Iterable[Problem]] = lambda _, __: ()


class Asked(NamedTuple, Generic[F]):
    """What came of it: each stack file, what counts and what is waived, and the files that were read."""

    found: Mapping[Path, F]
    ruling: Judged
    files: tuple[str, ...]


def ask(paths: Sequence[Path], asking: Asking[F], today: date | None) -> Asked[F]:
    """Check files and folders; bad ones become problems, never exceptions.

    Args:
        paths: files and folders.
        asking: how stack files are checked.
        today: the day it is, UTC; without one, nothing is over.
    """
    problems: list[Problem] = []
    files = list(_files_of(paths, problems))
    shared = {folder: read_shared(folder) for folder in dict.fromkeys(file.parent for file in files)}
    problems += [problem for one in shared.values() for problem in one.problems]
    stacks = [file for file in files if file.name.removesuffix(SUFFIX) not in RESERVED]
    found = asking.each(stacks, shared)
    problems += [problem for one in found.values() for problem in one.problems]
    whole = [path for path in paths if path.is_dir()]
    for folder in dict.fromkeys(whole):
        here = {file: one for file, one in found.items() if file.parent == folder}
        problems += _confirmed(folder, shared.get(folder), here.values())
        problems += asking.together(here, shared.get(folder))
    problems += asking.further(stacks, shared)
    return _judged(problems, shared.values(), found, today, complete=len(whole) == len(paths))


def _judged(
    problems: Iterable[Problem],
    shared: Iterable[Shared],
    found: Mapping[Path, F],
    today: date | None,
    *,
    complete: bool,
) -> Asked[F]:
    sources = [source for one in shared for source in one.sources()]
    comments = {source.file: meant(source) for source in sources}
    comments |= {one.file: one.comments for one in found.values() if one.comments is not None}
    files = [source.file for source in sources if source.data is not None or source.problems]
    files += [one.file for one in found.values() if one.comments is not None]
    ruling = judged_all(problems, comments, today, complete=complete)
    return Asked(found, ruling, tuple(dict.fromkeys(files)))


def _confirmed(folder: Path, shared: Shared | None, found: Collection[Found]) -> Iterable[Problem]:
    """What is confirmed for customers that no stack file of a folder has, where all of them could be read."""
    read = [one for one in found if one.comments is not None]
    if shared is None or shared.confirmations is None or shared.confirmations_source is None:
        return ()
    if len(read) < len(names(folder)) or shared.confirmations.model is None:
        return ()
    every = [handle for one in read for handle in one.customers]
    return check_confirmations(shared.confirmations.model, shared.confirmations_source, every)


def _files_of(paths: Sequence[Path], problems: list[Problem]) -> Iterable[Path]:
    """The files to read, each one once; what is not there becomes a problem."""
    files: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            found = [path / f"{name}{SUFFIX}" for name in names(path)]
            problems += [] if found else [empty_folder(path)]
            files |= dict.fromkeys(found)
        elif os.path.lexists(path):
            files[path] = None
        else:
            problems.append(no_stack(path) if path.suffix == SUFFIX else nothing(path))
    return files
