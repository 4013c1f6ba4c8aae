"""Wall times as people type them, and as screens show them. Pure text work, no Qt.

Neighbors: `widgets.dates` does the same for days, `amounts` for amounts; `draft` reads a whole form.
What was understood is always shown back, so that a bare "3" never stays in doubt.
"""

from __future__ import annotations

import re
from datetime import time

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a|p)?")
_MILITARY = re.compile(r"(\d{2})(\d{2})")


class NotUnderstood(ValueError):  # noqa: N818 - it is an answer, not a fault
    """The text is no time or amount; the message says so in words for the screen."""


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
