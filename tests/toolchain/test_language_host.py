"""The language host that stands in for the official one: asked directly, then by the real engine."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from checkouts import ROOT, executable, until
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import language_pb2 as language
from pulumi.runtime.proto.language_pb2_grpc import LanguageRuntimeStub

BIN = ROOT / ".toolchain/bin"
pytestmark = pytest.mark.skipif(
    not (BIN / "pulumi-language-python").exists(),
    reason="no toolchain is built here: an official Pulumi is used, or `make setup` has not run",
)

# Stands for the SDK's launcher: writes down how it was started, then does what the program's name says.
LAUNCHER = """
import json, os, sys, time
program = os.path.basename(sys.argv[-1])
note = {"args": sys.argv[1:], "config": os.environ["PULUMI_CONFIG"], "python": sys.executable,
        "secrets": os.environ["PULUMI_CONFIG_SECRET_KEYS"], "pid": os.getpid(), "cwd": os.getcwd(),
        "home": os.environ.get("PYTHONHOME"), "venv": os.environ.get("VIRTUAL_ENV")}
with open("note.tmp", "w") as file:
    json.dump(note, file)
os.rename("note.tmp", "note.json")
if program == "endless":
    time.sleep(60)
sys.exit(int(program))
"""


class Host:
    """A running host in `folder`, with a launcher beside it that only writes down what it is asked."""

    def __init__(self, folder: Path, **env: str) -> None:
        self.folder = folder
        self.binary = executable(
            folder / "pulumi-language-python", (BIN / "pulumi-language-python").read_bytes()
        )
        (folder / "pulumi-language-python-exec").write_text(LAUNCHER)
        self.process = subprocess.Popen(
            [self.binary, "engine.example:1"], stdout=subprocess.PIPE, text=True, env={**os.environ, **env}
        )
        assert self.process.stdout is not None
        self.channel = grpc.insecure_channel(f"127.0.0.1:{int(self.process.stdout.readline())}")
        self.calls = LanguageRuntimeStub(self.channel)

    def info(self, program: str, **options: str) -> language.ProgramInfo:
        struct = Struct()
        struct.update(options)
        return language.ProgramInfo(
            root_directory=str(self.folder),
            program_directory=str(self.folder),
            entry_point=program,
            options=struct,
        )

    def request(self, program: str, **fields: Any) -> language.RunRequest:
        return language.RunRequest(
            info=self.info(program, virtualenv=sys.prefix),
            project="p",
            stack="s",
            pwd=str(self.folder),
            **fields,
        )

    def note(self) -> Any:
        note = self.folder / "note.json"
        until(note.exists)
        return json.loads(note.read_text())

    def close(self) -> None:
        self.channel.close()
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    host = Host(tmp_path, PYTHONHOME="/nowhere")
    yield host
    host.close()


def is_alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return state.stdout.strip()[:1] not in ("", "Z")


def test_it_has_the_version_of_the_cli(host: Host) -> None:
    assert host.calls.GetPluginInfo(Empty()).version == "v3.259.0"


def test_a_program_that_ends_well_ends_the_run_well(host: Host) -> None:
    assert host.calls.Run(host.request("0")) == language.RunResponse()


def test_a_program_that_has_shown_its_error_ends_the_run_without_another(host: Host) -> None:
    assert host.calls.Run(host.request("32")) == language.RunResponse(bail=True)


def test_any_other_end_is_an_error_with_the_exit_code(host: Host) -> None:
    assert host.calls.Run(host.request("3")).error == "Program exited with non-zero exit code: 3"


def test_the_program_runs_in_the_virtualenv_with_all_that_the_engine_says(host: Host) -> None:
    host.calls.Run(
        host.request(
            "0", dryRun=True, parallel=7, organization="o", monitor_address="m:1", config={"p:a": "1"}
        )
    )

    note = host.note()
    assert note["args"] == [
        *("--monitor", "m:1", "--engine", "engine.example:1", "--project", "p"),
        *("--root_directory", str(host.folder), "--stack", "s", "--organization", "o"),
        *("--pwd", str(host.folder), "--dry_run", "true", "--parallel", "7", f"{host.folder}/0"),
    ]
    assert (note["config"], note["cwd"]) == ('{"p:a":"1"}', str(host.folder))
    assert (note["venv"], note["home"]) == (sys.prefix, None)
    assert Path(note["python"]).parent == Path(sys.prefix, "bin")


def test_no_configuration_is_an_empty_one(host: Host) -> None:
    host.calls.Run(host.request("0"))

    assert (host.note()["config"], host.note()["secrets"]) == ("{}", "[]")


def test_a_virtualenv_that_is_not_there_is_named(host: Host) -> None:
    with pytest.raises(
        grpc.RpcError, match=r"virtualenv .*/missing that Pulumi\.yaml names has no bin/python"
    ):
        host.calls.About(language.AboutRequest(info=host.info("0", virtualenv="missing")))


def test_the_engine_s_signal_ends_it_and_its_program_at_once(host: Host) -> None:
    running = host.calls.Run.future(host.request("endless"))
    program = int(host.note()["pid"])

    host.process.send_signal(signal.SIGINT)

    assert host.process.wait(timeout=2) == 0
    until(lambda: not is_alive(program), 2)
    running.cancel()


def test_a_run_that_the_engine_gives_up_ends_its_program(host: Host) -> None:
    running = host.calls.Run.future(host.request("endless"))
    program = int(host.note()["pid"])

    running.cancel()

    until(lambda: not is_alive(program), 5)
    assert host.calls.Run(host.request("0")) == language.RunResponse()


def test_it_does_not_outlive_an_engine_that_was_killed(host: Host) -> None:
    engine = subprocess.Popen(
        [sys.executable, "-c", "import subprocess, sys; subprocess.run(sys.argv[1])", host.binary],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert engine.stdout is not None
    engine.stdout.readline()
    engine.kill()

    # Its standard output, which nobody else has open, ends when the orphan ends.
    assert engine.communicate(timeout=5)[0] == ""


# --- with the real engine

PROGRAM = """
import pulumi
from pulumi.dynamic import CreateResult, Resource, ResourceProvider

