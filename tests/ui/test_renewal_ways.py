"""The Renewal page where a rule has several ways, duties, advice, open points and an old text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from stemtracker import clock, paths
from stemtracker.domain.activity import Activity, TopicShare
from stemtracker.domain.assessment import Node, Role
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.models import need_tree
from stemtracker.ui.pages.home import HomePage
from stemtracker.ui.pages.renewal import RenewalPage
from stemtracker.ui.pages.renewal.one import OPEN
from stemtracker.ui.widgets.labels import Label

RULES = """
[pack]
id = "own.ways"
language = 1
jurisdiction = "US-XX"
authority = "own"
title = "State license with two ways"
checked = 2026-06-01
root = "renewal"

[source]
rule = { kind = "regulation", title = "Rule 12", url = "https://example.org/rule-12" }

[fact.coach]
type = "yes/no"
ask = "Do you coach other teachers?"
src = "rule"

[clock]
length = "5 y"
src = "rule"

[window.cycle]
cases = [ { from = "issue", to = "expiry" } ]
src = "rule"

[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ { id = "hour", match = "measure = time", give = "1 per 60 min", src = "rule" } ]
refuse = [ { id = "no", match = "not approved", reason = "Not approved.", doubt = "Was it approved?", src = "rule" } ]

[account.ceus]
unit = "CEU"
window = "cycle"
otherwise = "none"
earn = [ { id = "ceu", match = "measure = ceu", give = "1 per ceu", src = "rule" } ]

