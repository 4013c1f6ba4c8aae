"""What an answer to an open point would bring is tried with the real rules, and nothing is written for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from stemtracker.domain.activity import Activity, TopicShare
from stemtracker.domain.assessment import Verdict
from stemtracker.domain.credential import Credential, FactValue
from stemtracker.domain.hours import Measure
from stemtracker.domain.in_question import outcome
from stemtracker.services import activities, credentials, renewal, what_if
from stemtracker.services.workspace import Workspace

TOPICS = (TopicShare("disabilities"), TopicShare("data_use"))


def _texas(ws: Workspace, **facts: FactValue) -> str:
    one = Credential(id="tx", title="Texas", pack_id="US-TX.teacher")
    credentials.add(ws, one, date(2026, 12, 31), facts)
    return credentials.cycles(ws, "tx")[0].id


def test_each_answer_is_told_with_what_it_brings(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    cycle = _texas(ws, teaches_dyslexia=False)
    activities.save(ws, an_activity("a", measure=Measure.minutes(160 * 60), topics=TOPICS, approved=True))
    before = ws.record.revision()
    tried = what_if.trials(ws, "tx", cycle)
    assert tried.cycle_id == cycle
    told = {t.said: t for t in tried.trials if t.keys == ("administrator_too",)}
    assert told["no"].verdict == Verdict.MET
    assert told["yes"].verdict != Verdict.MET
    assert outcome(told["no"]) == "If no: met"
    assert ws.record.revision() == before


def test_activities_that_ask_the_same_are_settled_together(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    cycle = _texas(ws, teaches_dyslexia=False, administrator_too=False)
    for id_ in "ab":
        activities.save(ws, an_activity(id_, measure=Measure.minutes(80 * 60), topics=TOPICS))
    found = what_if.trials(ws, "tx", cycle).trials
    assert [(t.said, t.verdict) for t in found] == [("yes", Verdict.MET), ("no", Verdict.NOT_MET)]
    assert set(found[0].keys) == {"a", "b"}
    assert outcome(found[1]) == "If no: not met yet, 150 CPE hours to go"


def test_of_a_past_cycle_nothing_is_tried(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    cycle = _texas(ws, teaches_dyslexia=False)
    activities.save(ws, an_activity("a", measure=Measure.minutes(160 * 60), topics=TOPICS, approved=True))
    renewal.renewed(ws, cycle, date(2026, 11, 1), None, date(2031, 12, 31))
    assert renewal.assess(ws, "tx", cycle).decides
    assert what_if.trials(ws, "tx", cycle).trials == ()


def test_where_nothing_decides_nothing_is_tried(ws: Workspace) -> None:
    cycle = _texas(ws, teaches_dyslexia=False, administrator_too=False)
    assert what_if.trials(ws, "tx", cycle).trials == ()
