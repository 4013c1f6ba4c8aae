"""The typeface of all papers: finds the font files, registers them with reportlab, knows their characters and widths.

Source Sans Pro comes as a package (open font license). Its upright faces have Latin, Greek and Cyrillic;
the italics lack Greek and Cyrillic, which `text` answers with upright letters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILES = {"regular": "Regular", "semibold": "Semibold", "bold": "Bold", "italic": "It", "semibold-italic": "SemiboldIt"}


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One face: the name it is drawn by, and the advance of each character in thousandths of the size."""

    name: str
    widths: dict[str, int]
    characters: frozenset[str]
    #: reportlab's own object.
    font: Any

    def width(self, text: str, size: float) -> float:
        """How wide the text is set; every character must be one of the face's."""
        return sum(map(self.widths.__getitem__, text)) * size / 1000


def folder() -> Path:
    """Where the font files lie."""
    import font_source_sans_pro

    return Path(font_source_sans_pro.font_directory)


@cache
def faces() -> dict[str, Face]:
    """All faces by the names that styles use, registered for drawing."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    found: dict[str, Face] = {}
    for role, part in _FILES.items():
        font = TTFont(f"SourceSansPro-{part}", str(folder() / f"SourceSansPro-{part}.ttf"), asciiReadable=True)
        pdfmetrics.registerFont(font)
        widths = {chr(code): round(width) for code, width in font.face.charWidths.items() if code >= 32}
        found[role] = Face(font.fontName, widths, frozenset(widths), font)
    return found
