"""Undo takes back exactly what was done, and redo does exactly that again, whatever it was: on random histories.

They last for weeks, with the bin, with a clock that was wrong for a while, and with the record closed in between.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from remembered_history import Told, check_file, snapshot

from stemtracker import clock
from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.credential import Credential, Cycle
from stemtracker.domain.educator import Educator, Name
from stemtracker.domain.goal import Goal
from stemtracker.domain.hours import Measure
from stemtracker.domain.leadership import Contribution, Effect, LeadershipRole
from stemtracker.domain.mentoring import Pairing
from stemtracker.domain.network import Contact, Exchange, HeldRole, Membership
from stemtracker.domain.preparation import Preparation
from stemtracker.errors import Refused
from stemtracker.services import (
    activities,
    credentials,
    educators,
    evidence,
    history,
    keeping,
    vocabularies,
    workspace,
)
from stemtracker.services import settings as stored
from stemtracker.services.workspace import Workspace

DAY = date(2024, 2, 29)


def _activity(number: int, title: str) -> Activity:
    return Activity(
        id=f"a{number}",
        title=title,
        start=DAY,
        end=DAY,
        kind="workshop",
        measure=Measure.minutes(60 + number),
        topics=(TopicShare("stem"),) if number % 2 else (),
        status=Status.ATTENDED,
        steps=(Step(Status.ATTENDED, on=DAY),),
        private_notes=title * 2,
    )


WORDS = st.sampled_from(
    ["STEM night", "Übung “Geometrie”", "научный", "科学 ワークショップ", "null \x00 mark", "x" * 300, "100% 'quoted'"]
)
NUMBER = st.integers(0, 3)

Deed = Callable[[Workspace, int, str], object]
DEEDS: dict[str, Deed] = {}


def _deed(deed: Deed) -> Deed:
    DEEDS[deed.__name__] = deed
    return deed


@_deed
def save(ws: Workspace, number: int, title: str) -> object:
    return activities.save(ws, _activity(number, title))


@_deed
def save_many(ws: Workspace, number: int, title: str) -> object:
    return activities.save_many(ws, [_activity(i, title) for i in range(number + 1)], "Many")


@_deed
def edit_many(ws: Workspace, number: int, title: str) -> object:
    edit = activities.BulkEdit(network=f"{title} {number}", add_topics=("equity",), remove_topics=("stem",))
    return activities.edit_many(ws, ["a0", "a1", "a2"], edit)


@_deed
def duplicate(ws: Workspace, number: int, title: str) -> object:
    return activities.duplicate(ws, f"a{number}")


@_deed
def delete(ws: Workspace, number: int, title: str) -> object:
    return activities.delete(ws, [f"a{number}"])


@_deed
def restore(ws: Workspace, number: int, title: str) -> object:
    return activities.restore(ws, [f"a{number}"])


@_deed
def attach(ws: Workspace, number: int, title: str) -> object:
    activity = [None, "a0", "a1", "a2"][number]
    return evidence.attach_bytes(ws, activity, f"{title[:40]}.txt", title.encode(), "note")


@_deed
def remove(ws: Workspace, number: int, title: str) -> object:
    pieces = evidence.all_evidence(ws)
    return evidence.remove(ws, pieces[number % len(pieces)].id if pieces else "")


@_deed
def restore_evidence(ws: Workspace, number: int, title: str) -> object:
    return evidence.restore(ws, [row.id for row in evidence.bin_rows(ws)][: number + 1])


@_deed
def move_evidence(ws: Workspace, number: int, title: str) -> object:
    pieces = evidence.all_evidence(ws)
    if not pieces:
        raise Refused
    piece = pieces[number % len(pieces)]
    return evidence.update(ws, replace(piece, activity_id=[None, "a0", "a1", "a2"][number], title=title))


@_deed
def series(ws: Workspace, number: int, title: str) -> object:
    return activities.save_series(ws, f"{title} {number}")


@_deed
def license_(ws: Workspace, number: int, title: str) -> object:
    one = Credential(id=f"c{number}", title=title, pack_id="generic")
    return credentials.add(ws, one, date(2030, 6, 30), {"total": Fraction(number + 100, 3)}, start=date(2025, 7, 1))


@_deed
def delete_license(ws: Workspace, number: int, title: str) -> object:
    return credentials.delete(ws, f"c{number}")


@_deed
def restore_license(ws: Workspace, number: int, title: str) -> object:
    return credentials.restore(ws, [f"c{number}"])


@_deed
def cycle(ws: Workspace, number: int, title: str) -> object:
    filed = date(2029, 1, number + 1)
    one = Cycle(id=f"y{number}", credential_id="c0", start=DAY, expiry=date(2029, 6, 30), filed_on=filed)
    return credentials.save_cycle(ws, one)


@_deed
def delete_cycle(ws: Workspace, number: int, title: str) -> object:
    there = [one for one in credentials.cycles(ws, "c0") if one.id == f"y{number}"]
    if not there:
        raise Refused
    return credentials.delete_cycle(ws, there[0])


@_deed
def answers(ws: Workspace, number: int, title: str) -> object:
    return credentials.set_facts(ws, "c0", {"total": None if number == 3 else Fraction(number)})


@_deed
def pin(ws: Workspace, number: int, title: str) -> object:
    return credentials.pin(ws, f"a{number}", "c0", [None, "", "total", "topic_1"][number])


@_deed
def educator(ws: Workspace, number: int, title: str) -> object:
    return educators.save(ws, Educator(name=f"{title[:90]} {number}", former_names=(Name(title),)))


@_deed
def topic(ws: Workspace, number: int, title: str) -> object:
    return vocabularies.add_topic(ws, f"{title[:50]} {number}")


@_deed
def save_with_own_topic(ws: Workspace, number: int, title: str) -> object:
    own = tuple(TopicShare(term.id) for term in ws.vocabulary.choices("topic") if term.own)
    return activities.save(ws, replace(_activity(number, title), topics=own))


@_deed
def setting(ws: Workspace, number: int, title: str) -> object:
    return stored.keep_in_record(ws, f"s{number}", title)


@_deed
def membership(ws: Workspace, number: int, title: str) -> object:
    return keeping.save(
        ws, Membership(id=f"n{number}", title=title, roles=(HeldRole(title, DAY),), dues=Decimal(number))
    )


@_deed
def meeting(ws: Workspace, number: int, title: str) -> object:
    pair = "p0" if number == 3 else None
    return activities.save(ws, replace(_activity(number, title), membership_id=f"n{number % 2}", pairing_id=pair))


@_deed
def contact(ws: Workspace, number: int, title: str) -> object:
    return keeping.save(ws, Contact(id=f"k{number}", name=title, membership_id="n0" if number % 2 else None))


@_deed
def exchange(ws: Workspace, number: int, title: str) -> object:
    return keeping.save(ws, Exchange(id=f"x{number}", title=title, on=DAY, contact_id=f"k{number % 2}"))


@_deed
def pairing(ws: Workspace, number: int, title: str) -> object:
    return keeping.save(ws, Pairing(id=f"p{number}", title=title, contact_id="k0" if number % 2 else None))


@_deed
def role(ws: Workspace, number: int, title: str) -> object:
    one = LeadershipRole(id=f"r{number}", title=title, start=DAY, membership_id="n0" if number % 2 else None)
    return keeping.save(ws, replace(one, students_reached=number))


@_deed
def contribution(ws: Workspace, number: int, title: str) -> object:
    causes = {"activity_id": f"a{number}", "role_id": "r0" if number % 2 else None}
    return keeping.save(ws, Contribution(id=f"g{number}", title=title, kind="talk", on=DAY, **causes))


@_deed
def effect(ws: Workspace, number: int, title: str) -> object:
    cause = [{"activity_id": "a0"}, {"activity_id": "a1"}, {"contribution_id": "g0"}, {"role_id": "r0"}][number]
    return keeping.save(ws, Effect(id=f"e{number}", title=title, on=DAY, level=number + 1, **cause))


@_deed
def goal(ws: Workspace, number: int, title: str) -> object:
    return keeping.save(ws, Goal(id=f"o{number}", title=title, due=DAY, activity_ids=(f"a{number}",)))


@_deed
def preparation(ws: Workspace, number: int, title: str) -> object:
    return keeping.save(ws, Preparation(id=f"b{number}", title=title, credential_id="c0" if number % 2 else None))


#: What others belong to.
OWNERS = ((Membership, "n0"), (Contact, "k0"), (LeadershipRole, "r0"), (Contribution, "g0"))


@_deed
def delete_owner(ws: Workspace, number: int, title: str) -> object:
    return keeping.delete(ws, *OWNERS[number])


@_deed
def restore_owner(ws: Workspace, number: int, title: str) -> object:
    kind, id_ = OWNERS[number]
    return keeping.restore(ws, kind, [id_])


STEP = st.one_of(
    st.tuples(st.sampled_from(sorted(DEEDS)), NUMBER, WORDS),
    st.tuples(st.sampled_from(["undo", "redo", "reopen", "wait", "empty_bin"]), NUMBER, WORDS),
)


def _do(ws: Workspace, told: Told, step: tuple[str, int, str]) -> Workspace:
    deed, number, title = step
    if deed == "wait":
        told.wait(number)
    elif deed == "undo":
        assert (history.undo(ws) is not None) == told.undo()
    elif deed == "redo":
        assert (history.redo(ws) is not None) == told.redo()
    elif deed == "reopen":
        workspace.close(ws)
        ws = workspace.open_record(ws.path)
        told.left(snapshot(ws.path), emptied=False)
    elif deed == "empty_bin":
        activities.empty_bin(ws)
        told.left(snapshot(ws.path), emptied=True)
    else:
        try:
            DEEDS[deed](ws, number, title)
        except Refused:
            pass
        else:
            told.wrote(snapshot(ws.path))
    assert snapshot(ws.path) == told.now, step
    check_file(ws.path, told.now, {term.id: term.title for term in ws.vocabulary.choices("topic")})
    return ws


def _live(steps: list[tuple[str, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ws = workspace.create(Path(folder) / "r.stemtracker", Educator(name="Ana"))
        told = Told(snapshot(ws.path), clock.now())
        told.begun()
        try:
            for step in steps:
                with clock.standing_at(told.clock):
                    ws = _do(ws, told, step)
            with clock.standing_at(told.clock):
                while told.undo():
                    assert history.undo(ws)
                assert history.undo(ws) is None
                assert snapshot(ws.path) == told.now
        finally:
            workspace.close(ws)


BEGINNING = [
    *(("save_many", 2, "First"), ("license_", 0, "First"), ("attach", 1, "First"), ("attach", 2, "Second")),
    *(("membership", 0, "First"), ("meeting", 0, "First"), ("role", 0, "First"), ("contribution", 1, "First")),
    *(("effect", 1, "First"), ("contact", 1, "First")),
]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=8, max_size=16))
def test_undo_and_redo_walk_through_every_state(steps: list[tuple[str, int, str]]) -> None:
    walk = [("undo", 0, "")] * 4
    _live([*BEGINNING, *steps, *walk, ("redo", 0, ""), ("reopen", 0, ""), *walk])


ORDER = (
    "save save_many attach move_evidence remove restore_evidence license_ delete restore edit_many duplicate cycle "
    "delete_cycle answers pin series educator topic save_with_own_topic setting membership contact exchange pairing "
    "meeting role contribution effect goal preparation delete_owner restore_owner delete_license restore_license"
)


def test_every_deed_does_something(ws: Workspace) -> None:
    """So that the random histories are about something."""
    for name in ORDER.split():
        before = snapshot(ws.path)
        for number in (1, 0):
            try:
                DEEDS[name](ws, number, f"Robotics with {name}")
            except Refused:
                continue
        assert snapshot(ws.path) != before, name
    assert set(ORDER.split()) == set(DEEDS)
