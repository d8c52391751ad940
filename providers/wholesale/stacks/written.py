"""The fields that written keys fill: handles as "*", defaults and profiles as what they fill.

`profiles.smb-us.userDefaults.package` fills `customers.*.users.*.package`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wholesale.stacks.problems import NodePath

_KEYED = frozenset(
    {
        "customers",
        "users",
        "locations",
        "workspaces",
        "devices",
        "packages",
        "reserved",
        "contacts",
        "templates",
        "subPartners",
        "profiles",
    }
)
"""Keys whose maps are keyed by handles, names or numbers; a pattern shows those as "*"."""

_DEFAULTS_FILL = {"locationDefaults": ("locations", "*"), "userDefaults": ("users", "*")}


class Field:
    """One field of the format, known by its pattern; the same pattern is the same object.

    Args:
        pattern: the way to it, such as ("customers", "*", "name").
    """

    is_keyed: bool
    """Whether it holds records by their handles, names or numbers."""

    def __init__(self, pattern: NodePath) -> None:
        self.pattern = pattern
        self.is_keyed = bool(pattern) and pattern[-1] in _KEYED
        self._below: dict[str, Field] = {}

    def below(self, step: str) -> Field:
        """The field that a key beneath this one fills."""
        step = "*" if self.is_keyed else step
        found = self._below.get(step)
        if found is None:
            found = self._below[step] = _field((*self.pattern, *self._steps(step)))
        return found

    def _steps(self, step: str) -> NodePath:
        if step.isdigit():
            return ("*",)
        if not self.pattern:
            return {"defaults": ("customers", "*"), "profiles": ("customers",)}.get(step, (step,))
        return _DEFAULTS_FILL.get(step, (step,)) if len(self.pattern) == len(("customers", "*")) else (step,)


@cache
def _field(pattern: NodePath) -> Field:
    return Field(pattern)


def field_at(path: NodePath) -> Field:
    """The field that a written path fills."""
    field = _field(())
    for step in path:
        field = field.below(step)
    return field
