"""Evidence: files and notes that prove something, kept in the record itself under numbers of their own.

Neighbors: `db.evidence` keeps the bytes, `exchange.pictures` draws a page of them, `activities` is what
they prove.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from stemtracker import clock, db
from stemtracker.db.views import BinRow
from stemtracker.domain.changes import Changes
from stemtracker.domain.evidence import MAX_BYTES, Evidence
from stemtracker.errors import Problem, Refused, Trouble
from stemtracker.services import bins
from stemtracker.services.activities import new_id

if TYPE_CHECKING:
    from stemtracker.db.record import Writer
    from stemtracker.exchange.pictures import Picture
    from stemtracker.services.workspace import Workspace

#: Longer texts are cut in the preview.
_MOST_TEXT = 200_000
#: Names that Windows gives to devices.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
#: Not in every system's own list.
_MEDIA = {".heic": "image/heic", ".webp": "image/webp", ".md": "text/markdown", ".csv": "text/csv"}


def attach(ws: Workspace, activity_id: str | None, path: Path, kind: str, note: str = "") -> tuple[Evidence, Changes]:
    """Take a copy of the file into the record. The file itself is left alone."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(path.name, size)
        data = path.read_bytes()
    except OSError as error:
        raise Trouble(
            "unreadable",
            f"“{path.name}” can't be read ({error.strerror or 'the disk did not answer'}). Nothing was attached.",
            "Check that the file still exists and opens in its own program, then attach it again.",
        ) from error
    return attach_bytes(ws, activity_id, path.name, data, kind, note)


def attach_bytes(  # noqa: PLR0917 - as `attach`, with the bytes for the path
    ws: Workspace, activity_id: str | None, name: str, data: bytes, kind: str, note: str = ""
) -> tuple[Evidence, Changes]:
    """The same for bytes that are at hand."""
    _refuse(ws, [(activity_id, name, data, kind)])
    with ws.record.write(f"Attach {name}") as writer:
        piece = _attach(writer, activity_id, name, data, kind, note=note)
    return piece, writer.changes


def attach_all(
    ws: Workspace, items: Iterable[tuple[str | None, str, bytes, str]], label: str
) -> tuple[tuple[Evidence, ...], Changes]:
    """Many at once, each (activity id, name, bytes, kind), as one write."""
    found = list(items)
    _refuse(ws, found)
    with ws.record.write(label) as writer:
        pieces = tuple(_attach(writer, *item, note="") for item in found)
    return pieces, writer.changes


def add_note(
    ws: Workspace, activity_id: str | None, kind: str, title: str, place: str = ""
) -> tuple[Evidence, Changes]:
    """Evidence that is no file: what it is, and in the note where the paper is kept."""
    found = [*_kind_problems(ws, kind), *_link_problems(ws, activity_id)]
    if not title.strip():
        found.append(_unnamed())
    if found:
        raise Refused(*found)
    with ws.record.write(f"Add the note {title.strip()}") as writer:
        number = db.evidence.next_number(writer.connection)
        piece = Evidence(
            id=new_id(),
            number=number,
            activity_id=activity_id,
            kind=kind,
            title=title.strip(),
            note=place.strip(),
            added_at=clock.now(),
        )
        db.evidence.add(writer.connection, piece)
    return piece, writer.changes


def of_activity(ws: Workspace, activity_id: str) -> tuple[Evidence, ...]:
    """What proves that activity, by number."""
    with ws.record.read() as connection:
        return db.evidence.of_activity(connection, activity_id)


def all_evidence(ws: Workspace) -> tuple[Evidence, ...]:
    """All evidence by number, but what is in the bin or belongs to an activity that is."""
    with ws.record.read() as connection:
        return db.evidence.everything(connection)


def content(ws: Workspace, evidence_id: str) -> bytes:
    """The bytes of a piece."""
    with ws.record.read() as connection:
        data = db.evidence.content(connection, evidence_id)
    if data is None:
        raise _gone()
    return data


def update(ws: Workspace, evidence: Evidence) -> Changes:
    """Change its title, kind, note, or what it proves; number and bytes stay."""
    with ws.record.read() as connection:
        before = db.evidence.get(connection, evidence.id)
        if before is None:
            raise _gone()
    found = _link_problems(ws, evidence.activity_id)
    if evidence.kind != before.kind:
        found += _kind_problems(ws, evidence.kind)
    if not before.sha256 and not evidence.title.strip():
        found.append(_unnamed())
    if found:
        raise Refused(*found)
    with ws.record.write(f"Change {before.label}") as writer:
        db.evidence.change(writer.connection, evidence)
    return writer.changes


def remove(ws: Workspace, evidence_id: str) -> Changes:
    """Into the bin, where it stays for 30 days; its number is not given again."""
    with ws.record.read() as connection:
        before = db.evidence.get(connection, evidence_id)
    if before is None:
        raise _gone()
    with ws.record.write(f"Remove {before.label}") as writer:
        db.trash.put_in(writer.connection, "evidence", [evidence_id])
    return writer.changes


def bin_rows(ws: Workspace) -> tuple[BinRow, ...]:
    """Evidence in the bin, removed last first."""
    return bins.rows(ws, "evidence")


