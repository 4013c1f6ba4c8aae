"""One activity beside the list. What is typed is kept as a draft from the first letter on, until it is saved.

Neighbors: `forms.activity_form` is the form, `forms.drafts` keeps what is unsaved, `evidence` its files.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from stemtracker import clock
from stemtracker.domain.activity import Activity
from stemtracker.domain.changes import Changes
from stemtracker.domain.evidence import Evidence
from stemtracker.domain.leadership import Effect
from stemtracker.domain.mentoring import Pairing
from stemtracker.errors import Refused
from stemtracker.services import activities, keeping, leadership, mentoring, networks, questions, vocabularies
from stemtracker.services import evidence as evidence_service
from stemtracker.ui.drafts import LOOK, once
from stemtracker.ui.forms import draft as drafts
from stemtracker.ui.forms.activity_form import ActivityForm
from stemtracker.ui.forms.draft import Draft
from stemtracker.ui.forms.drafts import ActivityDrafts, KeptActivity
from stemtracker.ui.forms.inputs import staying_at
from stemtracker.ui.forms.whose import Known, Pair
from stemtracker.ui.nouns.came_of import CameOf
from stemtracker.ui.pages.log.evidence import EvidencePane
from stemtracker.ui.pages.log.side import SidePanel, stretch_label
from stemtracker.ui.pages.log.table import files_of
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.dispute import Dispute
from stemtracker.ui.widgets.labels import Label

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext

#: Fields that offer what was typed in them before.
COMPLETED = ("provider", "place", "network", "course")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the editor shows besides what is typed."""

    id: str
    activity: Activity | None
    evidence: tuple[Evidence, ...]
    known: dict[str, tuple[str, ...]]
    series: tuple[tuple[str, str], ...]
    asker: questions.LineAsker
    memberships: tuple[Known, ...]
    pairs: tuple[Pair, ...]
    effects: tuple[Effect, ...]


def load(ws: Workspace, id_: str, *, new: bool) -> Loaded:
    """Read it all (off the UI thread)."""
    return Loaded(
        id_,
        None if new else activities.get(ws, id_),
        () if new else tuple(evidence_service.of_activity(ws, id_)),
        {field: activities.distinct(ws, field) for field in COMPLETED},
        tuple((series.id, series.title) for series in activities.list_series(ws)),
        questions.asker_of_lines(ws),
        tuple((one.id, one.title) for one in networks.memberships(ws)),
        tuple((one.id, one.title, mentoring.ROLES[one.side]) for one in keeping.everything(ws, Pairing)),
        () if new else leadership.effects_of(ws, id_),
    )


