"""What surely counts is tried first: it must hold by the thresholds of topics, whatever limits cut."""

from __future__ import annotations

from fractions import Fraction

import pytest

from stemtracker.rules.demand import Sort, Topic, Want
from stemtracker.rules.share_out import share_out

F = Fraction
LAW, EQUITY = (0, 0, "", "law"), (0, 0, "", "equity")
CAP = ("cap",)


def hours(amount: int, *topics: Topic, capped: bool = False) -> Sort:
    limits = frozenset({CAP}) if capped else frozenset()
    return Sort((F(amount),), (frozenset({"total"}),), (limits,), held=frozenset({frozenset(topics)}))


@pytest.mark.parametrize(("cap", "counted"), [(0, 0), (4, 10), (3, 0), (10, 16)])
def test_hours_of_two_topics_count_only_while_limits_leave_enough_of_one(cap: int, counted: int) -> None:
    """Ten hours alone in a topic would reach it, but a limit cuts them; six more also have another topic."""
    sorts = [hours(10, LAW, capped=True), hours(6, LAW, EQUITY)]
    found = share_out(sorts, [Want("total", 0, F(6))], {CAP: F(cap)}, {LAW: F(10), EQUITY: F(10)})
    assert not found.unproven
    assert found.count("total") == counted
