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
    """The place of notices above the page, one on each matter; it takes no room while nothing is to be told."""

    def __init__(self, edge: int = theme.XL) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.px(edge), theme.px(theme.S) if edge else 0, theme.px(edge), 0)
        self._column.setSpacing(theme.px(theme.XS))
        self._notices: dict[str, Notice] = {}
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """What is told of the record as it was opened."""
        return self._notices.get("record")

    def on(self, matter: str) -> Notice | None:
        """What is told on a matter."""
        return self._notices.get(matter)

    def show_notice(
        self,
        text: str,
        action: str = "",
        slot: buttons.Slot | None = None,
        drawing: str = "info",
        *,
        matter: str = "record",
    ) -> None:
        """Tell this in place of what was told on the matter before."""
        self.drop(matter)
        self._notices[matter] = Notice(text, action, slot, drawing)
        self._column.addWidget(self._notices[matter])
        self.show()

    def drop(self, matter: str) -> None:
        """Tell nothing more on a matter."""
        notice = self._notices.pop(matter, None)
        if notice is not None:
            notice.hide()
            notice.deleteLater()
        self.setVisible(bool(self._notices))

    def clear(self) -> None:
        """Tell nothing."""
        for matter in tuple(self._notices):
            self.drop(matter)