class EditorPanel(SidePanel):
    """The form with its evidence, what is unsaved about it, and what can be done with it."""

    #: Something about which ids have drafts or are open changed.
    saved = Signal(object)
    repeat_wanted = Signal(object)
    duplicate_wanted = Signal(object)
    delete_wanted = Signal(object)

    def __init__(self, context: AppContext, book: ActivityDrafts) -> None:
        super().__init__("Activity")
        self._context, self._book = context, book
        self.activity_id = ""
        self.is_new = False
        #: What the record says, and what it said when the typing began.
        self._kept = self._base = drafts.blank("", clock.today())
        self._wanted = ""
        self._focus_when_shown = False
        self._saving: Draft | None = None
        self.form = ActivityForm(context.workspace.vocabulary)
        self.evidence, self.came_of = EvidencePane(context), CameOf(context)
        self.form.middle.addWidget(self.evidence)
        self.form.middle.addWidget(self.came_of)
        self.dispute = Dispute("Save keeps what stands here; Discard takes what the record says.")
        self.body.addWidget(self.dispute)
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self._copy = buttons.icon_button("copy", "Duplicate", self._duplicate)
        self._again = buttons.icon_button("calendar", "Repeat on other dates", self._repeat)
        self._delete = buttons.icon_button("trash", "Delete", self._remove)
        for button in (self._copy, self._again, self._delete):
            self.head.addWidget(button)
        self.finish_head()
        self.state = Label("", "secondary", "muted")
        self.state.setWordWrap(True)
        self.foot.addWidget(stretch_label(self.state), 1)
        self.discard_button = buttons.link("Discard", self.discard)
        self.discard_button.setAccessibleName("Discard changes")
        self.save_button = buttons.primary("Save", self.save)
        self.foot.addWidget(self.discard_button)
        self.foot.addWidget(self.save_button)
        self._rest = once(self, LOOK)
        self._rest.timeout.connect(self.keep)
        context.drafts.wanted.connect(self.keep)
        self.form.edited.connect(self._edited)
        self.form.own_topic.connect(self._own_topic)
        self.evidence.edited.connect(self._edited)
        # Queued: the form has its place only once it is laid out.
        self.evidence.note_form.opened.connect(self._reveal_note, Qt.ConnectionType.QueuedConnection)
        self.setAcceptDrops(True)

    # Opening ------------------------------------------------------------------------------------------

    def open_new(self, kept: KeptActivity | None = None) -> None:
        """A new activity: what was typed for one before, or an empty one."""
        self._put_away()
        fresh = drafts.blank(kept.draft.id if kept else activities.new_id(), clock.today())
        self._show(fresh, kept.draft if kept else fresh, new=True)
        self.evidence.show_of(fresh.id, (), saved=False)
        self.came_of.show_effects("", ())
        if kept:
            self.evidence.take_up(kept.evidence)
            self.keep()
            self._tell()
        self._wanted = fresh.id
        self._load(new=True)
        self.form.focus_first()

    def open(self, id_: str, *, focus: bool = False) -> None:
        """An activity of the record, with what was typed and not saved."""
        if id_ == self.activity_id:
            if focus:
                self.form.focus_first()
            return
        self._put_away()
        self._wanted, self._focus_when_shown = id_, focus
        self._load(new=False)

    def reload(self) -> None:
        """The record changed under it."""
        if self.activity_id and self._wanted == self.activity_id:
            self.keep()
            self._load(new=self.is_new)

    def _load(self, *, new: bool) -> None:
        # The gate passes positions only.
        work = _load_new if new else _load_kept
        self._context.tasks.record(work, self._context.workspace, self._wanted, done=self._loaded, failed=self._gone)

    def _loaded(self, found: Loaded) -> None:
        if found.id != self._wanted:
            return
        self.form.set_series(found.series)
        self.form.set_asker(found.asker)
        self.form.set_meetings(found.memberships, found.pairs)
        for field, words in found.known.items():
            self.form.set_known(field, words)
        unsaved = None
        if found.activity is not None:
            now = drafts.of(found.activity)
            same = found.id == self.activity_id and not self.is_new
            if same and self.form.draft().differs(self._kept):
                # The record changed while something unsaved stands here: what was typed stays.
                self._kept = now
                self._lay_over(self.form.draft())
            elif not same or now.differs(self._kept):
                unsaved = self._book.of(found.id)
                self._show(now, now, new=False)
        self.evidence.show_of(found.id, found.evidence, saved=found.activity is not None)
        self.came_of.show_effects(found.id if found.activity is not None else "", found.effects)
        if unsaved is not None:
            self._book.take_up(found.id)
            self._base = unsaved.base
            self._lay_over(unsaved.draft)
            self.evidence.take_up(unsaved.evidence)
            self.keep()
        if self._focus_when_shown:
            self._focus_when_shown = False
            self.form.focus_first()

    def _lay_over(self, typed: Draft) -> None:
        """Show what was typed over what the record says now, and tell where both say something else."""
        merged, disputed = drafts.rebased(self._base, typed, self._kept)
        if merged != self.form.draft():
            with staying_at(self.focusWidget()):
                self.form.show_draft(merged)
        self.dispute.tell(self.form.fields, asdict(self._kept), disputed)
        self._tell()

    def _gone(self, error: Any) -> None:
        if not isinstance(error, Refused):
            self._context.dialogs.show_error(error)
        self.activity_id = ""
        self.closed.emit()

    def _show(self, kept: Draft, shown: Draft, *, new: bool) -> None:
        self._rest.stop()
        self._kept = self._base = kept
        self.activity_id, self.is_new = kept.id, new
        self.dispute.hide()
        self.set_title("New activity" if new else "Activity")
        for button in (self._copy, self._again, self._delete):
            button.setVisible(not new)
        self.form.open_more(more=self.form.details.isVisibleTo(self.form) and not new)
        self.form.show_draft(shown)
        self.area.verticalScrollBar().setValue(0)
        self._tell()

    # Drafts -------------------------------------------------------------------------------------------

    @property
    def dirty(self) -> bool:
        """Whether anything stands here that the record does not have."""
        return bool(self.activity_id) and (self.form.draft().differs(self._kept) or bool(self.evidence.typed()))

    def _edited(self) -> None:
        self._tell()
        if not self._rest.isActive():
            self._rest.start()

    def _put_away(self) -> None:
        """Before something else is shown: a half-typed note is added, the rest is kept."""
        if self.activity_id:
            self.evidence.take_note()
        self.keep()

    def keep(self) -> None:
        """Put what stands here into the book of drafts, or take it out where nothing is unsaved."""
        self._rest.stop()
        if not self.activity_id:
            return
        if self.dirty:
            self._book.keep(KeptActivity(self.form.draft(), self._base, self.evidence.typed()))
        else:
            self._book.drop(self.activity_id)

    def discard(self) -> None:
        """Give up what is not saved."""
        self._book.drop(self.activity_id)
        self.evidence.forget()
        if self.is_new:
            self.activity_id = ""
            self.closed.emit()
            return
        self._show(self._kept, self._kept, new=False)

    def leave(self) -> None:
        """Close; what was typed stays a draft."""
        if self.dirty:
            self._context.bus.message.emit("Kept as a draft.", False)
        self._close()

    def _close(self) -> None:
        self.keep()
        self.activity_id = ""
        self.closed.emit()

    def _tell(self) -> None:
        dirty = self.dirty
        self.state.setText("Not saved yet" if dirty else "")
        self.discard_button.setVisible(dirty)
        self.save_button.setEnabled(dirty or self.is_new)

    # Saving -------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Save what stands here; what can't be saved is said under its field."""
        self.evidence.settle()
        noted = self.evidence.take_note()
        if not self.activity_id or not (self.dirty or self.is_new):
            return noted
        if not self.form.settle():
            self.state.setText("1 field needs a look")
            return True
        self.keep()
        draft = self.form.draft()
        try:
            activity = drafts.read(draft, clock.today())
        except Refused as refused:
            self._refused(refused)
            return True
        self.form.set_problems(())
        self._saving = draft
        self._context.tasks.record(
            activities.save,
            self._context.workspace,
            activity,
            draft.series_title,
            done=self._was_saved,
            failed=self._not_saved,
        )
        return True

    def _was_saved(self, _changes: Changes) -> None:
        done, self._saving = self._saving, None
        if done is None:
            return
        if done.id != self.activity_id:
            left = self._book.of(done.id)
            if left is not None and left.draft == done:
                self._book.drop(done.id)
            self.saved.emit(done.id)
            return
        self.is_new = False
        self._kept = self._base = drafts.of(drafts.read(done, clock.today()))
        if self.form.draft() == done:
            self._show(self._kept, self._kept, new=False)
        self.evidence.attach_waiting(done.id)
        self.keep()
        self._tell()
        self._wanted = done.id
        self._load(new=False)
        self.saved.emit(done.id)

    def _not_saved(self, error: Any) -> None:
        self._saving = None
        if isinstance(error, Refused):
            self._refused(error)
        else:
            self._context.dialogs.show_error(error)

    def _refused(self, refused: Refused) -> None:
        rest = self.form.set_problems(refused.problems)
        count = len(refused.problems)
        self.state.setText(f"{count} {'field needs' if count == 1 else 'fields need'} a look")
        for name, field in self.form.fields.items():
            if any(p.field == name for p in refused.problems):
                self.reveal(field)
                break
        if rest:
            self._context.dialogs.show_error(Refused(*rest))

    def _reveal_note(self) -> None:
        self.reveal(self.evidence.note_form)

    def _own_topic(self, title: str) -> None:
        self._context.tasks.record(vocabularies.add_topic, self._context.workspace, title, done=self._topic_added)

    def _topic_added(self, answer: Any) -> None:
        self.form.set_vocabulary(self._context.workspace.vocabulary)
        self.form.basics.topics.add(answer[0])

    # What can be done with it -------------------------------------------------------------------------

    def _duplicate(self) -> None:
        self.duplicate_wanted.emit(self.activity_id)

    def _repeat(self) -> None:
        self.repeat_wanted.emit(self.activity_id)

    def _remove(self) -> None:
        self.delete_wanted.emit((self.activity_id,))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.activity_id and files_of(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.evidence.attach(files_of(event))


def _load_new(ws: Workspace, id_: str) -> Loaded:
    return load(ws, id_, new=True)


def _load_kept(ws: Workspace, id_: str) -> Loaded:
    return load(ws, id_, new=False)
