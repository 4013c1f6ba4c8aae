"""The log: find, read, save, repeat, edit many at once, delete to the bin and have back.

Every write is checked first and refused with all its problems at once. Neighbors: `evidence` holds what
proves an activity, `history` takes a write back, `db.log` finds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count as count_up
from secrets import token_hex
from typing import TYPE_CHECKING

from stemtracker import clock, db
from stemtracker.db.views import BinRow, LogQuery, LogRow, Series
from stemtracker.domain import nouns
from stemtracker.domain.activity import Activity, Status, TopicShare, problems
from stemtracker.domain.changes import Changes
from stemtracker.domain.network import Membership, known_as
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Problem, Refused
from stemtracker.services import keeping

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

__all__ = [
    "BinRow",
    "BulkEdit",
    "LogQuery",
    "LogRow",
    "Series",
    "all_activities",
    "bin_rows",
    "count",
    "delete",
    "distinct",
    "duplicate",
    "edit_many",
    "empty_bin",
    "get",
    "ids",
    "list_series",
    "meeting",
    "new_id",
    "repeat",
    "restore",
    "rows",
    "save",
    "save_many",
    "save_series",
    "totals",
    "with_deadlines",
]

#: Which field holds an id of which list of the vocabulary; whether it may be empty.
_WORDS = (("kind", "kind", False), ("role", "role", True), ("format", "format", True), ("level", "level", True))
#: Fields that offer what was typed before.
_COMPLETED = ("provider", "provider_number", "place", "network", "course", "grade", "approved_by", "zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkEdit:
    """What to change in many activities; None and () leave a field as it is."""

    kind: str | None = None
    role: str | None = None
    format: str | None = None
    status: Status | None = None
    provider: str | None = None
    add_topics: tuple[str, ...] = ()
    remove_topics: tuple[str, ...] = ()
    approved: bool | None = None
    network: str | None = None
    series_id: str | None = None


#: Ids made in one run follow each other, which spares the indexes of a large import from growing everywhere at once.
_RUN = token_hex(8)
_numbers = count_up()


def new_id() -> str:
    """An id that nothing else has."""
    return f"{_RUN}{next(_numbers):08x}"


def ids(ws: Workspace, query: LogQuery) -> tuple[str, ...]:
    """The activities asked for, in order."""
    with ws.record.read() as connection:
        return db.log.ids(connection, query, _narrower(ws, query))


def totals(ws: Workspace, query: LogQuery) -> tuple[int, int]:
    """Of the activities asked for: minutes in all, and how many are not given in time."""
    with ws.record.read() as connection:
        return db.log.totals(connection, query, _narrower(ws, query))


def rows(ws: Workspace, ids: Sequence[str]) -> tuple[LogRow, ...]:
    """Rows to show for those ids, in their order; ids that are gone are left out."""
    with ws.record.read() as connection:
        return db.log.rows(connection, ids)


def count(ws: Workspace) -> int:
    """How many activities there are, without the bin."""
    with ws.record.read() as connection:
        return db.activities.count(connection)


def get(ws: Workspace, id_: str) -> Activity:
    """One activity."""
    with ws.record.read() as connection:
        found = db.activities.get(connection, id_)
    if found is None:
        raise Refused.at("id", "This activity is no longer in the log; it may be in the bin.")
    return found


def all_activities(ws: Workspace) -> tuple[Activity, ...]:
    """All of them, oldest first."""
    with ws.record.read() as connection:
        return db.activities.everything(connection)


def with_deadlines(ws: Workspace) -> tuple[Activity, ...]:
    """Those with a step that is due some day, oldest first."""
    with ws.record.read() as connection:
        return db.activities.with_deadlines(connection)


def save(ws: Workspace, activity: Activity, new_series: str = "") -> Changes:
    """Add it, or change the one of its id; with a title given, its series is made in the same write."""
    title = new_series.strip()
    same = next((one.id for one in list_series(ws) if title and one.title.casefold() == title.casefold()), None)
    if same:
        return _save(ws, [replace(activity, series_id=same)], None)
    made = Series(activity.series_id or new_id(), title) if title else None
    return _save(ws, [replace(activity, series_id=made.id) if made else activity], None, made)


def save_many(ws: Workspace, activities: Iterable[Activity], label: str) -> Changes:
    """Add or change many as one write, or none of them if one is refused."""
    return _save(ws, list(activities), label)


def repeat(ws: Workspace, activity: Activity, dates: Sequence[date]) -> Changes:
    """The same again on each of those days; steps and evidence stay with the original."""
    if not dates:
        raise Refused.at("dates", "Choose at least one day to repeat it on.")
    again = [_afresh(activity, day) for day in dates]
    return _save(ws, again, f"Repeat {activity.title}")


def meeting(kind: str, role: str) -> Activity:
    """A meeting of a network or a pair, today; it is not kept, and how long it was is not said yet."""
    today = clock.today()
    return Activity(id=new_id(), title="", start=today, end=today, kind=kind, role=role)


def duplicate(ws: Workspace, id_: str) -> tuple[str, Changes]:
    """A second one like it, to be changed; the new id."""
    original = get(ws, id_)
    copy = _afresh(original, original.start)
    return copy.id, _save(ws, [copy], f"Duplicate {copy.title}")


def edit_many(ws: Workspace, ids: Sequence[str], edit: BulkEdit) -> Changes:
    """The same change in each of them, as one write."""
    with ws.record.read() as connection:
        before = db.activities.some(connection, ids)
    if not before:
        raise Refused.at("ids", "None of these activities is in the log any more.")
    named = "1 activity" if len(before) == 1 else f"{len(before):,} activities"
    network = known_as(edit.network or "", keeping.everything(ws, Membership))
    return _save(ws, [_edited(activity, edit, network) for activity in before], f"Change {named}")


def delete(ws: Workspace, ids: Sequence[str]) -> Changes:
    """Into the bin, where they stay for 30 days."""
    named = get(ws, ids[0]).title if len(ids) == 1 else f"{len(ids):,} activities"
    with ws.record.write(f"Delete {named}") as writer:
        db.trash.put_in(writer.connection, "activity", ids)
    return writer.changes


def bin_rows(ws: Workspace) -> tuple[BinRow, ...]:
    """What is in the bin, deleted last first."""
    with ws.record.read() as connection:
        return db.trash.rows(connection, "activity")


def restore(ws: Workspace, ids: Sequence[str]) -> Changes:
    """Out of the bin, back into the log with their evidence."""
    named = "1 activity" if len(ids) == 1 else f"{len(ids):,} activities"
    with ws.record.write(f"Restore {named}") as writer:
        if not db.trash.take_out(writer.connection, "activity", ids):
            raise Refused.at("ids", "These activities are not in the bin any more.")
    return writer.changes


def empty_bin(ws: Workspace) -> Changes:
    """Remove the activities in the bin for good, with their evidence. Nothing done until now can be undone then."""
    with ws.record.write("Empty the bin", kind="fixed") as writer:
        db.trash.purge(writer.connection, before=None, nouns=("activity",))
        db.trash.sweep(writer.connection, at_once=True)
    return writer.changes


def distinct(ws: Workspace, field: str) -> tuple[str, ...]:
    """What was typed into a field before, used most first."""
    if field not in _COMPLETED:
        message = f"{field} is no field to complete"
        raise ValueError(message)
    with ws.record.read() as connection:
        return db.activities.words(connection, field)


def list_series(ws: Workspace) -> tuple[Series, ...]:
    """All series by title."""
    with ws.record.read() as connection:
        return db.activities.all_series(connection)


def save_series(ws: Workspace, title: str, id_: str | None = None) -> tuple[str, Changes]:
    """A new series, or a new title for one; its id. A title that is there already is that series."""
    title = title.strip()
    if not title:
        raise Refused.at("title", "Give the series a name.")
    same = next((one for one in list_series(ws) if one.title.casefold() == title.casefold()), None)
    if same and id_ is None:
        return same.id, Changes()
    one = Series(id_ or new_id(), title)
    with ws.record.write(f"Save series {title}") as writer:
        db.activities.put_series(writer.connection, one)
    return one.id, writer.changes


def _narrower(ws: Workspace, query: LogQuery) -> Sequence[str]:
    return sorted(ws.vocabulary.narrower.get(query.topic, {query.topic})) if query.topic else ()


def _save(ws: Workspace, activities: list[Activity], label: str | None, made: Series | None = None) -> Changes:
    with ws.record.read() as connection:
        known = db.activities.known_ids(connection, [a.id for a in activities])
        there = {
            field: {id_ for id_ in {getattr(a, field) for a in activities} if db.trash.is_there(connection, noun, id_)}
            for field, noun, _ in db.tables.REFERS["activity"]
        }
        if made:
            there["series_id"].add(made.id)
        _refuse(ws.vocabulary, activities, known, there, before=db.activities.some(connection, list(known)))
    new = [a for a in activities if a.id not in known]
    if label is None:
        label = f"{'Add' if new else 'Change'} {activities[0].title}"
    with ws.record.write(label) as writer:
        if made:
            db.activities.put_series(writer.connection, made)
        db.activities.add(writer.connection, new)
        db.activities.change(writer.connection, [a for a in activities if a.id in known])
    return writer.changes


def _refuse(
    vocabulary: Vocabulary,
    activities: list[Activity],
    known: dict[str, bool],
    there: Mapping[str, set[str]],
    before: Sequence[Activity],
) -> None:
    """Raise `Refused` with everything that is wrong; with more than one activity, each problem names its own."""
    old = {activity.id: activity for activity in before}
    found = []
    for activity in activities:
        mine = [
            *problems(activity),
            *_cost_problems(activity),
            *_word_problems(vocabulary, activity, old.get(activity.id)),
        ]
        if not activity.id:
            mine.append(Problem("id", "The activity has no id; reopen the form."))
        if known.get(activity.id):
            mine.append(Problem("id", "This activity is in the bin; restore it before you change it."))
        mine += [
            Problem(field, f"This {nouns.one(noun)} is no longer in the record; choose another one.")
            for field, noun, _ in db.tables.REFERS["activity"]
            if getattr(activity, field) not in {None, *there[field]}
        ]
        if len(activities) > 1:
            mine = [Problem(p.field, f"“{activity.title}”: {p.message}") for p in mine]
        found += mine
    twice = [id_ for id_, times in Counter(a.id for a in activities).items() if times > 1]
    found += [Problem("id", f"The id “{id_}” is given twice; keep one of the two.") for id_ in twice]
    if found:
        raise Refused(*found)


def _cost_problems(activity: Activity) -> list[Problem]:
    cost = activity.cost
    if cost is None or (cost.is_finite() and cost >= 0):
        return []
    return [Problem("cost", "The cost must be zero or more.")]


def _word_problems(vocabulary: Vocabulary, activity: Activity, before: Activity | None) -> list[Problem]:
    """Ids that the vocabulary does not know. What stood there before may stay, so that no old line is stuck."""
    found = []
    for field, name, may_be_empty in _WORDS:
        id_ = getattr(activity, field)
        if (not id_ and may_be_empty) or vocabulary.has(name, id_) or (before and id_ == getattr(before, field)):
            continue
        if field == "level" and id_.isascii() and id_.isdigit():
            continue  # a course number: some rules count from 100 or 300 on
        if id_:
            found.append(Problem(field, f"“{id_}” is not in the list; choose one of its words."))
    kept = {share.topic for share in before.topics} if before else set()
    found += [
        Problem("topics", f"The topic “{share.topic}” is not in the list; add it first.")
        for share in activity.topics
        if not vocabulary.has("topic", share.topic) and share.topic not in kept
    ]
    unit = activity.measure.unit
    if not unit:
        found.append(Problem("unit", "Choose the unit of the amount."))
    return found


def _afresh(activity: Activity, day: date) -> Activity:
    """The same on another day: nothing of the way to the official record was done for it yet."""
    length = activity.end - activity.start
    return replace(
        activity,
        id=new_id(),
        start=day,
        end=day + length,
        missed_minutes=0,
        status=Status.PLANNED if day > clock.today() else Status.ATTENDED,
        steps=(),
    )


def _edited(activity: Activity, edit: BulkEdit, network: Membership | None) -> Activity:
    names = ("kind", "role", "format", "status", "provider", "approved", "network", "series_id")
    said = {name: value for name in names if (value := getattr(edit, name)) is not None}
    if "status" in said:
        said["status"] = Status(said["status"])
    if edit.network is not None and edit.network != activity.network:
        # Another network: it is no longer a meeting of the one before.
        said["membership_id"] = network.id if network else None
    kept = tuple(share for share in activity.topics if share.topic not in edit.remove_topics)
    there = {share.topic for share in kept}
    added = tuple(TopicShare(topic) for topic in edit.add_topics if topic not in there)
    return replace(activity, **said, topics=(*kept, *added))
