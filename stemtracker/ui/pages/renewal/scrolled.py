"""A tab of the Renewal page that is read from top to bottom. Neighbors: `open_points`, `answers`, `sources` fill it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from stemtracker.ui import theme
from stemtracker.ui.widgets.scrolling import scroll_column


class Scrolled(QWidget):
    """A tab whose content is a scrolling column that is filled anew."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(theme.S), 0, 0)
        area, self.column = scroll_column()
        self.column.setSpacing(theme.px(theme.M))
        column.addWidget(area)

    def clear(self) -> None:
        while item := self.column.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
