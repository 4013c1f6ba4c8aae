"""A card: one surface with a title and what belongs under it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from stemtracker.ui import theme
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Heading


class Card(QFrame):
    """A bordered surface; `header` takes small actions right of the title, `body` the content."""

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.body = QVBoxLayout(self)
        pad = theme.px(theme.L)
        self.body.setContentsMargins(pad, pad, pad, pad)
        self.body.setSpacing(theme.px(theme.S))
        self.header = FlowLayout()
        self.title = Heading(title, "card")
        self.header.addWidget(self.title)
        self.body.addLayout(self.header)
        self.title.setVisible(bool(title))
        self.setAccessibleName(title)

    def set_title(self, title: str) -> None:
        """Name the card."""
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.setAccessibleName(title)

    def add(self, widget: QWidget) -> None:
        """Put a widget under what is there."""
        self.body.addWidget(widget)


def line() -> QFrame:
    """A hairline between two parts."""
    made = QFrame()
    made.setProperty("look", "line")
    made.setFixedHeight(1)
    return made
