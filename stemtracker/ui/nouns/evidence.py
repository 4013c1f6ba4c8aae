"""The pieces of evidence that prove a contribution or an effect: chosen from the record's, or attached as a file.

Neighbors: `fields` makes this editor of a plan, `card` attaches the file, `references` says what there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from stemtracker.domain.evidence import Evidence
from stemtracker.ui import theme
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.combo import FindCombo
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Label

_PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic"})


def likely_kind(path: Path) -> str:
    """What a file most likely is here; in the log it can be changed."""
    return "photo" if path.suffix.lower() in _PICTURES else "product"


def words_of(piece: Evidence) -> str:
    """How a piece is called in a list: "E-014 Sign-in sheet"."""
    return f"{piece.label} {piece.title or piece.file_name}".strip()


class EvidenceEdit(QWidget):
    """The chosen pieces, a list to choose another from, and a way to attach a file."""

    changed = Signal()
    attach_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._titles: dict[str, str] = {}
        self._ids: tuple[str, ...] = ()
        self._rows: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.XS))
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        column.addLayout(self._list)
        self.choice = FindCombo()
        self.choice.setAccessibleName("Evidence in your record")
        self.choice.setMinimumWidth(theme.px(200))
        self.add_button = buttons.plain("Add", self._add)
        self.add_button.setAccessibleName("Add the evidence chosen")
        self.attach_button = buttons.link("Attach a file…", self.attach_wanted, "attach")
        foot = FlowLayout()
        for widget in (self.choice, self.add_button, self.attach_button):
            foot.addWidget(widget)
        column.addLayout(foot)
        self.choice.currentIndexChanged.connect(self._tell)
        self.setFocusProxy(self.choice)
        self._fill()

    def set_known(self, known: Sequence[tuple[str, str]]) -> None:
        """All pieces there are, by id, in the order in which they are offered."""
        self._titles = dict(known)
        self._fill()

    def learn(self, piece: Evidence) -> None:
        """One that was attached just now; it is chosen."""
        self._titles = {piece.id: words_of(piece), **self._titles}
        self._choose(piece.id)

    def texts(self) -> list[str]:
        """The ids chosen. One that is not there (it may be in the bin) is not shown, and not forgotten."""
        return list(self._ids)

    def show_texts(self, ids: Sequence[str]) -> None:
        """Show these."""
        self._ids = tuple(map(str, ids))
        self._fill()

    def _fill(self) -> None:
        for row in self._rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(id_) for id_ in self._ids if id_ in self._titles]
        for row in self._rows:
            self._list.addWidget(row)
        left = [(id_, title) for id_, title in self._titles.items() if id_ not in self._ids]
        self.choice.set_choices([("", "Choose…"), *left])
        self.choice.setVisible(bool(left))
        self.add_button.setVisible(bool(left))
        self.setFocusProxy(self.choice if left else self.attach_button)
        self._tell()

    def _row(self, id_: str) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label(self._titles[id_], wrap=True), 1)
        remove = buttons.icon_button("close", f"Remove {self._titles[id_]}", self._remove)
        remove.setObjectName(id_)
        row.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _tell(self) -> None:
        self.add_button.setEnabled(bool(self.choice.id()))

    def _add(self) -> None:
        if self.choice.settle() and self.choice.id():
            self._choose(self.choice.id())

    def _choose(self, id_: str) -> None:
        if id_ not in self._ids:
            self.show_texts([*self._ids, id_])
            self._keep_focus()
            self.changed.emit()

    def _remove(self) -> None:
        gone = self.sender().objectName()
        self.show_texts([id_ for id_ in self._ids if id_ != gone])
        self._keep_focus()
        self.changed.emit()

    def _keep_focus(self) -> None:
        """What was pressed may be gone now; the keyboard goes on from here."""
        focus = self.focusProxy()
        if focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
