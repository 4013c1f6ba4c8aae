"""Figures of growth: career line, network rings, effect ladder, hours of each kind over the years.

Drawn in one ink with open and solid shapes, so that a grey printer loses nothing; every number stands beside its
shape as text as well. Neighbors: `domain.growth` has the sums, `layout` places the figures in their order.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from stemtracker.domain import wording
from stemtracker.domain.growth import RINGS, Bar, CareerLine, Flag, Spoke
from stemtracker.domain.hours import hours
from stemtracker.domain.network import Level
from stemtracker.reports.blocks import Career, Growth, HoursOverYears, Ladder, Rings
from stemtracker.reports.pages import Box, Circle, Flow, Stroke
from stemtracker.reports.style import HAIRLINE, Type
from stemtracker.reports.text import broken, shortened, width_of

_ROW = 25.0
_BAR = 6.0
_AXIS = 16.0
_TICK_ROOM = 34.0
_RADIUS = 104.0
_CORE = 15.0
_RUNG = 19.0
#: Each ring is filled all around and turned by that part against the one within, so that no network hides another.
_TWIST = 0.28
_COLUMN = 13.0
_LABEL_SHARE = 0.3
#: What a level of the rings is called on paper.
LEVELS = {Level.SCHOOL: "School", Level.DISTRICT: "District", Level.STATE: "State", Level.NATIONAL: "National"}


def place(flow: Flow, figure: Growth) -> None:
    """Set the figure."""
    match figure:
        case Career():
            _career(flow, figure.line)
        case Rings():
            _rings(flow, figure.spokes)
        case Ladder():
            _ladder(flow, figure.counts)
        case HoursOverYears():
            _hours(flow, figure)
    flow.y += flow.types["body"].after


def least(_flow: Flow, figure: Growth) -> float:
    """The height that must be there for it to begin."""
    match figure:
        case Rings():
            return 2 * _RADIUS + 12
        case Ladder():
            return _RUNG * len(figure.counts)
        case HoursOverYears():
            return 4 * _COLUMN + _AXIS
        case Career():
            return 3 * _ROW + _AXIS


# The career line


class _Axis:
    """Where a day lies across the page."""

    def __init__(self, line: CareerLine, left: float, width: float) -> None:
        self.first = date(line.first.year, 1, 1)
        self.last = date(line.last.year + 1, 1, 1)
        self.left, self.width = left, width

    def at(self, day: date) -> float:
        whole = (self.last - self.first).days
        return self.left + self.width * (min(max(day, self.first), self.last) - self.first).days / whole

    def years(self) -> list[int]:
        """The years that get a tick: all of them, or every second, fifth, tenth, so that their words fit."""
        span = self.last.year - self.first.year
        room = max(1, int(self.width / _TICK_ROOM))
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200) if span / step <= room)
        return [year for year in range(self.first.year, self.last.year + 1) if year % step == 0 or span < step]


def _career(flow: Flow, line: CareerLine) -> None:
    sheet = flow.sheet
    axis = _Axis(line, sheet.left, sheet.body)
    begun = flow.y
    things: list[Flag | Bar] = [*line.flags, *line.bars]
    for number, thing in enumerate(things):
        if flow.room < _ROW + _AXIS and not flow.fresh:
            _ticks(flow, axis, begun)
            flow.turn()
            begun = flow.y
        if isinstance(thing, Flag):
            _flag(flow, axis, thing)
        else:
            _role(flow, axis, thing, line.last)
        if number == len(things) - 1:
            _ticks(flow, axis, begun)


def _words(flow: Flow, words: str, x: float, kind: Type) -> None:
    """One line on a ground of its own, so that the lines of the years don't run through it."""
    for line in broken(words, kind, flow.sheet.body + 1):
        flow.page.shapes.append(Box(x - 1, flow.y + 1, line.width + 2, kind.leading - 2, "paper"))
        flow.page.put(line, kind, x, flow.y)


def _flag(flow: Flow, axis: _Axis, flag: Flag) -> None:
    """Words stand behind the flag, or before it where there is more room."""
    kind, sheet = flow.types["bar-sub"], flow.sheet
    x, year = axis.at(flag.on), f" · {flag.on.year}"
    before, behind = x - 4 - sheet.left, sheet.left + sheet.body - x - 12
    turned = before > behind and width_of(flag.title + year, kind) > behind
    words = shortened(flag.title, kind, before if turned else behind, year)
    _words(flow, words, x - 4 - width_of(words, kind) if turned else x + 12, kind)
    flow.page.shapes.append(Stroke(x, flow.y + 2, x, flow.y + 15, 0.8, "ink"))
    flow.page.shapes.append(Box(x, flow.y + 2, 8, 5.5, "paper", "ink"))
    flow.y += _ROW - 8


