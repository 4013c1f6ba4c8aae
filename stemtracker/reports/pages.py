"""A laid-out page as plain data: strings, lines, boxes at fixed places, measured from the top left in points.

`layout`, `tables` and `figures` fill pages; `render` paints them. Nothing here knows a PDF.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from stemtracker.domain.evidence import Standing
from stemtracker.reports.fonts import Face
from stemtracker.reports.style import Sheet, Type
from stemtracker.reports.text import Line


class Text(NamedTuple):
    """A string whose baseline starts at (x, y)."""

    face: Face
    size: float
    ink: str
    x: float
    y: float
    text: str


class Stroke(NamedTuple):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    ink: str


class Box(NamedTuple):
    """A rectangle with its top left at (x, y). `fill`: an ink, "hatch" (lines in the accent), or "" for none."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    edge: str = ""
    dashed: bool = False


class Pointer(NamedTuple):
    """A small triangle that points down to (x, y)."""

    x: float
    y: float
    size: float
    ink: str


class Circle(NamedTuple):
    """A circle around (x, y). `fill`: an ink, or "" for none; `edge` likewise."""

    x: float
    y: float
    radius: float
    fill: str = ""
    edge: str = ""


class MarkAt(NamedTuple):
    """A standing mark in a line of text: left end of its place, baseline, type size."""

    x: float
    y: float
    size: float
    standing: Standing


class Bookmark(NamedTuple):
    """Where a section begins."""

    title: str
    level: int
    y: float


Shape = Stroke | Box | Pointer | Circle | MarkAt


@dataclass(slots=True)
class Page:
    """One page's content, in reading order; shapes lie beneath the text."""

    texts: list[Text] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)
    bookmarks: list[Bookmark] = field(default_factory=list)

    def put(self, line: Line, style: Type, x: float, y: float) -> None:
        """Set a broken line with its left end at x and the top of its line height at y."""
        base = y + baseline(style)
        for span in line.spans:
            if span.mark is not None:
                self.shapes.append(MarkAt(x + span.x, base, style.size, span.mark))
            else:
                # What kept words together on a line would keep them from being found in the file.
                text = span.text.replace("\u00a0", " ")
                self.texts.append(Text(span.face, style.size, span.ink, x + span.x, base, text))


def baseline(style: Type) -> float:
    """From the top of a line to its baseline."""
    return (style.leading - style.size) / 2 + style.size * 0.8


@dataclass(slots=True)
class Flow:
    """Pages being filled from top to bottom; `y` is where the next thing goes."""

    sheet: Sheet
    types: dict[str, Type]
    #: The factor of the type scale, for distances that go with it.
    scale: float = 1.0
    pages: list[Page] = field(default_factory=lambda: [Page()])
    y: float = 0

    def __post_init__(self) -> None:
        self.y = self.sheet.top

    @property
    def page(self) -> Page:
        """The page that is being filled."""
        return self.pages[-1]

    @property
    def room(self) -> float:
        """The height left on this page."""
        return self.sheet.foot - self.y

    @property
    def capacity(self) -> float:
        """The height of an empty page."""
        return self.sheet.foot - self.sheet.top

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on this page yet."""
        return self.y <= self.sheet.top

    def turn(self) -> None:
        """Go on at the top of a new page."""
        self.pages.append(Page())
        self.y = self.sheet.top

    def need(self, height: float) -> None:
        """Turn the page unless so much height is left (or the page is empty anyway)."""
        if height > self.room and not self.fresh:
            self.turn()

    def space(self, height: float) -> None:
        """Leave height free, but never at the top of a page."""
        if not self.fresh:
            self.y += height
