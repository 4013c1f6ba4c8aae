"""What is typed in the forms of the record and in the wizard outlives the program too."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from restarts import Start, file_of, press, settle, torn_down, type_new

from stemtracker.domain.credential import Credential
from stemtracker.services import credentials, workspace
from stemtracker.ui import theme


def test_what_is_typed_in_the_forms_of_the_record_is_kept(record: Path, started: Start) -> None:
    ws = workspace.open_record(record)
    license_ = Credential(id="tx", title="Texas, physics", pack_id="US-TX.teacher", authority="TEA")
    credentials.add(ws, license_, date(2027, 6, 30), {})
    workspace.close(ws)
    program = started(record)
    program.window.go_to("record", "educator")
    settle(program)
    you = program.window.current_page().educator
    QTest.keyClicks(you.full_name, " Jr.")
    you.positions.add_button.click()
    you.positions.findChildren(QLineEdit)[0].setText("Physics")
    you.positions.findChildren(QLineEdit)[0].textEdited.emit("Physics")
    program.window.go_to("record", "credentials:tx")
    settle(program)
    licenses = program.window.current_page().licenses
    QTest.keyClicks(licenses.form.number, "123")
    licenses.cycle.expiry.line.selectAll()
    QTest.keyClicks(licenses.cycle.expiry.line, "31/31")
    torn_down(program)
    program = started(record)
    about = [offer.text.text() for offer in program.window.unsaved.offers]
    assert len(about) == 3
    assert "your name, positions and numbers" in about[0]
    assert "“Texas, physics”" in about[1]
    program.window.go_to("record", "educator")
    settle(program)
    page = program.window.current_page()
    assert page.educator.full_name.text() == "Ada Example Jr."
    assert page.educator.positions.texts()[0]["title"] == "Physics"
    page.open("credentials:tx")
    settle(program)
    assert page.licenses.form.number.text().endswith("123")
    assert page.licenses.cycle.expiry.line.text() == "31/31"
    assert program.window.unsaved.offers == []
    for part in (page.educator, page.licenses):
        part.drop()
    settle(program)
    assert page.educator.full_name.text() == "Ada Example"
    program.context.gather_drafts()
    assert not file_of(program).exists()


def test_a_beginning_is_gone_on_with(started: Start) -> None:
    program = started(None)
    first = program.window.stack.currentWidget()
    first.begin()
    settle(program)
    first.wizard().who.name.setText("Zoë Ñandú")
    first.wizard().go_on()
    first.wizard().license.place.set_value("US-TX")
    first.wizard().license.pack.set_value("US-TX.teacher")
    QTest.keyClicks(first.wizard().license.expiry.line, "6/30/20")
    torn_down(program)
    program = started(None)
    press(program, "Take it up again")
    wizard = program.window.stack.currentWidget().wizard()
    settle(program)
    assert wizard.who.name.text() == "Zoë Ñandú"
    assert (wizard.license.pack_id(), wizard.license.expiry.line.text()) == ("US-TX.teacher", "6/30/20")


def test_another_size_of_letters_takes_nothing_that_is_typed(record: Path, started: Start, qapp: QApplication) -> None:
    program = started(record)
    editor = type_new(program, "Half typed")
    program.window.go_to("record", "educator")
    settle(program)
    program.window.current_page().educator.full_name.setText("Ada Example-Reyes")
    program.window.current_page().educator.full_name.textEdited.emit("Ada Example-Reyes")
    theme.apply(qapp, "light", 125)
    settle(program)
    page = program.window.current_page()
    assert page.educator.full_name.text() == "Ada Example-Reyes"
    assert page.educator.is_edited()
    page.educator.drop()
    assert program.context.drafts.of(f"activity:{editor.activity_id}") is not None
    program.window.go_to("log")
    assert program.window.current_page().drafts_link.text() == "1 unsaved draft"


def test_a_save_that_is_refused_keeps_what_was_typed(record: Path, started: Start) -> None:
    program = started(record)
    program.window.go_to("record", "educator")
    settle(program)
    you = program.window.current_page().educator
    you.full_name.setText("")
    you.full_name.textEdited.emit("")
    you.positions.add_button.click()
    you.positions.findChildren(QLineEdit)[0].setText("Physics")
    you.save()
    settle(program)
    torn_down(program)
    program = started(record)
    press(program, "Take it up again")
    you = program.window.current_page().educator
    assert (you.full_name.text(), you.positions.texts()[0]["title"]) == ("", "Physics")
    you.drop()
    settle(program)


def test_what_the_rules_ask_is_kept_as_it_is_typed(record: Path, started: Start) -> None:
    ws = workspace.open_record(record)
    license_ = Credential(id="tx", title="Texas, physics", pack_id="US-TX.teacher", authority="TEA")
    credentials.add(ws, license_, date(2027, 6, 30), {})
    workspace.close(ws)
    program = started(record)
    program.window.go_to("record", "credentials:tx")
    settle(program)
    facts = program.window.current_page().licenses.facts
    before = facts.typed()
    changed = {name: _another(value) for name, value in before.items()}
    facts.form.show_typed(changed)
    assert facts.typed() == changed != before
    facts.touch()
    torn_down(program)
    program = started(record)
    press(program, "Take it up again")
    facts = program.window.current_page().licenses.facts
    assert facts.typed() == changed
    program.window.current_page().licenses.drop()
    settle(program)
    assert facts.typed() == before


def _another(value: Any) -> Any:
    """Something else that may stand in the same field, readable or not."""
    if isinstance(value, str):
        return "31/31"
    return [["half", "x"]] if isinstance(value, list) else value


def test_answers_on_the_renewal_page_are_kept_until_the_record_has_them(record: Path, started: Start) -> None:
    ws = workspace.open_record(record)
    license_ = Credential(id="tx", title="Texas, physics", pack_id="US-TX.teacher", authority="TEA")
    credentials.add(ws, license_, date(2027, 6, 30), {})
    workspace.close(ws)
    program = started(record)
    program.window.go_to("renewal")
    settle(program)
    page = program.window.current_page()
    before = page.one.facts.typed()
    page.one.facts.form.show_typed({name: True for name, value in before.items() if value is None})
    page.one.facts.form.changed.emit()
    typed = page.one.facts.typed()
    assert typed != before
    torn_down(program)
    program = started(record)
    press(program, "Take it up again")
    page = program.window.current_page()
    assert page.one.facts.isVisible()
    assert page.one.facts.typed() == typed
    assert page.save_shortcut()
    settle(program)
    assert program.context.drafts.all() == ()
    assert page.one.facts.typed() == typed
    assert not page.one.facts.is_edited()
