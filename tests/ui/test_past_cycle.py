"""A cycle that was renewed, on the Renewal page: by the answers of its day, which nobody changes there any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from pytestqt.qtbot import QtBot

from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials, renewal
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.pages.renewal import RenewalPage
from stemtracker.ui.pages.renewal.one import FACTS
from stemtracker.ui.widgets.labels import Label


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> Iterator[RenewalPage]:
    """Ten hours were asked and twelve done when it was renewed; twenty are asked since."""
    ws, day = context.workspace, date(2026, 3, 4)
    twelve = Activity(id="a", title="Lab", start=day, end=day, kind="workshop", measure=Measure.minutes(720))
    activities.save(ws, twelve)
    one = Credential(id="mine", title="Teaching license", pack_id="generic")
    credentials.add(ws, one, date(2026, 12, 31), {"total": Fraction(10)})
    renewal.renewed(ws, "mine-1", date(2026, 11, 1), None, date(2031, 12, 31))
    credentials.set_facts(ws, "mine", {"total": Fraction(20)})
    made = RenewalPage(context)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    yield made
    context.tasks.drain()


def show_cycle(page: RenewalPage, number: int) -> str:
    """Choose it as people do; all that can be read on the page."""
    page.show()
    page.context.tasks.drain()
    page.cycle.set_value(page.cycle.itemData(number))
    page.cycle.activated.emit(number)
    page.context.tasks.drain()
    page.one.tabs.setCurrentIndex(FACTS)
    return "\n".join(label.text() for label in page.findChildren(Label) if label.isVisible())


def test_its_answers_are_those_of_its_day_and_stay(page: RenewalPage) -> None:
    facts = page.one.facts
    read = show_cycle(page, 1)
    assert page.one.verdict.accessibleName() == "Met: 12 of 10 hours"
    assert "By these answers the cycle was renewed" in read
    assert "answers of today" not in read
    assert facts.typed()["total"] == "10"
    assert not facts.form.isEnabled()
    assert not facts.save_button.isVisible()
    read = show_cycle(page, 0)
    assert "By these answers the cycle was renewed" not in read
    assert facts.typed()["total"] == "20"
    assert facts.form.isEnabled()
    assert facts.save_button.isVisible()


def test_where_no_answers_were_kept_it_says_so(page: RenewalPage) -> None:
    ws = page.context.workspace
    (_now, past) = credentials.cycles(ws, "mine")
    assert past.closed
    credentials.save_cycle(ws, replace(past, closed=replace(past.closed, basis=None)))
    read = show_cycle(page, 1)
    assert "Shown with the answers of today: those of the day it was renewed were not kept." in read
    assert "On the day it was renewed the answer was “Met”." in read
    assert page.one.facts.form.isEnabled()
