"""The left navigation: one button per page, icon and word; words go under the icons where room is short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout

from stemtracker.ui import icons, theme
from stemtracker.ui.widgets.labels import Label, breakable

#: Of the name of the record, words up to this length fit on a line.
_FITS = 16


@dataclass(frozen=True)
class Entry:
    """One page of the window: its name, word, drawing, and the class to make it from when first shown."""

    name: str
    title: str
    drawing: str
    module: str
    cls: str


class Navigation(QFrame):
    """Shows where one is and leads elsewhere. Up and Down move between the pages."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self.setProperty("look", "navigation")
        self.setAccessibleName("Pages")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._column = QVBoxLayout(self)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self._drawings = {entry.name: entry.drawing for entry in entries}
        for number, entry in enumerate(entries, 1):
            button = QToolButton()
            button.setProperty("look", "navigation")
            button.setText(entry.title)
            button.setAccessibleName(entry.title)
            button.setToolTip(f"{entry.title} (Ctrl+{number})")
            button.setCheckable(True)
            button.setObjectName(entry.name)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.installEventFilter(self)
            self._group.addButton(button)
            self._buttons[entry.name] = button
            self._column.addWidget(button)
        self._column.addStretch(1)
        self._record = Label("", "secondary", "muted")
        self._record.setWordWrap(True)
        self._column.addWidget(self._record)
        self._group.buttonClicked.connect(self._clicked)
        self._narrow: bool | None = None
        self._low, self._airy = False, 0
        self.set_narrow(narrow=False)

    def set_narrow(self, *, narrow: bool) -> None:
        """Icons with small words under them, or beside them."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._dress(low=False)
            if self.isVisible():
                self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In a low window the pages stand closer, so that none loses its word."""
        if not self._low:
            self._airy = sum(button.sizeHint().height() for button in self._buttons.values())
            self._airy += theme.px(theme.XS) * len(self._buttons) + 2 * theme.px(theme.L)
        low = self.height() < self._airy
        if low != self._low:
            self._dress(low=low)

    def _dress(self, *, low: bool) -> None:
        self._low, narrow = low, bool(self._narrow)
        edge, gap = (theme.XS, 0) if low else (theme.L, theme.XS)
        self._column.setContentsMargins(theme.px(theme.S), theme.px(edge), theme.px(theme.S), theme.px(edge))
        self._column.setSpacing(theme.px(gap))
        style = Qt.ToolButtonStyle.ToolButtonTextUnderIcon if narrow else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in self._buttons.values():
            button.setToolButtonStyle(style)
            button.setProperty("narrow", narrow)
            button.setProperty("low", low and narrow)
            button.style().unpolish(button)
            button.style().polish(button)
            size = theme.ICON_SMALL if low else theme.ICON
            icons.put(button, self._drawings[button.objectName()], "text", size, air=not narrow)
            button.setFont(theme.font("secondary" if narrow else "body"))
        self.setFixedWidth(theme.px(theme.NAVIGATION_NARROW if narrow else theme.NAVIGATION))
        self._record.setVisible(not narrow and bool(self._record.text()))

    def show_record(self, words: str) -> None:
        """Name the open record at the foot."""
        self._record.setText(breakable(" ".join(words.split()), _FITS))
        self._record.setAccessibleName(words)
        self._record.setToolTip(words)
        self._record.setVisible(not self._narrow and bool(words))

    def mark(self, name: str) -> None:
        """Show which page is open."""
        if name in self._buttons:
            self._buttons[name].setChecked(True)

    def _clicked(self, button: QToolButton) -> None:
        self.chosen.emit(button.objectName())

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(watched, QToolButton):
                watched.click()
                return True
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            buttons = list(self._buttons.values())
            if step is not None and watched in buttons:
                buttons[(buttons.index(watched) + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False
