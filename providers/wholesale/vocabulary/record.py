"""One desired thing, and one live thing, as plain values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Phase = Literal[
    "ready", "pending", "in_review", "needs_consent", "needs_approval", "needs_operator", "waiting", "failed"
]
"""Where a slow thing stands (design vocabulary). All but `ready` keep a record from being unchanged."""


class Reference(NamedTuple):
    """A record, named.

    Args:
        kind: such as `User`.
        key: such as `acme-1001/ada`; a customer's handle comes first.
    """

    kind: str
    key: str

    @property
    def customer(self) -> str:
        """The handle of the customer that it belongs to."""
        return self.key.partition("/")[0]

    @property
    def handle(self) -> str:
        """Its own handle within the customer; of a customer, the customer's."""
        return self.key.partition("/")[2] or self.key

    def __str__(self) -> str:
        return f"{self.kind.lower()} {self.key}"


class Record(NamedTuple):
    """One desired thing.

    Args:
        reference: its kind and key.
        inputs: the values that are wanted, by field; a field that is not mentioned is not here.
        needs: the records that have to be there before.
        previously: the key that it had, where it was renamed.
    """

    reference: Reference
    inputs: Mapping[str, Any]
    needs: tuple[Reference, ...] = ()
    previously: str | None = None


class Home(NamedTuple):
    """The live customer that a record belongs to.

    Args:
        customer_id: the API's id of the customer.
        org_id: the id of its organization; None while it has none.
    """

    customer_id: str
    org_id: str | None


class Live(NamedTuple):
    """One live thing.

    Args:
        api_id: the API's id.
        values: what the API gives back, by field.
        phase: where it stands.
        reason: why, where the phase is not `ready`.
        home: the customer that it belongs to.
        person_id: of a user, the person behind it.
    """

    api_id: str
    values: Mapping[str, Any]
    phase: Phase = "ready"
    reason: str = ""
    home: Home | None = None
    person_id: str | None = None


class Standing(NamedTuple):
    """One record of the state.

    Args:
        reference: its kind and key.
        inputs: as they were written last.
        outputs: with `apiId`, which is empty for what never was made.
    """

    reference: Reference
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]

    @property
    def api_id(self) -> str:
        """The API's id; empty for what never was made."""
        return str(self.outputs.get("apiId") or "")
