"""Evidence bound into one file: every page of it, harmless, stamped, and what is damaged said before."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image
from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from stemtracker.exchange import binder, evidence_pages
from stemtracker.exchange.binder import Bookmark, Piece, Place


def pdf(*texts: str, size: tuple[float, float] = (612, 792), draw: Callable[[Canvas], None] | None = None) -> bytes:
    """A PDF with a page for each text."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    for text in texts:
        canvas.drawString(72, 400, text)
        if draw:
            draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def picture(mode: str = "RGB", size: tuple[int, int] = (300, 200), form: str = "JPEG", **said: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, form, **said)
    return out.getvalue()


def stamps(places: Sequence[Place]) -> bytes:
    """Plain stamps, to see where they land."""
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for place in places:
        canvas.setPageSize((place.width, place.height))
        canvas.drawRightString(place.width - 20, 12, f"{place.label}, page {place.page} of {place.pages}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def bound(*pieces: tuple[str, bytes, str]) -> bytes:
    made = [
        Piece(label, f"Title of {label}", kind, evidence_pages.look(data, kind).pages, lambda data=data: data)
        for label, data, kind in pieces
    ]
    out = io.BytesIO()
    count = binder.bind(
        out,
        pdf("Cover", "Lines"),
        bookmarks=[Bookmark("Cover", 0), Bookmark("Lines", 1), Bookmark("A part of them", 1, 1)],
        pieces=made,
        stamps=stamps,
        sheet="letter",
        progress=lambda _done, _all: None,
    )
    assert count == len(PdfReader(io.BytesIO(out.getvalue())).pages)
    return out.getvalue()


PDF, JPEG = "application/pdf", "image/jpeg"


def test_every_page_is_there_and_stamped_and_has_its_bookmark() -> None:
    reader = PdfReader(io.BytesIO(bound(("E-001", pdf("one", "two"), PDF), ("E-014", picture(), JPEG))))
    texts = [page.extract_text() for page in reader.pages]
    assert [("Cover" in texts[0]), ("one" in texts[2]), ("two" in texts[3])] == [True] * 3
    assert "E-001, page 2 of 2" in texts[3]
    assert "E-014, page 1 of 1" in texts[4]
    titles = [item if isinstance(item, list) else item.title for item in reader.outline]
    assert titles[:2] == ["Cover", "Lines"]
    evidence = reader.outline[-1]
    assert [item.title for item in evidence] == ["E-001 Title of E-001", "E-014 Title of E-014"]
    assert [reader.get_destination_page_number(item) for item in evidence] == [2, 4]


def test_the_same_pieces_give_the_same_bytes() -> None:
    assert bound(("E-001", pdf("one"), PDF)) == bound(("E-001", pdf("one"), PDF))


def test_turned_and_cropped_pages_are_stamped_as_they_are_seen() -> None:
    source = pikepdf.open(io.BytesIO(pdf("wide", "cut")))
    source.pages[0].rotate(90, relative=False)
    source.pages[1].cropbox = [100, 100, 500, 700]
    out = io.BytesIO()
    source.save(out)
    reader = PdfReader(io.BytesIO(bound(("E-002", out.getvalue(), PDF))))
    for page in reader.pages[2:]:
        assert "E-002, page" in page.extract_text()


@pytest.mark.parametrize(
    ("data", "media_type", "words"),
    [
        (pdf("a", "b")[:700], PDF, "damaged"),
        (b"%PDF-1.7 and nothing more", PDF, "damaged"),
        (b"plain text", PDF, "not a PDF"),
        (b"plain text", "text/plain", "no pages"),
        (picture()[:400], JPEG, "damaged"),
        (b"GIF89a", "image/gif", "damaged|can’t be read"),
        (b"", JPEG, "can’t be read"),
    ],
)
def test_what_cannot_be_bound_says_why(data: bytes, media_type: str, words: str) -> None:
    found = evidence_pages.look(data, media_type)
    assert not found.usable or found.troubles
    assert any(word in " ".join(found.troubles) for word in words.split("|"))


def test_a_locked_file_says_so_and_one_that_only_forbids_copying_opens() -> None:
    for user, usable in (("secret", False), ("", True)):
        source, out = pikepdf.open(io.BytesIO(pdf("mine"))), io.BytesIO()
        source.save(out, encryption=pikepdf.Encryption(owner="owner", user=user))
        found = evidence_pages.look(out.getvalue(), PDF)
        assert found.usable is usable
        assert usable or "locked with a password" in found.troubles[0]


def test_a_truncated_file_that_opens_with_blank_pages_is_told() -> None:
    whole = pdf(*(f"page {n}" for n in range(5)))
    found = [evidence_pages.look(whole[: len(whole) * n // 20], PDF) for n in range(4, 20)]
    assert all(one.troubles for one in found)


def test_nothing_that_acts_is_taken_over() -> None:
    def act(canvas: Canvas) -> None:
        canvas.linkURL("https://example.org", (0, 0, 100, 100))

    source = pikepdf.open(io.BytesIO(pdf("acts", draw=act)))
    page = source.pages[0]
    page.obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
    page.obj.StructParents = 0
    launch = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe"),
    )  # fmt: skip
    media = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9])
    page.obj.Annots.extend([launch, media])
    source.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    out = io.BytesIO()
    source.save(out)
    made = bound(("E-003", out.getvalue(), PDF))
    with pikepdf.open(io.BytesIO(made)) as packet:
        assert "/OpenAction" not in packet.Root
        kept = packet.pages[2].obj
        assert "/AA" not in kept
        assert "/StructParents" not in kept
        assert [one.get("/A", {}).get("/S") for one in kept.Annots] == ["/URI", None]
    assert b"JavaScript" not in made


def test_filled_forms_stay_as_they_were_filled() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.acroForm.textfield(name="who", value="Ana Niguez", x=72, y=500, width=200, height=24)
    canvas.showPage()
    canvas.save()
    with pikepdf.open(io.BytesIO(bound(("E-004", out.getvalue(), PDF)))) as packet:
        assert "/AcroForm" not in packet.Root
        assert "/Annots" not in packet.pages[2].obj
    reader = PdfReader(io.BytesIO(bound(("E-004", out.getvalue(), PDF))))
    assert "Ana Niguez" in reader.pages[2].extract_text()


@pytest.mark.parametrize(
    ("mode", "form", "said"),
    [
        *[("RGB", "PNG", {}), ("RGBA", "PNG", {}), ("P", "GIF", {}), ("1", "TIFF", {}), ("CMYK", "JPEG", {})],
        *[("L", "WEBP", {}), ("I;16", "PNG", {})],
    ],
)
def test_pictures_of_all_kinds_become_a_page(mode: str, form: str, said: dict[str, Any]) -> None:
    data = picture(mode, form=form, **said)
    with evidence_pages.opened(data, f"image/{form.lower()}", "A4") as (made, troubles):
        assert (len(made.pages), troubles) == (1, [])
        assert float(made.pages[0].mediabox[2]) == pytest.approx(841.89, abs=0.1)  # a wide picture lies on its side


def test_a_photo_stands_upright_and_several_frames_are_several_pages() -> None:
    turned = Image.new("RGB", (300, 200)).getexif()
    turned[0x0112] = 6
    with evidence_pages.opened(picture(exif=turned), JPEG, "letter") as (made, _):
        image = made.pages[0].obj.Resources.XObject.Im0
        assert (int(image.Width), int(image.Height)) == (200, 300)
    frames = [Image.new("1", (100, 140)) for _ in range(3)]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:])
    assert evidence_pages.look(out.getvalue(), "image/tiff").pages == 3


