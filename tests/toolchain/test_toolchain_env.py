"""`make -s env`: exports for trials by hand, and nothing else."""

import re
import subprocess

import pytest
from checkouts import ROOT, Checkout

NAMES = ["PATH", "PULUMI_BACKEND_URL", "PULUMI_HOME", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_SKIP_UPDATE_CHECK"]


def evaluated(checkout: Checkout, **env: str) -> dict[str, str]:
    """What a shell has in its environment after `eval "$(make -s env)"`."""
    done = checkout.run("sh", "-c", 'set -eu; eval "$(make -s env)"; env', **env)
    assert (done.returncode, done.stderr) == (0, "")
    return dict(line.partition("=")[::2] for line in done.stdout.splitlines())


def test_it_prints_exports_and_nothing_else(checkout: Checkout) -> None:
    done = checkout.run("make", "-s", "env")

    assert (done.returncode, done.stderr) == (0, "")
    assert re.findall(r"^export (\w+)='", done.stdout, re.MULTILINE) == NAMES
    assert len(done.stdout.splitlines()) == len(NAMES)


def test_the_shell_finds_the_tools_of_this_checkout_first(checkout: Checkout) -> None:
    path = evaluated(checkout)["PATH"]

    assert path == f"{checkout.root}/.venv/bin:{checkout.root}/.toolchain/bin:{checkout.tools}"


@pytest.mark.usefixtures("official")
def test_an_official_installation_keeps_its_place_on_the_path(checkout: Checkout) -> None:
    checkout.build()

    assert evaluated(checkout)["PATH"] == f"{checkout.root}/.venv/bin:{checkout.tools}"


def test_evaluating_twice_changes_nothing(checkout: Checkout) -> None:
    once = evaluated(checkout)

    assert evaluated(checkout, PATH=once["PATH"])["PATH"] == once["PATH"]


def test_trials_have_their_own_state_and_pulumi_folder(checkout: Checkout) -> None:
    env = evaluated(checkout)

    assert env["PULUMI_BACKEND_URL"] == f"file://{checkout.root}/.trial/state?metadata=skip"
    assert env["PULUMI_HOME"] == f"{checkout.root}/.trial/home"
    assert env["PULUMI_CONFIG_PASSPHRASE"] == "trial"
    assert env["PULUMI_SKIP_UPDATE_CHECK"] == "true"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PULUMI_BACKEND_URL", "s3://states"),
        ("PULUMI_HOME", "/opt/pulumi"),
        ("PULUMI_CONFIG_PASSPHRASE", "a 'real' $one"),
        ("PULUMI_CONFIG_PASSPHRASE", ""),
        ("PULUMI_SKIP_UPDATE_CHECK", "false"),
    ],
)
def test_what_is_set_stays_and_is_not_printed(checkout: Checkout, name: str, value: str) -> None:
    assert evaluated(checkout, **{name: value})[name] == value
    assert f"export {name}=" not in checkout.run("make", "-s", "env", **{name: value}).stdout


def test_a_passphrase_in_a_file_is_a_passphrase(checkout: Checkout) -> None:
    assert "PULUMI_CONFIG_PASSPHRASE" not in evaluated(checkout, PULUMI_CONFIG_PASSPHRASE_FILE="/run/secret")


def test_it_installs_nothing(checkout: Checkout) -> None:
    evaluated(checkout)

    assert not (checkout.root / ".venv").exists()
    assert not (checkout.root / ".toolchain").exists()
    assert not checkout.cache.exists()


@pytest.mark.parametrize("made", [".trial/state", ".toolchain/bin", ".venv/bin"])
def test_what_it_names_is_ignored_by_git(made: str) -> None:
    assert subprocess.run(["git", "check-ignore", "-q", made], cwd=ROOT, check=False).returncode == 0
