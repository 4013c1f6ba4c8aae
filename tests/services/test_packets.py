"""The renewal packet of a real record, read back: every page of evidence, numbers that are true, nothing private."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.errors import Refused
from stemtracker.reports import stamps
from stemtracker.services import activities, credentials, evidence, packets
from stemtracker.services.packets import PacketOptions
from stemtracker.services.workspace import Workspace


def pdf(*texts: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for text in texts:
        canvas.drawString(72, 400, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def full(ws: Workspace, an_activity: Callable[..., Activity]) -> Workspace:
    """A license with three activities in its cycle, one outside of it, and evidence of all kinds."""
    own = Credential(id="own", title="My license", pack_id="generic", number="№ 7")
    credentials.add(ws, own, date(2026, 12, 31), {"total": Fraction(3)}, start=date(2024, 1, 1))
    for id_, said in {
        "a": {},
        "b": {"measure": Measure.minutes(120)},
        "c": {},
        "old": {"start": date(2009, 1, 1)},
    }.items():
        activities.save(ws, an_activity(id_, private_notes="CANARY", **said))
    photo = io.BytesIO()
    Image.new("RGB", (300, 200), "navy").save(photo, "JPEG")
    evidence.attach_bytes(ws, "a", "Certificate.pdf", pdf("first page", "second page"), "certificate")
    evidence.attach_bytes(ws, "b", "Photo.jpg", photo.getvalue(), "certificate")
    evidence.attach_bytes(ws, "b", "Broken.pdf", b"%PDF-1.7 broken", "certificate")
    evidence.add_note(ws, "b", "certificate", "Letter on paper", "in the blue folder")
    evidence.attach_bytes(ws, "old", "Old.pdf", pdf("long ago"), "certificate")
    return ws


def saved(ws: Workspace, path: Path) -> PdfReader:
    packets.save(ws, packets.gather(ws, PacketOptions("own")), path)
    return PdfReader(path)


def test_the_pages_are_where_the_cover_says(full: Workspace, tmp_path: Path) -> None:
    reader = saved(full, tmp_path / "packet.pdf")
    texts = [page.extract_text() for page in reader.pages]
    data = packets.gather(full, PacketOptions("own"))
    own = packets.draw(data).pages
    assert len(texts) == own + 3
    assert "first page" in texts[own]
    assert "E-001 · page 2 of 2" in texts[own + 1]
    assert f"packet page {own + 2}" in texts[own + 1]
    cover = " ".join(texts[0].split())
    assert f"Pages in all {own + 3}" in cover
    assert f"{own + 1}–{own + 2}" in cover
    assert f"Page 1 of {own + 3}" in cover
    assert "long ago" not in " ".join(texts)
    assert "CANARY" not in " ".join(texts)
    for title in ("Attestation", "Computation beside the rule", "Transcript"):
        page = next(n for n, text in enumerate(texts) if n and title in text)
        assert f"{page + 1}" in cover[cover.index(title) :]


def test_the_bookmarks_lead_there(full: Workspace, tmp_path: Path) -> None:
    reader = saved(full, tmp_path / "packet.pdf")
    evidence_marks = reader.outline[-1]
    assert [mark.title for mark in evidence_marks] == ["E-001 Certificate", "E-002 Photo"]
    assert reader.get_destination_page_number(evidence_marks[0]) == len(reader.pages) - 3


def test_what_cannot_be_bound_is_named_before_anything_is_written(full: Workspace) -> None:
    data = packets.gather(full, PacketOptions("own"))
    assert [(p.label, p.pages) for p in data.pieces] == [("E-001", 2), ("E-002", 1), ("E-003", 0), ("E-004", 0)]
    named = {problem.field: problem.message for problem in packets.draw(data).unprintable}
    assert "damaged" in named["E-003 Broken"]
    printed = " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(packets.draw(data).pdf)).pages).split())
    assert "Not bound here" in printed
    assert "E-003 Broken it is damaged and can’t be opened" in printed
    assert "E-004 Letter on paper on paper, handed in beside this packet" in printed
    for advice in ("ask for it again", "bring it along"):  # meant for the holder, not for the office
        assert advice not in printed
    assert "ask for it again" in named["E-003 Broken"]
    assert packets.missing(data) == (
        ("Counted, without evidence", ("Mar 1, 2026, Activity c",)),
        ("On paper, to bring along", ("E-004 Letter on paper",)),
    )


def test_an_empty_record_has_a_packet_too(ws: Workspace, tmp_path: Path) -> None:
    own = Credential(id="own", title="My license", pack_id="generic")
    credentials.add(ws, own, date(2026, 12, 31), {"total": Fraction(3)})
    reader = saved(ws, tmp_path / "packet.pdf")
    assert "None is attached" in " ".join(reader.pages[0].extract_text().split())
    assert "The evidence bound here" not in reader.pages[1].extract_text()


def test_a_packet_whose_evidence_cannot_be_bound_says_so(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    credentials.add(
        ws, Credential(id="own", title="My license", pack_id="generic"), date(2026, 12, 31), {"total": Fraction(1)}
    )
    activities.save(ws, an_activity("a"))
    evidence.attach_bytes(ws, "a", "Broken.pdf", b"%PDF-1.7 broken", "certificate")
    made = packets.draw(packets.gather(ws, PacketOptions("own")))
    cover = " ".join(PdfReader(io.BytesIO(made.pdf)).pages[0].extract_text().split())
    assert "Evidence None of it can be bound; see below. –" in cover


def test_a_stamp_grows_with_the_page_that_it_is_printed_on() -> None:
    sizes = ((612, 792), (595.28, 841.89), (792, 612), (100, 100), (2448, 3168))
    made = stamps.sheet_of([stamps.Stamp("E-014 · page 3 of 41 · packet page 57", *size) for size in sizes])
    tall: list[float] = []

    def see(text: str, _cm: object, _matrix: object, _font: object, size: float) -> None:
        if text.strip():
            tall.append(round(size, 1))

    for page in PdfReader(io.BytesIO(made)).pages:
        page.extract_text(visitor_text=see)
    assert tall[:3] == [8, 8, 8]
    assert tall[3] < 8
    assert tall[4] == 32


def test_without_a_period_there_is_nothing_to_renew(ws: Workspace) -> None:
    with pytest.raises(Refused):
        packets.gather(ws, PacketOptions("nothing"))


def test_the_same_record_gives_the_same_packet(full: Workspace, tmp_path: Path) -> None:
    saved(full, tmp_path / "one.pdf")
    saved(full, tmp_path / "two.pdf")
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_work_that_is_stopped_leaves_the_old_file(full: Workspace, tmp_path: Path) -> None:
    class StopError(Exception):
        pass

    def stop(_done: int, _all: int) -> None:
        raise StopError

    path = tmp_path / "packet.pdf"
    path.write_bytes(b"old")
    with pytest.raises(StopError):
        packets.save(full, packets.gather(full, PacketOptions("own")), path, stop)
    assert [p.name for p in tmp_path.glob("*.pdf")] == ["packet.pdf"]
    assert path.read_bytes() == b"old"


def test_a_source_is_told_once_on_the_computation_sheet(ws: Workspace) -> None:
    one = Credential(id="l", title="Certificate, science", areas=("Science",), pack_id="US-TX.teacher")
    credentials.add(ws, one, date(2027, 8, 31), {})
    data = packets.gather(ws, PacketOptions("l"))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(packets.draw(data).pdf)).pages]
    sheet = " ".join(next(text for text in pages[1:] if "Computation beside the rule" in text).split())
    assert sheet.count("hours and required content, seen") == 1
    assert "License Certificate, science" in " ".join(pages[0].split())
    assert "fingerprint" not in pages[0]
    assert "Read as if you filed on Feb 28, 2027." in " ".join(" ".join(pages[-2:]).split())
