"""Files are whole or not there at all, and never take the place of another one that was not meant."""

from __future__ import annotations

import errno
import threading
from pathlib import Path

import pytest

from stemtracker.errors import Refused, Trouble
from stemtracker.exchange import files


def test_a_free_name_is_taken_once_however_many_ask_for_it(tmp_path: Path) -> None:
    together, found = threading.Barrier(8), []

    def save(number: int) -> None:
        together.wait()
        for _ in range(5):
            with files.written_beside(tmp_path / "E-001 Plan.pdf") as file:
                file.write(bytes([number]) * 1000)
                found.append(number)

    threads = [threading.Thread(target=save, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = sorted(tmp_path.glob("E-001 Plan*.pdf"))
    assert len(made) == 40
    assert sorted(path.read_bytes()[0] for path in made) == sorted(found)
    assert all(len(path.read_bytes()) == 1000 for path in made)
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_a_disk_that_fills_up_leaves_no_half_file_and_no_name(tmp_path: Path) -> None:
    (tmp_path / "Plan.pdf").write_bytes(b"mine")

    def fill() -> None:
        with files.written_beside(tmp_path / "Plan.pdf") as file:
            file.write(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(Trouble, match="not enough room"):
        fill()
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["Plan.pdf"]
    assert (tmp_path / "Plan.pdf").read_bytes() == b"mine"


def test_what_is_beside_is_left_as_it_is(tmp_path: Path) -> None:
    for name in ("Plan.pdf", "Plan (2).pdf", "no suffix"):
        (tmp_path / name).write_bytes(b"mine")
    (tmp_path / "Folder.pdf").mkdir()
    for name in ("Plan.pdf", "no suffix", "Folder.pdf"):
        with files.written_beside(tmp_path / name) as file:
            file.write(b"new")
    new = sorted(path.name for path in tmp_path.iterdir() if path.is_file() and path.read_bytes() == b"new")
    assert new == ["Folder (2).pdf", "Plan (3).pdf", "no suffix (2)"]
    with pytest.raises(Refused, match="no folder"), files.written_beside(tmp_path / "none" / "x"):
        pass
