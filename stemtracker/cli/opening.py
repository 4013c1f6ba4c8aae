"""A record for as long as a sub-command works on it. Neighbors: `records` and `reports` open theirs here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace


@contextmanager
def opened(path: Path, *, read_only: bool) -> Iterator[Workspace]:
    """The record, closed again afterwards."""
    from stemtracker.services import workspace

    ws = workspace.open_record(path, read_only=read_only)
    try:
        yield ws
    finally:
        workspace.close(ws)
