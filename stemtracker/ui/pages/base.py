"""What every page is: title left, the one primary action right, filters under it, then content.

A page reloads when it is shown or when a write touched its nouns while it is visible; a hidden page
only remembers that it is stale.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from stemtracker.domain.changes import Changes
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Title
from stemtracker.ui.widgets.scrolling import scroll_column

#: Narrower than this a page keeps small edges: the room is for what is on it.
_NARROW = 560
#: The least height at which a part that scrolls by itself can be read.
LEAST_HEIGHT = 160


class _Ground(QWidget):
    """What lies on a page: as high as the window, but never less than its parts need at their width."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "ground")
        self.column = QVBoxLayout(self)

    def heightForWidth(self, width: int) -> int:
        # Qt would ask for the height that the parts like best, and every page would scroll.
        return self.column.totalMinimumHeightForWidth(width)


class Page(QScrollArea):
    """The frame of a page. A subclass sets `name` and `title`, fills `content`, and writes `refresh`.

    It scrolls as a whole where the window is too small for the least its parts need.
    """

    #: The name it is navigated to by ("log").
    name = ""
    #: What stands above it.
    title = ""
    #: The nouns of `Changes` it shows; empty means all.
    nouns: tuple[str, ...] = ()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.primary_action: QPushButton | None = None
        self._stale = True
        self.setAccessibleName(self.title)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = _Ground()
        self._column = column = ground.column
        column.setSpacing(theme.px(theme.M))
        #: The title, growing, and the actions right of it, or under it where the window is narrow.
        self._head = FlowLayout()
        self.heading = Title(self.title)
        self.heading.setMinimumHeight(theme.px(theme.TARGET))
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._head.addWidget(self.heading)
        column.addLayout(self._head)
        #: The row of filters; takes no room while it is empty.
        self.filters = FlowLayout()
        column.addLayout(self.filters)
        #: Everything below; `scrolling` makes it scroll.
        self.content = QVBoxLayout()
        self.content.setSpacing(theme.px(theme.L))
        column.addLayout(self.content, 1)
        self.setWidget(ground)
        self._keep_edges()
        context.bus.changed.connect(self.on_changes)

    def set_primary(self, text: str, slot: buttons.Slot, drawing: str = "") -> QPushButton:
        """Give the page its one main action."""
        button = buttons.primary(text, slot, drawing)
        self._head.addWidget(button)
        self.primary_action = button
        return button

    def add_action(self, text: str, slot: buttons.Slot, drawing: str = "") -> QPushButton:
        """Add a lesser action left of the main one."""
        button = buttons.plain(text, slot, drawing)
        self._head.insertWidget(self._head.count() - (1 if self.primary_action else 0), button)
        return button

    def scrolling(self) -> QVBoxLayout:
        """Let the content scroll; returns the layout to fill."""
        area, inner = scroll_column()
        area.setMinimumHeight(theme.px(LEAST_HEIGHT))
        self.content.addWidget(area, 1)
        return inner

    def bring_forth(self, widget: QWidget) -> None:
        """Scroll the page so that this part of it, just shown, can be seen."""
        self._column.activate()
        self.ensureWidgetVisible(widget, 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_edges()

    def _keep_edges(self) -> None:
        edge = theme.px(theme.M if self.width() < theme.px(_NARROW) else theme.XL)
        self._column.setContentsMargins(edge, theme.px(theme.L), edge, theme.px(theme.XS))

    # What a page may answer

    def refresh(self) -> None:
        """Reload what is shown (through `context.tasks`)."""

    def on_changes(self, changes: Changes) -> None:
        """A write was committed somewhere."""
        if self.nouns and not changes.touches(*self.nouns):
            return
        self._stale = True
        if self.isVisible():
            self._stale = False
            self.refresh()

    def open(self, argument: object) -> None:
        """Show something in particular (called after the page is shown; None is nothing in particular)."""

    def focus_search(self) -> None:
        """Put the focus where searching starts; pages without search leave it."""

    def save_shortcut(self) -> bool:
        """Ctrl+S: whether the page had something to save."""
        return False

    def is_edited(self) -> bool:
        """Whether something typed isn't saved yet."""
        return False

    def leave(self) -> bool:
        """Whether the page may be left or dropped now; a page keeps or asks about what was typed first."""
        return True

    def mark_stale(self) -> None:
        """Reload when next shown, or at once if visible."""
        self._stale = True
        if self.isVisible():
            self._stale = False
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()
