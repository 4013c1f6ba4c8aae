"""What a damaged record still holds: its tables, and their rows as far as they can be read.

Where the schema can't be read, the tables are looked for where this program puts them, and leaves that no tree
leads to are told apart by the look of their rows. Neighbors: `pages` reads the file, `rescue` makes a record of it.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from stemtracker.db import engine, lock, migrations
from stemtracker.db.pages import Cell, Pages
from stemtracker.db.varint import Value

#: Tables that are made anew rather than read.
_MADE_ANEW = {"pen", "search", "topic_title"}
#: Where the search keeps what it finds activities by; the first line is the title.
_WORDS = "search_content"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_KINDS: dict[str, type] = {"TEXT": str, "INTEGER": int, "BLOB": bytes, "": object}
_PERIODS = {"year", "month", "once"}
_META = {"record_id", "created_at", "created_with", "last_evidence_number"}


def _path(*ids: Value) -> str:
    return "/".join(map(str, ids))


def _any(_row: list[Value]) -> bool:
    return True


def _is_list(value: Value) -> bool:
    return str(value).startswith("[")


Looks = Callable[[list[Value]], bool]
#: How a row shows which table it is of, where number and kinds of its columns leave that open.
_LOOKS: dict[str, Looks] = {
    "meta": lambda row: row[0] in _META,
    "fact": lambda row: row[0] == _path(row[1], row[2]),
    "pin": lambda row: row[0] == _path(row[2], row[1]),
    "vocabulary": lambda row: row[0] == _path(row[1], row[2]),
    "educator": lambda row: row[0] == "educator",
    "credential": lambda row: _is_list(row[5]),
    "rule_text": lambda row: bool(_SHA256.fullmatch(str(row[6]))),
    "blob": lambda row: bool(_SHA256.fullmatch(str(row[0]))),
    "change": lambda row: row[4] in {"added", "changed", "removed"},
    "series": lambda row: bool(re.fullmatch(r"[0-9a-f]{32}", str(row[0]))),
    "membership": lambda row: _is_list(row[8]) and row[11] in _PERIODS,
    "contact": lambda row: _is_list(row[6]),
    "exchange": lambda row: row[3] in {"asked", "gave"},
    "pairing": lambda row: row[2] in {"mentor", "mentee"},
    "leadership_role": lambda row: row[10] in _PERIODS,
    "contribution": lambda row: _is_list(row[13]),
    "effect": lambda row: row[3] in {"", "tried", "shared", "used"} and _is_list(row[10]),
    "goal": lambda row: row[3] in {"now", "next", "later"},
    "preparation": lambda row: _is_list(row[7]),
}
#: What nothing tells from other pairs of words.
_LIKE_OTHERS = {"setting"}


@dataclass(frozen=True)
class Column:
    """A column of a table. Needed is what has a value in every row."""

    name: str
    kind: type
    needed: bool
    is_rowid: bool


@dataclass
class Layout:
    """Where a table is in the file, and what a row of it is."""

    name: str
    root: int
    columns: list[Column]

    def is_row(self, cell: Cell) -> bool:
        """Whether the cell can be a row of the table; one written before a column was added is shorter."""
        if len(cell.values) > len(self.columns) or any(column.needed for column in self.columns[len(cell.values) :]):
            return False
        for number, (column, value) in enumerate(zip(self.columns, cell.values, strict=False)):
            if number in cell.broken:
                continue
            if value is None:
                if column.needed and not column.is_rowid:
                    return False
            elif column.is_rowid or not isinstance(value, column.kind):
                return False
        return True


@dataclass(frozen=True)
class Found:
    """A row as it was found; `broken` are the columns that could not be read whole."""

    rowid: int
    row: dict[str, Value]
    broken: frozenset[str]


@dataclass(frozen=True)
class Keys:
    """The numbers of a table's rows with what an index holds first (the id); whether the index could be read whole."""

    rows: dict[int, Value]
    whole: bool


