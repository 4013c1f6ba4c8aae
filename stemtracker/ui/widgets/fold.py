"""What is there for whoever wants it: a line that opens and closes what lies under it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from stemtracker.ui import icons, theme
from stemtracker.ui.widgets import buttons


class Fold(QWidget):
    """Closed at first; `column` takes what it hides."""

    def __init__(self, title: str) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(theme.S))
        self.button = buttons.link(title, self._turn, "chevron-right")
        self.button.setCheckable(True)
        self._inside = QWidget()
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(theme.px(theme.XL), 0, 0, 0)
        self.column.setSpacing(theme.px(theme.M))
        self._inside.hide()
        outer.addWidget(self.button)
        outer.addWidget(self._inside)

    def _turn(self) -> None:
        is_open = self.button.isChecked()
        self._inside.setVisible(is_open)
        icons.put(self.button, "chevron-down" if is_open else "chevron-right", "accent", theme.ICON_SMALL)
