"""The ladder of effects: five levels, the highest on top, each with a bar and its number as text."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from stemtracker.ui import theme
from stemtracker.ui.widgets.bar import Amounts, ProgressBar
from stemtracker.ui.widgets.labels import Label


class LadderFigure(QWidget):
    """Rungs as rows; the bar of the longest is full."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(theme.M))
        self._grid.setVerticalSpacing(theme.px(theme.S))
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)

    def show_counts(self, counts: Sequence[tuple[str, int]]) -> None:
        """Show these, given from the lowest level up."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        most = max((count for _, count in counts), default=0)
        for row, (words, count) in enumerate(reversed(counts)):
            self._grid.addWidget(Label(words, wrap=True), row, 0)
            amounts = Amounts(
                required=Fraction(max(most, 1)), counted=Fraction(count), planned=Fraction(0), today=None, unit=""
            )
            bar = ProgressBar(amounts, slim=True)
            bar.setAccessibleName(f"{words}: {count}")
            self._grid.addWidget(bar, row, 1)
            self._grid.addWidget(Label(f"{count:,}", "strong"), row, 2, Qt.AlignmentFlag.AlignRight)
