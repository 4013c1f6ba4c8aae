"""What the rules see of the record: activities as lines in exact fractions. Built here, read by `rules`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Protocol

from stemtracker.domain.activity import Activity, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One activity as the engine reads it. Amounts are exact, time in minutes; None is "not recorded"."""

    id: str
    title: str
    start: date
    end: date
    kind: str
    role: str = ""
    format: str = ""
    provider: str = ""
    provider_number: str = ""
    unit: str = "minute"
    amount: Fraction = Fraction(0)
    #: Topics of the whole line.
    tags: frozenset[str] = frozenset()
    #: Topics of a part of the line, in its unit.
    splits: Mapping[str, Fraction] = field(default_factory=dict)
    status: Status = Status.ATTENDED
    claimed_on: date | None = None
    claimed_amount: Fraction | None = None
    posted_on: date | None = None
    posted_amount: Fraction | None = None
    level: str = ""
    grade: str = ""
    course: str = ""
    approved: bool | None = None
    approved_by: str = ""
    approved_on: date | None = None
    relevant: bool | None = None
    evidence: frozenset[str] = frozenset()
    series: str = ""
    network: str = ""
    #: Answers to what packs ask about a line, by the packs' names.
    answers: Mapping[str, str] = field(default_factory=dict)
    #: The holder's decisions: credential or pack id, "" for any -> need it counts under, "none" for not at all.
    pins: Mapping[str, str] = field(default_factory=dict)


class Approvable(Protocol):
    """What an activity or a line says of its approval."""

    @property
    def approved(self) -> bool | None:
        """The plain answer."""

    @property
    def approved_by(self) -> str:
        """Who approved it."""

    @property
    def approved_on(self) -> date | None:
        """When it was approved."""

    @property
    def provider_number(self) -> str:
        """The number under which the provider is registered."""


def approval(of: Approvable) -> bool | None:
    """Whether it was approved: the plain answer if there is one, else what an approver, a day or a number says.

    Decided here once, so that every pack reads the same; authorities give numbers to providers they approved.
    """
    if of.approved is not None:
        return of.approved
    return bool(of.approved_by.strip() or of.approved_on or of.provider_number.strip()) or None


def line_of(activity: Activity, evidence_kinds: Iterable[str] = (), pins: Mapping[str, str] | None = None) -> Line:
    """The activity as a line; `pins` as in `Line.pins`."""
    claimed, posted = activity.step(Status.CLAIMED), activity.step(Status.POSTED)
    return Line(
        id=activity.id,
        title=activity.title,
        start=activity.start,
        end=activity.end,
        kind=activity.kind,
        role=activity.role,
        format=activity.format,
        provider=activity.provider,
        provider_number=activity.provider_number,
        unit=activity.measure.unit,
        amount=Fraction(activity.measure.amount),
        tags=frozenset(t.topic for t in activity.topics if t.amount is None),
        splits={t.topic: Fraction(t.amount) for t in activity.topics if t.amount is not None},
        status=activity.status,
        claimed_on=claimed.on,
        claimed_amount=None if claimed.amount is None else Fraction(claimed.amount),
        posted_on=posted.on,
        posted_amount=None if posted.amount is None else Fraction(posted.amount),
        level=activity.level,
        grade=activity.grade,
        course=activity.course,
        approved=approval(activity),
        approved_by=activity.approved_by,
        approved_on=activity.approved_on,
        relevant=activity.relevant,
        evidence=frozenset(evidence_kinds),
        series=activity.series_id or "",
        network=activity.network,
        answers=dict(activity.answers),
        pins=dict(pins or {}),
    )
