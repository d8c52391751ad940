"""What a fault makes of an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from apisim.calls import Answer
from apisim.errors import Refusal
from apisim.rulebook import EVERY, rule
from apisim.service import refused
from apisim.web import NO_CONTENT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from apisim.errors import Json
    from apisim.trouble import Fault

OK = 200
LISTS = ("items", "phoneNumbers", "locations")
PAGE = (
    b"<html><head><title>Gateway</title></head><body><h1>The gateway could not do this.</h1></body></html>\n"
)


def gateway(status: int, headers: Mapping[str, str] | None = None) -> Answer:
    """Answer as a proxy before the API does: a page for people, and no tracking id."""
    return Answer(status, PAGE, {"Content-Type": "text/html", **(headers or {})}, tracked=False)


def instead(fault: Fault, tracking_id: str) -> Answer:
    """Give the error that a fault answers without carrying anything out."""
    if fault.name == "gateway":
        return gateway(fault.status, fault.headers)
    if fault.name == "upstream":
        return upstream(fault)
    refusal = Refusal(fault.status, "The simulator was told to fail here.", headers=dict(fault.headers))
    return refused(refusal, tracking_id)


@rule(
    "errors.upstream",
    "A failure behind the API can have an empty body, or one that is no JSON, and its codes in the header"
    " `cisco-spark-error-codes` only.",
    "L §2.5",
    of=EVERY,
)
def upstream(fault: Fault) -> Answer:
    """Answer as the API does when a service behind it fails: no JSON, the codes in a header."""
    kind = {"Content-Type": "text/plain"} if fault.text else {}
    return Answer(fault.status, fault.text.encode() or None, {**kind, **fault.headers})


def garbage(answer: Answer) -> Answer:
    """Put a proxy's page in place of the body; a status that allows no body becomes 200."""
    return gateway(OK if answer.status == NO_CONTENT else answer.status)


def duplicate(answer: Answer, pick: Callable[[int], int]) -> Answer | None:
    """Let one row of a page of a list come twice; None when the answer has no rows."""
    return _with_rows(answer, lambda rows: [*rows, rows[pick(len(rows))]])


def short(answer: Answer, pick: Callable[[int], int]) -> Answer | None:
    """Leave one row of a page of a list out; None when the answer has no rows."""

    def without(rows: list[Json]) -> list[Json]:
        left_out = pick(len(rows))
        return rows[:left_out] + rows[left_out + 1 :]

    return _with_rows(answer, without)


def _with_rows(answer: Answer, change: Callable[[list[Json]], list[Json]]) -> Answer | None:
    body: Any = answer.body
    key = next((name for name in LISTS if isinstance(body, dict) and body.get(name)), None)
    if key is None:
        return None
    return replace(answer, body={**body, key: change(body[key])})


ROWS = {"duplicate": duplicate, "short": short}
