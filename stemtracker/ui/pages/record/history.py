"""The part "History": every saved change, what it did, and what was deleted in the last thirty days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection
from PySide6.QtWidgets import QAbstractItemView, QTableView

from stemtracker.domain import nouns
from stemtracker.services import activities, credentials, evidence, history
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.models.plain_table import PlainTable, Row
from stemtracker.ui.widgets import buttons, dates, tables
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Muted, Strong
from stemtracker.ui.widgets.sections import Section

if TYPE_CHECKING:
    from stemtracker.services.history import LogEntry, RowChange
    from stemtracker.services.workspace import Workspace

PAGE = 200

#: What the bin shows, and the services that bring it back.
_IN_BIN = {"activity": activities, "credential": credentials, "evidence": evidence}


@dataclass(frozen=True)
class Deleted:
    """Something in the bin: what it is tells the service that brings it back."""

    noun: str
    id: str
    row: Row


def _bin(ws: Workspace) -> list[Deleted]:
    found = []
    for noun, service in _IN_BIN.items():
        for one in service.bin_rows(ws):
            day = dates.short(one.start) if one.start else ""
            left = "1 day" if one.days_left == 1 else f"{one.days_left} days"
            cells = (one.title, day, dates.short(one.deleted_at.astimezone().date()), left)
            found.append(Deleted(noun, one.id, Row(one.id, cells)))
    return found


def counts(entry: LogEntry) -> str:
    """What a change touched: "3 activities, 1 license"."""
    return ", ".join(nouns.counted(noun, count) for noun, count in entry.counts.items())


def in_words(changes: Sequence[RowChange]) -> str:
    """What one change did, thing by thing, as text."""
    lines = []
    for change in changes[:30]:
        lines.append(f"{change.title or nouns.one(change.noun).capitalize()}: {change.what}")
        lines += [
            f"    {field.field.replace('_', ' ')}: {field.before or '–'} → {field.after or '–'}"
            for field in change.fields[:12]
            if change.what == "changed"
        ]
    if len(changes) > 30:
        lines.append(f"and {len(changes) - 30:,} more")
    return "\n".join(lines)


class HistorySection(Section):
    """The change log and the bin."""

    name = "history"
    title = "History"

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._entries: list[LogEntry] = []
        self._build_log()
        self._deleted: list[Deleted] = []
        self._build_bin()

    def _build_log(self) -> None:
        card = Card("Every saved change")
        card.add(Muted("Undo (Ctrl+Z) takes them back one by one, the last one first, also days later."))
        self.log_model = PlainTable(("When", "What", "Touched"))
        self.log = QTableView()
        self.log.setModel(self.log_model)
        self._log_shares = tables.set_up(self.log, (170, 0.6, 0.4), "Every saved change", compact=True)
        self.log.setMinimumHeight(theme.px(240))
        self.log.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.log.selectionModel().selectionChanged.connect(self._entry_chosen)
        card.add(self.log)
        row = FlowLayout()
        self.older_button = buttons.plain("Show older changes", self._older)
        row.addWidget(self.older_button)
        card.body.addLayout(row)
        self.details_title = Strong("")
        self.details = Muted("")
        for label in (self.details_title, self.details):
            label.hide()
            card.add(label)
        self.column.addWidget(card)

    def _build_bin(self) -> None:
        card = Card("Recently deleted")
        self.bin_words = Muted("")
        card.add(self.bin_words)
        self.bin_model = PlainTable(("What", "Day", "Deleted", "Stays for"))
        self.bin = QTableView()
        self.bin.setModel(self.bin_model)
        self._bin_shares = tables.set_up(self.bin, (1, 110, 110, 90), "Recently deleted", compact=True)
        self.bin.setMinimumHeight(theme.px(160))
        self.bin.selectionModel().selectionChanged.connect(self._bin_chosen)
        card.add(self.bin)
        row = FlowLayout()
        self.restore_button = buttons.plain("Restore", self._restore, "undo")
        self.empty_button = buttons.danger("Remove activities for good …", self._empty, "trash")
        row.addWidget(self.restore_button)
        row.addWidget(self.empty_button)
        card.body.addLayout(row)
        self.column.addWidget(card)

    # The change log

    def refresh(self) -> None:
        work = self._context.tasks.record
        work(history.change_log, self._context.workspace, PAGE, 0, done=self._show_log)
        work(_bin, self._context.workspace, done=self._show_bin)

    def _show_log(self, entries: Sequence[LogEntry]) -> None:
        self._entries = []
        self._add_entries(entries)

    def _older(self) -> None:
        at = len(self._entries)
        self._context.tasks.record(history.change_log, self._context.workspace, PAGE, at, done=self._add_entries)

    def _add_entries(self, entries: Sequence[LogEntry]) -> None:
        self._entries += entries
        rows = []
        for entry in self._entries:
            at = entry.at.astimezone()
            when = f"{dates.short(at.date())}, {at:%H:%M}"
            what = f"{entry.label} (taken back)" if entry.undone else entry.label
            rows.append(Row(str(entry.id), (when, what, counts(entry))))
        self.log_model.show(rows)
        self.older_button.setVisible(len(entries) == PAGE)
        self._show_details("", "")

    def _entry_chosen(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: ARG002
        indexes = self.log.selectedIndexes()
        if indexes:
            entry = self._entries[indexes[0].row()]
            self.details_title.setText(entry.label)
            work = self._context.tasks.record
            work(history.entry_rows, self._context.workspace, entry.id, done=self._show_rows)

    def _show_rows(self, changes: Sequence[RowChange]) -> None:
        self._show_details(self.details_title.text(), in_words(changes))

    def _show_details(self, title: str, text: str) -> None:
        self.details_title.setText(title)
        self.details.setText(text)
        for label in (self.details_title, self.details):
            label.setVisible(bool(text))

    # The bin

    def _show_bin(self, deleted: list[Deleted]) -> None:
        self._deleted = deleted
        self.bin_model.show([one.row for one in deleted])
        for widget in (self.bin, self.restore_button):
            widget.setVisible(bool(deleted))
        self.empty_button.setVisible(any(one.noun == "activity" for one in deleted))
        words = "What you delete stays here for 30 days."
        self.bin_words.setText(words if deleted else f"Nothing is here. {words}")
        self._bin_chosen()

    def _bin_chosen(self, *_: Any) -> None:
        self.restore_button.setEnabled(bool(self.bin.selectionModel().selectedRows()))

    def _restore(self) -> None:
        chosen = [self._deleted[index.row()] for index in self.bin.selectionModel().selectedRows()]
        for noun, service in _IN_BIN.items():
            ids = [one.id for one in chosen if one.noun == noun]
            if ids:
                self._context.tasks.record(service.restore, self._context.workspace, ids)

    def _empty(self) -> None:
        count = sum(one.noun == "activity" for one in self._deleted)
        things = "1 activity with its" if count == 1 else f"{count:,} activities with their"
        if self._context.dialogs.ask(
            "Remove the activities in the bin for good?",
            f"This removes {things} evidence. Undo can’t bring them back.",
            "Empty the bin",
            destructive=True,
        ):
            self._context.tasks.record(activities.empty_bin, self._context.workspace)
