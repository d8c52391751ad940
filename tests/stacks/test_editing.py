"""Editing: what was meant is changed, and every other line stays byte for byte."""

from __future__ import annotations

from typing import Any

import pytest
from documents import WORDS, documents, in_place
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wholesale.errors import EditError
from wholesale.stacks.editing.adding import with_records
from wholesale.stacks.editing.assignment import meant_by, whole_path, with_values
from wholesale.stacks.editing.edits import GONE, same, with_value
from wholesale.stacks.editing.moving import beginning, joined, without
from wholesale.stacks.editing.renaming import confirmed, renamed
from wholesale.stacks.editing.tree import Document, read
from wholesale.stacks.editing.writing import entry, flow, scalar, steps_of
from wholesale.stacks.source import parse


def document(text: str) -> Document:
    return read(text.encode(), "f.yaml")


def lines(one: Document) -> list[bytes]:
    """Every line with its end; the last one gets one, for an edit may have to end it."""
    return [
        line.rstrip(b"\r\n") + line[len(line.rstrip(b"\r\n")) :]
        for line in one.encoded().splitlines(keepends=True)
    ]


def changed(before: Document, after: Document) -> list[bytes]:
    """The lines of the file before that an edit touched: all between what is equal at both ends."""
    old, new = lines(before), lines(after)
    if old and new and not old[-1].endswith(b"\n"):
        old[-1] += before.line_break.encode()
        new = [*new[:-1], new[-1] if new[-1].endswith(b"\n") else new[-1] + before.line_break.encode()]
    start = next(
        (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new))
    )
    rest_old, rest_new = old[start:][::-1], new[start:][::-1]
    same_end = next(
        (n for n, (a, b) in enumerate(zip(rest_old, rest_new, strict=False)) if a != b),
        min(len(rest_old), len(rest_new)),
    )
    return old[start : len(old) - same_end]


def is_part(some: list[bytes], every: list[bytes]) -> bool:
    """Whether lines stand among others in the same order."""
    left = iter(every)
    return all(line in left for line in some)


def customers(one: Document) -> list[str]:
    return list(one.data.get("customers") or {})


NUMBERS = 10**9
"""Much longer ones are read as text."""
values = st.one_of(st.text(max_size=12), WORDS, st.integers(-NUMBERS, NUMBERS), st.booleans(), st.none())


@given(st.recursive(values, lambda below: st.lists(below) | st.dictionaries(st.text(), below), max_leaves=8))
def test_what_is_written_is_read_back(value: Any) -> None:
    def plain(value: Any) -> Any:
        return (
            tuple(map(plain, value))
            if isinstance(value, list)
            else ({key: plain(below) for key, below in value.items()} if isinstance(value, dict) else value)
        )

    text = f"value: {flow(value)}\n"
    assert same(parse(text.encode(), "f").data, {"value": plain(value)})
    assert same(
        parse(("\n".join(entry("value", value, 0)) + "\n").encode(), "f").data, {"value": plain(value)}
    )


@pytest.mark.parametrize(
    "text", ["no", "0123", "1:30", "+13125550100", "2027-01-31", "~", "null", "a: b", "x #y", ""]
)
def test_a_text_that_yaml_would_misread_is_quoted(text: str) -> None:
    assert scalar(text) == f'"{text}"'


@pytest.mark.parametrize(
    "text", ["Acme Dental", "77 Main Street", "webex_suite", "ada@acme.example", "Chloé"]
)
def test_a_plain_text_stays_plain(text: str) -> None:
    assert scalar(text) == text


