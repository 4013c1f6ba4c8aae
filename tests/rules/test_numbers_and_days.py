"""Answers that can't be right, days that don't fit and pins that name nothing: said, and never a yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.library import Library

Make = Callable[..., Line]
CYCLE = Period(date(2022, 1, 1), date(2026, 12, 31))


def ask(id_: str, *lines: Line, filing: date | None = None, **facts: object) -> Assessment:
    pack = Library.shipped().pack(id_)
    case = Case(
        packs=(pack,),
        ledger=lines,
        cycles={id_: CYCLE},
        today=date(2026, 11, 22),
        filing=filing,
        facts=facts,  # type: ignore[arg-type]
    )
    return assess(case)[0]


@pytest.mark.parametrize(
    ("pack", "fact", "facts"),
    [
        ("generic", "total", {}),
        ("generic", "topic_1_amount", {"total": Fraction(1)}),
        ("generic", "hours_per_unit", {"total": Fraction(1)}),
        (
            "US-TX.teacher",
            "prorated_hours",
            {"administrator_too": True, "class_is_newer": True, "teaches_dyslexia": False},
        ),
    ],
)
def test_a_negative_number_is_no_answer(pack: str, fact: str, facts: dict[str, object], line: Make) -> None:
    hours = line("a", 20, "disabilities", "data_use", approved=True)
    found = ask(pack, hours, **facts, **{fact: Fraction(-5)})
    assert found.verdict == Verdict.UNKNOWN
    question = next(q for q in found.questions if q.key == fact)
    assert "must be zero or more" in question.text
    assert question.decides


def test_dividing_by_zero_leaves_it_open(line: Make) -> None:
    found = ask("generic", line("a", 20), total=Fraction(10), hours_per_unit=Fraction(0))
    assert found.verdict == Verdict.UNKNOWN
    assert any("not stated" in r.text for r in found.lines[0].reasons)
    assert any(q.key == "hours_per_unit" and "0" in q.text for q in found.questions)


def test_a_filing_day_outside_its_span_is_moved_into_it() -> None:
    early = ask("US-TX.teacher", filing=date(2020, 1, 1))
    late = ask("US-TX.teacher", filing=date(2030, 1, 1))
    assert any("Jan 1, 2020" in n and "Jun 30, 2026" in n for n in early.notes)
    assert any("Jan 1, 2030" in n and "Dec 31, 2026" in n for n in late.notes)
    inside = ask("US-TX.teacher", filing=date(2026, 8, 1))
    assert not any("outside the days for filing" in n for n in inside.notes)


def test_a_pin_to_a_need_that_the_rules_do_not_have_is_said_and_ignored(line: Make) -> None:
    found = ask("generic", line("a", 20, pins={"generic": "nonsense"}), total=Fraction(10))
    assert found.node("in_all").counted == 20
    assert any(r.step == "pinned" and "no need of these rules" in r.text for r in found.lines[0].reasons)


@pytest.mark.parametrize(
    ("pack", "unit", "facts"),
    [
        ("generic", "hours", {"total": Fraction(10)}),
        ("generic", "points", {"total": Fraction(10), "unit_name": "points"}),
        ("US-TX.teacher", "CPE hour", {"administrator_too": False}),
        ("US-MA.primary", "PDP", {}),
    ],
)
def test_a_line_in_the_unit_of_the_account_earns_one_for_one(
    pack: str, unit: str, facts: dict[str, object], line: Make
) -> None:
    found = ask(pack, line("a", 12, "pedagogy", unit=unit, approved=True), **facts)
    assert found.lines[0].offered == 12
    assert found.headline.counted == 12
