"""The dialog behind every question and message: a title, a few sentences, and the answers as buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from stemtracker.ui import icons, theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Body, CardTitle


class Question(QDialog):
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
        super().__init__(parent)
        self.setWindowTitle("STEM Tracker")
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.answer = options[-1][0]
        self.buttons: dict[str, QPushButton] = {}
        outer = QVBoxLayout(self)
        gap = theme.px(theme.XL)
        outer.setContentsMargins(gap, gap, gap, theme.px(theme.L))
        outer.setSpacing(gap)
        outer.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.L))
        picture = QLabel()
        icons.put(picture, *drawing, 28)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(theme.px(theme.S))
        for label in (CardTitle(title, wrap=True), *([Body(text)] if text else [])):
            label.setFixedWidth(theme.px(theme.QUESTION))
            column.addWidget(label)
        column.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addLayout(self._answers(options, default or options[0][0], danger))

    def _answers(self, options: Sequence[tuple[str, str]], default: str, danger: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.S))
        row.addStretch(1)
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
            row.addWidget(button)
        self.buttons[default].setDefault(True)
        self.buttons[default].setFocus(Qt.FocusReason.OtherFocusReason)
        return row

    def _chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, QPushButton):
            self.answer = sender.objectName()
        self.accept()
