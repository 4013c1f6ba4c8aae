"""Workbooks of Excel and OpenDocument as rows of cells: measured first, since what is inside may be a bomb.

Cells come with types; they become the text that a person would type, days as 2026-03-31, so that everything after
this reads them like a CSV. Neighbors: `tabular` hands workbooks over to this, `workbook_extent` and `workbook_old`
look how far their cells reach, `log_xlsx` writes one.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from stemtracker.errors import Refused
from stemtracker.exchange import workbook_extent, workbook_old

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MB = 1024 * 1024
#: What a workbook may unpack to. A real one of 200,000 rows stays far below.
_MAX_UNPACKED = 100 * _MB
_MAX_MEMBERS = 1000
_MAX_RATIO = 100
#: What is small anyway may be packed as tightly as it likes.
_SMALL = 10 * _MB
_MAX_CELL = 131_072
_CHUNK = 1 * _MB


def is_workbook(data: bytes) -> bool:
    """Whether the bytes begin like a workbook."""
    return data.startswith((ZIP, OLD))


def sheet_names(data: bytes, name: str) -> tuple[str, ...]:
    """The sheets that a person sees, in their order."""
    return tuple(_shown(_opened(data, name)))


def rows(data: bytes, name: str, sheet: str = "") -> tuple[str, Iterator[tuple[int, tuple[str, ...]]]]:
    """A sheet's name and its rows with the number each has in the workbook; without a name, the first that has any."""
    book = _opened(data, name)
    shown = _shown(book)
    if sheet and sheet not in shown:
        raise Refused.at("sheet", f"“{name}” has no sheet “{sheet}”; it has {', '.join(shown)}.")
    for one in (sheet,) if sheet else shown:
        found = _cells(book, one, name)
        if found or sheet:
            return one, _texts(found, name)
    raise Refused.at("file", f"“{name}” has nothing in any of its sheets.")


def _opened(data: bytes, name: str) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    if data.startswith(ZIP):
        _require_harmless(data, name)
    else:
        _require_small(data, name)
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise Refused.at("file", f"“{name}” is locked with a password. Save it without one and try again.") from None
    except (CalamineError, OSError, ValueError) as why:
        raise _not_one(name) from why
    except BaseException as why:  # what the library's own panic raises is no Exception
        if type(why).__name__ != "PanicException":
            raise
        raise _not_one(name) from why


def _not_one(name: str) -> Refused:
    return Refused.at(
        "file",
        f"“{name}” is no workbook that can be read. Open it in a spreadsheet program and save it as XLSX or CSV.",
    )


def _shown(book: CalamineWorkbook) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    kinds = book.sheets_metadata
    seen = [s.name for s in kinds if s.typ == SheetTypeEnum.WorkSheet and s.visible == SheetVisibleEnum.Visible]
    return seen or [s.name for s in kinds if s.typ == SheetTypeEnum.WorkSheet]