@settings(max_examples=200, deadline=None)
@given(
    documents(),
    WORDS,
    st.sampled_from([("name",), ("ticket",), ("address", "city"), ("meetings", "timezone")]),
    st.data(),
)
def test_a_value_that_is_set_touches_one_line_at_most(
    content: bytes, word: str, field: tuple[str, ...], data: st.DataObject
) -> None:
    before = read(content, "f.yaml")
    assume(customers(before))
    path = ("customers", data.draw(st.sampled_from(customers(before))), *field)
    after = with_values(before, {path: word})
    assert same(after.data, with_value(before.data, path, word))
    assert len(changed(before, after)) <= 1
    assert in_place(after.text) or not in_place(before.text)


@settings(max_examples=200, deadline=None)
@given(documents(), st.data())
def test_added_users_touch_one_line_at_most(content: bytes, data: st.DataObject) -> None:
    before = read(content, "f.yaml")
    assume(customers(before))
    path = ("customers", data.draw(st.sampled_from(customers(before))), "users")
    assume(not isinstance(before.data["customers"][path[1]].get("users"), str))
    after = with_records(before, path, {"new": {"email": "new@x.example"}, "two": {"extension": "101"}})
    assert same(
        after.data,
        with_value(
            with_value(before.data, (*path, "new"), {"email": "new@x.example"}),
            (*path, "two"),
            {"extension": "101"},
        ),
    )
    assert len(changed(before, after)) <= 1
    assert in_place(after.text) or not in_place(before.text)


@settings(max_examples=200, deadline=None)
@given(documents(), st.data())
def test_a_renamed_customer_touches_only_its_own_head(content: bytes, data: st.DataObject) -> None:
    before = read(content, "f.yaml")
    assume(customers(before))
    handle = data.draw(st.sampled_from(customers(before)))
    after = renamed(before, ("customers", handle), "renamed")
    own = after.data["customers"]["renamed"]
    assert own["previously"] == handle
    assert own["externalId"] == before.data["customers"][handle].get("externalId", handle)
    kept = [line for line in lines(before) if not line.strip().startswith(handle.encode())]
    assert is_part(kept[:-1], lines(after))


@settings(max_examples=200, deadline=None)
@given(documents(), documents(), st.data())
def test_a_moved_customer_leaves_every_other_line_of_both_files(
    one: bytes, other: bytes, data: st.DataObject
) -> None:
    before, there = read(one, "f.yaml"), read(other, "g.yaml")
    assume(customers(before) and customers(there))
    handle = data.draw(st.sampled_from(customers(before)))
    assume(handle not in customers(there) and before.node(("customers",)).is_block)  # type: ignore[union-attr]
    assume(there.node(("customers",)).is_block)  # type: ignore[union-attr]
    left, moved = without(before, handle)
    arrived = joined(there, handle, moved, before.data["customers"][handle])
    assert same(left.data, with_value(before.data, ("customers", handle), GONE))
    assert not changed(there, arrived)
    stays = [line for line in lines(left) if b"customers:" not in line]
    assert is_part(stays[:-1], lines(before))


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ({"a": 1, "b": "x"}, {"b": "x", "a": 1}, True),
        (["a", {"b": None}], ("a", {"b": None}), True),
        ("1", 1, False),
        (True, 1, False),
        (("a", "b"), ("b", "a"), False),
        ({"a": 1}, {"a": 1, "b": None}, False),
        (None, "None", False),
    ],
)
def test_values_are_the_same_with_their_types_and_the_order_of_lists(
    one: object, other: object, equal: object
) -> None:
    assert same(one, other) is equal


ACME = """\
version: 1
allow:
  - {what: users.delete, customer: acme, count: 1, reason: r, until: "2027-01-31"}
customers:
  acme:          # the first one
    firstAdministrator: ada@x.example
    users:
      ada@x.example: {firstName: Ada}   # admin
    devices:
      desk: {user: ada@x.example}
"""


def test_a_renamed_user_takes_its_references_and_its_address_along() -> None:
    after = renamed(document(ACME), ("customers", "acme", "users", "ada@x.example"), "ada")
    assert after.text == ACME.replace("Administrator: ada@x.example", "Administrator: ada").replace(
        "user: ada@x.example", "user: ada"
    ).replace("ada@x.example: {firstName", "ada: {previously: ada@x.example, email: ada@x.example, firstName")


