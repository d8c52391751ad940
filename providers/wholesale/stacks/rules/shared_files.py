"""partner.yaml and confirmations.yaml: their own references."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from wholesale.stacks.problems import dotted
from wholesale.stacks.profiles import laid, lineage
from wholesale.stacks.rule import PerConfirmations, PerPartner, Rule
from wholesale.stacks.rules.inheritance import PROFILE_UNKNOWN
from wholesale.stacks.rules.telling import suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

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
PROFILE_CIRCLE = Rule(
    "WS806",
    "profile-circle",
    what="A profile extends itself, over one or more others.",
    why="Each would win over the other, so nobody could say what they mean together.",
    mend="Take one of them out of the `extends` of another.",
    bad="profiles:\n  a: {extends: [b]}\n  b: {extends: [a]}",
    good="profiles:\n  a: {extends: [b]}\n  b: {}",
    firm="nobody could say what the profiles mean together",
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
    written = {
        handle: profile.model_dump(by_alias=True, exclude_none=True, exclude={"lock"})
        for handle, profile in partner.profiles.items()
    }
    for name, profile in partner.profiles.items():
        says = laid(written[below] for below in lineage((name,), written)) if profile.lock else {}
        for index, locked in enumerate(profile.lock or ()):
            if not _has(says, locked.split(".")):
                yield _found(
                    LOCK_WITHOUT_VALUE,
                    source,
                    ("profiles", name, "lock", str(index)),
                    f'profile {name} locks "{locked}" but gives it no value',
                    suggestion(locked, says, "fields of this profile"),
                )


@PerPartner
def profiles_extend_what_there_is(partner: Partner, source: Source) -> Iterator[Problem]:
    """Every profile that another one extends is there."""
    known = _keys(source, "profiles")
    for name, profile in partner.profiles.items():
        for index, below in enumerate(profile.extends or ()):
            if below not in known:
                yield _found(
                    PROFILE_UNKNOWN,
                    source,
                    ("profiles", name, "extends", str(index)),
                    f'profile {name}: the profile "{below}" is not in partner.yaml',
                    suggestion(below, known, "profiles"),
                )


@PerPartner
def profiles_end_somewhere(partner: Partner, source: Source) -> Iterator[Problem]:
    """No profile extends itself, over however many others; each circle is told once, with its whole way."""
    extends = {name: profile.extends or () for name, profile in partner.profiles.items()}
    told: set[frozenset[str]] = set()
    for name in extends:
        way = _way_back(name, extends)
        if way and frozenset(way) not in told:
            told.add(frozenset(way))
            index = extends[way[-1]].index(name)
            yield _found(
                PROFILE_CIRCLE,
                source,
                ("profiles", way[-1], "extends", str(index)),
                f"the profile {name} extends itself: {' → '.join((*way, name))}",
                f"take one of them out of its `extends`: {_written_ways(source, (*way, name), extends)}",
            )


def _way_back(name: str, extends: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The shortest way from a profile over what it extends back to itself, without its end; else nothing."""
    above: dict[str, str] = {}
    reached = [name]
    for here in reached:
        for below in extends.get(here, ()):
            if below == name:
                return _way_to(here, name, above)
            if below not in above:
                above[below] = here
                reached.append(below)
    return ()


def _way_to(end: str, begin: str, above: Mapping[str, str]) -> tuple[str, ...]:
    way = [end]
    while way[-1] != begin:
        way.append(above[way[-1]])
    return tuple(reversed(way))


def _written_ways(source: Source, way: Sequence[str], extends: Mapping[str, Sequence[str]]) -> str:
    """Each step of a way with the place where it is written."""
    steps = (
        f"{below} at {source.value_place('profiles', name, 'extends', str(extends[name].index(below)))}"
        for name, below in pairwise(way)
    )
    return ", ".join(steps)


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
