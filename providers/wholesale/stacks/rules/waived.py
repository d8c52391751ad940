"""Waivers: what is wrong with a comment that accepts a problem."""

from functools import partial

from wholesale.stacks.rule import Rule

_Rule = partial(Rule, firm="a waiver cannot excuse a waiver")

FORM = _Rule(
    "WS910",
    "waiver-form",
    what="A comment looks like a waiver and cannot be read as one.",
    why="It would silence nothing, and look as if it did.",
    mend="Write rule, last day and reason in the form that is shown.",
    bad="# wholesale: alow WS504 until 2027-03-31: the carrier knows the address",
    good="# wholesale: allow WS504 until 2027-03-31: the carrier knows the address",
)
NO_REASON = _Rule(
    "WS911",
    "waiver-without-reason",
    what="A waiver gives no reason.",
    why="Reviewers and auditors must be able to judge it.",
    mend="Say after a colon why the problem is accepted.",
    bad="# wholesale: allow WS504 until 2027-03-31",
    good="# wholesale: allow WS504 until 2027-03-31: the carrier knows the address",
)
NO_DAY = _Rule(
    "WS912",
    "waiver-without-day",
    what="A waiver has no last day, or one that does not exist.",
    why="A waiver without an end is forgotten.",
    mend="Write `until` with year, month and day.",
    bad="# wholesale: allow WS504: the carrier knows the address",
    good="# wholesale: allow WS504 until 2027-03-31: the carrier knows the address",
)
UNKNOWN_RULE = _Rule(
    "WS913",
    "waiver-of-unknown-rule",
    what="A waiver names a rule that does not exist.",
    why="It would silence nothing, and look as if it did.",
    mend="Copy the id from the problem.",
    bad="# wholesale: allow WS5O4 until 2027-03-31: the carrier knows the address",
    good="# wholesale: allow WS504 until 2027-03-31: the carrier knows the address",
)
EXPIRED = _Rule(
    "WS914",
    "waiver-expired",
    what="The last day of a waiver is over.",
    why="The problem was accepted for a time, and the time is over. The problem itself is told again, too.",
    mend="Mend the problem and remove the waiver, or agree on a new day.",
    bad="# wholesale: allow WS504 until 2020-03-31: the carrier knows the address",
    good="# wholesale: allow WS504 until 2027-03-31: the carrier knows the address",
)
FIRM = _Rule(
    "WS915",
    "waiver-of-firm-rule",
    what="A waiver names a rule that cannot be waived.",
    why="Its problems make the file unreadable or unsafe; the page of the rule says in which way.",
    mend="Mend the problem and remove the waiver.",
    bad="# wholesale: allow WS040 until 2027-03-31: both are right",
    good="# wholesale: allow WS504 until 2027-03-31: the carrier knows the address",
)
UNUSED = _Rule(
    "WS916",
    "waiver-unused",
    what="A waiver stands where no problem of its rule is.",
    why="It would silence one that comes later, and nobody would have agreed to that.",
    mend="Remove it, or move it to the line of its problem.",
    bad="# wholesale: allow WS504 until 2027-03-31: the carrier knows the address\nversion: 1",
    good="version: 1",
    severity="warning",
)
