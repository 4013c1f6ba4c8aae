"""Behind "I have a record already": its file, a backup on this computer, or a backup on a stick.

A backup becomes a record where the user wants it to lie; the backup itself stays as it is.
Neighbors: `services.backups` finds and restores; `ui.opening` opens what came of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStackedWidget, QTableView, QVBoxLayout, QWidget

from stemtracker.domain import nouns
from stemtracker.errors import Refused, Trouble
from stemtracker.services import beginning
from stemtracker.services.backup_places import FOLDER
from stemtracker.ui import dialogs, theme
from stemtracker.ui.models import backup_rows
from stemtracker.ui.models.plain_table import PlainTable, Row
from stemtracker.ui.widgets import buttons, tables
from stemtracker.ui.widgets.labels import Body, Muted, Title
from stemtracker.ui.widgets.message import announce
from stemtracker.ui.wizard.door import Door, door_column

if TYPE_CHECKING:
    from stemtracker.services.backups import Backup, Contents
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.opening import Opener

#: More backups than these scroll within their table.
_ROWS = 7
_HEADERS = ("Record of", "Made", "Why", "Size")


@dataclass(frozen=True)
class Found:
    """Backups, newest first, and whose record each one is."""

    backups: tuple[Backup, ...]
    names: tuple[str, ...]


def _find(folder: Path | None) -> Found:
    """Those in that folder, or those that this computer knows of. One that can't be read stays in the list."""
    from stemtracker.services import backups

    if folder is None:
        found = tuple(one for one in backups.all_backups() if not one.outside)
    else:
        found = backups.found_in(folder)
    names: dict[Path, str] = {}
    for one in found:
        if not names.get(one.path.parent):
            held = _holds(one)
            names[one.path.parent] = held.name if not isinstance(held, Trouble) else ""
    return Found(found, tuple(names[one.path.parent] or "can’t be read" for one in found))


def _holds(backup: Backup) -> Contents | Trouble:
    from stemtracker.services import backups

    try:
        return backups.contents(backup.path)
    except Trouble as why:
        return why


def _look(backup: Backup) -> tuple[Backup, Contents | Trouble]:
    return backup, _holds(backup)


def _restore(backup: Path, target: Path) -> Path:
    from stemtracker.services import backups

    target.parent.mkdir(parents=True, exist_ok=True)
    backups.restore(backup, target)
    return target


def in_words(held: Contents) -> str:
    """What a backup holds: "Holds 214 activities, 2 licenses; the newest is from Nov 3, 2026."."""
    parts = [nouns.counted(noun, held.counts.get(noun, 0)) for noun in ("activity", "credential", "evidence")]
    newest = f"; the newest activity is from {backup_rows.day(held.newest)}" if held.newest else ""
    return f"Holds {', '.join(parts)}{newest}."


