"""`toolchain/build` with a stand-in for Go, which answers at once."""

import re
import signal
import tomllib
from pathlib import Path

import pytest
from checkouts import ROOT, Checkout, executable, until


@pytest.mark.usefixtures("go", "official")
def test_a_complete_official_installation_is_used_and_nothing_is_built(checkout: Checkout) -> None:
    done = checkout.build()

    assert done.stdout == f"toolchain: ready: official Pulumi v3.240.0 in {checkout.tools}\n"
    assert (done.returncode, done.stderr, checkout.builds()) == (0, "", 0)
    assert not (checkout.root / ".toolchain/bin").exists()


@pytest.mark.usefixtures("go", "official")
def test_the_official_installation_can_be_left_aside(checkout: Checkout) -> None:
    done = checkout.build(WHOLESALE_TOOLCHAIN="build")

    assert (done.returncode, checkout.builds()) == (0, 1)
    assert (checkout.root / ".toolchain/bin/pulumi").exists()


@pytest.mark.usefixtures("go")
@pytest.mark.parametrize("missing", ["pulumi-language-python", "pulumi-language-python-exec"])
def test_an_incomplete_official_installation_is_named_and_not_used(
    checkout: Checkout, official: Path, missing: str
) -> None:
    (official / missing).unlink()

    done = checkout.build()

    assert f"{official}/pulumi is there, but no {missing} beside it or on the PATH" in done.stdout
    assert (done.returncode, checkout.builds()) == (0, 1)


@pytest.mark.usefixtures("go")
@pytest.mark.parametrize("version", ["v3.199.0", "v2.300.0", "v4.0.0", "dev"])
def test_an_official_installation_of_another_time_is_not_used(
    checkout: Checkout, official: Path, version: str
) -> None:
    executable(official / "pulumi", f"#!/bin/sh\necho {version}\n")

    done = checkout.build()

    assert f"has version '{version}', not 3.200 or a later 3.x" in done.stdout
    assert checkout.builds() == 1


def test_the_companions_may_lie_beside_the_file_that_a_link_names(
    checkout: Checkout, official: Path, tmp_path: Path
) -> None:
    cellar = tmp_path / "cellar"
    cellar.mkdir()
    for name in ("pulumi", "pulumi-language-python", "pulumi-language-python-exec"):
        (official / name).rename(cellar / name)
    (official / "pulumi").symlink_to(cellar / "pulumi")

    assert "ready: official" in checkout.build().stdout


@pytest.mark.usefixtures("go")
def test_a_second_run_has_nothing_to_do_and_says_so_in_one_line(checkout: Checkout) -> None:
    checkout.build()

    done = checkout.build()

    assert re.fullmatch(r"toolchain: ready: Pulumi v3\.259\.0, built here: \S+/bin\n", done.stdout)
    assert checkout.builds() == 1


@pytest.mark.usefixtures("go")
def test_a_built_one_on_the_path_is_not_taken_for_an_official_one(checkout: Checkout) -> None:
    checkout.build()

    done = checkout.build(PATH=f"{checkout.root}/.toolchain/bin:{checkout.tools}")

    assert "built here" in done.stdout


def test_what_was_built_needs_no_go_any_more(checkout: Checkout, go: Path) -> None:
    checkout.build()
    go.unlink()

    assert checkout.build().returncode == 0


@pytest.mark.usefixtures("go")
def test_the_built_one_is_complete(checkout: Checkout) -> None:
    done = checkout.build()

    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (checkout.root / ".toolchain/bin").iterdir()) == [
        "pulumi",
        "pulumi-language-python",
        "pulumi-language-python-exec",
        "pulumi-resource-pulumi-python",
    ]
    launcher = (checkout.root / ".toolchain/bin/pulumi-language-python-exec").read_text()
    assert "except pulumi.runtime.stack.ResourceRegistrationFailed:" in launcher
    assert "the four minutes" in done.stdout


@pytest.mark.usefixtures("go")
def test_a_change_of_the_sources_is_another_toolchain(checkout: Checkout) -> None:
    checkout.build()
    with (checkout.root / "toolchain/language-host/main.go").open("a") as source:
        source.write("// changed\n")
    checkout.build()

    assert len(checkout.built()) == 2


def test_without_go_there_is_one_message_with_the_ways_out(checkout: Checkout) -> None:
    done = checkout.build()

    assert done.returncode == 1
    assert done.stderr.count("toolchain:") == 1
    assert "there is no Go on the PATH (and there is no pulumi on the PATH)" in done.stderr
    assert "https://go.dev/dl" in done.stderr
    assert "https://www.pulumi.com/docs/install" in done.stderr


