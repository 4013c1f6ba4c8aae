"""The window: navigation left, the page right of it, the quiet line under it. It owns no data.

Pages are made when first shown, by name. Neighbors: `menus` (what the window can do), `opening`
(records), `navigation`, `wizard.first_start` (when no record is open).
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from stemtracker.ui import icons, theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.menus import Menus
from stemtracker.ui.navigation import Entry, Navigation
from stemtracker.ui.opening import Opener
from stemtracker.ui.quick.door import Quick
from stemtracker.ui.record_file import RecordFileActions
from stemtracker.ui.restoring import Restoring
from stemtracker.ui.trouble.around import AroundTheFile
from stemtracker.ui.undoing import History
from stemtracker.ui.unsaved import UnsavedBar
from stemtracker.ui.widgets.message import BusyLine, MessageLine
from stemtracker.ui.widgets.notice import NoticeBar
from stemtracker.ui.widgets.skeleton import Skeleton

if TYPE_CHECKING:
    from stemtracker.services.settings import Settings
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.pages.base import Page
    from stemtracker.ui.wizard.first_start import FirstStart

PAGES = (
    Entry("home", "Home", "home", "stemtracker.ui.pages.home", "HomePage"),
    Entry("log", "Log", "log", "stemtracker.ui.pages.log", "LogPage"),
    Entry("renewal", "Renewal", "renewal", "stemtracker.ui.pages.renewal", "RenewalPage"),
    Entry("networks", "Networks", "networks", "stemtracker.ui.pages.networks", "NetworksPage"),
    Entry("leadership", "Leadership", "leadership", "stemtracker.ui.pages.leadership", "LeadershipPage"),
    Entry("documents", "Documents", "documents", "stemtracker.ui.pages.documents", "DocumentsPage"),
    Entry("record", "Record", "record", "stemtracker.ui.pages.record", "RecordPage"),
)


class MainWindow(QMainWindow):
    """Shell, navigation and shortcuts around the pages."""

    #: Home (or the page asked for) is there with its record.
    ready = Signal()

    def __init__(self, context: AppContext, opener: Opener) -> None:
        super().__init__()
        self._context, self._opener = context, opener
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._first_start: FirstStart | None = None
        self._scale = theme.scale()
        self.setMinimumSize(*theme.WINDOW)
        self.setWindowTitle("STEM Tracker")
        self.setWindowIcon(icons.icon("stemtracker", "accent"))
        self._history = History(context, self)
        self._file = RecordFileActions(context, self)
        self.quick = Quick(context, self)
        self._restoring = Restoring(context, opener, self)
        self._build()
        self._around = AroundTheFile(context, opener, self.notices, self)
        self._wire()
        self._build_menus()
        self._connect()
        self.show_nothing()

    def _build(self) -> None:
        ground = QWidget()
        row = QHBoxLayout(ground)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.navigation = Navigation(PAGES)
        self.stack = QStackedWidget()
        self.message = MessageLine()
        self.busy = BusyLine()
        self.notices = NoticeBar()
        self.unsaved = UnsavedBar(self._context)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.unsaved)
        column.addWidget(self.stack, 1)
        column.addWidget(self.busy)
        column.addWidget(self.message)
        row.addWidget(self.navigation)
        row.addLayout(column, 1)
        self._waiting = Skeleton(6, "Opening the record")
        self.stack.addWidget(self._waiting)
        self.setCentralWidget(ground)

    def _build_menus(self) -> None:
        self.menus = menus = Menus(self)
        menus.add(menus.file, "&New record …", "Ctrl+N", self.begin, on_record=False)
        menus.add(menus.file, "&Open a record …", "Ctrl+O", self._opener.ask_and_open, on_record=False)
        menus.add_recent()
        menus.file.addSeparator()
        menus.add(menus.file, "&Save", "Ctrl+S", self.save)
        menus.add_of_file(self._file)
        menus.file.addSeparator()
        menus.add(menus.file, "&Quit", "Ctrl+Q", self.close, on_record=False)
        menus.undo = menus.add(menus.edit, "&Undo", "Ctrl+Z", self._history.undo)
        menus.redo = menus.add(menus.edit, "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), self._history.redo)
        menus.edit.addSeparator()
        menus.add(menus.edit, "&Add or find …", "Ctrl+K", self.quick.open)
        menus.add(menus.edit, "&Search the log", "Ctrl+F", self.search)
        menus.add_pages(PAGES, self._go_from_menu)

    def _connect(self) -> None:
        bus, tasks = self._context.bus, self._context.tasks
        bus.navigate.connect(self._navigate)
        bus.message.connect(self._show_message)
        tasks.busy.connect(self._show_busy)
        self._history.learned.connect(self.menus.show_history)
        self._opener.opened.connect(self.show_record)
        self._opener.leaving.connect(self.show_nothing)
        self._opener.gave_up.connect(self.begin)
        self._opener.remembered.connect(self._show_recent)
        theme.signals.changed.connect(self._restyle)

    def _wire(self) -> None:
        self.message.undo.connect(self._history.undo)
        self.navigation.chosen.connect(self.go_to)

    def _show_message(self, text: str, undoable: bool) -> None:  # noqa: FBT001 - a Qt slot
        self.message.show_message(text, undoable)

    def _show_busy(self, task: object) -> None:
        self.busy.follow(task)

    # The record

    def show_nothing(self) -> None:
        """No record: the shell alone."""
        self._drop_pages()
        self.notices.clear()
        self.unsaved.offer(None)
        self.menus.set_record_open(is_open=False)
        self.navigation.setEnabled(False)
        self._show_recent()

    def _show_recent(self) -> None:
        self.menus.show_recent(self._context.settings.recent, self._open_recent)

    def show_record(self, ws: Workspace) -> None:
        """Show the record that was just opened, from Home."""
        self._leave_first_start()
        self._drop_pages()
        self._frame_record(ws)
        self._around.begin()
        self.message.clear()
        self.go_to("home")
        self._history.learn()
        self.ready.emit()

    def _frame_record(self, ws: Workspace) -> None:
        """What the window says about the record around the pages."""
        self.setWindowTitle(f"{ws.path.stem} – STEM Tracker")
        self.navigation.show_record(ws.path.stem)
        self.navigation.setEnabled(True)
        self.navigation.show()
        self.menus.set_record_open(is_open=True)
        self.unsaved.offer(self._context.drafts)
        self._around.frame(ws)

    def begin(self) -> None:
        """The three doors, in place of the pages; with a way back while a record is open."""
        from stemtracker.ui.wizard.first_start import FirstStart

        if self._first_start is not None or not self._may_leave():
            return
        first = FirstStart(self._context, self._opener)
        first.left.connect(self._back_from_first_start)
        self._first_start = first
        self.stack.addWidget(first)
        self.stack.setCurrentWidget(first)
        self.navigation.hide()
        self.notices.clear()
        self.unsaved.offer(self._context.beginning)
        first.focus_first()

    def _back_from_first_start(self) -> None:
        if self._context.workspace is not None:
            self.show_record(self._context.workspace)

    def _leave_first_start(self) -> None:
        if self._first_start is not None:
            self.stack.removeWidget(self._first_start)
            self._first_start.hide()
            self._first_start.deleteLater()
            self._first_start = None

    def _open_recent(self) -> None:
        action = self.sender()
        if isinstance(action, QAction) and self._may_leave():
            self._opener.open(Path(str(action.data())))

    def save(self) -> None:
        """Save what is being edited on the page; everything else is saved already."""
        page = self.current_page()
        if page is not None and not page.save_shortcut():
            self._context.bus.message.emit(self._around.why_not_saved() or "Everything is saved.", False)

    # Pages

    def page(self, name: str) -> Page | None:
        """The page of that name, made now if it wasn't yet."""
        if name not in self._pages:
            entry = next((e for e in PAGES if e.name == name), None)
            if entry is None:
                return None
            made: Page = getattr(importlib.import_module(entry.module), entry.cls)(self._context)
            self._pages[name] = made
            self.stack.addWidget(made)
        return self._pages[name]

    def _navigate(self, name: str, argument: object) -> None:
        """What pages ask for: a page, or something the window does with records."""
        if name == "begin":
            self.begin()
            if argument and self._first_start is not None:
                self._first_start.begin()
        elif name == "open":
            self._opener.ask_and_open()
        elif name == "adopt":
            self._opener.adopt(argument)  # type: ignore[arg-type]
        elif name == "restore":
            self._restoring.restore(argument)  # type: ignore[arg-type]
        else:
            self.go_to(name, argument)

    def go_to(self, name: str, argument: object = None) -> None:
        """Show a page, and on it what the argument names; "import" is the Log with a spreadsheet to bring in."""
        name = "log" if name == "import" else name
        if self._context.workspace is None or (name != self._current and not self._may_leave()):
            self.navigation.mark(self._current)
            return
        page = self.page(name)
        if page is None:
            return
        self._current = name
        self.navigation.mark(name)
        self.stack.setCurrentWidget(page)
        focus = self.focusWidget()
        if focus is None or not (self.navigation.isAncestorOf(focus) or page.isAncestorOf(focus)):
            # The next Tab leads into the page, and a screen reader says its name.
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        if argument is not None:
            page.open(argument)

    def current_page(self) -> Page | None:
        """The page shown."""
        return self._pages.get(self._current)

    def _go_from_menu(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.go_to(str(action.data()))

    def search(self) -> None:
        """Go where searching starts."""
        self.go_to("log")
        if (page := self.current_page()) is not None:
            page.focus_search()

    def _may_leave(self) -> bool:
        page = self.current_page()
        return page is None or page.leave()

    def _drop_pages(self) -> None:
        self._current = ""
        self.quick.close()
        # First: else the stack shows one page after another as each is taken out, and each would reload.
        self.stack.setCurrentWidget(self._waiting)
        self._context.gather_drafts()
        while self._pages:
            _, page = self._pages.popitem()
            self.stack.removeWidget(page)
            page.hide()
            page.deleteLater()

    # The window itself

    def _restyle(self) -> None:
        """Colors change by themselves; at another scale everything is made anew at the new measures."""
        if theme.scale() == self._scale:
            return
        self._scale = theme.scale()
        current = self._current
        self._drop_pages()
        self._leave_first_start()
        self._build()
        self._wire()
        self._around.use(self.notices)
        self._fit_navigation()
        if self._context.workspace is None:
            self.show_nothing()
            self.begin()
        else:
            self._frame_record(self._context.workspace)
            self.go_to(current or "home")

    def restore(self, settings: Settings) -> None:
        """Take the size and place the window had."""
        if settings.window:
            self.restoreGeometry(QByteArray.fromBase64(settings.window.encode("ascii")))
        else:
            self.resize(self.sizeHint().boundedTo(self.screen().availableSize()))

    def kept(self, settings: Settings) -> Settings:
        """The settings with the size and place of the window."""
        return msgspec.structs.replace(settings, window=bytes(self.saveGeometry().toBase64().data()).decode("ascii"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._around.look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_navigation()

    def _fit_navigation(self) -> None:
        self.navigation.set_narrow(narrow=self.width() < theme.px(900))

    def sizeHint(self) -> QSize:
        return QSize(1200, 780)

    def may_let_go(self) -> bool:
        """Whether the record may be closed now: what was typed is saved or dropped, and what was saved is in it."""
        may = self._may_leave()
        # What is being saved may yet be refused; then the window stays with what was typed.
        self._context.tasks.drain(record_only=True)
        page = self.current_page()
        may = may and self._around.may_let_go() and not (page is not None and page.is_edited() and not page.leave())
        return may and self._context.may_let_drafts_go()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self.may_let_go())
