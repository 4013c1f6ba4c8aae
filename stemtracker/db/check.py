"""The thorough check of a record: what is not as it should be, part by part, each told in words.

Nothing is written by looking. Where a part can't be read, that is told, and the others are looked at all the same.
Only what is made from the record itself (search, indexes, counters) can be made anew. Neighbors: `check_file` looks
at the file and what serves the record, `check_rows` at the rows, `check_log` at the change log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection

from stemtracker.db import check_file, check_log, check_rows, engine, faults, search
from stemtracker.db.findings import Finding
from stemtracker.db.inquiry import RESCUE, Inquiry
from stemtracker.db.record import look
from stemtracker.db.settings import set_meta
from stemtracker.errors import Trouble

Part = Callable[[Inquiry], None]
#: In the order in which a reader needs to know.
_PARTS: tuple[tuple[str, Part], ...] = (
    ("the file", check_file.pages),
    ("the tables", check_file.schema),
    ("references", check_file.references),
    ("the rows", check_rows.values),
    ("renewal periods", check_rows.periods),
    ("the texts of rules", check_rows.rule_texts),
    ("evidence", check_rows.evidence),
    ("the change log", check_log.story),
    ("the change log's images", check_log.images),
    ("counters", check_file.counters),
    ("the search", check_file.search_index),
)


def check(path: Path, shipped: Mapping[str, Collection[str]]) -> tuple[dict[str, int], list[Finding]]:
    """How many of what were looked at, and what was found. `shipped` are the words of each list by their ids.

    Trouble where the file is no record, or one that this program can't read at all.
    """
    try:
        with faults.told(path):
            look(path)
            with closing(engine.bare(path, read_only=True)) as connection:
                inquiry = Inquiry(connection, shipped)
                for name, part in _PARTS:
                    _look_at(inquiry, name, part)
                    if check_file.INDEXES in {finding.where for finding in inquiry.findings}:
                        break  # what is asked next would be answered from those indexes
    except Trouble as why:
        if why.kind != "damaged":
            raise
        return {}, [Finding("damage", "the file", why.message, RESCUE)]
    return inquiry.checked, inquiry.findings


def _look_at(inquiry: Inquiry, name: str, part: Part) -> None:
    try:
        part(inquiry)
    except sqlite3.DatabaseError as error:
        # What is no trouble of the disk is a table or column that another program took away.
        if faults.kind_of(error) not in {"damaged", None}:
            raise
        inquiry.damage(name, f"A part of {name} can't be read ({faults.said(error)}).")
    if inquiry.connection.in_transaction:
        inquiry.connection.execute("ROLLBACK")


def repair(connection: Connection, findings: Collection[Finding]) -> list[str]:
    """Make anew what the findings name and the record itself can tell; what was done, in words."""
    done: list[str] = []
    wheres = {finding.where for finding in findings if finding.repairable}
    if check_file.INDEXES in wheres:
        connection.exec_driver_sql("REINDEX")
        done.append("The indexes of the tables were written anew.")
    if check_file.PEN in wheres:
        connection.exec_driver_sql("UPDATE pen SET entry = NULL")
        done.append("Writing past the change log is locked again.")
    if check_file.NUMBERS in wheres:
        highest = connection.exec_driver_sql(check_file.HIGHEST_NUMBER).scalar_one()
        set_meta(connection, "last_evidence_number", str(highest))
        done.append(f"The counter of evidence stands at {highest}.")
    if check_file.SEARCH in wheres:
        check_file.empty_search(connection)
        search.rebuild(connection)
        done.append("The search was written anew.")
    return done