class Wreck:
    """A damaged record, read without changing it."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self.version, self.tables, self._indexes = self._layouts()
        self._strays: dict[str, list[int]] | None = None

    @property
    def unreadable(self) -> int:
        """How many pages were met so far that can't be read."""
        return len(self.pages.bad)

    def is_ours(self) -> bool:
        """Whether there is a record in the file, whatever its header says."""
        return any(
            layout.is_row(cell) and _LOOKS[name](cell.values)
            for name, layout in self.tables.items()
            if name in {"meta", "educator"}
            for cell in self._tree(layout)
        )

    def rows(self, name: str) -> Iterator[Found]:
        """The rows of a table, each once."""
        layout, met = self.tables[name], set[int]()
        for cell in self._tree(layout):
            if cell.rowid not in met and layout.is_row(cell):
                met.add(cell.rowid)
                yield _found(layout, cell)
        strays = self._stray_leaves().get(name)
        known = self.keys(name) if strays else Keys({}, whole=False)
        for number in strays or ():
            for cell in self.pages.rows(number, self.pages.read(number)):
                # What was removed can still lie on a page; the table's index tells.
                if cell.rowid not in met and (not known.whole or cell.rowid in known.rows) and layout.is_row(cell):
                    met.add(cell.rowid)
                    yield _found(layout, cell)

    def keys(self, name: str) -> Keys:
        """What an index says of the rows that were there."""
        index = "change_of_entry" if name == "change" else f"sqlite_autoindex_{name}_1"
        if index not in self._indexes:
            return Keys({}, whole=False)
        before, self.pages.bad = self.pages.bad, set()
        found = {key[-1]: key[0] for key in self._index(index) if isinstance(key[-1], int)}
        whole = not self.pages.bad
        self.pages.bad |= before
        return Keys(found, whole=whole)

    def lost_activities(self, ids: Collection[str]) -> list[str]:
        """Day and title of activities whose rows can't be read, from what was made of them for sorting and finding."""
        days = {key[3]: (key[0], key[2]) for key in self._index("activity_by_day") if len(key) == 6 and key[3] in ids}
        rows = {row for _, row in days.values()}
        titles = {
            found.rowid: text.partition("\n")[0]
            for found in self.rows(_WORDS)
            if found.rowid in rows and isinstance(text := found.row.get("c0"), str)
        }
        return sorted(f"{day} “{titles[row]}”" if row in titles else str(day) for day, row in days.values())

    def lost_evidence(self, rowids: Collection[int]) -> list[int]:
        """The numbers of evidence whose rows can't be read."""
        return sorted(key[0] for key in self._index("sqlite_autoindex_evidence_2") if key[-1] in rowids)

    def _index(self, name: str) -> Iterator[list[Any]]:
        return (key for key in self.pages.index(self._indexes[name]) if len(key) > 1)

    def _layouts(self) -> tuple[int, dict[str, Layout], dict[str, int]]:
        ours = self.pages.application == engine.APPLICATION_ID
        if ours and self.pages.version // 1000 == migrations.newest() // 1000:
            return (self.pages.version, *self._placed(self.pages.version))
        for step in reversed(migrations.STEPS):
            tables, indexes = self._placed(step.VERSION)
            if any(tables["entry"].is_row(cell) for cell in self._tree(tables["entry"])):
                return step.VERSION, tables, indexes
        return (migrations.newest(), *self._placed(migrations.newest()))

    def _placed(self, version: int) -> tuple[dict[str, Layout], dict[str, int]]:
        """Tables and indexes as that version makes them, at the places that this file's own schema names."""
        tables, indexes = plan(version)
        named = set[str]()
        for cell in self.pages.table(1):
            if len(cell.values) != 5 or cell.broken & {0, 1, 3}:
                continue
            kind, name, _, root, _ = cell.values
            if not isinstance(root, int) or not isinstance(name, str):
                continue
            if kind == "index":
                indexes[name] = root
            elif name in tables:
                tables[name].root = root
                named.add(name)
            elif root and name not in _MADE_ANEW:
                self.pages.claim(root)
        for name in tables.keys() - named:
            self._doubt(tables, tables[name], indexes)
        return tables, indexes

    def _doubt(self, tables: dict[str, Layout], layout: Layout, indexes: dict[str, int]) -> None:
        """Let go of a place that the file does not name where another table shows: one added later lies elsewhere."""
        bad, seen = set(self.pages.bad), set(self.pages.seen)
        index = f"sqlite_autoindex_{layout.name}_1"
        first = next(self.pages.table(layout.root), None)
        if first is None:
            doubtful = index in indexes and any(True for _ in self.pages.index(indexes[index]))
        else:
            doubtful = not layout.is_row(first) or _told_by(tables, first) not in {layout.name, None}
        self.pages.bad, self.pages.seen = bad, seen
        if doubtful:
            layout.root = 0
            indexes.pop(index, None)

    def _tree(self, layout: Layout) -> Iterator[Cell]:
        """The rows that the table's own tree leads to."""
        return self.pages.table(layout.root) if layout.root else iter(())

    def _stray_leaves(self) -> dict[str, list[int]]:
        """Leaves that no tree leads to, by the table whose rows they hold."""
        if self._strays is None:
            for layout in self.tables.values():
                if layout.root:
                    self.pages.claim(layout.root)
            self._strays = {}
            for number, page in self.pages.unclaimed():
                if name := self._table_of(number, page):
                    self._strays.setdefault(name, []).append(number)
        return self._strays

    def _table_of(self, number: int, page: bytes) -> str | None:
        for cell in self.pages.rows(number, page):
            if name := _told_by(self.tables, cell):
                return name
        return None


