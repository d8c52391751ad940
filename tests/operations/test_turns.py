"""The order of hand-overs: played on a board, nobody ever takes what another still holds."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from wholesale.operations.claims import Party, Turn, strangers, turns
from wholesale.vocabulary.record import Reference

if TYPE_CHECKING:
    from wholesale.vocabulary.claims import Claim

NAMES = "abcdef"


def user(name: str) -> Reference:
    return Reference("User", f"acme/{name}")


def number(name: str) -> Claim:
    return ("phoneNumber", name)


def party(holds: str, wants: str, *, ready: bool = True, leaves: bool = False) -> Party:
    return Party(frozenset(map(number, wants)), frozenset(map(number, holds)), ready, leaves)


def played(first: str, parties: dict[str, Party]) -> list[str]:
    """The turns as words, each checked against a board of who holds what."""
    by_reference = {user(name): one for name, one in parties.items()}
    board = {claim: ref for ref, one in by_reference.items() for claim in one.holds}
    words = []
    for turn in turns(user(first), by_reference):
        one = by_reference[turn.reference]
        words.append(f"{turn.action} {turn.reference.handle}")
        gone = turn.claims if turn.action == "give up" else one.holds - one.wants
        board = {claim: ref for claim, ref in board.items() if ref != turn.reference or claim not in gone}
        if turn.action == "write" and one.ready:
            for claim in one.wants:
                assert board.get(claim, turn.reference) == turn.reference, f"{words}: {claim} is held"
                board[claim] = turn.reference
    return words


def test_a_holder_comes_right_before_the_taker_whoever_is_first() -> None:
    parties = {"a": party("1", "2"), "b": party("2", "3")}
    assert played("a", parties) == ["write b", "write a"]
    assert played("b", parties) == ["write b", "write a"]


def test_who_swap_need_three_writes() -> None:
    parties = {"a": party("1", "2"), "b": party("2", "1")}
    for first in "ab":
        assert played(first, parties) == ["give up a", "write b", "write a"]


def test_a_chain_is_written_from_its_free_end_whoever_is_first() -> None:
    parties = {"a": party("1", "2"), "b": party("2", "3"), "c": party("3", "4")}
    for first in "abc":
        assert played(first, parties) == ["write c", "write b", "write a"]


def test_who_leaves_is_removed_for_the_successor() -> None:
    parties = {"a": party("1", "", leaves=True), "b": party("", "1")}
    assert played("b", parties) == ["remove a", "write b"]


def test_a_holder_that_cannot_be_written_gives_up_only_what_is_taken() -> None:
    parties = {"a": party("", "2"), "b": party("23", "4", ready=False)}
    assert turns(user("a"), {user(name): one for name, one in parties.items()}) == (
        Turn("give up", user("b"), frozenset({number("2")})),
        Turn("write", user("a")),
        Turn("write", user("b")),
    )


def test_a_taker_that_cannot_be_written_takes_nothing() -> None:
    assert played("a", {"a": party("", "2", ready=False), "b": party("2", "")}) == ["write a"]


def test_who_has_nothing_to_do_with_it_is_left_alone() -> None:
    parties = {"a": party("1", "2"), "b": party("2", "3"), "c": party("5", "6")}
    assert "write c" not in played("a", parties)


def test_what_nobody_of_the_file_holds_or_what_its_holder_keeps_is_a_conflict() -> None:
    parties = {user("a"): party("", "23"), user("b"): party("2", "2")}
    assert strangers(parties, user("a"), [number("2"), number("3")]) == {number("2"), number("3")}


def test_what_its_holder_gives_up_is_no_conflict() -> None:
    parties = {user("a"): party("", "2"), user("b"): party("2", "")}
    assert strangers(parties, user("a"), [number("2")]) == frozenset()


@st.composite
def shuffles(draw: st.DrawFn) -> dict[str, Party]:
    """Users who hold up to two claims each, and want others of the same set; some leave."""
    count = draw(st.integers(2, len(NAMES)))
    claims = list("0123456789xy"[: count * 2])
    held = draw(st.permutations(claims))
    wanted = draw(st.permutations(claims))
    leaving = draw(st.sets(st.integers(0, count - 1), max_size=count - 1))
    parties = {}
    for index, name in enumerate(NAMES[:count]):
        sizes = draw(st.tuples(st.integers(0, 2), st.integers(0, 2)))
        holds = "".join(held[index * 2 : index * 2 + sizes[0]])
        wants = "" if index in leaving else "".join(wanted[index * 2 : index * 2 + sizes[1]])
        parties[name] = party(holds, wants, leaves=index in leaving)
    return parties


@given(shuffles(), st.integers(0, len(NAMES) - 1))
def test_any_shuffle_comes_out_as_wanted_with_one_write_each(parties: dict[str, Party], who: int) -> None:
    first = sorted(parties)[who % len(parties)]
    words = played(first, parties)
    writes = [word for word in words if word.startswith(("write", "remove"))]
    assert len(writes) == len(set(writes))
    bound = {word.rpartition(" ")[2] for word in words}
    assert first in bound
    for one, other in itertools.permutations(bound, 2):
        took = parties[one].wants & parties[other].holds - parties[other].wants
        assert not took or f"write {one}" in words


@given(st.permutations(range(5)), st.integers(0, 4))
def test_of_circles_of_single_numbers_nothing_comes_between_giving_and_taking(
    order: list[int], who: int
) -> None:
    parties = {NAMES[index]: party(str(index), str(wanted)) for index, wanted in enumerate(order)}
    steps = turns(user(NAMES[who]), {user(name): one for name, one in parties.items()})
    for before, after in itertools.pairwise(steps):
        gave = parties[before.reference.handle].holds
        assert gave & parties[after.reference.handle].wants