[need]
renewal = { all = ["way", "reported", "equity"], title = "Renew my license" }
way = { any = ["by_hours", "by_ceus"], title = "Learning" }
by_hours = { all = ["clock_hours"], title = "By hours", grants = "a five-year license" }
clock_hours = { amount = 60, of = "hours", title = "Clock hours", src = "rule" }
by_ceus = { amount = 6, of = "ceus", title = "By CEUs", grants = "an advanced license", src = "rule" }
reported = { fact = "coach", role = "duty", title = "The district reports your hours", src = "rule" }
equity = { amount = 10, of = "hours", match = "topic = equity", role = "advice", title = "Ten hours on equity" }
"""


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> Iterator[RenewalPage]:
    paths.own_packs().mkdir(parents=True, exist_ok=True)
    (paths.own_packs() / "ways.toml").write_text(RULES, encoding="utf-8")
    one = Credential(id="license", title="Teaching license", pack_id="own.ways")
    with clock.standing_at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        credentials.add(context.workspace, one, date(2027, 6, 30), {})
        made = RenewalPage(context)
        qtbot.addWidget(made)
        made.resize(1100, 760)
        yield made
        context.tasks.drain()


def _log(page: RenewalPage, title: str, amount: int, unit: str = "hour", **more: object) -> None:
    on = date(2025, 3, 4)
    fields: dict[str, object] = {"kind": "workshop", "approved": True, "start": on, "end": on}
    measure = Measure.of(Decimal(amount), unit)
    made = Activity(id=activities.new_id(), title=title, measure=measure, **(fields | more))  # type: ignore[arg-type]
    activities.save(page.context.workspace, made)


def _show(page: RenewalPage) -> RenewalPage:
    page.show()
    page.refresh()
    page.context.tasks.drain()
    return page


def _texts(page: RenewalPage) -> list[str]:
    page.one.tabs.setCurrentIndex(OPEN)
    return [w.text() for w in page.one.questions.findChildren(Label) if w.isVisible()]


def test_the_ways_stand_side_by_side_the_nearest_first(page: RenewalPage, qtbot: QtBot) -> None:
    _log(page, "Institute", 30)
    _log(page, "Course", 4, "ceu")
    _show(page)
    cards = page.one.asked.ways.cards
    assert [c.accessibleName() for c in cards] == ["By CEUs", "By hours"]
    assert [c.accessibleDescription() for c in cards] == [
        "Not met yet. 2 CEUs to go. Brings: an advanced license",
        "Not met yet. 30 hours to go. Brings: a five-year license",
    ]
    assert cards[0].y() == cards[1].y()
    qtbot.mouseClick(cards[1], Qt.MouseButton.LeftButton)
    need = page.one.needs.current()
    assert need is not None
    assert need.id == "by_hours"
    assert page.one.needs.isExpanded(page.one.needs.currentIndex())
    qtbot.keyClick(page.one.needs, Qt.Key.Key_Down)
    assert _current(page).id == "clock_hours"
    assert [str(page.one.lines.answers.index(0, 1).data())] == ["Institute"]


def _current(page: RenewalPage) -> Node:
    found = page.one.needs.current()
    assert found is not None
    return found


def test_one_way_alone_needs_no_comparing(page: RenewalPage) -> None:
    one = Credential(id="other", title="Another license", pack_id="generic")
    credentials.add(page.context.workspace, one, date(2027, 6, 30), {})
    page.open("other")
    _show(page)
    assert page.one.asked.ways.isHidden()
    assert page.one.asked.ways.cards == []


def test_duties_and_advice_stand_apart_and_never_in_the_colors_of_a_verdict(page: RenewalPage) -> None:
    tree = page.one.needs.needs
    QAbstractItemModelTester(tree, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    _log(page, "Course", 6, "ceu")
    _show(page)
    assert page.one.verdict.accessibleName() == "Met: 6 of 6 CEUs"
    tops = [tree.index(row, 0) for row in range(tree.rowCount())]
    assert [i.data() for i in tops] == ["Renew my license", "Your employer sees to these", "Advised, not asked"]
    below = [tree.node(tree.index(0, 0, top)) for top in tops[1:]]
    assert [n.role for n in below if n] == [Role.DUTY, Role.ADVICE]
    asked = tree.index_of("by_ceus").siblingAtColumn(need_tree.VERDICT)
    advised = tree.index_of("equity").siblingAtColumn(need_tree.VERDICT)
    paint = Qt.ItemDataRole.ForegroundRole
    assert advised.data() == "Not met yet"
    assert advised.data(paint) != tree.index_of("clock_hours").siblingAtColumn(need_tree.VERDICT).data(paint)
    assert asked.data(paint) != advised.data(paint)
    page.one.needs.setCurrentIndex(tops[0])
    assert page.one.lines.empty.text() == "The activities stand with the needs below this one."
    page.one.needs.setCurrentIndex(tops[1])
    assert page.one.lines.isHidden()
    assert page.one.asked.about.text() == need_tree.APART
    assert not page.one.asked.copy_button.isEnabled()


def test_what_holds_anyway_is_said_before_what_is_open(page: RenewalPage) -> None:
    _log(page, "Institute", 60, topics=(TopicShare("equity"),))
    _log(page, "Meetup", 12, approved=None)
    _log(page, "Club", 8, approved=None)
    _show(page)
    assert "Met" in page.one.verdict.accessibleName()
    told = _texts(page)
    assert told[0] == "Met even without the 20 hours in question."
    assert "60 hours count, 20 more are in question; 60 are asked." in told
    assert told.count("Was it approved?") == 1


def test_where_points_decide_the_amounts_they_would_take_are_said(page: RenewalPage) -> None:
    _log(page, "Institute", 52)
    _log(page, "Meetup", 12, approved=None)
    _show(page)
    assert _texts(page)[0] == "Would be met if 8 of the 12 hours in question count; not met without them."


def test_what_an_answer_would_bring_is_told_where_it_is_asked(page: RenewalPage) -> None:
    _log(page, "Institute", 52)
    _log(page, "Meetup", 12, approved=None)
    _show(page)
    told = _texts(page)
    assert "If yes: met. If no: not met yet, 8 hours to go." in told


def test_an_old_rule_text_is_told_aloud_with_what_to_do(page: RenewalPage, qtbot: QtBot) -> None:
    _show(page)
    assert page.one.notices.on("age") is None
    with clock.standing_at(datetime(2027, 6, 1, 12, tzinfo=UTC)):
        _show(page)
        notice = page.one.notices.on("age")
        assert notice is not None
        assert notice.text.text() == (
            "These rules were last compared with their source 1 year ago. "
            "Compare them with the source, or install a newer text in Record › Rules."
        )


def test_the_explanation_is_copied_by_button_and_by_key(page: RenewalPage, qtbot: QtBot) -> None:
    _log(page, "Institute", 30, private_notes="a secret of mine")
    _show(page)
    with qtbot.waitActive(page):
        page.activateWindow()
    page.copy_button.click()
    told = QGuiApplication.clipboard().text()
    assert told.startswith("Teaching license\nRules: State license with two ways\nAs of Nov 22, 2026")
    assert "Clock hours: 30 hours counted" in told
    assert "secret" not in told
    page.one.needs.setFocus()
    page.one.needs.setCurrentIndex(page.one.needs.needs.index_of("clock_hours"))
    qtbot.keyClick(page.one.needs, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("Clock hours (Teaching license)")
    page.one.lines.table.setFocus()
    qtbot.keyClick(page.one.lines.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("Mar 4, 2025 · Institute · 30 hours (Teaching license)")
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(
        page.one.needs, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert QGuiApplication.clipboard().text() == told


def test_in_a_small_window_the_reasons_are_there_without_scrolling(page: RenewalPage, qtbot: QtBot) -> None:
    one = Credential(id="tx", title="Texas certificate", pack_id="US-TX.teacher")
    credentials.add(page.context.workspace, one, date(2027, 6, 30), {"teaches_dyslexia": False})
    _log(page, "Institute", 30)
    page.resize(840, 590)
    page.open("tx")
    _show(page)
    steps = page.one.lines.reasons
    qtbot.waitUntil(lambda: steps.mapTo(page, steps.rect().bottomLeft()).y() <= page.height())
    assert page.one.lines.table.isVisible()


def test_several_choices_are_looked_at_one_after_another(page: RenewalPage) -> None:
    one = Credential(id="wa", title="Washington certificate", pack_id="US-WA.teacher")
    credentials.add(page.context.workspace, one, date(2027, 6, 30), {})
    page.open("wa")
    _show(page)
    ways = page.one.asked.ways
    assert ways.choice.isVisible()
    first = [card.accessibleName() for card in ways.cards]
    ways.choice.setCurrentIndex(1)
    ways.choice.activated.emit(1)
    assert [card.accessibleName() for card in ways.cards] != first


ADDED = """
[pack]
id = "own.district"
language = 1
changes = "own.ways"
jurisdiction = "US-XX"
authority = "own"
title = "My district"
checked = 2026-06-01

