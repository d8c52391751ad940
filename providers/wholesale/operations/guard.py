"""The guard: what no run may delete, under whichever server and by whichever command (design §5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wholesale.api.ids import uuid_of
from wholesale.desired.coverage import refusal
from wholesale.desired.registry import records
from wholesale.errors import RefusedError, SafetyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from wholesale.api.answers import Row
    from wholesale.estate import Table
    from wholesale.operations.safety import Moved
    from wholesale.stacks.stack import Customer, Stack
    from wholesale.vocabulary.record import Reference, Standing


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a record may be deleted, and how.

    Args:
        call: whether the API is called.
        reason: why the record is only forgotten, where it is.
    """

    call: bool
    reason: str = ""


def verdict(stack: Stack, reference: Reference, moved: Moved, problems: Sequence[str]) -> Verdict:
    """Whether this record may leave.

    Args:
        stack: the stack file.
        reference: the record that the engine wants to delete.
        moved: what other stack files hold.
        problems: why this run must not lose anything (see `safety.judge`).

    Raises:
        RefusedError: the file still wants it, or its customer's block merely vanished.
        SafetyError: the run would lose more than is permitted.
    """
    if _is_wanted(stack, reference):
        raise RefusedError(
            f"Customer {reference.customer} is kept, with all that {stack.file} wants of it.\n"
            f"    To remove a user or a package, take it out of the file and run `pulumi up`; the customer "
            f"leaves by `ensure: absent` with an `allow` for customers.delete."
        )
    if reference in moved.elsewhere or reference.customer in moved.customers:
        return Verdict(call=False, reason="another stack file holds it now")
    if problems:
        raise SafetyError("\n".join(problems))
    customer = _customer(stack, reference)
    if customer is None:
        raise RefusedError(
            f"Customer {reference.customer} is kept: its block is gone from {stack.file}, "
            f"and that alone removes nothing.\n"
            f"    Put the block back, or write `{reference.customer}: {{ensure: absent}}`."
        )
    if reason := refusal(stack, customer):
        raise RefusedError(f"Customer {reference.customer} is kept: {reason}")
    if customer.manage == "observe":
        return Verdict(call=False, reason="its customer is only observed")
    return Verdict(call=True)


def _customer(stack: Stack, reference: Reference) -> Customer | None:
    """The customer that a record belongs to, under its handle or the one that it had before."""
    renamed = (one for one in stack.customers.values() if one.previously == reference.customer)
    return stack.customers.get(reference.customer) or next(renamed, None)


def strangers(table: Table, standing: Iterable[Standing], named: Mapping[str, str]) -> list[Row]:
    """The live users of a customer that no stack names.

    Args:
        table: the customer's live users.
        standing: the records of the state.
        named: e-mail address in lower case → the stack file that names it.
    """
    known = {uuid_of(one.api_id) for one in standing if one.reference.kind == "User" and one.api_id}
    return [
        row
        for row in table
        if uuid_of(row["id"]) not in known and str(row.get("email", "")).casefold() not in named
    ]


def refuse_strangers(stack: Stack, customer: str, rows: Sequence[Row]) -> None:
    """Raise SafetyError when a customer that is to be removed has live users that no stack names."""
    if rows:
        raise SafetyError(
            f"{stack.file}: customer {customer} is kept: it has {_counted(rows)} that no stack names.\n"
            f"    Name them under its `users:`, and they are removed with it; or remove them in Partner Hub. "
            f"Their ids: {', '.join(str(row['id']) for row in rows[:5])}"
        )


def _counted(rows: Sequence[Row]) -> str:
    return "1 live user" if len(rows) == 1 else f"{len(rows)} live users"


def _is_wanted(stack: Stack, reference: Reference) -> bool:
    return any(
        reference.kind == record.reference.kind and reference.key in {record.reference.key, record.previously}
        for record in records(stack)
    )
