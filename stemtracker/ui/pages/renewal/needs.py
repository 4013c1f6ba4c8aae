"""The need tree as a view: columns by share, every need open, one always chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from stemtracker.domain.assessment import Assessment, Node
from stemtracker.ui import theme
from stemtracker.ui.models import need_tree
from stemtracker.ui.models.need_tree import NeedTree
from stemtracker.ui.widgets.tables import MarkDelegate

#: A column right of the need grows with its longest words, up to so many pixels; the need takes the rest.
_WIDEST = 240

#: Columns that go first where room is scarce; their figures are then told under the tree.
_MAY_GO = (need_tree.OVER_CAP, need_tree.PLANNED, need_tree.POSSIBLE)
_LEAST_NEED = 230


class NeedsView(QTreeView):
    """Shows a `NeedTree`; `chosen` comes with the need the user is at."""

    chosen = Signal(object)
    #: Asked for as text, by the key for it.
    copied = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._used: set[int] = set(_MAY_GO)
        self._widths = [0] * len(need_tree.COLUMNS)
        self.needs = NeedTree(self)
        self.setModel(self.needs)
        self.setAccessibleName("Needs of this renewal")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformRowHeights(True)
        self.setIconSize(QSize(theme.px(theme.ICON_SMALL), theme.px(theme.ICON_SMALL)))
        self.setAllColumnsShowFocus(True)
        self.setItemDelegateForColumn(0, MarkDelegate(self))
        self.setRootIsDecorated(False)
        self.setIndentation(theme.px(theme.M))
        header = self.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(theme.px(40))
        header.setFixedHeight(theme.px(theme.ROW))
        self.viewport().installEventFilter(self)
        self.selectionModel().currentRowChanged.connect(self._moved)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self, context=Qt.ShortcutContext.WidgetShortcut)
        copy.activated.connect(self.copied)

    def show_assessment(self, assessment: Assessment) -> None:
        """Show its needs, all open; the need chosen before stays chosen where it still is."""
        before = self.current()
        self.needs.show(assessment)
        # A column without a single figure only takes room from the names.
        self._used = {c for c in _MAY_GO if any(need_tree.cell(n, c) for n in assessment.nodes)}
        self.expandAll()
        self._widths = [self._wanted_width(column) for column in range(len(need_tree.COLUMNS))]
        self.spread()
        wanted = self.needs.index_of(before.id) if before else QModelIndex()
        if not wanted.isValid():
            wanted = self.needs.index_of(assessment.headline.id)
        self.setCurrentIndex(wanted)

    def wanted_height(self) -> int:
        """The height that shows every need, up to eight of them."""
        rows = min(len(self._all_rows()), 8)
        return (
            theme.px(theme.ROW) + rows * max(self.sizeHintForRow(0), theme.px(theme.ROW_COMPACT)) + theme.px(theme.XS)
        )

    def _all_rows(self) -> list[QModelIndex]:
        rows, at = [], self.needs.index(0, 0)
        while at.isValid():
            rows.append(at)
            at = self.indexBelow(at)
        return rows

    def current(self) -> Node | None:
        """The need the user is at."""
        return self.needs.node(self.currentIndex())

    def heading(self) -> str:
        """The heading the user is at; "" at a need."""
        return self.needs.heading(self.currentIndex())

    def show_way(self, node_id: str) -> None:
        """Show one way to meet a need, open, with the other ways closed."""
        way = self.needs.index_of(node_id)
        if not way.isValid():
            return
        above = way.parent()
        for row in range(self.needs.rowCount(above)):
            other = self.needs.index(row, 0, above)
            self.setExpanded(other, other == way)
        self.setCurrentIndex(way)
        self.scrollTo(way, QAbstractItemView.ScrollHint.PositionAtTop)

    def spread(self) -> None:
        """Give the columns their widths; the need takes what is left, and columns go in turn while that is little."""
        room, least = self.viewport().width(), theme.px(_LEAST_NEED)
        shown = [c for c in range(1, len(need_tree.COLUMNS)) if c not in _MAY_GO or c in self._used]
        for column in _MAY_GO:
            if column in shown and room - sum(self._widths[c] for c in shown) < least:
                shown.remove(column)
        for column, width in enumerate(self._widths[1:], start=1):
            self.setColumnHidden(column, column not in shown)
            if column in shown:
                self.header().resizeSection(column, width)
        rest = room - sum(self._widths[c] for c in shown)
        self.header().resizeSection(need_tree.NEED, max(rest, theme.px(120)))

    def _wanted_width(self, column: int) -> int:
        """What the heading and the longest cell of a column need."""
        cells = max((self.sizeHintForIndex(row.siblingAtColumn(column)).width() for row in self._all_rows()), default=0)
        heading = self.header().sectionSizeFromContents(column).width()
        return min(max(heading, cells), theme.px(_WIDEST))

    def left_out(self, node: Node) -> str:
        """The figures of a need whose columns had to go, in words."""
        words = [
            f"{need_tree.COLUMNS[c]} {need_tree.cell(node, c)}"
            for c in reversed(_MAY_GO)
            if self.isColumnHidden(c) and need_tree.cell(node, c)
        ]
        return " · ".join(words)

    def _hidden(self) -> list[bool]:
        return [self.isColumnHidden(column) for column in _MAY_GO]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.viewport() and event.type() == QEvent.Type.Resize:
            before = self._hidden()
            self.spread()
            # From the top on as far as the need one is at lets it.
            self.scrollToTop()
            self.scrollTo(self.currentIndex())
            if self._hidden() != before:
                self.chosen.emit(self.current())  # what is told of it in words depends on the columns shown
        return super().eventFilter(watched, event)

    def _moved(self, current: QModelIndex, _before: QModelIndex) -> None:
        self.chosen.emit(self.needs.node(current))
