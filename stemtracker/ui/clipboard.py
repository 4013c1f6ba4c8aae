"""The one way of texts to the clipboard: told in the quiet line. Neighbor: `domain.explanation`."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from stemtracker.ui.bus import Bus


def put(text: str, bus: Bus, said: str) -> None:
    """Put a text there, and say so."""
    QGuiApplication.clipboard().setText(text)
    bus.message.emit(said, False)
