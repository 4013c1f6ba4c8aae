"""Bringing a spreadsheet into the log: read, guess, show a verdict per row, take in one write.

`read` → `guess` (the user corrects it; `open_questions` says what is still to be asked) → `preview` → `take`.
Nothing is written before `take`, which is one entry of the change log and undone as one. Neighbors: `exchange`
reads the hostile bytes, `activities` saves, `exports` writes the file that comes back here.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from stemtracker import db
from stemtracker.db.views import Series
from stemtracker.domain.activity import Activity
from stemtracker.domain.activity import problems as activity_problems
from stemtracker.domain.changes import Changes
from stemtracker.domain.network import Membership
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Problem, Refused
from stemtracker.exchange import columns, filling, headings, rows, sheets
from stemtracker.exchange.duplicates import Index
from stemtracker.exchange.sheets import ColumnMapping, Sheet
from stemtracker.exchange.values import DECIMALS, ORDERS
from stemtracker.services import activities, import_rows, keeping
from stemtracker.services.import_rows import Log, Preview, PreviewRow, RowVerdict

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


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows of a file."""

    name: str
    taken: tuple[PreviewRow, ...]
    changed: tuple[PreviewRow, ...]
    left: tuple[PreviewRow, ...]
    refused: tuple[PreviewRow, ...]
    filled: tuple[PreviewRow, ...] = ()

    @property
    def sentence(self) -> str:
        """The report in one line."""
        filled = f"{len(self.filled):,} filled in, " if self.filled else ""
        return (
            f"{len(self.taken):,} taken, {len(self.changed):,} changed, {filled}{len(self.left):,} left out, "
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
    log = Log(kept, binned, index, series, keeping.everything(ws, Membership), ws.vocabulary, {})
    judged = import_rows.judged(_counted(drafts, lambda number: progress((total + number) // 2, total)), log)
    with ws.record.read() as connection:
        found = import_rows.filled(tuple(judged), log, partial(db.activities.some, connection))
    progress(total, total)
    return Preview(sheet.name, found, sheets.left_aside(sheet, answers))


def _answer_names(ws: Workspace, sheet: Sheet) -> frozenset[str]:
    """What packs ask about a line, where the program's own file has columns that can only be such answers."""
    if not sheet.own or set(sheet.header) <= set(columns.KNOWN):
        return frozenset()
    library = ws.library
    return frozenset(name for id_ in library.ids() for name in library.pack(id_).line_questions)


def take(
    ws: Workspace,
    shown: Preview,
    accept: Collection[int] | None = None,
    fill: Collection[int] = (),
    progress: Progress = _unwatched,
) -> tuple[ImportReport, Changes]:
    """Save the accepted lines, and fill in what activities of the log lack from others, in one write.

    Where none are given, both are those proposed. A line that is accepted is not filled in as well.
    """
    if accept is None:
        accept, fill = shown.proposed, shown.proposed_to_fill
    with _no_collecting():
        return _take(ws, shown, accept, fill, progress)


def _take(
    ws: Workspace, shown: Preview, accept: Collection[int], fill: Collection[int], progress: Progress
) -> tuple[ImportReport, Changes]:
    sorted_: dict[str, list[PreviewRow]] = {name: [] for name in ("taken", "changed", "left", "refused", "filled")}
    # What repeats an earlier row of the file is filled in there only where that row is taken.
    absent = {row.activity.id for row in shown.rows if row.activity and row.line not in accept and not row.other}
    for row in shown.rows:
        if row.activity is None:
            sorted_["refused"].append(row)
        elif row.line in accept:
            sorted_["changed" if row.verdict is RowVerdict.CHANGED else "taken"].append(row)
        elif row.line in fill and row.filling.parts and row.other not in absent:
            sorted_["filled"].append(row)
        else:
            sorted_["left"].append(row)
    save, gaps = [*sorted_["taken"], *sorted_["changed"]], sorted_["filled"]
    changes = _write(ws, save, gaps, f"Import {shown.name}", progress) if save or gaps else Changes()
    return ImportReport(shown.name, **{name: tuple(rows) for name, rows in sorted_.items()}), changes


def _write(ws: Workspace, save: list[PreviewRow], gaps: list[PreviewRow], label: str, progress: Progress) -> Changes:
    """All of them and the series they name, as one entry of the change log."""
    titles = [row.series for row in save if row.series]
    titles += [part.value for row in gaps for part in row.filling.parts if part.key == "series"]
    with ws.record.read() as connection:
        series = {one.title.casefold(): one.id for one in db.activities.all_series(connection)}
        known = db.activities.known_ids(connection, [row.activity.id for row in save if row.activity])
        there = db.activities.some(connection, sorted({row.other for row in gaps}))
    if any(known.values()):
        raise Refused.at(
            "rows", "Some of these activities were deleted meanwhile; restore them or look at the rows anew."
        )
    wanted = {title.casefold(): title for title in reversed(titles)}
    new = {key: Series(activities.new_id(), title) for key, title in wanted.items() if key not in series}
    series |= {key: one.id for key, one in new.items()}
    ready = {
        row.activity.id: replace(row.activity, series_id=series[row.series.casefold()]) if row.series else row.activity
        for row in save
        if row.activity is not None
    }
    known |= dict.fromkeys((a.id for a in there), False)
    ready = {**{a.id: a for a in there}, **ready}
    for row in gaps:
        if row.other not in ready:
            raise Refused.at("rows", f"What line {row.line} would fill in is no longer in the log; look at it anew.")
        ready[row.other] = _filled(ready[row.other], row, series)
    with ws.record.write(label) as writer:
        for one in new.values():
            db.activities.put_series(writer.connection, one)
        added = [a for a in ready.values() if a.id not in known]
        db.activities.add(writer.connection, added, lambda number: progress(number, len(ready)))
        progress(len(added), len(ready))
        db.activities.change(writer.connection, [a for a in ready.values() if a.id in known])
    return writer.changes


def _filled(kept: Activity, row: PreviewRow, series: Mapping[str, str]) -> Activity:
    """The activity with what the row knows and it still lacks."""
    after = filling.filled(kept, row.filling.parts)
    title = next((part.value for part in row.filling.parts if part.key == "series"), "")
    if title and after.series_id is None:
        after = replace(after, series_id=series[title.casefold()])
    if problems := activity_problems(after):
        raise Refused(*problems)
    return after