class Provider(ResourceProvider):
    def create(self, props):
        if props["fails"]:
            raise Exception("no such luck")
        return CreateResult("id", props)

class Thing(Resource):
    def __init__(self, name, fails, opts=None):
        super().__init__(Provider(), name, {"fails": fails}, opts)

first = Thing("first", pulumi.Config().get_bool("fails") or False)
Thing("second", False, pulumi.ResourceOptions(depends_on=[first]))
pulumi.export("secret", pulumi.Config().get_secret("word"))
"""


class Project:
    """A Pulumi project in `folder`, with the toolchain that was built and a backend of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        options = json.dumps({"virtualenv": sys.prefix})
        (folder / "Pulumi.yaml").write_text(f"name: p\nruntime: {{name: python, options: {options}}}\n")
        (folder / "__main__.py").write_text(PROGRAM)
        (folder / "state").mkdir()
        self.env = {
            "PATH": f"{BIN}:{os.environ['PATH']}",
            "HOME": str(folder),
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{folder}/state",
            "PULUMI_CONFIG_PASSPHRASE": "trial",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
        }

    def pulumi(self, *args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pulumi", *args, "--non-interactive"],
            cwd=self.folder,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    assert project.pulumi("stack", "init", "s").returncode == 0
    return project


@pytest.mark.slow
def test_pulumi_creates_finds_unchanged_and_destroys(project: Project) -> None:
    project.pulumi("config", "set", "--secret", "word", "hush")

    up = project.pulumi("up", "--yes")
    assert up.returncode == 0, up.stdout
    assert "warning" not in up.stdout
    assert project.pulumi("stack", "output", "secret", "--show-secrets").stdout.strip() == "hush"
    assert project.pulumi("preview", "--expect-no-changes").returncode == 0
    assert project.pulumi("destroy", "--yes").returncode == 0


@pytest.mark.slow
def test_a_failed_resource_shows_its_error_and_no_traceback(project: Project) -> None:
    project.pulumi("config", "set", "fails", "true")

    up = project.pulumi("up", "--yes", "--skip-preview")

    assert up.returncode != 0
    assert "no such luck" in up.stdout
    assert "unhandled exception" not in up.stdout
    assert "ResourceRegistrationFailed" not in up.stdout


@pytest.mark.slow
def test_an_error_of_the_program_itself_keeps_its_traceback(project: Project) -> None:
    (project.folder / "__main__.py").write_text("raise KeyError('wrong')\n")

    up = project.pulumi("up", "--yes", "--skip-preview")

    assert up.returncode != 0
    assert "KeyError: 'wrong'" in up.stdout


@pytest.mark.slow
def test_after_make_env_the_shell_s_pulumi_works(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.yaml").write_text("name: p\nruntime: python\n")
    env = {key: value for key, value in os.environ.items() if not key.startswith("PULUMI_")}

    done = subprocess.run(
        ["sh", "-c", 'eval "$(make -s -C "$1" env)" && cd "$2" && pulumi stack ls', "sh", ROOT, tmp_path],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("NAME")
