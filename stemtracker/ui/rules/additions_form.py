"""The form for what a district adds to an authority's rules: other figures, further needs, each with its reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stemtracker.domain import wording
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.services.writing_rules import Additions, Change, Changeable, Draft, Extra, Offered
from stemtracker.ui import theme
from stemtracker.ui.forms.inputs import Line
from stemtracker.ui.rules.pieces import RowEdit, RowList, TermsEdit
from stemtracker.ui.widgets.card import line
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.field import LabeledField, row_of
from stemtracker.ui.widgets.labels import Muted, Strong


class FigureRow(RowEdit):
    """One figure of the authority, and another one beside it."""

    def __init__(self, figures: tuple[Changeable, ...]) -> None:
        super().__init__()
        self._figures = figures
        self.which = Combo([(one.table, one.title) for one in figures])
        self.amount, self.reason = Line(), Line("Such as “Board policy 7”")
        self._amount = LabeledField("Asked here", self.amount)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        fields = (LabeledField("The authority’s figure", self.which), 3), (self._amount, 2)
        column.addLayout(row_of(*fields, (LabeledField("Why", self.reason), 3)))
        self.which.activated.connect(self._chosen)
        for editor in (self.amount, self.reason):
            editor.textEdited.connect(self.changed)
        self.setFocusProxy(self.which)
        self._chosen()

    def _chosen(self, *_: object) -> None:
        one = next((figure for figure in self._figures if figure.table == self.which.value()), None)
        if one is not None:
            units = wording.units(one.unit)
            self._amount.set_hint(
                f"{one.now} {units} by the authority" if one.now else f"In {units}; by the authority it depends"
            )
        self.changed.emit()

    def show_change(self, change: Change) -> None:
        """Show this."""
        self.which.set_value(change.table)
        self.amount.setText(change.amount)
        self.reason.setText(change.reason)
        self._chosen()

    def change(self) -> Change:
        """What stands there."""
        amount, reason = self.amount.text().strip(), self.reason.text().strip()
        return Change(table=str(self.which.value() or ""), amount=amount, reason=reason)


class ExtraRow(RowEdit):
    """One further need."""

    def __init__(self, vocabulary: Vocabulary, accounts: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.title, self.amount, self.reason = Line(), Line(), Line("Such as “Board policy 8”")
        self.account = Combo([(id_, wording.units(unit)) for id_, unit in accounts])
        self.topics = TermsEdit(vocabulary, "topic", "Any topic")
        self.kinds = TermsEdit(vocabulary, "kind", "Any kind of activity")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.S))
        first = (LabeledField("Name of the need", self.title), 4), (LabeledField("At least", self.amount), 1)
        column.addLayout(row_of(*first, (LabeledField("of", self.account), 2)))
        topics, kinds = LabeledField("In these topics", self.topics), LabeledField("By these kinds", self.kinds)
        column.addLayout(row_of((topics, 1), (kinds, 1), (LabeledField("Why", self.reason), 1)))
        for editor in (self.title, self.amount, self.reason):
            editor.textEdited.connect(self.changed)
        for terms in (self.topics, self.kinds):
            terms.changed.connect(self.changed)
        self.account.activated.connect(self.changed)
        self.setFocusProxy(self.title)

    def show_extra(self, extra: Extra) -> None:
        """Show this."""
        self.title.setText(extra.title)
        self.amount.setText(extra.amount)
        self.account.set_value(extra.account)
        self.reason.setText(extra.reason)
        self.topics.set_value(extra.topics)
        self.kinds.set_value(extra.kinds)

    def extra(self) -> Extra:
        """What stands there."""
        return Extra(
            title=self.title.text().strip(),
            amount=self.amount.text().strip(),
            account=str(self.account.value() or ""),
            reason=self.reason.text().strip(),
            topics=self.topics.value(),
            kinds=self.kinds.value(),
        )


class AdditionsForm(QWidget):
    """All of it. `draft` is what stands there."""

    changed = Signal()

    def __init__(self, vocabulary: Vocabulary, offered: Offered) -> None:
        super().__init__()
        self._vocabulary, self._offered, self._id = vocabulary, offered, ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.L))
        self.title, self.authority = Line(), Line()
        self.fields = {
            "title": LabeledField("Name of these additions", self.title, "Such as “Our district”."),
            "authority": LabeledField("Who asks for it", self.authority),
        }
        column.addLayout(row_of((self.fields["title"], 1), (self.fields["authority"], 1)))
        said = f"They are asked on top of “{offered.title}”. What the authority asks stays: you see both answers."
        column.addWidget(Muted(said))
        self.figures = RowList(self._figure, "Ask another figure", "figure")
        self.extras = RowList(self._extra, "Ask something more", "need")
        column.addWidget(line())
        column.addWidget(Strong("Other figures than the authority’s"))
        column.addWidget(self.figures)
        column.addWidget(line())
        column.addWidget(Strong("Needs of its own"))
        column.addWidget(self.extras)
        self.figures.add_button.setEnabled(bool(offered.figures))
        self.extras.add_button.setEnabled(bool(offered.accounts))
        for editor in (self.title, self.authority):
            editor.textEdited.connect(self._tell)
        for rows in (self.figures, self.extras):
            rows.changed.connect(self.changed)

    def _tell(self, *_: object) -> None:
        self.changed.emit()

    def _figure(self) -> FigureRow:
        return FigureRow(self._offered.figures)

    def _extra(self) -> ExtraRow:
        return ExtraRow(self._vocabulary, self._offered.accounts)

    def draft(self) -> Additions:
        """What stands there."""
        return Additions(
            id=self._id,
            title=self.title.text().strip(),
            authority=self.authority.text().strip(),
            changes=self._offered.pack_id,
            figures=tuple(row.change() for row in self.figures.rows),
            extras=tuple(row.extra() for row in self.extras.rows),
        )

    def take(self, draft: Draft) -> bool:
        """Show this, if it is of this form."""
        if isinstance(draft, Additions):
            self.show_draft(draft)
        return isinstance(draft, Additions)

    def show_draft(self, draft: Additions) -> None:
        """Show this."""
        self._id = draft.id
        self.title.setText(draft.title)
        self.authority.setText(draft.authority)
        self.figures.clear()
        self.extras.clear()
        for change in draft.figures:
            self.figures.add().show_change(change)
        for extra in draft.extras:
            self.extras.add().show_extra(extra)
