"""A record written by each earlier schema opens as if it had been written today, with its whole way back."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lifelong_record
import pytest
from remembered_history import snapshot

from stemtracker import paths
from stemtracker.db import migrations
from stemtracker.services import backups, history, rule_texts, workspace
from stemtracker.services.workspace import Workspace

OLD = sorted((Path(__file__).parents[1] / "db").glob("record_schema_*.stemtracker"))


@pytest.fixture
def today(tmp_path: Path) -> Iterator[Workspace]:
    """The same record, made with the schema of today."""
    path = tmp_path / "today" / "record.stemtracker"
    lifelong_record.build(path)
    ws = workspace.open_record(path)
    yield ws
    workspace.close(ws)


@pytest.fixture(params=OLD, ids=[path.stem for path in OLD])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The old file, where it may be written."""
    return Path(shutil.copyfile(request.param, tmp_path / "record.stemtracker"))


@pytest.fixture
def upgraded(old: Path) -> Iterator[Workspace]:
    """The old file after it was opened by the program of today."""
    ws = workspace.open_record(old)
    yield ws
    workspace.close(ws)


def test_everything_that_services_say_is_as_if_written_today(upgraded: Workspace, today: Workspace) -> None:
    """A record goes by the rules that it holds until newer ones are taken: then it stands where that of today does."""
    was, now = lifelong_record.told(upgraded), lifelong_record.told(today)
    for text in rule_texts.newer_shipped(upgraded):
        rule_texts.install(upgraded, text.toml)
    was["standings"] = lifelong_record.told(upgraded)["standings"]
    for name, said in now.items():
        assert was[name] == said, name
    folder = upgraded.path.parent
    assert lifelong_record.log_as_csv(upgraded, folder) == lifelong_record.log_as_csv(today, folder / "today")


def test_undo_and_redo_reach_across_the_upgrade(upgraded: Workspace, today: Workspace) -> None:
    walks = 0
    for walk in (history.redo, history.undo, history.redo):
        while done := walk(today):
            assert lifelong_record.is_younger(done.touched) or walk(upgraded)
            assert _rows(upgraded.path) == _rows(today.path)
            walks += 1
        assert walk(upgraded) is None
    assert walks > 40, "the record has a long way back"
    assert history.undo_label(upgraded) == history.undo_label(today)


def _rows(path: Path) -> Any:
    rows = {key: row for key, row in snapshot(path).items() if key[0] not in lifelong_record.YOUNGER}
    return lifelong_record.renamed(rows, lifelong_record.evidence_names(path))


def test_what_was_kept_before_is_the_old_file(old: Path) -> None:
    before = snapshot(old)
    workspace.close(workspace.open_record(old))
    kept = list(paths.backups().rglob("*.stemtracker"))
    assert [snapshot(path) for path in kept] == [before]


def test_the_copy_kept_before_can_be_looked_into_and_put_back(old: Path) -> None:
    before = snapshot(old)
    workspace.close(workspace.open_record(old))
    (kept,) = backups.all_backups()
    assert (kept.reason, backups.contents(kept.path).counts["activity"]) == ("before upgrade", 6)
    ws = workspace.open_record(old)
    told = lifelong_record.told(ws)
    history.undo(ws)
    difference = backups.difference(ws, kept.path)
    workspace.close(ws)
    assert {noun.noun for noun in difference.nouns if noun.different or noun.only_here or noun.only_there} == {
        "activity"
    }
    backups.restore(kept.path, old)
    assert snapshot(old) == before
    again = workspace.open_record(old)
    assert lifelong_record.told(again) == told
    workspace.close(again)


def test_every_earlier_schema_has_a_file_of_its_time() -> None:
    assert [path.stem for path in OLD] == [f"record_schema_{n}" for n in range(1, len(migrations.STEPS))]
    versions = [sqlite3.connect(f"file:{path}?immutable=1", uri=True) for path in OLD]
    assert [step.VERSION for step in migrations.STEPS[:-1]] == [
        connection.execute("PRAGMA user_version").fetchone()[0] for connection in versions
    ]
    for connection in versions:
        connection.close()
