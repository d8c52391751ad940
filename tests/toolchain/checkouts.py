"""A copy of the toolchain's sources, run with a PATH of which a test knows every entry."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

# What the scripts may find on the PATH.
# fmt: off
TOOLS = [
    "awk", "bash", "cat", "chmod", "cut", "dirname", "env", "flock", "grep", "install", "ln", "make", "mkdir",
    "mktemp", "mv", "readlink", "rm", "sed", "sh", "sha256sum", "shasum", "sleep", "tail", "tr", "uname",
    "wc",
]
# fmt: on

# Stands for Go: answers what toolchain/build asks, notes its builds, and makes small scripts.
FAKE_GO = """#!/bin/sh
case "$1 $2" in
"env GOVERSION") echo "${FAKE_GO_VERSION:-go1.99.0}" ;;
"env GOTOOLCHAIN") echo local ;;
"list -mod=readonly")
  case "$*" in
  *" -m "*) echo "$FAKE_SDK" ;;
  *)
    echo 'go: downloading x' >&2
    [ -z "${FAKE_NO_NETWORK:-}" ] || { echo 'dial tcp: no such host' >&2; exit 1; }
    echo some/package ;;
  esac ;;
"build -mod=readonly")
  echo build >>"$FAKE_LOG"
  sleep "${FAKE_BUILD_SECONDS:-0}"
  while [ "$1" != -o ]; do shift; done
  printf '#!/bin/sh\\necho %s\\n' "$FAKE_PULUMI_VERSION" >"$2/pulumi"
  printf '#!/bin/sh\\n' >"$2/language-host"
  chmod +x "$2/pulumi" "$2/language-host" ;;
esac
"""

# The few lines of the SDK's launcher that quiet_failures.py looks for.
LAUNCHER = """PYTHON_PROCESS_EXITED_AFTER_SHOWING_USER_ACTIONABLE_MESSAGE_CODE = 32
if __name__ == "__main__":
    try:
        exit_code = 0
    except pulumi.RunError as e:
        exit_code = 1
"""


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def executable(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    path.chmod(0o755)
    return path


@dataclass(frozen=True)
class Checkout:
    """The sources in `root`, the PATH's one folder `tools`, and the cache; `env` is the whole environment."""

    root: Path
    tools: Path
    cache: Path
    env: Mapping[str, str]

    def run(self, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.root,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def build(self, **env: str) -> subprocess.CompletedProcess[str]:
        return self.run("toolchain/build", **env)

    def start_build(self, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["toolchain/build"],
            cwd=self.root,
            env={**self.env, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def built(self) -> list[Path]:
        """The complete toolchains in the cache."""
        return [mark.parent for mark in self.cache.glob("*/built-here")]

    def builds(self) -> int:
        """How often Go compiled."""
        log = Path(self.env["FAKE_LOG"])
        return len(log.read_text().split()) if log.exists() else 0


def new_checkout(tmp_path: Path) -> Checkout:
    root = tmp_path / "it's a checkout"
    root.mkdir()
    shutil.copy(ROOT / "Makefile", root)
    shutil.copytree(ROOT / "toolchain", root / "toolchain")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    sdk = tmp_path / "sdk"
    executable(sdk / "python/cmd/pulumi-language-python-exec", LAUNCHER)
    executable(sdk / "python/dist/pulumi-resource-pulumi-python", "#!/bin/sh\n")
    env = {
        "PATH": str(tools),
        "HOME": str(tmp_path),
        "PYTHON": sys.executable,
        "WHOLESALE_TOOLCHAIN_CACHE": str(tmp_path / "cache"),
        "TMPDIR": str(tmp_path),
        "FAKE_SDK": str(sdk),
        "FAKE_LOG": str(tmp_path / "go.log"),
        "FAKE_PULUMI_VERSION": "v3.259.0",
    }
    return Checkout(root, tools, tmp_path / "cache", env)
