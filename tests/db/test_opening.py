"""Opening: what is no record, is newer, damaged, out of reach or cut short is told apart, and left as it is."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from stemtracker.db import engine, lock
from stemtracker.db.record import RecordFile
from stemtracker.errors import Refused, Trouble

Add = Callable[..., object]


def _open(path: Path, **how: bool) -> RecordFile:
    return RecordFile.open(path, before_upgrade=lambda: None, **how)


def _kind(path: Path, **how: bool) -> str:
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(Trouble) as caught:
        _open(path, **how)
    assert (path.read_bytes() if path.is_file() else b"") == before, "the file was touched"
    assert caught.value.message.endswith(".")
    assert caught.value.remedy.endswith(".")
    return caught.value.kind


def _edit(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_not_there(tmp_path: Path) -> None:
    assert _kind(tmp_path / "gone.stemtracker") == "missing"


def test_a_folder(tmp_path: Path) -> None:
    assert _kind(tmp_path) == "not ours"


def test_an_empty_file(path: Path) -> None:
    path.touch()
    assert _kind(path) == "damaged"


@pytest.mark.parametrize("content", [b"x", b"%PDF-1.7 something else", b"date,title\n2026-01-01,Workshop\n" * 99])
def test_another_kind_of_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert _kind(path) == "not ours"


def test_another_programs_database(path: Path) -> None:
    _edit(path, "CREATE TABLE activity (id INTEGER)")
    assert _kind(path) == "not ours"


def test_a_newer_record(record: RecordFile, path: Path) -> None:
    record.close()
    _edit(path, "PRAGMA user_version = 2000")
    assert _kind(path) == "newer"


def test_a_record_of_a_newer_minor_version_opens(record: RecordFile, add: Any, path: Path) -> None:
    add("a")
    record.close()
    _edit(path, "PRAGMA user_version = 1999", "ALTER TABLE activity ADD COLUMN mood TEXT NOT NULL DEFAULT 'fine'")
    again = _open(path)
    with again.write("Delete") as writer:
        writer.connection.exec_driver_sql("UPDATE activity SET mood = 'sad'")
    again.undo()
    with again.read() as connection:
        assert connection.exec_driver_sql("SELECT mood FROM activity").scalar() == "fine"
    again.close()


def test_a_record_without_its_tables(path: Path) -> None:
    _edit(path, f"PRAGMA application_id = {engine.APPLICATION_ID}", "PRAGMA user_version = 1000")
    assert _kind(path) == "damaged"


def test_a_copy_cut_short(record: RecordFile, path: Path) -> None:
    record.close()
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert _kind(path) == "damaged"


def test_damage_inside_is_told_when_it_is_met(record: RecordFile, add: Any, path: Path) -> None:
    add("a")
    record.close()
    with closing(sqlite3.connect(path)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'activity'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    hurt = _open(path)
    with pytest.raises(Trouble) as caught, hurt.read() as connection:
        connection.exec_driver_sql("SELECT * FROM activity").all()
    hurt.close()
    assert caught.value.kind == "damaged"


def test_after_an_unclean_end_nothing_is_written_to_a_damaged_file(record: RecordFile, add: Any, path: Path) -> None:
    add("a")
    record.close()
    with closing(sqlite3.connect(path)) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'series'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    lock.lock_path(path).write_bytes(msgspec.json.encode({"host": platform.node(), "pid": 1}))
    assert [_kind(path), _kind(path)] == ["damaged"] * 2, "the doubt stays"
    reader = _open(path, read_only=True)
    with reader.read() as connection:
        assert connection.exec_driver_sql("SELECT id FROM activity").scalar() == "a"
    reader.close()


def test_create_never_overwrites(record: RecordFile, path: Path) -> None:
    with pytest.raises(Refused):
        RecordFile.create(path)
    assert record.record_id()


def test_a_failed_creation_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new.stemtracker"
    lock.lock_path(path).mkdir()
    with pytest.raises(Trouble):
        RecordFile.create(path)
    assert not path.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="files have no mode there")
def test_only_its_owner_can_read_it(record: RecordFile, path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_odd_names_and_deep_folders(tmp_path: Path) -> None:
    path = tmp_path / "100 % #1? ü 日本" / "d" / "my & record.stemtracker"
    RecordFile.create(path).close()
    again = _open(path)
    assert again.record_id()
    again.close()


def test_a_cut_off_write_is_taken_back(record: RecordFile, add: Any, path: Path, tmp_path: Path) -> None:
    add("kept")
    crashed = tmp_path / "crashed.stemtracker"
    script = (
        "import os, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('PRAGMA cache_size = 1'); c.execute('BEGIN IMMEDIATE')\n"
        "c.execute('UPDATE pen SET entry = 1')\n"
        "for i in range(200): c.execute('INSERT INTO series VALUES (?, ?)', (str(i), 'x' * 3000))\n"
        "os._exit(1)\n"
    )
    record.close()
    shutil.copyfile(path, crashed)
    subprocess.run([sys.executable, "-c", script, str(crashed)], check=False)
    assert crashed.with_name(crashed.name + "-journal").stat().st_size > 0
    again = _open(crashed)
    assert again.unclean
    with again.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM series").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM activity").scalar() == 1
    again.close()


@pytest.fixture
def plain_account() -> Iterator[None]:
    """Root may write everywhere: be somebody else for once."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.fixture
