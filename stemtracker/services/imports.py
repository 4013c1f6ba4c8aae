"""Bringing a spreadsheet into the log: read, guess, show a verdict per row, take in one write.

`read` → `guess` (the user corrects it; `open_questions` says what is still to be asked) → `preview` → `take`.
Nothing is written before `take`, which is one entry of the change log and undone as one. Neighbors: `exchange`
reads the hostile bytes, `activities` saves, `exports` writes the file that comes back here.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from stemtracker import db
from stemtracker.db.views import Series
from stemtracker.domain.activity import Activity
from stemtracker.domain.changes import Changes
from stemtracker.domain.network import Membership, known_as
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Problem, Refused
from stemtracker.exchange import columns, headings, rows, sheets
from stemtracker.exchange.draft import Draft
from stemtracker.exchange.duplicates import Index
from stemtracker.exchange.sheets import ColumnMapping, Sheet
from stemtracker.exchange.values import DECIMALS, ORDERS
from stemtracker.services import activities, keeping

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

__all__ = [
    "DECIMALS",
    "ORDERS",
    "ColumnMapping",
    "ImportReport",
    "Preview",
    "PreviewRow",
    "RowVerdict",
    "Sheet",
    "field_choices",
    "guess",
    "open_questions",
    "preview",
    "read",
    "take",
]


class RowVerdict(StrEnum):
    """What an import would do with a row."""

    NEW = "new"
    CHANGED = "changed"
    NEAR = "near"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One row of the file and what would become of it; `line` is its line in the file.

    `activity` is what would be saved (None where refused), `other` the id of the activity it repeats or changes,
    `why` a sentence for the verdict, `notes` what was understood how.
    """

    line: int
    verdict: RowVerdict
    title: str
    activity: Activity | None = None
    other: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    series: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """All rows with their verdicts."""

    name: str
    rows: tuple[PreviewRow, ...]
    #: Which columns are not taken in, and why; "" where all are.
    aside: str = ""

    @property
    def counts(self) -> Mapping[RowVerdict, int]:
        """How many rows of each verdict."""
        return Counter(row.verdict for row in self.rows)

    @property
    def proposed(self) -> frozenset[int]:
        """The lines that are taken unless the user says otherwise: new and changed ones."""
        return frozenset(r.line for r in self.rows if r.verdict in {RowVerdict.NEW, RowVerdict.CHANGED})


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows of a file."""

    name: str
    taken: tuple[PreviewRow, ...]
    changed: tuple[PreviewRow, ...]
    left: tuple[PreviewRow, ...]
    refused: tuple[PreviewRow, ...]

    @property
    def sentence(self) -> str:
        """The report in one line."""
        return (
            f"{len(self.taken):,} taken, {len(self.changed):,} changed, {len(self.left):,} left out, "
            f"{len(self.refused):,} refused."
        )


#: What a long work calls as it goes: how many rows of how many are done. It may raise to stop the work.
Progress = Callable[[int, int], None]
#: Rows from one call to the next.
_STEP = 250
Item = TypeVar("Item")


def _unwatched(_done: int, _total: int) -> None:
    """Nobody wants to know."""


def _counted(items: Iterable[Item], told: Callable[[int], None]) -> Iterator[Item]:
    for number, item in enumerate(items):
        if number % _STEP == 0:
            told(number)
        yield item


def read(path: Path, part: str = "") -> Sheet:
    """The columns and rows of a spreadsheet or CSV file; `part` is the sheet of a workbook, "" the first with rows."""
    return sheets.read(path, part)


def guess(sheet: Sheet, vocabulary: Vocabulary) -> ColumnMapping:
    """What the columns seem to be."""
    return sheets.guess(sheet, vocabulary)


def open_questions(sheet: Sheet, mapping: ColumnMapping) -> tuple[Problem, ...]:
    """What must be asked once for the file: `field` is "columns" or the attribute of the mapping to fill."""
    return sheets.open_questions(sheet, mapping)


def field_choices(vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """All a column can be, with its name on the screen."""
    units = ("hour", "minute", "semester_credit", "quarter_credit", "ceu", "point")
    amounts = (f"amount:{unit}" for unit in units if vocabulary.has("unit", unit))
    topics = (f"topic:{term.id}" for term in vocabulary.choices("topic"))
    return tuple((field, headings.title_of(field, vocabulary)) for field in (*headings.FIELDS, *amounts, *topics))


@dataclass(frozen=True, slots=True)
class _Log:
    """What the record holds already, to judge rows against."""

    #: The activities whose ids stand in the file.
    kept: Mapping[str, Activity]
    binned: frozenset[str]
    index: Index
    #: Series by title in small letters.
    series: Mapping[str, str]
    memberships: tuple[Membership, ...]
    #: Rows of this file so far, by content, with their line.
    seen: dict[tuple[object, ...], int]


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Garbage collection waits: it would look through all rows again and again, and there are no cycles in them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def preview(ws: Workspace, sheet: Sheet, mapping: ColumnMapping, progress: Progress = _unwatched) -> Preview:
    """A verdict for every row; nothing is written."""
    with _no_collecting():
        return _preview(ws, sheet, mapping, progress)


def _preview(ws: Workspace, sheet: Sheet, mapping: ColumnMapping, progress: Progress) -> Preview:
    total = len(sheet.rows)
    # Each row is gone through twice, at like cost: read, and judged by the log.
    seen = partial(_counted, told=lambda number: progress(number // 2, total))
    answers = _answer_names(ws, sheet)
    drafts = rows.drafts(sheet, mapping, ws.vocabulary, answers, seen)
    with ws.record.read() as connection:
        known = db.activities.known_ids(connection, [draft.id for draft in drafts if draft.id])
        kept = {a.id: a for a in db.activities.some(connection, list(known))}
        series = {one.title.casefold(): one.id for one in db.activities.all_series(connection)}
        index = Index(db.activities.briefs(connection))
    binned = frozenset(id_ for id_, is_binned in known.items() if is_binned)
    log = _Log(kept, binned, index, series, keeping.everything(ws, Membership), {})
    judged = _counted(drafts, lambda number: progress((total + number) // 2, total))
    found = tuple(_row(draft, log) for draft in judged)
    progress(total, total)
    return Preview(sheet.name, found, sheets.left_aside(sheet, answers))


def _answer_names(ws: Workspace, sheet: Sheet) -> frozenset[str]:
    """What packs ask about a line, where the program's own file has columns that can only be such answers."""
    if not sheet.own or set(sheet.header) <= set(columns.KNOWN):
        return frozenset()
    library = ws.library
    return frozenset(name for id_ in library.ids() for name in library.pack(id_).line_questions)


