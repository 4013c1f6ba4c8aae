"""What the license's rules ask of its holder; an open answer makes the verdict "can't tell", never wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stemtracker.domain.credential import Credential, FactValue
from stemtracker.errors import Refused
from stemtracker.services import credentials, questions
from stemtracker.services.questions import FactQuestion
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.drafts import Place
from stemtracker.ui.forms.edit_card import EditCard
from stemtracker.ui.forms.facts import FactsForm, asker
from stemtracker.ui.widgets.labels import Muted


class FactsCard(EditCard):
    """The questions of one license's rules, with what was answered."""

    def __init__(self, context: AppContext) -> None:
        super().__init__("What its rules ask about you", context)
        self._shown: tuple[Credential, Sequence[FactQuestion], Mapping[str, FactValue], Any] | None = None
        self.form = FactsForm()
        self.form.changed.connect(self.touch)
        self.form.being_typed.connect(self.touch)
        self.add(self.form)
        self.nothing = Muted("These rules ask nothing about you.")
        self.add(self.nothing)
        self.finish()

    def show_facts(
        self, credential: Credential, asked: Sequence[FactQuestion], facts: Mapping[str, FactValue], library: Any
    ) -> None:
        """Show the questions of that license, unless this one's are being answered."""
        same = self._shown is not None and self._shown[0].id == credential.id
        if same and self.is_edited():
            return
        if not same:
            self.set_edited(edited=False)
        self._shown = (credential, asked, facts, library)
        self.show_anew()

    def draft_place(self) -> Place | None:
        if self._shown is None:
            return None
        kept = self._shown[0]
        about = f"your answers to the rules of “{kept.title}”"
        return Place(f"facts:{kept.id}", about, "record", f"credentials:{kept.id}")

    def typed(self) -> dict[str, Any]:
        return self.form.typed()

    def show_typed(self, typed: Mapping[str, Any], now: Mapping[str, Any], disputed: tuple[str, ...]) -> None:
        self.form.show_typed(typed)
        self.dispute.tell(self.form.fields(), now, disputed)
        self.set_edited(edited=True)

    def show_kept(self) -> None:
        if self._shown is None:
            return
        credential, asked, facts, library = self._shown
        self.form.ask(asked, facts, asker(questions.wanted, library, credential.pack_id))
        for widget in (self.save_button, self.revert_button, self.form):
            widget.setVisible(bool(asked))
        self.nothing.setVisible(not asked)
        self.set_edited(edited=False)

    def submit(self) -> bool:
        if self._shown is None:
            return False
        try:
            values = self.form.values()
        except Refused:
            return False
        work = self.context.tasks.record
        id_ = self._shown[0].id
        work(credentials.set_facts, self.context.workspace, id_, values, done=self.saved, failed=self.refused)
        return True

    def refused(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            self.form.show_refused(error)
        super().refused(error)
