"""How papers look, as numbers: sheets, margins, the type scale, inks. Knows no blocks and no drawing.

The same few values serve every paper; lengths are points (1/72 inch).
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Type:
    """A text style: face ("regular", "semibold", "bold", "italic"), size, line height, ink, space before and after."""

    face: str
    size: float
    leading: float
    ink: str = "ink"
    before: float = 0
    after: float = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page and its margins; the header and footer stand inside the top and bottom margins."""

    width: float
    height: float
    left: float = 57
    right: float = 57
    top: float = 64
    bottom: float = 62

    @property
    def body(self) -> float:
        """The width of the text."""
        return self.width - self.left - self.right

    @property
    def foot(self) -> float:
        """The lowest y of the text, measured from the top edge."""
        return self.height - self.bottom


SHEETS = {"letter": Sheet(612, 792), "A4": Sheet(595.28, 841.89)}

#: Inks as red, green, blue. All text inks keep 4.5:1 on white, in grey too.
INKS: dict[str, tuple[float, float, float]] = {
    name: (int(code[0:2], 16) / 255, int(code[2:4], 16) / 255, int(code[4:6], 16) / 255)
    for name, code in {
        "ink": "1B2430",
        "muted": "55606E",
        "strong": "333E4D",
        "accent": "1B4F9C",
        "hairline": "C9D0D9",
        "outline": "76818F",
        "tint": "F3F5F8",
        "watermark": "ECEFF3",
        "paper": "FFFFFF",
    }.items()
}

TYPE: dict[str, Type] = {
    "h1": Type("semibold", 22, 26, "ink", 0, 3),
    "h2": Type("semibold", 12.5, 16, "accent", 20, 5),
    "h3": Type("semibold", 10.5, 14, "ink", 11, 5),
    "kicker": Type("semibold", 8, 11, "muted", 0, 3),
    "name": Type("regular", 15, 20, "ink", 0, 4),
    "lead": Type("regular", 11, 15.5, "ink", 1, 3),
    "body": Type("regular", 9.6, 13.4, "ink", 0, 5),
    "small": Type("regular", 8.2, 11, "muted", 0, 4),
    "label": Type("regular", 8, 11, "muted"),
    "value": Type("regular", 9.4, 12.4),
    "th": Type("semibold", 7.8, 10, "muted"),
    "td": Type("regular", 8.6, 11),
    "td-title": Type("regular", 8.8, 11.2),
    "td-sub": Type("regular", 7.8, 10, "muted"),
    "td-group": Type("semibold", 8.8, 11.4, "accent"),
    "td-total": Type("semibold", 8.6, 11),
    "bar": Type("semibold", 8.6, 11),
    "bar-sub": Type("regular", 7.8, 10, "muted"),
    "footer": Type("regular", 7.4, 9.6, "muted"),
    "header": Type("regular", 8, 10, "muted"),
}

CELL_ABOVE = 3.0
CELL_BELOW = 3.6
CELL_GAP = 8
INDENT = 11
HAIRLINE = 0.5


def scaled(factor: float) -> dict[str, Type]:
    """The type scale, smaller or larger by a factor; what stands around the pages keeps its size."""
    if factor == 1:
        return TYPE
    return {
        name: t
        if name in {"footer", "header"}
        else replace(
            t, size=t.size * factor, leading=t.leading * factor, before=t.before * factor, after=t.after * factor
        )
        for name, t in TYPE.items()
    }
