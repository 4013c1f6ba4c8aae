"""The dialog where each way on needs a sentence: large buttons for these, small ones under them for the rest."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from stemtracker.ui import icons, theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Body, CardTitle
from stemtracker.ui.widgets.sheet import Sheet
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


class Choices(Sheet):
    """Options are (key, words) or (key, words, sentence), the way back last; `answer` is the key chosen."""

    def __init__(
        self, title: str, text: str, options: Sequence[tuple[str, ...]], *, parent: QWidget | None = None
    ) -> None:
        super().__init__("STEM Tracker", theme.PROSE, parent)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.answer = options[-1][0]
        self.buttons: dict[str, QPushButton] = {}
        self.body.addLayout(self._words(title, text))
        for key, words, sentence in (option for option in options if len(option) == 3):
            door = Door(_DRAWINGS.get(key, "chevron-right"), words, sentence, self._chosen)
            self.body.addWidget(self._keep(key, door))
        self._offer([option for option in options if len(option) == 2])
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
            column.addWidget(label)
        row.addLayout(column, 1)
        return row

    def _offer(self, options: Sequence[tuple[str, ...]]) -> None:
        self.answers.addStretch(1)
        for key, words in options:
            button = buttons.plain(words, self._chosen)
            button.setAutoDefault(True)
            self.answers.addWidget(self._keep(key, button))

    def _keep(self, key: str, button: QPushButton) -> QPushButton:
        button.setObjectName(key)
        self.buttons[key] = button
        return button

    def _chosen(self) -> None:
        sender = self.sender()
        if isinstance(sender, QPushButton):
            self.answer = sender.objectName()
        self.accept()
