"""Every file checked by itself, several at a time; then all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from wholesale.desired.coverage import not_applied
from wholesale.stacks.claims import fingerprints
from wholesale.stacks.folder import Held
from wholesale.stacks.phases import Asking, ask
from wholesale.stacks.problems import shown_name
from wholesale.stacks.reading import build_models, read_stack
from wholesale.stacks.waivers import meant
from wholesale.validation.report import Report, Survey, report_from_json, report_to_json
from wholesale.validation.together import compared
from wholesale.validation.workers import Form, in_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from wholesale.stacks.findings import NotApplied
    from wholesale.stacks.folder import Ahead
    from wholesale.stacks.problems import Problem
    from wholesale.stacks.reading import Shared
    from wholesale.stacks.stack import Stack

    Further = Callable[[Sequence[Stack]], Iterable[Problem]]

FEWEST = 16
"""Files that are worth a process of their own."""


class Beforehand(NamedTuple):
    """What is known before anything is checked.

    Args:
        contents: what files hold; the others are read.
        ahead: gives what came of reading files ahead; until it is asked for, more of them are read.
        known: reports that still hold.
    """

    contents: Mapping[Path, bytes]
    ahead: Callable[[], Mapping[Path, Ahead]]
    known: Mapping[Path, Report]

    def held(self, file: Path, ahead: Ahead | None = None) -> Held | None:
        """What is known of one file."""
        content = self.contents.get(file)
        return None if content is None else Held(content, ahead)


def checked(
    paths: Sequence[Path],
    today: date | None,
    beforehand: Beforehand,
    further: Further | None = None,
) -> tuple[Survey, Mapping[Path, Report]]:
    """Check files and folders: the answer, and the report of each stack file.

    Args:
        paths: files and folders.
        today: the day it is, UTC; without one, nothing is over.
        beforehand: what is known already.
        further: what else to ask of the stacks, before waivers are looked at.
    """
    build_models()  # before copies are made, and while files are still read ahead
    asking = Asking(
        each=lambda files, shared: _reports(files, shared, today, beforehand),
        together=lambda reports, shared: compared(reports, lambda file: _again(file, shared, beforehand)),
        further=lambda files, shared: _asked_further(files, shared, today, further),
    )
    asked = ask(paths, asking, today)
    read = [report for report in asked.found.values() if report.comments is not None]
    answer = Survey(
        problems=asked.ruling.problems,
        waived=asked.ruling.waived,
        not_applied=_not_applied(read, asked.ruling.problems),
        files=asked.files,
        stacks=len(read),
        customers=sum(len(report.customers) for report in read),
    )
    return answer, asked.found


def _asked_further(
    files: Iterable[Path], shared: Mapping[Path, Shared], today: date | None, further: Further | None
) -> Iterable[Problem]:
    if further is None:
        return ()
    read = (read_stack(file, shared[file.parent], today)[0] for file in files)
    return further([stack for stack in read if stack is not None])


def _not_applied(reports: Iterable[Report], problems: Iterable[Problem]) -> tuple[NotApplied, ...]:
    """The keys that are accepted and not applied, each one once; what is an error is not accepted."""
    keys = {key for report in reports for key in report.not_applied}
    errors = [problem for problem in problems if problem.severity == "error"]
    return tuple(sorted(_accepted(keys, errors) if errors else keys))


def _accepted(keys: Iterable[NotApplied], errors: Sequence[Problem]) -> Iterator[NotApplied]:
    """The keys that are no errors, hold none, and do not lie in a value of a record that is one."""
    refused = {error.place for error in errors}
    around = {above for error in errors for above in _above(error.place.file, error.path)}
    within = {(error.place.file, error.path) for error in errors if error.path.count(".") >= _OF_A_RECORD}
    for key in keys:
        mistaken = key.place in refused or (key.place.file, key.path) in around
        if not mistaken and within.isdisjoint(_above(key.place.file, key.path)):
            yield key


_OF_A_RECORD = 2
"""Dots in the path of a value of a customer or a profile."""


def _above(file: str, path: str) -> Iterator[tuple[str, str]]:
    """The paths of a file that lead to a node, with its own."""
    steps = path.split(".")
    return ((file, ".".join(steps[:length])) for length in range(1, len(steps) + 1))


def _reports(
    files: Sequence[Path],
    shared: Mapping[Path, Shared],
    today: date | None,
    beforehand: Beforehand,
) -> dict[Path, Report]:
    """The report of each file, in their order."""
    known = beforehand.known
    wanted = [file for file in files if file not in known]
    ahead = beforehand.ahead()
    made = in_parts(
        wanted,
        lambda file: _report(file, shared[file.parent], today, beforehand.held(file, ahead.get(file))),
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


def _again(file: Path, shared: Shared | None, beforehand: Beforehand) -> Stack | None:
    """The stack of a file that was checked already."""
    return read_stack(file, shared, None, beforehand.held(file))[0] if shared else None
