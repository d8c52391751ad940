"""Valid files, damaged in ways that a seed decides: bytes, tokens, lines, structure."""

from __future__ import annotations

import random
from pathlib import Path

GOOD = Path(__file__).parents[1] / "stacks" / "good"
CASES = tuple(sorted(path for path in GOOD.iterdir() if path.is_dir() and not (path / "made.txt").exists()))
TOKENS = (
    *("no", "on", "0123", "1:30", "1_000", "0x1F", ".inf", "2026-01-01", "null", "~", "true", '"', "'", "''"),
    *(
        "[",
        "]",
        "{",
        "}",
        "[[",
        "}}",
        ": ",
        "- ",
        "? ",
        ", ",
        "#",
        " # ",
        "\t",
        "&a ",
        "*a",
        "*nobody",
        "!!map ",
    ),
    *(
        "!!binary ",
        "!!python/object:os.system ",
        "!t ",
        "|\n",
        ">-\n",
        "<<: *a",
        "<<: {}",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
    ),
    *(
        "\x00",
        "\x07",
        "\x7f",
        "\x85",
        "\ufeff",
        "\u2028",
        "\ud7ff",
        "漢",
        "é",
        "🦊",
        "e\u0301",
        "\r",
        "\r\n",
        "\\",
        "\\x",
        "%s",
        "{0}",
    ),
)
BYTES = (
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\x00",
    b"\x80",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xff",
)
HUGE = 200_000
"""Characters of a huge text or levels of a deep one."""


def mutated(seed: int) -> tuple[Path, str, bytes]:
    """A folder of good files, the name of the one that is damaged, and what it holds then."""
    chance = random.Random(seed)  # noqa: S311 - a seed has to give the same damage again
    case = chance.choice(CASES)
    files = [*sorted(case.glob("*.yaml")), GOOD.parent / "partner.yaml"]
    file = chance.choice(files)
    content = file.read_bytes()
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        content = chance.choice((_bytes, _token, _token, _line, _line, _structure, _structure))(
            chance, content
        )
    return case, file.name, content


def _bytes(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content) + 1)
    what = chance.choice((*BYTES, bytes([chance.randrange(256)]), b""))
    return content[:at] + what + content[at + chance.choice((0, 1, 1, 5)) :]


def _token(chance: random.Random, content: bytes) -> bytes:
    at = chance.choice([index for index, byte in enumerate(content) if byte in b" \n:"] or [0])
    return content[: at + 1] + chance.choice(TOKENS).encode() + content[at + 1 + chance.choice((0, 0, 3)) :]


def _line(chance: random.Random, content: bytes) -> bytes:
    lines = content.split(b"\n")
    at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.randrange(6)
    if way == 0:
        lines.insert(other, lines[at])
    elif way == 1:
        del lines[at : at + chance.randint(1, 4)]
    elif way == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif way == 3:
        lines[at] = b" " * chance.randint(1, 3) + lines[at]
    elif way == 4:
        lines[at] = lines[at].removeprefix(b"  ")
    else:
        lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
    return b"\n".join(lines)


def _structure(chance: random.Random, content: bytes) -> bytes:
    """A value in whose place something stands that no file of ours holds."""
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    key, colon, _ = lines[at].partition(b": ")
    odd = chance.choice(
        (
            lambda: "[" * chance.choice((3, 50, HUGE)),
            lambda: "{a: " * chance.choice((3, 50, HUGE)) + "}",
            lambda: "[{}]",
            lambda: "{a: {b: [1, {c: 2}]}}",
            lambda: '"' + "x" * chance.choice((1, 5000, HUGE)) + '"',
            lambda: "x" * HUGE,
            lambda: "[" + "x, " * chance.choice((20, HUGE // 4)) + "x]",
            lambda: "{" + ", ".join(f"k{index}: 1" for index in range(chance.choice((20, 5000)))) + "}",
            lambda: "&a [*a]",
            lambda: "1" * chance.choice((30, 6000)),
            _bomb,
        )
    )()
    lines[at] = key + (colon or b": ") + odd.encode()
    return b"\n".join(lines)


def _bomb() -> str:
    levels = (f"&l{level} [{', '.join([f'*l{level - 1}'] * 9)}]" for level in range(1, 12))
    return f"[&l0 x, {', '.join(levels)}]"
