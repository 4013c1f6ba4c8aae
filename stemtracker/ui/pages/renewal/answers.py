"""The holder's answers to what a rule asks, editable in place. Neighbor: `open_points` leads here from a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal

from stemtracker.domain.credential import Credential, FactValue
from stemtracker.errors import Refused
from stemtracker.services.renewal import RenewalView
from stemtracker.ui.drafts import DraftBook, Place, Typing
from stemtracker.ui.forms.facts import FactsForm
from stemtracker.ui.pages.renewal.scrolled import Scrolled
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.dispute import Dispute
from stemtracker.ui.widgets.labels import Muted

#: What the name of a credential stands behind where its answers are asked for.
ANSWERS = "answers:"


class FactsPanel(Scrolled):
    """The holder's answers, editable in place."""

    #: The answers changed, to be saved: name -> value or None.
    saved = Signal(object)

    def __init__(self, book: DraftBook) -> None:
        super().__init__()
        self._typing = Typing(self, book, self)
        self._of: Credential | None = None
        self.dispute = Dispute("Saving keeps what stands here.")
        self.form = FactsForm()
        self._nothing = Muted("This rule asks nothing about you.")
        self._past = Muted("By these answers the cycle was renewed. They are kept with it, whatever you answer now.")
        self.save_button = buttons.primary("Save answers", self.save)
        for widget in (self._nothing, self._past, self.dispute, self.form, self.save_button):
            self.column.addWidget(widget)
        self._known: Mapping[str, FactValue] = {}
        self._shown: object = None
        self._dirty = False
        self.form.changed.connect(self._edited)
        self.form.being_typed.connect(self._edited)

    def show_view(self, view: RenewalView, wanted: Callable[..., frozenset[str]]) -> None:
        """Show the answers; what was typed and not yet saved stays."""
        past = view.cycle.closed is not None and view.cycle.closed.basis is not None
        shown = (view.credential.id, dict(view.facts), view.questions, past)
        if shown == self._shown or (self._dirty and self._shown and self._shown[0] == view.credential.id):  # type: ignore[index]
            return
        self._shown, self._known, self._dirty = shown, view.facts, False
        self._of = None if past else view.credential
        self.form.ask(view.questions, view.facts, wanted)
        self._nothing.setVisible(self.form.is_empty())
        self._past.setVisible(past and not self.form.is_empty())
        self.form.setEnabled(not past)
        self.save_button.setVisible(not past and not self.form.is_empty())
        self.save_button.setEnabled(False)
        self.dispute.hide()
        self._typing.shown()

    def _edited(self) -> None:
        self._dirty = True
        self.save_button.setEnabled(True)
        self._typing.touched()

    def draft_place(self) -> Place | None:
        """Where what is typed here is taken up again."""
        if self._of is None:
            return None
        about = f"your answers to the rules of “{self._of.title}”"
        return Place(f"answers:{self._of.id}", about, "renewal", f"{ANSWERS}{self._of.id}")

    def typed(self) -> dict[str, Any]:
        """What stands in each field."""
        return self.form.typed()

    def show_typed(self, typed: Mapping[str, Any], now: Mapping[str, Any], disputed: tuple[str, ...]) -> None:
        """What was typed before, over what the record says now."""
        self.form.show_typed(typed)
        self.dispute.tell(self.form.fields(), now, disputed)
        self._dirty = True
        self.save_button.setEnabled(True)

    def is_edited(self) -> bool:
        """Whether answers wait to be saved."""
        return self._dirty

    def was_saved(self) -> None:
        """The record took the answers."""
        self._typing.done()

    def save(self) -> None:
        """Hand over what changed; what can't be read is said under its field."""
        try:
            values = self.form.values()
        except Refused:
            return
        changed = {name: value for name, value in values.items() if value != self._known.get(name)}
        self._dirty = False
        self.save_button.setEnabled(False)
        self._shown = None
        if changed:
            self.saved.emit(changed)
