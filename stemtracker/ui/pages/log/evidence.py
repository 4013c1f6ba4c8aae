"""The evidence of one activity: what there is, what kind it is, a note, and the way to look at it.

Files for an activity that is not saved yet wait here and are attached with its first save.
Neighbors: `preview` shows a file, `services.evidence` keeps the bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from stemtracker.domain.evidence import Evidence
from stemtracker.services import evidence as service
from stemtracker.ui import theme
from stemtracker.ui.forms.inputs import Line, show_text
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
    #: Whether files wait for the first save has changed.
    waiting_changed = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._activity: str | None = None
        self._saved = False
        self.waiting: tuple[Path, ...] = ()
        self._pieces: list[_Piece] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.S))
        head = QHBoxLayout()
        self._title = Strong("Evidence")
        head.addWidget(self._title, 1)
        self.attach_button = buttons.link("Attach a file", self._choose, "attach")
        head.addWidget(self.attach_button)
        column.addLayout(head)
        self._nothing = Muted("Drop a certificate here, or on the activity in the list.")
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
            self._pieces.append(piece)
            self._list.addWidget(piece)

    def _tell(self) -> None:
        count = len(self._pieces)
        self._title.setText(f"Evidence ({count})" if count else "Evidence")
        self._nothing.setVisible(not count and not self.waiting)
        names = ", ".join(path.name for path in self.waiting)
        self._later.setText(f"Attached when you save: {names}")
        self._later.setVisible(bool(self.waiting))

    def _choose(self) -> None:
        paths = self._context.dialogs.open_files("Attach evidence")
        if paths:
            self.attach(paths)

    def attach(self, paths: Sequence[Path]) -> None:
        """Attach these now, or with the first save."""
        if self._activity is None:
            return
        if not self._saved:
            self.waiting += tuple(p for p in paths if p not in self.waiting)
            self._tell()
            self.waiting_changed.emit()
            return
        attach_to(self._context, self._activity, paths)

    def attach_waiting(self, activity: str) -> None:
        """The activity is saved now: attach what waited for it."""
        waiting, self.waiting = self.waiting, ()
        self._tell()
        if waiting:
            attach_to(self._context, activity, waiting)


def attach_to(context: AppContext, activity: str, paths: Sequence[Path]) -> None:
    """Attach files to an activity, one write each, so that one bad file does not keep the others out."""
    for path in paths:
        context.tasks.record(
            service.attach, context.workspace, activity, path, likely_kind(path), busy_text=f"Attaching {path.name}"
        )


class _Piece(QWidget):
    """One piece: its number and name to open it, its kind and a note to change."""

    wanted = Signal(object)

    def __init__(self, context: AppContext, evidence: Evidence) -> None:
        super().__init__()
        self._context, self.evidence = context, evidence
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.XS))
        name = evidence.title or evidence.file_name
        head = QHBoxLayout()
        self.open_button = buttons.link("", self._open, "attach")
        shown = self.open_button.fontMetrics().elidedText(
            f"{evidence.label}  {name}", Qt.TextElideMode.ElideMiddle, theme.px(250)
        )
        self.open_button.setText(shown.replace("&", "&&"))
        self.open_button.setAccessibleName(f"Show {evidence.label}, {name}")
        head.addWidget(self.open_button)
        head.addStretch(1)
        self.remove_button = buttons.icon_button("trash", f"Remove {evidence.label}", self._remove)
        head.addWidget(self.remove_button)
        column.addLayout(head)
        row = QHBoxLayout()
        row.setSpacing(theme.px(theme.S))
        self.kind = TermCombo(context.workspace.vocabulary, "evidence")
        show_text(self.kind, evidence.kind)
        self.kind.setAccessibleName(f"Kind of {evidence.label}")
        self.kind.currentIndexChanged.connect(self._change)
        row.addWidget(self.kind, 1)
        self.note = Line("Note")
        self.note.setText(evidence.note)
        self.note.setAccessibleName(f"Note on {evidence.label}")
        self.note.editingFinished.connect(self._change)
        row.addWidget(self.note, 1)
        column.addLayout(row)

    def _open(self) -> None:
        self.wanted.emit(self.evidence)

    def _change(self, *_said: Any) -> None:
        changed = replace(self.evidence, kind=self.kind.id(), note=self.note.text().strip())
        if changed != self.evidence:
            self.evidence = changed
            self._context.tasks.record(service.update, self._context.workspace, changed)

    def _remove(self) -> None:
        self._context.tasks.record(service.remove, self._context.workspace, self.evidence.id)
