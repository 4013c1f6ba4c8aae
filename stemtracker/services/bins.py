"""The bin, whatever lies in it: what is there, and having it back. Neighbors: each noun's service says what it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stemtracker import db
from stemtracker.db.views import BinRow
from stemtracker.domain.changes import Changes
from stemtracker.errors import Refused

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace


def rows(ws: Workspace, noun: str) -> tuple[BinRow, ...]:
    """What of that noun is in the bin, deleted last first."""
    with ws.record.read() as connection:
        return db.trash.rows(connection, noun)


def restore(ws: Workspace, noun: str, ids: Iterable[str], called: str) -> Changes:
    """Out of the bin, with all that hangs on it; `called` is what people call one of them."""
    with ws.record.write(f"Restore {called}") as writer:
        if not db.trash.take_out(writer.connection, noun, list(ids)):
            raise Refused.at("ids", f"This {called.removeprefix('a ')} is not in the bin any more.")
    return writer.changes
