"""The second door of the first start: a record's file, a backup on this computer, a backup on a stick."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from stemtracker import app, clock, paths
from stemtracker.domain.activity import Activity
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, backups, workspace
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.wizard.existing import Existing
from stemtracker.ui.wizard.first_start import FirstStart

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def lost(tmp_path: Path) -> Path:
    """A record that was backed up twice, here and on a stick, and is gone. The stick."""
    stick = tmp_path / "STICK"
    stick.mkdir()
    backups.choose_place(stick)
    path = tmp_path / "Ada.stemtracker"
    ws = workspace.create(path, Educator(name="Ada Example"))
    for number in (1, 2):
        day = date(2026, 3, number)
        one = Activity(id=str(number), title="x", start=day, end=day, kind="workshop", measure=Measure.minutes(60))
        activities.save(ws, one)
        with clock.standing_at(NOON - timedelta(days=5 - number)):
            backups.make(ws, "on closing")
    workspace.close(ws)
    path.unlink()
    return stick


@pytest.fixture
def program(qapp: QApplication, dialogs: ScriptedDialogs) -> Iterator[app.Program]:
    made = app.Program(qapp, dialogs)
    made.start(None)
    settle(made)
    yield made
    made.window.close()
    made.stop()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle(program: app.Program) -> None:
    for _ in range(5):
        QCoreApplication.processEvents()
        program.context.tasks.drain()
    QCoreApplication.processEvents()


def behind(program: app.Program) -> Existing:
    """What is behind the second door, gone through by keys."""
    doors = program.window.stack.currentWidget()
    assert isinstance(doors, FirstStart)
    if doors.existing() is None:
        doors.open_door.setFocus()
        QTest.keyClick(program.window.focusWidget(), Qt.Key.Key_Space)
        settle(program)
    found = doors.existing()
    assert found is not None
    return found


def press(program: app.Program, key: Qt.Key) -> None:
    QTest.keyClick(program.window.focusWidget(), key)
    settle(program)


def test_a_backup_on_this_computer_becomes_the_record_again_by_keys(
    program: app.Program, lost: Path, dialogs: ScriptedDialogs
) -> None:
    shutil.rmtree(lost)
    step = behind(program)
    step.here_door.setFocus()
    press(program, Qt.Key.Key_Space)
    assert step.model.rowCount() == 2
    assert step.model.row(0).cells[:3] == ("Ada Example", "Nov 19, 2026, 12:00", "On closing")
    assert step.holds.text().startswith("Holds 2 activities, 0 licenses, 0 pieces of evidence;")
    press(program, Qt.Key.Key_Down)
    assert step.holds.text().startswith("Holds 1 activity,")
    press(program, Qt.Key.Key_Up)
    target = paths.records() / "Ada Example.stemtracker"
    dialogs.will("save_file", target)
    press(program, Qt.Key.Key_Return)
    assert dialogs.said[-1] == ("save_file", "Where your record will lie", str(target))
    assert program.context.workspace.path == target
    assert activities.count(program.context.workspace) == 2
    assert str(target) in program.context.settings.recent


def test_a_backup_on_a_stick_becomes_the_record_on_a_new_computer(
    program: app.Program, lost: Path, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    shutil.rmtree(paths.backups())
    step = behind(program)
    step.look_here()
    settle(program)
    assert step.title.text() == "No backup found"
    assert not step.restore_button.isVisible()
    before = {one.path: one.path.read_bytes() for one in backups.found_in(lost)}
    dialogs.will("choose_folder", lost)
    step.elsewhere_button.click()
    settle(program)
    assert step.model.rowCount() == 2
    dialogs.will("save_file", tmp_path / "mine.stemtracker")
    step.restore_button.click()
    settle(program)
    assert program.context.workspace.path == tmp_path / "mine.stemtracker"
    assert {path: path.read_bytes() for path in before} == before


def test_one_that_can_not_be_read_says_so_and_another_can_be_taken(
    program: app.Program, lost: Path, dialogs: ScriptedDialogs
) -> None:
    shutil.rmtree(lost)
    backups.all_backups()[0].path.write_bytes(b"spoilt" * 1000)
    step = behind(program)
    step.look_here()
    settle(program)
    assert step.model.row(0).cells[0] == "Ada Example"
    assert step.holds.text() == "This one can’t be read; choose another."
    assert not step.restore_button.isEnabled()
    step.table.selectRow(1)
    settle(program)
    assert step.restore_button.isEnabled()


def test_another_record_of_that_name_is_left_alone(
    program: app.Program, lost: Path, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    other = tmp_path / "Bea.stemtracker"
    workspace.close(workspace.create(other, Educator(name="Bea Example")))
    kept = other.read_bytes()
    step = behind(program)
    step.look_here()
    settle(program)
    dialogs.will("save_file", other)
    step.restore_button.click()
    settle(program)
    assert dialogs.said[-1][:2] == ("warn", "Nothing was changed")
    assert other.read_bytes() == kept
    assert program.context.workspace is None


def test_the_way_back_leads_to_the_doors(program: app.Program, lost: Path) -> None:
    step = behind(program)
    step.look_here()
    settle(program)
    press(program, Qt.Key.Key_Escape)
    assert step.stack.currentIndex() == 0
    press(program, Qt.Key.Key_Escape)
    assert program.window.focusWidget().accessibleName() == "I have a record already"
