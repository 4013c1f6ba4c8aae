"""The Log page: filters, the table, what it comes to, and one panel beside it.

Neighbors: `filters`, `table` and the panels (`editor`, `bulk`, `repeat`, `deleted`, `preview`) are its parts;
`actions` does what they ask; `models.log_source` reads the record.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from stemtracker.domain.activity import Activity
from stemtracker.domain.changes import Changes
from stemtracker.ui import icons, theme
from stemtracker.ui.forms.amounts import show_hours
from stemtracker.ui.forms.drafts import ActivityDrafts
from stemtracker.ui.models.log_cells import COLUMNS
from stemtracker.ui.models.log_model import LogModel
from stemtracker.ui.models.log_source import LogSource, Totals
from stemtracker.ui.pages.base import LEAST_HEIGHT, Page
from stemtracker.ui.pages.log.actions import Actions
from stemtracker.ui.pages.log.bulk import BulkPanel
from stemtracker.ui.pages.log.editor import EditorPanel
from stemtracker.ui.pages.log.filters import Choices, Filters, choices
from stemtracker.ui.pages.log.panels import Panels
from stemtracker.ui.pages.log.preview import PreviewPanel
from stemtracker.ui.pages.log.room import Room
from stemtracker.ui.pages.log.table import LogTable
from stemtracker.ui.style import set_look
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.empty import EmptyState
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Label

if TYPE_CHECKING:
    from stemtracker.ui.app_context import AppContext

#: The keyboard passes through rows faster than anyone reads them (milliseconds).
REST = 90
#: What an argument of `LogPage.open` begins with that asks for a cycle's activities without evidence.
WITHOUT_EVIDENCE = "no-evidence:"
#: And what one begins with that asks for the unsaved words of an activity.
UNSAVED = "unsaved:"
#: And for a new meeting of a network or a pair, with the noun and the id.
MEETING = "new:"
#: Told with the words that no activity has.
_ELSEWHERE = "Ctrl+K looks through licenses, networks, people, leadership and goals too."


class LogPage(Page):
    """All activities."""

    name = "log"
    title = "Log"
    nouns = ("activity", "evidence", "vocabulary", "series", "cycle", "credential", "pin", "rule_text")
    #: What the form of an activity shows besides.
    beside = ("activity", "evidence", "series", "membership", "pairing", "effect")

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.model = LogModel(context.workspace.vocabulary, self)
        self.source = LogSource(context, self.model, self)
        self.book = ActivityDrafts(context.drafts, self)
        self._add = self.set_primary("Add activity", self.add, "plus")
        self.add_action("Import…", self._import, "import")
        self.search = Filters(self.filters, self)
        self.content.addWidget(self.search.rest)
        self.content.setSpacing(theme.px(theme.M))
        self.table = LogTable(self.model)
        self.panels = Panels(context, self.book)
        self.commands = Actions(self)
        self._select_later: tuple[str, ...] = ()
        self._open_later = ""
        self._sort, self._descending = 0, True
        self._stale_ids: frozenset[str] | None = frozenset()
        self._know_choices = False
        self._lay_out()
        self._connect()
        self._mark_drafts()

    def _lay_out(self) -> None:
        self.left = QStackedWidget()
        self.nothing_yet = EmptyState(
            "Workshops, courses, meetings and talks belong here.",
            "Add activity",
            self.add,
            "log",
        )
        self.no_match = EmptyState("", "Clear filters", self.search.clear, "search")
        for widget in (self.table, self.nothing_yet, self.no_match):
            self.left.addWidget(widget)
        list_side = QWidget()
        column = QVBoxLayout(list_side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.S))
        column.addWidget(self.left, 1)
        column.addLayout(self._foot())
        self.left.setMinimumHeight(theme.px(LEAST_HEIGHT))
        self.panels.hide()
        self.room = Room(list_side, self.panels)
        self.content.addWidget(self.room, 1)

    def _foot(self) -> FlowLayout:
        foot = FlowLayout(gap=theme.S)
        self.sum = Label("", "secondary", "muted")
        self.sum.setMinimumHeight(theme.px(theme.TARGET))
        foot.addWidget(self.sum)
        self.drafts_link = buttons.link("", self.commands.open_draft, "edit")
        self.bin_link = buttons.link("Recently deleted", self._open_bin, "trash")
        foot.addWidget(self.drafts_link)
        foot.addWidget(self.bin_link)
        return foot

    def _connect(self) -> None:
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(REST)
        self._settle.timeout.connect(self._follow_selection)
        self.search.changed.connect(self._ask)
        self.search.search.leave.connect(self._to_table)
        self.source.loaded.connect(self._loaded)
        self.source.summed.connect(self._tell_sum)
        self.table.chosen.connect(self._chosen)
        self.table.clicked.connect(self._clicked)
        self.table.opened.connect(self.open_editor)
        self.table.dropped.connect(self.commands.attach)
        self.table.delete_wanted.connect(self.commands.delete_selected)
        self.table.menu_wanted.connect(self.commands.show_menu)
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by)
        self.panels.closed.connect(self._panel_closed)
        self.panels.shown.connect(self._panel_shown)
        self.panels.saved.connect(self._saved)
        self.panels.delete_wanted.connect(self.commands.delete)
        self.panels.duplicate_wanted.connect(self.commands.duplicate)
        self.panels.repeat_wanted.connect(self.commands.repeat)
        self.book.changed.connect(self._mark_drafts)

    def event(self, event: QEvent) -> bool:
        # Ctrl+N means a new record elsewhere; on this page it means what is new here.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _adds(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _adds(event):
            self.add()
        else:
            super().keyPressEvent(event)

    # What the window asks -----------------------------------------------------------------------------

    def refresh(self) -> None:
        self.source.reload(self._stale_ids)
        self._stale_ids = frozenset()
        if not self._know_choices:
            self._know_choices = True
            self.context.tasks.record(choices, self.context.workspace, done=self._take_choices)

    def on_changes(self, changes: Changes) -> None:
        ids = changes.ids("activity")
        if "*" in ids or changes.touches("evidence", "pin", "cycle", "vocabulary", "rule_text"):
            self._stale_ids = None
        elif self._stale_ids is not None:
            self._stale_ids |= ids
        self._know_choices = False
        if changes.touches("vocabulary"):
            self.model.set_vocabulary(self.context.workspace.vocabulary)
        super().on_changes(changes)
        if changes.touches(*self.beside):
            self.panels.reload()

    def open(self, argument: object) -> None:
        """An id opens its activity, a path the import, "new" a new one, an `Activity` a new one that says so much.

        For "new:membership:ID", "new:pairing:ID", "unsaved:" and "no-evidence:" see above.
        """
        if isinstance(argument, Path):
            self.commands.import_from(argument)
        elif isinstance(argument, Activity):
            self.commands.propose(argument)
        elif isinstance(argument, str) and argument.startswith(MEETING):
            self.commands.propose_meeting(argument.removeprefix(MEETING))
        elif argument == "new":
            self.add()
        elif argument == "import":
            self._import()
        elif isinstance(argument, str) and argument.startswith(UNSAVED):
            self.commands.open_unsaved(argument.removeprefix(UNSAVED))
        elif isinstance(argument, str) and argument.startswith(WITHOUT_EVIDENCE):
            self.search.without_evidence(argument.removeprefix(WITHOUT_EVIDENCE))
        elif isinstance(argument, str) and argument:
            self._select_later = (argument,)
            self._open_later = argument
            self.search.clear()
            self.refresh()

    def focus_search(self) -> None:
        self.search.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.search.selectAll()

    def save_shortcut(self) -> bool:
        return isinstance(self.panels.current(), EditorPanel) and self.panels.editor.save()

    def leave(self) -> bool:
        """Nothing is asked: what is typed is kept as a draft, on disk too."""
        self.panels.keep()
        self.context.drafts.flush()
        return True

    # Filling ------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        self.source.ask(self.search.query(COLUMNS[self._sort].sort, descending=self._descending))

    def _take_choices(self, found: Choices) -> None:
        self.search.set_choices(found)

    def _sort_by(self, section: int) -> None:
        column = COLUMNS[section]
        if not column.sort:
            self._show_sort()
            return
        again = section == self._sort
        self._descending = not self._descending if again else column.descending_first
        self._sort = section
        self._show_sort()
        self._ask()

    def _show_sort(self) -> None:
        order = Qt.SortOrder.DescendingOrder if self._descending else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(self._sort, order)

    def _loaded(self, totals: Totals) -> None:
        keep, self._select_later = self._select_later or self._remembered, ()
        self._restoring = True
        self.table.select_ids(keep, reveal=bool(self._open_later))
        self._restoring = False
        typed = self.search.search.text().strip()
        self.no_match.sentence.setText(f"No activity matches. {_ELSEWHERE if typed else ''}".strip())
        empty = totals.in_record == 0
        self.left.setCurrentWidget(
            self.table if totals.count else self.nothing_yet if empty and not self.search.active else self.no_match
        )
        for widget in (self.search.search, self.search.year, self.search.kind, self.search.fold):
            widget.setEnabled(not empty)
        self._tell_sum(totals)
        if self.model.place_of(self._just_saved) >= 0 or not self.search.active:
            self._just_saved = ""
        if self._open_later:
            id_, self._open_later = self._open_later, ""
            self.open_editor(id_)

    def _tell_sum(self, totals: Totals) -> None:
        words = f"{totals.count:,} {'activity' if totals.count == 1 else 'activities'}"
        if totals.minutes:
            words += f", {show_hours(totals.minutes)}"
        if totals.others:
            words += f" and {totals.others:,} in other units"
        words = f"{words} shown" if totals.count else ""
        if self._just_saved and self.model.place_of(self._just_saved) < 0 and self.search.active:
            words = f"{words} · the filters hide the one you saved".removeprefix(" · ")
        self.sum.setText(words)
        self.sum.setAccessibleName(self.sum.text())

    # Selection ----------------------------------------------------------------------------------------

    _remembered: tuple[str, ...] = ()
    _restoring = False
    _just_saved = ""

    def _chosen(self, ids: tuple[str, ...]) -> None:
        if self._restoring:
            return
        self._remembered = ids
        if len(ids) > 1 or self.panels.isVisible():
            self._settle.start()

    def _follow_selection(self) -> None:
        ids = self._remembered
        if len(ids) > 1:
            self.panels.show_bulk(ids)
        elif len(ids) == 1 and isinstance(self.panels.current(), EditorPanel | BulkPanel | PreviewPanel):
            self.panels.show_activity(ids[0])

    def _clicked(self, _index: Any) -> None:
        ids = self.table.selected_ids()
        if len(ids) == 1:
            self._settle.stop()
            self.panels.show_activity(ids[0])

    def open_editor(self, id_: str) -> None:
        """Open an activity and go to its form."""
        self.panels.show_activity(id_, focus=True)

    def add(self) -> None:
        """A new activity beside the list."""
        self._settle.stop()
        self.panels.show_new()

    def _to_table(self) -> None:
        self.table.setFocus()
        if not self.table.selected_ids() and self.model.ids:
            self.table.selectRow(0)

    def _saved(self, id_: str) -> None:
        self._select_later = (id_,)
        self._remembered = (id_,)
        self._just_saved = id_

    # Panels -------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.room.fit()

    def _panel_shown(self) -> None:
        if self.room.fit():
            self.bring_forth(self.panels)
        self.room.make()
        # One main action at a time: with a form open it is the form's.
        set_look(self._add, "")
        icons.put(self._add, "plus", "text", theme.ICON_SMALL)

    def _panel_closed(self) -> None:
        self.room.fit()
        set_look(self._add, "primary")
        icons.put(self._add, "plus", "on_accent", theme.ICON_SMALL)
        self.table.setFocus()

    def _open_bin(self) -> None:
        self.panels.show_bin()

    def _import(self) -> None:
        self.commands.import_from(None)

    def _mark_drafts(self) -> None:
        ids = self.book.ids
        self.model.set_drafts(ids)
        self.drafts_link.setText(f"{len(ids)} unsaved {'draft' if len(ids) == 1 else 'drafts'}")
        self.drafts_link.setAccessibleName(f"Open an unsaved draft, {len(ids)} in all")
        self.drafts_link.setVisible(bool(ids))


def _adds(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.New) or (
        event.key() == Qt.Key.Key_Insert and event.modifiers() == Qt.KeyboardModifier.NoModifier
    )
