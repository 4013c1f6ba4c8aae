"""The leadership portfolio: through which lens, and the statement that opens it, which the record keeps.

Neighbors: `services.portfolios` gathers and draws it; `ui.drafts` keeps what is typed and not saved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication

from stemtracker.errors import Refused
from stemtracker.services import portfolios
from stemtracker.services.papers import Made
from stemtracker.services.portfolios import PortfolioOptions
from stemtracker.ui import theme
from stemtracker.ui.drafts import Place
from stemtracker.ui.forms.edit_card import EditCard
from stemtracker.ui.forms.inputs import Notes
from stemtracker.ui.pages.documents.kind import Missing, PaperForm, PaperKind, Progress
from stemtracker.ui.pages.documents.transcript import NOUNS
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.field import LabeledField, show_problems

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext

_TITLE = "Leadership statement"
_HEIGHT = 168


class _Text(Notes):
    """The statement as it is typed; `left` as the focus goes elsewhere in the window."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.px(_HEIGHT))
        self.setAccessibleName(_TITLE)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class StatementCard(EditCard):
    """Saved as it is left, or with Save."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(_TITLE, context)
        self._kept: str | None = None
        self._sent = ""
        self.text = _Text()
        self.fields = {"statement": LabeledField("", self.text, "What you lead, why, what came of it.")}
        self.add(self.fields["statement"])
        self.finish()
        self.text.textChanged.connect(self._typed)
        self.text.left.connect(self._left)

    def show_statement(self, text: str) -> None:
        """What the record holds now."""
        if text != self._kept:
            self._kept = text
            self.show_anew()

    def show_kept(self) -> None:
        blocked = self.text.blockSignals(True)
        self.text.setPlainText(self._kept or "")
        self.text.blockSignals(blocked)
        self.set_edited(edited=False)

    def draft_place(self) -> Place | None:
        if self._kept is None:
            return None
        return Place("statement", "your leadership statement", "documents", "portfolio")

    def submit(self) -> bool:
        self._sent = self.text.toPlainText()
        self.context.tasks.record(
            portfolios.save_statement,
            self.context.workspace,
            self._sent,
            done=self.saved,
            failed=self.refused,
        )
        return True

    def saved(self, changes: object) -> None:
        self._kept = self._sent.strip()
        if self.text.toPlainText() == self._sent:  # what was typed since stays to be saved
            super().saved(changes)

    def refused(self, error: BaseException) -> None:
        rest = show_problems(self.fields, error.problems) if isinstance(error, Refused) else True
        if rest:
            self.context.dialogs.show_error(error)

    def _typed(self) -> None:
        if self._kept is not None and self.text.toPlainText() != self._kept:
            self.touch()

    def _left(self) -> None:
        """Going to the card's own buttons is not leaving: Take back must find something."""
        now = QApplication.focusWidget()
        if now is not None and not self.isAncestorOf(now):
            self.save()


class PortfolioForm(PaperForm):
    """Lens and sheet, and the statement under them."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.lens = Combo([(one.id, one.title) for one in portfolios.shipped()])
        self.lens.set_value(PortfolioOptions().lens)
        self._lens_field = LabeledField("Arranged by", self.lens)
        self.column.addWidget(self._lens_field)
        self.column.addWidget(LabeledField("Sheet", self.sheet))
        self.statement = StatementCard(context)
        self.cards = (self.statement,)
        self.lens.currentIndexChanged.connect(self.edited)
        self._tell_lens()

    def edited(self) -> None:
        self._tell_lens()
        super().edited()

    def _tell_lens(self) -> None:
        self._lens_field.set_hint(portfolios.lens(str(self.lens.value())).about)

    def set_choices(self, choices: str) -> None:
        self.statement.show_statement(choices)

    def options(self) -> PortfolioOptions:
        return PortfolioOptions(str(self.lens.value()), str(self.sheet.value()))

    def is_edited(self) -> bool:
        return self.statement.is_edited()

    def save_typed(self) -> bool:
        return self.is_edited() and self.statement.save()


def _gather(ws: Workspace, options: PortfolioOptions, _progress: Progress) -> Any:
    return portfolios.gather(ws, options)


def _draw(data: Any, _options: PortfolioOptions) -> Made:
    return portfolios.draw(data)


def _missing(data: Any, made: Made) -> Missing:
    return portfolios.missing(data, made.pages)


PORTFOLIO = PaperKind(
    id="portfolio",
    title="Leadership portfolio",
    about="What you lead and what came of it, arranged by the standards that you choose.",
    nouns=(
        *(*NOUNS, "series", "setting", "membership", "pairing"),
        *("leadership_role", "contribution", "effect", "goal"),
    ),
    form=PortfolioForm,
    choices=portfolios.statement,
    gather=_gather,
    draw=_draw,
    missing=_missing,
    missing_title="What is still missing",
)
