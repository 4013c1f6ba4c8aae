"""A line that stays while something is so: opened for reading only, the sample record, a page in trouble."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from stemtracker.ui import icons, theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Label


class Notice(QFrame):
    """An icon, a sentence, and at most one thing to do about it."""

    def __init__(self, text: str, action: str = "", slot: buttons.Slot | None = None, drawing: str = "info") -> None:
        super().__init__()
        self.setProperty("look", "notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(theme.M), theme.px(theme.XS), theme.px(theme.S), theme.px(theme.XS))
        row.setSpacing(theme.px(theme.S))
        picture = QLabel()
        icons.put(picture, drawing, "muted", theme.ICON_SMALL)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        self.text = Label(text)
        self.text.setWordWrap(True)
        self.text.setMinimumHeight(theme.px(theme.TARGET))
        row.addWidget(self.text, 1)
        if action:
            row.addWidget(buttons.link(action, slot), 0, Qt.AlignmentFlag.AlignVCenter)


class NoticeBar(QWidget):
    """The place of one notice above the page; it takes no room while nothing is to be told."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(theme.XL), theme.px(theme.S), theme.px(theme.XL), 0)
        self.notice: Notice | None = None
        self.hide()

    def show_notice(self, text: str, action: str = "", slot: buttons.Slot | None = None, drawing: str = "info") -> None:
        """Tell this in place of what was told before."""
        self.clear()
        self.notice = Notice(text, action, slot, drawing)
        self.layout().addWidget(self.notice)
        self.show()

    def clear(self) -> None:
        """Tell nothing."""
        self.hide()
        if self.notice is not None:
            self.notice.hide()
            self.notice.deleteLater()
            self.notice = None
