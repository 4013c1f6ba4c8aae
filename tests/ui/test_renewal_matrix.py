"""All credentials side by side on the Renewal page: sorted, gone through by keys, its reasons, the table to copy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.models.matrix_model import FIRST, TITLE
from stemtracker.ui.pages.renewal import RenewalPage
from stemtracker.ui.pages.renewal.page import ALL


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> Iterator[RenewalPage]:
    ws = context.workspace
    generic = Credential(id="own", title="My license", pack_id="generic")
    credentials.add(ws, generic, date(2026, 12, 31), {"total": Fraction(10)})
    texas = Credential(id="tx", title="Texas", pack_id="US-TX.teacher")
    credentials.add(ws, texas, date(2027, 6, 30), {"teaches_dyslexia": False, "administrator_too": False})
    for hours, (title, approved) in enumerate((("Institute", True), ("Club", None), ("Meetup", True)), start=2):
        on = date(2026, 3, hours)
        measure = Measure.of(Decimal(hours), "hour")
        one = Activity(id=title, title=title, start=on, end=on, kind="workshop", measure=measure, approved=approved)
        activities.save(ws, one)
    made = RenewalPage(context)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    context.tasks.drain()
    made.credential.set_value(ALL)
    made.credential.activated.emit(2)
    context.tasks.drain()
    yield made
    context.tasks.drain()


def _column(page: RenewalPage, column: int) -> list[str]:
    model = page.all.answers
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def test_each_activity_stands_beside_each_license(page: RenewalPage) -> None:
    QAbstractItemModelTester(page.all.answers, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    assert page.all.isVisible()
    assert not page.one.isVisible()
    assert not page.cycle.isVisible()
    assert _column(page, TITLE) == ["Meetup", "Club", "Institute"]
    assert _column(page, FIRST) == ["4 hours", "3 hours", "2 hours"]
    texas = _column(page, FIRST + 1)
    assert texas[0] == "4 CPE hours"
    assert texas[1].startswith("Open: was it given")
    spoken = page.all.answers.index(0, FIRST).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "My license: 4 hours"


def test_a_column_is_sorted_by_what_it_counts_and_the_cell_stays_the_same(page: RenewalPage) -> None:
    table = page.all.table
    table.setCurrentIndex(page.all.answers.index(1, FIRST + 1))
    table.sortByColumn(FIRST + 1, Qt.SortOrder.DescendingOrder)
    assert _column(page, TITLE) == ["Meetup", "Institute", "Club"]
    assert table.currentIndex().row() == 2
    page.refresh()
    page.context.tasks.drain()
    assert _column(page, TITLE) == ["Meetup", "Institute", "Club"]
    assert table.currentIndex().row() == 2


def test_keys_lead_to_the_reasons_of_a_cell_and_to_its_license(page: RenewalPage, qtbot: QtBot) -> None:
    table = page.all.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert not page.all.copy_button.isEnabled()
    for _ in range(FIRST + 1):
        qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    told = page.all.reasons.toPlainText()
    assert told.startswith("Club at Texas: open\n")
    assert "Was it given" in told or "was it given" in told
    page.all.license_button.click()
    page.context.tasks.drain()
    assert page.one.isVisible()
    assert page.credential.value() == "tx"


def test_a_cell_leads_to_the_log(page: RenewalPage, qtbot: QtBot) -> None:
    page.all.table.setCurrentIndex(page.all.answers.index(0, FIRST))
    with qtbot.waitSignal(page.context.bus.navigate) as went:
        page.all.open_button.click()
    assert went.args == ["log", "Meetup"]


def test_the_table_and_a_cell_are_copied(page: RenewalPage) -> None:
    page.all.table.sortByColumn(TITLE, Qt.SortOrder.AscendingOrder)
    assert page.copy_button.text() == "Copy as a table"
    page.copy_button.click()
    page.context.tasks.drain()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Date\tActivity\tMy license\tTexas"
    assert [line.split("\t")[1] for line in lines[1:]] == ["Club", "Institute", "Meetup"]
    page.all.table.setCurrentIndex(page.all.answers.index(0, FIRST + 1))
    page.all.copy_button.click()
    assert QGuiApplication.clipboard().text().startswith("Mar 3, 2026 · Club · 3 CPE hours (Texas)")


def test_one_credential_alone_has_nothing_beside_it(context: AppContext, qtbot: QtBot) -> None:
    credentials.add(context.workspace, Credential(id="a", title="A", pack_id="generic"), date(2026, 12, 31), {})
    made = RenewalPage(context)
    qtbot.addWidget(made)
    made.show()
    context.tasks.drain()
    assert made.credential.count() == 1
