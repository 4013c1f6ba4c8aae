"""What is typed and not saved is offered when the record is opened again, and follows what the record says then."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from restarts import Start, an_activity, file_of, press, settle, torn_down, type_new

from stemtracker.services import activities, drafts, workspace
from stemtracker.ui.dialogs import ScriptedDialogs


def test_what_was_discarded_is_not_offered(record: Path, started: Start, dialogs: ScriptedDialogs) -> None:
    program = started(record)
    type_new(program, "First")
    type_new(program, "Second").discard()
    program = started(record)
    assert [o.text.text() for o in program.window.unsaved.offers] == [
        "You were typing the activity “First”; it is not saved yet."
    ]
    dialogs.will("ask", False)
    press(program, "Discard")
    assert len(program.window.unsaved.offers) == 1
    dialogs.will("ask", True)
    press(program, "Discard")
    assert not program.window.unsaved.isVisible()
    assert started(record).window.unsaved.offers == []
    assert not file_of(started(record)).exists()


def test_nobody_else_may_read_it(record: Path, started: Start) -> None:
    program = started(record)
    type_new(program, "Private")
    program.context.gather_drafts()
    assert sys.platform == "win32" or file_of(program).stat().st_mode & 0o077 == 0


def test_many_are_offered_a_few_at_a_time(record: Path, started: Start, dialogs: ScriptedDialogs) -> None:
    program = started(record)
    for number in range(5):
        type_new(program, f"Number {number}")
    bar = started(record).window.unsaved
    assert len(bar.offers) == 3
    program = started(record)
    for left in (4, 3, 2, 1, 0):
        dialogs.will("ask", True)
        bar = program.window.unsaved
        [b for b in bar.findChildren(QPushButton) if b.text() == "Discard" and b.isVisible()][0].click()  # noqa: RUF015
        settle(program)
        assert len(bar.offers) == min(left, 3)


def test_a_draft_of_an_activity_that_is_gone_goes_on_as_a_new_one(record: Path, started: Start) -> None:
    program = started(record)
    program.window.go_to("log", "one")
    settle(program)
    QTest.keyClicks(program.window.current_page().panels.editor.form.fields["place"].editor, "Room 12")
    torn_down(program)
    ws = workspace.open_record(record)
    activities.delete(ws, ("one",))
    workspace.close(ws)
    program = started(record)
    press(program, "Take it up again")
    editor = program.window.current_page().panels.editor
    assert editor.is_new
    assert editor.save()
    settle(program)
    (saved,) = activities.all_activities(program.context.workspace)
    assert (saved.title, saved.place) == ("Lab safety", "Room 12")
    assert saved.id != "one"


def test_a_draft_follows_the_record_and_tells_where_both_changed(record: Path, started: Start) -> None:
    program = started(record)
    program.window.go_to("log", "one")
    settle(program)
    editor = program.window.current_page().panels.editor
    editor.form.fields["title"].editor.setText("Lab safety, typed")
    editor.form.fields["place"].editor.setText("Room 12")
    torn_down(program)
    ws = workspace.open_record(record)
    activities.save(ws, replace(an_activity(), title="Lab safety, elsewhere", provider="NSTA"))
    workspace.close(ws)
    program = started(record)
    press(program, "Take it up again")
    editor = program.window.current_page().panels.editor
    draft = editor.form.draft()
    assert (draft.title, draft.place, draft.provider) == ("Lab safety, typed", "Room 12", "NSTA")
    assert editor.dispute.isVisible()
    assert "Lab safety, elsewhere" in editor.dispute.text.text()
    assert "NSTA" not in editor.dispute.text.text()
    editor.discard()
    assert editor.form.draft().title == "Lab safety, elsewhere"
    assert not editor.dispute.isVisible()


def test_files_and_notes_wait_on_and_a_file_that_is_gone_is_told(record: Path, started: Start, tmp_path: Path) -> None:
    stays, goes = tmp_path / "stays.pdf", tmp_path / "goes.pdf"
    for path in (stays, goes):
        path.write_bytes(b"%PDF-1.4")
    program = started(record)
    editor = type_new(program, "With files")
    editor.evidence.attach((stays, goes))
    editor.evidence.note_button.click()
    QTest.keyClicks(editor.evidence.note_form.title, "Sign-in sheet")
    editor.evidence.note_form.add_button.click()
    editor.evidence.note_button.click()
    QTest.keyClicks(editor.evidence.note_form.place, "Blue bin")
    torn_down(program)
    goes.unlink()
    program = started(record)
    press(program, "Take it up again")
    evidence = program.window.current_page().panels.editor.evidence
    assert [getattr(item, "name", "") or item.title for item in evidence.waiting] == ["stays.pdf", "Sign-in sheet"]
    assert evidence.note_form.place.text() == "Blue bin"
    assert evidence.note_form.isVisible()
    assert program.window.message.text() == "A file that waited here is gone: goes.pdf."


def test_a_record_opened_for_reading_shows_what_was_typed_and_keeps_it(record: Path, started: Start) -> None:
    program = started(record)
    type_new(program, "Half typed")
    torn_down(program)
    program = started(None)
    program.opener.open(record, read_only=True)
    settle(program)
    (offer,) = program.window.unsaved.offers
    assert "once the record is open for writing" in offer.text.text()
    assert [b.text() for b in offer.findChildren(QPushButton)] == ["Show it"]
    press(program, "Show it")
    assert program.window.current_page().panels.editor.form.draft().title == "Half typed"
    assert len(started(record).window.unsaved.offers) == 1


def test_a_disk_that_takes_nothing_stops_nobody(record: Path, started: Start, logged: Any) -> None:
    program = started(record)
    folder = drafts.file_of("x").parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way", encoding="utf-8")
    editor = type_new(program, "Still typed")
    assert not program.context.gather_drafts()
    assert editor.form.draft().title.endswith("Still typed")
    folder.unlink()
    assert program.context.gather_drafts()
    assert "Still typed" in file_of(program).read_text(encoding="utf-8")
    assert logged.take() == []


def test_a_file_of_drafts_that_is_none_is_set_aside(record: Path, started: Start) -> None:
    program = started(record)
    file = file_of(program)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('[{"key": 1}]', encoding="utf-8")
    program = started(record)
    assert program.window.unsaved.offers == []
    assert file.with_suffix(".unreadable").exists()
