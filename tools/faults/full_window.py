"""The real window on a full disk, without a screen: what was typed must still stand in its form, and be saved later.

Prints what came of it as JSON. Neighbors: `full_disk` starts it; `tests/faults` does, too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from stemtracker import app
from stemtracker.errors import Trouble
from stemtracker.services import activities, educators
from stemtracker.ui.dialogs import ScriptedDialogs
from tools.faults import work
from tools.faults.small_disk import Room

#: Typing rests that long (milliseconds) before drafts are written: on a full disk, that too is tried.
_REST = 1_500
NOTES = "What I noticed, and would not want to type again. " * 400


class Trial:
    """A window, a record in it, and a disk that is full."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.failures: list[str] = []
        self.held: list[str] = []
        self._room = Room(folder, kind)
        path = folder / "record.stemtracker"
        work.begin(path)
        self._dialogs = ScriptedDialogs()
        self._program = app.Program(QApplication([]), self._dialogs)
        self._program.start(path)
        self._settle()

    def _settle(self) -> None:
        for _ in range(5):
            QCoreApplication.processEvents()
            self._program.context.tasks.drain()

    def _page(self, name: str) -> Any:
        self._program.window.go_to(name)
        self._settle()
        return self._program.window.current_page()

    def try_all(self) -> None:
        """A new activity, one that is changed, the person; and closing over what is not saved."""
        log = self._page("log")
        log.add()
        self._settle()
        self._form("a new activity", log.panels.editor.form, {"title": "Typed on a full disk", "amount": "2"})
        first = activities.ids(self._program.context.workspace, activities.LogQuery())[-1]
        log.open_editor(first)
        self._settle()
        self._form("a changed activity", log.panels.editor.form, {"title": "Changed on a full disk", "place": "Room 4"})
        saved = {one.title: one.private_notes for one in activities.all_activities(self._program.context.workspace)}
        for title in ("Typed on a full disk", "Changed on a full disk"):
            self._expect(saved.get(title) == NOTES, f"“{title}” was not saved once there was room")
        self._person()
        self._closing()
        self._program.window.close()
        self._program.stop()

    def _form(self, what: str, form: Any, typed: dict[str, str]) -> None:
        form.basics.kind.set_id("workshop")
        for name, text in {**typed, "private_notes": NOTES}.items():
            editor = form.fields[name].editor
            (editor.setText if isinstance(editor, QLineEdit) else editor.setPlainText)(text)
        self._refused_and_saved(what, form.draft)

    def _person(self) -> None:
        page = self._page("record")
        lines = [one for one in page.findChildren(QLineEdit) if one.text() == "Bench Educator"]
        QTest.keyClicks(lines[0], " of a full disk")
        self._refused_and_saved("the person", lines[0].text)
        name = educators.get(self._program.context.workspace).name
        self._expect(name.endswith(" of a full disk"), "the person’s name was not saved once there was room")

    def _closing(self) -> None:
        """What is typed can't be kept for the next start: that is said before the window goes."""
        log = self._page("log")
        log.add()
        self._settle()
        log.panels.editor.form.fields["title"].editor.setText("Not saved, and not to be lost")
        self._room.leave(0)
        self._dialogs.will("ask", False)
        self._expect(not self._program.window.close(), "the window closed over what could not be kept")
        self._expect(not self._dialogs.answers, "nobody was asked before what could not be kept was lost")
        self._room.free()
        log.panels.editor.discard()
        self.held.append("closing")

    def _refused_and_saved(self, what: str, typed: Callable[[], object]) -> None:
        """Save with no room, which is to be refused in words and to leave the form as it is; then with room."""
        before = typed()
        self._room.leave(0)
        self._program.window.save()
        QTest.qWait(_REST)
        self._settle()
        self._expect(bool(self._dialogs.errors), f"{what}: nobody was told that it could not be saved")
        for error in self._dialogs.errors:
            full = isinstance(error, Trouble) and (error.kind == "full" or not self._room.is_disk)
            self._expect(full, f"{what}: told as {error!r}")
        self._expect(typed() == before, f"{what}: what was typed is gone")
        self._room.free()
        self._dialogs.errors.clear()
        self._program.window.save()
        self._settle()
        self._expect(not self._dialogs.errors, f"{what}: with room again: {self._dialogs.errors}")
        self.held.append(what)

    def _expect(self, is_so: bool, otherwise: str) -> None:  # noqa: FBT001
        if not is_so:
            self.failures.append(otherwise)


def main() -> None:
    """Try it in the folder that is named first, on the kind of disk named next."""
    trial = Trial(Path(sys.argv[1]), sys.argv[2])
    trial.try_all()
    print(json.dumps({"held": trial.held, "failures": trial.failures}))


if __name__ == "__main__":
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    main()
