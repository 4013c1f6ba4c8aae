"""A copy is whole, and takes nothing from anyone: not from an older file, nor from whoever has that one open."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from stemtracker.db import copies, lock
from stemtracker.db.record import RecordFile
from stemtracker.errors import Trouble

CUT_OFF = """
import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA cache_size = 1"); c.execute("BEGIN IMMEDIATE"); c.execute("UPDATE pen SET entry = 1")
for i in range(200): c.execute("INSERT INTO series VALUES (?, ?)", (str(i), "x" * 3000))
os._exit(1)
"""


def _ids(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [row[0] for row in connection.execute("SELECT id FROM activity ORDER BY id")]


def test_over_a_record_whose_last_write_was_cut_off(record: RecordFile, add: Any, path: Path, tmp_path: Path) -> None:
    add("old")
    target = tmp_path / "copy.stemtracker"
    copies.copy(path, target)
    subprocess.run([sys.executable, "-c", CUT_OFF, str(target)], check=False)
    assert target.with_name("copy.stemtracker-journal").stat().st_size > 0
    for number in range(40):
        add(f"new{number:02}", description="y" * 3000)
    copies.copy(path, target)
    assert len(_ids(target)) == 41
    assert not target.with_name("copy.stemtracker-journal").exists()


def test_over_rubbish_that_has_a_journal_beside_it(record: RecordFile, add: Any, path: Path, tmp_path: Path) -> None:
    add("a")
    target = tmp_path / "copy.stemtracker"
    target.write_bytes(b"no database at all" * 100)
    target.with_name("copy.stemtracker-journal").write_bytes(b"rubbish" * 100)
    copies.copy(path, target)
    assert _ids(target) == ["a"]


def test_never_over_a_record_that_is_open_elsewhere(record: RecordFile, add: Any, path: Path, tmp_path: Path) -> None:
    add("mine")
    theirs = tmp_path / "theirs.stemtracker"
    other = RecordFile.create(theirs)
    before = theirs.read_bytes()
    with pytest.raises(Trouble, match="open elsewhere") as caught:
        copies.copy(path, theirs)
    assert caught.value.kind == "locked"
    assert theirs.read_bytes() == before
    other.close()
    copies.copy(path, theirs)
    assert _ids(theirs) == ["mine"]
    assert not lock.lock_path(theirs).exists()


def test_under_the_longest_name_that_a_record_can_have(record: RecordFile, path: Path, tmp_path: Path) -> None:
    target = tmp_path / f"{'日' * 78}.stemtracker"
    copies.copy(path, target)
    RecordFile.open(target, before_upgrade=lambda: None).close()
    with pytest.raises(Trouble, match="longer than allowed") as caught:
        copies.copy(path, tmp_path / f"{'日' * 81}.stemtracker")
    assert caught.value.kind == "name"
    with pytest.raises(Trouble, match="longer than allowed"):
        RecordFile.create(tmp_path / f"{'日' * 81}.stemtracker")


def test_trouble_with_the_name_of_the_copy_is_not_blamed_on_the_record(record: RecordFile, path: Path) -> None:
    target = path.with_name(f"{'x' * 300}.stemtracker")
    with pytest.raises(Trouble) as caught:
        copies.copy(path, target)
    assert (caught.value.kind, caught.value.about) == ("name", target)


def test_a_record_opened_through_a_link_is_the_same_record(record: RecordFile, path: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.stemtracker"
    try:
        link.symlink_to(path)
    except OSError:
        pytest.skip("no links on this disk")
    with pytest.raises(Trouble) as caught:
        RecordFile.open(link, before_upgrade=lambda: None)
    assert caught.value.kind == "locked"


def test_a_folder_that_went_away_is_told_as_that(record: RecordFile, add: Any, path: Path, tmp_path: Path) -> None:
    add("a")
    away = tmp_path / "stick"
    away.mkdir()
    target = away / "on the stick.stemtracker"
    copies.copy(path, target)
    on_stick = RecordFile.open(target, before_upgrade=lambda: None)
    shutil.rmtree(away)
    with pytest.raises(Trouble) as caught, on_stick.write("Try"):
        pass
    assert caught.value.kind == "away"
    on_stick.close()
