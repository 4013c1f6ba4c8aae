"""The Home page on real records: empty, on the way, behind, met; the next things; the chart and its table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from stemtracker import clock
from stemtracker.domain.activity import Activity, Status, Step
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.pages.home import HomePage
from stemtracker.ui.widgets.labels import Label, Muted, StateMark

FACTS = {"total": Fraction(100), "unit_name": "hours", "cycle_years": Fraction(5)}


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> HomePage:
    made = HomePage(context)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    settle(context)
    return made


def settle(context: AppContext) -> None:
    for _ in range(3):
        QCoreApplication.processEvents()
        context.tasks.drain()


def add_license(
    context: AppContext, id_: str = "c1", expiry: date = date(2029, 6, 30), authority: str = "Ohio"
) -> None:
    one = Credential(id=id_, title=f"License {id_}", pack_id="generic", authority=authority)
    context.tasks.record(credentials.add, context.workspace, one, expiry, FACTS)
    settle(context)


def add_hours(context: AppContext, hours: int, day: date = date(2025, 3, 4), **more: object) -> None:
    one = Activity(
        id=activities.new_id(),
        title=f"{hours} hours of inquiry",
        start=day,
        end=day,
        kind="workshop",
        measure=Measure.minutes(60 * hours),
        **more,  # type: ignore[arg-type]
    )
    context.tasks.record(activities.save, context.workspace, one)
    settle(context)


def test_without_a_license_it_says_what_belongs_here(page: HomePage, qtbot: QtBot) -> None:
    assert page.empty is not None
    with qtbot.waitSignal(page.context.bus.navigate) as asked:
        page.empty.button.click()
    assert asked.args == ["record", "credentials"]
    assert page.pace.isHidden()


def test_a_license_shows_its_verdict_first_and_then_the_figure(page: HomePage) -> None:
    add_license(page.context)
    add_hours(page.context, 40)
    (card,) = page.cards
    assert page.empty is None
    assert card.title.text() == "License c1"
    assert card.headline.text() == "40 of 100 hours"
    assert "60 hours to go" in card.sentence.text()
    assert card.bar.amounts().counted == 40
    assert "951 days left" in card.sentence.text()


def test_a_license_of_no_named_authority_tells_its_expiry_alone(page: HomePage) -> None:
    add_license(page.context, authority="")
    page.refresh()
    settle(page.context)
    assert "Expires Jun 30, 2029" in {label.text() for label in page.findChildren(Muted)}


def test_an_old_rule_text_is_told_in_one_line(page: HomePage, context: AppContext) -> None:
    texas = Credential(id="tx", title="Texas certificate", pack_id="US-TX.teacher")
    with clock.standing_at(datetime(2027, 11, 21, 12, tzinfo=UTC)):
        context.tasks.record(credentials.add, context.workspace, texas, date(2029, 6, 30), {})
        settle(context)
        assert [m.text() for m in page.cards[0].findChildren(StateMark)] == ["Not met yet, behind the pace"]
    with clock.standing_at(datetime(2028, 1, 22, 12, tzinfo=UTC)):
        page.refresh()
        settle(context)
        assert [m.text() for m in page.cards[0].findChildren(StateMark)][1:] == [
            "These rules were last compared with their source 1 year and 2 months ago."
        ]


def test_what_is_logged_elsewhere_shows_at_once(page: HomePage) -> None:
    add_license(page.context)
    add_hours(page.context, 10)
    assert page.cards[0].headline.text() == "10 of 100 hours"
    add_hours(page.context, 5)
    assert page.cards[0].headline.text() == "15 of 100 hours"


@pytest.mark.parametrize(
    ("hours", "expiry", "word"),
    [
        (100, date(2029, 6, 30), "Met"),
        (90, date(2029, 6, 30), "Not met yet, on pace"),
        (10, date(2027, 6, 30), "Not met yet, behind the pace"),
        (10, date(2026, 6, 30), "Expired, and not met"),
    ],
)
def test_the_word_for_where_it_stands(page: HomePage, hours: int, expiry: date, word: str) -> None:
    add_license(page.context, expiry=expiry)
    add_hours(page.context, hours)
    assert page.cards[0].findChild(StateMark).text() == word


def test_planned_hours_are_shown_apart(page: HomePage) -> None:
    add_license(page.context)
    add_hours(page.context, 20)
    add_hours(page.context, 8, date(2027, 2, 1), status=Status.PLANNED)
    amounts = page.cards[0].bar.amounts()
    assert (amounts.counted, amounts.planned) == (20, 8)


def test_why_leads_to_the_reasons(page: HomePage, qtbot: QtBot) -> None:
    add_license(page.context)
    assert page.cards[0].why_button.accessibleName() == "Why? The reasons for License c1"
    with qtbot.waitSignal(page.context.bus.navigate) as asked:
        QTest.keyClick(page.cards[0].why_button, Qt.Key.Key_Space)
    assert asked.args == ["renewal", "c1"]


def test_the_nearest_deadline_comes_first_and_leads_to_its_place(page: HomePage, qtbot: QtBot) -> None:
    add_license(page.context)
    soon, late = date(2026, 12, 1), date(2026, 11, 1)
    add_hours(page.context, 2, steps=(Step(Status.CLAIMED, due=soon),))
    add_hours(page.context, 3, steps=(Step(Status.CLAIMED, due=late),))
    rows = page.steps.rows
    assert "3 hours of inquiry" in rows[0].accessibleName()
    assert "Late: Nov 1, 2026 · 3 weeks ago" in rows[0].accessibleName()
    assert "Soon: Dec 1, 2026 · in 9 days" in rows[1].accessibleName()
    with qtbot.waitSignal(page.context.bus.navigate) as asked:
        QTest.keyClick(rows[0], Qt.Key.Key_Return)
    assert asked.args[0] == "log"
    assert activities.get(page.context.workspace, asked.args[1]).title == "3 hours of inquiry"


def test_the_chart_and_its_table_say_the_same(page: HomePage) -> None:
    add_license(page.context)
    for month in (1, 2, 3):
        add_hours(page.context, 10, date(2026, month, 5))
    assert page.pace.chart.accessibleName().startswith("30 hours counted by Nov 22, 2026")
    page.pace.switch.click()
    assert page.pace.table.isVisible()
    model = page.pace.model
    last = model.rowCount() - 1
    assert [model.index(last, column).data() for column in (0, 1)] == ["Mar 5, 2026", "30"]
    page.pace.switch.click()
    assert page.pace.chart.isVisible()


def test_several_licenses_can_be_charted_one_at_a_time(page: HomePage) -> None:
    add_license(page.context)
    assert page.pace.combo.isHidden()
    add_license(page.context, "c2", date(2028, 6, 30))
    assert [card.title.text() for card in page.cards] == ["License c2", "License c1"]
    assert not page.pace.combo.isHidden()
    page.pace.combo.set_value("c1")
    page.pace.combo.activated.emit(1)
    settle(page.context)
    assert "by Jun 30, 2029" in page.pace.chart.accessibleName()


@pytest.mark.parametrize("width", [640, 840, 1500])
def test_nothing_is_cut_off_at_any_width(page: HomePage, width: int) -> None:
    add_license(page.context)
    add_hours(page.context, 10, date(2026, 11, 22) - timedelta(days=400))
    page.resize(width, 600)
    settle(page.context)
    area = page.cards[0].parentWidget()
    assert area.width() <= page.width()
    for card in (*page.cards, page.steps, page.pace):
        assert card.geometry().right() <= area.width()
        assert card.height() >= card.minimumSizeHint().height()


def test_credit_at_risk_comes_first_and_says_how_much(page: HomePage) -> None:
    add_license(page.context)
    waits = (Step(Status.CLAIMED, due=date(2026, 12, 1)),)
    add_hours(page.context, 3, date(2026, 11, 2), steps=waits)
    add_hours(page.context, 5, date(2026, 11, 3), steps=(Step(Status.CLAIMED, due=date(2027, 6, 1)),))
    page.refresh()
    settle(page.context)
    names = [row.accessibleName() for row in page.steps.rows]
    assert names[0].endswith("Soon: Dec 1, 2026 · in 9 days · 3 h at risk")
    assert any("Jun 1, 2027" in name and "at risk" not in name for name in names)
    shown = [label.text() for label in page.steps.findChildren(Label) if label.isVisible()]
    groups = [text for text in shown if text in {"Credit at risk", "After that"}]
    assert groups == ["Credit at risk", "After that"]


def test_the_deadlines_go_into_a_calendar(page: HomePage, dialogs: ScriptedDialogs, tmp_path: Path) -> None:
    assert page.steps.calendar.isHidden()
    add_license(page.context)
    page.refresh()
    settle(page.context)
    target = tmp_path / "mine.ics"
    dialogs.will("save_file", target)
    QTest.mouseClick(page.steps.calendar, Qt.MouseButton.LeftButton)
    settle(page.context)
    assert b"SUMMARY:Renewal due" in target.read_bytes()
