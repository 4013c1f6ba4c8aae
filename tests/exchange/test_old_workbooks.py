"""Workbooks of Excel 97 to 2003: read as they are, and measured before anyone makes room for what they say."""

from __future__ import annotations

import struct
import time
from random import Random

import pytest

from stemtracker.errors import Refused
from stemtracker.exchange import tabular, workbook_old

END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
TABLE, DIRECTORY, STREAM = 0, 1, 2


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def cell(row: int, column: int, value: float) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, 0, value))


def shared(row: int, column: int, which: int) -> bytes:
    return record(0xFD, struct.pack("<HHHI", row, column, 0, which))


def strings(*texts: str, count: int | None = None) -> bytes:
    """Texts that cells share; the last goes on in a record of its own."""
    told = len(texts) if count is None else count
    head, letters = struct.pack("<II", told, told), [struct.pack("<HB", len(t), 0) + t.encode() for t in texts]
    last = texts[-1].encode()
    body = head + b"".join(letters)
    cut = len(body) - len(last) // 2
    return record(0xFC, body[:cut]) + record(0x3C, b"\0" + body[cut:])


def size(top: int, low: int, left: int, right: int) -> bytes:
    return record(0x200, struct.pack("<IIHHH", top, low, left, right, 0))


def stream(*cells: bytes, texts: bytes = b"", twice: int = 1) -> bytes:
    """The records of a workbook with one sheet, told so often."""
    begin, end = record(0x809, struct.pack("<HH12x", 0x600, 5)), record(0x0A)
    sheet = b"\0\0\x03\0Log"  # seen, a sheet of cells, and its name
    at = len(begin) + twice * (4 + 4 + len(sheet)) + len(texts) + len(end)
    globals_ = begin + twice * record(0x85, struct.pack("<I", at) + sheet) + texts + end
    return globals_ + record(0x809, struct.pack("<HH12x", 0x600, 0x10)) + b"".join(cells) + end


def entry(name: str, kind: int, first: int, length: int) -> bytes:
    letters = name.encode("utf-16-le")
    return letters.ljust(64, b"\0") + struct.pack("<HBB48xIQ", len(letters) + 2, kind, 1, first, length)


def file(content: bytes, *, name: str = "Workbook", circle: bool = False, length: int | None = None) -> bytes:
    """The file system around it: a header, the table of sectors, the directory, the stream."""
    content = content.ljust(4096, b"\0")
    sectors = -(-len(content) // 512)
    tables = -(-(sectors + 1) // 127)
    first = STREAM + tables - 1
    follows = [0xFFFFFFFD] * tables + [END] + [*range(first + 1, first + sectors), first if circle else END]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0") + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", *range(tables), *[FREE] * (109 - tables))
    table = struct.pack(f"<{len(follows)}I", *follows).ljust(512 * tables, b"\xff")
    told = len(content) if length is None else length
    directory = entry("Root Entry", 5, END, 0) + entry(name, 2, first, told)
    return header + table + directory.ljust(512, b"\0") + content.ljust(512 * sectors, b"\0")


def rows(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in tabular.grid(data, "log.xls").rows]


@pytest.mark.parametrize("name", ["Workbook", "Book"])
def test_an_old_workbook_is_read(name: str) -> None:
    texts = strings("Title", "Robotics night")
    made = stream(size(0, 2, 0, 2), shared(0, 0, 0), shared(1, 0, 1), cell(1, 1, 1.5), texts=texts)
    assert rows(file(made, name=name)) == [("Title", ""), ("Robotics night", "1.5")]
    assert workbook_old.measure(file(made, name=name)) == workbook_old.Measured(4, len("TitleRobotics night"))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (file(stream(cell(0, 0, 1), cell(65_535, 255, 1))), "too many or lie too far apart"),
        (file(stream(cell(0, 0, 1), cell(1, 65_535, 1))), "no workbook"),
        (file(stream(size(0, 2**32 - 1, 0, 2**16 - 1), cell(0, 0, 1))), "no workbook"),
        (file(stream(size(7, 1, 0, 1), cell(0, 0, 1))), "no workbook"),
        (file(stream(cell(0, 0, 1), texts=strings("a", count=2**31 - 1))), "no workbook"),
        (file(stream(*(cell(n, 0, 1) for n in range(400)), twice=20)), "no workbook"),
        (file(stream(cell(0, 0, 1)), circle=True), "no workbook"),
        (file(stream(cell(0, 0, 1)), length=2**31), "no workbook"),
        (
            file(stream(*(shared(n, 0, 0) for n in range(4_000)), texts=strings("x" * 30_000))),
            "too many or lie too far apart",
        ),
    ],
)
def test_what_asks_for_more_room_than_there_is_is_refused_at_once(data: bytes, words: str) -> None:
    begun = time.process_time()
    with pytest.raises(Refused, match=words):
        tabular.grid(data, "log.xls")
    assert time.process_time() - begun < 5


def test_a_document_of_another_kind_in_such_a_file_is_no_workbook() -> None:
    with pytest.raises(Refused, match="no workbook"):
        tabular.grid(file(b"words", name="WordDocument"), "letter.doc")


def test_damage_of_any_kind_is_refused_or_read() -> None:
    texts = strings("Title", "Robotics night")
    sound = file(stream(size(0, 2, 0, 2), shared(0, 0, 0), shared(1, 0, 1), cell(1, 1, 1.5), texts=texts))
    draw = Random(7)  # noqa: S311 - the same damage every time
    for _ in range(300):
        damaged = bytearray(sound)
        for _ in range(draw.randint(1, 4)):
            damaged[draw.randrange(8, len(damaged))] = draw.choice((0, 1, 0x7F, 0xFF, draw.randrange(256)))
        try:
            tabular.grid(bytes(damaged[: draw.choice((len(damaged), draw.randrange(600, len(damaged))))]), "log.xls")
        except Refused:
            continue
