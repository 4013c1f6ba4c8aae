"""Choosing by typing: any part of a title, its beginning and Tab; nothing typed is given up in silence."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stemtracker.domain.vocabulary import Term, Vocabulary
from stemtracker.ui.widgets.combo import TermCombo
from stemtracker.ui.widgets.field import LabeledField

WORDS = Vocabulary(
    {
        "kind": {
            "workshop": Term("workshop", "Workshop"),
            "webinar": Term("webinar", "Webinar"),
            "course": Term("course", "College course"),
        }
    }
)


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    """A shown window whose first field has the focus."""
    made = QWidget()
    qtbot.addWidget(made)
    column = QVBoxLayout(made)
    column.addWidget(QLineEdit())
    made.show()
    return made


def placed(ground: QWidget, none: str = "") -> tuple[TermCombo, LabeledField]:
    combo = TermCombo(WORDS, "kind", none=none)
    field = LabeledField("Kind", combo)
    layout = ground.layout()
    assert layout is not None
    layout.addWidget(field)
    layout.addWidget(QLineEdit())
    return combo, field


def reach(combo: TermCombo) -> None:
    combo.setFocus(Qt.FocusReason.TabFocusReason)


def press(key: Qt.Key) -> None:
    """A key goes to whatever has the keys now: the list of proposals, or the field."""
    QTest.keyClick(QApplication.activePopupWidget() or QApplication.focusWidget(), key)


def test_a_word_is_chosen_by_typing_any_part_of_it(ground: QWidget) -> None:
    combo, _field = placed(ground, "No kind")
    assert combo.id() == ""
    reach(combo)
    QTest.keyClicks(combo, "coll")
    press(Qt.Key.Key_Tab)
    assert (combo.id(), combo.currentText()) == ("course", "College course")
    reach(combo)
    QTest.keyClicks(combo, "binar")
    press(Qt.Key.Key_Tab)
    assert combo.id() == "webinar"


def test_what_is_typed_replaces_the_word_and_an_emptied_line_is_nothing(ground: QWidget) -> None:
    combo, _field = placed(ground, "No kind")
    combo.set_id("webinar")
    reach(combo)
    line = combo.lineEdit()
    assert line is not None
    assert line.selectedText() == "Webinar"
    press(Qt.Key.Key_Delete)
    press(Qt.Key.Key_Tab)
    assert (combo.id(), combo.currentText()) == ("", "No kind")


def test_words_that_name_nothing_are_told_under_the_field(ground: QWidget) -> None:
    combo, field = placed(ground)
    combo.set_id("webinar")
    reach(combo)
    QTest.keyClicks(combo, "nonsense")
    press(Qt.Key.Key_Tab)
    assert (combo.id(), combo.currentText()) == ("webinar", "Webinar")
    assert field.error_text() == "“nonsense” is not in the list; “Webinar” stays."
    reach(combo)
    QTest.keyClicks(combo, "w")
    assert field.error_text() == ""


def test_an_id_the_words_no_longer_have_is_kept(ground: QWidget) -> None:
    combo, _field = placed(ground)
    combo.set_id("field_trip")
    assert combo.id() == "field_trip"
    assert combo.currentText() == "field trip"


def test_it_may_be_destroyed_with_the_focus_in_it(ground: QWidget) -> None:
    combo, field = placed(ground)
    reach(combo)
    QTest.keyClicks(combo, "wor")
    field.setParent(None)
    field.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert ground.isVisible()
