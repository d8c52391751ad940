"""What is read ahead is what would be read later, and nothing depends on it."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from wholesale.stacks import quick
from wholesale.validation.ahead import ROOM, reading
from wholesale.validation.copies import packed

PLAIN = "version: 1\ncustomers:\n  acme-{number}: {{name: Acme {number}, tags: [dental]}}\n"


def _files(number: int) -> dict[Path, bytes]:
    return {Path(f"{index:03}.yaml"): PLAIN.format(number=index).encode() for index in range(number)}


def test_files_that_were_read_have_the_values_that_the_quick_reader_gives() -> None:
    contents = _files(40)
    read = reading(contents, most=2)()
    assert list(read)[:1] == [Path("000.yaml")]
    assert {file: ahead() for file, ahead in read.items()} == {
        file: quick.read(contents[file].decode()) for file in read
    }


def test_a_file_for_the_careful_reader_has_none() -> None:
    contents = {Path("odd.yaml"): b"a: &b 1\n", Path("broken.yaml"): b"\xff"}
    assert {ahead() for ahead in reading(contents, fewest=1, most=2)().values()} == {None}


def test_few_files_or_one_core_make_no_copy() -> None:
    assert reading(_files(3), most=2)() == {}
    assert reading(_files(40), most=1)() == {}


@given(st.lists(st.sampled_from(["a", "0", "~", "[]", '""', "true", "12", "é"]), min_size=1, max_size=60))
def test_no_value_takes_more_room_than_is_made_for_it(items: list[str]) -> None:
    text = f"a: [{','.join(items)}]\n"
    assert len(packed(quick.read(text))) <= ROOM * len(text.encode())
