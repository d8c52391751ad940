"""The whole story in the terminal: a customer is made, edited, drifts, is kept, and leaves.

Real `pulumi` commands against the simulator, in a temporary folder with a backend of its own; nothing of it
stays, and the checkout is not touched. Run it with `make demo`.
"""

from __future__ import annotations

import contextlib
import difflib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
STACK = "first-customer"
PATIENCE = 15.0

PACKAGE_MORE = ("      webex_meetings: {}\n", "      webex_meetings: {}\n      webex_suite: {limit: 3}\n")
PACKAGE_CHANGED = ('extension: "102"', 'extension: "102", package: webex_suite')
ONE_LESS_ONE_MORE = (
    'eli: {email: eli@lakeside.example, firstName: Eli, lastName: Weiss, extension: "105"}',
    'fay: {email: fay@lakeside.example, firstName: Fay, lastName: Lund, extension: "106"}',
)
LEAVING = """\
version: 1
allow:
  - {what: customers.delete, customer: lakeside, count: 1, reason: "SO-1204, closed", until: "2999-12-31"}
customers:
  lakeside: {ensure: absent}
"""


class Untrue(Exception):  # noqa: N818 - it is what the story would be
    """The story did not go as it is told."""


@dataclass(frozen=True)
class Figures:
    """The calls of one chapter, from the simulator's ledger."""

    chapter: str
    calls: Counter[str]

    @property
    def writes(self) -> int:
        """All calls but the reading ones."""
        return sum(count for method, count in self.calls.items() if method != "GET")


@dataclass
class Stage:
    """The temporary project, and the simulator that it talks to."""

    folder: Path
    url: str
    figures: list[Figures] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """The stack file."""
        return self.folder / "stacks" / f"{STACK}.yaml"

    def pulumi(self, *command: str, code: int = 0) -> None:
        """Print a command, run it, and see that it ends as it should."""
        print(f"\n{_bold('$ pulumi ' + ' '.join(command))}", flush=True)
        ended = _waited_for(subprocess.Popen(["pulumi", *command], cwd=self.folder, env=self._environment()))
        if ended != code:
            raise Untrue(f"`pulumi {' '.join(command)}` ended with {ended}, and the story says {code}")

    def edit(self, *changes: tuple[str, str]) -> None:
        """Change the stack file, and show the change as a reviewer sees it."""
        before = after = self.file.read_text()
        for old, new in changes:
            after = after.replace(old, new, 1)
        self.write(before, after)

    def write(self, before: str, after: str) -> None:
        """Put a new text into the stack file, and show the difference."""
        self.file.write_text(after)
        name = f"stacks/{STACK}.yaml"
        lines = difflib.unified_diff(before.splitlines(), after.splitlines(), name, name, lineterm="", n=0)
        print("\n" + "\n".join(_coloured(line) for line in lines if not line.startswith("@@")))

    def close(self, chapter: str, writes: int) -> None:
        """End a chapter: take its figures from the ledger, and see that the writes are as told."""
        items = self.side("GET", "/ledger")["items"]
        self.side("DELETE", "/ledger")
        figures = Figures(chapter, Counter(item["method"] for item in items))
        self.figures.append(figures)
        print(
            f"\n→ {sum(figures.calls.values())} calls to the API, {figures.writes} of them writes.",
            flush=True,
        )
        if figures.writes != writes:
            raise Untrue(f"{chapter}: {figures.writes} writes, and the story says {writes}")

    def side(self, method: str, path: str, body: Any = None) -> Any:
        """Use the simulator's side door."""
        request = urllib.request.Request(  # noqa: S310 - our own simulator on loopback
            self.url.removesuffix("/v1") + "/_sim" + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PULUMI_", "WHOLESALE_"))
        }
        return {
            **kept,
            "PULUMI_BACKEND_URL": f"file://{self.folder}/state?metadata=skip",
            "PULUMI_HOME": f"{self.folder}/home",
            "PULUMI_CONFIG_PASSPHRASE": "demo",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "WEBEX_ACCESS_TOKEN": "sim-full",
            "WHOLESALE_API_URL": self.url,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }


