"""The sub-command `report`: each paper as a script would make it, and what it says of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from stemtracker import clock
from stemtracker.cli import main
from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials, evidence, workspace


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "Sample.stemtracker"
    assert main(["sample", str(path)]) == 0
    return path


def words(paper: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(paper).pages).split())


def test_a_portfolio_with_what_is_missing(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = tmp_path / "portfolio.pdf"
    given = ["report", "portfolio", str(sample), "--out", str(paper), "--lens", "district-lead-teacher"]
    assert main([*given, "--missing", "--page", "A4"]) == 0
    told = capsys.readouterr().out
    assert f"is ready: {len(PdfReader(paper).pages)} pages." in told
    assert "District lead-teacher application" in words(paper)
    assert float(PdfReader(paper).pages[0].mediabox.width) == pytest.approx(595.28, abs=0.1)
    assert main([*given, "--missing", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["file"] == str(paper)
    assert answer["pages"] == len(PdfReader(paper).pages)
    assert all(f"{one['of']}:" in told and f"- {one['what'][0]}" in told for one in answer["missing"])
    assert main([*given, "--json"]) == 0
    assert "missing" not in json.loads(capsys.readouterr().out)


def test_an_unknown_lens_names_the_known_ones(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = tmp_path / "portfolio.pdf"
    assert main(["report", "portfolio", str(sample), "--out", str(paper), "--lens", "moon"]) == 1
    assert "teacher-leader-standards" in capsys.readouterr().err
    assert not paper.exists()


def test_a_packet_of_the_license_that_is_meant(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paper = tmp_path / "packet.pdf"
    given = ["report", "packet", str(sample), "--out", str(paper)]
    assert main(given) == 1
    assert "Say which license is meant" in capsys.readouterr().err
    assert main([*given, "--license", "US-TX.teacher", "--missing", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["pages"] == len(PdfReader(paper).pages)
    assert "Computation beside the rule" in words(paper)
    assert all(one["of"] and one["what"] for one in answer["missing"])
    assert main([*given, "--license", "US-TX.teacher", "--cycle", "1950-01-01"]) == 1
    assert "has that day in it" in capsys.readouterr().err
    assert main([*given, "--license", "US-TX.teacher", "--cycle", "never"]) == 2


def test_a_record_without_a_license_has_no_packet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record, paper = tmp_path / "Ana.stemtracker", tmp_path / "packet.pdf"
    assert main(["new", str(record), "--name", "Ana"]) == 0
    assert main(["report", "packet", str(record), "--out", str(paper)]) == 1
    assert "has no license yet" in capsys.readouterr().err
    assert main(["report", "portfolio", str(record), "--out", str(paper)]) == 0
    assert "is ready: 1 page." in capsys.readouterr().out


def test_a_transcript_of_one_license(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = tmp_path / "transcript.pdf"
    given = ["report", "transcript", str(sample), "--out", str(paper), "--form", "short", "--json"]
    assert main([*given, "--license", "US-TX.teacher"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(paper), "pages": 1, "problems": []}
    assert main([*given, "--license", "moon"]) == 1


def test_what_cannot_be_bound_is_named_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "Ana.stemtracker"
    ws = workspace.create(record, Educator(name="Ana"))
    credentials.add(ws, Credential(id="own", title="My license", pack_id="generic"), date(2030, 12, 31), {})
    day = clock.today()
    talk = Activity(id="a", title="Talk", start=day, end=day, kind="workshop", measure=Measure.minutes(60))
    activities.save(ws, talk)
    evidence.attach_bytes(ws, "a", "Broken.pdf", b"%PDF-1.7 broken", "certificate")
    workspace.close(ws)
    nowhere = tmp_path / "no folder" / "packet.pdf"
    assert main(["report", "packet", str(record), "--out", str(nowhere)]) != 0
    told = capsys.readouterr()
    assert "E-001 Broken: it is damaged and can’t be opened; ask for it again." in told.err
    assert "is ready" not in told.out
