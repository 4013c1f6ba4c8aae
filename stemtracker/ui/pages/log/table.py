"""The table of the log: columns that go in turn as room gets scarce, files dropped onto a row, keys.

Neighbors: `models.log_model` is what it shows; `page` answers what is asked of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
)
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from stemtracker.domain.evidence import Standing
from stemtracker.ui import icons, theme
from stemtracker.ui.models.log_cells import COLUMNS, Column
from stemtracker.ui.models.log_model import ROW_ROLE, LogModel
from stemtracker.ui.widgets import tables

#: The drawing and color of each mark.
MARKS = {
    Standing.SELF_KEPT: ("self-kept", "muted"),
    Standing.EVIDENCE: ("evidence", "text"),
    Standing.SIGNED: ("signed", "text"),
    Standing.POSTED: ("posted", "text"),
}
#: A column with a share goes before it would be narrower than this many characters per share.
LEAST, LEAST_OF_ALL = 6, 2


class StandingDelegate(QStyledItemDelegate):
    """Draws the mark of who vouches for a line."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        option.text = ""
        super().paint(painter, option, index)
        row = index.data(ROW_ROLE)
        if row is None:
            return
        name, token = MARKS[row.standing]
        view = option.widget
        picture = icons.pixmap(name, token, theme.ICON_SMALL, view.devicePixelRatioF() if view else 1.0)
        side = theme.px(theme.ICON_SMALL)
        rect: QRect = option.rect
        painter.drawPixmap(rect.left() + theme.px(theme.M), rect.center().y() - side // 2 + 1, picture)

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.text = ""


def widths(room: int, measure: Callable[[Column], int], character: int) -> list[int]:
    """The width of each column within the room; 0 is hidden. Those that matter least go first."""
    shown = set(range(len(COLUMNS)))
    leaving = sorted((c.goes, place) for place, c in enumerate(COLUMNS) if c.goes)
    while True:
        fixed = sum(measure(COLUMNS[p]) for p in shown if COLUMNS[p].sample)
        shares = sum(COLUMNS[p].share for p in shown)
        each = (room - fixed) // shares
        # The amount is the last to go, and only before the title can't be told any more.
        least = LEAST if len(leaving) > 1 else LEAST_OF_ALL
        if each >= least * character or not leaving:
            break
        shown.discard(leaving.pop()[1])
    found = [0] * len(COLUMNS)
    for place in shown:
        column = COLUMNS[place]
        found[place] = measure(column) if column.sample else max(each * column.share, character)
    return found


class _Columns(QObject):
    """Fits the columns whenever the view changes its width."""

    def __init__(self, view: LogTable) -> None:
        super().__init__(view)
        self._view = view
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    def _measure(self, column: Column) -> int:
        """What its sample and its header take, with the room around them and for the mark of sorting."""
        cell = self._view.fontMetrics().horizontalAdvance(column.sample)
        header = QFontMetrics(theme.font("strong")).horizontalAdvance(column.header)
        return max(cell, header + (theme.px(theme.S) if column.sort else 0)) + 3 * theme.px(theme.S)

    def fit(self) -> None:
        """Give each column its width."""
        view = self._view
        character = view.fontMetrics().averageCharWidth()
        found = widths(view.viewport().width(), self._measure, character)
        for place, width in enumerate(found):
            view.setColumnHidden(place, width == 0)
            if width:
                view.setColumnWidth(place, width)


class LogTable(QTableView):
    """The view. It says what the user wants; it changes nothing by itself."""

    #: The selected ids (tuple), told once per change.
    chosen = Signal(object)
    #: Open the editor for this id and go to it.
    opened = Signal(object)
    #: Files (tuple of paths) were dropped onto the row of an id.
    dropped = Signal(object, object)
    delete_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, model: LogModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        shares = tables.set_up(self, (1.0,) * len(COLUMNS), "Activities")
        self.viewport().removeEventFilter(shares)
        shares.deleteLater()
        self._columns = _Columns(self)
        self.setItemDelegateForColumn(len(COLUMNS) - 1, StandingDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSortingEnabled(False)
        header = self.horizontalHeader()
        # A selection of its own: at each paint a header asks of every selected row whether it is whole,
        # which takes half a second where 50,000 are selected.
        header.setSelectionModel(QItemSelectionModel(model, header))
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(0, Qt.SortOrder.DescendingOrder)
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.doubleClicked.connect(self._double)

    # Selection by id ----------------------------------------------------------------------------------

    def selected_ids(self) -> tuple[str, ...]:
        """The ids selected, in the order of the table."""
        selection = self.selectionModel().selection()
        places: set[int] = set()
        for part in selection.toList():
            places.update(range(part.top(), part.bottom() + 1))
        return tuple(id_ for place in sorted(places) if (id_ := self._model.id_at(place)) is not None)

    def current_id(self) -> str | None:
        """The id of the row the keyboard is on."""
        index = self.currentIndex()
        return self._model.id_at(index.row()) if index.isValid() else None

    def select_ids(self, ids: Iterable[str], current: str | None = None, *, reveal: bool = False) -> None:
        """Select these rows, as far as they are shown."""
        places = sorted(place for id_ in ids if (place := self._model.place_of(id_)) >= 0)
        selection = QItemSelection()
        last = len(COLUMNS) - 1
        for first, end in _runs(places):
            selection.select(self._model.index(first, 0), self._model.index(end, last))
        at = self._model.place_of(current) if current else (places[0] if places else -1)
        select = self.selectionModel()
        if at >= 0:
            index = self._model.index(at, 0)
            select.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            if reveal:
                self.scrollTo(index)
        select.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.chosen.emit(self.selected_ids())

    def _double(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.id_at(index.row()))

    # Keys and menu ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.current_id() is not None:
                self.opened.emit(self.current_id())
            return
        if key == Qt.Key.Key_Delete and self.selected_ids():
            self.delete_wanted.emit()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.selected_ids():
            self.menu_wanted.emit(event.globalPos())

    # Files --------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self.indexAt(event.position().toPoint()).isValid() and files_of(event):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        id_ = self._model.id_at(self.indexAt(event.position().toPoint()).row())
        paths = files_of(event)
        if id_ is not None and paths:
            event.acceptProposedAction()
            self.dropped.emit(id_, paths)


def files_of(event: QDropEvent) -> tuple[Path, ...]:
    """The local files that are being dragged."""
    data = event.mimeData()
    if not data.hasUrls():
        return ()
    found = (Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    return tuple(path for path in found if path.is_file())


def _runs(places: list[int]) -> list[tuple[int, int]]:
    """Neighboring places as (first, last)."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
