"""Calls made by Schemathesis, right ones and wrong ones, and what was wrong with their answers."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import schemathesis
from bodies import BODIES, QUERIES, filled, own
from contract_grounds import TOKEN, growth, ids_of
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core import NOT_SET
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode

from apisim.description import Operation, operations

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contract_grounds import Ground
    from descriptions import Reading
    from hypothesis.strategies import SearchStrategy
    from schemathesis import APIOperation, Case

SEED = 7
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
CHOSEN: dict[str, Any] = {
    "database": None,
    "deadline": None,
    "phases": [Phase.generate],
    "suppress_health_check": list(HealthCheck),
}
FEEDS = ("right", "mixed", "real ids", "as made")
# Answers that no description has, and that are meant: the live service was seen to give them.
MEANT = {
    (
        "Remove_phone_numbers_from_a_location",
        502,
    ): "a number that is not there: an empty answer with code 4251"
}


@dataclass
class Told:
    """What a campaign has to tell.

    Args:
        statuses: operation → status → how many answers had it.
        failures: what was wrong → the first call that shows it.
    """

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def calls(self) -> int:
        return sum(sum(counted.values()) for counted in self.statuses.values())

    @property
    def succeeded(self) -> set[str]:
        """The operations that were answered with a success."""
        return {name for name, counted in self.statuses.items() if any(status < 300 for status in counted)}


@dataclass(frozen=True)
class Campaign:
    """The same calls at each of some grounds, which keep to one reading of the descriptions.

    Args:
        examples: how many right calls of each operation there are, and how many wrong ones.
    """

    grounds: Sequence[Ground]
    reading: Reading
    examples: int
    told: Told = field(default_factory=Told)

    def run(self, document: str) -> Told:
        """Call each built operation of a document."""
        for described in _described(self.reading.document(document)):
            operation = operations()[described.definition.raw["operationId"]]
            for mode in GenerationMode:
                if mode == GenerationMode.POSITIVE or _can_be_wrong(operation):
                    self._call(operation, described.as_strategy(mode))
            if operation.method != "GET":
                self._restore()
        return self.told

    def _call(self, operation: Operation, made: SearchStrategy[Case]) -> None:
        feeds, chance = itertools.cycle(FEEDS), random.Random(SEED)  # noqa: S311 - no secret

        @seed(SEED)
        @settings(max_examples=self.examples, **CHOSEN)
        @given(made)
        def one(case: Case) -> None:
            found = own(operation.id, growth(self.reading.switches).found)
            feed(case, operation, found, next(feeds), chance)
            for ground in self.grounds:
                self._answered(case.derive(), operation, ground)

        one()

    def _answered(self, case: Case, operation: Operation, ground: Ground) -> None:
        answer = case.call(base_url=ground.url, session=ground.session, headers=TOKEN)
        self.told.statuses.setdefault(operation.id, Counter())[answer.status_code] += 1
        if (operation.id, answer.status_code) in MEANT:
            return
        for problem in _problems(case, answer):
            call = case.as_curl_command(base_url=ground.url)
            self.told.failures.setdefault(f"{operation.id}: {problem}", call)

    def _restore(self) -> None:
        for ground in self.grounds:
            ground.restore()


def _can_be_wrong(operation: Operation) -> bool:
    """Tell whether a call can break the description: any text does for a path, or a query that is text."""
    kinds = {(parameter.schema.get("type"), "enum" in parameter.schema) for parameter in operation.parameters}
    return operation.body is not None or bool(kinds - {("string", False)})


def _described(document: dict[str, Any]) -> Iterator[APIOperation]:
    if not document["paths"]:
        return
    schema = schemathesis.openapi.from_dict(document)
    schema.config.generation.update(with_security_parameters=False)
    for found in schema.get_all_operations():
        yield found.ok()


def _problems(case: Case, answer: Any) -> list[str]:
    load_all_checks()
    try:
        case.validate_response(answer, checks=CHECKS.get_by_names(CHECKED))
    except FailureGroup as group:
        return [f"{failure.title}: {_first(failure.message)}" for failure in group.exceptions]
    return []


def _first(message: str) -> str:
    """Give the sentence of a message, without the schema that follows it."""
    return re.split(r"\n\s*\n", message.strip(), maxsplit=1)[0].replace("\n", " ")


def feed(case: Case, operation: Operation, found: dict[str, str], how: str, chance: random.Random) -> None:
    """Put ids that are there into a case, so that not all that is asked for is unknown.

    A wrong case keeps what is wrong in it: ids go to the path only, and to `orgId`.
    """
    if how == "as made":
        return
    case.path_parameters.update(ids_of(operation, found))
    right = case.meta is None or case.meta.generation.mode == GenerationMode.POSITIVE
    if right and how != "real ids":
        case.query = dict(filled(QUERIES.get(operation.id, {}), found))
        case.body = _body(case.body, operation, found, how, chance)
    if operation.declares("orgId"):
        case.query["orgId"] = found["orgId"]


def _body(made: Any, operation: Operation, found: dict[str, str], how: str, chance: random.Random) -> Any:
    """Give the right body, or that with one member of the one that was made."""
    body = filled(BODIES.get(operation.id, NOT_SET), found)
    if how == "right" or body is NOT_SET or not isinstance(made, dict) or not made:
        return made if body is NOT_SET else body
    name = chance.choice(sorted(made))
    return {**body, name: made[name]}
