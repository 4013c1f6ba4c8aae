"""What the record shows of itself: questions to the log, its rows, the bin, the change log. Plain data.

Loads nothing heavy, so that the window may know these shapes before the record is opened.
Neighbors: `log`, `journal`, `trash` and `record` answer with them; `services` hand them on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from stemtracker.domain.activity import Status
from stemtracker.domain.evidence import Standing
from stemtracker.domain.hours import Measure


@dataclass(frozen=True, slots=True)
class LogQuery:
    """Which activities, in which order. An empty field asks for nothing."""

    text: str = ""
    cycle_id: str | None = None
    kind: str = ""
    topic: str = ""
    status: str = ""
    #: With evidence, without, or either.
    evidence: bool | None = None
    network: str = ""
    since: date | None = None
    until: date | None = None
    #: start | title | kind | role | provider | amount | status | network | evidence | standing
    sort: str = "start"
    descending: bool = True


@dataclass(frozen=True, slots=True)
class LogRow:
    """One row of the log."""

    id: str
    start: date
    end: date
    title: str
    kind: str
    role: str
    provider: str
    measure: Measure
    topics: tuple[str, ...]
    status: Status
    evidence_count: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class BinRow:
    """Something deleted that can still be had back."""

    id: str
    title: str
    start: date | None
    deleted_at: datetime
    days_left: int


@dataclass(frozen=True, slots=True)
class Series:
    """Activities that belong together."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class RecordInfo:
    """Where the record lies and what is in it."""

    path: Path
    size: int
    modified: datetime
    activities: int
    evidence: int
    #: The day of the newest activity.
    newest: date | None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One write in the change log; `counts` says how many rows of which noun it touched."""

    id: int
    at: datetime
    label: str
    counts: Mapping[str, int]
    undone: bool


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, as text; "" where there was nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """What one write did to one thing. `what` is "added", "changed" or "deleted"."""

    noun: str
    id: str
    title: str
    what: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What a record's file holds, read without opening the record. `counts` leaves out what is in the bin."""

    record_id: str
    #: Whose record it is.
    name: str
    counts: Mapping[str, int]
    #: The day of the newest activity.
    newest: date | None
    last_change: datetime | None


@dataclass(frozen=True, slots=True)
class NounDifference:
    """How many of one noun are only in this file, only in the other, or in both and not the same."""

    noun: str
    only_here: int
    only_there: int
    different: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What tells two files of a record apart; `nouns` has those of which anything differs."""

    nouns: tuple[NounDifference, ...]
    newest_here: date | None
    newest_there: date | None
    changed_here: datetime | None
    changed_there: datetime | None
