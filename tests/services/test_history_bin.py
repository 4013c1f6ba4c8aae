"""What undo, the bin and a clock that was wrong have to do with each other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from stemtracker import clock, db
from stemtracker.domain.activity import Activity, TopicShare
from stemtracker.domain.vocabulary import Term
from stemtracker.services import activities, evidence, history, vocabularies, workspace
from stemtracker.services.activities import LogQuery
from stemtracker.services.workspace import Workspace

Make = Callable[..., Activity]


def _again(ws: Workspace, days: int = 0) -> Workspace:
    workspace.close(ws)
    with clock.standing_at(clock.now() + timedelta(days=days)):
        return workspace.open_record(ws.path)


def test_a_clock_that_was_behind_empties_no_bin(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity())
    with clock.standing_at(clock.now() - timedelta(days=4000)):
        activities.delete(ws, ["a"])
        assert activities.bin_rows(ws)[0].days_left == 30
    again = _again(ws)
    assert [row.id for row in activities.bin_rows(again)] == ["a"]
    assert history.undo_label(again) == "Delete Activity a"
    history.undo(again)
    assert activities.count(again) == 1
    workspace.close(again)


def test_an_order_of_redo_is_kept_though_the_clock_fell_back(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity())
    activities.save(ws, an_activity(place="Austin"))
    history.undo(ws)
    with clock.standing_at(clock.now() - timedelta(days=400)):
        history.undo(ws)
        assert history.redo_label(ws) == "Add Activity a"
    assert history.redo_label(ws) == ""
    assert history.redo(ws) is None


def test_evidence_taken_out_of_the_bin_lately_keeps_its_activity_from_leaving(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity())
    piece, _ = evidence.attach_bytes(ws, "a", "a.txt", b"1", "note")
    evidence.remove(ws, piece.id)
    activities.delete(ws, ["a"])
    with clock.standing_at(clock.now() + timedelta(days=20)):
        evidence.restore(ws, [piece.id])
    again = _again(ws, 31)
    activities.restore(again, ["a"])
    assert evidence.content(again, piece.id) == b"1"
    while history.undo(again):
        pass
    assert activities.count(again) == 0
    workspace.close(again)


def test_bytes_are_there_for_an_attachment_done_again(ws: Workspace, an_activity: Make) -> None:
    """Emptying an empty bin is no write, and a clock that fell back makes nothing old."""
    activities.save(ws, an_activity())
    piece, _ = evidence.attach_bytes(ws, "a", "a.txt", b"1", "note")
    history.undo(ws)
    activities.empty_bin(ws)
    again = _again(_again(_again(ws), -400))
    assert history.redo(again)
    assert evidence.content(again, piece.id) == b"1"
    workspace.close(again)


def test_a_topic_done_again_is_found_by_its_name(ws: Workspace, an_activity: Make) -> None:
    topic, _ = vocabularies.add_topic(ws, "Drones")
    history.undo(ws)
    again = _again(ws)
    history.redo(again)
    activities.save(again, an_activity(topics=(TopicShare(topic),)))
    assert activities.ids(again, LogQuery(text="drones")) == ("a",)
    with again.record.write("Rename a topic") as writer:
        db.vocabularies.put(writer.connection, "topic", Term(topic, "Quadcopters", own=True))
    assert activities.ids(again, LogQuery(text="drones")) == ()
    history.undo(again)
    assert activities.ids(again, LogQuery(text="drones")) == ("a",)
    workspace.close(again)
