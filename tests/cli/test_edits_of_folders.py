"""Edits as the folder sees them: other files, full disks, files that cannot be read, and helps that fit."""

from __future__ import annotations

import io
import re
import resource
import shlex
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
import yaml

from wholesale.cli import new
from wholesale.cli.completing import complete_customers, complete_stacks
from wholesale.cli.main import COMMANDS, run, wholesale
from wholesale.errors import EditError
from wholesale.stacks.editing.store import FileChange, write
from wholesale.stacks.first_project import files_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
CONTRACT = ROOT / "tests" / "stacks" / "good" / "contract"
SOUTH = "version: 1\nsubPartner: north\ndefaults: {extends: [smb-us], template: north-us}\ncustomers: {}\n"


@pytest.fixture
def stacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(CONTRACT, tmp_path / "stacks"))


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file can be written that is larger."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def held(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_full_disk_changes_no_file_and_leaves_nothing_behind(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    two.write_bytes(b"b")
    with full_disk(1000), pytest.raises(EditError, match=r"two\.yaml cannot be written: File too large"):
        write([FileChange(one, None, b"small"), FileChange(two, b"b", b"B" * 2000)])
    assert held(tmp_path) == {"two.yaml": b"b"}


def test_what_is_written_already_is_told_when_the_next_file_cannot_take_its_place(tmp_path: Path) -> None:
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    two.mkdir()
    with pytest.raises(
        EditError, match=r"two\.yaml cannot be written: Is a directory\n.*one\.yaml is written"
    ):
        write([FileChange(one, None, b"A"), FileChange(two, None, b"B")])
    assert one.read_bytes() == b"A"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["one.yaml", "two.yaml"]


def test_a_move_writes_the_new_place_first_so_that_a_cut_leaves_a_duplicate_that_validate_tells(
    stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (stacks / "estate-north.yaml").read_bytes()
    assert run(["move", "bolt-2001", "--to", "south", "-y"]) == 0
    printed = capsys.readouterr().err
    assert "written: stacks/south.yaml, stacks/estate-north.yaml\n" in printed
    assert "  wholesale up -s estate-north\n  wholesale up -s south --init\n" in printed
    (stacks / "estate-north.yaml").write_bytes(before)
    assert run(["validate"]) == 2
    assert "the externalId bolt-2001 stands at stacks/estate-north.yaml" in capsys.readouterr().out
    assert run(["move", "bolt-2001", "--to", "south", "-y"]) == 2
    assert "take it out of all but one first" in capsys.readouterr().err


def test_a_move_on_a_full_disk_changes_neither_file(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stacks / "south.yaml").write_text(SOUTH)
    before = held(stacks)
    with full_disk(1000):
        assert run(["move", "drum-2003", "--to", "south", "-y"]) == 2
    assert "File too large\n    every file is as it was" in capsys.readouterr().err
    assert held(stacks) == before


@pytest.mark.usefixtures("stacks")
def test_an_edit_says_what_validate_will_say_of_the_other_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["set", "customers.acme-1001.users.ada.email=kim@bolt.example", "-y"]) == 0
    told = capsys.readouterr().err
    assert "will have 1 more to say:\n  stacks/estate-north.yaml:" in told
    assert "is already that of user ada of customer acme-1001 at stacks/acme-1001.yaml:" in told
    assert run(["set", "customers.acme-1001.ticket=CHG-1", "-y"]) == 0
    assert "more to say" not in capsys.readouterr().err


