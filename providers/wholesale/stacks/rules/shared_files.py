"""partner.yaml and confirmations.yaml: their own references."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from wholesale.stacks.problems import NodePath, Problem, dotted
from wholesale.stacks.rules.telling import suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from wholesale.stacks.models.files import ConfirmationsBlock
    from wholesale.stacks.models.partner import Partner
    from wholesale.stacks.source import Source


def template_owners_exist(partner: Partner, source: Source) -> Iterator[Problem]:
    """The owner of a template is one of the sub-partners."""
    for name, template in partner.templates.items():
        if template.owner is not None and template.owner not in _keys(source, "subPartners"):
            yield _error(
                source,
                ("templates", name, "owner"),
                f'template {name}: the owner "{template.owner}" is not among subPartners',
                suggestion(template.owner, _keys(source, "subPartners"), "sub-partners"),
            )


def profile_templates_exist(partner: Partner, source: Source) -> Iterator[Problem]:
    """The template that a profile names is declared."""
    for name, profile in partner.profiles.items():
        if profile.template is not None and profile.template not in _keys(source, "templates"):
            yield _error(
                source,
                ("profiles", name, "template"),
                f'profile {name}: the template "{profile.template}" is not among templates',
                suggestion(profile.template, _keys(source, "templates"), "templates"),
            )


def locks_name_values(partner: Partner, source: Source) -> Iterator[Problem]:
    """What a profile locks is something that it says."""
    for name, profile in partner.profiles.items():
        says = profile.model_dump(by_alias=True, exclude_none=True, exclude={"lock"})
        for index, locked in enumerate(profile.lock or ()):
            if not _has(says, locked.split(".")):
                yield _error(
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


def confirmed_customers_exist(
    confirmations: ConfirmationsBlock, source: Source, handles: Collection[str]
) -> Iterator[Problem]:
    """A confirmation is about a customer that some stack of the folder holds."""
    for index, confirmation in enumerate(confirmations.confirmations):
        customer = confirmation.task.partition("/")[0]
        if customer not in handles:
            yield _error(
                source,
                ("confirmations", str(index), "task"),
                f'the customer "{customer}" of this confirmation is in no stack of the folder',
                suggestion(customer, handles, "customers") + "\nremove the entry when the customer has left; "
                "the history of the file keeps it",
            )


def _keys(source: Source, *path: str) -> list[str]:
    value = source.written_at(*path)
    return list(value) if isinstance(value, dict) else []


def _error(source: Source, path: NodePath, message: str, fix: str) -> Problem:
    return Problem("error", source.value_place(*path), dotted(path), message, fix)
