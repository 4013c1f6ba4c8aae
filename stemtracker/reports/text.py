"""User text made drawable: the one place where characters are mapped, missing ones found, and lines broken.

No markup exists here: a run of text is drawn letter by letter as it is. `fonts` says what can be drawn,
`layout` and `tables` place the lines. A character the typeface lacks is drawn as an empty box and reported
by `missing`, so that nothing disappears in silence.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

from stemtracker.domain.evidence import Standing
from stemtracker.reports.blocks import Content, Mark
from stemtracker.reports.fonts import Face, faces
from stemtracker.reports.style import Type

#: Drawn in place of what the typeface lacks.
BOX = "☐"
#: Width of a standing mark, in parts of the type size.
MARK_WIDTH = 0.95

#: Look-alikes that mean the same on paper, and signs that only steer (left out: they have no ink of their own).
_MAPPED = {
    "\u2010": "-", "\u2011": "-", "\u2009": " ", "\u200a": " ", "\u2002": " ", "\u2003": " ", "\u2004": " ",
    "\u2005": " ", "\u2006": " ", "\u2007": "\u00a0", "\u2008": " ", "\u202f": "\u00a0", "\u205f": " ", "\u3000": " ",
    "\u2028": "\n", "\u2029": "\n", "\u0085": "\n", "\x0b": "\n", "\x0c": "\n", "\t": " ",
    "\u200b": "", "\u00ad": "", "\ufeff": "", "\u2060": "", "\u200c": "", "\u200d": "", "\u200e": "", "\u200f": "",
    "\u202a": "", "\u202b": "", "\u202c": "", "\u202d": "", "\u202e": "", "\u2066": "", "\u2067": "", "\u2068": "",
    "\u2069": "", "\u061c": "", "\u2012": "–", "\u2015": "—", "\u2032": "'", "\u2033": '"', "\u2043": "-",
    "\u25cf": "•", "\u2023": "•", "\u2796": "−", "\ufe0e": "", "\ufe0f": "",
}  # fmt: skip
_NEWLINES = re.compile(r"\r\n?")
#: A word, or the blanks between two; the no-break space is part of its word.
_TOKENS = re.compile(r"\n|[^\S\n\u00a0]+|[^\s]*(?:\u00a0[^\s]*)*")
#: Between a figure and its unit no line may break.
_OF_UNIT = re.compile(r"(?<=\d) (?=(?:h|min|%)(?!\w))")
#: A line may break after these inside a word, before a letter (so that E-014 stays whole).
_SOFT = re.compile(r"(?<=\w[-–—/,;&_@])(?=[^\W\d_])")
#: Where a line may end: behind blanks, and as `_SOFT` says.
_BREAKS = re.compile(r" +|(?<=\w[-–—/,;&_@])(?=[^\W\d_])")


class Span(NamedTuple):
    """Text of one face at an offset from the line's start; a mark has its standing instead of text."""

    x: float
    face: Face
    ink: str
    text: str
    mark: Standing | None = None


class Line(NamedTuple):
    """A broken line: its spans and its width without the blank at its end."""

    spans: tuple[Span, ...]
    width: float


#: Face, ink, text, mark.
_Run = tuple[Face, str, str, Standing | None]


class _Atom(NamedTuple):
    face: Face
    ink: str
    text: str
    width: float
    mark: Standing | None = None


@cache
def _drawable() -> frozenset[str]:
    return faces()["regular"].characters - _MAPPED.keys()


def _as_it_is(text: str) -> bool:
    return _drawable().issuperset(text) and (text.isascii() or unicodedata.is_normalized("NFC", text))


@lru_cache(maxsize=4096)
def _printable_sign(sign: str) -> str:
    """What stands for one sign the upright face lacks: its mapping, its plain equivalent, nothing, or the box."""
    if sign in _MAPPED:
        return _MAPPED[sign]
    if unicodedata.category(sign) in {"Cc", "Cf"} or 0xFE00 <= ord(sign) <= 0xFE0F or 0xE0100 <= ord(sign) <= 0xE01EF:
        return ""  # signs that only steer other signs, without ink of their own
    plain = unicodedata.normalize("NFKC", sign)
    if plain != sign and all(c in _drawable() or c in _MAPPED for c in plain):
        return "".join(_MAPPED.get(c, c) for c in plain)
    return BOX


