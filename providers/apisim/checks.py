"""Checks of bodies, queries and answers against the published data; each validator is compiled once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import orjson

from apisim.amendments import Amendment
from apisim.areas import amendments
from apisim.calls import WHOLE
from apisim.description import Operation, documents, operations, resolve
from apisim.errors import Json, Reason, Refusal, bad_request
from apisim.rulebook import EVERY, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from apisim.switches import Switches

PUBLISHED = "published"
NONE = Amendment()
MISSING = 1001
OUT_OF_BOUNDS = 1002
SIZES = ("maxLength", "minLength", "maxItems", "minItems", "maximum", "minimum")
MISSING_IN_CALLING, INVALID_IN_CALLING = 25008, 25024
# The codes of these are a published list, which lacks the general one (observations §6: plain 400).
OTHER_CODES = {"Assign_Licenses_to_Users": 400}
TRUTH = {"true": True, "false": False}
LIVE_WORDS = {  # what the live service was seen to say (observations §2, §4)
    ("createLocation", "name"): "location name cannot be null or empty",
    ("updateLocation", "name"): "location name cannot be null or empty",
    ("Enable_a_Location_for_Webex_Calling", "address"): "Validation failure",
    ("Update_a_Person", "displayName"): "displayName cannot be null.",
    ("Create_a_Person", "emails"): "emails can't be empty",
}


def read_json(raw: bytes) -> Any:
    """Read a body as JSON, or refuse it with a 400."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise bad_request(f"The request body is not valid JSON: {error}") from error


def check_body(operation: Operation, body: Any, switches: Switches) -> None:
    """Refuse a body that the published schema, as amended, does not allow; one reason for each mistake."""
    validator = _body_validator(operation.id, _amended(operation, switches))
    reasons = tuple(_reason(operation, error) for error in validator.iter_errors(body))
    if reasons:
        raise Refusal(400, reasons[0].description, reasons)


def unknown_fields(operation: Operation, body: Any, switches: Switches) -> list[str]:
    """Give JSON pointers of the fields that the published schema, as amended, does not name."""
    return list(_unknown(_body_schema(operation.id, _amended(operation, switches)), body, ""))


@rule(
    "transport.unknown-query",
    "Query parameters that are not published are ignored, also those of paging.",
    "L2 obs §1",
    of=EVERY,
)
@rule(
    "transport.required-query",
    "A query parameter that is needed and not there is a 400 that names it.",
    "L2 obs §1",
    of=tuple(o.id for o in operations().values() if any(p.required for p in o.parameters)),
)
def check_query(operation: Operation, query: Mapping[str, list[str]]) -> None:
    """Refuse a value of a declared parameter that has the wrong type; undeclared ones are ignored."""
    for parameter in operation.parameters:
        if parameter.required and not query.get(parameter.name):
            kind = parameter.schema.get("type", "string").title()
            what = f"'{parameter.name}' for method parameter type {kind}"
            raise bad_request(f"Required request parameter {what} is not present")
        for value in query.get(parameter.name, ()):
            _check_value(parameter.name, parameter.schema, value)


def answer_problems(operation: Operation, status: int, body: Any, switches: Switches) -> list[str]:
    """Say where an answer differs from the published shape, as amended, of its status; used by tests."""
    amended = _amended(operation, switches)
    if status not in _statuses(operation.id, amended):
        return [f"{operation.id}: status {status} is not published"]
    schema = _answer_schema(operation.id, status, amended)
    if schema is None or body is None:
        return [] if schema is body else [f"{operation.id} {status}: body expected or not"]
    validator = _answer_validator(operation.id, status, amended)
    return [f"{operation.id} {status}: {error}" for error in validator.iter_errors(body)]


def _amended(operation: Operation, switches: Switches) -> bool:
    """Tell whether the amendment of an operation holds, if it has one."""
    amendment = amendments().get(operation.id)
    return amendment is not None and not (amendment.switch and switches[amendment.switch] == PUBLISHED)


def _amendment(operation_id: str, amended: bool) -> Amendment:  # noqa: FBT001 - one of two shapes, as the key of a cache
    return amendments()[operation_id] if amended else NONE


@cache
def _body_schema(operation_id: str, amended: bool) -> Json:  # noqa: FBT001 - as above
    operation = operations()[operation_id]
    schema: Json = resolve(operation.body, operation.document)
    amend = _amendment(operation_id, amended).body
    return amend(schema) if amend else schema


@cache
def _body_validator(operation_id: str, amended: bool) -> jsonschema_rs.Draft7Validator:  # noqa: FBT001 - as above
    return jsonschema_rs.Draft7Validator(_body_schema(operation_id, amended))


def _statuses(operation_id: str, amended: bool) -> set[int]:  # noqa: FBT001 - as above
    return {*operations()[operation_id].answers, *_amendment(operation_id, amended).answers}


def _answer_schema(operation_id: str, status: int, amended: bool) -> Json | None:  # noqa: FBT001 - as above
    operation = operations()[operation_id]
    schema = operation.answers.get(status)
    amend = _amendment(operation_id, amended).answers.get(status)
    return amend(resolve(schema, operation.document)) if amend else schema


@cache
def _answer_validator(
    operation_id: str,
    status: int,
    amended: bool,  # noqa: FBT001 - as above
) -> jsonschema_rs.Draft7Validator:
    components = documents()[operations()[operation_id].document]["components"]
    schema = _answer_schema(operation_id, status, amended)
    return jsonschema_rs.Draft7Validator({"allOf": [schema], "components": components})


@rule(
    "calling.missing-member",
    "Calling operations answer a missing member with 400 and 25008, a bad value with 25024; both name "
    "the member.",
    "L2 obs §1",
    of=("Add_Phone_Numbers_to_a_location", "Enable_a_Location_for_Webex_Calling"),
)
def _reason(operation: Operation, error: Any) -> Reason:
    calling = operation.path.startswith("/telephony/")
    where = ".".join(str(part) for part in error.instance_path)
    if error.kind.name == "required":
        name = f"{where}.{error.kind.property}" if where else error.kind.property
        words = LIVE_WORDS.get((operation.id, name), f"{name} is mandatory")
        code = OTHER_CODES.get(operation.id, MISSING_IN_CALLING if calling else MISSING)
        return Reason(words, code, error.kind.property)
    plain = OUT_OF_BOUNDS if error.kind.name in SIZES else None
    return Reason(f"{where or 'body'}: {error.message}", INVALID_IN_CALLING if calling else plain)


def _unknown(schema: Json, value: Any, at: str) -> Iterator[str]:
    known = schema.get("properties")
    if isinstance(value, dict) and known is not None:
        for name, member in value.items():
            pointer = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
            if name in known:
                yield from _unknown(known[name], member, pointer)
            else:
                yield pointer
    elif isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            yield from _unknown(schema["items"], item, f"{at}/{index}")


def _check_value(name: str, schema: Json, value: str) -> None:
    kind = schema.get("type")
    if kind == "boolean" and value.lower() not in TRUTH:
        raise bad_request(f"{name}: true or false is needed, not {value!r}")
    if kind in ("integer", "number") and not WHOLE.fullmatch(value):
        raise bad_request(f"{name}: a whole number is needed, not {value!r}")
    if "enum" in schema and value not in schema["enum"]:
        raise bad_request(f"{name}: one of {', '.join(schema['enum'])} is needed, not {value!r}")
