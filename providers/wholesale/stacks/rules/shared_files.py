"""partner.yaml and confirmations.yaml: their own references."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wholesale.stacks.problems import dotted
from wholesale.stacks.rule import PerConfirmations, PerPartner, Rule
from wholesale.stacks.rules.telling import suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from wholesale.stacks.models.files import ConfirmationsBlock
    from wholesale.stacks.models.partner import Partner
    from wholesale.stacks.problems import NodePath, Problem
    from wholesale.stacks.source import Source


TEMPLATE_OWNER_UNKNOWN = Rule(
    "WS803",
    "template-owner-unknown",
    what="A template's owner is not one of `subPartners`.",
    why="No stack could use it.",
    mend="Use the nearest name that is given, or add the sub-partner.",
    bad="templates: {north-us: {owner: nrth}}\nsubPartners: {north: {...}}",
    good="templates: {north-us: {owner: north}}\nsubPartners: {north: {...}}",
    firm="nobody could say whose template it is",
)
PROFILE_TEMPLATE_UNKNOWN = Rule(
    "WS804",
    "profile-template-unknown",
    what="A profile names a template that is not declared.",
    why="No customer of the profile could be created.",
    mend="Use the nearest name that is given, or add the template.",
    bad="profiles: {smb-us: {template: us-standart}}",
    good="profiles: {smb-us: {template: us-standard}}",
    firm="the organizations could not be created",
)
LOCK_WITHOUT_VALUE = Rule(
    "WS805",
    "lock-without-value",
    what="A profile locks a field that it gives no value.",
    why="It would look locked, and anybody could set it.",
    mend="Correct the name, or give the field a value.",
    bad="smb-us: {restrictedMode: true, lock: [restictedMode]}",
    good="smb-us: {restrictedMode: true, lock: [restrictedMode]}",
    firm="a lock that holds nothing looks like one that holds",
)
CONFIRMED_UNKNOWN = Rule(
    "WS920",
    "confirmed-customer-unknown",
    what="A confirmation is about a customer that no stack of the folder holds.",
    why="A misspelt handle leaves the real customer's task open.",
    mend="Correct the handle; remove the entry when the customer has left.",
    bad="task: acne/signIn",
    good="task: acme/signIn",
)


@PerPartner
def template_owners_exist(partner: Partner, source: Source) -> Iterator[Problem]:
    """The owner of a template is one of the sub-partners."""
    for name, template in partner.templates.items():
        if template.owner is not None and template.owner not in _keys(source, "subPartners"):
            yield _found(
                TEMPLATE_OWNER_UNKNOWN,
                source,
                ("templates", name, "owner"),
                f'template {name}: the owner "{template.owner}" is not among subPartners',
                suggestion(template.owner, _keys(source, "subPartners"), "sub-partners"),
            )


@PerPartner
def profile_templates_exist(partner: Partner, source: Source) -> Iterator[Problem]:
    """The template that a profile names is declared."""
    for name, profile in partner.profiles.items():
        if profile.template is not None and profile.template not in _keys(source, "templates"):
            yield _found(
                PROFILE_TEMPLATE_UNKNOWN,
                source,
                ("profiles", name, "template"),
                f'profile {name}: the template "{profile.template}" is not among templates',
                suggestion(profile.template, _keys(source, "templates"), "templates"),
            )


@PerPartner
def locks_name_values(partner: Partner, source: Source) -> Iterator[Problem]:
    """What a profile locks is something that it says."""
    for name, profile in partner.profiles.items():
        says = profile.model_dump(by_alias=True, exclude_none=True, exclude={"lock"})
        for index, locked in enumerate(profile.lock or ()):
            if not _has(says, locked.split(".")):
                yield _found(
                    LOCK_WITHOUT_VALUE,
                    source,
                    ("profiles", name, "lock", str(index)),
                    f'profile {name} locks "{locked}" but gives it no value',
                    suggestion(locked, says, "fields of this profile"),
                )


def _has(values: Any, path: Iterable[str]) -> bool:
    for step in path:
        if not isinstance(values, Mapping) or step not in values:
            return False
        values = values[step]
    return True


@PerConfirmations
def confirmed_customers_exist(
    confirmations: ConfirmationsBlock, source: Source, handles: Collection[str]
) -> Iterator[Problem]:
    """A confirmation is about a customer that some stack of the folder holds."""
    for index, confirmation in enumerate(confirmations.confirmations):
        customer = confirmation.task.partition("/")[0]
        if customer not in handles:
            yield _found(
                CONFIRMED_UNKNOWN,
                source,
                ("confirmations", str(index), "task"),
                f'the customer "{customer}" of this confirmation is in no stack of the folder',
                suggestion(customer, handles, "customers") + "\nremove the entry when the customer has left; "
                "the history of the file keeps it",
            )


def _keys(source: Source, *path: str) -> list[str]:
    value = source.written_at(*path)
    return list(value) if isinstance(value, dict) else []


def _found(rule: Rule, source: Source, path: NodePath, message: str, fix: str) -> Problem:
    return rule.at(source.value_place(*path), dotted(path), message, fix)
