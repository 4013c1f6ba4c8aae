"""The import window with workbooks of several sheets, and with a second list that knows more of what is there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from stemtracker.domain.activity import Activity
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, exports
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.imports.window import ImportWindow
from stemtracker.ui.models.import_model import Act

HEAD = ["Date", "Title", "Hours", "Type", "Provider number"]
DAY = date(2026, 3, 4)


def settle(context: AppContext) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        context.tasks.drain()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "lists.xlsx"
    sheets: dict[str, list[list[object]]] = {
        "Mine": [HEAD, ["3/4/2026", "Lab safety", 6, "Workshop", "500123"]],
        "School": [HEAD, ["3/5/2026", "Inquiry", 2, "Workshop", ""], ["3/6/2026", "Energy", 1, "Workshop", ""]],
        "Empty": [],
    }
    with xlsxwriter.Workbook(str(path)) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


@pytest.fixture
def window(context: AppContext, qtbot: QtBot, book: Path) -> ImportWindow:
    one = Activity(id="a", title="Lab safety", start=DAY, end=DAY, kind="workshop", measure=Measure.minutes(360))
    activities.save(context.workspace, one)
    made = ImportWindow(context, book)
    qtbot.addWidget(made)
    made.show()
    settle(context)
    return made


def to_rows(context: AppContext, window: ImportWindow) -> None:
    window.columns_step.questions["date_order"].editor.set_value("mdy")
    window.next_button.click()
    settle(context)


def test_another_sheet_of_a_workbook_can_be_chosen(context: AppContext, window: ImportWindow) -> None:
    step = window.columns_step
    assert step.part_field.isVisible()
    assert step.part.accessibleName() == "Sheet"
    assert [step.part.itemText(at) for at in range(step.part.count())] == ["Mine", "School", "Empty"]
    step.part.set_value("School")
    settle(context)
    assert window.steps.currentWidget() is step
    assert step.part.value() == "School"
    to_rows(context, window)
    assert window.rows_step.model.rowCount() == 2


def test_a_sheet_that_can_not_be_read_leaves_the_one_that_could(
    context: AppContext, window: ImportWindow, dialogs: ScriptedDialogs
) -> None:
    window.columns_step.part.set_value("Empty")
    settle(context)
    assert window.steps.currentWidget() is window.columns_step
    assert window.columns_step.part.value() == "Mine"
    assert any("“Empty”" in str(said) for said in dialogs.said)


def test_a_file_of_one_table_asks_for_no_sheet(context: AppContext, window: ImportWindow, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Date,Title,Hours\n3/4/2026,A,1\n", encoding="utf-8")
    window.open_file(path)
    settle(context)
    assert not window.columns_step.part_field.isVisible()


def test_what_is_missing_is_filled_in_and_undone_as_one(context: AppContext, window: ImportWindow) -> None:
    to_rows(context, window)
    step = window.rows_step
    assert step.model.data(step.model.index(0, 2)) == "Adds to one you have"
    assert "provider number “500123”" in step.why.text()
    assert window.next_button.text() == "Fill in 1"
    assert step.act.isVisible()
    assert step.act.value() == Act.FILL
    step.act.set_value(Act.TAKE)
    assert window.next_button.text() == "Import 1 activity"
    step.none_button.click()
    assert (step.act.value(), window.next_button.text()) == (Act.LEAVE, "Nothing to import")
    assert not window.next_button.isEnabled()
    step.fill_button.click()
    window.next_button.click()
    settle(context)
    assert window.outcome.text() == "0 taken, 0 changed, 1 filled in, 0 left out, 0 refused."
    assert activities.get(context.workspace, "a").provider_number == "500123"
    window.undo_button.click()
    settle(context)
    assert activities.get(context.workspace, "a").provider_number == ""


def test_the_own_workbook_goes_straight_to_its_rows(context: AppContext, window: ImportWindow, tmp_path: Path) -> None:
    exports.log_xlsx(context.workspace, tmp_path / "log.xlsx")
    window.open_file(tmp_path / "log.xlsx")
    settle(context)
    assert window.steps.currentWidget() is window.rows_step
    assert not window.rows_step.act.isVisible()
    assert not window.rows_step.fill_button.isVisible()
