"""A record made, opened again, copied; what left the bin long ago leaves the file, and nothing else does."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stemtracker import __version__, clock
from stemtracker.db import lock
from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.errors import Refused, Trouble
from stemtracker.services import activities, credentials, educators, evidence, history, workspace
from stemtracker.services.workspace import Workspace

Make = Callable[..., Activity]
Ask = Callable[..., list[tuple[Any, ...]]]


def _reopened(ws: Workspace, days: int = 0) -> Workspace:
    workspace.close(ws)
    with clock.standing_at(clock.now() + timedelta(days=days)):
        return workspace.open_record(ws.path)


def test_a_new_record(ws: Workspace, ask: Ask) -> None:
    assert educators.get(ws).name == "Ana Lucía Ñíguez"
    assert history.undo_label(ws) == ""
    assert history.undo(ws) is None
    about = dict(ask("SELECT name, value FROM meta"))
    assert about["created_at"] == "2026-11-22T12:00:00Z"
    assert about["created_with"] == __version__
    assert len(about["record_id"]) == 32
    assert not ws.read_only
    assert "generic" in ws.library.ids()


def test_create_never_overwrites(ws: Workspace) -> None:
    with pytest.raises(Refused):
        workspace.create(ws.path, Educator(name="Someone else"))
    assert educators.get(ws).name == "Ana Lucía Ñíguez"


def test_everything_is_there_again(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity())
    again = _reopened(ws)
    assert activities.get(again, "a") == an_activity()
    assert history.undo_label(again) == "Add Activity a"
    history.undo(again)
    third = _reopened(again)
    assert activities.count(third) == 0
    assert history.redo_label(third) == "Add Activity a"
    history.redo(third)
    assert activities.count(third) == 1
    workspace.close(third)


def test_a_file_carries_everything_but_leaves_nothing_beside(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity())
    workspace.close(ws)
    beside = [path.name for path in ws.path.parent.iterdir() if path.name.startswith("record")]
    assert beside == ["record.stemtracker"]


def test_where(ws: Workspace, an_activity: Make) -> None:
    activities.save_many(ws, [an_activity("a"), an_activity("b", start=date(2026, 5, 2), end=date(2026, 5, 9))], "Two")
    evidence.attach_bytes(ws, "a", "a.txt", b"1", "note")
    activities.delete(ws, ["a"])
    info = workspace.where(ws)
    assert (info.path, info.activities, info.newest) == (ws.path, 1, date(2026, 5, 2))
    assert info.size == ws.path.stat().st_size
    assert info.modified > datetime(2020, 1, 1, tzinfo=UTC)


def test_a_copy_is_a_record_of_its_own(ws: Workspace, an_activity: Make, tmp_path: Path) -> None:
    activities.save(ws, an_activity())
    piece, _ = evidence.attach_bytes(ws, "a", "a.txt", b"1", "note")
    target = tmp_path / "stick" / "copy.stemtracker"
    workspace.save_copy(ws, target)
    activities.delete(ws, ["a"])
    copy = workspace.open_record(target)
    assert activities.get(copy, "a") == an_activity()
    assert evidence.content(copy, piece.id) == b"1"
    assert copy.record.record_id() == ws.record.record_id()
    workspace.close(copy)
    assert sorted(path.name for path in target.parent.iterdir()) == ["copy.stemtracker"]


def test_a_copy_replaces_an_older_one_but_never_the_record(ws: Workspace, an_activity: Make, tmp_path: Path) -> None:
    target = tmp_path / "copy.stemtracker"
    target.write_text("old")
    workspace.save_copy(ws, target)
    activities.save(ws, an_activity())
    workspace.save_copy(ws, target)
    assert target.stat().st_size == ws.path.stat().st_size
    with pytest.raises(Refused):
        workspace.save_copy(ws, ws.path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(Trouble):
        workspace.save_copy(ws, tmp_path / "file" / "copy.stemtracker")


def test_read_only_beside_the_writer(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity())
    reader = workspace.open_record(ws.path, read_only=True)
    assert reader.read_only
    before = reader.record.revision()
    assert activities.count(reader) == 1
    assert history.undo_label(reader) == ""
    with pytest.raises(Trouble):
        activities.delete(reader, ["a"])
    activities.save(ws, an_activity("b", description="x" * 5000))
    assert activities.count(reader) == 2
    assert reader.record.revision() != before
    workspace.close(reader)


def test_revision_moves_with_every_write(ws: Workspace, an_activity: Make) -> None:
    seen = [ws.record.revision()]
    for deed in (lambda: activities.save(ws, an_activity()), lambda: history.undo(ws), lambda: history.redo(ws)):
        assert ws.record.revision() == seen[-1]
        deed()
        seen.append(ws.record.revision())
    assert len(set(seen)) == 4


def _in_file(ws: Workspace) -> dict[str, int]:
    with closing(sqlite3.connect(ws.path)) as connection:
        tables = ("activity", "evidence", "pin", "credential", "cycle", "fact", "blob")
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608


@pytest.fixture
def full(ws: Workspace, an_activity: Make) -> Workspace:
    """Two activities with evidence and pins, two licenses; one of each is deleted."""
    activities.save_many(ws, [an_activity("a"), an_activity("b", private_notes="never leaves")], "Two")
    for id_ in "cd":
        credentials.add(ws, Credential(id=id_, title=id_, pack_id="generic"), date(2030, 6, 30), {"total": "x"})
        credentials.pin(ws, "b", id_, "total")
    for id_ in ("a", "b"):
        evidence.attach_bytes(ws, id_, f"{id_}.txt", id_.encode(), "note")
    activities.delete(ws, ["b"])
    credentials.delete(ws, "d")
    return ws


def test_the_bin_keeps_for_thirty_days(full: Workspace) -> None:
    again = _reopened(full, 30)
    (row,) = activities.bin_rows(again)
    assert (row.id, row.title, row.start, row.days_left) == ("b", "Activity b", date(2026, 3, 1), 30)
    assert credentials.bin_rows(again)[0].id == "d"
    assert _in_file(again)["activity"] == 2
    workspace.close(again)


def test_after_thirty_days_it_is_gone_and_nothing_else(full: Workspace, ask: Ask) -> None:
    before = activities.all_activities(full), credentials.list_credentials(full), evidence.all_evidence(full)
    again = _reopened(full, 31)
    assert (
        activities.all_activities(again),
        credentials.list_credentials(again),
        evidence.all_evidence(again),
    ) == before
    assert _in_file(again) == {
        "activity": 1, "evidence": 1, "pin": 0, "credential": 1, "cycle": 1, "fact": 1, "blob": 2,
    }  # fmt: skip
    assert history.change_log(again)[0].label == "Remove what was in the bin for 30 days"
    assert not ask("SELECT 1 FROM change WHERE instr(coalesce(before, '') || coalesce(after, ''), 'never leaves')")
    third = _reopened(again, 90)
    assert _in_file(third)["blob"] == 1
    workspace.close(third)


def test_the_purge_does_not_stand_in_the_way_of_undo(full: Workspace, an_activity: Make) -> None:
    with clock.standing_at(clock.now() + timedelta(days=29)):
        activities.save(full, an_activity("late"))
    workspace.close(full)
    with clock.standing_at(clock.now() + timedelta(days=31)):
        again = workspace.open_record(full.path)
        assert _in_file(again)["activity"] == 2
        assert history.undo_label(again) == "Add Activity late"
        history.undo(again)
        assert history.undo_label(again) == ""
    workspace.close(again)


def test_what_was_undone_into_the_bin_is_purged_with_its_way_back(full: Workspace) -> None:
    with clock.standing_at(clock.now() + timedelta(days=29)):
        activities.restore(full, ["b"])
        history.undo(full)
        assert history.redo_label(full) == "Restore 1 activity"
    workspace.close(full)
    with clock.standing_at(clock.now() + timedelta(days=31)):
        again = workspace.open_record(full.path)
        assert history.redo(again) is None
        assert _in_file(again)["activity"] == 1
    workspace.close(again)


def test_emptying_the_bin_is_for_good(full: Workspace, ask: Ask) -> None:
    (first,) = (piece.id for piece in evidence.all_evidence(full))
    evidence.remove(full, first)
    changes = activities.empty_bin(full)
    assert changes.ids("activity") == {"b"}
    assert len(changes.ids("evidence") - {first}) == 1
    assert _in_file(full) == {
        "activity": 1, "evidence": 1, "pin": 0, "credential": 2, "cycle": 2, "fact": 2, "blob": 1,
    }  # fmt: skip
    assert history.undo(full) is None
    assert not ask("SELECT 1 FROM change WHERE instr(coalesce(before, '') || coalesce(after, ''), 'never leaves')")
    assert activities.empty_bin(full).touched == {}
    evidence.restore(full, [first])
    assert evidence.content(full, first) == b"a"


def test_a_lock_left_behind_marks_an_unclean_end(ws: Workspace) -> None:
    workspace.close(ws)
    lock.lock_path(ws.path).write_bytes(b"")
    first = workspace.open_record(ws.path)
    assert not first.record.unclean
    workspace.close(first)


def test_the_window_can_know_the_services_before_the_database_is_loaded() -> None:
    names = "activities, credentials, educators, evidence, history, settings, vocabularies, workspace"
    script = f"import sys\nfrom stemtracker.services import {names}\nprint('sqlalchemy' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
