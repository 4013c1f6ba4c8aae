"""The Renewed step: when it was filed and approved, and the expiry printed on the new certificate."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QWidget

from stemtracker import clock
from stemtracker.domain import wording
from stemtracker.domain.assessment import Verdict
from stemtracker.errors import Problem
from stemtracker.services.renewal import RenewalView
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.date_edit import DateEdit
from stemtracker.ui.widgets.field import LabeledField, show_problems
from stemtracker.ui.widgets.labels import Body, StateMark, Title
from stemtracker.ui.widgets.sheet import Sheet


class RenewedDialog(Sheet):
    """Asks for the three dates; `dates` holds them once accepted."""

    def __init__(self, view: RenewalView, proposed: date | None, parent: QWidget | None = None) -> None:
        super().__init__("Renewed", 480, parent)
        self.setModal(True)
        self.dates: tuple[date, date | None, date] | None = None
        column = self.body
        column.addWidget(Title(f"{view.credential.title}: renewed", wrap=True))
        column.addWidget(
            Body(
                "This closes the cycle as it stands, keeps what it used up and carried over, "
                "and opens the next one. Undo brings it back."
            )
        )
        if view.assessment.verdict != Verdict.MET:
            state = "unknown" if view.assessment.verdict == Verdict.UNKNOWN else "at_risk"
            said = f"By our reading: {wording.VERDICT[view.assessment.verdict].lower()}. The agency decides."
            column.addWidget(StateMark(state, said, wrap=True))
        self._fields = {
            "filed_on": LabeledField("Filed on", DateEdit(view.cycle.filed_on or clock.today())),
            "approved_on": LabeledField("Approved on", DateEdit(), optional=True),
            "new_expiry": LabeledField(
                "New expiry date", DateEdit(proposed), "As printed on the new certificate; proposed by the rule."
            ),
        }
        for field in self._fields.values():
            column.addWidget(field)
        self.answers.addStretch(1)
        self.answers.addWidget(buttons.plain("Cancel", self.reject))
        self.ok_button = buttons.primary("Close this cycle", self._take)
        self.ok_button.setDefault(True)
        self.answers.addWidget(self.ok_button)

    def edit(self, name: str) -> DateEdit:
        """The editor of one of the three dates."""
        editor = self._fields[name].editor
        assert isinstance(editor, DateEdit)  # noqa: S101 - made so above
        return editor

    def _take(self) -> None:
        problems = [Problem(name, text) for name in self._fields if (text := self.edit(name).problem())]
        filed, expiry = self.edit("filed_on").value(), self.edit("new_expiry").value()
        if filed is None:
            problems.append(Problem("filed_on", "Give the day it was filed."))
        if expiry is None:
            problems.append(Problem("new_expiry", "Give the expiry date printed on the new certificate."))
        show_problems(self._fields, problems)
        if not problems and filed and expiry:
            self.dates = (filed, self.edit("approved_on").value(), expiry)
            self.accept()