def _role(flow: Flow, axis: _Axis, bar: Bar, last: date) -> None:
    """Words stand above the bar from its beginning, or further left where they would leave the page."""
    kind, sheet = flow.types["bar"], flow.sheet
    start, end = axis.at(bar.start), axis.at(bar.end or last)
    words = shortened(bar.title, kind, sheet.body, f" · {bar.start.year}–{bar.end.year if bar.end else 'now'}")
    _words(flow, words, min(start, sheet.left + sheet.body - width_of(words, kind)), kind)
    wide = max(end - start, 2.0)
    # One that goes on has an open end.
    flow.page.shapes.append(Box(start, flow.y + 12, wide, _BAR, "accent", "accent"))
    if bar.end is None:
        flow.page.shapes.append(Box(max(end - 7, start), flow.y + 12, min(7.0, wide), _BAR, "paper", "accent"))
    flow.y += _ROW


def _ticks(flow: Flow, axis: _Axis, begun: float) -> None:
    kind, sheet = flow.types["bar-sub"], flow.sheet
    flow.page.shapes.insert(0, Stroke(sheet.left, flow.y, sheet.left + sheet.body, flow.y, 0.7, "outline"))
    for year in axis.years():
        x = axis.at(date(year, 1, 1))
        flow.page.shapes.insert(0, Stroke(x, begun, x, flow.y + 3, HAIRLINE, "hairline"))
        wide = width_of(str(year), kind)
        for line in broken(str(year), kind, 60):
            at = min(max(x - wide / 2, sheet.left), sheet.left + sheet.body - wide)
            flow.page.put(line, kind, at, flow.y + 4)
    flow.y += _AXIS


# The rings


def _rings(flow: Flow, spokes: Sequence[Spoke]) -> None:
    sheet, page = flow.sheet, flow.page
    flow.need(2 * _RADIUS + 12)
    page = flow.page
    x, y = sheet.left + _RADIUS + 2, flow.y + _RADIUS + 4
    rings = {level: _CORE + (_RADIUS - _CORE) * (at + 1) / len(RINGS) for at, level in enumerate(RINGS)}
    for radius in reversed(rings.values()):
        page.shapes.append(Circle(x, y, radius, "", "hairline"))
    most = max((s.minutes for s in spokes), default=0)
    placed = [s for s in spokes if s.level in rings]
    of_ring = Counter(spoke.level for spoke in placed)
    at_ring: Counter[Level] = Counter()
    angles: list[float] = []
    for number, spoke in enumerate(placed):
        share = at_ring[spoke.level] / of_ring[spoke.level] + list(rings).index(spoke.level) * _TWIST - 0.25
        angle = 2 * math.pi * share
        angles.append(share % 1)
        at_ring[spoke.level] += 1
        radius = rings[spoke.level] - (_RADIUS - _CORE) / len(RINGS) / 2
        px, py = x + radius * math.cos(angle), y + radius * math.sin(angle)
        weight = 0.7 + (3.3 * spoke.minutes / most if most else 0)
        page.shapes.append(Stroke(x, y, px, py, weight, "accent" if spoke.current else "outline"))
        page.shapes.append(Circle(px, py, 7, "paper", "accent" if spoke.current else "outline"))
        _centered(flow, str(number + 1), px, py)
    page.shapes.append(Circle(x, y, _CORE - 3, "tint", "outline"))
    _centered(flow, "I", x, y)
    free = 2 * math.pi * _widest_gap(angles)
    for level, radius in rings.items():
        _centered(flow, LEVELS[level], x + radius * math.cos(free), y + radius * math.sin(free), ground=True)
    _list(flow, placed, [s for s in spokes if s.level not in rings], x + _RADIUS + 22)


def _widest_gap(shares: Sequence[float]) -> float:
    """The share of a turn, on the right side, that is farthest from all of these; low on the right without any."""
    right = [0.125, *(number / 48 for number in range(-9, 10))]
    return max(right, key=lambda at: min((abs((at - one + 0.5) % 1 - 0.5) for one in shares), default=0))


def _centered(flow: Flow, text: str, x: float, y: float, *, ground: bool = False) -> None:
    kind = flow.types["bar-sub"]
    wide = width_of(text, kind)
    if ground:
        flow.page.shapes.append(Box(x - wide / 2 - 1, y - kind.leading / 2, wide + 2, kind.leading, "paper"))
    for line in broken(text, kind, wide + 2):
        flow.page.put(line, kind, x - wide / 2, y - kind.leading / 2)


