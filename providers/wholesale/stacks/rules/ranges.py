"""Ranges of numbers: how they are written."""

from functools import partial

from wholesale.stacks.rule import Rule
from wholesale.stacks.rules.form import WITHOUT_IT

_Rule = partial(Rule, firm=WITHOUT_IT)

NO_RANGE = _Rule(
    "WS601",
    "no-number-or-range",
    what="An entry of `numbers` is neither a number nor a range.",
    why="Numbers would be ordered that nobody meant.",
    mend='Write "+13125550100" or "+13125550100..+13125550109".',
    bad='numbers: ["from 100 to 109"]',
    good='numbers: ["+13125550100..+13125550109"]',
)
RANGE_LENGTHS = _Rule(
    "WS602",
    "range-lengths",
    what="The ends of a range have different lengths.",
    why="A digit is missing or doubled at one end.",
    mend="Write both ends with all their digits.",
    bad='numbers: ["+13125550100..+131255501090"]',
    good='numbers: ["+13125550100..+13125550109"]',
)
RANGE_BACKWARDS = _Rule(
    "WS603",
    "range-backwards",
    what="A range ends before it begins.",
    why="It holds no number, though some were meant.",
    mend="Write the smaller number first.",
    bad='numbers: ["+13125550109..+13125550100"]',
    good='numbers: ["+13125550100..+13125550109"]',
)
RANGE_TOO_LONG = _Rule(
    "WS604",
    "range-too-long",
    what="A range holds more than 1,000 numbers.",
    why="One wrong digit can make a million numbers of ten.",
    mend="Check the digits, or split the range.",
    bad='numbers: ["+13125550100..+13125552109"]',
    good='numbers: ["+13125550100..+13125550999"]',
)
