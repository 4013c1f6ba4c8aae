"""What pages tell each other without knowing each other."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Bus(QObject):
    """The three announcements of the window. Connect bound methods only."""

    #: A committed write (`domain.changes.Changes`): reload what is yours.
    changed = Signal(object)
    #: A quiet line under the page, and whether it offers Undo.
    message = Signal(str, bool)
    #: Go to a page by name, with what it is to show there (an id, a path, None).
    navigate = Signal(str, object)
