"""Writes activities as the program's own table. Shared output: it has no column for anything private.

Neighbors: `columns` has the names, `activities_csv` reads the same file back, `cells` makes cells safe, `log_xlsx`
writes the same table as a workbook.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from stemtracker.domain.activity import Activity, Status
from stemtracker.domain.hours import HOUR, MINUTE, plain
from stemtracker.exchange import columns
from stemtracker.exchange.cells import guard


@dataclass(frozen=True, slots=True)
class Entry:
    """An activity with what stands beside it in the record."""

    activity: Activity
    evidence: Sequence[str] = ()
    series: str = ""
    pins: Mapping[str, str] = field(default_factory=dict)


def text(entries: Iterable[Entry]) -> str:
    """The whole file: every field in quotes, formulas made harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([guard(cell) for cell in row] for row in table(entries))
    return out.getvalue()


def table(entries: Iterable[Entry]) -> Iterator[list[str]]:
    """The cells row by row, the header first; formulas are as they were typed."""
    entries = list(entries)
    answers = sorted({name for entry in entries for name, _ in entry.activity.answers} - set(columns.KNOWN))
    yield [*columns.KNOWN, *answers]
    for entry in entries:
        row = _row(entry)
        given = dict(entry.activity.answers)
        yield [*(row[name] for name in columns.KNOWN), *(given.get(name, "") for name in answers)]


def _row(entry: Entry) -> dict[str, str]:
    a = entry.activity
    unit = _unit(a)
    claimed, posted = a.step(Status.CLAIMED), a.step(Status.POSTED)
    row = {column: str(getattr(a, name)) for column, name in columns.TEXT.items()}
    row |= {
        "id": a.id,
        "date": a.start.isoformat(),
        "end_date": a.end.isoformat(),
        "kind": a.kind,
        "role": a.role,
        "format": a.format,
        "amount": _amount(a.measure.amount, unit),
        "unit": unit,
        "topics": ";".join(
            share.topic if share.amount is None else f"{share.topic}:{_amount(share.amount, unit)}"
            for share in a.topics
        ),
        "status": a.status.value,
        "approved_on": _iso(a.approved_on),
        "claimed_on": _iso(claimed.on),
        "posted_amount": _amount(posted.amount, unit),
        "evidence": ";".join(dict.fromkeys(entry.evidence)),
        "series": entry.series,
        "pin": ";".join(f"{pack}:{node}" if pack else node for pack, node in entry.pins.items()),
        "approved": _yes_no(a.approved),
        "relevant": _yes_no(a.relevant),
        "claimed_amount": _amount(claimed.amount, unit),
        "posted_on": _iso(posted.on),
        "start_time": _iso(a.start_time),
        "end_time": _iso(a.end_time),
        "break_minutes": str(a.break_minutes or ""),
        "missed_minutes": str(a.missed_minutes or ""),
        "cost": "" if a.cost is None else format(a.cost, "f"),
    }
    return row


def _unit(a: Activity) -> str:
    """Hours where every amount of the activity ends within two decimals, else minutes as they are kept."""
    if not a.measure.is_time:
        return a.measure.unit
    amounts = (a.measure.amount, *(s.amount for s in a.topics), *(s.amount for s in a.steps))
    return HOUR if all(amount is None or amount % 3 == 0 for amount in amounts) else MINUTE


def _amount(amount: Decimal | None, unit: str) -> str:
    if amount is None:
        return ""
    return plain(amount / 60) if unit == HOUR else format(amount, "f")


def _iso(value: object) -> str:
    return "" if value is None else str(value)


def _yes_no(value: bool | None) -> str:  # noqa: FBT001 - a cell's value
    return "" if value is None else "yes" if value else "no"
