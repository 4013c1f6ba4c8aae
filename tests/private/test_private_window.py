"""A day in the window: what it saves and prints shows what it may, and nothing else of the record is left anywhere.

Looked at are the folders of the program's data and settings, the temporary folder, the files beside the record, the
log, the terminal, the clipboard, the titles of windows and the names that are proposed.
"""

from __future__ import annotations

import gc
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import leaks
import planted
import pytest
from outputs import HOLDER, PAPERS, TABLE
from planted import word
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from pytestqt.qtbot import QtBot

from stemtracker import app, paths
from stemtracker.ui import theme
from stemtracker.ui.crash import CrashDialog, ExceptionHook
from stemtracker.ui.dialogs import ScriptedDialogs


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The computer's temporary folder, for this test."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def said(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], logged: Any
) -> Callable[[], tuple[str, ...]]:
    """Everything that the log and the terminal were told."""
    caplog.set_level(logging.DEBUG)

    def all_of_it() -> tuple[str, ...]:
        return (*logged.take(), caplog.text, *capfd.readouterr())

    return all_of_it


@pytest.fixture
def day(qtbot: QtBot, qapp: QApplication, temporary: Path, tmp_path: Path) -> Iterator[Day]:
    gc.disable()  # in the record's worker it would take widgets away
    theme.apply(qapp, "light", 100)
    dialogs = ScriptedDialogs()
    hook = ExceptionHook(dialogs)
    yield Day(qtbot, app.Program(qapp, dialogs), dialogs, tmp_path / "saved")
    hook.release()
    gc.enable()


def settle(program: app.Program) -> None:
    for _ in range(6):
        QCoreApplication.processEvents()
        program.context.tasks.drain()
    QCoreApplication.processEvents()


def found(*things: Any) -> set[str]:
    """The places that the words come from which are in them."""
    return planted.places(
        leaks.found(planted.WORDS, *(one if isinstance(one, bytes) else str(one).encode() for one in things))
    )


class Day:
    """What a person does in the window, one thing after another."""

    def __init__(self, qtbot: QtBot, program: app.Program, dialogs: ScriptedDialogs, saved: Path) -> None:
        self.wait, self.program, self.dialogs, self.saved = qtbot.waitUntil, program, dialogs, saved
        self.titles: set[str] = set()
        saved.mkdir()

    def visit(self, page: str, argument: object = None) -> Any:
        self.program.window.go_to(page, argument)
        settle(self.program)
        self.titles |= {one.windowTitle() for one in QApplication.topLevelWidgets()}
        self.titles |= {one.windowFilePath() for one in QApplication.topLevelWidgets()}
        return self.program.window.current_page()

    def save_and_print_a_paper(self) -> None:
        page = self.visit("documents")
        self.wait(lambda: page.made is not None and not page._pause.isActive())
        self.dialogs.will("save_file", self.saved / "paper.pdf")
        page.save_button.click()
        settle(self.program)

        def to_file(dialog: Any) -> bool:
            dialog.printer().setOutputFileName(str(self.saved / "printed.pdf"))
            return True

        self.dialogs.will("run", to_file)
        page.print_button.click()
        self.wait(lambda: page._job is None)
        settle(self.program)

    def save_the_log(self) -> None:
        page = self.visit("record")
        self.dialogs.will("save_file", self.saved / "log.csv")
        page.transfer.csv_button.click()
        settle(self.program)

    def look_at_evidence(self) -> None:
        page = self.visit("log", word("activity.id"))
        page.panels.editor.form.fields["title"].editor.insert("typed and not saved")
        for button in page.findChildren(QPushButton):
            if word("evidence.title") in button.text() or word("evidence.title") in button.accessibleName():
                button.click()
        settle(self.program)

    def meet_a_fault(self) -> None:
        def fail() -> None:
            try:
                int(word("activity.private_notes"))
            except ValueError as error:
                raise KeyError(word("evidence.note"), str(self.program.context.workspace.path)) from error

        def copy_and_close(dialog: QDialog) -> bool:
            assert isinstance(dialog, CrashDialog)
            dialog.copy_button.click()
            return True

        self.dialogs.will("run", copy_and_close)
        QTimer.singleShot(0, fail)
        self.wait(lambda: not self.dialogs.answers)

    def end(self) -> None:
        self.program.window.close()
        settle(self.program)
        self.program.stop()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_day_in_the_window_leaves_nothing_of_the_record(
    day: Day, record: Path, tmp_path: Path, said: Callable[[], tuple[str, ...]]
) -> None:
    day.program.start(record)
    settle(day.program)
    for page in ("home", "log", "renewal"):
        day.visit(page)
    day.save_and_print_a_paper()
    day.save_the_log()
    day.look_at_evidence()
    day.meet_a_fault()
    assert found(*(path.read_bytes() for path in record.parent.glob(f"{record.name}?*"))) <= {"file name"}
    clipboard = QGuiApplication.clipboard().text()
    day.end()

    saved = {path.name: found(path.read_bytes()) for path in day.saved.iterdir()}
    assert saved.pop("paper.pdf") == set(PAPERS["long transcript of the cycles"].shows)
    assert saved.pop("log.csv") == set(TABLE)
    assert saved.pop("printed.pdf") <= set(HOLDER), "a printed page is a picture; the job is called as the file"
    assert saved == {}
    assert "KeyError" in clipboard
    assert found(clipboard) == set()
    assert found(*day.titles) == {"file name"}
    proposed = [told[2] for told in day.dialogs.said if told[0] == "save_file"]
    assert found(*proposed) == {"educator.name", "file name"}
    assert found(*said()) == set()
    own = (record, day.saved, paths.backups(), paths.data() / "drafts")
    assert leaks.found_in(planted.WORDS, tmp_path, but=own) == {"home/config/settings.json": {word("file name")}}
    if sys.platform != "win32":
        open_to_others = [path for path in tmp_path.glob("home/**/*") if path.is_file() and path.stat().st_mode & 0o077]
        assert open_to_others == [paths.data() / "computer"], "which is a number drawn by lot"
    kept = {path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("home/data/*/*")}
    assert {name.split("/")[2] for name in kept} >= {"drafts", "trouble"}, "there was something to look into"
