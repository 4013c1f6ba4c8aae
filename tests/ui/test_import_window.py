"""Bringing a spreadsheet in: columns, questions, verdicts, report, and one undo for all of it."""

from __future__ import annotations

import gc
import weakref
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from stemtracker.domain.activity import Activity
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, exports
from stemtracker.services.imports import RowVerdict
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.imports.window import ImportWindow
from stemtracker.ui.pages.log import LogPage
from stemtracker.ui.tasks import Task
from stemtracker.ui.widgets import tables

SHEET = """My PD log
Date,Workshop,Hours,Provider,Remarks
3/4/2026,Lab safety,6,NSTA,good
4/5/2026,"Book study, part 1",1.5,Austin ISD,
4/31/2026,Broken date,2,,
4/5/2026,"Book study, part 1",1.5,Austin ISD,
5/6/2026,Data science,3,UT Austin,
"""


def settle(context: AppContext) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        context.tasks.drain()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "my log.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


@pytest.fixture
def window(context: AppContext, qtbot: QtBot, sheet: Path) -> ImportWindow:
    made = ImportWindow(context, sheet)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.show()
    settle(context)
    return made


def to_rows(context: AppContext, window: ImportWindow) -> None:
    window.columns_step.questions["date_order"].editor.set_value("mdy")
    window.columns_step.questions["kind"].editor.set_value("workshop")
    assert window.next_button.isEnabled()
    window.next_button.click()
    settle(context)


def test_the_guess_is_shown_with_the_first_values(window: ImportWindow) -> None:
    assert window.steps.currentWidget() is window.columns_step
    mapping = window.columns_step.mapping()
    assert mapping is not None
    assert mapping.fields[:2] == ("date", "title")
    assert window.columns_step.questions["date_order"].isVisible()
    assert window.columns_step.questions["kind"].isVisible()
    assert not window.columns_step.questions["decimal"].isVisible()


@pytest.mark.parametrize("heading", ["Given by", "Presenter", "Taught by"])
def test_who_gave_it_is_guessed_as_the_provider(
    context: AppContext, window: ImportWindow, tmp_path: Path, heading: str
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"Date,Workshop,Hours,{heading}\n3/4/2026,Lab safety,6,NSTA\n", encoding="utf-8")
    window.open_file(path)
    settle(context)
    mapping = window.columns_step.mapping()
    assert mapping is not None
    assert mapping.fields[3] == "provider"


def test_a_column_read_otherwise_asks_for_what_is_missing(window: ImportWindow) -> None:
    window.columns_step._columns[1].set_value("")
    assert not window.next_button.isEnabled()
    assert window.columns_step.mark.text() == "Which column has the title of the activity?"
    window.columns_step._columns[1].set_value("title")
    assert window.columns_step.mark.text() == "What kind of activity are they? The file does not say."
    window.columns_step._editors["kind"].set_value("workshop")
    assert window.columns_step.ready()


def test_each_row_has_a_verdict_and_a_reason(context: AppContext, window: ImportWindow) -> None:
    to_rows(context, window)
    model = window.rows_step.model
    verdicts = [model.row_at(place).verdict for place in range(model.rowCount())]
    assert verdicts == [
        RowVerdict.NEW,
        RowVerdict.NEW,
        RowVerdict.REFUSED,
        RowVerdict.DUPLICATE,
        RowVerdict.NEW,
    ]
    assert window.next_button.text() == "Import 3 activities"
    heads = window.rows_step.table.horizontalHeader()
    assert isinstance(heads, tables.Header)
    assert [heads.shown_text(place) for place in (1, 2, 3)] == ["Line", "Verdict", "Date"]
    window.rows_step.only.set_value("refused")
    assert model.rowCount() == 1
    assert "4/31/2026" in window.rows_step.why.text()


def test_space_ticks_and_clears_a_row(context: AppContext, window: ImportWindow) -> None:
    to_rows(context, window)
    table = window.rows_step.table
    table.setCurrentIndex(window.rows_step.model.index(0, 1))
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert window.next_button.text() == "Import 2 activities"
    window.rows_step.none_button.click()
    assert not window.next_button.isEnabled()
    window.rows_step.all_button.click()
    assert window.next_button.text() == "Import 4 activities"


