"""The program with a camera: real pages on real records; whatever dialog opens is photographed and left by Escape."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QMainWindow, QWidget

from stemtracker import app
from stemtracker.services import settings as stored
from stemtracker.ui.dialogs import Dialogs
from stemtracker.ui.imports.window import ImportWindow

CALM, PATIENCE = 6, 20_000
STEP = 30


class Camera:
    """Takes numbered pictures of windows into one folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.taken = 0

    def take(self, window: QWidget, title: str) -> None:
        """Keep what the window shows, with any dialog that lies over it."""
        image = window.grab().toImage()
        for over in QApplication.topLevelWidgets():
            if over is not window and over.isVisible() and not isinstance(over, QMainWindow):
                self._lay_over(image, window, over)
        self.taken += 1
        name = re.sub(r"[^\w ,-]", "", title).strip()
        image.save(str(self.folder / f"{self.taken:02d} {name}.png"))

    @staticmethod
    def _lay_over(image: QImage, window: QWidget, over: QWidget) -> None:
        at = over.pos() - window.pos()
        inside = window.rect().contains(at) and window.rect().contains(at + QPoint(over.width(), over.height()))
        if not inside:
            at = QPoint(max(0, (window.width() - over.width()) // 2), max(0, (window.height() - over.height()) // 2))
        painter = QPainter(image)
        painter.drawPixmap(at, over.grab())
        painter.end()


class Onlooker(Dialogs):
    """Answers file dialogs with the paths it was given; all other dialogs are real."""

    def __init__(self, opens: Path, saves: Path) -> None:
        super().__init__()
        self.opens, self.saves = opens, saves
        #: The folder that is chosen where one is asked for.
        self.folder: Path | None = None

    def open_file(self, *_arguments: Any, **_named: Any) -> Path | None:
        return self.opens

    def open_files(self, *_arguments: Any, **_named: Any) -> tuple[Path, ...]:
        return ()

    def save_file(self, *_arguments: Any, **_named: Any) -> Path | None:
        return None

    def choose_folder(self, *_arguments: Any, **_named: Any) -> Path | None:
        return self.folder

    def reveal(self, path: Path) -> None:
        """No folder opens while pictures are taken."""

    open_link = open_document = reveal  # type: ignore[assignment]


class Studio:
    """One program in one look, with a camera."""

    def __init__(self, camera: Camera, look: str, percent: int, size: tuple[int, int], sheet: Path) -> None:
        application = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(application, QApplication)  # noqa: S101 - tells the type
        QGuiApplication.setDesktopFileName("stemtracker")
        stored.save(msgspec.structs.replace(stored.load(), appearance=look, scale_percent=percent))
        self.camera, self.size = camera, size
        self.dialogs = Onlooker(sheet, camera.folder)
        self.program = app.Program(application, self.dialogs)
        self.window = self.program.window
        self.doing = "Window"
        #: What the dialogs to come are answered with, by the key of the button; then all are left by Escape.
        self.answers: list[str] = []
        self._kept = QDialog.exec
        # A function, not the bound method: only a function is handed the dialog it is called on.
        QDialog.exec = lambda dialog: self._look(dialog)  # type: ignore[method-assign, assignment]  # noqa: PLW0108

    def open(self, record: Path | None) -> None:
        """Start on that record, or with none."""
        self.program.start(record)
        self.window.resize(*self.size)
        self.settle()

    @staticmethod
    def wait() -> None:
        """Let the window live for a step. `QTest.qWait` would keep the workers from running meanwhile."""
        loop = QEventLoop()
        QTimer.singleShot(STEP, loop.quit)
        loop.exec()

    def settle(self) -> None:
        """Wait until nothing runs and nothing is about to be painted."""
        calm = 0
        for _ in range(PATIENCE):
            self.wait()
            calm = calm + 1 if self.program.context.tasks.is_idle() else 0
            if calm >= CALM:
                return
        raise TimeoutError("the window does not come to rest")

    def shoot(self, title: str) -> None:
        """A picture of the window as it is once it has come to rest."""
        self.settle()
        self.camera.take(self.window, title)

    def go_to(self, page: str) -> Any:
        """Show a page."""
        self.window.go_to(page)
        self.settle()
        shown = self.window.current_page()
        if shown is None:
            message = f"there is no page {page}"
            raise LookupError(message)
        return shown

    def _look(self, dialog: QDialog) -> int:
        """What stands in for `exec`: a picture of the dialog (of each step of the import), then Escape."""
        title = dialog.windowTitle() or type(dialog).__name__
        dialog.show()
        self.settle()
        self.camera.take(self.window, f"{self.doing}, {title}")
        if isinstance(dialog, ImportWindow):
            dialog.open_file(self.program.dialogs.opens)
            for step in ("columns", "rows", "report"):
                self.settle()
                self.camera.take(self.window, f"{self.doing}, {step}")
                if step == "columns":
                    self.step_down(dialog.columns_step.questions["kind"].findChild(QComboBox))
                if step != "report":
                    dialog.next_button.click()
        if self.answers:
            dialog.buttons[self.answers.pop(0)].click()  # type: ignore[attr-defined]
            return dialog.result()
        dialog.reject()
        return int(QDialog.DialogCode.Rejected)

    def press(self, text: str, inside: QWidget | None = None) -> bool:
        """Click the first button that says so; whether there was one."""
        for one in (inside or self.window).findChildren(QAbstractButton):
            if one.isVisible() and one.isEnabled() and one.text().strip("& …").startswith(text):
                self.doing = text
                one.click()
                self.settle()
                return True
        return False

    def step_down(self, box: QComboBox) -> None:
        """Choose the next entry of a drop-down, as a person does."""
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Down)
        self.settle()

    def tear_down(self) -> None:
        """End the program as a kill does: what is typed is on disk, and nobody is asked."""
        QDialog.exec = self._kept  # type: ignore[method-assign]
        self.program.context.gather_drafts()
        self.window.hide()
        self.program.stop()

    def close(self) -> None:
        """Close the program in order."""
        self.window.close()
        QDialog.exec = self._kept  # type: ignore[method-assign]
        self.program.stop()
