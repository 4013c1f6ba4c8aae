"""The window that brings a spreadsheet in: file, columns, rows, report. Nothing is written before the last step.

Neighbors: the steps are in `columns_step` and `rows_step`; `services.imports` does the work off the UI thread.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHBoxLayout, QStackedWidget, QTableView, QVBoxLayout, QWidget

from stemtracker.errors import Refused
from stemtracker.services import history, imports
from stemtracker.ui import dialogs, theme
from stemtracker.ui.imports.busy_step import BusyStep
from stemtracker.ui.imports.columns_step import ColumnsStep
from stemtracker.ui.imports.rows_step import WIDTHS, RowsStep, WhyLine
from stemtracker.ui.models.import_model import ImportModel
from stemtracker.ui.widgets import buttons, tables
from stemtracker.ui.widgets.card import line
from stemtracker.ui.widgets.empty import EmptyState
from stemtracker.ui.widgets.labels import Body, StateMark, Title

if TYPE_CHECKING:
    from stemtracker.domain.changes import Changes
    from stemtracker.domain.vocabulary import Vocabulary
    from stemtracker.services.imports import ColumnMapping, ImportReport, Preview, Progress, Sheet
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.tasks import Task


NOTHING = "Nothing to import"


def _things(count: int) -> str:
    return f"{count:,} {'activity' if count == 1 else 'activities'}"


def _read(path: Path, part: str, vocabulary: Vocabulary, progress: Progress) -> tuple[Sheet, ColumnMapping]:
    sheet = imports.read(path, part)
    rows = len(sheet.rows)
    # Reading and guessing take about as long as each other.
    progress(rows // 2, rows)
    mapping = imports.guess(sheet, vocabulary)
    progress(rows, rows)
    return sheet, mapping


class ImportWindow(QDialog):
    """One file at a time, three steps."""

    def __init__(self, context: AppContext, path: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Import a spreadsheet")
        self.setAcceptDrops(True)
        self._context = context
        self._path: Path | None = None
        #: The sheet that was asked for by name.
        self._part = ""
        self._sheet: Sheet | None = None
        self._preview: Preview | None = None
        #: What runs now and may be given up (writing may not), and the step to go back to then.
        self._task: Task | None = None
        self._before: QWidget | None = None
        self._writing = False
        #: What was written, once it was.
        self.report: ImportReport | None = None
        self._make_steps()
        self._lay_out()
        # Enlarged to twice its size it must still fit on a small screen.
        room = self.screen().availableSize()
        self.setMinimumSize(QSize(theme.px(640), theme.px(420)).boundedTo(room))
        self.resize(QSize(theme.px(920), theme.px(600)).boundedTo(room))
        self._go(self.choose_step)
        if path is not None:
            self.open_file(path)

    def _make_steps(self) -> None:
        words = self._context.workspace.vocabulary
        self.choose_step = EmptyState(
            "Choose the list you kept so far: Excel, OpenDocument or CSV. You see what becomes of every row first.",
            "Choose a file…",
            self._choose,
            "import",
        )
        self.columns_step = ColumnsStep(words)
        self.columns_step.changed.connect(self._tell)
        self.columns_step.part_chosen.connect(self._read_part)
        self.rows_step = RowsStep(words)
        self.rows_step.changed.connect(self._tell)
        self.busy_step = BusyStep()
        self.report_step = QWidget()
        column = QVBoxLayout(self.report_step)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.M))
        self.outcome = StateMark("met", "")
        self.left_words = Body()
        self.left_model = ImportModel(words, self, ticks=False)
        self.left_table = QTableView()
        self.left_table.setModel(self.left_model)
        tables.set_up(self.left_table, (0.0, *WIDTHS[1:]), "Rows that were not taken", compact=True)
        self.left_table.setColumnHidden(0, True)
        self.left_table.setItemDelegateForColumn(1, tables.MarkDelegate(self.left_table))
        self.left_table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        column.addWidget(self.outcome)
        column.addWidget(self.left_words)
        column.addWidget(self.left_table, 1)
        self.left_why = WhyLine(self.left_table, self.left_model)
        column.addWidget(self.left_why)
        column.addStretch()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        edge = theme.px(theme.XL)
        column.setContentsMargins(edge, theme.px(theme.L), edge, theme.px(theme.L))
        column.setSpacing(theme.px(theme.M))
        self.heading = Title("Import a spreadsheet")
        column.addWidget(self.heading)
        self.steps = QStackedWidget()
        for step in (self.choose_step, self.columns_step, self.rows_step, self.busy_step, self.report_step):
            self.steps.addWidget(step)
        column.addWidget(self.steps, 1)
        column.addWidget(line())
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(theme.S))
        self.undo_button = buttons.plain("Undo the import", self._undo, "undo")
        self.cancel_button = buttons.plain("Cancel", self._cancel)
        self.back_button = buttons.plain("Back", self._back)
        self.next_button = buttons.primary("Next", self._next)
        foot.addWidget(self.undo_button)
        foot.addStretch(1)
        for button in (self.cancel_button, self.back_button, self.next_button):
            foot.addWidget(button)
        column.addLayout(foot)

    # Steps --------------------------------------------------------------------------------------------

    def _go(self, step: QWidget) -> None:
        if step is not self.busy_step:
            self.busy_step.rest()
        self.steps.setCurrentWidget(step)
        self.heading.setText(
            {
                self.columns_step: "What the columns are",
                self.rows_step: "What becomes of each row",
                self.report_step: "Imported",
            }.get(step, "Import a spreadsheet")
        )
        self._tell()

    def _tell(self) -> None:
        step = self.steps.currentWidget()
        if not hasattr(self, "next_button"):
            return
        self.undo_button.setVisible(step is self.report_step)
        self.cancel_button.setVisible(step is not self.report_step and not self._writing)
        self.back_button.setVisible(step in (self.columns_step, self.rows_step))
        self.next_button.setVisible(step in (self.columns_step, self.rows_step, self.report_step))
        words, enabled = "Done", True
        if step is self.columns_step:
            words, enabled = "See the rows", self.columns_step.ready()
        elif step is self.rows_step:
            words = self._offered(len(self.rows_step.accept()), len(self.rows_step.fill()))
            enabled = words != NOTHING
        self.next_button.setText(words)
        self.next_button.setAccessibleName(words)
        self.next_button.setEnabled(enabled)
        self.next_button.setDefault(enabled)

    @staticmethod
    def _offered(taken: int, filled: int) -> str:
        """What the button would do."""
        told = [f"Import {_things(taken)}"] if taken else []
        told += [f"{'fill' if taken else 'Fill'} in {filled:,}"] if filled else []
        return " and ".join(told) or NOTHING

    def _busy(self, words: str, task: Task) -> None:
        self._task, now = task, self.steps.currentWidget()
        # One work may lead to the next; giving that up leads back to where the first was asked for.
        self._before = self._before if now is self.busy_step else now
        self.busy_step.follow(words, task)
        self._go(self.busy_step)

    def _cancel(self) -> None:
        """Give up what runs and go back to where it was asked for; where nothing runs, close."""
        if self._task is not None and self.steps.currentWidget() is self.busy_step and not self._writing:
            self._task.cancel()
            self._task = None
            self._go(self._before or self.choose_step)
        else:
            self.reject()

    def reject(self) -> None:
        # What is being written is finished first; a moment later it can be undone as one.
        if not self._writing:
            super().reject()

    def _back(self) -> None:
        at_rows, sheet = self.steps.currentWidget() is self.rows_step, self._sheet
        asked = at_rows and sheet is not None and (not sheet.own or len(sheet.parts) > 1)
        self._go(self.columns_step if asked else self.choose_step)

    def _next(self) -> None:
        step = self.steps.currentWidget()
        if step is self.columns_step:
            self._judge()
        elif step is self.rows_step and self._preview is not None:
            self._writing = True
            accept, fill = self.rows_step.accept(), self.rows_step.fill()
            task = self._context.tasks.record(
                imports.take,
                self._context.workspace,
                self._preview,
                accept,
                fill,
                done=self._taken,
                failed=self._not_taken,
            )
            self._busy(f"Importing {_things(len(accept) + len(fill))}…", task)
        else:
            self.accept()

    # File ---------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        path = self._context.dialogs.open_file("Choose a spreadsheet", dialogs.SHEETS)
        if path is not None:
            self.open_file(path)

    def open_file(self, path: Path, part: str = "") -> None:
        """Read a file, or that sheet of it, and show what its columns seem to be."""
        self._path, self._part = path, part
        words = self._context.workspace.vocabulary
        task = self._context.tasks.pool(_read, path, part, words, done=self._was_read, failed=self._not_read)
        self._busy(f"Reading {path.name}…", task)

    def _read_part(self, part: str) -> None:
        if self._path is not None:
            self.open_file(self._path, part)

    def _was_read(self, answer: tuple[Sheet, ColumnMapping]) -> None:
        self._sheet, mapping = answer
        self.columns_step.show_sheet(self._sheet, mapping)
        if self._sheet.own and len(self._sheet.parts) < 2:
            self._judge()
        else:
            self._go(self.columns_step)
            (self.columns_step.first_open() or self.next_button).setFocus()

    def _not_read(self, error: Any) -> None:
        # Where another sheet of the same file can't be read, the one that could is still there.
        self._go(self.columns_step if self._part else self.choose_step)
        self.columns_step.show_part()
        if isinstance(error, Refused):
            self._context.dialogs.warn("This file can’t be read", "\n".join(p.message for p in error.problems))
        else:
            self._context.dialogs.show_error(error)

    # Rows ---------------------------------------------------------------------------------------------

    def _judge(self) -> None:
        mapping = self.columns_step.mapping()
        if self._sheet is not None and mapping is not None:
            task = self._context.tasks.record(
                imports.preview,
                self._context.workspace,
                self._sheet,
                mapping,
                done=self._judged,
                failed=self._not_judged,
            )
            self._busy("Comparing with your log…", task)

    def _judged(self, preview: Preview) -> None:
        self._preview = preview
        self.rows_step.show_preview(preview)
        self._go(self.rows_step)
        self.rows_step.table.setFocus()

    def _not_judged(self, error: Any) -> None:
        self._go(self.columns_step)
        self._context.dialogs.show_error(error)

    # Report -------------------------------------------------------------------------------------------

    def _taken(self, answer: tuple[ImportReport, Changes]) -> None:
        report, _changes = answer
        self._writing = False
        self.report = report
        self.outcome.set_state("met", report.sentence)
        rest = (*report.refused, *report.left)
        self.left_words.setText("These rows were not taken:" if rest else "Every row was taken.")
        self.left_model.set_rows(rest)
        self.left_table.setVisible(bool(rest))
        self.left_why.setVisible(bool(rest))
        if rest:
            self.left_table.setCurrentIndex(self.left_model.index(0, 1))
        self._go(self.report_step)
        self.next_button.setFocus()

    def _not_taken(self, error: Any) -> None:
        self._writing = False
        self._go(self.rows_step)
        self._context.dialogs.show_error(error)

    def _undo(self) -> None:
        self.undo_button.setEnabled(False)
        self._context.tasks.record(history.undo, self._context.workspace, done=self._undone)

    def _undone(self, _changes: Any) -> None:
        self.outcome.set_state("info", "The import was undone; your log is as it was.")
        self.left_words.setText("")
        self.left_table.hide()
        self.left_why.hide()

    # Files may be dropped -----------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.steps.currentWidget() is self.choose_step and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        url = event.mimeData().urls()[0]
        if url.isLocalFile():
            event.acceptProposedAction()
            self.open_file(Path(url.toLocalFile()))
