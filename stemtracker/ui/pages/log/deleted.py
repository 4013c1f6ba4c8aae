"""What was deleted in the last 30 days, to be brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView

from stemtracker.services import activities
from stemtracker.ui import theme
from stemtracker.ui.pages.log.side import SidePanel
from stemtracker.ui.widgets import buttons, dates
from stemtracker.ui.widgets.entry import ID, entry
from stemtracker.ui.widgets.labels import Muted

if TYPE_CHECKING:
    from stemtracker.domain.changes import Changes
    from stemtracker.ui.app_context import AppContext


class BinPanel(SidePanel):
    """The bin: choose and restore; emptying it is the one thing that Undo can't take back."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("Recently deleted")
        self._context = context
        self.finish_head()
        self._about = Muted()
        self.body.addWidget(self._about)
        self._model = QStandardItemModel(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setAccessibleName("Recently deleted activities")
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(theme.px(240))
        self.list.selectionModel().selectionChanged.connect(self._tell)
        self.body.addWidget(self.list)
        self.body.addStretch(1)
        self.empty_button = buttons.danger("Empty the bin…", self._empty)
        self.restore_button = buttons.primary("Restore", self._restore)
        self.foot.addWidget(self.empty_button)
        self.foot.addStretch(1)
        self.foot.addWidget(self.restore_button)

    def open(self) -> None:
        """Read what is in it."""
        self._context.tasks.record(activities.bin_rows, self._context.workspace, done=self._show)

    def _show(self, rows: Any) -> None:
        self._model.clear()
        for row in rows:
            left = f"{row.days_left} {'day' if row.days_left == 1 else 'days'} left"
            day = f"{dates.short(row.start)} · " if row.start else ""
            self._model.appendRow(entry(row.id, row.title, f"{day}{left}"))
        self._about.setText(
            "What you delete stays here for 30 days." if rows else "Nothing was deleted in the last 30 days."
        )
        self.list.setVisible(bool(rows))
        if rows:
            self.list.setCurrentIndex(self._model.index(0, 0))
            self.list.setFocus()
        self._tell()

    def _tell(self, *_said: Any) -> None:
        self.restore_button.setEnabled(bool(self.list.selectedIndexes()))
        for button in (self.restore_button, self.empty_button):
            button.setVisible(self._model.rowCount() > 0)

    def _restore(self) -> None:
        ids = tuple(index.data(ID) for index in self.list.selectedIndexes())
        if ids:
            self._context.tasks.record(activities.restore, self._context.workspace, ids, done=self._changed)

    def _empty(self) -> None:
        count = self._model.rowCount()
        what = f"{count} {'activity' if count == 1 else 'activities'}"
        text = f"{what} and their evidence will be gone for good. Undo can’t bring them back."
        if self._context.dialogs.ask("Empty the bin?", text, "Empty the bin", destructive=True):
            self._context.tasks.record(activities.empty_bin, self._context.workspace, done=self._changed)

    def _changed(self, _changes: Changes) -> None:
        self.open()
