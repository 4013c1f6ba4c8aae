"""The requirement bars: solid is proven, hatched lacks evidence, dashed is planned; tick: cap, pointer: pace.

Drawn in one ink with patterns, so that a grey printer loses nothing. Each bar has its own scale, whose end
is what is required; every number stands beside its bar as text as well.
"""

from __future__ import annotations

from fractions import Fraction

from stemtracker.reports.blocks import Bar, Figure
from stemtracker.reports.pages import Box, Flow, Pointer, Stroke
from stemtracker.reports.text import Line, broken, width_of

_BAR_HEIGHT = 10.0
_LABEL_SHARE = 0.4
_GAP = 16.0
_BETWEEN = 9.0


def place(flow: Flow, figure: Figure) -> None:
    """Set the figure: its bars, then what the patterns mean."""
    for bar in figure.bars:
        flow.need(_height(flow, bar))
        _put(flow, bar)
    _key(flow, figure)
    if figure.caption:
        small = flow.types["small"]
        for line in broken(figure.caption, small, flow.sheet.body):
            flow.need(small.leading)
            flow.page.put(line, small, flow.sheet.left, flow.y)
            flow.y += small.leading
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
    left = sheet.left + sheet.body * _LABEL_SHARE
    width = sheet.body * (1 - _LABEL_SHARE)
    top = flow.y + 7
    end = max(
        bar.required, bar.counted + bar.planned, bar.counted + bar.over_cap, bar.pace or Fraction(0), Fraction(1, 100)
    )

    def at(amount: Fraction) -> float:
        return left + width * float(amount / end)

    page.shapes.append(Box(left, top, at(bar.required) - left, _BAR_HEIGHT, "tint", "outline"))
    if bar.planned:
        page.shapes.append(
            Box(
                at(bar.counted),
                top,
                at(bar.counted + bar.planned) - at(bar.counted),
                _BAR_HEIGHT,
                "paper",
                "accent",
                True,
            )
        )
    if bar.counted > bar.proven:
        page.shapes.append(Box(at(bar.proven), top, at(bar.counted) - at(bar.proven), _BAR_HEIGHT, "hatch", "accent"))
    if bar.proven:
        page.shapes.append(Box(left, top, at(bar.proven) - left, _BAR_HEIGHT, "accent", "accent"))
    if bar.over_cap:
        over = at(bar.counted + bar.over_cap)
        page.shapes += [
            Box(at(bar.counted), top + 3, over - at(bar.counted), _BAR_HEIGHT - 6, "", "outline", True),
            Stroke(at(bar.counted), top - 3, at(bar.counted), top + _BAR_HEIGHT + 3, 1.6, "ink"),
        ]
    page.shapes.append(Stroke(at(bar.required), top - 2, at(bar.required), top + _BAR_HEIGHT + 2, 1.0, "ink"))
    if bar.pace is not None:
        page.shapes.append(Pointer(at(bar.pace), top - 1, 5, "ink"))
    flow.y += _height(flow, bar)


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
