"""One writer at a time: between windows, between programs, between computers."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from stemtracker.db import lock
from stemtracker.db.record import RecordFile
from stemtracker.errors import Trouble

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import os, sys
from pathlib import Path
from stemtracker.db.record import RecordFile
record = RecordFile.open(Path(sys.argv[1]), before_upgrade=lambda: None)
print("open", flush=True)
sys.stdin.readline()
{end}
"""


def _open(path: Path, **how: bool) -> RecordFile:
    return RecordFile.open(path, before_upgrade=lambda: None, **how)


def _other_program(path: Path, end: str) -> subprocess.Popen[str]:
    program = subprocess.Popen(
        [sys.executable, "-c", HOLD.format(end=end), str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout
    assert program.stdout.readline() == "open\n"
    return program


def _end(program: subprocess.Popen[str]) -> None:
    program.communicate("\n", timeout=20)


@pytest.fixture
def closed(record: RecordFile, path: Path) -> Path:
    record.close()
    return path


def test_a_second_window_is_refused(record: RecordFile, path: Path) -> None:
    with pytest.raises(Trouble) as caught:
        _open(path)
    assert caught.value.kind == "locked"
    assert "on this computer" in caught.value.message
    assert record.record_id()


def test_two_programs(closed: Path) -> None:
    other = _other_program(closed, "record.close()")
    with pytest.raises(Trouble) as caught:
        _open(closed)
    assert caught.value.kind == "locked"
    reader = _open(closed, read_only=True)
    assert reader.record_id()
    reader.close()
    _end(other)
    assert not lock.lock_path(closed).exists()
    again = _open(closed)
    assert not again.unclean
    again.close()


def test_a_dead_program_leaves_no_lock_but_a_doubt(closed: Path) -> None:
    _end(_other_program(closed, "os._exit(1)"))
    assert lock.lock_path(closed).exists()
    again = _open(closed)
    assert again.unclean
    again.close()
    assert not lock.lock_path(closed).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows takes no lock away from a living program")
def test_taken_over_from_a_living_program(closed: Path) -> None:
    first = _open(closed)
    second = _open(closed, take_over=True)
    with second.write("Second") as writer:
        writer.connection.exec_driver_sql("INSERT INTO series VALUES ('s', 'Second')")
    with pytest.raises(Trouble, match="taken over") as caught, first.write("First"):
        pass
    assert caught.value.kind == "taken over"
    assert "on this computer" in caught.value.message
    first.close()
    with pytest.raises(Trouble):
        _open(closed)
    second.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows takes no lock away from a living program")
def test_what_another_program_wrote_meanwhile_is_not_written_over(closed: Path) -> None:
    first = _open(closed)
    second = _open(closed, take_over=True)
    with second.write("Second") as writer:
        writer.connection.exec_driver_sql("INSERT INTO series VALUES ('s', 'Second')")
    second.close()
    with pytest.raises(Trouble) as caught, first.write("First"):
        pass
    assert caught.value.kind == "overwritten"
    first.close()


def _words(path: Path, **said: object) -> None:
    lock.lock_path(path).write_bytes(msgspec.json.encode(said))


def test_another_computer_is_named_and_can_be_taken_over(closed: Path) -> None:
    _words(closed, user="ana", host="staffroom-pc", pid=4711, since="2026-11-20T08:15:00Z")
    with pytest.raises(Trouble) as caught:
        _open(closed)
    assert "ana on staffroom-pc" in caught.value.message
    assert "Nov 20, 2026, 08:15" in caught.value.message
    assert "2 days ago" in caught.value.message
    assert b"staffroom-pc" in lock.lock_path(closed).read_bytes()
    mine = _open(closed, take_over=True)
    assert mine.unclean
    mine.close()


@pytest.mark.parametrize("words", [b"", b"\xff\x00nonsense", b"{}", b"[1]"])
def test_unreadable_words_do_not_lock_anyone_out(closed: Path, words: bytes) -> None:
    lock.lock_path(closed).write_bytes(words)
    if words.strip():
        with pytest.raises(Trouble):
            _open(closed)
    again = _open(closed, take_over=True)
    again.close()


def test_two_computers_of_one_name_are_two(closed: Path) -> None:
    _words(closed, user="ana", host=platform.node(), pid=os.getpid(), machine="of the other one")
    with pytest.raises(Trouble, match="another computer that is called"):
        _open(closed)


def test_a_computer_that_changed_its_name_is_the_same(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _end(_other_program(closed, "os._exit(1)"))
    monkeypatch.setattr(platform, "node", lambda: "ana-macbook-2")
    again = _open(closed)
    assert again.unclean
    again.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no open file")
def test_a_lock_that_was_tidied_away_is_made_again(record: RecordFile, path: Path) -> None:
    lock.lock_path(path).unlink()
    with record.write("Go on") as writer:
        writer.connection.exec_driver_sql("INSERT INTO series VALUES ('s', 'Second')")
    with pytest.raises(Trouble) as caught:
        _open(path)
    assert caught.value.kind == "locked"


def test_the_lock_says_who(record: RecordFile, path: Path) -> None:
    with lock.lock_path(path).open("rb") as file:
        owner = lock.read_owner(file)
    assert owner is not None
    assert (owner.host, owner.pid) == (platform.node(), os.getpid())
    assert owner.since is not None
