"""The panel with the line, over the top of the page. Nothing is saved here: what is added opens in its form.

Enter in the line adds, Down goes to what was found, Escape closes. Neighbors: `answer` reads the line, `door` opens it.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.quick.answer import Answer, answer, place_of
from stemtracker.ui.tasks import Task
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Label, Muted
from stemtracker.ui.widgets.message import announce
from stemtracker.ui.widgets.scrolling import scroll_column

#: From the last letter until the record is asked (milliseconds).
REST = 120
WIDTH = 640
_HINT = "Type what you did, such as “2h webinar lab safety yesterday #stem”, or anything your record has."


class Line(QLineEdit):
    """Down leads to what was found."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        else:
            super().keyPressEvent(event)


class Hits(QListView):
    """What was found; as high as its entries. Up from the first leads back to the line."""

    up = Signal()
    opened = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Found in your record")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        self.entries = QStandardItemModel(self)
        self.setModel(self.entries)
        self.clicked.connect(self.opened)

    def show_hits(self, found: Answer) -> None:
        """Show these; none is chosen yet."""
        self.entries.clear()
        height = self.fontMetrics().height() + 2 * theme.px(theme.XS) + theme.px(2)
        for hit in found.hits:
            item = QStandardItem(f"{hit.title} – {hit.about}")
            item.setToolTip(item.text())
            item.setSizeHint(QSize(80, height))
            self.entries.appendRow(item)
        self.setFixedHeight(height * len(found.hits) + 2 * theme.FOCUS + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.currentIndex()
        if event.key() == Qt.Key.Key_Up and here.row() <= 0:
            self.up.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and here.isValid():
            self.opened.emit(here)
        else:
            super().keyPressEvent(event)


class QuickBar(QFrame):
    """Not modal: it goes as soon as the focus goes elsewhere in the window."""

    closed = Signal()

    def __init__(self, context: AppContext, window: QMainWindow) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._before: QWidget | None = None
        self._task: Task | None = None
        self._answer: Answer | None = None
        self._adding = False
        self.setProperty("look", "popup")
        self.setAccessibleName("Add or find")
        pad = theme.px(theme.M)
        column = QVBoxLayout(self)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(theme.px(theme.S))
        self.line = Line()
        self.line.setAccessibleName("Add or find")
        self.line.setPlaceholderText("Add or find")
        self.line.setAccessibleDescription(_HINT)
        self.close_button = buttons.icon_button("close", "Close", self.leave)
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self.close_button)
        column.addLayout(row)
        self.area, self._body = scroll_column()
        self._body.setSpacing(theme.px(theme.S))
        self._inside = self.area.widget() or self.area
        column.addWidget(self.area, 1)
        self._build_body()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._connect()
        self._show_nothing()

    def _build_body(self) -> None:
        self.hint = Muted(_HINT)
        self.add_button = buttons.plain("", self._add, "plus")
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, theme.XS)
        self.notes = Muted("")
        self.found = Label("", "secondary")
        self.hits = Hits()
        for widget in (self.hint, self.add_button, self._chips, self.notes, self.found, self.hits):
            self._body.addWidget(widget)

    def _connect(self) -> None:
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.leave)
        self._rest.timeout.connect(self._ask)
        self.line.textChanged.connect(self._typed)
        self.line.returnPressed.connect(self._add)
        self.line.down.connect(self._to_hits)
        self.hits.up.connect(self._to_line)
        self.hits.opened.connect(self._open)
        self.hits.selectionModel().currentChanged.connect(self._reveal)
        self._window.installEventFilter(self)
        self._inside.installEventFilter(self)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    # Coming and going

    def open(self) -> None:
        """Show it with its line ready."""
        if not self.isVisible():
            self._before = self._window.focusWidget()
            self.show()
            self.raise_()
            self._fit()
        self._to_line()
        self.line.selectAll()

    def leave(self) -> None:
        """Close, and go back to where one was."""
        before = self._before
        self._go()
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self) -> None:
        if self.isHidden():
            return
        self._rest.stop()
        if self._task is not None:
            self._task.cancel()
        self._window.removeEventFilter(self)
        self.hide()
        self.closed.emit()
        self.deleteLater()

    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None or now is self or self.isAncestorOf(now) or now.window() is not self._window:
            return
        self._go()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        what = QEvent.Type.Resize if watched is self._window else QEvent.Type.LayoutRequest
        if event.type() == what and self.isVisible():
            self._fit()
        return False

    def _fit(self) -> None:
        """At the top in the middle, as high as what it shows, and never higher than the window."""
        ground = self._window.contentsRect() if (middle := self._window.centralWidget()) is None else middle.geometry()
        edge = theme.px(theme.L)
        width = min(theme.px(WIDTH), ground.width() - 2 * edge)
        inner = self._inside.layout()
        margins = self.contentsMargins().left() + self.contentsMargins().right() + 2 * theme.px(theme.M)
        room = 0
        if inner is not None:
            inner.activate()  # else it goes by what was shown before
            wraps, usual = inner.hasHeightForWidth(), inner.totalSizeHint().height()
            room = inner.totalHeightForWidth(width - margins) if wraps else usual
        whole = self.line.sizeHint().height() + 3 * theme.px(theme.M) + theme.px(theme.S) + room
        height = min(whole, ground.height() - 2 * edge)
        self.setGeometry(ground.x() + (ground.width() - width) // 2, ground.y() + edge, width, height)

    # Asking

    def _typed(self, text: str) -> None:
        self._adding = False
        if text.strip():
            self._rest.start()
        else:
            self._rest.stop()
            self._show_nothing()

    def _ask(self) -> None:
        self._rest.stop()
        if self._task is not None:
            self._task.cancel()
        self._task = self._context.tasks.record(answer, self._context.workspace, self.line.text(), done=self._show)

    def _show_nothing(self) -> None:
        self._answer = None
        self.hint.show()
        for widget in (self.add_button, self._chips, self.notes, self.found, self.hits):
            widget.hide()
        if self.isVisible():
            self._fit()

    def _show(self, found: Answer) -> None:
        if found.line != self.line.text():
            return  # something else was typed meanwhile; its answer is on its way
        self._answer = found
        if self._adding:
            self._add()
            return
        self.hint.hide()
        called = f"Add “{found.activity.title}”" if found.activity.title else "Add an activity"
        width = theme.px(WIDTH) // 2
        shown = self.add_button.fontMetrics().elidedText(called, Qt.TextElideMode.ElideRight, width)
        self.add_button.setText(shown.replace("&", "&&"))
        self.add_button.setAccessibleName(called)
        self.add_button.setAccessibleDescription("; ".join((*found.understood, *found.notes)))
        self.add_button.show()
        self._show_chips(found.understood)
        self.notes.setText("\n".join(found.notes))
        self.notes.setVisible(bool(found.notes))
        self.found.setText("Found in your record" if found.hits else "Nothing in your record is called so.")
        self.found.set_look("" if found.hits else "muted")
        self.found.show()
        self.hits.show_hits(found)
        self.hits.setVisible(bool(found.hits))
        self._fit()
        announce(self, f"{called}. {len(found.hits)} found.")

    def _show_chips(self, understood: tuple[str, ...]) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for words in understood:
            chip = Label(words, "secondary", "notice")
            chip.setContentsMargins(theme.px(theme.XS), 0, theme.px(theme.XS), 0)
            self._flow.addWidget(chip)
        self._chips.setVisible(bool(understood))

    # Doing

    def _add(self) -> None:
        """Open it in the form. Where the answer to the line is not there yet, as soon as it is."""
        if not self.line.text().strip():
            return
        if self._answer is None or self._answer.line != self.line.text():
            self._adding = True
            self._ask()
            return
        activity = self._answer.activity
        self._go()
        self._context.bus.navigate.emit("log", activity)

    def _open(self, index: QModelIndex) -> None:
        if self._answer is not None and index.isValid():
            hit = self._answer.hits[index.row()]
            self._go()
            self._context.bus.navigate.emit(hit.page, place_of(hit))

    def _to_line(self) -> None:
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _to_hits(self) -> None:
        if self.hits.isVisible():
            self.hits.setFocus(Qt.FocusReason.TabFocusReason)
            self.hits.setCurrentIndex(self.hits.entries.index(0, 0))
        elif self.add_button.isVisible():
            self.add_button.setFocus(Qt.FocusReason.TabFocusReason)

    def _reveal(self, index: QModelIndex) -> None:
        box = self.hits.visualRect(index)
        where = self.hits.mapTo(self._inside, box.center())
        self.area.ensureVisible(where.x(), where.y(), 0, box.height())
