"""Our own drawings as icons in the colors of the theme; they change with it.

An SVG in `resources/icons` draws with `currentColor`. A button that got its icon through `put` is
tinted anew when the theme changes.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton

from stemtracker import paths
from stemtracker.ui import theme

_SIZES = (16, 20, 24, 32, 48)


def icon(name: str, tint: str = "text", *, air: bool = False) -> QIcon:
    """The drawing of that name in the color of a token."""
    made = QIcon()
    for size in _SIZES:
        for mode, token in ((QIcon.Mode.Normal, tint), (QIcon.Mode.Disabled, "muted")):
            made.addPixmap(_pixmap(name, theme.tokens()[token], size, air=air), mode)
    return made


def pixmap(name: str, tint: str = "text", size: int = theme.ICON, ratio: float = 1.0) -> QPixmap:
    """The drawing as a picture of that many logical pixels at the scale in use, sharp at the screen's ratio."""
    logical = theme.px(size)
    made = QPixmap(_pixmap(name, theme.tokens()[tint], round(logical * ratio)))
    made.setDevicePixelRatio(ratio)
    return made


def put(
    target: QAbstractButton | QLabel,
    name: str,
    tint: str = "text",
    size: int = theme.ICON,
    *,
    air: bool | None = None,
) -> None:
    """Show the drawing on a button or label, now and after each change of theme.

    `air` leaves room on its right for a word beside it, which Qt sets too close; push buttons have it anyway.
    """
    spaced = isinstance(target, QPushButton) if air is None else air
    target.setProperty("drawing", f"{name} {tint} {size} {int(spaced)}")
    _show(target)


def _show(target: QAbstractButton | QLabel) -> None:
    name, tint, size, spaced = str(target.property("drawing")).split()
    if isinstance(target, QLabel):
        target.setPixmap(pixmap(name, tint, int(size), target.devicePixelRatioF()))
        return
    air = spaced == "1"
    target.setIcon(icon(name, tint, air=air))
    edge = theme.px(int(size))
    target.setIconSize(QSize(edge * 5 // 4 if air else edge, edge))


def retint() -> None:
    """Draw every icon anew in the colors of the theme."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, (QAbstractButton, QLabel)) and widget.property("drawing"):
            _show(widget)


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    return (paths.resource("icons") / f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _pixmap(name: str, color: str, size: int, *, air: bool = False) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", color).encode()))
    made = QPixmap(size * 5 // 4 if air else size, size)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return made


theme.signals.changed.connect(retint)
