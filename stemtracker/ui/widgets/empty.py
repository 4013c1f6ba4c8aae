"""What an empty place says: one sentence on what belongs here, one button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from stemtracker.ui import icons, theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Body


class EmptyState(QWidget):
    """The sentence and the button, in the middle of what would be the content."""

    def __init__(self, sentence: str, action: str = "", slot: buttons.Slot | None = None, drawing: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        gap = theme.px(theme.XXL)
        column.setContentsMargins(gap, gap, gap, gap)
        column.setSpacing(theme.px(theme.M))
        column.addStretch(1)
        if drawing:
            picture = QLabel()
            icons.put(picture, drawing, "muted", 32)
            column.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.sentence = Body(sentence)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        # Between stretches it takes the width of prose, and so the height of its wrapped lines.
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.sentence, 100)
        row.addStretch(1)
        column.addLayout(row)
        self.button: QPushButton | None = None
        if action:
            self.button = buttons.plain(action, slot)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
