"""The bytes that prove something come out as they went in, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from stemtracker import db
from stemtracker.db.record import RecordFile
from stemtracker.domain.evidence import Evidence
from stemtracker.errors import Trouble

Ask = Callable[[str], list[tuple[Any, ...]]]


def _attach(record: RecordFile, number: int, data: bytes, activity_id: str | None = None) -> None:
    with record.write("Attach") as writer:
        digest = db.evidence.keep_bytes(writer.connection, data)
        piece = Evidence(
            id=f"e{number}",
            number=number,
            kind="note",
            title="A",
            activity_id=activity_id,
            file_name="a.pdf",
            size=len(data),
            sha256=digest,
        )
        db.evidence.add(writer.connection, piece)


def _content(record: RecordFile, id_: str) -> bytes | None:
    with record.read() as connection:
        return db.evidence.content(connection, id_)


@pytest.mark.parametrize("data", [b"", b"\0", b"x" * 3_000_000])
def test_bytes_of_every_size(record: RecordFile, data: bytes) -> None:
    _attach(record, 1, data)
    assert _content(record, "e1") == data


def test_bytes_that_a_disk_has_changed_are_no_proof(record: RecordFile) -> None:
    _attach(record, 1, b"as signed")
    with record.maintain() as connection:
        connection.exec_driver_sql("UPDATE blob SET bytes = x'00'")
    with pytest.raises(Trouble) as caught:
        _content(record, "e1")
    assert caught.value.kind == "damaged"
    _attach(record, 2, b"as signed")
    assert _content(record, "e1") == b"as signed"


def test_evidence_of_what_is_in_the_bin_is_not_counted(record: RecordFile, add: Any) -> None:
    add("a")
    _attach(record, 1, b"1", "a")
    _attach(record, 2, b"2")
    with record.write("Delete") as writer:
        db.trash.put_in(writer.connection, "activity", ["a"])
    with record.read() as connection:
        assert db.evidence.count(connection) == len(db.evidence.everything(connection)) == 1
