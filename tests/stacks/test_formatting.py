"""`wholesale fmt`: the usual form of a file, and never another meaning."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from documents import WAIVER, documents, in_place, rank_of
from hypothesis import given, settings

from wholesale.errors import EditError
from wholesale.stacks.editing.comments import comments
from wholesale.stacks.editing.edits import same
from wholesale.stacks.editing.formatting import formatted
from wholesale.stacks.editing.schema_order import order_at
from wholesale.stacks.editing.tree import Document, Node, read
from wholesale.stacks.models.order import WRITTEN
from wholesale.stacks.source import parse
from wholesale.stacks.waivers import meant

HERE = Path(__file__).parent
FILES = sorted(
    [*HERE.glob("good/*/*.yaml"), *HERE.glob("bad/*/*.yaml"), *HERE.parents[1].glob("examples/**/*.yaml")]
)
CORPUS = [file for file in FILES if not parse(file.read_bytes(), file.name).problems]
ODD = """\
customers:
    acme:
        users:
            # ada is first
            ada:   {lastName: L, firstName: 'A'}
        notes: |
            literal
              deeper

            end

        # the locations
        locations:
            HQ:
                numbers:
                - "+13125550100"
                # second
                -   type: did
                    range: '+13125550101'
                # after the list
                main: true{spaces}
        name: plain
          continued
        address: &a
            country: US
            city: 'it''s'
        contacts: {office: x}
version: 1
"""
USUAL = """\
version: 1
customers:
  acme:
    name: plain
      continued
    address: &a
      city: 'it''s'
      country: US
    notes: |
        literal
          deeper

        end

    contacts: {office: x}
    # the locations
    locations:
      HQ:
        # after the list
        main: true
        numbers:
          - "+13125550100"
          # second
          -   range: "+13125550101"
              type: did
    users:
      # ada is first
      ada:   {firstName: "A", lastName: L}
"""


def document(text: str) -> Document:
    return read(text.encode(), "f.yaml")


def test_the_usual_form_is_the_schemas_order_with_all_comments_at_their_keys() -> None:
    assert formatted(document(ODD.replace("{spaces}", "   "))).text == USUAL


@settings(max_examples=200, deadline=None)
@given(documents())
def test_a_formatted_file_means_the_same_and_keeps_every_comment(content: bytes) -> None:
    before = read(content, "f.yaml")
    after = formatted(before)
    assert same(parse(after.encoded(), "f.yaml").data, before.data)
    assert Counter(comments(after)) == Counter(comments(before))


@settings(max_examples=200, deadline=None)
@given(documents())
def test_formatting_twice_changes_nothing_more(content: bytes) -> None:
    once = formatted(read(content, "f.yaml"))
    assert formatted(once).encoded() == once.encoded()


@settings(max_examples=200, deadline=None)
@given(documents())
def test_every_map_has_the_order_of_the_schema(content: bytes) -> None:
    after = formatted(read(content, "f.yaml"))
    assert in_order(after.root, ())


def in_order(node: Node, path: tuple[str, ...]) -> bool:
    ranks = [rank_of(path, key.text) for key, _ in node.pairs] if order_at(path) else []
    return ranks == sorted(ranks) and all(in_order(value, (*path, key.text)) for key, value in node.pairs)


@settings(max_examples=200, deadline=None)
@given(documents())
def test_a_comment_stays_with_its_key(content: bytes) -> None:
    assert in_place(formatted(read(content, "f.yaml")).text)


@settings(max_examples=200, deadline=None)
@given(documents())
def test_a_waiver_stays_with_the_line_that_it_is_about(content: bytes) -> None:
    after = formatted(read(content, "f.yaml"))
    assert waived(after) == waived(read(content, "f.yaml"))


def waived(one: Document) -> Counter[tuple[str, str]]:
    """Each waiver with the key of the line that it is about."""
    found = meant(parse(one.encoded(), one.file))
    lines = one.text.splitlines()
    return Counter((waiver.text.strip(), lines[waiver.line - 1].split(":")[0].strip()) for waiver in found)


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_readable_file_of_the_corpus_is_formatted_once_and_for_all(file: Path) -> None:
    before = read(file.read_bytes(), file.name)
    once = formatted(before)
    assert same(once.data, before.data)
    assert formatted(once).encoded() == once.encoded()


@pytest.mark.parametrize("name", ["acme-1001", "estate-north", "partner", "confirmations"])
def test_the_contracts_examples_are_in_their_usual_form(name: str) -> None:
    before = read((HERE / "good" / "contract" / f"{name}.yaml").read_bytes(), name)
    assert formatted(before).text == before.text


def test_an_alias_never_gets_above_its_anchor() -> None:
    text = "version: 1\ncustomers:\n  a: {name: &n Acme, extends: [], externalId: *n}\n"
    assert formatted(document(text)).text == text


def test_the_head_of_a_file_stays_on_top() -> None:
    after = formatted(document("# schema\n# about this file\ncustomers: {}\nversion: 1\n")).text
    assert after == "# schema\n# about this file\nversion: 1\ncustomers: {}\n"


@pytest.mark.parametrize(
    "text",
    [
        "version: 1\ncustomers:\n  a:\n    notes: |+\n      x\n    name: x\n\n  b: {}\n",
        "version: 1\ncustomers:\n  a:\n    tags: [x]\n    notes: |\n      x",
    ],
)
def test_a_text_that_its_surroundings_end_is_never_changed(text: str) -> None:
    with pytest.raises(EditError, match=r"(?s)^f\.yaml: the edit is not made.*that ends with the file"):
        formatted(document(text))


def test_a_waiver_on_top_of_a_file_goes_along_with_its_line() -> None:
    after = formatted(document(f"# head\n{WAIVER} x\n# y\ncustomers: {{}}\nversion: 1\n")).text
    assert after == f"# head\nversion: 1\n{WAIVER} x\n# y\ncustomers: {{}}\n"


def test_a_waiver_that_would_stand_with_another_line_is_told() -> None:
    text = f"version: 1\ncustomers:\n  a:\n    users: {{}}\n      {WAIVER} x\n    name: x\n"
    with pytest.raises(EditError, match=r"^f\.yaml: a waiver would stand with another line"):
        formatted(document(text))


def test_two_empty_lines_become_one() -> None:
    after = formatted(document("version: 1\n\n\n# c\n \n\n\ncustomers: {}\n\n\n")).text
    assert after == "version: 1\n\n# c\n\ncustomers: {}\n"


def test_windows_line_ends_and_the_byte_order_mark_stay() -> None:
    content = "\ufeffcustomers:\r\n    a:\r\n        name: x\r\nversion: 1\r\n".encode()
    after = formatted(read(content, "f.yaml")).encoded()
    assert after == "\ufeffversion: 1\r\ncustomers:\r\n  a:\r\n    name: x\r\n".encode()


def test_unusual_keys_stay_where_they_are() -> None:
    text = "version: 1\ncustomers:\n  a:\n    ? name\n    : x\n    extends: []\n"
    assert formatted(document(text)).text == text


def test_a_line_that_ends_oddly_is_told_with_its_place() -> None:
    with pytest.raises(EditError, match=r"^f.yaml:2:8: a line ends here in an unusual way\n    end lines"):
        document("version: 1\n# weird\u2028# break\ncustomers: {}\n")


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model.__name__)
def test_the_written_order_names_exactly_the_keys_of_its_family(model: type) -> None:
    family, seen = [model], []
    for cls in family:
        family += cls.__subclasses__()
        seen += [field.alias or name for name, field in cls.model_fields.items() if name != "handle"]
    assert sorted(WRITTEN[model]) == sorted(set(seen))