[source]
board = { kind = "agency", title = "Board policy", url = "https://example.org/policy" }

[need.safety]
title = "Lab safety"
amount = 3
of = "hours"
match = "topic = lab_safety"
reason = "The board asks it of science teachers."
src = "board"
"""


def test_what_a_district_adds_is_marked_and_both_verdicts_are_said(page: RenewalPage, qtbot: QtBot) -> None:
    (paths.own_packs() / "district.toml").write_text(ADDED, encoding="utf-8")
    _log(page, "Course", 6, "ceu")
    _show(page)
    tree, spoken = page.one.needs.needs, Qt.ItemDataRole.AccessibleTextRole
    assert tree.index_of("safety").data(spoken) == "Lab safety (changed by your district’s additions)"
    assert tree.index_of("safety").data(Qt.ItemDataRole.DecorationRole) is not None
    assert tree.index_of("by_ceus").data(Qt.ItemDataRole.DecorationRole) is None
    both = "Met under the authority’s rules; not met yet with your district’s additions."
    assert any(both in w.text() for w in page.one.verdict.findChildren(Label))
    home = HomePage(page.context)
    qtbot.addWidget(home)
    home.show()
    page.context.tasks.drain()
    assert both in [w.text() for w in home.cards[0].findChildren(Label)]
