"""What holds for every test: a home of its own, a clock that stands, no screen, no network, no surprises.

A test fails on what nobody expected: a Python warning, a Qt warning or an exception in a slot (both
through `pyproject.toml`), a log warning, a window left open, a modal dialog that nobody would answer.
Neighbors: `pyproject.toml` (the pytest section); each room's folder has its own fixtures on top.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import settings

_SCRATCH = tempfile.mkdtemp(prefix="stemtracker-tests-")
# Before Qt is imported by anything: afterwards these are no longer read.
os.environ.update(
    QT_QPA_PLATFORM="offscreen",
    LANG="C.UTF-8",
    LC_ALL="C.UTF-8",
    TZ="UTC",
    XDG_CACHE_HOME=_SCRATCH,
    XDG_RUNTIME_DIR=_SCRATCH,
)
for _name in ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_STYLE_OVERRIDE", "QT_LOGGING_RULES"):
    os.environ.pop(_name, None)
if hasattr(time, "tzset"):
    time.tzset()

settings.register_profile("suite", deadline=None, derandomize=True, database=None, print_blob=True)
settings.load_profile("suite")


def pytest_unconfigure() -> None:
    """Leave nothing behind in the computer's temporary folder."""
    shutil.rmtree(_SCRATCH, ignore_errors=True)


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _no_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event in {"socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"}:
        message = f"a test reached for the network: {event} {arguments[1:]!r}"
        raise RuntimeError(message)


sys.addaudithook(_no_network)


@pytest.fixture(autouse=True)
def hermetic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home, a working folder and a clock of the test's own."""
    from stemtracker import clock

    home = tmp_path / "home"
    home.mkdir()
    for name in ("STEMTRACKER_HOME", "HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    monkeypatch.chdir(tmp_path)
    with clock.standing_at(NOON):
        yield


class Logged(logging.Handler):
    """Log records at WARNING or above that no test has asked for yet."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def take(self) -> list[str]:
        """What was logged so far; taking it says that it was expected."""
        messages = [f"{r.name}: {r.getMessage()}" for r in self.records]
        self.records.clear()
        return messages


@pytest.fixture(autouse=True)
def logged() -> Iterator[Logged]:
    """Fail on log warnings that the test did not take."""
    handler = Logged()
    root = logging.getLogger()
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    left = handler.take()
    if left:
        pytest.fail("unexpected log warnings:\n" + "\n".join(left))


def _forbid(what: str) -> Callable[..., NoReturn]:
    def refuse(*_arguments: object, **_named: object) -> NoReturn:
        message = f"{what} would wait for a person; go through ui/dialogs.py and answer it with ScriptedDialogs"
        raise AssertionError(message)

    return refuse


@pytest.fixture(autouse=True)
def no_modal_dialogs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A modal dialog without a person waits for ever: make it fail at once instead."""
    from PySide6 import QtWidgets as Q

    statics = {
        Q.QMessageBox: ("about", "aboutQt", "critical", "information", "question", "warning"),
        Q.QFileDialog: (
            "getExistingDirectory",
            "getExistingDirectoryUrl",
            "getOpenFileName",
            "getOpenFileNames",
            "getOpenFileUrl",
            "getSaveFileName",
            "getSaveFileUrl",
        ),
        Q.QInputDialog: ("getDouble", "getInt", "getItem", "getMultiLineText", "getText"),
        Q.QColorDialog: ("getColor",),
        Q.QFontDialog: ("getFont",),
        Q.QDialog: ("exec",),
        Q.QMenu: ("exec",),
    }
    for kind, names in statics.items():
        for name in names:
            monkeypatch.setattr(kind, name, _forbid(f"{kind.__name__}.{name}"))


@pytest.fixture(autouse=True)
def no_windows_left(no_modal_dialogs: None) -> Iterator[None]:
    """A window that is still open after its test belongs to nobody."""
    yield
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if not isinstance(QCoreApplication.instance(), QApplication):
        return
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    names = [f"{type(widget).__name__} “{widget.windowTitle()}”" for widget in left]
    for widget in left:
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if names:
        pytest.fail("windows left open: " + ", ".join(names))
