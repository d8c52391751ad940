"""The simulator as a real process, and its side door."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

PROVIDERS = Path(__file__).parents[1] / "providers"


class SimulatorProcess:
    """A running simulator, and its side door."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, "-m", "apisim", "--port", "0", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(PROVIDERS)}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        self.url = self._first_line().strip()
        self._door = httpx.Client(base_url=self.url.removesuffix("/v1") + "/_sim", trust_env=False)

    def _first_line(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline()

    def stop(self) -> None:
        self._door.close()
        self.process.terminate()
        self.process.wait(5)
        assert self.process.stdout
        self.process.stdout.close()

    def side(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._door.request(method, path, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def ledger(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.side("GET", "/ledger")["items"]
        return items

    def writes(self) -> list[dict[str, Any]]:
        return [item for item in self.ledger() if item["method"] != "GET"]

    def clear_ledger(self) -> None:
        self.side("DELETE", "/ledger")

    def state(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = self.side("GET", "/state")
        return found

    def edit(self, kind: str, set: Any, id: str | None = None) -> Any:  # noqa: A002 - the side door's own words
        named = {} if id is None else {"id": id}
        return self.side("POST", "/edit", {"kind": kind, "set": set, **named})

    def faults(self, rules: list[dict[str, Any]]) -> None:
        self.side("POST", "/faults", {"rules": rules})

    def outcome(self, match: dict[str, str], then: Any) -> None:
        self.side("POST", "/outcomes", {"match": match, "then": then})

    def advance(self, seconds: float) -> str:
        now: str = self.side("POST", "/clock", {"advance": seconds})["now"]
        return now

    def reset(self) -> None:
        self.side("POST", "/reset")
