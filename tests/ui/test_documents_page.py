from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.pages.documents import DocumentsPage


def activity(title: str, on: date) -> Activity:
    return Activity(
        id=activities.new_id(), title=title, start=on, end=on, kind="workshop", measure=Measure.minutes(60)
    )  # fmt: skip


@pytest.fixture
def page(qtbot: QtBot, context: AppContext) -> Iterator[DocumentsPage]:
    ws = context.workspace
    many = [activity(f"Workshop {n}", date(2025, 1, 1) + timedelta(days=n)) for n in range(60)]
    activities.save_many(ws, many, "Fill the log")
    one = Credential(id=credentials.new_id(), title="Texas certificate & more", pack_id="US-TX.teacher")
    credentials.add(ws, one, date(2027, 8, 31), {})
    two = replace(one, id=credentials.new_id(), title="My own license", pack_id="generic")
    credentials.add(ws, two, date(2028, 6, 30), {})
    made = DocumentsPage(context)
    qtbot.addWidget(made)
    made.resize(1000, 640)
    made.show()
    context.tasks.drain()
    yield made
    context.tasks.drain()


def settled(qtbot: QtBot, page: DocumentsPage) -> None:
    """Wait until the pause after the last change is over and the paper is drawn."""
    page.context.tasks.drain()
    qtbot.waitUntil(lambda: not page._pause.isActive() and page.context.tasks.is_idle())
    page.context.tasks.drain()


def test_the_paper_stands_there_as_soon_as_the_page_is_shown(page: DocumentsPage) -> None:
    assert page.made is not None
    assert page.made.pages > 3
    assert 0 in page.shown.view.drawn()
    assert page.shown.place.text() == f"Page 1 of {page.made.pages}"
    assert page.shown.view.accessibleName() == f"Preview, page 1 of {page.made.pages}"
    grab = page.shown.view.grab().toImage()
    middle = page.shown.view.page_point(0)
    row = [grab.pixelColor(x, y).lightness() for x in range(40, grab.width() - 40, 2) for y in range(60, 200, 2)]
    assert middle.x() > 0
    assert min(row) < 100 < max(row), "ink on white paper"


def test_changes_are_drawn_together_after_a_pause(qtbot: QtBot, page: DocumentsPage) -> None:
    before = page.made
    page.form.form.set_value("short")
    page.form.sheet.set_value("A4")
    assert page.made is before
    settled(qtbot, page)
    assert page.made is not None
    assert page.made.pages == 1
    assert not page.form.reasons.isVisible()


def test_keys_and_buttons_turn_pages_and_only_those_in_view_are_drawn(qtbot: QtBot, page: DocumentsPage) -> None:
    assert page.made is not None
    last = page.made.pages - 1
    assert last not in page.shown.view.drawn()
    qtbot.keyClick(page.shown.view, Qt.Key.Key_End)
    settled(qtbot, page)
    assert page.shown.view.page == last
    assert last in page.shown.view.drawn()
    assert not page.shown.after.isEnabled()
    page.shown.before.click()
    assert page.shown.view.page == last - 1
    qtbot.keyClick(page.shown.view, Qt.Key.Key_Home)
    qtbot.keyClick(page.shown.view, Qt.Key.Key_PageDown)
    assert page.shown.view.page == 1
    qtbot.keyClick(page.shown.view, Qt.Key.Key_PageUp)
    qtbot.keyClick(page.shown.view, Qt.Key.Key_Down)
    qtbot.keyClick(page.shown.view, Qt.Key.Key_Up)
    assert page.shown.view.verticalScrollBar().value() == 0
    assert not page.shown.before.isEnabled()


def test_a_narrower_window_keeps_the_page_in_view(qtbot: QtBot, page: DocumentsPage) -> None:
    page.shown.view.go_to(2)
    page.resize(800, 640)
    settled(qtbot, page)
    assert page.shown.view.page == 2


