"""The dialog where each way on needs a sentence: large buttons for these, small ones under them for the rest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from stemtracker.ui import icons, theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Body, CardTitle
from stemtracker.ui.wizard.door import Door

_DRAWINGS = {
    "backup": "documents",
    "rescue": "begin",
    "read": "lock",
    "take": "edit",
    "save": "save",
    "copy": "copy",
    "again": "open",
    "other": "folder",
    "mend": "check",
}


class Choices(QDialog):
    """Options are (key, words) or (key, words, sentence), the way back last; `answer` is the key chosen."""

    def __init__(
        self, title: str, text: str, options: Sequence[tuple[str, ...]], *, parent: QWidget | None = None
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
        outer.setSpacing(theme.px(theme.L))
        outer.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        outer.addLayout(self._words(title, text))
        for key, words, sentence in (option for option in options if len(option) == 3):
            door = Door(_DRAWINGS.get(key, "chevron-right"), words, sentence, self._chosen)
            door.setFixedWidth(theme.px(theme.PROSE))
            outer.addWidget(self._keep(key, door))
        outer.addLayout(self._rest([option for option in options if len(option) == 2]))
        first = self.buttons[options[0][0]]
        first.setDefault(True)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _words(title: str, text: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.L))
        picture = QLabel()
        icons.put(picture, "risk", "warn", 28)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(theme.px(theme.S))
        for label in (CardTitle(title, wrap=True), *([Body(text)] if text else [])):
            label.setFixedWidth(theme.px(theme.PROSE) - theme.px(28) - row.spacing())
            column.addWidget(label)
        row.addLayout(column)
        return row

    def _rest(self, options: Sequence[tuple[str, ...]]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.S))
        row.addStretch(1)
        for key, words in options:
            button = buttons.plain(words, self._chosen)
            button.setAutoDefault(True)
            row.addWidget(self._keep(key, button))
        return row

    def _keep(self, key: str, button: QPushButton) -> QPushButton:
        button.setObjectName(key)
        self.buttons[key] = button
        return button

    def _chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, QPushButton):
            self.answer = sender.objectName()
        self.accept()