def _row(draft: Draft, log: _Log) -> PreviewRow:
    title = str(draft.values.get("title") or f"Line {draft.line}")
    problems = draft.problems
    if draft.id in log.binned:
        problems = (Problem(f"line {draft.line}, id", "This activity is in the bin; restore it there first."),)
    if problems:
        why = " ".join(problem.message for problem in problems)
        return PreviewRow(
            line=draft.line, verdict=RowVerdict.REFUSED, title=title, why=why, notes=draft.notes, problems=problems
        )
    series_id = log.series.get(draft.series.casefold()) if draft.series else None
    if series_id:
        values = {**draft.values, "series_id": series_id}
        draft = replace(draft, values=values, made=replace(draft.activity(), series_id=series_id), series="")
    before = log.kept.get(draft.id) if draft.id else None
    draft = _linked(draft, before, log)
    if before:
        verdict, activity, other, why = _against(before, draft)
    else:
        activity = draft.activity()
        verdict, other, why = _judged(activity, log, draft.line)
    return PreviewRow(
        line=draft.line,
        verdict=verdict,
        title=title,
        activity=activity,
        other=other,
        why=why,
        notes=draft.notes,
        series=draft.series,
    )


def _linked(draft: Draft, before: Activity | None, log: _Log) -> Draft:
    """A meeting of the membership whose title the row gives as its network; a row that says nothing new is left."""
    text = draft.values.get("network", "")
    if "network" not in draft.values or (before and before.network == text):
        return draft
    one = known_as(text, log.memberships)
    if one is None:
        return replace(draft, values={**draft.values, "membership_id": None}) if before else draft
    values = {**draft.values, "network": one.title, "membership_id": one.id}
    made = replace(draft.activity(), network=one.title, membership_id=one.id)
    note = f"It is taken as a meeting of your membership “{one.title}”."
    return replace(draft, values=values, made=made, notes=(*draft.notes, note))


