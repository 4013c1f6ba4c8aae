"""What is done to the file while it is open: nothing is written where nobody would look, and what was read stays."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from stemtracker.db.record import RecordFile
from stemtracker.errors import Trouble

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody touch an open file")
Add = Callable[..., object]


def _ids(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [row[0] for row in connection.execute("SELECT id FROM activity ORDER BY id")]


def _refused(record: RecordFile, add: Add) -> str:
    with pytest.raises(Trouble) as asked:
        record.require_ours()
    with pytest.raises(Trouble) as caught:
        add("lost")
    assert caught.value.kind == asked.value.kind
    assert caught.value.about == record.path
    assert caught.value.message.endswith(".")
    assert caught.value.remedy.endswith(".")
    return caught.value.kind


@pytest.fixture
def other(tmp_path: Path) -> Path:
    made = tmp_path / "other.stemtracker"
    RecordFile.create(made).close()
    return made


def test_removed(record: RecordFile, add: Add, path: Path, tmp_path: Path) -> None:
    add("kept")
    path.unlink()
    assert _refused(record, add) == "removed"
    assert not path.exists()
    saved = tmp_path / "saved.stemtracker"
    record.copy_to(saved)
    assert _ids(saved) == ["kept"]


def test_moved_away_and_put_back(record: RecordFile, add: Add, path: Path) -> None:
    moved = path.with_name("moved.stemtracker")
    path.rename(moved)
    assert _refused(record, add) == "removed"
    moved.rename(path)
    add("kept")
    assert _ids(path) == ["kept"]


def test_its_folder_gone(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    record = RecordFile.create(stick / "Ana.stemtracker")
    stick.rename(tmp_path / "elsewhere")
    with pytest.raises(Trouble) as caught, record.write("Try"):
        pass
    assert caught.value.kind == "away"
    record.close()
    RecordFile.open(tmp_path / "elsewhere" / "Ana.stemtracker", before_upgrade=lambda: None).close()


def test_replaced(record: RecordFile, add: Add, path: Path, other: Path, tmp_path: Path) -> None:
    add("kept")
    theirs = other.read_bytes()
    other.replace(path)
    assert _refused(record, add) == "replaced"
    assert path.read_bytes() == theirs
    saved = tmp_path / "saved.stemtracker"
    record.copy_to(saved)
    assert _ids(saved) == ["kept"]


def test_no_second_connection_to_the_file_in_its_place(record: RecordFile, add: Add, path: Path, other: Path) -> None:
    add("kept")
    other.replace(path)
    with record.read() as first:
        assert first.exec_driver_sql("SELECT id FROM activity").scalar() == "kept"
        with pytest.raises(Trouble) as caught:
            record._engine.connect()
    assert caught.value.kind == "replaced"


def test_written_over_in_place(record: RecordFile, add: Add, path: Path, tmp_path: Path) -> None:
    add("kept")
    brother = tmp_path / "brother.stemtracker"
    record.copy_to(brother)
    add("only here")
    elsewhere = RecordFile.open(brother, before_upgrade=lambda: None)
    with elsewhere.write("Only there") as writer:
        writer.connection.exec_driver_sql("INSERT INTO series VALUES ('s', 'Only there')")
    elsewhere.close()
    with brother.open("rb") as source, path.open("r+b") as target:
        shutil.copyfileobj(source, target)
        target.truncate()
    theirs = path.read_bytes()
    with pytest.raises(Trouble) as caught:
        add("lost")
    assert caught.value.kind == "overwritten"
    assert path.read_bytes() == theirs
    assert _ids(path) == ["kept"]


@pytest.fixture
def plain_account() -> Iterator[None]:
    """Root may write everywhere: be somebody else for once."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_protected_while_open(plain_account: None, what: str) -> None:
    folder = Path(tempfile.mkdtemp(dir=tempfile.gettempdir()))
    path = folder / "Ana.stemtracker"
    record = RecordFile.create(path)
    (path if what == "file" else folder).chmod(0o444 if what == "file" else 0o555)
    with pytest.raises(Trouble) as caught, record.write("Try"):
        pass
    assert caught.value.kind == "read only"
    folder.chmod(0o755)
    path.chmod(0o644)
    with record.write("Again") as writer:
        writer.connection.exec_driver_sql("INSERT INTO series VALUES ('s', 'Kept')")
    record.close()
    shutil.rmtree(folder)


def test_nothing_stands_in_the_way_of_an_ordinary_write(record: RecordFile, add: Add, path: Path) -> None:
    os.utime(path, (1, 1))  # a sync or a backup program may set the time back
    add("a")
    record.undo()
    record.redo()
    record.require_ours()
    assert _ids(path) == ["a"]


def test_a_second_thread_reads_what_the_first_wrote(record: RecordFile, add: Any, path: Path) -> None:
    with record.read():
        pass
    add("a")
    add("b")
    assert _ids(path) == ["a", "b"]
