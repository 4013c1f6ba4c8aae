"""Evidence that is no file: what it is, of which kind, and where the paper is kept.

Neighbors: `evidence` shows this form under its buttons and hands on what was typed.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.ui import theme
from stemtracker.ui.forms.inputs import Line
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.combo import TermCombo
from stemtracker.ui.widgets.field import LabeledField

#: What a paper in a folder most often is.
USUAL = "certificate"


@dataclass(frozen=True, slots=True)
class PaperNote:
    """Evidence that lies elsewhere, on paper."""

    kind: str
    title: str
    place: str = ""


class NoteForm(QFrame):
    """Three fields, folded away until they are asked for."""

    #: A note to be added (`PaperNote`).
    added = Signal(object)
    #: It was unfolded; there is more to see than the field with the focus.
    opened = Signal()
    #: The user folded it away.
    left = Signal()
    #: Something was typed in it.
    edited = Signal()

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.setProperty("look", "notice")
        self.setAccessibleName("Note on evidence kept on paper")
        column = QVBoxLayout(self)
        pad = theme.px(theme.M)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(theme.px(theme.S))
        self.title, self.place = Line("Sign-in sheet, room 12"), Line("Blue binder, school office")
        self.kind = TermCombo(vocabulary, "evidence")
        self.fields = {
            "title": LabeledField("What it is", self.title),
            "kind": LabeledField("Kind of evidence", self.kind),
            "place": LabeledField("Where the paper is kept", self.place, optional=True),
        }
        for field in self.fields.values():
            column.addWidget(field)
        self.title.returnPressed.connect(self._add)
        self.place.returnPressed.connect(self._add)
        for line in (self.title, self.place):
            line.textEdited.connect(self.edited)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(theme.S))
        foot.addStretch(1)
        self.cancel_button = buttons.link("Cancel", self._cancel)
        self.cancel_button.setAccessibleName("Cancel the note")
        self.add_button = buttons.plain("Add the note", self._add)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.add_button)
        column.addLayout(foot)
        self.hide()

    def open(self) -> None:
        """Ask for a new note; what is half typed stays."""
        if self.isHidden():
            self.kind.set_id(USUAL)
            self.show()
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit()

    def typed(self) -> list[str]:
        """Kind, title and place as far as typed; [] where nothing is."""
        half = not self.isHidden() and bool(self.title.text().strip() or self.place.text().strip())
        return [self.kind.id(), self.title.text(), self.place.text()] if half else []

    def show_typed(self, kind: str, title: str, place: str) -> None:
        """Unfold it with what was half typed."""
        self.kind.set_id(kind)
        self.title.setText(title)
        self.place.setText(place)
        self.show()

    def leave(self) -> None:
        """Give it up."""
        for line in (self.title, self.place):
            line.clear()
        for field in self.fields.values():
            field.set_error("")
        self.hide()

    def _cancel(self) -> None:
        self.leave()
        self.edited.emit()
        self.left.emit()

    def take(self) -> bool:
        """Hand on what was typed, if anything was; whether there was."""
        if not self.typed():
            return False
        # Where only the place is known, that is what can be said of the paper.
        title, place = self.title.text().strip(), self.place.text().strip()
        self.kind.settle()
        self.added.emit(PaperNote(self.kind.id(), title or place, place if title else ""))
        self.leave()
        return True

    def _add(self) -> None:
        if not self.title.text().strip():
            self.fields["title"].set_error("Say what it is, such as “Sign-in sheet, signed by the principal”.")
            self.title.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.kind.settle():
            self.take()
            self.left.emit()
