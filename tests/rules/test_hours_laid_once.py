"""No more hours count than there are: among activities that are alike, and for what lies inside a total elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.rules.demand import Sort, Want
from stemtracker.rules.pack import Pack
from stemtracker.rules.share_out import share_out

Build = Callable[..., Pack]
Make = Callable[..., Line]
Answer = Callable[..., Assessment]
F = Fraction
ACCOUNT = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ { id = "hour", match = "measure = time", give = "1 per 60 min" } ]
"""
FEW = ACCOUNT + 'limit = [ { id = "most", match = "kind = workshop", at_most = 4 } ]\n'
#: Law and equity take whole workshops; safety comes on top of content, which like these lies inside the total.
WHOLE = """
[need]
renewal = {{ all = ["total", "law", "equity", "content", "safety"] }}
total = {{ amount = {total}, of = "hours" }}
law = {{ amount = 1, of = "hours", match = "topic = law", inside = "total" }}
equity = {{ amount = 2, of = "hours", match = "topic = equity", inside = "total" }}
content = {{ amount = 1, of = "hours", match = "topic = content", inside = "total" }}
safety = {{ amount = {safety}, of = "hours", match = "topic = safety", on_top = "content" }}
[overlap]
o = {{ members = ["law", "equity"], policy = "whole" }}
"""


@pytest.mark.parametrize(("total", "verdict"), [(5, Verdict.MET), (6, Verdict.NOT_MET), (7, Verdict.NOT_MET)])
def test_two_alike_workshops_under_a_limit_count_no_more_than_it_allows(
    build: Build, line: Make, answer: Answer, total: int, verdict: Verdict
) -> None:
    pack = build(WHOLE.format(total=total, safety=3), account=FEW)
    topics = ("law", "equity", "content", "safety")
    found = answer(pack, line("p", 4, *topics), line("q", 4, *topics), line("talk", 1, "content", kind="talk"))
    assert found.verdict == verdict
    assert found.node("total").counted <= 5  # four hours of workshops, and the talk


@pytest.mark.parametrize(("aloud", "talks"), [(False, 2), (True, 3)])
def test_alike_activities_are_told_apart_beside_hours_that_hang_on_topics(*, aloud: bool, talks: int) -> None:
    """The same workshops, and talks of an hour on one of two topics or both, which count from two hours on."""
    one, two = ((0, 0, "topic", name) for name in ("one", "two"))
    needs = frozenset({"total", "law", "equity", "content", "safety"})
    sorts = [Sort((F(4),), (needs,), (frozenset({("most",)}),), activity=at) for at in (0, 1)]
    for topics in ({one, two}, {one}, {two}):
        held = frozenset({frozenset(topics)})
        sorts.append(Sort((F(1),), (frozenset({"total", "content"}),), (frozenset(),), held=held))
    wants = [
        Want("total", 0, F(9)),
        Want("law", 0, F(1), inside="total", group="o", whole=True),
        Want("equity", 0, F(2), inside="total", group="o", whole=True),
        Want("content", 0, F(1), inside="total"),
        Want("safety", 0, F(4), on_top="content"),
    ]
    found = share_out(sorts, wants, {("most",): F(4)}, {one: F(2), two: F(2)}, aloud=aloud)
    assert not found.unproven
    assert found.count("total") == 4 + talks
    assert found.count("content") + found.count("safety") <= 4 + talks


#: Equity lies inside the total and counts hours of the last three years only; talks are asked on top of the total.
LATE = """
[window.late]
cases = [ { from = "start + 2 y", to = "expiry" } ]
[need]
renewal = { all = ["total", "talks", "equity"] }
total = { amount = 1, of = "hours" }
talks = { amount = 4, of = "hours", match = "kind = talk", on_top = "total" }
equity = { amount = 2, of = "hours", match = "topic = equity", inside = "total", window = "late" }
"""


@pytest.mark.parametrize(("hours", "verdict"), [(5, Verdict.NOT_MET), (6, Verdict.MET)])
def test_what_lies_inside_a_total_is_not_on_top_of_it_in_a_window_of_its_own_either(
    build: Build, line: Make, answer: Answer, hours: int, verdict: Verdict
) -> None:
    """Hours for equity are hours of the total, so they are none of those that talks ask on top of it."""
    talk = line("talk", hours, "equity", kind="talk", day=date(2025, 3, 1))
    found = answer(build(LATE, account=ACCOUNT), talk)
    assert found.verdict == verdict
    assert found.gap == 6 - hours
    assert found.node("talks").counted + found.node("equity").counted <= hours


def test_hours_outside_of_a_later_window_serve_what_is_on_top(build: Build, line: Make, answer: Answer) -> None:
    """An early talk can't be equity: it goes to what is on top, and a late one to the total."""
    early = line("early", 4, "equity", kind="talk", day=date(2022, 3, 1))
    late = line("late", 2, "equity", kind="talk", day=date(2025, 3, 1))
    assert answer(build(LATE, account=ACCOUNT), early, late).verdict == Verdict.MET


@pytest.mark.parametrize("kind", ["workshop", "talk"])
def test_needs_that_split_hours_inside_a_total_elsewhere_share_what_it_takes(
    build: Build, line: Make, answer: Answer, kind: str
) -> None:
    """Two hours of law and two of equity, apart, in late hours of a total of which a limit leaves three."""
    body = """
[window.late]
cases = [ { from = "start + 2 y", to = "expiry" } ]
[need]
renewal = { all = ["total", "law", "equity"] }
total = { amount = 3, of = "hours" }
law = { amount = 2, of = "hours", match = "topic = law", inside = "total", window = "late" }
equity = { amount = 2, of = "hours", match = "topic = equity", inside = "total", window = "late" }
[overlap]
o = { members = ["law", "equity"], policy = "split" }
"""
    account = ACCOUNT + 'limit = [ { id = "most", match = "kind = workshop", at_most = 3 } ]\n'
    found = answer(build(body, account=account), line("x", 5, "law", "equity", kind=kind, day=date(2025, 3, 1)))
    assert found.verdict == (Verdict.NOT_MET if kind == "workshop" else Verdict.MET)
    assert found.node("law").counted + found.node("equity").counted == (3 if kind == "workshop" else 5)


#: Law and equity lie inside the total, safety beside it; none of the three shares an hour. Talks come on top.
RIVALS = """
[need]
renewal = { all = ["total", "law", "equity", "safety", "talks"] }
total = { amount = 2, of = "hours" }
law = { amount = 2, of = "hours", match = "topic = law", inside = "total" }
equity = { amount = 1, of = "hours", match = "topic = equity", inside = "total" }
safety = { amount = 1, of = "hours", match = "topic = safety" }
talks = { amount = 1, of = "hours", match = "kind = talk", on_top = "total" }
[overlap]
o = { members = ["law", "equity", "safety"], policy = "split" }
"""


@pytest.mark.parametrize(("hours", "verdict"), [(3, Verdict.NOT_MET), (4, Verdict.MET)])
def test_needs_inside_a_total_share_it_though_a_third_that_splits_hours_with_them_lies_outside(
    build: Build, line: Make, answer: Answer, hours: int, verdict: Verdict
) -> None:
    """Law and equity take three hours of the total: of three hours none is left for what is on top of it."""
    found = answer(
        build(RIVALS, account=ACCOUNT),
        line("talk", hours, "law", "equity", "safety", kind="talk"),
        line("workshop", 1, "safety"),
    )
    assert found.verdict == verdict
    assert found.node("law").counted + found.node("equity").counted <= found.node("total").counted
