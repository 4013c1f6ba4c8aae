"""Who has how much room: the list and the panel beside it, or one of them where the window is narrow.

Neighbors: `page` puts the list and the `panels` in, and says when a panel is shown or closed.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from stemtracker.ui import theme
from stemtracker.ui.pages.log.panels import Panels
from stemtracker.ui.pages.log.preview import PreviewPanel
from stemtracker.ui.pages.log.side import WIDTH

#: The widest a panel opens at; it can be drawn wider.
BESIDE = 460
#: The least width of the list, and the least height of a panel.
_LIST, _LEAST_PANEL = 300, 240


class Room(QSplitter):
    """The list left, the panel right."""

    def __init__(self, list_side: QWidget, panels: Panels) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._list, self._panels = list_side, panels
        self._before: list[int] = []
        self._once = False
        self.setChildrenCollapsible(False)
        self.setHandleWidth(theme.px(theme.M))
        list_side.setMinimumWidth(theme.px(_LIST))
        panels.setMinimumHeight(theme.px(_LEAST_PANEL))
        for place, side in enumerate((list_side, panels)):
            self.addWidget(side)
            self.setStretchFactor(place, 1 - place)

    def fit(self) -> bool:
        """Where there is no room for both, a panel takes the place of the list; whether it just did."""
        alone = self.width() < theme.px(_LIST + WIDTH) and not self._panels.isHidden()
        changed = alone != self._list.isHidden()
        self._list.setHidden(alone)
        return changed and alone

    def make(self) -> None:
        """A form has the width it had last; a page of evidence takes more of it for as long as it is shown."""
        looking, width = isinstance(self._panels.currentWidget(), PreviewPanel), self.width()
        if looking and not self._before:
            self._before = self.sizes() if self._once else []
            self.setSizes([width * 2 // 5, width * 3 // 5])
        elif not looking and (self._before or not self._once):
            beside = min(max(theme.px(WIDTH), width * 2 // 5), theme.px(BESIDE))
            self.setSizes(self._before or [width - beside, beside])
            self._before = []
        self._once = True
