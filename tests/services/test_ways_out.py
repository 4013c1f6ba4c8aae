"""What can be done about a record that does not open: found without changing anything, and done beside the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from stemtracker import paths
from stemtracker.domain.educator import Educator
from stemtracker.errors import Refused
from stemtracker.services import backups, educators, ways_out, workspace

CUT_OFF = """
import os, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute("PRAGMA cache_size = 1"); c.execute("BEGIN IMMEDIATE"); c.execute("UPDATE pen SET entry = 1")
for i in range(200): c.execute("INSERT INTO series VALUES (?, ?)", (str(i), "x" * 3000))
os._exit(1)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "records" / "Ada.stemtracker"
    workspace.close(workspace.create(made, Educator(name="Ada Example")))
    return made


def test_looking_changes_nothing(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9000])
    before = path.read_bytes()
    ways = ways_out.find(path, "damaged")
    assert ways.backup is None
    assert ways.readable
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("kind", ["locked", "newer", "not ours", "denied"])
def test_where_the_file_is_whole_no_older_state_is_offered(path: Path, kind: str) -> None:
    ws = workspace.open_record(path)
    backups.make(ws, "asked for")
    workspace.close(ws)
    assert ways_out.find(path, kind) == ways_out.Ways()


def test_a_copy_takes_a_cut_off_write_back_and_leaves_the_file_alone(path: Path) -> None:
    subprocess.run([sys.executable, "-c", CUT_OFF, str(path)], check=False)
    journal = path.with_name(path.name + "-journal")
    before = path.read_bytes(), journal.read_bytes()
    ws = ways_out.copy_to_own(path, "unfinished")
    assert ws.path == paths.records() / "Ada, copy.stemtracker"
    assert educators.get(ws).name == "Ada Example"
    workspace.close(ws)
    assert (path.read_bytes(), journal.read_bytes()) == before


def test_no_name_is_taken_twice(path: Path) -> None:
    first = ways_out.rescue(path)
    workspace.close(first.workspace)
    second = ways_out.rescue(path)
    workspace.close(second.workspace)
    assert first.rescue.target.name == "Ada, rescued 2026-11-22.stemtracker"
    assert second.rescue.target.name == "Ada, rescued 2026-11-22 (2).stemtracker"


def test_what_is_open_is_never_saved_over_a_file(path: Path, tmp_path: Path) -> None:
    ws = workspace.open_record(path)
    other = tmp_path / "other.stemtracker"
    other.write_bytes(b"somebody's")
    with pytest.raises(Refused, match="exists already"):
        workspace.save_elsewhere(ws, other)
    assert other.read_bytes() == b"somebody's"
    workspace.close(ws)
