"""Bearer tokens: a name, the scopes it holds, and the organization it belongs to (wholesale-api §1)."""

from __future__ import annotations

from dataclasses import dataclass

from apisim import ids

READING = ("_read",)
SHORT = {"*", "read"}


@dataclass(frozen=True, slots=True)
class Token:
    """One bearer token; its value is its name."""

    name: str
    scopes: frozenset[str]
    organization: str

    def may(self, method: str, wanted: tuple[str, ...]) -> bool:
        """Tell whether the scopes suffice.

        A read needs any of the scopes. A write that names reading and writing scopes needs all of them,
        otherwise any (inferred from how the portal words its lists).
        """
        held = self.scopes.intersection(wanted)
        mixed = any(map(_reads, wanted)) and not all(map(_reads, wanted))
        return len(held) == len(set(wanted)) if method != "GET" and mixed else bool(held)


def _reads(scope: str) -> bool:
    return scope.endswith(READING)


def reading(scopes: frozenset[str]) -> frozenset[str]:
    """Keep the scopes that only read."""
    return frozenset(filter(_reads, scopes))


def parse(text: str, known: frozenset[str], home: str) -> Token:
    """Read `NAME=scope,scope@orgUuid`; `*` stands for all scopes, `read` for all reading ones."""
    name, mark, rest = text.partition("=")
    listed, _, organization = rest.partition("@")
    if not (name and mark and listed):
        raise ValueError(f"--token {text}: expected NAME=scope,scope@orgUuid")
    named = frozenset(part.strip() for part in listed.split(","))
    extra = (known if "*" in named else frozenset()) | (reading(known) if "read" in named else frozenset())
    key = ids.key_of(organization) if organization else home
    if not ids.UUID.fullmatch(key):
        raise ValueError(f"--token {name}: {organization} is not an organization id")
    return Token(name, (named - SHORT) | extra, key)
