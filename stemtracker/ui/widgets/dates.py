"""Days as people type and read them. ISO and US order are both understood; what is understood is shown.

Pure text; neighbors: `date_edit` is the editor over it.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def long(day: date) -> str:
    """As in "June 30, 2026"."""
    return f"{_NAMES[day.month - 1]} {day.day}, {day.year}"


def short(day: date) -> str:
    """As in "Jun 30, 2026"."""
    return f"{_NAMES[day.month - 1][:3]} {day.day}, {day.year}"


def span(start: date, end: date) -> str:
    """As in "Sep 1, 2024 – Aug 31, 2029"."""
    return short(start) if start == end else f"{short(start)} – {short(end)}"


class NotADay(ValueError):  # noqa: N818 - an answer, not a fault
    """The text is no day; the message says why in words."""


def read(text: str, today: date) -> date | None:
    """The day a text means: 2026-06-30, 6/30/2026, 6/30/26, Jun 30 2026, today, yesterday. None for nothing.

    Raises:
        NotADay: with the reason and the remedy in words.
    """
    words = text.strip().lower().rstrip(".")
    if not words:
        return None
    near = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if words in near:
        return today + timedelta(days=near[words])
    numbers = _numbers(words, today)
    if numbers is None:
        raise NotADay(f"“{text.strip()}” isn’t a date we can read. Type it like 6/30/2026 or 2026-06-30.")
    year, month, day = numbers
    try:
        return date(year, month, day)
    except ValueError:
        raise NotADay(_why_not(text.strip(), year, month, day)) from None


def _numbers(words: str, today: date) -> tuple[int, int, int] | None:
    if match := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", words):
        return int(match[1]), int(match[2]), int(match[3])
    if match := re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}|\d{2}))?", words):
        return _year(match[3], today), int(match[1]), int(match[2])
    if match := re.fullmatch(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:\s*,?\s*(\d{4}))?", words):
        return _named(match[1], match[2], match[3], today)
    if match := re.fullmatch(r"(\d{1,2})\.?\s+([a-z]{3,9})\.?(?:\s*,?\s*(\d{4}))?", words):
        return _named(match[2], match[1], match[3], today)
    return None


def _named(name: str, day: str, year: str | None, today: date) -> tuple[int, int, int] | None:
    full = next((m for m in _NAMES if m.lower().startswith(name)), None)
    return None if full is None else (_year(year, today), _MONTHS.index(full[:3].lower()) + 1, int(day))


def _year(text: str | None, today: date) -> int:
    if text is None:
        return today.year
    if len(text) == 4:
        return int(text)
    near = today.year // 100 * 100 + int(text)
    return near - 100 if near > today.year + 30 else near


def _why_not(text: str, year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return f"“{text}” isn’t a date: there is no month {month}. Type month/day/year or year-month-day."
    if year < 1:
        return f"“{text}” isn’t a date: type the year with four digits."
    return f"“{text}” isn’t a date: {_NAMES[month - 1]} {year} has no day {day}."
