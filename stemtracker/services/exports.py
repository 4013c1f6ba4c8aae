"""What leaves the record: the log as CSV for others, the archive for its owner, and a record made of an archive.

The CSV has no column for anything private. The archive holds every word, and says so. Neighbors: `exchange`
writes and reads the files, `imports` brings the CSV back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from stemtracker import __version__, clock, db
from stemtracker.db.views import Series
from stemtracker.domain.evidence import Evidence
from stemtracker.domain.vocabulary import Term
from stemtracker.errors import Refused
from stemtracker.exchange import archive as archives
from stemtracker.exchange import log_csv as csv_log
from stemtracker.exchange.archive import Archive
from stemtracker.exchange.files import write_text

if TYPE_CHECKING:
    from stemtracker.db.record import Writer
    from stemtracker.services.workspace import Workspace

ARCHIVE_SUFFIX = archives.SUFFIX
#: To be shown wherever an archive is made.
ARCHIVE_NOTICE = archives.NOTICE
#: Where the file keeps the highest evidence number ever given (`db.evidence` counts there).
_LAST_NUMBER = "last_evidence_number"


def log_csv(ws: Workspace, path: Path, ids: Sequence[str] | None = None) -> int:
    """Save the activities (all, or those, in that order) as the program's own CSV; how many there are."""
    entries = _entries(ws, ids)
    # With the mark: without it Excel takes the file for Windows-1252 and spoils every accent.
    write_text(path, csv_log.text(entries), "utf-8-sig")
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

        def content(piece: Evidence) -> bytes:
            return db.evidence.content(connection, piece.id) or b""

        archives.write(path, _whole(ws), content)


def _whole(ws: Workspace) -> Archive:
    with ws.record.read() as connection:
        credentials = db.credentials.everything(connection)
        own = db.vocabularies.own(connection)
        return Archive(
            program=__version__,
            made_at=clock.now(),
            educator=db.educators.get(connection),
            credentials=credentials,
            cycles=tuple(cycle for c in credentials for cycle in db.credentials.cycles(connection, c.id)),
            facts=tuple(
                archives.fact_out(c.id, name, value)
                for c in credentials
                for name, value in db.credentials.facts(connection, c.id).items()
            ),
            activities=db.activities.everything(connection),
            series=tuple(archives.SeriesEntry(id=s.id, title=s.title) for s in db.activities.all_series(connection)),
            pins=tuple(pin for c in credentials for pin in db.credentials.pins(connection, c.id)),
            evidence=tuple(
                archives.EvidenceEntry(evidence=piece, file=archives.evidence_file(piece))
                for piece in db.evidence.everything(connection)
            ),
            last_evidence_number=int(db.settings.meta_value(connection, _LAST_NUMBER, "0")),
            vocabulary=tuple(
                archives.Word(list=name, id=t.id, title=t.title, meaning=t.meaning, broader=t.broader)
                for name, terms in own.items()
                for t in terms
            ),
        )


def from_archive(path: Path, target: Path) -> Workspace:
    """Make a new record of an archive. Where the archive is refused, no half-made record is left behind."""
    from stemtracker.services import workspace

    with archives.opened(path) as (whole, content):
        ws = workspace.create(target, whole.educator)
        try:
            with ws.record.write(f"Bring in {path.name}", kind="fixed") as writer:
                _fill(writer, whole, content)
            ws.learn_words()
        except BaseException:
            workspace.close(ws)
            target.unlink(missing_ok=True)
            raise
    return ws


def _fill(writer: Writer, whole: Archive, content: archives.Content) -> None:
    _require_whole(whole)
    connection = writer.connection
    for word in whole.vocabulary:
        term = Term(word.id, word.title, word.meaning, word.broader, own=True)
        db.vocabularies.put(connection, word.list, term)
    for series in whole.series:
        db.activities.put_series(connection, Series(series.id, series.title))
    db.activities.add(connection, whole.activities)
    for credential in whole.credentials:
        db.credentials.put(connection, credential)
    for cycle in whole.cycles:
        db.credentials.put_cycle(connection, cycle)
    for fact in whole.facts:
        db.credentials.put_facts(connection, fact.credential_id, {fact.name: archives.fact_in(fact)})
    for pin in whole.pins:
        db.credentials.put_pin(connection, pin.activity_id, pin.credential_id, pin.node)
    for entry in whole.evidence:
        if entry.file:
            db.evidence.keep_bytes(connection, content(entry.evidence))
        db.evidence.add(connection, entry.evidence)
        db.evidence.claim_number(connection, entry.evidence.number)
    db.evidence.claim_number(connection, whole.last_evidence_number)


def _require_whole(whole: Archive) -> None:
    """Refuse an archive whose parts do not belong together; each thing once, each reference to something there."""
    credentials, activities = {c.id for c in whole.credentials}, {a.id for a in whole.activities}
    series = {s.id for s in whole.series}
    pieces = [entry.evidence for entry in whole.evidence]
    once = (
        ("credentials", [c.id for c in whole.credentials]),
        ("cycles", [c.id for c in whole.cycles]),
        ("activities", [a.id for a in whole.activities]),
        ("series", [s.id for s in whole.series]),
        ("evidence", [piece.id for piece in pieces]),
        ("evidence numbers", [str(piece.number) for piece in pieces]),
    )
    for name, ids in once:
        if len(set(ids)) != len(ids):
            raise _torn(f"two of its {name} have one id")
    missing = (
        {c.credential_id for c in whole.cycles} - credentials,
        {f.credential_id for f in whole.facts} - credentials,
        {p.credential_id for p in whole.pins} - credentials,
        {p.activity_id for p in whole.pins} - activities,
        {a.series_id for a in whole.activities if a.series_id is not None} - series,
        {piece.activity_id for piece in pieces if piece.activity_id is not None} - activities,
    )
    gone = sorted({id_ for ids in missing for id_ in ids})
    if gone:
        raise _torn(f"it refers to “{gone[0]}”, which is not in it")


def _torn(what: str) -> Refused:
    return Refused.at("file", f"This archive is damaged: {what}. Use another copy of it.")
