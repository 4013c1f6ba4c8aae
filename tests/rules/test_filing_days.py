"""On which day one files: days by case, a day that is named, and today where nothing is. And which cycle follows."""

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
from stemtracker.rules.clock import next_cycle, propose_cycle
from stemtracker.rules.load import read_pack
from stemtracker.rules.pack import Pack

Make = Callable[..., Line]
Mistakes = Callable[..., dict[str, str]]
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
REST = """
[fact.lapsed]
type = "yes/no"
ask = "Had it expired before you apply?"
[clock]
length = "5 y"
{filing}
[window.back]
cases = [ {{ from = "filing - 1 y", to = "filing" }} ]
[account.hours]
unit = "hour"
window = "back"
otherwise = "none"
earn = [ {{ id = "h", match = "measure = time", give = "1 per 60 min" }} ]
[need]
renewal = {{ amount = 10, of = "hours" }}
"""
BY_CASE = """filing = [
  { when = "lapsed", from = "expiry + 1 d", to = "expiry + 2 y" },
  { from = "expiry - 6 mo", to = "expiry" },
]"""
ANY_DAY = 'filing = [ { when = "lapsed" }, { from = "expiry - 6 mo", to = "expiry" } ]'


@pytest.fixture
def pack(words: Vocabulary) -> Callable[[str], Pack]:
    def make(filing: str) -> Pack:
        found, problems = read_pack((OPENING + SOURCE + REST).format(id="t", filing=filing), "t.toml", words)
        assert found is not None, problems
        return found

    return make


def on(pack: Pack, today: date, *lines: Line, filing: date | None = None, **facts: object) -> Assessment:
    case = Case(packs=(pack,), ledger=lines, cycles={"t": CYCLE}, today=today, filing=filing, facts=facts)  # type: ignore[arg-type]
    return assess(case)[0]


@pytest.mark.parametrize(
    ("filing", "today", "named", "lapsed", "filed"),
    [
        ("", date(2026, 5, 1), None, False, date(2026, 5, 1)),
        ("", date(2028, 5, 1), None, False, date(2028, 5, 1)),  # no rule names a last day
        ("", date(2021, 5, 1), None, False, date(2022, 1, 1)),
        ("", date(2026, 5, 1), date(2028, 2, 1), False, date(2028, 2, 1)),
        ("", date(2026, 5, 1), date(2020, 2, 1), False, date(2020, 2, 1)),
        (BY_CASE, date(2026, 5, 1), None, False, date(2026, 6, 30)),
        (BY_CASE, date(2028, 5, 1), None, False, date(2026, 12, 31)),
        (BY_CASE, date(2028, 5, 1), None, True, date(2028, 5, 1)),
        (BY_CASE, date(2030, 5, 1), None, True, date(2028, 12, 31)),
        (BY_CASE, date(2026, 5, 1), date(2027, 5, 1), True, date(2027, 5, 1)),
        (BY_CASE, date(2026, 5, 1), date(2027, 5, 1), False, date(2026, 12, 31)),
        (ANY_DAY, date(2030, 5, 1), None, True, date(2030, 5, 1)),
        (ANY_DAY, date(2030, 5, 1), None, False, date(2026, 12, 31)),
        ('filing = { from = "expiry - 6 mo", to = "expiry" }', date(2030, 5, 1), None, True, date(2026, 12, 31)),
    ],
)
def test_the_day_of_filing(  # noqa: PLR0917 - one column each
    pack: Callable[[str], Pack], filing: str, today: date, named: date | None, lapsed: bool, filed: date
) -> None:
    found = on(pack(filing), today, filing=named, lapsed=lapsed)
    assert found.window is not None
    assert found.window.end == filed


def test_while_the_case_is_open_each_is_looked_at_by_itself(pack: Callable[[str], Pack], line: Make) -> None:
    rules, today = pack(BY_CASE), date(2028, 5, 1)
    old, new = line("a", 10, day=date(2026, 9, 1)), line("b", 10, day=date(2028, 3, 1))
    assert [on(rules, today, old, lapsed=lapsed).verdict for lapsed in (False, True)] == [
        Verdict.MET,
        Verdict.NOT_MET,
    ]
    open_ = on(rules, today, old)
    assert (open_.verdict, [q.key for q in open_.decides]) == (Verdict.UNKNOWN, ["lapsed"])
    assert on(rules, today, old, new).verdict == Verdict.MET
    assert on(rules, today).verdict == Verdict.NOT_MET
    assert on(rules, date(2026, 9, 1)).filing == Period(date(2026, 6, 30), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("filing", "place"),
    [
        ('filing = { from = "expiry - 6 mo" }', "clock.filing.to"),
        ('filing = [ { when = "lapsed", to = "expiry" } ]', "clock.filing[1].from"),
        ('filing = [ { when = "filing > expiry" } ]', "clock.filing[1].when"),
        ("filing = 7", "clock.filing"),
    ],
)
def test_mistakes_in_the_days_to_file_on(words: Vocabulary, filing: str, place: str) -> None:
    found, problems = read_pack((OPENING + SOURCE + REST).format(id="t", filing=filing), "t.toml", words)
    assert found is None
    assert [p.field for p in problems] == [f"t.toml: {place}"]


MOVED = """moves = [ { when = "start <= 2023-07-08 and expiry >= 2022-07-08", by = "+ 1 y" } ]
next_start = [ { when = "lapsed and filing > expiry", is = "day after filing" }, { is = "old expiry" } ]"""


def test_a_cycle_that_held_a_day_is_longer_seen_from_either_end(pack: Callable[[str], Pack]) -> None:
    moved = pack(MOVED)
    six, five = Period(date(2019, 1, 1), date(2024, 12, 31)), Period(date(2025, 1, 1), date(2029, 12, 31))
    before = Period(date(2014, 1, 1), date(2018, 12, 31))
    assert next_cycle(moved, before, date(2018, 12, 1)) == propose_cycle(moved, six.end) == six
    assert next_cycle(moved, six, date(2024, 12, 1)) == propose_cycle(moved, five.end) == five
    assert propose_cycle(moved, before.end) == before


def test_the_next_cycle_begins_by_case(pack: Callable[[str], Pack]) -> None:
    moved, old, late = pack(MOVED), Period(date(2025, 1, 1), date(2029, 12, 31)), {"lapsed": True}
    assert next_cycle(moved, old, date(2030, 3, 1), None, late) == Period(date(2030, 3, 2), date(2035, 3, 1))
    assert next_cycle(moved, old, date(2029, 3, 1), None, late).start == date(2030, 1, 1)
    assert next_cycle(moved, old, date(2030, 3, 1)).start == date(2030, 1, 1)
