"""Copies that sync services leave beside a record: found by name, told by what is in them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stemtracker.domain.educator import Educator
from stemtracker.services import educators, neighbors, workspace
from stemtracker.services.workspace import Workspace

NAMES = (
    "Ada (1)",
    "Ada (2)",
    "Ada (Ben's conflicted copy 2026-11-20)",
    "Ada (conflicted copy 2026-11-20 081500)",
    "Ada (Konflikt von Ben 2026-11-20)",
    "Ada (SFConflict ben@example.org 2026-11-20-08-15-00)",
    "Ada [conflicted]",
    "Ada.sync-conflict-20261120-081500-K3VQ2TD",
    "Ada_conflict-20261120-081500",
    "Ada.Conflict",
    "Ada-STAFFROOM",
    "Ada-DESKTOP-7QK2-2",
    "Ada 2",
)


@pytest.fixture
def ada(tmp_path: Path) -> Workspace:
    return workspace.create(tmp_path / "Ada.stemtracker", Educator(name="Ada Example"))


def _changed(ws: Workspace, path: Path, name: str = "Ada Changed") -> Path:
    """A copy in which something was changed elsewhere."""
    workspace.save_copy(ws, path)
    other = workspace.open_record(path)
    educators.save(other, Educator(name=name))
    workspace.close(other)
    return path


@pytest.mark.parametrize("name", NAMES)
def test_each_way_to_name_them(ada: Workspace, name: str) -> None:
    other = _changed(ada, ada.path.with_name(f"{name}.stemtracker"))
    assert [one.path for one in neighbors.with_news(ada)] == [other]
    workspace.close(ada)


@pytest.mark.parametrize("name", NAMES[:10])
def test_the_record_beside_a_conflict_copy_that_is_open(ada: Workspace, name: str) -> None:
    other = _changed(ada, ada.path.with_name(f"{name}.stemtracker"))
    educators.save(ada, Educator(name="Ada Changed Too"))
    workspace.close(ada)
    ws = workspace.open_record(other)
    assert [one.path for one in neighbors.with_news(ws)] == [ada.path]
    workspace.close(ws)


@pytest.mark.parametrize(
    "name",
    ["Ada – copy", "Ada, replaced 2026-11-22 1205", "Ada Lovelace", "Adam", "Ada 2026", "Bea (1)"],
)
def test_names_that_people_give(ada: Workspace, name: str) -> None:
    _changed(ada, ada.path.with_name(f"{name}.stemtracker"))
    assert neighbors.with_news(ada) == ()
    workspace.close(ada)


def test_only_what_holds_something_else(ada: Workspace) -> None:
    workspace.save_copy(ada, ada.path.with_name("Ada (1).stemtracker"))
    workspace.save_copy(ada, ada.path.with_name("Ada (6).stemtracker"))
    educators.save(ada, Educator(name="Ada, further on here"))
    stranger = workspace.create(ada.path.with_name("Ada (2).stemtracker"), Educator(name="Ada Other"))
    workspace.close(stranger)
    ada.path.with_name("Ada (3).stemtracker").write_bytes(b"no record")
    ada.path.with_name("Ada (4).stemtracker").touch()
    ada.path.with_name("Ada (5).stemtracker").mkdir()
    assert neighbors.with_news(ada) == ()
    workspace.close(ada)


def test_nothing_is_changed_by_looking(ada: Workspace) -> None:
    other = _changed(ada, ada.path.with_name("Ada (1).stemtracker"))
    broken = ada.path.with_name("Ada (2).stemtracker")
    shutil.copyfile(other, broken)
    broken.write_bytes(broken.read_bytes()[:5000])
    before = {path: path.read_bytes() for path in ada.path.parent.iterdir() if path.is_file()}
    assert len(neighbors.with_news(ada)) == 1
    assert {path: path.read_bytes() for path in ada.path.parent.iterdir() if path.is_file()} == before
    workspace.close(ada)


def test_where_the_folder_went_away(ada: Workspace) -> None:
    assert neighbors.named_alike(ada.path.with_name("gone") / "Ada.stemtracker") == ()
    workspace.close(ada)
