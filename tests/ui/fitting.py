"""What does not fit in a window: what is wider than where it is shown, squeezed below its least, or over its neighbor.

Neighbors: tests that show pages and dialogs at the smallest window.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QLayout, QScrollArea, QWidget


def lay_out(window: QWidget) -> None:
    """Let every layout find its measures, those too that depend on the width."""
    for _ in range(4):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QCoreApplication.processEvents()
    window.repaint()


def misfits(window: QWidget) -> list[str]:
    """What cannot be read or used as the window stands, in words."""
    lay_out(window)
    return [*_too_wide(window), *_squeezed(window), *_overlapping(window)]


def _too_wide(window: QWidget) -> Iterator[str]:
    for area in [window, *window.findChildren(QScrollArea)]:
        if isinstance(area, QScrollArea) and area.isVisible():
            over = area.widget().width() - area.viewport().width()
            if over > 0:
                yield f"{_name(area)} is {over} pixels too wide: {_widest(area.widget())}"


def _widest(ground: QWidget) -> str:
    """The innermost parts that ask for the most width."""
    asking = [w for w in ground.findChildren(QWidget) if w.isVisible() and w.minimumSizeHint().width() > 0]
    asking.sort(key=lambda w: -max(w.minimumSizeHint().width(), w.minimumWidth()))
    return "; ".join(f"{_name(w)} {max(w.minimumSizeHint().width(), w.minimumWidth())}" for w in asking[:6])


def _squeezed(window: QWidget) -> Iterator[str]:
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget.parentWidget(), QAbstractScrollArea):
            continue
        if isinstance(widget, QAbstractButton | QLabel) and widget.text():
            least = widget.minimumSizeHint()
            if isinstance(widget, QLabel) and widget.wordWrap():
                if widget.height() < widget.heightForWidth(widget.width()):
                    yield f"{_name(widget)} loses lines"
            elif widget.width() < least.width() or widget.height() < least.height():
                ignored = widget.sizePolicy().horizontalPolicy() == widget.sizePolicy().Policy.Ignored
                if not ignored:
                    yield f"{_name(widget)} is squeezed to {widget.size().toTuple()} of {least.toTuple()}"


def _overlapping(window: QWidget) -> Iterator[str]:
    for widget in [window, *window.findChildren(QWidget)]:
        layout = widget.layout()
        if layout is None or not widget.isVisible():
            continue
        parts = [w for w in _widgets(layout) if w.isVisible() and w.parentWidget() is widget]
        for place, one in enumerate(parts):
            if not widget.rect().contains(one.geometry()):
                yield f"{_name(one)} is cut off by {_name(widget)}"
            for other in parts[place + 1 :]:
                if one.geometry().intersects(other.geometry()):
                    yield f"{_name(one)} lies over {_name(other)}"


def _widgets(layout: QLayout) -> Iterator[QWidget]:
    if type(layout).__name__ == "QStackedLayout":
        return
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _widgets(inner)


def _name(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton | QLabel) else widget.accessibleName()
    return f"{type(widget).__name__} “{text[:40]}”"
