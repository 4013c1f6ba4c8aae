"""Backups as rows of a table: when, why, where, how large. For the Record page and the first start."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from stemtracker.domain import wording
from stemtracker.ui.models.plain_table import Row
from stemtracker.ui.widgets.sizes import size

if TYPE_CHECKING:
    from stemtracker.services.backups import Backup

HEADERS = ("Made", "Why", "Where", "Size")
#: Widths as `tables.set_up` takes them.
SHARES = (170, 0.4, 0.6, 90)
RIGHT = (3,)


def moment(at: datetime) -> str:
    """In this computer's time: "Nov 22, 2026, 14:05"."""
    here = at.astimezone()
    return f"{wording.day(here.date())}, {here:%H:%M}"


def day(on: date | None) -> str:
    """A day, or that there is none."""
    return wording.day(on) if on else "nothing logged"


def rows(backups: Sequence[Backup]) -> list[Row]:
    """A row per backup, its path as the id."""
    return [
        Row(
            str(one.path),
            (
                moment(one.made_at),
                one.reason[:1].upper() + one.reason[1:],
                "Second place" if one.outside else "This computer",
                size(one.size),
            ),
        )
        for one in backups
    ]
