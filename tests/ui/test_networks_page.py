"""The Networks page on a real record: memberships, pairs, contacts and advice are added, changed, deleted and back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import parts
import pytest
from parts import entries, part, press, save, settle, shown
from pytestqt.qtbot import QtBot
from restarts import Start, torn_down
from restarts import settle as program_settle

from stemtracker.domain.activity import Activity
from stemtracker.domain.hours import Measure
from stemtracker.domain.mentoring import Pairing, Side
from stemtracker.domain.network import Contact, Exchange, Membership
from stemtracker.services import activities, history, keeping, workspace
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.pages.networks import NetworksPage

DAY = date(2026, 3, 4)


def an_activity(id_: str, **said: Any) -> Activity:
    fixed = {"title": f"Meeting {id_}", "start": DAY, "end": DAY, "kind": "network_meeting"}
    return Activity(id=id_, **{**fixed, "measure": Measure.minutes(90), **said})


@pytest.fixture
def page(context: AppContext, qtbot: QtBot) -> NetworksPage:
    made: NetworksPage = shown(NetworksPage(context), qtbot)
    return made


@pytest.mark.parametrize("name", ["memberships", "mentoring", "contacts", "advice"])
def test_an_empty_part_says_what_belongs_there(page: NetworksPage, name: str) -> None:
    section = part(page, name)
    assert section.none.isVisible()
    assert not section.form.isVisible()
    assert not section.deleted.isVisible()
    section.none.button.click()
    settle(page.context)
    assert section.form.isVisible()
    assert section.form.is_new


def test_the_aims_of_an_empty_record_say_so(page: NetworksPage) -> None:
    aims = part(page, "aims")
    assert [words.text() for _, words in aims._cards][2] == "No meeting counts toward a license yet."


def test_a_network_is_added_and_changed(page: NetworksPage) -> None:
    section = part(page, "memberships:new")
    save(section, title="NSTA", level="national", joined="9/1/2019")
    (one,) = keeping.everything(page.context.workspace, Membership)
    assert (one.title, one.level.value, one.joined) == ("NSTA", "national", date(2019, 9, 1))
    assert entries(section) == ["NSTA"]
    assert section.figures.isVisible()
    save(section, gave="Lessons and friends")
    assert keeping.get(page.context.workspace, Membership, one.id).gave == "Lessons and friends"
    assert not section.is_edited()


def test_what_is_refused_is_said_at_its_field_also_where_it_is_folded(page: NetworksPage) -> None:
    section = part(page, "memberships:new")
    fields = section.form.fields
    save(section, joined="9/1/2019", left="9/1/2018", dues="many")
    assert fields["dues"].error_text() == "“many” is no number; type it like 65.50."
    assert fields["dues"].isVisible(), "the fold opens"
    assert fields["dues"].editor.hasFocus()
    save(section, dues="65.50")
    assert fields["title"].error_text()
    assert fields["left"].error_text()
    assert fields["dues"].error_text() == ""
    save(section, title="NSTA", left="", dues="-1")
    assert fields["dues"].error_text(), "what the record refuses stands at its field, too"
    save(section, dues="65.50")
    assert str(keeping.everything(page.context.workspace, Membership)[0].dues) == "65.50"


def test_what_the_record_refuses_stands_at_its_field_in_the_window_too(record: Path, started: Start) -> None:
    program = started(record)
    for argument in ("memberships:new", "memberships"):
        program.window.go_to("networks", argument)
        program_settle(program)
        section = program.window.current_page().memberships
        parts.fill(section, title="NSTA" if argument == "memberships" else "", dues="-1")
        program.window.save()
        program_settle(program)
        assert section.form.fields["dues"].error_text()
        assert section.form.fields["dues"].editor.text() == "-1"
        parts.fill(section, title="NSTA", dues="")
        program.window.save()
        program_settle(program)
    assert len(keeping.everything(program.context.workspace, Membership)) == 1


def test_a_deleted_one_comes_back_by_undo_or_from_the_bin(page: NetworksPage) -> None:
    section = part(page, "memberships:new")
    save(section, title="NSTA")
    press(page.context, section.form, "Delete this membership")
    assert entries(section) == []
    assert section.deleted.isVisible()
    history.undo(page.context.workspace)
    section.refresh()
    settle(page.context)
    assert entries(section) == ["NSTA"]
    assert not section.deleted.isVisible()
    press(page.context, section.form, "Delete this membership")
    press(page.context, section.deleted, "Recently deleted: networks")
    press(page.context, section.deleted, "Restore NSTA")
    assert entries(section) == ["NSTA"]
    assert section.form.isVisible()


def test_what_waits_is_not_lost_by_having_another_one_back(page: NetworksPage) -> None:
    section = part(page, "contacts:new")
    save(section, name="Ben")
    press(page.context, section.form, "Delete this contact")
    section.show_new()
    settle(page.context)
    parts.fill(section, name="Cleo")
    press(page.context, section.deleted, "Recently deleted: contacts")
    press(page.context, section.deleted, "Restore Ben")
    assert section.form.fields["name"].editor.text() == "Cleo"
    assert section.form.is_new
    save(section)
    assert entries(section) == ["Ben", "Cleo"]


def test_contacts_and_advice_refer_to_each_other(page: NetworksPage) -> None:
    save(part(page, "contacts:new"), name="Ben", teaches="Physics")
    section = part(page, "advice:new")
    combo = section.form.fields["contact_id"].editor
    assert [combo.itemText(row) for row in range(combo.count())] == ["None", "Ben"]
    (ben,) = keeping.everything(page.context.workspace, Contact)
    combo.set_id(ben.id)
    save(section, title="How to grade lab reports", direction="gave")
    (one,) = keeping.everything(page.context.workspace, Exchange)
    assert (one.contact_id, one.direction.value) == (ben.id, "gave")
    keeping.delete(page.context.workspace, Contact, ben.id)
    section.refresh()
    settle(page.context)
    assert combo.currentText() == "A deleted contact"
    save(section, came_of="A rubric")
    assert keeping.get(page.context.workspace, Exchange, one.id).contact_id == ben.id


def test_activities_that_name_the_network_are_offered_and_linked(context: AppContext, qtbot: QtBot) -> None:
    keeping.save(context.workspace, Membership(id="nsta", title="NSTA"))
    activities.save(context.workspace, an_activity("one", network="nsta"))
    page = shown(NetworksPage(context), qtbot)
    section = part(page, "memberships")
    assert "1 activity in the log names this network" in section.figures.unlinked.text()
    press(context, section, "Link them")
    assert activities.get(context.workspace, "one").membership_id == "nsta"
    assert section.figures.hours.text() == "1.5 h"
    assert not section.figures.link.isVisible()


def test_meetings_lead_into_the_log(record: Path, started: Start) -> None:
    ws = workspace.open_record(record)
    keeping.save(ws, Membership(id="nsta", title="NSTA"))
    keeping.save(ws, Pairing(id="pair", title="Ben", side=Side.MENTEE))
    activities.save(ws, an_activity("met", network="NSTA", membership_id="nsta"))
    workspace.close(ws)
    program = started(record)
    program.window.go_to("networks", "memberships:nsta")
    program_settle(program)
    press(program.context, program.window.current_page().memberships.meetings, "Meeting met")
    program_settle(program)
    editor = program.window.current_page().panels.editor
    assert editor.activity_id == "met"
    assert editor.form.basics.whose.network.link() == "nsta"
    program.window.go_to("networks", "memberships")
    program_settle(program)
    press(program.context, program.window.current_page().memberships.meetings, "Add a meeting")
    program_settle(program)
    draft = editor.form.draft()
    assert (draft.kind, draft.role, draft.network, draft.membership_id, draft.start) == (
        "network_meeting",
        "member",
        "NSTA",
        "nsta",
        "Nov 22, 2026",
    )
    program.window.go_to("networks", "mentoring:pair")
    program_settle(program)
    press(program.context, program.window.current_page().mentoring.meetings, "Add a meeting")
    program_settle(program)
    draft = editor.form.draft()
    assert (draft.kind, draft.role, draft.pairing_id) == ("mentoring", "recipient", "pair")
    assert editor.form.fields["pairing_id"].isVisible()
    editor.form.fields["title"].editor.setText("First talk")
    editor.form.fields["amount"].editor.setText("1")
    editor.save()
    program_settle(program)
    (kept,) = [a for a in activities.all_activities(program.context.workspace) if a.pairing_id]
    assert (kept.title, kept.role) == ("First talk", "recipient")


def test_a_half_typed_form_is_kept_over_a_restart_whichever_was_shown_first(record: Path, started: Start) -> None:
    ws = workspace.open_record(record)
    for name in ("AAPT", "NSTA"):
        keeping.save(ws, Membership(id=name.lower(), title=name))
    workspace.close(ws)
    program = started(record)
    program.window.go_to("networks", "memberships:nsta")
    program_settle(program)
    section = program.window.current_page().memberships
    parts.fill(section, asked="A talk each y")
    torn_down(program)
    program = started(record)
    (offer,) = program.window.unsaved.offers
    assert "in the membership “NSTA”" in offer.text.text()
    program.window.go_to("networks")
    program_settle(program)
    section = program.window.current_page().memberships
    assert section.form.shown.id == "aapt"
    program.window.current_page().open("memberships:nsta")
    program_settle(program)
    assert section.form.fields["asked"].editor.toPlainText() == "A talk each y"
    section.save()
    program_settle(program)
    assert keeping.get(program.context.workspace, Membership, "nsta").asked == "A talk each y"
    assert program.window.unsaved.offers == []


def test_a_new_one_half_typed_is_kept_over_a_restart(record: Path, started: Start) -> None:
    program = started(record)
    program.window.go_to("networks", "contacts:new")
    program_settle(program)
    parts.fill(program.window.current_page().contacts, name="Ben")
    torn_down(program)
    program = started(record)
    (offer,) = program.window.unsaved.offers
    assert "a new contact" in offer.text.text()
    assert "Ben" not in offer.text.text()
    program.window.go_to("networks", "contacts:new")
    program_settle(program)
    section = program.window.current_page().contacts
    assert section.form.fields["name"].editor.text() == "Ben"
    section.drop()
    program_settle(program)


def test_the_log_is_narrowed_by_a_linked_network_also_when_it_is_renamed(record: Path, started: Start) -> None:
    ws = workspace.open_record(record)
    keeping.save(ws, Membership(id="nsta", title="NSTA"))
    activities.save(ws, an_activity("met", network="NSTA", membership_id="nsta"))
    workspace.close(ws)
    program = started(record)
    program.window.go_to("log")
    program_settle(program)
    page = program.window.current_page()
    page.search.choose(page.search.network, "NSTA")
    program_settle(program)
    assert page.model.ids == ("met",)
    program.window.go_to("networks", "memberships:nsta")
    program_settle(program)
    save(program.window.current_page().memberships, title="National Science Teaching Association")
    program.window.go_to("log")
    program_settle(program)
    filters = page.search.network
    assert [filters.itemText(row) for row in range(filters.count())] == [
        "Any network",
        "National Science Teaching Association",
    ]
    page.search.choose(filters, "National Science Teaching Association")
    program_settle(program)
    assert page.model.ids == ("met",)
