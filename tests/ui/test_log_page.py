"""The Log page on a real record: enter, find, sort, select, delete and have back."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from stemtracker.domain.activity import Activity, Status, TopicShare
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials, evidence, history
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.models.log_cells import COLUMNS
from stemtracker.ui.pages.log import LogPage
from stemtracker.ui.pages.log.filters import spans
from stemtracker.ui.pages.log.table import widths

TITLES = ("Lab safety", "PLC meeting", "Book study", "Data science", "Phenomena first")


def fill(context: AppContext, count: int = 5) -> list[str]:
    made = [
        Activity(
            id=f"a{number}",
            title=TITLES[number % 5],
            start=date(2026, 3, 4) + timedelta(days=number),
            end=date(2026, 3, 4) + timedelta(days=number),
            kind="plc" if number % 5 == 1 else "workshop",
            measure=Measure.minutes(60 * (number + 1)),
            topics=(TopicShare("stem"),) if number % 2 else (),
            provider="NSTA" if number % 2 else "Austin ISD",
        )
        for number in range(count)
    ]
    activities.save_many(context.workspace, made, "Fill")
    return [activity.id for activity in made]


def settle(context: AppContext) -> None:
    for _ in range(3):
        QCoreApplication.processEvents()
        context.tasks.drain()


def open_page(context: AppContext, qtbot: QtBot) -> LogPage:
    page = LogPage(context)
    qtbot.addWidget(page)
    page.resize(1100, 760)
    page.show()
    settle(context)
    return page


def titles(page: LogPage) -> list[str]:
    rows = [page.model.row(id_) for id_ in page.model.ids]
    return [row.title for row in rows if row is not None]


def keyboard() -> QWidget:
    """Where the window system would send a key now."""
    found = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert found is not None
    return found


def type_into(page: LogPage, text: str) -> None:
    for sign in text:
        QTest.keyClicks(keyboard(), sign)


def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(keyboard(), key, modifier)


def test_an_empty_record_says_what_belongs_here(context: AppContext, qtbot: QtBot) -> None:
    page = open_page(context, qtbot)
    assert page.left.currentWidget() is page.nothing_yet
    assert page.nothing_yet.button is not None
    page.nothing_yet.button.click()
    assert page.panels.editor.is_new


def test_a_workshop_is_entered_by_keyboard_alone(context: AppContext, qtbot: QtBot) -> None:
    page = open_page(context, qtbot)
    page.setFocus()
    QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    settle(context)
    type_into(page, "Lab safety")
    press(Qt.Key.Key_Tab)
    type_into(page, "work")  # its beginning is enough
    press(Qt.Key.Key_Tab)  # to the role
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_into(page, "yesterday")
    press(Qt.Key.Key_Tab)  # to the last day
    press(Qt.Key.Key_Tab)
    type_into(page, "9")
    press(Qt.Key.Key_Tab)
    type_into(page, "3:30")
    press(Qt.Key.Key_Tab)
    type_into(page, "30")
    assert page.save_shortcut()
    settle(context)
    (saved,) = activities.all_activities(context.workspace)
    assert (saved.title, saved.kind, saved.start) == ("Lab safety", "workshop", date(2026, 11, 21))
    assert saved.measure == Measure.minutes(360)
    assert titles(page) == ["Lab safety"]
    assert page.table.selected_ids() == (saved.id,)
    assert page.sum.text() == "1 activity, 6 h shown"
    assert page.book.ids == frozenset()


def test_what_is_missing_is_said_and_nothing_is_lost(context: AppContext, qtbot: QtBot) -> None:
    page = open_page(context, qtbot)
    page.add()
    editor = page.panels.editor
    editor.form.fields["provider"].editor.setText("NSTA")
    assert page.save_shortcut()
    settle(context)
    assert editor.form.fields["title"].error_text() == "Give the activity a title."
    assert editor.form.fields["kind"].error_text()
    assert editor.form.draft().provider == "NSTA"
    assert editor.form.fields["title"].editor.hasFocus()
    assert activities.count(context.workspace) == 0


def test_what_is_typed_survives_other_rows_and_the_end_of_the_program(context: AppContext, qtbot: QtBot) -> None:
    first, second, *_ = fill(context)
    page = open_page(context, qtbot)
    page.open_editor(first)
    settle(context)
    page.panels.editor.form.fields["title"].editor.setText("Lab safety, half typed")
    page.panels.editor.form.fields["start"].editor.line.setText("31/31")
    page.open_editor(second)
    settle(context)
    assert page.panels.editor.form.draft().title == "PLC meeting"
    assert page.drafts_link.text() == "1 unsaved draft"
    page.open_editor(first)
    settle(context)
    assert page.panels.editor.form.draft().title == "Lab safety, half typed"
    page.add()
    page.panels.editor.form.fields["title"].editor.setText("Something new")
    assert page.leave()
    again = open_page(context, qtbot)
    assert len(again.book.ids) == 2
    again.open_editor(first)
    settle(context)
    assert again.panels.editor.form.draft().start == "31/31"
    again.panels.editor.discard()
    assert again.panels.editor.form.draft().title == "Lab safety"
    again.drafts_link.click()
    settle(context)
    assert again.panels.editor.is_new
    assert again.panels.editor.form.draft().title == "Something new"
    context.drafts.flush()


def test_escape_leaves_and_keeps_a_draft(context: AppContext, qtbot: QtBot) -> None:
    first, *_ = fill(context)
    page = open_page(context, qtbot)
    page.open_editor(first)
    settle(context)
    page.panels.editor.form.fields["title"].editor.setText("Half")
    said: list[str] = []
    context.bus.message.connect(lambda text, _undo: said.append(text))
    press(Qt.Key.Key_Escape)
    assert not page.panels.isVisible()
    assert said == ["Kept as a draft."]
    assert page.book.of(first) is not None
    page.leave()


def test_a_change_elsewhere_does_not_take_what_is_typed(context: AppContext, qtbot: QtBot) -> None:
    first, *_ = fill(context)
    page = open_page(context, qtbot)
    page.open_editor(first)
    settle(context)
    page.panels.editor.form.fields["provider"].editor.setText("typed")
    context.tasks.record(activities.edit_many, context.workspace, (first,), activities.BulkEdit(status=Status.POSTED))
    settle(context)
    assert page.panels.editor.form.draft().provider == "typed"
    page.panels.editor.discard()
    assert page.panels.editor.form.draft().status == "posted"


def test_searching_narrows_as_one_types(context: AppContext, qtbot: QtBot) -> None:
    fill(context)
    page = open_page(context, qtbot)
    page.focus_search()
    type_into(page, "scien")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    settle(context)
    assert titles(page) == ["Data science"]
    type_into(page, "zz")
    qtbot.waitUntil(lambda: page.left.currentWidget() is page.no_match)
    assert "Ctrl+K looks through licenses, networks" in page.no_match.sentence.text()
    page.search.clear_button.click()
    settle(context)
    assert page.model.rowCount() == 5
    assert not page.search.clear_button.isVisible()


def test_an_answer_to_an_older_question_is_dropped(context: AppContext, qtbot: QtBot) -> None:
    fill(context)
    page = open_page(context, qtbot)
    for text in ("lab", "book", "data"):
        page.source.ask(activities.LogQuery(text=text))
    settle(context)
    assert titles(page) == ["Data science"]


def test_filters_narrow_and_say_so(context: AppContext, qtbot: QtBot) -> None:
    fill(context)
    page = open_page(context, qtbot)
    page.search.kind.set_value("plc")
    settle(context)
    assert titles(page) == ["PLC meeting"]
    page.search.clear()
    page.search.topic.set_value("stem")
    page.search.status.set_value("attended")
    settle(context)
    assert len(titles(page)) == 2
    assert page.search.fold.text() == "More filters (2)"
    page.search.clear()
    page.search.year.set_value("2025-07-01/2026-06-30")
    settle(context)
    assert page.model.rowCount() == 5
    page.search.year.set_value("2026-07-01/2027-06-30")
    settle(context)
    assert page.left.currentWidget() is page.no_match
    assert page.no_match.sentence.text() == "No activity matches."


def test_years_to_choose() -> None:
    offered = spans(2024, 2026, date(2026, 11, 22))
    assert [title for _, title in offered] == [
        "Any year",
        "This school year",
        "Last school year",
        "2026",
        "2025",
        "2024",
    ]
    assert offered[1][0] == "2026-07-01/2027-06-30"


def sort_by(context: AppContext, page: LogPage, name: str) -> None:
    header = page.table.horizontalHeader()
    place = next(number for number, column in enumerate(COLUMNS) if column.name == name)
    there = QPoint(header.sectionViewportPosition(place) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=there)
    settle(context)
    assert header.sortIndicatorSection() == place


def test_a_header_sorts_and_turns(context: AppContext, qtbot: QtBot) -> None:
    fill(context)
    evidence.add_note(context.workspace, "a0", "attendance", "Sign-in sheet")
    page = open_page(context, qtbot)
    assert titles(page)[0] == "Phenomena first"
    sort_by(context, page, "title")
    assert titles(page) == sorted(TITLES, key=str.lower)
    assert page.table.selected_ids() == ()
    sort_by(context, page, "title")
    assert titles(page) == sorted(TITLES, key=str.lower, reverse=True)
    sort_by(context, page, "standing")
    assert titles(page)[0] == "Lab safety"
    sort_by(context, page, "standing")
    assert titles(page)[-1] == "Lab safety"


def test_the_selection_stays_with_its_activities(context: AppContext, qtbot: QtBot) -> None:
    first, second, *_ = fill(context)
    page = open_page(context, qtbot)
    page.table.select_ids((first, second))
    page.table.horizontalHeader().sectionClicked.emit(1)
    settle(context)
    assert set(page.table.selected_ids()) == {first, second}
    page.table.select_ids((first,))
    qtbot.waitUntil(lambda: page._remembered == (first,))
    context.tasks.record(activities.duplicate, context.workspace, second)
    settle(context)
    assert page.table.selected_ids() == (first,)
    assert page.model.rowCount() == 6


def test_deleted_ones_come_back_by_undo_and_from_the_bin(context: AppContext, qtbot: QtBot) -> None:
    first, second, *_ = fill(context)
    page = open_page(context, qtbot)
    page.table.select_ids((first, second))
    page.table.setFocus()
    press(Qt.Key.Key_Delete)
    settle(context)
    assert page.model.rowCount() == 3
    context.tasks.record(history.undo, context.workspace)
    settle(context)
    assert page.model.rowCount() == 5
    page.commands.delete((first,))
    settle(context)
    page.bin_link.click()
    settle(context)
    page.panels.bin.restore_button.click()
    settle(context)
    assert page.model.rowCount() == 5
    assert not page.panels.bin.restore_button.isEnabled()


def test_another_page_can_open_an_activity_here(context: AppContext, qtbot: QtBot) -> None:
    first, *_ = fill(context)
    page = open_page(context, qtbot)
    page.search.kind.set_value("plc")
    settle(context)
    page.open(first)
    settle(context)
    assert page.panels.editor.activity_id == first
    assert page.table.selected_ids() == (first,)


def test_home_can_ask_for_what_has_no_evidence_in_a_cycle(context: AppContext, qtbot: QtBot) -> None:
    fill(context)
    license_ = Credential(id="license", title="License", pack_id="generic")
    credentials.add(context.workspace, license_, date(2026, 3, 6), {}, start=date(2026, 3, 5))
    (cycle,) = credentials.cycles(context.workspace, "license")
    evidence.attach_bytes(context.workspace, "a1", "proof.txt", b"I was there", "note")
    page = open_page(context, qtbot)
    page.open(f"no-evidence:{cycle.id}")
    settle(context)
    assert titles(page) == ["Book study"]


def test_columns_go_in_turn_as_room_gets_scarce() -> None:
    def measure(_column: object) -> int:
        return 90

    assert all(widths(1600, measure, 7))
    narrow = widths(380, measure, 7)
    assert [bool(width) for width in narrow] == [True, True, False, False, True, False, False, False, False]
    assert [bool(width) for width in widths(240, measure, 7)] == [True, True, *[False] * 7]
    for room in (340, 600, 900, 1400):
        assert sum(widths(room, measure, 7)) <= room


def test_what_people_typed_is_never_markup(context: AppContext, qtbot: QtBot) -> None:
    one = Activity(
        id="x",
        title="<img src='file:///etc/passwd'> <b>bold</b> & more",
        start=date(2026, 3, 4),
        end=date(2026, 3, 4),
        kind="workshop",
        measure=Measure.minutes(60),
    )
    activities.save(context.workspace, one)
    page = open_page(context, qtbot)
    page.open_editor("x")
    settle(context)
    page.commands.repeat("x")
    settle(context)
    formats = {label.textFormat() for label in page.findChildren(QLabel) if label.text() and label.pixmap().isNull()}
    assert formats == {Qt.TextFormat.PlainText}
    assert "<b>bold</b>" in page.panels.repeat.title.accessibleName()


def test_every_control_of_the_page_has_a_name(context: AppContext, qtbot: QtBot) -> None:
    fill(context)
    page = open_page(context, qtbot)
    page.search.fold.click()
    page.open_editor("a1")
    settle(context)
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not widget.accessibleName()
        and "Combo" not in type(widget.parent()).__name__
    ]
    assert nameless == []


def test_what_was_saved_behind_the_filters_is_not_gone_without_a_word(context: AppContext, qtbot: QtBot) -> None:
    fill(context)
    page = open_page(context, qtbot)
    page.search.kind.set_value("plc")
    settle(context)
    page.open_editor("a1")
    settle(context)
    page.panels.editor.form.basics.kind.set_id("workshop")
    page.panels.editor.save()
    settle(context)
    assert page.sum.text() == "the filters hide the one you saved"
    page.search.clear()
    settle(context)
    assert page.sum.text() == "5 activities, 15 h shown"
