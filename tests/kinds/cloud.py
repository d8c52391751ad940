"""The simulator in process, and runs of a stack against it without an engine."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import httpx
from fakeclock import FakeClock

from apisim.app import ConnectionCutError, Simulator
from apisim.rates import Rate
from apisim.settings import Settings as SimulatorSettings
from wholesale.api.client import ApiClient
from wholesale.api.settle import Settling
from wholesale.compare import compare
from wholesale.desired.registry import KINDS, records
from wholesale.estate import Estate
from wholesale.operations import carry_out
from wholesale.operations.coalesce import Coalescer
from wholesale.settings import Settings
from wholesale.vocabulary.context import Context
from wholesale.vocabulary.record import Standing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from wholesale.operations.carry_out import Found
    from wholesale.operations.results import Result
    from wholesale.stacks.stack import Stack
    from wholesale.vocabulary.record import Reference

URL = "http://simulator/v1"


class Socket(httpx.AsyncBaseTransport):
    """Calls the simulator without a socket."""

    def __init__(self, app: Simulator) -> None:
        self._inner = httpx.ASGITransport(app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._inner.handle_async_request(request)
        except ConnectionCutError as error:
            raise httpx.ReadError(str(error)) from error


@dataclass
class Cloud:
    """One simulated cloud, and the state that an engine would keep of the records in it."""

    settings: dict[str, Any] = field(default_factory=dict)
    state: dict[Reference, tuple[dict[str, Any], dict[str, Any]]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = {"seed": 1, "rate": Rate(0), "check_answers": True, **self.settings}
        self.app = Simulator(SimulatorSettings(**known))

    def run(self, stack: Stack) -> dict[str, Result]:
        """Create or update every record of a stack, one after the other; what became of each."""

        async def whole(run: Run) -> dict[str, Result]:
            found = {}
            for record in records(stack):
                result = await run.write(record.reference, dict(record.inputs))
                self.state[record.reference] = (dict(record.inputs), result.outputs(record.inputs))
                found[str(record.reference)] = result
            return found

        return self.within(stack, whole)

    def within(self, stack: Stack, work: Callable[[Run], Awaitable[Any]]) -> Any:
        """What some work gives within one run."""

        async def whole() -> Any:
            clock = FakeClock()
            settings = Settings(URL, "sim-full")
            async with ApiClient(settings, transport=Socket(self.app), clock=clock) as api:
                return await work(Run(self, stack, api, clock))

        return asyncio.run(whole())

    def refresh(self, stack: Stack) -> None:
        """Read every record of the state, and keep the inputs as they are live; forget what is gone."""

        async def whole(run: Run) -> None:
            for reference in list(self.state):
                found = await run.read(reference)
                if found is None:
                    del self.state[reference]
                else:
                    self.state[reference] = (dict(found.inputs), found.result.outputs(found.inputs))

        self.within(stack, whole)

    def drift(self, stack: Stack) -> list[str]:
        """What a refresh and a preview would show, path by path."""
        self.refresh(stack)
        return [
            f"{record.reference} {change.path}"
            for record in records(stack)
            for change in compare(
                KINDS[record.reference.kind].fields, record.inputs, self.state[record.reference][0]
            )
        ]

    def remove(self, stack: Stack, reference: Reference) -> None:
        """Delete one record."""
        self.within(stack, lambda run: run.delete(reference))
        del self.state[reference]

    def side(self, method: str, path: str, body: Any = None) -> Any:
        async def whole() -> Any:
            async with httpx.AsyncClient(transport=Socket(self.app), base_url="http://simulator") as client:
                answer = await client.request(method, f"/_sim{path}", json=body)
                assert answer.status_code < httpx.codes.MULTIPLE_CHOICES, answer.text
                return answer.json() if answer.content else None

        return asyncio.run(whole())

    def holds(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.side("GET", "/state")[kind]
        return found

    def edit(self, kind: str, name: str, change: Any) -> None:
        self.side("POST", "/edit", {"kind": kind, "id": name, "set": change})

    def faults(self, *rules: dict[str, Any]) -> None:
        self.side("POST", "/faults", {"rules": list(rules)})

    def writes(self) -> list[str]:
        """The writes since the last look, `METHOD path-without-ids`."""
        items = self.side("GET", "/ledger")["items"]
        self.side("DELETE", "/ledger")
        return [f"{item['method']} {_short(item['path'])}" for item in items if item["method"] != "GET"]


@dataclass
class Run:
    """One run: what is read in bulk is read once."""

    cloud: Cloud
    stack: Stack
    api: ApiClient
    clock: FakeClock

    def __post_init__(self) -> None:
        self.estate = Estate(self.api)
        self.together = Coalescer(self.clock)
        self.settling = Settling(600, self.clock)

    def context(self, reference: Reference, inputs: dict[str, Any], outputs: dict[str, Any]) -> Context:
        sub_partner = inputs.get("subPartner")
        known = self.stack.partner.sub_partners
        return Context(
            api=self.api,
            estate=self.estate,
            together=self.together,
            settle=self.settling,
            say=lambda _: None,
            tell=self.cloud.told.append,
            stack=self.stack,
            reference=reference,
            inputs=inputs,
            last=outputs,
            behalf=known[sub_partner].organization if sub_partner else None,
            home=None,
            run=self,
            today=date(2026, 11, 24),
        )

    async def standing(self) -> tuple[Standing, ...]:
        return tuple(Standing(reference, *values) for reference, values in self.cloud.state.items())

    async def remove(self, standing: Standing, context: Context) -> None:
        await carry_out.remove(KINDS[standing.reference.kind], context)

    async def write(self, reference: Reference, inputs: dict[str, Any]) -> Result:
        kind, stood = KINDS[reference.kind], self.cloud.state.get(reference)
        if stood is None:
            return await carry_out.create(kind, self.context(reference, inputs, {}))
        return await carry_out.update(kind, self.context(reference, inputs, stood[1]), stood[0])

    async def read(self, reference: Reference) -> Found | None:
        inputs, outputs = self.cloud.state[reference]
        return await carry_out.read(KINDS[reference.kind], self.context(reference, inputs, outputs), inputs)

    async def delete(self, reference: Reference) -> None:
        _, outputs = self.cloud.state[reference]
        await carry_out.delete(KINDS[reference.kind], self.context(reference, outputs, outputs))


def _short(path: str) -> str:
    return "/".join("ID" if len(part) > len("00000000-0000-4000-8000") else part for part in path.split("/"))
