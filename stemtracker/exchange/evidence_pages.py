"""Evidence on its way into a packet: how many pages it has, whether all of it can be read, and the pages themselves.

Nothing that came from elsewhere stays able to act: no scripts, no actions but links, no media. Forms are set in
stone as they are filled in. Pictures stand upright on a page of their own. What is damaged or locked is said by name
before anything is written. Neighbors: `binder` puts the pages together, `pictures` shows one on the screen.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stemtracker.errors import Refused
from stemtracker.exchange.pictures import refuse_bomb

if TYPE_CHECKING:
    import pikepdf
    from PIL import Image

#: In points: a letter or A4 sheet and the margin around a picture on it.
SHEETS = {"letter": (612.0, 792.0), "A4": (595.28, 841.89)}
_MARGIN = 36.0
_MOST_PIXELS = 64_000_000
#: A picture is made no finer than that on its longer side.
_FINEST = 2000
_QUALITY = 85
_MOST_PAGES = 500
_IMAGES = ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP")
_MOST_STREAM = 256 * 1024 * 1024
_KEPT_ACTIONS = {"/GoTo", "/URI"}
_DROPPED_KINDS = {"/FileAttachment", "/Movie", "/Screen", "/Sound", "/3D", "/RichMedia"}


@dataclass(frozen=True, slots=True)
class Look:
    """What a file is to a packet: its pages (0: it can't be one), and what a person should know of it first.

    Each trouble says what is the case and, behind a semicolon, what the holder can do about it.
    """

    pages: int
    troubles: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether anything of it can be bound."""
        return self.pages > 0


def look(data: bytes, media_type: str) -> Look:
    """How many pages it has, and in words what is wrong with it."""
    try:
        with opened(data, media_type, "letter") as (pdf, troubles):
            return Look(len(pdf.pages), tuple(troubles))
    except Refused as why:
        return Look(0, (why.problems[0].message,))


@contextmanager
def opened(data: bytes, media_type: str, sheet: str) -> Iterator[tuple[pikepdf.Pdf, list[str]]]:
    """The file as harmless pages, and what is wrong with them. Refused where there are none."""
    if b"%PDF-" in data[:1024]:
        with _opened_pdf(data) as found:
            yield found
    elif media_type.startswith("image/") or _is_image(data):
        pdf, troubles = _of_image(data, SHEETS[sheet])
        with pdf:
            yield pdf, troubles
    elif media_type == "application/pdf":
        raise Refused.at("file", "it is not a PDF, though it is named so")
    else:
        raise Refused.at("file", "this kind of file has no pages; print it to a PDF and attach that too")


def _is_image(data: bytes) -> bool:
    return data[:3] in (b"\x89PN", b"\xff\xd8\xff", b"GIF", b"RIF", b"II*", b"MM\0")


@contextmanager
def _opened_pdf(data: bytes) -> Iterator[tuple[pikepdf.Pdf, list[str]]]:
    import pikepdf

    refuse_bomb(data)
    try:
        pdf = pikepdf.open(io.BytesIO(data), suppress_warnings=True)
    except pikepdf.PasswordError:
        raise Refused.at("file", "it is locked with a password; attach a copy without one") from None
    except (pikepdf.PdfError, ValueError, RuntimeError, RecursionError):
        raise _damaged() from None
    with pdf:
        try:
            troubles = list(_troubles(pdf))
            _disarm(pdf)
        except (pikepdf.PdfError, ValueError, TypeError, AttributeError, KeyError, RuntimeError, RecursionError):
            raise _damaged() from None
        yield pdf, troubles


def _damaged() -> Refused:
    return Refused.at("file", "it is damaged and can’t be opened; ask for it again")


def _troubles(pdf: pikepdf.Pdf) -> Iterator[str]:
    """What was repaired on opening, and pages that came out empty by it."""
    count = len(pdf.pages)
    if not count:
        raise Refused.at("file", "it has no pages")
    if count > _MOST_PAGES:
        raise Refused.at("file", f"it has {count:,} pages, more than {_MOST_PAGES} in one file; attach the part needed")
    blank = sum(_is_blank(page) for page in pdf.pages)
    if pdf.get_warnings():  # asked once: it forgets them by itself
        if blank:
            yield f"it is damaged: {blank} of its {count} pages {'is' if blank == 1 else 'are'} blank"
        else:
            yield "it was damaged and has been mended; look through its pages"


def _is_blank(page: pikepdf.Page) -> bool:
    content = page.obj.get("/Contents")
    if content is None:
        return True
    parts = list(content) if content._type_name == "array" else [content]  # noqa: SLF001 - there is no other name for it
    return not any(getattr(part, "read_raw_bytes", bytes)() for part in parts)


def _disarm(pdf: pikepdf.Pdf) -> None:
    """Forms as they look now; nothing that acts; nothing that would borrow the packet's own structure."""
    if "/AcroForm" in pdf.Root:
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")
    for page in pdf.pages:
        for name in ("/StructParents", "/AA", "/PieceInfo", "/Metadata", "/B"):
            if name in page.obj:
                del page.obj[name]
        if "/Annots" in page.obj:
            kept = [one for one in page.obj.Annots if _harmless(one)]
            if kept:
                page.obj.Annots = pdf.make_indirect(_array(kept))
            else:
                del page.obj["/Annots"]


def _array(items: list[Any]) -> pikepdf.Array:
    import pikepdf

    return pikepdf.Array(items)


def _harmless(annotation: Any) -> bool:
    """Whether it may stay; what it would do but lead somewhere is taken off it."""
    if annotation.get("/Subtype") in _DROPPED_KINDS:
        return False
    for name in ("/StructParent", "/AA"):
        if name in annotation:
            del annotation[name]
    action = annotation.get("/A")
    if action is not None and (action.get("/S") not in _KEPT_ACTIONS or "/Next" in action):
        del annotation["/A"]
    return True


def _of_image(data: bytes, sheet: tuple[float, float]) -> tuple[pikepdf.Pdf, list[str]]:
    """Each frame upright on a page of its own, as large as it fits."""
    import pikepdf
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    pdf = pikepdf.new()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_IMAGES) as source:
                frames = min(getattr(source, "n_frames", 1), _MOST_PAGES) if source.format == "TIFF" else 1
                for frame in range(frames):
                    source.seek(frame)
                    _add_picture(pdf, source, data if frames == 1 else b"", sheet)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused.at("file", "this picture has more dots than can be printed; save a smaller copy") from None
    except UnidentifiedImageError:
        raise Refused.at("file", "this picture can’t be read here; save it as JPEG or PNG and attach that") from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, zlib.error, struct.error):
        raise Refused.at("file", "this picture is damaged and can’t be read; attach it again") from None
    return pdf, []


