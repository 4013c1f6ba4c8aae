"""Rows on pages that no tree leads to are told apart by their look; what refers to lost ones stays without them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import damaged_record
import full_nouns
import pytest
from damaged_record import zeroed
from remembered_history import snapshot
from test_salvage import rescued

from stemtracker import db
from stemtracker.domain.educator import Educator
from stemtracker.services import activities, workspace


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    return tmp_path / "damaged.stemtracker"


def test_each_noun_is_told_by_its_rows_where_no_tree_leads_to_them(damaged: Path, an_activity: Any) -> None:
    """The first page of each table is lost, and with it where its leaves are."""
    ws = workspace.create(damaged, Educator(name="Ana"))
    activities.save(ws, an_activity("a"))
    ones = (*full_nouns.people(), *full_nouns.work("a", None))
    with ws.record.write("Many of each") as writer:
        for one in ones:
            for number in range(40):
                db.keeping.put(writer.connection, replace(one, id=f"{number:032x}" if number else one.id))
    workspace.close(ws)
    whole, nouns = snapshot(damaged), [db.keeping.noun(type(one)) for one in ones]
    with closing(sqlite3.connect(damaged)) as connection:
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'"))
    data, size = bytearray(damaged.read_bytes()), damaged_record.PAGE
    for noun in nouns:
        start = (roots[noun] - 1) * size
        assert data[start] == 0x05, f"{noun} has no tree"
        data[start : start + size] = bytes(size)
    damaged.write_bytes(data)
    done = rescued(damaged)
    assert snapshot(done.target) == whole
    assert done.lost == {}


def test_rows_of_an_earlier_schema_are_found_where_no_tree_leads_to_them(damaged: Path) -> None:
    """They lack the columns that came later."""
    damaged.write_bytes((Path(__file__).parent.parent / "db" / "record_schema_3.stemtracker").read_bytes())
    with closing(sqlite3.connect(damaged)) as connection, connection:
        connection.execute("UPDATE pen SET entry = (SELECT max(id) FROM entry)")
        names = [f'"{row[1]}"' for row in connection.execute("PRAGMA table_info(activity)")][2:]
        for number in range(60):
            connection.execute(
                f"INSERT INTO activity (id, {', '.join(names)}) SELECT ?, {', '.join(names)} FROM activity "  # noqa: S608
                "WHERE id = 'full'",
                (id_ := damaged_record.id_of(number),),
            )
            connection.execute(
                "INSERT INTO change (entry, noun, row_id, what) SELECT entry, 'activity', ?, 'added' FROM pen", (id_,)
            )
        connection.execute("UPDATE pen SET entry = NULL")
    workspace.close(workspace.open_record(damaged))
    whole = snapshot(damaged)
    with closing(sqlite3.connect(damaged)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'activity'").fetchone()[0]
    data, size = bytearray(damaged.read_bytes()), damaged_record.PAGE
    data[(root - 1) * size : root * size] = bytes(size)
    damaged.write_bytes(data)
    assert snapshot(rescued(damaged).target) == whole


def test_what_referred_to_something_lost_stays_without_it(damaged: Path) -> None:
    damaged.write_bytes(damaged_record.sound())
    whole = snapshot(damaged)
    damaged.write_bytes(zeroed(damaged_record.root_of("contact")))
    done = rescued(damaged)
    there = snapshot(done.target)
    assert done.lost["contact"] == 1, "the other is in the log as it was"
    assert there["pairing", "pair"] == {**whole["pairing", "pair"], "contact_id": None}
    assert there["exchange", "advice"] == {**whole["exchange", "advice"], "contact_id": None}