class Existing(QWidget):
    """First where to look, then which backup."""

    #: Back to the doors.
    left = Signal()

    def __init__(self, context: AppContext, opener: Opener) -> None:
        super().__init__()
        self._context, self._opener = context, opener
        self._backups: tuple[Backup, ...] = ()
        self._where = ""
        self.setAccessibleName("I have a record already")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        column.addWidget(self.stack)
        self.stack.addWidget(self._ways())
        self.stack.addWidget(self._choice())

    def _ways(self) -> QWidget:
        area, column = door_column()
        column.addWidget(Title("Where is your record?", wrap=True))
        self.file_door = Door(
            "open",
            "In its file",
            "A file that ends in .stemtracker: on this computer, a stick or in a synced folder.",
            self._opener.ask_and_open,
        )
        self.here_door = Door(
            "copy",
            "In a backup on this computer",
            "The program keeps them while a record is in use here.",
            self.look_here,
        )
        self.stick_door = Door(
            "folder",
            "In a backup on a stick or elsewhere",
            f"Show the stick, or the folder that holds “{FOLDER}”.",
            self.look_elsewhere,
        )
        for door in (self.file_door, self.here_door, self.stick_door):
            column.addWidget(door)
        column.addWidget(buttons.link("Back", self.left, "chevron-left"))
        return area

    def _choice(self) -> QWidget:
        area, column = door_column()
        self.title = Title("Which backup?", wrap=True)
        self.sentence = Body("")
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        self.model = PlainTable(_HEADERS, right=(3,))
        self.table = QTableView()
        self.table.setModel(self.model)
        self._shares = tables.set_up(self.table, (0.6, 170, 0.4, 80), "Backups found", going=(3, 2))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        self.table.doubleClicked.connect(self.restore)
        column.addWidget(self.table)
        self.holds = Muted("")
        self.holds.setMinimumHeight(theme.px(theme.TARGET))
        column.addWidget(self.holds)
        row = QHBoxLayout()
        self.back_button = buttons.plain("Back", self.back)
        self.elsewhere_button = buttons.plain("Look in a folder …", self.look_elsewhere, "folder")
        self.restore_button = buttons.primary("Restore …", self.restore)
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.elsewhere_button)
        row.addWidget(self.restore_button)
        column.addLayout(row)
        return area

    def focus_first(self) -> None:
        """Put the focus on the first way."""
        self.file_door.setFocus(Qt.FocusReason.OtherFocusReason)

    def look_here(self) -> None:
        """List the backups that this computer knows of."""
        self._look(None)

    def look_elsewhere(self) -> None:
        """List the backups in a folder that the user shows."""
        folder = self._context.dialogs.choose_folder("Show the stick or folder with the backups")
        if folder is not None:
            self._look(folder)

    def _look(self, folder: Path | None) -> None:
        self._where = "on this computer" if folder is None else f"in “{folder.name or folder}”"
        self._context.tasks.pool(_find, folder, done=self._show, busy_text="Looking for backups …")

    def _show(self, found: Found) -> None:
        self._backups = found.backups
        self.model.show(
            [
                Row(row.id, (name, row.cells[0], row.cells[1], row.cells[3]))
                for row, name in zip(backup_rows.rows(found.backups), found.names, strict=True)
            ]
        )
        tables.fit_rows(self.table, _ROWS)
        if found.backups:
            self.title.setText("Which backup?")
            words = "The newest comes first. It becomes a record again; the backup itself stays as it is."
        else:
            self.title.setText("No backup found")
            words = f"There are no backups {self._where}. Look in another folder, or go back and open a record’s file."
        self.sentence.setText(words)
        self.holds.setText("")
        for widget in (self.table, self.holds, self.restore_button):
            widget.setVisible(bool(found.backups))
        self.restore_button.setEnabled(False)
        self.stack.setCurrentIndex(1)
        announce(self, f"{self.title.text()} {words}")
        if found.backups:
            self.table.selectRow(0)
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.elsewhere_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _backup(self) -> Backup | None:
        rows = self.table.selectionModel().selectedRows()
        return self._backups[rows[0].row()] if rows else None

    def _chosen(self, *_: Any) -> None:
        backup = self._backup()
        self.restore_button.setEnabled(False)
        if backup is not None:
            self.holds.setText("Reading it …")
            self._context.tasks.pool(_look, backup, done=self._tell)

    def _tell(self, looked: tuple[Backup, Contents | Trouble]) -> None:
        backup, held = looked
        if backup is not self._backup():
            return
        unreadable = isinstance(held, Trouble)
        self.holds.setText("This one can’t be read; choose another." if isinstance(held, Trouble) else in_words(held))
        self.restore_button.setEnabled(not unreadable)

    def restore(self) -> None:
        """Make a record of the chosen backup where the user wants it, and open it."""
        backup = self._backup()
        if backup is None or not self.restore_button.isEnabled():
            return
        name = self.model.row(self.table.selectionModel().selectedRows()[0].row()).cells[0]
        proposal = beginning.proposed_path(name)
        target = self._context.dialogs.save_file("Where your record will lie", proposal, dialogs.RECORDS)
        if target is not None:
            work = self._context.tasks.record
            work(_restore, backup.path, target, done=self._opener.open, failed=self._failed, busy_text="Restoring …")

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            self._context.dialogs.warn("Nothing was changed", "\n".join(p.message for p in error.problems))
        else:
            self._context.dialogs.show_error(error)

    def back(self) -> None:
        """From the list to where to look, from there to the doors."""
        if self.stack.currentIndex():
            self.stack.setCurrentIndex(0)
            self.focus_first()
        else:
            self.left.emit()

    def keyPressEvent(self, event: object) -> None:
        """Enter takes the chosen backup, Esc goes back."""
        key = event.key()  # type: ignore[attr-defined]
        if key == Qt.Key.Key_Escape:
            self.back()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.stack.currentIndex():
            self.restore()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]
