"""The stack file and confirmations.yaml."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Tag, WithJsonSchema

from wholesale.stacks.models.block import Block, key, needed
from wholesale.stacks.models.customers import CustomerBlock, DefaultsBlock, SignIn
from wholesale.stacks.models.forms import refusal
from wholesale.stacks.models.words import Date, Handle, Version
from wholesale.stacks.problems import nearest
from wholesale.stacks.rules import words

What = Literal[
    "customers.delete", "users.delete", "numbers.delete", "packages.remove", "run.delete", "customers.edit"
]


class AllowBlock(Block):
    """A loss that is asked for by name, until a day."""

    what: What = needed("Which safety number it lifts.", "customers.delete")
    customer: Handle | None = key("Handle of the customer; needed but for run.delete.", "drum-2003")
    count: int = needed("The most that is permitted.", 1, ge=1)
    reason: str = needed("Why, for the reviewer and the audit.", "contract ended, SO-90417", min_length=1)
    until: Date = needed("The last day it holds, UTC.", "2027-06-30")


class StackBlock(Block):
    """One stack: the desired state of some customers."""

    version: Version = needed("Format of this file.", 1)
    sub_partner: Handle | None = key("Sub-partner of partner.yaml that the stack acts on behalf of.", "north")
    defaults: DefaultsBlock | None = key("For every customer of this file.", {"extends": ["smb-us"]})
    allow: tuple[AllowBlock, ...] | None = key(
        "Losses asked for by name.",
        [
            {
                "what": "users.delete",
                "customer": "acme-1001",
                "count": 12,
                "reason": "office closed, CHG-4711",
                "until": "2027-06-30",
            }
        ],
    )
    customers: Mapping[Handle, CustomerBlock] = needed(
        "Customers by handle, which never has to change.",
        {"acme-1001": {"name": "Acme Dental", "primaryEmail": "office@acme.example"}},
    )


TASKS = ("signIn", "restrictedMode", "template")
_TASK_FORM = "^[^/]+/(signIn|restrictedMode|template)$"


def _task(text: str) -> str:
    customer, slash, task = text.partition("/")
    if not slash or not customer or task not in TASKS:
        meant = nearest(task, TASKS) if customer else None
        forms = "write <customer>/signIn, <customer>/restrictedMode or <customer>/template"
        fix = f'did you mean "{customer}/{meant}"?' if meant else forms
        raise refusal(words.TASK, f'"{text}" is not an operator task', fix)
    return text


Task = Annotated[str, AfterValidator(_task), WithJsonSchema({"type": "string", "pattern": _TASK_FORM})]


class ConfirmedState(SignIn):
    """What was found or made: the fields of the task's kind."""

    restricted_mode: bool | None = key("State of restricted mode.", example=False)
    template: Handle | None = key("Handle of the template.", "us-standard")


def _form(value: Any) -> str | None:
    if isinstance(value, bool):
        return "<switch>"
    return "<map>" if isinstance(value, (Mapping, ConfirmedState)) else None


State = Annotated[
    Annotated[bool, Tag("<switch>")] | Annotated[ConfirmedState, Tag("<map>")],
    Discriminator(
        _form,
        custom_error_type="form",
        custom_error_message="a state is a map like {mode: partner}, or on or off",
    ),
]


class Confirmation(Block):
    """What a person did where there is no API."""

    task: Task = needed("The task: customer and what was done.", "crane-2002/signIn")
    state: State = needed("What is so now.", {"mode": "partner"})
    when: Date = needed("The day it was done.", "2026-11-20")
    by: str = needed("Who did it.", "m.ito", min_length=1)
    evidence: str = needed("How others can check it.", "TAC 698412345, test sign-in", min_length=1)


class ConfirmationsBlock(Block):
    """Everything confirmed so far; reviewed like the rest."""

    version: Version = needed("Format of this file.", 1)
    confirmations: tuple[Confirmation, ...] = needed(
        "Confirmations, newest last.",
        [
            {
                "task": "crane-2002/signIn",
                "state": {"mode": "partner"},
                "when": "2026-11-20",
                "by": "m.ito",
                "evidence": "TAC 698412345, test sign-in",
            }
        ],
    )
