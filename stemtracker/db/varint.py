"""How SQLite writes numbers and rows as bytes, read with the doubt that any of them may be broken.

Neighbors: `pages` finds the bytes.
"""

from __future__ import annotations

import struct
from itertools import pairwise

Value = int | float | str | bytes | None

_INTEGER_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_REAL, _ZERO, _ONE, _FIRST_LONG = 7, 8, 9, 12
#: No table of a record has nearly as many.
_MOST_COLUMNS = 200


def read(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where the next thing begins; zero where the data end."""
    number = 0
    for _ in range(8):
        if at >= len(data):
            return 0, at
        byte = data[at]
        at += 1
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, at
    return (number << 8 | data[at], at + 1) if at < len(data) else (0, at)


def signed(number: int) -> int:
    """The number as SQLite means a row's own."""
    return number - (1 << 64) if number >= 1 << 63 else number


def record(payload: bytes, length: int) -> tuple[list[Value], frozenset[int]] | None:
    """The columns of a row of that length, and which of them are not whole in the payload; None if it is no row."""
    header, at = read(payload, 0)
    if not 0 < header <= min(len(payload), length):
        return None
    kinds: list[int] = []
    while at < header:
        kind, at = read(payload, at)
        kinds.append(kind)
    ends = [header]
    for kind in kinds:
        ends.append(ends[-1] + _size(kind))
    if len(kinds) > _MOST_COLUMNS or at != header or ends[-1] != length or {10, 11} & set(kinds):
        return None
    values: list[Value] = []
    broken: set[int] = set()
    for column, (kind, (start, end)) in enumerate(zip(kinds, pairwise(ends), strict=True)):
        value, whole = _value(kind, payload[start:end])
        values.append(value)
        if not whole or (end > len(payload) and end > start):  # what takes no bytes is in the header
            broken.add(column)
    return values, frozenset(broken)


def _size(kind: int) -> int:
    if kind >= _FIRST_LONG:
        return (kind - _FIRST_LONG) // 2
    return 8 if kind == _REAL else _INTEGER_BYTES.get(kind, 0)


def _value(kind: int, data: bytes) -> tuple[Value, bool]:
    """What the bytes mean, and whether they can mean it."""
    if kind >= _FIRST_LONG:
        return _text(data) if kind % 2 else (data, True)
    if kind in {_ZERO, _ONE}:
        return kind - _ZERO, True
    if kind == _REAL:
        return (struct.unpack(">d", data)[0], True) if len(data) == 8 else (None, False)
    return (int.from_bytes(data, "big", signed=True), True) if kind else (None, True)


def _text(data: bytes) -> tuple[str, bool]:
    """The text up to where it breaks: no text of a record holds a zero byte."""
    zero = data.find(b"\0")
    data = data if zero < 0 else data[:zero]
    try:
        return data.decode(), zero < 0
    except UnicodeDecodeError:
        return data.decode(errors="replace"), False
