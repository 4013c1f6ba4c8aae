"""The smallest window with everything twice as large: whatever is on a page can be reached, read and used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fitting import misfits
from PySide6.QtWidgets import QApplication, QTabBar
from restarts import Start, an_activity, settle

from stemtracker import app
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator, Position
from stemtracker.services import activities, credentials, workspace
from stemtracker.ui import theme
from stemtracker.ui.pages.renewal.page import ALL

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
