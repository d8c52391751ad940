"""What is not checked as written, because the effective values prove it, would have been right as written."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from wholesale.stacks.models.customers import CustomerBlock
from wholesale.stacks.models.users import User, UserBlock
from wholesale.stacks.profiles import effective, unproved

HANDLES = st.sampled_from(["ada", "ada@acme.example", "a/b"])
RIGHT = {
    "email": "ada@acme.example",
    "firstName": "Ada",
    "package": "webex_suite",
    "addOns": ("attendant_console",),
    "location": "HQ",
    "phoneNumber": "+13125550101",
    "extension": "101",
    "roles": (),
    "onLeave": {"person": "keep"},
}
WRONG = st.sampled_from(["", "a/b", 7, True, (), ("x",), {}, {"person": None}, {"x": 1}, None])
ODD = st.dictionaries(st.sampled_from([*RIGHT, "handle", "lastname"]), WRONG | st.just("ada"), max_size=1)
BLOCKS = st.builds(
    lambda keys, odd: {**{key: RIGHT[key] for key in keys}, **odd},
    st.lists(st.sampled_from([*RIGHT]), unique=True, max_size=3),
    ODD,
)
DEFAULTS = st.sampled_from(
    [{}, {"package": "webex_calling"}, {"location": "HQ", "onLeave": {"person": "keep"}}]
)


@settings(max_examples=500)
@given(HANDLES, BLOCKS | WRONG, DEFAULTS)
def test_a_user_that_is_left_out_is_right_as_written_where_it_is_right_in_the_end(
    handle: str, block: Any, defaults: dict[str, Any]
) -> None:
    own = {"name": "Acme", "userDefaults": defaults, "users": {handle: block}}
    left = unproved({"customers": {"acme": own}})["customers"]["acme"]["users"]
    if handle in left or not _is_right(lambda: effective("acme", own, {}, {})):
        return
    assert _is_right(lambda: CustomerBlock.model_validate(own))


def test_an_effective_user_has_the_fields_of_a_block_and_its_handle() -> None:
    fields = {name: repr(field) for name, field in User.model_fields.items()}
    del fields["handle"]
    assert fields == {name: repr(field) for name, field in UserBlock.model_fields.items()}


def _is_right(check: Any) -> bool:
    try:
        check()
    except ValidationError:
        return False
    return True
