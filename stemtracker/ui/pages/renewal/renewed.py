"""The Renewed step: when it was filed and approved, and the expiry printed on the new certificate."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from stemtracker import clock
from stemtracker.domain import wording
from stemtracker.domain.assessment import Verdict
from stemtracker.errors import Problem
from stemtracker.services.renewal import RenewalView
from stemtracker.ui import theme
from stemtracker.ui.pages.base import scroll_column
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.date_edit import DateEdit
from stemtracker.ui.widgets.field import LabeledField, show_problems
from stemtracker.ui.widgets.labels import Body, StateMark, Title


class RenewedDialog(QDialog):
    """Asks for the three dates; `dates` holds them once accepted."""

    def __init__(self, view: RenewalView, proposed: date | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Renewed")
        self.setModal(True)
        self.dates: tuple[date, date | None, date] | None = None
        column = QVBoxLayout(self)
        edge = theme.px(theme.XL)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(theme.px(theme.L))
        title = Title(f"{view.credential.title}: renewed")
        title.setWordWrap(True)
        column.addWidget(title)
        column.addWidget(
            Body(
                "This closes the cycle as it stands, keeps what it used up and carried over, "
                "and opens the next one. Undo brings it back."
            )
        )
        if view.assessment.verdict != Verdict.MET:
            state = "unknown" if view.assessment.verdict == Verdict.UNKNOWN else "at_risk"
            column.addWidget(
                StateMark(
                    state, f"By our reading: {wording.VERDICT[view.assessment.verdict].lower()}. The agency decides."
                )
            )
        self._fields = {
            "filed_on": LabeledField("Filed on", DateEdit(view.cycle.filed_on or clock.today())),
            "approved_on": LabeledField("Approved on", DateEdit(), optional=True),
            "new_expiry": LabeledField(
                "New expiry date", DateEdit(proposed), "As printed on the new certificate; proposed by the rule."
            ),
        }
        # At 200 % on a small screen the fields scroll; the buttons stay.
        area, fields = scroll_column()
        for field in self._fields.values():
            fields.addWidget(field)
        area.setMinimumHeight(theme.px(90))
        column.addWidget(area, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(buttons.plain("Cancel", self.reject))
        self.ok_button = buttons.primary("Close this cycle", self._take)
        self.ok_button.setDefault(True)
        row.addWidget(self.ok_button)
        column.addLayout(row)
        self.setMinimumWidth(theme.px(480))
        self.resize(self.minimumWidth(), theme.px(500))

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
