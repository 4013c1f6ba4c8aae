"""The list of things beside a form: as high as its entries, one of them chosen by its id.

Neighbors: `entry` makes an entry; Networks, Leadership and the licenses of the record choose by it.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QSizePolicy

from stemtracker.ui import theme
from stemtracker.ui.widgets.entry import ID


class Things(QListView):
    """Entries below each other; `most` is how high it may be before it scrolls, in pixels at 100 %."""

    def __init__(self, name: str, most: int) -> None:
        super().__init__()
        self._most = most
        self.entries = QStandardItemModel(self)
        self.setModel(self.entries)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def fill(self, entries: Iterable[QStandardItem]) -> None:
        """Other entries; nothing is chosen by that, and nobody told."""
        selection = self.selectionModel()
        blocked = selection.blockSignals(True)
        self.entries.clear()
        for one in entries:
            self.entries.appendRow(one)
        selection.blockSignals(blocked)

    def ids(self) -> list[str]:
        """The ids of the entries, in order."""
        return [str(self.entries.item(row).data(ID)) for row in range(self.entries.rowCount())]

    def chosen(self) -> str | None:
        """The id of the entry that is chosen."""
        indexes = self.selectedIndexes()
        return str(indexes[0].data(ID)) if indexes else None

    def choose(self, id_: str) -> None:
        """Choose an entry, without telling anybody; nothing where it is not there."""
        ids = self.ids()
        if id_ in ids:
            selection = self.selectionModel()
            blocked = selection.blockSignals(True)
            self.setCurrentIndex(self.entries.index(ids.index(id_), 0))
            selection.blockSignals(blocked)

    def fit(self) -> None:
        """As high as its entries, up to a height that scrolls."""
        width = self.viewport().width() - 2 * theme.px(theme.S) - theme.px(3)
        metrics = self.fontMetrics()
        whole = 0
        for row in range(self.entries.rowCount()):
            item = self.entries.item(row)
            box = metrics.boundingRect(0, 0, max(width, 80), 10_000, int(Qt.TextFlag.TextWordWrap), item.text())
            item.setSizeHint(QSize(80, box.height() + 2 * theme.px(theme.S)))
            whole += item.sizeHint().height()
        self.setFixedHeight(min(whole, theme.px(self._most)) + 2 * theme.FOCUS + 2)
