"""User text made drawable: the one place where characters are mapped, missing ones found, and lines broken.

No markup exists here: a run of text is drawn letter by letter as it is. `fonts` says what can be drawn,
`layout` and `tables` place the lines. A character the typeface lacks is drawn as an empty box and reported
by `missing`, so that nothing disappears in silence.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
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
#: A line may break after these inside a word, before a letter (so that E-014 stays whole).
_SOFT = re.compile(r"(?<=\w[-–—/,;&_@])(?=[^\W\d_])")


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
    if _as_it_is(text):
        return text
    drawable = _drawable()
    text = unicodedata.normalize("NFC", _NEWLINES.sub("\n", text))
    return "".join(c if c in drawable or c == "\n" else _printable_sign(c) for c in text)


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


def _runs(content: Content, style: Type) -> list[tuple[Face, str, str, Standing | None]]:
    if isinstance(content, str):
        return [(_face(style), style.ink, clean(content), None)]
    runs: list[tuple[Face, str, str, Standing | None]] = []
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


def broken(content: Content, style: Type, width: float) -> tuple[Line, ...]:
    """The content as lines no wider than `width`; a word that is too long for a line is cut between letters."""
    runs = _runs(content, style)
    if len(runs) == 1:
        face, ink, text, mark = runs[0]
        if mark is None and "\n" not in text and face.characters.issuperset(text):
            whole = face.width(text, style.size)
            if whole <= width:
                return (Line((Span(0.0, face, ink, text),), whole),) if text else ()
    return _Breaker(style.size, width).lines(runs)


class _Breaker:
    """Fills lines word by word. A word may be made of several atoms (a change of face within it)."""

    def __init__(self, size: float, width: float) -> None:
        self._size = size
        self._width = width
        self._done: list[Line] = []
        self._atoms: list[_Atom] = []
        self._used = 0.0
        self._blank: _Atom | None = None

    def lines(self, runs: list[tuple[Face, str, str, Standing | None]]) -> tuple[Line, ...]:
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
        for atom in atoms:
            last = spans[-1] if spans else None
            if last and atom.mark is None and last.mark is None and last.face is atom.face and last.ink == atom.ink:
                spans[-1] = last._replace(text=last.text + atom.text)
            else:
                spans.append(Span(x, atom.face, atom.ink, atom.text, atom.mark))
            x += atom.width
        self._done.append(Line(tuple(spans), self._used))
        self._atoms, self._used, self._blank = [], 0.0, None
