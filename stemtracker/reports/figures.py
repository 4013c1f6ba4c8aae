"""The requirement bars: solid is proven, hatched lacks evidence, dashed is planned; tick: cap, pointer: pace.

Drawn in one ink with patterns, so that a grey printer loses nothing. Each bar has its own scale, whose end
is what is required; every number stands beside its bar as text as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from stemtracker.reports.blocks import Bar, Figure
from stemtracker.reports.pages import Box, Flow, Pointer, Shape, Stroke
from stemtracker.reports.text import Line, broken, width_of

_BAR_HEIGHT = 10.0
_LABEL_SHARE = 0.4
_GAP = 16.0
_BETWEEN = 9.0
#: A bar is drawn up to this many times its requirement.
_BEYOND = Fraction(5, 4)


def place(flow: Flow, figure: Figure) -> None:
    """Set the figure: its bars, then what the patterns mean."""
    for bar in figure.bars:
        flow.need(_height(flow, bar))
        _put(flow, bar)
    if figure.key:
        _key(flow, figure)
    flow.y += flow.types["body"].after


def least(flow: Flow, figure: Figure) -> float:
    """The height of the first bar."""
    return _height(flow, figure.bars[0]) if figure.bars else 0.0


def _words(flow: Flow, bar: Bar) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    width = flow.sheet.body * _LABEL_SHARE - _GAP
    return broken(bar.label, flow.types["bar"], width), broken(bar.text, flow.types["bar-sub"], width)


def _height(flow: Flow, bar: Bar) -> float:
    label, text = _words(flow, bar)
    words = len(label) * flow.types["bar"].leading + len(text) * flow.types["bar-sub"].leading
    return max(words, _BAR_HEIGHT + 12) + _BETWEEN


def _put(flow: Flow, bar: Bar) -> None:
    label, text = _words(flow, bar)
    sheet, page, y = flow.sheet, flow.page, flow.y
    for lines, name in ((label, "bar"), (text, "bar-sub")):
        for line in lines:
            page.put(line, flow.types[name], sheet.left, y)
            y += flow.types[name].leading
    page.shapes += _shapes(bar, sheet.left + sheet.body * _LABEL_SHARE, sheet.body * (1 - _LABEL_SHARE), flow.y + 7)
    flow.y += _height(flow, bar)


def _shapes(bar: Bar, left: float, width: float, top: float) -> Iterator[Shape]:
    """The bar itself. What lies far beyond the requirement is cut off: its number says how much it is."""
    reach = max(bar.counted + max(bar.planned, bar.over_cap), bar.pace or Fraction(0))
    end = max(bar.required, min(reach, bar.required * _BEYOND), Fraction(1, 100))

    def at(amount: Fraction) -> float:
        return left + width * float(min(amount, end) / end)

    def box(start: Fraction, stop: Fraction, fill: str, edge: str = "accent", *, dashed: bool = False) -> Box:
        return Box(at(start), top, at(stop) - at(start), _BAR_HEIGHT, fill, edge, dashed)

    yield box(Fraction(0), bar.required, "tint", "outline")
    if bar.planned:
        yield box(bar.counted, bar.counted + bar.planned, "paper", dashed=True)
    if bar.counted > bar.proven:
        yield box(bar.proven, bar.counted, "hatch")
    if bar.proven:
        yield box(Fraction(0), bar.proven, "accent")
    if bar.over_cap and bar.counted < end:
        x, over = at(bar.counted), at(bar.counted + bar.over_cap)
        yield Box(x, top + 3, over - x, _BAR_HEIGHT - 6, "", "outline", True)
        yield Stroke(x, top - 3, x, top + _BAR_HEIGHT + 3, 1.6, "ink")
    yield Stroke(at(bar.required), top - 2, at(bar.required), top + _BAR_HEIGHT + 2, 1.0, "ink")
    if bar.pace is not None:
        yield Pointer(at(bar.pace), top - 1, 5, "ink")


def _key(flow: Flow, figure: Figure) -> None:
    """What the patterns mean, only those that occur."""
    small = flow.types["small"]
    bars = figure.bars
    entries = [
        ("solid", "evidence attached, signed or posted", any(b.proven for b in bars)),
        ("hatch", "counted, evidence missing", any(b.counted > b.proven for b in bars)),
        ("dash", "planned", any(b.planned for b in bars)),
        ("cap", "cap reached, hours over it", any(b.over_cap for b in bars)),
        ("pace", "even pace on the day this was made", any(b.pace is not None for b in bars)),
    ]
    flow.need(small.leading)
    x = flow.sheet.left
    for shape, words, occurs in entries:
        if not occurs:
            continue
        width = 18 + width_of(words, small) + 16
        if x + width > flow.sheet.left + flow.sheet.body and x > flow.sheet.left:
            x = flow.sheet.left
            flow.y += small.leading
            flow.need(small.leading)
        _sample(flow, shape, x, flow.y + small.leading / 2)
        for line in broken(words, small, width):
            flow.page.put(line, small, x + 18, flow.y)
        x += width
    flow.y += small.leading + 2


def _sample(flow: Flow, shape: str, x: float, middle: float) -> None:
    shapes = flow.page.shapes
    if shape == "pace":
        shapes.append(Pointer(x + 7, middle + 3, 5, "ink"))
    elif shape == "cap":
        shapes += [
            Stroke(x + 2, middle - 5, x + 2, middle + 5, 1.6, "ink"),
            Box(x + 2, middle - 2, 11, 4, "", "outline", True),
        ]
    else:
        fill, dashed = {"solid": ("accent", False), "hatch": ("hatch", False), "dash": ("paper", True)}[shape]
        shapes.append(Box(x, middle - 3.5, 13, 7, fill, "accent", dashed))
