"""The part "Backups": what there is and how far back it reaches, a second place, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QAbstractItemView, QTableView

from stemtracker.domain import wording
from stemtracker.errors import Refused
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.backing_up import last_copy
from stemtracker.ui.models import backup_rows
from stemtracker.ui.models.plain_table import PlainTable
from stemtracker.ui.pages.record.restore_dialog import RestoreDialog
from stemtracker.ui.widgets import buttons, tables
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Body, Muted, StateMark
from stemtracker.ui.widgets.sections import Section
from stemtracker.ui.widgets.sizes import size

if TYPE_CHECKING:
    from stemtracker.services.backups import Backup, Difference, PlaceState, Reach
    from stemtracker.services.workspace import Workspace


#: More backups than these scroll within their table.
_ROWS = 8


@dataclass(frozen=True)
class BackupsView:
    """What the part shows."""

    backups: tuple[Backup, ...]
    reach: Reach
    place: PlaceState


def _load(ws: Workspace) -> BackupsView:
    from stemtracker.services import backups

    id_ = ws.record.record_id()
    return BackupsView(backups.all_backups(id_), backups.reach(id_), backups.place(ws))


def _compare(ws: Workspace, backup: Backup) -> tuple[Backup, Difference]:
    from stemtracker.services import backups

    return backup, backups.difference(ws, backup.path)


def _choose_place(folder: Path | None) -> PlaceState:
    from stemtracker.services import backups

    return backups.choose_place(folder)


def reach_words(oldest: datetime | None, count: int, taken: int) -> str:
    """How far back the backups reach, and what they take."""
    if oldest is None or not count:
        return "There is no backup yet. The first one is made shortly after you open or close the record."
    since = wording.day(oldest.astimezone().date())
    many = f"{count:,} backups" if count > 1 else "One backup"
    verbs = ("reach", "take") if count > 1 else ("reaches", "takes")
    return f"{many} on this computer {verbs[0]} back to {since} and {verbs[1]} {size(taken)}."


class BackupsSection(Section):
    """The list and the second place. Asked anew when shown, and whenever a backup was made."""

    name = "backups"
    title = "Backups"
    nouns = ("backup",)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._backups: tuple[Backup, ...] = ()
        # The second place first: it is what is asked for, and short.
        self._build_place()
        self._build_list()
        context.backing_up.learned.connect(self.reload)

    def _build_list(self) -> None:
        card = Card("Backups of this record")
        self.reach = Body("")
        self.trouble = StateMark("danger", "The last backup could not be made")
        self.remedy = Body("")
        for widget in (self.reach, self.trouble, self.remedy):
            card.add(widget)
        self.model = PlainTable(backup_rows.HEADERS, backup_rows.RIGHT)
        self.table = QTableView()
        self.table.setModel(self.model)
        self._shares = tables.set_up(self.table, backup_rows.SHARES, "Backups of this record", compact=True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.selectionModel().selectionChanged.connect(self._chosen)
        self.table.doubleClicked.connect(self.restore)
        card.add(self.table)
        row = FlowLayout()
        self.now_button = buttons.plain("Back up now", self._context.backing_up.now, "save")
        self.restore_button = buttons.plain("Restore …", self.restore, "undo")
        self.reveal_button = buttons.plain("Show in folder", self._reveal, "folder")
        for button in (self.now_button, self.restore_button):
            row.addWidget(button)
        row.addWidget(self.reveal_button)
        card.body.addLayout(row)
        self.words = Muted("")
        card.add(self.words)
        self.column.addWidget(card)

    def _build_place(self) -> None:
        card = Card("A copy outside this computer")
        self.place = Body("")
        self.place_folder = Muted("")
        self.place_state = StateMark("at_risk", "It takes no copy just now")
        self.place_words = Body("")
        for widget in (self.place, self.place_folder, self.place_state, self.place_words):
            card.add(widget)
        row = FlowLayout()
        self.choose_button = buttons.plain("Choose a folder …", self._choose, "folder")
        self.stop_button = buttons.plain("Stop using it", self._stop)
        row.addWidget(self.choose_button)
        row.addWidget(self.stop_button)
        card.body.addLayout(row)
        self.column.addWidget(card)

    def refresh(self) -> None:
        self._context.tasks.pool(_load, self._context.workspace, done=self._show)

    # The list

    def _show(self, view: BackupsView) -> None:
        self._backups = view.backups
        self.reach.setText(reach_words(*view.reach))
        self.model.show(backup_rows.rows(view.backups))
        tables.fit_rows(self.table, _ROWS)
        self.table.setVisible(bool(view.backups))
        trouble = self._context.backing_up.trouble
        self.reach.setVisible(bool(view.reach.number) or trouble is None)
        for widget in (self.trouble, self.remedy):
            widget.setVisible(trouble is not None)
        self.remedy.setText(str(trouble or ""))
        watching = self._context.backing_up.is_watching()
        self.now_button.setEnabled(watching)
        self.words.setText(
            "They are made by themselves: when you open the record, some minutes after changes, and when you close "
            "it. Each is checked after writing. The newest three always stay, older ones thin out."
            if watching
            else "The sample record, and a record open for reading only, are not backed up by themselves."
        )
        self._chosen()
        self._show_place(view.place)

    def _chosen(self, *_: Any) -> None:
        chosen = bool(self.table.selectionModel().selectedRows())
        self.restore_button.setEnabled(chosen)
        self.reveal_button.setEnabled(chosen)

    def chosen(self) -> Backup | None:
        """The backup chosen in the list."""
        rows = self.table.selectionModel().selectedRows()
        return self._backups[rows[0].row()] if rows else None

    def restore(self) -> None:
        """Ask what the chosen backup would change, then bring it back."""
        backup = self.chosen()
        if backup is not None:
            work = self._context.tasks.pool
            work(_compare, self._context.workspace, backup, done=self._ask, busy_text="Reading the backup …")

    def _ask(self, compared: tuple[Backup, Difference]) -> None:
        backup, difference = compared
        if self._context.dialogs.run(RestoreDialog(backup.made_at, difference, self.window())):
            self._context.bus.navigate.emit("restore", backup)

    def _reveal(self) -> None:
        backup = self.chosen()
        if backup is not None:
            self._context.dialogs.reveal(backup.path)

    # The second place

    def _show_place(self, state: PlaceState) -> None:
        away = state.state not in {"none", "ready"}
        has = state.state != "none"
        self.place.setText(
            last_copy(state.days)
            if has
            else "If this computer is lost, its backups are lost with it. Choose a stick or a folder that is kept "
            "elsewhere (a synced folder, a network drive), and each backup goes there too."
        )
        self.place_state.setVisible(away)
        self.place_words.setVisible(away)
        self.place_words.setText(state.message)
        self.place_folder.setVisible(has)
        self.place_folder.setText(f"In {state.folder}" if has else "")
        self.choose_button.setText("Choose another folder …" if has else "Choose a folder …")
        self.choose_button.setAccessibleName(self.choose_button.text())
        self.stop_button.setVisible(has)

    def _choose(self) -> None:
        folder = self._context.dialogs.choose_folder("Where copies of your backups go")
        if folder is not None:
            self._context.tasks.pool(_choose_place, folder, done=self._place_chosen, failed=self._not_there)

    def _not_there(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            self._context.dialogs.warn("That folder can’t be used", "\n".join(p.message for p in error.problems))
        else:
            self._context.dialogs.show_error(error)

    def _stop(self) -> None:
        self._context.tasks.pool(_choose_place, None, done=self._place_chosen)

    def _place_chosen(self, state: PlaceState) -> None:
        if state.state == "none":
            self._context.bus.message.emit(
                "Backups stay on this computer only. The copies made so far stay too.", False
            )
            self._context.backing_up.look()
        else:
            self._context.backing_up.now()
