"""Codes of calling back-ends that are no numbers (observations §1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apisim.checks import PUBLISHED
from apisim.errors import Reason, Refusal
from apisim.rulebook import rule
from apisim.switches import switch

if TYPE_CHECKING:
    from apisim.world import World

AS_ERROR_CODE = switch(
    "calling.worded-codes",
    "errorCode",
    PUBLISHED,
    says="whether codes such as BATCH-1001004, which are no numbers, stand in `errorCode` too, or only "
    "in the text",
)


@rule(
    "calling.worded-codes",
    "Codes of the jobs and of the telephone network are no numbers (`BATCH-1001004`, "
    "`ERR.V.TRM.PSP61001`): they stand in the text and as a string in `errorCode`.",
    "L2 obs §1",
    of=("Add_Phone_Numbers_to_a_location", "Disable_Location_For_Webex_Calling"),
    switch=AS_ERROR_CODE,
)
def worded(world: World, status: int, code: str, text: str) -> Refusal:
    """Make a refusal whose code is a word."""
    message = f"{code} {text}"
    shown = None if world.switches[AS_ERROR_CODE] == PUBLISHED else code
    return Refusal(status, message, (Reason(message, shown),))
