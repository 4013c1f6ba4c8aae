"""The file is moved, replaced, protected, taken over or damaged while it is open: told at once, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from stemtracker import app
from stemtracker.domain.activity import Activity
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.errors import Trouble
from stemtracker.services import activities, backups, educators, workspace
from stemtracker.ui.dialogs import Dialogs, ScriptedDialogs
from stemtracker.ui.trouble.choices import Choices

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody touch an open file")
DAY = date(2026, 3, 4)


@pytest.fixture
def program(qapp: QApplication, dialogs: ScriptedDialogs, tmp_path: Path) -> Iterator[app.Program]:
    """The window on a record with one activity."""
    path = tmp_path / "records" / "Ada.stemtracker"
    workspace.close(workspace.create(path, Educator(name="Ada Example")))
    made = app.Program(qapp, dialogs)
    made.start(path)
    settle(made)
    add(made, "Lab safety")
    yield made
    made.window.close()
    made.stop()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle(program: app.Program) -> None:
    for _ in range(6):
        QCoreApplication.processEvents()
        program.context.tasks.drain()
    QCoreApplication.processEvents()


def add(program: app.Program, title: str) -> None:
    one = Activity(id=title, title=title, start=DAY, end=DAY, kind="workshop", measure=Measure.minutes(60))
    program.context.tasks.record(activities.save, program.context.workspace, one)
    settle(program)


def come_back(program: app.Program) -> None:
    """The window comes to the front again."""
    program.window.activateWindow()
    QApplication.sendEvent(program.window, QEvent(QEvent.Type.ActivationChange))
    settle(program)


def notice(program: app.Program) -> str:
    shown = program.window.notices.on("file")
    return shown.text.text() if shown is not None else ""


def titles(program: app.Program) -> set[str]:
    ws = program.context.workspace
    return {one.title for one in activities.all_activities(ws)}


def remove(path: Path, _other: Path) -> None:
    path.unlink()


def move_folder(path: Path, _other: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


def replace(path: Path, other: Path) -> None:
    other.replace(path)


def write_over(path: Path, other: Path) -> None:
    path.write_bytes(other.read_bytes())


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "Other.stemtracker"
    ws = workspace.create(path, Educator(name="Bea Example"))
    workspace.close(ws)
    return path


@pytest.mark.parametrize(
    ("happens", "words"),
    [(remove, "moved or deleted"), (move_folder, "disk or folder"), (replace, "Another file")],
)
def test_told_when_the_window_comes_to_the_front(
    program: app.Program, other: Path, happens: Callable[[Path, Path], None], words: str
) -> None:
    path = program.context.workspace.path
    come_back(program)
    assert notice(program) == ""
    happens(path, other)
    come_back(program)
    assert words in notice(program)
    program.opener.close()


def test_the_notice_goes_once_the_file_is_back(program: app.Program) -> None:
    path = program.context.workspace.path
    away = path.with_name("away.stemtracker")
    path.rename(away)
    come_back(program)
    assert notice(program)
    away.rename(path)
    come_back(program)
    assert notice(program) == ""
    add(program, "Field trip")
    assert titles(program) == {"Lab safety", "Field trip"}


def test_a_removed_record_is_saved_again_in_its_place(program: app.Program, dialogs: ScriptedDialogs) -> None:
    path = program.context.workspace.path
    path.unlink()
    dialogs.will("choose", "save")
    dialogs.will("save_file", path)
    add(program, "Refused")
    assert ("save_file", "Save what is here as a new file", str(path)) in dialogs.said
    assert program.context.workspace.path == path
    assert titles(program) == {"Lab safety"}
    add(program, "Field trip")
    assert titles(program) == {"Lab safety", "Field trip"}
    assert notice(program) == ""


def test_a_replaced_record_is_saved_beside_the_other(
    program: app.Program, dialogs: ScriptedDialogs, other: Path
) -> None:
    path = program.context.workspace.path
    theirs = other.read_bytes()
    other.replace(path)
    proposed = path.with_name("Ada (conflict 2026-11-22 1200).stemtracker")
    dialogs.will("choose", "save")
    dialogs.will("save_file", proposed)
    add(program, "Refused")
    assert ("save_file", "Save what is here as a new file", str(proposed)) in dialogs.said
    assert path.read_bytes() == theirs
    assert program.context.workspace.path == proposed
    assert titles(program) == {"Lab safety"}


def test_what_a_sync_put_in_its_place_can_be_compared(
    program: app.Program, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    ws = program.context.workspace
    brother = tmp_path / "brother.stemtracker"
    workspace.save_copy(ws, brother)
    elsewhere = workspace.open_record(brother)
    educators.save(elsewhere, Educator(name="Ada Elsewhere"))
    workspace.close(elsewhere)
    brother.replace(ws.path)
    dialogs.will("choose", "save")
    dialogs.will("save_file", ws.path.with_name("Ada (conflict 2026-11-22 1200).stemtracker"))
    add(program, "Refused")
    beside = program.window.notices.on("beside")
    assert beside is not None
    assert "“Ada.stemtracker”" in beside.text.text()


@pytest.mark.parametrize("answer", ["save", "drop"])
def test_nothing_goes_with_the_window_unasked(
    program: app.Program, dialogs: ScriptedDialogs, tmp_path: Path, answer: str
) -> None:
    program.context.workspace.path.unlink()
    come_back(program)
    dialogs.will("choose", "cancel")
    assert not program.window.close()
    dialogs.will("choose", answer)
    saved = tmp_path / "saved.stemtracker"
    if answer == "save":
        dialogs.will("save_file", saved)
    assert program.window.close()
    settle(program)
    assert saved.exists() is (answer == "save")
    if saved.exists():
        ws = workspace.open_record(saved)
        assert activities.count(ws) == 1
        workspace.close(ws)


def test_nor_when_another_record_is_opened(
    program: app.Program, dialogs: ScriptedDialogs, other: Path, tmp_path: Path
) -> None:
    program.context.workspace.path.unlink()
    come_back(program)
    dialogs.will("choose", "save")
    dialogs.will("save_file", tmp_path / "saved.stemtracker")
    program.opener.open(other)
    settle(program)
    assert program.context.workspace.path == other
    assert notice(program) == ""
    workspace.close(workspace.open_record(tmp_path / "saved.stemtracker"))


def test_what_was_being_typed_is_offered_again(program: app.Program, dialogs: ScriptedDialogs) -> None:
    path = program.context.workspace.path
    program.window.go_to("log")
    settle(program)
    log = program.window.current_page()
    log.add()
    settle(program)
    form = log.panels.editor.form
    form.basics.kind.set_id("workshop")
    for name, text in {"title": "Typed and refused", "amount": "2"}.items():
        form.fields[name].editor.setText(text)
    path.unlink()
    dialogs.will("choose", "save")
    dialogs.will("save_file", path)
    program.window.save()
    settle(program)
    assert titles(program) == {"Lab safety"}
    offered = [label.text() for label in program.window.unsaved.findChildren(QLabel)]
    assert any("Typed and refused" in words for words in offered)


def test_nothing_is_saved_over_a_file(program: app.Program, dialogs: ScriptedDialogs, other: Path) -> None:
    before = other.read_bytes()
    program.context.workspace.path.unlink()
    dialogs.will("choose", "save")
    dialogs.will("save_file", other)
    add(program, "Refused")
    assert other.read_bytes() == before
    assert "exists already" in dialogs.said[-1][2]
    program.opener.close()


def test_written_over_by_a_sync(program: app.Program, dialogs: ScriptedDialogs, other: Path) -> None:
    path = program.context.workspace.path
    write_over(path, other)
    dialogs.will("choose", "again")
    add(program, "Refused")
    assert path.read_bytes() == other.read_bytes()
    assert educators.get(program.context.workspace).name == "Bea Example"
    assert program.window.current_page().name == "home"


def test_taken_over_elsewhere(program: app.Program, dialogs: ScriptedDialogs) -> None:
    path = program.context.workspace.path
    there = workspace.open_record(path, take_over=True)
    come_back(program)
    assert "taken over" in notice(program)
    dialogs.will("choose", "cancel")
    add(program, "Refused")
    assert "taken over by" in dialogs.said[-1][1]
    assert "in the file" in dialogs.said[-1][2]
    assert {one.title for one in activities.all_activities(there)} == {"Lab safety"}
    workspace.close(there)


def test_while_nothing_can_be_saved_save_says_so(program: app.Program, dialogs: ScriptedDialogs) -> None:
    program.context.bus.message.emit("Saved: add activity.", True)
    program.context.workspace.path.unlink()
    come_back(program)
    assert program.window.message.text() == ""
    QTest.keyClick(program.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(program)
    assert program.window.message.text() == notice(program)
    assert "Nothing can be saved in it" in notice(program)
    dialogs.will("choose", "drop")


def test_damaged_while_open(program: app.Program, dialogs: ScriptedDialogs) -> None:
    ws = program.context.workspace
    backups.make(ws, "asked for")
    whole = ws.path.read_bytes()
    with ws.path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (len(whole) - 4096))
    hurt = ws.path.read_bytes()
    dialogs.will("choose", "mend")
    dialogs.will("choose", "backup")
    add(program, "Refused")
    assert titles(program) == {"Lab safety"}
    kept = [file for file in ws.path.parent.iterdir() if "replaced" in file.name]
    assert [file.read_bytes() for file in kept] == [hurt]


def test_trouble_with_another_file_is_told_as_before(program: app.Program, dialogs: ScriptedDialogs) -> None:
    dialogs.show_error(Trouble("read only", "The stick is protected.", "Choose another.", about=Path("elsewhere")))
    assert dialogs.said[-1] == ("warn", "The stick is protected.", "Choose another.")


def test_by_keys(program: app.Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notice's button and the real dialog, by keyboard."""
    program.context.workspace.path.unlink()
    come_back(program)
    real, answers = Dialogs(program.window), []

    def by_keys(dialog: QDialog) -> int:
        assert isinstance(dialog, Choices)
        dialog.show()
        QCoreApplication.processEvents()
        assert dialog.focusWidget() is dialog.buttons["save"]
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        answers.append(dialog.answer)
        return dialog.result()

    monkeypatch.setattr(QDialog, "exec", by_keys)
    monkeypatch.setattr(program.context, "dialogs", real)
    button = program.window.notices.on("file").findChildren(type(program.window.message.undo_button))[0]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert answers == ["cancel"]
    assert notice(program)
    program.opener.close()


