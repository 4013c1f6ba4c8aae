from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pypdf import PdfReader

from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator, Email, Identifier, Name, Position
from stemtracker.domain.hours import Measure
from stemtracker.errors import Refused, Trouble
from stemtracker.services import activities, credentials, educators, evidence, papers, workspace
from stemtracker.services.papers import TranscriptOptions
from stemtracker.services.workspace import Workspace

CANARY = "CANARY-7f3a-private"


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    educator = Educator(
        name="Ana Ruiz",
        former_names=(Name("Ana Moreno", date(2018, 5, 1)),),
        emails=(Email(f"{CANARY}@example.org"),),
        identifiers=(Identifier("TEA", "ID", "1234567"),),
        positions=(
            Position("Aide", "Elsewhere ISD", start=date(2010, 8, 1), end=date(2012, 6, 1)),
            Position("Physics teacher", "Houston ISD", "Bayou High School", start=date(2012, 8, 1)),
        ),
    )
    made = workspace.create(tmp_path / "Ana.stemtracker", educator)
    yield made
    workspace.close(made)


def license_(ws: Workspace, title: str = "Texas standard certificate", pack: str = "US-TX.teacher") -> str:
    wanted = Credential(id="", title=title, pack_id=pack, authority="Texas Education Agency", number="555")
    return credentials.add(ws, replace(wanted, id=credentials.new_id()), date(2027, 8, 31), {})[0]


def activity(ws: Workspace, title: str, on: date, **changes: object) -> Activity:
    values: dict[str, object] = {
        "id": activities.new_id(),
        "title": title,
        "start": on,
        "end": on,
        "kind": "workshop",
        "measure": Measure.minutes(90),
        "private_notes": CANARY,
        "description": CANARY,
    }
    made = Activity(**{**values, **changes})  # type: ignore[arg-type]
    activities.save(ws, made)
    return made


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_a_record_becomes_a_transcript(ws: Workspace) -> None:
    license_(ws)
    one = activity(
        ws,
        "Safety in the lab",
        date(2026, 3, 4),
        provider="Rice University",
        provider_number="500123",
        place="Houston",
        role="presenter",
        topics=(TopicShare("pedagogy", Decimal(30)),),
    )
    piece, _ = evidence.attach_bytes(ws, one.id, "cert.pdf", b"%PDF-1.4 proof", "certificate")
    activity(ws, "Three credits", date(2026, 5, 4), measure=Measure("semester_credit", Decimal(3)))
    activity(
        ws,
        "Posted one",
        date(2026, 6, 1),
        status=Status.POSTED,
        steps=(Step(Status.POSTED, date(2026, 7, 1), amount=Decimal(60)),),
    )
    text = squeezed(words(papers.transcript(ws, TranscriptOptions())))
    for expected in (
        "Ana Ruiz", "Ana Moreno (until May 1, 2018)", "1234567", "Physics teacher, Bayou High School, Houston ISD",
        "Texas standard certificate", "Safety in the lab", "Rice University (no. 500123)", "Houston", "1.5 h",
        "3 semester credits", "posted 1 h on Jul 1, 2026", piece.label, "days left",
    ):  # fmt: skip
        assert squeezed(expected) in text, expected
    assert "Elsewhere" not in text


def test_nothing_private_is_in_the_data_or_anywhere_in_the_file(ws: Workspace) -> None:
    license_(ws)
    one = activity(ws, "Open title", date(2026, 3, 4))
    evidence.attach_bytes(ws, one.id, "cert.pdf", b"%PDF-1.4 " + CANARY.encode(), "certificate", CANARY)
    for form in ("long", "short"):
        data = papers.gather(ws, TranscriptOptions(form=form, span="all"))
        assert CANARY not in json.dumps(asdict(data), default=str)
        pdf = papers.transcript(ws, TranscriptOptions(form=form, span="all"))
        assert CANARY not in words(pdf)
        assert CANARY.encode() not in pdf
        streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
        unpacked = b""
        for stream in streams:
            try:
                unpacked += zlib.decompress(stream)
            except zlib.error:
                unpacked += stream
        assert CANARY.encode() not in unpacked


