"""The rest of an activity, folded under "More": where, under which number, approval, money, steps, notes.

Neighbors: `basics` has what is needed first; `steps` is the way to the official record.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.ui.forms.basics import column_of, in_row
from stemtracker.ui.forms.inputs import Line, Notes, day_edit
from stemtracker.ui.forms.series import SeriesCombo
from stemtracker.ui.forms.steps import StepsEdit
from stemtracker.ui.widgets.combo import Combo, TermCombo
from stemtracker.ui.widgets.field import LabeledField

YES_NO = (("", "Not recorded"), ("yes", "Yes"), ("no", "No"))


class Details(QWidget):
    """The folded fields; `fields` by the name of what they hold."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.steps = StepsEdit()
        self.series = SeriesCombo()
        self.fields = {
            "format": LabeledField("Format", TermCombo(vocabulary, "format", "Not said")),
            "place": LabeledField("Place", Line()),
            "provider_number": LabeledField("Approval number", Line()),
            "series_id": LabeledField("Series", self.series, "What belongs together; type a new one"),
            "cost": LabeledField("Cost, $", Line()),
            "approved": LabeledField("Approved", Combo(YES_NO)),
            "approved_on": LabeledField("Approved on", day_edit()),
            "approved_by": LabeledField("Approved by", Line()),
            "relevant": LabeledField("Relates to your license or job", Combo(YES_NO), "Taken as yes if not recorded"),
            "zone": LabeledField("Time zone", Line("if not your own")),
            "steps": LabeledField("Steps to the official record", self.steps),
            "description": LabeledField("Description", Notes()),
            "private_notes": LabeledField(
                "Private notes", Notes(), "Private: stays in your record, never on papers or exports."
            ),
        }
        f = self.fields
        column = column_of(self)
        column.addWidget(in_row((f["format"], 1), (f["place"], 1)))
        column.addWidget(in_row((f["provider_number"], 1), (f["cost"], 1)))
        column.addWidget(f["series_id"])
        column.addWidget(in_row((f["approved"], 1), (f["approved_on"], 1)))
        column.addWidget(in_row((f["approved_by"], 1), (f["zone"], 1)))
        column.addWidget(f["relevant"])
        column.addWidget(f["steps"])
        column.addWidget(f["description"])
        column.addWidget(f["private_notes"])

    def set_series(self, series: Iterable[tuple[str, str]]) -> None:
        """The series there are, as (id, title)."""
        self.series.set_series(series)
