"""Users from a CSV file."""

from __future__ import annotations

import pytest

from wholesale.errors import EditError
from wholesale.stacks.editing.users_table import users_of


def test_a_line_is_a_user_with_the_fields_of_its_columns_in_the_schemas_order() -> None:
    rows = users_of(
        "Extension,First Name,e-mail\n0104,Ben,ben@x.example\n".replace("e-mail", "E-Mail").encode(), "f.csv"
    )
    assert [(row.line, row.handle, list(row.values.items())) for row in rows] == [
        (2, "ben@x.example", [("firstName", "Ben"), ("extension", "0104")])
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_cells_are_parted_as_spreadsheets_do_it(separator: str) -> None:
    lines = [("handle", "email", "roles"), ("ben", "b@x.example", "full_admin user_admin"), ()]
    table = "\ufeff" + "".join(f"{separator.join(line)}\r\n" for line in lines)
    (row,) = users_of(table.encode(), "f.csv")
    assert (row.handle, dict(row.values)) == (
        "ben",
        {"email": "b@x.example", "roles": ["full_admin", "user_admin"]},
    )


def test_an_empty_cell_says_nothing() -> None:
    (row,) = users_of(b"handle,email,location\nben,b@x.example,\n", "f.csv")
    assert dict(row.values) == {"email": "b@x.example"}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"", "f.csv: the table is empty"),
        (b"handle,fristName\n", 'f.csv:1: unknown column "fristName"\n    did you mean "firstName"?'),
        (b"email,Email\n", 'f.csv:1: the column "email" stands there twice'),
        (b"email,location\nb@x.example\n", "f.csv:2: 1 cells for 2 columns"),
        (b"handle,location\n,HQ\n", "f.csv:2: this user has neither handle nor e-mail address"),
        (b"handle\nben\nben\n", 'f.csv:3: the handle "ben" stands in line 2 already'),
        (b"handle\n\xff\n", "f.csv: the table is not UTF-8"),
        (b'handle\n"ben', "f.csv: this is no CSV file"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_line(table: bytes, said: str) -> None:
    with pytest.raises(EditError) as refusal:
        users_of(table, "f.csv")
    assert str(refusal.value).startswith(said)
