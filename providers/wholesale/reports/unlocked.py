"""What `wholesale unlock` prints; the JSON is a contract, `schemaVersion` counts its changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from wholesale.engine.names import reference_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wholesale.engine.unlock import Interrupted, Unlocked

SCHEMA_VERSION = 1
SHOWN = 10


def text(done: Unlocked) -> str:
    """What was done, for people."""
    return "".join(f"{line}\n" for line in _lines(done))


def machine(done: Unlocked) -> str:
    """What was done, as one JSON object."""
    told: dict[str, Any] = {
        "schemaVersion": SCHEMA_VERSION,
        "stack": done.stack,
        "locks": [
            {"user": lock.user, "host": lock.host, "pid": lock.pid, "since": lock.since}
            for lock in done.locks
        ],
        "cleared": [{"operation": one.operation, "record": _name(one)} for one in done.cleared],
        "mended": [str(file) for file in done.mended],
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _lines(done: Unlocked) -> Iterator[str]:
    for lock in done.locks:
        run = f"process {lock.pid} of {lock.user}@{lock.host}, since {lock.since}"
        yield f"{done.stack}: unlocked; the lock of a dead run is taken away ({run})"
    if done.mended:
        yield f"{done.stack}: {len(done.mended)} half-written or left-over files of the backend are removed"
    if done.cleared:
        yield f"{done.stack}: {len(done.cleared)} interrupted operations are cleared from the state:"
        yield from (f"  {one.operation} {_name(one)}" for one in done.cleared[:SHOWN])
        if len(done.cleared) > SHOWN:
            yield f"  and {len(done.cleared) - SHOWN} more"
    if done.locks or done.cleared or done.mended:
        yield f"Next: pulumi up --stack {done.stack}. It takes over what the killed run had made."
    else:
        yield f"{done.stack}: nothing to do; it is not locked, and nothing was interrupted"


def _name(one: Interrupted) -> str:
    try:
        return str(reference_of(one.urn))
    except ValueError:
        return one.urn
