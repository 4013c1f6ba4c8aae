"""Changing the rules that a license is renewed by: found by their place, then by their name."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from stemtracker.domain.credential import Credential
from stemtracker.services import credentials
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.pages.record import RecordPage
from stemtracker.ui.widgets.combo import FindCombo


def _settle(context: AppContext) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        context.tasks.drain()


def _find(combo: FindCombo, words: str) -> None:
    edit = combo.lineEdit()
    assert edit is not None
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, words)
    QTest.keyClick(edit, Qt.Key.Key_Return)


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> RecordPage:
    one = Credential(id="c1", title="My license", pack_id="US-TX.teacher")
    credentials.add(context.workspace, one, date(2029, 6, 30), {})
    made = RecordPage(context)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    made.open("credentials")
    _settle(context)
    return made


def test_other_rules_are_found_by_their_place(page: RecordPage) -> None:
    form = page.licenses.form
    assert (form.place.id(), form.pack.id()) == ("US-TX", "US-TX.teacher")
    assert form.place.itemText(form.place.count() - 1) == "Any other place"
    assert not form.is_edited()
    _find(form.place, "massa")
    assert form.place.id() == "US-MA"
    assert [form.pack.itemData(n) for n in range(form.pack.count())] == ["", "US-MA.additional", "US-MA.primary"]
    form.save_button.click()
    assert "Choose the rules" in form.fields["pack_id"].error_text()
    _find(form.pack, "primary")
    form.save_button.click()
    _settle(page.context)
    assert credentials.get(page.context.workspace, "c1").pack_id == "US-MA.primary"
    form.place.set_id("NBPTS")
    assert form.pack.id() == "NBPTS.maintenance", "the only rules of that place"


def test_rules_typed_and_not_saved_are_shown_again(page: RecordPage) -> None:
    form = page.licenses.form
    form.place.set_id("US-NH")
    form.pack.set_id("US-NH.local")
    typed = form.typed()
    form.take_back()
    assert form.pack.id() == "US-TX.teacher"
    form.show_typed(typed, {}, ())
    assert (form.place.id(), form.pack.id(), form.is_edited()) == ("US-NH", "US-NH.local", True)
    del typed["place"]  # as it was written before there were places
    form.take_back()
    form.show_typed(typed, {}, ())
    assert (form.place.id(), form.pack.id()) == ("US-NH", "US-NH.local")
