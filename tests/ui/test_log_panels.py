"""What stands beside the list: evidence and its pages, repeat, several at once, duplicates, dropped files."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, evidence, history
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.forms.inputs import show_text
from stemtracker.ui.pages.log import LogPage

# A menu and the list of a completer grab the keyboard, which the offscreen platform can't.

WEEKLY = Activity(
    id="plc",
    title="PLC meeting",
    start=date(2026, 11, 5),
    end=date(2026, 11, 5),
    kind="plc",
    measure=Measure.minutes(60),
    topics=(TopicShare("stem"),),
    status=Status.CLAIMED,
    steps=(Step(Status.CLAIMED, date(2026, 11, 6)),),
)


def settle(context: AppContext) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        context.tasks.drain()


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> LogPage:
    activities.save(context.workspace, WEEKLY)
    made = LogPage(context)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    settle(context)
    return made


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    data = BytesIO()
    canvas = Canvas(data)
    for number in (1, 2, 3):
        canvas.drawString(72, 700, f"Certificate, page {number}")
        canvas.showPage()
    canvas.save()
    path = tmp_path / "certificate.pdf"
    path.write_bytes(data.getvalue())
    return path


def drop(target: object, path: Path, where: QPointF) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(where, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    target.dropEvent(event)  # type: ignore[attr-defined]
    return event


def test_a_file_dropped_onto_a_row_is_attached_and_shown_page_by_page(
    context: AppContext, page: LogPage, certificate: Path
) -> None:
    row = page.table.visualRect(page.model.index(0, 1)).center()
    drop(page.table, certificate, QPointF(row))
    settle(context)
    (piece,) = evidence.of_activity(context.workspace, "plc")
    assert (piece.label, piece.kind) == ("E-001", "certificate")
    page.open_editor("plc")
    settle(context)
    pane = page.panels.editor.evidence
    assert pane._title.text() == "Evidence (1)"
    pane._pieces[0].open_button.click()
    settle(context)
    preview = page.panels.preview
    assert page.panels.current() is preview
    assert preview.place.text() == "Page 1 of 3"
    assert not preview.picture.pixmap().isNull()
    assert not preview.before.isEnabled()
    preview.after.click()
    preview.after.click()
    settle(context)
    assert preview.place.text() == "Page 3 of 3"
    assert not preview.after.isEnabled()
    preview.close_button.click()
    assert page.panels.current() is page.panels.editor


def test_a_picture_is_shown_and_saved_under_a_name(
    context: AppContext, page: LogPage, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    photo = tmp_path / "badge.png"
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("teal"))
    image.save(str(photo))
    page.open_editor("plc")
    settle(context)
    drop(page.panels.editor, photo, QPointF(10, 10))
    settle(context)
    (piece,) = evidence.of_activity(context.workspace, "plc")
    assert piece.kind == "photo"
    page.panels.show_evidence(piece)
    settle(context)
    assert page.panels.preview.picture.pixmap().width() > 0
    target = tmp_path / "copy.png"
    dialogs.will("save_file", target)
    page.panels.preview.save_button.click()
    settle(context)
    assert target.read_bytes() == photo.read_bytes()
    page.panels.preview.remove_button.click()
    settle(context)
    assert evidence.of_activity(context.workspace, "plc") == ()
    assert page.panels.current() is page.panels.editor


def test_what_can_not_be_shown_says_so(context: AppContext, page: LogPage, tmp_path: Path) -> None:
    odd = tmp_path / "notes.bin"
    odd.write_bytes(b"\x00\x01\x02")
    piece, _ = evidence.attach(context.workspace, "plc", odd, "other")
    page.open_editor("plc")
    settle(context)
    page.panels.show_evidence(piece)
    settle(context)
    assert "no preview" in page.panels.preview.words.text()
    assert page.panels.preview.words.isVisible()


def test_kind_and_note_are_changed_in_place(context: AppContext, page: LogPage, certificate: Path) -> None:
    evidence.attach(context.workspace, "plc", certificate, "certificate")
    page.open_editor("plc")
    settle(context)
    piece = page.panels.editor.evidence._pieces[0]
    piece.note.setFocus()
    QTest.keyClicks(piece.note, "sent by mail")
    QTest.keyClick(piece.note, Qt.Key.Key_Tab)
    settle(context)
    (kept,) = evidence.of_activity(context.workspace, "plc")
    assert kept.note == "sent by mail"


def test_files_for_a_new_activity_wait_for_its_first_save(
    context: AppContext, page: LogPage, dialogs: ScriptedDialogs, certificate: Path
) -> None:
    page.add()
    settle(context)
    editor = page.panels.editor
    dialogs.will("open_files", (certificate,))
    editor.evidence.attach_button.click()
    assert editor.dirty
    editor.form.fields["title"].editor.setText("Lab safety")
    show_text(editor.form.fields["kind"].editor, "workshop")
    editor.form.fields["amount"].editor.setText("2")
    editor.save()
    settle(context)
    (piece,) = evidence.all_evidence(context.workspace)
    assert piece.activity_id == editor.activity_id
    assert not editor.dirty


def test_a_file_that_is_gone_is_told_and_nothing_breaks(
    context: AppContext, page: LogPage, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    page.commands.attach("plc", (tmp_path / "gone.pdf",))
    settle(context)
    assert [method for method, *_ in dialogs.said] == ["warn"]


def test_repeating_leaves_the_holidays_out(context: AppContext, page: LogPage) -> None:
    page.commands.repeat("plc")
    settle(context)
    panel = page.panels.repeat
    panel.times.setText("4")
    assert [d.isoformat() for d in panel.chosen()] == ["2026-11-12", "2026-11-19", "2026-12-03"]
    assert panel._model.item(2).text() == "Thu, Nov 26, 2026 · Thanksgiving"
    assert panel.add_button.text() == "Add 3 activities"
    panel.add_button.click()
    settle(context)
    assert page.model.rowCount() == 4
    assert not page.panels.isVisible()
    history.undo(context.workspace)
    assert activities.count(context.workspace) == 1


def test_repeating_until_a_day(context: AppContext, page: LogPage) -> None:
    page.commands.repeat("plc")
    settle(context)
    panel = page.panels.repeat
    panel.times.setText("")
    panel.until.line.setText("1/31/2027")
    panel.rhythm.set_value("monthly_weekday")
    assert [d.isoformat() for d in panel.chosen()] == ["2026-12-03", "2027-01-07"]
    panel.times.setText("x")
    assert panel._times.error_text()
    assert not panel.add_button.isEnabled()


def test_unsaved_changes_are_not_repeated_behind_ones_back(context: AppContext, page: LogPage) -> None:
    page.open_editor("plc")
    settle(context)
    page.panels.editor.form.fields["title"].editor.setText("Other")
    said: list[str] = []
    context.bus.message.connect(lambda text, _undo: said.append(text))
    page.panels.editor._again.click()
    assert page.panels.current() is page.panels.editor
    assert said == ["Save or discard your changes first, then repeat it."]
    page.panels.editor.discard()


def test_several_at_once_are_one_change_and_one_undo(context: AppContext, page: LogPage, qtbot: QtBot) -> None:
    activities.repeat(context.workspace, WEEKLY, [date(2026, 11, 12), date(2026, 11, 19)])
    page.on_changes(activities.save_series(context.workspace, "Year of PLC")[1])
    page.refresh()
    settle(context)
    page.table.selectAll()
    qtbot.waitUntil(lambda: page.panels.current() is page.panels.bulk)
    settle(context)
    bulk = page.panels.bulk
    assert bulk.title.accessibleName() == "3 activities selected"
    assert not bulk.apply_button.isEnabled()
    bulk.fields["provider"].editor.setText("Region 13")
    show_text(bulk.fields["add_topic"].editor, "lab_safety")
    bulk.fields["status"].editor.set_value("posted")
    bulk.apply_button.click()
    settle(context)
    after = activities.all_activities(context.workspace)
    assert {(a.provider, a.status) for a in after} == {("Region 13", Status.POSTED)}
    assert all([t.topic for t in a.topics] == ["stem", "lab_safety"] for a in after)
    assert not bulk.apply_button.isEnabled()
    history.undo(context.workspace)
    assert {a.provider for a in activities.all_activities(context.workspace)} == {""}


def test_the_focus_never_falls_onto_delete(context: AppContext, page: LogPage) -> None:
    other, _ = activities.duplicate(context.workspace, "plc")
    page.open_editor("plc")
    settle(context)
    page.panels.editor.form.fields["title"].editor.setFocus()
    page.panels.show_bulk(("plc", other))
    settle(context)
    assert page.panels.bulk.fields["kind"].editor.hasFocus()


def test_a_duplicate_is_opened_to_be_changed(context: AppContext, page: LogPage) -> None:
    page.open_editor("plc")
    settle(context)
    page.panels.editor._copy.click()
    settle(context)
    assert page.model.rowCount() == 2
    assert page.panels.editor.activity_id not in ("", "plc")
    assert page.panels.editor.form.draft().title == "PLC meeting"


def test_emptying_the_bin_is_asked_about(context: AppContext, page: LogPage, dialogs: ScriptedDialogs) -> None:
    page.commands.delete(("plc",))
    settle(context)
    page.bin_link.click()
    settle(context)
    dialogs.will("ask", False)
    page.panels.bin.empty_button.click()
    assert len(activities.bin_rows(context.workspace)) == 1
    dialogs.will("ask", True)
    page.panels.bin.empty_button.click()
    settle(context)
    assert activities.bin_rows(context.workspace) == ()


def test_the_menu_offers_what_fits_the_selection(context: AppContext, page: LogPage) -> None:
    page.table.select_ids(("plc",))
    page.commands.show_menu(page.table.mapToGlobal(page.table.rect().center()))
    menu = page.commands._menu
    assert menu is not None
    assert [a.text() for a in menu.actions()] == [
        "Edit",
        "Duplicate",
        "Repeat on other dates…",
        "Attach evidence…",
        "Delete",
    ]
    menu.close()


def test_a_word_of_ones_own_becomes_a_topic(context: AppContext, page: LogPage) -> None:
    page.open_editor("plc")
    settle(context)
    page.panels.editor.form.own_topic.emit("Beekeeping")
    settle(context)
    assert [t.topic for t in page.panels.editor.form.draft().topics] == ["stem", "own_beekeeping"]
    page.panels.editor.save()
    settle(context)
    assert activities.get(context.workspace, "plc").topics[-1].topic == "own_beekeeping"
