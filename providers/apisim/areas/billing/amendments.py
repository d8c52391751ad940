"""How bodies of billing reports differ from the published ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.amendments import Amendment, replaced

if TYPE_CHECKING:
    from collections.abc import Mapping

    from apisim.errors import Json


def _report_category(schema: Json) -> Json:
    """Take an optional category of a report (wholesale-api §19 row 23, inferred)."""
    kinds = {"type": "string", "enum": ["RECONCILIATION", "POINT_IN_TIME"]}
    return replaced(schema, ("properties", "category"), kinds)


AMENDMENTS: Mapping[str, Amendment] = {"Create_a_Wholesale_Billing_Report": Amendment(_report_category)}
