"""The part "You": the name on papers, and every name, address, number and post that once identified the educator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from stemtracker.domain.educator import Educator, Email, Identifier, Name, Position
from stemtracker.errors import Problem, Refused
from stemtracker.services import educators
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.drafts import Place, Typing
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.dispute import Dispute
from stemtracker.ui.widgets.field import LabeledField, show_problems
from stemtracker.ui.widgets.rows_edit import Column, RowsEdit, Value
from stemtracker.ui.widgets.sections import Section


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None


class EducatorSection(Section):
    """One form, saved as one change."""

    name = "educator"
    title = "You"
    nouns = ("educator",)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._kept = Educator()
        self._edited = False
        self.dispute = Dispute("Save keeps what stands here; Take back takes what the record says.")
        self._typing = Typing(self, context.drafts, self)
        self.full_name = QLineEdit()
        self.former = RowsEdit(
            (Column("full", "Name", 3), Column("until", "Until", 2, is_day=True)), "Add a former name", "Former name"
        )
        self.positions = RowsEdit(
            (
                Column("title", "What you do", 1),
                Column("school", "School", 1),
                Column("employer", "District or employer", 1),
                Column("subjects", "Subjects", 1, tier=1),
                Column("start", "From", 1, is_day=True, tier=1),
                Column("end", "Until", 1, is_day=True, tier=1),
            ),
            "Add a position",
            "Position",
        )
        self.identifiers = RowsEdit(
            (Column("authority", "Given by", 2), Column("label", "Called", 2), Column("value", "Number", 2)),
            "Add a number",
            "Number",
        )
        self.emails = RowsEdit(
            (Column("address", "Address", 3), Column("until", "Until", 2, is_day=True)),
            "Add an e-mail address",
            "E-mail address",
        )
        self.fields = {
            "name": LabeledField("Your name", self.full_name, "As it is printed on your license and on papers."),
            "former_names": LabeledField("Names before", self.former, "Certificates in these names stay yours."),
            "positions": LabeledField("Positions", self.positions),
            "identifiers": LabeledField(
                "Numbers that agencies know you by", self.identifiers, "Such as an educator ID, one per agency."
            ),
            "emails": LabeledField("E-mail addresses, now and before", self.emails),
        }
        self._lay_out()

    def _lay_out(self) -> None:
        card = Card()
        card.body.setSpacing(card.body.spacing() * 2)
        for field in self.fields.values():
            card.add(field)
        card.add(self.dispute)
        row = QHBoxLayout()
        self.save_button = buttons.primary("Save", self.save)
        self.save_button.setToolTip("Save (Ctrl+S)")
        self.revert_button = buttons.plain("Take back", self.drop)
        row.addWidget(self.save_button)
        row.addWidget(self.revert_button)
        row.addStretch(1)
        card.body.addLayout(row)
        self.column.addWidget(card)
        self.full_name.textEdited.connect(self._touch)
        for rows in (self.former, self.positions, self.identifiers, self.emails):
            rows.changed.connect(self._touch)
        self._set_edited(edited=False)

    def is_edited(self) -> bool:
        return self._edited

    def drop(self) -> None:
        self._typing.done()
        self._set_edited(edited=False)
        self.refresh()

    def draft_place(self) -> Place | None:
        """Where what is typed here is taken up again."""
        return Place("educator", "your name, positions and numbers", "record", self.name)

    def typed(self) -> dict[str, Any]:
        """What stands in each field."""
        rows = {name: editor.texts() for name, editor in self._rows()}
        return {"name": self.full_name.text(), **rows}

    def show_typed(self, typed: Mapping[str, Any], now: Mapping[str, Any], disputed: tuple[str, ...]) -> None:
        """What was typed before, over what the record says now."""
        self.full_name.setText(str(typed.get("name", "")))
        for name, editor in self._rows():
            editor.show_texts(typed.get(name, []))
        self.dispute.tell(self.fields, now, disputed)
        self._set_edited(edited=True)

    def _rows(self) -> tuple[tuple[str, RowsEdit], ...]:
        return tuple((n, f.editor) for n, f in self.fields.items() if isinstance(f.editor, RowsEdit))

    def _touch(self) -> None:
        self._set_edited(edited=True)
        self._typing.touched()

    def _set_edited(self, *, edited: bool) -> None:
        self._edited = edited
        self.save_button.setEnabled(edited)
        self.revert_button.setEnabled(edited)

    def refresh(self) -> None:
        self._context.tasks.record(educators.get, self._context.workspace, done=self._show)

    def _show(self, educator: Educator) -> None:
        self._kept = educator
        self.full_name.setText(educator.name)
        self.former.set_rows([{"full": n.full, "until": n.until} for n in educator.former_names])
        self.emails.set_rows([{"address": e.address, "until": e.until} for e in educator.emails])
        self.identifiers.set_rows(
            [{"authority": i.authority, "label": i.label, "value": i.value} for i in educator.identifiers]
        )
        self.positions.set_rows(
            [
                {
                    "title": p.title,
                    "school": p.school,
                    "employer": p.employer,
                    "subjects": p.subjects,
                    "start": p.start,
                    "end": p.end,
                }
                for p in educator.positions
            ]
        )
        show_problems(self.fields, ())
        self._set_edited(edited=False)
        self.dispute.hide()
        self._typing.shown()

    def educator(self) -> Educator:
        """The form as it stands."""
        return Educator(
            name=self.full_name.text().strip(),
            former_names=tuple(Name(_text(r["full"]), _day(r["until"])) for r in self.former.rows()),
            emails=tuple(Email(_text(r["address"]), _day(r["until"])) for r in self.emails.rows()),
            identifiers=tuple(
                Identifier(_text(r["authority"]), _text(r["label"]), _text(r["value"])) for r in self.identifiers.rows()
            ),
            positions=tuple(
                Position(
                    title=_text(r["title"]),
                    employer=_text(r["employer"]),
                    school=_text(r["school"]),
                    subjects=_text(r["subjects"]),
                    start=_day(r["start"]),
                    end=_day(r["end"]),
                )
                for r in self.positions.rows()
            ),
            is_sample=self._kept.is_sample,
        )

    def save(self) -> bool:
        """Save the form; whether it could be asked for (what the record refuses shows at its field)."""
        unread = [
            Problem(name, words)
            for name, rows in (("former_names", self.former), ("emails", self.emails), ("positions", self.positions))
            if (words := rows.problem())
        ]
        show_problems(self.fields, unread)
        if unread or not self._edited:
            return not unread
        self._context.tasks.record(
            educators.save, self._context.workspace, self.educator(), done=self._saved, failed=self._refused
        )
        return True

    def _saved(self, changes: object) -> None:  # noqa: ARG002 - the bus tells the rest
        self._set_edited(edited=False)
        self._typing.done()
        show_problems(self.fields, ())
        self.refresh()

    def _refused(self, error: BaseException) -> None:
        self._context.bus.navigate.emit("record", self.name)
        if not isinstance(error, Refused) or show_problems(self.fields, error.problems):
            self._context.dialogs.show_error(error)
