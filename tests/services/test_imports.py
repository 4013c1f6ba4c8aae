"""A spreadsheet comes into the log: a verdict per row, one write, undone as one, nothing lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from stemtracker.domain.activity import Activity, Status, Step
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.errors import Refused
from stemtracker.services import activities, exports, history, imports, workspace
from stemtracker.services.imports import RowVerdict
from stemtracker.services.workspace import Workspace

Previewed = Callable[[str], imports.Preview]


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    opened = workspace.create(tmp_path / "Mine.stemtracker", Educator(name="Ana"))
    yield opened
    workspace.close(opened)


@pytest.fixture
def previewed(ws: Workspace, tmp_path: Path) -> Previewed:
    def show(text: str) -> imports.Preview:
        path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        sheet = imports.read(path)
        mapping = imports.guess(sheet, ws.vocabulary)
        assert imports.open_questions(sheet, mapping) == ()
        return imports.preview(ws, sheet, mapping)

    return show


def kept(id_: str = "a", **changes: object) -> Activity:
    day = date(2025, 3, 14)
    fixed = {"id": id_, "title": "Lab safety for new teachers", "start": day, "end": day, "kind": "workshop"}
    return Activity(**{**fixed, "measure": Measure.minutes(120), "provider": "NSTA", **changes})  # type: ignore[arg-type]


def test_each_row_gets_its_verdict(ws: Workspace, previewed: Previewed) -> None:
    activities.save(ws, kept())
    activities.save(ws, kept("b", title="Inquiry day", start=date(2025, 4, 5), end=date(2025, 4, 5)))
    shown = previewed(
        "Title,Date,Hours,Type,Provider\n"
        "lab  safety for new teachers,3/14/2025,2,Workshop,nsta\n"
        "Lab safety for the new teacher,3/14/2025,2,Workshop,NSTA\n"
        "Lab safety for new teachers,2025-03-14,3,Workshop,NSTA\n"
        "Inquiry day,5/4/2025,2,Workshop,NSTA\n"
        "Robotics,3/14/2025,2,Workshop,NSTA\n"
        "Robotics,3/14/2025,2,Workshop,NSTA\n"
        "Robotics II,3/14/2025,2,Workshop,NSTA\n"
        "Someday,soon,2,Workshop,NSTA\n"
    )
    assert [row.verdict.value for row in shown.rows] == [
        "duplicate",
        "near",
        "near",
        "near",
        "new",
        "duplicate",
        "new",
        "refused",
    ]
    assert [row.other for row in shown.rows[:4]] == ["a", "a", "a", "b"]
    assert "much alike" in shown.rows[1].why
    assert "2 h instead of 3 h" in shown.rows[2].why
    assert "swapped" in shown.rows[3].why
    assert "line 6 of this file" in shown.rows[5].why
    assert "can't be read as a date" in shown.rows[7].why
    assert shown.counts[RowVerdict.NEAR] == 3
    assert shown.proposed == {6, 8}


def test_numbers_in_titles_tell_sessions_apart(ws: Workspace, previewed: Previewed) -> None:
    activities.save(ws, kept(title="Coaching cycle, session 1"))
    shown = previewed('Title,Date,Hours,Type\n"Coaching cycle, session 2",3/14/2025,2,Workshop\n')
    assert [row.verdict for row in shown.rows] == [RowVerdict.NEW]


def test_days_that_overlap_are_looked_at(ws: Workspace, previewed: Previewed) -> None:
    activities.save(ws, kept(title="Summer institute on energy", end=date(2025, 3, 18)))
    shown = previewed("Title,Date,Hours,Type\nSummer Institute on Energy,3/16/2025,2,Institute\n")
    assert [row.verdict for row in shown.rows] == [RowVerdict.NEAR]
    assert "from 2025-03-14 to 2025-03-18" in shown.rows[0].why


def test_an_import_is_one_write_and_undone_as_one(ws: Workspace, previewed: Previewed) -> None:
    shown = previewed(
        "Title,Date,Hours,Type\nA,3/14/2025,2,Workshop\nB,3/15/2025,1:30,Webinar\nC,never,1,Webinar\nD,3/16/2025,1,Webinar\n"
    )
    report, changes = imports.take(ws, shown, {2, 3, 4})
    assert report.sentence == "2 taken, 0 changed, 1 left out, 1 refused."
    assert [row.title for row in report.refused] == ["C"]
    assert len(changes.ids("activity")) == 2
    assert changes.label == "Import list.csv"
    assert {a.title: a.measure.amount for a in activities.all_activities(ws)} == {"A": 120, "B": 90}
    assert activities.ids(ws, activities.LogQuery(text="B")) != ()
    undone = history.undo(ws)
    assert undone is not None
    assert activities.count(ws) == 0
    history.redo(ws)
    assert activities.count(ws) == 2


def test_nothing_chosen_writes_nothing(ws: Workspace, previewed: Previewed) -> None:
    report, changes = imports.take(ws, previewed("Title,Date,Hours,Type\nA,3/14/2025,2,Workshop\n"), set())
    assert (len(report.left), changes.touched) == (1, {})


def test_the_own_export_changed_in_a_spreadsheet_changes_the_log(
    ws: Workspace, tmp_path: Path, previewed: Previewed
) -> None:
    due = Step(Status.CLAIMED, due=date(2025, 5, 1))
    series, _ = activities.save_series(ws, "Year one")
    activities.save(ws, kept(steps=(due,), private_notes="mine", series_id=series))
    activities.save(ws, kept("b", title="=SUM(A1)", description="two\nlines, “quoted”"))
    exports.log_csv(ws, tmp_path / "log.csv")
    text = (tmp_path / "log.csv").read_text(encoding="utf-8-sig")
    same = previewed(text)
    assert [row.verdict for row in same.rows] == [RowVerdict.DUPLICATE] * 2
    changed = text.replace("NSTA", "NSTA chapter", 1).replace("Year one", "Year two")
    shown = previewed(changed)
    first = shown.rows[0]
    assert (first.verdict, first.other) == (RowVerdict.CHANGED, "a")
    assert first.why.endswith("differs in: provider, series.")
    imports.take(ws, shown)
    after = activities.get(ws, "a")
    assert (after.provider, after.private_notes, after.steps) == ("NSTA chapter", "mine", (due,))
    assert {s.id: s.title for s in activities.list_series(ws)}[after.series_id or ""] == "Year two"
    history.undo(ws)
    assert activities.get(ws, "a").provider == "NSTA"
    assert [s.title for s in activities.list_series(ws)] == ["Year one"]


def test_a_new_line_with_an_id_of_its_own_keeps_it(ws: Workspace, previewed: Previewed) -> None:
    head = "id,date,end_date,title,kind,role,format,provider,provider_number,amount,unit,topics,status,series\n"
    shown = previewed(
        head
        + "mine-1,2025-03-14,,A,workshop,,,,,1,hour,stem,,Cohort\nmine-2,2025-03-15,,B,workshop,,,,,1,hour,,,cohort\n"
    )
    imports.take(ws, shown)
    assert {a.id for a in activities.all_activities(ws)} == {"mine-1", "mine-2"}
    (cohort,) = activities.list_series(ws)
    assert {a.series_id for a in activities.all_activities(ws)} == {cohort.id}


def test_what_lies_in_the_bin_is_not_brought_back_by_the_way(
    ws: Workspace, tmp_path: Path, previewed: Previewed
) -> None:
    activities.save(ws, kept())
    exports.log_csv(ws, tmp_path / "log.csv")
    text = (tmp_path / "log.csv").read_text(encoding="utf-8-sig")
    before = previewed(text.replace("NSTA", "ASCD"))
    activities.delete(ws, ["a"])
    shown = previewed(text)
    assert shown.rows[0].verdict is RowVerdict.REFUSED
    assert "in the bin" in shown.rows[0].why
    with pytest.raises(Refused, match="deleted meanwhile"):
        imports.take(ws, before)


def test_answers_that_packs_ask_for_come_along(ws: Workspace, tmp_path: Path, previewed: Previewed) -> None:
    library = ws.library
    asked = next(iter({n for id_ in library.ids() for n in library.pack(id_).line_questions}))
    activities.save(ws, kept(answers=((asked, "yes"),)))
    exports.log_csv(ws, tmp_path / "log.csv")
    text = (tmp_path / "log.csv").read_text(encoding="utf-8-sig")
    assert previewed(text).rows[0].verdict is RowVerdict.DUPLICATE
    activities.save(ws, replace(activities.get(ws, "a"), answers=((asked, "no"),)))
    shown = previewed(text)
    imports.take(ws, shown)
    assert activities.get(ws, "a").answers == ((asked, "yes"),)


def test_every_field_can_be_chosen_by_name(ws: Workspace) -> None:
    choices = dict(imports.field_choices(ws.vocabulary))
    assert choices["title"] == "Title"
    assert "amount:hour" in choices
    assert "topic:equity" in choices
    assert all(choices.values())


def test_comparing_and_taking_tell_how_many_rows_are_done_and_can_be_stopped(
    ws: Workspace, previewed: Previewed, tmp_path: Path
) -> None:
    count = 2500
    previewed("Title,Date,Hours,Type\n" + "".join(f"Lesson {n},3/14/2025,2,Workshop\n" for n in range(count)))
    sheet = imports.read(tmp_path / "list.csv")
    mapping = imports.guess(sheet, ws.vocabulary)
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))

    def stop(done: int, _total: int) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        imports.preview(ws, sheet, mapping, stop)
    shown = imports.preview(ws, sheet, mapping, progress)
    assert told == sorted(told)
    assert (told[0], told[-1]) == ((0, count), (count, count))
    assert len(told) > 10
    with pytest.raises(InterruptedError):
        imports.take(ws, shown, progress=stop)
    assert activities.count(ws) == 0
    told.clear()
    imports.take(ws, shown, progress=progress)
    assert told == [(0, count), (1000, count), (2000, count), (count, count)]
    assert activities.count(ws) == count
