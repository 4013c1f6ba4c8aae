"""A record that went into an archive and came back is the same in every table, and can be undone and redone the same.

Random records: deleted things, undone and redone steps, evidence that only redo still needs, pins, own words,
settings, names of many scripts.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import full_nouns
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from test_history_random import DEEDS

from stemtracker import clock
from stemtracker.domain.educator import Educator
from stemtracker.errors import Refused
from stemtracker.services import activities, credentials, evidence, exports, history, keeping, workspace
from stemtracker.services import settings as stored
from stemtracker.services.workspace import Workspace

WORDS = st.sampled_from(
    [
        "STEM night",
        "Übung “Geometrie”",
        "научный",
        "科学 ワークショップ",
        "علوم",
        "null \x00 mark",
        "\x08\x1b\x7f\u2028",
        "'q'",
    ]
)
STEPS = st.tuples(st.sampled_from([*sorted(DEEDS), "undo", "undo", "redo", "weeks"]), st.integers(0, 3), WORDS)


def tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in the order they were entered; images as what they say."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        names = [name for name in names if not name.startswith(("search_", "sqlite_"))]
        found = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}  # noqa: S608
    found["change"] = [
        (*row[:5], *(image if image is None else json.loads(image) for image in row[5:])) for row in found["change"]
    ]
    return {name: sorted(rows, key=repr) if name in {"blob", "topic_title"} else rows for name, rows in found.items()}


def there_and_back(ws: Workspace, name: str = "Again") -> Workspace:
    path = ws.path.with_name(f"{name}.stemarchive")
    exports.archive(ws, path)
    return exports.from_archive(path, ws.path.with_name(f"{name}.stemtracker"))


def do(ws: Workspace, step: tuple[str, int, str]) -> None:
    deed, number, title = step
    if deed == "undo":
        history.undo(ws)
    elif deed == "redo":
        history.redo(ws)
    else:
        try:
            DEEDS[deed](ws, number, title)
        except Refused:
            return


BEGINNING = [("save_many", 3, "STEM"), ("license_", 0, "STEM"), ("attach", 1, "научный"), ("attach", 0, "STEM")]


# Making a failing history shorter would take minutes: each of its steps writes to a disk.
@settings(max_examples=6, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(STEPS, min_size=6, max_size=14))
def test_the_same_in_every_table_and_on_every_way_back(steps: list[tuple[str, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        ws = workspace.create(Path(folder) / "Mine.stemtracker", Educator(name="Ана 安娜"))
        now, again = clock.now(), None
        try:
            for step in [*BEGINNING, *steps]:
                if step[0] == "weeks":
                    now += timedelta(days=9)
                    continue
                with clock.standing_at(now):
                    do(ws, step)
            with clock.standing_at(now):
                workspace.close(ws)
                ws = workspace.open_record(ws.path)
                again = there_and_back(ws)
                assert tables(again.path) == tables(ws.path)
                for walk in (history.redo, history.undo, history.redo):
                    while walk(ws):
                        assert walk(again)
                        assert tables(again.path) == tables(ws.path)
                    assert walk(again) is None
        finally:
            for one in (ws, again):
                if one:
                    workspace.close(one)


def test_what_is_in_the_bin_comes_along_with_its_days(ws: Workspace, an_activity: Any) -> None:
    activities.save(ws, an_activity("a"))
    piece, _ = evidence.attach_bytes(ws, "a", "Plan.txt", b"a plan", "plan")
    evidence.remove(ws, piece.id)
    DEEDS["license_"](ws, 0, "License")
    credentials.delete(ws, "c0")
    activities.delete(ws, ["a"])
    again = there_and_back(ws)
    try:
        for bin_rows in (activities.bin_rows, evidence.bin_rows, credentials.bin_rows):
            assert bin_rows(again) == bin_rows(ws) != ()
        activities.restore(again, ["a"])
        evidence.restore(again, [piece.id])
        assert evidence.content(again, piece.id) == b"a plan"
    finally:
        workspace.close(again)


def test_undo_goes_on_where_it_stood(ws: Workspace, an_activity: Any) -> None:
    activities.save(ws, an_activity("a"))
    activities.save(ws, an_activity("a", title="Second"))
    evidence.attach_bytes(ws, "a", "Plan.txt", b"a plan", "plan")
    stored.keep_in_record(ws, "paper", "A4")
    history.undo(ws)
    history.undo(ws)
    again = there_and_back(ws)
    try:
        assert history.change_log(again) == history.change_log(ws)
        assert history.redo_label(again) == "Attach Plan.txt"
        history.redo(again)
        history.redo(again)
        assert [evidence.content(again, one.id) for one in evidence.all_evidence(again)] == [b"a plan"]
        assert stored.of_record(again, "paper") == "A4"
        for _ in range(3):
            history.undo(again)
        assert activities.get(again, "a").title == "Activity a"
        assert again.record.record_id() == ws.record.record_id()
    finally:
        workspace.close(again)


def test_an_archive_of_version_1_still_becomes_a_record(tmp_path: Path) -> None:
    old = Path(__file__).with_name("archive_version_1.stemarchive")
    ws = workspace_of(old, tmp_path)
    try:
        assert [a.id for a in activities.all_activities(ws)] == ["a", "b", "c"]
        assert activities.get(ws, "a").private_notes == "CANARY note"
        assert [one.label for one in evidence.all_evidence(ws)] == ["E-001", "E-002"]
        assert evidence.attach_bytes(ws, None, "New.txt", b"new", "plan")[0].label == "E-004"
        assert [cycle.expiry for cycle in credentials.cycles(ws, "tx")] == [date(2027, 3, 31), date(2022, 3, 31)]
        assert len(credentials.facts(ws, "tx")) == 6
        assert {pin.node for pin in credentials.pins(ws, "tx")} == {"", "total"}
        assert [entry.label for entry in history.change_log(ws)][-1] == f"Bring in {old.name}"
        assert activities.ids(ws, activities.LogQuery(text="safety"))
    finally:
        workspace.close(ws)


def test_all_of_networks_and_leadership_comes_along(ws: Workspace, an_activity: Any) -> None:
    for one in full_nouns.people():
        keeping.save(ws, one)
    activities.save(ws, an_activity("a", membership_id="nsta", pairing_id="pair"))
    DEEDS["license_"](ws, 0, "License")
    for one in full_nouns.work("a", "c0", ["e"]):
        keeping.save(ws, one)
    for kind, id_ in ((full_nouns.Contact, "amal"), (full_nouns.Goal, "goal")):
        keeping.delete(ws, kind, id_)
    again = there_and_back(ws)
    try:
        assert tables(again.path) == tables(ws.path)
        for kind in full_nouns.KINDS:
            assert keeping.everything(again, kind) == keeping.everything(ws, kind)
            assert keeping.bin_rows(again, kind) == keeping.bin_rows(ws, kind)
        assert activities.get(again, "a") == activities.get(ws, "a")
        assert history.undo(again)
        assert keeping.get(again, full_nouns.Goal, "goal") == full_nouns.work("a", "c0")[3]
    finally:
        workspace.close(again)


@pytest.mark.parametrize(
    "old", sorted((Path(__file__).parents[1] / "db").glob("record_schema_*")), ids=lambda p: p.stem
)
def test_what_an_earlier_schema_wrote_goes_through_with_its_whole_log(old: Path, tmp_path: Path) -> None:
    """Its images lack the columns that came later."""
    ws = workspace.open_record(Path(shutil.copyfile(old, tmp_path / "Old.stemtracker")))
    again = there_and_back(ws)
    try:
        for walk in (history.redo, history.undo, history.redo):
            assert tables(again.path) == tables(ws.path)
            while walk(ws):
                assert walk(again)
            assert walk(again) is None
        assert tables(again.path) == tables(ws.path)
    finally:
        workspace.close(again)
        workspace.close(ws)


def workspace_of(path: Path, folder: Path) -> Workspace:
    return exports.from_archive(path, folder / "Old.stemtracker")


@pytest.mark.parametrize("empty", [True, False])
def test_a_log_of_nothing_but_the_beginning(tmp_path: Path, *, empty: bool) -> None:
    ws = workspace.create(tmp_path / "Mine.stemtracker", Educator(name="" if empty else "Ana"))
    again = there_and_back(ws)
    try:
        assert tables(again.path) == tables(ws.path)
        assert history.undo_label(again) == ""
    finally:
        workspace.close(again)
        workspace.close(ws)
