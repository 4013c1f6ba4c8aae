"""Workbooks as Excel wrote them until 2003, looked at before they are opened: a small file system with records in it.

Whoever opens one makes room for all places between its cells, and for as many as a sheet says it has; where there is
no such room, the whole program ends. So its records are gone through here first, and the cells measured. Neighbors:
`workbook` opens them, `workbook_extent` does the same for those of today.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: Sector numbers from here on mean something else, such as the end of a chain.
_RESERVED = 0xFFFFFFFA
_HEADER, _ENTRY, _SMALL_SECTOR, _SMALL_STREAM = 512, 128, 64, 4096
_MOST_SMALL_TABLES = 1024
_SHEETS = ("Workbook", "Book")
#: The end of such a sheet.
_LAST_ROW, _LAST_COLUMN = 65_536, 256
_EOF, _CONTINUE, _LOCKED, _SHEET_AT, _STRINGS, _SIZE = 0x0A, 0x3C, 0x2F, 0x85, 0xFC, 0x200
_FORMULA, _MANY, _SHARED = 0x06, 0xBD, 0xFD
#: What begins with the row and the column of a cell.
_CELLS = frozenset({_FORMULA, _MANY, _SHARED, 0xD6, 0x203, 0x204, 0x205, 0x27E})


class NoWorkbookError(Exception):
    """The bytes can't be read as such a workbook."""


@dataclass(slots=True)
class Measured:
    """The places from the first to the last cell, of all sheets, and the characters that stand in them."""

    places: int = 0
    characters: int = 0


def measure(data: bytes) -> Measured:
    """How much there will be once it is opened; nothing where it holds no sheets."""
    found = Measured()
    try:
        for stream in _File(data).streams(_SHEETS):
            _add(stream, found)
    except (struct.error, IndexError, ValueError, OverflowError) as why:
        raise NoWorkbookError from why
    return found


# The file system