@pytest.mark.usefixtures("go")
@pytest.mark.parametrize("version", ["go1.18.3", "go1.25.9", "go1.25rc1", "unknown"])
def test_a_go_that_is_too_old_is_named_with_the_one_that_is_needed(checkout: Checkout, version: str) -> None:
    done = checkout.build(FAKE_GO_VERSION=version)

    assert done.returncode == 1
    assert f"Go {version.removeprefix('go')} is too old, it needs 1.25.11" in done.stderr


@pytest.mark.usefixtures("go")
@pytest.mark.parametrize("version", ["go1.25.11", "go1.26", "go1.30.1", "go2.0.0"])
def test_a_go_that_is_new_enough_builds(checkout: Checkout, version: str) -> None:
    assert checkout.build(FAKE_GO_VERSION=version).returncode == 0


@pytest.mark.usefixtures("go")
def test_without_a_network_there_is_one_message_with_the_words_of_go(checkout: Checkout) -> None:
    done = checkout.build(FAKE_NO_NETWORK="1")

    assert done.returncode == 1
    assert done.stderr.count("toolchain:") == 1
    assert "dial tcp: no such host" in done.stderr
    assert "go env GOPROXY" in done.stderr
    assert "downloading x" not in done.stderr
    assert checkout.built() == []


@pytest.mark.usefixtures("go")
def test_an_sdk_with_another_launcher_fails_the_build(checkout: Checkout) -> None:
    executable(Path(checkout.env["FAKE_SDK"]) / "python/cmd/pulumi-language-python-exec", "import pulumi\n")

    done = checkout.build()

    assert done.returncode == 1
    assert "'except pulumi.RunError as e:' stands 0 times in it, not once" in done.stderr
    assert checkout.built() == []


@pytest.mark.usefixtures("go")
def test_a_binary_of_another_version_fails_the_build(checkout: Checkout) -> None:
    done = checkout.build(FAKE_PULUMI_VERSION="v3.1.0")

    assert "answers 'v3.1.0' to `pulumi version`, not 'v3.259.0'" in done.stderr
    assert (done.returncode, checkout.built()) == (1, [])


@pytest.mark.usefixtures("go")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_build_leaves_nothing_that_a_later_one_takes_for_complete(
    checkout: Checkout, end: signal.Signals
) -> None:
    with checkout.start_build(FAKE_BUILD_SECONDS="5") as killed:
        until(lambda: checkout.builds() == 1)
        killed.send_signal(end)
    assert checkout.built() == []

    done = checkout.build()

    assert (done.returncode, checkout.builds(), len(checkout.built())) == (0, 2, 1)
    assert list(checkout.cache.glob("*.building.*")) == []


@pytest.mark.usefixtures("go")
def test_of_two_builds_at_once_one_waits_for_the_other(checkout: Checkout) -> None:
    both = [checkout.start_build(FAKE_BUILD_SECONDS="1") for _ in range(2)]
    said = [build.communicate()[0] for build in both]

    assert [build.returncode for build in both] == [0, 0]
    assert checkout.builds() == 1
    assert "another build of Pulumi is running: waiting for it" in "".join(said)


@pytest.mark.usefixtures("go")
def test_two_builds_at_once_do_no_harm_where_there_is_no_flock(checkout: Checkout) -> None:
    (checkout.tools / "flock").unlink()
    both = [checkout.start_build(FAKE_BUILD_SECONDS="1") for _ in range(2)]
    for build in both:
        build.communicate()

    assert [build.returncode for build in both] == [0, 0]
    assert len(checkout.built()) == 1
    assert list(checkout.cache.glob("*.building.*")) == []


def test_an_unknown_choice_is_refused(checkout: Checkout) -> None:
    done = checkout.build(WHOLESALE_TOOLCHAIN="offical")

    assert (done.returncode, done.stderr) == (
        1,
        "toolchain: WHOLESALE_TOOLCHAIN is 'offical'; it may be 'build', or not set.\n",
    )


def test_the_cli_and_the_python_sdk_are_of_one_version() -> None:
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    pins = (ROOT / "toolchain/go.mod").read_text()

    assert "pulumi==3.259.0" in dependencies
    assert "github.com/pulumi/pulumi/pkg/v3 v3.259.0 " in pins
    assert "github.com/pulumi/pulumi/sdk/v3 v3.259.0\n" in pins
