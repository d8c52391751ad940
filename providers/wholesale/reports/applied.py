"""What `wholesale up` prints at its end; the JSON is a contract, `schemaVersion` counts its changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wholesale.engine.verdict import CANCELLED, PART
from wholesale.errors import AuthenticationError, FilesError, MissingStackError, SafetyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wholesale.engine.verdict import Verdict

SCHEMA_VERSION = 1
SHOWN = 10


def text(verdicts: Sequence[Verdict], not_begun: Sequence[str]) -> str:
    """One paragraph for each stack, for people."""
    lines = [line for one in verdicts for line in _lines(one)]
    lines += [f"{stack}: not begun" for stack in not_begun]
    return "".join(f"{line}\n" for line in lines)


def machine(verdicts: Sequence[Verdict], not_begun: Sequence[str], code: int) -> str:
    """The same as one JSON object."""
    told = {
        "schemaVersion": SCHEMA_VERSION,
        "exitCode": code,
        "stacks": [_stack(one) for one in verdicts],
        "notBegun": list(not_begun),
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def next_step(one: Verdict) -> str:
    """What to do after this; empty when nothing is to do."""
    up = f"wholesale up -s {one.stack}"
    steps = {
        AuthenticationError.exit_code: "renew the token in WEBEX_ACCESS_TOKEN, then run again",
        SafetyError.exit_code: (
            "put back what would be lost, or ask for it by `allow`, as the message above says"
        ),
        FilesError.exit_code: f"wholesale validate, correct the file, then run again: {up}",
        MissingStackError.exit_code: f"pulumi stack init {one.stack}, or {up} --init",
        CANCELLED: f"run again, it goes on where it was: {up}",
    }
    if one.code in steps:
        return steps[one.code]
    if one.code and one.failed:
        return f"correct what failed, as the messages above say, then run again: {up}"
    if one.code:
        return f"see Pulumi's message above; where it speaks of a lock: wholesale unlock -s {one.stack}"
    return f"wholesale status -s {one.stack}, and run again later" if one.parked else ""


def _lines(one: Verdict) -> Iterator[str]:
    yield f"{one.stack}: {_ended(one)}: {_counts(one)}"
    yield from (f"  failed: {record} ({error})" for record, error in one.failed[:SHOWN])
    yield from _more(len(one.failed))
    yield from (f"  not done: {record}" for record in one.not_done[:SHOWN])
    yield from _more(len(one.not_done))
    if step := next_step(one):
        yield f"  next: {step}"


def _ended(one: Verdict) -> str:
    return {0: "done", PART: "applied in part", CANCELLED: "cancelled"}.get(one.code, "failed")


def _counts(one: Verdict) -> str:
    told = [
        f"{one.created} created",
        f"{one.updated} updated",
        f"{one.deleted} deleted",
        *(f"{count} {phase}" for phase, count in one.parked),
    ]
    return ", ".join(told)


def _more(count: int) -> Iterator[str]:
    if count > SHOWN:
        yield f"  and {count - SHOWN} more"


def _stack(one: Verdict) -> dict[str, Any]:
    return {
        "stack": one.stack,
        "exitCode": one.code,
        "created": one.created,
        "updated": one.updated,
        "deleted": one.deleted,
        "parked": dict(one.parked),
        "failed": [{"record": record, "error": error} for record, error in one.failed],
        "notDone": [str(record) for record in one.not_done],
        "next": next_step(one),
    }
