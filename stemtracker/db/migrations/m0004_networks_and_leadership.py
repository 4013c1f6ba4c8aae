"""The fourth schema: networks, contacts, mentoring, leadership, goals, preparation for a first license.

What refers to an activity or a license lets go of it by itself: a program of an earlier schema, which does not know
these tables, can still remove both, and its change log misses no row that went.
"""

from __future__ import annotations

from collections.abc import Callable

VERSION = 1003
DROPS: tuple[str, ...] = ()
RECOUNTS: tuple[str, ...] = ()

_DAY = "CHECK (date({0}, '+0 days') IS {0})"
_MOMENT = "CHECK ({0} GLOB '????-??-??T??:??:??Z' AND date({0}, '+0 days') = substr({0}, 1, 10))"
_LIST = "CHECK ({0} GLOB '[[]*]')"
_DECIMAL = "CHECK ({0} GLOB '[0-9]*' AND {0} NOT GLOB '*[^0-9.]*')"
_NATURAL = "CHECK ({0} >= 0)"
_LEVELS = "CHECK ({0} IN ('', 'school', 'district', 'state', 'national'))"
_PERIODS = "CHECK ({0} IN ('year', 'month', 'once'))"

_ID = "id TEXT NOT NULL PRIMARY KEY"


def _texts(*names: str) -> list[str]:
    return [f"{name} TEXT NOT NULL" for name in names]


def _needs(name: str, check: str, kind: str = "TEXT") -> str:
    return f'"{name}" {kind} NOT NULL CONSTRAINT {name}_holds ' + check.format(f'"{name}"')


def _may(name: str, check: str, kind: str = "TEXT") -> str:
    return f'"{name}" {kind} CONSTRAINT {name}_holds ' + check.format(f'"{name}"')


def _days(*names: str) -> list[str]:
    return [_may(name, _DAY) for name in names]


def _refers(name: str, to: str) -> str:
    return f'"{name}" TEXT REFERENCES {to} (id) ON DELETE SET NULL'


_BIN = _may("deleted_at", _MOMENT)
_TABLES = {
    "membership": [
        *(_ID, *_texts("title", "kind"), _needs("level", _LEVELS), *_texts("discipline", "member_number")),
        *(*_days("joined", "left"), _needs("roles", _LIST), _needs("duties", _LIST), _may("dues", _DECIMAL)),
        *(_needs("dues_period", _PERIODS), *_texts("paid_by", "asked", "gave", "led_to", "private_notes"), _BIN),
    ],
    "contact": [
        *(_ID, *_texts("name", "organization", "position", "email", "phone"), _needs("groups", _LIST)),
        *(*_texts("teaches", "how_met"), *_days("met_on"), _refers("membership_id", "membership")),
        *(*_texts("next_step"), *_days("next_on"), *_texts("notes"), _BIN),
    ],
    "exchange": [
        *(_ID, *_texts("title"), _needs("on", _DAY), _needs("direction", "CHECK ({0} IN ('asked', 'gave'))")),
        *(_refers("contact_id", "contact"), _refers("membership_id", "membership"), *_texts("came_of"), _BIN),
    ],
    "pairing": [
        *(_ID, *_texts("title"), _needs("side", "CHECK ({0} IN ('mentor', 'mentee'))"), *_texts("program")),
        *(*_days("start", "end"), *_texts("confirmed_by"), _refers("contact_id", "contact")),
        *(_refers("membership_id", "membership"), _needs("goals", _LIST)),
        *(*_texts("shared_notes", "private_notes"), _BIN),
    ],
    "leadership_role": [
        *(_ID, *_texts("title", "kind"), _needs("level", _LEVELS), *_texts("organization"), *_days("start", "end")),
        *(_may("formal", "CHECK ({0} IN (0, 1))", "INTEGER"), _may("release_percent", _DECIMAL)),
        *(_may("pay", _DECIMAL), _needs("pay_period", _PERIODS), *_texts("paid_by", "selected_by")),
        *(_may("teachers_supported", _NATURAL, "INTEGER"), _may("students_reached", _NATURAL, "INTEGER")),
        *(*_texts("duties", "led_by"), _refers("membership_id", "membership"), *_texts("private_notes"), _BIN),
    ],
    "contribution": [
        *(_ID, *_texts("title", "kind"), _needs("on", _DAY), _needs("level", _LEVELS), *_texts("place")),
        *(_may("teachers_reached", _NATURAL, "INTEGER"), _may("students_reached", _NATURAL, "INTEGER")),
        *(*_texts("description", "link"), _refers("activity_id", "activity"), _refers("role_id", "leadership_role")),
        *(_refers("membership_id", "membership"), _needs("evidence_ids", _LIST), *_texts("private_notes"), _BIN),
    ],
    "effect": [
        *(_ID, *_texts("title"), _needs("on", _DAY), _needs("step", "CHECK ({0} IN ('', 'tried', 'shared', 'used'))")),
        *(_may("level", "CHECK ({0} BETWEEN 1 AND 5)", "INTEGER"), _may("people", _NATURAL, "INTEGER")),
        *(*_texts("description"), _refers("activity_id", "activity")),
        *(_refers("contribution_id", "contribution"), _refers("role_id", "leadership_role")),
        *(_needs("evidence_ids", _LIST), *_texts("private_notes"), _BIN),
    ],
    "goal": [
        *(_ID, *_texts("title", "why"), _needs("stage", "CHECK ({0} IN ('now', 'next', 'later'))")),
        *(*_texts("standard"), *_days("start", "due", "reached_on", "review_on"), _needs("steps", _LIST)),
        *(_needs("activity_ids", _LIST), *_texts("private_notes"), _BIN),
    ],
    "preparation": [
        *(_ID, *_texts("title", "institution", "sought", "supervisor"), *_days("start", "end")),
        *(_needs("asked", _LIST), _refers("credential_id", "credential"), *_texts("private_notes"), _BIN),
    ],
}
#: What the foreign keys that are followed often lead over.
_INDEXES = {
    "activity_of_membership": "activity (membership_id) WHERE membership_id IS NOT NULL",
    "activity_of_pairing": "activity (pairing_id) WHERE pairing_id IS NOT NULL",
    "contribution_of_activity": "contribution (activity_id) WHERE activity_id IS NOT NULL",
    "effect_of_activity": "effect (activity_id) WHERE activity_id IS NOT NULL",
}


def run(execute: Callable[[str], object]) -> None:
    """Make the tables, which are written through the journal like the others, and let activities refer to them."""
    for name, columns in _TABLES.items():
        execute(f'CREATE TABLE "{name}" ({", ".join(columns)}) STRICT')
        for what in ("INSERT", "UPDATE", "DELETE"):
            execute(
                f"CREATE TRIGGER {name}_{what.lower()}_through_journal BEFORE {what} ON {name} "  # noqa: S608
                "WHEN (SELECT entry FROM pen) IS NULL "
                "BEGIN SELECT RAISE(ABORT, 'a record is written through its journal only'); END"
            )
    execute(f"ALTER TABLE activity ADD COLUMN {_refers('membership_id', 'membership')}")
    execute(f"ALTER TABLE activity ADD COLUMN {_refers('pairing_id', 'pairing')}")
    for name, what in _INDEXES.items():
        execute(f"CREATE INDEX {name} ON {what}")
