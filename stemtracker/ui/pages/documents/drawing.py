"""A paper on its way: gathered by the record's worker, drawn in the pool; what was asked for last is what comes.

Neighbors: `page` asks and shows, the kinds of paper (see `kind`) do the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from stemtracker.services import papers
from stemtracker.ui.pages.documents.kind import Missing, PaperKind, Progress

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.tasks import Task


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper as it was asked for by that number, and all that is told beside it."""

    number: int
    sheet: str
    data: Any
    made: papers.Made
    missing: Missing
    #: How many pages of evidence the saved file has after these.
    follows: int


def _gather(ws: Workspace, kind: PaperKind, options: Any, number: int, progress: Progress) -> tuple[Any, ...]:
    return kind, kind.gather(ws, options, progress), options, number


def _draw(kind: PaperKind, data: Any, options: Any, number: int) -> Drawn:
    made = kind.draw(data, options)
    return Drawn(number, options.page, data, made, kind.missing(data, made), kind.follows(data))


def _write(ws: Workspace, kind: PaperKind, drawn: Drawn, path: Path, progress: Progress) -> Path:
    kind.write(ws, drawn.data, drawn.made, path, progress)
    return path


class Drawing(QObject):
    """One paper after another; one that is no longer wanted is not waited for."""

    #: It is there: a `Drawn`.
    drawn = Signal(object)
    #: It can't be drawn: the error.
    failed = Signal(object)
    #: It was saved there.
    written = Signal(object)
    #: Whoever waited stopped it: before it was drawn, before it was saved.
    stopped = Signal()
    not_written = Signal()

    def __init__(self, context: AppContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._number = 0
        self._running = False
        self._gathering: Task | None = None
        self._writing: Task | None = None
        context.tasks.busy.connect(self._look_whether_stopped)

    def start(self, kind: PaperKind, options: Any) -> None:
        """Draw this."""
        self.drop()
        self._running = True
        self._gathering = self._context.tasks.record(
            _gather,
            self._context.workspace,
            kind,
            options,
            self._number,
            done=self._gathered,
            failed=self._fail,
            busy_text=kind.gathering,
        )

    def drop(self) -> bool:
        """What was asked for is not wanted any more, or not now; whether it still ran."""
        running, self._running = self._running, False
        if self._gathering is not None:
            self._gathering.cancel()
        self._gathering = None
        self._number += 1
        return running

    def write(self, kind: PaperKind, drawn: Drawn, path: Path) -> None:
        """Save it there, whole or not at all."""
        self._writing = self._context.tasks.record(
            _write,
            self._context.workspace,
            kind,
            drawn,
            path,
            done=self._wrote,
            failed=self._not_wrote,
            busy_text=kind.writing or f"Saving the {kind.title.lower()}",
        )

    def _gathered(self, answer: tuple[Any, ...]) -> None:
        if answer[-1] == self._number:
            self._gathering = None
            self._context.tasks.pool(_draw, *answer, done=self._drew, failed=self._fail)

    def _drew(self, drawn: Drawn) -> None:
        if drawn.number == self._number:
            self._running = False
            self.drawn.emit(drawn)

    def _fail(self, error: Any) -> None:
        self._gathering, self._running = None, False
        self.failed.emit(error)

    def _wrote(self, path: Path) -> None:
        self._writing = None
        self.written.emit(path)

    def _not_wrote(self, error: Any) -> None:
        self._writing = None
        self._context.dialogs.show_error(error)

    def _look_whether_stopped(self, _task: object) -> None:
        """Both can be stopped in the foot of the window; nothing else tells of it."""
        if _is_stopped(self._gathering):
            self._gathering, self._running = None, False
            self.stopped.emit()
        if _is_stopped(self._writing):
            self._writing = None
            self.not_written.emit()


def _is_stopped(task: Task | None) -> bool:
    return task is not None and task.cancelled and task.over
