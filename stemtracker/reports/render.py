"""Pages painted as PDF with reportlab: the last step, and besides `fonts` the only one that knows it.

Text runs, lines and boxes come placed from `layout`; here they get ink, and every page its header and
footer. The same paper always gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import threading
from typing import Any, NamedTuple

import stemtracker
from stemtracker.domain.evidence import Standing
from stemtracker.reports import style
from stemtracker.reports.blocks import Paper, text_of
from stemtracker.reports.fonts import Face, faces
from stemtracker.reports.layout import pages_of
from stemtracker.reports.pages import Box, Circle, MarkAt, Page, Pointer, Shape, Stroke, Text
from stemtracker.reports.style import INKS, SHEETS, TYPE, Sheet, Type
from stemtracker.reports.text import broken, clean, shortened, width_of

#: reportlab's fonts keep state while a file is written: one paper at a time.
_one_at_a_time = threading.Lock()
#: Colors as operators, for what is drawn a thousand times.
_STROKE = {name: " ".join(f"{part:.4g}" for part in rgb) + " RG" for name, rgb in INKS.items()}
_FILL = {name: " ".join(f"{part:.4g}" for part in rgb) + " rg" for name, rgb in INKS.items()}
_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def check_code(paper: Paper) -> str:
    """Twelve letters computed from all the paper says, the same on each of its pages: "7F3A-91C2-0B5D"."""
    words = (paper.title, paper.subtitle, paper.owner, paper.made_on, paper.disclaimer, *text_of(paper.blocks))
    digest = hashlib.sha256("\x1f".join(words).encode("utf-8", "surrogatepass")).digest()
    letters = "".join(_CODE_LETTERS[b & 31] for b in digest[:12])
    return "-".join((letters[:4], letters[4:8], letters[8:]))


def render(paper: Paper) -> bytes:
    """The paper as a PDF file."""
    return render_counted(paper)[0]


def render_counted(paper: Paper) -> tuple[bytes, int]:
    """The paper as a PDF file, and its number of pages."""
    pages = pages_of(paper)
    with _one_at_a_time:
        return _render(paper, pages), len(pages)


def page_count(paper: Paper) -> int:
    """How many pages it has, without painting them."""
    return len(pages_of(paper))


def _render(paper: Paper, pages: tuple[Page, ...]) -> bytes:
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    # Plain binary streams: a fourth smaller than the printable ones that reportlab writes by itself.
    rl_config.useA85 = 0

    sheet = SHEETS[paper.page]
    target = io.BytesIO()
    canvas = Canvas(
        target,
        pagesize=(sheet.width, sheet.height),
        pageCompression=1,
        invariant=1,
        lang="en-US",
        initialFontName=faces()["regular"].name,
    )
    canvas.setTitle(clean(f"{paper.title} – {paper.owner}" if paper.owner else paper.title))
    canvas.setAuthor(clean(paper.owner))
    canvas.setSubject(clean(paper.subtitle))
    canvas.setCreator(f"STEM Tracker {stemtracker.__version__}")
    canvas.setProducer("STEM Tracker")
    canvas.setDateFormatter(lambda *_: f"D:{paper.stamp}000000Z")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    painter = _Painter(canvas, sheet)
    code = check_code(paper)
    for number, page in enumerate(pages, 1):
        if paper.sample:
            painter.watermark("SAMPLE")
        painter.paint(page)
        painter.paint(_around(paper, sheet, number, paper.pages or len(pages), code))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _around(paper: Paper, sheet: Sheet, number: int, count: int, code: str) -> Page:
    """Header and footer of one page."""
    page = Page()
    head, foot = TYPE["header"], TYPE["footer"]
    left, body = sheet.left, sheet.body
    top, low = sheet.top - 34, sheet.foot + 18
    if paper.sample:
        _set(page, "Sample record · not a real person", head, _Place(left, top - 12, body, body, "center"))
    if number > 1:
        # Each takes what the other leaves; where both are long, a little less than half.
        room, paper_of = body * 0.98, f"{paper.title} · {paper.subtitle}"
        owned, named = width_of(paper.owner, head), width_of(paper_of, head)
        _set(page, paper.owner, head, _Place(left, top, body, max(body * 0.46, room - named)))
        _set(page, paper_of, head, _Place(left, top, body, max(body * 0.52, room - owned), "right"))
        page.shapes.append(Stroke(left, top + 13, left + body, top + 13, style.HAIRLINE, "hairline"))
    page.shapes.append(Stroke(left, low - 4, left + body, low - 4, style.HAIRLINE, "hairline"))
    _set(page, paper.disclaimer, foot, _Place(left, low, body, body * 0.75))
    _set(page, f"Page {number} of {count}", foot, _Place(left, low, body, body * 0.25, "right"))
    low += foot.leading
    _set(page, f"Made on {paper.made_on}", foot, _Place(left, low, body, body * 0.5))
    _set(page, f"Check code {code}", foot, _Place(left, low, body, body * 0.5, "right"))
    return page


class _Place(NamedTuple):
    """Where a line of the surroundings stands: its left end, its top, the width to align in, the width to take."""

    x: float
    y: float
    width: float
    limit: float
    side: str = "left"


def _set(page: Page, text: str, kind: Type, where: _Place) -> None:
    """One line of the surroundings. What is too long ends in an ellipsis: it stands in full on the first page."""
    for line in broken(shortened(text, kind, where.limit), kind, where.limit + 1):
        spare = where.width - line.width
        page.put(line, kind, where.x + {"left": 0.0, "right": spare, "center": spare / 2}[where.side], where.y)


class _Painter:
    """Puts pages on a canvas, whose y runs upward."""

    def __init__(self, canvas: Any, sheet: Sheet) -> None:
        self._canvas = canvas
        self._sheet = sheet
        self._known: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
        self._bookmarks = 0
        #: Bookmarks may go only one level deeper at a time.
        self._level = -1

    def paint(self, page: Page) -> None:
        for shape in page.shapes:
            self._shape(shape)
        self._texts(page.texts)
        for mark in page.bookmarks:
            self._bookmarks += 1
            self._level = min(mark.level - 1, self._level + 1)
            key = f"s{self._bookmarks}"
            self._canvas.bookmarkHorizontal(key, 0, self._up(mark.y - 12))
            self._canvas.addOutlineEntry(clean(mark.title), key, level=self._level, closed=False)

    def watermark(self, word: str) -> None:
        canvas, face = self._canvas, faces()["bold"]
        canvas.saveState()
        canvas.setFillColorRGB(*INKS["watermark"])
        canvas.translate(self._sheet.width / 2, self._sheet.height / 2)
        canvas.rotate(52)
        canvas.setFont(face.name, 130)
        canvas.drawString(-face.width(word, 130) / 2, -46, word)
        canvas.restoreState()

    def _up(self, y: float) -> float:
        return self._sheet.height - y

    def _texts(self, texts: list[Text]) -> None:
        """All strings of a page in one text object; the state is changed only where it differs.

        The operators are written here, since reportlab's own way per string takes most of a paper's time.
        """
        if not texts:
            return
        run = self._canvas.beginText()
        code: list[str] = run._code  # noqa: SLF001
        ink, dress = "", ""
        for text in texts:
            if text.ink != ink:
                ink = text.ink
                run.setFillColorRGB(*INKS[ink])
            code.append(f"1 0 0 1 {text.x:.2f} {self._up(text.y):.2f} Tm")
            for font, drawn in self._encoded(text.face, text.text):
                wanted = f"{font} {text.size:g} Tf"
                if wanted != dress:
                    dress = wanted
                    code.append(wanted)
                code.append(drawn)
        self._canvas.drawText(run)

    def _encoded(self, face: Face, text: str) -> tuple[tuple[str, str], ...]:
        """The text as (font, show operator) pairs. In the first subset plain ASCII stands for itself."""
        key = face.name, text
        if key not in self._known:
            font, document = face.font, self._canvas._doc  # noqa: SLF001
            if text.isascii() and text.isprintable():
                escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
                pieces = [(0, escaped)]
            else:
                escape = self._canvas._escape  # noqa: SLF001
                pieces = [(subset, escape(part)) for subset, part in font.splitString(text, document)]
            self._known[key] = tuple(
                (font.getSubsetInternalName(subset, document), f"({part}) Tj") for subset, part in pieces
            )
        return self._known[key]

    def _shape(self, shape: Shape) -> None:
        canvas = self._canvas
        match shape:
            case Stroke():
                y1, y2 = self._up(shape.y1), self._up(shape.y2)
                path = f"{shape.x1:.2f} {y1:.2f} m {shape.x2:.2f} {y2:.2f} l S"
                canvas.addLiteral(f"{_STROKE[shape.ink]} {shape.width:g} w {path}")
            case Box():
                self._box(shape)
            case Pointer():
                canvas.setFillColorRGB(*INKS[shape.ink])
                x, y, half = shape.x, self._up(shape.y), shape.size * 0.6
                path = canvas.beginPath()
                path.moveTo(x, y)
                path.lineTo(x - half, y + shape.size)
                path.lineTo(x + half, y + shape.size)
                path.close()
                canvas.drawPath(path, stroke=0, fill=1)
            case Circle():
                self._circle(shape)
            case MarkAt():
                self._mark(shape)

    def _circle(self, circle: Circle) -> None:
        canvas = self._canvas
        if circle.fill:
            canvas.setFillColorRGB(*INKS[circle.fill])
        if circle.edge:
            canvas.setStrokeColorRGB(*INKS[circle.edge])
            canvas.setLineWidth(0.7)
        stroke, fill = int(bool(circle.edge)), int(bool(circle.fill))
        canvas.circle(circle.x, self._up(circle.y), circle.radius, stroke=stroke, fill=fill)

    def _box(self, box: Box) -> None:
        if box.width <= 0:
            return
        canvas, bottom = self._canvas, self._up(box.y + box.height)
        if box.fill == "hatch":
            self._hatch(box)
        elif box.fill:
            canvas.setFillColorRGB(*INKS[box.fill])
            canvas.rect(box.x, bottom, box.width, box.height, stroke=0, fill=1)
        if box.edge:
            canvas.setStrokeColorRGB(*INKS[box.edge])
            canvas.setLineWidth(0.7)
            if box.dashed:
                canvas.setDash(2, 1.6)
            canvas.rect(box.x, bottom, box.width, box.height, stroke=1, fill=0)
            if box.dashed:
                canvas.setDash()

    def _hatch(self, box: Box) -> None:
        canvas, bottom = self._canvas, self._up(box.y + box.height)
        canvas.saveState()
        canvas.setFillColorRGB(*INKS["paper"])
        canvas.rect(box.x, bottom, box.width, box.height, stroke=0, fill=1)
        path = canvas.beginPath()
        path.rect(box.x, bottom, box.width, box.height)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.setStrokeColorRGB(*INKS["accent"])
        canvas.setLineWidth(0.8)
        x = box.x - box.height
        while x < box.x + box.width:
            canvas.line(x, bottom, x + box.height, bottom + box.height)
            x += 3.0
        canvas.restoreState()

    def _mark(self, mark: MarkAt) -> None:
        """○ ◐ ● ■ drawn: the typeface has only one of the four."""
        radius = mark.size * 0.33
        x, y = mark.x + radius + 0.4, self._up(mark.y) + mark.size * 0.31
        begin = f"{_STROKE['ink']} {_FILL['ink']} 0.8 w"
        if mark.standing == Standing.POSTED:
            self._canvas.addLiteral(f"{begin} {x - radius:.2f} {y - radius:.2f} {2 * radius:.2f} {2 * radius:.2f} re B")
            return
        left, right = _half_circle(x, y, radius), _half_circle(x, y, -radius)
        paint = "B" if mark.standing == Standing.SIGNED else "S"
        self._canvas.addLiteral(f"{begin} {x:.2f} {y - radius:.2f} m {left} {right} h {paint}")
        if mark.standing == Standing.EVIDENCE:
            self._canvas.addLiteral(f"{x:.2f} {y - radius:.2f} m {left} h f")


def _half_circle(x: float, y: float, radius: float) -> str:
    """From the lowest point up over the left side to the highest; with a negative radius down over the right."""
    k = radius * 0.5523
    first = (x - k, y - radius, x - radius, y - k, x - radius, y)
    second = (x - radius, y + k, x - k, y + radius, x, y + radius)
    return " ".join(" ".join(f"{v:.2f}" for v in curve) + " c" for curve in (first, second))
