"""Copies that were apart for long: brought up to date each by itself, through an archive, renewed twice, damaged."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from remembered_history import snapshot

from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.errors import Trouble
from stemtracker.services import (
    activities,
    credentials,
    educators,
    exports,
    neighbors,
    renewal,
    siblings,
    vocabularies,
    workspace,
)
from stemtracker.services.workspace import Workspace

Make = Callable[..., Any]
OLD = Path(__file__).parents[1] / "db" / "record_schema_1.stemtracker"


def _old(folder: Path, name: str) -> Path:
    return Path(shutil.copyfile(OLD, folder / f"{name}.stemtracker"))


def test_copies_that_were_brought_up_to_date_apart_are_the_same(tmp_path: Path, an_activity: Make) -> None:
    here, there = (workspace.open_record(_old(tmp_path, name)) for name in ("one", "two"))
    try:
        assert siblings.kinship(here, there.path).kind == "same"
        activities.save(there, an_activity("new"))
        assert siblings.kinship(here, there.path).there_only == 1
        siblings.merge(here, there.path, {})
        assert activities.get(here, "new")
    finally:
        workspace.close(here)
        workspace.close(there)


def test_an_earlier_copy_is_read_without_being_touched(tmp_path: Path, an_activity: Make) -> None:
    here, there = workspace.open_record(_old(tmp_path, "one")), _old(tmp_path, "two")
    before = there.read_bytes()
    try:
        assert siblings.kinship(here, there).kind == "same"
        activities.save(here, an_activity("new"))
        assert siblings.compare(here, there).kinship.kind == "ahead"
        assert there.read_bytes() == before
    finally:
        workspace.close(here)


@pytest.mark.parametrize("version", [2, 3])
def test_a_copy_that_went_through_an_archive_is_one_still(
    ws: Workspace, tmp_path: Path, an_activity: Make, version: int
) -> None:
    activities.save(ws, an_activity("a"))
    if version == 2:
        workspace.close(ws)
        ws = workspace.open_record(_old(tmp_path, "older"))
    exports.archive(ws, tmp_path / "mine.stemarchive")
    if version == 2:
        _as_version_2(tmp_path / "mine.stemarchive")
    there = exports.from_archive(tmp_path / "mine.stemarchive", tmp_path / "again.stemtracker")
    try:
        assert siblings.kinship(ws, there.path).kind == "same"
        activities.save(there, an_activity("new"))
        siblings.merge(ws, there.path, {})
        exports.archive(ws, tmp_path / "merged.stemarchive")
        again = exports.from_archive(tmp_path / "merged.stemarchive", tmp_path / "merged.stemtracker")
        workspace.close(again)
        workspace.close(there)
        there = workspace.open_record(there.path)  # an early copy keeps the texts of its rules then, as the other did
        assert siblings.kinship(there, again.path).kind == "same", "what was merged is known by its name there too"
    finally:
        workspace.close(ws)
        workspace.close(there)


def _as_version_2(path: Path) -> None:
    """The archive as the version before wrote it."""
    with zipfile.ZipFile(path) as bundle:
        members = {info: bundle.read(info) for info in bundle.infolist()}
    with zipfile.ZipFile(path, "w") as bundle:
        for info, data in members.items():
            bundle.writestr(info, _without_names(data) if info.filename == "record.json" else data)


def _without_names(data: bytes) -> bytes:
    told = json.loads(data)
    told["version"] = 2
    for write in told["log"]:
        del write["uid"], write["taken"]
    return json.dumps(told).encode()


def test_own_words_in_two_copies(ws: Workspace, tmp_path: Path, an_activity: Make) -> None:
    workspace.save_copy(ws, tmp_path / "copy.stemtracker")
    there = workspace.open_record(tmp_path / "copy.stemtracker")
    try:
        mine, _ = vocabularies.add_topic(ws, "机器人")
        theirs, _ = vocabularies.add_topic(there, "数学")
        for one in (ws, there):
            vocabularies.add_topic(one, "Lab safety")
        assert not siblings.compare(ws, there.path).conflicts
        siblings.merge(ws, there.path, {})
        assert [ws.vocabulary.title("topic", id_) for id_ in (mine, theirs)] == ["机器人", "数学"]
    finally:
        workspace.close(there)


def test_renewed_in_both_copies(ws: Workspace, tmp_path: Path) -> None:
    license_ = Credential(id="c", title="License", pack_id="generic")
    credentials.add(ws, license_, date(2025, 6, 30), {}, start=date(2020, 7, 1))
    workspace.save_copy(ws, tmp_path / "copy.stemtracker")
    there = workspace.open_record(tmp_path / "copy.stemtracker")
    try:
        for one, day in ((ws, date(2025, 6, 1)), (there, date(2025, 6, 2))):
            (cycle,) = credentials.cycles(one, "c")
            renewal.renewed(one, cycle.id, day, None, date(2030, 6, 30))
        asked = [conflict.part for conflict in siblings.compare(ws, there.path).conflicts]
        assert set(asked) <= {"filing", "period"}
        assert "filing" in asked
        keys = {conflict.key: "there" for conflict in siblings.compare(ws, there.path).conflicts}
        siblings.merge(ws, there.path, keys)  # type: ignore[arg-type]
        assert [cycle.filed_on for cycle in credentials.cycles(ws, "c")] == [None, date(2025, 6, 2)]
    finally:
        workspace.close(there)


def test_a_copy_beside_the_record_is_no_news_once_it_is_merged(tmp_path: Path) -> None:
    ws = workspace.create(tmp_path / "Ada.stemtracker", Educator(name="Ada"))
    path = tmp_path / "Ada (1).stemtracker"
    workspace.save_copy(ws, path)
    there = workspace.open_record(path)
    educators.save(there, Educator(name="Ada Changed"))
    workspace.close(there)
    try:
        assert [one.path for one in neighbors.with_news(ws)] == [path]
        siblings.merge(ws, path, {})
        assert neighbors.with_news(ws) == ()
        assert educators.get(ws).name == "Ada Changed"
    finally:
        workspace.close(ws)


@pytest.mark.parametrize("damage", ["cut", "zeros", "tables"])
@pytest.mark.parametrize("old", [True, False])
def test_a_damaged_copy_is_told_and_left(tmp_path: Path, damage: str, *, old: bool) -> None:
    ws = workspace.open_record(_old(tmp_path, "one"))
    path = tmp_path / "two.stemtracker"
    shutil.copyfile(OLD if old else ws.path, path)
    data = bytearray(path.read_bytes())
    if damage == "cut":
        del data[len(data) // 2 :]
    elif damage == "zeros":
        data[4096 : 4096 * 12] = bytes(4096 * 11)
    else:
        data = data.replace(b"CREATE TABLE", b"CREATE TABEL")
    path.write_bytes(data)
    before, mine = path.read_bytes(), snapshot(ws.path)
    try:
        with pytest.raises(Trouble) as caught:
            siblings.merge(ws, path, {})
        assert caught.value.kind == "damaged"
        assert path.read_bytes() == before
        assert snapshot(ws.path) == mine
    finally:
        workspace.close(ws)
