"""Whole activities, limits that also bar lines from being counted, odd pins: never a guess, never a raise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Answer = Callable[..., Assessment]
Make = Callable[..., Line]
WHOLE = (
    '[need]\nrenewal = { all = ["c", "p"] }\nc = { amount = 3, of = "hours", match = "topic = content" }\n'
    'p = { amount = 3, of = "hours", match = "topic = pedagogy" }\n'
    '[overlap]\no = { members = ["c", "p"], policy = "whole" }\n'
)
BOTH = ("content", "pedagogy")


def test_a_whole_activity_fills_one_need(build: Build, answer: Answer, line: Make) -> None:
    pack = build(WHOLE)
    assert answer(pack, line("a", 3, *BOTH), line("b", 3, *BOTH)).verdict == Verdict.MET
    assert answer(pack, line("a", 5, *BOTH)).verdict == Verdict.NOT_MET
    assert answer(pack, line("a", 6, *BOTH)).verdict == Verdict.NOT_MET
    found = answer(pack, line("a", 2, *BOTH), line("b", 2, *BOTH), line("c", 1, *BOTH), line("d", 1, *BOTH))
    assert (found.verdict, found.node("c").counted, found.node("p").counted) == (Verdict.MET, 3, 3)


ACCOUNT = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ {{ id = "h", give = "1 per 60 min" }} ]
limit = [ {{ id = "one", match = "kind = plan", at_most = "1 line", per = "year from 01-01" {also} }} ]
"""
COUNT = (
    '[need]\nrenewal = { all = ["t", "n"] }\nt = { amount = 1, of = "hours" }\n'
    'n = { count = 2, match = "kind = plan" }\n'
)


def test_a_limit_on_lines_bars_them_from_counting_only_if_it_says_so(build: Build, answer: Answer, line: Make) -> None:
    plans = [line("a", 1, kind="plan"), line("b", 2, kind="plan")]
    free, barred = (build(COUNT, account=ACCOUNT.format(also=also)) for also in ("", ', also = "count"'))
    assert answer(free, *plans).node("n").counted == 2
    assert answer(barred, *plans).node("n").counted == 1


def test_a_pin_to_what_is_not_there_binds_nobody(build: Build, answer: Answer, line: Make) -> None:
    pack = build('[need]\nrenewal = { amount = 1, of = "hours" }\n')
    assert answer(pack, line("a", 1, pins={"t": "gone"})).verdict == Verdict.MET


_ODD = st.builds(
    Line,
    id=st.text(max_size=3),
    title=st.text(max_size=3),
    start=st.dates(),
    end=st.dates(),
    kind=st.sampled_from(["plan", "talk", "", "??"]),
    unit=st.sampled_from(["minute", "each", "", "parsec"]),
    amount=st.fractions(-5, 10**9, max_denominator=99),
    tags=st.frozensets(st.sampled_from(["content", "none"])),
    splits=st.dictionaries(st.sampled_from(["content", "x"]), st.fractions(-3, 9, max_denominator=7), max_size=2),
    status=st.sampled_from(list(Status)),
    posted_amount=st.none() | st.fractions(0, 9, max_denominator=7),
    answers=st.dictionaries(st.text(max_size=2), st.text(max_size=2), max_size=1),
    pins=st.dictionaries(st.sampled_from(["t", ""]), st.sampled_from(["none", "t", "n", "x"]), max_size=1),
    provider=st.text(max_size=2),
    level=st.sampled_from(["", "9", "٣", "x"]),
)


@settings(max_examples=50)
@given(
    st.lists(_ODD, max_size=4), st.dictionaries(st.sampled_from(["hire", "issue"]), st.text() | st.dates(), max_size=2)
)
def test_no_line_raises(build: Build, answer: Answer, lines: list[Line], facts: dict[str, str | date]) -> None:
    found = answer(build(COUNT, account=ACCOUNT.format(also="")), *lines, **facts)
    assert len(found.lines) >= len(lines)
