"""The sub-command check, as a script would run it: what is found, repaired, rescued, and the exit status."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from stemtracker.cli import main


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "Ana.stemtracker"
    assert main(["new", str(path), "--name", "Ana", "--pack", "US-TX.teacher", "--expiry", "2027-03-31"]) == 0
    return path


def break_page(path: Path, table: str) -> bytes:
    """Lose the first page of a table; what the file is now."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    data = bytearray(path.read_bytes())
    data[(found[0] - 1) * 4096 : found[0] * 4096] = bytes(4096)
    path.write_bytes(data)
    return bytes(data)


def test_a_sound_record(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["check", str(record)]) == 0
    told = capsys.readouterr().out
    assert "1 license" in told
    assert told.endswith("Everything is as it should be.\n")


def test_what_can_be_repaired(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(record)) as connection, connection:
        connection.execute("UPDATE pen SET entry = 1")
    assert main(["check", str(record)]) == 1
    assert "--repair" in capsys.readouterr().out
    assert main(["check", str(record), "--repair", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["findings"] == []
    assert "backup" in answer["repaired"][0]
    assert main(["check", str(record)]) == 0


def test_what_is_damaged_is_rescued(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = break_page(record, "setting")
    capsys.readouterr()
    assert main(["check", str(record), "--repair"]) == 1
    assert "--rescue NEW" in capsys.readouterr().out
    new = tmp_path / "rescued.stemtracker"
    assert main(["check", str(record), "--rescue", str(new)]) == 0
    told = capsys.readouterr().out
    assert "1 license" in told
    assert "was left as it is; keep it." in told
    assert record.read_bytes() == broken
    assert main(["check", str(new)]) == 0
    assert main(["check", str(record), "--rescue", str(new)]) == 1
    assert "exists already" in capsys.readouterr().err
    assert main(["check", str(record), "--rescue", str(tmp_path / "again.stemtracker"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["taken"]["credential"] == 1


def test_what_is_not_there_or_no_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone, text = tmp_path / "gone.stemtracker", tmp_path / "log.csv"
    text.write_text("date,title\n" * 50, encoding="utf-8")
    new = tmp_path / "new.stemtracker"
    for path in (gone, text):
        assert main(["check", str(path)]) == 1
        assert main(["check", str(path), "--rescue", str(new)]) == 1
    assert not new.exists()
    assert "not a STEM Tracker record" in capsys.readouterr().err
