"""How the hours came together against an even pace: the chart, and the same numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QTableView, QWidget

from stemtracker.domain import wording
from stemtracker.ui import theme
from stemtracker.ui.widgets import buttons, tables
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.chart import PaceChart, Series
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.labels import Label

if TYPE_CHECKING:
    from stemtracker.services.outlook import Pace

Index = QModelIndex | QPersistentModelIndex


class PaceModel(QAbstractTableModel):
    """Day, counted up to then, and the even pace of that day."""

    HEADERS = ("Day", "Counted", "Even pace")

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[tuple[str, str, str], ...] = ()

    def show(self, series: Series) -> None:
        """Show these numbers."""
        self.beginResetModel()
        self._rows = tuple(
            (
                wording.day(day),
                wording.short(counted),
                wording.short(series.required * wording.elapsed(series.cycle, day)) if series.required else "",
            )
            for day, counted in series.points
        )
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.HEADERS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.HEADERS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole and section:
                return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


class PaceCard(Card):
    """The finding as its title; the license to look at where there are several; chart or table."""

    #: Another credential was chosen (its id).
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__("Hours over time")
        self.title.setWordWrap(True)
        self.combo = Combo()
        self.combo.setAccessibleName("License shown in the chart")
        self.combo.activated.connect(self._chosen)
        self.header.addWidget(self.combo)
        self.switch = buttons.plain("Show as table", self._switch, "table")
        self.header.addWidget(self.switch)
        self.caption = Label("", "secondary", "muted")
        self.caption.setWordWrap(True)
        self.add(self.caption)
        self.chart, self.model, self.table = PaceChart(), PaceModel(), QTableView()
        self.table.setModel(self.model)
        self._shares = tables.set_up(self.table, (0.4, 0.3, 0.3), "Hours over time", compact=True)
        self.table.setMinimumHeight(theme.px(210))
        holder = QWidget()
        self._views = QStackedLayout(holder)
        self._views.addWidget(self.chart)
        self._views.addWidget(self.table)
        self.add(holder)

    def offer(self, credentials: Sequence[tuple[str, str]]) -> None:
        """The credentials to choose from."""
        self.combo.set_choices(credentials)
        self.combo.setVisible(len(credentials) > 1)

    def credential(self) -> str:
        """The credential shown, "" for none."""
        value = self.combo.value()
        return value if isinstance(value, str) else ""

    def show_pace(self, pace: Pace) -> None:
        """Show these numbers."""
        series = Series(pace.cycle, pace.points, pace.required, pace.today, pace.unit)
        self.set_title(pace.title)
        self.caption.setText(f"{wording.units(pace.unit).capitalize()} that count, {wording.days(pace.cycle)}")
        self.chart.show_series(series)
        self.model.show(series)

    def _chosen(self) -> None:
        self.chosen.emit(self.credential())

    def _switch(self) -> None:
        table = self._views.currentWidget() is self.chart
        self._views.setCurrentWidget(self.table if table else self.chart)
        self.switch.setText("Show as chart" if table else "Show as table")
        self.switch.setAccessibleName(self.switch.text())
