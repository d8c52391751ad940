"""What YAML 1.1 silently makes of a plain spelling: `no` is false, `0123` is 83, `1:30` is 90."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wholesale.stacks.rules import keys, traps

if TYPE_CHECKING:
    from wholesale.stacks.problems import NodePath
    from wholesale.stacks.rule import Rule

_BASE_60 = re.compile(r"[-+]?[0-9][0-9_]*+(?::[0-5]?[0-9])++(?:\.[0-9_]*+)?\Z")
_BASES = {"0x": (16, "base 16"), "0b": (2, "base 2")}
_LONGEST = 30
"""Digits of a number that is worked out; a longer one is a slip or an attack."""
_PHONES = frozenset({"phoneNumber", "mainNumber", "numbers", "range"})
_SEPARATED_MAC = re.compile(r"[0-9]{2}(:[0-9]{2}){5}\Z")


def reading(kind: str, text: str) -> str:
    """What a spelling of a YAML kind (int, bool, …) is read as, in the user's words."""
    if kind == "bool":
        return "true" if text.lower() in {"true", "yes", "on"} else "false"
    if kind in {"int", "float"}:
        return _number(text)
    return {"null": "null (nothing)", "timestamp": "a date or time"}.get(kind, "a special value")


def _number(text: str) -> str:
    """A number as it was read; one that is beyond counting, such as .inf, is only called one."""
    try:
        return _worked_out(text)
    except ValueError:
        return "a number"


def _worked_out(text: str) -> str:
    plain = text.replace("_", "")
    sign, digits = (-1 if plain.startswith("-") else 1), plain.lstrip("+-")
    if len(digits) > _LONGEST:
        return "a number"
    if _BASE_60.match(text):
        return f"the number {sign * _sixties(digits):.15g} (base 60)"
    if digits[:2] in _BASES:
        base, shown = _BASES[digits[:2]]
        return f"the number {sign * int(digits, base)} ({shown})"
    if re.fullmatch(r"0[0-7]+", digits):
        return f"the number {sign * int(digits, 8)} (base 8)"
    shown = f"{float(digits):.15g}" if "." in digits else digits
    return "a number" if shown == text.lstrip("-") else f"the number {'-' * (sign < 0)}{shown}"


def _sixties(digits: str) -> float:
    total = 0.0
    for part in digits.split(":"):
        total = total * 60 + float(part)
    return total


def key_rule(kind: str, text: str) -> Rule:
    """The rule that a key of a YAML kind breaks."""
    return keys.KEY_IS_TIME if _is_base_60(kind, text) else keys.BY_KIND[kind]


def value_rule(kind: str, text: str, path: NodePath) -> Rule:
    """The rule that an unquoted text of a YAML kind breaks: by its field where that says more."""
    if kind in {"int", "float"}:
        return _by_field(path) or _number_rule(kind, text)
    return traps.READ_AS_BOOLEAN if kind == "bool" else traps.READ_AS_DATE


def _by_field(path: NodePath) -> Rule | None:
    field = next((step for step in reversed(path) if not step.isdigit()), "")
    if field in _PHONES:
        return traps.UNQUOTED_PHONE
    return {"mac": traps.UNQUOTED_MAC, "externalId": traps.UNQUOTED_ID}.get(field)


def _number_rule(kind: str, text: str) -> Rule:
    if _is_base_60(kind, text):
        return traps.READ_AS_TIME
    return traps.READ_AS_OCTAL if "(base " in _number(text) else traps.READ_AS_NUMBER


def _is_base_60(kind: str, text: str) -> bool:
    return kind in {"int", "float"} and _BASE_60.match(text) is not None


def quoted(rule: Rule, text: str) -> str:
    """How to write an unquoted text so that it stays what was typed."""
    if rule is traps.UNQUOTED_MAC and _SEPARATED_MAC.match(text):
        return f'quote it, without separators: "{text.replace(":", "")}"'
    if rule is traps.UNQUOTED_PHONE and not text.startswith("+"):
        return 'quote it, with "+" and the country code in front, like "+13125550101"'
    return f'quote it: "{text}"'
