"""The first schema: what a record holds, its journal, its search index."""

from __future__ import annotations

from collections.abc import Callable

VERSION = 1000
DROPS: tuple[str, ...] = ()
RECOUNTS: tuple[str, ...] = ()

#: Whether text is a calendar day, a moment in UTC, a JSON list; NULL passes.
#: (With a modifier, since `date` alone hands a 30th of February back as it came.)
_DAY = "CHECK (date({0}, '+0 days') IS {0})"
_MOMENT = "CHECK ({0} GLOB '????-??-??T??:??:??Z' AND date({0}, '+0 days') = substr({0}, 1, 10))"
_LIST = "CHECK ({0} GLOB '[[]*]')"
_FLAG = "CHECK ({0} IN (0, 1))"
_NATURAL = "CHECK ({0} >= 0)"
_DECIMAL = "CHECK ({0} GLOB '[0-9]*' AND {0} NOT GLOB '*[^0-9.]*')"
_STATUS = "CHECK ({0} IN ('planned', 'attended', 'claimed', 'posted', 'refused'))"
_ACTIVE = "CHECK ({0} IN ('active', 'inactive', 'expired', 'sought'))"


def _day(name: str) -> str:
    return f'"{name}" TEXT CONSTRAINT {name}_is_day ' + _DAY.format(f'"{name}"')


def _needs(name: str, check: str, kind: str = "TEXT") -> str:
    return f'"{name}" {kind} NOT NULL CONSTRAINT {name}_holds ' + check.format(f'"{name}"')


def _may(name: str, check: str, kind: str = "TEXT") -> str:
    return f'"{name}" {kind} CONSTRAINT {name}_holds ' + check.format(f'"{name}"')


_ID = "id TEXT NOT NULL PRIMARY KEY"

#: What a person keeps. Every change of these tables is in the journal.
_RECORD = {
    "educator": [
        _ID,
        "name TEXT NOT NULL",
        _needs("former_names", _LIST),
        _needs("emails", _LIST),
        _needs("identifiers", _LIST),
        _needs("positions", _LIST),
        _needs("is_sample", _FLAG, "INTEGER"),
    ],
    "credential": [
        _ID,
        "title TEXT NOT NULL",
        "pack_id TEXT NOT NULL",
        "authority TEXT NOT NULL",
        "number TEXT NOT NULL",
        _needs("areas", _LIST),
        _may("first_issued", _DAY),
        _needs("status", _ACTIVE),
        _may("deleted_at", _MOMENT),
    ],
    "cycle": [
        _ID,
        "credential_id TEXT NOT NULL REFERENCES credential (id)",
        _needs("start", _DAY),
        _needs("expiry", _DAY),
        _needs("start_is_derived", _FLAG, "INTEGER"),
        _may("filed_on", _DAY),
        _may("approved_on", _DAY),
        "closed TEXT",
    ],
    "fact": [
        _ID,
        "credential_id TEXT NOT NULL REFERENCES credential (id)",
        "name TEXT NOT NULL",
        "value TEXT NOT NULL",
    ],
    "series": [_ID, "title TEXT NOT NULL"],
    "activity": [
        '"row" INTEGER NOT NULL PRIMARY KEY',
        "id TEXT NOT NULL UNIQUE",
        "title TEXT NOT NULL",
        _needs("start", _DAY),
        _needs("end", _DAY),
        "kind TEXT NOT NULL",
        "role TEXT NOT NULL",
        "format TEXT NOT NULL",
        "start_time TEXT",
        "end_time TEXT",
        _needs("break_minutes", _NATURAL, "INTEGER"),
        _needs("missed_minutes", _NATURAL, "INTEGER"),
        "zone TEXT NOT NULL",
        "unit TEXT NOT NULL",
        _needs("amount", _DECIMAL),
        "provider TEXT NOT NULL",
        "provider_number TEXT NOT NULL",
        "place TEXT NOT NULL",
        _needs("topics", _LIST),
        _needs("status", _STATUS),
        _needs("steps", _LIST),
        "level TEXT NOT NULL",
        "grade TEXT NOT NULL",
        "course TEXT NOT NULL",
        _may("approved", _FLAG, "INTEGER"),
        "approved_by TEXT NOT NULL",
        _may("approved_on", _DAY),
        _may("relevant", _FLAG, "INTEGER"),
        "series_id TEXT REFERENCES series (id)",
        "network TEXT NOT NULL",
        _may("cost", _DECIMAL),
        _needs("answers", _LIST),
        "description TEXT NOT NULL",
        "private_notes TEXT NOT NULL",
        _may("deleted_at", _MOMENT),
        'CONSTRAINT ends_after_start CHECK ("end" >= start)',
    ],
    "pin": [
        _ID,
        "activity_id TEXT NOT NULL REFERENCES activity (id)",
        "credential_id TEXT NOT NULL REFERENCES credential (id)",
        "node TEXT NOT NULL",
    ],
    "evidence": [
        _ID,
        'number INTEGER NOT NULL UNIQUE CONSTRAINT number_holds CHECK ("number" > 0)',
        "activity_id TEXT REFERENCES activity (id)",
        "kind TEXT NOT NULL",
        "title TEXT NOT NULL",
        "file_name TEXT NOT NULL",
        "media_type TEXT NOT NULL",
        _needs("size", _NATURAL, "INTEGER"),
        "sha256 TEXT REFERENCES blob (sha256)",
        "note TEXT NOT NULL",
        _may("added_at", _MOMENT),
        _may("deleted_at", _MOMENT),
    ],
    "vocabulary": [
        _ID,
        "list TEXT NOT NULL",
        "word TEXT NOT NULL",
        "title TEXT NOT NULL",
        "meaning TEXT NOT NULL",
        "broader TEXT NOT NULL",
    ],
    "setting": [_ID, "value TEXT NOT NULL"],
}

