"""Spans of days and the calendar arithmetic that renewals need. Both ends of a span belong to it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` to `end`, both included."""

    start: date
    end: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day <= self.end

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def overlaps(self, other: Period) -> bool:
        """Whether any day lies in both."""
        return self.start <= other.end and other.start <= self.end


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months on; the last day where that month is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes the 28th in a common year."""
    return add_months(day, 12 * years)


def add_days(day: date, days: int) -> date:
    """So many days on."""
    return day + timedelta(days=days)
