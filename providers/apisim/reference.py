"""The generated tables of docs/simulator.md: operations, switches and rules, with the tests that prove them.

`python -m apisim.reference docs/simulator.md tests/apisim` writes them anew between the page's marks.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from apisim.areas import load, routes
from apisim.description import operations
from apisim.rulebook import EVERY, MARKS, RULES
from apisim.switches import KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Proofs = dict[str, list[str]]
"""The name of a rule → the tests that prove it, as `file.py::test`."""


def rendered(page: str, proofs: Proofs) -> str:
    """Give the page with its tables written anew."""
    load()
    for name, table in {
        "built": _operations(built=True),
        "missing": _operations(built=False),
        "switches": _switches(),
        "marks": _table(("Mark", "Means"), MARKS.items()),
        "rules": _rules(proofs),
    }.items():
        start, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
        between = re.compile(f"(?<={re.escape(start)}\n).*?(?={re.escape(end)})", re.DOTALL)
        page = between.sub(table.replace("\\", r"\\"), page)
    return page


def proofs_in(folder: Path) -> Proofs:
    """Find the tests that say which rule they prove."""
    found: Proofs = defaultdict(list)
    for path in sorted(folder.glob("test_*.py")):
        for test, name, _ in marked(path):
            found[name].append(f"{path.name}::{test}")
    return found


def marked(path: Path) -> Iterator[tuple[str, str, str]]:
    """Give test, rule and section of each `@pytest.mark.rule(name, section)` of a file."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.rule":
                    name, section = (ast.literal_eval(argument) for argument in mark.args)
                    yield node.name, name, section


def _operations(*, built: bool) -> str:
    paths: dict[str, list[str]] = defaultdict(list)
    for operation in operations().values():
        if (operation.id in routes()) == built:
            paths[operation.path].append(operation.method)
    rows = [(f"`{path}`", ", ".join(methods)) for path, methods in sorted(paths.items())]
    return _table(("Path", "Methods"), rows) if rows else "None.\n"


def _switches() -> str:
    rows = [(f"`{s.name}`", ", ".join(f"`{v}`" for v in s.values), s.says) for _, s in sorted(KNOWN.items())]
    return _table(("Switch", "Values, the default first", "Decides"), rows)


def _rules(proofs: Mapping[str, Sequence[str]]) -> str:
    rows = []
    for name, found in sorted(RULES.items()):
        where = "<br>".join(map(_shown, found.operations))
        says = found.says + (f" Switch: `{found.switch}`." if found.switch else "")
        tests = "<br>".join(f"`{test}`" for test in proofs.get(name, ()))
        rows.append((f"`{name}`", where, says, f"{found.mark} {found.section}", tests))
    return _table(("Rule", "Operations", "What is so", "Source", "Tests"), rows)


def _shown(name: str) -> str:
    if name == EVERY:
        return "all"
    operation = operations()[name]
    return f"{operation.method} `{operation.path}`"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines)


def main() -> None:
    """Write the tables of a page anew."""
    page, tests = (Path(argument) for argument in sys.argv[1:])
    page.write_text(rendered(page.read_text("utf-8"), proofs_in(tests)), "utf-8")


if __name__ == "__main__":
    main()
