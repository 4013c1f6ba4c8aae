"""What is asked of hours that several needs draw on: worth that nobody states, rounding, windows of one account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
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
NONE, UNKNOWN = ACCOUNT.format(otherwise="none"), ACCOUNT.format(otherwise="unknown")
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


# hours on top of a total

SHARED = '[overlap]\no = {{ members = ["b", "c"], policy = "{}" }}\n'
STACKED = '[need]\nrenewal = { all = ["total", "b", "c"] }\ntotal = { amount = 4, of = "hours" }\n' + "".join(
    f'{need} = {{ amount = 4, of = "hours", match = "topic = law", on_top = "total" }}\n' for need in "bc"
)


@pytest.mark.parametrize(
    ("table", "verdict"),
    [
        ("", Verdict.NOT_MET),
        (SHARED.format("shared"), Verdict.MET),
        (SHARED.format("unknown"), Verdict.UNKNOWN),
        (SHARED.format("split"), Verdict.NOT_MET),
    ],
)
def test_hours_on_top_share_among_them_where_a_table_says_so(
    build: Build, answer: Answer, line: Make, table: str, verdict: Verdict
) -> None:
    pack = build(STACKED + table)
    found = answer(pack, line("x", 4, "law"), line("y", 4))
    assert found.verdict == verdict
    assert answer(pack, line("x", 4, "law"), line("y", 3)).verdict != Verdict.MET
    assert answer(pack, line("x", 8, "law"), line("y", 4)).verdict == Verdict.MET


# windows of one account

LATE = '[window.late]\ncases = [ { from = "start + 2 y", to = "expiry" } ]\n'
FIRST = 'a = { amount = 3, of = "hours", match = "topic = equity" }\n'
SECOND = 'b = { amount = 3, of = "hours", match = "topic = law", window = "late" }\n'


@pytest.mark.parametrize("policy", ["split", "whole"])
def test_needs_that_split_hours_split_them_across_windows(
    build: Build, answer: Answer, line: Make, policy: str
) -> None:
    pack = build(AB + FIRST + SECOND + LATE + overlap(policy))
    both = line("x", 3, "law", "equity")
    found = answer(pack, both)
    assert found.verdict == Verdict.NOT_MET
    assert found.gap == 3
    assert sum(found.lines[0].counted_at(need) for need in "ab") == 3
    assert answer(pack, both, line("y", 3, "equity", day=date(2022, 5, 1))).verdict == Verdict.MET
    assert answer(pack, both, line("y", 3, "law", day=date(2022, 5, 1))).verdict == Verdict.NOT_MET


def test_an_activity_that_may_serve_either_window_only_whole(build: Build, answer: Answer, line: Make) -> None:
    lines = [line("x", 4, "law", "equity"), line("y", 2, "law", "equity")]
    assert answer(build(AB + FIRST + SECOND + LATE + overlap("split")), *lines).verdict == Verdict.MET
    assert answer(build(AB + FIRST + SECOND + LATE + overlap("whole")), *lines).verdict == Verdict.NOT_MET


def test_where_sharing_is_not_stated_windows_do_not_settle_it(build: Build, answer: Answer, line: Make) -> None:
    pack = build(AB + FIRST + SECOND + LATE + overlap("unknown"))
    assert answer(pack, line("x", 3, "law", "equity")).verdict == Verdict.UNKNOWN


def test_shared_hours_serve_both_windows(build: Build, answer: Answer, line: Make) -> None:
    pack = build(AB + FIRST + SECOND + LATE)
    assert answer(pack, line("x", 3, "law", "equity")).verdict == Verdict.MET


@pytest.mark.parametrize(("earlier", "verdict"), [(6, Verdict.NOT_MET), (7, Verdict.MET)])
def test_hours_on_top_in_a_window_of_their_own(
    build: Build, answer: Answer, line: Make, earlier: int, verdict: Verdict
) -> None:
    top = 'b = { amount = 3, of = "hours", match = "kind = talk", on_top = "total", window = "late" }\n'
    pack = build(TOTAL + 'total = { amount = 7, of = "hours" }\n' + top + LATE)
    found = answer(pack, line("x", 3, kind="talk"), line("y", earlier))
    assert found.verdict == verdict
    assert sum(found.lines[0].counted_at(need) for need in ("total", "b")) == 3


def test_a_limit_holds_for_all_windows_of_an_account_together(build: Build, answer: Answer, line: Make) -> None:
    limit = 'limit = [ { id = "talks", match = "kind = talk", at_most = 3 } ]\n'
    pack = build(AB + FIRST + SECOND + LATE, account=NONE + limit)
    lines = [line("x", 3, "law", kind="talk"), line("y", 3, "equity", kind="talk")]
    assert answer(pack, *lines).verdict == Verdict.NOT_MET
    assert answer(pack, line("z", 3, "law", "equity", kind="talk")).verdict == Verdict.MET


def test_further_hours_may_lie_in_every_window(build: Build, answer: Answer, line: Make) -> None:
    total = 'total = { amount = 6, of = "hours" }\n'
    inside = 'b = { amount = 3, of = "hours", match = "topic = law", inside = "total", window = "late" }\n'
    assert answer(build(TOTAL + total + inside + LATE), line("x", 3)).gap == 3


@pytest.mark.parametrize(("hours", "verdict"), [(2, Verdict.NOT_MET), (3, Verdict.MET)])
def test_three_needs_split_hours_though_two_of_them_look_at_a_window_of_their_own(
    build: Build, answer: Answer, line: Make, hours: int, verdict: Verdict
) -> None:
    """An hour each for a talk, law and equity, all inside a total: two hours are not enough for the three."""
    needs = """[need]
