"""A small disk without room: what can't be written is refused in words, nothing is left half, nothing typed is gone.

All jobs are tried by `dev.py faults full`; here are those that a day has.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tools.faults import full_disk, small_disk  # noqa: E402 - the tools live beside the package, not in it

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the small disk is one of Linux")


def test_what_finds_no_room_is_refused_and_leaves_all_as_it_was() -> None:
    result = full_disk.run("save", "import", "back up", "paper", "table", "archive", every=4)
    assert result.failures == ()
    assert result.refused > 12
    assert result.tried == result.refused + len(result.jobs)  # the last one of each had room enough


def test_what_is_typed_stays_in_the_window_and_is_not_closed_over() -> None:
    result = full_disk.window()
    assert result.failures == ()
    assert len(result.forms) == 4


def test_where_no_small_disk_can_be_had_files_get_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small_disk.shutil, "which", lambda _program: None)
    done: subprocess.CompletedProcess[str] = small_disk.run(tmp_path, "tools.faults.full_jobs", "6", "save", "paper")
    assert done.returncode == 0, done.stderr
    assert '"failures": []' in done.stdout
    assert "files that can't grow" in done.stdout
