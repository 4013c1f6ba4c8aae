"""The sample record: the same each time, believable, and marked for what it is."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from stemtracker import clock
from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Verdict
from stemtracker.errors import Refused
from stemtracker.services import activities, credentials, educators, evidence, renewal, sample, workspace
from stemtracker.services.workspace import Workspace


@pytest.fixture(scope="module")
def ws(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    with clock.standing_at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        made = sample.build(tmp_path_factory.mktemp("sample") / "sample.stemtracker")
    workspace.close(made)
    return workspace.open_record(made.path, read_only=True)


def test_it_is_ten_years_of_about_four_hundred_activities_marked_as_sample(ws: Workspace) -> None:
    logged = activities.all_activities(ws)
    assert 380 <= len(logged) <= 420
    assert educators.get(ws).is_sample
    years = [a.start.year for a in logged]
    assert max(years) - min(years) in (10, 11)
    assert {a.status for a in logged} >= {Status.PLANNED, Status.ATTENDED, Status.POSTED}
    assert len({a.kind for a in logged}) >= 15


def test_two_credentials_have_three_cycles_each_the_past_ones_closed_as_met(ws: Workspace) -> None:
    for credential in credentials.list_credentials(ws):
        now, *past = credentials.cycles(ws, credential.id)
        assert now.closed is None
        assert len(past) == 2
        verdicts = Counter(c.closed.verdict for c in past if c.closed)
        assert verdicts[Verdict.NOT_MET] == 0


def test_the_open_cycles_have_something_left_to_do(ws: Workspace) -> None:
    verdicts = [s.assessment.verdict for s in renewal.standings(ws)]
    assert len(verdicts) == 2
    assert any(v != Verdict.MET for v in verdicts)


def test_its_evidence_is_real_pdf_and_numbered_without_gaps(ws: Workspace) -> None:
    pieces = evidence.all_evidence(ws)
    assert len(pieces) > 100
    assert [p.number for p in pieces] == list(range(1, len(pieces) + 1))
    assert evidence.content(ws, pieces[0].id).startswith(b"%PDF-")


def test_it_is_the_same_when_made_again(ws: Workspace, tmp_path: Path) -> None:
    again = sample.build(tmp_path / "again.stemtracker")
    assert activities.all_activities(again) == activities.all_activities(ws)
    mine, theirs = evidence.all_evidence(again), evidence.all_evidence(ws)
    assert [(p.number, p.sha256) for p in mine] == [(p.number, p.sha256) for p in theirs]
    workspace.close(again)


def test_it_never_writes_over_a_file(tmp_path: Path) -> None:
    there = tmp_path / "mine.stemtracker"
    there.write_bytes(b"precious")
    with pytest.raises(Refused):
        sample.build(there)
    assert there.read_bytes() == b"precious"
