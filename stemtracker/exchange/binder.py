"""Puts a packet together: our own pages, then each piece of evidence with a stamp on every page, and bookmarks.

One piece after the other is opened and closed. What was put together goes to a nameless file on the disk as it grows,
so that memory does not hold a packet of hundreds of scans.
Neighbors: `evidence_pages` makes pages of a file, `reports.packet` our own pages and the stamps, `services.packets`
says what belongs into a packet.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from stemtracker.exchange import evidence_pages

if TYPE_CHECKING:
    import pikepdf


#: So many bytes of evidence stay in memory; of a large packet up to a fifth, or it would be written too often.
_MOST_HELD = 24 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence: what it is called in bookmarks and on stamps, and where its bytes are."""

    label: str
    title: str
    media_type: str
    pages: int
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A part of our own pages: its title, the page it begins on (0 is the first), and how deep it lies."""

    title: str
    page: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A page that gets a stamp: the evidence's label, its page of so many, and its size in points as it is seen."""

    label: str
    page: int
    pages: int
    packet_page: int
    width: float
    height: float


#: Makes a PDF with a stamp for each place, on pages of their sizes.
Stamps = Callable[[Sequence[Place]], bytes]
#: Told how many pieces of how many are done; may raise to stop the work.
Progress = Callable[[int, int], None]


def bind(
    out: BinaryIO,
    front: bytes,
    *,
    bookmarks: Sequence[Bookmark],
    pieces: Sequence[Piece],
    stamps: Stamps,
    sheet: str,
    progress: Progress,
    scratch: Path | None = None,
) -> int:
    """Write the packet; how many pages it has. Pieces must have been looked at: what can't be opened is refused.

    `scratch` is the folder for what does not stay in memory.
    """
    import pikepdf

    with ExitStack() as open_files:
        packet = open_files.enter_context(pikepdf.open(io.BytesIO(front)))
        first = len(packet.pages)
        starts: list[int] = []
        places: list[Place] = []
        held = stored = 0
        for number, piece in enumerate(pieces):
            progress(number, len(pieces))
            if held > max(_MOST_HELD, stored // 4):
                packet, held, stored = _put_down(packet, open_files, scratch), 0, stored + held
            starts.append(len(packet.pages))
            content = piece.content()
            held += len(content)
            places += _append(packet, piece, content, sheet)
        progress(len(pieces), len(pieces))
        if places:
            _stamp_all(packet, first, stamps(places))
        _outline(packet, bookmarks, pieces, starts, first)
        _unclaim(packet)
        packet.save(
            out, deterministic_id=True, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
        return len(packet.pages)


def _put_down(packet: pikepdf.Pdf, open_files: ExitStack, scratch: Path | None) -> pikepdf.Pdf:
    """The packet so far, read from the disk from now on."""
    import pikepdf

    file = tempfile.TemporaryFile(dir=scratch)  # noqa: SIM115 - open until the packet is written
    packet.save(file, deterministic_id=True, compress_streams=False)
    # What stood in memory, or in the file before, is let go.
    open_files.close()
    open_files.enter_context(file)
    return open_files.enter_context(pikepdf.open(file))


def _append(packet: pikepdf.Pdf, piece: Piece, content: bytes, sheet: str) -> Iterator[Place]:
    """Put its pages in; where each of them stands."""
    begun = len(packet.pages)
    with evidence_pages.opened(content, piece.media_type, sheet) as (source, _troubles):
        packet.pages.extend(source.pages)
    added = [packet.pages[at] for at in range(begun, len(packet.pages))]
    for number, page in enumerate(added, 1):
        yield Place(piece.label, number, len(added), begun + number, *_seen_size(page))


def _stamp_all(packet: pikepdf.Pdf, first: int, stamps: bytes) -> None:
    """All stamps are of one file, so that the packet has their typeface once."""
    import pikepdf

    pages = list(packet.pages)[first:]
    with pikepdf.open(io.BytesIO(stamps)) as stamped:
        for page, stamp in zip(pages, stamped.pages, strict=True):
            _stamp(packet, page, stamp)


def _stamp(packet: pikepdf.Pdf, page: pikepdf.Page, stamp: pikepdf.Page) -> None:
    """Lay the stamp over what is seen of the page. pikepdf's own way names it by lot: no two packets would be alike."""
    import pikepdf

    form = packet.copy_foreign(stamp.as_form_xobject())
    name = page.add_resource(form, pikepdf.Name.XObject, pikepdf.Name("/PacketStamp"), replace_existing=True)
    box = pikepdf.Rectangle(*map(float, page.cropbox))
    page.contents_add(b"q\n", prepend=True)
    placed = page.calc_form_xobject_placement(
        form, name, box, invert_transformations=True, allow_shrink=True, allow_expand=False
    )
    page.contents_add(b"\nQ\n" + placed)


def _seen_size(page: pikepdf.Page) -> tuple[float, float]:
    """Width and height as a reader shows the page."""
    left, low, right, high = map(float, page.cropbox)
    turned = int(page.obj.get("/Rotate", 0)) % 180 != 0
    size = (abs(right - left), abs(high - low))
    return size[::-1] if turned else size


def _outline(
    packet: pikepdf.Pdf, bookmarks: Iterable[Bookmark], pieces: Sequence[Piece], starts: Sequence[int], first: int
) -> None:
    from pikepdf import OutlineItem

    with packet.open_outline() as outline:
        outline.root.clear()
        last: OutlineItem | None = None
        for mark in bookmarks:
            item = OutlineItem(mark.title, mark.page)
            if mark.level and last is not None:
                last.children.append(item)
            else:
                outline.root.append(item)
                last = item
        if pieces:
            evidence = OutlineItem("Evidence", min(first, len(packet.pages) - 1))
            evidence.children += [
                OutlineItem(f"{piece.label} {piece.title}".strip(), start)
                for piece, start in zip(pieces, starts, strict=True)
            ]
            outline.root.append(evidence)


def _unclaim(packet: pikepdf.Pdf) -> None:
    """With foreign pages in it, the file is no longer one of the standards that our own pages keep."""
    if "/Metadata" in packet.Root:
        with packet.open_metadata(set_pikepdf_as_editor=False) as meta:
            for name in ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance"):
                if name in meta:
                    del meta[name]
