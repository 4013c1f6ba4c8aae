"""Evidence that is no file: a note of what the paper is and where it is kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from stemtracker.domain.activity import Activity
from stemtracker.domain.evidence import Evidence, Standing
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, evidence, history
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.pages.log import LogPage
from stemtracker.ui.pages.log.evidence import EvidencePane

DAY = date(2026, 11, 5)


def settle(context: AppContext) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        context.tasks.drain()


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> LogPage:
    for id_ in ("one", "two"):
        measure = Measure.minutes(60)
        activities.save(
            context.workspace, Activity(id=id_, title=id_.title(), start=DAY, end=DAY, kind="plc", measure=measure)
        )
    made = LogPage(context)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    settle(context)
    made.open_editor("one")
    settle(context)
    return made


def type_note(pane: EvidencePane, title: str, place: str = "") -> None:
    pane.note_button.click()
    assert QApplication.focusWidget() is pane.note_form.title
    QTest.keyClicks(pane.note_form.title, title)
    pane.note_form.kind.set_id("attendance")
    QTest.keyClicks(pane.note_form.place, place)


def kept(context: AppContext, id_: str = "one") -> list[tuple[str, str, str]]:
    return [(p.kind, p.title, p.note) for p in evidence.of_activity(context.workspace, id_)]


def add(context: AppContext, page: LogPage) -> Evidence:
    pane = page.panels.editor.evidence
    type_note(pane, "Sign-in sheet", "Blue binder")
    pane.note_form.add_button.click()
    settle(context)
    (piece,) = evidence.of_activity(context.workspace, "one")
    return piece


def test_a_note_is_added_shown_and_counts_as_evidence(context: AppContext, page: LogPage) -> None:
    piece = add(context, page)
    assert (piece.label, piece.kind, piece.title, piece.note) == ("E-001", "attendance", "Sign-in sheet", "Blue binder")
    pane = page.panels.editor.evidence
    assert pane.note_form.isHidden()
    (shown,) = pane._pieces
    assert shown.title is not None
    assert (shown.title.text(), shown.kind.id(), shown.note.text()) == ("Sign-in sheet", "attendance", "Blue binder")
    (row,) = activities.rows(context.workspace, ["one"])
    assert (row.evidence_count, row.standing) == (1, Standing.EVIDENCE)


def test_it_is_changed_in_place_and_undone(context: AppContext, page: LogPage) -> None:
    add(context, page)
    (shown,) = page.panels.editor.evidence._pieces
    assert shown.title is not None
    shown.title.setFocus()
    shown.title.selectAll()
    QTest.keyClicks(shown.title, "Roster")
    QTest.keyClick(shown.title, Qt.Key.Key_Tab)
    settle(context)
    assert kept(context) == [("attendance", "Roster", "Blue binder")]
    history.undo(context.workspace)
    assert kept(context) == [("attendance", "Sign-in sheet", "Blue binder")]


def test_it_is_removed_and_had_back_by_undo(context: AppContext, page: LogPage) -> None:
    add(context, page)
    page.panels.editor.evidence._pieces[0].remove_button.click()
    settle(context)
    assert kept(context) == []
    history.undo(context.workspace)
    assert kept(context) == [("attendance", "Sign-in sheet", "Blue binder")]


def test_the_whole_form_of_a_note_comes_into_view(context: AppContext, page: LogPage) -> None:
    page.resize(1024, 600)
    form = page.panels.editor.evidence.note_form
    assert form.add_button.visibleRegion().isEmpty()
    page.panels.editor.evidence.note_button.click()
    settle(context)
    assert not form.add_button.visibleRegion().isEmpty()
    assert not form.title.visibleRegion().isEmpty()


def test_a_note_that_says_nothing_is_asked_what_it_is(context: AppContext, page: LogPage) -> None:
    pane = page.panels.editor.evidence
    pane.note_button.click()
    pane.note_form.add_button.click()
    assert "Say what it is" in pane.note_form.fields["title"].error_text()
    pane.note_form.cancel_button.click()
    settle(context)
    assert kept(context) == []
    assert QApplication.focusWidget() is pane.note_button


def test_a_half_typed_note_is_kept_with_another_row_and_with_saving(context: AppContext, page: LogPage) -> None:
    pane = page.panels.editor.evidence
    type_note(pane, "Letter")
    page.open_editor("two")
    settle(context)
    assert kept(context) == [("attendance", "Letter", "")]
    assert pane.note_form.isHidden()
    type_note(pane, "", "Drawer 3")
    assert page.save_shortcut()
    settle(context)
    assert kept(context, "two") == [("attendance", "Drawer 3", "")]


def test_notes_and_files_of_a_new_activity_wait_for_its_first_save(
    context: AppContext, page: LogPage, tmp_path: Path
) -> None:
    page.add()
    settle(context)
    editor = page.panels.editor
    scan = tmp_path / "scan.txt"
    scan.write_text("signed", encoding="utf-8")
    editor.evidence.attach((scan,))
    type_note(editor.evidence, "Sign-in sheet")
    editor.evidence.note_form.add_button.click()
    assert editor.evidence._later.text() == "Attached when you save: scan.txt, Sign-in sheet"
    editor.form.fields["title"].editor.setText("Lab safety")
    editor.form.fields["kind"].editor.set_id("workshop")
    editor.form.fields["amount"].editor.setText("2")
    assert editor.save()
    settle(context)
    assert [title for _, title, _ in kept(context, editor.activity_id)] == ["scan", "Sign-in sheet"]