@pytest.fixture
def protecting() -> Iterator[Callable[[Path, bool], None]]:
    """Protects a file, or lifts the protection. Root may write everywhere: be somebody else meanwhile."""
    me = os.geteuid()

    def protect(path: Path, on: bool) -> None:
        os.seteuid(me)
        path.chmod(0o444 if on else 0o644)
        if on and me == 0:
            os.seteuid(65534)

    yield protect
    os.seteuid(me)


def test_protected_while_open(
    program: app.Program, dialogs: ScriptedDialogs, protecting: Callable[[Path, bool], None]
) -> None:
    folder = Path(tempfile.mkdtemp(dir=tempfile.gettempdir()))
    folder.chmod(0o755)
    path = folder / "Bea.stemtracker"
    workspace.close(workspace.create(path, Educator(name="Bea Example")))
    program.opener.open(path)
    settle(program)
    protecting(path, True)
    come_back(program)
    assert "write-protected" in notice(program)
    dialogs.will("choose", "cancel")
    add(program, "Refused")
    assert "write protection" in dialogs.said[-1][2]
    protecting(path, False)
    come_back(program)
    assert notice(program) == ""
    add(program, "Lab safety")
    assert titles(program) == {"Lab safety"}
    program.opener.close()
    settle(program)
    shutil.rmtree(folder)
