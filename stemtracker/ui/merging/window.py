"""The window that compares the open record with another copy of it, asks what both changed, and merges.

Nothing is written before "Merge", which is one change that Undo takes back; the copy is never written to.
Neighbors: `choice` is one thing to decide, `wording` its words; `services.siblings` does the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from stemtracker.domain import nouns
from stemtracker.errors import Refused, Trouble
from stemtracker.services import siblings
from stemtracker.ui import theme
from stemtracker.ui.merging import wording
from stemtracker.ui.merging.choice import Choice
from stemtracker.ui.models.plain_table import PlainTable, Row
from stemtracker.ui.widgets import buttons, tables
from stemtracker.ui.widgets.card import Card, line
from stemtracker.ui.widgets.labels import Body, Muted, StateMark, Title
from stemtracker.ui.widgets.scrolling import scroll_column
from stemtracker.ui.widgets.skeleton import Skeleton

if TYPE_CHECKING:
    from stemtracker.domain.changes import Changes
    from stemtracker.services.siblings import Comparison, Conflict, Item, Side
    from stemtracker.ui.app_context import AppContext

#: So many things are asked at once; the next ones follow when asked for.
_AT_ONCE = 20
_MOST_ROWS = 8


def compare_with(context: AppContext, other: Path) -> None:
    """Show what differs between the open record and that copy, and merge them if that is wanted."""
    context.dialogs.run(MergeWindow(context, other))


class MergeWindow(QDialog):
    """Compared when opened; accepted means merged."""

    def __init__(self, context: AppContext, other: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Compare with a copy")
        self._context, self._other = context, other
        self._found: Comparison | None = None
        self._decided: dict[str, Side] = {}
        self._things: list[tuple[str, list[Conflict]]] = []
        self.choices: list[Choice] = []
        self._writing = False
        self._lay_out()
        room = self.screen().availableSize()
        self.setMinimumSize(QSize(theme.px(640), theme.px(420)).boundedTo(room))
        self.resize(QSize(theme.px(920), theme.px(640)).boundedTo(room))
        self._compare()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        edge = theme.px(theme.XL)
        column.setContentsMargins(edge, theme.px(theme.L), edge, theme.px(theme.L))
        column.setSpacing(theme.px(theme.M))
        column.addWidget(Title("Compare with a copy"))
        self.waiting = Skeleton(4, "Comparing the two")
        column.addWidget(self.waiting, 1)
        # All of it scrolls, so that a small or enlarged window has room for what is to be decided.
        self.area, around = scroll_column()
        self.area.hide()
        column.addWidget(self.area, 1)
        self._lay_out_verdict(around)
        self.column = QVBoxLayout()
        self.column.setSpacing(theme.px(theme.L))
        around.addLayout(self.column)
        column.addWidget(line())
        column.addLayout(self._foot())

    def _lay_out_verdict(self, around: QVBoxLayout) -> None:
        column = QVBoxLayout()
        column.setSpacing(theme.px(theme.S))
        self.place = Muted(f"{self._other.name}, in {self._other.parent}")
        self.place.widen()
        self.verdict = StateMark("info", "")
        self.explained = Body("")
        self.explained.widen()
        self.at_once = self._all_at_once()
        for widget in (self.place, self.verdict, self.explained, self.at_once):
            column.addWidget(widget)
        around.addLayout(column)

    def _all_at_once(self) -> QWidget:
        made = QWidget()
        made.setProperty("look", "ground")
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(theme.S))
        self.all_here = buttons.plain("Keep all of this record", self._keep_here)
        self.all_there = buttons.plain("Keep all of the copy", self._keep_there)
        for button in (self.all_here, self.all_there):
            row.addWidget(button)
        row.addStretch(1)
        return made

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(theme.S))
        self.left = Muted("", wrap=False)
        self.cancel_button = buttons.plain("Cancel", self.reject)
        self.merge_button = buttons.primary("Merge", self._merge)
        foot.addStretch(1)
        for widget in (self.left, self.cancel_button, self.merge_button):
            foot.addWidget(widget)
        self.merge_button.setEnabled(False)
        return foot

    # Comparing

    def _compare(self) -> None:
        self.waiting.show()
        self.area.hide()
        ws = self._context.workspace
        self._context.tasks.record(siblings.compare, ws, self._other, done=self._show, failed=self._failed)

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, (Refused, Trouble)):
            self._context.dialogs.show_error(error)
            self.reject()
            return
        words = (error.message, error.remedy) if isinstance(error, Trouble) else (str(error.problems[0].message), "")
        self._say("danger", *words)
        self._rest()

    def _show(self, found: Comparison) -> None:
        self._found = found
        self._clear()
        by_thing: dict[tuple[str, str], list[Conflict]] = {}
        for conflict in found.conflicts:
            by_thing.setdefault((conflict.noun, conflict.id), []).append(conflict)
        self._things = [
            (wording.heading(noun, some[0].whole, found.titles), some) for (noun, _), some in by_thing.items()
        ]
        self._decided = {key: side for key, side in self._decided.items() if key in {c.key for c in found.conflicts}}
        self._say(*_verdict(found, len(self._things)))
        if self._things:
            self._ask_more()
        self._list("The merge brings these from the copy", found.taken)
        self._list("Only in this record; these stay as they are", found.kept)
        self._rest()

    def _rest(self) -> None:
        self.waiting.hide()
        self.area.show()
        can = self._found is not None and self._found.kinship.kind in {"behind", "diverged"}
        can = can and not self._context.workspace.read_only
        self.merge_button.setVisible(can)
        self.cancel_button.setText("Cancel" if can else "Close")
        self.cancel_button.setDefault(not can)
        self.at_once.setVisible(can and len(self._things) > 1)
        self._count()
        first = self.choices[0].parts[0].options["here"].button if self.choices else self.merge_button
        (first if can else self.cancel_button).setFocus()

    def _say(self, state: str, words: str, more: str) -> None:
        self.verdict.set_state(state, words)
        self.explained.setText(more)
        self.explained.setVisible(bool(more))

    def _clear(self) -> None:
        self.choices = []
        while (item := self.column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _list(self, title: str, items: Sequence[Item]) -> None:
        """A card with what one side did by itself."""
        if not items or self._found is None:
            return
        card = Card(title)
        model = PlainTable(("Change", "What", "Called"))
        titles = self._found.titles
        model.show(
            [
                Row(one.id, (wording.DONE[one.what], nouns.one(one.noun), wording.thing(one.noun, one.whole, titles)))
                for one in items
            ]
        )
        table = QTableView()
        table.setModel(model)
        model.setParent(table)
        tables.set_up(table, (130, 150, 1.0), title, compact=True)
        rows = min(len(items), _MOST_ROWS)
        table.setFixedHeight(theme.px(theme.ROW + theme.ROW_COMPACT * rows) + 2)
        card.add(Muted(_counted(items)))
        card.add(table)
        self.column.addWidget(card)

    # Deciding

    def _ask_more(self) -> None:
        """Show the next things to decide, above what is only listed."""
        shown = len(self.choices)
        for heading, some in self._things[shown : shown + _AT_ONCE]:
            choice = Choice(heading, some, self._context.workspace.vocabulary)
            for part in choice.parts:
                if part.key in self._decided:
                    part.choose(self._decided[part.key])
            choice.decided.connect(self._count)
            self.column.insertWidget(len(self.choices), choice)
            self.choices.append(choice)
        self._count()

    def _count(self) -> None:
        """Take in what was decided, and say what is left."""
        for choice in self.choices:
            for part in choice.parts:
                side = part.side()
                if side is not None:
                    self._decided[part.key] = side
        keys = {conflict.key for _, some in self._things for conflict in some}
        left = len(keys - self._decided.keys())
        asked = [part for choice in self.choices for part in choice.parts]
        if left and len(self.choices) < len(self._things) and all(part.side() for part in asked):
            self._ask_more()
            return
        self.left.setText(f"{left:,} left to decide" if left else "")
        self.merge_button.setEnabled(not left and not self._writing)
        self.merge_button.setDefault(not left)

    def _keep_here(self) -> None:
        self._keep_all("here")

    def _keep_there(self) -> None:
        self._keep_all("there")

    def _keep_all(self, side: Side) -> None:
        """Decide all that is open for one side; each can still be chosen otherwise."""
        for _, some in self._things:
            for conflict in some:
                self._decided[conflict.key] = side
        for choice in self.choices:
            for part in choice.parts:
                part.choose(side)
        self._count()

    # Merging

    def _merge(self) -> None:
        self._writing = True
        self._count()
        ws, work = self._context.workspace, self._context.tasks.record
        work(siblings.merge, ws, self._other, dict(self._decided), done=self._merged, failed=self._not_merged)

    def _merged(self, changes: Changes) -> None:  # noqa: ARG002 - the gate has announced them
        self._writing = False
        self.accept()

    def _not_merged(self, error: BaseException) -> None:
        self._writing = False
        if isinstance(error, Refused):
            self._context.dialogs.show_error(error)
            self._compare()
        else:
            self._failed(error)

    def reject(self) -> None:
        # What is being written is finished first; a moment later it can be undone as one.
        if not self._writing:
            super().reject()


def _counted(items: Sequence[Item]) -> str:
    """How many of what: "2 activities, 1 piece of evidence"."""
    counts: dict[str, int] = {}
    for item in items:
        counts[item.noun] = counts.get(item.noun, 0) + 1
    return ", ".join(nouns.counted(noun, count) for noun, count in counts.items())


def _verdict(found: Comparison, things: int) -> tuple[str, str, str]:
    """Where the two stand: state, sentence, and what to do."""
    related = found.kinship
    here, there = _changes(related.here_only), _changes(related.there_only)
    safe = "The copy itself is not changed, and Undo takes the whole merge back."
    if related.kind == "stranger":
        return "not_met", "This is another record, not a copy of yours.", "Nothing of it can be merged."
    if related.kind == "same":
        return "met", "Both hold the same.", "There is nothing to merge."
    if related.kind == "ahead":
        return "met", "All that is in the copy is here too.", f"This record has {here} more. There is nothing to merge."
    if related.kind == "behind":
        return "info", "The copy is further along.", f"It has {there} more than this record. {safe}"
    both = "Both were changed since they were the same."
    figures = f"{here} here, {there} in the copy."
    if not things:
        return "info", both, f"{figures} They don’t touch each other, so nothing is asked. {safe}"
    asked = "One thing was" if things == 1 else f"{things:,} things were"
    return "at_risk", both, f"{figures} {asked} changed on both sides: choose what to keep. {safe}"


def _changes(count: int) -> str:
    return f"{count:,} change" if count == 1 else f"{count:,} changes"
