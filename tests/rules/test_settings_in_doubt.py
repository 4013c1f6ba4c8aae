"""A day of filing that can't be told, and figures of which one of several readings holds at every place alike.

Neighbors: `test_filing_days` and `test_filing_moved` have the day where it is known.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from small_text import OPENING, SOURCE

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.load import read_pack
from stemtracker.rules.pack import Pack

RULES = """
[fact]
hire = { type = "date", ask = "Since when are you hired?" }
moved = { type = "date", ask = "Since when do you live here?" }
long = { type = "yes/no", ask = "Long?" }
[clock]
length = "5 y"
filing = [
  { when = "hire < moved", from = "expiry + 1 d", to = "expiry + 2 y" },
  { from = "expiry - 6 mo", to = "expiry" },
]
[window.back]
cases = [ { from = "filing - 1 y", to = "filing" } ]
[account.hours]
unit = "hour"
window = "back"
otherwise = "none"
earn = [ { id = "h", match = "measure = time", give = "1 per 60 min" } ]
[need]
renewal = { amount = AMOUNT, of = "hours" }
"""


@pytest.mark.parametrize("amount", ["10", '[ { when = "long", is = 10 }, { is = 9 } ]'])
def test_a_day_of_filing_that_hangs_on_two_unknown_days_is_not_known(
    words: Vocabulary, line: Callable[..., Line], amount: str
) -> None:
    text = (OPENING + SOURCE).format(id="t") + RULES.replace("AMOUNT", amount)
    pack, problems = read_pack(text, "t.toml", words)
    assert pack is not None, problems
    one, cycle = line("a", 10, day=date(2026, 9, 1)), Period(date(2022, 1, 1), date(2026, 12, 31))

    def verdict(**facts: object) -> Verdict:
        return assess(Case((pack,), (one,), {"t": cycle}, date(2028, 5, 1), facts=facts))[0].verdict  # type: ignore[arg-type]

    assert verdict() == Verdict.UNKNOWN
    assert verdict(hire=date(2020, 1, 1), moved=date(2019, 1, 1)) == Verdict.MET
    assert verdict(hire=date(2019, 1, 1), moved=date(2020, 1, 1)) == Verdict.NOT_MET


def test_one_reading_holds_at_every_place(
    build: Callable[..., Pack], line: Callable[..., Line], answer: Callable[..., Assessment]
) -> None:
    """Whichever of the two is meant, one of the needs asks for five hours."""
    body = """
[figure]
x = { one_of = [5, 10] }
[need]
renewal = { any = ["a", "b"] }
a = { amount = "x", of = "hours" }
b = { amount = "15 - x", of = "hours" }
"""
    assert answer(build(body), line("l", 7)).verdict == Verdict.MET
    assert answer(build(body), line("l", 4)).verdict == Verdict.NOT_MET


def test_years_may_begin_where_the_license_began(
    build: Callable[..., Pack], line: Callable[..., Line], answer: Callable[..., Assessment]
) -> None:
    body = """
[need]
renewal = { each = "year", over = "years from start" }
year = { amount = 1, of = "hours", window = "item" }
"""
    lines = [line(str(year), 1, day=date(year, 3, 1)) for year in range(2022, 2027)]
    assert answer(build(body), *lines).verdict == Verdict.MET
    assert answer(build(body), *lines[1:]).verdict == Verdict.NOT_MET


def test_an_issue_that_nobody_told_leaves_open_which_text_holds(
    build: Callable[..., Pack], line: Callable[..., Line], answer: Callable[..., Assessment]
) -> None:
    window = '\n[window.issued]\ncases = [ { from = "issue - 1 d", to = "expiry" } ]\n'
    body = """
[fact]
issue = { type = "date", ask = "Issued when?" }
[need]
renewal = { all = ["old", "new", "since"] }
old = { amount = 5, of = "hours" }
new = { amount = 10, of = "hours", from = "issue 2022-06-01" }
since = { amount = 1, of = "hours", window = "issued" }
"""
    assert answer(build(body + window), line("a", 5)).node("new").applies is None
