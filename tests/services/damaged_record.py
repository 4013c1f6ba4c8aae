"""A record of some hundred pages of every kind, and ways to damage it. Neighbor: `lifelong_record` is its core."""

from __future__ import annotations

import functools
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import lifelong_record

from stemtracker import clock
from stemtracker.services import activities, evidence, workspace

PAGE = 4096
_TREES = {0x0D: "table leaf", 0x05: "table inner", 0x0A: "index leaf", 0x02: "index inner"}
#: What has an index over its days that is more than one page.
_MANY = 150


@functools.cache
def sound() -> bytes:
    """The record as it was before anything happened to it."""
    with TemporaryDirectory() as folder, clock.standing_at(lifelong_record.LAST):
        path = Path(folder) / "record.stemtracker"
        lifelong_record.build(path)
        ws = workspace.open_record(path)
        activities.save_many(ws, [_one(number) for number in range(_MANY)], "Bring in many.csv")
        for number in range(8):
            evidence.attach_bytes(ws, id_of(number), f"file {number}.txt", b"%d text " % number * 1500, "agenda")
        changed = activities.BulkEdit(network="PLC")
        activities.edit_many(ws, [id_of(number) for number in range(40, 60)], changed)
        activities.delete(ws, [id_of(number) for number in range(_MANY - 20, _MANY)])
        activities.empty_bin(ws)
        activities.save(ws, lifelong_record._activity("last", "Undone"))
        ws.record.undo()
        workspace.close(ws)
        return path.read_bytes()


def id_of(number: int) -> str:
    """The id of one of the many activities."""
    return f"{number:032x}"


def _one(number: int) -> object:
    long = "A long story. " * (700 if number % 40 == 7 else number % 30)
    day = date(2020, 1, 1) + timedelta(days=number)
    return lifelong_record._activity(id_of(number), f"Workshop {number}", start=day, description=long)


def kinds() -> dict[str, list[int]]:
    """The pages of the record by what they are."""
    data, found = sound(), dict[str, list[int]]()
    free = _free(data)
    for number in range(1, len(data) // PAGE + 1):
        first = data[(number - 1) * PAGE + (100 if number == 1 else 0)]
        kind = "schema" if number == 1 else "free" if number in free else _TREES.get(first, "overflow")
        found.setdefault(kind, []).append(number)
    return found


def _free(data: bytes) -> set[int]:
    free: set[int] = set()
    trunk = int.from_bytes(data[32:36], "big")
    while trunk:
        page = data[(trunk - 1) * PAGE : trunk * PAGE]
        listed = int.from_bytes(page[4:8], "big")
        free |= {trunk, *(int.from_bytes(page[8 + 4 * n : 12 + 4 * n], "big") for n in range(listed))}
        trunk = int.from_bytes(page[:4], "big")
    return free


def root_of(name: str) -> int:
    """The first page of a table or an index."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(sound())
        found = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
    return int(found[0])


def with_page(number: int, page: bytes) -> bytes:
    """The record with another page in the place of that one."""
    data = sound()
    return data[: (number - 1) * PAGE] + page + data[number * PAGE :]


def zeroed(number: int) -> bytes:
    """As after a disk that lost a block."""
    return with_page(number, bytes(PAGE))


def noise(number: int) -> bytes:
    """As after a disk that wrote something else there."""
    return with_page(number, Random(number).randbytes(PAGE))  # noqa: S311 - a broken disk is no secret


def flipped(number: int) -> bytes:
    """Some bits of the page are not what they were."""
    random, page = Random(number), bytearray(sound()[(number - 1) * PAGE : number * PAGE])  # noqa: S311
    for _ in range(8):
        page[random.randrange(PAGE)] ^= 1 << random.randrange(8)
    return with_page(number, bytes(page))
