"""Colour is for people at a terminal; everything else is plain."""

from __future__ import annotations

from wholesale.reports import validation_text
from wholesale.stacks.problems import Place, Problem

PROBLEM = Problem("error", Place("a.yaml", 1, 2), "customers", "a: error: b", "mend it\nor leave it", "WS101")


def test_each_problem_is_one_line_and_its_ways_out_are_indented() -> None:
    assert validation_text.rendered((PROBLEM,), ()) == (
        "a.yaml:1:2: error: a: error: b\n    mend it\n    or leave it\n"
    )


def test_colour_touches_only_the_severity() -> None:
    painted = validation_text.rendered((PROBLEM,), (), coloured=True)
    assert painted.startswith("a.yaml:1:2: \x1b[31;1merror:\x1b[0m a: error: b\n")
    assert painted.count("\x1b") == 2
