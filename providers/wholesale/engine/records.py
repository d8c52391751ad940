"""The engine's calls for records: the protocol's messages on one side, the operations on the other.

It never unpickles anything (docs/decisions/0005-provider-server.md).
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf import any_pb2, empty_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from wholesale import settings
from wholesale.engine.names import PROVIDER, RECORD, provider_constant, reference_of, stack_of, urn_of
from wholesale.engine.outcome import noting
from wholesale.engine.runtime import Runtime
from wholesale.engine.wire import decode, differences, encode, hidden_of, inputs_of
from wholesale.errors import ApiError, AuthenticationError, ToldError, UnfinishedError, WholesaleError
from wholesale.operations.carry_out import REFUSED
from wholesale.operations.results import CONTROL, Result, of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from wholesale.engine.outcome import Noting
    from wholesale.engine.progress import Progress, Voice
    from wholesale.vocabulary.record import Reference

    Calls = grpc.aio.ServicerContext[Any, Any]

TOLD = "not done, for the reason that another record tells"


class Records:
    """The records of one run.

    Args:
        progress: how the engine is told what happens to them.
    """

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._opening: asyncio.Future[Runtime] | None = None
        self._declared: set[str] = set()
        self._told: WholesaleError | None = None

    def check(self, request: Any) -> Any:
        """Drop what the engine echoes of our outputs; the file was checked when it was read."""
        self._declared.add(request.urn)
        news = request.news
        for name in CONTROL:
            if name in news.fields:
                del news.fields[name]
        return provider_pb2.CheckResponse(inputs=news)

    async def diff(self, request: Any, context: Calls) -> Any:
        """What an update would change, field by field; no network call.

        A refresh asks too, before the program has declared anything: then nothing is refused.
        """
        reference = reference_of(request.urn)

        async def diff() -> Any:
            try:
                runtime = await self._runtime(request.urn)
            except ToldError:
                return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)
            olds, news = decode(request.old_inputs or request.olds), decode(request.news)
            outputs = decode(request.olds)
            phase = str(outputs.get("phase"))
            changes = runtime.diff(reference, inputs_of(olds), outputs, inputs_of(news))
            if request.urn in self._declared:
                runtime.refuse(reference, changes, phase)
            detailed = differences(changes, phase)
            some = provider_pb2.DiffResponse.DIFF_SOME if detailed else provider_pb2.DiffResponse.DIFF_NONE
            names = sorted({path.partition(".")[0] for path in detailed})
            return provider_pb2.DiffResponse(
                changes=some, diffs=names, detailedDiff=detailed, hasDetailedDiff=True
            )

        return await self._answered(context, noting("diff", request.urn), diff)

    async def create(self, request: Any, context: Calls) -> Any:
        """Make the record, or take over what is there."""
        reference, news = reference_of(request.urn), decode(request.properties)

        async def create() -> Any:
            runtime, voice = await self._runtime(request.urn), self._progress.of(request.urn)
            if request.preview:
                await runtime.foretell(reference, inputs_of(news), {}, None, voice)
                return provider_pb2.CreateResponse(id="", properties=request.properties)
            result = await runtime.create(reference, inputs_of(news), voice)
            _tell(voice, result)
            return provider_pb2.CreateResponse(id=reference.key, properties=_outputs(news, result, {}))

        keep = _keeping(reference.key, news, {})
        return await self._answered(context, noting("create", request.urn), create, keep)

    async def update(self, request: Any, context: Calls) -> Any:
        """Bring the record to what is wanted."""
        reference, news = reference_of(request.urn), decode(request.news)
        olds, known = decode(request.olds), decode(request.old_inputs or request.olds)

        async def update() -> Any:
            runtime, voice = await self._runtime(request.urn), self._progress.of(request.urn)
            if request.preview:
                await runtime.foretell(reference, inputs_of(news), olds, inputs_of(known), voice)
                return provider_pb2.UpdateResponse(properties=request.news)
            result = await runtime.update(reference, inputs_of(known), olds, inputs_of(news), voice)
            _tell(voice, result)
            return provider_pb2.UpdateResponse(properties=_outputs(news, result, olds))

        keep = _keeping(request.id, news, olds)
        return await self._answered(context, noting("update", request.urn), update, keep)

    async def read(self, request: Any, context: Calls) -> Any:
        """What is live; of an import, what the stack file's record of this key is."""
        reference = reference_of(request.urn)
        olds, known = decode(request.properties), decode(request.inputs or request.properties)

        async def read() -> Any:
            try:
                runtime = await self._runtime(request.urn)
            except ToldError:
                return provider_pb2.ReadResponse(
                    id=request.id, properties=request.properties, inputs=request.inputs
                )
            if olds:
                found = await runtime.read(reference, inputs_of(known), olds)
            else:
                found = await runtime.look_up(reference, request.id)
            if found is None:
                return provider_pb2.ReadResponse(id="")
            inputs = {**found.inputs, **_hidden(request.urn, reference, known)}
            outputs = _outputs(inputs, found.result, olds)
            return provider_pb2.ReadResponse(id=request.id, properties=outputs, inputs=encode(inputs))

        return await self._answered(context, noting("read", request.urn), read)

    async def delete(self, request: Any, context: Calls) -> Any:
        """Remove the record, if the guard lets it go."""

        async def delete() -> Any:
            runtime, voice = await self._runtime(request.urn), self._progress.of(request.urn)
            await runtime.delete(reference_of(request.urn), decode(request.properties), voice)
            return empty_pb2.Empty()

        return await self._answered(context, noting("delete", request.urn), delete)

    def stop(self) -> None:
        """Finish what is sent, and begin nothing any more: the run was cancelled, or has ended."""
        if self._opening is not None:
            self._opening.add_done_callback(_stop)

    def open(self, urn: str) -> asyncio.Future[Runtime]:
        """Begin to load the stack and to check the token, once."""
        if self._opening is None:
            self._opening = asyncio.ensure_future(_opened(urn))
            self._opening.add_done_callback(lambda done: done.cancelled() or done.exception())
        return self._opening

    async def _runtime(self, urn: str) -> Runtime:
        """The run's surroundings. What keeps them from being there is told by the first call, not by all."""
        try:
            return await asyncio.shield(self.open(urn))
        except WholesaleError as error:
            if self._told is not None:
                raise ToldError(TOLD) from None
            self._told = error
            raise

    async def _answered(
        self,
        context: Calls,
        noted: Noting,
        work: Callable[[], Awaitable[Any]],
        keep: Callable[[UnfinishedError], Any] | None = None,
    ) -> Any:
        """The answer of some work, or its failure as the one message that the user sees.

        Args:
            context: the call.
            noted: notes how it ends.
            work: gives the answer.
            keep: what the engine keeps of a thing that was made, and not finished.
        """
        try:
            with noted as stands:
                answer = await work()
                stands(_phase(answer))
                return answer
        except AuthenticationError as error:
            told, self._told = self._told, self._told or error
            text = TOLD if told not in (None, error) else str(error)
            await context.abort(grpc.StatusCode.FAILED_PRECONDITION, text)
        except UnfinishedError as error:
            if keep is not None:
                context.set_trailing_metadata(_partial_failure(keep(error)))
            await context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))
        except WholesaleError as error:
            await context.abort(grpc.StatusCode.FAILED_PRECONDITION, _with_way_out(error))


