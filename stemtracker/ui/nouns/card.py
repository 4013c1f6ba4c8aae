"""The form of one thing, made from its plan: what is usual in sight, the rest folded under "More".

Saved as one change; deleted into the bin without a question, since Undo stands below. Neighbors: `fields`, `plans`,
`section`, which shows the list beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtWidgets import QBoxLayout

from stemtracker.domain.changes import Changes
from stemtracker.domain.evidence import Evidence
from stemtracker.errors import Problem, Refused
from stemtracker.services import evidence as evidence_service
from stemtracker.services import keeping
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.drafts import Place
from stemtracker.ui.forms.edit_card import EditCard
from stemtracker.ui.forms.inputs import on_edit, show_text, text_of
from stemtracker.ui.nouns import fields
from stemtracker.ui.nouns.evidence import EvidenceEdit, likely_kind
from stemtracker.ui.nouns.fields import Ask, Choices
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.field import LabeledField, row_of, show_problems
from stemtracker.ui.widgets.fold import Fold
from stemtracker.ui.widgets.rows_edit import RowsEdit

#: Editors that hold several things at once.
_SEVERAL = (RowsEdit, EvidenceEdit)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the form of a class asks, row by row; `more` is folded away at first."""

    kind: type
    #: What it is called in sentences: "membership".
    thing: str
    rows: tuple[tuple[Ask, ...], ...]
    more: tuple[tuple[Ask, ...], ...] = ()

    def asks(self) -> Iterator[Ask]:
        """All fields in reading order."""
        for row in (*self.rows, *self.more):
            yield from row


