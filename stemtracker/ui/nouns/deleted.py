"""What of a part was deleted in the last 30 days, folded away under it, each with a way to have it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stemtracker.domain import wording
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.fold import Fold
from stemtracker.ui.widgets.labels import Label, Muted

if TYPE_CHECKING:
    from stemtracker.services.keeping import BinRow


class Deleted(Fold):
    """Hidden where nothing is in the bin."""

    #: Have this one back, by its id.
    wanted = Signal(str)

    def __init__(self, what: str) -> None:
        super().__init__("Recently deleted")
        self.button.setAccessibleName(f"Recently deleted: {what.lower()}")
        self.column.addWidget(Muted("What you delete stays here for 30 days."))
        self._rows: list[QWidget] = []
        self.hide()

    def show_rows(self, rows: Sequence[BinRow]) -> None:
        """Show what is in the bin, deleted last first."""
        for row in self._rows:
            self.column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(one) for one in rows]
        for row in self._rows:
            self.column.addWidget(row)
        self.button.setText(f"Recently deleted ({len(rows)})")
        self.setVisible(bool(rows))

    def _row(self, one: BinRow) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Label(one.title, wrap=True))
        row = FlowLayout()
        column.addLayout(row)
        row.addWidget(Muted(f"{wording.number(one.days_left, 'day')} left", wrap=False))
        restore = buttons.link("Restore", self._restore, "undo")
        restore.setAccessibleName(f"Restore {one.title}")
        restore.setObjectName(one.id)
        row.addWidget(restore)
        return made

    def _restore(self) -> None:
        self.wanted.emit(self.sender().objectName())
