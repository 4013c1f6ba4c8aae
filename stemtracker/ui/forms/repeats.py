"""The dates of something that repeats, with the public holidays among them named. Pure, no Qt.

Neighbors: `repeat_form` shows the dates to tick; `services.activities.repeat` writes them.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from stemtracker.domain.periods import add_days, add_months

#: More would be a slip of the keyboard: four years of weekly meetings.
MOST = 208


class Rhythm(StrEnum):
    """How often it comes back."""

    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    MONTHLY_WEEKDAY = "monthly_weekday"
    MONTHLY_DAY = "monthly_day"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date to come; `holiday` names what may keep it from taking place."""

    day: date
    holiday: str = ""


def occurrences(first: date, rhythm: Rhythm, times: int | None = None, until: date | None = None) -> list[Occurrence]:
    """The dates after `first`: so many, or up to a day (both given: whichever comes first)."""
    found: list[Occurrence] = []
    limit = min(times if times is not None else MOST, MOST)
    number = 0
    while len(found) < limit:
        number += 1
        day = _after(first, rhythm, number)
        if until is not None and day > until:
            break
        found.append(Occurrence(day, holiday(day)))
    return found


def _after(first: date, rhythm: Rhythm, number: int) -> date:
    if rhythm is Rhythm.WEEKLY:
        return add_days(first, 7 * number)
    if rhythm is Rhythm.BIWEEKLY:
        return add_days(first, 14 * number)
    if rhythm is Rhythm.MONTHLY_DAY:
        return add_months(first, number)
    month = add_months(first.replace(day=1), number)
    return _nth_weekday(month.year, month.month, first.weekday(), (first.day - 1) // 7 + 1)


def _nth_weekday(year: int, month: int, weekday: int, which: int) -> date:
    """The 2nd Tuesday and the like; a fifth that a month lacks is its last."""
    ahead = (weekday - date(year, month, 1).weekday()) % 7
    day = 1 + ahead + 7 * (which - 1)
    if day > calendar.monthrange(year, month)[1]:
        day -= 7
    return date(year, month, day)


def ordinal(day: date) -> str:
    """Which of its weekday in the month: "2nd", "last"."""
    return ("1st", "2nd", "3rd", "4th", "last")[(day.day - 1) // 7]


def holiday(day: date) -> str:
    """The public holiday in the United States on which few schools meet, or ""."""
    fixed = {
        (1, 1): "New Year's Day",
        (6, 19): "Juneteenth",
        (7, 4): "Independence Day",
        (11, 11): "Veterans Day",
        (12, 24): "Christmas Eve",
        (12, 25): "Christmas Day",
        (12, 31): "New Year's Eve",
    }
    if name := fixed.get((day.month, day.day)):
        return name
    year = day.year
    thanksgiving = _nth_weekday(year, 11, 3, 4)
    last_of_may = date(year, 5, 31)
    moving = {
        _nth_weekday(year, 1, 0, 3): "Martin Luther King Jr. Day",
        _nth_weekday(year, 2, 0, 3): "Presidents' Day",
        last_of_may - timedelta(days=last_of_may.weekday()): "Memorial Day",
        _nth_weekday(year, 9, 0, 1): "Labor Day",
        _nth_weekday(year, 10, 0, 2): "Columbus or Indigenous Peoples' Day",
        thanksgiving: "Thanksgiving",
        thanksgiving + timedelta(days=1): "day after Thanksgiving",
    }
    return moving.get(day, "")
