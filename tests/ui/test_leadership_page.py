"""The Leadership page on a real record: roles, contributions with evidence, effects and what they are of, goals."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import parts
import pytest
from parts import entries, part, press, save, settle, shown
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot
from restarts import Start, torn_down
from restarts import settle as program_settle

from stemtracker.domain.activity import Activity
from stemtracker.domain.hours import Measure
from stemtracker.domain.leadership import Contribution, Effect, LeadershipRole
from stemtracker.services import activities, evidence, history, keeping, workspace
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.nouns.evidence import EvidenceEdit
from stemtracker.ui.pages.leadership import LeadershipPage

DAY = date(2026, 3, 4)
TALK = Contribution(id="talk", title="Talk on labs", kind="talk", on=DAY)


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> LeadershipPage:
    one = Activity(id="a1", title="Lab day", start=DAY, end=DAY, kind="workshop", measure=Measure.minutes(60))
    activities.save(context.workspace, one)
    made: LeadershipPage = shown(LeadershipPage(context), qtbot)
    return made


@pytest.mark.parametrize("name", ["roles", "contributions", "effects", "goals"])
def test_an_empty_part_says_what_belongs_there(page: LeadershipPage, name: str) -> None:
    section = part(page, name)
    assert section.none.isVisible()
    section.none.button.click()
    settle(page.context)
    assert section.form.is_new


def test_a_career_without_dates_leads_to_the_first_role(record: Path, started: Start) -> None:
    program = started(record)
    program.window.go_to("leadership")
    program_settle(program)
    page = program.window.current_page()
    assert page.career.none.isVisible()
    page.career.none.button.click()
    program_settle(program)
    save(page.roles, title="Department chair", start="8/1/2021")
    (role,) = keeping.everything(program.context.workspace, LeadershipRole)
    assert (role.title, role.start) == ("Department chair", date(2021, 8, 1))
    page.open("career")
    program_settle(program)
    assert page.career.line_card.isVisible()


def test_a_goal_is_added_changed_refused_deleted_and_back(page: LeadershipPage) -> None:
    section = part(page, "goals:new")
    save(section, why="To give back")
    assert section.form.fields["title"].error_text()
    save(section, title="Lead a workshop", stage="next", due="6/1/2027")
    assert entries(section) == ["Lead a workshop"]
    save(section, reached_on="5/1/2027")
    press(page.context, section.form, "Delete this goal")
    assert entries(section) == []
    history.undo(page.context.workspace)
    section.refresh()
    settle(page.context)
    assert entries(section) == ["Lead a workshop"]


def test_a_contribution_shows_what_came_of_it_and_leads_to_the_next_effect(record: Path, started: Start) -> None:
    ws = workspace.open_record(record)
    keeping.save(ws, TALK)
    keeping.save(ws, Effect(id="e1", title="Ten tried it", on=DAY, level=4, contribution_id="talk"))
    workspace.close(ws)
    program = started(record)
    program.window.go_to("leadership", "contribution:talk")
    program_settle(program)
    page = program.window.current_page()
    came_of = page.contributions.came_of
    assert [label.text() for label in came_of._rows.findChildren(QLabel)] == ["level 4 · Mar 4, 2026"]
    press(program.context, page.contributions, "Add an effect")
    program_settle(program)
    section = page.effects
    assert page.sections.current() is section
    assert section.form.fields["contribution_id"].editor.currentText() == "Talk on labs"
    assert not section.is_edited(), "what it is of is no word of the user's"
    save(section, title="Students gained", level="5")
    made = next(e for e in keeping.everything(program.context.workspace, Effect) if e.id != "e1")
    assert (made.contribution_id, made.level, made.activity_id) == ("talk", 5, None)
    page.open("contribution:talk")
    program_settle(program)
    press(program.context, page.contributions, "Show the effect Ten tried it")
    program_settle(program)
    assert section.form.shown.id == "e1"


def test_the_log_shows_what_came_of_an_activity_and_leads_to_the_next_effect(record: Path, started: Start) -> None:
    program = started(record)
    program.window.go_to("log", "one")
    program_settle(program)
    editor = program.window.current_page().panels.editor
    assert editor.came_of.nothing.isVisible()
    press(program.context, editor, "Add an effect")
    program_settle(program)
    section = program.window.current_page().effects
    assert section.form.fields["activity_id"].editor.id() == "one"
    save(section, title="A new routine", step="tried")
    assert section.ripple.isVisible()
    program.window.go_to("log", "one")
    program_settle(program)
    assert not editor.came_of.nothing.isVisible()
    press(program.context, editor, "Show the effect A new routine")
    program_settle(program)
    assert program.window.current_page().effects.form.shown.title == "A new routine"
    program.window.go_to("log", "new")
    program_settle(program)
    assert not editor.came_of.isVisible(), "nothing came yet of what is not saved"


def test_an_effect_for_another_thing_asks_about_what_is_typed(page: LeadershipPage, dialogs: ScriptedDialogs) -> None:
    keeping.save(page.context.workspace, TALK)
    section = part(page, "effects:new:activity:a1")
    parts.fill(section, title="Half typed")
    dialogs.will("choose", "stay")
    part(page, "effects:new:contribution:talk")
    assert section.form.fields["title"].editor.text() == "Half typed"
    assert section.form.fields["activity_id"].editor.id() == "a1"
    dialogs.will("choose", "drop")
    part(page, "effects:new:contribution:talk")
    assert section.form.fields["title"].editor.text() == ""
    assert section.form.fields["contribution_id"].editor.id() == "talk"


def evidence_of(section: object) -> EvidenceEdit:
    editor = section.form.fields["evidence_ids"].editor  # type: ignore[attr-defined]
    assert isinstance(editor, EvidenceEdit)
    return editor


def rows(editor: EvidenceEdit) -> list[str]:
    return [label.text() for row in editor._rows for label in row.findChildren(QLabel)]


def test_evidence_is_chosen_attached_and_taken_away(
    page: LeadershipPage, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    ws = page.context.workspace
    for number, of in enumerate((None, "a1", None), 1):
        evidence.attach_bytes(ws, of, f"piece{number}.txt", b"%d" % number, "certificate")
    keeping.save(ws, Contribution(id="talk", title="Talk on labs", kind="talk", on=DAY, activity_id="a1"))
    section = part(page, "contribution:talk")
    editor = evidence_of(section)
    offered = [editor.choice.itemText(row) for row in range(editor.choice.count())]
    assert offered == ["Choose…", "E-002 piece2", "E-003 piece3", "E-001 piece1"]
    assert not editor.add_button.isEnabled()
    editor.choice.setFocus()
    QTest.keyClick(editor.choice, Qt.Key.Key_Down)
    editor.add_button.click()
    assert rows(editor) == ["E-002 piece2"]
    handout = tmp_path / "handout.png"
    handout.write_bytes(b"\x89PNG\r\n")
    dialogs.will("open_files", (handout,))
    editor.attach_button.click()
    settle(page.context)
    assert rows(editor) == ["E-002 piece2", "E-004 handout"]
    save(section)
    kept = keeping.get(ws, Contribution, "talk")
    pieces = {piece.id: piece for piece in evidence.all_evidence(ws)}
    assert [pieces[id_].label for id_ in kept.evidence_ids] == ["E-002", "E-004"]
    assert (pieces[kept.evidence_ids[1]].activity_id, pieces[kept.evidence_ids[1]].kind) == (None, "photo")
    # One that is in the bin is not shown, and not forgotten.
    evidence.remove(ws, kept.evidence_ids[1])
    section.refresh()
    settle(page.context)
    assert rows(editor) == ["E-002 piece2"]
    (remove,) = editor._rows[0].findChildren(QToolButton)
    assert remove.accessibleName() == "Remove E-002 piece2"
    remove.click()
    assert rows(editor) == []
    save(section)
    assert keeping.get(ws, Contribution, "talk").evidence_ids == kept.evidence_ids[1:]


def test_the_evidence_chosen_is_kept_over_a_restart(record: Path, started: Start) -> None:
    ws = workspace.open_record(record)
    keeping.save(ws, TALK)
    piece, _ = evidence.attach_bytes(ws, None, "slides.txt", b"x", "slides")
    workspace.close(ws)
    program = started(record)
    program.window.go_to("leadership", "contribution:talk")
    program_settle(program)
    editor = evidence_of(program.window.current_page().contributions)
    editor.choice.set_id(piece.id)
    editor.add_button.click()
    torn_down(program)
    program = started(record)
    program.window.go_to("leadership", "contribution:talk")
    program_settle(program)
    section = program.window.current_page().contributions
    assert rows(evidence_of(section)) == ["E-001 slides"]
    assert section.is_edited()
    section.save()
    program_settle(program)
    assert keeping.get(program.context.workspace, Contribution, "talk").evidence_ids == (piece.id,)
