"""From a folder of files to stacks, or to every problem at once."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wholesale.errors import FilesError
from wholesale.stacks.checking import Checked, check, formed
from wholesale.stacks.claims import claims_of, standing
from wholesale.stacks.folder import (
    CONFIRMATIONS,
    LARGEST,
    PARTNER,
    RESERVED,
    SUFFIX,
    Held,
    Refused,
    content,
    names,
)
from wholesale.stacks.models.files import ConfirmationsBlock, StackBlock
from wholesale.stacks.models.partner import Partner
from wholesale.stacks.problems import MOST_PROBLEMS, NodePath, Place, Problem, listed, nearest, shown_name
from wholesale.stacks.profiles import Ground, overlay, unproved
from wholesale.stacks.rules import files
from wholesale.stacks.ruling import check_confirmations, check_folder, check_partner, check_stack
from wholesale.stacks.source import Source, parse
from wholesale.stacks.stack import Allow, Stack
from wholesale.stacks.waivers import judged_all, meant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from wholesale.stacks.findings import Waived
    from wholesale.stacks.rule import Rule


@dataclass(frozen=True, slots=True)
class Survey:
    """What was read: the stacks that could be read, what is wrong, what is waived."""

    stacks: tuple[Stack, ...]
    problems: tuple[Problem, ...]
    waived: tuple[Waived, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """The files that all stacks of a folder share."""

    partner: Checked[Partner]
    partner_source: Source
    confirmations: Checked[ConfirmationsBlock] | None
    confirmations_source: Source | None
    problems: tuple[Problem, ...]

    def sources(self) -> tuple[Source, ...]:
        """The files that are there."""
        return tuple(source for source in (self.partner_source, self.confirmations_source) if source)


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
        raise FilesError([_out_of_folder(folder, name)])
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
    stacks: list[Stack] = []
    problems: list[Problem] = []
    shared: dict[Path, Shared] = {}
    for file in files_of(paths, problems):
        if file.parent not in shared:
            shared[file.parent] = read_shared(file.parent)
            problems += shared[file.parent].problems
        if file.name.removesuffix(SUFFIX) in RESERVED:
            continue
        stack, found = read_stack(file, shared[file.parent], None)
        problems += found
        stacks += [stack] if stack else []
    whole = [path for path in paths if path.is_dir()]
    for folder in dict.fromkeys(whole):
        here = [stack for stack in stacks if stack.file.parent == folder]
        handles = [tuple(stack.customers) for stack in here]
        problems += confirmed_customers(folder, shared.get(folder), handles)
        problems += taken_together(here)
    complete = len(whole) == len(paths)
    sources = [source for one in shared.values() for source in one.sources()]
    sources += [stack.source for stack in stacks]
    comments = {source.file: meant(source) for source in sources}
    ruling = judged_all(problems, comments, None, complete=complete)
    files = tuple(
        dict.fromkeys(source.file for source in sources if source.data is not None or source.problems)
    )
    return Survey(tuple(stacks), ruling.problems, ruling.waived, files)


def taken_together(stacks: Sequence[Stack]) -> Iterable[Problem]:
    """What the stacks of one folder take twice."""
    sources = {stack.source.file: stack.source for stack in stacks}
    files = [claims_of(stack) for stack in stacks]
    return check_folder(files, lambda file, path: standing(sources[file], path))


def confirmed_customers(
    folder: Path, shared: Shared | None, handles: Sequence[Iterable[str]]
) -> Iterable[Problem]:
    """What is confirmed for customers that no stack file of a folder has.

    Args:
        folder: the folder.
        shared: its shared files.
        handles: of each stack that could be read, its customers.
    """
    if shared is None or shared.confirmations is None or shared.confirmations_source is None:
        return ()
    if len(handles) < len(names(folder)) or shared.confirmations.model is None:
        return ()
    every = [handle for of_stack in handles for handle in of_stack]
    return check_confirmations(shared.confirmations.model, shared.confirmations_source, every)


def files_of(paths: Sequence[Path], problems: list[Problem]) -> Iterable[Path]:
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


def read_shared(folder: Path) -> Shared:
    """Read partner.yaml, which must be there, and confirmations.yaml, which may."""
    source, problems = _read(folder / f"{PARTNER}{SUFFIX}", _no_partner)
    bare = replace(source, data=overlay({}, source.data)) if isinstance(source.data, dict) else source
    partner = check(Partner, bare, {"version": 1, "organization": "unknown"})
    problems += partner.problems
    found = check_partner(partner.model, source, partner.broken) if partner.model else ()
    problems += tuple(islice(found, MOST_PROBLEMS + 1))
    confirmed, confirmed_source = None, None
    if os.path.lexists(folder / f"{CONFIRMATIONS}{SUFFIX}"):
        confirmed_source, unread = _read(folder / f"{CONFIRMATIONS}{SUFFIX}", no_stack)
        confirmed = check(ConfirmationsBlock, confirmed_source, {"version": 1, "confirmations": ()})
        problems += unread + confirmed.problems
    return Shared(partner, source, confirmed, confirmed_source, _at_most(problems))


def read_stack(
    file: Path, shared: Shared, today: date | None = None, held: Held | None = None
) -> tuple[Stack | None, tuple[Problem, ...]]:
    """Read one stack file: the stack as far as it is right, and the problems of the file.

    Args:
        file: the file.
        shared: the files of its folder that it shares with others.
        today: the day it is, UTC; without one, no day is over.
        held: what is known of it already.
    """
    source, problems = _read(file, no_stack, held)
    stack = _faultless(file, source, shared)
    data, broken = source.data, frozenset[NodePath]()
    if stack is None:
        checked = check(StackBlock, source, {"version": 1, "customers": {}})
        problems += checked.problems
        if checked.model is None or shared.partner.model is None:
            return None, _at_most(problems)
        data, broken = checked.data, checked.broken
        stack = _stack(file, source, data, checked.model, shared, shared.partner.model)
    broken |= _broken_profiles(stack, shared.partner.broken)
    found = check_stack(stack, data, _profiles(shared), broken, today)
    return stack, _at_most((*problems, *islice(found, MOST_PROBLEMS + 1)))


def _faultless(file: Path, source: Source, shared: Shared) -> Stack | None:
    """The stack of a file whose form is right; None where it has to be looked at as it was written."""
    partner, data = shared.partner.model, source.data
    if partner is None or source.problems or not isinstance(data, dict):
        return None
    block = formed(lambda: StackBlock.model_validate(unproved(data)))
    return formed(lambda: _stack(file, source, data, block, shared, partner)) if block else None


def _at_most(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The first problems of a file, and at the place of the next one that there are more."""
    if len(problems) <= MOST_PROBLEMS:
        return problems
    place = problems[MOST_PROBLEMS].place
    message = f"the file has more than {MOST_PROBLEMS:,} problems; the others are not shown"
    more = files.TOO_MANY.at(place, "", message, "mend these first; many may have one cause")
    return (*problems[:MOST_PROBLEMS], more)


