"""When a backup is due, what it is called, and which older ones may go. Pure: no disk, no clock of its own.

Neighbor: `backups` makes, reads and removes the files.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

#: Never thinned, however large.
ALWAYS_KEPT = 3
#: How much the backups of one record may take in each place.
BUDGET = 2 * 1024**3
_DAY = timedelta(days=1)
_DAILY, _WEEKLY = timedelta(days=14), timedelta(weeks=8)
_MOMENT = "%Y-%m-%d %H%M%S"
_SUFFIX = ".stemtracker"


class Reason(StrEnum):
    """Why a backup was made, as its name says it. Files that say anything else are not ours to remove."""

    OPENING = "on opening"
    CHANGES = "after changes"
    CLOSING = "on closing"
    ASKED = "asked for"
    UPGRADE = "before upgrade"
    RESTORE = "before restore"
    MERGE = "before merge"
    REPAIR = "before repair"


_NAME = re.compile(rf"(\d{{4}}-\d\d-\d\d \d{{6}}) ({'|'.join(Reason)}){re.escape(_SUFFIX)}", re.ASCII)


def name(made_at: datetime, reason: Reason) -> str:
    """The name of a backup's file, which every system takes; its moment is in UTC."""
    return f"{made_at.astimezone(UTC).strftime(_MOMENT)} {reason}{_SUFFIX}"


def parse(file_name: str) -> tuple[datetime, Reason] | None:
    """Moment and reason of a backup's file; None for any other file."""
    found = _NAME.fullmatch(file_name)
    if not found:
        return None
    try:
        return datetime.strptime(found[1], _MOMENT).replace(tzinfo=UTC), Reason(found[2])
    except ValueError:  # a thirtieth of February
        return None


class Dated(Protocol):
    """What the plan needs to know of a backup."""

    @property
    def made_at(self) -> datetime:
        """When it was made, as the clock said."""

    @property
    def size(self) -> int:
        """Its bytes."""


D = TypeVar("D", bound=Dated)


def newest_first(backups: Iterable[D], now: datetime) -> list[D]:
    """In the order they were made, as far as can be known.

    What claims to be from the future was made under a clock that was wrong, then or now: it counts as older than
    all that does not, so that the backups made from here on are the newest.
    """
    return sorted(backups, key=lambda one: (not _is_future(one, now), one.made_at), reverse=True)


def is_due(last: Dated | None, now: datetime, *, changed: bool) -> bool:
    """Whether the record should be backed up without anyone asking. `changed`: since the last one."""
    if last is None:
        return True
    return changed and (now - last.made_at >= _DAY or _is_future(last, now))


def to_remove(backups: Iterable[D], now: datetime, budget: int = BUDGET) -> list[D]:
    """Which may go: all but the newest three and the last of each day, week and month, and what is over the budget."""
    ordered = newest_first(backups, now)
    slots: set[tuple[int, ...]] = set()
    kept: list[D] = []
    for one in ordered:
        slot = _slot(one.made_at, now)
        if len(kept) < ALWAYS_KEPT or slot not in slots:
            kept.append(one)
        slots.add(slot)
    while len(kept) > ALWAYS_KEPT and sum(one.size for one in kept) > budget:
        del kept[min(range(ALWAYS_KEPT, len(kept)), key=lambda index: _loss(kept, index, now))]
    staying = {id(one) for one in kept}
    return [one for one in ordered if id(one) not in staying]


def _is_future(one: Dated, now: datetime) -> bool:
    """Beyond what two computers' clocks differ by in good order."""
    return one.made_at > now + _DAY


def _slot(made_at: datetime, now: datetime) -> tuple[int, ...]:
    """The stretch of time of which one backup stays: a day, then a week, then a month."""
    age = now - made_at
    if age < _DAILY:
        return made_at.year, made_at.month, made_at.day, 0
    if age < _WEEKLY:
        week = made_at.isocalendar()
        return week.year, week.week, 0
    return made_at.year, made_at.month


def _loss(kept: Sequence[Dated], index: int, now: datetime) -> float:
    """How wide the gap would be without it, for its age: so what stays is dense near by and reaches as far as ever."""
    if index + 1 == len(kept):
        return math.inf
    gap = abs(kept[index - 1].made_at - kept[index + 1].made_at)
    return gap / max(now - kept[index].made_at, _DAY)
