"""Work in several processes at once: copies of this one, made after everything is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from wholesale.validation.copies import begin, cores

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wholesale.validation.copies import Copy

T = TypeVar("T")
R = TypeVar("R")


class Form(NamedTuple, Generic[R]):
    """How an answer travels: as plain values, and back."""

    plain: Callable[[R], Any]
    back: Callable[[Any], R]


def in_parts(
    items: Sequence[T], work: Callable[[T], R], form: Form[R], *, fewest: int, most: int | None = None
) -> list[R]:
    """The answers of a function to every item, in their order.

    Where a process cannot be made, or ends without its answers, this one does its work.

    Args:
        items: what is worked on.
        work: depends on nothing but its item, and leaves nothing behind.
        form: of its answers.
        fewest: items that are worth a process of their own.
        most: the most processes; without a number, one for each core that this process may use.
    """
    several = max(1, min(most or cores(), len(items) // fewest))
    parts = [items[start::several] for start in range(several)]
    copies = [_begun(part, work, form) for part in parts[1:]]
    done = [[work(item) for item in parts[0]]]
    for part, copy in zip(parts[1:], copies, strict=True):
        answers = None if copy is None else copy.answer()
        done.append([work(item) for item in part] if answers is None else [*map(form.back, answers)])
    return [done[index % several][index // several] for index in range(len(items))]


def _begun(items: Sequence[T], work: Callable[[T], R], form: Form[R]) -> Copy | None:
    return begin(lambda: [form.plain(work(item)) for item in items])
