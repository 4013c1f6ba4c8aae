"""Networks on rings, from the school outward: drawn, told in words, and listed beside the drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from stemtracker.domain.growth import RINGS, Spoke
from stemtracker.domain.hours import hours
from stemtracker.domain.network import Level
from stemtracker.ui import theme
from stemtracker.ui.widgets.labels import Body

_WORDS = {Level.SCHOOL: "School", Level.DISTRICT: "District", Level.STATE: "State", Level.NATIONAL: "National"}

#: The words stand beside the drawing from this width on.
_BESIDE = 440


class RingsFigure(QWidget):
    """The drawing, and the same in words."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing = _Rings()
        self.words = Body()
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.L))
        row.addWidget(self.drawing)
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.px(_BESIDE)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def show_spokes(self, spokes: Sequence[Spoke]) -> None:
        """Draw these; the numbers in the drawing are those of the list."""
        placed = [s for s in spokes if s.level in RINGS]
        self.drawing.show_spokes(placed)
        lines = [f"{n}  {s.title} · {_WORDS[s.level].lower()} · {hours(s.minutes)}" for n, s in enumerate(placed, 1)]
        lines += [f"–  {s.title} · level not said · {hours(s.minutes)}" for s in spokes if s.level not in RINGS]
        self.words.setText("\n".join(lines) or "No network yet.")
        self.drawing.setAccessibleName(f"Networks by level: {'; '.join(lines) or 'none'}")


class _Rings(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._spokes: list[Spoke] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_spokes(self, spokes: list[Spoke]) -> None:
        """Draw other ones."""
        self._spokes = spokes
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(260), theme.px(260))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("secondary"))
        middle, whole = QPointF(self.width() / 2, self.height() / 2), min(self.width(), self.height()) / 2 - 2
        core = theme.px(18)
        step = (whole - core) / len(RINGS)
        painter.setPen(QPen(theme.color("outline"), 1))
        for at in range(len(RINGS)):
            painter.drawEllipse(middle, core + step * (at + 1), core + step * (at + 1))
        most = max((s.minutes for s in self._spokes), default=0)
        for number, spoke in enumerate(self._spokes):
            angle = 2 * math.pi * number / len(self._spokes) - math.pi / 2
            radius = core + step * (RINGS.index(spoke.level) + 0.5)
            at_ = middle + QPointF(radius * math.cos(angle), radius * math.sin(angle))
            ink = theme.color("accent" if spoke.current else "muted")
            painter.setPen(QPen(ink, 1 + (5 * spoke.minutes / most if most else 0)))
            painter.drawLine(middle, at_)
            self._disk(painter, at_, theme.px(10), str(number + 1))
        self._disk(painter, middle, theme.px(14), "You")
        for at, level in enumerate(RINGS):
            self._label(painter, middle + QPointF(1, 1) * ((core + step * (at + 1)) * 0.7071), _WORDS[level])
        painter.end()

    def _disk(self, painter: QPainter, at: QPointF, radius: float, words: str) -> None:
        painter.setPen(QPen(theme.color("outline"), 1))
        painter.setBrush(theme.color("surface"))
        painter.drawEllipse(at, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(theme.color("text"))
        box = QRectF(at.x() - 2 * radius, at.y() - radius, 4 * radius, 2 * radius)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _label(self, painter: QPainter, at: QPointF, words: str) -> None:
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(words) + 4, metrics.height()
        x, y = min(at.x() - width / 2, self.width() - width), min(at.y() - height / 2, self.height() - height)
        box = QRectF(x, y, width, height)
        painter.fillRect(box, theme.color("surface"))
        painter.setPen(theme.color("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
