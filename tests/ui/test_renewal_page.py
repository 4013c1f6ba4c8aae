"""The Renewal page on a real record: from the verdict to the reasons, answers in place, pins, Renewed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from PySide6.QtCore import QCoreApplication, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from stemtracker import clock
from stemtracker.domain.activity import Activity, TopicShare
from stemtracker.domain.credential import Credential, FactValue
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials, history, renewal
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.forms.fact_inputs import ChoiceInput
from stemtracker.ui.pages.renewal import RenewalPage
from stemtracker.ui.pages.renewal.lines import BY_RULES
from stemtracker.ui.pages.renewal.one import FACTS, OPEN
from stemtracker.ui.pages.renewal.renewed import RenewedDialog
from stemtracker.ui.widgets.labels import Label, StateMark


def _license(context: AppContext, pack: str = "generic", **facts: FactValue) -> str:
    asked = facts or ({"total": Fraction(10)} if pack == "generic" else {})
    one = Credential(id=activities.new_id(), title="Teaching license", pack_id=pack)
    return credentials.add(context.workspace, one, date(2026, 12, 31), asked)[0]


def _workshop(context: AppContext, hours: int, **more: object) -> str:
    on = date(2026, 3, 4)
    fields: dict[str, object] = {
        "id": activities.new_id(),
        "title": "Lab <b>safety</b>",
        "start": on,
        "end": on,
        "kind": "workshop",
        "measure": Measure.minutes(60 * hours),
        "approved": True,
    }
    made = Activity(**(fields | more))  # type: ignore[arg-type]
    activities.save(context.workspace, made)
    return made.id


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> Iterator[RenewalPage]:
    made = RenewalPage(context)
    qtbot.addWidget(made)
    made.resize(1100, 760)
    yield made
    context.tasks.drain()


def _show(page: RenewalPage) -> RenewalPage:
    page.show()
    page.context.tasks.drain()
    return page


def _cells(page: RenewalPage) -> list[list[str]]:
    model = page.one.lines.answers
    return [[str(model.index(r, c).data()) for c in range(5)] for r in range(model.rowCount())]


def test_without_a_credential_it_says_what_belongs_here(page: RenewalPage, qtbot: QtBot) -> None:
    _show(page)
    assert page.empty.isVisible()
    assert not page.one.isVisible()
    assert page.empty.button is not None
    with qtbot.waitSignal(page.context.bus.navigate) as went:
        page.empty.button.click()
    assert went.args == ["record", "credentials"]


def test_nothing_is_said_to_count_while_nothing_is_logged(page: RenewalPage) -> None:
    _license(page.context)
    _show(page)
    assert page.one.lines.empty.text() == page.one.idle.empty.text() == "Nothing is logged yet."
    _workshop(page.context, 4)
    page.refresh()
    page.context.tasks.drain()
    assert page.one.idle.empty.text() == "Every activity counts for something here."


def test_verdict_tree_and_lines_agree(page: RenewalPage) -> None:
    _license(page.context)
    _workshop(page.context, 4)
    _show(page)
    assert page.one.verdict.accessibleName() == "Not met yet, behind the pace: 4 of 10 hours"
    need = page.one.needs.current()
    assert need is not None
    assert (need.counted, need.missing) == (4, 6)
    assert [row[:4] for row in _cells(page)] == [["Mar 4, 2026", "Lab <b>safety</b>", "4 hours", "4"]]
    assert page.one.lines.reasons.toPlainText()


def test_the_trees_model_holds_what_qt_asks_of_a_model(page: RenewalPage) -> None:
    _license(page.context, "US-MA.primary")
    QAbstractItemModelTester(page.one.needs.needs, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    QAbstractItemModelTester(page.one.lines.answers, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    _workshop(page.context, 20, topics=(TopicShare("sei"),))
    _show(page)
    root = page.one.needs.needs.index(0, 0)
    assert page.one.needs.needs.rowCount(root) >= 4
    assert page.one.needs.needs.parent(page.one.needs.needs.index(1, 0, root)) == root
    assert page.one.needs.needs.parent(root) == QModelIndex()


def test_a_question_answered_in_place_settles_the_verdict(page: RenewalPage) -> None:
    context = page.context
    id_ = _license(context, "US-TX.teacher", teaches_dyslexia=False)
    _workshop(context, 160, topics=(TopicShare("disabilities"), TopicShare("data_use")))
    _show(page)
    assert "Can’t tell yet" in page.one.verdict.accessibleName()
    (question,) = [q for q in renewal.assess(context.workspace, id_).decides if q.kind == "fact"]
    page.one.questions.answer.emit(question)
    assert page.one.tabs.currentIndex() == FACTS
    field = page.one.facts.form.field("administrator_too")
    assert field is not None
    assert isinstance(field.editor, ChoiceInput)
    field.editor.set_value(False)
    field.editor.combo.activated.emit(2)
    page.one.facts.save_button.click()
    context.tasks.drain()
    assert "Met" in page.one.verdict.accessibleName()
    assert credentials.facts(context.workspace, id_)["administrator_too"] is False


def test_one_yes_settles_the_approval_of_all_lines_that_ask_for_it(page: RenewalPage) -> None:
    context = page.context
    id_ = _license(context, "US-TX.teacher", teaches_dyslexia=False, administrator_too=False)
    for _ in range(2):
        _workshop(context, 80, approved=None, topics=(TopicShare("disabilities"), TopicShare("data_use")))
    _show(page)
    assert "Can’t tell yet" in page.one.verdict.accessibleName()
    (yes,) = [b for b in page.one.questions.findChildren(QPushButton) if b.text() == "Yes, all 2"]
    yes.click()
    context.tasks.drain()
    assert "Met" in page.one.verdict.accessibleName()
    assert renewal.assess(context.workspace, id_).headline.counted == 160
    history.undo(context.workspace)
    assert renewal.assess(context.workspace, id_).headline.counted == 0


def test_typed_answers_survive_a_reload_and_are_saved_on_leaving(page: RenewalPage) -> None:
    context = page.context
    id_ = _license(context, "US-TX.teacher")
    _show(page)
    field = page.one.facts.form.field("teaches_dyslexia")
    assert field is not None
    assert isinstance(field.editor, ChoiceInput)
    field.editor.set_value(True)
    field.editor.combo.activated.emit(1)
    _workshop(context, 1)
    page.refresh()
    context.tasks.drain()
    assert field.editor.value() is True
    assert page.leave()
    context.tasks.drain()
    assert credentials.facts(context.workspace, id_)["teaches_dyslexia"] is True


def test_a_line_is_pinned_away_and_back(page: RenewalPage) -> None:
    context = page.context
    id_ = _license(context)
    _workshop(context, 4)
    _show(page)
    page.one.lines.pin.set_value("")
    page.one.lines.pin.activated.emit(0)
    context.tasks.drain()
    assert renewal.assess(context.workspace, id_).headline.counted == 0
    assert page.one.idle.answers.rowCount() == 1
    page.one.idle.pin.set_value(BY_RULES)
    page.one.idle.pin.activated.emit(0)
    context.tasks.drain()
    assert renewal.assess(context.workspace, id_).headline.counted == 4


def test_opening_a_line_goes_to_the_log(page: RenewalPage, qtbot: QtBot) -> None:
    _license(page.context)
    id_ = _workshop(page.context, 4)
    _show(page)
    with qtbot.waitSignal(page.context.bus.navigate) as went:
        page.one.lines.open_button.click()
    assert went.args == ["log", id_]


def test_renewed_asks_for_dates_and_opens_the_next_cycle(page: RenewalPage, dialogs: ScriptedDialogs) -> None:
    context = page.context
    id_ = _license(context)
    _workshop(context, 12)
    _show(page)

    def answer(dialog: QDialog) -> bool:
        assert isinstance(dialog, RenewedDialog)
        dialog.edit("filed_on").set_value(None)
        dialog.ok_button.click()
        assert dialog.dates is None
        dialog.edit("filed_on").set_value(date(2026, 11, 20))
        dialog.ok_button.click()
        return dialog.result() == QDialog.DialogCode.Accepted

    dialogs.will("run", answer)
    assert page.primary_action is not None
    page.primary_action.click()
    context.tasks.drain()
    assert len(credentials.cycles(context.workspace, id_)) == 2
    assert "0 of 10 hours" in page.one.verdict.accessibleName()
    assert page.cycle.count() == 2
    page.cycle.set_value(page.cycle.itemData(1))
    page.cycle.activated.emit(1)
    context.tasks.drain()
    assert "12 of 10 hours" in page.one.verdict.accessibleName()
    assert not page.primary_action.isEnabled()
    history.undo(context.workspace)
    page.refresh()
    context.tasks.drain()
    assert page.cycle.count() == 1


def test_sources_are_told_with_the_day_they_were_seen(page: RenewalPage, dialogs: ScriptedDialogs) -> None:
    _license(page.context, "US-TX.teacher")
    _show(page)
    texts = [w.text() for w in page.one.sources.findChildren(Label)]
    assert any("19 TAC 232.11" in t for t in texts)
    assert any("seen Nov 22, 2026" in t for t in texts)


def test_every_control_has_a_name_and_the_tree_takes_keys(page: RenewalPage, qtbot: QtBot) -> None:
    _license(page.context, "US-MA.primary")
    _workshop(page.context, 20, topics=(TopicShare("sei"),))
    _show(page)
    before = page.one.needs.current()
    qtbot.keyClick(page.one.needs, Qt.Key.Key_Down)
    assert page.one.needs.current() != before
    for control in (
        page.credential,
        page.cycle,
        page.one.needs,
        page.one.tabs,
        page.one.lines.table,
        page.one.lines.pin,
    ):
        assert control.accessibleName()


def test_it_says_when_the_verdict_turns_if_one_files_later(context: AppContext, page: RenewalPage) -> None:
    said = {"lapsed": False, "test_passed": False, "effective_years": Fraction(0)}
    none = dict.fromkeys(("further_credentials", "further_tests"), ())
    one = Credential(id="dc", title="DC license", pack_id="US-DC.teacher")
    with clock.standing_at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        facts = {**said, **none, "content_topics": ("physics",)}
        credentials.add(context.workspace, one, date(2027, 6, 30), facts)
        about = {"topics": (TopicShare("physics"),)}
        old, new = date(2023, 4, 10), date(2025, 3, 4)
        _workshop(context, 30, start=old, end=old, **about)
        _workshop(context, 100, start=new, end=new, **about)
        _show(page)
        words = "If you file on Apr 11, 2027 or later, this would be “not met”: 30 PLUs are too old by then."
        assert words in [mark.text() for mark in page.findChildren(StateMark) if mark.isVisible()]
        _workshop(context, 30, start=new, end=new, **about)
        page.refresh()
        context.tasks.drain()
        assert not [m for m in page.findChildren(StateMark) if m.isVisible() and "If you file" in m.text()]


def test_a_question_that_hangs_on_another_waits_for_it(context: AppContext, page: RenewalPage) -> None:
    id_ = _license(context, "US-NC.continuing")
    _workshop(context, 40)
    _show(page)
    page.one.tabs.setCurrentIndex(OPEN)
    subjects = "Which academic subjects do you teach?"

    def asked() -> list[str]:
        return [one.text() for one in page.one.questions.findChildren(Label) if one.isVisible()]

    assert "Which grades or which role do you serve when you renew?" in asked()
    assert subjects not in asked()
    assert any("hang on your answers to these" in words or "hangs on" in words for words in asked())
    credentials.set_facts(context.workspace, id_, {"serves": "secondary"})
    page.refresh()
    context.tasks.drain()
    QCoreApplication.processEvents()
    assert subjects in asked()


def test_no_other_verdict_stands_there_meanwhile(context: AppContext, page: RenewalPage, qtbot: QtBot) -> None:
    first, second = _license(context), _license(context, "US-TX.teacher")
    _show(page)
    page.open(first)
    context.tasks.drain()
    assert page.one.isVisible()
    gate = threading.Event()
    page.open(second)
    context.tasks.record(gate.wait)
    qtbot.waitUntil(page.waiting.isVisible)
    assert not page.one.isVisible()
    gate.set()
    context.tasks.drain()
    assert page.one.isVisible()
    assert not page.waiting.isVisible()
    assert page.credential.value() == second
    assert page.one.needs.hasFocus() or not page.isActiveWindow()
