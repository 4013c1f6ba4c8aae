"""Networks: what one belongs to, whom one knows there, which advice went back and forth.

A membership is no activity: meetings are, and name the membership they belong to. Contacts and exchanges are private
as a whole; they never leave the record but in the archive. Neighbors: `activity`, `mentoring`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from stemtracker.domain import checks
from stemtracker.errors import Problem


class Level(StrEnum):
    """How far something reaches; the rings of the network figure, the innermost first."""

    UNKNOWN = ""
    SCHOOL = "school"
    DISTRICT = "district"
    STATE = "state"
    NATIONAL = "national"


class DuesPeriod(StrEnum):
    """What dues are paid for."""

    YEAR = "year"
    MONTH = "month"
    ONCE = "once"


class Direction(StrEnum):
    """Which way advice went."""

    ASKED = "asked"
    GAVE = "gave"


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role within a network: member, secretary, fellow …; open days are not known."""

    title: str
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """What was promised to a network, by when, and when it was kept."""

    text: str
    due: date | None = None
    kept_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Belonging to one network. Text fields are "" where nothing is known; `kind` is of the list "network"."""

    id: str
    title: str
    kind: str = ""
    level: Level = Level.UNKNOWN
    discipline: str = ""
    member_number: str = ""
    joined: date | None = None
    left: date | None = None
    roles: tuple[HeldRole, ...] = ()
    duties: tuple[Duty, ...] = ()
    dues: Decimal | None = None
    dues_period: DuesPeriod = DuesPeriod.YEAR
    #: Who pays the dues.
    paid_by: str = ""
    #: What the network asked for, what it gave, what it led to.
    asked: str = ""
    gave: str = ""
    led_to: str = ""
    #: Never leaves the record but in the archive.
    private_notes: str = ""

    def held_on(self, day: date) -> bool:
        """Whether one belonged to it on that day, as far as the days are known."""
        return not (self.joined and day < self.joined) and not (self.left and day > self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody one knows. Private as a whole."""

    id: str
    name: str
    organization: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""
    #: Groups of one's own: alumni, mentors, same course …
    groups: tuple[str, ...] = ()
    #: Courses, grades or setting, to find who teaches the same.
    teaches: str = ""
    how_met: str = ""
    met_on: date | None = None
    membership_id: str | None = None
    next_step: str = ""
    next_on: date | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """Advice asked or given, once. Private as a whole."""

    id: str
    title: str
    on: date
    direction: Direction = Direction.ASKED
    contact_id: str | None = None
    membership_id: str | None = None
    came_of: str = ""


def known_as(text: str, among: Iterable[Membership]) -> Membership | None:
    """The membership of that title; None where none or more than one is called so."""
    words = text.strip().casefold()
    found = [one for one in among if words and one.title.strip().casefold() == words]
    return found[0] if len(found) == 1 else None


def membership_problems(one: Membership) -> tuple[Problem, ...]:
    """Everything that keeps it from being saved, each with its field and the remedy."""
    return tuple(_membership(one))


def _membership(one: Membership) -> Iterator[Problem]:
    yield from checks.title("title", one.title, "the name of the network")
    yield from checks.lines(one, "discipline", "member_number", "paid_by")
    yield from checks.texts(one, "asked", "gave", "led_to", "private_notes")
    yield from checks.days(one, "joined", "left")
    yield from checks.amount("dues", one.dues, "The dues")
    for role in one.roles:
        yield from (Problem("roles", p.message) for p in checks.title("title", role.title, "what the role is called"))
        yield from (Problem("roles", f"“{role.title}”: {p.message}") for p in checks.days(role, "start", "end"))
    for duty in one.duties:
        yield from (Problem("duties", p.message) for p in checks.title("text", duty.text, "what was promised"))


def contact_problems(one: Contact) -> tuple[Problem, ...]:
    """Everything that keeps it from being saved."""
    return (
        *checks.title("name", one.name, "the name"),
        *checks.lines(one, "organization", "position", "email", "phone", "teaches", "how_met", "next_step"),
        *checks.texts(one, "notes"),
        *checks.day_is_sane("met_on", one.met_on),
        *checks.day_is_sane("next_on", one.next_on),
    )


def exchange_problems(one: Exchange) -> tuple[Problem, ...]:
    """Everything that keeps it from being saved."""
    return (
        *checks.title("title", one.title, "what it was about"),
        *checks.texts(one, "came_of"),
        *checks.day_is_sane("on", one.on),
    )
