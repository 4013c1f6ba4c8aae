"""Amounts as people type them, and as screens show them. Exact decimals only, no Qt.

Neighbors: `draft` reads a whole form with it; `models` shows lines with it.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from stemtracker.domain import wording
from stemtracker.domain.hours import HOUR, MINUTE, TIME_UNITS, Measure, hours, plain
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.ui.forms.times import NotUnderstood

_CLOCK = re.compile(r"(\d{1,4}):([0-5]\d)")
_WORDS = re.compile(
    r"(?:(?P<h>\d+(?:[.,]\d+)?)\s*(?:h|hr|hrs|hour|hours)\.?)?\s*(?:(?P<m>\d+)\s*(?:m|min|mins|minute|minutes)?\.?)?"
)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d*)?|[.,]\d+")


def read_amount(text: str, unit: str) -> Measure:
    """The measure that was typed under a unit; with a unit of time also "1:40", "1 h 40 min", "90 min"."""
    words = " ".join(text.lower().split())
    if not words:
        raise NotUnderstood("Type how much it was, such as 1.5 or 1:30.")
    if unit in TIME_UNITS:
        minutes = _written_time(words)
        if minutes is not None:
            return Measure.of(minutes, MINUTE)
    number = read_number(words, text)
    return Measure.of(number, unit)


def read_number(words: str, shown: str = "") -> Decimal:
    """A plain number; "1,204.5" and "1,5" are understood as people mean them."""
    words = words.strip()
    if not _NUMBER.fullmatch(words):
        raise NotUnderstood(f"“{(shown or words).strip()}” isn’t an amount. Type a number, such as 1.5.")
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", words):
        words = words.replace(",", "")
    try:
        return Decimal(words.replace(",", "."))
    except InvalidOperation:
        raise NotUnderstood(f"“{(shown or words).strip()}” isn’t an amount. Type a number, such as 1.5.") from None


def read_minutes(text: str) -> int:
    """Whole minutes of a break or absence: "", "30", "1:00", "1 h"."""
    words = " ".join(text.lower().split())
    if not words:
        return 0
    minutes = _written_time(words)
    if minutes is None:
        if not words.isdecimal():
            raise NotUnderstood(f"“{text.strip()}” isn’t a number of minutes.")
        minutes = Decimal(words)
    return int(minutes)


def _written_time(words: str) -> Decimal | None:
    """Minutes where the text itself says its units, else None."""
    if match := _CLOCK.fullmatch(words):
        return Decimal(int(match[1]) * 60 + int(match[2]))
    match = _WORDS.fullmatch(words)
    if match is None or not any(sign.isalpha() for sign in words):
        return None
    whole = Decimal((match["h"] or "0").replace(",", ".")) * 60
    return whole + Decimal(match["m"] or 0)


def unit_to_type(measure: Measure) -> str:
    """The unit a measure is offered under for editing."""
    if not measure.is_time:
        return measure.unit
    return MINUTE if measure.amount < 60 and measure.amount % 15 else HOUR


def typed(amount: Decimal | None, unit: str) -> str:
    """A stored amount as the field shows it under that unit, in a form that reads back exactly."""
    if amount is None:
        return ""
    if unit == HOUR:
        whole = int(amount)
        return plain(Fraction(whole, 60)) if whole % 15 == 0 else f"{whole // 60}:{whole % 60:02d}"
    return plain(amount)


def show(measure: Measure, vocabulary: Vocabulary | None = None) -> str:
    """A measure in words for a line: "1.5 h", "3 semester credits"."""
    if measure.is_time:
        return hours(measure.amount)
    title = vocabulary.title("unit", measure.unit) if vocabulary else measure.unit.replace("_", " ")
    return wording.amount(Fraction(measure.amount), title)


def show_hours(minutes: int) -> str:
    """A sum of minutes with thousands parted, to a tenth of an hour: "1,204.5 h"."""
    tenths = (minutes * 10 + 30) // 60
    text = f"{tenths // 10:,}"
    return f"{text}.{tenths % 10} h" if tenths % 10 else f"{text} h"
