"""What was answered by the day on which one files, where that is not the day that was named; days nobody has told.

Neighbors: `test_filing_days` has the day itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from small_text import OPENING, SOURCE

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.credential import Dated
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.load import read_pack
from stemtracker.rules.pack import Pack

Make = Callable[..., Line]
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
RULES = """
[fact.grading]
type = "dated"
ask = "How were you graded?"
choices = ["poor", "good"]
[clock]
length = "5 y"
filing = {filing}
[window.cycle]
cases = [ {{ from = "start", to = "expiry" }} ]
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ {{ id = "h", match = "measure = time", give = "1 per 60 min" }} ]
[need]
renewal = {{ amount = [ {{ when = "grading = 'good'", is = 5 }}, {{ is = 10 }} ], of = "hours" }}
"""
LAST_HALF = '{ from = "expiry - 6 mo", to = "expiry" }'
WHERE_GOOD = (
    """[ { when = "grading = 'good'", from = "expiry - 1 mo", to = "expiry" }, { from = "start", to = "expiry" } ]"""
)


@pytest.fixture
def rules(words: Vocabulary) -> Callable[[str], Pack]:
    def make(filing: str) -> Pack:
        found, problems = read_pack((OPENING + SOURCE + RULES).format(id="t", filing=filing), "t.toml", words)
        assert found is not None, problems
        return found

    return make


def on(pack: Pack, named: date, graded: date, *lines: Line) -> Assessment:
    facts = {"grading": (Dated(date(2023, 1, 1), "poor"), Dated(graded, "good"))}
    return assess(Case((pack,), lines, {"t": CYCLE}, date(2026, 11, 22), facts, filing=named))[0]


@pytest.mark.parametrize(
    ("named", "graded", "verdict"),
    [
        # One may file from June 30 on: whoever names an earlier day files then, with what is known by then.
        (date(2026, 3, 1), date(2026, 2, 1), Verdict.MET),
        (date(2026, 3, 1), date(2026, 5, 1), Verdict.MET),
        (date(2026, 3, 1), date(2026, 6, 30), Verdict.MET),
        (date(2026, 3, 1), date(2026, 7, 1), Verdict.NOT_MET),
        # Whoever names a day after the last files on the last.
        (date(2027, 3, 1), date(2026, 12, 31), Verdict.MET),
        (date(2027, 3, 1), date(2027, 1, 1), Verdict.NOT_MET),
    ],
)
def test_what_is_known_on_the_day_of_filing_counts(
    rules: Callable[[str], Pack], line: Make, named: date, graded: date, verdict: Verdict
) -> None:
    assert on(rules(LAST_HALF), named, graded, line("a", 5)).verdict == verdict


def test_what_was_answered_after_the_named_day_does_not_move_it(rules: Callable[[str], Pack], line: Make) -> None:
    """A good grade of June is no reason to file in December where one files in March."""
    found = on(rules(WHERE_GOOD), date(2026, 3, 1), date(2026, 6, 1), line("a", 5))
    assert found.filing == Period(date(2022, 1, 1), date(2026, 12, 31))
    assert found.verdict == Verdict.NOT_MET
    assert on(rules(WHERE_GOOD), date(2026, 3, 1), date(2026, 2, 1), line("a", 5)).verdict == Verdict.MET
