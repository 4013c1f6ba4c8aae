"""A list of things left, the form of the chosen one right: one part of a page.

What stands beside the form (hours a network earned, what came of a talk) is the part's own: a subclass adds it.
Neighbors: `card` is the form, `plans` what it asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from stemtracker.services import activities, keeping
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.nouns.card import NounCard, Plan
from stemtracker.ui.nouns.deleted import Deleted
from stemtracker.ui.nouns.fields import Choices
from stemtracker.ui.nouns.references import choices_for
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.empty import EmptyState
from stemtracker.ui.widgets.entry import entry
from stemtracker.ui.widgets.sections import Section, may_leave
from stemtracker.ui.widgets.things import Things

if TYPE_CHECKING:
    from stemtracker.services.keeping import BinRow
    from stemtracker.services.workspace import Workspace

#: The list stands beside the form from this width on, the fields of a row beside each other where the form has that.
_BESIDE, _NARROW = 640, 480
#: The list takes no more than this beside the form.
_LIST = 260


@dataclass(frozen=True)
class Row:
    """An entry of the list: its id, what it is called, a second line."""

    id: str
    title: str
    about: str = ""


@dataclass(frozen=True)
class Found:
    """All a part shows at one moment: its list, the chosen thing, what it may refer to, what stands beside it."""

    rows: tuple[Row, ...]
    chosen: Any
    choices: Mapping[str, Choices]
    aside: Any = None
    binned: tuple[BinRow, ...] = ()


class NounSection(Section):
    """One part. A subclass sets `plan`, `page`, `empty` and writes `rows_of`; what it shows beside, too."""

    plan: Plan
    page = ""
    #: What belongs here, in one sentence.
    empty = ""
    #: What the button says.
    add = ""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self._chosen = ""
        #: What is being added, until it is saved.
        self._new: Any = None
        self.none = EmptyState(self.empty, self.add, self.show_new)
        self.column.addWidget(self.none)
        self._body = QWidget()
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.L))
        self._left = Card(self.title)
        self.list = Things(self.title, 420)
        self._left.add(self.list)
        self.add_button = buttons.plain(self.add, self.show_new, "plus")
        self._left.add(self.add_button)
        self.deleted = Deleted(self.title)
        self.deleted.wanted.connect(self._restore)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self._left)
        side.addWidget(self.deleted)
        row.addWidget(self._side, 0, Qt.AlignmentFlag.AlignTop)
        self._beside = QWidget()
        self.right = QVBoxLayout(self._beside)
        self.right.setContentsMargins(0, 0, 0, 0)
        self.right.setSpacing(theme.px(theme.L))
        self.form = NounCard(context, self.plan, self.page, self.name)
        self.form.stored.connect(self._stored)
        self.right.addWidget(self.form)
        self.build_aside(self.right)
        self.right.addStretch(1)
        row.addWidget(self._beside, 1)
        self.column.addWidget(self._body)
        self.column.addStretch(1)
        self.list.selectionModel().selectionChanged.connect(self._selected)

    # What a part may say for itself

    @staticmethod
    def rows_of(ws: Workspace) -> tuple[Row, ...]:  # noqa: ARG004 - for those that list something
        """The list (asked in the record's worker)."""
        return ()

    @staticmethod
    def aside_of(ws: Workspace, chosen: Any) -> Any:  # noqa: ARG004 - for those that have something
        """What stands beside the form (asked in the record's worker)."""
        return None

    def blank(self, id_: str, of: str) -> Any:  # noqa: ARG002 - for those that belong to something
        """A new one, to be filled in; `of` is what it belongs to, as "contribution:ID"."""
        return self.plan.kind(id=id_, title="")

    def build_aside(self, column: QVBoxLayout) -> None:
        """Add what stands under the form."""

    def show_aside(self, aside: Any) -> None:
        """Show it; None where nothing is chosen or it is new."""

    # The list

    def refresh(self) -> None:
        self.context.tasks.record(self._read, self.context.workspace, self._chosen, self._new, done=self._show)

    def _read(self, ws: Workspace, chosen: str, new: Any) -> Found:
        rows = type(self).rows_of(ws)
        ids = [row.id for row in rows]
        id_ = chosen if chosen in ids else ids[0] if ids else ""
        one = new or (keeping.get(ws, self.plan.kind, id_) if id_ else None)
        choices = choices_for(ws, self.plan, one)
        binned = keeping.bin_rows(ws, self.plan.kind)
        return Found(rows, one, choices, None if one is new else type(self).aside_of(ws, one), binned)

    def _show(self, found: Found) -> None:
        self.list.fill(entry(row.id, row.title, row.about) for row in found.rows)
        self.deleted.show_rows(found.binned)
        nothing = not found.rows and self._new is None
        self.none.setVisible(nothing)
        self._left.setVisible(not nothing)
        self._beside.setVisible(not nothing)
        self.list.setVisible(bool(found.rows))
        self.list.fit()
        if self._new is not None:
            self.list.clearSelection()
            if found.chosen is self._new:
                self.form.show_one(self._new, found.choices, is_new=True)
                self.show_aside(None)
        elif found.chosen is not None and found.chosen.id in self.list.ids():
            self._chosen = found.chosen.id
            self.list.choose(self._chosen)
            self.form.show_one(found.chosen, found.choices)
            self.show_aside(found.aside)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.px(_BESIDE)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        beside = theme.px(_LIST + theme.L) if wide else 0
        self.form.set_narrow(narrow=self.width() - beside < theme.px(_NARROW))
        self._side.setMaximumWidth(theme.px(_LIST) if wide else theme.WIDEST)
        self._side.setMinimumWidth(theme.px(220))
        self.list.fit()

    def _selected(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: ARG002
        id_ = self.list.chosen()
        if id_ is None:
            return
        if (id_ != self._chosen or self._new is not None) and not may_leave(self.context.dialogs, self):
            self.list.choose(self._chosen)
            return
        self._new = None
        self._chosen = id_
        self.refresh()

    # One of them

    def show_one(self, id_: str) -> None:
        """Choose one by its id, go on with one that was being added ("new"), or begin one of a thing ("new:…")."""
        shown = self.form.shown
        if shown is not None and shown.id == (self._new.id if self._new and id_ == "new" else id_):
            return  # what stands there stays, with what is said at its fields
        if id_.startswith("new:"):
            self._begin(id_.removeprefix("new:"))
        elif id_ == "new":
            self._new = self.blank(activities.new_id(), "")
            self.refresh()
        elif (id_ == self._chosen and self._new is None) or may_leave(self.context.dialogs, self):
            self._new, self._chosen = None, id_
            self.refresh()

    def show_new(self) -> None:
        """Begin another one."""
        self._begin("")

    def _begin(self, of: str) -> None:
        if may_leave(self.context.dialogs, self):
            self._new = self.blank(activities.new_id(), of)
            self.refresh()
            self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restore(self, id_: str) -> None:
        work = self.context.tasks.record
        work(keeping.restore, self.context.workspace, self.plan.kind, (id_,), done=self._restored)

    def _restored(self, changes: object) -> None:  # noqa: ARG002 - shown anew, also while something is typed
        self.refresh()

    def _stored(self) -> None:
        if self._new is not None:
            self._chosen = self._new.id
        self._new = None
        self.refresh()

    def is_edited(self) -> bool:
        return self.form.is_edited()

    def drop(self) -> None:
        self.form.take_back()
        self._new = None
        self.refresh()

    def save(self) -> bool:
        return self.form.save()
