"""A column that scrolls, for whatever may be longer than the window. Pages, parts, forms and dialogs are made of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from stemtracker.ui import theme


def scroll_column() -> tuple[QScrollArea, QVBoxLayout]:
    """A column that scrolls up and down; its content stays at the top."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner = QWidget()
    inner.setProperty("look", "ground")
    inner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    outer = QVBoxLayout(inner)
    outer.setContentsMargins(0, 0, theme.px(theme.S), 0)
    outer.setSpacing(0)
    column = QVBoxLayout()
    column.setSpacing(theme.px(theme.L))
    outer.addLayout(column)
    # A stretch below, not an alignment of the layout: that would squeeze wrapped text to its unwrapped height.
    outer.addStretch(1)
    area.setWidget(inner)
    return area, column