def _keeping(identifier: str, news: Mapping[str, Any], last: Mapping[str, Any]) -> Callable[..., Any]:
    """How a record with these inputs is kept in the state when it was made, and not finished."""

    def keep(error: UnfinishedError) -> Any:
        outputs = _outputs(news, of(error.made), last)
        return provider_pb2.ErrorResourceInitFailed(id=identifier, properties=outputs, reasons=[str(error)])

    return keep


def _partial_failure(failed: Any) -> tuple[tuple[str, bytes], ...]:
    """The metadata by which the engine knows that an operation failed half-way (engine-facts §2, §4)."""
    detail = any_pb2.Any()
    detail.Pack(failed)
    code = grpc.StatusCode.FAILED_PRECONDITION.value[0]
    status = status_pb2.Status(code=code, message=failed.reasons[0], details=[detail])
    return (("grpc-status-details-bin", status.SerializeToString()),)


def _with_way_out(error: WholesaleError) -> str:
    text = str(error)
    if isinstance(error, ApiError) and "\n" not in text:
        text += "\n    Correct the stack file, or what is live, and run again; quote the trackingid to Cisco."
    return text


def _stop(opened: asyncio.Future[Runtime]) -> None:
    if not opened.cancelled() and not opened.exception():
        opened.result().stop()


async def _opened(urn: str) -> Runtime:
    return await Runtime.open(settings.read(), stack_of(urn))


def _tell(voice: Voice, result: Result) -> None:
    if result.phase != "ready" and result.reason != REFUSED:
        (voice.warn if result.phase == "failed" else voice.tell)(f"{result.phase}: {result.reason}")


def _phase(answer: Any) -> str | None:
    """Where the record stands by this answer; None where nothing was done but a preview."""
    if not hasattr(answer, "properties"):
        return ""
    return str(answer.properties["phase"]) if "phase" in answer.properties.fields else None


def _outputs(news: Mapping[str, Any], result: Result, last: Mapping[str, Any]) -> Any:
    entered = result.entered(last, datetime.now(UTC))
    return encode(entered.outputs({**inputs_of(news), **hidden_of(news)}))


def _hidden(urn: str, reference: Reference, known: Mapping[str, Any]) -> dict[str, Any]:
    """The hidden inputs of the state; for an import, those that the program is going to send."""
    made = {PROVIDER: provider_constant(reference.kind), RECORD: urn_of(stack_of(urn), reference)}
    return {**made, **hidden_of(known)}
