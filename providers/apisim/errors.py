"""What the API refuses, and the envelope it says so in (wholesale-api §2.5).

Refusal
    one answer of 4xx or 5xx; made by the functions below, raised by rules, rendered once in `app`.
Reason
    one entry of its `errors` list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from apisim.rulebook import EVERY, rule

Json = dict[str, Any]


rule(
    "errors.envelope",
    "An error has a text `message`, the `trackingId` of the header, and `errors` with a `description` each.",
    "S §2.5",
    of=EVERY,
)
rule(
    "errors.codes",
    "An `errorCode` is a whole number, but where an observation shows a word.",
    "S §2.5",
    of=EVERY,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One entry of the envelope's `errors`; a few codes are no numbers (observations §1)."""

    description: str
    code: int | str | None = None
    field: str | None = None

    def as_json(self) -> Json:
        """Give the entry without the members that it lacks."""
        entry: Json = {"description": self.description}
        if self.code is not None:
            entry["errorCode"] = self.code
        if self.field is not None:
            entry["fieldName"] = self.field
        return entry


@dataclass(eq=False)
class Refusal(Exception):  # noqa: N818 - an answer of the API, not an error of ours
    """An answer with an error status."""

    status: int
    message: str
    reasons: tuple[Reason, ...] = ()
    code: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    empty: bool = False

    def as_json(self, tracking_id: str) -> Json:
        """Render the envelope: `message`, `errors`, an optional top-level code and the tracking id."""
        reasons = self.reasons or (Reason(self.message),)
        body: Json = {"message": self.message, "errors": [reason.as_json() for reason in reasons]}
        if self.code is not None:
            body["errorCode"] = self.code
        body["trackingId"] = tracking_id
        return body


def bad_request(message: str, code: int | str | None = None, *, at: str | None = None) -> Refusal:
    """Make a 400; `at` names the field."""
    return Refusal(400, message, (Reason(message, code, at),))


@rule("errors.field-name", "A missing parameter is 1001, and `fieldName` names it.", "H §2.5", of=EVERY)
def missing(name: str, why: str = "is mandatory") -> Refusal:
    """Make the 400 of a missing parameter, code 1001 with `fieldName` (wholesale-api §13)."""
    return bad_request(f"{name} {why}", 1001, at=name)


def forbidden(message: str) -> Refusal:
    """Make a 403: the token is valid and may not do this."""
    return Refusal(403, message)


def not_found(
    message: str = "The requested resource could not be found.", code: int | None = None
) -> Refusal:
    """Make a 404."""
    return Refusal(404, message, (Reason(message, code),))


def conflict(message: str, code: int | None = None) -> Refusal:
    """Make a 409."""
    return Refusal(409, message, (Reason(message, code),))


@rule(
    "calling.code-in-text",
    "A calling back-end writes its code into the message, as `[Error 4250] …`, and gives it as a number too.",
    "L2 obs §1",
    of=("Create_a_Person", "Update_a_Person", "Add_Phone_Numbers_to_a_location"),
)
def calling_error(code: int, text: str, status: int = 400) -> Refusal:
    """Make a refusal of a calling back-end: the code stands in the text and as a number (observations §1)."""
    message = f"[Error {code}] {text}"
    return Refusal(status, message, (Reason(message, code),))
