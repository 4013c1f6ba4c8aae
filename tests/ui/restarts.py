"""A program that is started, left and torn down again and again on one record, and what is typed into it.

Neighbors: the tests of drafts; `conftest` gives them `started` and `record`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from stemtracker import app
from stemtracker.domain.activity import Activity
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, drafts, workspace
from stemtracker.ui.dialogs import ScriptedDialogs

Start = Callable[[Path | None], app.Program]
DAY = date(2026, 11, 5)


def an_activity(id_: str = "one", title: str = "Lab safety") -> Activity:
    return Activity(id=id_, title=title, start=DAY, end=DAY, kind="workshop", measure=Measure.minutes(60))


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "Ada.stemtracker"
    ws = workspace.create(path, Educator(name="Ada Example"))
    activities.save(ws, an_activity())
    workspace.close(ws)
    return path


@pytest.fixture
def started(qapp: QApplication, dialogs: ScriptedDialogs) -> Iterator[Start]:
    """Starts the program on a record, as often as asked; what ran before is ended in order."""
    running: list[app.Program] = []

    def end() -> None:
        while running:
            program = running.pop()
            if shiboken6.isValid(program.window):
                program.window.close()
                program.stop()
                QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def start(path: Path | None) -> app.Program:
        end()
        running.append(app.Program(qapp, dialogs))
        running[0].start(path)
        settle(running[0])
        return running[0]

    yield start
    end()


def settle(program: app.Program) -> None:
    for _ in range(5):
        QCoreApplication.processEvents()
        program.context.tasks.drain()
    QCoreApplication.processEvents()


def torn_down(program: app.Program) -> None:
    """As a kill leaves it: what is typed is on disk, and nobody was asked anything."""
    assert program.context.gather_drafts()
    program.window.hide()
    program.stop()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def press(program: app.Program, words: str) -> None:
    (button,) = [b for b in program.window.unsaved.findChildren(QPushButton) if b.text() == words and b.isVisible()]
    button.click()
    settle(program)


def type_new(program: app.Program, title: str) -> Any:
    program.window.go_to("log", "new")
    settle(program)
    editor = program.window.current_page().panels.editor
    QTest.keyClicks(editor.form.fields["title"].editor, title)
    return editor


def file_of(program: app.Program) -> Path:
    return drafts.file_of(program.context.workspace.record_id)
