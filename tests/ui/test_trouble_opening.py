"""A record that won't open: the window says what is safe, offers each way on with what it would bring, and goes it."""

from __future__ import annotations

import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from stemtracker import app, paths
from stemtracker.domain.activity import Activity
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, backups, settings, workspace
from stemtracker.ui.dialogs import Dialogs, ScriptedDialogs
from stemtracker.ui.trouble.choices import Choices


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record with forty activities and a backup, closed."""
    made = tmp_path / "records" / "Ada.stemtracker"
    ws = workspace.create(made, Educator(name="Ada Example"))
    day = date(2026, 3, 4)
    text = "What we tried, and what came of it. " * 30
    lines = [
        Activity(
            id=f"a{number}",
            title=f"Workshop {number}",
            start=day,
            end=day,
            kind="workshop",
            measure=Measure.minutes(60),
            description=text,
        )
        for number in range(40)
    ]
    activities.save_many(ws, lines, "Add activities")
    backups.make(ws, "asked for")
    workspace.close(ws)
    return made


@pytest.fixture
def program(qapp: QApplication, dialogs: ScriptedDialogs) -> Iterator[app.Program]:
    made = app.Program(qapp, dialogs)
    yield made
    made.window.close()
    made.stop()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def start(program: app.Program, path: Path | None) -> None:
    program.start(path)
    settle(program)


def settle(program: app.Program) -> None:
    for _ in range(8):
        QCoreApplication.processEvents()
        program.context.tasks.drain()
    QCoreApplication.processEvents()


def count(program: app.Program) -> int:
    return activities.count(program.context.workspace)


def damage(path: Path) -> bytes:
    """Unreadable bytes over one page in the middle of the activities; answers the file."""
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute(
            "SELECT pageno FROM dbstat WHERE name = 'activity' AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 3"
        ).fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    path.with_name(path.name + ".lock").write_bytes(b"{}")  # it ended badly, so the whole file is looked through
    return path.read_bytes()


def cut(path: Path) -> bytes:
    path.write_bytes(path.read_bytes()[:-20_000])
    return path.read_bytes()


def empty(path: Path) -> bytes:
    path.write_bytes(b"")
    return b""


@pytest.mark.parametrize("hurt", [cut, empty])
def test_a_backup_takes_the_place_of_a_damaged_record(
    program: app.Program, dialogs: ScriptedDialogs, path: Path, hurt: Callable[[Path], bytes]
) -> None:
    left = hurt(path)
    dialogs.will("choose", "backup")
    start(program, path)
    assert "40 activities" in dialogs.offered["backup"][1]
    assert "Nov 22, 2026" in dialogs.offered["backup"][0]
    assert program.context.workspace.path == path
    assert count(program) == 40
    kept = [file for file in path.parent.iterdir() if "replaced" in file.name]
    assert [file.read_bytes() for file in kept] == [left]
    assert kept[0].name in program.window.notices.notice.text.text()


def test_what_can_be_read_is_rescued_into_a_new_record(
    program: app.Program, dialogs: ScriptedDialogs, path: Path
) -> None:
    left = cut(path)
    shutil.rmtree(paths.backups())
    seen: list[QDialog] = []

    def read_on(dialog: QDialog) -> bool:
        dialog.show()
        QCoreApplication.processEvents()
        seen.append(dialog)
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        return True

    dialogs.will("choose", "rescue")
    dialogs.will("run", read_on)
    start(program, path)
    assert "backup" not in dialogs.offered
    assert [type(dialog).__name__ for dialog in seen] == ["RescueReport"]
    assert program.context.workspace.path.name == "Ada, rescued 2026-11-22.stemtracker"
    assert 0 < count(program) <= 40
    assert path.read_bytes() == left


def test_a_damaged_record_can_be_looked_at(program: app.Program, dialogs: ScriptedDialogs, path: Path) -> None:
    left = damage(path)
    dialogs.will("choose", "take")
    dialogs.will("choose", "read")
    start(program, path)
    assert program.context.workspace.read_only
    assert path.read_bytes() == left


CUT_OFF = """
import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA cache_size = 1"); c.execute("BEGIN IMMEDIATE"); c.execute("UPDATE pen SET entry = 1")
c.execute("DELETE FROM activity WHERE id LIKE '%1%'")
for i in range(200): c.execute("INSERT INTO series VALUES (?, ?)", (str(i), "x" * 3000))
os._exit(1)
"""


def test_a_write_that_was_cut_off_is_taken_back_without_a_word(program: app.Program, path: Path) -> None:
    subprocess.run([sys.executable, "-c", CUT_OFF, str(path)], check=False)
    assert path.with_name(path.name + "-journal").stat().st_size > 0
    start(program, path)
    assert count(program) == 40
    assert not path.with_name(path.name + "-journal").exists()


def test_a_cut_off_write_that_lost_its_journal_is_told(
    program: app.Program, dialogs: ScriptedDialogs, path: Path
) -> None:
    subprocess.run([sys.executable, "-c", CUT_OFF, str(path)], check=False)
    path.with_name(path.name + "-journal").unlink()
    path.with_name(path.name + ".lock").write_bytes(msgspec.json.encode({"host": platform.node()}))
    left = path.read_bytes()
    dialogs.will("choose", "backup")
    start(program, path)
    assert "damaged" in dialogs.said[0][1]
    assert count(program) == 40
    assert left in [file.read_bytes() for file in path.parent.iterdir()]


def test_reading_is_not_offered_again_where_it_failed(
    program: app.Program, dialogs: ScriptedDialogs, path: Path
) -> None:
    cut(path)
    dialogs.will("choose", "read")
    dialogs.will("choose", "cancel")
    start(program, path)
    assert "read" not in dialogs.offered
    assert type(program.window.stack.currentWidget()).__name__ == "FirstStart"


@pytest.mark.parametrize("with_folder", [True, False])
def test_a_record_that_is_gone_comes_back_from_its_backup(
    program: app.Program, dialogs: ScriptedDialogs, path: Path, with_folder: bool
) -> None:
    path.unlink()
    if not with_folder:
        shutil.rmtree(path.parent)
    dialogs.will("choose", "backup")
    start(program, path)
    opened = program.context.workspace.path
    assert opened == (path if with_folder else paths.records() / "Ada, brought back.stemtracker")
    assert count(program) == 40


def test_the_last_record_is_missed_where_none_is_left(
    program: app.Program, dialogs: ScriptedDialogs, path: Path
) -> None:
    program.context.settings = settings.remember(path)
    path.unlink()
    dialogs.will("choose", "backup")
    start(program, None)
    assert "not where it was" in dialogs.said[0][1]
    assert count(program) == 40


@pytest.mark.parametrize(
    ("what", "kind"), [(b"date,title\n2026-01-01,Lab\n", "not a STEM Tracker record"), (b"", "empty")]
)
def test_nothing_is_offered_that_is_not_there(
    program: app.Program, dialogs: ScriptedDialogs, tmp_path: Path, what: bytes, kind: str
) -> None:
    other = tmp_path / "hours.stemtracker"
    other.write_bytes(what)
    dialogs.will("choose", "cancel")
    start(program, other)
    assert kind in dialogs.said[0][1]
    assert set(dialogs.offered) <= {"read", "other", "begin", "cancel"}
    assert other.read_bytes() == what


def test_a_newer_record_is_left_alone(program: app.Program, dialogs: ScriptedDialogs, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 9000")
    before = path.read_bytes()
    dialogs.will("choose", "begin")
    start(program, path)
    assert "newer version" in dialogs.said[0][1]
    assert type(program.window.stack.currentWidget()).__name__ == "FirstStart"
    assert path.read_bytes() == before


def test_a_stale_lock_of_another_computer(program: app.Program, dialogs: ScriptedDialogs, path: Path) -> None:
    words = {"user": "ana", "host": "staffroom-pc", "pid": 4711, "since": "2026-11-20T08:15:00Z", "machine": "other"}
    path.with_name(path.name + ".lock").write_bytes(msgspec.json.encode(words))
    dialogs.will("choose", "take")
    start(program, path)
    _, title, text = dialogs.said[0]
    assert "ana on staffroom-pc, since Nov 20, 2026, 08:15." in title
    assert "That was 2 days ago." in text
    assert "switched off" in text
    assert not program.context.workspace.read_only
    assert count(program) == 40


def test_keys_alone_lead_through(qapp: QApplication, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real dialog: the first way on has the focus, Down leads to the next, Enter takes it."""
    cut(path)
    taken: list[str] = []

    def by_keys(dialog: QDialog) -> int:
        assert isinstance(dialog, Choices)
        dialog.show()
        QCoreApplication.processEvents()
        assert dialog.focusWidget() is dialog.buttons["backup"]
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        assert dialog.focusWidget() is dialog.buttons["rescue"]
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Backtab)
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
        taken.append(dialog.answer)
        return dialog.result()

    monkeypatch.setattr(QDialog, "exec", by_keys)
    program = app.Program(qapp, Dialogs())
    start(program, path)
    assert taken == ["backup"]
    assert count(program) == 40
    program.window.close()
    program.stop()


