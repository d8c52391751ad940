"""The Pulumi program: load the stack that Pulumi names, check what it would lose, declare it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import pulumi

from wholesale import settings
from wholesale.desired.coverage import not_applied, refusal
from wholesale.desired.registry import KINDS, records
from wholesale.engine.checks import check
from wholesale.engine.lean import lean
from wholesale.engine.names import RECORD, urn_of
from wholesale.engine.outcome import note_refused, noting
from wholesale.engine.removals import today
from wholesale.errors import WholesaleError
from wholesale.stacks.load import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wholesale.stacks.stack import Stack
    from wholesale.vocabulary.record import Record, Reference

SHOWN = 10
LARGEST = 150
"""Records in a stack from which on the state's checkpoints cost more than the calls (engine-facts §3.2)."""
MESSAGE_WAS_SHOWN = 32
"""The exit code by which the language host knows that there is nothing to add (engine-facts §1)."""


async def run() -> None:
    """Declare the stack that Pulumi names.

    Raises:
        SystemExit: after the one message, before anything is registered; or, for customers whose writes are
            refused, after everything else is.
    """
    lean()
    try:
        with noting("run"):
            stack = load(settings.stacks_folder(), pulumi.get_stack(), today())
            await check(stack)
    except WholesaleError as error:
        _stop(str(error))
    for words in remarks(stack):
        pulumi.warn(words)
    declare(stack)
    if refused := list(_refused(stack)):
        note_refused()
        _stop("\n".join(refused))


def _stop(message: str) -> NoReturn:
    pulumi.error(message)
    raise SystemExit(MESSAGE_WAS_SHOWN)


def declare(stack: Stack) -> None:
    """Register every record of the stack, each after those that it needs."""
    from wholesale.engine.dynamic import RESOURCES  # noqa: PLC0415 - only a program that declares pays for it

    made: dict[Reference, pulumi.Resource] = {}
    for record in records(stack):
        needs = [made[need] for need in record.needs if need in made]
        props = {**record.inputs, RECORD: urn_of(stack.name, record.reference)}
        made[record.reference] = RESOURCES[record.reference.kind](
            record.reference.key, props, _options(record, needs, made)
        )


def _options(
    record: Record, needs: list[pulumi.Resource], made: Mapping[Reference, pulumi.Resource]
) -> pulumi.ResourceOptions:
    customer = next((made[need] for need in record.needs if need.kind == "Customer"), None)
    return pulumi.ResourceOptions(
        depends_on=needs,
        deleted_with=customer if KINDS[record.reference.kind].leaves_with_customer else None,
        aliases=[pulumi.Alias(name=record.previously)] if record.previously else None,
    )


def remarks(stack: Stack) -> Iterator[str]:
    """What a run has to say of its files before it begins; Pulumi puts the word `warning` before each."""
    for problem in stack.warnings:
        yield "\n    ".join([f"{problem.place}: {problem.message}", *problem.fix.splitlines()])
    if (count := len(records(stack))) > LARGEST:
        yield (
            f"{stack.file}: {count} records in one stack. Every change writes the whole state, which is slow "
            f"beyond {LARGEST}.\n    Move some customers into another stack file: they are taken over there."
        )
    if found := not_applied(stack):
        shown = [f"    {one.place}: {one.path}" for one in found[:SHOWN]]
        rest = (
            [f"    and {len(found) - SHOWN} more: wholesale validate lists them"]
            if len(found) > SHOWN
            else []
        )
        keys = "1 key is" if len(found) == 1 else f"{len(found)} keys are"
        yield "\n".join([f"{stack.file}: {keys} not applied by this release:", *shown, *rest])


def _refused(stack: Stack) -> Iterator[str]:
    for customer in stack.customers.values():
        if reason := refusal(stack, customer):
            yield f"{stack.file}: customer {customer.handle} is not written: {reason}"
