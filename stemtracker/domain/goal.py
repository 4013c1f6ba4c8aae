"""Goals: what the educator works toward, in steps, now, next or later. Neighbors: `activity`, `leadership`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stemtracker.domain import checks
from stemtracker.errors import Problem


class Stage(StrEnum):
    """Where on the pathway a goal stands."""

    NOW = "now"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class GoalStep:
    """One step toward a goal."""

    text: str
    due: date | None = None
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What is to be reached, why, and how far it is."""

    id: str
    title: str
    why: str = ""
    stage: Stage = Stage.NOW
    #: The standard or strand it serves, as the holder calls it.
    standard: str = ""
    start: date | None = None
    due: date | None = None
    reached_on: date | None = None
    #: When to look at it again.
    review_on: date | None = None
    steps: tuple[GoalStep, ...] = ()
    #: Activities that serve it, by their ids.
    activity_ids: tuple[str, ...] = ()
    #: Never leaves the record but in the archive.
    private_notes: str = ""


def problems(one: Goal) -> tuple[Problem, ...]:
    """Everything that keeps it from being saved, each with its field and the remedy."""
    return tuple(_problems(one))


def _problems(one: Goal) -> Iterator[Problem]:
    yield from checks.title("title", one.title, "what the goal is")
    yield from checks.lines(one, "standard")
    yield from checks.texts(one, "why", "private_notes")
    yield from checks.days(one, "start", "due")
    for field in ("reached_on", "review_on"):
        yield from checks.day_is_sane(field, getattr(one, field))
    for step in one.steps:
        yield from (Problem("steps", p.message) for p in checks.title("text", step.text, "what the step is"))
