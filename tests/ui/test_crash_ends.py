"""The program at fault where no window can say it: before there is one, after it is gone, or torn down."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from restarts import settle

from stemtracker import app, paths
from stemtracker.services import crashes

ROOT = Path(__file__).resolve().parents[2]
PRIVATE = "Ada Example, 12 Elm St"

#: Runs the program with something broken in it, and presses the one button of each dialog that comes.
MAIN = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from stemtracker import app
from stemtracker.ui import main_window

def fail(*_):
    raise ValueError({private!r})

def press():
    dialog = QApplication.activeModalWidget()
    if dialog is not None:
        print("told:", dialog.words.text())
        dialog.close_button.click()

timer = QTimer()
timer.timeout.connect(press)
app._application([sys.argv[0]])
timer.start(20)
{breaks}
sys.exit(app.main(sys.argv[1:]))
"""

BEFORE = "main_window.MainWindow.show_nothing = fail"
AT_THE_END = "QTimer.singleShot(300, QApplication.quit)\napp.Opener.close = fail"
IN_THE_FIRST_STEP = "app.Program._first_step = fail\nQTimer.singleShot(600, QApplication.quit)"
#: As a fault in Qt, SQLite or a driver would.
IN_THE_MIDDLE = "import ctypes\nQTimer.singleShot(300, lambda: ctypes.string_at(0))"


def run(breaks: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MAIN.format(private=PRIVATE, breaks=breaks), *arguments],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )


def kept() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((paths.data() / "trouble").glob("*.txt"))]


@pytest.mark.parametrize(
    ("breaks", "status", "told"),
    [
        (BEFORE, 1, "Your record was not touched."),
        (IN_THE_FIRST_STEP, 0, "Your record is safe"),
        (AT_THE_END, 0, "Your record is safe"),
    ],
    ids=["before the window", "in the first step", "at the end"],
)
def test_it_is_told_and_kept_without_anything_private(breaks: str, status: int, told: str) -> None:
    done = run(breaks)
    assert (done.returncode, done.stdout.count("told:")) == (status, 1), done.stderr
    assert told in done.stdout
    assert PRIVATE not in done.stdout + done.stderr
    (text,) = kept()
    assert "ValueError (its words are left out)" in text


def test_a_program_torn_down_in_the_middle_says_so_when_it_starts_again(
    record: Path, started: Callable[[Path | None], app.Program]
) -> None:
    done = run(IN_THE_MIDDLE, str(record))
    assert done.returncode < 0
    stopped = crashes.last_stop()
    assert stopped is not None
    text = stopped.read_text(encoding="utf-8")
    assert "Fatal Python error: Segmentation fault" in text
    assert "stemtracker/app.py:" in text
    for private in (str(ROOT), sys.prefix, str(record.parent)):
        assert private not in text
    assert crashes.last_stop() is None
    # Whether it came to remembering the record before it was torn down is left to chance.
    paths.settings_file().unlink(missing_ok=True)
    program = started(None)
    program.start(record, stopped=stopped)
    settle(program)
    notice = program.window.notices.on("stopped")
    assert notice is not None
    assert "Everything you saved is here." in notice.text.text()
    (button,) = notice.findChildren(QPushButton)
    button.click()
    assert program.dialogs.said[-1][:2] == ("reveal", str(stopped))  # type: ignore[attr-defined]
    assert program.window.notices.on("stopped") is None


def test_an_orderly_end_leaves_nothing() -> None:
    assert run("QTimer.singleShot(300, QApplication.quit)").returncode == 0
    assert list((paths.data() / "trouble").iterdir()) == []
    assert crashes.last_stop() is None