#: What serves the tables above and has no history of its own.
_SERVING = {
    "meta": ["name TEXT NOT NULL PRIMARY KEY", "value TEXT NOT NULL"],
    "blob": [
        "sha256 TEXT NOT NULL PRIMARY KEY",
        "bytes BLOB NOT NULL",
        _may("unused_since", _MOMENT),
    ],
    "topic_title": ["topic TEXT NOT NULL PRIMARY KEY", "title TEXT NOT NULL"],
    "entry": [
        "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT",
        _needs("at", _MOMENT),
        "label TEXT NOT NULL",
        _needs("kind", "CHECK ({0} IN ('write', 'fixed', 'purge'))"),
        _may("undone_at", _MOMENT),
        _needs("cut", _FLAG, "INTEGER"),
    ],
    "change": [
        "position INTEGER NOT NULL PRIMARY KEY",
        "entry INTEGER NOT NULL REFERENCES entry (id)",
        "noun TEXT NOT NULL",
        "row_id TEXT NOT NULL",
        _needs("what", "CHECK ({0} IN ('added', 'changed', 'removed'))"),
        '"before" TEXT',
        '"after" TEXT',
    ],
    "pen": [
        'one INTEGER NOT NULL PRIMARY KEY CONSTRAINT one_holds CHECK ("one" = 1)',
        "entry INTEGER REFERENCES entry (id)",
    ],
}

_INDEXES = {
    "cycle_of_credential": "cycle (credential_id)",
    "fact_of_credential": "fact (credential_id)",
    "pin_of_activity": "pin (activity_id)",
    "pin_of_credential": "pin (credential_id)",
    "evidence_of_activity": "evidence (activity_id)",
    "evidence_of_blob": "evidence (sha256)",
    "activity_of_series": "activity (series_id) WHERE series_id IS NOT NULL",
    # The order of the log with all that `ids` needs, so that 50,000 ids come without touching the rows.
    "activity_by_day": 'activity (start, start_time, "row", id, deleted_at)',
    "activity_in_bin": "activity (deleted_at) WHERE deleted_at IS NOT NULL",
    "change_of_entry": "change (entry)",
    "change_of_row": "change (row_id)",
}


def run(execute: Callable[[str], object]) -> None:
    """Make an empty file a record."""
    execute(f"PRAGMA application_id = {0x5354454D}")
    for name, columns in {**_SERVING, **_RECORD}.items():
        execute(f'CREATE TABLE "{name}" ({", ".join(columns)}) STRICT')
    for name, what in _INDEXES.items():
        execute(f"CREATE INDEX {name} ON {what}")
    execute("CREATE UNIQUE INDEX word_is_once ON vocabulary (list, word)")
    execute("INSERT INTO pen (one, entry) VALUES (1, NULL)")
    for name in _RECORD:
        for what in ("INSERT", "UPDATE", "DELETE"):
            execute(
                f"CREATE TRIGGER {name}_{what.lower()}_through_journal BEFORE {what} ON {name} "  # noqa: S608
                "WHEN (SELECT entry FROM pen) IS NULL "
                "BEGIN SELECT RAISE(ABORT, 'a record is written through its journal only'); END"
            )
    execute("CREATE VIRTUAL TABLE search USING fts5(words, tokenize = 'unicode61 remove_diacritics 2')")
