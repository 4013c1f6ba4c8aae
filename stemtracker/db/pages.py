"""The pages of an SQLite file, read one by one without SQLite, so that one that is broken hides no other.

SQLite stops at the first broken page, and everything below or behind it is out of its reach. Here a table is
walked page by page; a page that can't be what it should be is counted and passed over, a row whose text runs on
in a broken page keeps the columns before it. Nothing is ever written. The format is that of
https://www.sqlite.org/fileformat2.html. Neighbors: `wreck` knows which tables a record has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from stemtracker.db import varint

_HEADER = 100
_TABLE_LEAF, _TABLE_INNER, _INDEX_LEAF, _INDEX_INNER = 0x0D, 0x05, 0x0A, 0x02
_OUR_PAGE_SIZE = 4096
#: More columns or bytes than any row has say that the header of a row is broken.
_MOST_BYTES = 1 << 30


@dataclass(frozen=True)
class Cell:
    """One row of a table (or key of an index) as it was found; `broken` are the columns that could not be read whole.

    Of a broken text the beginning is kept, as far as it could be read.
    """

    rowid: int
    values: list[varint.Value]
    broken: frozenset[int]


@dataclass
class Pages:
    """An SQLite file. `bad` collects the pages that were met and are broken, `seen` all that belong to something."""

    path: Path
    bad: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)

    def __enter__(self) -> Self:
        self._file = self.path.open("rb")
        header = self._file.read(_HEADER)
        size = int.from_bytes(header[16:18], "big") if len(header) == _HEADER else 0
        size = 65536 if size == 1 else size
        self.size = size if size in {1 << power for power in range(9, 17)} else _OUR_PAGE_SIZE
        self.is_database = header.startswith(b"SQLite format 3\0")
        self.version = int.from_bytes(header[60:64], "big")
        self.application = int.from_bytes(header[68:72], "big")
        self._first_free = int.from_bytes(header[32:36], "big")
        self.count = -(-self.path.stat().st_size // self.size)
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def read(self, number: int) -> bytes:
        """A page; nothing where there is none, or where the disk can't give it."""
        if not 0 < number <= self.count:
            return b""
        try:
            self._file.seek((number - 1) * self.size)
            return self._file.read(self.size)
        except OSError:
            return b""

    def table(self, root: int) -> Iterator[Cell]:
        """The rows of the table with that root, in their order."""
        for number, page in self._leaves(root, _TABLE_INNER, _TABLE_LEAF):
            yield from self.rows(number, page)

    def index(self, root: int) -> Iterator[list[varint.Value]]:
        """The keys of the index with that root, in no order."""
        for number, page in self._leaves(root, _INDEX_INNER, _INDEX_LEAF, inner_too=True):
            skip = 4 if page[_start(number)] == _INDEX_INNER else 0
            for cell_at in _pointers(number, page):
                length, at = varint.read(page, cell_at + skip)
                if cell := self._cell(0, page, at, length, ((self.size - 12) * 64 // 255) - 23):
                    yield cell.values

    def claim(self, root: int) -> None:
        """See what belongs to the table with that root; what is broken there is told by whoever reads it."""
        bad = set(self.bad)
        for _ in self._leaves(root, _TABLE_INNER, _TABLE_LEAF):
            pass
        self.bad = bad

    def unclaimed(self) -> Iterator[tuple[int, bytes]]:
        """Leaves of tables that no tree led to, since a page above them is broken. Free pages are not among them."""
        free = self._free()
        for number in range(1, self.count + 1):
            if number not in self.seen and number not in free:
                page = self.read(number)
                if len(page) > _start(number) and page[_start(number)] == _TABLE_LEAF:
                    yield number, page

    def rows(self, number: int, page: bytes) -> Iterator[Cell]:
        """The rows on one leaf of a table."""
        for cell_at in _pointers(number, page):
            length, at = varint.read(page, cell_at)
            rowid, at = varint.read(page, at)
            if cell := self._cell(varint.signed(rowid), page, at, length, self.size - 35):
                yield cell

    def _leaves(self, root: int, inner: int, leaf: int, *, inner_too: bool = False) -> Iterator[tuple[int, bytes]]:
        waiting = [root]
        met: set[int] = set()
        while waiting:
            number = waiting.pop()
            page = self.read(number)
            start = _start(number)
            kind = page[start] if len(page) > start + 12 else 0
            if kind not in {inner, leaf} or number in met:
                self.bad.add(number)
                continue
            met.add(number)
            self.seen.add(number)
            if kind == inner:
                children = [int.from_bytes(page[at : at + 4], "big") for at in _pointers(number, page)]
                last = int.from_bytes(page[start + 8 : start + 12], "big")
                waiting.extend(reversed([*children, last]))
            if kind == leaf or inner_too:
                yield number, page

    def _cell(self, rowid: int, page: bytes, at: int, length: int, most_here: int) -> Cell | None:
        """A row from its length and the bytes on its page, and on those where it runs on."""
        if not 0 < length < _MOST_BYTES or at >= len(page):
            return None
        if length <= most_here:
            payload = page[at : at + length]
        else:
            least = ((self.size - 12) * 32 // 255) - 23
            here = least + (length - least) % (self.size - 4)
            here = here if here <= most_here else least
            following = int.from_bytes(page[at + here : at + here + 4], "big")
            payload = page[at : at + here] + self._rest(following, length - here)
        decoded = varint.record(payload, length)
        return Cell(rowid, *decoded) if decoded else None

    def _rest(self, number: int, wanted: int) -> bytes:
        """What runs on in pages of its own, as far as they can be read."""
        parts: list[bytes] = []
        met: set[int] = set()
        while wanted > 0:
            page = self.read(number)
            following = int.from_bytes(page[:4], "big")
            part = page[4 : 4 + wanted]
            last = wanted <= self.size - 4
            if number in met or not part or (following == 0) is not last:
                self.bad.add(number)
                break
            met.add(number)
            self.seen.add(number)
            parts.append(part)
            wanted -= len(part)
            number = following
        return b"".join(parts)

    def _free(self) -> set[int]:
        """Pages that belong to nothing any more; what is on them was removed."""
        free: set[int] = set()
        trunk = self._first_free
        while 0 < trunk <= self.count and trunk not in free:
            page = self.read(trunk)
            free.add(trunk)
            listed = min(int.from_bytes(page[4:8], "big"), self.size // 4 - 2)
            free.update(int.from_bytes(page[8 + 4 * n : 12 + 4 * n], "big") for n in range(listed))
            trunk = int.from_bytes(page[:4], "big")
        return free


def _start(number: int) -> int:
    """Where the tree's part of a page begins: the first page has the file's header before it."""
    return _HEADER if number == 1 else 0


def _pointers(number: int, page: bytes) -> Iterator[int]:
    """Where on the page its cells are."""
    start = _start(number)
    first = start + (12 if page[start] in {_TABLE_INNER, _INDEX_INNER} else 8)
    for n in range(int.from_bytes(page[start + 3 : start + 5], "big")):
        at = int.from_bytes(page[first + 2 * n : first + 2 * n + 2], "big")
        if first < at < len(page) - 3:
            yield at
