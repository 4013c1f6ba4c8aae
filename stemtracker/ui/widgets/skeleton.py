"""What stands where content is on its way: pale bars in the place of rows, and words for who cannot see them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stemtracker.ui import theme

#: So long nothing is said of waiting (milliseconds).
PATIENCE = 200


class Skeleton(QWidget):
    """Bars instead of rows; nothing at all in the first fifth of a second."""

    def __init__(self, rows: int = 5, name: str = "Loading") -> None:
        super().__init__()
        self._rows = rows
        self._shown = False
        self.setAccessibleName(name)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PATIENCE)
        self._timer.timeout.connect(self._appear)
        self._timer.start()

    def _appear(self) -> None:
        self._shown = True
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), self._rows * theme.px(theme.ROW))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if not self._shown:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("raised"))
        height, step, radius = theme.px(theme.M), theme.px(theme.ROW), theme.px(theme.INPUT_RADIUS)
        for row in range(self._rows):
            width = min(self.width(), theme.px(480)) * (5 - row % 3) // 5
            painter.drawRoundedRect(QRectF(0, row * step + (step - height) / 2, width, height), radius, radius)
        painter.end()
