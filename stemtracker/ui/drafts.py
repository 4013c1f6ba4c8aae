"""What the open forms hold and nobody saved yet: remembered as one types, and on disk within two seconds.

Neighbors: `services.drafts` is the file; the forms hand over what they hold and take it back; `unsaved` offers it
when the record is opened again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from stemtracker.services import drafts as service
from stemtracker.services.drafts import Keeper, Unsaved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stemtracker.ui.tasks import Tasks

#: From a keystroke until the form is asked what it holds, and from then until it is written (milliseconds).
LOOK, WRITE = 250, 500
#: A disk that could not take it is asked again after this long.
AGAIN = 15_000


def once(parent: QObject, wait: int) -> QTimer:
    """A timer that runs once. It is started where it does not run: typing on and on must not put it off."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(wait)
    return timer


class DraftBook(QObject):
    """All that is unsaved of one record, by key. The file follows in the background; `flush` writes at once."""

    #: Which keys there are has changed.
    changed = Signal()
    #: Whoever holds something typed hands it over now.
    wanted = Signal()

    def __init__(self, tasks: Tasks, record_id: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._keeper = Keeper(service.file_of(record_id))
        service.tidy(self._keeper.file)
        self._kept = service.load(self._keeper.file)
        self._waiting = set(self._kept)
        self._later = once(self, WRITE)
        self._later.timeout.connect(self._write_later)
        self._again = once(self, AGAIN)
        self._again.timeout.connect(self._write_later)

    def all(self) -> tuple[Unsaved, ...]:
        """Everything unsaved, in the order it was begun."""
        return tuple(self._kept.values())

    def waiting(self) -> tuple[Unsaved, ...]:
        """What was found here and not taken up yet."""
        return tuple(unsaved for unsaved in self.all() if unsaved.key in self._waiting)

    def take_up(self, key: str) -> None:
        """It is being gone on with."""
        if key in self._waiting:
            self._waiting.discard(key)
            self.changed.emit()

    def of(self, key: str) -> Unsaved | None:
        """What is unsaved of that."""
        return self._kept.get(key)

    def keep(self, unsaved: Unsaved) -> None:
        """Remember what was typed."""
        before = self._kept.get(unsaved.key)
        if before == unsaved:
            return
        self._kept[unsaved.key] = unsaved
        self._keeper.note(unsaved.key, unsaved)
        self._touch(announce=before is None or before.about != unsaved.about)

    def drop(self, key: str) -> None:
        """It was saved, or given up."""
        self._waiting.discard(key)
        if self._kept.pop(key, None) is not None:
            self._keeper.note(key, None)
            self._touch(announce=True)

    def gather(self) -> bool:
        """Ask every form, and write; whether all of it is on disk."""
        self.wanted.emit()
        return self.flush()

    def flush(self) -> bool:
        """Write what is not written yet, now; whether all of it is on disk."""
        self._later.stop()
        return self._keeper.write()

    def _touch(self, *, announce: bool) -> None:
        if not self._later.isActive():
            self._later.start()
        if announce:
            self.changed.emit()

    def _write_later(self) -> None:
        # Beside the record's work: a long import must not keep what is typed waiting.
        self._tasks.pool(self._keeper.write, done=self._wrote)

    def _wrote(self, all_of_it: bool) -> None:  # noqa: FBT001 - the gate passes positions only
        if not all_of_it:
            self._again.start()


class Place(NamedTuple):
    """Which form, in words for who typed in it, and where it is taken up again (see `Unsaved`)."""

    key: str
    about: str
    page: str
    argument: str = ""


class Form(Protocol):
    """What `Typing` asks of a form."""

    def draft_place(self) -> Place | None:
        """Where it is; None while it shows nothing."""

    def typed(self) -> dict[str, Any]:
        """What stands in each field, by name, as JSON can say it."""

    def show_typed(self, typed: Mapping[str, Any], now: Mapping[str, Any], disputed: tuple[str, ...]) -> None:
        """Show this as typed and not saved. The record changed the fields in dispute meanwhile, to what `now` says."""

    def is_edited(self) -> bool:
        """Whether something typed isn't saved yet."""


class Typing(QObject):
    """Keeps what is typed in one form. The form says when it was touched, shown anew, saved or given up."""

    def __init__(self, form: Form, book: DraftBook, parent: QObject) -> None:
        super().__init__(parent)
        self._form, self._book = form, book
        self._base: dict[str, Any] = {}
        #: The place the form shows. What was kept comes back with its showing: before that, the form says nothing
        #: of it, and what it holds may yet be of another place.
        self._shown = ""
        self._look = once(self, LOOK)
        self._look.timeout.connect(self.keep)
        book.wanted.connect(self.keep)

    def touched(self) -> None:
        """Something was typed."""
        if not self._look.isActive():
            self._look.start()

    def keep(self) -> None:
        """Hand over what stands in the form."""
        self._look.stop()
        place = self._form.draft_place()
        if place is None or place.key != self._shown:
            return
        if self._form.is_edited():
            self._book.keep(Unsaved(**place._asdict(), typed=self._form.typed(), base=self._base))
        else:
            self._book.drop(place.key)

    def shown(self) -> None:
        """The form shows what the record holds; what was typed before comes back over it."""
        self._look.stop()
        now = self._base = self._form.typed()
        place = self._form.draft_place()
        self._shown = place.key if place is not None else ""
        kept = self._book.of(place.key) if place is not None else None
        if kept is None:
            return
        self._book.take_up(kept.key)
        merged, disputed = service.rebased(kept.base, kept.typed, now)
        if merged == now:
            self.done()
        else:
            self._base = dict(kept.base)
            self._form.show_typed(merged, now, disputed)

    def done(self) -> None:
        """It was saved, or given up."""
        self._look.stop()
        place = self._form.draft_place()
        if place is not None:
            self._book.drop(place.key)
