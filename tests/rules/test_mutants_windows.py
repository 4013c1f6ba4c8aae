"""Days on which things begin and end, one day to either side: cycles, days of filing, years that a rule names.

Each case tells two ways of reading a rule apart that the other tests let pass for the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.assessment import Verdict
from stemtracker.domain.credential import Dated, FactValue
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.clock import next_cycle, propose_cycle
from stemtracker.rules.filing import Filing, filing_of
from stemtracker.rules.load import read_pack
from stemtracker.rules.pack import Pack
from stemtracker.rules.scope import Env

F = Fraction
Make = Callable[..., Line]
Clocked = Callable[..., Pack]
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
PACK = """
[pack]
id = "t"
language = 1
jurisdiction = "XX"
authority = "An office"
title = "A license"
checked = 2026-11-22
root = "renewal"
[source]
rule = {{ kind = "agency", title = "The rule", url = "https://example.org/rule" }}
[fact]
grading = {{ type = "dated", ask = "Evaluated how?", choices = ["good", "poor"] }}
lapsed = {{ type = "yes/no", ask = "Had it expired before you apply?" }}
first_issue = {{ type = "date", ask = "Licensed since when?" }}
begins = {{ type = "{kind}", ask = "When does your school year begin?" {choices} }}
[clock]
{clock}
[window.cycle]
cases = [ {window} ]
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ {{ id = "h", match = "measure = time", give = "1 per 60 min" }} ]
limit = [ {{ id = "yearly", at_most = {most}, per = "{per}" }} ]
[need]
renewal = {{ amount = 10, of = "hours" }}
"""
WINDOW = '{ from = "start", to = "expiry" }'
#: Ways to write the first day of a year; only two of them are days.
WRITTEN = ("09-01", "02-29", "9-1", "1-101", "ab-01", "09-xx", "09-x1", "09-012")


@pytest.fixture
def clocked(words: Vocabulary) -> Clocked:
    """A pack by how long a license runs, and by the year over which no more than three hours count."""

    def make(clock: str = 'length = "5 y"', **other: str) -> Pack:
        parts = {"per": "window", "most": "3", "kind": "date", "window": WINDOW, **other}
        choices = f", choices = {list(WRITTEN)}" if parts["kind"] == "choice" else ""
        pack, problems = read_pack(PACK.format(clock=clock, choices=choices, **parts), "t.toml", words)
        assert pack is not None, problems
        return pack

    return make


def test_from_one_29_february_to_the_next_is_a_day_too_long(clocked: Clocked) -> None:
    four = clocked('length = "4 y"\nnext_start = "approval"')
    found = next_cycle(four, Period(date(2020, 2, 29), date(2024, 2, 28)), date(2024, 2, 1), date(2024, 2, 29))
    assert found == Period(date(2024, 2, 29), date(2028, 2, 28))


@pytest.mark.parametrize(("by", "months"), [("- 11 mo", 1), ("- 10 mo", 2), ("- 2 y", 1)])
def test_however_much_shorter_a_cycle_becomes_a_month_is_left(clocked: Clocked, by: str, months: int) -> None:
    found = propose_cycle(clocked(f'length = "1 y"\nmoves = [ {{ by = "{by}" }} ]'), date(2026, 12, 31))
    assert found == Period(date(2026, 13 - months, 1), date(2026, 12, 31))


def test_the_old_expiry_decides_where_no_case_holds(clocked: Clocked) -> None:
    late = clocked('length = "5 y"\nnext_start = [ { when = "filing > expiry", is = "filing" } ]')
    assert next_cycle(late, CYCLE, date(2027, 3, 1)).start == date(2027, 3, 1)
    assert next_cycle(late, CYCLE, date(2026, 3, 1)).start == date(2027, 1, 1)


def test_where_the_next_cycle_begins_may_hang_on_how_the_old_one_began(clocked: Clocked) -> None:
    old = clocked('length = "5 y"\nnext_start = [ { when = "start < 2022-06-01", is = "filing" } ]')
    filed = date(2026, 10, 1)
    assert next_cycle(old, CYCLE, filed).start == filed
    assert next_cycle(old, Period(date(2022, 7, 1), date(2026, 12, 31)), filed).start == date(2027, 1, 1)


def test_a_cycle_is_reckoned_from_what_held_on_the_day_that_it_is_reckoned_on(clocked: Clocked) -> None:
    """Who is evaluated well gets a year more; an evaluation of a later day is not looked at."""
    longer = clocked('length = "5 y"\nmoves = [ { when = "grading = \'good\'", by = "+ 1 y" } ]')
    facts: dict[str, FactValue] = {"grading": (Dated(date(2025, 6, 1), "good"), Dated(date(2027, 6, 1), "poor"))}
    assert propose_cycle(longer, CYCLE.end, facts).start == date(2021, 1, 1)
    assert next_cycle(longer, CYCLE, date(2026, 10, 1), facts=facts).end == date(2032, 12, 31)
    assert next_cycle(longer, CYCLE, date(2027, 10, 1), facts=facts).end == date(2031, 12, 31)


def test_days_of_filing_that_hang_on_a_day_nobody_told_bind_nobody(clocked: Clocked) -> None:
    pack = clocked('length = "5 y"\nfiling = { from = "first_issue + 1 y", to = "expiry" }')
    told, untold = (Env({"first_issue": day}, {"expiry": CYCLE.end}) for day in (date(2024, 5, 1), None))
    first = date(2025, 5, 1)
    assert filing_of(pack.clock, told, None, CYCLE.start, CYCLE) == Filing(first, Period(first, CYCLE.end))
    assert filing_of(pack.clock, untold, None, date(2023, 5, 1), CYCLE) == Filing(date(2023, 5, 1), None)


def test_a_day_of_filing_is_sure_where_it_is_the_same_in_every_case(clocked: Clocked) -> None:
    by_case = """filing = [
      { when = "grading = 'good'", from = "expiry - 1 y", to = "expiry" }, { from = "expiry - 6 mo", to = "expiry" },
    ]"""
    clock = clocked(f'length = "5 y"\n{by_case}').clock
    for today, sure in ((date(2026, 3, 1), False), (date(2026, 8, 1), True)):
        assert filing_of(clock, Env({}, {"expiry": CYCLE.end}), None, today, CYCLE).sure is sure


def counted(pack: Pack, lines: list[Line], cycle: Period, facts: Mapping[str, FactValue]) -> Fraction:
    case = Case(packs=(pack,), ledger=tuple(lines), cycles={"t": cycle}, today=cycle.end, facts=facts)
    return assess(case)[0].root.counted


def is_new_year(
    pack: Pack, line: Make, day: date, cycle: Period = CYCLE, told: Mapping[str, FactValue] | None = None
) -> bool:
    """Whether a year begins on that day: three hours of the day before and three of the day itself all count."""
    eve = date.fromordinal(day.toordinal() - 1)
    hours = counted(pack, [line("eve", 3, day=eve), line("day", 3, day=day)], cycle, told or {})
    assert hours in {3, 6}
    return hours == 6


@pytest.mark.parametrize("day", [date(2024, 7, 1), date(2024, 7, 2), date(2024, 1, 1), date(2024, 6, 30)])
def test_a_year_begins_on_the_day_that_the_rule_names(clocked: Clocked, line: Make, day: date) -> None:
    assert is_new_year(clocked(per="year from 07-01"), line, day) is (day == date(2024, 7, 1))


@pytest.mark.parametrize("day", [date(2024, 1, 1), date(2024, 7, 1), date(2024, 6, 30), date(2024, 8, 1)])
def test_a_semester_begins_in_january_or_july(clocked: Clocked, line: Make, day: date) -> None:
    assert is_new_year(clocked(per="semester"), line, day) is ((day.month, day.day) in {(1, 1), (7, 1)})


@pytest.mark.parametrize("most", ["3", '"1 line"'])
@pytest.mark.parametrize(("per", "hours"), [("semester", 6), ("year from 04-01", 6), ("window", 3)])
def test_what_counts_together_in_two_years(clocked: Clocked, line: Make, per: str, most: str, hours: int) -> None:
    lines = [line("a", 3, day=date(2023, 3, 1)), line("b", 3, day=date(2024, 3, 1))]
    assert counted(clocked(per=per, most=most), lines, CYCLE, {}) == hours


@pytest.mark.parametrize(
    ("start", "first"),
    [
        (date(2022, 8, 15), date(2023, 8, 15)),
        (date(2024, 2, 29), date(2025, 3, 1)),
        (date(2022, 1, 1), date(2024, 1, 1)),
    ],
)
def test_a_year_may_begin_with_the_cycle(clocked: Clocked, line: Make, start: date, first: date) -> None:
    pack, cycle = clocked(per="year from start"), Period(start, date(2028, 12, 31))
    for shift in (-1, 0, 1):
        day = date.fromordinal(first.toordinal() + shift)
        assert is_new_year(pack, line, day, cycle) is (shift == 0)


@pytest.mark.parametrize(
    ("told", "month", "day"),
    [
        (date(2019, 10, 5), 10, 5),
        ("09-01", 9, 1),
        ("02-29", 3, 1),
        ("9-1", 1, 1),
        ("1-101", 1, 1),
        ("ab-01", 1, 1),
        ("09-xx", 1, 1),
        ("09-x1", 1, 1),
        ("09-012", 1, 1),
        (None, 1, 1),
    ],
)
def test_a_year_may_begin_as_the_holder_says(
    clocked: Clocked, line: Make, told: date | str | None, month: int, day: int
) -> None:
    """What is no day of the year is taken for January 1."""
    pack = clocked(per="year from begins", kind="choice" if isinstance(told, str) else "date")
    facts: dict[str, FactValue] = {} if told is None else {"begins": told}
    first = date(2024, month, day)
    for shift in (-1, 0, 1):
        asked = date.fromordinal(first.toordinal() + shift)
        assert is_new_year(pack, line, asked, told=facts) is (shift == 0)
    assert is_new_year(pack, line, date(2024, 1, 1), told=facts) is ((month, day) == (1, 1))


BY_CASE = """length = "5 y"
filing = [
  { when = "lapsed", from = "expiry + 1 d", to = "expiry + 2 y" },
  { from = "expiry - 6 mo", to = "expiry" },
]"""
ANY_DAY = 'length = "5 y"\nfiling = [ { when = "lapsed" }, { from = "expiry - 6 mo", to = "expiry" } ]'
BACK = '{ from = "filing - 1 y", to = "filing" }'


@pytest.mark.parametrize(
    ("filing", "day", "today", "named", "verdict"),
    [
        # Filed in August as named or, where it had expired, on the day after: either way July is in the year before.
        (BY_CASE, date(2026, 7, 15), date(2026, 8, 20), date(2026, 8, 1), Verdict.MET),
        (BY_CASE, date(2026, 7, 15), date(2026, 8, 20), date(2026, 7, 1), Verdict.UNKNOWN),
        # Filed on the first day or, where it had expired, today: today may be too late for April.
        (ANY_DAY, date(2026, 4, 1), date(2026, 5, 1), None, Verdict.MET),
        (ANY_DAY, date(2026, 4, 1), date(2027, 6, 1), None, Verdict.UNKNOWN),
    ],
)
def test_while_its_case_is_open_each_day_of_filing_is_looked_at(  # noqa: PLR0917 - one column each
    clocked: Clocked, line: Make, filing: str, day: date, today: date, named: date | None, verdict: Verdict
) -> None:
    pack = clocked(filing, window=BACK, most="99")
    case = Case(packs=(pack,), ledger=(line("a", 10, day=day),), cycles={"t": CYCLE}, today=today, filing=named)
    assert assess(case)[0].verdict == verdict