def test_a_renamed_customer_takes_its_allow_along_and_keeps_its_external_id() -> None:
    after = renamed(document(ACME), ("customers", "acme"), "acme-1")
    assert after.text == ACME.replace("customer: acme", "customer: acme-1").replace(
        "  acme:          # the first one\n",
        "  acme-1:          # the first one\n    previously: acme\n    externalId: acme\n",
    )


def test_a_renamed_customer_keeps_its_confirmations() -> None:
    before = document("version: 1\nconfirmations:\n  - {task: acme/signIn}   # x\n  - {task: bolt/signIn}\n")
    assert confirmed(before, "acme", "new").text == before.text.replace("acme/signIn", "new/signIn")


@pytest.mark.parametrize(
    ("text", "new", "said"),
    [
        (
            "a: {previously: b}",
            "c",
            "f.yaml:3:19: customers.a has a `previously` already.*\n    run the stack",
        ),
        ("a: {previously: b}", "b", "customers.a has a `previously` already.*\n    undo the renaming in git"),
        ("a: {}\n  c: {}", "c", "customers.c is there already"),
    ],
)
def test_a_renaming_that_would_lose_something_is_refused(text: str, new: str, said: str) -> None:
    with pytest.raises(EditError, match=said):
        renamed(document(f"version: 1\ncustomers:\n  {text}\n"), ("customers", "a"), new)


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("a: &x {name: A}\n  b: *x", ("b", "name"), "4:6: customers.b is an alias"),
        ("a: {name: &x A}\n  b: {name: *x}", ("a", "name"), "3:13: customers.a.name has the anchor &x"),
        (
            "a: {name: A,\n   order: b}",
            ("a", "ticket"),
            "3:6: customers.a is a map in braces over several lines",
        ),
        ("a:\n    name: |\n      A\n", ("a", "name"), "4:11: customers.a.name stands over several lines"),
        ("a: {name: A}", ("a", "name", "x"), "3:13: customers.a.name is a single value"),
    ],
)
def test_an_edit_that_would_be_a_guess_is_refused_with_its_place(
    text: str, path: tuple[str, ...], said: str
) -> None:
    with pytest.raises(EditError, match=f"^f.yaml:{said}.*\n    "):
        with_values(document(f"version: 1\ncustomers:\n  {text}\n"), {("customers", *path): "new"})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:", "a: {name: N}"),
        ("a: null", "a: {name: N}"),
        ("a: {}", "a: {name: N}"),
        ("a: {ticket: t}  # c", "a: {name: N, ticket: t}  # c"),
        ("a: {extends: []}", "a: {extends: [], name: N}"),
        ("a: {name: 'x'}", 'a: {name: "N"}'),
        ("a:\n      ticket: t", "a:\n      name: N\n      ticket: t"),
        ("a:\n      # t\n      ticket: t", "a:\n      name: N\n      # t\n      ticket: t"),
    ],
)
def test_a_key_is_added_where_the_schema_has_it_in_the_manner_of_its_neighbours(
    before: str, after: str
) -> None:
    text = "version: 1\ncustomers:\n  {}\n"
    edited = with_values(document(text.replace("{}", before)), {("customers", "a", "name"): "N"})
    assert edited.text == text.replace("{}", after)


def test_a_customer_that_ends_with_a_text_ends_a_file_without_a_last_line_break() -> None:
    there = document("version: 1\ncustomers:\n  b: {}\n  # no end")
    after = joined(there, "a", ["a:", "  notes: |", "    x"], {"notes": "x\n"})
    assert after.text == there.text + "\n  a:\n    notes: |\n      x\n"


