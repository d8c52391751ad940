"""Whatever stands in a stacks folder: `wholesale validate` refuses it in words, with exit code 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from wholesale.cli.main import run
from wholesale.settings import with_more

PARTNER = Path(__file__).parents[1] / "stacks" / "partner.yaml"
COMMAND = (sys.executable, "-c", "from wholesale.cli.main import main; main()", "validate")
BAD = b"version: 1\nnope: 1\ncustomers: {}\n"


@pytest.fixture
def stacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "stacks"
    folder.mkdir()
    (folder / "partner.yaml").write_bytes(PARTNER.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WHOLESALE_CACHE_DIR", str(tmp_path / "kept"))
    return folder


def put(folder: Path, name: bytes, content: bytes = BAD) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_bytes(content)


def ended(*arguments: str, **environment: str) -> tuple[int, bytes]:
    """Exit code and result of a process of its own; whatever it had to say of itself was no traceback."""
    done = subprocess.run(
        [*COMMAND, *arguments], capture_output=True, check=False, env=with_more(environment)
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, done.stdout


@pytest.mark.parametrize("output", ["text", "json", "sarif", "junit", "github", "gitlab"])
def test_a_name_that_is_no_text_is_refused_and_every_output_can_hold_it(
    stacks: Path, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    put(stacks, b"caf\xe9.yaml")
    assert run(["validate", "--output", output]) == 2
    said = capsys.readouterr().out
    said.encode("utf-8")
    assert "its name is not UTF-8" in said


def test_a_name_with_a_line_break_begins_no_line_of_the_text(
    stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(stacks, b"a\n::error::b\x1b[31m.yaml")
    assert run(["validate", "--concise"]) == 2
    assert capsys.readouterr().out == 'stacks/a\\n::error::b\\x1b[31m.yaml:2:1: error: unknown key "nope"\n'


def test_a_folder_with_the_name_of_a_stack_is_told(stacks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (stacks / "shop.yaml").mkdir()
    put(stacks, b"other.yaml", b"version: 1\ncustomers: {}\n")
    assert run(["validate", "--concise"]) == 2
    assert capsys.readouterr().out == "stacks/shop.yaml:1:1: error: cannot be read: Is a directory\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-16", "utf-8"])
def test_the_result_is_utf_8_whatever_the_pipeline_speaks(stacks: Path, encoding: str) -> None:
    put(stacks, b"shop.yaml", "version: 1\ncustomers: {}\nnöpe漢: 1\n".encode())
    code, said = ended("--output", "json", PYTHONIOENCODING=encoding)
    assert code == 2
    assert json.loads(said.decode("utf-8"))["problems"][0]["path"] == "nöpe漢"
    assert ET.fromstring(ended("--output", "junit", PYTHONIOENCODING=encoding)[1]) is not None  # noqa: S314 - our own text
