"""An upgrade that fails, however it does, leaves the record as it was, and names the copy made before.

The steps that fail stand behind the real ones: also those that went well before are taken back.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from remembered_history import snapshot

from stemtracker.db import migrations
from stemtracker.errors import Trouble
from stemtracker.services import activities, history, workspace

OLD = Path(__file__).parents[1] / "db" / "record_schema_1.stemtracker"
Execute = Callable[[str], Any]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A record of the first schema."""
    return Path(shutil.copyfile(OLD, tmp_path / "Ana’s record.stemtracker"))


def _step(run: Callable[[Execute], object]) -> ModuleType:
    step = ModuleType("m9999")
    step.VERSION, step.run, step.DROPS, step.RECOUNTS = 1999, run, (), ()  # type: ignore[attr-defined]
    return step


def _raises(execute: Execute) -> None:
    execute("CREATE TABLE half (id INTEGER) STRICT")
    message = "nobody thought of this"
    raise LookupError(message)


def _with_the_pen(*statements: str) -> Callable[[Execute], None]:
    """Past the journal, as only a step may write."""

    def run(execute: Execute) -> None:
        for statement in ("UPDATE pen SET entry = 1", *statements, "UPDATE pen SET entry = NULL"):
            execute(statement)

    return run


def _no_room(execute: Execute) -> None:
    pages = execute("PRAGMA page_count").fetchone()[0]
    execute(f"PRAGMA max_page_count = {pages}")
    execute("INSERT INTO blob VALUES ('x', zeroblob(3000000), NULL)")


_UNCHECKED = "PRAGMA ignore_check_constraints"
FAULTS = {
    "raises": (_raises, "a step failed (LookupError)", "not upgraded"),
    "is no SQL": (lambda execute: execute("ALTER NONSENSE"), "a step failed (OperationalError)", "not upgraded"),
    "loses rows": (_with_the_pen("DELETE FROM pin"), "row counts changed in ['pin']", "not upgraded"),
    "loses a table": (lambda execute: execute("DROP TABLE pin"), "row counts changed in ['pin']", "not upgraded"),
    "drops a trigger": (
        lambda execute: execute("DROP TRIGGER activity_update_through_journal"),
        "triggers lost: activity_update_through_journal",
        "not upgraded",
    ),
    "drops an index": (
        lambda execute: execute("DROP INDEX word_is_once"),
        "indexes lost: word_is_once",
        "not upgraded",
    ),
    "breaks a reference": (
        _with_the_pen("UPDATE evidence SET activity_id = 'nobody'"),
        "foreign keys broken in ['evidence']",
        "not upgraded",
    ),
    "breaks a rule": (
        _with_the_pen(f"{_UNCHECKED} = ON", "UPDATE activity SET amount = 'much'", f"{_UNCHECKED} = OFF"),
        "CHECK constraint failed in activity",
        "not upgraded",
    ),
    "writes past the journal": (
        lambda execute: execute("DELETE FROM pin"),
        "a step failed (IntegrityError)",
        "not upgraded",
    ),
    "fills the disk": (_no_room, "no room", "full"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_record_is_as_it_was_and_the_copy_is_named(
    old: Path, monkeypatch: pytest.MonkeyPatch, logged: Any, fault: str
) -> None:
    run, why, kind = FAULTS[fault]
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(migrations, "STEPS", (*migrations.STEPS, _step(run)))
        with pytest.raises(Trouble) as caught:
            workspace.open_record(old)
    assert old.read_bytes() == OLD.read_bytes()
    assert [path.name for path in old.parent.glob(f"{old.name}?*")] == [], "neither a lock nor a journal is left"
    assert (caught.value.kind, bool(logged.take())) == (kind, kind == "not upgraded")
    assert why in caught.value.message
    assert "It was left as it was." in caught.value.message
    assert snapshot(_copy_named(caught.value)) == snapshot(OLD)
    _opens_today(old)


def _copy_named(trouble: Trouble) -> Path:
    found = re.search("The copy made before lies in “(.*?)”[.]", trouble.message)
    assert found
    return Path(found[1])


def _opens_today(path: Path) -> None:
    ws = workspace.open_record(path)
    assert activities.count(ws) == 6
    assert history.redo(ws)
    workspace.close(ws)


def test_without_a_copy_nothing_is_changed(old: Path, tmp_path: Path, logged: Any) -> None:
    (tmp_path / "home" / "data").write_text("a file where the backups' folder should be", encoding="utf-8")
    with pytest.raises(Trouble) as caught:
        workspace.open_record(old)
    logged.take()
    assert "the copy that is made before that failed" in caught.value.message
    assert "The record was not changed." in caught.value.message
    assert old.read_bytes() == OLD.read_bytes()


KILLED = """
import os, signal, sys
from pathlib import Path
from types import ModuleType
from stemtracker.db import engine, migrations
from stemtracker.services import workspace

def halfway(execute):
    execute("CREATE TABLE half (id INTEGER PRIMARY KEY, text TEXT) STRICT")
    for n in range(300):
        execute(f"INSERT INTO half VALUES ({n}, '{'x' * 3000}')")
    execute("UPDATE meta SET value = 'spoiled'")
    os.kill(os.getpid(), signal.SIGKILL)

step = ModuleType("m9999")
step.VERSION, step.run, step.DROPS, step.RECOUNTS = 1999, halfway, (), ()
migrations.STEPS = (*migrations.STEPS, step)
# As if the step did not fit into memory, so that what it writes goes into the file early.
engine._PRAGMAS = (*(p for p in engine._PRAGMAS if "cache" not in p), "cache_size = 1")
workspace.open_record(Path(sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is killed so there")
def test_killed_in_the_middle(old: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(old)], check=False, env=os.environ, capture_output=True)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert old.stat().st_size > OLD.stat().st_size, "half of it was in the file already"
    with closing(sqlite3.connect(old)) as any_program:
        assert any_program.execute("PRAGMA user_version").fetchone() == (1000,)
    assert old.read_bytes() == OLD.read_bytes()
    _opens_today(old)


NO_ROOM = """
import resource, sys
from pathlib import Path
from types import ModuleType
from stemtracker.db import migrations
from stemtracker.errors import Trouble
from stemtracker.services import workspace

def grow(execute):
    execute("CREATE TABLE wide (id INTEGER PRIMARY KEY, bytes BLOB) STRICT")
    execute("INSERT INTO wide VALUES (1, zeroblob(300000))")

step = ModuleType("m9999")
step.VERSION, step.run, step.DROPS, step.RECOUNTS = 1999, grow, (), ()
migrations.STEPS = (*migrations.STEPS, step)
path = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 20_000,) * 2)
try:
    workspace.open_record(path)
except Trouble as why:
    print(why.kind, why)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of that kind there")
def test_a_disk_that_is_full_when_all_is_to_be_written(old: Path) -> None:
    told = subprocess.run([sys.executable, "-c", NO_ROOM, str(old)], check=False, env=os.environ, capture_output=True)
    assert "could not be brought up to date" in told.stdout.decode(), told.stderr.decode()
    assert "The copy made before lies in" in told.stdout.decode()
    assert old.read_bytes() == OLD.read_bytes()
    _opens_today(old)