def _broken_profiles(stack: Stack, broken: Iterable[NodePath]) -> frozenset[NodePath]:
    """The customers that use a profile which is wrong in form."""
    wrong = {path[1] for path in broken if path[0] == "profiles" and len(path) > 1}
    return frozenset(
        ("customers", handle) for handle, customer in stack.customers.items() if wrong & {*customer.extends}
    )


def _stack(
    file: Path,
    source: Source,
    data: dict[str, Any],
    block: StackBlock,
    shared: Shared,
    partner: Partner,
) -> Stack:
    confirmations = shared.confirmations
    ground = Ground(data.get("defaults") or {}, {**shared.partner.data, "profiles": _profiles(shared)})
    return Stack(
        name=file.name.removesuffix(SUFFIX),
        file=file,
        partner=partner,
        sub_partner=block.sub_partner,
        allow=tuple(
            Allow(one.what, one.customer, one.count, one.reason, one.until, source.place("allow", str(index)))
            for index, one in enumerate(block.allow or ())
        ),
        customers={handle: ground.effective(handle, own or {}) for handle, own in data["customers"].items()},
        confirmations=confirmations.model.confirmations if confirmations and confirmations.model else (),
        warnings=(),
        source=source,
        partner_source=shared.partner_source,
        confirmations_source=shared.confirmations_source,
    )


