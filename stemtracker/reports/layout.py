"""Blocks placed on pages: what goes where, what stays together. Tables and figures have modules of their own.

`pages_of` is a pure function of the paper; `render` paints its answer and knows nothing of blocks.
"""

from __future__ import annotations

from stemtracker.domain.evidence import Standing
from stemtracker.reports import figures, growth_figures, style, tables
from stemtracker.reports.blocks import (
    STANDING_WORDS,
    Block,
    Career,
    Figure,
    Growth,
    Heading,
    HoursOverYears,
    KeyValues,
    Ladder,
    Legend,
    Mark,
    PageBreak,
    Paper,
    Para,
    Rings,
    Rule,
    Run,
    SignatureBlock,
    Spacer,
    Table,
)
from stemtracker.reports.pages import Bookmark, Flow, Page, Stroke
from stemtracker.reports.style import Type
from stemtracker.reports.text import Line, broken

_SIGN_HEIGHT = 52.0
_COLUMN_GAP = 22.0


def pages_of(paper: Paper) -> tuple[Page, ...]:
    """The whole paper laid out, without what stands around the pages."""
    flow = Flow(style.SHEETS[paper.page], style.scaled(paper.scale), paper.scale)
    for i, block in enumerate(paper.blocks):
        _place(flow, block, paper.blocks[i + 1 :])
    return tuple(flow.pages)


def _place(flow: Flow, block: Block, after: tuple[Block, ...]) -> None:
    match block:
        case Heading():
            _heading(flow, block, after)
        case Para():
            _para(flow, block, after)
        case KeyValues():
            _key_values(flow, block)
        case Table():
            tables.place(flow, block)
        case Figure() | Career() | Rings() | Ladder() | HoursOverYears():
            _figure(flow, block)
        case Legend():
            _put_lines(flow, _legend(flow), flow.types["small"], 2)
        case SignatureBlock():
            _signatures(flow, block)
        case Rule():
            _rule(flow)
        case Spacer():
            flow.space(block.height)
        case PageBreak():
            if not flow.fresh:
                flow.turn()


def _figure(flow: Flow, block: Figure | Growth) -> None:
    if isinstance(block, Figure):
        figures.place(flow, block)
    else:
        growth_figures.place(flow, block)


def _heading_type(flow: Flow, block: Heading) -> Type:
    return flow.types[f"h{block.level}"]


def _least(flow: Flow, blocks: tuple[Block, ...]) -> float:
    """The height below which a heading must not be left alone: the first piece of what follows it."""
    if not blocks:
        return 0.0
    first = blocks[0]
    match first:
        case Heading():
            kind = _heading_type(flow, first)
            lines = len(broken(first.text, kind, flow.sheet.body))
            return kind.before + kind.leading * lines + kind.after + _least(flow, blocks[1:])
        case Para():
            kind = flow.types[first.style]
            lines = len(broken(first.content, kind, flow.sheet.body))
            height = kind.before + kind.leading * (lines if first.keep_with_next else _begin(lines))
            return height + (kind.after + _least(flow, blocks[1:]) if first.keep_with_next else 0)
        case Table():
            return tables.least(flow, first)
        case Figure():
            return figures.least(flow, first)
        case Career() | Rings() | Ladder() | HoursOverYears():
            return growth_figures.least(flow, first)
        case SignatureBlock():
            return _SIGN_HEIGHT * flow.scale
        case Spacer():
            return first.height + _least(flow, blocks[1:])
        case Legend():
            return flow.types["small"].leading + _least(flow, blocks[1:])
        case _:
            return flow.types["body"].leading * 2


def _heading(flow: Flow, block: Heading, after: tuple[Block, ...]) -> None:
    kind = _heading_type(flow, block)
    lines = broken(block.text, kind, flow.sheet.body)
    height = kind.before + kind.leading * len(lines) + kind.after
    flow.need(min(height + _least(flow, after), flow.capacity))
    flow.space(kind.before)
    if block.level <= 2:
        flow.page.bookmarks.append(Bookmark(block.text, block.level, flow.y))
    _put_lines(flow, lines, kind, kind.after)


