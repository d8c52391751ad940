"""`wholesale validate --against`: where git cannot help, the message says what to do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from wholesale.cli.main import run

EXAMPLES = Path(__file__).parents[2] / "examples"
WHO = ("-c", "user.name=ops", "-c", "user.email=ops@example.com")


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a `stacks` folder in it, as the working directory."""
    (tmp_path / "stacks").mkdir()
    for file in EXAMPLES.glob("*.yaml"):
        shutil.copy(file, tmp_path / "stacks")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.delenv("WHOLESALE_STACKS_DIR", raising=False)
    return tmp_path


def committed(project: Path) -> None:
    git("init", "-q", "-b", "main", str(project))
    git("add", "-A")
    git(*WHO, "commit", "-q", "-m", "files")


@pytest.mark.usefixtures("project")
def test_a_folder_outside_of_git_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["validate", "--against", "main"]) == 2
    assert "stacks is in no git repository" in capsys.readouterr().err


def test_a_revision_that_is_not_there_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    committed(project)
    assert run(["validate", "--against", "mian"]) == 2
    assert "git knows no such revision" in capsys.readouterr().err


def test_a_revision_without_a_common_ancestor_is_told(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    committed(project)
    git("checkout", "-q", "--orphan", "alone")
    git(*WHO, "commit", "-q", "-m", "alone")
    assert run(["validate", "--against", "main"]) == 2
    assert "no ancestor in common" in capsys.readouterr().err


def test_a_branch_compared_with_itself_has_nothing_twice(project: Path) -> None:
    committed(project)
    assert run(["validate", "--against", "main"]) == 0


def test_the_working_tree_and_the_branch_stay_as_they_were(project: Path) -> None:
    committed(project)
    (project / "stacks" / "acme-1001.yaml").unlink()
    before = subprocess.run(["git", "status", "--porcelain"], capture_output=True, check=True).stdout
    run(["validate", "--against", "main"])
    after = subprocess.run(["git", "status", "--porcelain"], capture_output=True, check=True).stdout
    assert after == before
