"""Leadership: roles held, things contributed, and what came of either.

An effect belongs to one activity, contribution or role. Those of an activity that are `tried`, `shared` or `used` are
its ripple: learnt here, tried in class, shared with others, used by them. Its level is one of Guskey's five (1
reaction, 2 learning, 3 organization, 4 use of what was learnt, 5 students). Neighbors: `activity`, `network`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from stemtracker.domain import checks
from stemtracker.domain.network import Level
from stemtracker.errors import Problem

#: Guskey's levels of evaluation, in our words.
LEVELS = {
    1: "They found it worthwhile",
    2: "They learned from it",
    3: "The organization supported it",
    4: "They used it",
    5: "Students gained from it",
}


class PayPeriod(StrEnum):
    """What pay is given for."""

    YEAR = "year"
    MONTH = "month"
    ONCE = "once"


class EffectStep(StrEnum):
    """The way of what was learnt; the empty word is an effect outside of it."""

    OTHER = ""
    TRIED = "tried"
    SHARED = "shared"
    USED = "used"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadershipRole:
    """A role with responsibility for others' work; `kind` is of the list "leadership"."""

    id: str
    title: str
    kind: str = ""
    level: Level = Level.UNKNOWN
    organization: str = ""
    start: date | None = None
    end: date | None = None
    #: Whether it was given by somebody in authority; None where nothing is recorded.
    formal: bool | None = None
    #: Percent of the working time that is released for it.
    release_percent: Decimal | None = None
    pay: Decimal | None = None
    pay_period: PayPeriod = PayPeriod.YEAR
    paid_by: str = ""
    selected_by: str = ""
    teachers_supported: int | None = None
    students_reached: int | None = None
    duties: str = ""
    #: What led to it, in words, and the network that did.
    led_by: str = ""
    membership_id: str | None = None
    #: Never leaves the record but in the archive.
    private_notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """A thing given: a talk, a lesson, a publication …; `kind` is of the list "contribution"."""

    id: str
    title: str
    kind: str
    on: date
    level: Level = Level.UNKNOWN
    #: The event, journal or place it was given at.
    place: str = ""
    teachers_reached: int | None = None
    students_reached: int | None = None
    description: str = ""
    #: Where it can be found.
    link: str = ""
    activity_id: str | None = None
    role_id: str | None = None
    membership_id: str | None = None
    #: Pieces of evidence, by their ids.
    evidence_ids: tuple[str, ...] = ()
    #: Never leaves the record but in the archive.
    private_notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What came of one activity, contribution or role: one of the three ids is given."""

    id: str
    title: str
    on: date
    step: EffectStep = EffectStep.OTHER
    level: int | None = None
    people: int | None = None
    description: str = ""
    activity_id: str | None = None
    contribution_id: str | None = None
    role_id: str | None = None
    #: Pieces of evidence, by their ids.
    evidence_ids: tuple[str, ...] = ()
    #: Never leaves the record but in the archive.
    private_notes: str = ""


def role_problems(one: LeadershipRole) -> tuple[Problem, ...]:
    """Everything that keeps it from being saved, each with its field and the remedy."""
    return tuple(_role(one))


def _role(one: LeadershipRole) -> Iterator[Problem]:
    yield from checks.title("title", one.title, "what the role is called")
    yield from checks.lines(one, "organization", "paid_by", "selected_by")
    yield from checks.texts(one, "duties", "led_by", "private_notes")
    yield from checks.days(one, "start", "end")
    yield from checks.amount("pay", one.pay, "The pay")
    yield from checks.amount("release_percent", one.release_percent, "The released time")
    if one.release_percent is not None and one.release_percent > 100:
        yield Problem("release_percent", "No more than 100 % of the working time can be released.")
    yield from checks.amount("teachers_supported", one.teachers_supported, "The number of teachers")
    yield from checks.amount("students_reached", one.students_reached, "The number of students")


def contribution_problems(one: Contribution) -> tuple[Problem, ...]:
    """Everything that keeps it from being saved."""
    return tuple(_contribution(one))


def _contribution(one: Contribution) -> Iterator[Problem]:
    yield from checks.title("title", one.title, "what it is called")
    if not one.kind:
        yield Problem("kind", "Choose what kind of contribution it was.")
    yield from checks.lines(one, "place", "link")
    yield from checks.texts(one, "description", "private_notes")
    yield from checks.day_is_sane("on", one.on)
    yield from checks.amount("teachers_reached", one.teachers_reached, "The number of teachers")
    yield from checks.amount("students_reached", one.students_reached, "The number of students")


def effect_problems(one: Effect) -> tuple[Problem, ...]:
    """Everything that keeps it from being saved."""
    return tuple(_effect(one))


def _effect(one: Effect) -> Iterator[Problem]:
    yield from checks.title("title", one.title, "what came of it")
    yield from checks.texts(one, "description", "private_notes")
    yield from checks.day_is_sane("on", one.on)
    yield from checks.amount("people", one.people, "The number of people")
    if one.level is not None and one.level not in LEVELS:
        yield Problem("level", "The level is one of 1 to 5.")
    if sum(id_ is not None for id_ in (one.activity_id, one.contribution_id, one.role_id)) != 1:
        yield Problem("activity_id", "Say of which activity, contribution or role this is the effect.")
