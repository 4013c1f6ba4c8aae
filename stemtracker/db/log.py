"""The log: which activities a question asks for, in which order, and the rows that a table shows.

`ids` answers a whole question at once, `rows` fills a screenful. Without words to search for and in order of
days, the ids come from one covering index; with words, from FTS5 and then by row.
Neighbors: `search` makes the expression, `views` has the shapes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    collate,
    column,
    func,
    literal,
    or_,
    select,
    text,
)

from stemtracker.db import search
from stemtracker.db.tables import activity, cycle, evidence
from stemtracker.db.types import list_text
from stemtracker.db.views import LogQuery, LogRow
from stemtracker.domain.activity import Status
from stemtracker.domain.evidence import Standing
from stemtracker.domain.hours import MINUTE, Measure

#: An expression that no index answers.
NOTHING = '""'
_has_evidence = (
    select(evidence.c.id).where(evidence.c.activity_id == activity.c.id, evidence.c.deleted_at.is_(None)).exists()
)
_evidence_count = (
    select(func.count())
    .select_from(evidence)
    .where(evidence.c.activity_id == activity.c.id, evidence.c.deleted_at.is_(None))
    .scalar_subquery()
)
#: As `standing` ranks it, weakest first; one piece of evidence is enough to know.
_standing_rank = case((activity.c.status == Status.POSTED, 2), (_has_evidence, 1), else_=0)
_SORTS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "start": (),
    "title": (collate(activity.c.title, "NOCASE"),),
    "kind": (activity.c.kind,),
    "role": (activity.c.role,),
    "provider": (collate(activity.c.provider, "NOCASE"),),
    "amount": (activity.c.unit, cast(activity.c.amount, Float)),
    "status": (func.instr(literal(" ".join(Status), Text), activity.c.status),),
    "network": (collate(activity.c.network, "NOCASE"),),
    "evidence": (_evidence_count,),
    "standing": (_standing_rank,),
}
_BY_DAY: tuple[ColumnElement[Any], ...] = (activity.c.start, activity.c.start_time, activity.c.row)


def ids(connection: Connection, query: LogQuery, topics: Collection[str] = ()) -> tuple[str, ...]:
    """The ids of the activities asked for; `topics` are the query's topic and all below it."""
    return tuple(connection.execute(_ordered(_asked(select(activity.c.id), query, topics), query)).scalars())


def totals(connection: Connection, query: LogQuery, topics: Collection[str] = ()) -> tuple[int, int]:
    """Of the activities asked for: minutes in all, and how many are not given in time."""
    in_time = activity.c.unit == MINUTE
    minutes = func.coalesce(func.sum(case((in_time, cast(activity.c.amount, Integer)), else_=0)), 0)
    others = func.coalesce(func.sum(case((in_time, 0), else_=1)), 0)
    found = connection.execute(_asked(select(minutes, others).select_from(activity), query, topics)).one()
    return int(found[0]), int(found[1])


def _asked(statement: Select[Any], query: LogQuery, topics: Collection[str]) -> Select[Any]:
    statement = statement.where(activity.c.deleted_at.is_(None))
    if query.text.strip():
        found = text("SELECT rowid FROM search WHERE search MATCH :expression").columns(column("rowid", Integer))
        matching = found.bindparams(expression=search.expression(query.text) or NOTHING)
        statement = statement.where(activity.c.row.in_(matching))
    for condition in _conditions(query, topics):
        statement = statement.where(condition)
    return statement


def _conditions(query: LogQuery, topics: Collection[str]) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        activity.c[name] == value
        for name, value in (("kind", query.kind), ("status", query.status), ("network", query.network))
        if value
    ]
    if query.since:
        wanted.append(activity.c.end >= query.since)
    if query.until:
        wanted.append(activity.c.start <= query.until)
    if query.topic:
        # Each topic stands in the row as "topic":"<id>"; looking for that costs a tenth of parsing the list.
        tagged = [f'"topic":{msgspec.json.encode(topic).decode()}' for topic in topics or (query.topic,)]
        wanted.append(or_(*(func.instr(activity.c.topics, literal(tag, Text)) > 0 for tag in tagged)))
    if query.cycle_id:
        period = select(cycle.c.start, cycle.c.expiry).where(cycle.c.id == query.cycle_id).subquery()
        wanted.append(
            and_(
                activity.c.end >= select(period.c.start).scalar_subquery(),
                activity.c.start <= select(period.c.expiry).scalar_subquery(),
            )
        )
    if query.evidence is not None:
        wanted.append(_evidence_count > 0 if query.evidence else _evidence_count == 0)
    return wanted


def _ordered(statement: Select[Any], query: LogQuery) -> Select[Any]:
    """In the order asked for; what is equal in it stands by day, newest first where the order falls."""
    keys = (*_SORTS.get(query.sort, ()), *_BY_DAY)
    return statement.order_by(*(key.desc() if query.descending else key for key in keys))


def rows(connection: Connection, ids: Sequence[str]) -> tuple[LogRow, ...]:
    """The rows of those activities, in the order of the ids; what is gone meanwhile is left out."""
    wanted = func.json_each(list_text(tuple(ids))).table_valued("key", "value", name="wanted")
    found = connection.execute(
        select(
            activity.c.id,
            activity.c.start,
            activity.c.end,
            activity.c.title,
            activity.c.kind,
            activity.c.role,
            activity.c.provider,
            activity.c.unit,
            activity.c.amount,
            activity.c.topics,
            activity.c.status,
            _evidence_count,
        )
        .join_from(wanted, activity, activity.c.id == wanted.c.value)
        .where(activity.c.deleted_at.is_(None))
        .order_by(wanted.c.key)
    )
    return tuple(_log_row(row) for row in found)


def _log_row(row: Sequence[Any]) -> LogRow:
    id_, start, end, title, kind, role, provider, unit, amount, topics, status, pieces = row
    return LogRow(
        id_,
        start,
        end,
        title,
        kind,
        role,
        provider,
        Measure(unit, amount),
        tuple(share.topic for share in topics),
        status,
        pieces,
        standing(status, pieces),
    )


def standing(status: Status, pieces: int) -> Standing:
    """Who vouches for an hour. "Signed" needs a signature that was verified, which no record holds so far."""
    if status == Status.POSTED:
        return Standing.POSTED
    return Standing.EVIDENCE if pieces else Standing.SELF_KEPT
