"""The third schema: the texts of the rules that a record goes by, so that no newer program moves it unasked."""

from __future__ import annotations

from collections.abc import Callable

VERSION = 1002
DROPS: tuple[str, ...] = ()
RECOUNTS: tuple[str, ...] = ()

_DAY = "CHECK (date({0}, '+0 days') IS {0})"
_COLUMNS = (
    "id TEXT NOT NULL PRIMARY KEY",
    "pack_id TEXT NOT NULL",
    "changes TEXT NOT NULL",
    "kind TEXT NOT NULL CONSTRAINT kind_holds CHECK (kind IN ('own', 'overlay', 'installed', 'kept'))",
    "title TEXT NOT NULL",
    "toml TEXT NOT NULL",
    "hash TEXT NOT NULL CONSTRAINT hash_holds CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*')",
    "checked TEXT CONSTRAINT checked_is_day " + _DAY.format("checked"),
    "added_on TEXT NOT NULL CONSTRAINT added_on_holds " + _DAY.format("added_on"),
)


def run(execute: Callable[[str], object]) -> None:
    """Make the table, which is written through the journal like the others."""
    execute(f"CREATE TABLE rule_text ({', '.join(_COLUMNS)}) STRICT")
    for what in ("INSERT", "UPDATE", "DELETE"):
        execute(
            f"CREATE TRIGGER rule_text_{what.lower()}_through_journal BEFORE {what} ON rule_text "  # noqa: S608
            "WHEN (SELECT entry FROM pen) IS NULL "
            "BEGIN SELECT RAISE(ABORT, 'a record is written through its journal only'); END"
        )
