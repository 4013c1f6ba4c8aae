"""The dialog behind every question and message: a title, a few sentences, and the answers as buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from stemtracker.ui import icons, theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Body, CardTitle
from stemtracker.ui.widgets.sheet import Sheet

_PICTURE = 28


class Question(Sheet):
    """Options are (key, words), the way back last; `answer` is the key chosen. Esc answers the last."""

    def __init__(
        self,
        title: str,
        text: str,
        options: Sequence[tuple[str, str]],
        *,
        default: str = "",
        danger: str = "",
        drawing: tuple[str, str] = ("unknown", "accent"),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("STEM Tracker", theme.QUESTION + _PICTURE + theme.L, parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.answer = options[-1][0]
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.L))
        picture = QLabel()
        icons.put(picture, *drawing, _PICTURE)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(theme.px(theme.S))
        for label in (CardTitle(title, wrap=True), *([Body(text)] if text else [])):
            column.addWidget(label)
        column.addStretch(1)
        row.addLayout(column, 1)
        self.body.addLayout(row)
        self._offer(options, default or options[0][0], danger)

    def _offer(self, options: Sequence[tuple[str, str]], default: str, danger: str) -> None:
        self.answers.addStretch(1)
        # The way on stands right, where the eye ends; the way back left of it.
        for key, words in reversed(options):
            made = buttons.plain
            if key == danger:
                made = buttons.danger
            elif key == default:
                made = buttons.primary
            button = made(words, self._chosen)
            button.setObjectName(key)
            button.setAutoDefault(True)
            self.buttons[key] = button
            self.answers.addWidget(button)
        self.buttons[default].setDefault(True)
        self.buttons[default].setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, QPushButton):
            self.answer = sender.objectName()
        self.accept()
