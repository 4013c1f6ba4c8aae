"""An activity: anything done that may earn credit or show growth. Plain data and what must hold of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from stemtracker.domain.hours import MINUTE, Measure
from stemtracker.errors import Problem

MAX_TITLE = 300
MAX_TEXT = 20_000


class Status(StrEnum):
    """How far an activity has come, in order; `refused` stands outside the order."""

    PLANNED = "planned"
    ATTENDED = "attended"
    CLAIMED = "claimed"
    POSTED = "posted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way to the official record: when it was done, by when it is due, the amount it names.

    The amount is in the activity's own unit (minutes for time); claimed and posted amounts may differ.
    """

    status: Status
    on: date | None = None
    due: date | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TopicShare:
    """A topic of an activity: a tag (the whole activity) or, with an amount, a split (that part of it).

    The amount is in the activity's own unit (minutes for time).
    """

    topic: str
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One activity as the educator keeps it. Text fields are "" where nothing is known."""

    id: str
    title: str
    start: date
    end: date
    kind: str
    role: str = "participant"
    format: str = ""
    start_time: time | None = None
    end_time: time | None = None
    break_minutes: int = 0
    #: Minutes not attended though the activity went on (came late, left early).
    missed_minutes: int = 0
    zone: str = ""
    measure: Measure = field(default_factory=lambda: Measure(MINUTE, Decimal(0)))
    provider: str = ""
    provider_number: str = ""
    place: str = ""
    topics: tuple[TopicShare, ...] = ()
    status: Status = Status.ATTENDED
    steps: tuple[Step, ...] = ()
    level: str = ""
    grade: str = ""
    course: str = ""
    #: Whether a person or office approved it; None where nothing is recorded.
    approved: bool | None = None
    approved_by: str = ""
    approved_on: date | None = None
    #: Whether it relates to the license or the job; None is taken as yes, and said so.
    relevant: bool | None = None
    series_id: str | None = None
    network: str = ""
    #: The membership whose meeting it was, and the mentoring pair that met.
    membership_id: str | None = None
    pairing_id: str | None = None
    cost: Decimal | None = None
    #: Answers to what a rule pack asks about a line ("final_product" -> "yes"), by the pack's names.
    answers: tuple[tuple[str, str], ...] = ()
    description: str = ""
    #: Never leaves the record but in the archive.
    private_notes: str = ""

    def step(self, status: Status) -> Step:
        """The step of that status, empty where none is kept."""
        return next((s for s in self.steps if s.status == status), Step(status))


def worked_minutes(start: time, end: time, break_minutes: int = 0, missed_minutes: int = 0, days: int = 1) -> int:
    """Net minutes of a meeting; one that ends at or before its start ran past midnight.

    Held on several days, it had its break on each of them; what was missed is missed once.
    """
    day = date(2000, 1, 1)
    span = int((datetime.combine(day, end) - datetime.combine(day, start)).total_seconds()) // 60
    if span <= 0:
        span += 24 * 60
    return (span - break_minutes) * days - missed_minutes


def problems(activity: Activity) -> tuple[Problem, ...]:
    """Everything that keeps this activity from being saved, each with its field and the remedy."""
    return tuple(_problems(activity))


def _problems(a: Activity) -> Iterator[Problem]:
    if not a.title.strip():
        yield Problem("title", "Give the activity a title.")
    elif len(a.title) > MAX_TITLE:
        yield Problem(
            "title",
            f"The title has {len(a.title)} characters; keep it to {MAX_TITLE} and put the rest under Description.",
        )
    for name in ("description", "private_notes"):
        if len(getattr(a, name)) > MAX_TEXT:
            yield Problem(name, f"This text is longer than {MAX_TEXT:,} characters; attach it as evidence instead.")
    if not a.kind:
        yield Problem("kind", "Choose what kind of activity it was.")
    if a.end < a.start:
        yield Problem("end", f"It ends ({a.end}) before it starts ({a.start}); change one of the dates.")
    if a.start.year < 1950:
        yield Problem("start", f"The year {a.start.year} can't be right; type the year with four digits.")
    if a.break_minutes < 0 or a.missed_minutes < 0:
        yield Problem("break_minutes", "Minutes of break or absence can't be negative.")
    times = (a.start_time, a.end_time) if a.start_time and a.end_time else None
    if times and worked_minutes(*times, a.break_minutes, a.missed_minutes, max((a.end - a.start).days, 0) + 1) < 0:
        yield Problem("break_minutes", "Break and absence together are longer than the meeting.")
    yield from _amount_problems(a)


def _amount_problems(a: Activity) -> Iterator[Problem]:
    amount = a.measure.amount
    if not amount.is_finite() or amount < 0:
        yield Problem("amount", "The amount must be zero or more.")
        return
    if amount >= 1_000_000:
        yield Problem("amount", "The amount is larger than anyone could attend; check it and its unit.")
    if a.measure.is_time and amount != int(amount):
        yield Problem("amount", "Time is kept in whole minutes; round it to the nearest minute.")
    seen: set[str] = set()
    for share in a.topics:
        if share.topic in seen:
            yield Problem("topics", f"The topic “{share.topic}” is listed twice; keep one of them.")
        seen.add(share.topic)
        if share.amount is not None and not 0 < share.amount <= amount:
            yield Problem("topics", f"The part for “{share.topic}” must be more than zero and not more than the whole.")
    for step in a.steps:
        if step.amount is not None and (not step.amount.is_finite() or step.amount < 0):
            yield Problem(f"{step.status}_amount", f"The {step.status} amount must be zero or more.")