def test_only_the_first_errors_are_told(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"u{number}@acme.example,HQ\n" for number in range(25))
    (stacks.parent / "new.csv").write_text(f"email,location\n{rows}")
    assert run(["add", "users", "--from", "new.csv", "--customer", "acme-1001", "-y"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "`wholesale validate` will have 25 more to say:"
    assert lines[-2] == "  and 15 more"


def test_cells_like_formulas_are_texts_in_quotes(stacks: Path) -> None:
    (stacks.parent / "new.csv").write_text(
        "handle,email,firstName,lastName\nx,x@acme.example,=1+1,@SUM(A1)\n"
    )
    assert run(["add", "users", "--from", "new.csv", "--customer", "acme-1001", "-y"]) == 0
    text = (stacks / "acme-1001.yaml").read_text("utf-8")
    assert '        firstName: "=1+1"\n        lastName: "@SUM(A1)"\n' in text


@pytest.mark.parametrize(
    "arguments",
    [
        ["set", "ticket=X", "--where", "stack=acme-*", "-y"],
        ["where", "+13125550105"],
        ["where", "a@b.example"],
        ["rename", "acme-1001", "acme", "-y"],
    ],
)
def test_a_file_that_cannot_be_read_is_said_to_be_left_out(
    arguments: list[str], stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (stacks / "broken.yaml").write_text("version: 1\ncustomers: [\n")
    run(arguments)
    assert capsys.readouterr().err.count("note: stacks/broken.yaml cannot be read and is left out") == 1


def test_a_handle_of_another_file_is_taken(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = held(stacks)
    assert run(["rename", "acme-1001", "bolt-2001", "-y"]) == 2
    assert "stacks/estate-north.yaml has a customer bolt-2001 already" in capsys.readouterr().err
    assert held(stacks) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["new", "customer", ""], "cannot be a handle"),
        (["new", "customer", " x"], "cannot be a handle"),
        (["new", "customer", "a/b"], "cannot be a handle"),
        (["new", "customer", "a@b.example"], "cannot be a stack of Pulumi"),
        (["new", "customer", "partner"], "partner is reserved"),
        (["new", "customer", "maple", "--stack", "acme-1001.yaml"], "without its suffix: acme-1001."),
        (["new", "customer", "maple", "--stack", "../x"], "is outside of"),
    ],
)
def test_what_cannot_be_a_customer_or_its_stack_is_refused(
    arguments: list[str], said: str, stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = held(stacks)
    assert run([*arguments, "-y"]) == 2
    assert said in capsys.readouterr().err
    assert held(stacks) == before


def test_the_new_customer_of_the_help_validates(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example = re.search(r"wholesale (new customer .*?extension=101)", new.EPILOG, re.DOTALL)
    assert example is not None
    assert run([*shlex.split(example[1].replace("\\\n", "")), "-y"]) == 0
    assert "more to say" not in capsys.readouterr().err
    assert run(["validate"]) == 0
    assert (stacks / "maple-3001.yaml").exists()


def test_fmt_takes_a_file_once(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stacks / "odd.yaml").write_text("customers: {}\nversion: 1\n")
    assert run(["fmt", "--check", "stacks", "stacks/odd.yaml", "./stacks/odd.yaml"]) == 7
    printed = capsys.readouterr()
    assert printed.out.count("+++ ") == 1
    assert printed.err == "5 files: 1 would be formatted, 4 as they should be\n"


@pytest.mark.usefixtures("stacks")
def test_fmt_without_colour_takes_the_path_behind_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fmt", "--check", "--no-color", "stacks/acme-1001.yaml"]) == 0
    assert capsys.readouterr().err == "1 file: 0 would be formatted, 1 as they should be\n"


def test_fmt_says_that_there_is_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["fmt"]) == 2
    assert "error: stacks: there is no such file or folder\n" in capsys.readouterr().err


def test_fmt_writes_the_others_when_one_cannot_be_written(
    stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    large, small = stacks / "a.yaml", stacks / "b.yaml"
    large.write_text("customers: {}\nversion: 1\n" + "# c\n" * 1000)
    small.write_text("customers: {}\nversion: 1\n")
    with full_disk(1000):
        assert run(["fmt", "stacks/a.yaml", "stacks/b.yaml"]) == 2
    assert "stacks/a.yaml cannot be written" in capsys.readouterr().err
    assert small.read_text() == "version: 1\ncustomers: {}\n"


@pytest.mark.parametrize(
    ("arguments", "code", "out"),
    [
        ([], 0, b"version: 1\r\ncustomers: {}\r\n"),
        (["--check"], 7, b"--- standard input\n+++ standard input\n"),
    ],
)
def test_fmt_formats_standard_input(
    arguments: list[str],
    code: int,
    out: bytes,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    given = io.TextIOWrapper(io.BytesIO(b"customers: {}\r\nversion: 1\r\n"), "utf-8")
    monkeypatch.setattr(sys, "stdin", given)
    assert run(["fmt", "-", *arguments]) == code
    sys.stdout.flush()
    assert capfdbinary.readouterr().out.startswith(out)


def test_fmt_takes_standard_input_alone(stacks: Path) -> None:
    assert run(["fmt", "-", str(stacks)]) == 2


def test_a_file_beyond_the_limit_is_not_edited(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stacks / "huge.yaml").write_text("version: 1\ncustomers: {}\n" + "#" * 10_000_000)
    assert run(["fmt", "stacks/huge.yaml"]) == 2
    assert "larger than 10 MB, and is not read" in capsys.readouterr().err


@pytest.mark.parametrize("occupied", ["specs", "stacks"])
def test_a_first_project_is_written_whole_or_not_at_all(
    occupied: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / occupied).write_text("a file")
    assert run(["init", str(tmp_path)]) == 2
    assert "a file stands where a folder must be; nothing is written" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == [occupied]
    assert run(["init", str(tmp_path / occupied / "below")]) == 2


def test_a_folder_with_a_space_is_quoted_in_what_comes_next(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", str(tmp_path / "a b")]) == 0
    assert f"cd '{tmp_path / 'a b'}'\n" in capsys.readouterr().err


def test_the_hooks_of_a_first_project_reach_what_those_of_this_one_reach() -> None:
    ours = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    (local,) = yaml.safe_load(files_of(ROOT)[".pre-commit-config.yaml"])["repos"]
    same = ("id", "name", "entry", "files", "exclude", "require_serial", "pass_filenames")
    assert [{key: hook.get(key) for key in same} for hook in local["hooks"]] == [
        {key: hook.get(key) for key in same} for hook in ours
    ]
    formats = ours[0]
    reached = [
        file
        for file in ("stacks/acme.yaml", "stacks/Pulumi.acme.yaml", "stacks/a/b.yaml", "x/stacks/a.yaml")
        if re.search(formats["files"], file) and not re.search(formats["exclude"], file)
    ]
    assert reached == ["stacks/acme.yaml"]


@pytest.mark.usefixtures("stacks")
def test_a_tab_knows_customers_and_stacks() -> None:
    assert complete_customers(None, None, "a") == ["acme-1001"]
    assert complete_stacks(None, None, "e") == ["estate-north"]


@pytest.mark.parametrize(
    ("name", "option", "completer"),
    [
        ("explain", "customer", complete_customers),
        ("unlock", "stack", complete_stacks),
        ("status", "named", complete_stacks),
        ("up", "named", complete_stacks),
        ("move", "target", complete_stacks),
        ("rename", "handle", complete_customers),
    ],
)
def test_every_customer_and_stack_that_is_asked_for_is_completed(
    name: str, option: str, completer: object
) -> None:
    command = wholesale.get_command(click.Context(wholesale), name)
    assert command is not None
    (parameter,) = (one for one in command.params if one.name == option)
    assert parameter._custom_shell_complete is completer


GROUPED = [["new", "customer"], ["add", "users"]]


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS), *GROUPED], ids=" ".join)
def test_a_help_fits_a_screen_of_80_columns_and_has_an_example(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run([*command, "--help"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if len(line) > 80] == []
    assert not command or any(line.strip() in {"Example:", "Examples:"} for line in lines)
