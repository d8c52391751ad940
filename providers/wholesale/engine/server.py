"""The provider server: what the engine calls, from the first handshake to the end of the run.

It speaks the provider protocol itself, because the stock server serves four calls at a time and knows no
detailed diff, no partial failure, no cancel and no import (engine-facts §2). An engine that refreshes before
it runs starts two servers, and asks one of them for no record at all: so what records need is imported when
the first one comes (docs/decisions/0012-tuning.md).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google.protobuf import empty_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from wholesale.engine.progress import Progress

if TYPE_CHECKING:
    import grpc

    from wholesale.engine.records import Records

    Calls = grpc.aio.ServicerContext[Any, Any]

VERSION = "0.1.0"


class Server(provider_pb2_grpc.ResourceProviderServicer):
    """One run of one engine.

    Args:
        engine: the engine's address, for progress; None when it is not known yet.
    """

    def __init__(self, engine: str | None) -> None:
        self._progress = Progress(engine)
        self._made: Records | None = None
        self._ended = False

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
        if self._ended:
            self._made, self._ended = None, False
        if request.urn:
            self._records.open(request.urn)
        return provider_pb2.ConfigureResponse(
            acceptSecrets=False, supportsPreview=True, acceptResources=False
        )

    async def Check(self, request: Any, context: Calls) -> Any:
        """Drop what the engine echoes of our outputs; the file was checked when it was read."""
        return self._records.check(request)

    async def Diff(self, request: Any, context: Calls) -> Any:
        """What an update would change, field by field; no network call."""
        return await self._records.diff(request, context)

    async def Create(self, request: Any, context: Calls) -> Any:
        """Make the record, or take over what is there."""
        return await self._records.create(request, context)

    async def Update(self, request: Any, context: Calls) -> Any:
        """Bring the record to what is wanted."""
        return await self._records.update(request, context)

    async def Read(self, request: Any, context: Calls) -> Any:
        """What is live; of an import, what the stack file's record of this key is."""
        return await self._records.read(request, context)

    async def Delete(self, request: Any, context: Calls) -> Any:
        """Remove the record, if the guard lets it go."""
        return await self._records.delete(request, context)

    async def Cancel(self, request: Any, context: Calls) -> Any:
        """Finish what is sent, and begin nothing any more. It comes at the end of every run, too."""
        self._ended = True
        if self._made is not None:
            self._made.stop()
        return empty_pb2.Empty()

    @property
    def _records(self) -> Records:
        if self._made is None:
            from wholesale.engine.records import Records  # noqa: PLC0415 - half of all servers never need it

            self._made = Records(self._progress)
        return self._made
