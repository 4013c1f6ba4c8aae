"""The log as a table: all ids at once, rows fetched in pages as they come into view.

The model knows no service: it asks for rows through `wanted` and is given them through `put_rows`.
Until they come, a cell is blank. Neighbors: `log_source` fetches, `log_cells` words the cells.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.ui.models.log_cells import COLUMNS, spoken

if TYPE_CHECKING:
    from stemtracker.services.activities import LogRow

Index = QModelIndex | QPersistentModelIndex

#: Rows that are fetched together, and rows that are remembered.
PAGE = 64
REMEMBERED = 64 * PAGE
#: Pages asked for at once; the ones scrolled past meanwhile are dropped.
AT_ONCE = 3

ID_ROLE = Qt.ItemDataRole.UserRole
ROW_ROLE = Qt.ItemDataRole.UserRole + 1

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class LogModel(QAbstractTableModel):
    """Activities by id, in the order of the query."""

    #: A tuple of ids whose rows are about to be shown.
    wanted = Signal(object)

    def __init__(self, vocabulary: Vocabulary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._vocabulary = vocabulary
        self._ids: tuple[str, ...] = ()
        self._places: dict[str, int] = {}
        self._rows: OrderedDict[str, LogRow] = OrderedDict()
        #: Rows that are shown as they were until they come anew.
        self._stale: set[str] = set()
        self._asked: set[int] = set()
        self._to_ask: OrderedDict[int, None] = OrderedDict()
        self._drafts: frozenset[str] = frozenset()
        self._ask_soon = QTimer(self)
        self._ask_soon.setSingleShot(True)
        self._ask_soon.setInterval(0)
        self._ask_soon.timeout.connect(self._ask)

    # What it is given ---------------------------------------------------------------------------------

    def set_ids(self, ids: Sequence[str], stale: Iterable[str] | None = None) -> None:
        """Show these, in this order. Rows at hand are shown at once; the stale ones (None: all) are asked for anew."""
        ids = tuple(ids)
        self._asked.clear()
        self._to_ask.clear()
        self._stale.update(self._rows if stale is None else self._rows.keys() & set(stale))
        if ids == self._ids:
            self._touch_all()
            return
        self.beginResetModel()
        self._ids = ids
        self._places = {}
        self.endResetModel()

    def put_rows(self, rows: Iterable[LogRow]) -> None:
        """Rows that were asked for have come."""
        places = []
        for row in rows:
            self._rows[row.id] = row
            self._stale.discard(row.id)
            self._rows.move_to_end(row.id)
            place = self.place_of(row.id)
            if place >= 0:
                places.append(place)
        while len(self._rows) > REMEMBERED:
            id_, _ = self._rows.popitem(last=False)
            self._stale.discard(id_)
            place = self.place_of(id_)
            self._asked.discard(place // PAGE)
        if places:
            self._changed(min(places), max(places))

    def forget(self, ids: Iterable[str]) -> None:
        """A fetch of these came to nothing; they may be asked for again."""
        for id_ in ids:
            place = self.place_of(id_)
            if place >= 0:
                self._asked.discard(place // PAGE)

    def set_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Words may have been added to the record."""
        self._vocabulary = vocabulary
        self._touch_all()

    def set_drafts(self, ids: frozenset[str]) -> None:
        """Which activities have changes that are not saved yet."""
        touched = self._drafts ^ ids
        self._drafts = ids
        for id_ in touched:
            place = self.place_of(id_)
            if place >= 0:
                self._changed(place, place)

    # What it answers ----------------------------------------------------------------------------------

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids in their order."""
        return self._ids

    def id_at(self, row: int) -> str | None:
        """The id in that row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def place_of(self, id_: str) -> int:
        """The row in which an id stands, -1 where it is not shown."""
        if not self._places and self._ids:
            self._places = {each: place for place, each in enumerate(self._ids)}
        return self._places.get(id_, -1)

    def row(self, id_: str) -> LogRow | None:
        """The row of an id if it is at hand."""
        return self._rows.get(id_)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._ids):
            return None
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        id_ = self._ids[index.row()]
        if role == ID_ROLE:
            return id_
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, ROW_ROLE):
            return None
        row = self._rows.get(id_)
        if row is None or id_ in self._stale:
            self._want(index.row())
        if row is None:
            return "Loading" if role == Qt.ItemDataRole.AccessibleTextRole else None
        if role == ROW_ROLE:
            return row
        unsaved = " (not saved yet)" if column.name == "title" and id_ in self._drafts else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(column, row, self._vocabulary) + unsaved
        return column.text(row, self._vocabulary) + unsaved

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.header
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right else _LEFT
        return None

    # Asking for rows ----------------------------------------------------------------------------------

    def _want(self, place: int) -> None:
        page = place // PAGE
        if page in self._asked:
            return
        self._to_ask[page] = None
        self._to_ask.move_to_end(page)
        if not self._ask_soon.isActive():
            self._ask_soon.start()

    def _ask(self) -> None:
        pages = list(self._to_ask)[-AT_ONCE:]
        self._to_ask.clear()
        self._asked.update(pages)
        ids = tuple(
            id_ for page in sorted(pages) for id_ in self._ids[page * PAGE : (page + 1) * PAGE] if self._lacks(id_)
        )
        if ids:
            self.wanted.emit(ids)

    def _lacks(self, id_: str) -> bool:
        return id_ not in self._rows or id_ in self._stale

    def _changed(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1))

    def _touch_all(self) -> None:
        if self._ids:
            self._changed(0, len(self._ids) - 1)
