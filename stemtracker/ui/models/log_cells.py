"""What each cell of the log says: columns, their words, and what a screen reader hears.

Neighbors: `log_model` serves these to the table; `pages.log` sets the widths.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from stemtracker.domain.evidence import Standing
from stemtracker.domain.hours import plain
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.ui.forms.amounts import show
from stemtracker.ui.widgets import dates

if TYPE_CHECKING:
    from stemtracker.services.activities import LogRow

#: The four marks, the same on screens and papers: sign and words.
STANDING = {
    Standing.SELF_KEPT: ("○", "Self-kept"),
    Standing.EVIDENCE: ("◐", "Evidence attached"),
    Standing.SIGNED: ("●", "Signed by the provider"),
    Standing.POSTED: ("■", "Posted on the official record"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the words of a cell, how it is sorted and how it takes its width."""

    name: str
    header: str
    text: Callable[[LogRow, Vocabulary], str]
    #: What `LogQuery.sort` calls it; "" where sorting makes no sense.
    sort: str = ""
    right: bool = False
    #: What must fit into it, or "" where the column takes a share of what is left.
    sample: str = ""
    share: int = 0
    #: The higher, the sooner it goes where there is no room (0 never goes).
    goes: int = 0
    descending_first: bool = False


def _span(start: date, end: date) -> str:
    """One day, or several as short as they can be told: "Mar 4–6, 2026"."""
    first, last = dates.short(start), dates.short(end)
    if start == end:
        return first
    if start.year != end.year:
        return f"{first} – {last}"
    return (
        f"{first.split(',')[0]}–{end.day}, {end.year}"
        if start.month == end.month
        else f"{first.split(',')[0]} – {last}"
    )


#: Units too long for a column.
_SHORT = {"semester_credit": "sem. cr.", "quarter_credit": "qtr. cr.", "renewal_credit": "ren. cr."}


def _amount(row: LogRow, words: Vocabulary) -> str:
    short = _SHORT.get(row.measure.unit)
    return f"{plain(row.measure.amount)} {short}" if short else show(row.measure, words)


def _topics(row: LogRow, words: Vocabulary) -> str:
    return ", ".join(words.title("topic", topic) for topic in row.topics)


def _evidence(row: LogRow, _words: Vocabulary) -> str:
    return str(row.evidence_count) if row.evidence_count else ""


COLUMNS = (
    Column(
        "date", "Date", lambda r, _w: _span(r.start, r.end), "start", sample="Aug 25–27, 2026", descending_first=True
    ),
    Column("title", "Title", lambda r, _w: r.title, "title", share=8),
    Column("provider", "Provider", lambda r, _w: r.provider, "provider", share=3, goes=5),
    Column("kind", "Kind", lambda r, w: w.title("kind", r.kind), "kind", share=3, goes=4),
    Column(
        "amount",
        "Amount",
        _amount,
        "amount",
        right=True,
        sample="12 h 45 min",
        goes=1,
        descending_first=True,
    ),
    Column("topics", "Topics", _topics, share=3, goes=7),
    Column("status", "Status", lambda r, _w: str(r.status).title(), "status", sample="Attended", goes=3),
    Column("evidence", "Evidence", _evidence, "evidence", right=True, sample="Evidence", goes=6, descending_first=True),
    Column(
        "standing",
        "Standing",
        lambda r, _w: STANDING[r.standing][0],
        "standing",
        sample="Standing",
        goes=2,
        descending_first=True,
    ),
)


def spoken(column: Column, row: LogRow, words: Vocabulary) -> str:
    """The cell with its header, as a screen reader says it; signs are said in words."""
    if column.name == "standing":
        return f"{column.header}: {STANDING[row.standing][1]}"
    if column.name == "evidence":
        count = row.evidence_count
        return f"Evidence: {count} {'piece' if count == 1 else 'pieces'}" if count else "Evidence: none"
    if column.name == "amount":
        return f"Amount: {show(row.measure, words)}"
    return f"{column.header}: {column.text(row, words) or 'none'}"
