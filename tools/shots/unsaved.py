"""What was typed when the program ended, as it is offered again, and the program at fault, as it says so.

Neighbors: `scenes` calls it for each look; `trouble` has what can happen to a record's file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from stemtracker.domain.activity import Activity
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, workspace
from stemtracker.ui.crash import ExceptionHook
from tools.shots.studio import Studio

_DAY = date(2026, 11, 5)
_LAB = Activity(id="lab", title="Lab safety", start=_DAY, end=_DAY, kind="workshop", measure=Measure.minutes(90))


def take(new_studio: Callable[[], Studio], folder: Path) -> None:
    """All pictures of this set, on a record of its own."""
    record = folder / "Ada Newcomb, writing.stemtracker"
    ws = workspace.create(record, Educator(name="Ada Newcomb"))
    activities.save(ws, _LAB)
    workspace.close(ws)
    studio = new_studio()
    studio.open(record)
    _type(studio)
    studio.tear_down()
    ws = workspace.open_record(record)
    activities.save(ws, replace(_LAB, title="Lab safety, revised", place="Room 12"))
    workspace.close(ws)
    studio = new_studio()
    studio.open(record)
    studio.shoot("Unsaved, offered")
    studio.press("Discard", studio.window.unsaved)
    studio.press("Take it up again", studio.window.unsaved)
    studio.shoot("Unsaved, changed in the record meanwhile")
    studio.press("Take it up again", studio.window.unsaved)
    studio.shoot("Unsaved, a new activity taken up")
    studio.press("Take it up again", studio.window.unsaved)
    studio.press("Take it up again", studio.window.unsaved)
    studio.shoot("Unsaved, the part You taken up")
    studio.window.current_page().educator.drop()
    _fail(studio)
    studio.close()


def _type(studio: Studio) -> None:
    studio.window.go_to("log", "lab")
    studio.settle()
    log: Any = studio.window.current_page()
    log.panels.editor.form.fields["title"].editor.setText("Lab safety for grades 6 to 8")
    for title in ("Inquiry in the middle school science classroom, day 1 of 3", "実践的な理科教育：探究と観察"):
        studio.window.go_to("log", "new")
        studio.settle()
        log.panels.editor.form.fields["title"].editor.setText(title)
    studio.window.go_to("record", "educator")
    studio.settle()
    page: Any = studio.window.current_page()
    QTest.keyClicks(page.educator.full_name, "-Reyes")


class _Fault:
    """Something of the program's own that goes wrong."""

    def happen(self) -> None:
        message = "a word that nobody else is to see"
        raise ValueError(message)


def _fail(studio: Studio) -> None:
    hook = ExceptionHook(studio.program.dialogs)
    hook.use(studio.program.context)
    fault = _Fault()
    studio.doing = "A fault of the program"
    QTimer.singleShot(0, fault.happen)
    studio.settle()
    QTimer.singleShot(0, fault.happen)
    studio.shoot("A fault of the program, once more")
    studio.doing = "The program could not start"
    hook.could_not_start(ValueError("a word that nobody else is to see"))
    hook.release()
