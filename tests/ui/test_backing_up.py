"""Backups without asking: when they are made as a person opens, changes and closes a record in the real window."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from stemtracker import app, clock, paths
from stemtracker.domain.activity import Activity
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.errors import Trouble
from stemtracker.services import activities, backups, workspace
from stemtracker.ui import backing_up
from stemtracker.ui.dialogs import ScriptedDialogs

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "Ada.stemtracker"
    workspace.close(workspace.create(path, Educator(name="Ada Example")))
    return path


class Running:
    """The program, from its start to its end."""

    def __init__(self, qapp: QApplication, dialogs: ScriptedDialogs) -> None:
        self.program = app.Program(qapp, dialogs)
        self.ended = False

    def start(self, record: Path | None) -> Running:
        self.program.start(record)
        self.settle()
        return self

    def settle(self) -> None:
        for _ in range(4):
            QCoreApplication.processEvents()
            self.program.context.tasks.drain()
        QCoreApplication.processEvents()

    def add(self, title: str) -> None:
        day = date(2026, 3, 4)
        one = Activity(id=title, title=title, start=day, end=day, kind="workshop", measure=Measure.minutes(60))
        self.program.context.tasks.record(activities.save, self.program.context.workspace, one)
        self.settle()

    def wait(self, what: str) -> None:
        """Let the time pass that it waits for."""
        timer = getattr(self.program.context.backing_up, what)
        assert timer.isActive()
        timer.stop()
        timer.timeout.emit()
        self.settle()

    def end(self) -> None:
        if not self.ended:
            self.ended = True
            self.program.window.close()
            self.program.stop()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def running(qapp: QApplication, dialogs: ScriptedDialogs) -> Iterator[Running]:
    made = Running(qapp, dialogs)
    yield made
    made.end()


def reasons() -> list[str]:
    return [one.reason for one in backups.all_backups()]


def newest_holds() -> int:
    """How many activities are in the newest backup."""
    return backups.contents(backups.all_backups()[0].path).counts["activity"]


def in_the_way(record: Path) -> Path:
    """A file where the folder of the record's backups should be."""
    path = paths.backups() / backups.contents(record).record_id[:12]
    path.parent.mkdir(parents=True)
    path.write_text("a file, not a folder", encoding="utf-8")
    return path


def test_the_first_backup_is_made_soon_after_opening(running: Running, record: Path) -> None:
    running.start(record)
    assert reasons() == [], "nothing is asked of the disk before Home is there"
    running.wait("look_soon")
    assert reasons() == ["on opening"]
    assert running.program.window.message.text() == "", "a backup that went well needs no word"


def test_a_record_that_did_not_change_is_not_backed_up_again(running: Running, record: Path) -> None:
    running.start(record)
    running.wait("look_soon")
    with clock.standing_at(NOON + timedelta(days=3)):
        running.program.context.backing_up.look()
        running.settle()
        running.end()
    assert reasons() == ["on opening"]


def test_changes_are_backed_up_after_a_while_and_all_in_one(running: Running, record: Path) -> None:
    running.start(record)
    running.wait("look_soon")
    running.add("Inquiry")
    running.add("Argument")
    with clock.standing_at(NOON + timedelta(minutes=10)):
        running.wait("back_up_later")
    assert reasons() == ["after changes", "on opening"]
    assert newest_holds() == 2
    assert not running.program.context.backing_up.back_up_later.isActive()


def test_what_changed_since_is_backed_up_on_closing(running: Running, record: Path) -> None:
    running.start(record)
    running.wait("look_soon")
    running.add("Inquiry")
    with clock.standing_at(NOON + timedelta(minutes=2)):
        running.end()
    assert reasons() == ["on closing", "on opening"]
    assert newest_holds() == 1
    with clock.standing_at(NOON):
        workspace.close(workspace.open_record(record))  # the lock was given back


def test_a_record_that_makes_way_for_another_is_backed_up_first(running: Running, record: Path, tmp_path: Path) -> None:
    other = tmp_path / "Bea.stemtracker"
    workspace.close(workspace.create(other, Educator(name="Bea Example")))
    running.start(record)
    running.add("Inquiry")
    running.program.opener.open(other)
    running.settle()
    assert reasons() == ["on closing"]
    assert newest_holds() == 1
    assert running.program.context.workspace.path == other


def test_the_sample_and_what_is_only_read_are_left_alone(running: Running, record: Path) -> None:
    running.start(None)
    running.program.opener.open_sample()
    running.settle()
    assert not running.program.context.backing_up.is_watching()
    running.program.opener.open(record, read_only=True)
    running.settle()
    assert not running.program.context.backing_up.is_watching()
    running.program.context.backing_up.look()
    running.program.context.backing_up.now()
    running.end()
    assert reasons() == []


def test_where_no_backup_can_be_made_a_quiet_line_says_so(running: Running, record: Path) -> None:
    blocked = in_the_way(record)
    running.start(record)
    running.add("Inquiry")
    running.wait("look_soon")
    state = running.program.context.backing_up
    assert "could not be backed up" in running.program.window.message.text()
    assert state.trouble is not None
    running.program.window.go_to("record", "backups")
    running.settle()
    shown = running.program.window.current_page().backups
    assert shown.trouble.isVisible()
    assert not shown.reach.isVisible()
    assert "The record itself is safe" in shown.remedy.text()
    blocked.unlink()
    state.now()
    running.settle()
    assert state.trouble is None
    assert newest_holds() == 1
    assert running.program.window.message.text() == "Backed up."


def test_a_failed_backup_on_closing_is_made_up_for_on_opening(
    running: Running, record: Path, qapp: QApplication, dialogs: ScriptedDialogs
) -> None:
    blocked = in_the_way(record)
    running.start(record)
    running.add("Inquiry")
    running.end()
    blocked.unlink()
    again = Running(qapp, dialogs).start(record)
    try:
        again.wait("look_soon")
    finally:
        again.end()
    assert newest_holds() == 1


@pytest.mark.parametrize("kind", ["removed", "replaced"])
def test_what_lies_in_the_place_of_the_open_file_is_not_taken_for_it(
    running: Running, record: Path, tmp_path: Path, kind: str
) -> None:
    other = tmp_path / "Bea.stemtracker"
    workspace.close(workspace.create(other, Educator(name="Bea Example")))
    running.start(record)
    running.add("Inquiry")
    kept = record.rename(tmp_path / "moved.stemtracker")
    if kind == "replaced":
        other.rename(record)
    running.wait("back_up_later")
    trouble = running.program.context.backing_up.trouble
    assert isinstance(trouble, Trouble)
    assert trouble.kind == kind
    assert reasons() == []
    record.unlink(missing_ok=True)
    kept.rename(record)
    running.program.context.backing_up.now()
    running.settle()
    assert newest_holds() == 1


@pytest.mark.parametrize(
    ("days", "words"),
    [(None, "No copy outside"), (0, "today"), (1, "yesterday"), (6, "6 days ago"), (30, "4 weeks ago")],
)
def test_the_last_copy_in_words(days: int | None, words: str) -> None:
    assert words in backing_up.last_copy(days)


def test_the_window_closes_while_a_slow_stick_still_takes_its_copy(running: Running, record: Path) -> None:
    running.start(record)
    taken = threading.Event()
    running.program.context.tasks.pool(taken.wait, 20)
    assert running.program.window.close()
    assert not running.program.window.isVisible()
    taken.set()
