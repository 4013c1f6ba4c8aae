"""What is printed on each page of evidence in a packet: "E-014 · page 3 of 41 · packet page 57", low on the right.

One transparent page for each, as large as the page it goes on. Neighbors: `exchange.binder` lays them over the
evidence, `render` paints our own pages.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from stemtracker.reports.fonts import faces
from stemtracker.reports.style import INKS

_SIZE, _PAD, _EDGE = 8.0, 3.0, 12.0
#: A page larger than this sheet is made smaller when it is printed, and its stamp with it.
_SHEET = (612.0, 792.0)


@dataclass(frozen=True, slots=True)
class Stamp:
    """The words for a page, and how large the page is in points."""

    text: str
    width: float
    height: float


def sheet_of(stamps: Sequence[Stamp]) -> bytes:
    """A PDF with a page for each stamp."""
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0
    face = faces()["semibold"]
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=1, invariant=1, initialFontName=face.name)
    for stamp in stamps:
        canvas.setPageSize((stamp.width, stamp.height))
        scale = _scale(stamp)
        pad, edge, size = _PAD * scale, _EDGE * scale, _SIZE * scale
        # On a page narrower than the words, the words are smaller.
        size = min(size, size * (stamp.width - 2 * edge) / max(face.width(stamp.text, size), 1))
        wide = face.width(stamp.text, size)
        right, low = stamp.width - edge, edge
        canvas.setFillColorRGB(*INKS["paper"])
        canvas.setStrokeColorRGB(*INKS["outline"])
        canvas.setLineWidth(0.5 * scale)
        box = (right - wide - 2 * pad, low - pad, wide + 2 * pad, size + 2 * pad)
        canvas.roundRect(*box, 2 * scale, stroke=1, fill=1)
        canvas.setFillColorRGB(*INKS["ink"])
        canvas.setFont(face.name, size)
        canvas.drawString(right - wide - pad, low + size * 0.18, stamp.text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _scale(stamp: Stamp) -> float:
    """How many times larger than a sheet the page is in both directions, turned as it fits; at least 1."""
    short, long = sorted((stamp.width, stamp.height))
    return max(1.0, min(short / _SHEET[0], long / _SHEET[1]))
