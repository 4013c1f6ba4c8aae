"""The renewal period of a license: its printed expiry and its start, and the periods before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stemtracker.domain.credential import Credential, Cycle
from stemtracker.domain.periods import Period
from stemtracker.errors import Problem
from stemtracker.services import credentials
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.drafts import Place
from stemtracker.ui.forms.edit_card import EditCard
from stemtracker.ui.widgets import dates
from stemtracker.ui.widgets.date_edit import DateEdit
from stemtracker.ui.widgets.field import LabeledField, row_of, show_problems
from stemtracker.ui.widgets.labels import Muted, Strong


class CycleCard(EditCard):
    """Dates of the open period; closed ones are shown as they were."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("Renewal period", context)
        self._kept: Cycle | None = None
        self._credential = self._of = ""
        self.start, self.expiry = DateEdit(), DateEdit()
        self.fields = {
            "expiry": LabeledField("Expires on", self.expiry, "The date printed on the license."),
            "start": LabeledField("Hours count from", self.start),
        }
        self.body.setSpacing(theme.px(theme.M))
        self.body.addLayout(row_of((self.fields["expiry"], 1), (self.fields["start"], 1)))
        self.past_title = Strong("Periods before")
        self.past = Muted("")
        self.finish()
        self.body.addWidget(self.past_title)
        self.body.addWidget(self.past)
        for edit in (self.start, self.expiry):
            edit.changed.connect(self.touch)
            edit.line.textEdited.connect(self.touch)

    def show_cycles(self, credential: Credential, cycles: Sequence[Cycle]) -> None:
        """Show the periods of that license, with what was typed over the open one."""
        if self._credential != credential.id:
            self.set_edited(edited=False)
        self._credential, self._of = credential.id, credential.title
        self._kept = next((c for c in cycles if c.closed is None), None)
        closed = [c for c in cycles if c.closed is not None]
        lines = []
        for cycle in closed:
            filed = f", filed {dates.short(cycle.filed_on)}" if cycle.filed_on else ""
            lines.append(f"{dates.span(cycle.start, cycle.expiry)}{filed}")
        self.past.setText("\n".join(lines))
        for label in (self.past_title, self.past):
            label.setVisible(bool(lines))
        self.show_anew()

    def draft_place(self) -> Place | None:
        id_ = self._credential
        about = f"in the renewal period of “{self._of}”"
        return Place(f"period:{id_}", about, "record", f"credentials:{id_}") if id_ else None

    def show_kept(self) -> None:
        kept = self._kept
        self.start.set_value(kept.start if kept else None)
        self.expiry.set_value(kept.expiry if kept else None)
        derived = kept is not None and kept.start_is_derived
        self.fields["start"].set_hint(
            "Worked out from the rules; change it if your agency says otherwise." if derived else ""
        )
        show_problems(self.fields, ())
        self.set_edited(edited=False)

    def submit(self) -> bool:
        start, expiry = self.start.value(), self.expiry.value()
        found = []
        for name, edit, value in (("start", self.start, start), ("expiry", self.expiry, expiry)):
            words = edit.problem() or ("" if value else "Type a date.")
            if words:
                found.append(Problem(name, words))
        show_problems(self.fields, found)
        if found or start is None or expiry is None:
            return False
        changed = self._changed(Period(start, expiry))
        work = self.context.tasks.record
        work(credentials.save_cycle, self.context.workspace, changed, done=self.saved, failed=self.refused)
        return True

    def _changed(self, period: Period) -> Cycle:
        kept = self._kept
        if kept is None:
            return Cycle(
                id=credentials.new_id(),
                credential_id=self._credential,
                start=period.start,
                expiry=period.end,
                start_is_derived=False,
            )
        derived = kept.start_is_derived and kept.start == period.start
        return replace(kept, start=period.start, expiry=period.end, start_is_derived=derived)
