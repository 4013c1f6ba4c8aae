"""Hours over time against the line of an even pace: a small painted chart with direct labels.

The same numbers are in its accessible text and in the table beside it (`pages.home.pace`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from stemtracker.domain import wording
from stemtracker.domain.periods import Period
from stemtracker.ui import theme


@dataclass(frozen=True)
class Series:
    """What the chart draws: counted amounts as they came together, and what was required by the end."""

    cycle: Period
    #: (day, counted up to and with that day), ascending.
    points: tuple[tuple[date, Fraction], ...]
    required: Fraction
    today: date
    unit: str

    @property
    def counted(self) -> Fraction:
        """What counts by now."""
        return self.points[-1][1] if self.points else Fraction(0)

    @property
    def expected(self) -> Fraction:
        """What an even pace would have brought by today."""
        return self.required * wording.elapsed(self.cycle, self.today)

    def spoken(self) -> str:
        """The chart in words."""
        text = f"{wording.amount(self.counted, self.unit)} counted by {wording.day(self.today)}"
        if self.required:
            text += (
                f"; an even pace to {wording.amount(self.required, self.unit)} by {wording.day(self.cycle.end)} "
                f"would be at {wording.short(self.expected)}"
            )
        return f"{text}."


class PaceChart(QWidget):
    """Steps of what counted, a dashed even pace, today. Axis from zero, two hues, labels at the lines."""

    def __init__(self) -> None:
        super().__init__()
        self._series: Series | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_series(self, series: Series | None) -> None:
        """Draw other numbers."""
        self._series = series
        self.setAccessibleName(series.spoken() if series else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(360), theme.px(210))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(220), theme.px(210))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._series is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("secondary"))
        _Drawing(painter, self._series, QRectF(self.rect())).draw()
        painter.end()


class _Drawing:
    """One drawing of the chart: where things lie, then each part."""

    def __init__(self, painter: QPainter, series: Series, whole: QRectF) -> None:
        self.painter, self.series = painter, series
        self.metrics = painter.fontMetrics()
        self.top = max(series.required, series.counted, Fraction(1)) * Fraction(21, 20)
        left = self.metrics.horizontalAdvance(self._number(self._highest())) + theme.px(theme.S)
        line = self.metrics.height()
        self.area = whole.adjusted(left, line + theme.px(theme.XS), -theme.px(theme.S), -(line + theme.px(theme.S)))

    def draw(self) -> None:
        """Axis, pace, today, what counted, labels."""
        self._axis()
        if self.series.required:
            self._pace()
        self._today()
        self._steps()
        self._labels()

    def _x(self, day: date) -> float:
        share = Fraction((day - self.series.cycle.start).days, max(self.series.cycle.days - 1, 1))
        return self.area.left() + self.area.width() * _real(min(max(share, Fraction(0)), Fraction(1)))

    def _y(self, amount: Fraction) -> float:
        return self.area.bottom() - self.area.height() * _real(amount / self.top)

    def _highest(self) -> Fraction:
        return self.series.required or self.series.counted

    def _number(self, amount: Fraction) -> str:
        return wording.short(Fraction(int(amount * 10), 10))

    def _axis(self) -> None:
        for amount in {Fraction(0), self._highest() / 2, self._highest()}:
            y = self._y(amount)
            self.painter.setPen(QPen(theme.color("border" if amount else "outline"), 1))
            self.painter.drawLine(QPointF(self.area.left(), y), QPointF(self.area.right(), y))
            self._text(self._number(amount), self.area.left() - theme.px(6), y, "muted", right=True)
        below = self.area.bottom() + theme.px(theme.XS) + self.metrics.height() / 2
        self._text(wording.day(self.series.cycle.start), self.area.left(), below, "muted")
        self._text(wording.day(self.series.cycle.end), self.area.right(), below, "muted", right=True)

    def _pace(self) -> None:
        pen = QPen(theme.color("muted"), theme.px(1.5), Qt.PenStyle.DashLine)
        self.painter.setPen(pen)
        start, end = self.series.cycle.start, self.series.cycle.end
        self.painter.drawLine(
            QPointF(self._x(start), self._y(Fraction(0))), QPointF(self._x(end), self._y(self.series.required))
        )

    def _today(self) -> None:
        if self.series.today not in self.series.cycle:
            return
        x = self._x(self.series.today)
        self.painter.setPen(QPen(theme.color("text"), 1))
        self.painter.drawLine(QPointF(x, self.area.top()), QPointF(x, self.area.bottom()))
        half = self.metrics.horizontalAdvance("today") / 2
        left = min(max(x - half, self.area.left()), self.area.right() - 2 * half)
        self._text("today", left, self.area.top() - theme.px(2) - self.metrics.height() / 2, "text")

    def _steps(self) -> None:
        path = QPainterPath(QPointF(self._x(self.series.cycle.start), self._y(Fraction(0))))
        for day, amount in self.series.points:
            path.lineTo(self._x(day), path.currentPosition().y())
            path.lineTo(self._x(day), self._y(amount))
        last = min(max(self.series.today, self.series.cycle.start), self.series.cycle.end)
        path.lineTo(max(self._x(last), path.currentPosition().x()), path.currentPosition().y())
        filled = QPainterPath(path)
        filled.lineTo(path.currentPosition().x(), self.area.bottom())
        filled.closeSubpath()
        tint = QColor(theme.color("accent"))
        tint.setAlpha(28)
        self.painter.fillPath(filled, tint)
        pen = QPen(theme.color("accent"), theme.px(2))
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        self.painter.setPen(pen)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawPath(path)

    def _labels(self) -> None:
        series = self.series
        day = min(max(series.today, series.cycle.start), series.cycle.end)
        x, counted, line = self._x(day), self._y(series.counted), self.metrics.height()
        expected = self._y(series.expected)
        if series.required and abs(expected - counted) < 1.6 * line:
            middle = (expected + counted) / 2
            sign = 1 if counted > expected else -1
            counted, expected = middle + sign * 0.8 * line, middle - sign * 0.8 * line
        words = f"{self._number(series.counted)} counted"
        pace = f"{self._number(series.expected)} at an even pace"
        width = max(self.metrics.horizontalAdvance(t) for t in (words, pace)) + theme.px(theme.S)
        right = x + width > self.area.right()
        at = x - theme.px(theme.S) if right else x + theme.px(theme.S)
        self._text(words, at, self._inside(counted), "accent", right=right, ground=True)
        if series.required:
            self._text(pace, at, self._inside(expected), "muted", right=right, ground=True)

    def _inside(self, y: float) -> float:
        half = self.metrics.height() / 2
        return min(max(y, self.area.top() + half), self.area.bottom() - half)

    def _text(self, text: str, x: float, y: float, tint: str, *, right: bool = False, ground: bool = False) -> None:
        width = self.metrics.horizontalAdvance(text)
        box = QRectF(x - width if right else x, y - self.metrics.height() / 2, width, self.metrics.height())
        if ground:
            self.painter.fillRect(box.adjusted(-2, 0, 2, 0), theme.color("surface"))
        self.painter.setPen(theme.color(tint))
        self.painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _real(share: Fraction) -> float:
    return share.numerator / share.denominator
