"""Questions and messages as they stand on the screen, and what happens when the program itself is at fault."""

from __future__ import annotations

import gc
import weakref

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from stemtracker.errors import Refused, Trouble
from stemtracker.ui import crash
from stemtracker.ui.dialogs import Dialogs, ScriptedDialogs
from stemtracker.ui.widgets.question import Question

OPTIONS = (("read", "Open for reading only"), ("take", "Take over"), ("cancel", "Cancel"))


def question(qtbot: QtBot, **more: str) -> Question:
    made = Question("It is open elsewhere.", "Close it <b>there</b>.", OPTIONS, **more)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    QCoreApplication.processEvents()
    return made


def test_the_first_answer_waits_for_enter(qtbot: QtBot) -> None:
    made = question(qtbot)
    assert made.focusWidget() is made.buttons["read"]
    QTest.keyClick(made.focusWidget(), Qt.Key.Key_Return)
    assert made.answer == "read"
    assert not made.isVisible()


def test_escape_is_the_way_back(qtbot: QtBot) -> None:
    made = question(qtbot)
    made.buttons["take"].setFocus()
    QTest.keyClick(made, Qt.Key.Key_Escape)
    assert made.answer == "cancel"


def test_each_button_answers_with_its_key(qtbot: QtBot) -> None:
    for key, words in OPTIONS:
        made = question(qtbot)
        button = next(b for b in made.findChildren(QPushButton) if b.text() == words)
        button.click()
        assert made.answer == key


def test_where_something_is_lost_the_way_back_is_proposed(qtbot: QtBot) -> None:
    made = question(qtbot, default="cancel", danger="take")
    assert made.focusWidget() is made.buttons["cancel"]
    assert made.buttons["take"].property("look") == "danger"


def test_its_words_are_plain_and_told_to_screen_readers(qtbot: QtBot) -> None:
    made = question(qtbot)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in made.findChildren(QLabel) if label.text())
    assert made.accessibleName() == "It is open elsewhere."
    assert made.accessibleDescription() == "Close it <b>there</b>."


def test_an_own_dialog_is_gone_after_its_answer(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    def answered(dialog: QDialog) -> int:
        dialog.show()
        dialog.accept()
        return int(QDialog.DialogCode.Accepted)

    monkeypatch.setattr(QDialog, "exec", answered)
    dialog = crash.CrashDialog("details", None, None)
    alive = weakref.ref(dialog)
    assert Dialogs().run(dialog)
    del dialog
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert alive() is None


def test_refusals_and_trouble_are_told_kindly(dialogs: ScriptedDialogs) -> None:
    dialogs.show_error(Refused.at("title", "Give the activity a title."))
    dialogs.show_error(Trouble("full", "The disk is full.", "Make room, then save again."))
    assert [said[1:] for said in dialogs.said] == [
        ("This can’t be saved yet", "Give the activity a title."),
        ("The disk is full.", "Make room, then save again."),
    ]


def test_an_unanswered_question_fails_instead_of_waiting(dialogs: ScriptedDialogs) -> None:
    with pytest.raises(AssertionError, match="unanswered"):
        dialogs.ask("Really?", "", "Yes")
