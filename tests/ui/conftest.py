"""What every test of the window gets: the look, scripted dialogs, a gate that is drained, an open record."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).parent))  # for the modules that tests share
from restarts import record, started  # noqa: F401 - fixtures

from stemtracker.domain.educator import Educator
from stemtracker.ui import style, theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import ScriptedDialogs


@pytest.fixture(autouse=True)
def collecting_here() -> Iterator[None]:
    """Python's collector runs in this thread only, as `ui.collector` sees to in the program.

    In the record's worker it would destroy widgets there, and Qt with them.
    """
    gc.disable()
    yield
    gc.collect(1)  # the young ones: all of them would cost each test a tenth of a second
    gc.enable()


@pytest.fixture(autouse=True)
def look(qapp: QApplication) -> None:
    """Every window in the light theme at 100 %, whatever the test before it did."""
    if (theme.is_dark(), theme.scale(), qapp.styleSheet() == style.sheet()) != (False, 100, True):
        theme.apply(qapp, "light", 100)


@pytest.fixture
def dialogs() -> Iterator[ScriptedDialogs]:
    """Answers for modal dialogs: `dialogs.will("ask", True)`. An answer nobody asked for fails the test."""
    scripted = ScriptedDialogs()
    yield scripted
    assert not scripted.answers, f"dialogs that never came: {list(scripted.answers)}"


@pytest.fixture
def bare_context(dialogs: ScriptedDialogs) -> Iterator[AppContext]:
    """A context without a record; whatever is open at the end is closed."""
    from stemtracker.services import workspace
    from stemtracker.services.settings import Settings

    made = AppContext(Settings(appearance="light"), dialogs)
    yield made
    if made.workspace is not None:
        made.tasks.record(workspace.close, made.workspace)
    made.tasks.drain()
    made.tasks.close()
    made.deleteLater()


@pytest.fixture
def context(bare_context: AppContext, tmp_path: Path) -> AppContext:
    """A context with a new record of “Ada Example” open."""
    from stemtracker.services import workspace

    bare_context.workspace = workspace.create(tmp_path / "Ada.stemtracker", Educator(name="Ada Example"))
    return bare_context
