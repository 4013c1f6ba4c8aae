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
        # On a page narrower than the words, the words are smaller.
        size = min(_SIZE, _SIZE * (stamp.width - 2 * _EDGE) / max(face.width(stamp.text, _SIZE), 1))
        wide = face.width(stamp.text, size)
        right, low = stamp.width - _EDGE, _EDGE
        canvas.setFillColorRGB(*INKS["paper"])
        canvas.setStrokeColorRGB(*INKS["outline"])
        canvas.setLineWidth(0.5)
        box = (right - wide - 2 * _PAD, low - _PAD, wide + 2 * _PAD, size + 2 * _PAD)
        canvas.roundRect(*box, 2, stroke=1, fill=1)
        canvas.setFillColorRGB(*INKS["ink"])
        canvas.setFont(face.name, size)
        canvas.drawString(right - wide - _PAD, low + size * 0.18, stamp.text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