class NounCard(EditCard):
    """The form. `page` and `section` are where what was typed is taken up again."""

    def __init__(self, context: AppContext, plan: Plan, page: str, section: str) -> None:
        super().__init__(plan.thing.capitalize(), context)
        self.plan, self._page, self._section = plan, page, section
        self._kept: Any = None
        self._rows: list[QBoxLayout] = []
        self._is_new = False
        self._choices: Mapping[str, Choices] = {}
        words = context.workspace.vocabulary
        self.fields = {a.name: LabeledField(a.label, fields.editor_for(a, words), a.hint) for a in plan.asks()}
        self.body.setSpacing(theme.px(theme.M))
        self._lay(plan.rows, self.body)
        if plan.more:
            self.fold = Fold("More")
            self._lay(plan.more, self.fold.column)
            self.add(self.fold)
        self.delete_button = buttons.danger("Delete", self._delete, "trash")
        self.delete_button.setAccessibleName(f"Delete this {plan.thing}")
        self.foot.addWidget(self.delete_button)
        self.finish()
        for field in self.fields.values():
            if isinstance(field.editor, _SEVERAL):
                field.editor.changed.connect(self._touched)
            else:
                on_edit(field.editor, self._touched)
            if isinstance(field.editor, EvidenceEdit):
                field.editor.attach_wanted.connect(self._attach)
        self._showing = False

    def _lay(self, rows: tuple[tuple[Ask, ...], ...], column: QBoxLayout) -> None:
        for row in rows:
            if len(row) == 1:
                column.addWidget(self.fields[row[0].name])
            else:
                beside = row_of(*((self.fields[a.name], a.share) for a in row))
                self._rows.append(beside)
                column.addLayout(beside)

    def set_narrow(self, *, narrow: bool) -> None:
        """Where there is no room for fields beside each other, they stand below each other."""
        directions = QBoxLayout.Direction
        showing, self._showing = self._showing, True
        for field in self.fields.values():
            if isinstance(field.editor, RowsEdit):
                field.editor.set_narrow(narrow=narrow)
        self._showing = showing
        for row in self._rows:
            row.setDirection(directions.TopToBottom if narrow else directions.LeftToRight)

    def show_one(self, one: Any, choices: Mapping[str, Choices], *, is_new: bool = False) -> None:
        """Show it, with what was typed over it; `choices` are what it may refer to, by noun."""
        if self._kept is None or self._kept.id != one.id:
            self.set_edited(edited=False)
        self._kept, self._choices, self._is_new = one, choices, is_new
        self.set_title(f"New {self.plan.thing}" if is_new else self.plan.thing.capitalize())
        self.delete_button.setVisible(not is_new)
        self.show_anew()

    @property
    def shown(self) -> Any:
        """What is shown, as the record holds it; None for nothing."""
        return self._kept

    @property
    def is_new(self) -> bool:
        """Whether it is not in the record yet."""
        return self._is_new

    def _touched(self, *_: Any) -> None:
        if not self._showing:
            self.touch()

    def draft_place(self) -> Place | None:
        one = self._kept
        if one is None:
            return None
        about = f"a new {self.plan.thing}" if self._is_new else f"in the {self.plan.thing} “{keeping.called(one)}”"
        which = "new" if self._is_new else one.id
        return Place(f"{self.plan.kind.__name__}:{which}", about, self._page, f"{self._section}:{which}")

    def show_kept(self) -> None:
        if self._kept is None:
            return
        self._showing = True
        for ask in self.plan.asks():
            fields.show(ask, self.fields[ask.name].editor, getattr(self._kept, ask.name), self._choices)
        self._showing = False
        show_problems(self.fields, ())
        self.set_edited(edited=False)

    def typed(self) -> dict[str, Any]:
        editors = {name: field.editor for name, field in self.fields.items()}
        return {n: e.texts() if isinstance(e, _SEVERAL) else text_of(e) for n, e in editors.items()}

    def show_typed(self, typed: Mapping[str, Any], now: Mapping[str, Any], disputed: tuple[str, ...]) -> None:
        self._showing = True
        for name, field in self.fields.items():
            if isinstance(field.editor, _SEVERAL):
                field.editor.show_texts(typed.get(name, []))
            else:
                show_text(field.editor, str(typed.get(name, "")))
        self._showing = False
        self.dispute.tell(self.fields, now, disputed)
        self.set_edited(edited=True)

    def submit(self) -> bool:
        values, problems = {}, []
        for ask in self.plan.asks():
            try:
                values[ask.name] = fields.value_of(ask, self.fields[ask.name].editor)
            except fields.UnreadError as why:
                problems.append(Problem(ask.name, str(why)))
        if self._tell(problems) or self._kept is None:
            return False
        changed = replace(self._kept, **values)
        work = self.context.tasks.record
        work(keeping.save, self.context.workspace, changed, done=self.saved, failed=self.refused)
        return True

    def _attach(self) -> None:
        """Files become evidence of the record at once; which of them prove this is saved with the form."""
        record = self.context.tasks.record
        for path in self.context.dialogs.open_files("Attach evidence"):
            kind = likely_kind(path)
            work = evidence_service.attach
            record(work, self.context.workspace, None, path, kind, done=self._attached, busy_text="Attaching")

    def _attached(self, answer: tuple[Evidence, Changes]) -> None:
        for field in self.fields.values():
            if isinstance(field.editor, EvidenceEdit):
                field.editor.learn(answer[0])

    def _tell(self, problems: list[Problem]) -> bool:
        """Show what is wrong, also where it is folded away; whether anything is."""
        folded = {ask.name for row in self.plan.more for ask in row}
        if any(problem.field in folded for problem in problems) and not self.fold.button.isChecked():
            self.fold.button.click()
        show_problems(self.fields, problems)
        return bool(problems)

    def saved(self, changes: object) -> None:
        self.typing.done()
        self._is_new = False
        super().saved(changes)

    def refused(self, error: BaseException) -> None:
        self.context.bus.navigate.emit(self._page, f"{self._section}:{'new' if self._is_new else self._kept.id}")
        rest = show_problems(self.fields, error.problems) if isinstance(error, Refused) else True
        if isinstance(error, Refused):
            self._tell(list(error.problems))
        if rest:
            self.context.dialogs.show_error(error)

    def _delete(self) -> None:
        if self._kept is None or self._is_new:
            return
        # No question: it goes to the bin, and the quiet line offers Undo.
        self.set_edited(edited=False)
        self.typing.done()
        work = self.context.tasks.record
        work(keeping.delete, self.context.workspace, self.plan.kind, self._kept.id, done=self._gone)

    def _gone(self, changes: object) -> None:  # noqa: ARG002 - the bus tells the rest
        self._kept = None
        self.stored.emit()
