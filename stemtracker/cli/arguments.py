"""Arguments as values: days, spans of days, files. A wrong one is wrong usage, said by argparse."""

from __future__ import annotations

import argparse
import re
from datetime import date

from stemtracker.domain.periods import Period

#: No license period is longer, or ends later: such days are slips of the key.
LONGEST, LAST = 50, 2200

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day(text: str) -> date:
    """A day as 2026-03-31."""
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"“{text}” is no day; write it as 2026-03-31")


def period(text: str) -> Period:
    """A span as 2025-09-01..2030-08-31."""
    start, dots, end = text.partition("..")
    if not dots:
        raise argparse.ArgumentTypeError(f"“{text}” is no span; write it as 2025-09-01..2030-08-31")
    span = Period(day(start), day(end))
    if span.end < span.start:
        raise argparse.ArgumentTypeError(f"“{text}” ends before it starts")
    if span.end.year - span.start.year > LONGEST or span.end.year > LAST:
        raise argparse.ArgumentTypeError(f"“{text}” is no license period: more than {LONGEST} years, or after {LAST}")
    return span


def cycle(text: str) -> tuple[str, Period]:
    """A span for all packs, or for one as US-TX.teacher=2025-09-01..2030-08-31."""
    pack, equals, span = text.rpartition("=")
    if equals and not pack:
        raise argparse.ArgumentTypeError(f"“{text}” names no pack before the equals sign")
    return pack, period(span)


def pair(text: str) -> tuple[str, str]:
    """Two words as COLUMN=FIELD."""
    left, equals, right = text.rpartition("=")
    if not equals or not left:
        raise argparse.ArgumentTypeError(f"“{text}” is not of the form COLUMN=FIELD")
    return left.strip(), right.strip()
