"""Keeps a `LogModel` filled from the record: ids for a query, rows as they are wanted, the sum of hours.

All reading goes through the gate; an answer to a question that is no longer asked is dropped.
Neighbors: `services.activities` answers, `pages.log` asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from stemtracker.services import activities
from stemtracker.ui.models.log_model import LogModel

if TYPE_CHECKING:
    from stemtracker.services.activities import LogQuery, LogRow
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.tasks import Task


@dataclass(frozen=True, slots=True)
class Totals:
    """What the shown activities come to; `others` is how many are not given in time."""

    count: int
    minutes: int = 0
    others: int = 0
    in_record: int = 0


@dataclass(frozen=True, slots=True)
class _Answer:
    number: int
    ids: tuple[str, ...]
    stale: frozenset[str] | None
    #: Activities in the record, with or without the filters.
    in_record: int


def _find(ws: Workspace, query: LogQuery, number: int, stale: frozenset[str] | None) -> _Answer:
    ids = activities.ids(ws, query)
    return _Answer(number, ids, stale, len(ids) or activities.count(ws))


def _sum(ws: Workspace, query: LogQuery, number: int, count: int, in_record: int) -> tuple[int, Totals]:
    minutes, others = activities.totals(ws, query)
    return number, Totals(count, minutes, others, in_record)


def _fetch(ws: Workspace, ids: tuple[str, ...]) -> tuple[LogRow, ...]:
    return activities.rows(ws, ids)


class LogSource(QObject):
    """Asks the record and fills the model."""

    #: New ids are in the model (`Totals`, without the sums).
    loaded = Signal(object)
    #: What they come to (`Totals`); it follows a moment later.
    summed = Signal(object)
    #: Rows that were wanted have come.
    filled = Signal()

    def __init__(self, context: AppContext, model: LogModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._model = model
        self._query: LogQuery = activities.LogQuery()
        self._number = 0
        self._finding: Task | None = None
        self._summing: Task | None = None
        self._stale: frozenset[str] | None = frozenset()
        self._fetches: list[Task] = []
        model.wanted.connect(self._want)

    @property
    def query(self) -> LogQuery:
        """What is asked now."""
        return self._query

    def ask(self, query: LogQuery) -> None:
        """Show what this asks for; rows at hand are shown again."""
        self._query = query
        self._find(frozenset())

    def reload(self, stale: Iterable[str] | None) -> None:
        """Ask again, since these activities changed (None: any may have)."""
        self._find(None if stale is None else frozenset(stale))

    def _find(self, stale: frozenset[str] | None) -> None:
        # What was to be reread by a question that is dropped now must still be reread.
        self._stale = None if stale is None or self._stale is None else self._stale | stale
        for task in (self._finding, self._summing):
            if task is not None:
                task.cancel()
        self._number += 1
        self._finding = self._context.tasks.record(
            _find, self._context.workspace, self._query, self._number, self._stale, done=self._found
        )

    def _found(self, answer: Any) -> None:
        if answer.number != self._number:
            return
        self._finding = None
        self._stale = frozenset()
        for task in self._fetches:
            task.cancel()
        self._fetches.clear()
        self._model.set_ids(answer.ids, answer.stale)
        self.loaded.emit(Totals(len(answer.ids), in_record=answer.in_record))
        # The list is there first, its sum a moment later: typing never waits for adding up.
        self._summing = self._context.tasks.record(
            _sum,
            self._context.workspace,
            self._query,
            self._number,
            len(answer.ids),
            answer.in_record,
            done=self._added,
        )

    def _added(self, answer: tuple[int, Totals]) -> None:
        number, totals = answer
        if number == self._number:
            self.summed.emit(totals)

    def _want(self, ids: tuple[str, ...]) -> None:
        self._fetches = [task for task in self._fetches if task.outcome is None and not task.cancelled]
        self._fetches.append(self._context.tasks.record(_fetch, self._context.workspace, ids, done=self._came))

    def _came(self, rows: tuple[LogRow, ...]) -> None:
        self._model.put_rows(rows)
        self.filled.emit()