def clean(text: str) -> str:
    """The text as it is drawn: composed, mapped, boxes for what the typeface lacks. Line ends stay."""
    if not _as_it_is(text):
        drawable = _drawable()
        text = unicodedata.normalize("NFC", _NEWLINES.sub("\n", text))
        text = "".join(c if c in drawable or c == "\n" else _printable_sign(c) for c in text)
    return _OF_UNIT.sub("\u00a0", text)


def missing(text: str) -> tuple[str, ...]:
    """The characters of the text that would be drawn as a box, each once, in order."""
    if _as_it_is(text):
        return ()
    drawable = _drawable()
    text = unicodedata.normalize("NFC", _NEWLINES.sub("\n", text))
    lacking = (c for c in text if c not in drawable and c != "\n" and _printable_sign(c) == BOX)
    return tuple(dict.fromkeys(lacking))


def _faced(text: str, face: Face) -> list[tuple[Face, str]]:
    """The text in pieces of one face each: letters that a slanted face lacks stand upright."""
    if face.characters.issuperset(text):
        return [(face, text)]
    upright = faces()["semibold" if "Semibold" in face.name else "regular"]
    pieces: list[tuple[Face, str]] = []
    for letter in text:
        right = face if letter in face.characters else upright
        if pieces and pieces[-1][0] is right:
            pieces[-1] = (right, pieces[-1][1] + letter)
        else:
            pieces.append((right, letter))
    return pieces


def _face(style: Type, *, bold: bool = False, italic: bool = False) -> Face:
    name = "semibold" if bold and style.face == "regular" else style.face
    if italic:
        name = "semibold-italic" if name in {"semibold", "bold"} else "italic"
    return faces()[name]


def _runs(content: Content, style: Type) -> list[_Run]:
    if isinstance(content, str):
        return [(_face(style), style.ink, clean(content), None)]
    runs: list[_Run] = []
    for part in content:
        if isinstance(part, Mark):
            runs.append((faces()["regular"], "ink", "", part.standing))
        else:
            ink = part.ink if part.ink != "ink" else style.ink
            runs.append((_face(style, bold=part.bold, italic=part.italic), ink, clean(part.text), None))
    return runs


def width_of(content: Content, style: Type) -> float:
    """How wide the content is on one line."""
    total = 0.0
    for face, _, text, mark in _runs(content, style):
        if mark is not None:
            total += MARK_WIDTH * style.size
        total += sum(f.width(t.replace("\n", " "), style.size) for f, t in _faced(text.replace("\n", " "), face))
    return total


def shortened(text: str, style: Type, width: float, tail: str = "") -> str:
    """The text for one line, its end behind it; where both are too wide, the text ends in dots and its end stays."""
    text = " ".join(text.split())
    keep = len(text)
    while keep and width_of(_dotted(text, keep) + tail, style) > width:
        keep -= 1
    return _dotted(text, keep) + tail


def _dotted(text: str, keep: int) -> str:
    return text if keep == len(text) else f"{text[:keep].rstrip()}…"


def broken(content: Content, style: Type, width: float) -> tuple[Line, ...]:
    """The content as lines no wider than `width`; a word that is too long for a line is cut between letters."""
    runs = _runs(content, style)
    if len(runs) == 1:
        face, ink, text, mark = runs[0]
        if mark is None and "\n" not in text and face.characters.issuperset(text):
            whole = face.width(text, style.size)
            if whole <= width:
                return (Line((Span(0.0, face, ink, text),), whole),) if text else ()
    lines = _on_one_line(runs, style.size, width) or _of_one_face(runs, style.size, width)
    return _Breaker(style.size, width).lines(runs) if lines is None else lines


def _on_one_line(runs: list[_Run], size: float, width: float) -> tuple[Line, ...] | None:
    """What fits as it is, marks included; None where it does not, or needs a change of face."""
    spans, x = [], 0.0
    for face, ink, text, mark in runs:
        if "\n" in text or not face.characters.issuperset(text):
            return None
        spans.append(Span(x, face, ink, text, mark))
        x += MARK_WIDTH * size if mark is not None else face.width(text, size)
        if x > width:
            return None
    return (Line(tuple(spans), x),) if spans else None


