"""Several ways: which one the answer takes, how the others are shown beside it, and what each still lacks."""

from __future__ import annotations

from collections.abc import Callable

from stemtracker.domain import wording
from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

Build = Callable[..., Pack]
Answer = Callable[..., Assessment]
Make = Callable[..., Line]
MET, NOT_MET = Verdict.MET, Verdict.NOT_MET
TWO_UNITS = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ { id = "hour", match = "measure = time", give = "1 per 60 min", src = "rule" } ]
[account.ceus]
unit = "CEU"
window = "cycle"
otherwise = "none"
earn = [ { id = "ceu", match = "measure = ceu", give = "1 per ceu", src = "rule" } ]
"""
NESTED = """
[need]
renewal = { all = ["safety", "topics"] }
topics = { any = ["law", "equity"] }
law = { amount = 6, of = "hours", match = "topic = law" }
safety = { amount = 10, of = "hours", match = "topic = law" }
equity = { all = ["equity_hours", "talk"] }
equity_hours = { amount = 4, of = "hours", match = "topic = equity" }
talk = { count = 2, match = "kind = talk", window = "cycle" }
[overlap]
apart = { members = ["safety", "law", "equity_hours"], policy = "split" }
"""


def test_of_ways_in_unlike_units_that_is_nearest_of_which_the_least_share_is_lacking(
    build: Build, answer: Answer, line: Make
) -> None:
    body = """
[need]
renewal = { any = ["by_hours", "by_ceus"] }
by_hours = { amount = 60, of = "hours" }
by_ceus = { amount = 600, of = "ceus" }
"""
    pack = build(body, account=TWO_UNITS)
    found = answer(pack, line("a", 10), line("b", 500, unit="ceu"))
    assert (found.gap, found.gap_unit, found.headline.id) == (100, "CEU", "by_ceus")
    assert [n.id for n in found.nodes if n.aside] == ["by_hours"]
    assert [(a.node, a.gaps) for a in found.alternatives] == [
        ("by_ceus", ((100, "CEU"),)),
        ("by_hours", ((50, "hour"),)),
    ]
    assert answer(pack).headline.id == "by_hours", "of equal shares the first of the pack"
    assert answer(pack, line("b", 599, unit="ceu")).gap == 1


def test_a_way_says_what_it_lacks_in_each_of_its_units(build: Build, answer: Answer, line: Make) -> None:
    body = """
[need]
renewal = { any = ["by_hours", "by_both"] }
by_hours = { amount = 60, of = "hours", match = "topic = content" }
by_both = { all = ["some_hours", "some_ceus"] }
some_hours = { amount = 20, of = "hours" }
some_ceus = { amount = 6, of = "ceus" }
"""
    pack = build(body, account=TWO_UNITS)
    both = [a for a in answer(pack, line("a", 15)).alternatives if a.node == "by_both"]
    assert [a.gaps for a in both] == [((5, "hour"), (6, "CEU"))]
    found = answer(pack, line("a", 20), line("b", 5, unit="ceu"))
    assert (found.gap, found.gap_unit, found.headline.id) == (1, "CEU", "some_ceus")
    assert wording.still_to_do(found, found.alternatives[0]) == "1 CEU to go"


def test_a_choice_within_the_renewal_lacks_what_its_own_needs_do(build: Build, answer: Answer, line: Make) -> None:
    found = answer(build(NESTED), line("a", 8, "law"), line("t", 1, kind="talk"))
    ways = {a.node: a.gaps for a in found.alternatives}
    assert ways == {"law": (), "equity": ((4, "hour"), (1, ""))}
    assert found.gap == 8, "of law, though its six hours are all there: then safety lacks eight"


def test_another_way_is_shown_as_if_one_went_it_and_says_whose_hours_it_takes(
    build: Build, answer: Answer, line: Make
) -> None:
    talks = (line("t", 1, "equity", kind="talk"), line("u", 1, "equity", kind="talk"))
    found = answer(build(NESTED), line("a", 8, "law"), *talks)
    law, topics, equity = found.node("law"), found.node("topics"), found.node("equity")
    assert (found.gap, found.node("safety").counted, found.node("equity_hours").counted) == (4, 8, 2)
    assert (law.aside, law.verdict, equity.aside, topics.verdict) == (True, MET, False, NOT_MET)
    assert "6 hours of it count elsewhere now" in law.note
    way = next(a for a in found.alternatives if a.node == "law")
    assert wording.still_to_do(found, way) == "Nothing more is asked, but its hours count elsewhere now"
    (counts,) = [
        r for one in found.lines if one.id == "a" for r in one.reasons if r.node == "law" and r.step == "counted"
    ]
    assert counts.text.startswith("6 of 8 hours counted if you go this way")


def test_of_equal_ways_that_is_taken_whose_needs_are_met(build: Build, answer: Answer, line: Make) -> None:
    body = """
