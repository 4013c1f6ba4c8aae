"""Deadlines with the credit at risk, and the calendar file: read back by a calendar's own reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from icalendar import Calendar

from stemtracker import cli, clock
from stemtracker.domain.activity import Activity, Status, Step
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials, deadlines, outlook, workspace
from stemtracker.services.deadlines import Due
from stemtracker.services.workspace import Workspace

FACTS = {"teaches_dyslexia": False, "administrator_too": False}


def licensed(ws: Workspace, expiry: date = date(2027, 8, 31)) -> str:
    one = Credential(id="tx", title="Texas certificate", pack_id="US-TX.teacher", authority="TEA")
    credentials.add(ws, one, expiry, FACTS)
    return one.id


def attended(ws: Workspace, title: str = "Lab safety; part 1, “Säuren”", hours: int = 6, **more: object) -> str:
    one = Activity(
        id=activities.new_id(),
        title=title,
        start=date(2026, 10, 3),
        end=date(2026, 10, 3),
        kind="workshop",
        approved=True,
        measure=Measure.minutes(60 * hours),
        **more,  # type: ignore[arg-type]
    )
    activities.save(ws, one)
    return one.id


def due(ws: Workspace, title: str) -> Due:
    return next(one for one in deadlines.deadlines(ws) if one.title == title)


def entries(path: Path) -> dict[str, object]:
    return {str(e["uid"]): e for e in Calendar.from_ical(path.read_bytes()).walk("VEVENT")}


def test_the_hours_that_a_late_renewal_would_cost(ws: Workspace) -> None:
    licensed(ws)
    attended(ws)
    found = due(ws, "Renewal due")
    assert (found.on, found.at_risk) == (date(2027, 8, 31), "6 CPE hours")
    assert found.detail == "Texas certificate: 6 of 150 CPE hours"
    opens = due(ws, "Filing opens")
    assert (opens.on, opens.at_risk) == (date(2027, 2, 28), "")


def test_an_expiry_that_has_passed_is_still_said(ws: Workspace) -> None:
    licensed(ws, date(2026, 8, 31))
    assert due(ws, "Renewal due").on == date(2026, 8, 31)
    assert [s.severity for s in outlook.next_steps(ws) if s.title == "Renewal due"] == ["late"]


def test_what_an_activity_waits_for_is_at_risk(ws: Workspace) -> None:
    steps = (Step(Status.CLAIMED, due=date(2026, 12, 1), amount=Decimal(360)),)
    attended(ws, steps=steps)
    found = due(ws, "Claim credit")
    assert (found.on, found.at_risk, found.page) == (date(2026, 12, 1), "6 h", "log")
    done = (Step(Status.CLAIMED, on=date(2026, 11, 1), due=date(2026, 12, 1)),)
    attended(ws, "Claimed already", steps=done)
    assert [one.detail for one in deadlines.deadlines(ws)] == ["Lab safety; part 1, “Säuren”"]


def test_a_calendar_reads_what_is_written(ws: Workspace, tmp_path: Path) -> None:
    licensed(ws)
    attended(ws, steps=(Step(Status.CLAIMED, due=date(2026, 12, 1)),))
    path = tmp_path / "deadlines.ics"
    assert deadlines.calendar(ws, path) == len(entries(path)) == 3
    claim = next(e for e in entries(path).values() if str(e["summary"]) == "Claim credit")  # type: ignore[index]
    assert claim["dtstart"].dt == date(2026, 12, 1)  # type: ignore[index]
    assert claim["dtend"].dt == date(2026, 12, 2)  # type: ignore[index]
    assert str(claim["description"]) == "Lab safety; part 1, “Säuren”\nAt risk: 6 h."  # type: ignore[index]
    assert all(len(line) <= 75 for line in path.read_bytes().split(b"\r\n"))


def test_an_entry_is_told_again_when_its_day_moves(ws: Workspace, tmp_path: Path) -> None:
    id_ = licensed(ws)
    path = tmp_path / "deadlines.ics"
    deadlines.calendar(ws, path)
    before = entries(path)
    cycle = credentials.cycles(ws, id_)[0]
    credentials.save_cycle(ws, replace(cycle, expiry=date(2028, 2, 29)))
    deadlines.calendar(ws, path)
    after = entries(path)
    assert set(before) == set(after)
    assert all(before[uid]["dtstart"].dt != after[uid]["dtstart"].dt for uid in before)  # type: ignore[index]


def test_what_lies_behind_is_not_in_the_calendar(ws: Workspace, tmp_path: Path) -> None:
    attended(ws, steps=(Step(Status.CLAIMED, due=date(2026, 1, 1)),))
    assert deadlines.deadlines(ws)[0].on < clock.today()
    assert deadlines.calendar(ws, tmp_path / "none.ics") == 0
    assert not entries(tmp_path / "none.ics")


def test_the_command_writes_it(ws: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    licensed(ws)
    path = ws.path
    workspace.close(ws)
    assert cli.main(["export", str(path), "--out", str(tmp_path / "my.ics")]) == 0
    assert len(entries(tmp_path / "my.ics")) == 2
    assert "2 deadlines" in capsys.readouterr().out
    assert cli.main(["export", str(path), "--out", str(tmp_path / "my.txt")]) == 1
