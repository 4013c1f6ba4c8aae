"""An open record with its words and rules: made, opened, closed, copied.

Neighbors: `db.record` is the file itself; every other service takes the workspace first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from stemtracker import db, paths
from stemtracker.db.views import RecordInfo
from stemtracker.domain import vocabulary as words
from stemtracker.domain.educator import Educator
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Refused, Trouble
from stemtracker.services import kept_rules
from stemtracker.services.memory import remembered

if TYPE_CHECKING:
    from stemtracker.db.record import RecordFile
    from stemtracker.rules.library import Library

__all__ = ["RecordInfo", "Workspace", "close", "create", "open_record", "save_copy", "shipped_vocabulary", "where"]

SUFFIX = ".stemtracker"


@dataclass(eq=False)
class Workspace:
    """What is open. `vocabulary` is the shipped one and the record's own words behind it."""

    record: RecordFile
    vocabulary: Vocabulary
    #: What the record goes by, also in its copies and backups.
    record_id: str

    @property
    def path(self) -> Path:
        """Where the record lies."""
        return self.record.path

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written: asked for, or the file lies where this account may not write."""
        return self.record.read_only

    @property
    def library(self) -> Library:
        """The rule packs as this record goes by them: its own texts first, then shipped ones and the user's files."""
        return remembered(self, ("library", id(self.vocabulary)), self._library)

    def _library(self) -> Library:
        own = tuple(term for name in words.LISTS for term in self.vocabulary.choices(name) if term.own)
        files = _files((own, _stamps(paths.own_packs())), self.vocabulary)
        with self.record.read() as connection:
            return files.with_texts(db.rule_texts.everything(connection), db.rule_texts.packs_in_use(connection))

    def learn_words(self) -> None:
        """Read the record's own words anew, after they changed."""
        with self.record.read() as connection:
            own = db.vocabularies.own(connection)
        known = shipped_vocabulary()
        for name, terms in own.items():
            if name in words.LISTS:
                known = known.also(name, terms)
        self.vocabulary = known


#: Packs of files by what they were made of: reading them takes longer than opening a record.
_libraries: dict[object, Library] = {}


def _files(made_of: object, vocabulary: Vocabulary) -> Library:
    from stemtracker.rules.library import Library

    if made_of not in _libraries:
        _libraries.clear()
        _libraries[made_of] = Library.load([paths.resource("rules"), paths.own_packs()], vocabulary)
    return _libraries[made_of]


def _stamps(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """The files of a folder as they are now."""
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    return tuple((str(file), found.st_mtime_ns, found.st_size) for file in files for found in [file.stat()])


@lru_cache(maxsize=1)
def shipped_vocabulary() -> Vocabulary:
    """The words that come with the program."""
    return words.parse(paths.resource("vocabulary.toml").read_text(encoding="utf-8"))


def create(path: Path, educator: Educator) -> Workspace:
    """Begin a record; refused where the file exists."""
    record = db.record.RecordFile.create(path)
    try:
        with record.write("Begin the record", kind="fixed") as writer:
            db.educators.put(writer.connection, educator)
        return _workspace(record)
    except BaseException:
        record.close()
        path.unlink(missing_ok=True)
        raise


def open_record(path: Path, *, take_over: bool = False, read_only: bool = False) -> Workspace:
    """Open a record. Trouble kinds: missing, not ours, newer, locked, damaged, and those of the disk."""

    def keep_a_copy() -> Path:
        from stemtracker.services import backups

        return backups.before_upgrade(path)

    record = db.record.RecordFile.open(path, take_over=take_over, read_only=read_only, before_upgrade=keep_a_copy)
    try:
        ws = _workspace(record)
        if not ws.read_only:
            _tidy(record)
            kept_rules.keep_lacking(ws)
    except BaseException:
        record.close()
        raise
    return ws


def close(ws: Workspace) -> None:
    """Let the file go."""
    ws.record.close()


def save_copy(ws: Workspace, target: Path) -> None:
    """A verified copy of the whole record, over an older file of that name."""
    if target.exists() and target.samefile(ws.path):
        raise Refused.at("path", "A copy can't replace the record that is open; choose another name.")
    db.copies.copy(ws.path, target)


def trouble_with(ws: Workspace) -> Trouble | None:
    """Why nothing could be saved in the record now: it was moved, replaced, protected or taken over meanwhile."""
    try:
        ws.record.require_ours()
    except Trouble as why:
        return why
    return None


def save_elsewhere(ws: Workspace, target: Path) -> Workspace:
    """What is open here as a new file, also where its own was taken away or replaced; that one is opened."""
    if target.exists():
        raise Refused.at("path", f"“{target.name}” exists already; choose another name.")
    ws.record.copy_to(target)
    return open_record(target)


def where(ws: Workspace) -> RecordInfo:
    """Where the record lies and how much is in it."""
    with ws.record.read() as connection:
        activities, newest = db.activities.count(connection), db.activities.newest(connection)
        evidence = db.evidence.count(connection)
        found = ws.path.stat()
    modified = datetime.fromtimestamp(found.st_mtime, UTC).replace(microsecond=0)
    return RecordInfo(ws.path, found.st_size, modified, activities, evidence, newest)


def _workspace(record: RecordFile) -> Workspace:
    ws = Workspace(record, shipped_vocabulary(), record.record_id())
    ws.learn_words()
    if not record.read_only:
        titles = {term.id: term.title for term in ws.vocabulary.choices("topic")}
        with record.read() as connection:
            learned = db.search.knows(connection, titles)
        if not learned:
            with record.maintain() as connection:
                db.search.teach(connection, titles)
    return ws


def _tidy(record: RecordFile) -> None:
    """What left the bin after its thirty days leaves the record now."""
    with record.read() as connection:
        due, sweep = db.trash.anything_due(connection), db.trash.needs_sweep(connection)
    if due:
        with record.write("Remove what was in the bin for 30 days", kind="purge") as writer:
            db.trash.purge(writer.connection, before=db.journal.horizon())
    if due or sweep:
        with record.maintain() as connection:
            db.trash.forget_removed(connection)
            db.trash.sweep(connection)
