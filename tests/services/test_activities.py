"""The log: what is saved comes back to the letter; what can't be saved is refused with every reason at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.hours import Measure
from stemtracker.errors import Refused
from stemtracker.services import activities, history
from stemtracker.services.activities import BulkEdit, LogQuery
from stemtracker.services.workspace import Workspace

Make = Callable[..., Activity]
DAY = date(2026, 3, 1)

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
TITLES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=300).filter(str.strip)
DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
AMOUNTS = st.decimals(Decimal("0.001"), 9999, places=3)
STEPS = st.builds(Step, st.sampled_from(Status), on=st.none() | DAYS, due=st.none() | DAYS, amount=st.none() | AMOUNTS)


@st.composite
def any_activity(draw: st.DrawFn) -> Activity:
    start = draw(DAYS)
    topics = draw(st.lists(st.sampled_from(["stem", "equity", "engineering", "pedagogy"]), unique=True, max_size=3))
    return Activity(
        id="any",
        title=draw(TITLES),
        start=start,
        end=start + timedelta(days=draw(st.integers(0, 400))),
        kind="workshop",
        start_time=draw(st.none() | st.times().map(lambda t: t.replace(microsecond=0))),
        break_minutes=draw(st.integers(0, 60)),
        missed_minutes=draw(st.integers(0, 60)),
        zone=draw(st.sampled_from(["", "America/Argentina/ComodRivadavia", "Asia/Kolkata"])),
        measure=Measure(draw(st.sampled_from(["ceu", "semester_credit"])), draw(AMOUNTS)),
        provider=draw(WORDS),
        provider_number=draw(WORDS),
        place=draw(WORDS),
        topics=tuple(TopicShare(t, draw(st.none() | st.just(Decimal("0.001")))) for t in topics),
        status=draw(st.sampled_from(Status)),
        steps=tuple(draw(st.lists(STEPS, max_size=4))),
        grade=draw(WORDS),
        course=draw(WORDS),
        approved=draw(st.none() | st.booleans()),
        approved_by=draw(WORDS),
        approved_on=draw(st.none() | DAYS),
        relevant=draw(st.none() | st.booleans()),
        network=draw(WORDS),
        cost=draw(st.none() | AMOUNTS),
        answers=tuple(draw(st.lists(st.tuples(WORDS, WORDS), max_size=3))),
        description=draw(WORDS),
        private_notes=draw(WORDS),
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(activity=any_activity())
def test_every_field_comes_back(ws: Workspace, activity: Activity) -> None:
    activities.save(ws, activity)
    assert activities.get(ws, "any") == activity
    assert activities.all_activities(ws) == (activity,)


def test_odd_but_real_values(ws: Workspace, an_activity: Make) -> None:
    odd = an_activity(
        title="И" * 300,
        start=date(2024, 2, 29),
        end=date(2024, 2, 29),
        start_time=time(23, 30),
        end_time=time(0, 30),
        zone="America/Indiana/Knox",
        provider="Universität für 教育 — \u202eשלום\n\ttab",
        description="Zeile\r\nmit \x00 Null? " + "€" * 19_000,
    )
    activities.save(ws, odd)
    assert activities.get(ws, "a") == odd


def test_every_field_is_a_column(ws: Workspace) -> None:
    with ws.record.read() as connection:
        rows = connection.exec_driver_sql("PRAGMA table_info(activity)").all()
    columns = {row[1] for row in rows}
    assert {f.name for f in fields(Activity)} - {"measure"} == columns - {"row", "unit", "amount", "deleted_at"}


def test_saving_again_changes_and_saving_the_same_does_nothing(ws: Workspace, an_activity: Make) -> None:
    first = activities.save(ws, an_activity())
    assert first.ids("activity") == {"a"}
    assert first.label == "Add Activity a"
    again = activities.save(ws, an_activity())
    assert not again.touches("activity")
    assert activities.save(ws, an_activity(provider="NSTA")).label == "Change Activity a"
    assert activities.count(ws) == 1
    assert [entry.label for entry in history.change_log(ws)][:2] == ["Change Activity a", "Add Activity a"]


def _problems(ws: Workspace, *refused: Activity) -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        activities.save_many(ws, refused, "Many")
    return {problem.field: problem.message for problem in caught.value.problems}


def test_everything_wrong_is_said_at_once(ws: Workspace, an_activity: Make) -> None:
    wrong = an_activity(
        title=" ",
        end=date(2026, 2, 1),
        kind="party",
        role="clown",
        format="telepathy",
        level="doctoral?",
        topics=(TopicShare("nonsense"),),
        measure=Measure("minute", Decimal("1.5")),
        cost=Decimal("-1"),
        series_id="none",
    )
    found = _problems(ws, wrong)
    assert {"title", "end", "kind", "role", "format", "level", "topics", "amount", "cost", "series_id"} == set(found)
    assert activities.count(ws) == 0


def test_one_bad_row_keeps_all_out_and_is_named(ws: Workspace, an_activity: Make) -> None:
    found = _problems(ws, an_activity("a"), an_activity("b", title="Bad one", kind=""))
    assert "Bad one" in found["kind"]
    assert activities.count(ws) == 0
    assert "twice" in _problems(ws, an_activity("a"), an_activity("a"))["id"]


def test_a_word_that_left_the_list_may_stay_but_not_come(ws: Workspace, an_activity: Make) -> None:
    known = ws.vocabulary
    ws.vocabulary = known.also("kind", [known.terms["kind"]["workshop"].__class__("old_kind", "Old kind")])
    activities.save(ws, an_activity(kind="old_kind"))
    ws.vocabulary = known
    assert activities.save(ws, an_activity(kind="old_kind", provider="NSTA")).touches("activity")
    assert "kind" in _problems(ws, an_activity("b", kind="old_kind"))


def test_repeat_plans_what_is_to_come(ws: Workspace, an_activity: Make) -> None:
    weekly = an_activity(
        end=DAY + timedelta(days=1), status=Status.POSTED, steps=(Step(Status.POSTED, on=DAY),), missed_minutes=20
    )
    activities.save(ws, weekly)
    changes = activities.repeat(ws, weekly, [date(2026, 3, 8), date(2027, 3, 15)])
    assert len(changes.ids("activity")) == 2
    past, future = activities.all_activities(ws)[1:]
    assert (past.start, past.end, past.status) == (date(2026, 3, 8), date(2026, 3, 9), Status.ATTENDED)
    assert (future.start, future.status) == (date(2027, 3, 15), Status.PLANNED)
    assert past.steps == ()
    assert past.missed_minutes == 0
    history.undo(ws)
    assert activities.all_activities(ws) == (weekly,)
    with pytest.raises(Refused):
        activities.repeat(ws, weekly, [])


def test_duplicate_is_an_activity_of_its_own(ws: Workspace, an_activity: Make) -> None:
    original = an_activity(status=Status.CLAIMED, steps=(Step(Status.CLAIMED, on=DAY, amount=Decimal(60)),))
    activities.save(ws, original)
    id_, changes = activities.duplicate(ws, "a")
    assert changes.ids("activity") == {id_}
    assert activities.get(ws, id_) == replace(original, id=id_, status=Status.ATTENDED, steps=())


def test_bulk_edit_changes_only_what_is_said(ws: Workspace, an_activity: Make) -> None:
    both = [
        an_activity("a", topics=(TopicShare("stem"), TopicShare("equity", Decimal(30)))),
        an_activity("b", topics=(TopicShare("pedagogy", Decimal(20)),), provider="NSTA"),
    ]
    activities.save_many(ws, both, "Two")
    edit = BulkEdit(add_topics=("equity",), remove_topics=("stem",), approved=True, role="presenter", network="PLC")
    changes = activities.edit_many(ws, ["a", "b", "unknown"], edit)
    assert changes.label == "Change 2 activities"
    first, second = activities.get(ws, "a"), activities.get(ws, "b")
    assert first.topics == (TopicShare("equity", Decimal(30)),)
    assert second.topics == (TopicShare("pedagogy", Decimal(20)), TopicShare("equity"))
    assert (second.provider, second.approved, second.role, second.network) == ("NSTA", True, "presenter", "PLC")
    history.undo(ws)
    assert list(activities.all_activities(ws)) == both
    with pytest.raises(Refused):
        activities.edit_many(ws, ["a"], BulkEdit(kind="party"))


def test_series_are_found_by_their_title(ws: Workspace, an_activity: Make) -> None:
    id_, changes = activities.save_series(ws, " Summer institute ")
    assert changes.ids("series") == {id_}
    assert activities.save_series(ws, "SUMMER INSTITUTE") == (id_, activities.save_series(ws, "summer institute")[1])
    activities.save(ws, an_activity(series_id=id_))
    activities.save_series(ws, "Robotics cohort", id_)
    assert [(one.id, one.title) for one in activities.list_series(ws)] == [(id_, "Robotics cohort")]
    with pytest.raises(Refused):
        activities.save_series(ws, " ")


def test_completion_offers_what_was_used_most(ws: Workspace, an_activity: Make) -> None:
    named = [("a", "NSTA"), ("b", "Región 13"), ("c", "NSTA"), ("d", ""), ("e", "Gone")]
    activities.save_many(ws, [an_activity(id_, provider=name) for id_, name in named], "Some")
    activities.delete(ws, ["e"])
    assert activities.distinct(ws, "provider") == ("NSTA", "Región 13")
    with pytest.raises(ValueError, match="private_notes"):
        activities.distinct(ws, "private_notes")


def test_get_of_what_is_not_there(ws: Workspace) -> None:
    with pytest.raises(Refused, match="no longer"):
        activities.get(ws, "nothing")
    assert activities.rows(ws, ["nothing"]) == ()
    assert activities.ids(ws, LogQuery()) == ()
