"""Wall times as people type them, and as screens show them. Pure text work, no Qt.

Neighbors: `widgets.dates` does the same for days, `amounts` for amounts; `draft` reads a whole form.
What was understood is always shown back, so that a bare "3" never stays in doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from stemtracker.domain.activity import worked_minutes
from stemtracker.domain.hours import hours

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a|p)?")
_MILITARY = re.compile(r"(\d{2})(\d{2})")
#: Over more days than a week, from and to rarely hold on each of them: a course once a week is no camp.
MOST_DAYS = 7


class NotUnderstood(ValueError):  # noqa: N818 - it is an answer, not a fault
    """The text is no time or amount; the message says so in words for the screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """What from and to make: the same hours on each of so many days, less breaks and what was missed."""

    start: time
    end: time
    break_minutes: int = 0
    missed_minutes: int = 0
    days: int = 1

    @property
    def minutes(self) -> int:
        """The net minutes of it all."""
        return worked_minutes(self.start, self.end, self.break_minutes, self.missed_minutes, self.days)

    @property
    def words(self) -> str:
        """The sum as one can check it: "6 h", or "6 h × 3 days = 18 h"."""
        if self.days == 1:
            return hours(self.minutes)
        day = hours(worked_minutes(self.start, self.end))
        if self.break_minutes:
            day = f"({day} − {hours(self.break_minutes)} break)"
        missed = f" − {hours(self.missed_minutes)} missed" if self.missed_minutes else ""
        return f"{day} × {self.days} days{missed} = {hours(self.minutes)}"


def worked_on(  # noqa: PLR0917 - the parts of an activity in their order
    first: date, last: date, start: time | None, end: time | None, break_minutes: int = 0, missed_minutes: int = 0
) -> Worked | None:
    """What from and to make from the first day to the last; None where they don't say.

    What runs past midnight is held on as many nights as lie between the days.
    """
    if start is None or end is None:
        return None
    days = (last - first).days + (1 if start < end or last == first else 0)
    if not 1 <= days <= MOST_DAYS:
        return None
    return Worked(start=start, end=end, break_minutes=break_minutes, missed_minutes=missed_minutes, days=days)


def show_time(moment: time) -> str:
    """A wall time as screens show it: "3:30 pm"."""
    return f"{moment.hour % 12 or 12}:{moment.minute:02d} {'am' if moment.hour < 12 else 'pm'}"


def read_time(text: str, after: time | None = None) -> time:
    """The wall time that was typed: 9, 9:30, 3pm, 15:30, 1530, noon.

    A bare hour from 1 to 6 is taken as afternoon (workshops rarely start at three in the night), and one
    that would lie before `after` as well; the field shows what was understood.
    """
    words = text.lower().replace(".m.", "m").replace("a.m", "am").replace("p.m", "pm").strip()
    if words in ("noon", "midnight"):
        return time(12 if words == "noon" else 0)
    if match := _MILITARY.fullmatch(words):
        return _time(int(match[1]), int(match[2]), text)
    match = _CLOCK.fullmatch(words)
    if match is None:
        raise NotUnderstood(f"“{text.strip()}” isn’t a time. Type it like 9:00, 3:30 pm or 15:30.")
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "")[:1]
    if half:
        if not 1 <= hour <= 12:
            raise NotUnderstood(f"“{text.strip()}” isn’t a time; with am or pm the hour goes from 1 to 12.")
        return _time(hour % 12 + (12 if half == "p" else 0), minute, text)
    if not words.startswith("0") and 1 <= hour <= 11:
        early = after is not None and (hour, minute) <= (after.hour, after.minute) < (hour + 12, minute)
        if hour <= 6 or early:
            hour += 12
    return _time(hour, minute, text)


def _time(hour: int, minute: int, text: str) -> time:
    try:
        return time(hour, minute)
    except ValueError:
        raise NotUnderstood(f"“{text.strip()}” isn’t a time of day; type it like 9:00 or 3:30 pm.") from None
