"""The bar that shows where an amount stands: counted solid, planned hatched, cap a tick, today a marker.

Everything it shows is also in its accessible text, and it reads in grey.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from stemtracker.domain.hours import plain
from stemtracker.ui import theme


@dataclass(frozen=True)
class Amounts:
    """What the bar shows, in one unit. `today` is what an even pace would have brought by now."""

    required: Fraction
    counted: Fraction = Fraction(0)
    planned: Fraction = Fraction(0)
    cap: Fraction | None = None
    today: Fraction | None = None
    unit: str = ""

    def spoken(self) -> str:
        """The bar in words."""
        parts = [f"{plain(self.counted)} of {plain(self.required)} {self.unit} counted".replace("  ", " ")]
        if self.planned:
            parts.append(f"{plain(self.planned)} more planned")
        if self.cap is not None:
            parts.append(f"at most {plain(self.cap)} can count")
        if self.today is not None:
            parts.append(f"an even pace would be at {plain(_tenth(self.today))} today")
        return "; ".join(parts)


def _tenth(amount: Fraction) -> Fraction:
    return Fraction(round(amount * 10), 10)


class ProgressBar(QWidget):
    """The painted bar. `set_amounts` changes it; it takes no focus, its text is told by its card."""

    def __init__(self, amounts: Amounts | None = None, *, slim: bool = False) -> None:
        super().__init__()
        self._amounts = amounts or Amounts(Fraction(1))
        self._slim = slim
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_amounts(self._amounts)

    def set_amounts(self, amounts: Amounts) -> None:
        """Show other amounts."""
        self._amounts = amounts
        self.setAccessibleName(amounts.spoken())
        self.setToolTip(amounts.spoken())
        self.updateGeometry()
        self.update()

    def amounts(self) -> Amounts:
        """What is shown."""
        return self._amounts

    def sizeHint(self) -> QSize:
        marker = 0 if self._slim else theme.px(18)
        return QSize(theme.px(160), theme.px(10 if self._slim else 14) + marker)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(60), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marker = 0 if self._slim else theme.px(18)
        track = QRectF(0.5, marker + 0.5, self.width() - 1, self.height() - marker - 1)
        top = max(self._amounts.required, self._amounts.cap or Fraction(0), Fraction(1, 1000))

        def at(amount: Fraction) -> float:
            share = min(max(amount / top, Fraction(0)), Fraction(1))
            return track.left() + track.width() * share.numerator / share.denominator

        radius = min(theme.px(4), track.height() / 2)
        clip = QPainterPath()
        clip.addRoundedRect(track, radius, radius)
        painter.fillPath(clip, theme.color("raised"))
        painter.save()
        painter.setClipPath(clip)
        self._fill(painter, track, at)
        painter.restore()
        painter.setPen(QPen(theme.color("outline"), 1))
        painter.drawPath(clip)
        self._marks(painter, track, at)
        painter.end()

    def _fill(self, painter: QPainter, track: QRectF, at: Callable[[Fraction], float]) -> None:
        a = self._amounts
        counted, planned = at(a.counted), at(a.counted + a.planned)
        if a.planned:
            area = QRectF(counted, track.top(), planned - counted, track.height())
            painter.fillRect(area, QBrush(hatching(theme.color("accent"), self.devicePixelRatioF())))
            painter.setPen(QPen(theme.color("accent"), 1))
            painter.drawLine(QPointF(planned, track.top()), QPointF(planned, track.bottom()))
        painter.fillRect(
            QRectF(track.left(), track.top(), counted - track.left(), track.height()), theme.color("accent")
        )

    def _marks(self, painter: QPainter, track: QRectF, at: Callable[[Fraction], float]) -> None:
        a = self._amounts
        if a.cap is not None and a.cap < a.required:
            x = at(a.cap)
            painter.setPen(QPen(theme.color("text"), theme.px(2)))
            painter.drawLine(QPointF(x, track.top() - theme.px(3)), QPointF(x, track.bottom()))
        if a.today is None or self._slim:
            return
        x = at(a.today)
        painter.setPen(QPen(theme.color("text"), max(1, theme.px(1.5))))
        painter.drawLine(QPointF(x, track.top() - theme.px(3)), QPointF(x, track.bottom()))
        tip, half = track.top() - theme.px(2), theme.px(4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text"))
        painter.drawPolygon(QPolygonF([QPointF(x, tip), QPointF(x - half, tip - half), QPointF(x + half, tip - half)]))
        painter.setPen(theme.color("muted"))
        painter.setFont(theme.font("secondary"))
        word = "today"
        width = painter.fontMetrics().horizontalAdvance(word)
        left = x + half + theme.px(3)
        if left + width > self.width():
            left = x - half - theme.px(3) - width
        painter.drawText(QPointF(left, tip - theme.px(1)), word)


def hatching(color: QColor, ratio: float = 1.0) -> QPixmap:
    """Slanted lines in one color, sharp at the screen's ratio: what is planned, on screens and in grey."""
    size = theme.px(6)
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, max(1.0, size / 4)))
    for shift in (-size, 0, size):
        painter.drawLine(QPointF(shift, size), QPointF(shift + size, 0))
    painter.end()
    return made
