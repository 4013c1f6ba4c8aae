"""Days by which something has to be done, each with the credit that is at risk: of licenses and of activities.

Home shows those that are near, the calendar file has them all. A deadline keeps its `uid` when its day moves, so that
a calendar changes the entry that it has. Neighbors: `outlook` draws the next things to do from these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, uuid5

from stemtracker import clock
from stemtracker.domain import hours, wording
from stemtracker.domain.activity import Activity, Status
from stemtracker.domain.assessment import Assessment, Deadline, Verdict
from stemtracker.services import activities, renewal

if TYPE_CHECKING:
    from stemtracker.services.renewal import CredentialStanding
    from stemtracker.services.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One day with what is to be done by then. `at_risk` is what may be lost, in words, "" where nothing is."""

    uid: str
    on: date
    title: str
    detail: str
    at_risk: str
    page: str
    target: str


#: What the step of an activity asks for.
_STEPS = {
    Status.PLANNED: "Sign up",
    Status.ATTENDED: "Complete",
    Status.CLAIMED: "Claim credit",
    Status.POSTED: "Check that it was posted",
    Status.REFUSED: "Answer the refusal",
}


def deadlines(ws: Workspace) -> tuple[Due, ...]:
    """Every deadline of the open cycles and of activities that wait for something, the first one first."""
    found = [
        *(due for one in renewal.standings(ws) for due in _of_license(one)),
        *(due for activity in activities.with_deadlines(ws) for due in _of_activity(ws, activity)),
    ]
    return tuple(sorted(found, key=lambda due: (due.on, due.title, due.detail)))


def calendar(ws: Workspace, path: Path) -> int:
    """Save the deadlines that lie ahead as a calendar file (.ics); how many there are."""
    from stemtracker.exchange import calendar as files

    ahead = [due for due in deadlines(ws) if due.on >= clock.today()]
    entries = [files.Entry(due.uid, due.on, due.title, _described(due)) for due in ahead]
    files.write(path, entries, clock.now())
    return len(entries)


def _described(due: Due) -> str:
    risk = f"At risk: {due.at_risk}." if due.at_risk else ""
    return "\n".join(text for text in (due.detail, risk) if text)


def _of_license(one: CredentialStanding) -> Iterator[Due]:
    """The expiry, also one that has passed, and what the rules say is due before it."""
    answer, title, id_ = one.assessment, one.credential.title, one.credential.id
    node = answer.headline
    counted = wording.amount(node.counted, node.unit) if node.counted else ""
    yield Due(
        uid=_uid(one.cycle.id, "expiry"),
        on=one.cycle.expiry,
        title="File the renewal" if answer.verdict == Verdict.MET else "Renewal due",
        detail=f"{title}: {wording.headline(answer)}",
        at_risk=counted,
        page="renewal",
        target=id_,
    )
    for deadline in answer.deadlines:
        last_to_file = deadline.key == "filing ends"
        if deadline.kind == "expiry" or (last_to_file and deadline.on == one.cycle.expiry):
            continue
        yield Due(
            uid=_uid(one.cycle.id, deadline.key),
            on=deadline.on,
            title=deadline.title,
            detail=title,
            at_risk=counted if last_to_file else _at_risk(deadline, answer),
            page="renewal",
            target=id_,
        )


def _at_risk(deadline: Deadline, answer: Assessment) -> str:
    """What the activity of a deadline counts, or would."""
    line = next((one for one in answer.lines if deadline.line and one.id == deadline.line), None)
    if line is None:
        return ""
    worth = line.counted_at(answer.headline.id) or line.offered
    return wording.amount(worth, line.unit) if worth else ""


def _of_activity(ws: Workspace, activity: Activity) -> Iterator[Due]:
    """The steps that wait: evaluate, pay, claim."""
    measure = activity.measure
    worth = hours.hours(measure.amount) if measure.is_time else f"{measure.amount} {_unit(ws, measure.unit)}"
    for step in activity.steps:
        if step.due and not step.on:
            yield Due(
                uid=_uid(activity.id, step.status.value),
                on=step.due,
                title=_STEPS[step.status],
                detail=activity.title,
                at_risk=worth if step.status in {Status.ATTENDED, Status.CLAIMED} and measure.amount else "",
                page="log",
                target=activity.id,
            )


def _unit(ws: Workspace, unit: str) -> str:
    return ws.vocabulary.title("unit", unit).lower()


def _uid(of: str, key: str) -> str:
    """The same for the same deadline, whenever and wherever the calendar is made."""
    return f"{uuid5(NAMESPACE_OID, f'{of} {key}').hex}@stemtracker"
