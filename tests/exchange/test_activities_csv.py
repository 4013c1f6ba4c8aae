"""The program's own CSV: every mistake by line and column, and back again as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.hours import Measure
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Refused
from stemtracker.exchange import activities_csv, log_csv, tabular

Saved = Callable[..., Path]
HEAD = "id,date,end_date,title,kind,role,format,provider,provider_number,amount,unit,topics,status"


def test_a_line_holds_all_that_the_rules_read(saved: Saved, vocabulary: Vocabulary) -> None:
    text = (
        f"{HEAD},level,grade,course,approved_by,approved_on,claimed_on,posted_amount,evidence,series,network,pin\n"
        "a1,2026-03-01,2026-03-02,Lab safety,workshop,presenter,in_person,NSTA,P-7,2.5,hour,equity;stem:2,posted,"
        "graduate,A,SCI 501,Principal,2026-02-01,2026-04-01,2.25,certificate;agenda,Year one,NSTA,"
        "US-WA.teacher:total;none\n"
    )
    (line,) = activities_csv.lines(activities_csv.read(saved(text), vocabulary))
    assert (line.id, line.start, line.end) == ("a1", date(2026, 3, 1), date(2026, 3, 2))
    assert (line.unit, line.amount) == ("minute", 150)
    assert line.tags == {"equity"}
    assert line.splits == {"stem": 120}
    assert (line.status, line.claimed_on, line.posted_amount) == (Status.POSTED, date(2026, 4, 1), 135)
    assert (line.level, line.grade, line.course) == ("graduate", "A", "SCI 501")
    assert (line.approved, line.approved_by, line.approved_on) == (True, "Principal", date(2026, 2, 1))
    assert line.evidence == {"certificate", "agenda"}
    assert (line.series, line.network) == ("Year one", "NSTA")
    assert line.pins == {"US-WA.teacher": "total", "": "none"}


def test_empty_cells_are_what_is_not_recorded(saved: Saved, vocabulary: Vocabulary) -> None:
    text = f"{HEAD},approved_by\n,2026-03-01,,A,course,,,,,3,semester_credit,,,\n"
    (line,) = activities_csv.lines(activities_csv.read(saved(text), vocabulary))
    assert (line.id, line.role, line.status, line.end) == (
        "line 2",
        "participant",
        Status.ATTENDED,
        date(2026, 3, 1),
    )
    assert (line.unit, line.amount, line.approved, line.relevant) == ("semester_credit", Fraction(3), None, None)


@pytest.mark.parametrize(
    ("cells", "approved"),
    [
        (",,,", None),
        (",Principal,,", True),
        (",,2026-02-01,", True),
        (",,,P-7", True),
        ("no,Principal,2026-02-01,P-7", False),
        ("yes,,,", True),
    ],
)
def test_who_approved_it_says_that_it_was_approved(
    saved: Saved, vocabulary: Vocabulary, cells: str, approved: object
) -> None:
    head = "date,title,kind,amount,unit,approved,approved_by,approved_on,provider_number"
    text = f"{head}\n2026-03-01,A,workshop,3,hour,{cells}\n"
    (line,) = activities_csv.lines(activities_csv.read(saved(text), vocabulary))
    assert line.approved is approved


def test_every_mistake_is_named_with_line_and_column(saved: Saved, vocabulary: Vocabulary) -> None:
    text = (
        f"{HEAD}\n"
        'a,03/01/2026,,,workshp,guest,on_moon,,,"2,5",fortnight,quilting;stem:x,finished\n'
        "b,2026-02-30,2026-13-01,B,,,,,,,,,\n"
        "a,2026-01-02,2026-01-01,C,workshop,,,,,1,hour,stem;stem,,extra\n"
    )
    with pytest.raises(Refused) as refused:
        activities_csv.lines(activities_csv.read(saved(text), vocabulary))
    named = [problem.field for problem in refused.value.problems]
    for column in ("date", "kind", "role", "format", "amount", "unit", "topics", "status"):
        assert f"line 2, {column}" in named
    for column in ("date", "end_date", "kind", "amount", "unit"):
        assert f"line 3, {column}" in named
    assert {"line 4, end of line", "line 4, id"} <= set(named)
    assert any("2026-03-31" in problem.message for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("column", "cell", "remedy"),
    [
        ("kind", "Workshop", "write “workshop”"),
        ("kind", "Workshop or training", "write “workshop”"),
        ("role", "Participant", "write “participant”"),
        ("format", "In-person", "write “in_person”"),
        ("unit", "hours", "write “hour”"),
        ("unit", "Semester credits", "write “semester_credit”"),
        ("unit", "hrs", "write “hour”"),
        ("unit", "bushel", "use one of hour, minute"),
        ("topics", "Students with disabilities", "write “disabilities”"),
        ("topics", "robots", "such as subject_content"),
        ("status", "completed", "write “attended”"),
        ("status", "lost", "use one of planned, attended"),
    ],
)
def test_a_word_of_ones_own_is_refused_with_the_one_to_write(
    saved: Saved, vocabulary: Vocabulary, column: str, cell: str, remedy: str
) -> None:
    row = {"date": "2026-03-01", "title": "A", "kind": "workshop", "amount": "1", "unit": "hour", column: cell}
    text = f"{','.join(row)}\n{','.join(row.values())}\n"
    (draft,) = activities_csv.read(saved(text), vocabulary).drafts
    (problem,) = draft.problems
    assert problem.field == f"line 2, {column}"
    assert remedy in problem.message


def test_rows_are_judged_as_a_whole_too(saved: Saved, vocabulary: Vocabulary) -> None:
    text = f"{HEAD}\na,2026-01-02,2026-01-01,,workshop,,,,,1,hour,stem:3,\n"
    (draft,) = activities_csv.read(saved(text), vocabulary).drafts
    assert {p.field for p in draft.problems} == {"line 2, title", "line 2, end_date", "line 2, topics"}


def test_columns_are_needed_once_each(saved: Saved, vocabulary: Vocabulary) -> None:
    with pytest.raises(Refused, match=r"“date” is missing.*“unit” is missing.*“title” stands twice"):
        activities_csv.read(saved("title,kind,amount,title\nA,workshop,1,B\n"), vocabulary)


def test_answers_that_packs_ask_for_and_columns_nobody_knows(saved: Saved, vocabulary: Vocabulary) -> None:
    text = "date,title,kind,amount,unit,final_product,mood\n2026-01-01,A,workshop,12,moons,yes,good\n"
    file = activities_csv.read(saved(text), vocabulary, units=["moons"], answers=["final_product"])
    (line,) = activities_csv.lines(file)
    assert line.answers == {"final_product": "yes"}
    assert line.unit == "moons"
    assert len(file.warnings) == 1
    assert "mood" in file.warnings[0]


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
TITLES = TEXTS.filter(lambda text: bool(text.strip()))
WORDS = TEXTS.map(str.strip)
AMOUNTS = st.decimals(0, 9999, places=3, allow_nan=False)
DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
TIMES = st.none() | st.times().map(lambda t: t.replace(tzinfo=None))


def measured(draw: st.DrawFn, unit: str) -> Decimal:
    return Decimal(draw(st.integers(1, 5000))) if unit == "minute" else draw(AMOUNTS.filter(bool))


@st.composite
def activity(draw: st.DrawFn) -> Activity:
    unit = draw(st.sampled_from(["minute", "ceu", "semester_credit", "each"]))
    amount, start = measured(draw, unit), draw(DAYS)
    part = None if draw(st.booleans()) else amount
    steps = tuple(
        Step(status, draw(st.none() | DAYS), None, measured(draw, unit))
        for status in (Status.CLAIMED, Status.POSTED)
        if draw(st.booleans())
    )
    return Activity(
        id=draw(st.uuids()).hex,
        title=draw(TITLES),
        start=start,
        end=max(start, draw(DAYS)),
        kind="workshop",
        role=draw(st.sampled_from(["participant", "presenter"])),
        format=draw(st.sampled_from(["", "hybrid"])),
        measure=Measure(unit, amount),
        provider=draw(TEXTS),
        provider_number=draw(TEXTS),
        place=draw(TEXTS),
        topics=(TopicShare("equity"), TopicShare("stem", part)) if draw(st.booleans()) else (),
        status=draw(st.sampled_from(Status)),
        steps=steps,
        grade=draw(TEXTS),
        course=draw(TEXTS),
        level=draw(st.sampled_from(["", "graduate"])),
        approved=draw(st.sampled_from([None, True, False])),
        approved_by=draw(TEXTS),
        approved_on=draw(st.none() | DAYS),
        relevant=draw(st.sampled_from([None, True, False])),
        network=draw(TEXTS),
        start_time=draw(TIMES),
        cost=draw(st.none() | AMOUNTS),
        answers=(("final_product", answer),) if (answer := draw(WORDS)) else (),
        description=draw(TEXTS),
    )


@given(st.lists(activity(), min_size=1, max_size=4, unique_by=lambda a: a.id))
def test_what_is_exported_comes_back_as_it_was(vocabulary: Vocabulary, kept: list[Activity]) -> None:
    text = log_csv.text(log_csv.Entry(a) for a in kept)
    grid = tabular.grid(text.encode("utf-8-sig"), "log.csv")
    assert activities_csv.is_own(grid.rows[0])
    file = activities_csv.drafts(grid, vocabulary, answers=["final_product"])
    assert file.warnings == ()
    assert [draft.problems for draft in file.drafts] == [()] * len(kept)
    assert [draft.activity() for draft in file.drafts] == kept


def test_nothing_private_and_nothing_that_runs_is_exported() -> None:
    one = Activity(
        id="a",
        title='=HYPERLINK("x")',
        start=date(2026, 1, 1),
        end=date(2026, 1, 1),
        kind="workshop",
        measure=Measure.minutes(50),
        start_time=time(9, 30),
        private_notes="CANARY",
    )
    text = log_csv.text([log_csv.Entry(one), log_csv.Entry(replace(one, measure=Measure.minutes(90)))])
    assert "CANARY" not in text
    assert "\"'=HYPERLINK" in text
    rows = [row.cells for row in tabular.grid(text.encode(), "x").rows]
    assert rows[0][:13] == tuple(HEAD.split(","))
    assert [row[9:11] for row in rows[1:]] == [("50", "minute"), ("1.5", "hour")]
