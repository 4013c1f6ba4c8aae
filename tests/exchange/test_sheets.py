"""Other people's spreadsheets: what is guessed is shown, what can't be known is asked once, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemtracker.domain.activity import Status, TopicShare
from stemtracker.domain.hours import Measure
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Refused
from stemtracker.exchange import headings, rows, sheets, tabular
from stemtracker.exchange.draft import Draft

Saved = Callable[..., Path]


def asked(sheet: sheets.Sheet, mapping: sheets.ColumnMapping) -> list[str]:
    return [question.field for question in sheets.open_questions(sheet, mapping)]


def only(drafts: tuple[Draft, ...]) -> Draft:
    (draft,) = drafts
    return draft


def test_a_teachers_list_with_a_heading_and_totals(saved: Saved, vocabulary: Vocabulary) -> None:
    text = (
        "My PD 2025-26,,,,,\n"
        ",,,,,\n"
        "Date Attended,Name of Workshop,Sponsor,Type,# of Hours,Certificate No.\n"
        "9/28/2025,Modeling Physics,AAPT,Workshop,6,C-11\n"
        "10/3/2025,Lab Safety Refresher,,Training,1h 30m,\n"
        ",Total,,,7.5,\n"
    )
    sheet = sheets.read(saved(text))
    mapping = sheets.guess(sheet, vocabulary)
    assert sheet.above == ("My PD 2025-26",)
    assert mapping.fields == ("date", "title", "provider", "kind", "amount:hour", "note")
    assert mapping.date_order == "mdy"
    assert asked(sheet, mapping) == []
    first, second, total = rows.drafts(sheet, mapping, vocabulary)
    one = first.activity()
    assert (one.start, one.title, one.provider, one.kind) == (date(2025, 9, 28), "Modeling Physics", "AAPT", "workshop")
    assert one.measure == Measure.minutes(360)
    assert one.description == "Certificate No.: C-11"
    assert second.values["measure"] == Measure.minutes(90)
    assert second.notes == ("“Training” is read as Workshop or training.",)
    assert [p.field for p in total.problems] == ["line 6, date", "line 6, kind"]


def test_dates_that_read_in_two_ways_are_asked_once(saved: Saved, vocabulary: Vocabulary) -> None:
    sheet = sheets.read(saved("Title,Date,Hours,Type\nA,3/4/2025,1,webinar\nB,5/5/2025,2,webinar\n"))
    mapping = sheets.guess(sheet, vocabulary)
    assert asked(sheet, mapping) == ["date_order"]
    first, second = rows.drafts(sheet, mapping, vocabulary)
    assert "two ways" in first.problems[0].message
    assert second.problems == ()
    for order, day in (("mdy", date(2025, 3, 4)), ("dmy", date(2025, 4, 3))):
        answered = replace(mapping, date_order=order)
        assert asked(sheet, answered) == []
        assert rows.drafts(sheet, answered, vocabulary)[0].values["start"] == day


def test_dates_of_both_orders_in_one_file_are_asked(saved: Saved, vocabulary: Vocabulary) -> None:
    sheet = sheets.read(saved("Title,Date,Hours\nA,3/14/2025,1\nB,14/3/2025,2\n"))
    assert "date_order" in asked(sheet, sheets.guess(sheet, vocabulary))


def test_a_comma_that_could_be_thousands_is_asked(saved: Saved, vocabulary: Vocabulary) -> None:
    sheet = sheets.read(saved("Title;Date;Points;Type\nA;2025-01-02;1,500;course\n"))
    mapping = sheets.guess(sheet, vocabulary)
    assert asked(sheet, mapping) == ["decimal"]
    read = {
        sign: only(rows.drafts(sheet, replace(mapping, decimal=sign), vocabulary)).values["measure"].amount
        for sign in ".,"
    }
    assert read == {".": Decimal(1500), ",": Decimal("1.5")}


def test_a_decimal_comma_shows_itself(saved: Saved, vocabulary: Vocabulary) -> None:
    sheet = sheets.read(saved("Title;Date;Hours;Type\nA;31.12.2025;2,5;course\n"))
    mapping = sheets.guess(sheet, vocabulary)
    assert (mapping.decimal, mapping.date_order, asked(sheet, mapping)) == (",", "dmy", [])
    assert only(rows.drafts(sheet, mapping, vocabulary)).values["measure"] == Measure.minutes(150)


def test_credits_without_a_word_for_which_are_asked(saved: Saved, vocabulary: Vocabulary) -> None:
    sheet = sheets.read(saved("Course,Completed,Credits,Kind\nA,2025-01-02,3,course\n"))
    mapping = sheets.guess(sheet, vocabulary)
    assert asked(sheet, mapping) == ["columns", "unit"] or asked(sheet, mapping) == ["unit"]
    assert "counted in" in only(rows.drafts(sheet, mapping, vocabulary)).problems[-1].message


def test_missing_columns_are_asked(saved: Saved, vocabulary: Vocabulary) -> None:
    sheet = sheets.read(saved("Foo,Bar\nA,B\n"))
    assert asked(sheet, sheets.guess(sheet, vocabulary)) == ["columns", "columns", "columns", "kind"]


def test_a_file_without_a_header_keeps_its_first_row(saved: Saved, vocabulary: Vocabulary) -> None:
    sheet = sheets.read(saved("2025-01-02,Lab safety,2\n2025-01-03,Inquiry,3\n"))
    assert sheet.header == ("Column 1", "Column 2", "Column 3")
    assert len(sheet.rows) == 2
    mapping = sheets.guess(sheet, vocabulary).assign(1, "title").assign(2, "amount:hour")
    mapping = replace(mapping, kind="workshop")
    assert [d.values["measure"].amount for d in rows.drafts(sheet, mapping, vocabulary)] == [120, 180]


def test_unknown_words_are_kept_and_said(saved: Saved, vocabulary: Vocabulary) -> None:
    text = "Title,Date,Hours,Type,Status,Topics,Format\nA,2025-01-02,2,Jamboree,mostly,STEM; Quilting,Virtual\n"
    sheet = sheets.read(saved(text))
    mapping = replace(sheets.guess(sheet, vocabulary), kind="other")
    draft = only(rows.drafts(sheet, mapping, vocabulary))
    one = draft.activity()
    assert (one.kind, one.status, one.format) == ("other", Status.ATTENDED, "live_online")
    assert one.topics == (TopicShare("stem"),)
    assert one.description == "Topic: Quilting\nKind: Jamboree\nStatus: mostly"
    assert sum("kept in the description" in note for note in draft.notes) == 3


def test_hours_by_topic_and_a_second_measure(saved: Saved, vocabulary: Vocabulary) -> None:
    text = "Title,Date,Hours,CEUs,Equity hours,STEM,Type\nA,2025-01-02,5,0.5,2,5,seminar\nB,2025-01-03,,1.5,,,seminar\n"
    sheet = sheets.read(saved(text))
    mapping = sheets.guess(sheet, vocabulary)
    assert mapping.fields == ("title", "date", "amount:hour", "amount:ceu", "topic:equity", "topic:stem", "kind")
    first, second = rows.drafts(sheet, mapping, vocabulary)
    assert first.values["topics"] == (TopicShare("equity", Decimal(120)), TopicShare("stem"))
    assert first.values["description"] == "CEUs: 0.5"
    assert second.values["measure"] == Measure("ceu", Decimal("1.5"))


def test_hours_from_the_clock_and_what_lies_ahead(saved: Saved, vocabulary: Vocabulary) -> None:
    text = 'Event,Date,Start time,End time,Break,Type\nA,"Mon, Jan 4, 2027",8:30 AM,12:15 pm,15,PLC\n'
    sheet = sheets.read(saved(text))
    mapping = sheets.guess(sheet, vocabulary)
    assert asked(sheet, mapping) == []
    one = only(rows.drafts(sheet, mapping, vocabulary)).activity()
    assert (one.start_time, one.end_time, one.break_minutes) == (time(8, 30), time(12, 15), 15)
    assert one.measure == Measure.minutes(210)
    assert one.status is Status.PLANNED


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("2h 30m", 150),
        ("1:30", 90),
        ("2.5 hrs", 150),
        ("90 min", 90),
        ("1 ½", 90),
        ("1/2", 30),
        ("2 hours and 5 minutes", 125),
        (".75", 45),
    ],
)
def test_amounts_as_people_type_them(saved: Saved, vocabulary: Vocabulary, cell: str, minutes: int) -> None:
    sheet = sheets.read(saved(f"Title,Date,Hours,Type\nA,2025-01-02,{cell},course\n"))
    draft = only(rows.drafts(sheet, sheets.guess(sheet, vocabulary), vocabulary))
    assert draft.values["measure"] == Measure.minutes(minutes)


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("March 5 2024", date(2024, 3, 5), date(2024, 3, 5)),
        ("5-Mar-24", date(2024, 3, 5), date(2024, 3, 5)),
        ("Tuesday 5th March 2024", date(2024, 3, 5), date(2024, 3, 5)),
        ("2024-03-05 08:30:00", date(2024, 3, 5), date(2024, 3, 5)),
        ("3/28/2024 - 3/30/2024", date(2024, 3, 28), date(2024, 3, 30)),
        ("2024/3/5", date(2024, 3, 5), date(2024, 3, 5)),
    ],
)
def test_dates_as_people_type_them(saved: Saved, vocabulary: Vocabulary, cell: str, first: date, last: date) -> None:
    sheet = sheets.read(saved(f"Title,Date,Hours,Type\nA,{cell},1,course\n"))
    draft = only(rows.drafts(sheet, sheets.guess(sheet, vocabulary), vocabulary))
    assert (draft.values["start"], draft.values["end"]) == (first, last)


@pytest.mark.parametrize("cell", ["31/31/2025", "Smarch 5 2025", "soon", "45123", "2025-02-30"])
def test_what_is_no_date_refuses_its_row(saved: Saved, vocabulary: Vocabulary, cell: str) -> None:
    sheet = sheets.read(
        saved(f"Title,Date,Hours,Type\nA,{cell},1,course\nB,2025-01-02,1,course\nC,2025-01-03,1,course\n")
    )
    mapping = sheets.guess(sheet, vocabulary)
    bad, *good = rows.drafts(sheet, mapping, vocabulary)
    assert [p.field for p in bad.problems] == ["line 2, date"]
    assert all(not draft.problems for draft in good)


def test_every_field_has_a_name_for_the_screen(vocabulary: Vocabulary) -> None:
    assert headings.title_of("amount:ceu", vocabulary) == "Amount in CEUs"
    assert headings.title_of("topic:equity", vocabulary).startswith("Part for ")
    assert all(headings.FIELDS.values())


@given(st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=6), min_size=1, max_size=5))
def test_no_sheet_raises_anything_but_a_refusal(vocabulary: Vocabulary, cells: list[list[str]]) -> None:
    text = "Title,Date,Hours,Type\n" + "\n".join(",".join(row) for row in cells)
    try:
        sheet = sheets.sheet_of(tabular.grid(text.encode("utf-8", "replace"), "x.csv"))
    except Refused:
        return
    mapping = sheets.guess(sheet, vocabulary)
    sheets.open_questions(sheet, mapping)
    for draft in rows.drafts(sheet, mapping, vocabulary):
        assert draft.problems or draft.activity().title
