"""The part "In and out": a spreadsheet into the log, the log as a table for others, the private archive."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from stemtracker import clock, paths
from stemtracker.ui import dialogs
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Body
from stemtracker.ui.widgets.notice import Notice
from stemtracker.ui.widgets.sections import Section

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace


def _log_csv(ws: Workspace, path: Path) -> tuple[Path, int]:
    from stemtracker.services import exports

    return path, exports.log_csv(ws, path)


def _log_xlsx(ws: Workspace, path: Path) -> tuple[Path, int]:
    from stemtracker.services import exports

    return path, exports.log_xlsx(ws, path)


def _archive(ws: Workspace, path: Path) -> Path:
    from stemtracker.services import exports

    exports.archive(ws, path)
    return path


def _from_archive(path: Path, target: Path) -> Workspace:
    from stemtracker.services import exports

    target.parent.mkdir(parents=True, exist_ok=True)
    return exports.from_archive(path, target)


class TransferSection(Section):
    """Each way in or out is a card with one button."""

    name = "transfer"
    title = "In and out"

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        (self.import_button,) = self._card(
            "Bring in a spreadsheet",
            "A table from Excel or OpenDocument, or saved as CSV. You choose what its columns mean and see every row "
            "before anything is taken. Activities that you have already can take over what is missing there.",
            buttons.plain("Choose a file …", self._import, "import"),
        )
        self.xlsx_button, self.csv_button = self._card(
            "Take out the log as a table",
            "All activities, to open in a spreadsheet or to bring in elsewhere. Private notes are not in it.",
            buttons.plain("Save as spreadsheet (XLSX) …", self._xlsx, "export"),
            buttons.plain("Save as CSV …", self._csv, "export"),
        )
        (self.archive_button,) = self._card(
            "Take out the whole archive",
            "The whole record in open formats, to keep for good, or to make a record of again.",
            buttons.plain("Save the archive …", self._archive, "lock"),
            private=True,
        )
        (self.restore_button,) = self._card(
            "Make a record of an archive",
            "An archive becomes a new record beside this one. Nothing in this record changes.",
            buttons.plain("Choose an archive …", self._restore, "open"),
        )

    def _card(self, title: str, words: str, *actions: QPushButton, private: bool = False) -> tuple[QPushButton, ...]:
        card = Card(title)
        card.add(Body(words))
        if private:
            card.add(
                Notice(
                    "Private: it holds everything, your private notes included. Keep it for yourself.", drawing="lock"
                )
            )
        row = FlowLayout()
        for button in actions:
            row.addWidget(button)
        card.body.addLayout(row)
        self.column.addWidget(card)
        return actions

    def _import(self) -> None:
        path = self._context.dialogs.open_file("Choose a spreadsheet", dialogs.SHEETS)
        if path is not None:
            self._context.bus.navigate.emit("import", path)

    def _stem(self) -> str:
        return f"{self._context.workspace.path.stem} {clock.today():%Y-%m-%d}"

    def _csv(self) -> None:
        proposal = paths.papers() / f"{self._stem()} log.csv"
        target = self._context.dialogs.save_file("Save the log as a table", proposal, dialogs.CSV)
        if target is not None:
            self._context.tasks.record(
                _log_csv, self._context.workspace, target, done=self._table_saved, busy_text="Saving the log …"
            )

    def _xlsx(self) -> None:
        proposal = paths.papers() / f"{self._stem()} log.xlsx"
        target = self._context.dialogs.save_file("Save the log as a spreadsheet", proposal, dialogs.XLSX)
        if target is not None:
            self._context.tasks.record(
                _log_xlsx, self._context.workspace, target, done=self._table_saved, busy_text="Saving the log …"
            )

    def _table_saved(self, outcome: tuple[Path, int]) -> None:
        path, count = outcome
        things = "1 activity" if count == 1 else f"{count:,} activities"
        self._context.bus.message.emit(f"{things} saved in {path.name}.", False)

    def _archive(self) -> None:
        from stemtracker.services import exports

        proposal = paths.papers() / f"{self._stem()} private archive{exports.ARCHIVE_SUFFIX}"
        target = self._context.dialogs.save_file("Save the private archive", proposal, _filter(exports.ARCHIVE_SUFFIX))
        if target is not None:
            self._context.tasks.record(
                _archive, self._context.workspace, target, done=self._archived, busy_text="Saving the archive …"
            )

    def _archived(self, path: Path) -> None:
        self._context.bus.message.emit(f"Archive saved as {path.name}. It holds private notes: keep it safe.", False)

    def _restore(self) -> None:
        from stemtracker.services import exports

        path = self._context.dialogs.open_file("Choose an archive", _filter(exports.ARCHIVE_SUFFIX))
        if path is None:
            return
        proposal = paths.records() / f"{path.stem}.stemtracker"
        target = self._context.dialogs.save_file("Where the new record will lie", proposal, dialogs.RECORDS)
        if target is not None:
            self._context.tasks.record(
                _from_archive, path, target, done=self._restored, busy_text="Making a record of the archive …"
            )

    def _restored(self, ws: Workspace) -> None:
        self._context.bus.navigate.emit("adopt", ws)


def _filter(suffix: str) -> str:
    return f"STEM Tracker archives (*{suffix})"
