"""What people type in times and amounts, and what is understood."""

from datetime import date, time
from decimal import Decimal

import pytest

from stemtracker.domain.hours import Measure
from stemtracker.ui.forms.amounts import read_amount, read_minutes, show, show_hours, typed, unit_to_type
from stemtracker.ui.forms.repeats import Rhythm, holiday, occurrences
from stemtracker.ui.forms.times import NotUnderstood, read_time, show_time


@pytest.mark.parametrize(
    ("text", "after", "moment"),
    [
        ("9", None, time(9)),
        ("3", None, time(15)),
        ("3:30", None, time(15, 30)),
        ("03:30", None, time(3, 30)),
        ("3:30 pm", None, time(15, 30)),
        ("3p", None, time(15)),
        ("12 am", None, time(0)),
        ("12pm", None, time(12)),
        ("15:30", None, time(15, 30)),
        ("1530", None, time(15, 30)),
        ("noon", None, time(12)),
        ("8", time(18), time(20)),
        ("8:30", time(8), time(8, 30)),
        ("11", time(23), time(11)),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, after: time | None, moment: time) -> None:
    assert read_time(text, after) == moment
    assert read_time(show_time(moment), after) == moment


@pytest.mark.parametrize("text", ["25:00", "9:75", "13 pm", "later", "0 am"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood):
        read_time(text)


@pytest.mark.parametrize(
    ("text", "unit", "measure"),
    [
        ("1.5", "hour", Measure.minutes(90)),
        ("1,5", "hour", Measure.minutes(90)),
        ("1:40", "hour", Measure.minutes(100)),
        ("90 min", "hour", Measure.minutes(90)),
        ("2 h", "minute", Measure.minutes(120)),
        ("1 h 40 min", "hour", Measure.minutes(100)),
        ("1h30", "hour", Measure.minutes(90)),
        ("45", "minute", Measure.minutes(45)),
        ("1,204.5", "hour", Measure.minutes(72270)),
        ("3", "semester_credit", Measure("semester_credit", Decimal(3))),
        ("0.6", "ceu", Measure("ceu", Decimal("0.6"))),
    ],
)
def test_an_amount_is_read_exactly(text: str, unit: str, measure: Measure) -> None:
    assert read_amount(text, unit) == measure


@pytest.mark.parametrize(
    ("text", "unit"), [("", "hour"), ("six", "hour"), ("-2", "hour"), ("1:40", "ceu"), ("1e5", "hour")]
)
def test_what_is_no_amount_is_refused(text: str, unit: str) -> None:
    with pytest.raises(NotUnderstood):
        read_amount(text, unit)


def test_breaks_are_minutes() -> None:
    assert [read_minutes(t) for t in ("", "30", "1:00", "1 h", "45 min")] == [0, 30, 60, 60, 45]
    with pytest.raises(NotUnderstood):
        read_minutes("half an hour")


def test_shown_amounts_read_back() -> None:
    for minutes in (*range(200), 1001, 72270):
        measure = Measure.minutes(minutes)
        unit = unit_to_type(measure)
        assert read_amount(typed(measure.amount, unit), unit) == measure
    assert show(Measure.minutes(100)) == "1 h 40 min"
    assert (show_hours(72270), show_hours(0), show_hours(61)) == ("1,204.5 h", "0 h", "1 h")


def test_a_weekly_meeting_names_the_holidays_among_its_dates() -> None:
    dates = occurrences(date(2026, 11, 5), Rhythm.WEEKLY, times=4)
    assert [(o.day.day, o.holiday) for o in dates] == [(12, ""), (19, ""), (26, "Thanksgiving"), (3, "")]


def test_repeats_end_on_the_day_asked_for() -> None:
    assert [o.day for o in occurrences(date(2026, 9, 1), Rhythm.BIWEEKLY, until=date(2026, 9, 29))] == [
        date(2026, 9, 15),
        date(2026, 9, 29),
    ]


def test_monthly_keeps_the_weekday_or_the_day() -> None:
    tuesday = date(2026, 9, 8)  # the second
    assert [o.day.day for o in occurrences(tuesday, Rhythm.MONTHLY_WEEKDAY, times=3)] == [13, 10, 8]
    last = date(2026, 1, 31)
    assert [o.day.day for o in occurrences(last, Rhythm.MONTHLY_DAY, times=3)] == [28, 31, 30]
    fifth = date(2026, 9, 29)  # a fifth Tuesday
    assert [o.day.day for o in occurrences(fifth, Rhythm.MONTHLY_WEEKDAY, times=3)] == [27, 24, 29]


def test_public_holidays() -> None:
    assert holiday(date(2026, 1, 19)) == "Martin Luther King Jr. Day"
    assert holiday(date(2026, 5, 25)) == "Memorial Day"
    assert holiday(date(2026, 9, 7)) == "Labor Day"
    assert holiday(date(2026, 11, 27)) == "day after Thanksgiving"
    assert holiday(date(2026, 11, 24)) == ""
