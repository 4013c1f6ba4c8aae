"""What can only be seen: headers stand over their cells' text, days of other months are dimmed."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTableView, QWidget
from pytestqt.qtbot import QtBot

from stemtracker.ui import theme
from stemtracker.ui.widgets import tables
from stemtracker.ui.widgets.date_edit import CalendarPopup


def ink(image: QImage, within: QRect) -> list[tuple[int, QColor]]:
    """Points in a rectangle that are not its ground, as (x, color)."""
    ground = image.pixelColor(within.topLeft())
    return [
        (x, color)
        for x in range(within.left(), within.right())
        for y in range(within.top(), within.bottom())
        if abs((color := image.pixelColor(x, y)).lightness() - ground.lightness()) > 60
    ]


def test_a_header_stands_over_the_text_of_its_cells(qtbot: QtBot) -> None:
    view = QTableView()
    qtbot.addWidget(view)
    model = QStandardItemModel(1, 2)
    model.setHorizontalHeaderLabels(["H", "H"])
    for column in (0, 1):
        model.setItem(0, column, QStandardItem("H"))
    view.setModel(model)
    tables.set_up(view, (0.5, 0.5), "Letters")
    view.resize(400, 200)
    view.show()
    header = view.horizontalHeader()
    above = header.viewport().grab().toImage()
    below = view.viewport().grab().toImage()
    for column in (0, 1):
        left, wide = header.sectionViewportPosition(column), header.sectionSize(column)
        title = ink(above, QRect(left + 4, 4, wide - 8, header.height() - 8))
        text = ink(below, QRect(left + 4, 4, wide - 8, view.rowHeight(0) - 8))
        assert abs(min(x for x, _ in title) - min(x for x, _ in text)) <= 1


def test_a_header_without_room_for_its_title_ends_in_dots_inside_it(qtbot: QtBot) -> None:
    view = QTableView()
    qtbot.addWidget(view)
    model = QStandardItemModel(1, 2)
    model.setHorizontalHeaderLabels(["A license with a long name", "Date"])
    view.setModel(model)
    tables.set_up(view, (140, 100), "Licenses")
    view.resize(400, 200)
    view.show()
    header = view.horizontalHeader()
    assert isinstance(header, tables.Header)
    cut = header.shown_text(0)
    assert cut.startswith("A license")
    assert cut.endswith("…")
    assert header.shown_text(1) == "Date"
    drawn = header.viewport().grab().toImage()
    left, wide = header.sectionViewportPosition(0), header.sectionSize(0)
    title = ink(drawn, QRect(left + 4, 4, wide - 8, header.height() - 8))
    assert max(x for x, _ in title) <= left + wide - theme.px(theme.S)
    view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    header.setSortIndicatorShown(True)
    assert len(header.shown_text(0)) < len(cut)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_days_of_other_months_are_dimmed(qapp: QApplication, qtbot: QtBot, look: str) -> None:
    theme.apply(qapp, look, 100)
    owner = QWidget()
    qtbot.addWidget(owner)
    popup = CalendarPopup(date(2026, 11, 18), owner)
    popup.show()
    days = popup.calendar.findChild(QTableView)
    assert isinstance(days, QTableView)
    image = days.viewport().grab().toImage()
    model = days.model()

    def strongest(row: int) -> int:
        """How far the darkest ink of a week's Monday is from the ground."""
        rect = days.visualRect(model.index(row, 2)).adjusted(2, 2, -2, -2)
        ground = image.pixelColor(rect.topLeft()).lightness()
        return max(abs(color.lightness() - ground) for _, color in ink(image, rect))

    # November 2026 begins on a Sunday: the first week shown is October's.
    assert strongest(1) < strongest(2) - 20
    popup.close()
