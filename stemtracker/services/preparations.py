"""Preparing for a first license: where the hours stand, and what is carried over to the license when it comes.

No rule pack counts these hours by our doing: they are shown with the license, and that is all. Neighbors: `keeping`
saves a preparation, `domain.preparation` says which day lies in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from stemtracker import clock
from stemtracker.domain import wording
from stemtracker.domain.activity import Activity, Status
from stemtracker.domain.changes import Changes
from stemtracker.domain.hours import hours
from stemtracker.domain.preparation import HoursAsked, Preparation
from stemtracker.errors import Refused
from stemtracker.services import activities, credentials, keeping
from stemtracker.services.memory import remembered

if TYPE_CHECKING:
    from stemtracker.domain.vocabulary import Vocabulary
    from stemtracker.services.workspace import Workspace

#: Listed by name, those with most hours; the rest is counted.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class AskedStanding:
    """One of the hours asked for: minutes done and planned. Hours that fit two of them are shown with both."""

    asked: HoursAsked
    done: int
    planned: int

    @property
    def missing(self) -> int:
        """Minutes still to be done or planned."""
        return max(self.asked.minutes - self.done - self.planned, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a preparation stands today."""

    preparation: Preparation
    asked: tuple[AskedStanding, ...]
    #: All minutes done in its days, of whatever kind.
    minutes: int
    #: The kinds of these, the one with most minutes first.
    kinds: tuple[str, ...]
    #: Days from today to its last one, below zero once it is past; None where it has none.
    days_left: int | None
    #: What the license it led to is called; "" as long as there is none.
    license: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it has not led to a license yet."""
        return self.preparation.credential_id is None

    def sentence(self, words: Vocabulary) -> str:
        """What was done before the license: "620 h before the license: practicum, research"."""
        if not self.minutes:
            return f"Before the license: {self.preparation.title}."
        names = [words.title("kind", kind).lower() for kind in self.kinds[:_NAMED]]
        more = len(self.kinds) - _NAMED
        names += [f"{wording.number(more, 'other kind')}"] if more > 0 else []
        told = f": {', '.join(names)}" if names else ""
        return f"{hours(self.minutes)} before the license{told} ({self.preparation.title})."


def view(ws: Workspace) -> tuple[Standing, ...]:
    """Every preparation, those that have not led to a license first."""
    return remembered(ws, ("preparations", clock.today()), lambda: _view(ws))


def open_ones(ws: Workspace) -> tuple[Standing, ...]:
    """Those that have not led to a license yet."""
    return tuple(one for one in view(ws) if one.is_open)


def before(ws: Workspace, credential_id: str) -> tuple[Standing, ...]:
    """What led to that license."""
    return tuple(one for one in view(ws) if one.preparation.credential_id == credential_id)


def carry_over(ws: Workspace, preparation_id: str, credential_id: str) -> Changes:
    """The preparation names the license it led to; its hours stand with it from now on."""
    one = keeping.get(ws, Preparation, preparation_id)
    if one.credential_id not in (None, credential_id):
        title = credentials.get(ws, one.credential_id).title
        raise Refused.at("credential_id", f"“{one.title}” led to “{title}” already; change that in its form.")
    return keeping.save(ws, replace(one, credential_id=credential_id))


def _view(ws: Workspace) -> tuple[Standing, ...]:
    found = keeping.everything(ws, Preparation)
    if not found:
        return ()
    log = activities.all_activities(ws)
    titles = {one.id: one.title for one in credentials.list_credentials(ws)}
    standings = (_standing(one, log, titles.get(one.credential_id or "", "")) for one in found)
    return tuple(sorted(standings, key=lambda one: (not one.is_open, one.preparation.end or date.max)))


def _standing(one: Preparation, log: Iterable[Activity], license_: str) -> Standing:
    inside = [a for a in log if a.measure.is_time and a.status is not Status.REFUSED and one.covers(a.start)]
    done = [a for a in inside if a.status is not Status.PLANNED]
    planned = [a for a in inside if a.status is Status.PLANNED]
    asked = tuple(AskedStanding(each, _of(done, each.kinds), _of(planned, each.kinds)) for each in one.asked)
    by_kind = {kind: _of(done, (kind,)) for kind in dict.fromkeys(a.kind for a in done)}
    return Standing(
        preparation=one,
        asked=asked,
        minutes=_of(done, ()),
        kinds=tuple(sorted(by_kind, key=lambda kind: -by_kind[kind])),
        days_left=(one.end - clock.today()).days if one.end else None,
        license=license_,
    )


def _of(log: Iterable[Activity], kinds: Collection[str]) -> int:
    """Minutes of those kinds; of all where none is named."""
    return sum(int(a.measure.amount) for a in log if not kinds or a.kind in kinds)