def _against(before: Activity, draft: Draft) -> tuple[RowVerdict, Activity, str, str]:
    after = draft.onto(before)
    changed = [f.name for f in fields(Activity) if getattr(before, f.name) != getattr(after, f.name)]
    if draft.series:
        changed.append("series")
    if not changed:
        return RowVerdict.DUPLICATE, after, before.id, "The log has this activity, and nothing in it differs."
    names = ", ".join(name.replace("_", " ") for name in changed)
    return RowVerdict.CHANGED, after, before.id, f"The log has this activity; the file differs in: {names}."


def _judged(activity: Activity, log: _Log, line: int) -> tuple[RowVerdict, str, str]:
    other = log.index.same(activity)
    if other:
        return RowVerdict.DUPLICATE, other, "The log has an activity with the same title, days, amount and provider."
    key = (activity.title, activity.start, activity.end, activity.measure, activity.provider, activity.start_time)
    first = log.seen.setdefault(key, line)
    if first != line:
        return RowVerdict.DUPLICATE, "", f"It is the same as line {first} of this file."
    near = log.index.near(activity)
    if near:
        return RowVerdict.NEAR, near.id, near.why
    return RowVerdict.NEW, "", ""


def take(
    ws: Workspace, shown: Preview, accept: Collection[int] | None = None, progress: Progress = _unwatched
) -> tuple[ImportReport, Changes]:
    """Save the accepted lines (those proposed where none are given) in one write."""
    with _no_collecting():
        return _take(ws, shown, shown.proposed if accept is None else accept, progress)


def _take(ws: Workspace, shown: Preview, chosen: Collection[int], progress: Progress) -> tuple[ImportReport, Changes]:
    taken: list[PreviewRow] = []
    changed: list[PreviewRow] = []
    left: list[PreviewRow] = []
    refused: list[PreviewRow] = []
    for row in shown.rows:
        if row.activity is None:
            refused.append(row)
        elif row.line not in chosen:
            left.append(row)
        else:
            (changed if row.verdict is RowVerdict.CHANGED else taken).append(row)
    write = [*taken, *changed]
    changes = _write(ws, write, f"Import {shown.name}", progress) if write else Changes()
    return ImportReport(shown.name, tuple(taken), tuple(changed), tuple(left), tuple(refused)), changes


def _write(ws: Workspace, chosen: list[PreviewRow], label: str, progress: Progress) -> Changes:
    """All of them and the series they name, as one entry of the change log."""
    titles = {row.series.casefold(): row.series for row in chosen if row.series}
    with ws.record.read() as connection:
        series = {one.title.casefold(): one.id for one in db.activities.all_series(connection)}
        known = db.activities.known_ids(connection, [row.activity.id for row in chosen if row.activity])
    if any(known.values()):
        raise Refused.at(
            "rows", "Some of these activities were deleted meanwhile; restore them or look at the rows anew."
        )
    new = {key: Series(activities.new_id(), title) for key, title in titles.items() if key not in series}
    series |= {key: one.id for key, one in new.items()}
    ready = [
        replace(row.activity, series_id=series[row.series.casefold()]) if row.series else row.activity
        for row in chosen
        if row.activity is not None
    ]
    with ws.record.write(label) as writer:
        for one in new.values():
            db.activities.put_series(writer.connection, one)
        added = [a for a in ready if a.id not in known]
        db.activities.add(writer.connection, added, lambda number: progress(number, len(ready)))
        progress(len(added), len(ready))
        db.activities.change(writer.connection, [a for a in ready if a.id in known])
    return writer.changes
