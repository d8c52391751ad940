"""The catalogue of models: clients read it, though it is not published (observations §8)."""

from __future__ import annotations

from apisim.description import unpublished

NAME = "Read_the_List_of_Supported_Devices"
FILTERS = {"orgId": "string", "type": "string", "allowConfigureLayoutEnabled": "boolean"}
ANSWER = {"type": "object", "required": ["devices"], "properties": {"devices": {"type": "array"}}}
OPERATIONS = {
    NAME: unpublished(
        "/telephony/config/supportedDevices",
        "get",
        {
            "operationId": NAME,
            "x-scopes": ["spark-admin:telephony_config_read"],
            "parameters": [
                {"name": name, "in": "query", "schema": {"type": kind}} for name, kind in FILTERS.items()
            ],
            "responses": {"200": {"content": {"application/json": {"schema": ANSWER}}}},
        },
    )
}
