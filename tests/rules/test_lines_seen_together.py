"""Rules that look at several lines look at them once: whatever window a need has, and whichever way is gone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.rules.pack import Pack

Build = Callable[..., Pack]
MakeLine = Callable[..., Line]
Answer = Callable[..., Assessment]

LATE = """
[window.late]
cases = [ {{ from = "start + 2 y", to = "expiry" }} ]
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ {{ id = "hour", match = "measure = time", give = "{give} per 60 min" {first} }} ]
{more}
"""
BOTH = """
[need]
renewal = { all = ["total", "late_talks"] }
total = { amount = 3, of = "hours" }
late_talks = { amount = 2, of = "hours", match = "kind = talk", inside = "total", window = "late" }
"""
EARLY, THEN = date(2022, 3, 1), date(2024, 3, 1)


def account(give: int = 1, first: str = "", more: str = "") -> str:
    return LATE.format(give=give, first=first, more=more)


def test_the_first_hours_are_the_first_of_the_account_whatever_days_a_need_looks_at(
    build: Build, line: MakeLine, answer: Answer
) -> None:
    """The better rate is gone before the days of the need begin: its hour is worth one there as everywhere."""
    pack = build(BOTH, account=account(2, ', first = "2 h", then = "1 per 60 min"'))
    found = answer(pack, line("x", 2, day=EARLY), line("y", 1, day=THEN, kind="talk"))
    assert found.verdict == Verdict.NOT_MET
    assert found.node("late_talks").counted == 1
    assert found.node("total").counted == 5


def test_of_the_same_thing_one_counts_in_all_windows(build: Build, line: MakeLine, answer: Answer) -> None:
    same = 'same = [ { id = "s", key = "course", policy = "best" } ]'
    pack = build(BOTH, account=account(more=same))
    early = line("x", 5, day=EARLY, kind="talk", course="C1")
    late = line("y", 3, day=THEN, kind="talk", course="C1")
    found = answer(pack, early, late)
    assert found.verdict == Verdict.NOT_MET
    assert found.node("late_talks").counted == 0
    assert answer(pack, late).verdict == Verdict.MET
    reasons = [reason.text for one in found.lines if one.id == "x" for reason in one.reasons]
    assert any("outside" in text for text in reasons)


def test_of_things_worth_the_same_the_earlier_counts(build: Build, line: MakeLine, answer: Answer) -> None:
    same = 'same = [ { id = "s", key = "course", policy = "once" } ]'
    pack = build(BOTH, account=account(more=same))
    lines = [line(id_, 3, day=day, kind="talk", course="C1") for id_, day in (("x", EARLY), ("y", THEN))]
    assert answer(pack, *lines).verdict == Verdict.NOT_MET


FEW = 'limit = [ { id = "one", match = "kind = talk", at_most = "1 line" } ]'


def test_one_line_that_counts_is_one_line_in_all_windows(build: Build, line: MakeLine, answer: Answer) -> None:
    pack = build(BOTH, account=account(more=FEW))
    early, late = line("x", 3, day=EARLY, kind="talk"), line("y", 2, day=THEN, kind="talk")
    assert answer(pack, early, late).verdict == Verdict.NOT_MET
    assert answer(pack, early, late, line("z", 1, day=EARLY)).verdict == Verdict.MET


WAYS = """
[need]
renewal = { any = ["total", "law", "equity"], k = 2 }
total = { amount = 9, of = "hours" }
law = { amount = 3, of = "hours", match = "topic = law", inside = "total" }
equity = { amount = 3, of = "hours", match = "topic = equity", inside = "total" }
"""


def test_which_line_counts_is_chosen_for_each_way(build: Build, line: MakeLine, answer: Answer) -> None:
    """The longest talk is of no use to the way that can be gone."""
    pack = build(WAYS, account=account(more=FEW))
    lines = [line("x", 5, kind="talk"), line("y", 3, "law", "equity", kind="talk")]
    found = answer(pack, *lines)
    assert found.verdict == Verdict.MET
    assert [one.id for one in found.lines if one.counted_at("law")] == ["y"]


def test_a_line_that_does_not_count_says_which_limit_it_is_over(build: Build, line: MakeLine, answer: Answer) -> None:
    law = '[need]\nrenewal = { amount = 2, of = "hours", match = "topic = law" }\n'
    pack = build(law, account=account(more=FEW))
    lines = [line("x", 5, "law", kind="talk"), line("y", 3, "law", "equity", kind="talk", day=EARLY)]
    for one in answer(pack, *lines).lines:
        steps = [(reason.step, reason.text) for reason in one.reasons]
        assert one.counted_at("renewal") == (5 if one.id == "x" else 0)
        assert steps[-1][0] == ("counted" if one.id == "x" else "over_cap")
        assert one.id == "x" or "1 line" in steps[-1][1]


def test_where_either_line_may_be_chosen_the_other_is_over_the_limit(
    build: Build, line: MakeLine, answer: Answer
) -> None:
    needs = """
