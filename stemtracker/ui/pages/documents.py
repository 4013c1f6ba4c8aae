"""Documents: choose a paper and its options left, see it right as it will be; save, print, show in folder.

What is chosen is drawn anew a moment after the last change: data is gathered by the record's worker, the
paper is drawn in the pool. Neighbors: `documents_options`, `documents_preview`, `documents_print`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from stemtracker import paths
from stemtracker.errors import Refused
from stemtracker.services import papers
from stemtracker.ui import dialogs, theme
from stemtracker.ui.pages.base import Page
from stemtracker.ui.pages.documents_options import TranscriptForm
from stemtracker.ui.pages.documents_preview import PaperView
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.labels import Body, Label, Muted, StateMark
from stemtracker.ui.widgets.message import announce
from stemtracker.ui.widgets.scrolling import scroll_column

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.pages.documents_print import PrintJob

#: So long after the last change the preview is drawn anew.
_PAUSE = 300
#: Only work that takes longer than this is announced.
_SLOW = 250
_ASPECTS = {"letter": 11 / 8.5, "A4": 841.89 / 595.28}
#: The options stand beside a preview of at least so much width, or else above it at that height.
_OPTIONS_WIDTH, _PREVIEW_WIDTH, _OPTIONS_HEIGHT, _PREVIEW_HEIGHT = 296, 320, 200, 200


def _gather(ws: Workspace, options: papers.TranscriptOptions, number: int) -> tuple[int, papers.TranscriptOptions, Any]:
    return number, options, papers.gather(ws, options)


def _draw(data: Any, options: papers.TranscriptOptions, number: int) -> tuple[int, papers.TranscriptOptions, Any]:
    return number, options, papers.draw(data, options.form)


def _write(pdf: bytes, path: Path) -> Path:
    papers.write(pdf, path)
    return path


class DocumentsPage(Page):
    """The transcript; further papers will stand beside it."""

    name = "documents"
    title = "Documents"
    nouns = ("educator", "credential", "cycle", "fact", "pin", "activity", "evidence", "vocabulary", "rule_text")

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.made: papers.Made | None = None
        self._made_for = papers.TranscriptOptions()
        self._number = 0
        self._current = False
        self._wanted = ""
        self._then: str = ""
        self._folder: Path | None = None
        self._saved: Path | None = None
        self._job: PrintJob | None = None
        self.save_button = self.set_primary("Save as PDF…", self.save, "save")
        self.print_button = self.add_action("Print…", self.print_paper, "print")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(theme.px(theme.L))
        self._options = self._options_side()
        self._row.addWidget(self._options)
        self._row.addLayout(self._preview_side(), 1)
        self.content.addLayout(self._row, 1)
        self._pause = self._timer(_PAUSE, self._make)
        self._slow = self._timer(_SLOW, self._say_busy)
        self._enable()

    def _timer(self, interval: int, slot: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    def _options_side(self) -> QWidget:
        area, column = scroll_column()
        area.setMinimumHeight(theme.px(_OPTIONS_HEIGHT))
        card = Card("Transcript")
        card.add(Muted("What you did, what counts for your licenses and why, and who vouches for it."))
        self.form = TranscriptForm()
        self.form.changed.connect(self._changed)
        card.add(self.form)
        column.addWidget(card)
        self.problems = Card()
        self._problem_mark = StateMark("at_risk", "Some signs can’t be printed")
        self._problem_words = Body()
        self.problems.add(self._problem_mark)
        self.problems.add(self._problem_words)
        self.problems.hide()
        column.addWidget(self.problems)
        return area

    def _preview_side(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.px(theme.S))
        self.view = PaperView(self.context)
        self.view.setMinimumHeight(theme.px(_PREVIEW_HEIGHT))
        self.view.moved.connect(self._place)
        column.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(theme.XS))
        self.before = buttons.icon_button("chevron-left", "Page before", self._step_back)
        self.after = buttons.icon_button("chevron-right", "Next page", self._step_on)
        self.place = Label("", "secondary", "muted")
        self.status = Label("", "secondary", "muted")
        for widget in (self.before, self.place, self.after):
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(self.status)
        self.reveal_button = buttons.link("Show in folder", self.reveal, "folder")
        self.reveal_button.hide()
        foot.addWidget(self.reveal_button)
        column.addLayout(foot)
        return column

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= theme.px(_OPTIONS_WIDTH + _PREVIEW_WIDTH + 2 * theme.XL + theme.L)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._options.setMaximumWidth(theme.px(_OPTIONS_WIDTH) if beside else theme.WIDEST)

    # Loading and drawing

    def refresh(self) -> None:
        self.context.tasks.record(papers.choices, self.context.workspace, done=self._choices)

    def open(self, argument: object) -> None:
        """A credential's id: a transcript of that license alone."""
        if isinstance(argument, str) and argument:
            self._wanted = argument
            self.form.choose_license(argument)

    def _choices(self, choices: papers.Choices) -> None:
        self.form.set_choices(choices)
        if self._wanted:
            self.form.choose_license(self._wanted)
            self._wanted = ""
        self._make()

    def _changed(self) -> None:
        self._current = False
        self._pause.start()

    def _make(self) -> None:
        self._pause.stop()
        self._number += 1
        self._current = False
        self._slow.start()
        self.context.tasks.record(
            _gather, self.context.workspace, self.form.options(), self._number, done=self._gathered, failed=self._failed
        )

    def _gathered(self, answer: tuple[int, papers.TranscriptOptions, Any]) -> None:
        number, options, data = answer
        if number == self._number:
            self.context.tasks.pool(_draw, data, options, number, done=self._drawn, failed=self._failed)

    def _drawn(self, answer: tuple[int, papers.TranscriptOptions, papers.Made]) -> None:
        number, options, made = answer
        if number != self._number:
            return
        self.made, self._made_for = made, options
        self._current = True
        self._quiet()
        self.view.show_paper(made, _ASPECTS[options.page])
        self._tell_problems(made)
        self._enable()
        then, self._then = self._then, ""
        if then:
            {"save": self.save, "print": self.print_paper}[then]()

    def _failed(self, error: Any) -> None:
        self._then = ""
        self.made = None
        self.view.clear()
        self._quiet()
        self._enable()
        if isinstance(error, Refused):
            self.status.setText(str(error))
        else:
            self.context.dialogs.show_error(error)

    def _say_busy(self) -> None:
        self.status.setText("Drawing the paper…")

    def _quiet(self) -> None:
        self._slow.stop()
        self.status.setText("")

    def _tell_problems(self, made: papers.Made) -> None:
        shown = made.unprintable[:5]
        lines = [f"{p.field}: {p.message}" for p in shown]
        more = len(made.unprintable) - len(shown)
        if more:
            lines.append(f"And in {more} more {'place' if more == 1 else 'places'}.")
        self._problem_words.setText("\n".join(lines))
        self.problems.setVisible(bool(shown))

    def _enable(self) -> None:
        ready = self.made is not None
        self.save_button.setEnabled(ready)
        self.print_button.setEnabled(ready)

    # Turning pages

    def _place(self, page: int, pages: int) -> None:
        self.place.setText(f"Page {page + 1} of {pages}" if pages else "")
        self.before.setEnabled(page > 0)
        self.after.setEnabled(page + 1 < pages)

    def _step_back(self) -> None:
        self.view.go_to(self.view.page - 1)

    def _step_on(self) -> None:
        self.view.go_to(self.view.page + 1)

    # What can be done with it

    def _ready(self, then: str) -> bool:
        """Whether the paper is drawn as chosen; if not, it is drawn first and the wish is kept."""
        if self._current:
            return True
        self._then = then
        if self._pause.isActive():
            self._make()
        return False

    def save(self) -> None:
        """Save under a name that is free, or any other."""
        if not self._ready("save") or self.made is None:
            return
        proposal = papers.free_name(self._proposed_folder(), self.made.stem)
        target = self.context.dialogs.save_file("Save the transcript", proposal, dialogs.PAPERS)
        if target is not None:
            self.context.tasks.pool(
                _write, self.made.pdf, target, done=self._written, busy_text="Saving the transcript"
            )

    def _proposed_folder(self) -> Path:
        """Where the last paper went; at first where papers belong, or beside the record."""
        for folder in (self._folder, paths.papers()):
            if folder is not None and folder.is_dir():
                return folder
        return Path(self.context.workspace.path).parent

    def _written(self, path: Path) -> None:
        self._folder, self._saved = path.parent, path
        self.reveal_button.setToolTip(str(path))
        self.reveal_button.show()
        self.context.bus.message.emit(f"Saved “{path.name}”.", False)
        announce(self, f"Saved {path.name}")

    def reveal(self) -> None:
        """Show the folder of the paper saved last."""
        if self._saved is not None:
            self.context.dialogs.reveal(self._saved)

    def save_shortcut(self) -> bool:
        self.save()
        return True

    def print_paper(self) -> None:
        """Print it, all or some pages."""
        if not self._ready("print") or self.made is None or self._job is not None:
            return
        from stemtracker.ui.pages.documents_print import PrintJob

        job = PrintJob(self.context, self.made, self._made_for.page, self)
        if not job.ask():
            job.deleteLater()
            return
        self._job = job
        job.finished.connect(self._printed)
        job.start()

    def _printed(self, well: bool) -> None:  # noqa: FBT001 - a Qt slot
        if self._job is not None:
            self._job.deleteLater()
        self._job = None
        words = "Sent to the printer." if well else "The paper could not be printed; save it as PDF instead."
        self.context.bus.message.emit(words, False)
