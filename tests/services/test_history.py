"""The change log and the walk back and forth through it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest

from stemtracker import clock
from stemtracker.domain.activity import Activity, TopicShare
from stemtracker.errors import Refused
from stemtracker.services import activities, evidence, history, vocabularies
from stemtracker.services.history import FieldChange
from stemtracker.services.workspace import Workspace

Make = Callable[..., Activity]


def test_labels_walk_along(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity("a"))
    activities.save(ws, an_activity("b"))
    assert (history.undo_label(ws), history.redo_label(ws)) == ("Add Activity b", "")
    changes = history.undo(ws)
    assert changes is not None
    assert (changes.label, changes.ids("activity")) == ("Add Activity b", {"b"})
    assert (history.undo_label(ws), history.redo_label(ws)) == ("Add Activity a", "Add Activity b")
    history.undo(ws)
    assert (history.undo_label(ws), history.redo_label(ws)) == ("", "Add Activity a")
    assert history.undo(ws) is None
    history.redo(ws)
    history.redo(ws)
    assert history.redo(ws) is None
    assert activities.count(ws) == 2


def test_a_new_write_cuts_off_what_could_be_redone(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity("a"))
    history.undo(ws)
    activities.save(ws, an_activity("b"))
    assert history.redo(ws) is None
    history.undo(ws)
    assert history.redo_label(ws) == "Add Activity b"
    log = history.change_log(ws)
    assert [(entry.label, entry.undone) for entry in log] == [
        ("Add Activity b", True), ("Add Activity a", True), ("Begin the record", False),
    ]  # fmt: skip


def test_a_write_that_changes_nothing_cuts_nothing(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity("a"))
    activities.save(ws, an_activity("b"))
    history.undo(ws)
    activities.save(ws, an_activity("a"))
    assert history.redo_label(ws) == "Add Activity b"


def test_a_write_that_fails_leaves_no_trace(ws: Workspace, an_activity: Make) -> None:
    def fail() -> None:
        with ws.record.write("Half of it"):
            activities.get(ws, "a")

    before = history.change_log(ws)
    with pytest.raises(Refused):
        fail()
    assert history.change_log(ws) == before
    activities.save(ws, an_activity("a"))
    assert activities.count(ws) == 1


def test_undo_reaches_back_thirty_days(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity("a"))
    with clock.standing_at(clock.now() + timedelta(days=30)):
        assert history.undo_label(ws) == "Add Activity a"
    with clock.standing_at(clock.now() + timedelta(days=31)):
        assert history.undo_label(ws) == ""
        assert history.undo(ws) is None
    assert activities.count(ws) == 1


def test_the_log_counts_and_pages(ws: Workspace, an_activity: Make) -> None:
    activities.save_many(ws, [an_activity(str(n)) for n in range(7)], "Seven")
    evidence.attach_bytes(ws, "1", "a.txt", b"x", "note")
    assert [(entry.label, dict(entry.counts)) for entry in history.change_log(ws, limit=2)] == [
        ("Attach a.txt", {"evidence": 1}), ("Seven", {"activity": 7}),
    ]  # fmt: skip
    assert [entry.label for entry in history.change_log(ws, limit=2, offset=1)] == ["Seven", "Begin the record"]
    assert history.change_log(ws)[0].at == clock.now()


def test_rows_say_what_was_before_and_after(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity(provider="NSTA"))
    changed = an_activity(provider="", place="Austin", topics=(TopicShare("stem", Decimal(30)),))
    activities.save(ws, changed)
    activities.delete(ws, ["a"])
    activities.restore(ws, ["a"])
    entries = history.change_log(ws)
    restored, deleted, edited, added = (history.entry_rows(ws, entry.id)[0] for entry in entries[:4])
    assert [row.what for row in (added, edited, deleted, restored)] == ["added", "changed", "deleted", "added"]
    assert (edited.noun, edited.id, edited.title) == ("activity", "a", "Activity a")
    assert set(edited.fields) == {
        FieldChange("provider", "NSTA", ""),
        FieldChange("place", "", "Austin"),
        FieldChange("topics", "", '[{"topic":"stem","amount":"30"}]'),
    }
    assert FieldChange("title", "", "Activity a") in added.fields


def test_undo_of_an_own_word_takes_it_from_the_lists(ws: Workspace) -> None:
    id_, _ = vocabularies.add_topic(ws, "Drones")
    assert ws.vocabulary.has("topic", id_)
    history.undo(ws)
    assert not ws.vocabulary.has("topic", id_)
    history.redo(ws)
    assert ws.vocabulary.has("topic", id_)


def test_an_import_is_undone_as_one(ws: Workspace, an_activity: Make) -> None:
    many = [an_activity(str(n), description="x" * n) for n in range(1, 400)]
    activities.save_many(ws, many, "Import log.csv")
    activities.save_many(ws, [replace(one, network="PLC") for one in many], "Change 399 activities")
    history.undo(ws)
    assert list(activities.all_activities(ws)) == many
    history.undo(ws)
    assert activities.count(ws) == 0
    history.redo(ws)
    assert list(activities.all_activities(ws)) == many


def test_reading_goes_on_beside_a_write(ws: Workspace, an_activity: Make) -> None:
    """What another thread reads during a write is what stood before it, and after it what stands."""
    activities.save(ws, an_activity("a"))
    met, seen = Barrier(2, timeout=20), []

    def read() -> None:
        met.wait()
        seen.append(activities.count(ws))
        met.wait()
        met.wait()
        seen.append(activities.count(ws))

    reader = Thread(target=read)
    reader.start()
    with ws.record.write("Slow") as writer:
        writer.connection.exec_driver_sql("UPDATE activity SET deleted_at = '2026-11-22T12:00:00Z'")
        met.wait()
        met.wait()
    met.wait()
    reader.join(20)
    assert seen == [1, 0]


def test_threads_write_one_after_the_other(ws: Workspace, an_activity: Make) -> None:
    def write(name: str) -> None:
        for number in range(10):
            activities.save(ws, an_activity(f"{name}{number}"))

    threads = [Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert activities.count(ws) == 40
    assert len(history.change_log(ws)) == 41
    while history.undo(ws):
        pass
    assert activities.count(ws) == 0


def test_a_write_within_a_write_is_a_mistake(ws: Workspace, an_activity: Make) -> None:
    with pytest.raises(RuntimeError, match="within another"), ws.record.write("Outer"):
        activities.save(ws, an_activity())
