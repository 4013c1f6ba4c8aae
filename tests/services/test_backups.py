"""Backups on this computer: made when due, verified, found by the record's id, thinned, and nobody else's touched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stemtracker import clock, paths
from stemtracker.db.record import RecordFile
from stemtracker.domain.activity import Activity
from stemtracker.domain.educator import Educator
from stemtracker.errors import Trouble
from stemtracker.services import activities, backups, evidence, history, workspace
from stemtracker.services.workspace import Workspace

Make = Callable[..., Activity]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _backup(ws: Workspace, reason: str = "asked for") -> backups.Backup:
    made = backups.make(ws, reason).here
    assert made
    return made


def _folder(ws: Workspace) -> Path:
    return paths.backups() / ws.record.record_id()[:12]


def _names(ws: Workspace) -> set[str]:
    return {path.name for path in _folder(ws).iterdir()}


def _titles(path: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return [row[0] for row in connection.execute("SELECT title FROM activity ORDER BY title")]


def test_a_backup_is_the_whole_record_and_for_its_owner_only(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity(private_notes="for me alone"))
    evidence.attach_bytes(ws, "a", "a.txt", b"proof", "note")
    made = _backup(ws)
    assert made.path == _folder(ws) / "2026-11-22 120000 asked for.stemtracker"
    assert (made.made_at, made.reason, made.outside) == (NOON, "asked for", False)
    assert made.size == made.path.stat().st_size
    if os.name == "posix":
        assert made.path.stat().st_mode & 0o777 == 0o600
    copy = workspace.open_record(made.path)
    assert activities.get(copy, "a") == activities.get(ws, "a")
    (piece,) = evidence.all_evidence(copy)
    assert evidence.content(copy, piece.id) == b"proof"
    assert history.undo_label(copy) == history.undo_label(ws)
    workspace.close(copy)
    assert _names(ws) == {made.path.name}


def test_due_when_there_is_none_and_a_day_after_a_change(ws: Workspace, an_activity: Make) -> None:
    assert backups.is_due(ws)
    assert backups.has_changed(ws)
    backups.make(ws, "on opening")
    with clock.standing_at(NOON + timedelta(days=40)):
        assert not backups.is_due(ws), "nothing changed since"
        assert not backups.has_changed(ws)
    activities.save(ws, an_activity())
    assert backups.has_changed(ws)
    assert not backups.is_due(ws), "the last one is not a day old"
    with clock.standing_at(NOON + timedelta(days=1)):
        assert backups.is_due(ws)
        backups.make(ws, "on opening")
        assert not backups.is_due(ws)


def test_taking_a_change_back_is_a_change(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity())
    backups.make(ws, "after changes")
    history.undo(ws)
    assert backups.has_changed(ws)
    backups.make(ws, "after changes")
    history.redo(ws)
    assert backups.has_changed(ws)


def test_a_clock_set_back_does_not_stop_backups(ws: Workspace, an_activity: Make) -> None:
    with clock.standing_at(NOON + timedelta(days=900)):
        ahead = _backup(ws)
    activities.save(ws, an_activity())
    assert backups.is_due(ws)
    now = _backup(ws)
    assert [one.path for one in backups.all_backups(ws.record.record_id())] == [now.path, ahead.path]
    assert not backups.is_due(ws)
    found = backups.last_good(ws.record.record_id())
    assert found
    assert found.path == now.path


def test_a_record_that_is_only_read_is_never_due(ws: Workspace) -> None:
    reader = workspace.open_record(ws.path, read_only=True)
    assert not backups.is_due(reader)
    assert backups.make(reader, "asked for").here
    workspace.close(reader)


def test_several_within_a_second_are_known_in_their_order(ws: Workspace) -> None:
    made = [_backup(ws, reason).path for reason in ("asked for", "on closing", "asked for", "on opening", "asked for")]
    assert [path.name[11:17] for path in made] == ["120000", "120001", "120002", "120003", "120004"]
    with clock.standing_at(NOON + timedelta(seconds=1)):
        made.append(_backup(ws).path)
        assert [one.path for one in backups.all_backups(ws.record.record_id())] == made[:-4:-1]


def test_a_reason_that_thinning_would_not_know_is_a_mistake(ws: Workspace) -> None:
    with pytest.raises(ValueError, match="because"):
        backups.make(ws, "because")


def test_years_of_backups_thin_out_and_reach_back(ws: Workspace, an_activity: Make) -> None:
    thinned = 0
    days = (*range(32), 100, 131, 162)
    for day in days:
        with clock.standing_at(NOON + timedelta(days=day)):
            activities.save(ws, an_activity(str(day)))
            thinned += backups.make(ws, "on opening").thinned
    with clock.standing_at(NOON + timedelta(days=162)):
        found = backups.all_backups(ws.record.record_id())
        reach = backups.reach(ws.record.record_id())
    assert [(one.made_at - NOON).days for one in found] == [162, 131, 100, 31, 7], "the last ones of each month"
    assert len(found) + thinned == len(days)
    assert reach == (found[-1].made_at, 5, sum(one.size for one in found))


def test_what_is_not_ours_stays(ws: Workspace) -> None:
    _folder(ws).mkdir(parents=True)
    for name in (
        "2019-01-01 120000 mine.stemtracker",
        "2019-01-02 120000 on opening.stemtracker.bak",
        "mine.lock",
        "mine.part",
        ".hidden.part",
    ):
        (_folder(ws) / name).write_text("mine")
        os.utime(_folder(ws) / name, (0, 0))
    folder = _folder(ws) / "2019-01-03 120000 on opening.stemtracker"
    folder.mkdir()
    outside = paths.data() / "elsewhere.stemtracker"
    outside.write_text("theirs")
    link = _folder(ws) / "2019-01-04 120000 on opening.stemtracker"
    try:
        link.symlink_to(outside)
    except OSError:
        link.write_text("theirs")
    before = set(_folder(ws).iterdir())
    for days in range(5):
        with clock.standing_at(NOON + timedelta(hours=days)):
            backups.make(ws, "asked for")
    assert before <= set(_folder(ws).iterdir())
    assert outside.read_text() == "theirs"
    assert len(backups.all_backups(ws.record.record_id())) == 3


def test_a_record_keeps_its_backups_wherever_it_goes(ws: Workspace, tmp_path: Path) -> None:
    made = _backup(ws)
    workspace.close(ws)
    moved = tmp_path / "elsewhere" / "Ana: “what?” <1> a|b*.stemtracker"
    moved.parent.mkdir()
    shutil.move(ws.path, moved)
    again = workspace.open_record(moved)
    assert [one.path for one in backups.all_backups(again.record.record_id())] == [made.path]
    assert not backups.is_due(again)
    later = _backup(again)
    assert later.path.parent == made.path.parent
    assert not set(later.path.name) & set('<>:"/\\|?*')
    workspace.close(again)


def test_two_records_of_one_name_have_backups_of_their_own(ws: Workspace, tmp_path: Path) -> None:
    other = workspace.create(tmp_path / "second" / ws.path.name, Educator(name="Bo"))
    mine, theirs = _backup(ws), _backup(other)
    assert mine.path.parent != theirs.path.parent
    assert [one.path for one in backups.all_backups(other.record.record_id())] == [theirs.path]
    assert {one.path for one in backups.all_backups()} == {mine.path, theirs.path}
    assert {backups.contents(one.path).name for one in backups.all_backups()} == {"Ana Lucía Ñíguez", "Bo"}
    workspace.close(other)


def test_contents_and_difference(ws: Workspace, an_activity: Make) -> None:
    activities.save_many(ws, [an_activity(id_) for id_ in "abc"], "Three")
    made = _backup(ws)
    held = backups.contents(made.path)
    assert (held.name, held.newest, held.last_change) == ("Ana Lucía Ñíguez", date(2026, 3, 1), NOON)
    assert held.record_id == ws.record.record_id()
    assert held.counts == {"activity": 3, "evidence": 0, "credential": 0, "series": 0}
    assert backups.difference(ws, made.path).nouns == ()
    with clock.standing_at(NOON + timedelta(hours=1)):
        activities.delete(ws, ["a"])
        activities.save(ws, an_activity("b", title="Other"))
        activities.save(ws, an_activity("d", start=date(2026, 4, 1)))
        evidence.attach_bytes(ws, "d", "d.txt", b"d", "note")
    found = backups.difference(ws, made.path)
    assert {noun.noun: (noun.only_here, noun.only_there, noun.different) for noun in found.nouns} == {
        "activity": (1, 1, 1),
        "evidence": (1, 0, 0),
    }
    assert (found.newest_here, found.newest_there) == (date(2026, 4, 1), date(2026, 3, 1))
    assert (found.changed_here, found.changed_there) == (NOON + timedelta(hours=1), NOON)


@pytest.mark.parametrize("damage", ["short", "empty", "rubbish", "flipped"])
def test_a_damaged_backup_is_passed_over(ws: Workspace, an_activity: Make, damage: str) -> None:
    good = _backup(ws)
    activities.save_many(ws, [an_activity(str(n), description="x" * 900) for n in range(60)], "Many")
    bad = _backup(ws).path
    data = bytearray(bad.read_bytes())
    if damage == "flipped":
        for at in range(4096 * 3, len(data), 4096):
            data[at : at + 16] = b"\xff" * 16
    spoiled = {"short": bytes(data[: len(data) // 2]), "empty": b"", "rubbish": os.urandom(9000)}
    bad.write_bytes(spoiled.get(damage, bytes(data)))
    found = backups.last_good(ws.record.record_id())
    assert found
    assert found.path == good.path
    if damage != "flipped":
        with pytest.raises(Trouble):
            backups.contents(bad)


def test_found_for_a_record_that_can_not_say_which_one_it_is(ws: Workspace) -> None:
    made = _backup(ws)
    workspace.close(ws)
    ws.path.write_bytes(os.urandom(5000))
    found = backups.last_good(ws.path)
    assert found
    assert found.path == made.path
    assert backups.last_good(ws.path.with_name("never seen.stemtracker")) is None


CUT_OFF = """
import os, sys
from pathlib import Path
from stemtracker.services import backups
os.replace = os.rename = lambda *_: os._exit(9)
Path.replace = lambda *_: os._exit(9)
backups.make_of(Path(sys.argv[1]), "asked for")
"""


def test_killed_before_it_has_its_name_no_half_backup_counts(ws: Workspace) -> None:
    kept = _backup(ws)
    done = subprocess.run([sys.executable, "-c", CUT_OFF, str(ws.path)], check=False)
    assert done.returncode == 9
    left = _names(ws) - {kept.path.name}
    assert len(left) == 2, "the unfinished file and the lock of its name"
    assert [one.path for one in backups.all_backups(ws.record.record_id())] == [kept.path]
    backups.make(ws, "asked for")
    assert left <= _names(ws), "somebody may still be at work on it"
    two_days_ago = NOON.timestamp() - 2 * 24 * 3600
    for name in left:
        os.utime(_folder(ws) / name, (two_days_ago, two_days_ago))
    backups.make(ws, "asked for")
    assert not left & _names(ws)


def test_no_write_waits_for_a_long_backup_and_none_is_half_in_it(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity())
    for number in range(6):
        evidence.attach_bytes(ws, "a", f"{number}.bin", os.urandom(4_000_000), "note")
    failed: list[BaseException] = []
    stop = threading.Event()

    def write() -> None:
        number = 0
        try:
            while not stop.is_set():
                activities.save_many(ws, [an_activity(f"{number}x"), an_activity(f"{number}y")], "Two at once")
                number += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells it
            failed.append(error)

    beside = threading.Thread(target=write)
    beside.start()
    try:
        made = [_backup(ws).path for _ in range(2)]
    finally:
        stop.set()
        beside.join()
    assert failed == []
    for path in made:
        assert len(_titles(path)) % 2 == 1, "one at first, and then two at a time"


def test_words_when_this_computer_can_not_keep_it(ws: Workspace, an_activity: Make) -> None:
    activities.save(ws, an_activity())
    paths.data().mkdir(parents=True, exist_ok=True)
    paths.backups().write_text("a file where the folder should be")
    with pytest.raises(Trouble) as caught:
        backups.make(ws, "asked for")
    assert "“record.stemtracker” was not backed up" in caught.value.message
    assert "The record itself is safe" in caught.value.message
    assert str(paths.backups()) in caught.value.remedy
    assert activities.count(ws) == 1


def test_a_damaged_record_is_told_as_that_and_not_backed_up(ws: Workspace, an_activity: Make) -> None:
    activities.save_many(ws, [an_activity(str(n), description="x" * 900) for n in range(60)], "Many")
    workspace.close(ws)
    data = bytearray(ws.path.read_bytes())
    for at in range(len(data) // 2 // 4096 * 4096, len(data), 4096):
        data[at : at + 16] = b"\xff" * 16
    ws.path.write_bytes(data)
    with pytest.raises(Trouble, match=r"“record\.stemtracker” is damaged"):
        backups.make_of(ws.path, "asked for")
    assert backups.all_backups() == ()


def _of_the_first_schema(tmp_path: Path) -> Path:
    old = Path(__file__).parents[1] / "db" / "record_schema_1.stemtracker"
    return Path(shutil.copyfile(old, tmp_path / "old.stemtracker"))


def test_the_backup_before_an_upgrade_is_found_under_the_record(tmp_path: Path) -> None:
    old = _of_the_first_schema(tmp_path)
    before = backups.contents(old)
    ws = workspace.open_record(old)
    (made,) = backups.all_backups(ws.record.record_id())
    assert made.path.name == "2026-11-22 120000 before upgrade.stemtracker"
    assert backups.contents(made.path) == before
    backups.difference(ws, made.path)
    workspace.close(ws)


def test_without_a_backup_no_upgrade(tmp_path: Path) -> None:
    old = _of_the_first_schema(tmp_path)
    before = old.read_bytes()
    paths.data().mkdir(parents=True)
    paths.backups().write_text("a file where the folder should be")
    with pytest.raises(Trouble) as caught:
        workspace.open_record(old)
    assert "was not backed up" in caught.value.message
    assert "was not changed" in caught.value.message
    assert old.read_bytes() == before


def test_whatever_lies_where_the_memory_should_be(ws: Workspace, logged: Any) -> None:
    paths.backups().mkdir(parents=True)
    (paths.backups() / "places.json").write_text("no json")
    assert backups.place(ws).state == "none"
    assert "second place" in " ".join(logged.take())
    backups.make(ws, "asked for")
    assert logged.take()
    assert backups.place(ws).state == "none"


def test_a_file_that_is_no_record(tmp_path: Path) -> None:
    for name, data in (("a.txt", b"text" * 2000), ("b.stemtracker", b"")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(Trouble):
            backups.contents(tmp_path / name)
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE t (a)")
    with pytest.raises(Trouble) as caught:
        backups.contents(other)
    assert caught.value.kind == "not ours"
    RecordFile.create(tmp_path / "bare.stemtracker").close()
    assert backups.contents(tmp_path / "bare.stemtracker").name == ""
