"""The line over the pages: what it becomes, what it finds, by keys alone; nothing is saved by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from stemtracker import app
from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.domain.goal import Goal
from stemtracker.domain.hours import Measure
from stemtracker.domain.network import Membership
from stemtracker.domain.preparation import Preparation
from stemtracker.services import activities, credentials, keeping, workspace
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.quick.bar import REST, QuickBar

DAY = date(2026, 3, 4)


@pytest.fixture
def program(qapp: QApplication, dialogs: ScriptedDialogs, tmp_path: Path) -> Iterator[app.Program]:
    path = tmp_path / "Ada.stemtracker"
    ws = workspace.create(path, Educator(name="Ada Example"))
    keeping.save(ws, Membership(id="nsta", title="NSTA"))
    keeping.save(ws, Goal(id="goal", title="Lead a lab workshop"))
    keeping.save(ws, Preparation(id="prep", title="Student teaching"))
    credentials.add(ws, Credential(id="lic", title="Lab license", pack_id="generic"), date(2028, 6, 30), {})
    one = Activity(id="a1", title="Lab day", start=DAY, end=DAY, kind="workshop", measure=Measure.minutes(60))
    activities.save(ws, one)
    workspace.close(ws)
    made = app.Program(qapp, dialogs)
    made.start(path)
    settle(made)
    yield made
    made.window.close()
    made.stop()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def settle(program: app.Program) -> None:
    for _ in range(5):
        QCoreApplication.processEvents()
        program.context.tasks.drain()
    QCoreApplication.processEvents()


def press(program: app.Program, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or program.window, key, modifier)
    settle(program)


def opened(program: app.Program) -> QuickBar:
    press(program, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    bar = program.window.quick.bar
    assert bar is not None
    assert bar.line.hasFocus()
    return bar


def typed(program: app.Program, text: str) -> QuickBar:
    bar = opened(program)
    QTest.keyClicks(bar.line, text)
    QTest.qWait(REST + 50)
    settle(program)
    return bar


def chips(bar: QuickBar) -> list[str]:
    return [label.text() for label in bar._chips.findChildren(QLabel) if label.isVisible()]


def found(bar: QuickBar) -> list[str]:
    entries = bar.hits.entries
    return [entries.item(row).text() for row in range(entries.rowCount())]


def test_a_line_becomes_a_draft_that_is_saved_in_its_form_only(program: app.Program) -> None:
    bar = typed(program, "2h webinar NSTA lab safety yesterday #nothing")
    assert bar.add_button.text() == "Add “lab safety #nothing”"
    assert chips(bar) == ["Amount: 2 h", "Kind: Webinar", "Network: NSTA", "Date: Nov 21, 2026"]
    assert bar.notes.text() == "“#nothing” is no topic of the list; it stays in the title."
    press(program, Qt.Key.Key_Return)
    assert program.window.quick.bar is None
    page = program.window.current_page()
    editor = page.panels.editor
    draft = editor.form.draft()
    assert (page.name, editor.is_new, editor.state.text()) == ("log", True, "Not saved yet")
    assert (draft.title, draft.kind, draft.amount, draft.start) == (
        "lab safety #nothing",
        "webinar",
        "2",
        "Nov 21, 2026",
    )
    assert (draft.network, draft.membership_id) == ("NSTA", "nsta")
    assert activities.count(program.context.workspace) == 1
    assert program.context.gather_drafts()
    assert len(page.book.ids) == 1
    editor.save()
    settle(program)
    assert activities.count(program.context.workspace) == 2
    assert page.book.ids == frozenset()


def test_what_was_not_said_is_asked_for_in_the_form(program: app.Program) -> None:
    typed(program, "Observing the night sky")
    press(program, Qt.Key.Key_Return)
    editor = program.window.current_page().panels.editor
    assert (editor.form.draft().kind, editor.form.draft().amount) == ("", "")
    editor.save()
    assert editor.form.fields["kind"].error_text()
    editor.discard()
    settle(program)
    assert program.window.current_page().book.ids == frozenset()


def test_enter_does_not_wait_for_the_answer(program: app.Program) -> None:
    bar = opened(program)
    QTest.keyClicks(bar.line, "1h webinar Rockets")
    press(program, Qt.Key.Key_Return)
    assert program.window.current_page().panels.editor.form.draft().title == "Rockets"


def test_what_is_found_opens_on_its_page(program: app.Program) -> None:
    bar = typed(program, "lab")
    assert found(bar) == [
        "Lab license – License",
        "Lead a lab workshop – Goal",
        "Lab day – Mar 4, 2026 · Workshop or training",
    ]
    press(program, Qt.Key.Key_Down)
    assert bar.hits.hasFocus()
    press(program, Qt.Key.Key_Up)
    assert bar.line.hasFocus()
    press(program, Qt.Key.Key_Down)
    press(program, Qt.Key.Key_Down)
    press(program, Qt.Key.Key_Return)
    page = program.window.current_page()
    assert (page.name, page.goals.form.shown.id) == ("leadership", "goal")
    typed(program, "lab")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        press(program, key)
    page = program.window.current_page()
    assert (page.name, page.panels.editor.activity_id) == ("log", "a1")
    typed(program, "lab")
    press(program, Qt.Key.Key_Down)
    press(program, Qt.Key.Key_Return)
    assert program.window.current_page().name == "renewal"
    typed(program, "nst")
    press(program, Qt.Key.Key_Down)
    press(program, Qt.Key.Key_Return)
    page = program.window.current_page()
    assert (page.name, page.memberships.form.shown.id) == ("networks", "nsta")
    typed(program, "student teaching")
    press(program, Qt.Key.Key_Down)
    press(program, Qt.Key.Key_Return)
    page = program.window.current_page()
    assert (page.name, page.preparations.form.shown.id) == ("record", "prep")


def test_the_latest_answer_wins(program: app.Program) -> None:
    bar = typed(program, "la")
    QTest.keyClicks(bar.line, "b")
    bar._ask()
    QTest.keyClicks(bar.line, "oratory")
    settle(program)
    assert len(found(bar)) == 3, "an answer to what stands there no longer is not shown"
    QTest.qWait(REST + 50)
    settle(program)
    assert found(bar) == []
    assert bar.found.text() == "Nothing in your record is called so."


def test_escape_leads_back_to_where_one_was(program: app.Program) -> None:
    press(program, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    search = program.window.current_page().search.search
    assert search.hasFocus()
    opened(program)
    press(program, Qt.Key.Key_Escape)
    assert program.window.quick.bar is None
    assert search.hasFocus()


def test_it_goes_when_the_focus_goes_elsewhere_and_with_the_record(program: app.Program) -> None:
    opened(program)
    program.window.current_page().setFocus()
    settle(program)
    assert program.window.quick.bar is None
    opened(program)
    program.window.show_nothing()
    assert program.window.quick.bar is None
    press(program, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert program.window.quick.bar is None


def test_every_part_of_it_has_a_name_and_is_reached_by_tab(program: app.Program) -> None:
    bar = typed(program, "webinar lab")
    assert found(bar) == []
    assert bar.add_button.accessibleDescription() == "Kind: Webinar"
    bar.line.clear()
    QTest.keyClicks(bar.line, "lab")
    QTest.qWait(REST + 50)
    settle(program)
    assert [bar.line.accessibleName(), bar.hits.accessibleName()] == ["Add or find", "Found in your record"]
    assert bar.add_button.accessibleName() == "Add “lab”"
    reached = []
    for _ in range(3):
        press(program, Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert set(reached) == {bar.close_button, bar.add_button, bar.hits}
    press(program, Qt.Key.Key_Escape)
