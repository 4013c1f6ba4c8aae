"""Activities that are alike but for one thing, told apart exactly where that thing matters.

Alike ones are worked out once for all; each pair here differs in its day, in what was used before or in its topics.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.assessment import Assessment
from stemtracker.domain.credential import ClosedCycle
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.close import close
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Make = Callable[..., Line]
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
TODAY = date(2026, 11, 22)
HOUR = '{ id = "hour", match = "measure = time", give = "1 per 60 min" }'
NEWER = '{ id = "newer", match = "end >= 2024-01-01", give = "2 per 60 min" }'
AWARD = '{ id = "award", match = "kind = award", give = "4 each", split = { law = 3, equity = 1 } }'
FLOOR = 'threshold = [ { id = "four", by = "topic", at_least = 4, scope = "total too" } ]\n'
TOTAL = '[need]\nrenewal = { amount = 30, of = "hours" }\n'
NEEDS = """
[need]
renewal = { all = ["total", "law"] }
total = { amount = 30, of = "hours" }
law = { amount = 30, of = "hours", match = "topic = law", inside = "total" }
"""


def account(*ways: str, more: str = "") -> str:
    return f"""
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ {", ".join(ways)} ]
{more}
"""


def ask(pack: Pack, *lines: Line, history: tuple[ClosedCycle, ...] = ()) -> Assessment:
    return assess(Case(packs=(pack,), ledger=lines, cycles={"t": CYCLE}, today=TODAY, history=history))[0]


def each(found: Assessment, need: str) -> dict[str, int]:
    """What each activity brought to a need."""
    return {line.id: int(line.counted_at(need)) for line in found.lines}


@pytest.mark.parametrize(
    ("rules", "days", "counted"),
    [
        # By their days: before and after a date in a rule, a limit in each year, in all years, none at all.
        (account(NEWER, HOUR), ("2023-12-31", "2024-01-01"), (3, 6)),
        (account(NEWER, HOUR), ("2024-01-01", "2024-01-02"), (6, 6)),
        (
            account(HOUR, more='limit = [ { id = "l", at_most = 4, per = "year from 07-01" } ]'),
            ("2024-06-30", "2024-07-01"),
            (3, 3),
        ),
        (
            account(HOUR, more='limit = [ { id = "l", at_most = 4, per = "year from 07-01" } ]'),
            ("2024-07-01", "2025-06-30"),
            (3, 1),
        ),
        (account(HOUR, more='limit = [ { id = "l", at_most = 4 } ]'), ("2023-03-01", "2025-03-01"), (3, 1)),
        (
            account(HOUR, more='refuse = [ { id = "r", match = "end < 2024-01-01", reason = "Too early." } ]'),
            ("2023-12-31", "2024-01-01"),
            (0, 3),
        ),
        # On either side of today, and of the days that count.
        (account(HOUR), ("2026-11-22", "2026-11-23"), (3, 0)),
        (account(HOUR), ("2021-12-31", "2022-01-01"), (0, 3)),
        (account(HOUR), ("2026-11-21", "2026-11-22"), (3, 3)),
    ],
)
def test_two_that_differ_in_their_day(
    build: Build, line: Make, rules: str, days: tuple[str, str], counted: tuple[int, int]
) -> None:
    pack = build(TOTAL, account=rules)
    first, second = (line(id_, 3, day=date.fromisoformat(day)) for id_, day in zip("ab", days, strict=True))
    assert each(ask(pack, first, second), "renewal") == {"a": counted[0], "b": counted[1]}


def test_two_of_two_years_of_a_need_that_is_due_every_year(build: Build, line: Make) -> None:
    pack = build('[need]\nrenewal = { amount = 3, of = "hours", per = "year from 01-01" }\n', account=account(HOUR))
    found = ask(pack, line("a", 3, day=date(2023, 5, 1)), line("b", 3, day=date(2025, 5, 1)))
    years = {node.id: int(node.counted) for node in found.children("renewal")}
    assert years == {"renewal/2022": 0, "renewal/2023": 3, "renewal/2024": 0, "renewal/2025": 3, "renewal/2026": 0}
    assert (each(found, "renewal/2023"), each(found, "renewal/2025")) == ({"a": 3, "b": 0}, {"a": 0, "b": 3})


@pytest.mark.parametrize("used", ["a", "b"])
def test_two_of_which_an_earlier_renewal_used_one(build: Build, line: Make, used: str) -> None:
    period = Period(date(2017, 1, 1), date(2021, 12, 31))
    last = ClosedCycle(
        pack_id="t",
        pack_hash="",
        period=period,
        filed_on=period.end,
        verdict="met",
        consumed=((used, "renewal", F(2)),),
    )
    found = ask(build(TOTAL, account=account(HOUR)), line("a", 3), line("b", 3), history=(last,))
    assert each(found, "renewal") == {"a": 3, "b": 3, used: 1}
    said = {one.id: [r.text for r in one.reasons if r.step == "refused"] for one in found.lines}
    assert said == {"a": [], "b": [], used: ["2 already went into an earlier renewal"]}


@pytest.mark.parametrize("used", ["a", "b"])
def test_two_of_which_the_renewal_of_another_license_may_have_used_one(build: Build, line: Make, used: str) -> None:
    table = '[overlap]\nlicenses = { members = ["renewal", "u/renewal"], policy = "unknown" }\n'
    period = Period(date(2019, 1, 1), date(2023, 12, 31))
    other = ClosedCycle(
        pack_id="u",
        pack_hash="",
        period=period,
        filed_on=period.end,
        verdict="met",
        consumed=((used, "renewal", F(2)),),
    )
    found = ask(build(TOTAL + table, account=account(HOUR)), line("a", 3), line("b", 3), history=(other,))
    assert each(found, "renewal") == {"a": 3, "b": 3, used: 0}
    doubt = "it went into another renewal; whether it may serve both is not stated"
    said = {one.id: [(int(r.amount), r.text) for r in one.reasons if r.step == "doubtful"] for one in found.lines}
    assert said == {"a": [], "b": [], used: [(3, doubt)]}


@pytest.mark.parametrize(
    ("rule", "days", "counted"),
    [
        # The award is about law and equity whatever was recorded; the years of rules about law are looked at.
        ('limit = [ { id = "l", match = "topic = law", at_most = 3, per = "year from 01-01" } ]', (2023, 2024), (4, 4)),
        ('limit = [ { id = "l", match = "topic = law", at_most = 3, per = "year from 01-01" } ]', (2023, 2023), (4, 1)),
        ('limit = [ { id = "l", match = "topic = law", at_most = 3 } ]', (2023, 2024), (4, 1)),
    ],
)
def test_two_awards_that_fall_into_topics(
    build: Build, line: Make, rule: str, days: tuple[int, int], counted: tuple[int, int]
) -> None:
    pack = build(NEEDS, account=account(AWARD, more=rule))
    lines = [line(id_, 1, kind="award", day=date(year, 5, 1)) for id_, year in zip("ab", days, strict=True)]
    assert each(ask(pack, *lines), "total") == {"a": counted[0], "b": counted[1]}


def test_two_of_topics_that_nobody_asks_for_are_the_same(build: Build, line: Make) -> None:
    """And a part on a topic that is asked for is one, whatever the whole is about."""
    pack = build(NEEDS, account=account(HOUR))
    lines = [
        line("a", 3, "equity"),
        line("b", 3, "safety"),
        line("c", 3, "safety", "law"),
        line("d", 3, splits={"law": F(60)}),
        line("e", 3, "safety", splits={"law": F(60)}),
        line("f", 3, splits={"equity": F(60)}),
    ]
    found = ask(pack, *lines)
    assert each(found, "total") == dict.fromkeys("abcdef", 3)
    assert each(found, "law") == {"a": 0, "b": 0, "c": 3, "d": 1, "e": 1, "f": 0}


def test_two_whose_topics_count_from_four_hours_on_keep_their_own(build: Build, line: Make) -> None:
    """An hour of each is about law: two of law in all, and no more than three of either topic of the rest."""
    pack = build(TOTAL, account=account(HOUR, more=FLOOR))
    lines = [line("a", 3, "safety", splits={"law": F(60)}), line("b", 3, "stem", splits={"law": F(60)})]
    assert each(ask(pack, *lines), "renewal") == {"a": 0, "b": 0}
    same_topic = [line("a", 3, "safety", splits={"law": F(60)}), line("b", 3, "safety", splits={"law": F(60)})]
    assert each(ask(pack, *same_topic), "renewal") == {"a": 3, "b": 3}


def test_two_that_are_refused_whatever_they_are_about(build: Build, line: Make) -> None:
    refuse = 'refuse = [ { id = "r", match = "kind = talk", reason = "Talks do not count." } ]\n'
    pack = build(TOTAL, account=account(HOUR, more=FLOOR + refuse))
    found = ask(pack, line("a", 5, "safety", kind="talk"), line("b", 5, "stem", kind="talk"))
    assert [[r.text for r in one.reasons] for one in found.lines] == [["Talks do not count."]] * 2


def test_of_two_awards_that_are_the_same_the_one_that_counts_keeps_its_topics(build: Build, line: Make) -> None:
    """It brings three hours of law and one of equity, by which other hours of these come to four as well."""
    once = 'same = [ { id = "s", key = "course", policy = "best" } ]\n'
    pack = build(TOTAL, account=account(AWARD, HOUR, more=FLOOR + once))
    awards = [line(id_, 1, "safety", kind="award", course="C") for id_ in "ab"]
    found = ask(pack, *awards, line("c", 1, "law"), line("d", 3, "equity"))
    assert each(found, "renewal") == {"a": 4, "b": 0, "c": 1, "d": 3}


def test_of_two_under_a_limit_of_one_in_a_career_one_is_used_up(build: Build, line: Make) -> None:
    few = 'limit = [ { id = "few", match = "kind = talk", at_most = "1 line", per = "career" } ]\n'
    since = '[fact]\nfirst_issue = { type = "date", ask = "Since when are you licensed?" }\n'
    case = Case(
        packs=(build(since + TOTAL, account=account(HOUR, more=few)),),
        ledger=(line("a", 3, kind="talk"), line("b", 3, kind="talk")),
        cycles={"t": CYCLE},
        today=TODAY,
        facts={"first_issue": CYCLE.start},
    )
    found = assess(case)[0]
    assert each(found, "renewal") == {"a": 3, "b": 0}
    assert close(found, case, CYCLE.end).career == (("few", 1),)
