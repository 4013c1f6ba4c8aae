"""When the program itself is at fault: it is told once, nothing typed is lost, nothing private is told."""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStyledItemDelegate, QTableView, QWidget
from pytestqt.qtbot import QtBot

from stemtracker import paths
from stemtracker.services import crashes
from stemtracker.services.drafts import Unsaved, file_of, load
from stemtracker.ui import crash
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import Dialogs

PRIVATE = "Ada Example, 12 Elm St"


class Shown(Dialogs):
    """Keeps each dialog's words instead of waiting for a person; may do something while it is open."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.details: list[str] = []
        self.meanwhile: Callable[[], None] | None = None

    def run(self, dialog: Any) -> bool:
        self.words.append(" ".join(label.text() for label in dialog.findChildren(QLabel)))
        self.details.append(dialog.text.toPlainText())
        if self.meanwhile is not None:
            self.meanwhile()
        dialog.deleteLater()
        return True


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def hook(shown: Shown, qapp: object) -> Iterator[crash.ExceptionHook]:
    made = crash.ExceptionHook(shown)
    yield made
    made.release()


@pytest.fixture(autouse=True)
def told_in_the_log(logged: Any) -> Iterator[None]:
    """Each fault stands in the log too, and nothing private with it."""
    yield
    assert PRIVATE not in "\n".join(logged.take())


def settle() -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def fail(words: str = PRIVATE) -> None:
    raise ValueError(words)


def later(work: Callable[[], object]) -> None:
    """From the event loop, as in the program: what is called from Python raises there instead."""
    QTimer.singleShot(0, work)
    settle()


class Holder(QObject):
    asked = Signal()


def test_a_slot_that_fails_is_told_and_the_program_goes_on(hook: crash.ExceptionHook, shown: Shown) -> None:
    button = QPushButton()
    button.clicked.connect(fail)
    later(button.click)
    assert len(shown.words) == 1
    assert "Your record is safe" in shown.words[0]
    assert "tests/ui/test_crash.py:" in shown.details[0]
    assert "ValueError (its words are left out)" in shown.details[0]


def test_the_same_fault_again_is_a_quiet_line(
    hook: crash.ExceptionHook, shown: Shown, bare_context: AppContext
) -> None:
    hook.use(bare_context)
    said: list[str] = []
    bare_context.bus.message.connect(lambda text, _undo: said.append(text))
    for _ in range(50):
        later(fail)
    assert len(shown.words) == 1
    assert said == ["Something in the program went wrong again. What you typed is kept."]


def test_what_fails_while_the_dialog_is_open_waits_for_its_end(hook: crash.ExceptionHook, shown: Shown) -> None:
    depth: list[int] = []

    def another() -> None:
        depth.append(len(shown.words))
        if len(depth) == 1:
            later(lambda: {}["missing"])
            assert len(shown.words) == 1

    shown.meanwhile = another
    later(fail)
    assert depth == [1, 2]
    assert "KeyError (its words are left out)" in shown.details[1]


def test_a_flood_of_different_faults_ends_in_few_dialogs(hook: crash.ExceptionHook, shown: Shown) -> None:
    faults = [compile(f"\n{'x = 1;' if n % 2 else ''}\n" + "\n" * n + "1 / 0", "<made>", "exec") for n in range(20)]
    for code in faults:
        later(lambda code=code: exec(code, {}))  # type: ignore[misc]  # noqa: S102
    assert len(shown.words) == crash.MOST
    assert len(list((paths.data() / "trouble").glob("*.txt"))) == 20


class Broken(QWidget):
    painted = 0

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        type(self).painted += 1
        painter = QPainter(self)
        painter.drawLine(0, 0, 5, 5)
        fail()


def test_a_paint_that_fails_is_told_once_and_not_tried_again(
    hook: crash.ExceptionHook, shown: Shown, qtbot: QtBot
) -> None:
    Broken.painted = 0
    widgets = [Broken(), Broken()]
    for widget in widgets:
        qtbot.addWidget(widget)
        later(widget.show)
    for _ in range(20):
        for widget in widgets:
            widget.update()
        settle()
    assert len(shown.words) == 1
    assert "stays blank" in shown.words[0]
    assert Broken.painted <= 4
    assert not any(widget.updatesEnabled() for widget in widgets)


class Rows(QAbstractTableModel):
    fails = False

    def rowCount(self, _parent: Any = None) -> int:  # noqa: N802
        return 5

    def columnCount(self, _parent: Any = None) -> int:  # noqa: N802
        return 2

    def data(self, _index: Any, role: int = 0) -> Any:
        if self.fails:
            fail()
        return "text" if role == 0 else None


class BrokenDelegate(QStyledItemDelegate):
    def paint(self, painter: Any, _option: Any, _index: Any) -> None:
        painter.drawLine(0, 0, 5, 5)
        fail()


def test_a_list_whose_rows_cannot_be_drawn_is_drawn_plainly(
    hook: crash.ExceptionHook, shown: Shown, qtbot: QtBot
) -> None:
    view, model = QTableView(), Rows()
    view.setModel(model)
    broken = BrokenDelegate(view)
    view.setItemDelegateForColumn(1, broken)
    qtbot.addWidget(view)
    later(view.show)
    view.viewport().update()
    settle()
    assert len(shown.words) == 1
    assert view.itemDelegateForColumn(1) is not broken


def test_a_list_whose_words_cannot_be_read_is_told_once(hook: crash.ExceptionHook, shown: Shown, qtbot: QtBot) -> None:
    view, model = QTableView(), Rows()
    model.fails = True
    view.setModel(model)
    qtbot.addWidget(view)
    later(view.show)
    for _ in range(10):
        view.viewport().update()
        settle()
    assert len(shown.words) == 1


class Filter(QObject):
    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.User:
            fail()
        return False


def test_a_filter_of_events_that_fails_is_told(hook: crash.ExceptionHook, shown: Shown) -> None:
    holder, filtering = Holder(), Filter()
    holder.installEventFilter(filtering)
    QCoreApplication.postEvent(holder, QEvent(QEvent.Type.User))
    settle()
    assert len(shown.words) == 1


def test_a_thread_that_fails_is_told_in_the_window(hook: crash.ExceptionHook, shown: Shown) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    settle()
    assert len(shown.words) == 1
    assert ".fail" in shown.details[0] or "in fail" in shown.details[0]


def test_a_work_that_fails_is_told_without_what_it_was_given(
    hook: crash.ExceptionHook, shown: Shown, qapp: object
) -> None:
    from stemtracker.services.settings import Settings

    context = AppContext(Settings(appearance="light"), shown)
    context.tasks.record(fail, PRIVATE)
    context.tasks.drain()
    settle()
    context.tasks.close()
    context.deleteLater()
    assert len(shown.words) == 1
    assert "stemtracker/ui/tasks.py" in shown.details[0]
    assert PRIVATE not in shown.details[0]


class Ends:
    def __del__(self) -> None:
        fail()


def test_what_fails_while_it_is_cleared_away_is_kept_and_stops_nobody(hook: crash.ExceptionHook, shown: Shown) -> None:
    for _ in range(3):
        Ends()
    settle()
    assert shown.words == []
    (kept,) = (paths.data() / "trouble").glob("*.txt")
    assert "Ends.__del__" in kept.read_text(encoding="utf-8")


def test_what_is_typed_is_on_disk_before_the_dialog_shows(
    hook: crash.ExceptionHook, shown: Shown, context: AppContext
) -> None:
    hook.use(context)
    file = file_of(context.workspace.record_id)
    found: list[str] = []
    shown.meanwhile = lambda: found.extend(load(file))
    context.drafts.keep(Unsaved(key="activity:x", about="x", page="log", typed={"title": "half"}))
    later(fail)
    assert found == ["activity:x"]
    assert crash.KEPT in shown.words[0]


def test_a_disk_that_keeps_nothing_is_told_as_it_is(
    hook: crash.ExceptionHook, shown: Shown, context: AppContext
) -> None:
    hook.use(context)
    paths.data().mkdir(parents=True, exist_ok=True)
    for name in ("drafts", "trouble"):
        (paths.data() / name).write_text("in the way", encoding="utf-8")
    context.drafts.keep(Unsaved(key="activity:x", about="x", page="log", typed={"title": "half"}))
    later(fail)
    assert crash.NOT_KEPT in shown.words[0]
    assert len(shown.words) == 1


def test_what_fails_before_the_window_stands_says_so(hook: crash.ExceptionHook, shown: Shown) -> None:
    hook.could_not_start(ValueError(PRIVATE))
    assert "STEM Tracker could not start" in shown.words[0]
    assert "Your record was not touched" in shown.words[0]


def test_what_fails_at_the_very_end_is_shown_still(shown: Shown, qapp: object) -> None:
    before = sys.excepthook
    hook = crash.ExceptionHook(shown)
    hook.catch(ValueError, ValueError(PRIVATE), None)
    assert shown.words == []
    hook.release()
    assert len(shown.words) == 1
    assert sys.excepthook is before


def raised(make: Callable[[], object]) -> BaseException:
    try:
        make()
    except Exception as error:  # noqa: BLE001
        return error
    raise AssertionError("it was to fail")


def _sql() -> None:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE TABLE t (name TEXT UNIQUE)")
        connection.execute("INSERT INTO t VALUES (?)", (PRIVATE,))
        connection.execute("INSERT INTO t VALUES (?)", (PRIVATE,))
    finally:
        connection.close()


def _chained() -> None:
    try:
        fail()
    except ValueError as error:
        raise RuntimeError(f"while reading {PRIVATE}") from error


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (fail, "ValueError (its words are left out)"),
        (lambda: {}[PRIVATE], "KeyError (its words are left out)"),  # type: ignore[misc]
        (lambda: open(f"/nowhere/{PRIVATE}"), "FileNotFoundError: ENOENT"),  # noqa: PTH123, SIM115
        (lambda: PRIVATE.nothing, "AttributeError: nothing"),  # type: ignore[attr-defined]
        (lambda: int(PRIVATE), "ValueError (its words are left out)"),
        (lambda: 1 / 0, "ZeroDivisionError: division by zero"),
        (lambda: fail(1, 2), "TypeError: fail() takes from 0 to 1 positional arguments but 2 were given"),  # type: ignore[call-arg]
        (_sql, "sqlite3.IntegrityError: SQLITE_CONSTRAINT_UNIQUE"),
        (_chained, "RuntimeError (its words are left out)"),
        (f"{PRIVATE}\udc00".encode, "UnicodeEncodeError (its words are left out)"),
    ],
)
def test_details_say_where_and_never_what(make: Callable[[], object], told: str) -> None:
    text = crash.details(raised(make))
    assert told in text
    for private in ("Ada", "Elm", str(Path.cwd()), str(Path(__file__).parent), sys.prefix):
        assert private not in text


def test_notes_on_an_error_and_groups_tell_nothing_either() -> None:
    error = ValueError(PRIVATE)
    error.add_note(PRIVATE)
    group = ExceptionGroup(PRIVATE, [error, KeyError(PRIVATE)])
    text = crash.details(group)
    assert "holding:" in text
    assert "Ada" not in text


def test_details_are_kept_for_their_owner_only_and_not_without_end() -> None:
    for _ in range(crashes.MOST + 5):
        kept = crashes.keep("details")
    assert kept is not None
    assert len(list(kept.parent.glob("*.txt"))) == crashes.MOST
    assert sys.platform == "win32" or kept.stat().st_mode & 0o077 == 0


def test_details_are_copied(qtbot: QtBot) -> None:
    dialog = crash.CrashDialog("STEM Tracker\n\nValueError", None, None)
    qtbot.addWidget(dialog)
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == "STEM Tracker\n\nValueError"
