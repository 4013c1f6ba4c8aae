"""Ten writers killed, the power cut at operations of a few writes: what was saved is there, and nothing is half.

The whole of it is `dev.py faults`; here are some of each. Then: that the replay would find a loss if there was one.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tools.faults import cuts, days, state  # noqa: E402 - the tools live beside the package, not in it

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are killed in the way of Linux")


@linux
def test_ten_writers_are_killed_and_nothing_acknowledged_is_lost() -> None:
    command = [sys.executable, "-m", "tools.faults", "--json", "--runs", "10", "kills"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (told,) = json.loads(done.stdout)
    assert told["failures"] == []
    assert told["tried"].startswith("10 writers killed")
    assert "not against a loss of power" in told["proves"]


@linux
def test_the_power_may_go_at_any_write() -> None:
    result = days.writing(("add", "attach", "undo"), every=31)
    assert result.failures == []
    assert result.writes > 100
    assert result.pictures.total() > 30


@linux
@pytest.mark.parametrize("cut_off", [False, True])
def test_the_power_may_go_while_a_backup_is_put_back(cut_off: bool) -> None:
    result = days.putting_back(every=80, cut_off=cut_off)
    assert result.failures == []
    assert result.newer > 0


def _carelessly(path: Path, *pragmas: str) -> Iterator[None]:
    """Writes of a program that does not wait for the disk."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        for number in range(3):
            connection.execute("UPDATE t SET word = ?", (f"{number}" * 9000,))
            yield


@pytest.mark.parametrize(
    ("pragmas", "safe"),
    [
        (("synchronous = EXTRA",), True),
        (("synchronous = FULL",), False),  # the journal may come back, and take back what was saved
        (("synchronous = OFF",), False),
        (("synchronous = EXTRA", "journal_mode = MEMORY"), False),
    ],
)
def test_the_replay_finds_what_a_careless_program_loses(tmp_path: Path, pragmas: tuple[str, ...], safe: bool) -> None:
    path = tmp_path / "plain.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (word)")
        connection.execute("INSERT INTO t VALUES ('before')")
        connection.commit()

    def read(folder: Path) -> str:
        found = folder / path.name
        with closing(sqlite3.connect(found)) as connection:
            try:
                connection.execute("SELECT * FROM t").fetchall()
            except sqlite3.DatabaseError:
                return "damaged"
        return "; ".join(state.unsound(found)) or state.everything(found)

    recording = cuts.record(tmp_path, _carelessly(path, *pragmas), lambda: state.everything(path))
    result = cuts.replay(recording, read)
    assert (result.failures == []) == safe
