"""The log's model: all ids at once, rows in pages, nothing stale, nothing asked twice."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from stemtracker.domain.activity import Activity, TopicShare
from stemtracker.domain.hours import Measure
from stemtracker.services import activities
from stemtracker.services.activities import LogQuery
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.models.log_cells import COLUMNS
from stemtracker.ui.models.log_model import AT_ONCE, ID_ROLE, PAGE, LogModel

NAMES = [column.name for column in COLUMNS]


def fill(context: AppContext, count: int) -> tuple[str, ...]:
    first = date(2020, 1, 1)
    made = [
        Activity(
            id=activities.new_id(),
            title=f"Workshop {number:03d}",
            start=first + timedelta(days=number),
            end=first + timedelta(days=number),
            kind="workshop",
            measure=Measure.minutes(30 + number),
            topics=(TopicShare("stem"),),
            provider="NSTA",
        )
        for number in range(count)
    ]
    activities.save_many(context.workspace, made, "Fill")
    return activities.ids(context.workspace, LogQuery(sort="start", descending=False))


@pytest.fixture
def model(context: AppContext) -> LogModel:
    return LogModel(context.workspace.vocabulary, context)


def text(model: LogModel, row: int, name: str, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
    return model.index(row, NAMES.index(name)).data(role)


def test_it_keeps_the_rules_of_a_model(context: AppContext, model: LogModel, qtmodeltester: ModelTester) -> None:
    ids = fill(context, 70)
    qtmodeltester.check(model)
    model.set_ids(ids)
    model.put_rows(activities.rows(context.workspace, ids[:PAGE]))
    model.set_ids(ids[:50])
    assert model.rowCount() == 50
    assert model.rowCount(model.index(0, 0)) == 0
    assert model.index(0, 0).data(ID_ROLE) == ids[0]
    assert QModelIndex().data() is None


def test_rows_are_asked_for_in_pages_once_they_are_seen(context: AppContext, model: LogModel, qtbot: QtBot) -> None:
    ids = fill(context, 3 * PAGE)
    model.set_ids(ids)
    assert text(model, 0, "title") is None
    assert text(model, 0, "title", Qt.ItemDataRole.AccessibleTextRole) == "Loading"
    with qtbot.waitSignal(model.wanted) as asked:
        text(model, 1, "title")
    assert asked.args == [ids[:PAGE]]
    with qtbot.assertNotEmitted(model.wanted, wait=20):
        text(model, 2, "title")
    model.put_rows(activities.rows(context.workspace, ids[:PAGE]))
    assert text(model, 1, "title") == "Workshop 001"
    assert text(model, 1, "date") == "Jan 2, 2020"
    assert text(model, 1, "amount") == "31 min"
    assert text(model, 1, "topics") == "STEM"


def test_each_cell_is_told_with_its_header(context: AppContext, model: LogModel) -> None:
    ids = fill(context, 1)
    model.set_ids(ids)
    model.put_rows(activities.rows(context.workspace, ids))
    told = [model.index(0, place).data(Qt.ItemDataRole.AccessibleTextRole) for place in range(len(COLUMNS))]
    assert told == [
        "Date: Jan 1, 2020",
        "Title: Workshop 000",
        "Provider: NSTA",
        "Kind: Workshop or training",
        "Amount: 0.5 h",
        "Topics: STEM",
        "Status: Attended",
        "Evidence: none",
        "Standing: Self-kept",
    ]


def test_pages_scrolled_past_are_not_fetched(context: AppContext, model: LogModel, qtbot: QtBot) -> None:
    ids = fill(context, 10 * PAGE)
    model.set_ids(ids)
    with qtbot.waitSignal(model.wanted) as asked:
        for row in range(0, 10 * PAGE, PAGE):
            text(model, row, "title")
    assert asked.args == [ids[-AT_ONCE * PAGE :]]


def test_only_stale_rows_are_read_again(context: AppContext, model: LogModel, qtbot: QtBot) -> None:
    ids = fill(context, 3)
    model.set_ids(ids)
    model.put_rows(activities.rows(context.workspace, ids))
    model.set_ids(ids[::-1], stale={ids[1]})
    with qtbot.waitSignal(model.wanted) as asked:
        assert [text(model, row, "title") for row in range(3)] == ["Workshop 002", "Workshop 001", "Workshop 000"]
    assert asked.args == [(ids[1],)]


def test_an_unsaved_draft_is_told_in_its_row(context: AppContext, model: LogModel) -> None:
    ids = fill(context, 2)
    model.set_ids(ids)
    model.put_rows(activities.rows(context.workspace, ids))
    model.set_drafts(frozenset({ids[1]}))
    assert text(model, 1, "title") == "Workshop 001 (not saved yet)"
    model.set_drafts(frozenset())
    assert text(model, 1, "title") == "Workshop 001"


def test_showing_a_hundred_times_as_many_costs_hardly_more(context: AppContext, tmp_path: Path) -> None:
    rows = activities.rows(context.workspace, fill(context, 40))

    def first_window(count: int) -> float:
        ids = tuple(row.id for row in rows) + tuple(f"other-{number}" for number in range(count))
        best = 1.0
        for _ in range(5):
            model = LogModel(context.workspace.vocabulary)
            begun = time.perf_counter()
            model.set_ids(ids)
            model.put_rows(rows)
            for row in range(40):
                for column in range(len(COLUMNS)):
                    model.index(row, column).data()
            best = min(best, time.perf_counter() - begun)
        return best

    assert first_window(50_000) < 20 * first_window(500)
