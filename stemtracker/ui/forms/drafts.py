"""The drafts that are not saved yet: one per activity, kept on disk too, so that no crash takes what was typed.

They lie in the program's own data folder, one small file per record, gone as soon as nothing is unsaved.
Neighbors: `activity_form` hands over what is typed, `pages.log` shows which activities have a draft.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from stemtracker import paths
from stemtracker.domain.activity import Status
from stemtracker.ui.forms.draft import Draft, StepText, TopicText
from stemtracker.ui.tasks import Tasks

_log = logging.getLogger(__name__)
#: Typing is written down once the fingers rest this long (milliseconds).
REST = 800


def file_for(record: Path) -> Path:
    """Where the drafts of a record lie."""
    name = hashlib.sha256(str(record.resolve()).encode()).hexdigest()[:16]
    return paths.data() / "drafts" / f"{name}.json"


class DraftBook(QObject):
    """Drafts by activity id. The file follows in the background; `flush` writes at once."""

    #: Which activities have a draft has changed.
    changed = Signal()

    def __init__(self, tasks: Tasks, record: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._file = file_for(record)
        self._drafts: dict[str, Draft] = load(self._file)
        self._unwritten = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(REST)
        self._later.timeout.connect(self._write_later)

    @property
    def ids(self) -> frozenset[str]:
        """Activities with something unsaved."""
        return frozenset(self._drafts)

    def of(self, id_: str) -> Draft | None:
        """What was typed for that activity and not saved."""
        return self._drafts.get(id_)

    def keep(self, draft: Draft) -> None:
        """Remember what was typed."""
        if self._drafts.get(draft.id) == draft:
            return
        new = draft.id not in self._drafts
        self._drafts[draft.id] = draft
        self._touch(announce=new)

    def drop(self, id_: str) -> None:
        """It was saved, or given up."""
        if self._drafts.pop(id_, None) is not None:
            self._touch(announce=True)

    def flush(self) -> None:
        """Write what is not written yet, now."""
        self._later.stop()
        if self._unwritten:
            self._unwritten = False
            store(self._file, dict(self._drafts))

    def _touch(self, *, announce: bool) -> None:
        self._unwritten = True
        self._later.start()
        if announce:
            self.changed.emit()

    def _write_later(self) -> None:
        if self._unwritten:
            self._unwritten = False
            # On the record's worker: one after another, so that an older state never overwrites a newer one.
            self._tasks.record(store, self._file, dict(self._drafts))


def store(file: Path, drafts: Mapping[str, Draft]) -> None:
    """Write the drafts so that a crash leaves the old file or the new one, never half of one."""
    if not drafts:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps([asdict(draft) for draft in drafts.values()], ensure_ascii=False), encoding="utf-8")
    beside.replace(file)


def load(file: Path) -> dict[str, Draft]:
    """The drafts of a file; one that can't be read is set aside under another name."""
    if not file.exists():
        return {}
    try:
        drafts = [_draft(raw) for raw in json.loads(file.read_text(encoding="utf-8"))]
    except (ValueError, TypeError, KeyError, AttributeError) as trouble:
        aside = file.with_suffix(".unreadable")
        file.replace(aside)
        _log.info("kept drafts could not be read (%s) and lie in %s", trouble, aside)
        return {}
    return {draft.id: draft for draft in drafts}


def _draft(raw: dict[str, Any]) -> Draft:
    known = {field.name for field in fields(Draft)}
    values = {name: value for name, value in raw.items() if name in known}
    values["topics"] = tuple(TopicText(**topic) for topic in raw.get("topics", ()))
    values["steps"] = tuple(StepText(**{**step, "status": Status(step["status"])}) for step in raw.get("steps", ()))
    values["answers"] = tuple((name, said) for name, said in raw.get("answers", ()))
    return Draft(**values)
