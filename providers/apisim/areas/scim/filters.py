"""Filters of SCIM lists: what is asked for, read from its text (RFC 7644 §3.4.2.2, observations §9)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from apisim.areas.scim.errors import ScimRefusal, invalid

Test = Callable[[dict[str, Any]], bool]
TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[()\[\]]|[^\s()\[\]"]+)')
COMPARED: dict[str, Callable[[str, str], bool]] = {
    "eq": lambda value, wanted: value == wanted,
    "sw": lambda value, wanted: value.startswith(wanted),
    "ew": lambda value, wanted: value.endswith(wanted),
    "co": lambda value, wanted: wanted in value,
    "ne": lambda value, wanted: value != wanted,
}
DEEPEST = 50
LISTS = {"emails", "phoneNumbers", "addresses", "roles", "photos"}


def refused(why: str) -> ScimRefusal:
    """Make the 400 of a filter that cannot be used."""
    return invalid("invalidFilter", f"The filter cannot be used: {why}.")


@dataclass
class Filter:
    """One filter while it is read; `tests` gives the test of a user that it stands for."""

    words: list[str]
    spaced: bool
    phones: bool

    def test(self) -> Test:
        """Read the whole filter."""
        test = self._either()
        if self.words:
            raise refused(f"{self.words[0]} is not expected")
        return test

    def _next(self) -> str:
        if not self.words:
            raise refused("it ends too early")
        return self.words.pop(0)

    def _is(self, word: str) -> bool:
        if self.words and self.words[0].lower() == word:
            self.words.pop(0)
            return True
        return False

    def _either(self) -> Test:
        tests = [self._both()]
        while self._is("or"):
            tests.append(self._both())
        return lambda user: any(test(user) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._is("and"):
            tests.append(self._one())
        return lambda user: all(test(user) for test in tests)

    def _one(self) -> Test:
        if self._is("not"):
            inner = self._one()
            return lambda user: not inner(user)
        if self._is("("):
            test = self._either()
            self._close(")")
            return test
        path = self._next()
        return self._among(path) if self._is("[") else self._compared(path)

    def _close(self, bracket: str) -> None:
        if not self._is(bracket):
            raise refused(f"{bracket} is missing")

    def _among(self, path: str) -> Test:
        """Ask one entry of a list for all that stands in brackets."""
        if self.spaced or path not in LISTS:
            raise refused(f"{path} cannot be followed by a bracket here")
        inner = self._either()
        self._close("]")
        return lambda user: any(inner(entry) for entry in user.get(path, ()))

    def _compared(self, path: str) -> Test:
        if path == "phoneNumbers.value" and not self.phones:
            raise refused("phoneNumbers.value; use phoneNumbers[type eq .. and value eq ..]")
        operator = self._next().lower()
        if operator == "pr":
            return lambda user: any(value not in (None, "", []) for value in _values(user, path))
        if operator not in COMPARED:
            raise refused(f"{operator} is no operator")
        wanted, compare = _comparable(_literal(self._next())), COMPARED[operator]
        return lambda user: any(compare(_comparable(value), wanted) for value in _values(user, path))


def _literal(word: str) -> Any:
    try:
        return json.loads(word)
    except ValueError:
        raise refused(f"{word} is no value; texts stand in double quotes") from None


def _comparable(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value).lower()


def _values(user: dict[str, Any], path: str) -> Iterator[Any]:
    """Give all values at a path: extensions by their schema, lists by each entry."""
    schema, _, rest = path.rpartition(":")
    start = user.get(schema, {}) if schema else user
    found: list[Any] = [start]
    for name in rest.split("."):
        entries = [e for value in found for e in (value if isinstance(value, list) else [value])]
        found = [entry[name] for entry in entries if isinstance(entry, dict) and name in entry]
    for value in found:
        yield from value if isinstance(value, list) else [value]


def read(text: str, *, as_published: bool) -> Test:
    """Give the test that a filter stands for.

    Args:
        text: the filter as it was sent, decoded.
        as_published: takes `phoneNumbers.value` and a space before a bracket, as the published text does.
    """
    words, at = [], 0
    while at < len(text.rstrip()):
        found = TOKEN.match(text, at)
        if found is None:
            raise refused("a quote is not closed")
        words.append(found[1])
        at = found.end()
    if sum(word in "([" or word.lower() == "not" for word in words) > DEEPEST:
        raise refused("it is nested too deep")
    spaced = not as_published and re.search(r"\s\[", text) is not None
    return Filter(words, spaced, as_published).test()