def test_the_year_is_asked_only_where_it_matters(qtbot: QtBot, page: DocumentsPage) -> None:
    assert not page.form.year.isVisible()
    page.form.span.set_value(("school", ""))
    assert page.form.year.isVisible()
    assert page.form.year.currentText() == "2024–25"
    settled(qtbot, page)
    assert page.form.options().year == 2024


def test_licenses_can_be_left_out(qtbot: QtBot, page: DocumentsPage) -> None:
    assert page.form.options().credential_ids is None
    page.open(credentials.list_credentials(page.context.workspace)[0].id)
    settled(qtbot, page)
    chosen = page.form.options().credential_ids
    assert chosen is not None
    assert len(chosen) == 1


def test_saved_under_a_free_name_and_shown_in_its_folder(
    qtbot: QtBot, page: DocumentsPage, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    target = tmp_path / "Mine.pdf"
    dialogs.will("save_file", target)
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    page.context.tasks.drain()
    assert dialogs.said[-1][2].endswith("Transcript Ada Example 2026-11-22.pdf")
    assert len(PdfReader(target).pages) == (page.made.pages if page.made else 0)
    assert page.shown.reveal_button.isVisible()
    page.shown.reveal_button.click()
    assert dialogs.said[-1] == ("reveal", str(target), "")


def test_saving_right_after_a_change_saves_what_is_chosen(
    qtbot: QtBot, page: DocumentsPage, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    target = tmp_path / "Short.pdf"
    dialogs.will("save_file", target)
    page.form.form.set_value("short")
    assert page.save_shortcut()
    settled(qtbot, page)
    assert len(PdfReader(target).pages) == 1


def test_saving_can_be_cancelled(page: DocumentsPage, dialogs: ScriptedDialogs) -> None:
    dialogs.will("save_file", None)
    page.save()
    page.context.tasks.drain()
    assert not page.shown.reveal_button.isVisible()


def test_a_place_that_cannot_be_written_is_told_kindly(
    page: DocumentsPage, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    dialogs.will("save_file", tmp_path / "gone" / "x.pdf")
    page.save()
    page.context.tasks.drain()
    assert len(dialogs.errors) == 1


def test_printing_sends_every_page(qtbot: QtBot, page: DocumentsPage, dialogs: ScriptedDialogs, tmp_path: Path) -> None:
    printed = tmp_path / "printed.pdf"

    def to_file(dialog: QDialog) -> bool:
        assert isinstance(dialog, QPrintDialog)
        dialog.printer().setOutputFileName(str(printed))
        return True

    page.form.form.set_value("short")
    settled(qtbot, page)
    dialogs.will("run", to_file)
    page.print_button.click()
    page.context.tasks.drain()
    sheets = PdfReader(printed).pages
    assert len(sheets) == 1
    assert float(sheets[0].mediabox.width) == pytest.approx(612, abs=1)


def test_printing_can_be_cancelled(page: DocumentsPage, dialogs: ScriptedDialogs) -> None:
    dialogs.will("run", False)
    page.print_paper()
    dialogs.will("run", False)
    page.print_paper()


def test_signs_that_cannot_be_printed_are_told_before_saving(qtbot: QtBot, page: DocumentsPage) -> None:
    assert not page.problems.isVisible()
    page.context.tasks.record(activities.save, page.context.workspace, activity("Rockets 🚀", date(2026, 3, 4)))
    settled(qtbot, page)
    assert page.problems.isVisible()
    assert "Title of the activity of Mar 4, 2026" in page.problems.words.text()


def test_every_control_has_a_name(page: DocumentsPage) -> None:
    for widget in (
        page.form.form,
        page.form.span,
        page.form.sheet,
        page.form.reasons,
        page.save_button,
        page.shown.view,
    ):
        assert widget.accessibleName()
    for widget in (page.shown.before, page.shown.after, page.print_button, page.shown.reveal_button):
        assert widget.accessibleName()