def _list(flow: Flow, placed: Sequence[Spoke], elsewhere: Sequence[Spoke], x: float) -> None:
    """The networks by their numbers beside the rings, then under them."""
    top, title, sub = flow.y, flow.types["bar"], flow.types["bar-sub"]
    beside = True
    y = top + 4
    low = top + 2 * _RADIUS + 12
    for number, spoke in enumerate([*placed, *elsewhere], 1):
        mark = f"{number}  " if number <= len(placed) else "–  "
        left = x if beside else flow.sheet.left
        width = flow.sheet.left + flow.sheet.body - left
        name = broken(f"{mark}{spoke.title}", title, width)
        level = LEVELS.get(spoke.level, "level not said")
        work = f"{wording.number(spoke.meetings, 'activity', 'activities')}, {hours(spoke.minutes)}"
        said = " · ".join((level.lower(), *((work,) if spoke.meetings else ())))
        about = broken(said + ("" if spoke.current else " · left"), sub, width)
        height = len(name) * title.leading + len(about) * sub.leading + 3
        if beside and y + height > low:
            beside, y = False, low
            left, width = flow.sheet.left, flow.sheet.body
            name, about = broken(f"{mark}{spoke.title}", title, width), broken(said, sub, width)
            height = len(name) * title.leading + len(about) * sub.leading + 3
        if y + height > flow.sheet.foot:
            flow.turn()
            beside, y, low = False, flow.y, flow.y
        for lines, kind in ((name, title), (about, sub)):
            for line in lines:
                flow.page.put(line, kind, left, y)
                y += kind.leading
        y += 3
    flow.y = max(y, low)


# The ladder


def _ladder(flow: Flow, counts: Sequence[tuple[str, int]]) -> None:
    sheet, label, sub = flow.sheet, flow.types["bar-sub"], flow.types["bar"]
    flow.need(_RUNG * len(counts))
    most = max((count for _, count in counts), default=0)
    left = sheet.left + sheet.body * 0.48
    width = sheet.body * 0.52 - 36
    for words, count in counts:
        for line in broken(words, label, sheet.body * 0.47)[:1]:
            flow.page.put(line, label, sheet.left, flow.y + 3)
        flow.page.shapes.append(Box(left, flow.y + 4, width, 8, "tint", "outline"))
        if count:
            flow.page.shapes.append(Box(left, flow.y + 4, width * count / most, 8, "accent", "accent"))
        for line in broken(f"{count:,}", sub, 36):
            flow.page.put(line, sub, left + width + 8, flow.y + 2)
        flow.y += _RUNG


# Hours over the years


def _hours(flow: Flow, figure: HoursOverYears) -> None:
    sheet, label, sub = flow.sheet, flow.types["bar"], flow.types["bar-sub"]
    most = max((amount for _, amounts in figure.kinds for amount in amounts), default=Fraction(0))
    left = sheet.left + sheet.body * _LABEL_SHARE
    wide = sheet.body * (1 - _LABEL_SHARE) / max(len(figure.years), 1)
    for title, amounts in figure.kinds:
        lines = broken(title, label, sheet.body * _LABEL_SHARE - 10)
        height = max(_COLUMN + sub.leading, len(lines) * label.leading) + 4
        if flow.room < height + _AXIS and not flow.fresh:
            _years(flow, figure.years, left, wide)
            flow.turn()
        base = flow.y + height - 4
        for number, line in enumerate(lines):
            flow.page.put(line, label, sheet.left, base + (number - len(lines)) * label.leading)
        for at, amount in enumerate(amounts):
            if amount:
                _column(flow, (left + at * wide, base), wide, amount, most)
        flow.y += height
    _years(flow, figure.years, left, wide)


def _column(flow: Flow, foot: tuple[float, float], wide: float, amount: Fraction, most: Fraction) -> None:
    sub = flow.types["bar-sub"]
    tall = max(_COLUMN * float(amount / most), 0.8)
    x, base = foot
    box = min(wide * 0.6, 16.0)
    flow.page.shapes.append(Box(x + (wide - box) / 2, base - tall, box, tall, "accent", "accent"))
    words = wording.short(amount).removeprefix("about ")
    for line in broken(words, sub, wide + 20):
        flow.page.put(line, sub, x + (wide - line.width) / 2, base - tall - sub.leading)


def _years(flow: Flow, years: Sequence[int], left: float, wide: float) -> None:
    kind = flow.types["bar-sub"]
    right = flow.sheet.left + flow.sheet.body
    flow.page.shapes.append(Stroke(left, flow.y - 4, right, flow.y - 4, HAIRLINE, "outline"))
    for at, year in enumerate(years):
        words = str(year) if wide > 22 else f"’{year % 100:02}"
        for line in broken(words, kind, 40):
            flow.page.put(line, kind, left + at * wide + (wide - line.width) / 2, flow.y - 2)
    flow.y += _AXIS - 2
