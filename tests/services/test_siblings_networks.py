"""Networks, leadership and goals in two copies: what is decided together, what comes along, what a person reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import full_nouns
import pytest
from full_nouns import KINDS
from remembered_history import snapshot

from stemtracker import clock, db
from stemtracker.domain.goal import Goal, Stage
from stemtracker.domain.leadership import Effect, LeadershipRole, PayPeriod
from stemtracker.domain.mentoring import Pairing
from stemtracker.domain.network import Contact, DuesPeriod, Exchange, Membership
from stemtracker.domain.preparation import Preparation
from stemtracker.services import activities, checking, history, keeping, siblings, workspace
from stemtracker.services.workspace import Workspace
from stemtracker.ui.merging import wording


@pytest.fixture
def ones(ws: Workspace, an_activity: Any) -> dict[type, Any]:
    """One of each, in the record."""
    found = (*full_nouns.people(), *full_nouns.work("a", None))
    activities.save(ws, an_activity("a"))
    for one in found:
        keeping.save(ws, one)
    return {type(one): one for one in found}


@pytest.fixture
def copy(ws: Workspace, ones: dict[type, Any], tmp_path: Path) -> Iterator[Workspace]:
    workspace.save_copy(ws, tmp_path / "copy.stemtracker")
    made = workspace.open_record(tmp_path / "copy.stemtracker")
    yield made
    workspace.close(made)


DAY = date(2023, 1, 1)
TOGETHER: list[tuple[type, str, dict[str, Any], dict[str, Any]]] = [
    (Membership, "dues", {"dues": Decimal(10)}, {"dues_period": DuesPeriod.YEAR}),
    (Membership, "time", {"joined": DAY}, {"left": date(2026, 6, 1)}),
    (Contact, "next", {"next_step": "call"}, {"next_on": date(2026, 6, 1)}),
    (Contact, "meeting", {"how_met": "online"}, {"met_on": DAY}),
    (Pairing, "time", {"start": DAY}, {"end": None}),
    (LeadershipRole, "pay", {"pay": Decimal(900), "paid_by": ""}, {"pay_period": PayPeriod.YEAR}),
    (Effect, "cause", {"activity_id": None, "contribution_id": "talk"}, {"activity_id": None, "role_id": "chair"}),
    (Goal, "stage", {"stage": Stage.LATER}, {"reached_on": None}),
]


@pytest.mark.parametrize(("kind", "part", "mine", "theirs"), TOGETHER, ids=lambda value: getattr(value, "__name__", ""))
def test_what_makes_sense_together_is_decided_together(  # noqa: PLR0917
    ws: Workspace,
    copy: Workspace,
    ones: dict[type, Any],
    kind: type,
    part: str,
    mine: dict[str, Any],
    theirs: dict[str, Any],
) -> None:
    keeping.save(ws, replace(ones[kind], **mine))
    keeping.save(copy, replace(ones[kind], **theirs))
    (conflict,) = siblings.compare(ws, copy.path).conflicts
    assert (conflict.noun, conflict.part) == (db.keeping.noun(kind), part)
    siblings.merge(ws, copy.path, {conflict.key: "there"})
    assert keeping.get(ws, kind, ones[kind].id) == replace(ones[kind], **theirs)


def test_what_each_side_did_alone_is_taken_unasked(ws: Workspace, copy: Workspace, ones: dict[type, Any]) -> None:
    for kind, mine, theirs in (
        (Membership, {"title": "Here"}, {"gave": "there"}),
        (Goal, {"why": "Here"}, {"steps": ()}),
        (LeadershipRole, {"duties": "Here"}, {"students_reached": 9}),
    ):
        keeping.save(ws, replace(ones[kind], **mine))
        keeping.save(copy, replace(ones[kind], **theirs))
        ones[kind] = replace(ones[kind], **mine, **theirs)
    assert siblings.compare(ws, copy.path).conflicts == ()
    siblings.merge(ws, copy.path, {})
    for kind in KINDS:
        assert keeping.get(ws, kind, ones[kind].id) == ones[kind]


def test_what_is_only_there_comes_with_all_it_refers_to_and_goes_again(
    ws: Workspace, copy: Workspace, ones: dict[type, Any], an_activity: Any
) -> None:
    """An activity that was there names a network that came since: taking it back and doing it again keeps that."""
    renamed = {one.id: f"{one.id} 2" for one in ones.values()}
    for one in ones.values():
        ids = [field.name for field in fields(one) if field.name == "id" or field.name.endswith("_id")]
        named = {name: renamed.get(getattr(one, name), getattr(one, name)) for name in ids}
        keeping.save(copy, replace(one, **named))
    activities.save(copy, an_activity("a", membership_id="nsta 2", pairing_id="pair 2"))
    before = snapshot(ws.path)
    siblings.merge(ws, copy.path, {})
    merged = snapshot(ws.path)
    assert merged == snapshot(copy.path)
    assert checking.check(ws.path).findings == ()
    for _ in range(2):
        assert history.undo(ws)
        assert snapshot(ws.path) == before
        assert history.redo(ws)
        assert snapshot(ws.path) == merged


@pytest.mark.parametrize("decision", ["here", "there"])
def test_a_network_deleted_here_that_met_there_is_asked_about(
    ws: Workspace, copy: Workspace, an_activity: Any, decision: siblings.Side
) -> None:
    keeping.delete(ws, Membership, "nsta")
    activities.save(copy, an_activity("met", membership_id="nsta"))
    (conflict,) = siblings.compare(ws, copy.path).conflicts
    assert (conflict.key, conflict.here) == ("membership/nsta/existence", "deleted")
    siblings.merge(ws, copy.path, {conflict.key: decision})
    assert activities.get(ws, "met").membership_id == "nsta"
    assert [one.id for one in keeping.everything(ws, Membership)] == ["nsta"] * (decision == "there")


def test_what_has_left_one_copy_for_good_is_let_go_of(ws: Workspace, copy: Workspace, ones: dict[type, Any]) -> None:
    later = clock.now() + timedelta(days=40)
    with clock.standing_at(later):
        keeping.delete(ws, Contact, "amal")
    workspace.close(ws)
    with clock.standing_at(later + timedelta(days=31)):
        ws = workspace.open_record(ws.path)
        keeping.save(copy, replace(ones[Exchange], id="second"))
        conflicts = siblings.compare(ws, copy.path).conflicts
        assert [conflict.key for conflict in conflicts] == ["contact/amal/existence"]
        siblings.merge(ws, copy.path, {conflicts[0].key: "here"})
        assert {one.contact_id for one in keeping.everything(ws, Exchange)} == {None}
        assert checking.check(ws.path).findings == ()
        workspace.close(ws)


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_is_told_in_words(ws: Workspace, ones: dict[type, Any], kind: type) -> None:
    """Each has a label, and no line shows an id, a list as it is kept, or a word of the file."""
    noun = db.keeping.noun(kind)
    row = snapshot(ws.path)[noun, ones[kind].id]
    lines = wording.lines(noun, tuple(name for name in row if name not in {"id", "deleted_at"}))
    assert {name for line in lines for name in line.fields} == set(row) - {"id", "deleted_at"}
    told = {line.label: line.text(row, ws.vocabulary) for line in lines}
    assert len(told) == len(lines)
    assert not [label for label in told if re.search(r"_|\bid\b", label)]
    assert not [
        text for text in told.values() if re.search(r"[\[{_]", text) or text in {one.id for one in ones.values()}
    ]
    assert [label for label, text in told.items() if not text] == ["Evidence"] * ("Evidence" in told) + ["License"] * (
        kind is Preparation
    )
    assert wording.thing(noun, row, {}) == keeping.called(ones[kind])
