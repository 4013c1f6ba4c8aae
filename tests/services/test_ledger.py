"""The lines that the rules read say what the activities themselves say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from fractions import Fraction

from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.domain.ledger import line_of
from stemtracker.services import activities, cases, credentials, evidence
from stemtracker.services.workspace import Workspace

Make = Callable[..., Activity]

FULL = {
    "end": date(2026, 3, 4),
    "role": "presenter",
    "format": "hybrid",
    "measure": Measure("ceu", Decimal("1.250")),
    "provider": "Region 4",
    "provider_number": "123456",
    "topics": (TopicShare("physics"), TopicShare("science", Decimal("0.5"))),
    "status": Status.POSTED,
    "steps": (
        Step(Status.CLAIMED, on=date(2026, 4, 1), amount=Decimal("1.2")),
        Step(Status.POSTED, due=date(2026, 5, 1), amount=Decimal(1)),
    ),
    "level": "graduate",
    "grade": "A",
    "course": "SCI 501",
    "approved": False,
    "approved_by": "The district",
    "approved_on": date(2026, 2, 1),
    "relevant": True,
    "network": "North",
    "answers": (("final_product", "yes"), ("hours_of_reading", "3")),
}


def test_a_line_is_what_its_activity_says(ws: Workspace, an_activity: Make) -> None:
    series, _ = activities.save_series(ws, "Cohort")
    kept = [
        an_activity("full", **FULL, series_id=series),
        an_activity("plain"),
        an_activity("number", provider_number="77"),
        an_activity("said", relevant=False, approved=True),
        an_activity("by", approved_by="The principal"),
    ]
    activities.save_many(ws, kept, "Five")
    assert cases.ledger(ws) == tuple(line_of(one) for one in activities.all_activities(ws))
    assert {line.id: line.splits for line in cases.ledger(ws)}["full"] == {"science": Fraction(1, 2)}


def test_lines_come_in_the_order_of_the_log_without_the_bin(ws: Workspace, an_activity: Make) -> None:
    day = date(2026, 3, 2)
    kept = [
        an_activity("late", start=day, start_time=time(15)),
        an_activity("early", start=day, start_time=time(8, 30)),
        an_activity("gone", start=day),
        an_activity("first"),
        an_activity("whole day", start=day),
    ]
    activities.save_many(ws, kept, "Five")
    activities.delete(ws, ["gone"])
    assert [line.id for line in cases.ledger(ws)] == ["first", "whole day", "early", "late"]
    assert cases.ledger(ws) == tuple(line_of(one) for one in activities.all_activities(ws))


def test_an_empty_log_has_no_lines(ws: Workspace) -> None:
    assert cases.ledger(ws) == ()


def test_evidence_and_pins_stand_in_their_lines(ws: Workspace, an_activity: Make) -> None:
    activities.save_many(ws, [an_activity("a"), an_activity("b")], "Two")
    license_ = Credential(id="tx", title="Certificate", pack_id="US-TX.teacher", authority="TEA")
    credentials.add(ws, license_, date(2027, 6, 30), {})
    evidence.attach_bytes(ws, "a", "proof.txt", b"I was there.", "certificate")
    evidence.attach_bytes(ws, "a", "letter.txt", b"A letter.", "letter")
    credentials.pin(ws, "b", "tx", "")
    lines = {line.id: line for line in cases.ledger(ws)}
    assert (lines["a"].evidence, lines["a"].pins) == ({"certificate", "letter"}, {})
    assert (lines["b"].evidence, lines["b"].pins) == (frozenset(), {"tx": "none"})
    assert [type(line.evidence) for line in lines.values()] == [frozenset, frozenset]


def test_only_what_is_due_some_day_has_deadlines(ws: Workspace, an_activity: Make) -> None:
    due = an_activity(
        "due", steps=(Step(Status.ATTENDED, on=date(2026, 3, 1)), Step(Status.CLAIMED, due=date(2026, 9, 1)))
    )
    tricky = an_activity("text", title='"due":"2026-01-01"', steps=(Step(Status.ATTENDED, on=date(2026, 3, 1)),))
    activities.save_many(ws, [due, tricky, an_activity("plain")], "Three")
    assert activities.with_deadlines(ws) == (due,)
