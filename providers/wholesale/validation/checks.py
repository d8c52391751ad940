"""Every file checked by itself, several at a time; then all of them together."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from wholesale.desired.coverage import not_applied
from wholesale.stacks.claims import fingerprints
from wholesale.stacks.folder import RESERVED, SUFFIX
from wholesale.stacks.load import (
    confirmed_customers,
    files_of,
    read_shared,
    read_stack,
    taken_together,
)
from wholesale.stacks.problems import shown_name
from wholesale.stacks.waivers import judged_all, meant
from wholesale.validation.report import Report, Survey, report_from_json, report_to_json
from wholesale.validation.workers import Form, in_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from wholesale.stacks.findings import NotApplied
    from wholesale.stacks.folder import Held
    from wholesale.stacks.load import Shared
    from wholesale.stacks.problems import Problem
    from wholesale.stacks.stack import Stack

    Further = Callable[[Sequence[Stack]], Iterable[Problem]]

FEWEST = 16
"""Files that are worth a process of their own."""


def checked(
    paths: Sequence[Path],
    today: date | None,
    held: Mapping[Path, Held],
    known: Mapping[Path, Report],
    further: Further | None = None,
) -> tuple[Survey, Mapping[Path, Report]]:
    """Check files and folders: the answer, and the report of each stack file.

    Args:
        paths: files and folders.
        today: the day it is, UTC; without one, nothing is over.
        held: what is known of files already; the others are read.
        known: reports that still hold.
        further: what else to ask of the stacks, before waivers are looked at.
    """
    problems: list[Problem] = []
    files = list(files_of(paths, problems))
    shared = {folder: read_shared(folder) for folder in dict.fromkeys(file.parent for file in files)}
    problems += [problem for one in shared.values() for problem in one.problems]
    stacks = [file for file in files if file.name.removesuffix(SUFFIX) not in RESERVED]
    found = _reports(stacks, shared, today, held, known)
    problems += [problem for report in found.values() for problem in report.problems]
    whole = [path for path in paths if path.is_dir()]
    for folder in dict.fromkeys(whole):
        here = {file: report for file, report in found.items() if file.parent == folder}
        handles = [report.customers for report in here.values() if report.comments is not None]
        problems += confirmed_customers(folder, shared.get(folder), handles)
        problems += _together(here, shared.get(folder), held)
    if further is not None:
        read = [read_stack(file, shared[file.parent], today, held.get(file))[0] for file in stacks]
        problems += further([stack for stack in read if stack is not None])
    complete = len(whole) == len(paths)
    return _survey(problems, shared.values(), found.values(), today, complete=complete), found


def _survey(
    problems: Iterable[Problem],
    shared: Iterable[Shared],
    reports: Iterable[Report],
    today: date | None,
    *,
    complete: bool,
) -> Survey:
    sources = [source for one in shared for source in one.sources()]
    read = [report for report in reports if report.comments is not None]
    comments = {source.file: meant(source) for source in sources}
    comments |= {report.file: report.comments for report in read if report.comments is not None}
    ruling = judged_all(problems, comments, today, complete=complete)
    files = [source.file for source in sources if source.data is not None or source.problems]
    return Survey(
        problems=ruling.problems,
        waived=ruling.waived,
        not_applied=_not_applied(read, ruling.problems),
        files=tuple(dict.fromkeys([*files, *(report.file for report in read)])),
        stacks=len(read),
        customers=sum(len(report.customers) for report in read),
    )


def _not_applied(reports: Iterable[Report], problems: Iterable[Problem]) -> tuple[NotApplied, ...]:
    """The keys that are accepted and not applied, each one once; what is an error is not accepted."""
    refused = {problem.place for problem in problems if problem.severity == "error"}
    keys = {key for report in reports for key in report.not_applied}
    return tuple(sorted(key for key in keys if key.place not in refused))


def _reports(
    files: Sequence[Path],
    shared: Mapping[Path, Shared],
    today: date | None,
    held: Mapping[Path, Held],
    known: Mapping[Path, Report],
) -> dict[Path, Report]:
    """The report of each file, in their order."""
    wanted = [file for file in files if file not in known]
    made = in_parts(
        wanted,
        lambda file: _report(file, shared[file.parent], today, held.get(file)),
        Form(report_to_json, report_from_json),
        fewest=FEWEST,
    )
    new = dict(zip(wanted, made, strict=True))
    return {file: known[file] if file in known else new[file] for file in files}


def _report(file: Path, shared: Shared, today: date | None, held: Held | None) -> Report:
    stack, problems = read_stack(file, shared, today, held)
    if stack is None:
        return Report(shown_name(file), problems)
    return Report(
        file=stack.source.file,
        problems=problems,
        comments=meant(stack.source),
        customers=tuple(stack.customers),
        not_applied=not_applied(stack),
        claims=fingerprints(stack),
    )


def _together(
    reports: Mapping[Path, Report], shared: Shared | None, held: Mapping[Path, Held]
) -> Iterator[Problem]:
    """What files of one folder take twice: those that may do so are read once more."""
    claims = [report.claims for report in reports.values()]
    if shared is None or len(frozenset().union(*claims)) == sum(map(len, claims)):
        return
    holders = Counter(chain.from_iterable(claims))
    twice = {claim for claim, holding in holders.items() if holding > 1}
    if twice:
        alike = [file for file, report in reports.items() if not twice.isdisjoint(report.claims)]
        read = (read_stack(file, shared, None, held.get(file))[0] for file in alike)
        yield from taken_together([stack for stack in read if stack is not None])
