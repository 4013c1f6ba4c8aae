"""How every table looks and behaves: rows of one height, columns by share, selection seen without color.

A view is never sized from its contents: on a large model that costs seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionHeader,
    QStyleOptionViewItem,
    QTableView,
)

from stemtracker.ui import theme
from stemtracker.ui.style import CELL_EDGE

#: The arrow of the column that a table is sorted by.
_ARROW = 12
#: A column of words can't be told from its first letters with less than this.
_LEAST_SHARED = 110


class MarkDelegate(QStyledItemDelegate):
    """Draws a bar of the accent color left of a selected row, so that selection never hangs on a faint grey."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_Selected:
            rect: QRect = option.rect
            painter.fillRect(QRect(rect.left(), rect.top(), theme.px(3), rect.height()), theme.color("accent"))


class Header(QHeaderView):
    """The heads of columns; one without room for its title ends in dots, for which Qt counts on more room than is."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.setSectionsClickable(True)

    def shown_text(self, section: int) -> str:
        """What there is room for of a title."""
        title = str(self.model().headerData(section, self.orientation()) or "")
        room = self.sectionSize(section) - 2 * (theme.px(theme.S) + CELL_EDGE)
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == section:
            room -= theme.px(_ARROW)
        return QFontMetrics(theme.font("strong")).elidedText(title, Qt.TextElideMode.ElideRight, room)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        super().initStyleOptionForIndex(option, section)
        option.text = self.shown_text(section)


class ColumnShares(QObject):
    """Keeps the columns of a view at fixed widths or shares of what is left, as the view changes its width."""

    def __init__(self, view: QTableView, shares: Sequence[float], going: Sequence[int] = ()) -> None:
        super().__init__(view)
        self._view, self._shares, self._going = view, tuple(shares), tuple(going)
        view.viewport().installEventFilter(self)
        self.spread()

    def spread(self) -> None:
        """Give each column its width: a share of 1 or less of the free room, above 1 so many pixels."""
        header, model = self._view.horizontalHeader(), self._view.model()
        all_ = dict(enumerate(self._shares[: model.columnCount()]))
        shown = dict(all_)
        for column in self._going:
            if _each(shown, self._free(shown)) >= theme.px(_LEAST_SHARED):
                break
            shown.pop(column, None)
        free = self._free(shown)
        whole = sum(s for s in shown.values() if s <= 1) or 1
        for column, share in all_.items():
            if column in self._going:
                self._view.setColumnHidden(column, column not in shown)
            if column in shown:
                width = theme.px(share) if share > 1 else int(free * share / whole)
                header.resizeSection(column, max(width, header.minimumSectionSize()))

    def _free(self, shares: Mapping[int, float]) -> int:
        """The room for the columns that share it."""
        return max(self._view.viewport().width() - sum(theme.px(s) for s in shares.values() if s > 1), 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.spread()
        return super().eventFilter(watched, event)


def _each(shares: Mapping[int, float], free: int) -> float:
    return free / max(sum(1 for share in shares.values() if share <= 1), 1)


def set_up(
    view: QTableView, shares: Sequence[float], name: str, *, compact: bool = False, going: Sequence[int] = ()
) -> ColumnShares:
    """Dress a table view after its model was set; `shares` as in `ColumnShares.spread`.

    The columns `going` are left out in turn while those that share the room would get too little of it.
    """
    view.setAccessibleName(name)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setMouseTracking(True)
    view.setCornerButtonEnabled(False)
    view.setItemDelegateForColumn(0, MarkDelegate(view))
    rows, columns = view.verticalHeader(), Header(view)
    view.setHorizontalHeader(columns)
    rows.hide()
    rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(theme.px(theme.ROW_COMPACT if compact else theme.ROW))
    columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    columns.setHighlightSections(False)
    columns.setMinimumSectionSize(theme.px(40))
    columns.setFixedHeight(theme.px(theme.ROW))
    return ColumnShares(view, shares, going)


def fit_rows(view: QTableView, most: int) -> None:
    """As high as its rows need, up to so many; more scroll. For short lists within a page that scrolls itself."""
    rows = min(max(view.model().rowCount(), 1), most)
    body = rows * view.verticalHeader().defaultSectionSize() + 2 * view.frameWidth()
    view.setFixedHeight(view.horizontalHeader().height() + body)
