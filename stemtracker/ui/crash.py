"""When the program itself is at fault: what is typed is kept, and what happened is kept, shown and easy to pass on.

A fault may come from anywhere: a slot, a paint, a filter of events, a work, a thread, a destructor. Nothing is shown
where it happened: the dialog comes from the event loop, once for each place in the program that is at fault.
Neighbors: `services.crashes` words the details; `drafts` keeps what is typed; `dialogs` sends on what is no refusal.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QElapsedTimer, QObject, Qt, Signal, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QStyledItemDelegate,
    QWidget,
)

from stemtracker.services import crashes
from stemtracker.ui import icons, theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Body, CardTitle
from stemtracker.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.dialogs import Dialogs

_log = logging.getLogger(__name__)
#: What went wrong before is told again by a quiet line, at most so often (milliseconds).
PAUSE = 5_000
#: After so many dialogs the quiet line is all: a program in that state is left, not clicked through.
MOST = 5
#: Methods that draw; one that fails would fail at every repaint.
_DRAW = frozenset({"paintEvent", "paint", "paintCell", "drawRow", "drawBranches"})

SAFE = "Your record is safe: everything saved is still there."
KEPT = "What you typed is kept too, and is offered again when you next open the record."
NOT_KEPT = "What you typed stays on the screen; save it as soon as you can."
BLANK = "What could not be drawn stays blank until you start the program again."


@dataclass(frozen=True)
class Fault:
    """One fault, told without anything of the record."""

    signature: str
    details: str
    #: Something failed to draw itself, and is not drawn any more.
    blank: bool


def details(error: BaseException) -> str:
    """What to pass on: versions and where it happened. Nothing from the record."""
    return crashes.details(error, f"Qt {qVersion()}")


class CrashDialog(Sheet):
    """Says what happened and what is safe; the details can be copied."""

    def __init__(
        self,
        text: str,
        kept: Path | None,
        parent: QWidget | None,
        *,
        title: str = "Something in the program went wrong",
        words: str = f"{SAFE} {KEPT}",
        way_on: str = "Go on",
    ) -> None:
        super().__init__("STEM Tracker", theme.PROSE, parent)
        column = self.body
        column.setSpacing(theme.px(theme.M))
        head = QHBoxLayout()
        head.setSpacing(theme.px(theme.M))
        picture = QLabel()
        icons.put(picture, "risk", "warn")
        head.addWidget(picture)
        head.addWidget(CardTitle(title, wrap=True), 1)
        column.addLayout(head)
        self.words = Body(words)
        column.addWidget(self.words)
        where = f" They also lie in {kept.name} in the program’s data folder." if kept else ""
        column.addWidget(
            Body(f"To help mend it, pass on these details. Nothing of your record and no names are in them.{where}")
        )
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName("Details")
        column.addWidget(self.text, 1)
        self.copy_button = buttons.plain("Copy details", self._copy, "copy")
        self.answers.addWidget(self.copy_button)
        self.answers.addStretch(1)
        self.close_button = buttons.primary(way_on, self.accept)
        self.close_button.setDefault(True)
        self.answers.addWidget(self.close_button)
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


class ExceptionHook(QObject):
    """Takes what no one caught, wherever it happened, and shows it from the event loop."""

    #: A fault arrived, maybe in another thread.
    _arrived = Signal()

    def __init__(self, dialogs: Dialogs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dialogs = dialogs
        self._context: AppContext | None = None
        self._known: set[str] = set()
        self._waiting: deque[Fault] = deque()
        self._undrawable: deque[QObject] = deque()
        self._showing = False
        self._shown = 0
        self._repeated = False
        self._said = QElapsedTimer()
        self._arrived.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook, threading.excepthook = self.catch, self._catch_in_thread
        sys.unraisablehook = self._note

    def use(self, context: AppContext) -> None:
        """What is typed there is kept before anything is shown."""
        self._context = context

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """The hook: word it at once, show it from the event loop."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        drawn = _drawn(trace)
        _let_go(trace)
        fault = Fault(crashes.signature(error), details(error), blank=isinstance(drawn, QWidget))
        if drawn is not None:
            self._undrawable.append(drawn)
        if fault.signature in self._known:
            self._repeated = self._repeated or drawn is None
        else:
            self._known.add(fault.signature)
            self._waiting.append(fault)
            _log.error("A fault of the program:\n%s", fault.details)
        self._arrived.emit()

    def could_not_start(self, error: BaseException) -> None:
        """There is no window yet to go on with."""
        text = details(error)
        _log.error("The program could not start:\n%s", text)
        words = "Your record was not touched. Start the program again; if that does not help, restart the computer."
        self._run(text, "STEM Tracker could not start", words, "Close")

    def release(self) -> None:
        """The program ends: show what is still to be shown, and give the hooks back."""
        self._show()
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before

    def _catch_in_thread(self, said: threading.ExceptHookArgs) -> None:
        if said.exc_value is not None:
            self.catch(said.exc_type, said.exc_value, said.exc_traceback)

    def _note(self, said: sys.UnraisableHookArgs) -> None:
        """What went wrong while something was cleared away stops nobody: it is kept, not shown."""
        if said.exc_value is None or (name := crashes.signature(said.exc_value)) in self._known:
            return
        self._known.add(name)
        text = details(said.exc_value)
        crashes.keep(text)
        _log.error("A fault of the program while clearing away:\n%s", text)

    def _show(self) -> None:
        while self._undrawable:
            _draw_no_more(self._undrawable.popleft())
        if self._showing:
            return
        while self._waiting:
            fault = self._waiting.popleft()
            self._shown += 1
            if self._shown > MOST:
                crashes.keep(fault.details)
                self._repeated = True
                continue
            safe = KEPT if self._gather() else NOT_KEPT
            words = " ".join(part for part in (SAFE, safe, BLANK if fault.blank else "") if part)
            self._run(fault.details, "Something in the program went wrong", words, "Go on")
            self._repeated = False
        if self._repeated:
            self._repeated = False
            self._say_again()

    def _run(self, text: str, title: str, words: str, way_on: str) -> None:
        self._showing = True
        try:
            # Over whatever waits for an answer: behind it nobody could press the button.
            over = QApplication.activeModalWidget() or self._dialogs.window
            self._dialogs.run(CrashDialog(text, crashes.keep(text), over, title=title, words=words, way_on=way_on))
        finally:
            self._showing = False

    def _gather(self) -> bool:
        return self._context is not None and self._context.gather_drafts()

    def _say_again(self) -> None:
        if self._context is not None and (not self._said.isValid() or self._said.elapsed() > PAUSE):
            self._said.start()
            words = "What you typed is kept." if self._gather() else NOT_KEPT
            self._context.bus.message.emit(f"Something in the program went wrong again. {words}", False)


def _drawn(trace: TracebackType | None) -> QObject | None:
    """What was drawing itself when it failed."""
    for frame, _ in traceback.walk_tb(trace):
        own = frame.f_locals.get("self") if frame.f_code.co_name in _DRAW else None
        if isinstance(own, QWidget | QAbstractItemDelegate):
            return own
    return None


def _let_go(trace: TracebackType | None) -> None:
    """End a painter that the fault left open, before Qt misses it, and keep nothing private in memory."""
    traceback.clear_frames(trace)
    for frame, _ in traceback.walk_tb(trace):
        # Until Python 3.13 a frame that was looked into keeps a copy of what it held, until it is looked into again.
        len(frame.f_locals)


def _draw_no_more(drawn: QObject) -> None:
    """Draw the rows of a list as Qt does, anything else not at all."""
    if not shiboken6.isValid(drawn):
        return
    if isinstance(drawn, QAbstractItemDelegate):
        view = drawn.parent()
        if isinstance(view, QAbstractItemView):
            for column in range(view.model().columnCount()):
                if view.itemDelegateForColumn(column) is drawn:
                    view.setItemDelegateForColumn(column, QStyledItemDelegate(view))
    elif isinstance(drawn, QWidget):
        drawn.setUpdatesEnabled(False)
