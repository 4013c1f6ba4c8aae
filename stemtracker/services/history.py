"""What was changed, and taking it back: undo, redo, the change log. All of it is read from the one journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stemtracker import db
from stemtracker.db.views import FieldChange, LogEntry, RowChange
from stemtracker.domain.changes import Changes

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

__all__ = [
    "FieldChange",
    "LogEntry",
    "RowChange",
    "change_log",
    "entry_rows",
    "redo",
    "redo_label",
    "undo",
    "undo_label",
]


def undo(ws: Workspace) -> Changes | None:
    """Take back the last write, also one of an earlier session; None where there is nothing to take back."""
    return _told(ws, ws.record.undo())


def redo(ws: Workspace) -> Changes | None:
    """Do again what was undone last; None where there is nothing, or something was written since."""
    return _told(ws, ws.record.redo())


def undo_label(ws: Workspace) -> str:
    """What undo would take back; "" for nothing."""
    with ws.record.read() as connection:
        found = db.journal.to_undo(connection)
    return found.label if found and not ws.read_only else ""


def redo_label(ws: Workspace) -> str:
    """What redo would do again; "" for nothing."""
    with ws.record.read() as connection:
        found = db.journal.to_redo(connection)
    return found.label if found and not ws.read_only else ""


def change_log(ws: Workspace, limit: int = 200, offset: int = 0) -> tuple[LogEntry, ...]:
    """Every write, newest first."""
    with ws.record.read() as connection:
        return db.history.entries(connection, limit, offset)


def entry_rows(ws: Workspace, id_: int, limit: int = 500) -> tuple[RowChange, ...]:
    """What one write did, thing by thing and field by field."""
    with ws.record.read() as connection:
        return db.history.rows_of(connection, id_, limit)


def _told(ws: Workspace, changes: Changes | None) -> Changes | None:
    if changes and changes.touches("vocabulary"):
        ws.learn_words()
    return changes
