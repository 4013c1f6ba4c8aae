"""The gate: order, callbacks only for the living, progress, cancel, errors, and a clean end."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from threading import Event, current_thread, main_thread
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QObject

from stemtracker.domain.changes import Changes
from stemtracker.errors import Refused, Trouble
from stemtracker.ui.tasks import Task, Tasks


class Page(QObject):
    """Someone who asks for work."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[Any] = []
        self.threads: list[bool] = []

    def done(self, outcome: object) -> None:
        self.got.append(outcome)
        self.threads.append(current_thread() is main_thread())


@pytest.fixture
def tasks(qapp: object) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.drain()
    made.close()
    made.deleteLater()


def _thread() -> bool:
    return current_thread() is main_thread()


def _echo(value: object) -> object:
    return value


def test_work_runs_elsewhere_and_its_answer_comes_to_the_ui_thread(tasks: Tasks) -> None:
    page = Page()
    tasks.record(_thread, done=page.done)
    tasks.drain()
    assert page.got == [False]
    assert page.threads == [True]


def test_the_answer_comes_by_the_event_loop_too(tasks: Tasks, qtbot: Any) -> None:
    page = Page()
    tasks.pool(_echo, 2**40, done=page.done)
    qtbot.waitUntil(tasks.is_idle)
    assert page.got == [2**40]


def test_works_on_the_record_keep_their_order(tasks: Tasks) -> None:
    page = Page()
    for number in range(50):
        tasks.record(_echo, number, done=page.done)
    tasks.drain()
    assert page.got == list(range(50))


def test_draining_waits_for_what_callbacks_ask_for(tasks: Tasks) -> None:
    class Chain(Page):
        def done(self, outcome: object) -> None:
            super().done(outcome)
            if isinstance(outcome, int) and outcome < 3:
                tasks.record(_echo, outcome + 1, done=self.done)

    page = Chain()
    tasks.record(_echo, 0, done=page.done)
    tasks.drain()
    assert page.got == [0, 1, 2, 3]
    assert tasks.is_idle()


@pytest.mark.parametrize("end", ["python", "qt"])
def test_no_callback_to_the_dead(tasks: Tasks, end: str) -> None:
    heard: list[object] = []

    class Gone(QObject):
        def done(self, outcome: object) -> None:
            heard.append(outcome)

    page = Gone()
    hold = Event()
    tasks.record(hold.wait, 5)
    tasks.record(_echo, 1, done=page.done)
    if end == "qt":
        shiboken6.delete(page)
    else:
        del page
        gc.collect()
    hold.set()
    tasks.drain()
    assert heard == []


def test_what_was_written_is_announced_even_if_its_page_is_gone(tasks: Tasks) -> None:
    announced: list[Changes] = []
    tasks.changed.connect(announced.append)
    page = Page()
    changes = Changes("Add activity", {"activity": frozenset({"a"})})
    tasks.record(_echo, ("id", changes), done=page.done)
    shiboken6.delete(page)
    tasks.drain()
    assert announced == [changes]


def _fail(error: Exception) -> None:
    raise error


def test_a_failure_goes_to_who_asked_for_it(tasks: Tasks) -> None:
    page = Page()
    error = Refused.at("title", "Give the activity a title.")
    tasks.record(_fail, error, done=page.done, failed=page.done)
    tasks.drain()
    assert page.got == [error]


@pytest.mark.parametrize("error", [Trouble("full", "The disk is full.", "Make room."), ValueError("a bug")])
def test_a_failure_nobody_asked_for_is_shown(tasks: Tasks, error: Exception) -> None:
    shown: list[object] = []
    tasks.trouble.connect(shown.append)
    page = Page()
    tasks.record(_fail, error, done=page.done)
    tasks.drain()
    assert shown == [error]
    assert page.got == []


def test_a_failed_write_is_shown_even_if_its_page_is_gone(tasks: Tasks) -> None:
    shown: list[object] = []
    tasks.trouble.connect(shown.append)
    page = Page()
    error = Trouble("full", "The disk is full.", "Make room.")
    tasks.record(_fail, error, failed=page.done)
    shiboken6.delete(page)
    tasks.drain()
    assert shown == [error]


def _counting(steps: int, begun: Event, go_on: Event, progress: Callable[[int, int], None]) -> str:
    progress(1, steps)
    begun.set()
    go_on.wait(5)
    progress(2, steps)
    return "all"


def test_a_work_tells_its_progress_and_stops_when_cancelled(tasks: Tasks) -> None:
    page = Page()
    begun, go_on = Event(), Event()
    task = tasks.record(_counting, 9, begun, go_on, done=page.done, busy_text="Importing …")
    assert begun.wait(5)
    assert task.can_cancel
    assert task.progress == (1, 9)
    task.cancel()
    go_on.set()
    tasks.drain()
    assert page.got == []


def test_what_waits_is_dropped_when_cancelled(tasks: Tasks) -> None:
    page, ran = Page(), []
    hold = Event()
    tasks.record(hold.wait, 5)
    task = tasks.record(ran.append, 1, done=page.done)
    task.cancel()
    hold.set()
    tasks.drain()
    assert ran == []
    assert page.got == []


def test_busy_names_the_newest_work_and_then_none(tasks: Tasks) -> None:
    told: list[str] = []

    class Line(QObject):
        def follow(self, task: object) -> None:
            told.append(task.busy_text if isinstance(task, Task) else "")

    line = Line()
    tasks.busy.connect(line.follow)
    tasks.record(_echo, 1, busy_text="Opening …")
    tasks.record(_echo, 1)
    tasks.drain()
    assert told == ["Opening …", ""]


def test_a_closure_cannot_be_a_callback(tasks: Tasks) -> None:
    with pytest.raises(TypeError, match="bound method"):
        tasks.record(_echo, 1, done=print)
    assert tasks.is_idle()


def test_closing_finishes_the_record_and_takes_nothing_new(qapp: object) -> None:
    tasks, page, ran = Tasks(), Page(), []
    for number in range(5):
        tasks.record(ran.append, number, done=page.done)
    tasks.close()
    assert ran == [0, 1, 2, 3, 4]
    assert tasks.record(ran.append, 9, done=page.done).cancelled
    assert ran == [0, 1, 2, 3, 4]
    assert page.got == []
    tasks.deleteLater()
