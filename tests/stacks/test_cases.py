"""Each folder of good/ and bad/ is a test: files of a stacks folder, and what `wholesale validate` says.

`made.txt` says what a repository cannot hold: pipes, links out of the folder, files of some size.
`expected.txt` of a case holds all that is said, but for what is not applied. `near.txt` of a good case names
the rules that it is the near miss of, one a line. `command.txt` of either is run in place of a plain
`validate`. A case with `branches/base` and `branches/other` is a git repository: its files are edited on
top of base, and the branch `other` grew from base as well.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from wholesale.cli.main import run
from wholesale.stacks.rulebook import RULES

HERE = Path(__file__).parent
GOOD = sorted(path for path in (HERE / "good").iterdir() if path.is_dir())
BAD = sorted(path for path in (HERE / "bad").iterdir() if path.is_dir())


TODAY = "2026-11-24"


def command_of(case: Path) -> list[str]:
    """What is run: a case may bring its own command."""
    own = case / "command.txt"
    return own.read_text("utf-8").split() if own.exists() else ["validate", "--today", TODAY]


def made(stacks: Path, sort: str, name: str, more: str = "") -> None:
    """Make a pipe, a link to somewhere, or a file longer by a comment until it has so many bytes."""
    file = stacks / name
    if sort == "pipe":
        os.mkfifo(file)
    elif sort == "link":
        file.symlink_to(more)
    elif sort == "bytes":
        file.write_text(file.read_text("utf-8") + "#" * (int(more) - file.stat().st_size), "utf-8")


NO_STACK = shutil.ignore_patterns("*.txt", "branches")


def lay_out(case: Path, stacks: Path) -> None:
    """The files of a case as the stacks folder, and nothing else in it."""
    shutil.rmtree(stacks, ignore_errors=True)
    shutil.copytree(case, stacks, ignore=NO_STACK)
    if not (stacks / "partner.yaml").exists():
        shutil.copy(HERE / "partner.yaml", stacks)
    more = case / "made.txt"
    for line in more.read_text("utf-8").splitlines() if more.exists() else ():
        made(stacks, *line.split())


def branch_off(branches: Path, folder: Path) -> None:
    """A repository whose branches `main` and `other` have the files of base and other."""
    who = ("-c", "user.name=ops", "-c", "user.email=ops@example.com")
    for name, start in (("base", "main"), ("other", "other")):
        if name == "base":
            subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
        else:
            subprocess.run(["git", "-C", str(folder), "checkout", "-q", "-b", start], check=True)
        lay_out(branches / name, folder / "stacks")
        subprocess.run(["git", "-C", str(folder), "add", "-A"], check=True)
        subprocess.run(["git", "-C", str(folder), *who, "commit", "-q", "-m", name], check=True)
    subprocess.run(["git", "-C", str(folder), "checkout", "-q", "main"], check=True)


def said_of(
    case: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, output: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """Exit code and problems of a case, laid out as `stacks/` of a fresh folder."""
    stacks = folder / "stacks"
    if (case / "branches").is_dir():
        branch_off(case / "branches", folder)
    lay_out(case, stacks)
    monkeypatch.chdir(folder)
    code = run(command_of(case))
    printed = output.readouterr().out.splitlines(keepends=True)
    return code, "".join(line for line in printed if not line.startswith("not applied: "))


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_good_files_have_no_problems(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waived = case / "expected.txt"
    expected = waived.read_text("utf-8") if waived.exists() else ""
    assert said_of(case, tmp_path, monkeypatch, capsys) == (0, expected)


@pytest.mark.parametrize("folder", ["stacks", "examples", "examples/first-customer"])
def test_the_files_that_are_shipped_have_no_problems(
    folder: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(HERE.parents[1])
    assert run(["validate", folder]) == 0
    assert ": warning: " not in capsys.readouterr().out


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_bad_files_are_told_exactly_as_expected(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = said_of(case, tmp_path, monkeypatch, capsys)
    assert said == (case / "expected.txt").read_text("utf-8")
    assert code == (2 if re.search(r": error: |^::error ", said, re.MULTILINE) else 0)


_TOLD = r"^(?:    |::error .*title=)(WS\d{3}) "
"""A rule as text tells it, and as the output for GitHub does."""


def told_rules(case: Path) -> set[str]:
    """The rules that a bad case is expected to break."""
    return set(re.findall(_TOLD, (case / "expected.txt").read_text("utf-8"), re.MULTILINE))


def missed_rules(case: Path) -> set[str]:
    """The rules that a good case only just does not break."""
    near = case / "near.txt"
    return set(re.findall(r"^(WS\d{3})\b", near.read_text("utf-8"), re.MULTILINE)) if near.exists() else set()


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_bad_case(rule: str) -> None:
    assert any(rule in told_rules(case) for case in BAD)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_good_case_that_only_just_keeps_it(rule: str) -> None:
    assert any(rule in missed_rules(case) for case in GOOD)


def test_cases_name_only_rules_that_there_are() -> None:
    named = set().union(*(told_rules(case) for case in BAD), *(missed_rules(case) for case in GOOD))
    assert named <= RULES.keys()
