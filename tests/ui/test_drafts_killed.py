"""A program killed while one types loses nothing that was typed two seconds before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from restarts import Start, press, settle

ROOT = Path(__file__).resolve().parents[2]

#: Types into a real window, says once that it has, and lives on until it is killed.
TYPES = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from stemtracker import app

running = app._application([sys.argv[0]])
program = app.Program(running)
words = Path(sys.argv[2]).read_text(encoding="utf-8", errors="surrogatepass")
which = sys.argv[3]

def page():
    window = program.window
    window.go_to("log", which)
    form = window.current_page().panels.editor
    return form

def type_now():
    editor = page()
    if not editor.activity_id:
        QTimer.singleShot(50, type_now)
        return
    QTest.keyClicks(editor.form.fields["title"].editor, "Half ")
    editor.form.fields["description"].editor.insertPlainText(words)
    QTimer.singleShot(2_000, tell)
    QTimer.singleShot(60, go_on)

def tell():
    print("two seconds ago", flush=True)

def go_on():
    # One never stops typing: what is kept must not wait for a pause.
    QTest.keyClicks(program.window.current_page().panels.editor.form.fields["title"].editor, "x")
    QTimer.singleShot(60, go_on)

program.window.ready.connect(lambda: QTimer.singleShot(0, type_now))
program.start(Path(sys.argv[1]))
running.exec()
"""


def kill_while_typing(record: Path, tmp_path: Path, words: str, which: str) -> None:
    """Type in another process and kill it two seconds after the last of `words` was in the form."""
    text = tmp_path / "words.txt"
    text.write_text(words, encoding="utf-8", errors="surrogatepass")
    child = subprocess.Popen(
        [sys.executable, "-c", TYPES, str(record), str(text), which],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    with child:
        try:
            assert child.stdout.readline() == "two seconds ago\n"
        finally:
            child.send_signal(signal.SIGKILL)


WORDS = {
    "many scripts": "実験の安全 · السلامة في المختبر · Безопасность · सुरक्षा · 👩‍🔬 e\u0301 \u202eabc\u202c\nline\ttab",
    "very long": "Ein langer Text, 長い文章. " * 5_000,
}


@pytest.mark.parametrize("name", WORDS)
def test_a_kill_takes_nothing_of_a_new_activity(record: Path, tmp_path: Path, started: Start, name: str) -> None:
    kill_while_typing(record, tmp_path, WORDS[name], "new")
    program = started(record)
    (offer,) = program.window.unsaved.offers
    assert offer.isVisible()
    assert "You were typing the activity “Half x" in offer.text.text()
    press(program, "Take it up again")
    editor = program.window.current_page().panels.editor
    assert editor.is_new
    assert editor.form.draft().description == WORDS[name]
    assert not program.window.unsaved.isVisible()


def test_a_kill_takes_nothing_typed_over_an_activity(record: Path, tmp_path: Path, started: Start) -> None:
    kill_while_typing(record, tmp_path, "More about it.", "one")
    program = started(record)
    press(program, "Take it up again")
    editor = program.window.current_page().panels.editor
    assert (editor.activity_id, editor.is_new) == ("one", False)
    assert editor.form.draft().description == "More about it."
    assert "Lab safety" in editor.form.draft().title
    assert editor.save()
    settle(program)
    assert started(record).window.unsaved.offers == []