[need]
renewal = { all = ["total", "topics"] }
total = { amount = 20, of = "hours" }
topics = { any = ["law", "equity"] }
law = { amount = 4, of = "hours", match = "topic = law", inside = "total" }
equity = { amount = 4, of = "hours", match = "topic = equity", inside = "total" }
"""
    found = answer(build(body), line("a", 5, "equity"))
    assert (found.gap, found.node("topics").verdict, found.node("equity").verdict) == (15, MET, MET)
    assert [n.id for n in found.nodes if n.aside] == ["law"]


def test_what_is_not_asked_takes_no_hours_from_what_is(build: Build, answer: Answer, line: Make) -> None:
    """Equity is not asked of who renews another license: hours on both topics are all hours on law then."""
    body = """
[fact]
other = { type = "yes/no", ask = "Do you renew another license as well?" }
board = { type = "yes/no", ask = "Do you hold a board certificate?" }
[need]
renewal = { any = ["by_hours", "by_board"] }
by_board = { fact = "board" }
by_hours = { all = ["equity", "law"] }
equity = { any = ["equity_hours", "talk"], when = "not other" }
equity_hours = { amount = 5, of = "hours", match = "topic = equity" }
talk = { count = 1, match = "kind = talk", window = "cycle" }
law = { amount = 5, of = "hours", match = "topic = law" }
[overlap]
apart = { members = ["equity_hours", "law"], policy = "split" }
"""
    both = line("both", 8, "equity", "law")
    found = answer(build(body), both, other=True, board=True)
    assert (found.node("law").counted, found.node("equity_hours").applies) == (8, False)
    asked = answer(build(body), both, other=False, board=True)
    assert (asked.node("law").counted, asked.node("equity_hours").counted) == (3, 5)


def test_a_way_that_is_closed_leaves_nothing_open(build: Build, answer: Answer, line: Make) -> None:
    """One activity counts: the one that nobody has a rate for may be all of law, the other is the hour of equity."""
    account = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "unknown"
earn = [ { id = "hour", match = "measure = time", give = "1 per 60 min" } ]
limit = [ { id = "one", match = "kind = talk", at_most = "1 line" } ]
"""
    body = """
[fact]
board = { type = "yes/no", ask = "Do you hold a board certificate?" }
[need]
renewal = { any = ["by_hours", "by_board"] }
by_board = { fact = "board" }
by_hours = { all = ["law", "equity"] }
law = { amount = 5, of = "hours", match = "topic = law" }
equity = { amount = 1, of = "hours", match = "topic = equity" }
"""
    lines = (line("x", 1, "law", "equity", kind="talk"), line("y", 4, "law", unit="ceu", kind="talk"))
    assert answer(build(body, account=account), *lines, board=False).verdict == NOT_MET
    assert answer(build(body, account=account), *lines).verdict == Verdict.UNKNOWN
    assert answer(build(body, account=account), *lines, board=True).verdict == MET
