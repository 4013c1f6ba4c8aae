"""The Record page in its parts: educator, licenses, in and out, the file, history and bin, the look."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Email, Identifier, Name, Position
from stemtracker.domain.hours import Measure
from stemtracker.exchange import tabular
from stemtracker.services import activities, credentials, educators, evidence, history, settings, workspace
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.pages.record import RecordPage

EXPIRY = date(2029, 6, 30)


def settle(context: AppContext) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        context.tasks.drain()


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> RecordPage:
    made = RecordPage(context)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    settle(context)
    return made


def part(page: RecordPage, name: str) -> None:
    page.open(name)
    settle(page.context)


def add_license(page: RecordPage, id_: str = "c1", pack: str = "generic") -> None:
    one = Credential(id=id_, title=f"License {id_}", pack_id=pack)
    page.context.tasks.record(credentials.add, page.context.workspace, one, EXPIRY, {"total": Fraction(100)})
    settle(page.context)


def add_activity(page: RecordPage, id_: str = "a1") -> None:
    day = date(2026, 3, 4)
    one = Activity(id=id_, title=f"Lab safety {id_}", start=day, end=day, kind="workshop", measure=Measure.minutes(60))
    page.context.tasks.record(activities.save, page.context.workspace, one)
    settle(page.context)


def retype(edit: QLineEdit, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)


def line(page: RecordPage, name: str) -> QLineEdit:
    return next(edit for edit in page.findChildren(QLineEdit) if edit.accessibleName() == name)


# You


def test_everything_that_identified_the_educator_is_kept(page: RecordPage) -> None:
    form = page.educator
    assert not form.save_button.isEnabled()
    retype(form.full_name, "Ada Example-Gray")
    form.former.add_button.click()
    retype(line(page, "Former name 1: Name"), "Ada Example")
    retype(line(page, "Former name 1: Until"), "7/14/2018")
    form.positions.add_button.click()
    retype(line(page, "Position 1: What you do"), "Physics teacher")
    retype(line(page, "Position 1: From"), "8/17/2020")
    form.identifiers.add_button.click()
    retype(line(page, "Number 1: Given by"), "TEA")
    retype(line(page, "Number 1: Number"), "1234567")
    form.emails.add_button.click()
    retype(line(page, "E-mail address 1: Address"), "ada@example.org")
    assert page.is_edited()
    assert page.save_shortcut()
    settle(page.context)
    kept = educators.get(page.context.workspace)
    assert kept.name == "Ada Example-Gray"
    assert kept.former_names == (Name("Ada Example", date(2018, 7, 14)),)
    assert kept.positions == (Position("Physics teacher", start=date(2020, 8, 17)),)
    assert kept.identifiers == (Identifier("TEA", "", "1234567"),)
    assert kept.emails == (Email("ada@example.org"),)
    assert not page.is_edited()


def test_what_cannot_be_saved_is_told_at_its_field(page: RecordPage) -> None:
    form = page.educator
    form.emails.add_button.click()
    retype(line(page, "E-mail address 1: Address"), "nowhere")
    form.save()
    settle(page.context)
    assert "no @" in form.fields["emails"].error_text()
    form.positions.add_button.click()
    retype(line(page, "Position 1: What you do"), "Teacher")
    retype(line(page, "Position 1: From"), "6/31/2020")
    assert not form.save()
    assert "no day 31" in form.fields["positions"].error_text()
    form.revert_button.click()
    settle(page.context)
    assert form.emails.rows() == []
    assert not page.is_edited()


def test_undo_brings_the_form_back_but_never_takes_what_is_being_typed(page: RecordPage) -> None:
    form = page.educator
    retype(form.full_name, "Ada Gray")
    form.save()
    settle(page.context)
    page.context.bus.changed.emit(history.undo(page.context.workspace))
    settle(page.context)
    assert form.full_name.text() == "Ada Example"
    retype(form.full_name, "Ada G")
    page.context.bus.changed.emit(history.redo(page.context.workspace))
    settle(page.context)
    assert form.full_name.text() == "Ada G"


@pytest.mark.parametrize(("answer", "leaves", "name"), [("save", True, "Bea"), ("drop", True, "Ada Example")])
def test_leaving_asks_about_what_was_typed(
    page: RecordPage, dialogs: ScriptedDialogs, answer: str, leaves: bool, name: str
) -> None:
    retype(page.educator.full_name, "Bea")
    dialogs.will("choose", answer)
    assert page.leave() is leaves
    settle(page.context)
    assert educators.get(page.context.workspace).name == name


# Licenses


def test_a_license_is_changed_in_place(page: RecordPage) -> None:
    add_license(page)
    part(page, "credentials")
    form = page.licenses.form
    retype(form.license_title, "Five-year license")
    retype(form.areas, "Physics 7-12; Chemistry")
    form.save_button.click()
    settle(page.context)
    kept = credentials.get(page.context.workspace, "c1")
    assert (kept.title, kept.areas) == ("Five-year license", ("Physics 7-12", "Chemistry"))
    assert "Five-year license" in page.licenses.list.entries.item(0).text()


def test_printed_expiry_and_start_are_changed(page: RecordPage) -> None:
    add_license(page)
    part(page, "credentials")
    form = page.licenses.cycle
    assert form.start.value() == date(2024, 7, 1)
    assert "Worked out from the rules" in form.fields["start"].hint.text()
    retype(form.expiry.line, "6/30/2030")
    retype(form.start.line, "9/1/2024")
    form.save_button.click()
    settle(page.context)
    (kept,) = credentials.cycles(page.context.workspace, "c1")
    assert (kept.start, kept.expiry, kept.start_is_derived) == (date(2024, 9, 1), date(2030, 6, 30), False)
    assert form.fields["start"].hint.text() == ""


def test_impossible_dates_are_told_at_their_field(page: RecordPage) -> None:
    add_license(page)
    part(page, "credentials")
    form = page.licenses.cycle
    retype(form.start.line, "9/1/2031")
    form.save_button.click()
    settle(page.context)
    assert "start before it expires" in form.fields["start"].error_text()
    retype(form.start.line, "")
    QTest.keyClick(form.start.line, Qt.Key.Key_Backspace)
    form.save_button.click()
    assert form.fields["start"].error_text() == "Type a date."


@pytest.mark.parametrize(("answer", "title", "shown"), [("stay", "License c1", "c1"), ("save", "Mine", "c2")])
def test_another_license_is_not_shown_over_unsaved_words(
    page: RecordPage, dialogs: ScriptedDialogs, answer: str, title: str, shown: str
) -> None:
    add_license(page)
    add_license(page, "c2")
    part(page, "credentials:c1")
    retype(page.licenses.form.license_title, "Mine")
    dialogs.will("choose", answer)
    page.licenses.list.setCurrentIndex(page.licenses.list.entries.index(1, 0))
    settle(page.context)
    assert credentials.get(page.context.workspace, "c1").title == title
    assert page.licenses._chosen == shown
    assert page.licenses.form.license_title.text() == ("Mine" if shown == "c1" else "License c2")
    page.licenses.drop()


def test_facts_are_answered(page: RecordPage) -> None:
    add_license(page)
    part(page, "credentials")
    form = page.licenses.facts
    field = form.form.field("total")
    assert field is not None
    retype(field.findChild(QLineEdit), "120")
    QTest.keyClick(field.findChild(QLineEdit), Qt.Key.Key_Return)
    assert form.is_edited()
    form.save_button.click()
    settle(page.context)
    assert credentials.facts(page.context.workspace, "c1")["total"] == 120


def test_a_license_is_added_here_and_chosen(page: RecordPage) -> None:
    part(page, "credentials")
    adding = page.licenses.adding
    assert adding.isVisible()
    adding.step.place.set_value("US-TX")
    adding.step.pack.set_value("US-TX.teacher")
    adding.add_button.click()
    assert adding.step.fields["expiry"].error_text()
    adding.step.expiry.set_value(date(2027, 6, 30))
    adding.add_button.click()
    settle(page.context)
    (kept,) = credentials.list_credentials(page.context.workspace)
    assert kept.pack_id == "US-TX.teacher"
    assert page.licenses.form.isVisible()
    assert page.licenses.form.license_title.text() == kept.title


def test_deleting_a_license_is_undone_not_asked(page: RecordPage) -> None:
    add_license(page)
    add_license(page, "c2")
    part(page, "credentials:c2")
    assert page.licenses.form.license_title.text() == "License c2"
    page.licenses.form.delete_button.click()
    settle(page.context)
    assert [c.id for c in credentials.list_credentials(page.context.workspace)] == ["c1"]
    assert page.licenses.form.license_title.text() == "License c1"


# In and out


def test_a_spreadsheet_goes_to_the_import(
    page: RecordPage, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    dialogs.will("open_file", tmp_path / "hours.csv")
    with qtbot.waitSignal(page.context.bus.navigate) as asked:
        page.transfer.import_button.click()
    assert asked.args == ["import", tmp_path / "hours.csv"]


def test_the_log_is_saved_as_a_table(page: RecordPage, dialogs: ScriptedDialogs, tmp_path: Path) -> None:
    add_activity(page)
    dialogs.will("save_file", tmp_path / "log.csv")
    page.transfer.csv_button.click()
    settle(page.context)
    assert "Lab safety a1" in (tmp_path / "log.csv").read_text(encoding="utf-8-sig")
    dialogs.will("save_file", None)
    page.transfer.csv_button.click()


def test_the_log_is_saved_as_a_spreadsheet(page: RecordPage, dialogs: ScriptedDialogs, tmp_path: Path) -> None:
    add_activity(page)
    dialogs.will("save_file", tmp_path / "log.xlsx")
    page.transfer.xlsx_button.click()
    settle(page.context)
    assert dialogs.said[-1][2].endswith("log.xlsx")
    assert any("Lab safety a1" in row.cells for row in tabular.read_grid(tmp_path / "log.xlsx").rows)


def test_the_archive_says_it_is_private_and_becomes_a_record_again(
    page: RecordPage, dialogs: ScriptedDialogs, qtbot: QtBot, tmp_path: Path
) -> None:
    add_activity(page)
    dialogs.will("save_file", tmp_path / "all.stemarchive")
    page.transfer.archive_button.click()
    settle(page.context)
    assert "private archive" in dialogs.said[-1][2]
    assert (tmp_path / "all.stemarchive").exists()
    dialogs.will("open_file", tmp_path / "all.stemarchive")
    dialogs.will("save_file", tmp_path / "again.stemtracker")
    with qtbot.waitSignal(page.context.bus.navigate) as asked:
        page.transfer.restore_button.click()
        settle(page.context)
    again = asked.args[1]
    assert asked.args[0] == "adopt"
    assert activities.count(again) == 1
    workspace.close(again)


# The file


def test_the_file_says_where_it_lies_and_what_it_holds(page: RecordPage, dialogs: ScriptedDialogs) -> None:
    add_activity(page)
    part(page, "file")
    shown = {title: label.text() for title, label in page.file.values.items()}
    assert shown["Name"] == "Ada.stemtracker"
    assert shown["Holds"] == "1 activity and 0 pieces of evidence; the newest is from Mar 4, 2026"
    dialogs.will("save_file", page.context.workspace.path.with_name("copy.stemtracker"))
    page.file.copy_button.click()
    settle(page.context)
    assert page.context.workspace.path.with_name("copy.stemtracker").exists()
    page.file.reveal_button.click()
    assert dialogs.said[-1][0] == "reveal"


# History


def test_every_change_is_listed_with_what_it_did(page: RecordPage) -> None:
    add_activity(page)
    part(page, "history")
    model = page.history.log_model
    assert model.index(0, 1).data() == "Add Lab safety a1"
    assert model.index(0, 2).data() == "1 activity"
    page.history.log.selectRow(0)
    settle(page.context)
    assert "Lab safety a1" in page.history.details.text()
    page.context.bus.changed.emit(history.undo(page.context.workspace))
    settle(page.context)
    assert model.index(0, 1).data().startswith("Undo") or "(taken back)" in model.index(0, 1).data()


def test_what_was_deleted_comes_back(page: RecordPage, dialogs: ScriptedDialogs) -> None:
    add_activity(page, "a1")
    add_activity(page, "a2")
    add_license(page)
    page.context.tasks.record(activities.delete, page.context.workspace, ["a1", "a2"])
    page.context.tasks.record(credentials.delete, page.context.workspace, "c1")
    settle(page.context)
    part(page, "history")
    titles = [page.history.bin_model.row(at).cells[0] for at in range(page.history.bin_model.rowCount())]
    assert sorted(titles) == ["Lab safety a1", "Lab safety a2", "License c1"]
    page.history.bin.selectRow(titles.index("License c1"))
    page.history.restore_button.click()
    settle(page.context)
    assert len(credentials.list_credentials(page.context.workspace)) == 1
    dialogs.will("ask", False)
    page.history.empty_button.click()
    assert page.history.bin_model.rowCount() == 2
    dialogs.will("ask", True)
    page.history.empty_button.click()
    settle(page.context)
    assert activities.bin_rows(page.context.workspace) == ()
    assert page.history.empty_button.isHidden()


def test_evidence_in_the_bin_is_shown_and_only_activities_are_emptied(page: RecordPage) -> None:
    ws = page.context.workspace
    piece, _ = evidence.attach_bytes(ws, None, "Plan.txt", b"a plan", "plan")
    evidence.remove(ws, piece.id)
    part(page, "history")
    assert page.history.bin_model.row(0).cells[0] == "Plan"
    # Emptying is about activities; a button that would leave everything where it is promises too much.
    assert page.history.empty_button.isHidden()
    page.history.bin.selectRow(0)
    page.history.restore_button.click()
    settle(page.context)
    assert evidence.all_evidence(ws) == (piece,)


# The look


def test_the_look_changes_at_once_and_is_kept(page: RecordPage, qapp: QApplication) -> None:
    part(page, "appearance")
    look = page.appearance
    assert look.choices["light"].isChecked()
    look.choices["dark"].click()
    assert theme.is_dark()
    look.size_combo.set_value(125)
    look.size_combo.activated.emit(2)
    assert theme.scale() == 125
    settle(page.context)
    kept = settings.load()
    assert (kept.appearance, kept.scale_percent) == ("dark", 125)
