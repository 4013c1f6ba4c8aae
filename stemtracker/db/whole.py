"""The record as a whole, with the bin and the change log: all rows of a table out, and in again as they were.

For the archive alone: everything else asks the modules that know a noun. Values have the types of `tables`.
Neighbors: `journal` lets the rows in without telling them anew, `images` are what the log keeps of rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, insert, literal_column, select
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from stemtracker.db import journal, search
from stemtracker.db.settings import meta_value, set_meta
from stemtracker.db.shape import is_row, sane
from stemtracker.db.tables import RECORD, blob, change, entry, evidence
from stemtracker.db.types import moment_text
from stemtracker.errors import Refused

_TABLES: dict[str, Table] = {**RECORD, "entry": entry, "change": change, "blob": blob}
_IDENTITY = ("record_id", "created_at", "created_with")

Row = dict[str, Any]


def rows(connection: Connection, name: str) -> list[Row]:
    """All rows of a table, those in the bin too, in the order they were entered."""
    found = connection.execute(select(_TABLES[name]).order_by(literal_column(f'"{name}".rowid')))
    return [dict(row) for row in found.mappings()]


def add(connection: Connection, name: str, new: Sequence[Row]) -> None:
    """Those rows; Refused, and which one, where a row is not what the table holds."""
    if not new:
        return
    for row in new:
        if not all(map(sane, row.values())):
            raise _refused(name, row, "a number in it is beyond anything that is kept")
    table = _TABLES[name]
    before = _count(connection, table)
    try:
        connection.execute(insert(table), list(new))
    except (IntegrityError, OverflowError) as why:
        at = new[_count(connection, table) - before]
        said = why.orig if isinstance(why, IntegrityError) else why
        raise _refused(name, at, str(said)) from why
    except StatementError as why:
        if isinstance(why, DBAPIError):
            raise
        raise Refused.at("file", f"One {name} can't be kept ({why.orig}).") from why


def _refused(name: str, row: Row, why: str) -> Refused:
    return Refused.at("file", f"The {name} “{row.get('id', row.get('position'))}” can't be kept: {why}.")


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


@contextmanager
def as_told(connection: Connection, entries: Sequence[Row], changes: Sequence[Row]) -> Iterator[None]:
    """Give an empty record this change log; the rows that are added within are those it tells of."""
    add(connection, "entry", entries)
    for one in changes:
        _refuse_image(one)
    add(connection, "change", changes)
    with journal.unrecorded(connection, max(row["id"] for row in entries), RECORD):
        yield
    search.rebuild(connection)


def early_uid(record_id: str, write: Row) -> str:
    """The name of a write of the time before writes had one, as `m0002_names_of_writes` gives it too."""
    return f"{record_id}/{write['id']}/{moment_text(write['at'])}/{write['label']}"


def identity(connection: Connection) -> tuple[str, datetime, str]:
    """The record's id, when it was begun, and with which version."""
    id_, at, version = (meta_value(connection, name) for name in _IDENTITY)
    return id_, datetime.fromisoformat(at), version


def set_identity(connection: Connection, id_: str, created_at: datetime, created_with: str) -> None:
    """Be a copy of the record of that id."""
    try:
        at = moment_text(created_at)
    except OverflowError as why:
        raise Refused.at("file", f"No record can have been begun on {created_at}.") from why
    for name, value in zip(_IDENTITY, (id_, at, created_with), strict=True):
        set_meta(connection, name, value)


def unused(connection: Connection) -> list[tuple[str, Any]]:
    """The SHA-256 of bytes that no piece of evidence has, and since when."""
    used = select(evidence.c.sha256).where(evidence.c.sha256.is_not(None))
    found = connection.execute(
        select(blob.c.sha256, blob.c.unused_since).where(blob.c.sha256.not_in(used)).order_by(blob.c.sha256)
    )
    return [(sha256, since) for sha256, since in found]


def content(connection: Connection, sha256: str) -> bytes:
    """The bytes that have this SHA-256."""
    data: bytes = connection.execute(select(blob.c.bytes).where(blob.c.sha256 == sha256)).scalar_one()
    return data


def _refuse_image(one: Row) -> None:
    """An image becomes a row again when its write is taken back: it has to be one."""
    where = f"change {one['position']} of the change log"
    if one["noun"] not in RECORD:
        raise Refused.at("file", f"The noun “{one['noun']}” of {where} is not one of this program's.")
    for image in (one["before"], one["after"]):
        if image is not None and not is_row(RECORD[one["noun"]], json.loads(image), one["row_id"]):
            raise Refused.at("file", f"The image in {where} is no whole row of “{one['noun']}”.")
