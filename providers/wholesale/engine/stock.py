"""The same operations under Pulumi's stock server: slower and plainer, on the same state.

The stock server tells neither URN nor stack, so each record carries both in the hidden input `__record`.
"""

from __future__ import annotations

import asyncio
import atexit
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from pulumi import dynamic

from wholesale import settings
from wholesale.engine.names import RECORD, reference_of, stack_of
from wholesale.engine.orphans import end_with_engine
from wholesale.engine.outcome import noting
from wholesale.engine.progress import Voice
from wholesale.engine.runtime import Runtime
from wholesale.engine.wire import hidden_of, inputs_of
from wholesale.operations.carry_out import REFUSED

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from wholesale.operations.results import Result
    from wholesale.vocabulary.record import Reference

T = TypeVar("T")
Values = dict[str, Any]


def diff(olds: Values, news: Values) -> dynamic.DiffResult:
    """Whether something changes; what it is, the engine works out from the inputs (pulumi-notes §1.6)."""
    reference, runtime = _bound(news)
    changes = runtime.diff(reference, inputs_of(olds), olds, inputs_of(news))
    return dynamic.DiffResult(changes=bool(changes) or olds.get("phase") != "ready")


def create(news: Values) -> dynamic.CreateResult:
    """Make the record, or take over what is there."""
    with noting("create", str(news[RECORD])) as stands:
        reference, runtime = _bound(news)
        result = _process.run(runtime.create(reference, inputs_of(news), ALOUD))
        stands(result.phase)
    _tell(reference, result)
    return dynamic.CreateResult(reference.key, _outputs(news, result, {}))


def update(olds: Values, news: Values) -> dynamic.UpdateResult:
    """Bring the record to what is wanted."""
    with noting("update", str(news[RECORD])) as stands:
        reference, runtime = _bound(news)
        result = _process.run(runtime.update(reference, inputs_of(olds), olds, inputs_of(news), ALOUD))
        stands(result.phase)
    _tell(reference, result)
    return dynamic.UpdateResult(_outputs(news, result, olds))


def read(identifier: str, olds: Values) -> dynamic.ReadResult:
    """Read what is live."""
    with noting("read", str(olds[RECORD])):
        reference, runtime = _bound(olds)
        found = _process.run(runtime.read(reference, inputs_of(olds), olds))
    if found is None:
        return dynamic.ReadResult("", {})
    inputs = {**found.inputs, **hidden_of(olds)}
    return dynamic.ReadResult(identifier, _outputs(inputs, found.result, olds), inputs)


def delete(olds: Values) -> None:
    """Remove the record, if the guard lets it go."""
    with noting("delete", str(olds[RECORD])) as stands:
        reference, runtime = _bound(olds)
        _process.run(runtime.delete(reference, olds, ALOUD))
        stands("")


def _bound(values: Values) -> tuple[Reference, Runtime]:
    urn = str(values[RECORD])
    return reference_of(urn), _process.runtime(stack_of(urn))


def _outputs(news: Values, result: Result, last: Values) -> Values:
    return result.entered(last, datetime.now(UTC)).outputs({**inputs_of(news), **hidden_of(news)})


class _Process:
    """The loop and the runtimes of a stock server's process; its threads may ask at the same time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._runtimes: dict[str, Runtime] = {}

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Carry out some work on the loop, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._started()).result()

    def runtime(self, stack: str) -> Runtime:
        """The runtime of a stack, made once."""
        self._started()
        with self._lock:
            if stack not in self._runtimes:
                runtime = self.run(Runtime.open(settings.read(), stack))
                atexit.register(lambda: self.run(runtime.close()))
                self._runtimes[stack] = runtime
            return self._runtimes[stack]

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            with self._lock:
                if self._loop is None:
                    self._loop = asyncio.new_event_loop()
                    self._loop.call_soon(end_with_engine, self._loop)
                    threading.Thread(target=self._loop.run_forever, name="wholesale", daemon=True).start()
        return self._loop


_process = _Process()


def _tell(reference: Reference, result: Result) -> None:
    if result.phase != "ready" and result.reason != REFUSED:
        _say(f"{reference}: {result.phase}: {result.reason}")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


ALOUD = Voice(say=_say, tell=_say, warn=_say)
"""The stock server has no words for one record: all of them go to the stack's diagnostics."""
