"""Each folder of good/ and bad/ is a test: files of a stacks folder, and what `wholesale validate` says."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from wholesale.cli.main import run

HERE = Path(__file__).parent
GOOD = sorted(path for path in (HERE / "good").iterdir() if path.is_dir())
BAD = sorted(path for path in (HERE / "bad").iterdir() if path.is_dir())


def said_of(
    case: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, output: pytest.CaptureFixture[str]
) -> tuple[int, str]:
    """Exit code and problems of a case, laid out as `stacks/` of a fresh folder."""
    stacks = folder / "stacks"
    shutil.copytree(case, stacks, ignore=shutil.ignore_patterns("expected.txt"))
    if not (stacks / "partner.yaml").exists():
        shutil.copy(HERE / "partner.yaml", stacks)
    monkeypatch.chdir(folder)
    code = run(["validate"])
    printed = output.readouterr().out.splitlines(keepends=True)
    return code, "".join(line for line in printed if not line.startswith("not applied: "))


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_good_files_have_no_problems(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said_of(case, tmp_path, monkeypatch, capsys) == (0, "")


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
    assert code == (2 if ": error: " in said else 0)
