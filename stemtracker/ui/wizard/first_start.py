"""The three doors: begin, a record one has already, the sample record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from stemtracker.ui import icons, theme
from stemtracker.ui.pages.base import scroll_column
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Body, CardTitle, Muted, Title
from stemtracker.ui.wizard.begin import WIDTH, Begin

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.opening import Opener


class Door(QPushButton):
    """A large button with a drawing, a title and a sentence."""

    def __init__(self, drawing: str, title: str, words: str, slot: buttons.Slot) -> None:
        super().__init__()
        self.setProperty("look", "door")
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.setAutoDefault(True)
        self.clicked.connect(slot)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = row = QHBoxLayout(self)
        pad = theme.px(theme.L)
        row.setContentsMargins(pad, pad, pad, pad)
        row.setSpacing(theme.px(theme.L))
        picture = QLabel()
        icons.put(picture, drawing, "accent", 32)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout()
        column.setSpacing(theme.px(theme.XS))
        self._words = Muted(words)
        column.addWidget(CardTitle(title))
        column.addWidget(self._words)
        row.addLayout(column, 1)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        width = min(theme.px(WIDTH), max(self.width(), theme.px(280)))
        return QSize(width, self._row.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(240), self.sizeHint().height())


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
            self._opener.ask_and_open,
        )
        self.sample_door = Door(
            "sample",
            "Explore the sample record",
            "Ten years of a made-up educator, to look around in.",
            self._opener.open_sample,
        )
        self.stack.addWidget(self._doors())
        self._steps: Begin | None = None

    def _doors(self) -> QWidget:
        area, inner = scroll_column()
        gap = theme.px(theme.XXL)
        inner.setContentsMargins(gap, gap, gap, gap)
        row = QHBoxLayout()
        column = QVBoxLayout()
        column.setSpacing(theme.px(theme.L))
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
        holder = QWidget()
        holder.setLayout(column)
        holder.setMaximumWidth(theme.px(WIDTH))
        row.addStretch(1)
        row.addWidget(holder, 8)
        row.addStretch(1)
        inner.addLayout(row)
        return area

    def begin(self) -> None:
        """Open the wizard."""
        self._steps = Begin(self._context)
        self._steps.left.connect(self.show_doors)
        self._steps.made.connect(self._made)
        self.stack.addWidget(self._steps)
        self.stack.setCurrentWidget(self._steps)
        self._steps.focus_first()

    def wizard(self) -> Begin | None:
        """The wizard, while it is open."""
        return self._steps

    def show_doors(self) -> None:
        """Back from the wizard."""
        self.stack.setCurrentIndex(0)
        if self._steps is not None:
            self.stack.removeWidget(self._steps)
            self._steps.hide()
            self._steps.deleteLater()
            self._steps = None
        self.focus_first()

    def focus_first(self) -> None:
        """Put the focus on the first door."""
        self.begin_door.setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self, ws: Workspace) -> None:
        sheet = self._steps.sheet.path() if self._steps is not None else None
        self._opener.adopt(ws)
        if sheet is not None:
            self._context.bus.navigate.emit("import", sheet)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._context.workspace is not None:
            self.left.emit()
        else:
            super().keyPressEvent(event)
