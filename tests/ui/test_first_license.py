"""Preparing for a first license in the window: the form, Home's card, and what is carried over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from parts import entries, part, save, settle, shown
from pytestqt.qtbot import QtBot

from stemtracker import clock
from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.domain.preparation import HoursAsked, Preparation
from stemtracker.services import activities, credentials, history, keeping, preparations
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.pages.home import HomePage
from stemtracker.ui.pages.record import RecordPage


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> RecordPage:
    made: RecordPage = shown(RecordPage(context), qtbot)
    return made


def a_program(context: AppContext, **said: Any) -> None:
    asked = (HoursAsked("Practicum", 6000, ("practicum",)),)
    fixed = {"id": "p", "title": "Teacher residency", "asked": asked, "end": clock.today() + timedelta(days=30)}
    keeping.save(context.workspace, Preparation(**{**fixed, **said}))
    day = clock.today() - timedelta(days=3)
    one = Activity(id="w", title="Week", start=day, end=day, kind="practicum", measure=Measure.minutes(2400))
    activities.save(context.workspace, one)


def test_a_program_is_added_with_the_hours_it_asks_for(page: RecordPage) -> None:
    section = part(page, "preparations")
    assert section.none.isVisible()
    section.none.button.click()
    settle(page.context)
    rows = section.form.fields["asked"].editor
    rows.set_rows([{"title": "Practicum", "hours": "600", "kinds": "practicum or field experience; Student teaching"}])
    save(section, title="Teacher residency", start="9/1/2025")
    (one,) = keeping.everything(page.context.workspace, Preparation)
    assert one.asked == (HoursAsked("Practicum", 36_000, ("practicum", "student_teaching")),)
    assert (one.start, entries(section)) == (date(2025, 9, 1), ["Teacher residency"])
    assert rows.rows() == [
        {"title": "Practicum", "hours": "600", "kinds": "Practicum or field experience; Student teaching"}
    ]
    history.undo(page.context.workspace)
    assert keeping.everything(page.context.workspace, Preparation) == ()


@pytest.mark.parametrize(("column", "text"), [("hours", "many"), ("hours", "-1"), ("kinds", "Sleeping")])
def test_what_can_not_be_read_is_said_at_its_field(page: RecordPage, column: str, text: str) -> None:
    section = part(page, "preparations:new")
    row = {"title": "Practicum", "hours": "600", "kinds": "", column: text}
    section.form.fields["asked"].editor.set_rows([row])
    save(section, title="Teacher residency")
    assert keeping.everything(page.context.workspace, Preparation) == ()
    assert f"“{text}” is no" in section.form.fields["asked"].error.text()


def test_the_hours_stand_beside_the_form(page: RecordPage) -> None:
    a_program(page.context)
    section = part(page, "preparations:p")
    assert section.standing.isVisible()
    assert section._rows[0].text() == "Practicum: 40 h of 100 h, 60 h missing"
    assert section._rows[-1].text() == "30 days left"


def test_home_shows_where_a_preparation_stands(context: AppContext, qtbot: QtBot) -> None:
    a_program(context, institution="State College", sought="Science 6–12")
    home: HomePage = shown(HomePage(context), qtbot)
    home.refresh()
    settle(context)
    (card,) = home.preparing
    assert card.open_button.accessibleName() == "Open Teacher residency"
    assert home.empty is None
    with qtbot.waitSignal(context.bus.navigate) as asked:
        card.open_button.click()
    assert asked.args == ["record", "preparations:p"]


@pytest.mark.parametrize("wanted", [True, False])
def test_a_license_that_is_added_takes_the_preparation_over(
    page: RecordPage, dialogs: ScriptedDialogs, wanted: bool
) -> None:
    a_program(page.context)
    section = part(page, "credentials")
    one = Credential(id="first", title="First license", pack_id="generic", authority="State")
    credentials.add(page.context.workspace, one, clock.today() + timedelta(days=900), {})
    dialogs.will("ask", wanted)
    section._added("first")
    settle(page.context)
    assert "“Teacher residency” has 40 h of preparation" in dialogs.said[-1][2]
    assert (preparations.open_ones(page.context.workspace) == ()) is wanted
    section.refresh()
    settle(page.context)
    assert section.before.isVisible() is wanted
    if wanted:
        assert "40 h before the license: practicum" in section.before_words.text()
