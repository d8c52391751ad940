"""How a process of the command line ends: with its exit code, and never with a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wholesale.cli.main import COMMANDS, run

EXAMPLES = Path(__file__).parents[2] / "examples"
COMMAND = (sys.executable, "-c", "from wholesale.cli.main import main; main()")


def test_a_command_ends_with_its_exit_code_and_all_that_it_said() -> None:
    right = subprocess.run([*COMMAND, "validate", EXAMPLES], capture_output=True, text=True, check=False)
    wrong = subprocess.run([*COMMAND, "validate", "nowhere"], capture_output=True, text=True, check=False)
    assert (right.returncode, wrong.returncode) == (0, 2)
    assert "0 errors" in right.stderr
    assert wrong.stdout.startswith("nowhere:1:1: error:")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is one of Linux")
def test_output_that_cannot_be_written_is_an_error() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [*COMMAND, "validate", "nowhere"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (ended.returncode, ended.stderr) == (
        1,
        "error: the output could not be written: No space left on device\n",
    )


def test_a_reader_that_has_gone_is_no_traceback() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [*COMMAND, "validate", "nowhere"], stdout=writer, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (1, "")


def test_the_help_has_a_whole_line_for_each_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    run(["--help"])
    lines = capsys.readouterr().out.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert [line.split()[0] for line in lines] == list(COMMANDS)
    assert all(line.endswith(".") and not line.endswith("...") for line in lines)


def test_a_slip_in_a_command_is_met_with_the_command_that_is_meant(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["validat"]) == 2
    assert 'No such command "validat". Did you mean "validate"?' in capsys.readouterr().err
    assert run(["zzz"]) == 2
    assert "No such command" in capsys.readouterr().err