def main() -> int:
    """Tell the story; 0 when every part of it was true."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        with _stage() as stage:
            _tell(stage)
            _table(stage.figures)
    except KeyboardInterrupt:
        print("\nStopped. Nothing is left behind.", file=sys.stderr)
        return 130
    except Untrue as error:
        print(f"\nThe demo failed: {error}", file=sys.stderr)
        return 1
    return 0


def _tell(stage: Stage) -> None:
    _made(stage)
    _unchanged(stage)
    _edited(stage)
    _drifted(stage)
    _kept(stage)
    _left(stage)


def _made(stage: Stage) -> None:
    _heading(
        "A customer is made",
        f"{stage.file.name} wants one customer, two packages, a location and five users.",
    )
    print(stage.file.read_text())
    stage.pulumi("stack", "init", STACK)
    stage.pulumi("up", "--yes")
    stage.close("made", writes=6)


def _unchanged(stage: Stage) -> None:
    _heading("Again", "A second run finds everything as it is wanted, and writes nothing.")
    stage.pulumi("up", "--yes")
    stage.close("again", writes=0)


def _edited(stage: Stage) -> None:
    _heading("An edit", "One package more, one user's package changed, one user more, one user less.")
    stage.edit(PACKAGE_MORE, PACKAGE_CHANGED, ONE_LESS_ONE_MORE)
    stage.pulumi("preview", "--diff")
    stage.pulumi("up", "--yes", "--skip-preview")
    stage.close("edited", writes=4)


def _drifted(stage: Stage) -> None:
    _heading("Drift", "Somebody changes a user in Control Hub: another name, another extension.")
    dev = next(
        one for one in stage.side("GET", "/state")["people"] if one["emails"] == ["dev@lakeside.example"]
    )
    print("\ndev: lastName Patel → Pattel, extension 104 → 199")
    stage.side(
        "POST",
        "/edit",
        {"kind": "people", "id": dev["id"], "set": {"lastName": "Pattel", "extension": "199"}},
    )
    stage.pulumi("preview", "--diff")
    stage.pulumi("up", "--yes", "--skip-preview")
    stage.close("drifted", writes=1)


def _kept(stage: Stage) -> None:
    _heading("A slip", "`pulumi destroy` removes nothing that the stack file still wants, and says so.")
    stage.pulumi("destroy", "--yes", "--skip-preview", code=1)
    print("→ It ended with exit code 1, as it should.")
    stage.close("slip", writes=0)


def _left(stage: Stage) -> None:
    _heading("The customer leaves", "By name, with an `allow` that a reviewer has seen.")
    stage.write(stage.file.read_text(), LEAVING)
    stage.pulumi("up", "--yes")
    stage.close("left", writes=6)


@contextlib.contextmanager
def _stage() -> Iterator[Stage]:
    with tempfile.TemporaryDirectory(prefix="wholesale-demo-") as name:
        folder = Path(name)
        for made in ("state", "home"):
            (folder / made).mkdir()
        for copied in ("Pulumi.yaml", "__main__.py"):
            shutil.copy(ROOT / copied, folder)
        for linked in (".venv", "providers"):
            (folder / linked).symlink_to(ROOT / linked)
        shutil.copytree(ROOT / "examples" / STACK, folder / "stacks")
        with _simulator() as url:
            yield Stage(folder, url)


@contextlib.contextmanager
def _simulator() -> Iterator[str]:
    command = [sys.executable, "-m", "apisim", "--port", "0", "--seed", "1"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        url = process.stdout.readline().strip() if process.stdout else ""
        if not url:
            raise Untrue("the simulator did not start")
        print(f"The simulator stands in for the API at {url}; the token is its own.")
        yield url
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _waited_for(process: subprocess.Popen[bytes]) -> int:
    """The exit code of a command; when we are stopped, it may end in peace."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        process.kill()
        raise


def _table(rows: list[Figures]) -> None:
    methods = ("GET", "POST", "PUT", "PATCH", "DELETE")
    _heading("In figures", "What the simulator's ledger saw.")
    print(f"{'chapter':<10}{'calls':>7}{'writes':>8}  " + "".join(f"{method:>8}" for method in methods))
    for row in rows:
        calls = sum(row.calls.values())
        by_method = "".join(f"{row.calls[name]:>8}" for name in methods)
        print(f"{row.chapter:<10}{calls:>7}{row.writes:>8}  {by_method}")
    made = rows[0]
    things = 1 + 2 + 1 + 5
    print(
        f"\nCustomer, two packages, location and five users: {made.writes} writes for {things} things, "
        f"{sum(made.calls.values()) / things:.1f} calls per thing, preview included."
    )


def _heading(title: str, text: str) -> None:
    print(f"\n{_bold('━━ ' + title + ' ' + '━' * (70 - len(title)))}\n{text}", flush=True)


def _bold(text: str) -> str:
    return f"\033[1m{text}\033[0m" if _has_colour() else text


def _coloured(line: str) -> str:
    codes = {"+": "32", "-": "31"}
    code = codes.get(line[:1])
    return f"\033[{code}m{line}\033[0m" if code and _has_colour() else line


def _has_colour() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
