"""The one gate to work off the UI thread: a serial worker for the record, a pool for the rest.

A work is a plain function; nothing of Qt may be touched in it. Its `done` and `failed` are bound
methods, called in the UI thread and only while the object they belong to still lives. No other
module starts a thread. `collector` keeps Python's garbage collection in the UI thread meanwhile.
"""

from __future__ import annotations

import inspect
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Condition, get_ident
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from stemtracker.domain.changes import Changes

Work = Callable[..., Any]
Callback = Callable[[Any], None]


class Cancelled(Exception):  # noqa: N818 - an answer, not a fault
    """Raised inside a work at its next report of progress once the user cancelled it."""


class Task:
    """One work on its way: what it says it does, how far it is, and the way to stop it."""

    def __init__(self, work: Work, args: tuple[Any, ...], busy_text: str) -> None:
        self.work, self.args, self.busy_text = work, args, busy_text
        self.done: weakref.WeakMethod[Any] | None = None
        self.failed: weakref.WeakMethod[Any] | None = None
        #: How much of how much is done; (0, 0) while the work doesn't say.
        self.progress: tuple[int, int] = (0, 0)
        self.can_cancel = "progress" in _parameters(work)
        self.cancelled = False
        self.on_record = False
        #: Nothing of it runs any more.
        self.over = False
        self.future: Future[None] | None = None
        self.outcome: Any = None
        self.error: BaseException | None = None

    def cancel(self) -> None:
        """Drop it if it waits, stop it at its next report if it runs. No callback follows."""
        self.cancelled = True

    def report(self, so_far: int, total: int) -> None:
        """What a work with a parameter `progress` calls as it goes."""
        if self.cancelled:
            raise Cancelled
        self.progress = (so_far, total)

    def run(self) -> None:
        """Do the work (in its worker) and keep what came of it."""
        if self.cancelled:
            return
        try:
            extra = {"progress": self.report} if self.can_cancel else {}
            self.outcome = self.work(*self.args, **extra)
        except Cancelled:
            self.cancelled = True
        except BaseException as error:  # noqa: BLE001 - it is handed to the UI thread, whatever it is
            self.error = error


def _parameters(work: Work) -> frozenset[str]:
    try:
        return frozenset(inspect.signature(work).parameters)
    except (TypeError, ValueError):
        return frozenset()


def _weak(method: Callback | None) -> weakref.WeakMethod[Any] | None:
    if method is None:
        return None
    if not inspect.ismethod(method):
        raise TypeError(f"{method!r} must be a bound method of a living object")
    return weakref.WeakMethod(method)


def _alive(reference: weakref.WeakMethod[Any]) -> Callback | None:
    """The method, unless its owner is gone in Python or in Qt."""
    method = reference()
    if method is None:
        return None
    owner = method.__self__
    if isinstance(owner, QObject) and not shiboken6.isValid(owner):
        return None
    return method


class Tasks(QObject):
    """The gate. `record` and `pool` return at once; callbacks come in the UI thread."""

    #: A work ended whose outcome was (or held) `Changes`.
    changed = Signal(object)
    #: A work without `failed` ended in an error (the exception).
    trouble = Signal(object)
    #: Whether anything with a busy text runs: the newest such `Task`, or None.
    busy = Signal(object)
    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._record = ThreadPoolExecutor(1, thread_name_prefix="record")
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="pool")
        self._ended: deque[Task] = deque()
        self._waiting: list[Task] = []
        self._news = Condition()
        self._home = get_ident()
        self._closed = False
        self._wake.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def record(
        self,
        work: Work,
        *args: Any,
        done: Callback | None = None,
        failed: Callback | None = None,
        busy_text: str = "",
    ) -> Task:
        """Run `work(*args)` on the record, one after another. `Changes` in its outcome go to the bus."""
        return self._submit(self._record, Task(work, args, busy_text), done, failed)

    def pool(
        self,
        work: Work,
        *args: Any,
        done: Callback | None = None,
        failed: Callback | None = None,
        busy_text: str = "",
    ) -> Task:
        """Run `work(*args)` beside the record's work: for what touches no record."""
        return self._submit(self._pool, Task(work, args, busy_text), done, failed)

    def _submit(self, where: ThreadPoolExecutor, task: Task, done: Callback | None, failed: Callback | None) -> Task:
        task.done, task.failed = _weak(done), _weak(failed)
        if self._closed:
            task.cancel()
            return task
        task.on_record = where is self._record
        self._waiting.append(task)
        task.future = where.submit(self._run, task)
        if task.busy_text:
            self.busy.emit(task)
        return task

    def _run(self, task: Task) -> None:
        task.run()
        with self._news:
            self._ended.append(task)
            self._news.notify_all()
        if shiboken6.isValid(self):
            self._wake.emit()

    def _deliver(self) -> None:
        while self._ended:
            task = self._ended.popleft()
            self._waiting.remove(task)
            task.over = True
            if task.busy_text:
                self.busy.emit(next((t for t in reversed(self._waiting) if t.busy_text), None))
            self._finish(task)

    def _finish(self, task: Task) -> None:
        # A write that was committed is announced even if its page is gone or its cancel came too late.
        if task.error is None:
            for changes in _changes_in(task.outcome):
                self.changed.emit(changes)
        if task.cancelled:
            return
        if task.error is not None:
            self._fail(task)
        elif task.done is not None and (method := _alive(task.done)) is not None:
            method(task.outcome)

    def _fail(self, task: Task) -> None:
        method = _alive(task.failed) if task.failed is not None else None
        if method is not None:
            method(task.error)
        else:
            # Nobody is left to tell it in place: a write that failed must not pass in silence.
            self.trouble.emit(task.error)

    def is_idle(self) -> bool:
        """Whether nothing runs, waits, or has a callback to come."""
        return not self._waiting

    def drain(self, *, record_only: bool = False) -> None:
        """Wait for all work (or the record's), and for the work its callbacks ask for, with every callback made."""
        if get_ident() != self._home:
            raise RuntimeError("drain belongs to the UI thread")
        while any(task.on_record or not record_only for task in self._waiting):
            with self._news:
                self._news.wait_for(self._has_news)
            self._deliver()

    def _has_news(self) -> bool:
        return bool(self._ended)

    def close(self) -> None:
        """At exit: nothing new is taken, what waits in the pool is dropped, the record's work is finished."""
        self._closed = True
        for task in self._waiting:
            if task.can_cancel:
                task.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._record.shutdown(wait=True)
        self._ended.clear()
        self._waiting.clear()


def _changes_in(outcome: Any) -> list[Changes]:
    found = outcome if isinstance(outcome, tuple) else (outcome,)
    return [item for item in found if isinstance(item, Changes) and (item.label or item.touched)]
