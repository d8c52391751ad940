"""The command `python -m apisim.estate`: writes an estate of a size."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from apisim.estate.making import make
from apisim.estate.sizes import MOST

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> None:
    """Write an estate into a file, and say what it holds."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if not 1 <= asked.customers <= asked.users <= MOST * asked.customers:
        parser.error(f"a customer has 1 to {MOST} users: {asked.users} for {asked.customers} do not fit")
    made = make(asked.customers, asked.users, asked.seed)
    asked.out.write_bytes(orjson.dumps(made))
    counts = ", ".join(f"{len(rows)} {kind}" for kind, rows in made.items())
    print(f"{asked.out}: {counts}")  # noqa: T201 - what the command is for


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m apisim.estate", description="Makes an estate for --estate.")
    add = parser.add_argument
    add("--customers", type=int, default=50)
    add("--users", type=int, default=800, help="of all customers together")
    add("--seed", type=int, default=1, help="the same seed makes the same estate")
    add("--out", type=Path, required=True, metavar="FILE")
    return parser


if __name__ == "__main__":
    main()
