"""What stands in users' state by name: the resources, and the provider classes that the stock server runs.

Frozen: the module's name, the classes' names and their statelessness (docs/decisions/0002-frozen-names.md).
"""

from __future__ import annotations

import importlib
import types
from typing import TYPE_CHECKING, Any, ClassVar

from pulumi import ResourceOptions, dynamic

from wholesale.desired.registry import KINDS
from wholesale.engine.names import MODULE
from wholesale.operations.results import CONTROL

if TYPE_CHECKING:
    from collections.abc import Mapping


def _stock() -> types.ModuleType:
    """What runs under the stock server only: our own programs do not pay for it."""
    return importlib.import_module("wholesale.engine.stock")


class RecordProvider(dynamic.ResourceProvider):
    """The provider of one kind on the stock server; our own server never runs it."""

    serialize_as_secret_always = False

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Accept what the program sends; it was checked when the file was read."""
        return dynamic.CheckResult({name: value for name, value in news.items() if name not in CONTROL}, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.DiffResult:
        """Compare without a network call."""
        result: dynamic.DiffResult = _stock().diff(olds, news)
        return result

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Make the record, or take over what is there."""
        result: dynamic.CreateResult = _stock().create(props)
        return result

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> dynamic.UpdateResult:
        """Bring the record to what is wanted."""
        result: dynamic.UpdateResult = _stock().update(olds, news)
        return result

    def read(self, id_: str, props: dict[str, Any]) -> dynamic.ReadResult:
        """Read what is live."""
        result: dynamic.ReadResult = _stock().read(id_, props)
        return result

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        """Remove the record, if the guard lets it go."""
        _stock().delete(props)


class RecordResource(dynamic.Resource):
    """One record, as the program declares it.

    Args:
        name: the record's key.
        props: its inputs.
        opts: what it depends on.
    """

    provider: ClassVar[type[RecordProvider]]

    def __init__(self, name: str, props: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(self.provider(), name, {**dict.fromkeys(CONTROL), **props}, opts)


def _provider(kind: str) -> type[RecordProvider]:
    """The importable, stateless provider class of a kind."""
    return type(f"{kind}Provider", (RecordProvider,), {"__module__": __name__})


def _resource(kind: str) -> type[RecordResource]:
    """The resource class of a kind, with the type token that freezes into state."""
    namespace = {"provider": PROVIDERS[kind], "__module__": __name__}
    made: type[RecordResource] = types.new_class(
        kind, (RecordResource,), {"module": MODULE, "name": kind}, lambda body: body.update(namespace)
    )
    return made


PROVIDERS = {kind: _provider(kind) for kind in KINDS}
RESOURCES = {kind: _resource(kind) for kind in KINDS}

globals().update({f"{kind}Provider": provider for kind, provider in PROVIDERS.items()})
