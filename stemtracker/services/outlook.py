"""What lies ahead: the next things to do by deadline, and hours over time against an even pace.

Everything here is read from assessments and activities; nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from stemtracker import clock
from stemtracker.domain import wording
from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.services import cases, deadlines, renewal

if TYPE_CHECKING:
    from stemtracker.services.deadlines import Due
    from stemtracker.services.renewal import CredentialStanding
    from stemtracker.services.workspace import Workspace

#: Deadlines further off than this are not shown as next things to do.
HORIZON_DAYS = 400
SOON_DAYS = 30


class Severity(StrEnum):
    """How pressing a step is."""

    LATE = "late"
    SOON = "soon"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class NextStep:
    """One thing to do: by when, what, the page and id that lead there, and the credit that is lost otherwise."""

    on: date | None
    title: str
    detail: str
    page: str
    target: str
    severity: Severity
    at_risk: str = ""


@dataclass(frozen=True, slots=True)
class Pace:
    """Counted units over the cycle, beside the line of an even pace. Amounts in `unit`."""

    title: str
    unit: str
    cycle: Period
    required: Fraction
    #: (day, counted up to and with that day), ascending; starts at the cycle's first day with 0.
    points: tuple[tuple[date, Fraction], ...]
    today: date

    @property
    def counted(self) -> Fraction:
        """What counts by now."""
        return self.points[-1][1] if self.points else Fraction(0)


def pace(ws: Workspace, credential_id: str) -> Pace:
    """How the counted units of the open cycle came together."""
    answer = renewal.assess(ws, credential_id)
    ends = {line.id: line.end for line in cases.ledger(ws)}
    node = answer.headline
    by_day: dict[date, Fraction] = {}
    for line in answer.lines:
        counted = line.counted_at(node.id)
        if counted:
            # What is no activity (a carry-in) or lies before the cycle was there on its first day.
            on = min(max(ends.get(line.id, answer.cycle.start), answer.cycle.start), answer.cycle.end)
            by_day[on] = by_day.get(on, Fraction(0)) + counted
    points, total = [(answer.cycle.start, by_day.pop(answer.cycle.start, Fraction(0)))], Fraction(0)
    total = points[0][1]
    for on in sorted(by_day):
        total += by_day[on]
        points.append((on, total))
    required = node.required or Fraction(0)
    return Pace(_finding(answer), node.unit, answer.cycle, required, tuple(points), answer.as_of)


def _finding(answer: Assessment) -> str:
    node = answer.headline
    if node.required is None:
        # An open figure is not "none": only a rule without any amount asks for no hours.
        return wording.headline(answer) if node.unit else "This renewal asks for no number of hours"
    if not node.unit:
        return f"{wording.headline(answer)}: {node.title}"
    behind = wording.days_behind(node, answer.cycle, answer.as_of)
    if not node.missing:
        return f"All {wording.amount(node.required, node.unit)} are in"
    pace_words = f"an even pace is {wording.span(behind)} ahead" if behind >= 7 else "on pace"
    return f"{wording.headline(answer)}: {pace_words}"


def next_steps(ws: Workspace, limit: int = 12) -> tuple[NextStep, ...]:
    """What to do next, sorted by deadline; what has none comes last."""
    today = clock.today()
    standings = renewal.standings(ws)
    lines = cases.ledger(ws)
    steps = [
        *_dues(deadlines.deadlines(ws), today),
        *_to_answer(standings),
        *_days_passed(lines, today),
        *_gaps_in_the_record(standings, lines),
    ]
    steps.sort(key=lambda s: (s.on is None, s.on or today, s.title))
    return tuple(steps[:limit])


def _severity(on: date, today: date) -> Severity:
    left = (on - today).days
    return Severity.LATE if left < 0 else Severity.SOON if left <= SOON_DAYS else Severity.CALM


def _dues(found: tuple[Due, ...], today: date) -> Iterator[NextStep]:
    """What is due before long, and of activities what is late already."""
    for due in found:
        if (due.on - today).days <= HORIZON_DAYS:
            severity = _severity(due.on, today)
            yield NextStep(due.on, due.title, due.detail, due.page, due.target, severity, due.at_risk)


def _to_answer(standings: tuple[CredentialStanding, ...]) -> Iterator[NextStep]:
    for one in standings:
        for question in one.assessment.decides:
            if question.kind == "fact":
                detail = f"May decide {one.credential.title}"
                yield NextStep(None, question.text, detail, "renewal", one.credential.id, Severity.CALM)


def _days_passed(lines: tuple[Line, ...], today: date) -> Iterator[NextStep]:
    for line in lines:
        if line.status == Status.PLANNED and line.end < today:
            title = "Planned, and the day has passed: did you attend?"
            yield NextStep(line.end, title, line.title, "log", line.id, Severity.LATE)


def _gaps_in_the_record(standings: tuple[CredentialStanding, ...], lines: tuple[Line, ...]) -> Iterator[NextStep]:
    settled = (Status.PLANNED, Status.REFUSED, Status.POSTED)
    unproven = {line.id for line in lines if not line.evidence and line.status not in settled}
    for one in standings:
        node = one.assessment.headline.id
        bare = [line.id for line in one.assessment.lines if line.id in unproven and line.counted_at(node) > 0]
        if bare:
            count = len(bare)
            title = f"Add evidence to {count} {'activity' if count == 1 else 'activities'}"
            detail = f"They count toward {one.credential.title} on your word alone"
            yield NextStep(None, title, detail, "log", f"no-evidence:{one.cycle.id}", Severity.CALM)