def test_escape_is_the_way_back(qapp: QApplication) -> None:
    choices = Choices("It won't open.", "It is safe.", (("read", "Read", "Only look."), ("cancel", "Cancel")))
    choices.show()
    QCoreApplication.processEvents()
    QTest.keyClick(choices, Qt.Key.Key_Escape)
    assert choices.answer == "cancel"
    choices.deleteLater()


def test_an_older_record_that_may_not_be_written_is_copied(
    program: app.Program, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    old = tmp_path / "Old.stemtracker"
    shutil.copyfile(Path(__file__).parents[1] / "db" / "record_schema_1.stemtracker", old)
    before = old.read_bytes()
    dialogs.will("choose", "cancel")
    start(program, tmp_path / "none.stemtracker")
    dialogs.will("choose", "copy")
    program.opener.open(old, read_only=True)
    settle(program)
    assert "Documents" in dialogs.offered["copy"][0]
    assert program.context.workspace.path == paths.records() / "Old, copy.stemtracker"
    assert not program.context.workspace.read_only
    assert old.read_bytes() == before


def test_a_copy_beside_it_is_told_and_compared(program: app.Program, dialogs: ScriptedDialogs, path: Path) -> None:
    ws = workspace.open_record(path)
    copy = path.with_name("Ada (Ben's conflicted copy 2026-11-20).stemtracker")
    workspace.save_copy(ws, copy)
    workspace.close(ws)
    elsewhere = workspace.open_record(copy)
    activities.delete(elsewhere, ["a7"])
    workspace.close(elsewhere)
    start(program, path)
    notice = program.window.notices.on("beside")
    assert notice is not None
    assert copy.name in notice.text.text()
    dialogs.will("run", False)
    notice.findChildren(QPushButton)[0].click()
    assert dialogs.said[-1][:2] == ("run", "MergeWindow")
    settle(program)
    assert program.window.notices.on("beside") is not None
