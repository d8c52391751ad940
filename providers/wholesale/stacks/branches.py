"""What two branches both take: the stack files of a revision are read from git's objects, never checked out.

Both sides are compared with their common ancestor. So a number that one branch takes from its holder is no
conflict, and one that both give away to different records is.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from wholesale.errors import FilesError
from wholesale.stacks.claims import claims_of, standing
from wholesale.stacks.folder import PARTNER, SUFFIX
from wholesale.stacks.load import survey
from wholesale.stacks.problems import Place, dotted
from wholesale.stacks.rules.branches import (
    LEFT_OUT,
    TAKEN_TWICE,
    words_of,
    words_of_left_out,
    words_of_record,
)
from wholesale.stacks.taken import taken_twice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wholesale.stacks.claims import Claim, FileClaims
    from wholesale.stacks.load import Survey
    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.stack import Stack


@dataclass(frozen=True, slots=True)
class Against:
    """A revision that the files are compared with.

    Args:
        revision: a branch, a tag or a commit, as the user calls it.
    """

    revision: str

    def conflicts(self, stacks: Sequence[Stack]) -> Iterator[Problem]:
        """What these stack files and those of the revision both take, each told in the files.

        Raises:
            FilesError: the folder is in no git repository, or the revision has nothing in common with it.
        """
        by_folder: dict[Path, list[Stack]] = {}
        for stack in stacks:
            by_folder.setdefault(stack.file.parent, []).append(stack)
        for folder, ours in by_folder.items():
            yield from self._in_folder(folder, ours)

    def _in_folder(self, folder: Path, ours: Sequence[Stack]) -> Iterator[Problem]:
        commit = self._commit(folder)
        base = self._base(folder, commit)
        theirs, before = _tree(folder, commit), _tree(folder, base)
        changed = {name for name in {*theirs, *before} if theirs.get(name) != before.get(name)}
        if f"{PARTNER}{SUFFIX}" in changed:
            changed |= {*theirs, *before}
        with TemporaryDirectory() as there, TemporaryDirectory() as then:
            other = _read(folder, theirs, changed, Path(there))
            old = _read(folder, before, changed, Path(then)).stacks
            shown = f"{self.revision}:{_git(folder, 'rev-parse', '--show-prefix').decode().strip()}"
            pair = _Pair(ours, other.stacks, shown, self.revision)
            yield from pair.left_out([one for one in other.problems if Path(one.place.file).name in theirs])
            yield from pair.told(old)
            yield from pair.named(old)

    def _commit(self, folder: Path) -> str:
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{self.revision}^{{commit}}")
        try:
            return _git(folder, *asked).decode().strip()
        except subprocess.CalledProcessError:
            _refuse_without_repository(folder)
            raise FilesError(
                [f"--against {self.revision}: git knows no such revision; fetch it, or correct the name."]
            ) from None

    def _base(self, folder: Path, commit: str) -> str:
        try:
            return _git(folder, "merge-base", "HEAD", commit).decode().strip()
        except subprocess.CalledProcessError:
            what = f"--against {self.revision}: it has no ancestor in common with HEAD here"
            raise FilesError(
                [f"{what}; fetch the history of a shallow clone (git fetch --unshallow)."]
            ) from None


@dataclass(frozen=True, slots=True)
class _Pair:
    """The files here, and those of the other branch."""

    ours: Sequence[Stack]
    theirs: Sequence[Stack]
    shown: str
    revision: str

    def left_out(self, problems: Sequence[Problem]) -> Iterator[Problem]:
        """Files there that cannot be read in full, each told at the same file here."""
        mine = {stack.file.name: stack.source.file for stack in self.ours}
        by_file: dict[str, list[Problem]] = {}
        for problem in problems:
            if problem.severity == "error" and problem.rule < "WS2":
                by_file.setdefault(Path(problem.place.file).name, []).append(problem)
        for name, found in by_file.items():
            place = Place(mine.get(name, self.ours[0].source.file), 1, 1)
            there = found[0].place._replace(file=f"{self.shown}{name}")
            yield LEFT_OUT.at(place, "", *words_of_left_out(len(found), self.revision, there), there)

    def told(self, before: Sequence[Stack]) -> Iterator[Problem]:
        """What both take."""
        old = _claims(before)
        here = {stack.source.file: stack for stack in self.ours}
        there = {stack.source.file: stack for stack in self.theirs}
        taken = taken_twice(_claims(self.ours), old, _claims(self.theirs))
        for file, claim, other_file, other in taken:
            mine, its = here[file], there[other_file]
            if claim.kind == "handle" and _is_the_same(mine, its, claim):
                continue
            place = self._there(its, standing(its.source, other.path))
            message, fix = words_of(claim, other, self.revision, place)
            yield TAKEN_TWICE.at(standing(mine.source, claim.path), dotted(claim.path), message, fix, place)

    def named(self, before: Sequence[Stack]) -> Iterator[Problem]:
        """Records of one customer that both newly made under one handle, and that are not the same."""
        old, theirs = _records(before), _records(self.theirs)
        known = {path[:2] for path in old}
        for path, mine in _records(self.ours).items():
            its = theirs.get(path)
            if its is None or path in old or path[:2] not in known:
                continue
            if mine.source.written_at(*path) != its.source.written_at(*path):
                place = self._there(its, its.place(*path))
                message, fix = words_of_record(path, self.revision, place)
                yield TAKEN_TWICE.at(mine.place(*path), dotted(path), message, fix, place)

    def _there(self, stack: Stack, place: Place) -> Place:
        return place._replace(file=f"{self.shown}{stack.file.name}")


def _claims(stacks: Sequence[Stack]) -> list[FileClaims]:
    return [claims_of(stack) for stack in stacks]


def _records(stacks: Sequence[Stack]) -> Mapping[NodePath, Stack]:
    """Every record beneath a customer, by its path, with the stack that it stands in."""
    return {
        ("customers", customer.handle, collection, handle): stack
        for stack in stacks
        for customer in stack.customers.values()
        for collection in ("locations", "users", "workspaces", "devices")
        for handle in getattr(customer, collection)
    }


def _is_the_same(mine: Stack, its: Stack, claim: Claim) -> bool:
    """Whether both branches wrote the same customer into the same file, as a picked commit does."""
    same_file = mine.file.name == its.file.name
    return same_file and mine.source.written_at(*claim.path) == its.source.written_at(*claim.path)


def _tree(folder: Path, commit: str) -> Mapping[str, str]:
    """The YAML files of the folder at a commit: name → git's id of what they hold."""
    found: dict[str, str] = {}
    for entry in _git(folder, "ls-tree", "-z", commit).decode().split("\0"):
        head, _, name = entry.partition("\t")
        mode, _, blob = head.partition(" blob ")
        if mode.startswith("100") and name.endswith(SUFFIX):
            found[name] = blob
    return found


def _read(folder: Path, tree: Mapping[str, str], changed: set[str], into: Path) -> Survey:
    """What the changed files say, with the partner file that they had."""
    for name in tree.keys() & {*changed, f"{PARTNER}{SUFFIX}"}:
        (into / name).write_bytes(_git(folder, "show", tree[name]))
    return survey((into,))


def _refuse_without_repository(folder: Path) -> None:
    try:
        _git(folder, "rev-parse", "--git-dir")
    except subprocess.CalledProcessError:
        raise FilesError([f"--against: {folder} is in no git repository."]) from None


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        command = ["git", "-C", str(folder), *arguments]
        return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - no shell
    except FileNotFoundError:
        raise FilesError(["--against needs git, and there is none on the PATH."]) from None
