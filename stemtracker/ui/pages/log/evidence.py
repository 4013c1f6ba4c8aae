"""The evidence of one activity: what there is, what kind it is, a note, and the way to look at it.

What is added to an activity that is not saved yet waits here and is attached with its first save.
Neighbors: `preview` shows a file, `evidence_note` asks for what lies on paper, `services.evidence` keeps it all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from stemtracker.domain.evidence import Evidence
from stemtracker.services import evidence as service
from stemtracker.ui import theme
from stemtracker.ui.forms.inputs import Line, show_text
from stemtracker.ui.pages.log.evidence_note import NoteForm, PaperNote
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.combo import TermCombo
from stemtracker.ui.widgets.labels import Muted, Strong

if TYPE_CHECKING:
    from stemtracker.ui.app_context import AppContext

_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic"})


def likely_kind(path: Path) -> str:
    """What a dropped file most likely is; it stands in the list to be changed."""
    return "photo" if path.suffix.lower() in _PICTURES else "certificate"


class EvidencePane(QWidget):
    """The list and the button; files may be dropped anywhere on the editor."""

    #: Show this piece (`Evidence`).
    wanted = Signal(object)
    #: What waits or is half typed has changed.
    edited = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._activity: str | None = None
        self._saved = False
        self.waiting: tuple[Path | PaperNote, ...] = ()
        self._pieces: list[_Piece] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.S))
        head = QHBoxLayout()
        self._title = Strong("Evidence")
        head.addWidget(self._title, 1)
        self.attach_button = buttons.link("Attach a file", self._choose, "attach")
        head.addWidget(self.attach_button)
        self.note_form = NoteForm(context.workspace.vocabulary)
        self.note_button = buttons.link("Add a note", self.note_form.open, "edit")
        self.note_form.added.connect(self._add_note)
        self.note_form.left.connect(self.note_button.setFocus)
        self.note_form.edited.connect(self.edited)
        head.addWidget(self.note_button)
        column.addLayout(head)
        column.addWidget(self.note_form)
        self._nothing = Muted(
            "Drop a certificate here, or on the activity in the list; or note where the paper is kept."
        )
        column.addWidget(self._nothing)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(theme.M))
        column.addLayout(self._list)
        self._later = Muted()
        column.addWidget(self._later)
        self._later.hide()

    def show_of(self, activity: str, pieces: Sequence[Evidence], *, saved: bool) -> None:
        """Show what this activity has."""
        if activity != self._activity:
            self.take_note()
            self.waiting = ()
        self._activity, self._saved = activity, saved
        if [p.evidence for p in self._pieces] != list(pieces):
            self._fill(pieces)
        self._tell()

    def _fill(self, pieces: Sequence[Evidence]) -> None:
        for piece in self._pieces:
            self._list.removeWidget(piece)
            piece.hide()
            piece.deleteLater()
        self._pieces = []
        for evidence in pieces:
            piece = _Piece(self._context, evidence)
            piece.wanted.connect(self.wanted)
            piece.edited.connect(self.edited)
            self._pieces.append(piece)
            self._list.addWidget(piece)

    def _tell(self) -> None:
        count = len(self._pieces)
        self._title.setText(f"Evidence ({count})" if count else "Evidence")
        self._nothing.setVisible(not count and not self.waiting)
        names = ", ".join(item.name if isinstance(item, Path) else item.title for item in self.waiting)
        self._later.setText(f"Attached when you save: {names}")
        self._later.setVisible(bool(self.waiting))

    def _choose(self) -> None:
        paths = self._context.dialogs.open_files("Attach evidence")
        if paths:
            self.attach(paths)

    def take_note(self) -> bool:
        """Add the note that is half typed, if there is one; whether there was."""
        return self.note_form.take()

    def _add_note(self, note: PaperNote) -> None:
        self.attach((note,))

    def attach(self, items: Sequence[Path | PaperNote]) -> None:
        """Attach these now, or with the first save."""
        if self._activity is None:
            return
        if not self._saved:
            self.waiting += tuple(item for item in items if item not in self.waiting)
            self._tell()
            self.edited.emit()
            return
        attach_to(self._context, self._activity, items)

    # What is not saved yet -----------------------------------------------------------------------------

    def typed(self) -> dict[str, Any]:
        """What waits and what is half typed, as JSON can say it; {} where nothing is."""
        found = {
            "files": [str(item) for item in self.waiting if isinstance(item, Path)],
            "notes": [[item.kind, item.title, item.place] for item in self.waiting if isinstance(item, PaperNote)],
            "note": self.note_form.typed(),
            "pieces": {piece.evidence.id: typed for piece in self._pieces if (typed := piece.typed())},
        }
        return {name: said for name, said in found.items() if said}

    def take_up(self, typed: Mapping[str, Any]) -> None:
        """Go on with what `typed` said; a file that is gone since is told."""
        files = [Path(name) for name in typed.get("files", ())]
        there = [file for file in files if file.is_file()]
        waiting: list[Path | PaperNote] = [*there, *(PaperNote(*note) for note in typed.get("notes", ()))]
        if waiting and not self._context.workspace.read_only:
            self.attach(waiting)
        elif waiting:
            self.waiting = tuple(waiting)
            self._tell()
        if half := typed.get("note"):
            self.note_form.show_typed(*half)
        for piece in self._pieces:
            if texts := typed.get("pieces", {}).get(piece.evidence.id):
                piece.take_up(*texts)
        gone = [file.name for file in files if file not in there]
        if gone:
            words = "A file that waited here is gone" if len(gone) == 1 else "Files that waited here are gone"
            self._context.bus.message.emit(f"{words}: {', '.join(gone)}.", False)

    def settle(self) -> None:
        """Save the words typed at the pieces, as leaving their fields does."""
        for piece in self._pieces:
            piece.settle()

    def forget(self) -> None:
        """Give up what waits and what is half typed."""
        self.waiting = ()
        self.note_form.leave()
        for piece in self._pieces:
            piece.forget()
        self._tell()

    def attach_waiting(self, activity: str) -> None:
        """The activity is saved now: attach what waited for it."""
        waiting, self.waiting = self.waiting, ()
        self._tell()
        if waiting:
            attach_to(self._context, activity, waiting)


def attach_to(context: AppContext, activity: str, items: Sequence[Path | PaperNote]) -> None:
    """Attach these to an activity, one write each, so that one bad file does not keep the others out."""
    record, ws = context.tasks.record, context.workspace
    for item in items:
        if isinstance(item, PaperNote):
            record(service.add_note, ws, activity, item.kind, item.title, item.place)
        else:
            record(service.attach, ws, activity, item, likely_kind(item), busy_text=f"Attaching {item.name}")


class _Piece(QWidget):
    """One piece: its number and name (to open it, or to change where there is no file), its kind and a note."""

    wanted = Signal(object)
    #: Something was typed in it, or saved.
    edited = Signal()

    def __init__(self, context: AppContext, evidence: Evidence) -> None:
        super().__init__()
        self._context, self.evidence = context, evidence
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.XS))
        head = QHBoxLayout()
        head.setSpacing(theme.px(theme.S))
        self._add_name(head, evidence)
        self.remove_button = buttons.icon_button("trash", f"Remove {evidence.label}", self._remove)
        head.addWidget(self.remove_button)
        column.addLayout(head)
        self.kind = TermCombo(context.workspace.vocabulary, "evidence")
        show_text(self.kind, evidence.kind)
        self.kind.setAccessibleName(f"Kind of {evidence.label}")
        self.kind.currentIndexChanged.connect(self.settle)
        column.addWidget(self.kind)
        self.note = Line("Note" if evidence.sha256 else "Where the paper is kept")
        self.note.setText(evidence.note)
        self.note.setAccessibleName(f"Note on {evidence.label}")
        self.note.textEdited.connect(self.edited)
        self.note.editingFinished.connect(self.settle)
        column.addWidget(self.note)

    def _add_name(self, head: QHBoxLayout, evidence: Evidence) -> None:
        self.title: Line | None = None
        if not evidence.sha256:
            self.title = Line("What it is")
            self.title.setText(evidence.title)
            self.title.setCursorPosition(0)
            self.title.setAccessibleName(f"What {evidence.label} is")
            self.title.textEdited.connect(self.edited)
            self.title.editingFinished.connect(self.settle)
            head.addWidget(Muted(evidence.label, wrap=False))
            head.addWidget(self.title, 1)
            return
        name = evidence.title or evidence.file_name
        self.open_button = buttons.link("", self._open, "attach")
        shown = self.open_button.fontMetrics().elidedText(
            f"{evidence.label}  {name}", Qt.TextElideMode.ElideMiddle, theme.px(250)
        )
        self.open_button.setText(shown.replace("&", "&&"))
        self.open_button.setAccessibleName(f"Show {evidence.label}, {name}")
        head.addWidget(self.open_button)
        head.addStretch(1)

    def _open(self) -> None:
        self.wanted.emit(self.evidence)

    def settle(self, *_said: Any) -> None:
        """Save what stands here."""
        if self.title is not None and not self.title.text().strip():
            self.title.setText(self.evidence.title)
        title = self.evidence.title if self.title is None else self.title.text().strip()
        changed = replace(self.evidence, kind=self.kind.id(), title=title, note=self.note.text().strip())
        if changed != self.evidence:
            self.evidence = changed
            self._context.tasks.record(service.update, self._context.workspace, changed)
            self.edited.emit()

    def typed(self) -> list[str]:
        """Title and note as typed, then as the record has them; [] where they are the same."""
        kept = [self.evidence.title, self.evidence.note]
        said = [kept[0] if self.title is None else self.title.text(), self.note.text()]
        return [*said, *kept] if [text.strip() for text in said] != kept else []

    def take_up(self, title: str, note: str, title_then: str, note_then: str) -> None:
        """Go on with words that were typed here. They save themselves, unless the record changed meanwhile."""
        same = (self.evidence.title, self.evidence.note) == (title_then, note_then)
        if self.title is not None:
            self.title.setText(title)
        self.note.setText(note)
        if same and not self._context.workspace.read_only:
            self.settle()

    def forget(self) -> None:
        """Show what the record has."""
        if self.title is not None:
            self.title.setText(self.evidence.title)
        self.note.setText(self.evidence.note)

    def _remove(self) -> None:
        self._context.tasks.record(service.remove, self._context.workspace, self.evidence.id)
