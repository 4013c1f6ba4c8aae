"""Preparing for a first license: hours by what they are asked for, and the license that they led to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from stemtracker import clock
from stemtracker.domain.activity import Activity, Status
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.domain.preparation import HoursAsked, Preparation
from stemtracker.errors import Refused
from stemtracker.services import activities, credentials, history, keeping, preparations, renewal, workspace
from stemtracker.services.workspace import Workspace

BEGIN = date(2025, 9, 1)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    opened = workspace.create(tmp_path / "Mine.stemtracker", Educator(name="Ana"))
    yield opened
    workspace.close(opened)


def spent(ws: Workspace, id_: str, hours: int, **said: Any) -> None:
    fixed = {"title": f"Week {id_}", "start": BEGIN, "end": BEGIN, "kind": "practicum"}
    activities.save(ws, Activity(id=id_, measure=Measure.minutes(hours * 60), **{**fixed, **said}))


def program(**said: Any) -> Preparation:
    asked = (
        HoursAsked("Practicum", 6000, ("practicum", "student_teaching")),
        HoursAsked("Research", 600, ("research",)),
    )
    fixed = {"id": "p", "title": "Teacher residency", "start": BEGIN, "end": date(2026, 12, 31), "asked": asked}
    return Preparation(**{**fixed, **said})


def a_license(ws: Workspace) -> str:
    one = Credential(id="first", title="First license", pack_id="generic", authority="State")
    return credentials.add(ws, one, clock.today() + timedelta(days=900), {})[0]


def test_an_empty_record_prepares_for_nothing(ws: Workspace) -> None:
    assert preparations.view(ws) == ()


def test_hours_stand_by_what_they_are_asked_for(ws: Workspace) -> None:
    keeping.save(ws, program())
    spent(ws, "a", 40)
    spent(ws, "b", 20, kind="student_teaching")
    spent(ws, "c", 8, kind="research")
    spent(ws, "d", 10, kind="research", status=Status.PLANNED)
    spent(ws, "e", 5, kind="workshop")
    spent(ws, "f", 100, status=Status.REFUSED)
    before = BEGIN - timedelta(days=1)
    spent(ws, "g", 100, start=before, end=before)
    activities.save(
        ws, replace(activities.get(ws, "a"), id="h", measure=Measure("ceu", activities.get(ws, "a").measure.amount))
    )
    (one,) = preparations.view(ws)
    assert [(each.asked.title, each.done, each.planned, each.missing) for each in one.asked] == [
        ("Practicum", 3600, 0, 2400),
        ("Research", 480, 600, 0),
    ]
    assert (one.minutes, one.kinds[0]) == (73 * 60, "practicum")
    assert one.days_left == (date(2026, 12, 31) - clock.today()).days


def test_hours_of_any_kind_and_days_that_are_open(ws: Workspace) -> None:
    keeping.save(ws, program(start=None, end=None, asked=(HoursAsked("Anything", 60),)))
    spent(ws, "a", 2, kind="workshop")
    (one,) = preparations.view(ws)
    assert (one.asked[0].done, one.asked[0].missing, one.days_left) == (120, 0, None)


def test_carried_over_it_stays_with_the_license_and_no_rule_counts_it(ws: Workspace) -> None:
    keeping.save(ws, program())
    spent(ws, "a", 600)
    spent(ws, "b", 20, kind="research")
    credential = a_license(ws)
    counted = renewal.assess(ws, credential).headline.counted
    assert [one.is_open for one in preparations.open_ones(ws)] == [True]
    preparations.carry_over(ws, "p", credential)
    assert preparations.open_ones(ws) == ()
    (one,) = preparations.before(ws, credential)
    assert one.license == "First license"
    assert one.sentence(ws.vocabulary) == (
        "620 h before the license: practicum or field experience, research (Teacher residency)."
    )
    assert renewal.assess(ws, credential).headline.counted == counted
    assert renewal.view(ws, credential).before == (one.sentence(ws.vocabulary),)
    history.undo(ws)
    assert len(preparations.open_ones(ws)) == 1


def test_one_that_led_to_a_license_leads_to_no_other(ws: Workspace) -> None:
    first = a_license(ws)
    keeping.save(ws, program(credential_id=first))
    other = Credential(id="second", title="Second license", pack_id="generic", authority="State")
    second = credentials.add(ws, other, clock.today() + timedelta(days=900), {})[0]
    with pytest.raises(Refused, match="led to “First license” already"):
        preparations.carry_over(ws, "p", second)
