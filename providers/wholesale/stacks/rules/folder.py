"""What the stack files of one folder must not say together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wholesale.stacks.rule import PerFolder, Rule
from wholesale.stacks.rules.telling import found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wholesale.stacks.problems import Problem
    from wholesale.stacks.stack import Stack


IN_TWO_FILES = Rule(
    "WS220",
    "customer-in-two-files",
    what="A customer stands in two stack files.",
    why="Two stacks would write it in turns.",
    mend="Keep it in one file; one that moves is taken out of its old file in the same change.",
    bad="north.yaml: {customers: {acme: {...}}}\nsouth.yaml: {customers: {acme: {...}}}",
    good="north.yaml: {customers: {acme: {...}}}\nsouth.yaml: {customers: {}}",
    firm="two stacks would write one customer in turns",
)


@PerFolder
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
                yield found(
                    IN_TWO_FILES,
                    stack,
                    ("customers", handle, "externalId"),
                    f"customer {handle}: the externalId {customer.external_id} stands at {other} too",
                    "keep the customer in one stack file; one that moves is taken out there first",
                )
