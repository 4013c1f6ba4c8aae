"""A small record with everything that a record can hold, written over months by what the program can do.

`build` makes it; a file made so by each released schema lies in `tests/db`. `told` asks the services for all they
say of a record. Neighbor: `test_upgrade` holds the old files against a record made today by the same hands.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import full_nouns

from stemtracker import clock, db
from stemtracker.db.views import LogEntry, RowChange
from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.credential import ClosedCycle, Credential, CredentialStatus, Cycle, Dated
from stemtracker.domain.educator import Educator, Email, Identifier, Name, Position
from stemtracker.domain.hours import Measure
from stemtracker.services import (
    activities,
    credentials,
    educators,
    evidence,
    exports,
    history,
    keeping,
    renewal,
    vocabularies,
    workspace,
)
from stemtracker.services import settings as stored
from stemtracker.services.workspace import Workspace

#: What earlier schemas could not keep: the texts of the rules, which come with licenses since; then all of networks,
#: leadership and goals, and to which of them an activity belongs.
YOUNGER = {"rule_text", *(db.keeping.noun(kind) for kind in full_nouns.KINDS)}
YOUNGER_FIELDS = {"membership_id", "pairing_id"}
#: The day on which it was last written to.
LAST = datetime(2026, 11, 22, 12, tzinfo=UTC)
PERSON = Educator(
    name="Ana Lucía Ñíguez 安娜",
    former_names=(Name("Ana Moreno", date(2018, 5, 1)),),
    emails=(Email("ana@example.org"), Email("old@example.org", date(2020, 1, 1))),
    identifiers=(Identifier("TEA", "ID", "1234567"),),
    positions=(Position("Physics teacher", "Bayou ISD", "Bayou High School", "physics, math", date(2012, 8, 1)),),
)


def build(path: Path) -> None:
    """Write it, and close it again."""
    days = (LAST - timedelta(days=before) for before in range(90, -1, -1))
    with clock.standing_at(LAST - timedelta(days=100)):
        ws = workspace.create(path, replace(PERSON, former_names=()))
    with clock.standing_at(next(days)):
        _what_leaves_for_good(ws)
    workspace.close(ws)
    with clock.standing_at(LAST - timedelta(days=20)):
        ws = workspace.open_record(path)  # what was in the bin for thirty days leaves now
        _person_and_words(ws)
        _licenses(ws)
    with clock.standing_at(LAST - timedelta(days=10)):
        _people(ws)
        _log(ws)
        _proof(ws)
        _work(ws)
    with clock.standing_at(LAST):
        _second_thoughts(ws)
    workspace.close(ws)


def _what_leaves_for_good(ws: Workspace) -> None:
    activities.save(ws, _activity("emptied", "Wrong record"))
    activities.delete(ws, ["emptied"])
    activities.empty_bin(ws)
    activities.save(ws, _activity("purged", "Private tutoring"))
    evidence.attach_bytes(ws, "purged", "Invoice.txt", b"nobody's business", "note")
    activities.delete(ws, ["purged"])


def _person_and_words(ws: Workspace) -> None:
    educators.save(ws, PERSON)
    vocabularies.add_topic(ws, "Robotik für Anfänger", "stem")
    vocabularies.add_kind(ws, "Night at the observatory")
    activities.save_series(ws, "Cohort of 2026", "cohort")
    stored.keep_in_record(ws, "paper", "A4")


def _licenses(ws: Workspace) -> None:
    facts = {"total": Fraction(301, 2), "unit_name": "hour", "topic_1": "stem", "topic_1_amount": Fraction(15)}
    district = Credential(
        id="district",
        title="District certificate",
        pack_id="generic",
        authority="Bayou ISD",
        number="№ 555",
        areas=("Physics 8–12", "Mathematics"),
        first_issued=date(2013, 7, 1),
    )
    credentials.add(ws, district, date(2029, 6, 30), facts, start=date(2024, 7, 1))
    closed = ClosedCycle(
        pack_id="generic",
        pack_hash="0" * 64,
        period=date_span(2019, 2024),
        filed_on=date(2024, 5, 2),
        verdict="met",
        consumed=(("a", "total", Fraction(7, 3)),),
        carried=(("total", Fraction(5)),),
        career=(("study", 1),),
    )
    past = Cycle(
        id="district-0",
        credential_id="district",
        start=date(2019, 7, 1),
        expiry=date(2024, 6, 30),
        start_is_derived=False,
        filed_on=date(2024, 5, 2),
        approved_on=date(2024, 6, 1),
        closed=closed,
    )
    credentials.save_cycle(ws, past)
    texas = Credential(id="texas", title="Texas standard certificate", pack_id="US-TX.teacher", number="12")
    credentials.add(ws, texas, date(2027, 8, 31), {})
    answers = {
        "yes": True,
        "day": date(2020, 2, 29),
        "list": ("one", "two"),
        "dated": (Dated(date(2020, 1, 1), Fraction(1, 3)), Dated(date(2021, 1, 1), "choice")),
    }
    credentials.set_facts(ws, "texas", answers)
    sought = Credential(id="sought", title="Sought in vain", pack_id="generic", status=CredentialStatus.SOUGHT)
    credentials.add(ws, sought, date(2030, 6, 30), {"total": Fraction(1)}, start=date(2025, 7, 1))
    credentials.delete(ws, "sought")


def date_span(first: int, last: int) -> Any:
    """From July of one year to June of another."""
    from stemtracker.domain.periods import Period

    return Period(date(first, 7, 1), date(last, 6, 30))


def _activity(id_: str, title: str, **said: Any) -> Activity:
    day = date(2026, 3, 1)
    said = {"measure": Measure.minutes(90), "start": day, "end": said.get("start", day), "kind": "workshop", **said}
    return Activity(id=id_, title=title, **said)


def _people(ws: Workspace) -> None:
    membership, contact, advice, pair = full_nouns.people()
    keeping.save(ws, replace(membership, title="NSTA"))
    for one in (membership, contact, advice, pair):
        keeping.save(ws, one)
    keeping.save(ws, replace(contact, id="lost", name="Wrong person"))
    keeping.delete(ws, full_nouns.Contact, "lost")
    keeping.save(ws, replace(pair, shared_notes="not so"))
    history.undo(ws)


def _work(ws: Workspace) -> None:
    proof = [piece.id for piece in evidence.of_activity(ws, "full")]
    for one in full_nouns.work("full", "texas", proof):
        keeping.save(ws, one)  # the first cuts off what was undone above
    goal = keeping.get(ws, full_nouns.Goal, "goal")
    keeping.save(ws, replace(goal, id="dropped", title="Fallen gelassen"))
    keeping.delete(ws, full_nouns.Goal, "dropped")
    keeping.save(ws, replace(goal, why="for the children"))


def _log(ws: Workspace) -> None:
    full = _activity(
        "full",
        "科学 workshop “Labor & Sicherheit”",
        start=date(2026, 3, 31),
        end=date(2026, 4, 2),
        kind=next(term.id for term in ws.vocabulary.choices("kind") if term.own),
        role="presenter",
        format="in_person",
        start_time=time(15, 30),
        end_time=time(17, 30),
        break_minutes=10,
        missed_minutes=5,
        zone="America/Chicago",
        measure=Measure.minutes(325),
        provider="Rice University",
        provider_number="500123",
        place="Houston",
        topics=(TopicShare("stem"), TopicShare("pedagogy", Decimal(30))),
        status=Status.POSTED,
        steps=(
            Step(Status.CLAIMED, date(2026, 4, 3), date(2026, 5, 1), Decimal(325)),
            Step(Status.POSTED, date(2026, 4, 20), None, Decimal(300)),
        ),
        level="300",
        grade="A-",
        course="EDU 301",
        approved=True,
        approved_by="Principal",
        approved_on=date(2026, 4, 3),
        relevant=True,
        series_id="cohort",
        network="NSTA",
        membership_id="nsta",
        pairing_id="pair",
        cost=Decimal("120.50"),
        answers=(("final_product", "yes"),),
        description="Line one\nline two",
        private_notes="nobody else reads this",
    )
    activities.save(ws, full)
    activities.save(ws, _activity("ceu", "Three units", measure=Measure("ceu", Decimal("3.5")), relevant=False))
    meetings = [_activity(f"m{n}", f"Network meeting {n}", start=date(2026, 5, n)) for n in range(1, 6)]
    activities.save_many(ws, meetings, "Bring in meetings.csv")
    edit = activities.BulkEdit(network="PLC", add_topics=("equity",), status=Status.CLAIMED)
    activities.edit_many(ws, ["m1", "m2", "m3"], edit)
    credentials.pin(ws, "full", "texas", "")
    credentials.pin(ws, "ceu", "district", "total")
    activities.delete(ws, ["m4"])


def _proof(ws: Workspace) -> None:
    evidence.attach_bytes(ws, "full", "Zertifikat.pdf", b"%PDF-1.7 one", "certificate", "found in the drawer")
    evidence.attach_bytes(ws, "m1", "Same bytes.txt", b"an agenda", "agenda")
    evidence.attach_bytes(ws, "m2", "Same bytes again.txt", b"an agenda", "agenda")
    evidence.add_note(ws, None, "certificate", "On paper", "in the blue folder")
    wrong, _ = evidence.attach_bytes(ws, "m5", "Wrong.txt", b"wrong", "note")
    evidence.remove(ws, wrong.id)
    for piece in evidence.of_activity(ws, "m1"):
        evidence.update(ws, replace(piece, title="Agenda of May"))


def _second_thoughts(ws: Workspace) -> None:
    activities.save(ws, _activity("m5", "Network meeting 5, moved", start=date(2026, 6, 5)))
    history.undo(ws)
    activities.save(ws, _activity("m5", "Network meeting 5, by video", start=date(2026, 5, 5)))  # cuts that off
    activities.save(ws, _activity("late", "Late thought", private_notes="not done yet"))
    evidence.attach_bytes(ws, "late", "Late.txt", b"only redo needs these bytes", "note")
    activities.delete(ws, ["ceu"])
    for _ in range(3):
        history.undo(ws)


def told(ws: Workspace) -> dict[str, Any]:
    """All that the services say of a record; evidence, whose ids are drawn by lot, under the order it came in."""
    log = [entry for entry in history.change_log(ws) if not is_younger(entry.counts)]
    held = credentials.list_credentials(ws)
    ids = activities.ids(ws, activities.LogQuery())
    said = {
        "person": educators.get(ws),
        "words": ws.vocabulary,
        "setting": stored.of_record(ws, "paper"),
        "series": activities.list_series(ws),
        "activities": activities.all_activities(ws),
        "log": activities.rows(ws, ids),
        "found": [
            activities.ids(ws, activities.LogQuery(text=words)) for words in ("agenda", "科学", "rice univ", "begin")
        ],
        "bins": [noun.bin_rows(ws) for noun in (activities, evidence, credentials)],
        "evidence": [(piece, piece.sha256 and evidence.content(ws, piece.id)) for piece in evidence.all_evidence(ws)],
        "licenses": held,
        "cycles": [credentials.cycles(ws, one.id) for one in held],
        "answers": [credentials.facts(ws, one.id) for one in held],
        "pins": [credentials.pins(ws, one.id) for one in held],
        "standings": renewal.standings(ws),
        "history": [(entry.at, entry.label, _counts(entry), entry.undone) for entry in log],
        "rows": [_entry_rows(ws, entry) for entry in log],
        "next": (history.undo_label(ws), history.redo_label(ws)),
    }
    names = evidence_names(ws.path)
    return {about: renamed(answer, names) for about, answer in said.items()}


def is_younger(nouns: Collection[str]) -> bool:
    """Whether a write was of nothing but what earlier schemas could not keep."""
    return bool(nouns) and YOUNGER.issuperset(nouns)


def _counts(entry: LogEntry) -> dict[str, int]:
    return {noun: count for noun, count in entry.counts.items() if noun not in YOUNGER}


def _entry_rows(ws: Workspace, entry: LogEntry) -> list[RowChange]:
    return [
        replace(row, fields=tuple(field for field in row.fields if field.field not in YOUNGER_FIELDS))
        for row in history.entry_rows(ws, entry.id)
        if row.noun not in YOUNGER
    ]


def evidence_names(path: Path) -> dict[str, str]:
    """The ids of all evidence that there ever was, each with its place among them."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT row_id FROM change WHERE noun = 'evidence' ORDER BY position").fetchall()
    return {id_: f"evidence {place}" for place, id_ in enumerate(dict.fromkeys(row[0] for row in rows))}


def renamed(value: Any, names: dict[str, str]) -> Any:
    """The same as plain values without the younger fields, with other words for some."""
    if isinstance(value, str):
        return names.get(value, value)
    if is_dataclass(value):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        kept = {key: item for key, item in value.items() if key not in YOUNGER_FIELDS}
        return {renamed(key, names): renamed(item, names) for key, item in kept.items()}
    if isinstance(value, tuple | list):
        return tuple(renamed(item, names) for item in value)
    return value


def log_as_csv(ws: Workspace, folder: Path) -> bytes:
    """The log as it leaves the record."""
    exports.log_csv(ws, folder / f"{ws.path.stem}.csv")
    return (folder / f"{ws.path.stem}.csv").read_bytes()
