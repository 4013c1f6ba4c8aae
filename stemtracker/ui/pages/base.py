"""What every page is: title left, the one primary action right, filters under it, then content.

A page reloads when it is shown or when a write touched its nouns while it is visible; a hidden page
only remembers that it is stale.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from stemtracker.domain.changes import Changes
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Title


class Page(QWidget):
    """The frame of a page. A subclass sets `name` and `title`, fills `content`, and writes `refresh`."""

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
        column = QVBoxLayout(self)
        edge = theme.px(theme.XL)
        column.setContentsMargins(edge, theme.px(theme.L), edge, theme.px(theme.XS))
        column.setSpacing(theme.px(theme.M))
        head = QHBoxLayout()
        head.setSpacing(theme.px(theme.S))
        self.heading = Title(self.title)
        self.heading.setMinimumHeight(theme.px(theme.TARGET))
        head.addWidget(self.heading, 1)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(theme.px(theme.S))
        head.addLayout(self._actions)
        column.addLayout(head)
        #: The row of filters; takes no room while it is empty.
        self.filters = QHBoxLayout()
        self.filters.setSpacing(theme.px(theme.S))
        column.addLayout(self.filters)
        #: Everything below; `scrolling` makes it scroll.
        self.content = QVBoxLayout()
        self.content.setSpacing(theme.px(theme.L))
        column.addLayout(self.content, 1)
        context.bus.changed.connect(self.on_changes)

    def set_primary(self, text: str, slot: buttons.Slot, drawing: str = "") -> QPushButton:
        """Give the page its one main action."""
        button = buttons.primary(text, slot, drawing)
        self._actions.addWidget(button)
        self.primary_action = button
        return button

    def add_action(self, text: str, slot: buttons.Slot, drawing: str = "") -> QPushButton:
        """Add a lesser action left of the main one."""
        button = buttons.plain(text, slot, drawing)
        self._actions.insertWidget(self._actions.count() - (1 if self.primary_action else 0), button)
        return button

    def scrolling(self) -> QVBoxLayout:
        """Let the content scroll; returns the layout to fill."""
        area, inner = scroll_column()
        self.content.addWidget(area, 1)
        return inner

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


def scroll_column(*, fill: bool = False) -> tuple[QScrollArea, QVBoxLayout]:
    """A column that scrolls up and down; its content stays at the top, or fills the height there is."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inner = QWidget()
    inner.setProperty("look", "ground")
    inner.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    outer = QVBoxLayout(inner)
    outer.setContentsMargins(0, 0, theme.px(theme.S), 0)
    outer.setSpacing(0)
    column = QVBoxLayout()
    column.setSpacing(theme.px(theme.L))
    outer.addLayout(column)
    # A stretch below, not an alignment of the layout: that would squeeze wrapped text to its unwrapped height.
    if not fill:
        outer.addStretch(1)
    area.setWidget(inner)
    return area, column
