"""Identifiers of the API: base64 of a URI, opaque to clients (wholesale-api §2.2)."""

from __future__ import annotations

import base64
import binascii
import random
import re
import uuid
from functools import lru_cache
from typing import NamedTuple

from apisim.errors import bad_request
from apisim.rulebook import EVERY, rule

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
URI = re.compile(r"ciscospark://[^/]+/([^/]+)/(.+)", re.DOTALL)
BARE = "BARE"
TEMPLATED = "Provision_a_Wholesale_Customer"


class Decoded(NamedTuple):
    """What an id says: the kind in capitals (`BARE` for a plain uuid) and the key behind it."""

    kind: str
    key: str


@rule(
    "ids.form",
    "An id is base64 of a URI in the URL-safe alphabet; it is shown without padding and taken with and"
    " without.",
    "S §2.2",
    of=EVERY,
)
@rule("ids.bare-base64", "A `provisioningId` is base64 of a bare uuid.", "S §2.2", of=TEMPLATED)
@lru_cache(maxsize=262144)
def encode(kind: str, key: str) -> str:
    """Give the id of a thing, URL-safe and without padding."""
    return encode_bare(f"ciscospark://us/{kind}/{key}")


def encode_bare(text: str) -> str:
    """Give the base64 form of a text that is no URI, such as a provisioningId."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@rule("ids.padding", "An id may come with its padding.", "L2 obs §1", of=EVERY)
@rule("ids.case", "The kind and the uuid in an id are compared without case.", "S §2.2", of=EVERY)
@lru_cache(maxsize=262144)
def decode(text: str) -> Decoded | None:
    """Read an id in any form it is seen in, padded or not, a bare uuid, base64 of a uuid; None: no id."""
    if UUID.fullmatch(text):
        return Decoded(BARE, text.lower())
    try:
        plain = base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    if UUID.fullmatch(plain):
        return Decoded("BASE64", plain.lower())
    found = URI.fullmatch(plain)
    return Decoded(found[1].upper(), found[2].lower()) if found else None


def key_of(text: str) -> str:
    """Give the key under which a thing is stored: what stands behind its id, or the text itself."""
    decoded = decode(text)
    return decoded.key if decoded else text


@rule("ids.kind", "The id of another kind of thing is a 400 that says so.", "L2 obs §1", of=EVERY)
def read(text: str, *kinds: str) -> str:
    """Give the key behind an id of one of these kinds; a wrong kind is a 400 (observations §1).

    A text that is no id at all gives a key that nothing has.
    """
    decoded = decode(text)
    if decoded is None:
        return ""
    if decoded.kind not in kinds:
        raise bad_request(f"Wrong type of Webex ID provided, expected {kinds[0]}.")
    return decoded.key


class IdSource:
    """Makes new keys; the same seed and the same calls give the same keys."""

    def __init__(self, seed: int | None) -> None:
        self._random = random.Random(seed)  # noqa: S311 - ids, not secrets

    def key(self) -> str:
        """Give a new random uuid."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def number(self, digits: int) -> str:
        """Give a text of random digits."""
        return "".join(self._random.choices("0123456789", k=digits))
