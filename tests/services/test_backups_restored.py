"""A backup put back: what was there is kept, nothing is half done, and all of it can be taken back."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stemtracker import clock, paths
from stemtracker.db import lock
from stemtracker.domain.activity import Activity
from stemtracker.domain.educator import Educator
from stemtracker.errors import Refused, Trouble
from stemtracker.services import activities, backups, workspace
from stemtracker.services.workspace import Workspace

Make = Callable[..., Activity]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def backup(ws: Workspace, an_activity: Make) -> Path:
    """A backup of the record with “a” in it; then “b” was added, and the record closed."""
    activities.save(ws, an_activity("a"))
    made = backups.make(ws, "asked for").here
    assert made
    activities.save(ws, an_activity("b"))
    workspace.close(ws)
    return made.path


def _ids(path: Path) -> list[str]:
    opened = workspace.open_record(path)
    try:
        return sorted(one.id for one in activities.all_activities(opened))
    finally:
        workspace.close(opened)


def test_the_replaced_file_is_kept_and_backed_up(ws: Workspace, backup: Path) -> None:
    before = ws.path.read_bytes()
    kept = backups.restore(backup, ws.path)
    assert kept == ws.path.with_name("record, replaced 2026-11-22 1200.stemtracker")
    assert kept.read_bytes() == before
    assert _ids(ws.path) == ["a"]
    assert backup.exists()
    made = backups.all_backups()[0]
    assert made.reason == "before restore"
    assert _ids(made.path) == ["a", "b"]
    if os.name == "posix":
        assert {path.stat().st_mode & 0o777 for path in (ws.path, kept)} == {0o600}


def test_it_can_be_taken_back(ws: Workspace, backup: Path) -> None:
    kept = backups.restore(backup, ws.path)
    assert kept
    again = backups.restore(kept, ws.path)
    assert again == ws.path.with_name("record, replaced 2026-11-22 1200 (2).stemtracker")
    assert _ids(ws.path) == ["a", "b"]
    assert _ids(again) == ["a"]
    assert kept.exists()
    with clock.standing_at(NOON + timedelta(hours=1)):
        backups.restore(again, ws.path)
    assert _ids(ws.path) == ["a"]


def test_where_there_is_no_record_yet(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "deeper" / "Ana.stemtracker"
    assert backups.restore(backup, target) is None
    assert _ids(target) == ["a"]


def test_never_over_a_record_that_is_open(ws: Workspace, backup: Path) -> None:
    opened = workspace.open_record(ws.path)
    before, known = ws.path.read_bytes(), backups.all_backups()
    with pytest.raises(Trouble) as caught:
        backups.restore(backup, ws.path)
    assert caught.value.kind == "locked"
    assert ws.path.read_bytes() == before
    assert backups.all_backups() == known
    workspace.close(opened)
    assert sorted(path.name for path in ws.path.parent.glob("record*")) == ["record.stemtracker"]


def test_never_over_another_record(backup: Path, tmp_path: Path) -> None:
    other = workspace.create(tmp_path / "Bo.stemtracker", Educator(name="Bo"))
    workspace.close(other)
    before = other.path.read_bytes()
    with pytest.raises(Refused, match="another record"):
        backups.restore(backup, other.path)
    assert other.path.read_bytes() == before
    assert len(list(tmp_path.glob("Bo*"))) == 1


def test_not_over_itself(backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(Refused, match="the record itself"):
        backups.restore(backup, backup)
    assert backup.read_bytes() == before


@pytest.mark.parametrize("damage", ["short", "empty", "rubbish"])
def test_a_damaged_record_is_kept_as_it_is(ws: Workspace, backup: Path, damage: str) -> None:
    data = ws.path.read_bytes()
    spoiled = {"short": data[:5000], "empty": b"", "rubbish": os.urandom(5000)}[damage]
    ws.path.write_bytes(spoiled)
    kept = backups.restore(backup, ws.path)
    assert kept
    assert kept.read_bytes() == spoiled
    assert _ids(ws.path) == ["a"]
    assert len(backups.all_backups()) == 1


@pytest.mark.parametrize("damage", ["short", "flipped"])
def test_a_damaged_backup_replaces_nothing(ws: Workspace, backup: Path, damage: str) -> None:
    data = bytearray(backup.read_bytes())
    for at in range(4096 * 8, len(data), 4096):
        data[at : at + 16] = b"\xff" * 16
    backup.write_bytes(data if damage == "flipped" else data[: len(data) // 2])
    before = ws.path.read_bytes()
    with pytest.raises(Trouble) as caught:
        backups.restore(backup, ws.path)
    assert caught.value.kind == "damaged"
    assert caught.value.about == backup
    assert ws.path.read_bytes() == before
    assert sorted(path.name for path in ws.path.parent.iterdir() if path.is_file()) == ["record.stemtracker"]


CUT_OFF = """
import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA cache_size = 1"); c.execute("BEGIN IMMEDIATE"); c.execute("UPDATE pen SET entry = 1")
for i in range(200): c.execute("INSERT INTO series VALUES (?, ?)", (str(i), "x" * 3000))
os._exit(1)
"""


def test_a_write_that_was_cut_off_stays_with_the_file_it_belongs_to(ws: Workspace, backup: Path) -> None:
    subprocess.run([sys.executable, "-c", CUT_OFF, str(ws.path)], check=False)
    journal = ws.path.with_name(ws.path.name + "-journal")
    file, left = ws.path.read_bytes(), journal.read_bytes()
    assert left
    ws.path.write_bytes(file[:100] + os.urandom(4000) + file[4100:])  # so that nothing can take it back beforehand
    spoiled = ws.path.read_bytes()
    kept = backups.restore(backup, ws.path)
    assert kept
    assert kept.read_bytes() == spoiled
    assert kept.with_name(kept.name + "-journal").read_bytes() == left
    assert not journal.exists()
    assert _ids(ws.path) == ["a"]


KILLED = """
import os, sys
from pathlib import Path
from stemtracker.services import backups
exchange, record = Path.replace, Path(sys.argv[2])
Path.replace = lambda self, to: os._exit(9) if Path(to) == record else exchange(self, to)
backups.restore(Path(sys.argv[1]), record)
"""


@pytest.mark.parametrize("cut_off", [False, True])
def test_killed_just_before_the_exchange_the_record_is_as_it_was(ws: Workspace, backup: Path, cut_off: bool) -> None:
    if cut_off:
        subprocess.run([sys.executable, "-c", CUT_OFF, str(ws.path)], check=False)
    done = subprocess.run([sys.executable, "-c", KILLED, str(backup), str(ws.path)], check=False)
    assert done.returncode == 9
    assert _ids(ws.path) == ["a", "b"]
    (kept,) = ws.path.parent.glob("record, replaced *.stemtracker")
    assert _ids(kept) == ["a", "b"]
    backups.restore(backup, ws.path)
    assert _ids(ws.path) == ["a"]


def test_a_lock_left_by_a_crash_is_no_hindrance(ws: Workspace, backup: Path) -> None:
    left = "import os, sys; from pathlib import Path; from stemtracker.services import workspace; "
    left += "workspace.open_record(Path(sys.argv[1])); os._exit(1)"
    subprocess.run([sys.executable, "-c", left, str(ws.path)], check=False)
    assert lock.lock_path(ws.path).exists()
    backups.restore(backup, ws.path)
    assert _ids(ws.path) == ["a"]
    assert not lock.lock_path(ws.path).exists()


def test_without_a_backup_of_what_is_there_nothing_is_replaced(ws: Workspace, backup: Path, tmp_path: Path) -> None:
    elsewhere = backup.rename(tmp_path / "taken along.stemtracker")
    backup.parent.rmdir()
    backup.parent.write_text("a file where the folder should be")
    before = ws.path.read_bytes()
    with pytest.raises(Trouble, match="was not backed up"):
        backups.restore(elsewhere, ws.path)
    assert ws.path.read_bytes() == before
    assert len(list(ws.path.parent.glob("record*"))) == 1


def test_under_the_longest_name(ws: Workspace, backup: Path, tmp_path: Path) -> None:
    target = tmp_path / f"{'日' * 78}.stemtracker"
    ws.path.rename(target)
    kept = backups.restore(backup, target)
    assert kept
    assert kept.name.endswith(", replaced 2026-11-22 1200.stemtracker")
    assert _ids(kept) == ["a", "b"]
    assert _ids(target) == ["a"]


def test_an_older_backup_comes_up_to_date_when_it_is_opened(tmp_path: Path) -> None:
    old = Path(__file__).parents[1] / "db" / "record_schema_1.stemtracker"
    target = tmp_path / "again.stemtracker"
    backups.restore(old, target)
    opened = workspace.open_record(target)
    assert activities.count(opened)
    workspace.close(opened)
    assert [one.reason for one in backups.all_backups()] == ["before upgrade"]


def test_a_backup_of_a_newer_version_is_left_alone(ws: Workspace, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("PRAGMA user_version = 99000")
    before = ws.path.read_bytes()
    with pytest.raises(Trouble) as caught:
        backups.restore(backup, ws.path)
    assert caught.value.kind == "newer"
    assert ws.path.read_bytes() == before
    found = backups.last_good(ws.path)
    assert found is None
    assert paths.backups().exists()
