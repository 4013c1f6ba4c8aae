"""What an archive consists of, taken from a record, and a record filled with it again, row for row.

Neighbors: `exports` makes and reads the file, `exchange.archive_parts` has the shapes, `db.whole` the rows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import msgspec

from stemtracker import __version__, clock, db
from stemtracker.domain import nouns
from stemtracker.domain.credential import Cycle, Pin
from stemtracker.domain.evidence import Evidence
from stemtracker.domain.hours import Measure
from stemtracker.domain.rule_text import StoredText, text_hash
from stemtracker.exchange import archive as archives
from stemtracker.exchange import archive_network
from stemtracker.exchange import archive_parts as parts
from stemtracker.exchange.archive_parts import Archive, damaged

if TYPE_CHECKING:
    from stemtracker.db.record import RecordFile, Writer

_LARGEST_NUMBER = 10**9
#: The nouns that an archive has as they are in the record, in an order in which each refers to earlier ones only.
_BEFORE = {
    "membership": (archive_network.MembershipEntry, "memberships"),
    "contact": (archive_network.ContactEntry, "contacts"),
    "exchange": (archive_network.ExchangeEntry, "exchanges"),
    "pairing": (archive_network.PairingEntry, "pairings"),
}
_AFTER = {
    "leadership_role": (archive_network.LeadershipRoleEntry, "leadership_roles"),
    "contribution": (archive_network.ContributionEntry, "contributions"),
    "effect": (archive_network.EffectEntry, "effects"),
    "goal": (archive_network.GoalEntry, "goals"),
    "preparation": (archive_network.PreparationEntry, "preparations"),
}
_ALIKE = {**_BEFORE, **_AFTER}
_NOUNS = (
    *_ALIKE,
    *("credential", "cycle", "fact", "activity", "series", "pin", "evidence", "vocabulary", "rule_text", "setting"),
    *("entry", "change"),
)
Row = dict[str, Any]


def whole(record: RecordFile) -> Archive:
    """Everything the record holds."""
    with record.read() as connection:
        rows = {name: db.whole.rows(connection, name) for name in _NOUNS}
        id_, created_at, created_with = db.whole.identity(connection)
        educator, last = db.educators.get(connection), db.evidence.last_number(connection)
        unused = db.whole.unused(connection)
    alike: dict[str, Any] = {part: tuple(entry(**row) for row in rows[noun]) for noun, (entry, part) in _ALIKE.items()}
    return Archive(
        program=__version__,
        made_at=clock.now(),
        record=parts.Identity(id=id_, created_at=created_at, created_with=created_with),
        educator=educator,
        credentials=tuple(parts.CredentialEntry(**row) for row in rows["credential"]),
        cycles=tuple(
            parts.cycle_out(Cycle(**{**row, "closed": db.credentials.closed_from(row["closed"])}))
            for row in rows["cycle"]
        ),
        facts=tuple(
            parts.fact_out(row["credential_id"], row["name"], db.credentials.fact_from(row["value"]))
            for row in rows["fact"]
        ),
        activities=tuple(
            parts.ActivityEntry(measure=Measure(row.pop("unit"), row.pop("amount")), **row) for row in rows["activity"]
        ),
        series=tuple(parts.SeriesEntry(**row) for row in rows["series"]),
        pins=tuple(Pin(row["activity_id"], row["credential_id"], row["node"]) for row in rows["pin"]),
        evidence=tuple(_piece(row) for row in rows["evidence"]),
        last_evidence_number=last,
        vocabulary=tuple(parts.Word(**{**row, "id": word}) for row in rows["vocabulary"] for word in [row.pop("word")]),
        rule_texts=tuple(StoredText(**row) for row in rows["rule_text"]),
        settings={row["id"]: row["value"] for row in rows["setting"]},
        unused_bytes=tuple(
            parts.UnusedBytes(sha256=sha256, file=archives.unused_file(sha256), unused_since=since)
            for sha256, since in unused
        ),
        log=_log(rows["entry"], rows["change"]),
        **alike,
    )


def _piece(row: Row) -> parts.EvidenceEntry:
    deleted_at = row.pop("deleted_at")
    piece = Evidence(**{**row, "sha256": row["sha256"] or ""})
    return parts.EvidenceEntry(evidence=piece, file=archives.evidence_file(piece), deleted_at=deleted_at)


def _log(entries: list[Row], found: list[Row]) -> tuple[parts.Write, ...]:
    changes: dict[int, list[parts.Change]] = {}
    for row in found:
        images = {name: row[name] and json.loads(row[name]) for name in ("before", "after")}
        changes.setdefault(row.pop("entry"), []).append(parts.Change(**{**row, **images}))
    return tuple(parts.Write(**row, changes=tuple(changes.get(row["id"], ()))) for row in entries)


def fill(record: RecordFile, archive: Archive, content: archives.Content, label: str) -> None:
    """Put everything into a record that is still empty. An archive without a change log begins one, under the label."""
    if not archive.log:
        with record.write(label, kind="fixed") as writer:
            _fill(writer, archive, content)
        return
    entries = [_plain(write) for write in archive.log]
    changes = [
        {**_plain(change), "entry": write.id, "before": _image(change.before), "after": _image(change.after)}
        for write in archive.log
        for change in write.changes
    ]
    named = archive.record.id if archive.record else ""
    for entry in entries:
        del entry["changes"]
        entry["uid"] = entry["uid"] or db.whole.early_uid(named, entry)
    with record.maintain() as connection, db.whole.as_told(connection, entries, changes):
        _fill(db.record.Writer(connection, label), archive, content)


def _plain(part: Any) -> Row:
    return {field.name: getattr(part, field.name) for field in fields(part)}


def _image(image: Row | None) -> str | None:
    return None if image is None else msgspec.json.encode(image).decode()


def _fill(writer: Writer, archive: Archive, content: archives.Content) -> None:
    connection = writer.connection
    db.educators.put(connection, archive.educator)
    db.whole.add(connection, "vocabulary", [_word(word) for word in archive.vocabulary])
    db.whole.add(connection, "rule_text", [_plain(text) for text in archive.rule_texts])
    db.whole.add(connection, "setting", [{"id": name, "value": value} for name, value in archive.settings.items()])
    db.whole.add(connection, "series", [_plain(series) for series in archive.series])
    _fill_alike(writer, archive, _BEFORE)
    db.whole.add(connection, "activity", [_activity(activity) for activity in archive.activities])
    db.whole.add(connection, "credential", [_plain(credential) for credential in archive.credentials])
    db.whole.add(connection, "cycle", [_cycle(parts.cycle_in(cycle)) for cycle in archive.cycles])
    db.whole.add(connection, "fact", [_fact(fact) for fact in archive.facts])
    pins = [{**_plain(pin), "id": f"{pin.credential_id}/{pin.activity_id}"} for pin in archive.pins]
    db.whole.add(connection, "pin", pins)
    _fill_evidence(writer, archive, content)
    _fill_alike(writer, archive, _AFTER)
    if archive.record:
        db.whole.set_identity(connection, archive.record.id, archive.record.created_at, archive.record.created_with)


def _fill_alike(writer: Writer, archive: Archive, which: Mapping[str, tuple[type, str]]) -> None:
    for noun, (_entry, part) in which.items():
        db.whole.add(writer.connection, noun, [_plain(one) for one in getattr(archive, part)])


def _fill_evidence(writer: Writer, archive: Archive, content: archives.Content) -> None:
    connection = writer.connection
    sizes = {piece.sha256: piece.size for piece in (entry.evidence for entry in archive.evidence) if piece.sha256}
    for sha256, size in sizes.items():
        data = content(sha256)
        if len(data) != size:
            raise damaged(f"the size of “{sha256}” is not what it was")
        db.evidence.keep_bytes(connection, data)
    for unused in archive.unused_bytes:
        row = {"sha256": unused.sha256, "bytes": content(unused.sha256), "unused_since": unused.unused_since}
        db.whole.add(connection, "blob", [row])
    db.whole.add(connection, "evidence", [_evidence(entry) for entry in archive.evidence])
    given = max((entry.evidence.number for entry in archive.evidence), default=0)
    db.evidence.claim_number(connection, max(given, archive.last_evidence_number))


def _word(word: parts.Word) -> Row:
    return {**_plain(word), "id": f"{word.list}/{word.id}", "word": word.id}


def _activity(activity: parts.ActivityEntry) -> Row:
    row = _plain(activity)
    measure = row.pop("measure")
    return {**row, "unit": measure.unit, "amount": measure.amount, "row": activity.row or None}


def _cycle(cycle: Cycle) -> Row:
    return {**_plain(cycle), "closed": cycle.closed and db.credentials.closed_text(cycle.closed)}


def _fact(fact: parts.Fact) -> Row:
    value = db.credentials.fact_text(parts.fact_in(fact))
    id_ = f"{fact.credential_id}/{fact.name}"
    return {"id": id_, "credential_id": fact.credential_id, "name": fact.name, "value": value}


def _evidence(entry: parts.EvidenceEntry) -> Row:
    row = _plain(entry.evidence)
    return {**row, "sha256": entry.evidence.sha256 or None, "deleted_at": entry.deleted_at}


def require_whole(archive: Archive) -> None:
    """Refuse an archive whose parts do not belong together; each thing once, each reference to something there."""
    credentials, activities = {c.id for c in archive.credentials}, {a.id for a in archive.activities}
    series = {s.id for s in archive.series}
    pieces = [entry.evidence for entry in archive.evidence]
    _once("credentials", (c.id for c in archive.credentials))
    _once("cycles", (c.id for c in archive.cycles))
    _once("facts", (f"{f.credential_id}/{f.name}" for f in archive.facts))
    _once("activities", (a.id for a in archive.activities))
    _once("activities' rows", (str(a.row) for a in archive.activities if a.row))
    _once("series", (s.id for s in archive.series))
    _once("pins", (f"{p.credential_id}/{p.activity_id}" for p in archive.pins))
    _once("evidence", (piece.id for piece in pieces))
    _once("evidence numbers", (str(piece.number) for piece in pieces))
    _once("words", (f"{w.list}/{w.id}" for w in archive.vocabulary))
    _once("texts of rules", (text.id for text in archive.rule_texts))
    _once("files", (*(unused.sha256 for unused in archive.unused_bytes), *{piece.sha256 for piece in pieces}))
    _once("writes", (str(write.id) for write in archive.log))
    _once("writes' names", (write.uid for write in archive.log if write.uid))
    _once("changes", (str(change.position) for write in archive.log for change in write.changes))
    _there("cycle", (c.credential_id for c in archive.cycles), credentials)
    _there("fact", (f.credential_id for f in archive.facts), credentials)
    _there("pin", (p.credential_id for p in archive.pins), credentials)
    _there("pin", (p.activity_id for p in archive.pins), activities)
    _there("piece of evidence", (piece.activity_id for piece in pieces), activities)
    _require_alike(archive, {"activity": activities, "credential": credentials, "series": series})
    if any(text_hash(text.toml) != text.hash for text in archive.rule_texts):
        raise damaged("a text of rules in it is not what it was")
    numbers = [archive.last_evidence_number, *(piece.number for piece in pieces)]
    if not all(0 <= number < _LARGEST_NUMBER for number in numbers):
        raise damaged("an evidence number in it can't be one")


def _require_alike(archive: Archive, known: dict[str, set[str]]) -> None:
    for noun, (_entry, part) in _ALIKE.items():
        known[noun] = {one.id for one in getattr(archive, part)}
        _once(nouns.many(noun), (one.id for one in getattr(archive, part)))
    for noun, part in {**{noun: part for noun, (_, part) in _ALIKE.items()}, "activity": "activities"}.items():
        for column, to, _goes in db.tables.REFERS.get(noun, ()):
            _there(nouns.one(noun), (getattr(one, column) for one in getattr(archive, part)), known[to])


def _once(name: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for id_ in ids:
        if id_ in seen:
            raise damaged(f"two of its {name} have one id, “{id_}”")
        seen.add(id_)


def _there(name: str, ids: Iterable[str | None], known: Collection[str]) -> None:
    for id_ in ids:
        if id_ is not None and id_ not in known:
            raise damaged(f"a {name} refers to “{id_}”, which is not in it")
