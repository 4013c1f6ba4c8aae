"""Pages and photos become pixels; damaged, locked and hostile files are refused in words."""

from __future__ import annotations

import struct
import time
import zlib
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from stemtracker.errors import Refused
from stemtracker.exchange import pictures


def pdf(pages: int = 1, size: tuple[float, float] = (612, 792)) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=size)
    for number in range(pages):
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(0, 0, size[0], size[1] / 2, stroke=0, fill=1)
        canvas.drawString(72, size[1] - 72, f"Page {number + 1}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def photo(form: str, size: tuple[int, int] = (40, 20), **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (0, 0, 255)).save(out, form, **options)
    return out.getvalue()


def test_a_page_is_drawn_in_color_at_the_width_asked() -> None:
    shown = pictures.render(pdf(3), "application/pdf", 1, 306)
    assert (shown.width, shown.height, shown.pages) == (306, 396, 3)
    assert len(shown.rgba) == 306 * 396 * 4
    assert shown.rgba[:4] == b"\xff\xff\xff\xff"
    assert shown.rgba[-4:] == b"\xff\x00\x00\xff"
    assert pictures.page_count(pdf(3)) == 3


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_photo_is_never_drawn_larger_than_it_is(form: str) -> None:
    shown = pictures.render(photo(form), f"image/{form.lower()}", width=800)
    assert (shown.width, shown.height, shown.pages) == (40, 20, 1)
    assert shown.rgba[2] > 200
    assert shown.rgba[3] == 255
    assert pictures.render(photo(form, (400, 200)), "image/x", width=100).height == 50


def test_a_photo_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    shown = pictures.render(photo("JPEG", (40, 20), exif=exif), "image/jpeg")
    assert (shown.width, shown.height) == (20, 40)


def test_a_very_long_page_is_drawn_smaller() -> None:
    shown = pictures.render(pdf(size=(100, 10_000)), "application/pdf", 0, 4_000)
    assert shown.width * shown.height <= pictures.MAX_PIXELS * 1.01


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="no page 3; the file has 2"):
        pictures.render(pdf(2), "application/pdf", 2)


def test_a_locked_file_says_so() -> None:
    writer = PdfWriter(PdfReader(BytesIO(pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    with pytest.raises(Refused, match="password"):
        pictures.render(out.getvalue(), "application/pdf")


@pytest.mark.parametrize(
    ("data", "media_type", "words"),
    [
        (b"%PDF-1.7\nrubbish", "application/pdf", "damaged"),
        (b"not a pdf", "application/pdf", "not a PDF"),
        (b"hello", "text/plain", "no preview"),
        (photo("PNG")[:60], "image/png", "damaged"),
        (b"\x89PNG rubbish", "image/png", "save it as JPEG"),
        (b"", "image/jpeg", "save it as JPEG"),
        (b"II*\0rubbish", "image/tiff", "save it as JPEG"),
    ],
)
def test_what_is_not_what_it_says_is_refused(data: bytes, media_type: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        pictures.render(data, media_type)


def test_a_small_file_that_unpacks_to_a_huge_one_is_not_opened() -> None:
    pack = zlib.compressobj(9)
    zeros = b"\0" * (1 << 20)
    packed = pack.compress(zeros) + pack.flush(zlib.Z_FULL_FLUSH)
    packed += (pack.compress(zeros) + pack.flush(zlib.Z_FULL_FLUSH)) * 600
    head = b"%PDF-1.7\n1 0 obj <</Filter/FlateDecode/Length " + str(len(packed)).encode() + b">>\nstream\n"
    with pytest.raises(Refused, match="unpacks to more"):
        pictures.render(head + packed + b"\nendstream\nendobj\n", "application/pdf")


def test_a_picture_of_too_many_dots_is_not_unpacked() -> None:
    small = photo("PNG")
    head = b"IHDR" + struct.pack(">II", 40_000, 40_000) + small[24:29]
    huge = small[:12] + head + struct.pack(">I", zlib.crc32(head)) + small[33:]
    with pytest.raises(Refused, match="more dots"):
        pictures.render(huge, "image/png")


def stream(content: bytes, said: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    head = b"<</Length %d/Filter/FlateDecode%s>>\nstream\n" % (len(packed), said)
    return head + packed + b"\nendstream"


def page_of(content: bytes, resources: bytes = b"") -> bytes:
    """A PDF of one page, by hand."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<" + resources + b">>>>"
    root, pages = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    parts = (b"%d 0 obj\n%s\nendobj\n" % numbered for numbered in enumerate((root, pages, page, stream(content)), 1))
    return b"%PDF-1.7\n" + b"".join(parts) + b"trailer<</Size 5/Root 1 0 R>>\n%%EOF"


def test_a_page_whose_content_unpacks_to_megabytes_is_drawn() -> None:
    shown = pictures.render(page_of(b"1 0 0 rg 0 0 612 792 re f\n" + b"% a comment that draws nothing\n" * 200_000), "")
    assert shown.rgba[:4] == b"\xff\x00\x00\xff"


def test_a_page_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_MOST_SECONDS", 0.05)
    with pytest.raises(Refused, match="takes too long"):
        pictures.render(page_of(b"/G gs 0 0 612 792 re f\n" * 5_000, b"/ExtGState<</G<</ca 0.5/BM/Luminosity>>>>"), "")


@pytest.mark.parametrize("trap", [b"stream\n\x78\x9c", b"stream\n\x78\x01" + b"\0\0\0\xff\xff" * 3])
def test_a_thousand_beginnings_of_streams_cost_no_more_than_reading_them(trap: bytes) -> None:
    began = time.process_time()
    with pytest.raises(Refused, match=r"damaged|unpacks to more"):
        pictures.render(b"%PDF-1.7\n" + trap * 60_000, "application/pdf")
    assert time.process_time() - began < 3


def test_a_photo_whose_orientation_is_damaged_is_shown_as_it_lies() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "described" * 9
    good = photo("JPEG", (40, 20), exif=exif)
    at = good.index(b"Exif") + 6
    for place in range(at + 8, at + 32):
        bad = good[:place] + b"\xff" + good[place + 1 :]
        shown = pictures.render(bad, "image/jpeg")
        assert {shown.width, shown.height} == {40, 20}
