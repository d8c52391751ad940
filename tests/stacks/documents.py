"""Stack files as people may write them, for property tests: any order, indentation, quotes, comments."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from wholesale.stacks.editing.schema_order import order_at

WORDS = st.sampled_from(
    ["Acme", "77 Main Street", "a: b", "x # y", "it's", 'say "hi"', "", "é😀", "0123", "no"]
)
STYLES = st.sampled_from(["'", '"'])
CUSTOMER = [
    *("name", "owner", "ticket", "notes", "order", "primaryEmail", "externalId"),
    *("address", "contacts", "users", "tags", "locations"),
]
MAPS = {"address": "customers.*.address", "users": "", "contacts": "", "locations": ""}


def quoted(word: str, style: str) -> str:
    if style == "'":
        return "'" + word.replace("'", "''") + "'"
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def flow(draw: Any, keys: list[str]) -> str:
    members = [f"{key}: {quoted(draw(WORDS), draw(STYLES))}" for key in keys]
    return "{" + ", ".join(members) + "}"


WAIVER = "# wholesale: allow WS504 until 2027-03-31: at"


def listed(draw: Any, margin: str, step: int) -> list[str]:
    """The items of a list on lines of their own, with a comment or an empty line among them."""
    dash = margin + " " * draw(st.integers(0, step))
    lines = []
    for word in draw(st.lists(WORDS, min_size=1, max_size=3)):
        lines += [f"{dash}# an item"] if draw(st.integers(0, 3)) == 0 else []
        lines += [""] if draw(st.integers(0, 5)) == 0 else []
        lines.append(f"{dash}-{' ' * draw(st.integers(1, 3))}{quoted(word, draw(STYLES))}")
    return lines


def texts(draw: Any, margin: str, step: int) -> list[str]:
    """A text over several lines, behind its key: what looks like a comment or a key in it is none."""
    indicator = draw(st.sampled_from(["|", "|-", ">", ">-"]))
    shown = ["text # no comment", "name: no key", "", "  deeper", "trailing  "]
    drawn = draw(st.lists(st.sampled_from(shown), min_size=1, max_size=4))
    return [indicator, *(f"{margin}{' ' * step}{line}" if line else "" for line in ["first", *drawn, "last"])]


def entry(draw: Any, lines: list[str], path: tuple[str, ...], column: int, step: int) -> None:
    """The lines of one key with its value; a comment names the key that it stands with."""
    key, margin, name = path[-1], " " * column, "/".join(path)
    if draw(st.integers(0, 3)) == 0:
        lines.append("")
    if draw(st.integers(0, 2)) == 0:
        lines.append(margin + draw(st.sampled_from([f"# above {name}", f"{WAIVER} {name}"])))
    beside = f"   # beside {name}" if draw(st.integers(0, 2)) == 0 else ""
    below = keys_below(draw, path)
    if len(path) == 3 and key == "tags" and draw(st.booleans()):
        lines += [f"{margin}{key}:{beside}", *listed(draw, margin, step)]
    elif len(path) == 3 and key == "notes" and draw(st.booleans()):
        first, *rest = texts(draw, margin, step)
        lines += [f"{margin}{key}: {first}{beside}", *rest]
        return
    elif below is None:
        value = f"{quoted(draw(WORDS), draw(STYLES))}"
        lines.append(f"{margin}{key}: {value}{beside}")
    elif not below or (draw(st.booleans()) and not any(keys_below(draw, (*path, key)) for key in below)):
        lines.append(f"{margin}{key}: {flow(draw, below)}{beside}")
    else:
        lines.append(f"{margin}{key}:{beside}")
        for inner in below:
            entry(draw, lines, (*path, inner), column + step, step)
    if draw(st.integers(0, 4)) == 0:
        lines.append(f"{margin}{' ' * step}# in {name}")


def allowed(draw: Any, step: int) -> list[str]:
    """A list of maps, the first key of each beside its dash."""
    lines, dash = [], " " * draw(st.integers(0, step))
    for _ in range(draw(st.integers(1, 2))):
        keys = draw(st.permutations(["reason", "what", "until", "customer"]))
        gap = " " * draw(st.integers(1, 3))
        for place, key in enumerate(keys):
            before = f"{dash}-{gap}" if place == 0 else f"{dash} {gap}"
            beside = "   # aside" if draw(st.integers(0, 3)) == 0 else ""
            lines.append(f"{before}{key}: {quoted(draw(WORDS), draw(STYLES))}{beside}")
    return lines


def keys_below(draw: Any, path: tuple[str, ...]) -> list[str] | None:
    """The keys of the map at a path; None where a text stands."""
    handles = ["zoe", "ada", "mia@x.example"]
    if path == ("customers",) or (len(path) == 3 and path[-1] in {"users", "locations"}):
        return list(
            draw(st.lists(st.sampled_from(handles), unique=True, max_size=2, min_size=len(path) == 1))
        )
    if len(path) == 3 and path[-1] == "contacts":
        return ["z", "a"]
    if len(path) == 2:
        return list(draw(st.lists(st.sampled_from(CUSTOMER), unique=True, min_size=1, max_size=6)))
    texts = {
        "address": ["city", "country", "addressLine1"],
        "users": ["email", "lastName", "extension", "firstName"],
        "locations": ["timezone", "name", "mainNumber"],
    }
    group = path[2] if len(path) > 2 else ""
    if (len(path) == 3 and group == "address") or (len(path) == 4 and group in {"users", "locations"}):
        return list(draw(st.lists(st.sampled_from(texts[group]), unique=True, min_size=1)))
    return None


@st.composite
def documents(draw: Any) -> bytes:
    """One stack file."""
    lines = ["# yaml-language-server: $schema=../specs/stack.schema.json"] if draw(st.booleans()) else []
    step = draw(st.integers(1, 4))
    tops = draw(st.permutations(["version", "customers", "subPartner", "allow"]))
    for key in tops:
        if key == "version":
            lines.append("version: 1")
        elif key == "allow":
            lines += ["allow:", *allowed(draw, step)]
        else:
            entry(draw, lines, (key,), 0, step)
    line_break = draw(st.sampled_from(["\n", "\r\n"]))
    end = draw(st.sampled_from(["", line_break, line_break * 3]))
    if lines[-1].endswith("last"):
        end = end or line_break  # a text that ends with the file would mean another one further up
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return (mark + line_break.join(lines) + end).encode()


def in_place(text: str) -> bool:
    """Whether each comment that names a key stands right above it, or beside it."""
    lines = text.splitlines()
    for place, line in enumerate(lines):
        key = line.rsplit("/", 1)[-1]
        if " # beside " in line and "/" in line and not line.strip().startswith(f"{key}:"):
            return False
        is_above = line.strip().startswith(("# above ", WAIVER)) and "/" in line.split(" above ")[-1]
        if is_above and not lines[place + 1].strip().startswith(f"{key}:"):
            return False
    return True


def rank_of(path: tuple[str, ...], key: str) -> int:
    order = order_at(path)
    return order.index(key) if key in order else len(order)
