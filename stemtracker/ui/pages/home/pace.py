"""How the hours came together against an even pace: the chart, and the same numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QTableView, QWidget

from stemtracker.domain import wording
from stemtracker.ui import theme
from stemtracker.ui.models.plain_table import PlainTable, Row
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.chart import PaceChart, Series
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.labels import Label

if TYPE_CHECKING:
    from stemtracker.services.outlook import Pace


def _rows(series: Series) -> list[Row]:
    """Day, counted up to then, and the even pace of that day."""
    rows = []
    for day, counted in series.points:
        pace = wording.short(series.required * wording.elapsed(series.cycle, day)) if series.required else ""
        rows.append(Row(day.isoformat(), (wording.day(day), wording.short(counted), pace)))
    return rows


class PaceCard(Card):
    """The finding as its title; the license to look at where there are several; chart or table."""

    #: Another credential was chosen (its id).
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__("Hours over time")
        self.combo = Combo()
        self.combo.setMinimumContentsLength(20)
        self.combo.setAccessibleName("License shown in the chart")
        self.combo.activated.connect(self._chosen)
        self.header.addWidget(self.combo)
        self.switch = buttons.plain("Show as table", self._switch, "table")
        self.header.addWidget(self.switch)
        self.caption = Label("", "secondary", "muted")
        self.caption.setWordWrap(True)
        self.add(self.caption)
        self.chart = PaceChart()
        self._series: Series | None = None
        self.model = PlainTable(("Day", "Counted", "Even pace"), right=(1, 2))
        holder = QWidget()
        self._views = QStackedLayout(holder)
        self._views.addWidget(self.chart)
        self.add(holder)

    @cached_property
    def table(self) -> QTableView:
        """The numbers of the chart, made when first asked for."""
        from stemtracker.ui.widgets import tables

        view = QTableView()
        view.setModel(self.model)
        tables.set_up(view, (0.4, 0.3, 0.3), "Hours over time", compact=True)
        view.setMinimumHeight(theme.px(210))
        self._views.addWidget(view)
        return view

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
        self.caption.setText(f"What counts in {wording.units(pace.unit) or 'this renewal'}, {wording.days(pace.cycle)}")
        self._series = series
        self.chart.show_series(series)
        self._fill()

    def _fill(self) -> None:
        """The rows of the table, which only who looks at it waits for."""
        if self._series is not None and self._views.currentWidget() is not self.chart:
            self.model.show(_rows(self._series))

    def _chosen(self) -> None:
        self.chosen.emit(self.credential())

    def _switch(self) -> None:
        table = self._views.currentWidget() is self.chart
        self._views.setCurrentWidget(self.table if table else self.chart)
        self._fill()
        self.switch.setText("Show as chart" if table else "Show as table")
        self.switch.setAccessibleName(self.switch.text())