def _told_by(tables: dict[str, Layout], cell: Cell) -> str | None:
    """The table that shows in the row: of those that it can be of, the one that it fills best."""
    fitting = [
        (len(layout.columns), name)
        for name, layout in tables.items()
        if name not in _LIKE_OTHERS and layout.is_row(cell) and _LOOKS.get(name, _any)(cell.values)
    ]
    return min(fitting)[1] if fitting else None


def _found(layout: Layout, cell: Cell) -> Found:
    names = [column.name for column in layout.columns]
    row = dict(zip(names, cell.values, strict=False))
    row.update({column.name: cell.rowid for column in layout.columns if column.is_rowid})
    return Found(cell.rowid, row, frozenset(names[number] for number in cell.broken))


def looks_ours(path: Path) -> bool:
    """Whether a file that says it is none, or another program's, holds a record all the same."""
    with Pages(path) as pages:
        return Wreck(pages).is_ours()


def fresh(connection: sqlite3.Connection, version: int) -> None:
    """Make an empty file a record of that version."""
    steps = [step for step in migrations.STEPS if version >= step.VERSION]
    migrations.upgrade(connection, lambda: None, steps)


def plan(version: int) -> tuple[dict[str, Layout], dict[str, int]]:
    """The tables of a new record of that version that a rescue reads, and the roots of its indexes."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        fresh(connection, version)
        placed = connection.execute("SELECT type, name, rootpage FROM sqlite_schema WHERE rootpage > 0").fetchall()
        tables = {
            name: Layout(name, root, _columns(connection, name))
            for kind, name, root in placed
            if kind == "table"
            and name not in _MADE_ANEW
            and (name == _WORDS or not name.startswith(("search_", "sqlite_")))
        }
    return tables, {name: root for kind, name, root in placed if kind == "index"}


def _columns(connection: sqlite3.Connection, table: str) -> list[Column]:
    return [
        Column(name, _KINDS[kind], bool(needed) and default is None, kind == "INTEGER" and bool(key))
        for _, name, kind, needed, default, key in connection.execute(f'PRAGMA table_info("{table}")')
    ]


@contextmanager
def opened(path: Path) -> Iterator[Wreck]:
    """Read that file. A write that was cut off is taken back in a copy of it; the file itself stays as it is."""
    beside = lock.real(path)
    left = beside.with_name(beside.name + "-journal")
    if not (left.exists() and left.stat().st_size):
        with Pages(path) as pages:
            yield Wreck(pages)
        return
    with TemporaryDirectory() as folder:
        copied = Path(folder) / beside.name
        shutil.copyfile(beside, copied)
        shutil.copyfile(left, copied.with_name(left.name))
        with suppress(sqlite3.DatabaseError), closing(engine.bare(copied)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        with Pages(copied) as pages:
            yield Wreck(pages)