renewal = { all = ["total", "talk", "law", "equity"] }
total = { amount = 2, of = "hours" }
talk = { amount = 1, of = "hours", match = "kind = talk", inside = "total" }
law = { amount = 1, of = "hours", match = "topic = law", inside = "total", window = "late" }
equity = { amount = 1, of = "hours", match = "topic = equity", inside = "total", window = "late" }
[overlap]
o = { members = ["talk", "law", "equity"], policy = "split" }
"""
    found = answer(build(needs + LATE), line("x", hours, "law", "equity", kind="talk"))
    assert (found.verdict, found.gap) == (verdict, 3 - hours)


@pytest.mark.parametrize("most", [3, 4])
def test_hours_of_two_windows_are_the_same_hours_to_a_limit(
    build: Build, answer: Answer, line: Make, most: int
) -> None:
    """Two talks are alike to the total and unlike to its part in a window of its own; so many hours of both count."""
    limit = f'limit = [ {{ id = "talks", match = "kind = talk", at_most = {most} }} ]\n'
    needs = """[need]
renewal = { all = ["total", "law", "equity"] }
total = { amount = 4, of = "hours" }
law = { amount = 1, of = "hours", match = "topic = law", inside = "total", window = "late" }
equity = { amount = 3, of = "hours", match = "topic = equity", inside = "total" }
"""
    pack = build(needs + LATE, account=NONE + limit)
    lines = [line("x", 6, "equity", kind="talk"), line("y", 6, "equity", "law", kind="talk")]
    found = answer(pack, *lines)
    assert (found.verdict, found.gap) == ((Verdict.MET, 0) if most == 4 else (Verdict.NOT_MET, 1))
    assert found.node("law").counted == most


def test_what_lies_inside_a_total_takes_nothing_from_it_in_its_own_window(
    build: Build, answer: Answer, line: Make
) -> None:
    """Three hours of law: two are the total and its part on law, the third is on top."""
    needs = """[need]
renewal = { all = ["total", "law", "extra"] }
total = { amount = 2, of = "hours" }
law = { amount = 2, of = "hours", match = "topic = law", inside = "total", window = "late" }
extra = { amount = 1, of = "hours", match = "topic = law", on_top = "total", window = "late" }
"""
    pack = build(needs + LATE)
    assert answer(pack, line("x", 3, "law")).verdict == Verdict.MET
    two = answer(pack, line("x", 2, "law"))
    assert (two.verdict, two.gap, two.node("law").counted) == (Verdict.NOT_MET, 1, 2)


def test_years_of_needs_that_share_no_day_add_up(build: Build, answer: Answer, line: Make) -> None:
    pack = build(
        '[need]\nrenewal = { all = ["a", "b"] }\n'
        'a = { amount = 3, of = "hours", match = "topic = law", per = "year from 01-01" }\n'
        'b = { amount = 3, of = "hours", match = "topic = equity", per = "year from 01-01" }\n'
    )
    years = [(2022, "law"), (2023, "equity"), (2024, "law"), (2024, "equity"), (2025, "law"), (2025, "equity")]
    lines = [line(f"{topic} {year}", 3, topic, day=date(year, 5, 1)) for year, topic in years]
    assert answer(pack, *lines).gap == 9  # equity in 2022, law in 2023, and one activity for both in 2026
    assert answer(pack).gap == 15


def test_windows_that_share_no_day_add_up(build: Build, answer: Answer) -> None:
    early = '[window.early]\ncases = [ { from = "start", to = "start + 1 y" } ]\n'
    first = FIRST.replace(" }", ', window = "early" }')
    assert answer(build(AB + first + SECOND + LATE + early)).gap == 6


# a limit on a single line

PER_LINE = 'limit = [ { id = "one", match = "kind = workshop", at_most = 3, per = "line" } ]\n'


@pytest.mark.parametrize(
    ("asked", "verdict"), [((3, 1), Verdict.MET), ((4, 1), Verdict.NOT_MET), ((3, 2), Verdict.NOT_MET)]
)
def test_a_limit_on_one_activity_cuts_those_parts_that_are_needed_least(
    build: Build, answer: Answer, line: Make, asked: tuple[int, int], verdict: Verdict
) -> None:
    needs = (
        f'total = {{ amount = {asked[0]}, of = "hours" }}\n'
        f'b = {{ amount = {asked[1]}, of = "hours", match = "topic = law", inside = "total" }}\n'
    )
    pack = build(TOTAL + needs, account=NONE + PER_LINE)
    found = answer(pack, line("x", 4, splits={"law": F(60)}))
    assert found.verdict == verdict
    assert (found.node("total").counted, found.node("b").counted) == (3, 1)
    two = answer(pack, line("x", 4, splits={"law": F(60)}), line("y", 4, splits={"law": F(60)}))
    assert (two.node("total").counted, two.node("b").counted) == (6, 2)


# topics that count from an amount on


def test_hours_left_out_below_a_threshold_are_not_said_to_count_elsewhere(
    build: Build, answer: Answer, line: Make
) -> None:
    floor = 'threshold = [ { id = "ten", by = "topic", at_least = 10, scope = "total too" } ]\n'
    pack = build('[need]\nrenewal = { amount = 20, of = "hours" }\n', account=NONE + floor)
    found = answer(pack, line("x", 6, "law"), line("y", 6, "law", "equity"), line("z", 6, "equity"))
    assert found.node("renewal").counted == 12
    left = [reason.text for one in found.lines for reason in one.reasons if reason.step == "floored"]
    assert left == ["6 hours left out: less than 10 hours in its topic"]
