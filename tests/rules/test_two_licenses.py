"""Two licenses renewed together where a topic counts only from a certain amount on, under the shipped rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.library import Library

CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))
DAY = date(2024, 3, 1)
FACTS = {
    "content_topics": ("mathematics",),
    "additional_content_topics": ("biology",),
    "license_kind": "any_other",
    "sei_owed": False,
    "public_school": False,
}


def both(hours: Mapping[str, int]) -> tuple[Assessment, ...]:
    library = Library.shipped()
    packs = (library.pack("US-MA.primary"), library.pack("US-MA.additional"))
    lines = tuple(
        Line(
            id=topic,
            title=topic,
            start=DAY,
            end=DAY,
            kind="workshop",
            status=Status.ATTENDED,
            amount=Fraction(60 * many),
            tags=frozenset({topic}),
            approved=True,
        )
        for topic, many in hours.items()
    )
    case = Case(packs=packs, ledger=lines, cycles={p.id: CYCLE for p in packs}, today=date(2026, 11, 22), facts=FACTS)
    return assess(case)


@pytest.mark.parametrize(
    "hours",
    [
        {
            "sei": 15,
            "disabilities": 15,
            "mathematics": 15,
            "pedagogy": 15,
            "social_studies": 90,
            "biology": 15,
            "arts": 15,
        },
        {"sei": 15, "disabilities": 15, "mathematics": 15, "pedagogy": 15, "social_studies": 105, "biology": 15},
        {"sei": 15, "disabilities": 15, "mathematics": 60, "pedagogy": 30, "biology": 30, "arts": 19, "history": 11},
        {"sei": 25, "disabilities": 25, "mathematics": 45, "pedagogy": 25, "biology": 60},
    ],
)
def test_both_are_met_where_a_sharing_keeps_every_topic_at_its_threshold(hours: Mapping[str, int]) -> None:
    primary, additional = both(hours)
    assert (primary.verdict, additional.verdict) == (Verdict.MET, Verdict.MET)
    assert (primary.decides, additional.decides) == ((), ())
    for topic in hours:
        for answer in (primary, additional):
            used = next(line for line in answer.lines if line.id == topic).counted_at("total")
            assert used == 0 or used >= 10, (answer.pack, topic, used)


def test_no_topic_is_cut_where_only_a_cut_would_do() -> None:
    primary, additional = both(
        {
            "sei": 15,
            "disabilities": 15,
            "mathematics": 15,
            "pedagogy": 15,
            "social_studies": 91,
            "biology": 15,
            "arts": 14,
        }
    )
    assert (primary.verdict, additional.verdict) == (Verdict.MET, Verdict.MET)
    short = both({"sei": 15, "disabilities": 15, "mathematics": 15, "pedagogy": 95, "biology": 31, "arts": 9})
    assert [a.verdict for a in short] != [Verdict.MET, Verdict.MET]