def _add_picture(pdf: pikepdf.Pdf, source: Image.Image, data: bytes, sheet: tuple[float, float]) -> None:
    import pikepdf

    coded, size, grey = _coded(source, data)
    stream = pdf.make_stream(coded)
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height = size
    stream.ColorSpace = pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB
    stream.BitsPerComponent = 8
    stream.Filter = pikepdf.Name.DCTDecode
    across, down = sheet if size[0] <= size[1] else sheet[::-1]
    # No larger than at 72 dots an inch: a stamp-sized scan is not blown up to a page.
    scale = min((across - 2 * _MARGIN) / size[0], (down - 2 * _MARGIN) / size[1], 1.0)
    width, height = size[0] * scale, size[1] * scale
    page = pdf.add_blank_page(page_size=(across, down))
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=stream))
    place = f"{width:.2f} 0 0 {height:.2f} {(across - width) / 2:.2f} {(down - height) / 2:.2f}"
    page.obj.Contents = pdf.make_stream(f"q {place} cm /Im0 Do Q".encode())


def _coded(source: Image.Image, data: bytes) -> tuple[bytes, tuple[int, int], bool]:
    """The picture as JPEG, its size, and whether it is grey. One that is a plain JPEG already passes as it is."""
    from PIL import ImageOps

    turned = source.getexif().get(0x0112, 1) != 1
    if data and source.format == "JPEG" and not turned and source.mode in {"L", "RGB"} and max(source.size) <= _FINEST:
        source.load()  # damaged pictures fail here and not at the printer
        return data, source.size, source.mode == "L"
    source.draft("RGB", (_FINEST, _FINEST))
    image = ImageOps.exif_transpose(source)
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        image = _on_white(image.convert("RGBA"))
    image = image.convert("L" if image.mode in {"1", "L", "I;16", "I", "F"} else "RGB")
    image.thumbnail((_FINEST, _FINEST), reducing_gap=2.0)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue(), image.size, image.mode == "L"


def _on_white(image: Image.Image) -> Image.Image:
    from PIL import Image as Images

    ground = Images.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground
