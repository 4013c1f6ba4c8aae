"""Ctrl+K: what a line finds, and what it would become."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from fractions import Fraction

from stemtracker import clock
from stemtracker.domain.activity import Activity, Status, TopicShare
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.domain.leadership import LeadershipRole
from stemtracker.domain.network import Contact, Membership
from stemtracker.services import activities, credentials, finding, keeping
from stemtracker.services.workspace import Workspace


def test_the_line_of_the_promise_becomes_an_activity(ws: Workspace) -> None:
    keeping.save(ws, Membership(id="m", title="NSTA"))
    said = finding.draft(ws, "2h webinar NSTA lab safety yesterday #pedagogy")
    assert [finding.meaning(ws, one) for one in said.read] == [
        "Amount: 2 h", "Kind: Webinar", "Network: NSTA", "Date: Nov 21, 2026", "Topic: Pedagogy",
    ]  # fmt: skip
    made = finding.activity_of(ws, said)
    assert (made.title, made.kind, made.start, made.status) == (
        "lab safety",
        "webinar",
        date(2026, 11, 21),
        Status.ATTENDED,
    )
    assert (made.measure, made.membership_id, made.topics) == (Measure.minutes(120), "m", (TopicShare("pedagogy"),))
    activities.save(ws, made)
    assert activities.get(ws, made.id) == made


def test_ordinary_words_are_no_kinds(ws: Workspace) -> None:
    said = finding.draft(ws, "2h reading strategies, session three")
    assert (said.kind, said.title) == ("", "reading strategies, session three")
    assert finding.activity_of(ws, said).kind == "other"


def test_times_make_the_amount_and_a_day_to_come_a_plan(ws: Workspace) -> None:
    made = finding.activity_of(ws, finding.draft(ws, "PLC tomorrow 4-5:30pm"))
    assert (made.kind, made.start_time, made.measure) == ("plc", time(16), Measure.minutes(90))
    assert made.status == Status.PLANNED
    assert made.title == ws.vocabulary.title("kind", "plc")


def test_a_network_one_has_left_is_a_word_like_others(ws: Workspace) -> None:
    keeping.save(ws, Membership(id="m", title="NSTA", left=date(2020, 1, 1)))
    said = finding.draft(ws, "1h NSTA chat")
    assert (said.membership_id, said.title) == (None, "NSTA chat")


def test_a_provider_used_before_is_known(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    activities.save(ws, an_activity("a", provider="Rice University"))
    assert finding.draft(ws, "rice university physics day").provider == "Rice University"


def test_everything_in_the_record_is_found(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    own = Credential(id="own", title="Physics license", pack_id="generic")
    credentials.add(ws, own, date(2026, 12, 31), {"total": Fraction(10)})
    keeping.save(ws, Membership(id="m", title="Physics teachers"))
    keeping.save(ws, Contact(id="c", name="Irène", organization="Physics lab"))
    keeping.save(ws, LeadershipRole(id="r", title="Chair", organization="Department of physics"))
    activities.save(ws, an_activity("a", title="Lab day in physics"))
    assert [(hit.noun, hit.id, hit.page) for hit in finding.find(ws, "phys")] == [
        ("credential", "own", "renewal"),
        ("membership", "m", "networks"),
        ("contact", "c", "networks"),
        ("leadership_role", "r", "leadership"),
        ("activity", "a", "log"),
    ]
    assert [hit.id for hit in finding.find(ws, "lab phys")] == ["c", "a"]
    assert finding.find(ws, "  ") == finding.find(ws, "nowhere") == ()


def test_what_is_in_the_bin_is_not_found(ws: Workspace) -> None:
    keeping.save(ws, Membership(id="m", title="NSTA"))
    keeping.delete(ws, Membership, "m")
    assert finding.find(ws, "nsta") == ()
    assert finding.draft(ws, "NSTA").membership_id is None


def test_words_follow_the_day(ws: Workspace) -> None:
    keeping.save(ws, Membership(id="m", title="NSTA", left=date(2026, 12, 1)))
    assert finding.draft(ws, "NSTA chat").membership_id == "m"
    with clock.standing_at(clock.now().replace(year=2027)):
        assert finding.draft(ws, "NSTA chat").membership_id is None
