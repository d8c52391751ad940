"""How the form of a text is checked: by a pattern or a function, with a refusal that says what to write."""

import re
from collections.abc import Callable
from typing import Any

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from wholesale.stacks.rule import Rule


def refusal(rule: Rule, message: str, fix: str) -> PydanticCustomError:
    """The error of a form check: what is wrong with the value, and what to write instead."""
    return PydanticCustomError("refused", "{message}", {"rule": rule, "message": message, "fix": fix})


def matching(
    rule: Rule,
    pattern: str,
    message: str,
    fix: str,
    meant: Callable[[str], str] = str,
    *,
    recurs: bool = True,
) -> tuple[AfterValidator, WithJsonSchema]:
    """A text of a form; `meant` mends a usual slip, and is suggested where that gives the form.

    What recurs, as few other texts do, is remembered.
    """
    has_form = re.compile(pattern).fullmatch

    def check(text: str) -> str:
        if not has_form(text):
            guess = meant(text)
            way_out = f'did you mean "{guess}"?' if has_form(guess) else fix
            raise refusal(rule, f'"{text}" {message}', way_out)
        return text

    validator = AfterValidator(_remembered(check) if recurs else check)
    return validator, WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$"})


def checked(check: Callable[[str], str], **schema: Any) -> tuple[AfterValidator, WithJsonSchema]:
    """A text that passes a check, with its part of the JSON schema."""
    return AfterValidator(_remembered(check)), WithJsonSchema({"type": "string", **schema})


class _Passed(dict[str, str]):
    """The texts that passed a check lately; asked for another one, it checks."""

    def __init__(self, check: Callable[[str], str]) -> None:
        super().__init__()
        self._check = check

    def __missing__(self, text: str) -> str:
        passed = self._check(text)
        if len(self) >= _MOST_PASSED:
            self.clear()
        self[text] = passed
        return passed


_MOST_PASSED = 4096


def _remembered(check: Callable[[str], str]) -> Callable[[str], str]:
    """The same check; what passed lately is not looked at again."""
    return _Passed(check).__getitem__
