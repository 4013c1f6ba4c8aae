"""What is asked of hours that several needs draw on: worth that nobody states, rounding, windows of one account."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

Build = Callable[..., Pack]
Make = Callable[..., Line]
Answer = Callable[..., Assessment]
ACCOUNT = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "{otherwise}"
earn = [ {{ id = "hour", match = "measure = time", give = "1 per 60 min" }} ]
"""
UNKNOWN = ACCOUNT.format(otherwise="unknown")
AB = '[need]\nrenewal = { all = ["a", "b"] }\n'
TOTAL = '[need]\nrenewal = { all = ["total", "b"] }\n'
F = Fraction


def overlap(policy: str) -> str:
    return f'[overlap]\no = {{ members = ["a", "b"], policy = "{policy}" }}\n'


# worth that nobody states

TOP = TOTAL + (
    'total = { amount = 5, of = "hours" }\nb = { amount = 3, of = "hours", match = "topic = law", on_top = "total" }\n'
)
SPLIT = AB + (
    'a = { amount = 5, of = "hours", match = "topic = law" }\nb = { amount = 3, of = "hours", match = "topic = law" }\n'
)


@pytest.mark.parametrize("needs", [TOP, SPLIT + overlap("split")])
def test_what_nobody_states_may_be_enough_for_all_needs_together(
    build: Build, answer: Answer, line: Make, needs: str
) -> None:
    found = answer(build(needs, account=UNKNOWN), line("x", 2, "law", unit="ceu"))
    assert found.verdict == Verdict.UNKNOWN


# rounding of a need

ROUNDED = (
    '[need]\nrenewal = { all = ["b", "a"] }\n'
    'b = { amount = 2, of = "hours", match = "topic = law", round = "nearest to 2" }\n'
    'a = { amount = 3, of = "hours", match = "topic = equity" }\n'
)


def test_a_need_takes_no_more_than_it_takes_to_be_rounded_up(build: Build, answer: Answer, line: Make) -> None:
    found = answer(build(ROUNDED + overlap("split")), line("x", 4, "law", "equity"))
    assert found.verdict == Verdict.MET
    assert (found.node("b").counted, found.node("a").counted) == (2, 3)


@pytest.mark.parametrize(
    ("how", "gap"), [("nearest to 2", 3), ("down to 2", 4), ("down to 3", 6), ("nearest to 3", F(9, 2))]
)
def test_the_gap_is_what_is_rounded_to_what_is_asked(
    build: Build, answer: Answer, line: Make, how: str, gap: Fraction
) -> None:
    pack = build(f'[need]\nrenewal = {{ amount = 4, of = "hours", round = "{how}" }}\n')
    assert answer(pack).gap == gap
    assert answer(pack, line("x", gap)).verdict == Verdict.MET
    assert answer(pack, line("x", gap - F(1, 60))).verdict == Verdict.NOT_MET