def _profiles(shared: Shared) -> dict[str, Any]:
    """The profiles as written, with their nulls; of a partner file with problems, what is left of them."""
    if shared.partner.problems:
        return dict(shared.partner.data.get("profiles") or {})
    return dict((shared.partner_source.data or {}).get("profiles") or {})


def _read(
    file: Path, absent: Callable[[Path], Problem], held: Held | None = None
) -> tuple[Source, tuple[Problem, ...]]:
    shown, found = shown_name(file), content(file) if held is None else held.content
    if isinstance(found, bytes):
        return parse(found, shown, held.ahead if held else None), ()
    return Source(shown, None), (absent(file) if found.why == "absent" else _refused(file, found),)


def _refused(file: Path, refused: Refused) -> Problem:
    rule, message, fix = _REFUSALS[refused.why]
    return _at(rule, file, f"{message}: {refused.reason}" if refused.reason else message, fix)


_REFUSALS = {
    "broken link": (
        files.UNREADABLE,
        "cannot be read: it is a link to a file that is not there",
        "put the file itself here, or mend the link",
    ),
    "not a file": (
        files.NOT_A_FILE,
        "this is no file but a pipe, a socket or a device, and is not read",
        "put a file here",
    ),
    "too large": (
        files.TOO_LONG,
        f"the file is larger than {LARGEST // 1_000_000} MB, and is not read",
        "divide its customers among several stack files",
    ),
    "elsewhere": (
        files.OUT_OF_FOLDER,
        "this is a link to a file outside of its folder, and is not read",
        "put the file itself here; a review shows a link, and not what it leads to",
    ),
    "system": (files.UNREADABLE, "cannot be read", "check the path and its permissions"),
}


def _out_of_folder(folder: Path, name: str) -> Problem:
    message = f'"{name}" is a path and no name: a stack is a file of this folder'
    return _at(files.OUT_OF_FOLDER, folder, message, "give the name of the file, without folder and .yaml")


def _at(rule: Rule, file: Path, message: str, fix: str) -> Problem:
    return rule.at(Place(shown_name(file), 1, 1), "", message, fix)


def _no_partner(file: Path) -> Problem:
    return _at(
        files.NO_PARTNER,
        file,
        "the partner file is missing: stacks need its templates and profiles",
        "create it beside the stack files; examples/partner.yaml is a complete one",
    )


def no_stack(file: Path) -> Problem:
    """The problem of a stack file that is not there."""
    if file.name.removesuffix(SUFFIX) in RESERVED:
        return _at(files.RESERVED_NAME, file, "this name is reserved and is no stack", "choose a stack file")
    there = names(file.parent) if file.parent.is_dir() else []
    meant = nearest(file.name.removesuffix(SUFFIX), there)
    known = f"restore it, or choose one of: {listed(there)}" if there else "create it; see examples/"
    known = f'did you mean "{meant}"?' if meant else known
    return _at(files.NO_FILE, file, "there is no such file", known)


def nothing(path: Path) -> Problem:
    """The problem of a path that leads nowhere."""
    return _at(
        files.NO_FILE,
        path,
        "there is no such file or folder",
        "give the folder of the stack files, or create it",
    )


def empty_folder(folder: Path) -> Problem:
    """The problem of a folder without a stack."""
    return _at(
        files.EMPTY_FOLDER, folder, "the folder holds no stack file", "add one, like examples/acme-1001.yaml"
    )
