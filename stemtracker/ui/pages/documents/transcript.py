"""The transcript: what it is to cover and how it is to look. Neighbors: `services.papers` gathers and draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QStyle, QStyleOptionButton, QVBoxLayout, QWidget

from stemtracker.services import papers
from stemtracker.services.papers import Choices, TranscriptOptions
from stemtracker.ui import theme
from stemtracker.ui.pages.documents.kind import PaperForm, PaperKind, Progress
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.field import LabeledField
from stemtracker.ui.widgets.labels import Label, Muted

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext

#: What papers about licenses and activities show.
NOUNS = ("educator", "credential", "cycle", "fact", "pin", "activity", "evidence", "vocabulary", "rule_text")

_FORMS = (("long", "Long: every activity"), ("short", "Short: one page"))
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
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self)
        room = max(words.width() - theme.FOCUS, 1)
        shown = self.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()


class TranscriptForm(PaperForm):
    """Long or short, of which days and licenses."""

    def __init__(self) -> None:
        super().__init__()
        column = self.column
        self.form = Combo(_FORMS)
        self._form_field = LabeledField("Form", self.form, _HINTS["long"])
        self.span = Combo()
        self.year = Combo()
        self._year_field = LabeledField("Year", self.year)
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
        self._wanted = ""
        for combo in (self.form, self.span, self.year):
            combo.currentIndexChanged.connect(self.edited)
        self.reasons.toggled.connect(self.edited)
        self._arrange()

    def set_choices(self, choices: Choices) -> None:
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
        if self._wanted:
            self.choose(self._wanted)
        self._wanted = ""
        self._arrange()

    def options(self) -> TranscriptOptions:
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

    def choose(self, argument: str) -> None:
        """Only the license of that id, in its current cycle."""
        known = any(id_ == argument for id_, _ in self._boxes)
        self._wanted = "" if known else argument
        if known:
            self.span.set_value(("cycle", ""))
            for id_, box in self._boxes:
                box.setChecked(id_ == argument)

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
            box.toggled.connect(self.edited)
            self._license_column.addWidget(box)
            self._boxes.append((credential.id, box))

    def edited(self) -> None:
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


def _form(_context: AppContext) -> TranscriptForm:
    return TranscriptForm()


def _gather(ws: Workspace, options: TranscriptOptions, _progress: Progress) -> Any:
    return papers.gather(ws, options)


def _draw(data: Any, options: TranscriptOptions) -> papers.Made:
    return papers.draw(data, options.form)


TRANSCRIPT = PaperKind(
    id="transcript",
    title="Transcript",
    about="What you did, what counts for your licenses and why, and who vouches for it.",
    nouns=NOUNS,
    form=_form,
    choices=papers.choices,
    gather=_gather,
    draw=_draw,
)