def _of_one_face(runs: list[_Run], size: float, width: float) -> tuple[Line, ...] | None:
    """The quick way for text of one face with single blanks and no overlong word; None where it is not that."""
    face = runs[0][0] if runs else None
    if face is None or any(r[0] is not face or r[3] is not None for r in runs):
        return None
    text = "".join(r[2] for r in runs)
    if "\n" in text or "  " in text or text[:1] == " " or not face.characters.issuperset(text):
        return None
    room, blank = width * 1000 / size, face.widths[" "]
    cuts, start, used = [0], 0, 0
    for stop in (*(m.end() for m in _BREAKS.finditer(text)), len(text)):
        piece = text[start:stop]
        wide = sum(map(face.widths.__getitem__, piece))
        hanging = blank if piece[-1:] == " " else 0
        if wide - hanging > room:
            return None
        if used + wide - hanging > room:
            cuts.append(start)
            used = 0
        start, used = stop, used + wide
    return tuple(_slices(runs, size, cuts, len(text)))


def _slices(runs: list[_Run], size: float, cuts: list[int], end: int) -> Iterator[Line]:
    for start, stop in zip(cuts, (*cuts[1:], end), strict=True):
        spans, at, x, last = [], 0, 0.0, ""
        for face, ink, text, _ in runs:
            part = text[max(start - at, 0) : max(stop - at, 0)]
            at += len(text)
            if part:
                spans.append(Span(x, face, ink, part))
                x += face.width(part, size)
                last = part
        hanging = runs[0][0].width(" ", size) if last[-1:] == " " else 0.0
        yield Line(tuple(spans), x - hanging)


def _dress(atom: _Atom) -> tuple[Face, str, Standing | None]:
    return atom.face, atom.ink, atom.mark


class _Breaker:
    """Fills lines word by word. A word may be made of several atoms (a change of face within it)."""

    def __init__(self, size: float, width: float) -> None:
        self._size = size
        self._width = width
        self._done: list[Line] = []
        self._atoms: list[_Atom] = []
        self._used = 0.0
        self._blank: _Atom | None = None

    def lines(self, runs: list[_Run]) -> tuple[Line, ...]:
        word: list[_Atom] = []
        for face, ink, text, mark in runs:
            if mark is not None:
                word.append(_Atom(face, ink, "", MARK_WIDTH * self._size, mark))
                continue
            for piece in _TOKENS.findall(text):
                if not piece:
                    continue
                if piece == "\n":
                    self._add(word)
                    self._end()
                    word = []
                elif piece[0].isspace() and piece[0] != "\u00a0":
                    self._add(word)
                    word = []
                    if self._atoms:
                        self._blank = _Atom(face, ink, " ", face.width(" ", self._size))
                else:
                    for i, part in enumerate(_SOFT.split(piece)):
                        if i:
                            self._add(word)
                            word = []
                        word += [_Atom(f, ink, t, f.width(t, self._size)) for f, t in _faced(part, face)]
        self._add(word)
        if self._atoms:
            self._end()
        return tuple(self._done)

    def _add(self, word: list[_Atom]) -> None:
        if not word:
            return
        width = sum(a.width for a in word)
        blank = self._blank.width if self._blank else 0.0
        if self._atoms and self._used + blank + width > self._width:
            self._end()
            blank = 0.0
        if self._blank and self._atoms:
            self._atoms.append(self._blank)
            self._used += blank
        self._blank = None
        if self._used + width > self._width:
            self._cut(word)
            return
        self._atoms += word
        self._used += width

    def _cut(self, word: list[_Atom]) -> None:
        """Set a word that no line can hold, letter by letter; combining signs stay with their letter."""
        for atom in word:
            if atom.mark is not None:
                self._atoms.append(atom)
                self._used += atom.width
                continue
            start, used = 0, self._used
            for i, letter in enumerate(atom.text):
                step = atom.face.width(letter, self._size)
                if used + step > self._width and (i > start or self._atoms) and not unicodedata.combining(letter):
                    self._put(atom, atom.text[start:i])
                    self._end()
                    start, used = i, 0.0
                used += step
            self._put(atom, atom.text[start:])

    def _put(self, atom: _Atom, text: str) -> None:
        if text:
            width = atom.face.width(text, self._size)
            self._atoms.append(_Atom(atom.face, atom.ink, text, width))
            self._used += width

    def _end(self) -> None:
        """Close the line. A blank is drawn at its end, so that read aloud or copied, words stay apart."""
        spans: list[Span] = []
        x = 0.0
        atoms = [*self._atoms, self._blank] if self._blank and self._atoms else self._atoms
        for (face, ink, mark), group in groupby(atoms, key=_dress):
            together = list(group)
            spans.append(Span(x, face, ink, "".join(a.text for a in together), mark))
            x += sum(a.width for a in together)
        self._done.append(Line(tuple(spans), self._used))
        self._atoms, self._used, self._blank = [], 0.0, None
