"""A page of a PDF, or a photo, as pixels for the screen. The file may be damaged, locked or made to do harm.

PDFium is not safe for several threads, so one page is drawn at a time. Neighbors: `services.evidence` shows
evidence with it, `services.papers` previews papers.
"""

from __future__ import annotations

import threading
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

    _refuse_bomb(data)
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
        bitmap = sheet.render(
            scale=width / across,
            fill_color=(255, 255, 255, 255),
            force_bitmap_format=pypdfium2.raw.FPDFBitmap_BGRA,
            rev_byteorder=True,
        )
        return Picture(bitmap.width, bitmap.height, _packed(bytes(bitmap.buffer), bitmap), count)
    except pypdfium2.PdfiumError:
        raise Refused.at("file", f"Page {page + 1} is damaged and can't be shown.") from None
    finally:
        document.close()


def _packed(pixels: bytes, bitmap: pypdfium2.PdfBitmap) -> bytes:
    """The pixels without filling bytes at the end of rows."""
    across = int(bitmap.width) * 4
    if bitmap.stride == across:
        return pixels
    return b"".join(pixels[row * bitmap.stride : row * bitmap.stride + across] for row in range(bitmap.height))


def _refuse_bomb(data: bytes) -> None:
    """Refuse a small file that unpacks to a huge one, before PDFium unpacks it in memory."""
    total = 0
    for size in _inflated(data):
        total += size
        if total > _MAX_INFLATED:
            raise Refused.at("file", "This PDF unpacks to more than any document needs and is not opened.")


def _inflated(data: bytes) -> Iterator[int]:
    """The unpacked sizes of the file's streams, piece by piece."""
    at = data.find(b"stream")
    while at >= 0:
        start = at + len(b"stream")
        while data[start : start + 1] in (b"\r", b"\n"):
            start += 1
        # A zlib stream begins with one of these; all else is skipped at no cost.
        if data[start : start + 1] in (b"\x78", b"\x68", b"\x58", b"\x48", b"\x38", b"\x28", b"\x18", b"\x08"):
            unpack = zlib.decompressobj()
            end = data.find(b"endstream", start)
            piece = data[start : end if end >= 0 else len(data)]
            try:
                while piece:
                    yield len(unpack.decompress(piece, _CHUNK))
                    piece = unpack.unconsumed_tail
            except zlib.error:
                # Not a packed stream after all, or a damaged one: PDFium judges that.
                piece = b""
        at = data.find(b"stream", start)


def _image(data: bytes, width: int) -> Picture:
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = _MAX_SOURCE_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=_IMAGES) as source:
                source.draft("RGB", (width, width * source.height // max(1, source.width)))
                upright = ImageOps.exif_transpose(source)
                shown = _scaled(upright, width).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused.at("file", "This picture has more dots than can be shown; save a smaller copy.") from None
    except UnidentifiedImageError:
        words = "This picture can't be shown here; save it as JPEG or PNG."
        raise Refused.at("file", words) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, zlib.error):
        # Pillow's decoders raise all of these on damaged files.
        raise Refused.at("file", "This picture is damaged and can't be shown.") from None
    return Picture(shown.width, shown.height, shown.tobytes(), 1)


def _scaled(image: Image.Image, width: int) -> Image.Image:
    if image.width > width:
        size = (width, max(1, min(round(image.height * width / image.width), MAX_PIXELS // width)))
        return image.resize(size, reducing_gap=2.0)
    return image
