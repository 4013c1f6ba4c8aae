"""Documents: choose a paper and its options left, see it right as it will be; save, print, show in folder.

What is chosen is drawn anew a moment after the last change: data is gathered by the record's worker, the
paper is drawn in the pool. Neighbors: `papers` are the kinds, `preview` shows, `printing` prints.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from stemtracker import paths
from stemtracker.domain import wording
from stemtracker.errors import Problem, Refused
from stemtracker.services import papers
from stemtracker.ui import dialogs, theme
from stemtracker.ui.pages.base import Page
from stemtracker.ui.pages.documents.drawing import Drawing, Drawn
from stemtracker.ui.pages.documents.kind import Missing, PaperForm, PaperKind
from stemtracker.ui.pages.documents.notes import MissingCard, ProblemsCard
from stemtracker.ui.pages.documents.papers import KINDS
from stemtracker.ui.pages.documents.shown import Shown
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.field import LabeledField
from stemtracker.ui.widgets.message import announce
from stemtracker.ui.widgets.scrolling import scroll_column

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext
    from stemtracker.ui.pages.documents.printing import PrintJob

#: So long after the last change the preview is drawn anew.
_PAUSE = 300
#: Only work that takes longer than this is announced.
_SLOW = 250
#: The options stand beside a preview of at least so much width, or else above it at that height.
_OPTIONS_WIDTH, _PREVIEW_WIDTH, _OPTIONS_HEIGHT = 296, 320, 200


def _read(ws: Workspace, kind: PaperKind) -> tuple[PaperKind, Any]:
    return kind, kind.choices(ws)


class DocumentsPage(Page):
    """One paper at a time; what kinds there are is none of its business."""

    name = "documents"
    title = "Documents"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._drawn: Drawn | None = None
        self._kinds = {kind.id: kind for kind in KINDS}
        self._forms: dict[str, PaperForm] = {}
        self._current = False
        self._then: str = ""
        self._folder: Path | None = None
        self._saved: Path | None = None
        self._job: PrintJob | None = None
        self._drawing = Drawing(context, self)
        self._drawing.drawn.connect(self._show)
        self._drawing.failed.connect(self._failed)
        self._drawing.stopped.connect(self._stopped)
        self._drawing.written.connect(self._written)
        self._drawing.not_written.connect(self._not_written)
        self.save_button = self.set_primary("Save as PDF…", self.save, "save")
        self.print_button = self.add_action("Print…", self.print_paper, "print")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(theme.px(theme.L))
        self._options = self._options_side()
        self._row.addWidget(self._options)
        self.shown = Shown(context, self.reveal)
        self._row.addWidget(self.shown, 1)
        self.content.addLayout(self._row, 1)
        self._pause = self._timer(_PAUSE, self._make)
        self._slow = self._timer(_SLOW, self._say_busy)
        self._choose(KINDS[0])
        self.paper.currentIndexChanged.connect(self._other_paper)

    @property
    def made(self) -> papers.Made | None:
        """The paper that is shown."""
        return self._drawn.made if self._drawn else None

    def _timer(self, interval: int, slot: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    def _options_side(self) -> QWidget:
        area, self._side = scroll_column()
        area.setMinimumHeight(theme.px(_OPTIONS_HEIGHT))
        self._card = Card()
        self._card.body.setSpacing(theme.px(theme.L))
        self.paper = Combo([(kind.id, kind.title) for kind in KINDS])
        self._paper_field = LabeledField("Paper", self.paper)
        self._card.add(self._paper_field)
        self.problems = ProblemsCard()
        self.missing = MissingCard()
        for card in (self._card, self.problems, self.missing):
            self._side.addWidget(card)
        return area

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= theme.px(_OPTIONS_WIDTH + _PREVIEW_WIDTH + 2 * theme.XL + theme.L)
        self._row.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._options.setMinimumWidth(theme.px(_OPTIONS_WIDTH) if beside else 0)
        self._options.setMaximumWidth(theme.px(_OPTIONS_WIDTH) if beside else theme.WIDEST)

    # Which paper

    def _choose(self, kind: PaperKind) -> None:
        """Show the options of that kind of paper; what another one had is kept for when it comes back."""
        self.kind = kind
        self.nouns = kind.nouns
        self._pause.stop()
        for other in self._forms.values():
            for widget in (other, *other.cards):
                widget.hide()
        if kind.id not in self._forms:
            made = self._forms[kind.id] = kind.form(self.context)
            made.changed.connect(self._changed)
            self._card.add(made)
            for number, card in enumerate(made.cards, 1):
                self._side.insertWidget(number, card)
        self.form = self._forms[kind.id]
        for widget in (self.form, *self.form.cards):
            widget.show()
        self._paper_field.set_hint(kind.about)
        self._forget()

    def _other_paper(self) -> None:
        self.form.save_typed()
        self._choose(self._kinds[str(self.paper.value())])
        self.refresh()

    def _forget(self) -> None:
        """Nothing is drawn of what is chosen now."""
        self._drawn = None
        self._current = False
        self._then = ""
        self._drawing.drop()
        self.shown.clear()
        self._tell_beside((), ())
        self._enable()

    def _tell_beside(self, problems: tuple[Problem, ...], missing: Missing) -> None:
        self.problems.tell(self.kind.problems_title, problems)
        self.missing.tell(self.kind.missing_title, missing)

    # Loading and drawing

    def refresh(self) -> None:
        self.context.tasks.record(_read, self.context.workspace, self.kind, done=self._choices)

    def open(self, argument: object) -> None:
        """The id of a credential: a transcript of that license alone. A kind's id, a colon and the like: that paper."""
        if not isinstance(argument, str) or not argument:
            return
        id_, _, rest = argument.partition(":")
        kind, rest = (self._kinds[id_], rest) if id_ in self._kinds else (KINDS[0], argument)
        self.paper.set_value(kind.id)
        if rest:
            self.form.choose(rest)

    def _choices(self, answer: tuple[PaperKind, Any]) -> None:
        kind, choices = answer
        self._forms[kind.id].set_choices(choices)
        if kind is self.kind:
            self._make()

    def _changed(self) -> None:
        self._current = False
        self._pause.start()

    def _make(self) -> None:
        self._pause.stop()
        self._current = False
        options = self.form.options()
        if options is None:
            self._forget()
            self._quiet()
            self._say(self.kind.empty)
            return
        self._slow.start()
        self._drawing.start(self.kind, options)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous() and self._drawing.drop():
            self._quiet()
            self.mark_stale()

    def _stopped(self) -> None:
        self._forget()
        self._quiet()
        self.shown.explain("You stopped before all of it was looked at.", "Go on", self._make)

    def _show(self, drawn: Drawn) -> None:
        self._drawn = drawn
        self._current = True
        self._quiet()
        self.shown.show_paper(drawn)
        self._tell_beside(drawn.made.unprintable, drawn.missing)
        self._enable()
        then, self._then = self._then, ""
        if then:
            {"save": self.save, "print": self.print_paper}[then]()

    def _failed(self, error: Any) -> None:
        self._forget()
        self._quiet()
        if isinstance(error, Refused):
            self._say(" ".join(problem.message for problem in error.problems))
        else:
            self.context.dialogs.show_error(error)

    def _say(self, sentence: str) -> None:
        """In place of the paper: why there is none, and where that can be mended."""
        way = self.kind.way
        self.shown.explain(sentence, *((way.text, self._go_to_way) if way else ()))

    def _go_to_way(self) -> None:
        if self.kind.way is not None:
            self.context.bus.navigate.emit(self.kind.way.page, self.kind.way.argument)

    def _say_busy(self) -> None:
        self.shown.status.setText("Drawing the paper…")

    def _quiet(self) -> None:
        self._slow.stop()
        self.shown.status.setText("")

    def _enable(self) -> None:
        ready = self.made is not None
        self.save_button.setEnabled(ready)
        self.print_button.setEnabled(ready)

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
        if not self._ready("save") or self._drawn is None:
            return
        paper = self.kind.title.lower()
        proposal = papers.free_name(self._proposed_folder(), self._drawn.made.stem)
        target = self.context.dialogs.save_file(f"Save the {paper}", proposal, dialogs.PAPERS)
        if target is not None:
            self._drawing.write(self.kind, self._drawn, target)

    def _proposed_folder(self) -> Path:
        """Where the last paper went; at first where papers belong, or beside the record."""
        for folder in (self._folder, paths.papers()):
            if folder is not None and folder.is_dir():
                return folder
        return Path(self.context.workspace.path).parent

    def _not_written(self) -> None:
        self.context.bus.message.emit("Stopped; nothing was saved.", False)

    def _written(self, path: Path) -> None:
        self._folder, self._saved = path.parent, path
        self.shown.reveal_button.setToolTip(str(path))
        self.shown.reveal_button.show()
        self.context.bus.message.emit(f"Saved “{path.name}”.", False)
        announce(self, f"Saved {path.name}")

    def reveal(self) -> None:
        """Show the folder of the paper saved last."""
        if self._saved is not None:
            self.context.dialogs.reveal(self._saved)

    def save_shortcut(self) -> bool:
        if not self.form.save_typed():
            self.save()
        return True

    def is_edited(self) -> bool:
        return any(form.is_edited() for form in self._forms.values())

    def leave(self) -> bool:
        """What was typed is saved when the page is left."""
        self.form.save_typed()
        return True

    def print_paper(self) -> None:
        """Print it, all or some pages."""
        if not self._ready("print") or self._drawn is None or self._job is not None:
            return
        from stemtracker.ui.pages.documents.printing import PrintJob

        job = PrintJob(self.context, self._drawn.made, self._drawn.sheet, self)
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
        if well and self._drawn and self._drawn.follows:
            words += f" The evidence ({wording.number(self._drawn.follows, 'page')}) is in the saved file."
        self.context.bus.message.emit(words, False)
