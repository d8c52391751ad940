"""What the stack files of one folder must not say together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.rules.telling import error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wholesale.stacks.problems import Problem
    from wholesale.stacks.stack import Stack


def customers_are_wanted_once(stacks: Sequence[Stack]) -> Iterator[Problem]:
    """A customer stands in one stack file only: two would write it in turns."""
    first: dict[tuple[str | None, str], tuple[Stack, str]] = {}
    for stack in stacks:
        for handle, customer in stack.customers.items():
            if customer.ensure == "absent":
                continue
            claim = (stack.sub_partner, customer.external_id)
            holder, first_handle = first.setdefault(claim, (stack, handle))
            if holder is not stack:
                other = holder.value_place("customers", first_handle, "externalId")
                yield error(
                    stack,
                    ("customers", handle, "externalId"),
                    f"customer {handle}: the externalId {customer.external_id} stands at {other} too",
                    "keep the customer in one stack file; one that moves is taken out there first",
                )
