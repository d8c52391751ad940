"""The provider server: the engine's calls on one side, the operations on the other.

It speaks the provider protocol itself, because the stock server serves four calls at a time and knows no
detailed diff, no partial failure, no cancel and no import (engine-facts §2). It never unpickles anything.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from wholesale import settings
from wholesale.engine.names import PROVIDER, RECORD, provider_constant, reference_of, stack_of, urn_of
from wholesale.engine.progress import Progress, Voice
from wholesale.engine.runtime import Runtime
from wholesale.engine.wire import decode, differences, encode, hidden_of, inputs_of
from wholesale.errors import ApiError, AuthenticationError, ToldError, WholesaleError
from wholesale.operations.carry_out import REFUSED
from wholesale.operations.results import CONTROL, Result

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from wholesale.vocabulary.record import Reference

    Calls = grpc.aio.ServicerContext[Any, Any]

VERSION = "0.1.0"
TOLD = "not done, for the reason that another record tells"


class Server(provider_pb2_grpc.ResourceProviderServicer):
    """One run of one engine.

    Args:
        engine: the engine's address, for progress; None when it is not known yet.
    """

    def __init__(self, engine: str | None) -> None:
        self._progress = Progress(engine)
        self._opening: asyncio.Future[Runtime] | None = None
        self._declared: set[str] = set()
        self._told: WholesaleError | None = None

    async def Handshake(self, request: Any, context: Calls) -> Any:
        """Agree on what both sides can do."""
        if request.engine_address:
            self._progress.dial(request.engine_address)
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=False, accept_resources=False)

    async def Attach(self, request: Any, context: Calls) -> Any:
        """Serve another engine from now on."""
        self._progress.dial(request.address)
        return empty_pb2.Empty()

    async def GetPluginInfo(self, request: Any, context: Calls) -> Any:
        """The version of this plug-in."""
        return plugin_pb2.PluginInfo(version=VERSION)

    async def CheckConfig(self, request: Any, context: Calls) -> Any:
        """Accept the stack's configuration: nothing of it is used, and it may hold secrets."""
        return provider_pb2.CheckResponse(inputs=request.news)

    async def Configure(self, request: Any, context: Calls) -> Any:
        """Begin to load the stack and to check the token; what fails is told once, by the first who needs it.

        An error here would be told again for every record (the engine repeats it).
        """
        if request.urn:
            self._open(request.urn)
        return provider_pb2.ConfigureResponse(
            acceptSecrets=False, supportsPreview=True, acceptResources=False
        )

    async def Check(self, request: Any, context: Calls) -> Any:
        """Drop what the engine echoes of our outputs; the file was checked when it was read."""
        self._declared.add(request.urn)
        news = request.news
        for name in CONTROL:
            if name in news.fields:
                del news.fields[name]
        return provider_pb2.CheckResponse(inputs=news)

    async def Diff(self, request: Any, context: Calls) -> Any:
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

        return await self._answered(context, diff)

    async def Create(self, request: Any, context: Calls) -> Any:
        """Make the record, or take over what is there."""
        reference, news = reference_of(request.urn), decode(request.properties)

        async def create() -> Any:
            runtime, voice = await self._runtime(request.urn), self._progress.of(request.urn)
            if request.preview:
                return provider_pb2.CreateResponse(id="", properties=request.properties)
            result = await runtime.create(reference, inputs_of(news), voice)
            _tell(voice, result)
            return provider_pb2.CreateResponse(id=reference.key, properties=_outputs(news, result, {}))

        return await self._answered(context, create)

    async def Update(self, request: Any, context: Calls) -> Any:
        """Bring the record to what is wanted."""
        if request.preview:
            return provider_pb2.UpdateResponse(properties=request.news)
        reference, news = reference_of(request.urn), decode(request.news)
        olds, known = decode(request.olds), decode(request.old_inputs or request.olds)

        async def update() -> Any:
            runtime, voice = await self._runtime(request.urn), self._progress.of(request.urn)
            result = await runtime.update(reference, inputs_of(known), olds, inputs_of(news), voice)
            _tell(voice, result)
            return provider_pb2.UpdateResponse(properties=_outputs(news, result, olds))

        return await self._answered(context, update)

    async def Read(self, request: Any, context: Calls) -> Any:
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

        return await self._answered(context, read)

    async def Delete(self, request: Any, context: Calls) -> Any:
        """Remove the record, if the guard lets it go."""

        async def delete() -> Any:
            runtime, voice = await self._runtime(request.urn), self._progress.of(request.urn)
            await runtime.delete(reference_of(request.urn), decode(request.properties), voice)
            return empty_pb2.Empty()

        return await self._answered(context, delete)

    async def Cancel(self, request: Any, context: Calls) -> Any:
        """Finish what is sent, and begin nothing any more. It comes at the end of every run, too."""
        if self._opening is not None and self._opening.done() and not self._opening.exception():
            self._opening.result().stop()
        return empty_pb2.Empty()

    def _open(self, urn: str) -> asyncio.Future[Runtime]:
        if self._opening is None:
            self._opening = asyncio.ensure_future(_opened(urn))
            self._opening.add_done_callback(lambda done: done.cancelled() or done.exception())
        return self._opening

    async def _runtime(self, urn: str) -> Runtime:
        """The run's surroundings. What keeps them from being there is told by the first call, not by all."""
        try:
            return await asyncio.shield(self._open(urn))
        except WholesaleError as error:
            if self._told is not None:
                raise ToldError(TOLD) from None
            self._told = error
            raise

    async def _answered(self, context: Calls, work: Callable[[], Awaitable[Any]]) -> Any:
        """The answer of some work, or its failure as the one message that the user sees."""
        try:
            return await work()
        except AuthenticationError as error:
            told, self._told = self._told, self._told or error
            text = TOLD if told not in (None, error) else str(error)
            await context.abort(grpc.StatusCode.FAILED_PRECONDITION, text)
        except WholesaleError as error:
            await context.abort(grpc.StatusCode.FAILED_PRECONDITION, _with_way_out(error))


def _with_way_out(error: WholesaleError) -> str:
    text = str(error)
    if isinstance(error, ApiError) and "\n" not in text:
        text += "\n    Correct the stack file, or what is live, and run again; quote the trackingid to Cisco."
    return text


async def _opened(urn: str) -> Runtime:
    return await Runtime.open(settings.read(), stack_of(urn))


def _tell(voice: Voice, result: Result) -> None:
    if result.phase != "ready" and result.reason != REFUSED:
        (voice.warn if result.phase == "failed" else voice.tell)(f"{result.phase}: {result.reason}")


def _outputs(news: Mapping[str, Any], result: Result, last: Mapping[str, Any]) -> Any:
    entered = result.entered(last, datetime.now(UTC))
    return encode(entered.outputs({**inputs_of(news), **hidden_of(news)}))


def _hidden(urn: str, reference: Reference, known: Mapping[str, Any]) -> dict[str, Any]:
    """The hidden inputs of the state; for an import, those that the program is going to send."""
    made = {PROVIDER: provider_constant(reference.kind), RECORD: urn_of(stack_of(urn), reference)}
    return {**made, **hidden_of(known)}
