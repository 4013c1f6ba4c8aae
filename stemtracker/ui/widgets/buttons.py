"""Buttons in the looks of the sheet. The slot is a bound method, never a lambda."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton

from stemtracker.ui import icons, theme

#: A bound method, or another signal to pass the click on to.
Slot = Callable[..., Any] | SignalInstance


def _button(text: str, slot: Slot | None, look: str, drawing: str, tint: str) -> QPushButton:
    made = QPushButton(text)
    made.setAccessibleName(text.replace("&", ""))
    made.setAutoDefault(False)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    if look:
        made.setProperty("look", look)
    if drawing:
        icons.put(made, drawing, tint, theme.ICON_SMALL)
    if slot is not None:
        made.clicked.connect(slot)
    return made


def primary(text: str, slot: Slot | None = None, drawing: str = "") -> QPushButton:
    """The one main action of a page or step."""
    return _button(text, slot, "primary", drawing, "on_accent")


def plain(text: str, slot: Slot | None = None, drawing: str = "") -> QPushButton:
    """Any other action."""
    return _button(text, slot, "", drawing, "text")


def danger(text: str, slot: Slot | None = None, drawing: str = "") -> QPushButton:
    """An action that takes something away."""
    return _button(text, slot, "danger", drawing, "danger")


def link(text: str, slot: Slot | None = None, drawing: str = "") -> QPushButton:
    """A quiet action within text, such as "Why?"."""
    return _button(text, slot, "link", drawing, "accent")


def icon_button(drawing: str, name: str, slot: Slot | None = None, tint: str = "muted") -> QToolButton:
    """A small button that shows a drawing only; its name is told on hovering and to screen readers."""
    made = QToolButton()
    made.setProperty("look", "quiet")
    made.setAccessibleName(name)
    made.setToolTip(name)
    icons.put(made, drawing, tint, theme.ICON_SMALL)
    if slot is not None:
        made.clicked.connect(slot)
    return made
