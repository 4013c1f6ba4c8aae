"""The small pieces: days as typed, choosing by typing, errors at fields, the bar in words, lines to add."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QColor, QImage, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTableView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from stemtracker.domain.periods import Period
from stemtracker.errors import Problem
from stemtracker.ui import theme
from stemtracker.ui.pages.leadership.career_figure import CareerFigure, shortened
from stemtracker.ui.widgets import dates, tables
from stemtracker.ui.widgets.bar import Amounts, ProgressBar
from stemtracker.ui.widgets.chart import PaceChart, Series
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.date_edit import DateEdit
from stemtracker.ui.widgets.entry import entry
from stemtracker.ui.widgets.field import LabeledField, show_problems
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Body, Heading, StateMark, breakable
from stemtracker.ui.widgets.message import BusyLine, MessageLine
from stemtracker.ui.widgets.rows_edit import Column, RowsEdit

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-30", date(2026, 6, 30)),
        ("6/30/2026", date(2026, 6, 30)),
        ("06/30/26", date(2026, 6, 30)),
        ("6.30.2026", date(2026, 6, 30)),
        ("6/30", date(2026, 6, 30)),
        ("Jun 30, 2026", date(2026, 6, 30)),
        ("june 30 2026", date(2026, 6, 30)),
        ("June 30th, 2026", date(2026, 6, 30)),
        ("30 June 2026", date(2026, 6, 30)),
        ("Sept. 1 2024", date(2024, 9, 1)),
        ("2/29/2028", date(2028, 2, 29)),
        ("1/5/99", date(1999, 1, 5)),
        ("today", TODAY),
        ("Yesterday", date(2026, 11, 21)),
        ("  ", None),
    ],
)
def test_days_are_read_as_people_type_them(text: str, day: date | None) -> None:
    assert dates.read(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("6/31/2026", "June 2026 has no day 31"),
        ("2/29/2027", "February 2027 has no day 29"),
        ("13/1/2026", "no month 13"),
        ("soon", "isn’t a date we can read"),
        ("30/6/2026", "no month 30"),
        ("0000-01-01", "four digits"),
    ],
)
def test_what_is_no_day_is_told_in_words(text: str, why: str) -> None:
    with pytest.raises(dates.NotADay, match=why):
        dates.read(text, TODAY)


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(1999, 12, 31), date(2028, 2, 29)])
def test_what_is_shown_reads_as_the_same_day(day: date) -> None:
    assert dates.read(dates.short(day), TODAY) == day
    assert dates.read(dates.long(day), TODAY) == day


def test_a_date_field_shows_what_it_understood(qtbot: QtBot) -> None:
    edit, got = DateEdit(), []
    qtbot.addWidget(edit)
    edit.changed.connect(got.append)
    edit.show()
    QTest.keyClicks(edit.line, "6/30/27")
    QTest.keyClick(edit.line, Qt.Key.Key_Return)
    assert edit.line.text() == "Jun 30, 2027"
    assert got == [date(2027, 6, 30)]
    QTest.keyClick(edit.line, Qt.Key.Key_Up)
    assert edit.value() == date(2027, 7, 1)


def test_a_date_field_keeps_what_it_cannot_read(qtbot: QtBot) -> None:
    edit = DateEdit()
    qtbot.addWidget(edit)
    edit.show()
    QTest.keyClicks(edit.line, "6/31/2027")
    QTest.keyClick(edit.line, Qt.Key.Key_Return)
    assert edit.line.text() == "6/31/2027"
    assert edit.value() is None
    assert "no day 31" in edit.problem()


@pytest.mark.qt_log_ignore("does not support grabbing the (keyboard|mouse)", extend=True)
def test_the_calendar_picks_a_day_and_goes(qtbot: QtBot) -> None:
    edit = DateEdit(date(2026, 6, 30))
    qtbot.addWidget(edit)
    edit.show()
    QTest.keyClick(edit.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = edit._popup
    assert popup is not None
    assert popup.isVisible()
    popup.calendar.clicked.emit(popup.calendar.selectedDate().addDays(3))
    assert edit.value() == date(2026, 7, 3)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_new_choices_keep_the_value(qtbot: QtBot) -> None:
    combo = Combo([(1, "one"), (2, "two")])
    qtbot.addWidget(combo)
    combo.set_value(2)
    combo.set_choices([(3, "three"), (2, "two")])
    assert combo.value() == 2


def test_problems_go_to_their_fields_and_the_rest_comes_back(qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    column = QVBoxLayout(ground)
    fields = {name: LabeledField(name.title(), QLineEdit(), "A hint.") for name in ("title", "end")}
    for field in fields.values():
        column.addWidget(field)
    ground.show()
    rest = show_problems(fields, [Problem("end", "Too early."), Problem("end", "Wrong."), Problem("other", "No.")])
    assert [problem.field for problem in rest] == ["other"]
    assert fields["end"].error_text() == "Too early. Wrong."
    assert fields["end"].editor.accessibleDescription() == "Too early. Wrong. A hint."
    assert fields["end"].editor.property("look") == "invalid"
    assert ground.focusWidget() is fields["end"].editor
    QTest.keyClicks(fields["end"].editor, "x")
    assert fields["end"].error_text() == ""
    assert fields["end"].editor.property("look") == ""


def test_no_piece_is_a_window_of_its_own_while_it_is_made(qapp: QApplication) -> None:
    class Shown(QObject):
        def __init__(self) -> None:
            super().__init__()
            self.windows: list[QObject] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.windows.append(watched)
            return False

    watch = Shown()
    qapp.installEventFilter(watch)
    made = [LabeledField("Title", QLineEdit(), "Hint"), RowsEdit((Column("a", "A"),), "Add", "Line")]
    made[0].set_error("Wrong.")
    qapp.removeEventFilter(watch)
    assert watch.windows == []
    for widget in made:
        widget.deleteLater()


def test_the_bar_says_everything_it_shows(qtbot: QtBot) -> None:
    bar = ProgressBar(Amounts(Fraction(150), Fraction(265, 2), Fraction(8), Fraction(100), Fraction(140), "hours"))
    qtbot.addWidget(bar)
    assert bar.accessibleName() == (
        "132.5 of 150 hours counted; 8 more planned; at most 100 can count; an even pace would be at 140 today"
    )


def _columns(widget: QWidget, color: QColor) -> list[int]:
    picture: QImage = widget.grab().toImage()
    y = picture.height() - 6
    return [x for x in range(picture.width()) if picture.pixelColor(x, y) == color]


@pytest.mark.parametrize("dark", [False, True])
def test_the_counted_part_of_the_bar_is_as_long_as_its_share(qapp: Any, qtbot: QtBot, dark: bool) -> None:
    theme.apply(qapp, "dark" if dark else "light")
    bar = ProgressBar(Amounts(Fraction(100), Fraction(40), unit="hours"))
    qtbot.addWidget(bar)
    bar.resize(401, bar.sizeHint().height())
    bar.show()
    filled = _columns(bar, theme.color("accent"))
    assert 150 <= len(filled) <= 161
    assert max(filled) <= 161
    bar.set_amounts(Amounts(Fraction(100), Fraction(900), unit="hours"))
    assert len(_columns(bar, theme.color("accent"))) > 390


def test_planned_is_hatched_not_solid(qtbot: QtBot) -> None:
    bar = ProgressBar(Amounts(Fraction(100), Fraction(0), Fraction(50), unit="hours"))
    qtbot.addWidget(bar)
    bar.resize(401, bar.sizeHint().height())
    bar.show()
    assert len(_columns(bar, theme.color("accent"))) < 100


def test_the_chart_says_its_finding(qtbot: QtBot) -> None:
    cycle = Period(date(2022, 7, 1), date(2027, 6, 30))
    points = ((cycle.start, Fraction(0)), (date(2024, 3, 1), Fraction(60)))
    chart = PaceChart()
    qtbot.addWidget(chart)
    chart.show_series(Series(cycle, points, Fraction(150), TODAY, "hour"))
    assert chart.accessibleName().startswith("60 hours counted by Nov 22, 2026; an even pace to 150 hours")
    chart.resize(500, 220)
    assert not chart.grab().isNull()
    chart.show_series(Series(Period(TODAY, TODAY), (), Fraction(0), TODAY, ""))
    assert not chart.grab().isNull()


def test_lines_are_added_filled_and_removed(qtbot: QtBot) -> None:
    rows, told = RowsEdit((Column("full", "Name"), Column("until", "Until", is_day=True)), "Add a name", "Name"), []
    qtbot.addWidget(rows)
    rows.changed.connect(lambda: told.append(1))
    rows.show()
    rows.set_rows([{"full": "Ada Novice", "until": date(2018, 7, 14)}])
    rows.add_button.click()
    assert rows.rows() == [{"full": "Ada Novice", "until": date(2018, 7, 14)}]
    second = next(e for e in rows.findChildren(QLineEdit) if e.accessibleName() == "Name 2: Name")
    assert rows.focusWidget() is second
    QTest.keyClicks(second, "Ada Middle")
    assert rows.rows()[1] == {"full": "Ada Middle", "until": None}
    rows._editors[0][2].click()
    assert [row["full"] for row in rows.rows()] == ["Ada Middle"]
    assert told


def test_a_state_is_never_its_color_alone(qtbot: QtBot) -> None:
    mark = StateMark("not_met", "Not met yet")
    qtbot.addWidget(mark)
    icon, text = mark.findChildren(QLabel)
    assert not icon.pixmap().isNull()
    assert text.text() == mark.accessibleName() == "Not met yet"


def test_what_people_typed_is_never_markup(qtbot: QtBot) -> None:
    label = Body("<b>R&D</b> & <img src=x>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_wrapped_text_asks_for_the_height_of_its_own_width(qtbot: QtBot) -> None:
    label = Body("word " * 60)
    qtbot.addWidget(label)
    assert label.heightForWidth(4000) == label.heightForWidth(label.maximumWidth())


@pytest.mark.parametrize(("width", "lines"), [(1000, 1), (210, 3), (90, 6)])
def test_a_flow_breaks_like_words(qtbot: QtBot, width: int, lines: int) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    flow = FlowLayout(ground)
    for _ in range(6):
        chip = QLabel("chip")
        chip.setFixedSize(90, 20)
        flow.addWidget(chip)
    gone = QLabel("gone")
    gone.setFixedSize(300, 90)
    flow.addWidget(gone)
    gone.hide()
    assert flow.heightForWidth(width) == lines * 20 + (lines - 1) * theme.px(theme.S)


def test_a_flow_gives_what_is_left_of_a_line_to_what_expands(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder)
    heading, button = Heading("A long heading", "card"), QPushButton("Do it")
    flow.addWidget(heading)
    flow.addWidget(button)
    holder.resize(600, 80)
    holder.show()
    assert heading.geometry().right() < button.geometry().left()
    assert button.geometry().right() == holder.rect().right()
    assert heading.geometry().center().y() == pytest.approx(button.geometry().center().y(), abs=1)
    holder.resize(button.width() + 40, 300)
    assert button.y() > heading.geometry().bottom()
    assert heading.height() >= heading.heightForWidth(heading.width())


def test_columns_go_in_turn_while_the_others_have_too_little(qtbot: QtBot) -> None:
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(QStandardItemModel(2, 4))
    tables.set_up(view, (100, 0.5, 150, 0.5), "A table", going=(3, 2))
    view.show()
    for width, hidden in ((600, []), (440, [3]), (280, [2, 3]), (600, [])):
        view.resize(width, 200)
        assert [c for c in range(4) if view.isColumnHidden(c)] == hidden
        assert sum(view.columnWidth(c) for c in range(4) if c not in hidden) <= view.viewport().width()


def test_a_message_fades_but_keeps_undo_under_the_finger(qtbot: QtBot) -> None:
    line = MessageLine()
    qtbot.addWidget(line)
    line.show()
    QCoreApplication.processEvents()
    line.show_message("Saved.", True)
    assert line.undo_button.isVisible()
    line.undo_button.setFocus()
    line.clear()
    assert line.undo_button.isVisible()
    assert line.text() == "Saved."
    line.undo_button.clearFocus()
    line.clear()
    assert not line.undo_button.isVisible()
    assert line.text() == ""


def test_the_busy_line_waits_before_it_shows(qtbot: QtBot) -> None:
    line = BusyLine()
    qtbot.addWidget(line)
    line.follow(None)
    assert not line.isVisible()


def test_a_word_longer_than_its_line_goes_on_in_the_next(qtbot: QtBot) -> None:
    label = Body("short words and " + "x" * 200)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 120
    assert label.text() == "short words and " + "x" * 200
    assert breakable("interdisciplinary responsibilities") == "interdisciplinary responsibilities"


def test_a_title_without_room_in_a_drop_down_ends_in_dots(qtbot: QtBot) -> None:
    box = Combo([("a", "A license with a very long name"), ("b", "Short")])
    qtbot.addWidget(box)
    box.setFixedWidth(140)
    box.show()
    assert box.shown_text().endswith("…")
    assert box.currentText() == "A license with a very long name"
    box.set_value("b")
    assert box.shown_text() == "Short"


def test_a_long_title_leaves_room_in_its_list_and_is_told_whole() -> None:
    item = entry("id", "A long title " * 20, "Second line")
    assert item.text().endswith("…\nSecond line")
    assert len(item.text()) < 120
    assert item.toolTip() == item.accessibleText() == "A long title " * 20 + "\nSecond line"
    assert (entry("id", "Short").text(), entry("id", "Short").toolTip()) == ("Short", "")


def test_words_of_the_career_line_keep_their_years(qtbot: QtBot) -> None:
    metrics = CareerFigure().fontMetrics()
    shown = shortened(metrics, "A license with a long name " * 9, 200, " · 2011")
    assert shown.endswith("… · 2011")
    assert metrics.horizontalAdvance(shown) <= 200
    assert shortened(metrics, "Short", 200, " · 2011") == "Short · 2011"
