"""What a transcript is to cover and how it is to look: the left side of the Documents page.

Neighbors: `documents` asks `services.papers` what there is to choose from, and draws what is chosen.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QVBoxLayout, QWidget

from stemtracker.services.papers import Choices, TranscriptOptions
from stemtracker.ui import theme
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.field import LabeledField
from stemtracker.ui.widgets.labels import Label, Muted

_FORMS = (("long", "Long: every activity"), ("short", "Short: one page"))
_SHEETS = (("letter", "US Letter"), ("A4", "A4"))
_HINTS = {
    "long": "Sums, every activity with who vouches for it, evidence and sources.",
    "short": "The same sums on one page, without the list of activities.",
}


class LicenseBox(QCheckBox):
    """A license to include; a title too long for the column ends in dots and is told in full on hovering."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_title(title)

    def set_title(self, title: str) -> None:
        """Name it."""
        self._title = title
        self.setAccessibleName(title)
        self.setToolTip(title)
        self._elide()

    def _elide(self) -> None:
        room = max(self.width() - theme.px(theme.XXL), 1)
        shown = self.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()


class TranscriptForm(QWidget):
    """The choices, in reading order. `changed` comes with every change a person makes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.L))
        self.form = Combo(_FORMS)
        self._form_field = LabeledField("Form", self.form, _HINTS["long"])
        self.span = Combo()
        self.year = Combo()
        self._year_field = LabeledField("Year", self.year)
        self.sheet = Combo(_SHEETS)
        self._licenses = QWidget()
        self._license_column = QVBoxLayout(self._licenses)
        self._license_column.setContentsMargins(0, 0, 0, 0)
        self._license_column.setSpacing(theme.px(theme.XS))
        self._license_column.addWidget(Label("Licenses", "strong"))
        self._boxes: list[tuple[str, LicenseBox]] = []
        self.reasons = QCheckBox("List what does not count")
        self.reasons.setAccessibleName("List what does not count, with the reason")
        self.reasons.setChecked(True)
        self._reasons_hint = Muted("Each such line stands with the reason.")
        for field in (self._form_field, LabeledField("Covers", self.span), self._year_field, self._licenses):
            column.addWidget(field)
        column.addWidget(LabeledField("Sheet", self.sheet))
        reasons = QVBoxLayout()
        reasons.setSpacing(0)
        reasons.addWidget(self.reasons)
        reasons.addWidget(self._reasons_hint)
        column.addLayout(reasons)
        self._choices = Choices((), (), (), ())
        for combo in (self.form, self.span, self.year, self.sheet):
            combo.currentIndexChanged.connect(self._edited)
        self.reasons.toggled.connect(self._edited)
        self._arrange()

    def set_choices(self, choices: Choices) -> None:
        """Offer what the record holds; what was chosen stays where it still can."""
        self._choices = choices
        cycles = [(("cycle", one.id), f"Past cycle: {one.title}") for one in choices.past_cycles]
        self.span.set_choices(
            [
                (("cycle", ""), "Current cycle"),
                (("school", ""), "A school year"),
                (("calendar", ""), "A calendar year"),
                (("all", ""), "Whole record"),
                *cycles,
            ]
        )
        self._offer_licenses(choices)
        self._arrange()

    def options(self) -> TranscriptOptions:
        """What is chosen."""
        span, cycle_id = self._span()
        year = self.year.value()
        unchosen = [id_ for id_, box in self._boxes if not box.isChecked()]
        return TranscriptOptions(
            form=str(self.form.value()),
            span=span,
            year=year if isinstance(year, int) and span in {"school", "calendar"} else None,
            credential_ids=tuple(id_ for id_, box in self._boxes if box.isChecked()) if unchosen else None,
            cycle_id=cycle_id or None,
            page=str(self.sheet.value()),
            include_refused=self.reasons.isChecked(),
        )

    def choose_license(self, credential_id: str) -> None:
        """Only this license, in its current cycle."""
        if any(id_ == credential_id for id_, _ in self._boxes):
            self.span.set_value(("cycle", ""))
            for id_, box in self._boxes:
                box.setChecked(id_ == credential_id)

    def _span(self) -> tuple[str, str]:
        value = self.span.value()
        return (str(value[0]), str(value[1])) if isinstance(value, tuple | list) else ("cycle", "")

    def _offer_licenses(self, choices: Choices) -> None:
        if [id_ for id_, _ in self._boxes] == [c.id for c in choices.credentials]:
            for (_, box), credential in zip(self._boxes, choices.credentials, strict=True):
                box.set_title(credential.title)
            return
        unchosen = {id_ for id_, box in self._boxes if not box.isChecked()}
        for _, box in self._boxes:
            self._license_column.removeWidget(box)
            box.deleteLater()
        self._boxes = []
        for credential in choices.credentials:
            box = LicenseBox(credential.title)
            box.setChecked(credential.id not in unchosen)
            box.toggled.connect(self._edited)
            self._license_column.addWidget(box)
            self._boxes.append((credential.id, box))

    def _edited(self) -> None:
        self._arrange()
        self.changed.emit()

    def _arrange(self) -> None:
        """Show only what has a meaning for what is chosen."""
        span, cycle_id = self._span()
        years = {"school": self._choices.school_years, "calendar": self._choices.years}.get(span, ())
        self._year_field.setVisible(bool(years))
        blocked = self.year.blockSignals(True)
        self.year.set_choices([(y, f"{y}–{(y + 1) % 100:02d}" if span == "school" else str(y)) for y in years])
        self.year.blockSignals(blocked)
        self._licenses.setVisible(len(self._boxes) > 1 and not cycle_id)
        long = self.form.value() != "short"
        self._form_field.set_hint(_HINTS["long" if long else "short"])
        self.reasons.setVisible(long)
        self._reasons_hint.setVisible(long)
