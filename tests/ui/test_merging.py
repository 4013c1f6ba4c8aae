"""The window over two copies: what differs, what a person has to decide, by keyboard, merged and undone as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTableView, QWidget

from stemtracker.domain.activity import Activity, TopicShare
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, evidence, history, workspace
from stemtracker.services.workspace import Workspace
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.merging.window import MergeWindow, compare_with
from stemtracker.ui.record_file import RecordFileActions

DAY = date(2026, 3, 1)


def _activity(id_: str, title: str) -> Activity:
    return Activity(id=id_, title=title, start=DAY, end=DAY, kind="workshop", measure=Measure.minutes(60))


@pytest.fixture
def copy(context: AppContext, tmp_path: Path) -> Iterator[Workspace]:
    """A copy of the record, with three activities in both."""
    ws = context.workspace
    activities.save_many(ws, [_activity(id_, f"Workshop {id_}") for id_ in "abc"], "Begin")
    workspace.save_copy(ws, tmp_path / "Ada (1).stemtracker")
    made = workspace.open_record(tmp_path / "Ada (1).stemtracker")
    yield made
    workspace.close(made)


def shown(context: AppContext, copy: Workspace) -> MergeWindow:
    window = MergeWindow(context, copy.path)
    window.show()
    context.tasks.drain()
    QApplication.processEvents()
    return window


def words(window: QWidget) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisibleTo(window))


def press(key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key)


def test_what_is_only_there_is_listed_and_merged_on_enter(context: AppContext, copy: Workspace) -> None:
    activities.save(copy, _activity("d", "Robotics"))
    evidence.attach_bytes(copy, "d", "Badge.txt", b"badge", "certificate")
    window = shown(context, copy)
    assert "The copy is further along." in words(window)
    (table,) = window.findChildren(QTableView)
    cells = [[table.model().index(row, column).data() for column in range(3)] for row in range(2)]
    assert cells == [
        ["Added", "activity", "Robotics, Mar 1, 2026"],
        ["Added", "piece of evidence", "E-001 Badge"],
    ]
    press(Qt.Key.Key_Return)
    context.tasks.drain()
    assert window.result() == MergeWindow.DialogCode.Accepted
    assert activities.get(context.workspace, "d").title == "Robotics"
    assert history.undo_label(context.workspace) == "Merge with Ada (1).stemtracker"
    window.deleteLater()


def test_conflicts_are_decided_by_keyboard(context: AppContext, copy: Workspace) -> None:
    ws = context.workspace
    activities.save(ws, replace(_activity("a", "Here"), cost=Decimal(5)))
    activities.save(copy, replace(_activity("a", "There"), cost=Decimal(7)))
    activities.delete(ws, ["b"])
    activities.save(copy, replace(_activity("b", "Workshop b"), place="Austin"))
    window = shown(context, copy)
    said = words(window)
    for text in ("Title: Here", "Title: There", "Before: Workshop a", "Deleted", "Place: Austin", "3 left to decide"):
        assert text in said
    assert not window.merge_button.isEnabled()
    space, tab, right = Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Right
    for key in (right, space, tab, space, tab, right, space):
        press(key)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName().startswith("Keep that: whether it stays, in the copy: Not deleted, changed")
    assert window.merge_button.isEnabled()
    press(Qt.Key.Key_Return)
    context.tasks.drain()
    merged = activities.get(ws, "a")
    assert (merged.title, merged.cost) == ("There", Decimal(5))
    assert activities.get(ws, "b").place == "Austin"
    history.undo(ws)
    assert activities.get(ws, "a").title == "Here"
    window.deleteLater()


def test_all_at_once_and_one_otherwise(context: AppContext, copy: Workspace) -> None:
    for number in range(25):
        activities.save(context.workspace, _activity(f"x{number:02}", "Here"))
        activities.save(copy, _activity(f"x{number:02}", "There"))
    window = shown(context, copy)
    assert len(window.choices) == 20, "more follow when these are decided"
    window.all_there.click()
    assert "left to decide" not in words(window)
    window.choices[0].parts[0].options["here"].button.click()
    window.merge_button.click()
    context.tasks.drain()
    titles = [activities.get(context.workspace, f"x{number:02}").title for number in range(25)]
    assert titles == ["Here", *["There"] * 24]
    window.deleteLater()


def test_the_next_ones_follow(context: AppContext, copy: Workspace) -> None:
    for number in range(22):
        activities.save(context.workspace, _activity(f"x{number:02}", "Here"))
        activities.save(copy, _activity(f"x{number:02}", "There"))
    window = shown(context, copy)
    for choice in list(window.choices):
        choice.parts[0].choose("here")
    assert len(window.choices) == 22
    assert "2 left to decide" in words(window)
    window.reject()
    window.deleteLater()


def test_times_amounts_and_topics_are_told_as_people_read_them(context: AppContext, copy: Workspace) -> None:
    here = replace(_activity("a", "Workshop a"), topics=(TopicShare("stem", Decimal(30)),))
    activities.save(context.workspace, here)
    activities.save(copy, replace(_activity("a", "Workshop a"), measure=Measure.minutes(90)))
    said = words(shown(context, copy))
    for text in ("How much: 1 h", "How much: 1.5 h", "Topics: STEM (0.5 h)", "Topics: –"):
        assert text in said, said


def test_nothing_to_do_and_nothing_that_can_be_done(context: AppContext, copy: Workspace, tmp_path: Path) -> None:
    window = shown(context, copy)
    assert "Both hold the same." in words(window)
    assert not window.merge_button.isVisible()
    press(Qt.Key.Key_Escape)
    assert window.result() == MergeWindow.DialogCode.Rejected
    (tmp_path / "broken.stemtracker").write_bytes(b"nothing")
    broken = MergeWindow(context, tmp_path / "broken.stemtracker")
    broken.show()
    context.tasks.drain()
    assert "not a STEM Tracker record" in words(broken)
    assert not broken.merge_button.isVisible()
    for one in (window, broken):
        one.close()
        one.deleteLater()


def test_the_copy_changed_while_it_was_looked_at(
    context: AppContext, copy: Workspace, dialogs: ScriptedDialogs
) -> None:
    activities.save(copy, _activity("d", "Robotics"))
    window = shown(context, copy)
    activities.save(context.workspace, _activity("a", "Here"))
    activities.save(copy, _activity("a", "There"))
    window.merge_button.click()
    context.tasks.drain()
    assert [type(error).__name__ for error in dialogs.errors] == ["Refused"]
    assert "1 left to decide" in words(window)
    assert activities.get(context.workspace, "a").title == "Here"
    window.close()
    window.deleteLater()


def test_from_the_menu(context: AppContext, copy: Workspace, dialogs: ScriptedDialogs) -> None:
    activities.save(copy, _activity("d", "Robotics"))

    def merge(window: MergeWindow) -> bool:
        context.tasks.drain()
        window.merge_button.click()
        context.tasks.drain()
        return window.result() == MergeWindow.DialogCode.Accepted

    dialogs.will("open_file", copy.path)
    dialogs.will("run", merge)
    RecordFileActions(context, context).compare()
    assert activities.get(context.workspace, "d")
    dialogs.will("open_file", None)
    RecordFileActions(context, context).compare()
    dialogs.will("run", False)
    compare_with(context, copy.path)
    context.tasks.drain()
