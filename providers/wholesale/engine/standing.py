"""What stands in the Pulumi state of a stack, read before a run changes it (engine-facts §11)."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

from wholesale.engine.names import reference_of
from wholesale.errors import WholesaleError
from wholesale.vocabulary.record import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator


def standing(stack: str) -> tuple[Standing, ...]:
    """The records in the state of a stack.

    Raises:
        WholesaleError: the state cannot be read.
    """
    command = ["pulumi", "stack", "export", "--stack", stack, "--non-interactive"]
    try:
        exported = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        raise WholesaleError(_explained(stack, error)) from error
    return parse(exported.stdout)


def _explained(stack: str, error: OSError | subprocess.CalledProcessError) -> str:
    said = (
        error.stderr.decode(errors="replace").strip()
        if isinstance(error, subprocess.CalledProcessError)
        else error
    )
    return (
        f"The state of stack {stack} cannot be read, so nobody knows what this run would remove: {said}\n"
        f"    Check that `pulumi stack export --stack {stack}` works here."
    )


def parse(exported: bytes) -> tuple[Standing, ...]:
    """The records in an exported state. Raises WholesaleError when it has another form than a state has."""
    try:
        return tuple(_records(json.loads(exported)))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WholesaleError(
            "The exported state cannot be read, so nobody knows what this run would remove: "
            f"{type(error).__name__}.\n    Check what `pulumi stack export` prints here."
        ) from error


def _records(exported: Any) -> Iterator[Standing]:
    deployment = exported.get("deployment") or {}
    for resource in deployment.get("resources") or ():
        try:
            reference = reference_of(resource["urn"])
        except ValueError:
            continue
        if not resource.get("delete"):
            yield Standing(reference, _values(resource, "inputs"), _values(resource, "outputs"))


def _values(resource: dict[str, Any], name: str) -> dict[str, Any]:
    return dict(resource.get(name) or {})
