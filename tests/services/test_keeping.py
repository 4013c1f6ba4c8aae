"""Memberships, contacts, pairs, roles, contributions, effects, goals, preparations: kept, refused, deleted, purged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import full_nouns
import pytest
from full_nouns import KINDS
from remembered_history import snapshot

from stemtracker import clock, db
from stemtracker.domain.credential import Credential
from stemtracker.domain.goal import Goal, GoalStep
from stemtracker.domain.leadership import Contribution, Effect, LeadershipRole
from stemtracker.domain.mentoring import PairGoal, Pairing
from stemtracker.domain.network import Contact, Exchange, HeldRole, Membership
from stemtracker.domain.preparation import HoursAsked, Preparation
from stemtracker.errors import Refused
from stemtracker.services import activities, checking, credentials, history, keeping, workspace
from stemtracker.services.workspace import Workspace

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = date(2026, 3, 1)


@pytest.fixture
def everything(ws: Workspace, an_activity: Any) -> dict[type, Any]:
    """One of each kind, with every field filled, of an activity that names membership and pair."""
    people = full_nouns.people()
    for one in people:
        keeping.save(ws, one)
    activities.save(ws, an_activity("a", membership_id="nsta", pairing_id="pair"))
    credentials.add(ws, Credential(id="c", title="License", pack_id="generic"), date(2030, 1, 1), {}, start=DAY)
    work = full_nouns.work("a", "c", ["e"])
    for one in work:
        keeping.save(ws, one)
    return {type(one): one for one in (*people, *work)}


def by_noun(ws: Workspace, kind: type) -> list[str]:
    return [one.id for one in keeping.everything(ws, kind)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_kept(everything: dict[type, Any], ws: Workspace, kind: type) -> None:
    one = everything[kind]
    assert full_nouns.left_open(one) == set(), "so that each field is tried"
    assert keeping.get(ws, kind, one.id) == one
    assert keeping.everything(ws, kind) == (one,)
    again = workspace.open_record(ws.path, read_only=True)
    assert keeping.get(again, kind, one.id) == one
    workspace.close(again)


@pytest.mark.parametrize("kind", KINDS)
def test_saved_changed_deleted_had_back_and_all_of_it_undone(
    everything: dict[type, Any], ws: Workspace, kind: type
) -> None:
    one, states = everything[kind], [snapshot(ws.path)]
    field = "name" if kind is Contact else "title"
    other = replace(one, id="other", **{field: "Второй"})
    for deed in (
        lambda: keeping.save(ws, other),
        lambda: keeping.save(ws, replace(other, **{field: "第三"})),
        lambda: keeping.delete(ws, kind, "other"),
        lambda: keeping.restore(ws, kind, ["other"]),
    ):
        done = deed()
        assert list(done.touched) == [db.keeping.noun(kind)]
        states.append(snapshot(ws.path))
    assert keeping.get(ws, kind, "other") == replace(other, **{field: "第三"})
    for state in states[-2::-1]:
        assert history.undo(ws)
        assert snapshot(ws.path) == state
    for state in states[1:]:
        assert history.redo(ws)
        assert snapshot(ws.path) == state
    assert checking.check(ws.path).findings == ()


@pytest.mark.parametrize("kind", KINDS)
def test_in_the_bin_it_is_found_there_alone(everything: dict[type, Any], ws: Workspace, kind: type) -> None:
    id_, called = everything[kind].id, keeping.called(everything[kind])
    keeping.delete(ws, kind, id_)
    assert keeping.everything(ws, kind) == ()
    assert [(row.id, row.title, row.days_left) for row in keeping.bin_rows(ws, kind)] == [(id_, called, 30)]
    for deed in (lambda: keeping.get(ws, kind, id_), lambda: keeping.delete(ws, kind, id_)):
        with pytest.raises(Refused, match="in the bin"):
            deed()
    with pytest.raises(Refused, match="in the bin"):
        keeping.save(ws, everything[kind])
    keeping.restore(ws, kind, [id_])
    with pytest.raises(Refused, match="in the bin any more"):
        keeping.restore(ws, kind, [id_])
    assert keeping.everything(ws, kind) == (everything[kind],)


@pytest.mark.parametrize("kind", KINDS)
def test_saved_as_it_was_is_no_write(everything: dict[type, Any], ws: Workspace, kind: type) -> None:
    assert not keeping.save(ws, everything[kind]).touched


LONG, HUGE = "x" * 301, "x" * 20_001
REFUSED: list[tuple[type, dict[str, Any], set[str]]] = [
    (Membership, {"title": " "}, {"title"}),
    (Membership, {"title": LONG, "kind": "sect", "left": date(2020, 1, 1)}, {"title", "kind", "left"}),
    (Membership, {"dues": Decimal(-1), "private_notes": HUGE}, {"dues", "private_notes"}),
    (Membership, {"dues": Decimal("NaN")}, {"dues"}),
    (Membership, {"dues": Decimal("1e9")}, {"dues"}),
    (Membership, {"dues": Decimal("0." + "1" * 70)}, {"dues"}),
    (Membership, {"roles": (HeldRole("", DAY, None), HeldRole("x", DAY, date(2020, 1, 1)))}, {"roles"}),
    (Contact, {"name": "", "phone": LONG}, {"name", "phone"}),
    (Contact, {"membership_id": "gone", "met_on": date(206, 1, 1)}, {"membership_id", "met_on"}),
    (Contact, {"next_on": date(206, 1, 1)}, {"next_on"}),
    (Exchange, {"title": "", "contact_id": "gone", "membership_id": "gone"}, {"title", "contact_id", "membership_id"}),
    (Pairing, {"end": date(2020, 1, 1), "contact_id": "gone"}, {"end", "contact_id"}),
    (Pairing, {"goals": (PairGoal(""),)}, {"goals"}),
    (LeadershipRole, {"kind": "king", "release_percent": Decimal(101)}, {"kind", "release_percent"}),
    (LeadershipRole, {"pay": Decimal("Infinity"), "teachers_supported": -1}, {"pay", "teachers_supported"}),
    (LeadershipRole, {"students_reached": 10**30, "membership_id": "gone"}, {"students_reached", "membership_id"}),
    (Contribution, {"kind": "", "activity_id": "gone", "role_id": "gone"}, {"kind", "activity_id", "role_id"}),
    (Contribution, {"kind": "gossip", "link": LONG}, {"kind", "link"}),
    (Effect, {"level": 6, "people": -1}, {"level", "people"}),
    (Effect, {"activity_id": None}, {"activity_id"}),
    (Effect, {"role_id": "chair"}, {"activity_id"}),
    (Effect, {"activity_id": "gone"}, {"activity_id"}),
    (Goal, {"title": "", "due": date(2020, 1, 1)}, {"title", "due"}),
    (Goal, {"steps": (GoalStep(""),), "reached_on": date(26, 1, 1)}, {"steps", "reached_on"}),
    (Preparation, {"credential_id": "gone", "asked": (HoursAsked("x", -1),)}, {"credential_id", "asked"}),
    (Preparation, {"asked": (HoursAsked("x", 10**12),)}, {"asked"}),
    *((kind, {"id": ""}, {"id"}) for kind in KINDS),
]


@pytest.mark.parametrize(("kind", "wrong", "fields"), REFUSED)
def test_what_can_not_be_is_refused_and_its_fields_named(
    everything: dict[type, Any], ws: Workspace, kind: type, wrong: dict[str, Any], fields: set[str]
) -> None:
    before = snapshot(ws.path)
    with pytest.raises(Refused) as refused:
        keeping.save(ws, replace(everything[kind], **wrong))
    assert {problem.field for problem in refused.value.problems} == fields
    assert all(problem.message for problem in refused.value.problems)
    assert snapshot(ws.path) == before


def test_a_word_that_stood_there_before_may_stay(everything: dict[type, Any], ws: Workspace) -> None:
    odd = replace(everything[Membership], kind="guild")
    with ws.record.write("An older list had it") as writer:
        writer.connection.exec_driver_sql("UPDATE membership SET kind = 'guild'")
    keeping.save(ws, replace(odd, title="Renamed"))
    assert keeping.get(ws, Membership, "nsta").title == "Renamed"


@pytest.mark.parametrize("field", ["membership_id", "pairing_id", "series_id"])
def test_an_activity_names_only_what_is_there(ws: Workspace, an_activity: Any, field: str) -> None:
    with pytest.raises(Refused, match="no longer in the record") as refused:
        activities.save_many(ws, [an_activity("a"), an_activity("b", **{field: "gone"})], "Two")
    assert [problem.field for problem in refused.value.problems] == [field]
    assert activities.count(ws) == 0


def test_a_meeting_names_its_network_and_pair(everything: dict[type, Any], ws: Workspace, an_activity: Any) -> None:
    assert activities.get(ws, "a") == an_activity("a", membership_id="nsta", pairing_id="pair")
    (again, _) = activities.duplicate(ws, "a")
    assert activities.get(ws, again).membership_id == "nsta"
    keeping.delete(ws, Membership, "nsta")
    activities.save(ws, replace(activities.get(ws, "a"), title="Still its meeting"))  # it may come back
    assert activities.get(ws, "a").membership_id == "nsta"


def test_the_log_names_nobody_one_knows(everything: dict[type, Any], ws: Workspace) -> None:
    for kind in (Contact, Exchange):
        keeping.save(ws, replace(everything[kind], membership_id=None))
        keeping.delete(ws, kind, everything[kind].id)
    labels = [entry.label for entry in history.change_log(ws)]
    assert {"Add contact", "Change contact", "Delete contact", "Delete exchange of advice"} <= set(labels)
    assert not [label for label in labels if everything[Contact].name in label or everything[Exchange].title in label]
    assert "Add membership 全国科学教師協会 “NSTA”" in labels


def test_after_thirty_days_an_activity_leaves_with_its_effects_alone(
    everything: dict[type, Any], ws: Workspace
) -> None:
    ws = _opened_on(ws, NOW + timedelta(days=40))
    with clock.standing_at(NOW + timedelta(days=40)):
        activities.delete(ws, ["a"])
    ws = _opened_on(ws, NOW + timedelta(days=69))
    assert by_noun(ws, Effect) == ["used"]
    ws = _opened_on(ws, NOW + timedelta(days=71))
    assert activities.bin_rows(ws) == ()
    assert by_noun(ws, Effect) == []
    assert keeping.get(ws, Contribution, "talk") == replace(everything[Contribution], activity_id=None)
    assert checking.check(ws.path).findings == ()
    workspace.close(ws)


def test_what_a_membership_held_together_stays_without_it(everything: dict[type, Any], ws: Workspace) -> None:
    ws = _opened_on(ws, NOW + timedelta(days=40))
    with clock.standing_at(NOW + timedelta(days=40)):
        for kind, id_ in ((Membership, "nsta"), (Contact, "amal"), (Pairing, "pair"), (LeadershipRole, "chair")):
            keeping.delete(ws, kind, id_)
    ws = _opened_on(ws, NOW + timedelta(days=71))
    assert (by_noun(ws, Membership), keeping.bin_rows(ws, Membership)) == ([], ())
    assert activities.get(ws, "a").membership_id is None
    assert activities.get(ws, "a").pairing_id is None
    assert keeping.get(ws, Exchange, "advice") == replace(everything[Exchange], contact_id=None, membership_id=None)
    assert keeping.get(ws, Contribution, "talk") == replace(everything[Contribution], role_id=None, membership_id=None)
    assert checking.check(ws.path).findings == ()
    told = repr(snapshot(ws.path)) + repr([history.entry_rows(ws, entry.id) for entry in history.change_log(ws)])
    assert "Professorin" not in told, "what left for good is in no image"
    workspace.close(ws)


def test_within_the_time_of_undo_nothing_leaves(everything: dict[type, Any], ws: Workspace) -> None:
    ws = _opened_on(ws, NOW + timedelta(days=40))
    with clock.standing_at(NOW + timedelta(days=40)):
        keeping.delete(ws, Membership, "nsta")
    with clock.standing_at(NOW + timedelta(days=60)):
        activities.save(ws, replace(activities.get(ws, "a"), title="Changed", membership_id=None))
    ws = _opened_on(ws, NOW + timedelta(days=75))
    assert [row.id for row in keeping.bin_rows(ws, Membership)] == ["nsta"]
    with clock.standing_at(NOW + timedelta(days=75)):
        assert history.undo(ws)
        assert activities.get(ws, "a").membership_id == "nsta"
    workspace.close(ws)


def test_an_earlier_program_may_remove_an_activity_for_good(everything: dict[type, Any], ws: Workspace) -> None:
    """It knows nothing of effects and contributions; the file itself lets go of the activity in them."""
    workspace.close(ws)
    with closing(sqlite3.connect(ws.path)) as earlier, earlier:
        earlier.execute("PRAGMA foreign_keys = ON")
        told = "INSERT INTO entry (at, label, kind, cut) VALUES ('2026-12-31T12:00:00Z', 'Empty the bin', 'purge', 0)"
        number = earlier.execute(told).lastrowid
        earlier.execute("UPDATE pen SET entry = ?", (number,))
        earlier.execute("DELETE FROM activity WHERE id = 'a'")
        told = "INSERT INTO change (entry, noun, row_id, what) VALUES (?, 'activity', 'a', 'removed')"
        earlier.execute(told, (number,))
        earlier.execute("UPDATE pen SET entry = NULL")
    ws = workspace.open_record(ws.path)
    assert keeping.get(ws, Effect, "used") == replace(everything[Effect], activity_id=None)
    assert keeping.get(ws, Contribution, "talk") == replace(everything[Contribution], activity_id=None)
    keeping.save(ws, replace(everything[Effect], activity_id=None, role_id="chair"))
    workspace.close(ws)
    assert {finding.kind for finding in checking.check(ws.path).findings} <= {"search"}


def _opened_on(ws: Workspace, day: datetime) -> Workspace:
    workspace.close(ws)
    with clock.standing_at(day):
        return workspace.open_record(ws.path)
