"""The dialogs that ask or tell one thing: as high as their words need, and never beyond the screen.

Where the screen is too small the words scroll; the answers below them stay.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from stemtracker.ui import theme
from stemtracker.ui.widgets.scrolling import scroll_column

#: What the frame of a window takes of the screen.
_FRAME = 40


class Sheet(QDialog):
    """A subclass fills `body`, and `answers` from left to right."""

    def __init__(self, title: str, width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._wide = theme.px(width)
        gap = theme.px(theme.XL)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(gap, gap, gap - theme.px(theme.S), theme.px(theme.L))
        outer.setSpacing(theme.px(theme.L))
        self.area, self.body = scroll_column()
        self._outer = outer
        outer.addWidget(self.area, 1)
        self.answers = QHBoxLayout()
        self.answers.setSpacing(theme.px(theme.S))
        self.answers.setContentsMargins(0, 0, theme.px(theme.S), 0)
        outer.addLayout(self.answers)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.fit()

    def fit(self) -> None:
        """Take the size that the words need, as far as the screen has it."""
        edges, words, outer = self._outer.contentsMargins(), self.area.widget(), self._outer
        assert words is not None  # noqa: S101 - put there by `scroll_column`
        beside = theme.px(theme.S)
        around = QSize(edges.left() + edges.right() + beside, edges.top() + edges.bottom() + outer.spacing())
        room = self.screen().availableSize() - QSize(_FRAME, _FRAME)
        width = min(max(self._wide + around.width(), outer.minimumSize().width()), room.width())
        tall = words.heightForWidth(width - around.width() + beside)
        height = (tall if tall > 0 else words.sizeHint().height()) + self.answers.sizeHint().height()
        # Qt keeps a scroll bar that it needed before, for words that are longer only beside it.
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.resize(width, min(height + around.height() + 2, room.height()))
        outer.activate()
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
