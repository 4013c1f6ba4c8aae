"""Undo takes back exactly what was done, and redo does exactly that again, whatever it was: on random histories."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.credential import Credential, Cycle
from stemtracker.domain.educator import Educator, Name
from stemtracker.domain.hours import Measure
from stemtracker.errors import Refused
from stemtracker.services import activities, credentials, educators, evidence, history, vocabularies, workspace
from stemtracker.services import settings as stored
from stemtracker.services.workspace import Workspace

TABLES = ("educator", "credential", "cycle", "fact", "series", "activity", "pin", "evidence", "vocabulary", "setting")
Snapshot = dict[str, list[tuple[Any, ...]]]
DAY = date(2024, 2, 29)


def _everything(path: Path) -> Snapshot:
    with closing(sqlite3.connect(path)) as connection:
        tables = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}  # noqa: S608
        tables["search"] = connection.execute("SELECT rowid, words FROM search").fetchall()
    return {name: sorted(rows, key=repr) for name, rows in tables.items()}


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


def _credential(ws: Workspace, number: int) -> object:
    one = Credential(id=f"c{number}", title=f"License {number}", pack_id="generic")
    return credentials.add(ws, one, date(2030, 6, 30), {"total": Fraction(number + 100, 3)}, start=date(2025, 7, 1))


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
    return evidence.remove(ws, f"e{number + 1}")


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
def cycle(ws: Workspace, number: int, title: str) -> object:
    filed = date(2029, 1, number + 1)
    one = Cycle(id=f"y{number}", credential_id="c0", start=DAY, expiry=date(2029, 6, 30), filed_on=filed)
    return credentials.save_cycle(ws, one)


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
def setting(ws: Workspace, number: int, title: str) -> object:
    return stored.keep_in_record(ws, f"s{number}", title)


STEP = st.one_of(
    st.tuples(st.sampled_from(sorted(DEEDS)), NUMBER, WORDS),
    st.tuples(st.sampled_from(["undo", "redo", "reopen"]), NUMBER, WORDS),
)


class Told:
    """The history as a person would remember it: what everything looked like after each write."""

    def __init__(self, now: Snapshot) -> None:
        self.states = [now]
        self.at = 0

    def wrote(self, now: Snapshot) -> None:
        if now != self.states[self.at]:
            del self.states[self.at + 1 :]
            self.states.append(now)
            self.at += 1


def _do(ws: Workspace, told: Told, step: tuple[str, int, str]) -> Workspace:
    deed, number, title = step
    if deed == "undo":
        assert (history.undo(ws) is not None) == (told.at > 0)
        told.at = max(0, told.at - 1)
    elif deed == "redo":
        assert (history.redo(ws) is not None) == (told.at < len(told.states) - 1)
        told.at = min(len(told.states) - 1, told.at + 1)
    elif deed == "reopen":
        workspace.close(ws)
        ws = workspace.open_record(ws.path)
    else:
        try:
            DEEDS[deed](ws, number, title)
        except Refused:
            pass
        else:
            told.wrote(_everything(ws.path))
    assert _everything(ws.path) == told.states[told.at], step
    return ws


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=8, max_size=16))
def test_undo_and_redo_walk_through_every_state(steps: list[tuple[str, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ws = workspace.create(Path(folder) / "r.stemtracker", Educator(name="Ana"))
        told = Told(_everything(ws.path))
        try:
            for step in [
                ("save", 0, "First"),
                ("license_", 0, "First"),
                *steps,
                *[("undo", 0, "")] * 4,
                ("redo", 0, ""),
            ]:
                ws = _do(ws, told, step)
            while history.undo(ws):
                told.at -= 1
            assert told.at == 0
            assert _everything(ws.path) == told.states[0]
        finally:
            workspace.close(ws)


ORDER = (
    "save save_many attach remove license_ delete restore edit_many duplicate cycle answers pin series educator topic"
)


def test_every_deed_does_something(ws: Workspace) -> None:
    """So that the random histories are about something."""
    for name in [*ORDER.split(), "setting", "delete_license"]:
        before = _everything(ws.path)
        for number in (1, 0):
            DEEDS[name](ws, number, f"Robotics with {name}")
        assert _everything(ws.path) != before, name
    assert {*ORDER.split(), "setting", "delete_license"} == set(DEEDS)
