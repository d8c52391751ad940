"""Claims: what a file takes, small enough to be kept."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from stackfiles import EXAMPLES, caller, calling_customer, written

from wholesale.stacks.claims import CLAIM_KINDS, Claim, FileClaims, as_json, claims_of, from_json
from wholesale.stacks.load import load

if TYPE_CHECKING:
    from pathlib import Path

texts = st.text(max_size=8)
claims = st.builds(Claim, st.sampled_from(CLAIM_KINDS), texts, texts, st.lists(texts, max_size=5).map(tuple))


@given(st.builds(FileClaims, texts, st.none() | texts, st.lists(claims, max_size=4).map(tuple)))
def test_claims_that_were_stored_are_the_same_again(one: FileClaims) -> None:
    assert from_json(json.loads(json.dumps(as_json(one)))) == one


def test_a_customer_that_leaves_takes_nothing() -> None:
    taken = claims_of(load(EXAMPLES, "estate-north"))
    assert "drum-2003" not in {claim.customer for claim in taken.claims}


def test_equal_things_are_equal_texts(tmp_path: Path) -> None:
    users = {"ada": caller("ada", "101", email="Ada@Acme.example")}
    devices = {"phone": {"mac": "aa11bb22cc33", "user": "ada"}}
    stack = written(
        tmp_path, {"acme": calling_customer(users=users, firstAdministrator="ada", devices=devices)}
    )
    values = {claim.kind: claim.value for claim in claims_of(stack).claims}
    assert (values["email"], values["mac"]) == ("ada@acme.example", "AA11BB22CC33")


def test_the_numbers_of_an_entry_are_one_claim() -> None:
    taken = claims_of(load(EXAMPLES, "acme-1001")).claims
    assert [claim.value for claim in taken if claim.kind == "declared"] == [
        "+13125550100..+13125550109",
        "+13125550150",
        "+18005550123",
        "+17085550100..+17085550104",
    ]