def _require_harmless(data: bytes, name: str) -> None:
    """Refuse what unpacks to far more than a table can be; what it says of its own sizes is not believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            infos = bundle.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError, OverflowError):
        raise _not_one(name) from None
    names = [info.filename for info in infos]
    if len(infos) > _MAX_MEMBERS or len(set(names)) != len(names):
        raise Refused.at(
            "file", f"“{name}” has too many parts for a workbook, or two of one name; save it anew as XLSX."
        )
    if any(info.flag_bits & 1 for info in infos):
        raise Refused.at("file", f"“{name}” is locked with a password. Save it without one and try again.")
    if any(one.casefold() == "xl/workbook.bin" for one in names):
        raise Refused.at("file", f"“{name}” is a binary workbook (XLSB). Save it as XLSX or CSV and try again.")
    whole, taken = 0, _Taken()
    for info in infos:
        part = _unpacked(data, info, _MAX_UNPACKED - whole, name)
        whole += len(part)
        if whole > max(_SMALL, len(data) * _MAX_RATIO) or whole > _MAX_UNPACKED:
            raise Refused.at(
                "file",
                f"“{name}” unpacks to more than {_MAX_UNPACKED // _MB} MB, or to far more than its size; a table of "
                "activities never does. Save only the sheet with your activities as CSV and bring that in.",
            )
        _measure(part, name, taken)
    if taken.characters() > _MAX_UNPACKED:
        raise _too_far(name)


def _unpacked(data: bytes, info: zipfile.ZipInfo, most: int, name: str) -> bytes:
    """What really comes out of one part, up to a little over the most."""
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise _not_one(name)
    at = info.header_offset
    head = data[at : at + 30]
    begin = at + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    packed = data[begin : begin + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        return packed
    unpacking, out, left = zlib.decompressobj(-zlib.MAX_WBITS), bytearray(), packed
    try:
        while left and not unpacking.eof and len(out) <= most:
            out += unpacking.decompress(left, _CHUNK)
            left = unpacking.unconsumed_tail
    except zlib.error:
        raise _not_one(name) from None
    return bytes(out)


@dataclass(slots=True)
class _Taken:
    """What the texts of all sheets will take: those that stand in them, and those that cells share."""

    own: int = 0
    shared: Counter[int] = field(default_factory=Counter)
    lengths: list[int] = field(default_factory=list)

    def characters(self) -> int:
        known = len(self.lengths)
        return self.own + sum(self.lengths[at] * times for at, times in self.shared.items() if 0 <= at < known)


def _measure(part: bytes, name: str, taken: _Taken) -> None:
    """Refuse a sheet whose cells lie so far apart that there is no room for all between them; note its texts."""
    try:
        if workbook_extent.holds_texts(part):
            taken.lengths += workbook_extent.lengths(part)
        if not workbook_extent.holds_sheet(part):
            return
        found = workbook_extent.extent(part)
    except workbook_extent.NoSheetError:
        raise _not_one(name) from None
    if found.cells() > workbook_extent.MOST:
        raise _too_far(name)
    taken.own += found.characters
    taken.shared += found.shared


def _require_small(data: bytes, name: str) -> None:
    """The same of a workbook of old, and one whose texts, each kept once, fill too many cells."""
    try:
        found = workbook_old.measure(data)
    except workbook_old.NoWorkbookError:
        raise _not_one(name) from None
    if found.places > workbook_extent.MOST or found.characters > _MAX_UNPACKED:
        raise _too_far(name)


def _too_far(name: str) -> Refused:
    return Refused.at(
        "file",
        f"The cells of “{name}” are too many or lie too far apart: a stray one may stand far below or to the right of "
        "your activities. Copy only the table with your activities into a new sheet and save that.",
    )


def _cells(book: CalamineWorkbook, sheet: str, name: str) -> list[tuple[int, Sequence[object]]]:
    """The rows that hold anything, with their numbers."""
    from python_calamine import CalamineError

    try:
        found = book.get_sheet_by_name(sheet)
        first = found.start[0] if found.start else 0
        grid = found.to_python(skip_empty_area=True)
    except (CalamineError, OSError, ValueError) as why:
        raise _not_one(name) from why
    return [(first + at + 1, row) for at, row in enumerate(grid) if any(cell not in {"", None} for cell in row)]


def _texts(found: list[tuple[int, Sequence[object]]], name: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    for line, row in found:
        cells = tuple(map(text_of, row))
        if any(len(cell) > _MAX_CELL for cell in cells):
            raise Refused.at(
                f"line {line}", f"A cell of row {line} of “{name}” is longer than {_MAX_CELL:,} characters."
            )
        yield line, cells


def text_of(cell: object) -> str:
    """What a person would type for the cell; days and times as the program writes them."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return _duration(cell)
    if isinstance(cell, float):
        return _number(cell)
    return str(cell).replace("\0", "")


def _duration(length: timedelta) -> str:
    """1:30 for an hour and a half, as spreadsheets show lengths of time."""
    minutes = round(length.total_seconds() / 60)
    return f"{'-' if minutes < 0 else ''}{abs(minutes) // 60}:{abs(minutes) % 60:02}"


def _number(value: float) -> str:
    """Without the digits that binary numbers add: 0.1 + 0.2 was typed as 0.3."""
    with suppress(ValueError, OverflowError):
        if value == int(value) and abs(value) < 1e15:
            return str(int(value))
    text = f"{value:.12g}"
    return text if "e" not in text else f"{value:.15f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else text
