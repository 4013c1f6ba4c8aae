"""What leaves the record: the log as a table for others, the archive for its owner, and a record made of an archive.

The table has no column for anything private. The archive holds every word, and says so. Neighbors: `exchange`
writes and reads the files, `archiving` has what the archive consists of, `imports` brings the table back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from stemtracker import db
from stemtracker.exchange import archive as archives
from stemtracker.exchange import log_csv as csv_log
from stemtracker.exchange.archive_parts import NOTICE
from stemtracker.exchange.files import write_text, written
from stemtracker.services import archiving

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

ARCHIVE_SUFFIX = archives.SUFFIX
#: To be shown wherever an archive is made.
ARCHIVE_NOTICE = NOTICE


def log_csv(ws: Workspace, path: Path, ids: Sequence[str] | None = None) -> int:
    """Save the activities (all, or those, in that order) as the program's own CSV; how many there are."""
    entries = _entries(ws, ids)
    # With the mark: without it Excel takes the file for Windows-1252 and spoils every accent.
    write_text(path, csv_log.text(entries), "utf-8-sig")
    return len(entries)


def log_xlsx(ws: Workspace, path: Path, ids: Sequence[str] | None = None) -> int:
    """The same as a workbook, with days and amounts that a spreadsheet can reckon with."""
    from stemtracker.exchange import log_xlsx as workbook_log

    entries = _entries(ws, ids)
    with written(path) as file:
        file.write(workbook_log.workbook(entries))
    return len(entries)


def _entries(ws: Workspace, ids: Sequence[str] | None) -> list[csv_log.Entry]:
    with ws.record.read() as connection:
        kept = db.activities.everything(connection) if ids is None else db.activities.some(connection, ids)
        series = {one.id: one.title for one in db.activities.all_series(connection)}
        kinds: dict[str, list[str]] = defaultdict(list)
        for piece in db.evidence.everything(connection):
            if piece.activity_id:
                kinds[piece.activity_id].append(piece.kind)
        pins: dict[str, dict[str, str]] = defaultdict(dict)
        for credential in db.credentials.everything(connection):
            for pin in db.credentials.pins(connection, credential.id):
                pins[pin.activity_id][credential.pack_id] = pin.node or "none"
    return [csv_log.Entry(a, kinds.get(a.id, ()), series.get(a.series_id or "", ""), pins.get(a.id, {})) for a in kept]


def archive(ws: Workspace, path: Path) -> None:
    """Save the whole record, private notes included, as one file that needs no program to be read."""
    with ws.record.read() as connection:
        archives.write(path, archiving.whole(ws.record), partial(db.whole.content, connection))


def from_archive(path: Path, target: Path) -> Workspace:
    """Make a new record of an archive. Where the archive is refused, no half-made record is left behind."""
    from stemtracker.services import workspace

    with archives.opened(path) as (whole, content):
        archiving.require_whole(whole)
        record = db.record.RecordFile.create(target)
        try:
            archiving.fill(record, whole, content, f"Bring in {path.name}")
            record.close()
            return workspace.open_record(target)
        except BaseException:
            record.close()
            target.unlink(missing_ok=True)
            raise
