"""An open record for the tests of what the program can do with it, and a look at everything in its file."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stemtracker.domain.activity import Activity
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.services import workspace
from stemtracker.services.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parent))  # for the modules that tests share


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    """A new record of Ana Lucía Ñíguez."""
    made = workspace.create(tmp_path / "record.stemtracker", Educator(name="Ana Lucía Ñíguez"))
    yield made
    workspace.close(made)


@pytest.fixture
def an_activity() -> Callable[..., Activity]:
    """A workshop of an hour on 1 March 2026, with whatever is said about it."""

    def make(id_: str = "a", **said: Any) -> Activity:
        day = date(2026, 3, 1)
        said = {"title": f"Activity {id_}", "start": day, "end": said.get("start", day), "kind": "workshop", **said}
        return Activity(id=id_, **{"measure": Measure.minutes(60), **said})

    return make


@pytest.fixture
def ask(ws: Workspace) -> Callable[..., list[tuple[Any, ...]]]:
    """What another program reads from the file."""

    def answer(sql: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(ws.path)) as connection:
            return connection.execute(sql, values).fetchall()

    return answer
