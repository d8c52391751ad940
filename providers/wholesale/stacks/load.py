"""From a folder of files to whole stacks, or to every problem at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from wholesale.errors import FilesError
from wholesale.stacks.claims import claims_of, standing
from wholesale.stacks.folder import RESERVED, SUFFIX
from wholesale.stacks.phases import Asking, ask
from wholesale.stacks.problems import shown_name
from wholesale.stacks.reading import read_shared, read_stack
from wholesale.stacks.refused import no_stack, nothing, out_of_folder
from wholesale.stacks.ruling import check_folder
from wholesale.stacks.waivers import judged_all, meant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from wholesale.stacks.comments import Comment
    from wholesale.stacks.findings import Waived
    from wholesale.stacks.problems import Problem
    from wholesale.stacks.reading import Shared
    from wholesale.stacks.stack import Stack


class Survey(NamedTuple):
    """What was read: the stacks that could be read, what is wrong, what is waived."""

    stacks: tuple[Stack, ...]
    problems: tuple[Problem, ...]
    waived: tuple[Waived, ...] = ()
    files: tuple[str, ...] = ()


def load(folder: Path, name: str, today: date | None = None) -> Stack:
    """Read one stack with the files it shares.

    Args:
        folder: where the stack files are.
        name: the stack.
        today: the day it is, UTC; without one, no day is over.

    Raises:
        FilesError: with every problem of the stack file, partner.yaml and confirmations.yaml.
    """
    if name in RESERVED:
        raise FilesError([no_stack(folder / f"{name}{SUFFIX}")])
    if not folder.is_dir():
        raise FilesError([nothing(folder)])
    if Path(name).name != name:
        raise FilesError([out_of_folder(folder, name)])
    shared = read_shared(folder)
    stack, problems = read_stack(folder / f"{name}{SUFFIX}", shared, today)
    sources = (*shared.sources(), *([stack.source] if stack else []))
    comments = {source.file: meant(source) for source in sources}
    every = judged_all((*shared.problems, *problems), comments, today, complete=False).problems
    if stack is None or any(problem.severity == "error" for problem in every):
        raise FilesError(every)
    return replace(stack, warnings=every)


def survey(paths: Sequence[Path]) -> Survey:
    """Read files and folders as whole stacks, on no day; bad ones become problems, never exceptions."""
    asked = ask(paths, Asking(_each, lambda read, _: taken_together(_stacks(read))), None)
    stacks = tuple(_stacks(asked.found))
    return Survey(stacks, asked.ruling.problems, asked.ruling.waived, asked.files)


class _Read(NamedTuple):
    """One stack file that was read: the stack as far as it is right."""

    file: str
    problems: tuple[Problem, ...]
    stack: Stack | None

    @property
    def comments(self) -> tuple[Comment, ...] | None:
        return meant(self.stack.source) if self.stack else None

    @property
    def customers(self) -> tuple[str, ...]:
        return tuple(self.stack.customers) if self.stack else ()


def _each(files: Sequence[Path], shared: Mapping[Path, Shared]) -> dict[Path, _Read]:
    read = ((file, *read_stack(file, shared[file.parent])) for file in files)
    return {file: _Read(shown_name(file), problems, stack) for file, stack, problems in read}


def _stacks(read: Mapping[Path, _Read]) -> list[Stack]:
    return [one.stack for one in read.values() if one.stack is not None]


def taken_together(stacks: Sequence[Stack]) -> Iterable[Problem]:
    """What the stacks of one folder take twice."""
    sources = {stack.source.file: stack.source for stack in stacks}
    files = [claims_of(stack) for stack in stacks]
    return check_folder(files, lambda file, path: standing(sources[file], path))
