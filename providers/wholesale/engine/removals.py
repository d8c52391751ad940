"""What a run would remove: the state, what other files hold of it, and why the rest must not be lost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wholesale.engine.neighbours import moved
from wholesale.engine.standing import standing
from wholesale.operations.safety import Moved, judge
from wholesale.settings import stacks_folder

if TYPE_CHECKING:
    from datetime import date

    from wholesale.stacks.stack import Stack
    from wholesale.vocabulary.record import Standing


@dataclass(frozen=True, slots=True)
class Removals:
    """What a run would remove.

    Args:
        stood: the records of the state, as they are before the run.
        moved: what of them other stack files hold by now.
        problems: why the rest must not be lost, each one message.
    """

    stood: tuple[Standing, ...]
    moved: Moved
    problems: tuple[str, ...]


async def removals(stack: Stack) -> Removals:
    """What this stack's run would remove. Raises WholesaleError when the state cannot be read."""
    stood = await asyncio.to_thread(standing, stack.name)
    others = moved(stacks_folder(), stack, stood)
    return Removals(stood, others, judge(stack, stood, others, today()))


def today() -> date:
    """The day, in UTC."""
    return datetime.now(UTC).date()
