"""The form of an activity: what goes in comes out, times make the amount, errors stand under their field."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from stemtracker import paths
from stemtracker.domain.activity import Status
from stemtracker.domain.vocabulary import parse
from stemtracker.errors import Problem
from stemtracker.services.questions import FactQuestion
from stemtracker.ui.forms.activity_form import ActivityForm
from stemtracker.ui.forms.basics import Basics
from stemtracker.ui.forms.draft import Draft, StepText, TopicText
from stemtracker.ui.forms.inputs import show_text

# The list of a completer grabs the keyboard, which the offscreen platform can't.

FULL = Draft(
    id="a1",
    title="<b>Lab safety</b> & more",
    kind="workshop",
    role="presenter",
    format="hybrid",
    start="Mar 4, 2026",
    end="Mar 6, 2026",
    start_time="9:00 am",
    end_time="3:30 pm",
    break_minutes="30",
    missed_minutes="15",
    zone="America/Chicago",
    amount="18",
    unit="hour",
    provider="NSTA",
    provider_number="P-17",
    place="Austin",
    topics=(TopicText("lab_safety", "2"), TopicText("stem")),
    status="claimed",
    steps=(
        StepText(Status.PLANNED, on="Jan 5, 2026"),
        StepText(Status.CLAIMED, on="Mar 8, 2026", due="Apr 1, 2026", amount="18"),
        StepText(Status.POSTED, amount="17.5"),
    ),
    level="graduate",
    grade="A",
    course="SCI 501",
    approved="yes",
    approved_by="Dr. Park",
    approved_on="Feb 1, 2026",
    relevant="no",
    network="NSTA Texas",
    membership_id="nsta",
    pairing_id="pair",
    cost="120.5",
    answers=(("asked_before", "yes"),),
    description="Line one\nline two",
    private_notes="秘密 🔬",
)


@pytest.fixture
def form(qtbot: QtBot) -> ActivityForm:
    made = ActivityForm(parse(paths.resource("vocabulary.toml").read_text(encoding="utf-8")))
    qtbot.addWidget(made)
    made.show()
    return made


def line(form: ActivityForm, name: str) -> QWidget:
    editor = form.fields[name].editor
    return editor.focusProxy() or editor


def test_what_goes_in_comes_out_word_for_word(form: ActivityForm) -> None:
    form.show_draft(FULL)
    assert form.draft() == FULL
    unreadable = replace(FULL, start="someday", amount="lots", cost="?", topics=(TopicText("gone_topic", "x"),))
    form.show_draft(unreadable)
    assert form.draft() == unreadable


def test_a_word_that_the_vocabulary_lost_is_kept(form: ActivityForm) -> None:
    lost = replace(FULL, kind="old_kind", level="old_level")
    form.show_draft(lost)
    assert form.draft() == lost


def test_times_make_the_amount_as_they_are_typed(form: ActivityForm) -> None:
    form.show_draft(Draft(id="n", start="Mar 4, 2026"))
    QTest.keyClicks(line(form, "start_time"), "9")
    QTest.keyClicks(line(form, "end_time"), "3:30")
    assert form.draft().amount == "6.5"
    QTest.keyClicks(line(form, "break_minutes"), "30")
    assert (form.draft().amount, form.draft().unit) == ("6", "hour")
    assert form.basics.sum.text() == "6 h from the times"


def test_an_amount_typed_by_hand_stays_and_the_other_is_offered(form: ActivityForm) -> None:
    form.show_draft(Draft(id="n", start="Mar 4, 2026", start_time="9:00 am", end_time="3:30 pm", amount="5"))
    QTest.keyClicks(line(form, "break_minutes"), "30")
    assert form.draft().amount == "5"
    offers = [b for b in form.basics.findChildren(QWidget) if b.accessibleName() == "Use 6 h"]
    assert len(offers) == 1
    QTest.mouseClick(offers[0], Qt.MouseButton.LeftButton)
    assert form.draft().amount == "6"


def test_over_several_days_the_amount_is_worked_out_in_words(form: ActivityForm) -> None:
    form.show_draft(Draft(id="n", start="Mar 4, 2026", start_time="9:00 am", end_time="3:00 pm"))
    assert form.draft().amount == "6"
    QTest.keyClicks(line(form, "end"), "3/6/2026")
    assert (form.draft().amount, form.basics.sum.text()) == ("18", "6 h × 3 days = 18 h from the times")
    QTest.keyClicks(line(form, "break_minutes"), "30")
    assert form.draft().amount == "16.5"
    form.show_draft(Draft(id="n", start="Mar 4, 2026", end="May 6, 2026", start_time="9:00 am", end_time="3:00 pm"))
    assert form.draft().amount == ""
    assert form.basics.sum.text() == "Over more than a week, type the whole amount."


def test_a_course_is_asked_for_credits_and_not_for_times(form: ActivityForm) -> None:
    form.show_draft(Draft(id="n"))
    assert form.basics.times.isVisible()
    assert not form.basics.course.isVisible()
    form.basics.kind.set_id("course")
    assert not form.basics.times.isVisible()
    assert form.basics.course.isVisible()
    assert form.draft().unit == "semester_credit"


def test_what_holds_something_is_never_hidden(form: ActivityForm) -> None:
    form.show_draft(Draft(id="n", kind="course", start_time="9:00 am", grade="B"))
    assert form.basics.times.isVisible()
    form.show_draft(Draft(id="n", kind="workshop", grade="B"))
    assert form.basics.course.isVisible()


def test_problems_stand_under_their_fields_and_open_what_is_folded(form: ActivityForm) -> None:
    form.show_draft(Draft(id="n"))
    assert not form.details.isVisible()
    rest = form.set_problems(
        [Problem("title", "Give it a title."), Problem("claimed_on", "No date."), Problem("line", "Elsewhere.")]
    )
    assert [p.field for p in rest] == ["line"]
    assert form.fields["title"].error_text() == "Give it a title."
    assert form.fields["steps"].error_text() == "No date."
    assert form.details.isVisible()
    assert form.fields["title"].editor.hasFocus()
    form.set_problems(())
    assert form.fields["title"].error_text() == ""


def test_the_difference_between_claimed_and_posted_is_told(form: ActivityForm) -> None:
    form.show_draft(FULL)
    assert form.details.steps.difference.text() == "Posted 0.5 h less than claimed."


def test_topics_are_found_by_typing_and_split_by_an_amount(form: ActivityForm) -> None:
    form.show_draft(Draft(id="n"))
    form.basics.topics.line.setFocus()
    QTest.keyClicks(form.basics.topics.line, "suicide")
    QTest.keyClick(form.basics.topics.line, Qt.Key.Key_Return)
    QTest.qWait(1)
    assert form.draft().topics == (TopicText("suicide_prevention"),)
    assert form.basics.topics.line.text() == ""
    QTest.keyClick(form.basics.topics.line, Qt.Key.Key_Tab)
    QTest.keyClicks(form.focusWidget(), "1.5")
    assert form.draft().topics == (TopicText("suicide_prevention", "1.5"),)
    form.basics.topics.line.setFocus()
    QTest.keyClick(form.basics.topics.line, Qt.Key.Key_Backspace)
    assert form.draft().topics == ()


def test_a_word_that_is_no_topic_can_become_one(form: ActivityForm, qtbot: QtBot) -> None:
    QTest.keyClicks(form.basics.topics.line, "Beekeeping")
    offer = next(b for b in form.basics.topics.findChildren(QPushButton) if "Beekeeping" in b.text())
    QTest.qWait(1)
    with qtbot.waitSignal(form.own_topic) as told:
        QTest.mouseClick(offer, Qt.MouseButton.LeftButton)
    assert told.args == ["Beekeeping"]


def test_answers_to_what_rules_ask_are_kept_also_when_it_is_no_longer_asked(form: ActivityForm) -> None:
    form.show_draft(replace(FULL, answers=(("asked_before", "yes"), ("final_product", "no"))))
    form.questions.ask([FactQuestion("final_product", "yes/no", "Was there a final product?")])
    assert form.draft().answers == (("asked_before", "yes"), ("final_product", "no"))
    form.questions.ask([])
    assert form.draft().answers == (("asked_before", "yes"), ("final_product", "no"))


def test_labels_show_what_was_typed_as_plain_text(form: ActivityForm) -> None:
    form.show_draft(FULL)
    formats = {label.textFormat() for label in form.findChildren(QLabel) if label.text()}
    assert formats == {Qt.TextFormat.PlainText}


def reading_order(form: QWidget) -> list[tuple[int, int]]:
    places, widget = [], form.nextInFocusChain()
    while widget is not form:
        tabbed = widget.isVisible() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if tabbed and form.isAncestorOf(widget) and widget.focusProxy() is None:
            middle = widget.mapTo(form, widget.rect().center())
            places.append((middle.y() // 12, middle.x()))
        widget = widget.nextInFocusChain()
    return places


def test_tab_goes_as_one_reads(form: ActivityForm) -> None:
    form.show_draft(FULL)
    asked = [FactQuestion("b", "yes/no", "Was it?"), FactQuestion("c", "text", "What was it?")]
    for questions in (asked, [], asked[1:], asked):
        form.questions.ask(questions)
    form.open_more(more=True)
    form.resize(420, form.sizeHint().height() + 100)
    QTest.qWait(1)
    places = reading_order(form)
    assert len(places) > 40
    assert places == sorted(places)


def test_every_control_has_a_name(form: ActivityForm) -> None:
    form.show_draft(FULL)
    form.open_more(more=True)
    nameless = [
        widget
        for widget in form.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not widget.accessibleName()
        and "Combo" not in type(widget.parent()).__name__
    ]
    assert [f"{type(w).__name__} in {type(w.parent()).__name__}" for w in nameless] == []


def test_the_date_is_shown_as_it_was_understood(form: ActivityForm) -> None:
    form.show_draft(Draft(id="n"))
    editor = line(form, "start")
    editor.setFocus()
    QTest.keyClicks(editor, "yesterday")
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert form.draft().start == "Nov 21, 2026"


def test_basics_alone_fill_a_narrow_column(qtbot: QtBot, form: ActivityForm) -> None:
    assert isinstance(form.basics, Basics)
    assert form.minimumSizeHint().width() <= 384
    show_text(form.fields["status"].editor, "posted")
    assert form.draft().status == "posted"
