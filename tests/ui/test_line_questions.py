"""What the rules ask about an activity while it is being typed: only what concerns it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from stemtracker.domain.credential import Credential
from stemtracker.services import activities, credentials
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.forms.draft import TopicText
from stemtracker.ui.forms.inputs import show_text, text_of
from stemtracker.ui.forms.line_questions import LineQuestions
from stemtracker.ui.pages.log import LogPage

Open = Callable[..., LogPage]


def settle(context: AppContext) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        context.tasks.drain()


@pytest.fixture
def open_log(context: AppContext, qtbot: QtBot) -> Open:
    def opened(*packs: str) -> LogPage:
        for pack in packs:
            credentials.add(context.workspace, Credential(id=pack, title=pack, pack_id=pack), date(2029, 6, 30), {})
        page = LogPage(context)
        qtbot.addWidget(page)
        page.resize(1100, 760)
        page.show()
        settle(context)
        page.add()
        settle(context)
        return page

    return opened


def asked(page: LogPage) -> LineQuestions:
    return page.panels.editor.form.questions


def choose(page: LogPage, kind: str, *topics: str) -> None:
    form = page.panels.editor.form
    form.basics.kind.set_id(kind)
    form.basics.topics.set_value(tuple(TopicText(topic) for topic in topics))
    form.basics.topics.edited.emit()


def test_only_what_concerns_the_activity_is_asked_and_in_plain_sight(open_log: Open) -> None:
    page = open_log("US-WA.teacher")
    assert not asked(page).isVisible(), "of an activity of no kind nothing can be asked"
    choose(page, "workshop")
    assert not asked(page).isVisible()
    choose(page, "workshop", "equity")
    assert list(asked(page).fields) == ["equity_provider"]
    field = asked(page).fields["equity_provider"]
    assert field.isVisible(), "without opening More"
    assert field.hint.text() == "Equity hours must come from one of these."
    choose(page, "pgp", "equity")
    assert list(asked(page).fields) == ["has_equity_goal", "has_stem_goal"]


def test_two_licenses_of_one_state_ask_the_same_once(open_log: Open) -> None:
    page = open_log("US-CO.teacher", "US-CO.administrator", "US-WA.teacher")
    choose(page, "work_experience")
    assert list(asked(page).fields) == ["volunteer"]
    assert "Another license" not in asked(page).fields["volunteer"].hint.text()


def test_what_no_license_of_the_record_asks_is_not_asked(open_log: Open) -> None:
    page = open_log("US-TX.teacher")
    choose(page, "pgp", "equity")
    assert asked(page).fields == {}


def test_an_answer_stays_while_its_question_is_not_asked(open_log: Open, context: AppContext) -> None:
    page = open_log("US-WA.teacher")
    form = page.panels.editor.form
    choose(page, "workshop", "equity")
    show_text(asked(page).fields["equity_provider"].editor, "yes")
    choose(page, "workshop", "pedagogy")
    assert asked(page).fields == {}
    choose(page, "workshop", "equity")
    assert text_of(asked(page).fields["equity_provider"].editor) == "yes"
    show_text(form.fields["title"].editor, "Equity in the lab")
    show_text(form.fields["amount"].editor, "3")
    page.panels.editor.save()
    settle(context)
    (saved,) = activities.all_activities(context.workspace)
    assert saved.answers == (("equity_provider", "yes"),)
