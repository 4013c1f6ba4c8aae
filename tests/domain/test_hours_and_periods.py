"""Amounts stay exact, spans hold both ends, and the calendar's odd days do what people expect."""

from datetime import date, time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemtracker.domain.activity import Activity, TopicShare, problems, worked_minutes
from stemtracker.domain.hours import Measure, hours, plain
from stemtracker.domain.periods import Period, add_months, add_years

DAYS = st.dates(date(1950, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize(
    ("amount", "text"),
    [("132.5", "132.5"), ("2/3", "2/3"), ("150", "150"), ("0.0625", "0.0625"), ("-1.5", "-1.5"), ("100", "100")],
)
def test_amounts_are_decimals_where_they_end_and_fractions_where_not(amount: str, text: str) -> None:
    assert plain(Fraction(amount)) == text


@given(st.fractions())
def test_the_text_of_an_amount_is_the_amount(amount: Fraction) -> None:
    assert Fraction(plain(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "unit", "minutes"), [("1.5", "hour", 90), ("0.33", "hour", 20), ("45", "minute", 45), ("0", "hour", 0)]
)
def test_time_is_kept_in_whole_minutes(amount: str, unit: str, minutes: int) -> None:
    assert Measure.of(Decimal(amount), unit) == Measure.minutes(minutes)


def test_other_measures_keep_every_digit() -> None:
    assert Measure.of(Decimal("0.10"), "ceu").amount == Decimal("0.10")


def test_quarter_hours_read_as_decimals_and_the_rest_in_minutes() -> None:
    assert [hours(m) for m in (90, 50, 100, 15, 0)] == ["1.5 h", "50 min", "1 h 40 min", "0.25 h", "0 h"]


def test_both_ends_belong_to_a_period() -> None:
    cycle = Period(date(2021, 7, 1), date(2026, 6, 30))
    assert date(2021, 7, 1) in cycle
    assert date(2026, 6, 30) in cycle
    assert date(2026, 7, 1) not in cycle


def test_february_29_falls_back_to_the_28th_in_a_common_year() -> None:
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert add_months(date(2025, 1, 31), 1) == date(2025, 2, 28)


@given(DAYS, st.integers(-600, 600))
def test_going_months_on_lands_in_that_month(day: date, months: int) -> None:
    landed = add_months(day, months)
    assert (landed.year * 12 + landed.month) - (day.year * 12 + day.month) == months
    assert landed.day <= day.day


def test_minutes_are_net_of_break_and_absence_and_may_run_past_midnight() -> None:
    assert worked_minutes(time(8), time(15, 30), 30, 15) == 405
    assert worked_minutes(time(22), time(1)) == 180


def _activity(**fields: object) -> Activity:
    base = {"id": "a", "title": "Lab safety", "start": date(2026, 3, 4), "end": date(2026, 3, 4), "kind": "workshop"}
    return Activity(**(base | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"kind": ""}, "kind"),
        ({"end": date(2026, 3, 3)}, "end"),
        ({"start": date(26, 3, 4)}, "start"),
        ({"measure": Measure("ceu", Decimal(-1))}, "amount"),
        ({"measure": Measure("ceu", Decimal("NaN"))}, "amount"),
        ({"measure": Measure("minute", Decimal("1.5"))}, "amount"),
        ({"start_time": time(9), "end_time": time(10), "break_minutes": 90}, "break_minutes"),
        ({"topics": (TopicShare("stem"), TopicShare("stem"))}, "topics"),
        ({"measure": Measure.minutes(60), "topics": (TopicShare("stem", Decimal(61)),)}, "topics"),
    ],
)
def test_what_can_not_be_saved_names_the_field(fields: dict[str, object], field: str) -> None:
    assert field in {p.field for p in problems(_activity(**fields))}


def test_an_ordinary_activity_has_no_problems() -> None:
    assert problems(_activity(title="講習会 " * 20, measure=Measure.minutes(0))) == ()