def test_a_plain_jpeg_passes_as_it_is() -> None:
    data = picture()
    with evidence_pages.opened(data, JPEG, "letter") as (made, _):
        assert made.pages[0].obj.Resources.XObject.Im0.read_raw_bytes() == data


def test_work_can_be_stopped() -> None:
    class StopError(Exception):
        pass

    def stop(done: int, _all: int) -> None:
        if done == 1:
            raise StopError

    pieces = [Piece(f"E-{n}", "", PDF, 1, lambda: pdf("x")) for n in range(3)]
    with pytest.raises(StopError):
        binder.bind(io.BytesIO(), pdf("Cover"), bookmarks=[], pieces=pieces, stamps=stamps, sheet="A4", progress=stop)


def test_a_packet_too_large_for_memory_is_the_same_each_time_and_leaves_nothing_behind(tmp_path: Path) -> None:
    luck = random.Random(1)  # noqa: S311 - always the same scans, no secrets
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    scans = [_scan(luck.randbytes(9_000_000)) for _ in range(4)]

    def bind(name: str) -> bytes:
        with (scratch / name).open("wb") as file:
            binder.bind(
                file,
                pdf("Cover"),
                bookmarks=[Bookmark("Cover", 0)],
                pieces=[Piece(f"E-{n}", "Scan", PDF, 1, lambda data=data: data) for n, data in enumerate(scans)],
                stamps=stamps,
                sheet="letter",
                progress=lambda _done, _all: None,
                scratch=scratch,
            )
        return (scratch / name).read_bytes()

    one = bind("one.pdf")
    assert bind("two.pdf") == one
    assert {path.name for path in scratch.iterdir()} == {"one.pdf", "two.pdf"}
    with pikepdf.open(io.BytesIO(one)) as found:
        pictures = [page.get_images()["/Im0"].read_bytes() for page in list(found.pages)[1:]]
        assert [zlib.crc32(data) for data in pictures] == [zlib.crc32(_picture(scan)) for scan in scans]
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(one)).pages]
    assert ["Cover" in texts[0], *(f"E-{n}, page 1 of 1" in text for n, text in enumerate(texts[1:]))] == [True] * 5


def _scan(data: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        page = made.add_blank_page()
        stream = made.make_stream(data)
        stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        stream.Width, stream.Height, stream.BitsPerComponent = 3000, 3000, 8
        stream.ColorSpace = pikepdf.Name.DeviceGray
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=stream))
        page.obj.Contents = made.make_stream(b"q 500 0 0 500 50 50 cm /Im0 Do Q")
        made.save(out, compress_streams=False)
    return out.getvalue()


def _picture(scan: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(scan)) as made:
        return made.pages[0].get_images()["/Im0"].read_bytes()