class _File:
    """Sectors in chains: a table says for each which one follows; another does for the small ones in a stream."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        shift = _word(data, 30)
        if shift not in {9, 12} or len(data) < _HEADER:
            raise NoWorkbookError
        self._size = 1 << shift
        self._sectors = -(-len(data) // self._size)
        small = _long(data, 64)
        told = (_long(data, 40), _long(data, 44), small, _long(data, 72))
        if max(told) > self._sectors or small > _MOST_SMALL_TABLES:
            raise NoWorkbookError
        self._table = self._longs(self._read_all(self._tables()))
        directory = self._read(_long(data, 48), self._table)
        self._entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
        if not self._entries:
            raise NoWorkbookError
        self._small_table = self._longs(self._read(_long(data, 60), self._table))
        first, _length = self._place(self._entries[0])
        self._small = self._read(first, self._table)

    def streams(self, names: Sequence[str]) -> Iterator[bytes]:
        """Those of these names."""
        for entry in self._entries:
            name = entry[:64].decode("utf-16-le", "ignore")
            if name.partition("\0")[0] in names:
                yield self._stream(entry)

    def _place(self, entry: bytes) -> tuple[int, int]:
        """The first sector and the length that an entry tells."""
        first, length = struct.unpack_from("<IQ", entry, 116)
        if self._size == _HEADER:  # the upper half may be anything there
            length &= 0xFFFFFFFF
        if length > len(self._data):
            raise NoWorkbookError
        return int(first), int(length)

    def _stream(self, entry: bytes) -> bytes:
        first, length = self._place(entry)
        if length >= _SMALL_STREAM:
            return self._read(first, self._table)[:length]
        small = (self._small[at * _SMALL_SECTOR :][:_SMALL_SECTOR] for at in _chain(first, self._small_table))
        return b"".join(small)[:length]

    def _tables(self) -> list[int]:
        """The sectors that hold the table: the first are named in the header, more in sectors of their own."""
        found = list(struct.unpack_from("<109I", self._data, 76))
        at, seen = _long(self._data, 68), 0
        while at < _RESERVED:
            seen += 1
            more = self._longs(self._sector(at))
            if seen > self._sectors or not more:
                raise NoWorkbookError
            found += more[:-1]
            at = more[-1]
        found = [one for one in found if one < _RESERVED]
        if len(found) > self._sectors:
            raise NoWorkbookError
        return found

    def _read(self, first: int, table: Sequence[int]) -> bytes:
        return self._read_all(_chain(first, table))

    def _read_all(self, sectors: Sequence[int]) -> bytes:
        return b"".join(map(self._sector, sectors))

    def _sector(self, at: int) -> bytes:
        start = (at + 1) * self._size
        if start >= len(self._data):
            raise NoWorkbookError
        return self._data[start : start + self._size]

    @staticmethod
    def _longs(data: bytes) -> Sequence[int]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _chain(at: int, table: Sequence[int]) -> list[int]:
    """The sectors from one on; none comes twice."""
    found, seen = [], bytearray(len(table))
    while at < _RESERVED:
        if at >= len(table) or seen[at]:
            raise NoWorkbookError
        seen[at] = 1
        found.append(at)
        at = table[at]
    return found


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _long(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


# The records


@dataclass(slots=True)
class _Reach:
    """From which to which row and column cells stand."""

    top: int = _LAST_ROW
    low: int = -1
    left: int = _LAST_COLUMN
    right: int = -1

    def add(self, row: int, column: int) -> None:
        if column >= _LAST_COLUMN:
            raise NoWorkbookError
        self.top, self.low = min(self.top, row), max(self.low, row)
        self.left, self.right = min(self.left, column), max(self.right, column)

    def places(self) -> int:
        return max(self.low - self.top + 1, 0) * max(self.right - self.left + 1, 0)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, beginning and end of each record up to the end of its part."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        yield kind, at, min(at + length, len(stream))
        at += length
        if kind == _EOF:
            return


def _add(stream: bytes, found: Measured) -> None:
    sheets, parts, last = [], [], 0
    for kind, start, end in _records(stream, 0):
        if kind == _LOCKED and _word(stream, start):
            return  # nothing of it can be read, and nothing will be
        if kind == _SHEET_AT:
            sheets.append(_long(stream, start))
        if kind == _STRINGS or (kind == _CONTINUE and last == _STRINGS):
            parts.append(stream[start:end])
        last = last if kind == _CONTINUE else kind
    lengths = list(_lengths(parts)) if parts else []
    walked = 0
    for at in sheets:
        walked += _sheet(stream, at, lengths, found)
        if walked > len(stream):  # sheets lie behind one another
            raise NoWorkbookError


def _sheet(stream: bytes, at: int, lengths: Sequence[int], found: Measured) -> int:
    """Add what one sheet holds; how many bytes it takes."""
    cells, formulas, end = _Reach(), _Reach(), at
    for kind, start, end in _records(stream, at):
        if kind == _SIZE:
            _require_size(stream[start:end])
        if kind not in _CELLS:
            continue
        row, column = struct.unpack_from("<HH", stream, start)
        cells.add(row, column)
        if kind == _FORMULA:
            formulas.add(row, column)
        elif kind == _MANY:
            cells.add(row, _word(stream, end - 2))
        elif kind == _SHARED:
            which = _long(stream, start + 6)
            found.characters += lengths[which] if which < len(lengths) else 0
    found.places += cells.places() + formulas.places()
    return end - at


def _require_size(said: bytes) -> None:
    """What a sheet says of its own size: room is made for that much."""
    top, low, left, right = struct.unpack_from("<HHHH" if len(said) == 10 else "<IIHH", said)
    if low and right and (not top <= low <= _LAST_ROW or not left <= right <= _LAST_COLUMN):
        raise NoWorkbookError


def _lengths(parts: list[bytes]) -> Iterator[int]:
    """How many characters each of the strings has that cells share; they go on from part to part."""
    count = _long(parts[0], 4)
    if count > sum(map(len, parts)) // 3:
        raise NoWorkbookError
    at, part, rest = 8, parts[0], iter(parts[1:])
    for _ in range(count):
        if at >= len(part):
            part, at = _more(rest), 0
        characters, flags = struct.unpack_from("<HB", part, at)
        at += 3
        beside = 0
        if flags & 8:
            beside, at = 4 * _word(part, at), at + 2
        if flags & 4:
            beside, at = beside + _long(part, at), at + 4
        left, wide = characters, 1 + (flags & 1)
        while left > (len(part) - at) // wide:
            left -= max((len(part) - at) // wide, 0)
            part = _more(rest)
            at, wide = 1, 1 + (part[0] & 1)
        at += left * wide
        while beside > len(part) - at:
            beside -= max(len(part) - at, 0)
            part, at = _more(rest), 0
        at += beside
        yield characters


def _more(rest: Iterator[bytes]) -> bytes:
    for part in rest:
        return part
    raise NoWorkbookError
