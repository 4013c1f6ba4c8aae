"""The place beside the list: one panel at a time, with a title, a way to close it, and its own main action."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from stemtracker.ui import theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import line
from stemtracker.ui.widgets.labels import Elided
from stemtracker.ui.widgets.scrolling import scroll_column

#: The least width a form can be filled in at beside the list; alone it does with a little less.
WIDTH, _LEAST = 384, 340


class SidePanel(QFrame):
    """A surface: `head` takes small actions, `body` scrolls, `foot` holds the main action."""

    closed = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setMinimumWidth(theme.px(_LEAST))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(title)
        pad = theme.px(theme.L)
        column = QVBoxLayout(self)
        column.setContentsMargins(pad, theme.px(theme.M), theme.px(theme.S), theme.px(theme.M))
        column.setSpacing(theme.px(theme.S))
        self.head = QHBoxLayout()
        self.head.setSpacing(theme.px(theme.XS))
        self.title = Elided(title, "card")
        self.head.addWidget(self.title, 1)
        column.addLayout(self.head)
        self.area, self.body = scroll_column()
        column.addWidget(self.area, 1)
        column.addWidget(line())
        self.foot = QHBoxLayout()
        self.foot.setSpacing(theme.px(theme.S))
        self.foot.setContentsMargins(0, 0, theme.px(theme.S), 0)
        column.addLayout(self.foot)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.leave)
        self.close_button = buttons.icon_button("close", f"Close {title.lower()}", self._close)

    def finish_head(self) -> None:
        """The way to close comes after the panel's own small actions."""
        self.head.addWidget(self.close_button)

    def set_title(self, title: str) -> None:
        """Name what the panel is about."""
        self.title.show_text(title)
        self.setAccessibleName(title)

    def reveal(self, widget: QWidget) -> None:
        """Scroll so that this can be seen."""
        self.area.ensureWidgetVisible(widget, 0, theme.px(theme.XL))

    def leave(self) -> None:
        """Esc: the same as closing it."""
        self._close()

    def _close(self) -> None:
        self.closed.emit()


def stretch_label(label: QWidget) -> QWidget:
    """Let a line of text take the room there is and no more."""
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    label.setMinimumWidth(theme.px(64))
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return label
