"""The career line: licenses as flags, roles as bars under each other, years below. Told in words as well."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from stemtracker.domain.growth import CareerLine, Flag
from stemtracker.ui import theme

_FLAG, _ROW, _BAR, _AXIS = 26, 38, 10, 26
#: The least room between two years.
_TICK = 44


class CareerFigure(QWidget):
    """Draws one line; as high as it has entries."""

    def __init__(self) -> None:
        super().__init__()
        self._line: CareerLine | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_line(self, line: CareerLine) -> None:
        """Draw another one."""
        self._line = line
        self.setAccessibleName(spoken(line))
        self.setToolTip("")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        line = self._line
        height = _AXIS + (len(line.flags) * _FLAG + len(line.bars) * _ROW if line else 0)
        return QSize(theme.px(360), theme.px(height))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(220), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._line is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("secondary"))
        self._years(painter, self._line)
        y = 0.0
        for flag in self._line.flags:
            self._flag(painter, flag, y)
            y += theme.px(_FLAG)
        for bar in self._line.bars:
            start, end = self._x(bar.start), self._x(bar.end or self._line.last)
            years = f" · {bar.start.year}–{bar.end.year if bar.end else 'now'}"
            words = shortened(painter.fontMetrics(), bar.title, self.width() - 2, years)
            self._words(painter, words, start, y, theme.px(_ROW - _BAR - 6))
            box = QRectF(start, y + theme.px(_ROW - _BAR - 6), max(end - start, 3), theme.px(_BAR))
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.setBrush(theme.color("accent"))
            painter.drawRoundedRect(box, 2, 2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            y += theme.px(_ROW)
        painter.end()

    def _x(self, day: date) -> float:
        assert self._line is not None  # noqa: S101 - tells the type
        first, last = date(self._line.first.year, 1, 1), date(self._line.last.year + 1, 1, 1)
        share = (min(max(day, first), last) - first).days / (last - first).days
        return share * (self.width() - 1)

    def _years(self, painter: QPainter, line: CareerLine) -> None:
        bottom = self.height() - theme.px(_AXIS)
        span = line.last.year - line.first.year + 1
        room = max(1, self.width() // theme.px(_TICK))
        step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200) if span / s <= room)
        metrics = painter.fontMetrics()
        painter.setPen(QPen(theme.color("outline"), 1))
        painter.drawLine(0, bottom, self.width(), bottom)
        for year in range(line.first.year, line.last.year + 1):
            if year % step and span > step:
                continue
            x = self._x(date(year, 1, 1))
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawLine(int(x), 0, int(x), bottom)
            painter.setPen(theme.color("muted"))
            wide = metrics.horizontalAdvance(str(year))
            painter.drawText(QRectF(min(x, self.width() - wide), bottom + 2, wide + 2, theme.px(_AXIS) - 2), str(year))

    def _flag(self, painter: QPainter, flag: Flag, y: float) -> None:
        """Words stand behind the flag, or before it where there is more room."""
        metrics, x, year = painter.fontMetrics(), self._x(flag.on), f" · {flag.on.year}"
        before, behind = int(x) - theme.px(4), self.width() - int(x) - theme.px(14)
        turned = before > behind and metrics.horizontalAdvance(flag.title + year) > behind
        words = shortened(metrics, flag.title, (before if turned else behind) - 2, year)
        left = before - metrics.horizontalAdvance(words) - 2 if turned else x + theme.px(14)
        self._words(painter, words, left, y, theme.px(_FLAG))
        painter.setPen(QPen(theme.color("text"), 1.5))
        painter.drawLine(int(x), int(y + 3), int(x), int(y + theme.px(20)))
        painter.setBrush(theme.color("surface"))
        painter.drawRect(QRectF(x, y + 3, theme.px(10), theme.px(7)))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _words(self, painter: QPainter, shown: str, x: float, y: float, height: float) -> None:
        """One line, moved left where it would run out of the picture."""
        wide = painter.fontMetrics().horizontalAdvance(shown) + 2
        box = QRectF(max(0.0, min(x, self.width() - wide)), y, wide, height)
        painter.fillRect(box, theme.color("surface"))
        painter.setPen(theme.color("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def shortened(metrics: QFontMetrics, title: str, room: int, end: str) -> str:
    """The title, ending in dots where there is no room for it and for what stands behind it, which stays."""
    return metrics.elidedText(title, Qt.TextElideMode.ElideRight, room - metrics.horizontalAdvance(end)) + end


def spoken(line: CareerLine) -> str:
    """The line in words."""
    flags = [f"{flag.title}, first issued {flag.on.year}" for flag in line.flags]
    bars = [f"{bar.title}, {bar.start.year} to {bar.end.year if bar.end else 'now'}" for bar in line.bars]
    return f"Career line from {line.first.year} to {line.last.year}: {'; '.join([*flags, *bars])}."