def test_the_report_says_what_was_left_and_all_of_it_is_undone_as_one(
    context: AppContext, window: ImportWindow
) -> None:
    to_rows(context, window)
    window.next_button.click()
    settle(context)
    assert activities.count(context.workspace) == 3
    assert window.outcome.text() == "3 taken, 0 changed, 1 left out, 1 refused."
    assert window.left_model.rowCount() == 2
    assert window.left_why.text().startswith("Line 5: “4/31/2026”")
    window.undo_button.click()
    settle(context)
    assert activities.count(context.workspace) == 0
    assert "undone" in window.outcome.text()


def test_the_programs_own_export_needs_no_mapping(context: AppContext, window: ImportWindow, tmp_path: Path) -> None:
    activities.save(
        context.workspace,
        Activity(
            id="a1",
            title="Kept",
            start=date(2026, 3, 4),
            end=date(2026, 3, 4),
            kind="workshop",
            measure=Measure.minutes(60),
        ),
    )
    own = tmp_path / "own.csv"
    exports.log_csv(context.workspace, own)
    window.open_file(own)
    settle(context)
    assert window.steps.currentWidget() is window.rows_step
    assert window.rows_step.model.row_at(0).verdict is RowVerdict.DUPLICATE
    assert not window.next_button.isEnabled()


def test_a_file_that_is_no_table_is_told(
    context: AppContext, window: ImportWindow, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    odd = tmp_path / "empty.csv"
    odd.write_bytes(b"")
    window.open_file(odd)
    settle(context)
    assert window.steps.currentWidget() is window.choose_step
    assert dialogs.said[-1][1] == "This file can’t be read"


def test_it_keeps_the_rules_of_a_model(context: AppContext, window: ImportWindow, qtmodeltester: ModelTester) -> None:
    to_rows(context, window)
    qtmodeltester.check(window.rows_step.model)


def test_the_log_opens_it_and_shows_what_came(
    context: AppContext, qtbot: QtBot, dialogs: ScriptedDialogs, sheet: Path
) -> None:
    page = LogPage(context)
    qtbot.addWidget(page)
    page.show()
    settle(context)

    def work(window: ImportWindow) -> bool:
        settle(context)
        to_rows(context, window)
        window.next_button.click()
        settle(context)
        return window.report is not None

    dialogs.will("run", work)
    page.open(sheet)
    settle(context)
    assert page.model.rowCount() == 3


def test_comparing_can_be_given_up(context: AppContext, window: ImportWindow) -> None:
    window.columns_step.questions["kind"].editor.set_value("workshop")
    window.next_button.click()
    assert window.steps.currentWidget() is window.busy_step
    window.cancel_button.click()
    settle(context)
    assert window.steps.currentWidget() is window.columns_step
    window.next_button.click()
    settle(context)
    assert window.steps.currentWidget() is window.rows_step


def test_it_tells_how_many_rows_are_done(window: ImportWindow) -> None:
    # Only the bar is looked at: how fast the rows go by is not to be relied on.
    work = Task(activities.count, (), "")
    window.busy_step.follow("Comparing with your log…", work)
    assert (window.busy_step.bar.maximum(), window.busy_step.bar.value()) == (1, 0)
    work.report(12_000, 50_000)
    window.busy_step.look()
    assert window.busy_step.count.text() == "12,000 of 50,000 rows"
    assert (window.busy_step.bar.maximum(), window.busy_step.bar.value()) == (50_000, 12_000)


def test_giving_up_the_programs_own_file_leads_back_to_the_choice(
    context: AppContext, window: ImportWindow, tmp_path: Path
) -> None:
    to_rows(context, window)
    window.next_button.click()
    settle(context)
    own = tmp_path / "own.csv"
    exports.log_csv(context.workspace, own)
    window._go(window.choose_step)
    window.busy_step.words.setText("")
    # Once it is read, comparing follows without a step between; here it must wait its turn.
    let_go = Event()
    context.tasks.record(let_go.wait)
    window.open_file(own)
    while window.busy_step.words.text() != "Comparing with your log…":
        QCoreApplication.processEvents()
    window.cancel_button.click()
    let_go.set()
    settle(context)
    assert window.steps.currentWidget() is window.choose_step


def test_it_is_freed_when_it_is_closed(context: AppContext, sheet: Path) -> None:
    made = ImportWindow(context, sheet)
    gone = weakref.ref(made)
    made.show()
    settle(context)
    collecting = gc.isenabled()
    gc.disable()
    try:
        made.close()
        del made
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert gone() is None
    finally:
        if collecting:
            gc.enable()
