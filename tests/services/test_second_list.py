"""A second list that overlaps with the log: what is missing is filled in, what stands there stays, once and for all."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.domain.network import Membership
from stemtracker.exchange import filling
from stemtracker.exchange.draft import Draft
from stemtracker.exchange.duplicates import Index
from stemtracker.services import activities, history, import_rows, imports, keeping, workspace
from stemtracker.services.import_rows import Log, PreviewRow
from stemtracker.services.imports import RowVerdict
from stemtracker.services.workspace import Workspace

Previewed = Callable[[str], imports.Preview]
DAY = date(2025, 3, 14)
WORDS = workspace.shipped_vocabulary()
#: The order in which the log's own columns stand at the head of its files.
OWN = "id,date,end_date,title,kind,role,format,provider,provider_number,amount,unit,topics,status"


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    opened = workspace.create(tmp_path / "Mine.stemtracker", Educator(name="Ana"))
    yield opened
    workspace.close(opened)


@pytest.fixture
def previewed(ws: Workspace, tmp_path: Path) -> Previewed:
    def show(text: str) -> imports.Preview:
        return looked_at(ws, tmp_path / "transcript.csv", text)

    return show


def looked_at(ws: Workspace, path: Path, text: str) -> imports.Preview:
    path.write_text(text, encoding="utf-8")
    sheet = imports.read(path)
    return imports.preview(ws, sheet, imports.guess(sheet, ws.vocabulary))


def kept(id_: str = "a", **changes: object) -> Activity:
    fixed = {"id": id_, "title": "Lab safety", "start": DAY, "end": DAY, "kind": "workshop"}
    return Activity(**{**fixed, "measure": Measure.minutes(120), **changes})  # type: ignore[arg-type]


def test_a_duplicate_that_knows_more_fills_in_what_is_missing(ws: Workspace, previewed: Previewed) -> None:
    activities.save(ws, kept(provider="NSTA", place="Austin", private_notes="mine"))
    text = (
        "Title,Date,Hours,Type,Provider,Provider number,Place,Topic,Status\n"
        "lab safety,3/14/2025,2,Workshop,nsta,500123,Online,Equity,Posted\n"
    )
    (row,) = previewed(text).rows
    assert (row.verdict, row.other) == (RowVerdict.FILLS, "a")
    assert "Missing there and known here: provider number “500123”; topics" in row.why
    assert "status posted." in row.why
    assert row.why.endswith("Your log’s stays: place “Austin” (the file has “Online”).")
    report, changes = imports.take(ws, previewed(text))
    assert report.sentence == "0 taken, 0 changed, 1 filled in, 0 left out, 0 refused."
    assert changes.ids("activity") == {"a"}
    after = activities.get(ws, "a")
    assert (after.provider_number, after.status, after.place, after.provider) == (
        "500123", Status.POSTED, "Austin", "NSTA",
    )  # fmt: skip
    assert [share.topic for share in after.topics] == ["equity"]
    again = previewed(text)
    assert (again.proposed, again.fillable) == (frozenset(), frozenset())
    assert again.rows[0].verdict is RowVerdict.DUPLICATE
    history.undo(ws)
    assert activities.get(ws, "a").provider_number == ""


def test_what_only_looks_like_one_is_offered_and_not_proposed(ws: Workspace, previewed: Previewed) -> None:
    activities.save(ws, kept())
    text = "Title,Date,End date,Hours,Type,Provider\nLab safety day,3/14/2025,3/15/2025,2,Workshop,NSTA\n"
    shown = previewed(text)
    (row,) = shown.rows
    assert row.verdict is RowVerdict.NEAR
    assert (shown.proposed, shown.proposed_to_fill, shown.fillable) == (frozenset(), frozenset(), {2})
    imports.take(ws, shown, (), shown.fillable)
    (after,) = activities.all_activities(ws)
    assert (after.title, after.provider, after.end) == ("Lab safety", "NSTA", date(2025, 3, 15))
    assert previewed(text).fillable == frozenset()


def test_steps_answers_and_series_of_another_record_come_along(ws: Workspace, previewed: Previewed) -> None:
    due = Step(Status.POSTED, due=date(2026, 1, 1))
    activities.save(ws, kept(steps=(due,)))
    text = (
        f"{OWN},posted_amount,posted_on,series,network,approved,approved_by\n"
        ",2025-03-14,2025-03-14,Lab safety,workshop,,,,,2,hour,,posted,1.5,2025-04-01,Cohort,NSTA,yes,Dr. Lee\n"
    )
    membership = Membership(id="m", title="NSTA", kind="association")
    keeping.save(ws, replace(membership, kind=ws.vocabulary.choices("network")[0].id))
    imports.take(ws, previewed(text))
    after = activities.get(ws, "a")
    assert after.step(Status.POSTED) == replace(due, on=date(2025, 4, 1), amount=Decimal(90))
    assert {one.id: one.title for one in activities.list_series(ws)}[after.series_id or ""] == "Cohort"
    assert (after.network, after.membership_id) == ("NSTA", "m")
    assert (after.approved, after.approved_by) == (True, "Dr. Lee")
    assert previewed(text).fillable == frozenset()


def test_a_no_is_an_answer_and_stays(ws: Workspace, previewed: Previewed) -> None:
    activities.save(ws, kept(approved=False, relevant=False, cost=Decimal(0)))
    row = previewed(
        f"{OWN},approved,approved_by,relevant,cost\n"
        ",2025-03-14,,Lab safety,workshop,,,,,2,hour,,attended,yes,Dr. Lee,yes,20\n"
    ).rows[0]
    assert (row.verdict, row.filling.parts) == (RowVerdict.DUPLICATE, ())
    assert "cost 0 (the file has 20)" in row.why


def test_rows_that_disagree_fill_in_nothing(ws: Workspace, previewed: Previewed) -> None:
    activities.save(ws, kept())
    shown = previewed(
        "Title,Date,Hours,Type,Course,Place\n"
        "Lab safety,3/14/2025,2,Workshop,ED 501,Austin\n"
        "Lab safety,3/14/2025,2,Workshop,ED 502,\n"
    )
    assert [[part.key for part in row.filling.parts] for row in shown.rows] == [["place"], []]
    assert "since rows of this file disagree: course “ED 501”" in shown.rows[0].why


def test_two_meetings_of_one_day_stay_two(ws: Workspace, previewed: Previewed) -> None:
    text = (
        "Title,Date,Start time,End time,Type,Place\n"
        "PLC,3/14/2025,9:00,10:00,Workshop,\n"
        "PLC,3/14/2025,15:00,16:00,Workshop,Library\n"
    )
    imports.take(ws, previewed(text))
    assert activities.count(ws) == 2
    assert previewed(text).fillable == frozenset()


def test_a_row_that_repeats_an_earlier_one_of_its_file_is_filled_in_there(ws: Workspace, previewed: Previewed) -> None:
    text = "Title,Date,Hours,Type,Place\nA,3/14/2025,2,Workshop,\nA,3/14/2025,2,Workshop,Austin\n"
    shown = previewed(text)
    assert [row.verdict for row in shown.rows] == [RowVerdict.NEW, RowVerdict.FILLS]
    report, _ = imports.take(ws, shown, (), {3})
    assert (len(report.left), activities.count(ws)) == (2, 0)
    imports.take(ws, shown)
    (one,) = activities.all_activities(ws)
    assert one.place == "Austin"
    assert previewed(text).fillable == frozenset()


# Any two lists ---------------------------------------------------------------------------------------------------

# No two activities overlap by part of their days: what is near to one of a few is near to all of them.
_DAYS = st.sampled_from([date(2025, 3, 10), DAY, date(2025, 3, 18)])
_TITLES = st.sampled_from(["Lab safety for new teachers", "Lab safety for the new teacher", "Inquiry"])
_BLANK = {name: st.sampled_from(["", one, two]) for name, one, two in (
    ("provider", "NSTA", "ASCD"), ("provider_number", "1", "2"), ("place", "Austin", "Boston"),
    ("course", "ED 501", "ED 502"), ("description", "good", "long"),
)}  # fmt: skip
_KEPT = st.fixed_dictionaries(
    {
        "title": _TITLES,
        "start": _DAYS,
        "days": st.integers(0, 1),
        "minutes": st.sampled_from([60, 120]),
        "status": st.sampled_from(list(Status)),
        "topic": st.sampled_from(["", "stem", "equity"]),
        **_BLANK,
    }
)


def _activity(id_: str, said: dict[str, object]) -> Activity:
    start = said["start"]
    assert isinstance(start, date)
    topic = str(said["topic"])
    return kept(
        id_,
        title=said["title"],
        start=start,
        end=date.fromordinal(start.toordinal() + int(str(said["days"]))),
        measure=Measure.minutes(int(str(said["minutes"]))),
        status=said["status"],
        topics=(TopicShare(topic),) if topic else (),
        **{name: said[name] for name in _BLANK},
    )


def _looked_at(log: dict[str, Activity], file: list[Activity]) -> tuple[PreviewRow, ...]:
    """What the import finds, without a record around it."""
    drafts = [
        Draft(line, "", {f.name: getattr(a, f.name) for f in fields(Activity) if f.name != "id"}, made=a)
        for line, a in enumerate(file, 2)
    ]
    looked = Log({}, frozenset(), Index(log.values()), {}, (), WORDS, {})
    judged = tuple(import_rows.judged(drafts, looked))
    return import_rows.filled(judged, looked, lambda ids: [log[id_] for id_ in ids if id_ in log])


def _merged(log: dict[str, Activity], file: list[Activity], *, new: bool) -> dict[str, Activity]:
    """The log with all that can be filled in and, where wanted, with what is new."""
    rows, after = _looked_at(log, file), dict(log)
    for row in rows if new else ():
        if row.verdict is RowVerdict.NEW and row.activity:
            after[row.activity.id] = row.activity
    for row in rows:
        if row.other in after:
            after[row.other] = filling.filled(after[row.other], row.filling.parts)
    return after


@settings(max_examples=200, deadline=None)
@given(st.lists(_KEPT, max_size=6), st.lists(_KEPT, max_size=8), st.randoms(use_true_random=False))
def test_nothing_that_stands_gives_way_once_is_enough_and_order_is_nothing(
    log: list[dict[str, object]], file: list[dict[str, object]], chance: random.Random
) -> None:
    before = {a.id: a for a in (_activity(f"old {number}", said) for number, said in enumerate(log))}
    rows = [_activity(f"row {number}", said) for number, said in enumerate(file)]
    after = _merged(before, rows, new=False)
    assert {id_: _kept(a, after[id_]) for id_, a in before.items()} == before
    assert _merged(before, chance.sample(rows, len(rows)), new=False) == after
    both = _merged(before, rows, new=True)
    assert _merged(both, rows, new=True) == both


def _kept(before: Activity, after: Activity) -> Activity:
    """What became of the activity, as far as it had anything before; its status may go on, its one day be the first."""
    same = {f.name: getattr(before, f.name) for f in fields(Activity) if not getattr(before, f.name)}
    order = [Status.PLANNED, Status.ATTENDED, Status.CLAIMED, Status.POSTED]
    if before.status in order:
        assert order.index(after.status) >= order.index(before.status)
        same["status"] = before.status
    if before.end == before.start:
        same["end"] = before.end
    return replace(after, **same)
