"""Mentoring pairs: who mentors whom, with which goals. Their meetings are activities that name the pair.

Two layers: what both know of (person, goals, shared notes; of a meeting its description) may stand on papers, the
private notes never leave the record but in the archive. Neighbors: `activity`, `network`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stemtracker.domain import checks
from stemtracker.errors import Problem


class Side(StrEnum):
    """Which of the two the educator is."""

    MENTOR = "mentor"
    MENTEE = "mentee"


@dataclass(frozen=True, slots=True)
class PairGoal:
    """What both want to reach, and when it was reached."""

    text: str
    due: date | None = None
    reached_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """One mentoring relation; `title` is the other person's name."""

    id: str
    title: str
    side: Side = Side.MENTOR
    program: str = ""
    start: date | None = None
    end: date | None = None
    #: Who confirms the hours: a principal, a program.
    confirmed_by: str = ""
    contact_id: str | None = None
    membership_id: str | None = None
    goals: tuple[PairGoal, ...] = ()
    shared_notes: str = ""
    #: Never leaves the record but in the archive.
    private_notes: str = ""


def problems(one: Pairing) -> tuple[Problem, ...]:
    """Everything that keeps it from being saved, each with its field and the remedy."""
    return tuple(_problems(one))


def _problems(one: Pairing) -> Iterator[Problem]:
    yield from checks.title("title", one.title, "the name of the other person")
    yield from checks.lines(one, "program", "confirmed_by")
    yield from checks.texts(one, "shared_notes", "private_notes")
    yield from checks.days(one, "start", "end")
    for goal in one.goals:
        yield from (Problem("goals", p.message) for p in checks.title("text", goal.text, "what the goal is"))
