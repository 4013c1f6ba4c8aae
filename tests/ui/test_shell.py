"""The window around the pages: opening records, going between pages by keys, undo, notices, closing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from stemtracker import app
from stemtracker.domain.activity import Activity
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, settings, workspace
from stemtracker.ui import theme
from stemtracker.ui.dialogs import ScriptedDialogs

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def _record(folder: Path, name: str = "Ada") -> Path:
    path = folder / f"{name}.stemtracker"
    ws = workspace.create(path, Educator(name=f"{name} Example"))
    workspace.close(ws)
    return path


@pytest.fixture
def program(qapp: QApplication, dialogs: ScriptedDialogs) -> Iterator[app.Program]:
    made = app.Program(qapp, dialogs)
    yield made
    made.window.close()
    made.stop()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle(program: app.Program) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        program.context.tasks.drain()
    QCoreApplication.processEvents()


def start(program: app.Program, path: Path | None = None) -> None:
    program.start(path)
    settle(program)


def press(program: app.Program, key: Qt.Key, modifier: Qt.KeyboardModifier = CTRL) -> None:
    QTest.keyClick(program.window, key, modifier)
    settle(program)


def add(program: app.Program, title: str) -> None:
    day = date(2026, 3, 4)
    one = Activity(id=title, title=title, start=day, end=day, kind="workshop", measure=Measure.minutes(60))
    program.context.tasks.record(activities.save, program.context.workspace, one)
    settle(program)


def test_without_a_record_the_three_doors_open(program: app.Program) -> None:
    start(program)
    first = program.window.stack.currentWidget()
    assert type(first).__name__ == "FirstStart"
    assert program.window.focusWidget().accessibleName() == "Begin"
    assert program.window.navigation.isHidden()


def test_a_record_named_is_opened_at_home_and_remembered(program: app.Program, tmp_path: Path) -> None:
    path = _record(tmp_path)
    start(program, path)
    assert program.window.current_page().name == "home"
    assert program.window.windowTitle() == "Ada – STEM Tracker"
    assert settings.load().recent == [str(path)]


def test_the_last_record_opens_by_itself_and_a_lost_one_is_passed_over(program: app.Program, tmp_path: Path) -> None:
    path = _record(tmp_path)
    settings.remember(path)
    settings.remember(tmp_path / "gone.stemtracker")
    program.context.settings = settings.load()
    start(program)
    assert program.context.workspace.path == path


def test_pages_are_made_when_first_shown(program: app.Program, tmp_path: Path) -> None:
    start(program, _record(tmp_path))
    assert list(program.window._pages) == ["home"]
    pages = ("record", "documents", "leadership", "networks", "renewal", "log", "home")
    for key, name in zip("7654321", pages, strict=True):
        press(program, Qt.Key(ord(key)))
        assert program.window.current_page().name == name
        assert program.window.navigation._buttons[name].isChecked()
    assert len(program.window._pages) == 7


def test_the_search_key_leads_to_the_search_of_the_log(program: app.Program, tmp_path: Path) -> None:
    start(program, _record(tmp_path))
    add(program, "Lab safety")
    press(program, Qt.Key.Key_F)
    assert program.window.current_page().name == "log"
    assert isinstance(program.window.focusWidget(), QLineEdit)


def test_arrows_walk_the_navigation(program: app.Program, tmp_path: Path) -> None:
    start(program, _record(tmp_path))
    program.window.navigation._buttons["home"].setFocus()
    for name in ("log", "renewal", "networks", "leadership", "documents", "record", "home"):
        QTest.keyClick(program.window.focusWidget(), Qt.Key.Key_Down)
        assert program.window.focusWidget().objectName() == name
    QTest.keyClick(program.window.focusWidget(), Qt.Key.Key_Up)
    QTest.keyClick(program.window.focusWidget(), Qt.Key.Key_Return)
    settle(program)
    assert program.window.current_page().name == "record"


def test_undo_and_redo_by_key_say_what_they_did(program: app.Program, tmp_path: Path) -> None:
    start(program, _record(tmp_path))
    add(program, "Lab safety")
    ws = program.context.workspace
    assert program.window.message.text() == "Saved: add Lab safety."
    assert not program.window.message.undo_button.isHidden()
    assert program.window.menus.undo.text() == "&Undo add Lab safety"
    press(program, Qt.Key.Key_Z)
    assert activities.count(ws) == 0
    assert program.window.message.text() == "Taken back: Add Lab safety"
    press(program, Qt.Key.Key_Z, CTRL | SHIFT)
    assert activities.count(ws) == 1
    assert program.window.message.text() == "Done again: Add Lab safety"
    press(program, Qt.Key.Key_Z, CTRL | SHIFT)
    assert not program.window.menus.redo.isEnabled()


def test_undo_in_the_quiet_line(program: app.Program, tmp_path: Path) -> None:
    start(program, _record(tmp_path))
    add(program, "Lab safety")
    program.window.message.undo_button.click()
    settle(program)
    assert activities.count(program.context.workspace) == 0


def test_another_record_takes_the_place_of_the_first(
    program: app.Program, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    first, second = _record(tmp_path), _record(tmp_path, "Bea")
    start(program, first)
    dialogs.will("open_file", second)
    press(program, Qt.Key.Key_O)
    assert program.context.workspace.path == second
    workspace.close(workspace.open_record(first))
    assert [action.text() for action in program.window.menus.recent.actions()] == ["Bea", "Ada"]
    program.window.menus.recent.actions()[1].trigger()
    settle(program)
    assert program.context.workspace.path == first


def test_what_is_no_record_is_refused_in_words_and_the_doors_stay(
    program: app.Program, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    path = tmp_path / "cake.stemtracker"
    path.write_text("200 g butter", encoding="utf-8")
    dialogs.will("choose", "cancel")
    start(program, path)
    assert type(program.window.stack.currentWidget()).__name__ == "FirstStart"
    assert dialogs.said[0][0] == "choose"
    assert path.read_text(encoding="utf-8") == "200 g butter"


def test_a_missing_record_offers_another(program: app.Program, dialogs: ScriptedDialogs, tmp_path: Path) -> None:
    path = _record(tmp_path)
    dialogs.will("choose", "other")
    dialogs.will("open_file", path)
    start(program, tmp_path / "gone.stemtracker")
    assert program.context.workspace.path == path


@pytest.mark.parametrize(("answer", "read_only"), [("read", True), ("take", False)])
def test_a_record_open_elsewhere(
    program: app.Program, dialogs: ScriptedDialogs, tmp_path: Path, answer: str, read_only: bool
) -> None:
    path = _record(tmp_path)
    elsewhere = workspace.open_record(path)
    dialogs.will("choose", answer)
    start(program, path)
    assert program.context.workspace.read_only is read_only
    notice = program.window.notices.notice
    assert (notice is not None and "reading only" in notice.text.text()) is read_only
    workspace.close(elsewhere)


def test_a_new_record_can_be_thought_better_of(program: app.Program, tmp_path: Path) -> None:
    start(program, _record(tmp_path))
    press(program, Qt.Key.Key_N)
    assert type(program.window.stack.currentWidget()).__name__ == "FirstStart"
    QTest.keyClick(program.window.focusWidget(), Qt.Key.Key_Escape)
    settle(program)
    assert program.window.current_page().name == "home"
    assert not program.window.navigation.isHidden()


def test_a_change_of_size_keeps_record_and_page(qapp: QApplication, program: app.Program, tmp_path: Path) -> None:
    start(program, _record(tmp_path))
    program.window.resize(1024, 640)
    press(program, Qt.Key.Key_7)
    theme.apply(qapp, "light", 150)
    settle(program)
    assert program.window.current_page().name == "record"
    assert program.window.windowTitle() == "Ada – STEM Tracker"
    assert program.window.navigation.width() == theme.px(theme.NAVIGATION_NARROW)
    theme.apply(qapp, "dark", 150)
    assert program.window.current_page().name == "record"


def test_closing_asks_about_what_was_typed(program: app.Program, dialogs: ScriptedDialogs, tmp_path: Path) -> None:
    start(program, _record(tmp_path))
    press(program, Qt.Key.Key_7)
    name = program.window.current_page().educator.full_name
    name.setFocus()
    QTest.keyClicks(name, " Jr.")
    dialogs.will("choose", "stay")
    assert not program.window.close()
    dialogs.will("choose", "save")
    assert program.window.close()
    ws = program.context.workspace
    from stemtracker.services import educators

    assert educators.get(ws).name == "Ada Example Jr."


def test_a_refused_save_keeps_the_window_open(program: app.Program, dialogs: ScriptedDialogs, tmp_path: Path) -> None:
    start(program, _record(tmp_path))
    press(program, Qt.Key.Key_7)
    page = program.window.current_page()
    page.educator.full_name.selectAll()
    QTest.keyClicks(page.educator.full_name, "   ")
    dialogs.will("choose", "save")
    dialogs.will("choose", "stay")
    assert not program.window.close()
    assert page.educator.fields["name"].error_text()
    dialogs.will("choose", "drop")
    assert program.window.close()


def test_copy_and_folder(program: app.Program, dialogs: ScriptedDialogs, tmp_path: Path) -> None:
    start(program, _record(tmp_path))
    dialogs.will("save_file", tmp_path / "copy.stemtracker")
    program.window._file.save_copy()
    settle(program)
    assert program.window.message.text() == "Copy saved as copy.stemtracker."
    workspace.close(workspace.open_record(tmp_path / "copy.stemtracker"))
    program.window._file.reveal()
    assert dialogs.said[-1][:2] == ("reveal", str(tmp_path / "Ada.stemtracker"))


def test_a_long_name_of_a_record_goes_on_in_the_next_line(program: app.Program) -> None:
    label = program.window.navigation._record
    program.window.navigation.show_record("Wolfeschlegelsteinhausenbergerdorff")
    room = program.window.navigation.contentsRect().width()
    assert label.minimumSizeHint().width() <= room
    assert label.text().replace("\u200b", "") == label.accessibleName() == "Wolfeschlegelsteinhausenbergerdorff"


def test_save_says_that_all_is_saved(program: app.Program, tmp_path: Path) -> None:
    start(program, _record(tmp_path))
    press(program, Qt.Key.Key_S)
    assert program.window.message.text() == "Everything is saved."


def test_the_place_of_the_window_is_kept(qapp: QApplication, dialogs: ScriptedDialogs, tmp_path: Path) -> None:
    program = app.Program(qapp, dialogs)
    start(program, _record(tmp_path))
    # The offscreen screen is narrower than the smallest window, so only the height tells.
    program.window.resize(1024, 701)
    program.window.close()
    program.stop()
    again = app.Program(qapp, dialogs)
    start(again)
    kept = (again.window.width(), again.window.height())
    again.window.close()
    again.stop()
    assert kept == (1024, 701)


def test_the_trial_window_answers_with_its_title(qapp: QApplication, tmp_path: Path) -> None:
    assert app.trial_window(_record(tmp_path)) == "Ada – STEM Tracker"
