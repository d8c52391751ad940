"""What becomes of a thing to come, decided from the side door (design §5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from apisim.errors import bad_request
from apisim.ids import key_of

MATCHES = ("externalId", "email", "orgId")
WORDS = ("review", "error", "consent", "approval")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One decision: a word, or a package that gets a warning or an error with a code."""

    match: tuple[tuple[str, str], ...]
    word: str | None = None
    package: str | None = None
    warning: int | None = None
    error: int | None = None

    def fits(self, facts: dict[str, str | None]) -> bool:
        """Tell whether all that the decision names is so."""
        return all(_comparable(name, facts.get(name)) == value for name, value in self.match)


@dataclass
class Outcomes:
    """The decisions that wait for their thing; each is used once, by the first thing that fits."""

    waiting: list[Outcome] = field(default_factory=list)

    def add(self, data: Any) -> None:
        """Take a decision."""
        self.waiting.append(_outcome(data))

    def take(self, facts: dict[str, str | None], *words: str) -> list[Outcome]:
        """Use up the decisions that fit these facts and are one of these words; `package` is one too."""
        taken = [o for o in self.waiting if (o.word or "package") in words and o.fits(facts)]
        self.waiting = [o for o in self.waiting if o not in taken]
        return taken


def _comparable(name: str, value: str | None) -> str | None:
    if value is None:
        return None
    if name == "orgId":
        return key_of(value)
    return value.lower() if name == "email" else value


def _outcome(data: Any) -> Outcome:
    match, then = (data.get("match"), data.get("then")) if isinstance(data, dict) else (None, None)
    if not isinstance(match, dict) or not match or set(match) - set(MATCHES):
        raise bad_request(f"match: an object with one of {', '.join(MATCHES)} is needed")
    pairs = tuple((name, _comparable(name, str(value)) or "") for name, value in match.items())
    if then in WORDS:
        return Outcome(pairs, word=then)
    if not isinstance(then, dict) or not isinstance(then.get("package"), str):
        raise bad_request(f"then: one of {', '.join(WORDS)}, or an object with package and warning or error")
    if not isinstance(then.get("warning"), int) and not isinstance(then.get("error"), int):
        raise bad_request("then: a package needs the code of a warning or of an error")
    return Outcome(pairs, None, then["package"], then.get("warning"), then.get("error"))
