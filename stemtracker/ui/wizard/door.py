"""A large button of the first start: a drawing, a title, a sentence on what is behind it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from stemtracker.ui import icons, theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import CardTitle, Muted
from stemtracker.ui.widgets.scrolling import scroll_column

#: Wide enough for a prose line and the edge beside it.
WIDTH = theme.PROSE + theme.XXL


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
        column.addWidget(CardTitle(title, wrap=True))
        column.addWidget(self._words)
        row.addLayout(column, 1)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._row.heightForWidth(width)

    def sizeHint(self) -> QSize:
        width = min(theme.px(WIDTH), max(self.width(), theme.px(280)))
        return QSize(width, self._row.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(240), self.sizeHint().height())


def door_column() -> tuple[QScrollArea, QVBoxLayout]:
    """The middle of the window, as wide as prose, for doors and what is said above them."""
    area, inner = scroll_column()
    gap = theme.px(theme.XXL)
    inner.setContentsMargins(gap, gap, gap, gap)
    row = QHBoxLayout()
    column = QVBoxLayout()
    column.setSpacing(theme.px(theme.L))
    holder = QWidget()
    holder.setLayout(column)
    holder.setMaximumWidth(theme.px(WIDTH))
    row.addStretch(1)
    row.addWidget(holder, 8)
    row.addStretch(1)
    inner.addLayout(row)
    return area, column
