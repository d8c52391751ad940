"""What must hold before the program registers anything: each failure is one message, in preview too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale import settings
from wholesale.desired.coverage import refusal, run_refusal
from wholesale.desired.registry import KINDS
from wholesale.engine.neighbours import rivals
from wholesale.engine.outcome import note_leaving
from wholesale.engine.removals import removals
from wholesale.errors import ConflictError, SafetyError, WholesaleError
from wholesale.stacks.models.packages import WITHOUT_CALLING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from wholesale.stacks.stack import Customer, Stack
    from wholesale.vocabulary.record import Reference, Standing


async def check(stack: Stack) -> None:
    """Raise WholesaleError when this run must not begin.

    The API is asked only where the files cannot tell: for users of customers that leave, and for phone
    numbers that no location declares.
    """
    if reason := run_refusal(stack):
        raise WholesaleError(reason)
    found = await removals(stack)
    if found.problems:
        raise SafetyError("\n".join(found.problems))
    if conflicts := list(_wanted_twice(stack, found.stood)):
        raise ConflictError("\n".join(conflicts))
    await _ask(stack, found.stood)
    note_leaving(_without_operation(stack, found.stood))


def _wanted_twice(stack: Stack, stood: Sequence[Standing]) -> Iterator[str]:
    """Customers that come or leave here, and that another stack file of the folder wants as well."""
    held = {
        one.reference.customer: str(one.inputs.get("externalId") or one.reference.customer)
        for one in stood
        if one.reference.kind == "Customer" and one.api_id
    }
    touched = {
        handle: held.get(handle, customer.external_id)
        for handle, customer in stack.customers.items()
        if (customer.ensure == "present") != bool({handle, customer.previously} & held.keys())
    }
    others = rivals(settings.stacks_folder(), stack) if touched else {}
    for handle, external_id in touched.items():
        if other := others.get(external_id):
            yield (
                f"{stack.place('customers', handle)}: customer {handle}: {other} wants it too "
                f"(externalId {external_id}).\n"
                f"    Keep it in one stack file only; a customer that moves is taken out there first."
            )


async def _ask(stack: Stack, stood: tuple[Standing, ...]) -> None:
    leaving = any(_leaves(stack, one.reference.customer) for one in stood)
    held = {(one.reference.key, one.inputs.get("phoneNumber")) for one in stood if one.api_id}
    undeclared = {
        handle: found for handle, customer in _written(stack) if (found := _undeclared(customer, held))
    }
    if not leaving and not undeclared:
        return
    from wholesale.engine.runtime import Runtime  # noqa: PLC0415 - few programs ask the API, and it is costly

    runtime = await Runtime.open(settings.read(), stack.name)
    try:
        await runtime.refuse_strangers(stood)
        problems = [
            problem
            for handle, users in undeclared.items()
            for problem in await runtime.missing_numbers(handle, users)
        ]
    finally:
        await runtime.close()
    if problems:
        raise WholesaleError("\n".join(problems))


def _written(stack: Stack) -> Iterator[tuple[str, Customer]]:
    for handle, customer in stack.customers.items():
        if customer.ensure == "present" and customer.manage != "observe" and refusal(stack, customer) is None:
            yield handle, customer


def _undeclared(customer: Customer, held: Collection[tuple[str, str | None]]) -> dict[str, str]:
    """The users whose phone number no location declares, and who do not hold it yet: handle → number."""
    declared = customer.declared_numbers()
    return {
        user.handle: user.phone_number
        for user in customer.users.values()
        if user.phone_number is not None and user.phone_number not in declared
        if user.package not in WITHOUT_CALLING
        if (f"{customer.handle}/{user.handle}", user.phone_number) not in held
    }


def _without_operation(stack: Stack, stood: Sequence[Standing]) -> Iterator[Reference]:
    for one in stood:
        here = one.reference.customer in stack.customers
        if KINDS[one.reference.kind].leaves_with_customer and (
            not here or _leaves(stack, one.reference.customer)
        ):
            yield one.reference


def _leaves(stack: Stack, customer: str) -> bool:
    return customer in stack.customers and stack.customers[customer].ensure == "absent"
