"""Mentoring pairs with their meetings: the activities that name the pair. Neighbors: `keeping` saves the pairs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from stemtracker import clock
from stemtracker.domain import growth
from stemtracker.domain.activity import Activity
from stemtracker.domain.mentoring import Pairing, Side
from stemtracker.services import activities, keeping
from stemtracker.services.memory import remembered

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

#: The role of the educator in a meeting, by the side of the pair.
ROLES = {Side.MENTOR: "mentor", Side.MENTEE: "recipient"}


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair and its meetings, the newest first."""

    pairing: Pairing
    meetings: tuple[Activity, ...]
    minutes: int

    @property
    def reached(self) -> int:
        """How many of its goals are reached."""
        return sum(goal.reached_on is not None for goal in self.pairing.goals)

    @property
    def last(self) -> date | None:
        """The day of the last meeting that took place."""
        return next((a.end for a in growth.attended(self.meetings)), None)

    @property
    def current(self) -> bool:
        """Whether it goes on today."""
        end = self.pairing.end
        return end is None or end >= clock.today()


def pairs(ws: Workspace) -> tuple[Pair, ...]:
    """All pairs, those that go on first, then by their last meeting."""
    return remembered(ws, ("pairs", clock.today()), lambda: _pairs(ws))


def meeting(ws: Workspace, pairing_id: str) -> Activity:
    """A new meeting of that pair, today, not kept yet."""
    one = keeping.get(ws, Pairing, pairing_id)
    return replace(activities.meeting("mentoring", ROLES[one.side]), pairing_id=one.id)


def _pairs(ws: Workspace) -> tuple[Pair, ...]:
    of: dict[str, list[Activity]] = defaultdict(list)
    for activity in activities.all_activities(ws):
        if activity.pairing_id is not None:
            of[activity.pairing_id].append(activity)
    found = []
    for one in keeping.everything(ws, Pairing):
        meetings = sorted(of[one.id], key=lambda a: (a.start, a.id), reverse=True)
        found.append(Pair(one, tuple(meetings), growth.minutes_of(growth.attended(meetings))))
    return tuple(sorted(found, key=_order))


def _order(pair: Pair) -> tuple[bool, int, str, str]:
    last = pair.last or pair.pairing.start or date.min
    return not pair.current, -last.toordinal(), pair.pairing.title.casefold(), pair.pairing.id
