"""Bringing a backup back in the real window: it says what would change, keeps what was there, loses nothing typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from stemtracker import app, clock
from stemtracker.domain.activity import Activity
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, backups, workspace
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.pages.record.backups import BackupsSection
from stemtracker.ui.pages.record.restore_dialog import RestoreDialog

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def program(qapp: QApplication, dialogs: ScriptedDialogs, tmp_path: Path) -> Iterator[app.Program]:
    """A record that was backed up with one activity, and has had another since."""
    path = tmp_path / "Ada.stemtracker"
    workspace.close(workspace.create(path, Educator(name="Ada Example")))
    made = app.Program(qapp, dialogs)
    made.start(path)
    settle(made)
    add(made, "Inquiry")
    with clock.standing_at(NOON - timedelta(days=2)):
        backups.make(made.context.workspace, "asked for")
    add(made, "Argument")
    yield made
    made.window.close()
    made.stop()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle(program: app.Program) -> None:
    for _ in range(5):
        QCoreApplication.processEvents()
        program.context.tasks.drain()
    QCoreApplication.processEvents()


def add(program: app.Program, title: str) -> None:
    day = date(2026, 3, 4)
    one = Activity(id=title, title=title, start=day, end=day, kind="workshop", measure=Measure.minutes(60))
    program.context.tasks.record(activities.save, program.context.workspace, one)
    settle(program)


def section(program: app.Program) -> BackupsSection:
    program.window.go_to("record", "backups")
    settle(program)
    page = program.window.current_page()
    assert page is not None
    found: BackupsSection = page.backups
    return found


def said(dialog: RestoreDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def restore(program: app.Program, dialogs: ScriptedDialogs, *, yes: bool = True, then: str = "") -> str:
    """Choose the only backup and answer the dialog, then the question about what was typed; what the dialog said."""
    shown = section(program)
    shown.table.selectRow(0)
    words: list[str] = []

    def answer(dialog: RestoreDialog) -> bool:
        words.append(said(dialog))
        return yes

    dialogs.will("run", answer)
    if then:
        dialogs.will("choose", then)
    shown.restore_button.click()
    settle(program)
    return words[0]


def holds(program: app.Program) -> int:
    return activities.count(program.context.workspace)


def test_the_dialog_says_what_would_change(program: app.Program, dialogs: ScriptedDialogs) -> None:
    words = restore(program, dialogs, yes=False)
    assert "Restore the backup of Nov 20, 2026, 12:00?" in words
    assert "Activities\n1\n–\n–" in words
    assert "backed up first" in words
    assert holds(program) == 2
    assert len(backups.all_backups()) == 1


def test_the_record_is_as_it_was_and_the_other_file_is_kept(program: app.Program, dialogs: ScriptedDialogs) -> None:
    path = program.context.workspace.path
    restore(program, dialogs)
    assert holds(program) == 1
    assert program.context.workspace.path == path
    page = program.window.current_page()
    assert page is not None
    assert page.name == "home"
    kept = next(one for one in path.parent.glob("Ada, replaced*.stemtracker"))
    assert backups.contents(kept).counts["activity"] == 2
    notice = program.window.notices.findChildren(QLabel)
    assert any(kept.name in label.text() for label in notice)
    assert "before restore" in {one.reason for one in backups.all_backups()}


def test_the_restored_record_can_be_written_and_is_backed_up(program: app.Program, dialogs: ScriptedDialogs) -> None:
    restore(program, dialogs)
    add(program, "Evidence")
    assert holds(program) == 2
    assert program.context.backing_up.is_watching()


def test_what_is_typed_is_asked_about_first_and_may_keep_all_as_it_is(
    program: app.Program, dialogs: ScriptedDialogs
) -> None:
    shown = section(program)
    page = program.window.current_page()
    assert page is not None
    page.open("educator")
    QTest.keyClicks(page.educator.full_name, " Gray")
    restore(program, dialogs, then="stay")
    assert page.educator.full_name.text() == "Ada Example Gray"
    assert holds(program) == 2
    assert shown is page.backups
    page.educator.drop()
    settle(program)


def test_what_is_typed_and_saved_on_the_way_is_in_the_file_that_is_kept(
    program: app.Program, dialogs: ScriptedDialogs
) -> None:
    path = program.context.workspace.path
    section(program)
    page = program.window.current_page()
    assert page is not None
    page.open("educator")
    QTest.keyClicks(page.educator.full_name, " Gray")
    restore(program, dialogs, then="save")
    kept = next(one for one in path.parent.glob("Ada, replaced*.stemtracker"))
    assert backups.contents(kept).name == "Ada Example Gray"
    assert backups.contents(path).name == "Ada Example"


def test_a_backup_that_can_not_be_read_leaves_the_record_as_it_is(
    program: app.Program, dialogs: ScriptedDialogs
) -> None:
    backup = backups.all_backups()[0].path
    backup.write_bytes(b"nothing of ours" * 100)
    shown = section(program)
    shown.table.selectRow(0)
    shown.restore_button.click()
    settle(program)
    assert dialogs.said[-1][0] == "warn"
    assert holds(program) == 2


def test_a_backup_that_goes_away_meanwhile_leaves_the_record_open(
    program: app.Program, dialogs: ScriptedDialogs
) -> None:
    shown = section(program)
    shown.table.selectRow(0)
    path = program.context.workspace.path

    def pull_out(dialog: RestoreDialog) -> bool:
        backups.all_backups()[0].path.unlink()
        return True

    dialogs.will("run", pull_out)
    shown.restore_button.click()
    settle(program)
    assert dialogs.said[-1][0] == "warn"
    assert program.context.workspace.path == path
    assert holds(program) == 2
    assert not list(path.parent.glob("*replaced*"))