def sealed(record: RecordFile, add: Add, path: Path) -> Iterator[Path]:
    """A record in a folder where nothing may be written."""
    add("a")
    record.close()
    # Not in pytest's own folder, which is closed to other accounts.
    folder = Path(tempfile.mkdtemp(dir=tempfile.gettempdir()))
    shutil.copyfile(path, folder / path.name)
    (folder / path.name).chmod(0o444)
    folder.chmod(0o555)
    yield folder / path.name
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder's mode keeps nobody out there")
def test_where_nothing_may_be_written_it_opens_to_read(sealed: Path, plain_account: None) -> None:
    again = _open(sealed)
    assert again.read_only
    with again.read() as connection:
        assert connection.exec_driver_sql("SELECT id FROM activity").scalar() == "a"
    with pytest.raises(Trouble) as caught, again.write("Try"):
        pass
    again.close()
    assert caught.value.kind == "read only"


CUT_OFF = """
import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA cache_size = 1"); c.execute("BEGIN IMMEDIATE"); c.execute("UPDATE pen SET entry = 1")
for i in range(200): c.execute("INSERT INTO series VALUES (?, ?)", (str(i), "x" * 3000))
os._exit(1)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a folder's mode keeps nobody out there")
def test_a_cut_off_write_where_nothing_may_be_written(sealed: Path, plain_account: None) -> None:
    os.seteuid(os.getuid())
    sealed.parent.chmod(0o755)
    sealed.chmod(0o644)
    subprocess.run([sys.executable, "-c", CUT_OFF, str(sealed)], check=False)
    left = sealed.with_name(sealed.name + "-journal")
    assert left.stat().st_size > 0
    for path, mode in ((left, 0o444), (sealed, 0o444), (sealed.parent, 0o555)):
        path.chmod(mode)
    os.seteuid(65534 if os.getuid() == 0 else os.getuid())
    assert _kind(sealed) == "unfinished"


def test_read_only_when_asked(record: RecordFile, path: Path) -> None:
    reader = _open(path, read_only=True)
    assert reader.read_only
    assert reader.record_id() == record.record_id()
    with pytest.raises(Trouble, match="nothing may be written"), reader.write("Try"):
        pass
    reader.close()


def test_a_full_disk_loses_only_what_was_not_saved(record: RecordFile, add: Any, ask: Callable[[str], Any]) -> None:
    add("kept")
    with record.maintain() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Trouble) as caught, record.write("Too much") as writer:
        writer.connection.exec_driver_sql("INSERT INTO blob VALUES ('x', zeroblob(3000000), NULL)")
    assert caught.value.kind == "full"
    assert "Too much" not in {row[0] for row in ask("SELECT label FROM entry")}
    assert ask("SELECT id FROM activity") == [("kept",)]
    with record.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    add("later")
    assert len(ask("SELECT id FROM activity")) == 2


def test_another_writer_in_the_file_is_waited_for_and_then_told(
    record: RecordFile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with record.read() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")
        with pytest.raises(Trouble) as caught, record.write("Wait"):
            pass
    assert caught.value.kind == "locked"
