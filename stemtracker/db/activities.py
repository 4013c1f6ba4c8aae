"""Activities and series: frozen records in, frozen records out.

An activity with its topics, steps and answers is one row, so that one change of it is one change in the
journal. Neighbors: `log` lists and filters them, `trash` holds the deleted ones, `search` finds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from datetime import date, time
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from stemtracker.db import journal
from stemtracker.db.tables import activity, series
from stemtracker.db.types import decimal_text, list_text
from stemtracker.db.views import Series
from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.hours import Measure

#: The columns in the order of `_row`; `row` is given by SQLite, `deleted_at` belongs to `trash`.
_COLUMNS = [column.name for column in activity.columns if column.name not in {"row", "deleted_at"}]
_NAMES = ", ".join(f'"{name}"' for name in _COLUMNS)
_KEPT = f"SELECT {', '.join(f'a.{name}' for name in _NAMES.split(', '))} FROM activity a WHERE a.deleted_at IS NULL"  # noqa: S608
_INSERT = f"INSERT INTO activity ({_NAMES}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
#: From how many new ones on they are recorded at once.
_MANY = 200
#: So many are written at a time, which costs no more than all at once.
_PORTION = 1000
_ASSIGN = ", ".join(f'"{name}" = ?' for name in _COLUMNS)
_UPDATE = f"UPDATE activity SET {_ASSIGN} WHERE id = ?"  # noqa: S608


def get(connection: Connection, id_: str) -> Activity | None:
    """The activity, unless it is unknown or in the bin."""
    found = connection.exec_driver_sql(f"{_KEPT} AND a.id = ?", (id_,)).first()
    return None if found is None else _activity(found)


def some(connection: Connection, ids: Sequence[str]) -> tuple[Activity, ...]:
    """Those activities in the order of the ids; ids that are unknown or in the bin are left out."""
    asked = f"{_KEPT.replace(' WHERE', ' JOIN json_each(?) w ON a.id = w.value WHERE')} ORDER BY w.key"
    return tuple(_activity(row) for row in connection.exec_driver_sql(asked, (list_text(tuple(ids)),)))


def everything(connection: Connection) -> tuple[Activity, ...]:
    """All activities that are not in the bin, oldest first, those of a day by time and then as they were entered."""
    # Read as they lie in the file and sorted here: in the order of an index, each row costs a page of its own.
    rows = connection.exec_driver_sql(f'{_KEPT} ORDER BY a."row"')
    return tuple(sorted((_activity(row) for row in rows), key=_by_day))


def with_deadlines(connection: Connection) -> tuple[Activity, ...]:
    """Those of `everything` with a step that is due some day, as `list_text` wrote it."""
    rows = connection.exec_driver_sql(f'{_KEPT} AND instr(a.steps, \'"due":"\') ORDER BY a."row"')
    return tuple(sorted((_activity(row) for row in rows), key=_by_day))


def _by_day(a: Activity) -> tuple[date, bool, time]:
    return a.start, a.start_time is not None, a.start_time or time.min


class Brief(NamedTuple):
    """What tells one activity from another."""

    id: str
    title: str
    start: date
    end: date
    measure: Measure
    provider: str


def briefs(connection: Connection) -> list[Brief]:
    """All activities that are not in the bin in brief, in the order of the log."""
    # The plus keeps SQLite from walking along the index, see `everything`.
    rows = connection.exec_driver_sql(
        "SELECT id, title, start, \"end\", unit || ' ' || amount, provider FROM activity WHERE deleted_at IS NULL "
        'ORDER BY +start DESC, start_time DESC, "row" DESC'
    ).all()
    if not rows:
        return []
    ids, titles, starts, ends, amounts, providers = zip(*rows, strict=True)
    days = {text: date.fromisoformat(text) for text in {*starts, *ends}}
    measures = {text: _measure(text) for text in set(amounts)}
    return list(
        map(
            Brief,
            ids,
            titles,
            map(days.__getitem__, starts),
            map(days.__getitem__, ends),
            map(measures.__getitem__, amounts),
            providers,
        )
    )


def _measure(text: str) -> Measure:
    unit, _, amount = text.rpartition(" ")
    return Measure(unit, Decimal(amount))


def count(connection: Connection) -> int:
    """How many there are, without the bin."""
    return connection.execute(
        select(func.count()).select_from(activity).where(activity.c.deleted_at.is_(None))
    ).scalar_one()


def newest(connection: Connection) -> date | None:
    """The first day of the activity that is latest in the log."""
    return connection.execute(select(func.max(activity.c.start)).where(activity.c.deleted_at.is_(None))).scalar()


def known_ids(connection: Connection, ids: Iterable[str]) -> dict[str, bool]:
    """Which of the ids the record has, and whether each is in the bin."""
    wanted = func.json_each(list_text(tuple(ids))).table_valued("value", name="wanted")
    rows = connection.execute(
        select(activity.c.id, activity.c.deleted_at.is_not(None)).join_from(
            wanted, activity, activity.c.id == wanted.c.value
        )
    )
    return {id_: bool(binned) for id_, binned in rows}


def add(connection: Connection, activities: Sequence[Activity], told: Callable[[int], None] | None = None) -> None:
    """New ones. Written past SQLAlchemy's own parameters, which cost as much again for ten thousand rows.

    `told` is called between the portions with how many are written.
    """
    if activities:
        recording = journal.recording_at_once(connection, "activity") if len(activities) >= _MANY else nullcontext()
        with recording:
            for first in range(0, len(activities), _PORTION):
                if told is not None:
                    told(first)
                connection.exec_driver_sql(_INSERT, [_row(a) for a in activities[first : first + _PORTION]])


def change(connection: Connection, activities: Sequence[Activity]) -> None:
    """Ones that are there already."""
    if activities:
        connection.exec_driver_sql(_UPDATE, [(*_row(a), a.id) for a in activities])


def rename_network(connection: Connection, membership_id: str, title: str) -> None:
    """The name of the network in all meetings of that membership, also in those that lie in the bin."""
    connection.execute(update(activity).where(activity.c.membership_id == membership_id).values(network=title))


def words(connection: Connection, field: str) -> tuple[str, ...]:
    """The different texts in one field, those used most first."""
    column = activity.c[field]
    rows = connection.execute(
        select(column)
        .where(column != "", activity.c.deleted_at.is_(None))
        .group_by(column)
        .order_by(func.count().desc(), column)
    )
    return tuple(rows.scalars())


def all_series(connection: Connection) -> tuple[Series, ...]:
    """Every series, by title."""
    rows = connection.execute(select(series.c.id, series.c.title).order_by(series.c.title, series.c.id))
    return tuple(Series(*row) for row in rows)


def put_series(connection: Connection, one: Series) -> None:
    """A new series, or a new title for one."""
    statement = upsert(series).values(id=one.id, title=one.title)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"title": one.title}))


#: What is NULL more often than not, and how it is read otherwise.
_RARE = (
    ("start_time", time.fromisoformat),
    ("end_time", time.fromisoformat),
    ("approved", bool),
    ("approved_on", date.fromisoformat),
    ("relevant", bool),
    ("cost", Decimal),
)
_shares = msgspec.json.Decoder(tuple[TopicShare, ...]).decode
_steps = msgspec.json.Decoder(tuple[Step, ...]).decode
_pairs = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode
_STATUS = {status.value: status for status in Status}


def _activity(row: Sequence[Any]) -> Activity:
    """The activity of a row as SQLite gives it, read in one go: SQLAlchemy's way per column takes twice as long."""
    kept: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    kept["measure"] = Measure(kept.pop("unit"), Decimal(kept.pop("amount")))
    kept["start"] = date.fromisoformat(kept["start"])
    kept["end"] = date.fromisoformat(kept["end"])
    kept["status"] = _STATUS[kept["status"]]
    for name, decode in (("topics", _shares), ("steps", _steps), ("answers", _pairs)):
        kept[name] = () if kept[name] == "[]" else decode(kept[name])
    for name, read in _RARE:
        if kept[name] is not None:
            kept[name] = read(kept[name])
    return Activity(**kept)


def _row(a: Activity) -> tuple[object, ...]:
    return (
        a.id,
        a.title,
        a.start.isoformat(),
        a.end.isoformat(),
        a.kind,
        a.role,
        a.format,
        None if a.start_time is None else a.start_time.isoformat(),
        None if a.end_time is None else a.end_time.isoformat(),
        a.break_minutes,
        a.missed_minutes,
        a.zone,
        a.measure.unit,
        decimal_text(a.measure.amount),
        a.provider,
        a.provider_number,
        a.place,
        list_text(a.topics),
        a.status.value,
        list_text(a.steps),
        a.level,
        a.grade,
        a.course,
        a.approved,
        a.approved_by,
        None if a.approved_on is None else a.approved_on.isoformat(),
        a.relevant,
        a.series_id,
        a.network,
        None if a.cost is None else decimal_text(a.cost),
        list_text(a.answers),
        a.description,
        a.private_notes,
        a.membership_id,
        a.pairing_id,
    )