[need]
renewal = { all = ["total", "law"] }
total = { amount = 3, of = "hours" }
law = { amount = 2, of = "hours", match = "topic = law", inside = "total" }
"""
    pack = build(needs, account=account(more=FEW))
    found = answer(pack, line("x", 5, kind="talk"), line("y", 3, "law", kind="talk"))
    steps = {one.id: [(reason.node, reason.step, reason.text) for reason in one.reasons] for one in found.lines}
    assert steps["x"][-1] == ("total", "over_cap", "5 hours over · limit on one (1 line)")
    assert found.verdict == Verdict.MET


def test_the_part_of_a_line_that_no_limit_looks_at_counts_beside_it(
    build: Build, line: MakeLine, answer: Answer
) -> None:
    limit = 'limit = [ { id = "one", match = "topic = equity", at_most = "1 line" } ]'
    body = '[need]\nrenewal = { amount = 7, of = "hours" }\n'
    pack = build(body, account=account(more=limit))
    whole = line("x", 5, "equity")
    parts = line("y", 3, splits={"equity": 60})
    found = answer(pack, whole, parts)
    assert found.verdict == Verdict.MET
    assert found.node("renewal").counted == 7


@pytest.mark.parametrize(("hours", "verdict"), [(2, Verdict.NOT_MET), (4, Verdict.UNKNOWN)])
def test_hours_that_may_come_first_are_no_more_than_the_first(
    build: Build, line: MakeLine, answer: Answer, hours: int, verdict: Verdict
) -> None:
    """Whichever of the open lines count, two hours of them are worth double and no more."""
    first = f', first = "{hours} h"'
    refuse = 'refuse = [ { id = "r", match = "not approved", reason = "No." } ]'
    needs = '[need]\nrenewal = { amount = 7, of = "hours", match = "topic in (law, equity)" }\n'
    pack = build(needs, account=account(2, first, refuse))
    found = answer(pack, line("x", 3, "law"), line("y", 3, "equity", format="online"))
    assert found.verdict == verdict


def test_a_limit_that_bars_lines_from_being_counted_never_says_no_where_another_line_could_count(
    build: Build, line: MakeLine, answer: Answer
) -> None:
    limit = 'limit = [ { id = "one", match = "kind = talk", at_most = "1 line", also = "count" } ]'
    needs = """
[need]
renewal = { all = ["total", "goal"] }
total = { amount = 2, of = "hours" }
goal = { count = 1, match = "topic = law and kind = talk", window = "cycle" }
"""
    pack = build(needs, account=account(more=limit))
    found = answer(pack, line("x", 2, kind="talk"), line("y", 2, "law", kind="talk"))
    assert found.verdict != Verdict.NOT_MET


def test_what_no_sharing_has_all_at_once_is_a_no(build: Build, line: MakeLine, answer: Answer) -> None:
    """The open talk may do for either need, never for both."""
    needs = """
[fact]
shown = { type = "yes/no", of = "line", ask = "Shown?" }
[need]
renewal = { all = ["a", "b"] }
a = { amount = 4, of = "hours", match = "shown" }
b = { amount = 1, of = "hours", match = "kind = talk" }
[overlap]
o = { members = ["a", "b"], policy = "whole" }
"""
    pack = build(needs)
    assert answer(pack, line("x", 4, kind="talk")).verdict == Verdict.NOT_MET
    assert answer(pack, line("x", 4, kind="talk"), line("y", 1, kind="talk")).verdict == Verdict.UNKNOWN


def test_an_empty_field_is_the_same_for_all_that_look_at_it(build: Build, line: MakeLine, answer: Answer) -> None:
    """Online it is refused at the need, and not online it does not fit."""
    refuse = 'refuse = [ { id = "r", match = "format = online", reason = "No.", need = "renewal" } ]'
    needs = '[need]\nrenewal = { amount = 1, of = "hours", match = "format = online" }\n'
    pack = build(needs, account=account(more=refuse))
    assert answer(pack, line("x", 4)).verdict == Verdict.NOT_MET


def test_a_topic_under_a_threshold_asks_for_that_much_even_if_nobody_states_more(
    build: Build, line: MakeLine, answer: Answer
) -> None:
    more = 'threshold = [ { id = "t", by = "topic", at_least = 3, scope = "topic" } ]'
    needs = '[need]\nrenewal = { amount = "unknown", of = "hours", match = "topic = law" }\n'
    pack = build(needs, account=account(more=more))
    assert answer(pack, line("x", 2, "law")).verdict == Verdict.NOT_MET
    assert answer(pack, line("x", 3, "law")).verdict == Verdict.UNKNOWN
