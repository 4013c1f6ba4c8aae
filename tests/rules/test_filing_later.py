"""What the answer says of the days ahead: hours age out, texts begin, and no verdict changes unannounced."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from stemtracker.domain.assessment import Assessment, Later, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.pack import Pack

Build = Callable[..., Pack]
Make = Callable[..., Line]
MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
CYCLE = Period(date(2022, 1, 1), date(2022, 12, 31))
BACK = """
[account.hours]
unit = "hour"
window = "back"
otherwise = "none"
earn = [ { id = "h", match = "measure = time", give = "1 per 60 min" } ]
[window.back]
cases = [ { from = "filing - 1 y", to = "filing" } ]
"""
TEN = '[need]\nrenewal = { amount = 10, of = "hours" }\n'


def on(pack: Pack, day: date, *lines: Line, **facts: object) -> Assessment:
    case = Case(packs=(pack,), ledger=lines, cycles={"t": CYCLE}, today=day, facts=facts)  # type: ignore[arg-type]
    return assess(case)[0]


def test_hours_age_out_of_a_window_that_looks_back(build: Build, line: Make) -> None:
    lines = [line("a", 6, day=date(2021, 6, 1)), line("b", 3, day=date(2021, 9, 1)), line("c", 3, day=date(2022, 2, 1))]
    found = on(build(TEN, account=BACK), date(2022, 3, 1), *lines)
    assert (found.verdict, found.open) == (MET, True)
    assert [(d.on, d.line, d.amount) for d in found.deadlines if d.kind == "ages_out"] == [
        (date(2022, 6, 1), "a", 6),
        (date(2022, 9, 1), "b", 3),
    ]
    assert found.later == Later(date(2022, 6, 2), NOT_MET)
    assert on(build(TEN, account=BACK), date(2022, 6, 1), *lines).verdict == MET
    after = on(build(TEN, account=BACK), date(2022, 6, 2), *lines)
    assert (after.verdict, after.later) == (NOT_MET, None)


def test_two_that_age_out_together_are_told_together(build: Build, line: Make) -> None:
    lines = [line(id_, 6, day=date(2021, 6, 1)) for id_ in "ab"]
    (told,) = [d for d in on(build(TEN, account=BACK), date(2022, 3, 1), *lines).deadlines if d.kind == "ages_out"]
    assert (told.amount, told.line, told.title) == (12, "", "Last day to file with 2 activities counting (12 hours)")


def test_of_many_days_the_next_are_told_and_the_one_that_matters(build: Build, line: Make) -> None:
    lines = [line(f"l{day}", 1, day=date(2021, 5, day)) for day in range(1, 31)]
    found = on(build(TEN, account=BACK), date(2022, 3, 1), *lines)
    told = [d.on for d in found.deadlines if d.kind == "ages_out"]
    assert (len(told), told[0], told[-1]) == (13, date(2022, 5, 1), date(2022, 5, 21))
    assert found.later == Later(date(2022, 5, 22), NOT_MET)


def test_a_text_that_begins_later_is_told_with_its_verdict(build: Build, line: Make) -> None:
    body = (
        '[need]\nrenewal = { all = ["t", "n"] }\nt = { amount = 1, of = "hours" }\n'
        'n = { amount = 5, of = "hours", from = "filing 2022-03-01", until = "filing 2022-04-30" }\n'
    )
    lines = (line("a", 1, day=date(2022, 1, 1)),)
    before = on(build(body), date(2022, 2, 1), *lines)
    assert (before.verdict, before.later) == (MET, Later(date(2022, 3, 1), NOT_MET))
    assert on(build(body), date(2022, 4, 30), *lines).later == Later(date(2022, 5, 1), MET)
    assert on(build(body), date(2022, 5, 1), *lines).later is None


def test_a_condition_on_filing_turns_on_its_day(build: Build, line: Make) -> None:
    body = '[need]\nrenewal = { amount = [ { when = "filing >= 2022-10-01", is = 5 }, { is = 1 } ], of = "hours" }\n'
    assert on(build(body), date(2022, 2, 1), line("a", 1, day=date(2022, 1, 1))).later == Later(
        date(2022, 10, 1), NOT_MET
    )


def test_who_has_filed_is_told_of_nothing_later(build: Build, line: Make) -> None:
    lines = (line("a", 10, day=date(2021, 6, 1)),)
    day = date(2022, 3, 1)
    case = Case(packs=(build(TEN, account=BACK),), ledger=lines, cycles={"t": CYCLE}, today=day, filing=day)
    found = assess(case)[0]
    assert (found.verdict, found.later) == (MET, None)
    assert all(d.kind != "ages_out" for d in found.deadlines)


def test_whether_hours_can_still_be_earned(build: Build) -> None:
    assert on(build(TEN), date(2022, 12, 31)).open
    assert not on(build(TEN), date(2023, 1, 1)).open


SPAN = """
[clock.filing]
from = "expiry - 3 mo"
to = "expiry - 1 mo"
"""
MIXED = """
[need]
renewal = { all = ["total", "extra", "course"] }
total = { amount = [ { when = "filing > 2022-08-15", is = 8 }, { is = 10 } ], of = "hours" }
extra = { amount = 2, of = "hours", match = "topic = law", from = "filing 2022-05-10", until = "filing 2022-11-05" }
course = { done = "kind = course", valid = "every 1 y" }
"""
YEARLY = '[need]\nrenewal = { amount = 4, of = "hours", when = "filing < 2022-10-20 or filing > 2022-11-11" }\n'


@pytest.mark.parametrize(
    ("body", "account", "span"),
    [(TEN, BACK, False), (MIXED, "", False), (MIXED, BACK, True), (YEARLY, BACK, False)],
    ids=["looking back", "turning", "in a span", "by conditions"],
)
def test_a_verdict_changes_on_announced_days_only(
    build: Build, line: Make, body: str, account: str, *, span: bool
) -> None:
    more = {"account": account} if account else {}
    pack = build(body + (SPAN if span else ""), **more)
    lines = [
        line("a", 6, "law", day=date(2021, 4, 20)),
        line("b", 5, day=date(2021, 10, 30), kind="course"),
        line("c", 4, "law", day=date(2022, 3, 15)),
        line("d", 6, day=date(2022, 7, 20), kind="course"),
    ]
    took_place = {one.end for one in lines}
    before = on(pack, CYCLE.start, *lines)
    for number in range(1, CYCLE.days):  # every day of the cycle
        day = CYCLE.start + timedelta(days=number)
        found = on(pack, day, *lines)
        if found.verdict != before.verdict:
            announced = {d.on for d in before.deadlines} | ({before.later.on} if before.later else set())
            assert {day, day - timedelta(days=1)} & (announced | took_place), day
        before = found
