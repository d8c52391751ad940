"""What is kept for the next time changes nothing but the time: answers are those of a run without it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wholesale.cli.main import run
from wholesale.validation import kept
from wholesale.validation.survey import survey

CASES = Path(__file__).parents[1] / "stacks"
FOLDERS = sorted(path for kind in ("good", "bad") for path in (CASES / kind).iterdir() if path.is_dir())
NOTHING = {"WHOLESALE_CACHE_DIR": ""}
DAYS = ("2026-11-24", "2026-11-25", "2031-01-01")
NORTH = """version: 1
defaults: {locationDefaults: {timezone: America/Chicago, language: en_us}}
customers:
  acme:
    orgId: NTU1NQ
    tags: [a, b, c, d, e, f]  # wholesale: allow WS304 until 2027-03-31: agreed in May
    packages: {webex_meetings: {}}
    users: {ada: {email: ada@acme.example, firstName: Ada, lastName: Lovelace, package: webex_meetings}}
"""
SOUTH = NORTH.replace("acme", "bolt")
HEIR = NORTH.replace("defaults: {", "defaults: {extends: [smb-us], ")
PARTNER = (CASES / "partner.yaml").read_text("utf-8")
CONTENTS = {
    "north.yaml": (
        NORTH,
        NORTH.replace("  # wholesale", "\n#"),
        HEIR,
        NORTH.replace("orgId", "orgid"),
        "version: [\n",
        None,
    ),
    "south.yaml": (SOUTH, NORTH, NORTH.replace("customers:", "customers: # again"), None),
    "partner.yaml": (
        PARTNER,
        PARTNER.replace("smb-us", "smb-uk"),
        f"{PARTNER}settings: {{requireApprovedPlan: true}}\n",
        "no: [yes",
        None,
    ),
    "confirmations.yaml": (
        None,
        "version: 1\nconfirmations:\n  - {task: acme/signIn, state: done, when: '2026-11-01', by: Ann}\n",
        "version: 1\nconfirmations:\n  - {task: coil/signIn, state: done, when: '2026-11-01', by: Ann}\n",
    ),
}
edits = st.one_of(
    *(st.tuples(st.just(name), st.sampled_from(contents)) for name, contents in CONTENTS.items()),
    st.tuples(st.just("day"), st.sampled_from(DAYS)),
)


def said(*arguments: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(["validate", *arguments])
    return code, out.getvalue(), err.getvalue()


@pytest.mark.parametrize("case", FOLDERS, ids=lambda case: case.name)
def test_every_case_is_told_alike_anew_and_from_what_is_kept(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(case, tmp_path / "stacks", ignore=shutil.ignore_patterns("*.txt"))
    if not (tmp_path / "stacks" / "partner.yaml").exists():
        shutil.copy(CASES / "partner.yaml", tmp_path / "stacks")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WHOLESALE_CACHE_DIR", str(tmp_path / "kept"))
    anew = said("--no-cache", "--today", DAYS[0])
    assert not (tmp_path / "kept").exists()
    assert [said("--today", DAYS[0]) for _ in range(2)] == [anew, anew]


@settings(max_examples=40)
@given(st.lists(edits, min_size=1, max_size=6))
def test_after_any_edits_all_is_told_as_if_nothing_were_kept(steps: list[tuple[str, str | None]]) -> None:
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patched:
        folder = Path(name, "stacks")
        folder.mkdir()
        for file, contents in CONTENTS.items():
            write(folder / file, contents[0])
        patched.chdir(name)
        patched.setenv("WHOLESALE_CACHE_DIR", str(Path(name, "kept")))
        day = DAYS[0]
        for what, value in steps:
            if what == "day":
                day = str(value)
            else:
                write(folder / what, value)
            anew = said("--no-cache", "--today", day)
            assert [said("--today", day) for _ in range(2)] == [anew, anew]


def write(file: Path, text: str | None) -> None:
    if text is None:
        file.unlink(missing_ok=True)
    else:
        file.write_text(text, "utf-8")


@pytest.fixture
def stacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "stacks"
    folder.mkdir()
    for name, text in (("north.yaml", NORTH), ("south.yaml", SOUTH), ("partner.yaml", PARTNER)):
        (folder / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


TODAY = date(2026, 11, 24)


def test_what_is_kept_is_used(stacks: Path, tmp_path: Path) -> None:
    answer = survey([stacks], TODAY, tmp_path / "kept")
    (file,) = (tmp_path / "kept").iterdir()
    first, second = file.read_text("utf-8").split("\n")
    maker, digest, kept_answer = json.loads(first)
    file.write_text("\n".join([json.dumps([maker, digest, {**kept_answer, "counts": [77, 7]}]), second]))
    assert survey([stacks], TODAY, tmp_path / "kept").stacks == 77
    assert answer.stacks == 2


def test_only_what_changed_is_checked_again(stacks: Path, tmp_path: Path) -> None:
    survey([stacks], TODAY, tmp_path / "kept")
    (file,) = (tmp_path / "kept").iterdir()
    file.write_text(file.read_text("utf-8").replace('"acme"', '"kept from before"'), "utf-8")
    (stacks / "south.yaml").write_text(f"{SOUTH}# a comment\n", "utf-8")
    survey([stacks], TODAY, tmp_path / "kept")
    assert '"kept from before"' in file.read_text("utf-8")


def test_another_version_of_ours_believes_nothing(stacks: Path, tmp_path: Path) -> None:
    shelf = kept.shelf(tmp_path / "kept", [stacks], TODAY)
    shelf.keep("abc", survey([stacks], TODAY), {})
    assert shelf.answer("abc") is not None
    assert kept.Shelf(shelf.file, "another version").answer("abc") is None


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null\nnull", "[1,2]\n{}", '["a","b",{}]\n{"x":1}', "[" * 100_000, "\x00\n\xff"],
)
def test_a_broken_file_is_as_good_as_none(stacks: Path, tmp_path: Path, content: str) -> None:
    anew = survey([stacks], TODAY, tmp_path / "kept")
    (file,) = (tmp_path / "kept").iterdir()
    file.write_text(content, "utf-8")
    assert survey([stacks], TODAY, tmp_path / "kept") == anew


def test_a_line_that_does_not_hold_reports_is_as_good_as_none(stacks: Path, tmp_path: Path) -> None:
    survey([stacks], TODAY, tmp_path / "kept")
    (file,) = (tmp_path / "kept").iterdir()
    first, second = file.read_text("utf-8").split("\n")
    rows = {name: [digest, ["nonsense"]] for name, (digest, _) in json.loads(second).items()}
    file.write_text(f"{first}\n{json.dumps(rows)}", "utf-8")
    (stacks / "south.yaml").write_text(f"{SOUTH}# a comment\n", "utf-8")
    assert survey([stacks], TODAY, tmp_path / "kept") == survey([stacks], TODAY)


@pytest.mark.parametrize("what", ["folder", "file"])
def test_what_others_may_read_or_write_is_not_believed(stacks: Path, tmp_path: Path, what: str) -> None:
    shelf = kept.shelf(tmp_path / "kept", [stacks], TODAY)
    shelf.keep("abc", survey([stacks], TODAY), {})
    (shelf.file.parent if what == "folder" else shelf.file).chmod(0o777)
    assert shelf.answer("abc") is None


def test_only_the_user_can_look_into_what_is_kept(stacks: Path, tmp_path: Path) -> None:
    survey([stacks], TODAY, tmp_path / "a" / "kept")
    (file,) = (tmp_path / "a" / "kept").iterdir()
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_is_kept_names_nobody(stacks: Path, tmp_path: Path) -> None:
    survey([stacks], TODAY, tmp_path / "kept")
    (file,) = (tmp_path / "kept").iterdir()
    for word in ("ada", "Lovelace", "NTU1NQ"):
        assert word not in file.read_text("utf-8")


def test_the_store_does_not_grow_for_ever(stacks: Path, tmp_path: Path) -> None:
    for number in range(kept.MOST_FILES + 5):
        kept.shelf(tmp_path / "kept", [Path(str(number))], TODAY).keep("abc", survey([stacks], TODAY), {})
    assert len(list((tmp_path / "kept").iterdir())) == kept.MOST_FILES


def test_a_store_that_cannot_be_written_changes_nothing(stacks: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where the folder should be", "utf-8")
    assert survey([stacks], TODAY, tmp_path / "kept") == survey([stacks], TODAY)


def test_without_a_change_no_parser_model_or_rule_is_loaded(
    stacks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLESALE_CACHE_DIR", str(tmp_path / "kept"))
    said(str(stacks))
    script = (
        "import sys; from wholesale.cli.main import run; run(['validate', sys.argv[1]]);"
        "print([name for name in ('yaml', 'yaml_rs', 'pydantic', 'asyncio', 'wholesale.stacks.rulebook')"
        " if name in sys.modules], file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", script, stacks], capture_output=True, text=True, check=True)
    assert ended.stderr.splitlines()[-1] == "[]"


READY = "import sys; from wholesale.cli.main import main; sys.stdin.read(); main()"
"""A process that begins once its standard input is closed, as all that share it do."""


@pytest.mark.usefixtures("stacks")
def test_processes_that_keep_at_the_same_time_say_what_one_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOLESALE_CACHE_DIR", str(tmp_path / "kept"))
    anew = said("--no-cache", "--today", DAYS[0])
    begin, hold = os.pipe()
    command = [sys.executable, "-c", READY, "validate", "--today", DAYS[0]]
    running = [
        subprocess.Popen(command, stdin=begin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    os.close(hold)
    os.close(begin)
    ended = [(*process.communicate(), process.returncode) for process in running]
    assert [(code, out, err) for out, err, code in ended] == [anew] * 4
    (file,) = (tmp_path / "kept").iterdir()
    shelf = kept.shelf(tmp_path / "kept", [Path("stacks")], date.fromisoformat(DAYS[0]))
    assert file == shelf.file
    assert shelf.answer(json.loads(file.read_text("utf-8").split("\n")[0])[1]) == survey(
        [Path("stacks")], date.fromisoformat(DAYS[0])
    )


def test_files_of_somebody_else_in_the_folder_of_kept_answers_stay(tmp_path: Path) -> None:
    stacks, store = tmp_path / "stacks", tmp_path / "store"
    shutil.copytree(CASES / "good" / "contract", stacks)
    store.mkdir(mode=0o700)
    others = [store / f"letter-{number}.json" for number in range(kept.MOST_FILES + 5)]
    for other in others:
        other.write_text("mine")
    survey([stacks], store=store)
    assert all(other.exists() for other in others)
    assert len(list(store.iterdir())) == len(others) + 1


def test_a_pipe_in_the_place_of_a_kept_answer_is_as_good_as_none(tmp_path: Path) -> None:
    stacks, store = tmp_path / "stacks", tmp_path / "store"
    shutil.copytree(CASES / "good" / "contract", stacks)
    answer = survey([stacks], store=store)
    (file,) = store.iterdir()
    file.unlink()
    os.mkfifo(file, 0o600)
    assert survey([stacks], store=store) == answer
