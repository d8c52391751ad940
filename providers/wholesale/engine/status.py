"""What is parked in a stack: from its state, and a look at what is live now. It writes nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from wholesale import settings
from wholesale.engine.command import pulumi, succeeded
from wholesale.engine.parked import Parked, parked
from wholesale.engine.runtime import Runtime
from wholesale.engine.standing import parse
from wholesale.engine.wire import inputs_of
from wholesale.errors import ApiError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wholesale.vocabulary.record import Standing

SHARED = frozenset({"Customer", "Package"})
"""Kinds whose phase can leave `ready` again, and that one row of the customer tells."""
GONE = "it is gone: the next `pulumi up` makes it again"


def parked_in(stack: str) -> tuple[Parked, ...]:
    """The parked records of a stack, as they are now.

    Raises:
        MissingStackError: Pulumi has no such stack.
        WholesaleError: its files, the token or the state keep us from looking.
    """
    ended = succeeded(pulumi("stack", "export", "--stack", stack), stack, "The state cannot be read")
    asked = [one for one in parse(ended.out) if _is_asked(one)]
    return asyncio.run(_looked_at(stack, asked)) if asked else ()


def _is_asked(stood: Standing) -> bool:
    """Whether to look at a record: it was parked, or it costs no further call."""
    return stood.outputs.get("phase") != "ready" or stood.reference.kind in SHARED


async def _looked_at(stack: str, stood: Sequence[Standing]) -> tuple[Parked, ...]:
    runtime = await Runtime.open(settings.read(), stack)
    try:
        found = await asyncio.gather(*(_of(runtime, stack, one) for one in stood))
    finally:
        await runtime.close()
    return tuple(one for one in found if one is not None)


async def _of(runtime: Runtime, stack: str, stood: Standing) -> Parked | None:
    try:
        phase, reason = await _now(runtime, stood)
    except (ApiError, RefusedError) as error:
        told = str(error).partition("\n")[0]
        phase, reason = str(stood.outputs.get("phase")), f"as the last run saw it; now: {told}"
    return parked(stack, stood, phase, reason)


async def _now(runtime: Runtime, stood: Standing) -> tuple[str, str]:
    """Phase and reason of a record, live."""
    inputs, outputs = inputs_of(stood.inputs), dict(stood.outputs)
    if outputs.get("phase") == "waiting":
        reason = await runtime.keeps_waiting(stood.reference, inputs, outputs)
        return ("waiting", reason) if reason else ("ready", "")
    found = await runtime.read(stood.reference, inputs, outputs)
    if found is None:
        return ("ready", "") if outputs.get("phase") == "ready" else ("waiting", GONE)
    return found.result.phase, found.result.reason
