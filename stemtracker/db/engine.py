"""The only maker of connections: what SQLite does not do by itself, it is told here.

A record may lie on a stick or in a synced folder: WAL is unsafe there, so the rollback journal it is, with
the strictest syncing. Pages of an open transaction never spill into the file, so that reading goes on
beside a long write. Functions and tables that only this program knows are not trusted to the file's own
schema; the triggers of the journal are the connection's own, made by `journal`.
Neighbors: `record` holds the engine, `migrations` works on a bare connection from here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

from stemtracker.db import journal

#: "STEM", in the file's header.
APPLICATION_ID = 0x5354454D
#: How long to wait for another program that has the file for a moment (a sync, a virus scanner).
_PATIENCE_SECONDS = 5.0
_PRAGMAS = (
    "foreign_keys = ON",
    "synchronous = EXTRA",
    "cache_spill = OFF",
    "trusted_schema = OFF",
    "temp_store = MEMORY",
    "cache_size = -16000",
)


def _address(path: Path, mode: str) -> str:
    """The file as an SQLite address. Network shares of Windows need four slashes, not a host."""
    plain = path.absolute().as_posix()
    return f"file:{'' if plain.startswith('/') else '/'}{quote(plain, safe='/:')}?mode={mode}"


def bare(path: Path, *, read_only: bool = False, may_create: bool = False) -> sqlite3.Connection:
    """A connection in autocommit with all pragmas, free to pass between threads one at a time."""
    mode = "ro" if read_only else "rwc" if may_create else "rw"
    connection = sqlite3.connect(
        _address(path, mode), uri=True, isolation_level=None, check_same_thread=False, timeout=_PATIENCE_SECONDS
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if not read_only:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except UnicodeDecodeError as error:
        # SQLite tells of a broken schema in the schema's own broken letters, which Python can't read.
        connection.close()
        broken = sqlite3.DatabaseError("the schema can't be read")
        broken.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise broken from error
    except BaseException:
        connection.close()
        raise
    return connection


def make(path: Path, *, read_only: bool = False, guard: Callable[[], None]) -> Engine:
    """An engine whose transactions begin when told: BEGIN, or BEGIN IMMEDIATE for `begin="IMMEDIATE"`.

    `guard` raises where another file lies at the path by now: connections to two files must not be mixed.
    """

    def connect() -> sqlite3.Connection:
        guard()
        connection = bare(path, read_only=read_only)
        try:
            guard()
            journal.attach(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine(
        "sqlite+pysqlite://", creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=8, pool_use_lifo=True
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("begin") == "IMMEDIATE" else "BEGIN")
