"""`pulumi up` with the best settings, over one or more stacks; what came of it, its own notes tell."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wholesale import settings
from wholesale.desired.registry import records
from wholesale.engine.command import NO_SUCH_STACK, not_startable, pulumi, succeeded
from wholesale.engine.outcome import notes
from wholesale.engine.standing import parse
from wholesale.engine.verdict import Verdict, verdict
from wholesale.errors import AuthenticationError, WholesaleError
from wholesale.stacks.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

    from wholesale.vocabulary.record import Reference

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Plan:
    """How the runs are made.

    Args:
        parallel: how many operations of one run are in flight at a time.
        jobs: how many runs at a time.
        yes: apply without asking.
        init: make the Pulumi stack where there is none.
        terminal: whether there is one, to ask and to be interrupted by.
    """

    parallel: int
    jobs: int
    yes: bool
    init: bool
    terminal: bool


def command(stack: str, plan: Plan) -> list[str]:
    """The plain Pulumi command for one stack."""
    asked = ["--yes", "--skip-preview"] if plan.yes else []
    flags = ["--parallel", str(plan.parallel), "--continue-on-error", *asked]
    return ["pulumi", "up", "--stack", stack, *flags]


def environment(*, chosen: bool) -> dict[str, str]:
    """What is set for the command: smaller states, unless the user has chosen a compression."""
    return {} if chosen else {"PULUMI_DIY_BACKEND_ZSTD": "true"}


def shown(stack: str, plan: Plan, more: dict[str, str]) -> str:
    """The command as a person would type it."""
    return " ".join([*(f"{name}={value}" for name, value in more.items()), shlex.join(command(stack, plan))])


class Runs:
    """The runs over some stacks, and their children.

    Args:
        plan: how they are made.
        say: shows how it goes.
    """

    def __init__(self, plan: Plan, say: Callable[[str], None]) -> None:
        self._plan, self._say = plan, say
        self._children: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.RLock()
        self._cancelled = self._refused = False

    def over(self, stacks: Sequence[str]) -> tuple[tuple[Verdict, ...], tuple[str, ...]]:
        """What became of each stack; and the stacks not begun, after a cancel or a refused token."""
        with self._interruptible(), ThreadPoolExecutor(self._plan.jobs) as threads:
            found = list(threads.map(self._one, stacks))
        begun = tuple(one for one in found if one is not None)
        return begun, tuple(stack for stack, one in zip(stacks, found, strict=True) if one is None)

    def _one(self, stack: str) -> Verdict | None:
        if self._cancelled or self._refused:
            return None
        with tempfile.TemporaryDirectory(prefix="wholesale-up-") as folder:
            file = Path(folder, "outcome.jsonl")
            ended = self._ended(stack, file)
            if ended == NO_SUCH_STACK and self._plan.init:
                ended = self._made(stack) or self._ended(stack, file)
            noted = notes(file)
        missing = _missing(stack) if ended and ended != NO_SUCH_STACK else ()
        found = verdict(stack, noted, ended, missing, cancelled=self._cancelled)
        if found.code == AuthenticationError.exit_code:
            self._refused = True
        return found

    def _made(self, stack: str) -> int:
        self._say(f"+ pulumi stack init {stack} --no-select")
        made = pulumi("stack", "init", stack, "--no-select")
        if made.code:
            self._say(f"error: {made.said}")
        return made.code

    def _ended(self, stack: str, file: Path) -> int:
        more = environment(chosen=settings.compression_is_chosen())
        self._say(f"+ {shown(stack, self._plan, more)}")
        with self._living(self._started(stack, {**more, settings.OUTCOME: str(file)})) as child:
            for line in child.stdout or ():
                self._say(f"{stack}: {line.decode(errors='replace').rstrip()}")
            return child.wait()

    def _started(self, stack: str, more: dict[str, str]) -> subprocess.Popen[bytes]:
        together = self._plan.jobs > 1
        try:
            return subprocess.Popen(  # noqa: S603 - no shell
                command(stack, self._plan),
                stdin=None if self._plan.terminal and not together else subprocess.DEVNULL,
                stdout=subprocess.PIPE if together else sys.stderr,
                stderr=subprocess.STDOUT if together else sys.stderr,
                env=settings.with_more(more),
                process_group=None if self._plan.terminal else 0,
            )
        except OSError as error:
            raise not_startable(error) from error

    @contextmanager
    def _living(self, child: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
        with self._lock:
            self._children.add(child)
            if self._cancelled and not self._plan.terminal:
                child.send_signal(signal.SIGINT)
        try:
            yield child
        finally:
            with self._lock:
                self._children.discard(child)

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Pass on what interrupts us, once for each time, and begin no further run.

        A terminal sends Ctrl-C to its whole process group, children included: there it is not passed on,
        because a second one tells Pulumi to end at once.
        """

        def interrupt(number: int, _frame: FrameType | None) -> None:
            with self._lock:
                self._cancelled = True
                if number == signal.SIGTERM or not self._plan.terminal:
                    for child in self._children:
                        child.send_signal(signal.SIGINT)

        before = {number: signal.signal(number, interrupt) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _missing(stack: str) -> tuple[Reference, ...]:
    """The records that the file wants and the state does not hold; none where one of both cannot be read."""
    try:
        wanted = [record.reference for record in records(load(settings.stacks_folder(), stack))]
        ended = succeeded(pulumi("stack", "export", "--stack", stack), stack, "The state cannot be read")
        held = {one.reference for one in parse(ended.out)}
    except WholesaleError:
        return ()
    return tuple(one for one in wanted if one not in held)