def _para(flow: Flow, block: Para, after: tuple[Block, ...]) -> None:
    kind = flow.types[block.style]
    lines = broken(block.content, kind, flow.sheet.body)
    if block.keep_with_next:
        flow.need(min(kind.before + kind.leading * len(lines) + kind.after + _least(flow, after), flow.capacity))
    else:
        flow.need(kind.before + kind.leading * _begin(len(lines)))
    flow.space(kind.before)
    _put_lines(flow, lines, kind, kind.after)


def _begin(lines: int) -> int:
    """How many lines of a paragraph must find room for it to begin: it goes over the page two lines at a time."""
    return lines if lines <= 3 else 2


def _put_lines(flow: Flow, lines: tuple[Line, ...], kind: Type, after: float) -> None:
    for left, line in zip(range(len(lines), 0, -1), lines, strict=True):
        flow.need(kind.leading * (2 if left == 2 else 1))
        flow.page.put(line, kind, flow.sheet.left, flow.y)
        flow.y += kind.leading
    flow.y += after


def _key_values(flow: Flow, block: KeyValues) -> None:
    """Pairs run down the columns row by row: label above, value under it."""
    label, value = flow.types["label"], flow.types["value"]
    columns = max(1, block.columns)
    width = (flow.sheet.body - _COLUMN_GAP * (columns - 1)) / columns
    for start in range(0, len(block.pairs), columns):
        cells = [
            (broken(name, label, width), broken(content, value, width))
            for name, content in block.pairs[start : start + columns]
        ]
        height = max(len(n) * label.leading + len(v) * value.leading for n, v in cells)
        flow.need(min(height, flow.capacity))
        for column, (names, values) in enumerate(cells):
            x, y = flow.sheet.left + column * (width + _COLUMN_GAP), flow.y
            for lines, kind in ((names, label), (values, value)):
                for line in lines:
                    flow.page.put(line, kind, x, y)
                    y += kind.leading
        flow.y += height + 6 * flow.scale


def _legend(flow: Flow) -> tuple[Line, ...]:
    content: list[Run | Mark] = []
    for standing in Standing:
        words = STANDING_WORDS[standing].replace(" ", "\u00a0")
        content += [Mark(standing), Run(f"\u00a0{words}\u00a0\u00a0\u00a0\u00a0 ")]
    return broken(tuple(content), flow.types["small"], flow.sheet.body)


def _rule(flow: Flow) -> None:
    flow.need(6)
    right = flow.sheet.left + flow.sheet.body
    flow.page.shapes.append(Stroke(flow.sheet.left, flow.y + 3, right, flow.y + 3, style.HAIRLINE, "hairline"))
    flow.y += 6


def _signatures(flow: Flow, block: SignatureBlock) -> None:
    """Lines to sign on, two beside each other: a long one for the name, a short one for the date."""
    small = flow.types["label"]
    width = (flow.sheet.body - _COLUMN_GAP) / 2
    for start in range(0, len(block.labels), 2):
        pair = [broken(text, small, width * 0.66) for text in block.labels[start : start + 2]]
        flow.need(_SIGN_HEIGHT * flow.scale + max(map(len, pair)) * small.leading)
        y = flow.y + _SIGN_HEIGHT * flow.scale - 14
        for column, lines in enumerate(pair):
            x = flow.sheet.left + column * (width + _COLUMN_GAP)
            flow.page.shapes.append(Stroke(x, y, x + width * 0.68, y, 0.7, "outline"))
            flow.page.shapes.append(Stroke(x + width * 0.74, y, x + width, y, 0.7, "outline"))
            for n, line in enumerate(lines):
                flow.page.put(line, small, x, y + 2 + n * small.leading)
            for line in broken("Date", small, width * 0.26):
                flow.page.put(line, small, x + width * 0.74, y + 2)
        flow.y = y + 2 + max(map(len, pair)) * small.leading
