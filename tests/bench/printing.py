"""The figures for people (tables of plain text) and for machines (JSON)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from calls import by_kind
from measured import Line
from promises import Promise, of_simulator, promises
from speeds import Loading, Speed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Row = dict[str, str]
KINDS = ("CLI", "language host", "program", "server", "state export", "other")
MIB = 1024 * 1024
SAMPLED = """\
CPU seconds and peak memory in MiB by kind of process. The split is sampled every 50 ms and misses the end
of each process; the CPU of the table above is exact, and `rest` is what the samples miss."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that was measured, by its kind."""

    lines: tuple[Line, ...] = ()
    starts: tuple[Loading, ...] = ()
    speeds: tuple[Speed, ...] = ()

    @classmethod
    def sorted(cls, found: Iterable[Line | Loading | Speed]) -> Figures:
        """Put each into its place."""
        lines, starts, speeds = [], [], []
        for one in found:
            if isinstance(one, Line):
                lines.append(one)
            elif isinstance(one, Loading):
                starts.append(one)
            else:
                speeds.append(one)
        return cls(tuple(lines), tuple(starts), tuple(speeds))

    @property
    def promises(self) -> list[Promise]:
        """The promises that these figures can show."""
        return [*promises(self.lines), *of_simulator(self.starts, self.speeds)]


def document(machine: Mapping[str, Any], rounds: int, figures: Figures) -> dict[str, Any]:
    """Everything, for machines."""
    lines = figures.lines
    return {
        "schemaVersion": 1,
        "machine": dict(machine),
        "rounds": rounds,
        "lines": [_line(line, lines) for line in lines],
        "starts": [one.as_json() for one in figures.starts],
        "speeds": [one.as_json() for one in figures.speeds],
        "promises": [
            {
                "what": one.what,
                "figure": round(one.figure, 3),
                "bound": round(one.bound, 3),
                "atLeast": one.at_least,
                "holds": one.holds,
            }
            for one in figures.promises
        ],
    }


def _line(line: Line, lines: Sequence[Line]) -> dict[str, Any]:
    bounds, stock = line.limit, _stock(line, lines)
    return {
        "scenario": line.scenario,
        "server": line.server or None,
        "records": line.records,
        "latencySeconds": line.api.latency,
        "wallSeconds": round(line.wall, 3),
        "cpuSeconds": round(line.cpu, 3),
        "cpuSecondsBeyondEmpty": _rounded(line.beyond_empty),
        "calls": line.calls,
        "writes": line.writes,
        "budget": line.budget,
        "mostInFlight": line.in_flight,
        "firstToLastPostSeconds": _rounded(line.posts),
        "limit": {
            "seconds": round(bounds.seconds, 3),
            "rate": round(bounds.rate, 3),
            "inFlight": round(bounds.flight, 3),
            "chain": round(bounds.chain, 3),
            "cpu": round(bounds.cpu, 3),
        },
        "wallToLimit": round(line.wall / bounds.seconds, 3),
        "stockToOurs": stock and round(stock.wall / line.wall, 3),
        "callsByKind": by_kind(line.runs[-1].calls),
        "runs": [run.as_json() for run in line.runs],
    }


def _stock(line: Line, lines: Sequence[Line]) -> Line | None:
    """The same scenario on the stock server, for a line of ours."""
    if line.server != "ours":
        return None
    return next((one for one in lines if (one.scenario, one.server) == (line.scenario, "stock")), None)


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 3)


def text(machine: Mapping[str, Any], rounds: int, figures: Figures) -> str:
    """Everything, for people."""
    facts = ", ".join(f"{name} {value}" for name, value in machine.items())
    parts = [f"Machine: {facts}.\nMedians of {rounds}."]
    parts += _of_runs(figures.lines) if figures.lines else []
    parts += [table([_speed(one) for one in figures.speeds])] if figures.speeds else []
    parts += [table([_promise(one) for one in figures.promises])] if figures.promises else []
    return "\n\n".join(parts)


def _of_runs(lines: Sequence[Line]) -> list[str]:
    parts = [table([_times(line, lines) for line in lines]), SAMPLED, table([_split(line) for line in lines])]
    if counted := [line for line in lines if line.runs[-1].calls and line.server == "ours"]:
        parts += ["Calls of the last run, ours.", "\n\n".join(map(_calls, counted))]
    return parts


def _speed(one: Speed) -> Row:
    return {
        "the simulator, 20,000 users": one.what,
        "calls/s": f"{one.per_second:.0f}",
        "calls/CPU s": f"{one.per_cpu_second:.0f}",
    }


def _promise(one: Promise) -> Row:
    return {
        "must hold": one.what,
        "figure": f"{one.figure:.2f}",
        "bound": f"{'>=' if one.at_least else '<='} {one.bound:.2f}",
        "holds": "yes" if one.holds else "NO",
    }


def _times(line: Line, lines: Sequence[Line]) -> Row:
    bounds, stock = line.limit, _stock(line, lines)
    return {
        "scenario": line.scenario,
        "server": line.server,
        "records": str(line.records),
        "wall s": f"{line.wall:.2f}",
        "stock/ours": _text(stock and stock.wall / line.wall),
        "CPU s": f"{line.cpu:.2f}",
        "beyond empty s": _text(line.beyond_empty),
        "calls": _count(line.calls),
        "writes": _count(line.writes),
        "in flight": _count(line.in_flight),
        "POSTs s": _text(line.posts),
        "limit s": f"{bounds.seconds:.2f}",
        "set by": bounds.name,
        "wall/limit": f"{line.wall / bounds.seconds:.2f}",
    }


def _split(line: Line) -> Row:
    found = line.kinds
    seconds = {f"{kind} s": f"{found[kind].cpu:.2f}" if kind in found else "" for kind in KINDS}
    rest = line.cpu - sum(one.cpu for one in found.values())
    memory = {f"{kind} MiB": f"{found[kind].rss / MIB:.0f}" if kind in found else "" for kind in KINDS[:4]}
    return {"scenario": line.scenario, "server": line.server, **seconds, "rest s": f"{rest:.2f}", **memory}


def _calls(line: Line) -> str:
    budget = "" if line.budget is None else f", at most {line.budget}"
    rows = [f"{count:6}  {kind}" for kind, count in by_kind(line.runs[-1].calls).items()]
    return "\n".join([f"{line.scenario}: {len(line.runs[-1].calls)}{budget}", *rows])


def _count(figure: float) -> str:
    return f"{figure:g}" if figure else ""


def _text(figure: float | None) -> str:
    return "" if figure is None else f"{figure:.2f}"


def table(rows: Sequence[Row]) -> str:
    """Rows below their names; what is a number in all rows stands on the right."""
    names = list(rows[0])
    columns = [[name, *(row[name] for row in rows)] for name in names]
    return "\n".join("  ".join(cells).rstrip() for cells in zip(*map(_column, columns), strict=True))


def _column(cells: Sequence[str]) -> Iterator[str]:
    width = max(map(len, cells))
    numbers = all(cell.replace(".", "", 1).lstrip("-").isdecimal() for cell in cells[1:] if cell)
    return ((cell.rjust if numbers else cell.ljust)(width) for cell in cells)
