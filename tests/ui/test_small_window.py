"""The smallest window with everything twice as large: whatever is on a page can be reached, read and used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from fitting import misfits
from parts import people_and_work
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QScrollArea, QTabBar
from restarts import Start, an_activity, settle

from stemtracker import app
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator, Position
from stemtracker.services import activities, credentials, renewal, workspace
from stemtracker.services.backups import Difference, NounDifference
from stemtracker.ui import theme
from stemtracker.ui.crash import CrashDialog
from stemtracker.ui.nouns.section import NounSection
from stemtracker.ui.pages.record.restore_dialog import RestoreDialog
from stemtracker.ui.pages.renewal.page import ALL
from stemtracker.ui.pages.renewal.renewed import RenewedDialog
from stemtracker.ui.trouble.choices import Choices
from stemtracker.ui.widgets.fold import Fold
from stemtracker.ui.widgets.question import Question

PACKS = ("US-TX.teacher", "US-MA.primary", "US-WA.teacher")


@pytest.fixture
def small(started: Start, tmp_path: Path, qapp: QApplication) -> Iterator[app.Program]:
    """The program at 200 % in the smallest window, on a record with several licenses."""
    path = tmp_path / "Ada.stemtracker"
    ws = workspace.create(path, Educator(name="Ada Example", positions=(Position(title="Science teacher"),)))
    for number, pack in enumerate(PACKS):
        license_ = Credential(id=pack, title=ws.library.pack(pack).title, pack_id=pack, authority="The agency")
        credentials.add(ws, license_, date(2027, 6, 30 - number), {})
    long = "Inquiry, argument and evidence in the middle school science classroom"
    activities.save_many(
        ws, [replace(an_activity(f"a{n}", f"{long} {n}"), topics=()) for n in range(4)], "Some activities"
    )
    people_and_work(ws, "a0", "a1")
    workspace.close(ws)
    program = started(path)
    theme.apply(qapp, "light", 200)
    program.window.resize(*theme.WINDOW)
    program.window.show()
    settle(program)
    yield program
    theme.apply(qapp, "light", 100)
    settle(program)


def _go(program: app.Program, page: str, argument: object = None) -> list[str]:
    program.window.go_to(page, argument)
    settle(program)
    return misfits(program.window)


def _tabs(program: app.Program, bar: QTabBar) -> Iterator[str]:
    for place in range(bar.count()):
        bar.setCurrentIndex(place)
        settle(program)
        yield from (f"{bar.tabText(place)}: {words}" for words in misfits(program.window))


@pytest.mark.parametrize("page", ["home", "log", "documents"])
def test_a_page_fits(small: app.Program, page: str) -> None:
    assert small.window.size().toTuple() == theme.WINDOW
    assert _go(small, page) == []


def test_a_form_takes_the_place_of_the_list(small: app.Program) -> None:
    _go(small, "log")
    log: Any = small.window.current_page()
    log.search.fold.click()
    assert misfits(small.window) == []
    log.search.fold.click()
    log.add()
    settle(small)
    assert misfits(small.window) == []
    assert not log.table.isVisible()
    panel = log.panels.current()
    assert log.viewport().rect().contains(panel.mapTo(log.viewport(), panel.close_button.geometry().center()))
    panel.close_button.click()
    settle(small)
    assert log.table.isVisible()
    assert misfits(small.window) == []


@pytest.mark.parametrize("pack", PACKS)
def test_renewal_fits(small: app.Program, pack: str) -> None:
    _go(small, "renewal", pack)
    page: Any = small.window.current_page()
    assert list(_tabs(small, page.one.tabs.tabBar())) == []


def test_all_licenses_fit(small: app.Program) -> None:
    assert _go(small, "renewal", ALL) == []


def test_the_parts_of_the_record_fit(small: app.Program) -> None:
    _go(small, "record")
    page: Any = small.window.current_page()
    assert list(_tabs(small, page.sections.bar)) == []


@pytest.mark.parametrize("name", ["networks", "leadership"])
def test_the_parts_of_networks_and_leadership_fit_folded_and_unfolded(small: app.Program, name: str) -> None:
    _go(small, name)
    page: Any = small.window.current_page()
    assert list(_tabs(small, page.sections.bar)) == []
    for fold in page.findChildren(Fold):
        fold.button.click()
    assert list(_tabs(small, page.sections.bar)) == []
    for part in page.sections.sections:
        if isinstance(part, NounSection):
            assert _go(small, name, f"{part.name}:new") == [], part.name
    small.window.resize(1640, 640)  # the list has just room beside the form
    assert list(_tabs(small, page.sections.bar)) == []


def test_the_line_over_the_pages_fits(small: app.Program) -> None:
    small.window.quick.open()
    bar = small.window.quick.bar
    assert bar is not None
    assert misfits(small.window) == []
    for line in ("2h webinar yesterday #nothing at all", "inquiry"):
        bar.line.setText(line)
        bar._ask()
        settle(small)
        assert misfits(small.window) == []
        assert small.window.rect().contains(bar.geometry())
    bar.leave()


def _dialogs(program: app.Program) -> Iterator[QDialog]:
    """The dialogs that ask or tell one thing, with more to tell than they mostly have."""
    window, ws = program.window, program.context.workspace
    text = "What you typed stays here, and nothing of it is lost. " * 4
    yield Question("Leave without saving?", text, (("yes", "Leave it"), ("no", "Go on writing")), parent=window)
    options = (*((f"way{n}", f"The way number {n}", text) for n in range(3)), ("back", "Go back"))
    yield Choices("The record can’t be opened", text, options, parent=window)
    long = "“Ada Example.stemtracker” is open on this computer, in another window, since Nov 22, 2026, 12:00."
    yield Choices(long, text[:90], options[1:], parent=window)
    view = renewal.view(ws, PACKS[0])
    yield RenewedDialog(view, date(2032, 6, 30), window)
    counts = (NounDifference("activity", 12, 3, 4), NounDifference("credential", 1, 0, 2))
    day = date(2026, 11, 5)
    moment = datetime(2026, 11, 5, 12, tzinfo=UTC)
    difference = Difference(counts, newest_here=day, newest_there=day, changed_here=moment, changed_there=moment)
    yield RestoreDialog(moment, difference, window)
    yield CrashDialog("ValueError in somewhere, line 3\n" * 9, None, window)


def test_dialogs_stay_on_the_screen_with_their_answers_in_sight(small: app.Program) -> None:
    room = small.window.screen().availableSize()
    for dialog in _dialogs(small):
        dialog.show()
        settle(small)
        assert dialog.width() <= room.width()
        assert dialog.height() <= room.height()
        # The screen of the tests is narrower than the smallest that there is.
        dialog.resize(theme.WINDOW[0] - 40, min(dialog.height(), theme.WINDOW[1] - 40))
        assert misfits(dialog) == [], type(dialog).__name__
        for button in dialog.findChildren(QPushButton):
            if button.isDefault():
                assert dialog.rect().contains(button.mapTo(dialog, button.rect().bottomRight()))
        dialog.hide()
        dialog.deleteLater()


def test_a_dialog_with_room_for_it_does_not_scroll(small: app.Program, qapp: QApplication) -> None:
    theme.apply(qapp, "light", 100)
    settle(small)
    for dialog in _dialogs(small):
        dialog.show()
        settle(small)
        for area in dialog.findChildren(QScrollArea):
            assert area.verticalScrollBar().maximum() == 0, type(dialog).__name__
        dialog.hide()
        dialog.deleteLater()


def test_the_first_start_fits(small: app.Program) -> None:
    small.window.begin()
    settle(small)
    assert misfits(small.window) == []
    first: Any = small.window.stack.currentWidget()
    first.begin()
    wizard = first.wizard()
    wizard.who.name.setText("Ada Newcomb")
    for step in wizard.steps:
        settle(small)
        assert misfits(small.window) == [], type(step).__name__
        if step is wizard.license:
            step.place.set_value("US-TX")
            step.pack.set_value("US-TX.teacher")
            step.expiry.set_value(date(2027, 6, 30))
            assert misfits(small.window) == []
        if step is not wizard.place:
            wizard.go_on()
