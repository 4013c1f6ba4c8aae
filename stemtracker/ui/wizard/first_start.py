"""The three doors: begin, a record one has already, the sample record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from stemtracker.ui import theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Body, Title
from stemtracker.ui.wizard.begin import Begin
from stemtracker.ui.wizard.door import Door, door_column
from stemtracker.ui.wizard.existing import Existing

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.opening import Opener


class FirstStart(QWidget):
    """The doors, and the wizard behind the first."""

    #: Back to the record that is open.
    left = Signal()

    def __init__(self, context: AppContext, opener: Opener) -> None:
        super().__init__()
        self._context, self._opener = context, opener
        self._sheet: Path | None = None
        self.setAccessibleName("Begin")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        column.addWidget(self.stack)
        self.begin_door = Door(
            "begin",
            "Begin",
            "Say who you are and which license you hold. It takes about two minutes.",
            self.begin,
        )
        self.open_door = Door(
            "open",
            "I have a record already",
            "Open a record from this computer, a stick or a backup.",
            self.look_for_it,
        )
        self.sample_door = Door(
            "sample",
            "Explore the sample record",
            "Ten years of a made-up educator, to look around in.",
            self._opener.open_sample,
        )
        self.stack.addWidget(self._doors())
        self._steps: Begin | None = None
        self._existing: Existing | None = None

    def _doors(self) -> QWidget:
        area, column = door_column()
        column.addWidget(Title("Your professional development, kept well", wrap=True))
        column.addWidget(
            Body(
                "STEM Tracker keeps your hours, shows where your license stands and why, "
                "and prints what your agency asks for. It works without the internet."
            )
        )
        column.addSpacing(theme.px(theme.S))
        for door in (self.begin_door, self.open_door, self.sample_door):
            column.addWidget(door)
        if self._context.workspace is not None:
            column.addWidget(buttons.link("Back to my record", self.left, "chevron-left"))
        return area

    def begin(self) -> None:
        """Open the wizard."""
        self._steps = Begin(self._context)
        self._steps.left.connect(self.show_doors)
        self._steps.made.connect(self._made)
        self.stack.addWidget(self._steps)
        self.stack.setCurrentWidget(self._steps)
        self._steps.focus_first()

    def look_for_it(self) -> None:
        """Ask where the record is."""
        self._existing = Existing(self._context, self._opener)
        self._existing.left.connect(self.show_doors)
        self.stack.addWidget(self._existing)
        self.stack.setCurrentWidget(self._existing)
        self._existing.focus_first()

    def wizard(self) -> Begin | None:
        """The wizard, while it is open."""
        return self._steps

    def existing(self) -> Existing | None:
        """What is behind the second door, while it is open."""
        return self._existing

    def show_doors(self) -> None:
        """Back from what is behind a door."""
        self.stack.setCurrentIndex(0)
        behind, self._steps, self._existing = (self._steps, self._existing), None, None
        for widget in behind:
            if widget is not None:
                self.stack.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        (self.open_door if behind[1] is not None else self.begin_door).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """Put the focus on the first door."""
        self.begin_door.setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self, ws: Workspace) -> None:
        sheet = self._steps.sheet.path() if self._steps is not None else None
        preparing = self._steps is not None and self._steps.is_preparing
        self._opener.adopt(ws)
        if sheet is not None:
            self._context.bus.navigate.emit("import", sheet)
        elif preparing:
            self._context.bus.navigate.emit("record", "preparations:new")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._context.workspace is not None:
            self.left.emit()
        else:
            super().keyPressEvent(event)
