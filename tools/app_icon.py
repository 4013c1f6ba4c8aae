"""Draw the program's icon as a PNG, from the same SVG that the window uses; `build.spec` needs it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZE, RADIUS, MARGIN = 512, 112, 88
GROUND, INK = "#1f5f8b", "#ffffff"


def draw_icon(target: Path) -> Path:
    """White lines on a rounded ground, 512 pixels wide."""
    from PySide6.QtCore import QByteArray, QRectF, Qt
    from PySide6.QtGui import QColor, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(SIZE, SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    drawing = (ROOT / "resources" / "icons" / "stemtracker.svg").read_text(encoding="utf-8")
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(GROUND))
    painter.drawRoundedRect(QRectF(0, 0, SIZE, SIZE), RADIUS, RADIUS)
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", INK).encode()))
    renderer.render(painter, QRectF(MARGIN, MARGIN, SIZE - 2 * MARGIN, SIZE - 2 * MARGIN))
    painter.end()
    target.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(target), "PNG"):
        message = f"cannot write {target}"
        raise OSError(message)
    return target
