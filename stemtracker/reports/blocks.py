"""What a paper says, without how it looks: frozen semantic blocks, in reading order.

A builder such as `transcript` makes them from plain data; `layout` places them and `render` paints them.
Text is always plain text in `Run`s, never markup, so nothing a user typed can change the paper's form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from stemtracker.domain.evidence import Standing
from stemtracker.domain.growth import CareerLine, Spoke


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one dress. `ink`: ink | muted | accent."""

    text: str
    bold: bool = False
    italic: bool = False
    ink: str = "ink"


@dataclass(frozen=True, slots=True)
class Mark:
    """One of the four standing marks, drawn; words beside it always say the same."""

    standing: Standing


#: What a line of text is made of; a bare string is a plain run.
Inline = Run | Mark
Content = str | tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title: level 1 names the paper, 2 a section, 3 a part of it. Sections become bookmarks."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. `style` is a name of `style.TYPE` ("body", "lead", "small", "name" …)."""

    content: Content
    style: str = "body"
    keep_with_next: bool = False


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Names and values side by side, set in so many columns."""

    pairs: tuple[tuple[str, Content], ...]
    columns: int = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, its share of the width, and the side it is aligned to ("left" or "right")."""

    title: str
    share: float
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of several paragraphs; a cell of one is written as its content alone."""

    paras: tuple[Para, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. A "group" row has one cell over the whole width; "total" rows stand out; `indent` is depth."""

    cells: tuple[Content | Cell, ...]
    kind: str = "body"
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header is repeated on every page it runs over. `summary` says what it holds, for readers aloud."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    summary: str = ""
    #: Whether even a small one may go on over the page.
    parted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One requirement as a bar, in one unit: how much is needed, counts (of it proven), is planned, lies over a cap."""

    label: str
    text: str
    required: Fraction
    counted: Fraction
    proven: Fraction
    planned: Fraction = Fraction(0)
    over_cap: Fraction = Fraction(0)
    #: Where the holder would be today at an even pace.
    pace: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """Bars under each other, with what they show in words."""

    bars: tuple[Bar, ...]
    alt: str
    #: Whether the patterns are explained under it (once where several figures follow each other).
    key: bool = True


@dataclass(frozen=True, slots=True)
class Career:
    """The career line: roles as bars under each other, credentials as flags over them, years below."""

    line: CareerLine
    alt: str


@dataclass(frozen=True, slots=True)
class Rings:
    """Networks on rings from the school outward; the line to each is the thicker, the more hours it took."""

    spokes: tuple[Spoke, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """The five levels of effect, the highest on top, and how much reached each."""

    counts: tuple[tuple[str, int], ...]
    alt: str


@dataclass(frozen=True, slots=True)
class HoursOverYears:
    """Hours of each kind, a column per year; all kinds to one scale."""

    years: tuple[int, ...]
    kinds: tuple[tuple[str, tuple[Fraction, ...]], ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Legend:
    """The four standing marks explained, once per paper."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A hairline across the page."""


@dataclass(frozen=True, slots=True)
class Spacer:
    """Empty height in points."""

    height: float


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """Places to sign, kept together on a page: what is signed in each, with a place for the date."""

    labels: tuple[str, ...]


#: Figures of growth, each placed by `growth_figures`.
Growth = Career | Rings | Ladder | HoursOverYears
Block = Heading | Para | KeyValues | Table | Figure | Growth | Legend | Rule | Spacer | PageBreak | SignatureBlock

#: What the standing marks mean, in the words of screens and papers.
STANDING_WORDS: dict[Standing, str] = {
    Standing.SELF_KEPT: "self-kept",
    Standing.EVIDENCE: "evidence attached",
    Standing.SIGNED: "signed by the provider",
    Standing.POSTED: "posted by the authority",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A whole paper: its blocks and what stands around them on every page."""

    title: str
    subtitle: str
    owner: str
    made_on: str
    #: The day it was made as the file's own date, "20261122".
    stamp: str
    disclaimer: str
    blocks: tuple[Block, ...]
    page: str = "letter"
    sample: bool = False
    #: Smaller than 1 sets everything in smaller type (papers that must fit one page).
    scale: float = 1.0
    #: How many pages there are in all where others follow; 0 where these are all.
    pages: int = 0


def plain(content: Content | Cell) -> str:
    """The words of a cell or paragraph."""
    if isinstance(content, str):
        return content
    if isinstance(content, Cell):
        return "\n".join(plain(p.content) for p in content.paras)
    return "".join(r.text if isinstance(r, Run) else STANDING_WORDS[r.standing] + " " for r in content)


def _words(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield block.text
        case Para():
            yield plain(block.content)
        case KeyValues():
            for name, value in block.pairs:
                yield from (name, plain(value))
        case Table():
            yield from (c.title for c in block.columns)
            for row in block.rows:
                yield from (plain(cell) for cell in row.cells)
        case Figure() | Career() | Rings() | Ladder() | HoursOverYears():
            yield block.alt
        case Legend():
            yield from STANDING_WORDS.values()
        case SignatureBlock():
            yield from block.labels
        case Rule() | Spacer() | PageBreak():
            return


def text_of(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Everything the blocks say, in reading order (what the check code is made from)."""
    return tuple(words for block in blocks for words in _words(block))
