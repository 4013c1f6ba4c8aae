"""A title that leads to what it names; where there is no room for all of it, it ends in dots."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from stemtracker.ui import theme
from stemtracker.ui.widgets import buttons


class TitleLink(QPushButton):
    """As wide as its title, and never wider than its place. `objectName` is the id of what it names."""

    def __init__(self, title: str, id_: str, slot: buttons.Slot, spoken: str = "") -> None:
        super().__init__()
        self._whole = title
        self.setProperty("look", "link")
        self.setAutoDefault(False)
        self.setAccessibleName(spoken or title)
        self.setObjectName(id_)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setText(title.replace("&", "&&"))
        self.clicked.connect(slot)

    def _pad(self) -> int:
        return super().sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text().replace("&&", "&"))

    def sizeHint(self) -> QSize:
        whole = self.fontMetrics().horizontalAdvance(self._whole) + self._pad() + 2
        return QSize(whole, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(80), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - self._pad()
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))
        self.setToolTip(self._whole if shown != self._whole else "")
