"""The activities with something unsaved, each with what was typed, what it grew from, and evidence that waits.

Neighbors: `ui.drafts` keeps them on disk beside the other forms' words; `pages.log` shows which activities they are.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from textwrap import shorten
from typing import Any

from PySide6.QtCore import QObject, Signal

from stemtracker.domain.activity import Status
from stemtracker.services.drafts import Unsaved
from stemtracker.ui.drafts import DraftBook
from stemtracker.ui.forms.draft import Draft, StepText, TopicText

_log = logging.getLogger(__name__)
_KEY = "activity:"
#: So much of a title is enough to know it again.
LONGEST = 80


@dataclass(frozen=True, slots=True)
class KeptActivity:
    """What was typed for one activity."""

    draft: Draft
    #: What the record said of it when the typing began.
    base: Draft
    #: Files and notes that wait, and what is half typed about evidence, as `EvidencePane.typed` words it.
    evidence: Mapping[str, Any] = field(default_factory=dict)


class ActivityDrafts(QObject):
    """The activities' part of the book, by activity id."""

    #: Which activities have something unsaved has changed.
    changed = Signal()

    def __init__(self, book: DraftBook, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self._ids = self._found()
        book.changed.connect(self._tell)

    @property
    def ids(self) -> frozenset[str]:
        """Activities with something unsaved."""
        return self._ids

    def of(self, id_: str) -> KeptActivity | None:
        """What was typed for that activity and not saved."""
        unsaved = self._book.of(_KEY + id_)
        return None if unsaved is None else _read(unsaved)

    def keep(self, kept: KeptActivity) -> None:
        """Remember what was typed."""
        typed = {"draft": _plain(kept.draft), "evidence": dict(kept.evidence)}
        title = shorten(kept.draft.title, LONGEST, placeholder=" …")
        about = f"the activity “{title}”" if title else "an activity without a title"
        id_ = kept.draft.id
        base = {"draft": _plain(kept.base)}
        self._book.keep(
            Unsaved(key=_KEY + id_, about=about, page="log", argument=f"unsaved:{id_}", typed=typed, base=base)
        )

    def take_up(self, id_: str) -> None:
        """It is being gone on with."""
        self._book.take_up(_KEY + id_)

    def drop(self, id_: str) -> None:
        """It was saved, or given up."""
        self._book.drop(_KEY + id_)

    def _found(self) -> frozenset[str]:
        return frozenset(u.key.removeprefix(_KEY) for u in self._book.all() if u.key.startswith(_KEY))

    def _tell(self) -> None:
        found = self._found()
        if found != self._ids:
            self._ids = found
            self.changed.emit()


def _plain(draft: Draft) -> dict[str, Any]:
    """As JSON gives it back, so that what is read equals what was kept."""
    plain = asdict(draft)
    plain["topics"], plain["steps"] = list(plain["topics"]), list(plain["steps"])
    plain["answers"] = [list(pair) for pair in plain["answers"]]
    return plain


def _read(unsaved: Unsaved) -> KeptActivity | None:
    try:
        evidence = unsaved.typed.get("evidence", {})
        return KeptActivity(
            _draft(unsaved.typed["draft"]),
            _draft(unsaved.base["draft"]),
            evidence if isinstance(evidence, dict) else {},
        )
    except (ValueError, TypeError, KeyError, AttributeError) as trouble:
        _log.info("a kept activity could not be understood (%s)", type(trouble).__name__)
        return None


def _draft(raw: dict[str, Any]) -> Draft:
    known = {f.name for f in fields(Draft)}
    values = {name: value for name, value in raw.items() if name in known}
    values["topics"] = tuple(TopicText(**topic) for topic in raw.get("topics", ()))
    values["steps"] = tuple(StepText(**{**step, "status": Status(step["status"])}) for step in raw.get("steps", ()))
    values["answers"] = tuple((name, said) for name, said in raw.get("answers", ()))
    return Draft(**values)
