"""The first start: from an empty machine through the wizard to Home, by keys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QWidget

from stemtracker import app, paths
from stemtracker.services import beginning, credentials, educators, workspace
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.pages.record import RecordPage
from stemtracker.ui.wizard.begin import Begin
from stemtracker.ui.wizard.first_start import FirstStart

NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def program(qapp: QApplication, dialogs: ScriptedDialogs) -> Iterator[app.Program]:
    made = app.Program(qapp, dialogs)
    made.start(None)
    settle(made)
    yield made
    made.window.close()
    made.stop()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle(program: app.Program) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        program.context.tasks.drain()
    QCoreApplication.processEvents()


def key(program: app.Program, code: Qt.Key) -> None:
    QTest.keyClick(program.window.focusWidget(), code)
    settle(program)


def keys(program: app.Program, text: str) -> None:
    QTest.keyClicks(program.window.focusWidget(), text)
    settle(program)


def doors(program: app.Program) -> FirstStart:
    found = program.window.stack.currentWidget()
    assert isinstance(found, FirstStart)
    return found


def wizard(program: app.Program) -> Begin:
    found = doors(program).wizard()
    if found is None:
        key(program, Qt.Key.Key_Space)
        found = doors(program).wizard()
    assert found is not None
    return found


def to_license(program: app.Program) -> Begin:
    steps = wizard(program)
    keys(program, "Ada Example")
    key(program, Qt.Key.Key_Return)
    assert steps.step() is steps.license
    return steps


def fill_license(program: app.Program, place: str = "US-TX", pack: str = "US-TX.teacher") -> Begin:
    steps = to_license(program)
    steps.license.place.set_value(place)
    steps.license.pack.set_value(pack)
    steps.license.expiry.line.setFocus()
    keys(program, "6/30/2027")
    key(program, Qt.Key.Key_Tab)
    return steps


def test_from_nothing_to_home_by_keys(program: app.Program) -> None:
    steps = fill_license(program)
    assert "Jul 1, 2022 – Jun 30, 2027" in steps.license.cycle.text()
    key(program, Qt.Key.Key_Return)
    if steps.step() is steps.facts:
        key(program, Qt.Key.Key_Return)
    assert steps.step() is steps.sheet
    key(program, Qt.Key.Key_Return)
    assert steps.step() is steps.place
    assert steps.next_button.text() == "Create my record"
    assert steps.place.path() == paths.records() / "Ada Example.stemtracker"
    steps.next_button.setFocus()
    key(program, Qt.Key.Key_Space)
    settle(program)
    page = program.window.current_page()
    assert page is not None
    assert page.name == "home"
    assert [card.title.text() for card in page.cards] == ["Texas standard certificate: classroom teacher"]
    ws = program.context.workspace
    assert educators.get(ws).name == "Ada Example"
    (license_,) = credentials.list_credentials(ws)
    assert credentials.cycles(ws, license_.id)[0].expiry == date(2027, 6, 30)


def test_a_step_says_what_is_missing_and_keeps_what_was_typed(program: app.Program) -> None:
    steps = wizard(program)
    key(program, Qt.Key.Key_Return)
    assert steps.step() is steps.who
    assert steps.who.fields["name"].error_text() == "Type your name; it can be changed later."
    steps = to_license(program)
    steps.go_on()
    assert steps.license.fields["place"].error_text() == "Choose where your license is from."
    steps.license.place.set_value("US-TX")
    steps.go_on()
    assert steps.license.fields["pack"].error_text()
    assert steps.license.fields["expiry"].error_text() == "Type the expiry date printed on your license."
    steps.license.expiry.line.setText("6/31/2027")
    steps.go_on()
    assert "no day 31" in steps.license.fields["expiry"].error_text()
    assert steps.license.expiry.line.text() == "6/31/2027"


def test_back_keeps_every_answer(program: app.Program) -> None:
    steps = fill_license(program)
    key(program, Qt.Key.Key_Return)
    steps.back()
    assert steps.step() is steps.license
    assert steps.license.day() == date(2027, 6, 30)
    steps.back()
    assert steps.who.name.text() == "Ada Example"
    steps.back()
    assert doors(program).wizard() is None
    assert program.window.focusWidget() is doors(program).begin_door


def test_a_place_without_rules_gets_the_generic_pack(program: app.Program) -> None:
    steps = to_license(program)
    steps.license.place.set_value("US-OH")
    assert steps.license.pack_id() == beginning.GENERIC
    assert "rules of Ohio" in steps.license.fields["place"].hint.text()
    steps.license.expiry.set_value(date(2029, 6, 30))
    steps.go_on()
    assert steps.license.fields["title"].error_text() == "Type what your license is called."
    steps.license.own_title.setText("Five-year professional license")
    steps.go_on()
    assert steps.step() is steps.facts
    assert not steps.facts.form.is_empty()
    steps.go_on()
    steps.go_on()
    steps.go_on()
    settle(program)
    (license_,) = credentials.list_credentials(program.context.workspace)
    assert (license_.title, license_.authority) == ("Five-year professional license", "Ohio")


def test_without_a_license_the_record_begins_all_the_same(program: app.Program) -> None:
    steps = to_license(program)
    steps.license.skipped.emit()
    assert steps.step() is steps.sheet
    steps.go_on()
    steps.go_on()
    settle(program)
    assert credentials.list_credentials(program.context.workspace) == ()
    page = program.window.current_page()
    assert page is not None
    assert page.empty is not None
    assert page.empty.button.text() == "Add a license"


def test_who_prepares_for_a_first_license_is_led_to_its_form(program: app.Program) -> None:
    steps = to_license(program)
    steps.license.preparing.emit()
    assert steps.step() is steps.sheet
    steps.go_on()
    steps.go_on()
    settle(program)
    assert credentials.list_credentials(program.context.workspace) == ()
    page = program.window.current_page()
    assert isinstance(page, RecordPage)
    assert page.sections.current() is page.preparations
    assert page.preparations.form.is_new


def test_a_spreadsheet_is_brought_in_after_the_record_is_made(
    program: app.Program, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    sheet = tmp_path / "hours.csv"
    sheet.write_text("date,title,hours\n2026-03-04,Lab safety,2\n", encoding="utf-8")
    steps = to_license(program)
    steps.license.skipped.emit()
    steps.sheet.yes.setChecked(True)
    steps.go_on()
    assert steps.sheet.fields["sheet"].error_text() == "Choose the file, or answer No."
    dialogs.will("open_file", sheet)
    steps.sheet.choose_button.click()
    assert steps.sheet.path() == sheet
    steps.go_on()
    asked: list[tuple[str, object]] = []

    def note(name: str, argument: object) -> None:
        asked.append((name, argument))

    program.context.bus.navigate.disconnect(program.window._navigate)
    program.context.bus.navigate.connect(note)
    steps.go_on()
    settle(program)
    assert asked == [("import", sheet)]


def test_a_taken_name_is_passed_over_and_another_place_can_be_chosen(
    program: app.Program, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    folder = paths.records()
    folder.mkdir(parents=True)
    (folder / "Ada Example.stemtracker").write_text("mine", encoding="utf-8")
    steps = to_license(program)
    steps.license.skipped.emit()
    steps.go_on()
    assert steps.place.path() == folder / "Ada Example 2.stemtracker"
    taken = tmp_path / "taken.stemtracker"
    taken.write_text("mine", encoding="utf-8")
    dialogs.will("save_file", taken)
    steps.place.change.click()
    steps.go_on()
    settle(program)
    assert program.context.workspace is None
    assert steps.place.fields["path"].error_text()
    assert taken.read_text(encoding="utf-8") == "mine"
    dialogs.will("save_file", tmp_path / "free.stemtracker")
    steps.place.change.click()
    steps.go_on()
    settle(program)
    assert program.context.workspace.path == tmp_path / "free.stemtracker"


def test_the_second_door_opens_a_record(program: app.Program, dialogs: ScriptedDialogs, tmp_path: Path) -> None:
    from stemtracker.domain.educator import Educator

    path = tmp_path / "Bea.stemtracker"
    workspace.close(workspace.create(path, Educator(name="Bea Example")))
    doors(program).open_door.click()
    dialogs.will("open_file", None)
    doors(program).existing().file_door.click()
    settle(program)
    dialogs.will("open_file", path)
    doors(program).existing().file_door.click()
    settle(program)
    assert program.context.workspace.path == path


def test_the_third_door_opens_the_sample(program: app.Program) -> None:
    doors(program).sample_door.click()
    settle(program)
    notice = program.window.notices.notice
    assert notice is not None
    assert notice.text.text().startswith("This is the sample record")
    assert program.context.settings.recent == []
    page = program.window.current_page()
    assert page is not None
    assert len(page.cards) == 2


def unlabeled(ground: QWidget) -> list[str]:
    """Editors that a screen reader can tell no label of."""
    editors = [*ground.findChildren(QComboBox), *ground.findChildren(QLineEdit)]
    found = []
    for editor in editors:
        if not editor.isVisible() or isinstance(editor.parent(), QComboBox):
            continue
        labels = QAccessible.queryAccessibleInterface(editor).relations(QAccessible.RelationFlag.Label)
        if not any(label.text(QAccessible.Text.Name) for label, _ in labels) or not editor.accessibleName():
            found.append(f"{type(editor).__name__} “{editor.accessibleName()}”")
    return found


def test_every_editor_of_every_step_has_its_label_for_screen_readers(program: app.Program) -> None:
    steps = wizard(program)
    assert unlabeled(steps) == []
    keys(program, "Ada Example")
    key(program, Qt.Key.Key_Return)
    steps.license.place.set_value("US-TX")
    steps.license.pack.set_value("US-TX.teacher")
    steps.license.expiry.set_value(date(2027, 6, 30))
    assert unlabeled(steps) == []
    steps.go_on()
    settle(program)
    assert steps.step() is steps.facts
    assert len(steps.facts.findChildren(QComboBox)) > 1
    assert unlabeled(steps) == []
