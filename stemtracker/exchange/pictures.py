"""A page of a PDF, or a photo, as pixels for the screen. The file may be damaged, locked or made to do harm.

PDFium is not safe for several threads, so one page is drawn at a time. Neighbors: `services.evidence` shows
evidence with it, `services.papers` previews papers.
"""

from __future__ import annotations

import math
import re
import struct
import threading
import time
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from stemtracker.errors import Refused

if TYPE_CHECKING:
    import pypdfium2
    from PIL import Image

MAX_PIXELS = 24_000_000
_MAX_SOURCE_PIXELS = 64_000_000
_MAX_WIDTH = 6_000
_MAX_INFLATED = 512 * 1024 * 1024
_MAX_RATIO = 200
_CHUNK = 4 * 1024 * 1024
_IMAGES = ("PNG", "JPEG", "GIF", "WEBP")
_MOST_SECONDS = 10.0
#: Where a stream begins, if it is packed: a zlib stream begins with one of these.
_STREAM = re.compile(rb"stream[\r\n]*(?=[\x78\x68\x58\x48\x38\x28\x18\x08])")
#: What is no packed stream shows in its first bytes.
_FIRST_PIECE, _PIECE = 64, 64 * 1024
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """Pixels, four bytes each (red, green, blue, alpha), row by row; `pages` of the whole file."""

    width: int
    height: int
    rgba: bytes
    pages: int


def render(data: bytes, media_type: str, page: int = 0, width: int = 800) -> Picture:
    """The page as a picture of that width (a photo is never drawn larger than it is)."""
    width = max(16, min(width, _MAX_WIDTH))
    with _one_at_a_time:
        if _is_pdf(data):
            return _pdf(data, page, width)
        if media_type.startswith("image/") or data[:3] in (b"\x89PN", b"\xff\xd8\xff", b"GIF", b"RIF"):
            return _image(data, width)
    if media_type == "application/pdf":
        raise Refused.at("file", "This is not a PDF, though it is named so. Open it with the program that made it.")
    raise Refused.at("file", "There is no preview for this kind of file. Save it to a folder and open it there.")


def page_count(data: bytes) -> int:
    """How many pages a PDF has."""
    with _one_at_a_time:
        document = _open(data)
        try:
            return len(document)
        finally:
            document.close()


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]


def _open(data: bytes) -> pypdfium2.PdfDocument:
    import pypdfium2

    refuse_bomb(data)
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as why:
        if "password" in str(why).casefold():
            words = "This PDF is locked with a password. Save a copy without the password and attach that."
        else:
            words = "This PDF is damaged and can't be shown. Ask for it again or print it to a new PDF."
        raise Refused.at("file", words) from None


def _pdf(data: bytes, page: int, width: int) -> Picture:
    import pypdfium2

    document = _open(data)
    try:
        count = len(document)
        if not 0 <= page < count:
            raise Refused.at("page", f"There is no page {page + 1}; the file has {count}.")
        sheet = document[page]
        across, down = sheet.get_size()
        if across <= 0 or down <= 0 or not 1 / _MAX_RATIO <= down / across <= _MAX_RATIO:
            raise Refused.at("file", "This page has no size that could be shown.")
        if width * width * down / across > MAX_PIXELS:
            width = max(1, int((MAX_PIXELS * across / down) ** 0.5))
        bitmap = _drawn(sheet, width, max(1, math.ceil(down * width / across)))
        return Picture(bitmap.width, bitmap.height, bytes(bitmap.buffer), count)
    except pypdfium2.PdfiumError:
        raise Refused.at("file", f"Page {page + 1} is damaged and can't be shown.") from None
    finally:
        document.close()


def _drawn(sheet: pypdfium2.PdfPage, width: int, height: int) -> pypdfium2.PdfBitmap:
    """The page with its annotations on white, unless it takes longer than anyone would wait."""
    import pypdfium2
    from pypdfium2 import raw

    until = time.monotonic() + _MOST_SECONDS
    pause = raw.IFSDK_PAUSE(version=1)
    pause.NeedToPauseNow = type(pause.NeedToPauseNow)(lambda _: time.monotonic() > until)
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGRA, rev_byteorder=True)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    flags = raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER
    try:
        state = raw.FPDF_RenderPageBitmap_Start(bitmap, sheet, 0, 0, width, height, 0, flags, pause)
    finally:
        raw.FPDF_RenderPage_Close(sheet)
    if state == raw.FPDF_RENDER_TOBECONTINUED:
        raise Refused.at("file", "This page takes too long to draw. Save the file to a folder and open it there.")
    if state != raw.FPDF_RENDER_DONE:
        raise pypdfium2.PdfiumError("the page can't be drawn")
    return bitmap


def refuse_bomb(data: bytes) -> None:
    """Refuse a small file that unpacks to a huge one, before PDFium unpacks it in memory."""
    left = _MAX_INFLATED
    # Streams don't overlap: whoever makes the same bytes be read again and again wants to keep us busy.
    unread = 2 * len(data) + _CHUNK
    for read, size in _inflated(data):
        left -= size
        unread -= read
        if left < 0 or unread < 0:
            raise Refused.at("file", "This PDF unpacks to more than any document needs and is not opened.")


def _inflated(data: bytes) -> Iterator[tuple[int, int]]:
    """The file's streams, piece by piece: bytes read, bytes unpacked."""
    end = 0
    for found in _STREAM.finditer(data):
        start = found.end()
        if end < start:
            end = data.find(b"endstream", start)
            end = len(data) if end < 0 else end
        unpack, piece = zlib.decompressobj(), _FIRST_PIECE
        try:
            while start < end and not unpack.eof:
                packed = data[start : min(start + piece, end)]
                start += len(packed)
                yield len(packed), len(unpack.decompress(packed, _CHUNK))
                while unpack.unconsumed_tail and not unpack.eof:  # what follows its end stays there
                    yield 0, len(unpack.decompress(unpack.unconsumed_tail, _CHUNK))
                piece = _PIECE
        except zlib.error:
            # Not a packed stream after all, or a damaged one: PDFium judges that.
            continue


def _image(data: bytes, width: int) -> Picture:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = _MAX_SOURCE_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's about what is damaged but can be shown
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=_IMAGES) as source:
                source.draft("RGB", (width, width * source.height // max(1, source.width)))
                shown = _scaled(_upright(source), width).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused.at("file", "This picture has more dots than can be shown; save a smaller copy.") from None
    except UnidentifiedImageError:
        words = "This picture can't be shown here; save it as JPEG or PNG."
        raise Refused.at("file", words) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, zlib.error):
        # Pillow's decoders raise all of these on damaged files.
        raise Refused.at("file", "This picture is damaged and can't be shown.") from None
    return Picture(shown.width, shown.height, shown.tobytes(), 1)


def _upright(source: Image.Image) -> Image.Image:
    """As the camera was held; as the file lies where what it says of that is damaged."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(source)
    except (struct.error, ValueError, KeyError, TypeError, SyntaxError, ArithmeticError):
        source.load()
        return source


def _scaled(image: Image.Image, width: int) -> Image.Image:
    if image.width > width:
        size = (width, max(1, min(round(image.height * width / image.width), MAX_PIXELS // width)))
        return image.resize(size, reducing_gap=2.0)
    return image