def test_the_last_customer_leaves_an_empty_map_behind() -> None:
    before = document("version: 1\ncustomers:   # all\n  # about a\n  a: {name: A}\n")
    left, moved = without(before, "a")
    assert left.text == "version: 1\ncustomers: {}   # all\n"
    assert moved == ["# about a", "a: {name: A}"]


def test_a_new_file_begins_like_the_one_that_a_customer_comes_from() -> None:
    before = document(
        "# yaml-language-server: $schema=x\n# ours\nversion: 1\nallow: []\n"
        "defaults: {owner: me}  # d\ncustomers: {}\n"
    )
    begun = beginning(before, "g.yaml")
    assert (
        begun.text
        == "# yaml-language-server: $schema=x\nversion: 1\ndefaults: {owner: me}  # d\ncustomers: {}\n"
    )
    assert joined(begun, "a", ["a: {}"], {}).text.endswith("customers:\n  a: {}\n")


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        (("extension",), "0101", "0101"),
        (("roles",), "[full_admin]", ("full_admin",)),
        (("package",), "null", None),
        (("until",), "2027-01-31", "2027-01-31"),
        (("phoneNumber",), "+13125550105", "+13125550105"),
        (("phoneNumber",), '"+13125550105"', "+13125550105"),
        (("roles",), "[]", ()),
        (("firstName",), "no", "no"),
    ],
)
def test_a_value_is_what_its_field_takes(path: tuple[str, ...], text: str, value: Any) -> None:
    assert meant_by(text, ("customers", "a", "users", "b", *path)) == value
    assert meant_by("true", ("customers", "a", "restrictedMode")) is True
    assert meant_by("5", ("customers", "a", "packages", "webex_suite", "limit")) == 5


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        (("locations", "HQ", "numbers"), "[+13125550100, 0123]", None),
        (("locations", "HQ", "numbers"), "[+13125550100]", ("+13125550100",)),
        (("locations", "HQ", "numbers"), "[{range: +13125550100}]", ({"range": "+13125550100"},)),
        (("devices",), "{x: {mac: 001122334455}}", {"x": {"mac": "001122334455"}}),
        (("tags",), "[no, 1:30, 2027-01-31]", ("no", "1:30", "2027-01-31")),
        (("users",), "{a: {extension: 0101}}", {"a": {"extension": "0101"}}),
    ],
)
def test_text_within_brackets_needs_no_quotes(path: tuple[str, ...], text: str, value: Any) -> None:
    if value is None:
        with pytest.raises(EditError, match=r'numbers\.1: "0123" is not a phone number'):
            meant_by(text, ("customers", "a", *path))
    else:
        assert meant_by(text, ("customers", "a", *path)) == value


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        (("users", "b", "roles"), "full_admin", "must be a list, not full_admin\n    write [full_admin]"),
        (("users", "b", "roles"), "", "roles cannot be empty\n    write null to have it"),
        (("users", "b", "phoneNumber"), " ", "phoneNumber cannot be empty"),
        (("packages", "webex_suite", "limit"), '"5"', 'must be a whole number, not "5"'),
        (("address",), "{country: US", "is never closed"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_the_way_out(path: tuple[str, ...], text: str, said: str) -> None:
    with pytest.raises(EditError) as refusal:
        meant_by(text, ("customers", "a", *path))
    assert said in str(refusal.value)


def test_a_value_that_its_field_refuses_is_told() -> None:
    with pytest.raises(
        EditError, match=r'\.extension: "x1" is not an extension\n    write 2 to 10 digits: "101"'
    ):
        meant_by("x1", ("customers", "a", "users", "b", "extension"))


def test_a_path_is_dotted_and_a_handle_may_be_quoted() -> None:
    assert steps_of('users."a.b@c.d".email') == ("users", "a.b@c.d", "email")
    assert whole_path(("users", "*", "email")) == ("customers", "*", "users", "*", "email")
    with pytest.raises(EditError, match='did you mean "users"'):
        whole_path(("usres", "ada"))