def restore(ws: Workspace, evidence_ids: Iterable[str]) -> Changes:
    """Out of the bin."""
    return bins.restore(ws, "evidence", evidence_ids, "evidence")


def save_as(ws: Workspace, evidence_id: str, target: Path) -> None:
    """Write the file of a piece; one that lies there is replaced only by a whole one."""
    from stemtracker.exchange import files

    data = content(ws, evidence_id)
    with files.written(target) as file:
        file.write(data)


def save_all(ws: Workspace, folder: Path) -> int:
    """Write every file into the folder as "E-014 name", over nothing that is there; how many were written."""
    from stemtracker.exchange import files

    written = 0
    damaged: Trouble | None = None
    for piece in all_evidence(ws):
        if not piece.sha256:
            continue
        try:
            data = content(ws, piece.id)
        except Trouble as trouble:
            damaged = trouble  # told once all others are written
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with files.written_beside(folder / f"{piece.label} {_safe_name(piece)}") as file:
                file.write(data)
        except (OSError, Trouble) as error:
            why = error.strerror if isinstance(error, OSError) else error.message
            counted = "1 file was" if written == 1 else f"{written:,} files were"
            raise Trouble(
                error.kind if isinstance(error, Trouble) else "disk",
                f"“{folder.name}” can't be written to ({why or 'the disk did not answer'}). "
                f"{counted} written; the record is unchanged.",
                "Choose another folder, or free some space.",
            ) from error
        written += 1
    if damaged:
        raise damaged
    return written


def preview(ws: Workspace, evidence_id: str, page: int = 0, width: int = 800) -> Picture | str:
    """One page as a picture, or the words of a text file; Refused where the program can't show that kind."""
    with ws.record.read() as connection:
        piece = db.evidence.get(connection, evidence_id)
    if piece is None:
        raise _gone()
    if not piece.sha256:
        return piece.note
    data = content(ws, evidence_id)
    if piece.media_type.startswith("text/"):
        return data[: _MOST_TEXT * 4].decode("utf-8", errors="replace")[:_MOST_TEXT]
    from stemtracker.exchange import pictures

    return pictures.render(data, piece.media_type, page, width)


def media_type_of(name: str, data: bytes) -> str:
    """The kind of file, by its first bytes where they tell, else by its name."""
    signs = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
    for sign, media in signs:
        if data.startswith(sign):
            return media
    suffix = Path(name).suffix.casefold()
    return _MEDIA.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")


def _attach(writer: Writer, activity_id: str | None, name: str, data: bytes, kind: str, *, note: str) -> Evidence:
    connection = writer.connection
    number = db.evidence.next_number(connection)
    piece = Evidence(
        id=new_id(),
        number=number,
        activity_id=activity_id,
        kind=kind,
        title=Path(name).stem or name,
        file_name=name,
        media_type=media_type_of(name, data),
        size=len(data),
        sha256=db.evidence.keep_bytes(connection, data),
        note=note,
        added_at=clock.now(),
    )
    db.evidence.add(connection, piece)
    return piece


def _refuse(ws: Workspace, items: list[tuple[str | None, str, bytes, str]]) -> None:
    found: list[Problem] = []
    for activity_id, name, data, kind in items:
        if len(data) > MAX_BYTES:
            found += _too_large(name, len(data)).problems
        if not data:
            found.append(Problem("file", f"“{name}” is empty (0 bytes); choose the file that has the content."))
        found += _kind_problems(ws, kind)
        found += _link_problems(ws, activity_id)
    if found:
        raise Refused(*found)


def _kind_problems(ws: Workspace, kind: str) -> list[Problem]:
    return [] if ws.vocabulary.has("evidence", kind) else [Problem("kind", "Choose what kind of evidence it is.")]


def _unnamed() -> Problem:
    return Problem("title", "Say what the paper is; a note without a file has nothing else to go by.")


def _link_problems(ws: Workspace, activity_id: str | None) -> list[Problem]:
    if activity_id is None:
        return []
    with ws.record.read() as connection:
        if db.activities.known_ids(connection, [activity_id]).get(activity_id) is False:
            return []
    return [Problem("activity_id", "This activity is no longer in the log; restore it from the bin first.")]


def _too_large(name: str, size: int) -> Refused:
    return Refused.at(
        "file",
        f"“{name}” has {size / 1024 / 1024:.1f} MB; one piece of evidence may have {MAX_BYTES // 1024 // 1024} MB. "
        "Save a smaller copy (scan at a lower resolution, or only the pages that matter) and attach that.",
    )


def _gone() -> Refused:
    return Refused.at("id", "This evidence is no longer in the record; it may be in the bin.")


def _safe_name(piece: Evidence) -> str:
    """A name that every system takes, whatever the file was called where it came from."""
    name = "".join(sign if sign.isprintable() and sign not in '<>:"/\\|?*' else "_" for sign in piece.file_name)
    stem, dot, suffix = name.strip(". ").rpartition(".")
    if not dot:
        stem, suffix = suffix, ""
    if stem.casefold() in _DEVICES:
        stem = f"_{stem}"
    return f"{stem[:120] or 'file'}{dot}{suffix[:20]}"
