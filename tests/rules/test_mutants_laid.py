"""Which activities the hours of a need are told of: none twice, none for nothing, the earlier ones first.

Parts of an activity may lie in different places: under a limit, at a need of their own, nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.pack import Pack

F = Fraction
Build = Callable[..., Pack]
Answer = Callable[..., Assessment]
Make = Callable[..., Line]
TOTAL = '[need]\nrenewal = { all = ["total", "law"] }\ntotal = { amount = 30, of = "hours" }\n'
TOTAL += 'law = { amount = 30, of = "hours", match = "topic = law", inside = "total" }\n'
EQUITY = '{ id = "equity", match = "topic = equity", at_most = 1 }'
LAW = '{ id = "law", match = "topic = law", at_most = 1 }'
SHARED = '[overlap]\nlicenses = { members = ["renewal", "two/renewal"], policy = "shared" }\n'
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
ALL = '{ id = "all", at_most = 2 }'


def account(*limits: str) -> str:
    return f"""
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ {{ id = "hour", match = "measure = time", give = "1 per 60 min" }} ]
limit = [ {", ".join(limits)} ]
"""


def where(found: Assessment) -> list[str]:
    """Which hours of which activity counted where: `activity need hours`."""
    return [
        f"{line.id} {r.node} {plain(r.amount)}" for line in found.lines for r in line.reasons if r.step == "counted"
    ]


#: Six hours in all, two of them about law and three about equity.
PARTS = {"law": F(120), "equity": F(180)}
#: An activity: its id, its hours, topics of the whole, parts, the year.
Activity = tuple[str, int, str, dict[str, Fraction], int]


@pytest.mark.parametrize(
    ("limits", "activities", "places"),
    [
        # One activity in parts, of which one, two or none are held back.
        ([], [("a", 6, "", PARTS, 2024)], ["a total 6", "a law 2"]),
        ([EQUITY], [("a", 6, "", PARTS, 2024)], ["a total 4", "a law 2"]),
        ([EQUITY, LAW], [("a", 6, "", PARTS, 2024)], ["a total 3", "a law 1"]),
        ([ALL], [("a", 6, "", PARTS, 2024)], ["a total 2", "a law 2"]),
        # Of several activities the earlier hours count; what is left is told of none, not even as nothing.
        ([EQUITY], [("a", 2, "equity", {}, 2023), ("b", 3, "equity", {}, 2024)], ["a total 1"]),
        ([EQUITY], [("b", 3, "equity", {}, 2023), ("a", 2, "equity", {}, 2022)], ["a total 1"]),
        (
            [EQUITY],
            [("a", 6, "", PARTS, 2023), ("b", 6, "", PARTS, 2024)],
            ["a total 4", "a law 2", "b total 3", "b law 2"],
        ),
        ([EQUITY], [("a", 1, "equity", {}, 2023), ("b", 3, "equity", {}, 2024)], ["a total 1"]),
        ([EQUITY], [("a", 2, "equity", {}, 2023), ("b", 3, "law", {}, 2024)], ["a total 1", "b total 3", "b law 3"]),
        # What lies ahead takes no place, whole or in parts.
        ([], [("ahead", 2, "law", {}, 2022), ("a", 3, "law", {}, 2024)], ["a total 3", "a law 3"]),
        ([EQUITY], [("ahead", 6, "", PARTS, 2022), ("a", 6, "", PARTS, 2024)], ["a total 4", "a law 2"]),
    ],
)
def test_where_the_hours_of_an_activity_are(  # noqa: PLR0917 - one column each
    build: Build, answer: Answer, line: Make, limits: Sequence[str], activities: Sequence[Activity], places: list[str]
) -> None:
    lines = [
        line(
            id_, hours, *([topic] if topic else []), splits=parts, day=date(year, 3, 1),
            status=Status.PLANNED if id_ == "ahead" else Status.ATTENDED,
        )
        for id_, hours, topic, parts, year in activities
    ]  # fmt: skip
    found = answer(build(TOTAL, account=account(*limits)), *lines)
    assert where(found) == places
    for one in found.lines:
        left = sum((r.amount for r in one.reasons if r.step in {"over_cap", "unused", "planned"}), F(0))
        assert one.counted_at("total") + left == one.offered, "what did not count is told of as left over"


def test_what_is_too_short_for_one_license_takes_no_place_there(build: Build, line: Make) -> None:
    """Both count the same hours; the second asks for two hours at once."""
    one = build(TOTAL + SHARED, account=account(), id_="one")
    two = build(TOTAL, account=account().replace('60 min"', '60 min", at_least = "2 h"'), id_="two")
    lines = (line("short", 1, "law", day=date(2023, 3, 1)), line("long", 3, "law", day=date(2024, 3, 1)))
    cycles = {"one": CYCLE, "two": CYCLE}
    found = assess(Case(packs=(one, two), ledger=lines, cycles=cycles, today=CYCLE.end))
    assert where(found[0]) == ["short total 1", "short law 1", "long total 3", "long law 3"]
    assert where(found[1]) == ["long total 3", "long law 3"]
