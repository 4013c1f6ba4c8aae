"""What the renewal asks: the ways to it, the tree of needs, and below it the reasons of the chosen need.

Neighbors: `ways`, `needs` and `lines` are its three parts; `page` fills them.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from stemtracker.domain import wording
from stemtracker.domain.assessment import Node
from stemtracker.services.renewal import RenewalView
from stemtracker.ui import theme
from stemtracker.ui.models.line_answers import counted_rows
from stemtracker.ui.models.need_tree import APART
from stemtracker.ui.pages.renewal.lines import LinesPanel
from stemtracker.ui.pages.renewal.needs import NeedsView
from stemtracker.ui.pages.renewal.ways import WaysPanel
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Muted
from stemtracker.ui.widgets.least import Least

#: Room for a heading and three needs; what there is room for above that goes to the tree first.
_LEAST_NEEDS = 116
_NONE = "No activity has to do with this need yet."
_BELOW = "The activities stand with the needs below this one."
_MARKS = {"secondary": "from a secondary source", "inferred": "inferred", "conflict": "sources disagree"}


class AskedPanel(QWidget):
    """Needs above, the reasons of the chosen one below."""

    #: The need whose explanation is asked for as text.
    copied = Signal(object)

    def __init__(self, lines: LinesPanel) -> None:
        super().__init__()
        self._view: RenewalView | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(theme.S), 0, 0)
        column.setSpacing(theme.px(theme.S))
        self.ways = WaysPanel()
        self.needs = NeedsView()
        self.needs.setMinimumHeight(theme.px(_LEAST_NEEDS))
        self.needs.chosen.connect(self._show_need)
        self.needs.copied.connect(self._copy)
        self.ways.chosen.connect(self.needs.show_way)
        self.lines = lines
        self._split = QSplitter(Qt.Orientation.Vertical)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.needs)
        self._split.addWidget(self._build_behind())
        self._split.setStretchFactor(0, 2)
        self._split.setStretchFactor(1, 3)
        column.addWidget(self.ways)
        column.addWidget(self._split, 1)

    def _build_behind(self) -> QWidget:
        self.about = Muted()
        self.about.widen()
        self.copy_button = buttons.link("Copy", self._copy, "copy")
        self.copy_button.setToolTip("Copy the explanation of this need (Ctrl+C in the tree)")
        self.copy_button.setAccessibleName("Copy the explanation of this need")
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.S))
        row.addWidget(self.about, 1)
        row.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        behind = Least()
        column = QVBoxLayout(behind)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.lines, 1)
        return behind

    def show_view(self, view: RenewalView, *, new: bool) -> None:
        """Show its needs; of another cycle than before, with as many needs as leave room for their reasons."""
        self._view = view
        self.ways.show_assessment(view.assessment)
        self.needs.show_assessment(view.assessment)
        if new:
            wanted = self.needs.wanted_height()
            self.needs.setMinimumHeight(min(theme.px(_LEAST_NEEDS), wanted))
            wanted = min(wanted, max(self._split.height() // 2, self.needs.minimumHeight()))
            self._split.setSizes([wanted, self._split.height() - wanted])
        self._show_need(self.needs.current())

    def _show_need(self, node: Node | None) -> None:
        view = self._view
        if view is None:
            return
        self.copy_button.setEnabled(node is not None)
        self.lines.setVisible(node is not None)
        if node is None:
            self.about.setText(APART if self.needs.heading() else "")
            return
        parts = (self.needs.left_out(node), _about(node, view))
        self.about.setText(" · ".join(part for part in parts if part))
        self.lines.empty_text = _BELOW if view.assessment.children(node.id) else _NONE
        self.lines.show_rows(view.assessment, counted_rows(view.assessment, node.id, view.days), view.pins)

    def _copy(self) -> None:
        node = self.needs.current()
        if node is not None:
            self.copied.emit(node)


def _about(node: Node, view: RenewalView) -> str:
    titles = {s.id: s for s in view.assessment.sources}
    parts = [node.note.rstrip(".")] if node.note else []
    if node.touched_by_overlay:
        parts.append("changed by your district’s additions")
    parts += [f"{titles[i].title}, seen {wording.day(titles[i].seen)}" for i in node.sources if i in titles]
    if node.mark in _MARKS:
        parts.append(_MARKS[node.mark])
    return " · ".join(parts)
