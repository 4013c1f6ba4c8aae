"""Whose meeting an activity was: the network by choosing or typing, the pair with the role it proposes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from stemtracker import paths
from stemtracker.domain.activity import Activity
from stemtracker.domain.vocabulary import parse
from stemtracker.errors import Problem
from stemtracker.ui.forms import draft as drafts
from stemtracker.ui.forms.activity_form import ActivityForm
from stemtracker.ui.forms.draft import Draft
from stemtracker.ui.forms.whose import NetworkLine

MEMBERSHIPS = (("nsta", "NSTA"), ("one", "Twins"), ("two", "Twins"))
PAIRS = (("ben", "Ben", "mentor"), ("cleo", "Cleo", "recipient"))


@pytest.fixture
def form(qtbot: QtBot) -> ActivityForm:
    made = ActivityForm(parse(paths.resource("vocabulary.toml").read_text(encoding="utf-8")))
    qtbot.addWidget(made)
    made.set_meetings(MEMBERSHIPS, PAIRS)
    made.show()
    return made


def network(form: ActivityForm) -> NetworkLine:
    return form.basics.whose.network


def type_network(form: ActivityForm, text: str) -> None:
    line = network(form).lineEdit()
    assert line is not None
    line.selectAll()
    QTest.keyClicks(line, text)


def said(form: ActivityForm) -> tuple[str, str]:
    draft = form.draft()
    return draft.network, draft.membership_id


def test_a_network_is_chosen_from_the_memberships(form: ActivityForm) -> None:
    form.show_draft(Draft(id="n", kind="network_meeting"))
    assert form.fields["network"].isVisible()
    network(form).setFocus()
    QTest.keyClick(network(form), Qt.Key.Key_Down)
    assert said(form) == ("NSTA", "nsta")
    assert form.fields["network"].hint.text() == "One of your networks"


def test_typing_the_title_of_one_links_it_and_any_other_text_may_stand_there(form: ActivityForm) -> None:
    form.show_draft(Draft(id="n", kind="network_meeting"))
    type_network(form, "nsta")
    assert said(form) == ("nsta", "nsta")
    type_network(form, "Physics friends")
    assert said(form) == ("Physics friends", "")
    assert form.fields["network"].hint.text() == ""
    type_network(form, "Twins")
    assert said(form) == ("Twins", ""), "which of the two is not said"
    network(form).setCurrentIndex(2)
    network(form).activated.emit(2)
    assert said(form) == ("Twins", "two")


def test_what_was_kept_is_shown_as_it_is(form: ActivityForm) -> None:
    unlinked = Draft(id="n", network="NSTA")
    form.show_draft(unlinked)
    assert form.draft() == unlinked
    type_network(form, "NSTA plus")
    type_network(form, "NSTA")
    assert form.draft() == unlinked
    network(form).setCurrentIndex(0)
    network(form).activated.emit(0)
    assert said(form) == ("NSTA", "nsta")
    of_the_bin = Draft(id="n", network="Gone", membership_id="gone", pairing_id="lost")
    form.show_draft(of_the_bin)
    form.set_meetings(MEMBERSHIPS, PAIRS)
    assert form.draft() == of_the_bin
    assert form.basics.whose.pair.currentText() == "A deleted pair"


def test_what_was_typed_before_is_offered_after_the_memberships(form: ActivityForm) -> None:
    form.set_known("network", ("nsta", "Physics friends"))
    offered = [network(form).itemText(row) for row in range(network(form).count())]
    assert offered == ["NSTA", "Twins", "Twins", "Physics friends"]


def test_a_pair_proposes_the_role_of_its_side_where_none_was_chosen(form: ActivityForm) -> None:
    form.show_draft(Draft(id="n", kind="mentoring"))
    assert form.fields["pairing_id"].isVisible()
    form.basics.whose.pair.set_id("cleo")
    assert (form.draft().pairing_id, form.draft().role) == ("cleo", "recipient")
    form.basics.whose.pair.set_id("ben")
    assert form.draft().role == "recipient", "a role that stands there stays"
    form.show_draft(Draft(id="n", kind="mentoring", pairing_id="ben"))
    assert form.draft().role == "participant", "what is kept is not changed by being shown"


def test_only_what_is_asked_for_is_shown(form: ActivityForm) -> None:
    form.show_draft(Draft(id="n", kind="workshop"))
    assert not form.basics.whose.isVisible()
    form.open_more(more=True)
    assert form.fields["network"].isVisible()
    assert form.fields["pairing_id"].isVisible()
    form.set_meetings((), ())
    assert not form.fields["pairing_id"].isVisible()
    form.basics.kind.set_id("coaching")
    assert form.fields["pairing_id"].hint.text() == "Add pairs under Networks, Mentoring."


def test_a_membership_that_is_gone_is_said_at_the_network(form: ActivityForm) -> None:
    form.show_draft(Draft(id="n", network="Gone", membership_id="gone"))
    assert form.set_problems([Problem("membership_id", "This membership is no longer in the record.")]) == ()
    assert form.fields["network"].error_text() == "This membership is no longer in the record."


def test_edits_are_told_and_the_tab_order_holds(form: ActivityForm, qtbot: QtBot) -> None:
    form.show_draft(Draft(id="n", kind="mentoring"))
    with qtbot.waitSignal(form.edited):
        form.basics.whose.pair.set_id("ben")
    form.fields["provider"].editor.setFocus()
    QTest.keyClick(form.fields["provider"].editor, Qt.Key.Key_Tab)
    QCoreApplication.processEvents()
    assert form.basics.whose.pair.isAncestorOf(form.focusWidget()) or form.focusWidget() is form.basics.whose.pair


def test_a_link_and_its_name_are_laid_over_the_record_together() -> None:
    base = Draft(id="n", network="NSTA")
    typed = replace(base, network="Physics friends")
    now = replace(base, membership_id="nsta")
    merged, _ = drafts.rebased(base, typed, now)
    assert (merged.network, merged.membership_id) == ("Physics friends", "")
    merged, disputed = drafts.rebased(base, replace(base, title="New"), now)
    assert (merged.network, merged.membership_id, disputed) == ("NSTA", "nsta", ())


def test_an_amount_nobody_gave_is_not_shown_as_none() -> None:
    day = date(2026, 3, 4)
    assert drafts.of_new(Activity(id="n", title="", start=day, end=day, kind="mentoring")).amount == ""