def test_the_span_decides_which_lines_are_listed(ws: Workspace) -> None:
    for year in (2019, 2024, 2025, 2026):
        activity(ws, f"Spring of {year}", date(year, 4, 1))
    activity(ws, "Fall of 2025", date(2025, 10, 1))

    def listed(**options: object) -> set[str]:
        return {line.title for line in papers.gather(ws, TranscriptOptions(**options)).lines}  # type: ignore[arg-type]

    assert listed(span="calendar", year=2025) == {"Spring of 2025", "Fall of 2025"}
    assert listed(span="school", year=2025) == {"Fall of 2025", "Spring of 2026"}
    assert listed(span="school") == set()
    assert len(listed(span="all")) == 5
    assert len(listed(span="cycle")) == 5, "without a license there is no cycle, so everything is listed"
    license_(ws)
    assert "Spring of 2019" not in listed(span="cycle")


def test_only_the_chosen_licenses_are_named(ws: Workspace) -> None:
    texas = license_(ws)
    license_(ws, "Second license", "generic")
    both = papers.gather(ws, TranscriptOptions())
    assert [p.key for p in both.credentials] == ["A", "B"]
    one = papers.gather(ws, TranscriptOptions(credential_ids=(texas,)))
    assert [p.credential.title for p in one.credentials] == ["Texas standard certificate"]
    assert papers.gather(ws, TranscriptOptions(credential_ids=())).credentials == ()


def test_a_cycle_that_is_gone_is_refused_with_words(ws: Workspace) -> None:
    with pytest.raises(Refused, match="no longer in the record"):
        papers.make(ws, TranscriptOptions(cycle_id="gone"))


def test_choices_name_what_the_record_holds(ws: Workspace) -> None:
    license_(ws)
    activity(ws, "One", date(2024, 9, 1))
    found = papers.choices(ws)
    assert [c.title for c in found.credentials] == ["Texas standard certificate"]
    assert found.years == (2024,)
    assert found.school_years == (2024,)
    assert found.past_cycles == ()


def test_characters_that_cannot_be_printed_are_told_with_their_field(ws: Workspace) -> None:
    activity(ws, "Rockets 🚀", date(2026, 3, 4))
    (problem,) = papers.unprintable(ws, TranscriptOptions(span="all"))
    assert problem.field == "Title of the activity of Mar 4, 2026"
    assert "🚀" in problem.message
    made = papers.make(ws, TranscriptOptions(span="all"))
    assert made.unprintable == (problem,)
    assert "Rockets ☐" in words(made.pdf)
    activity(ws, "More rockets 🚀", date(2026, 3, 4))
    assert papers.unprintable(ws, TranscriptOptions(span="all")) == (problem,)


def test_same_record_same_bytes(ws: Workspace) -> None:
    license_(ws)
    activity(ws, "One", date(2026, 3, 4))
    assert papers.transcript(ws, TranscriptOptions()) == papers.transcript(ws, TranscriptOptions())


def test_saving_takes_a_free_name_and_replaces_only_by_a_whole_file(ws: Workspace, tmp_path: Path) -> None:
    made = papers.make(ws, TranscriptOptions(form="short"))
    assert made.stem == "Transcript Ana Ruiz 2026-11-22"
    assert made.pages == 1
    first = papers.free_name(tmp_path, made.stem)
    papers.write(made.pdf, first)
    second = papers.free_name(tmp_path, made.stem)
    assert (first.name, second.name) == (f"{made.stem}.pdf", f"{made.stem} 2.pdf")
    papers.save(ws, TranscriptOptions(form="short"), first)
    assert first.read_bytes() == made.pdf
    with pytest.raises((Trouble, Refused)):
        papers.write(made.pdf, tmp_path / "no such folder" / "x.pdf")
    assert not list(tmp_path.glob(".*part"))


def test_file_names_are_ones_that_every_system_takes(ws: Workspace) -> None:
    educators.save(ws, replace(educators.get(ws), name='Ana "Q" <Ruiz>/\\: ' + "x" * 200))
    stem = papers.make(ws, TranscriptOptions()).stem
    assert not set(stem) & set('<>:"/\\|?*')
    assert len(stem) < 100


def test_pages_come_as_pictures(ws: Workspace) -> None:
    made = papers.make(ws, TranscriptOptions(page="A4"))
    picture = papers.picture(made.pdf, 0, 400)
    assert picture.width == 400
    assert picture.height == pytest.approx(400 * 841.89 / 595.28, abs=2)
    assert picture.pages == made.pages
    assert min(picture.rgba) < 80, "there is ink on it"
