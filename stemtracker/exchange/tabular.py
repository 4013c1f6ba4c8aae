"""A file of rows and columns, whoever saved it: bytes to cells, with nothing trusted.

Decoding, delimiter and size limits live here. Neighbors: `workbook` reads Excel and OpenDocument, `activities_csv`
reads the program's own columns from the cells, `sheets` finds out what the columns of any other spreadsheet mean.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stemtracker.errors import Problem, Refused
from stemtracker.exchange import workbook

MAX_BYTES = 32 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 256
_DELIMITERS = ",;\t|"
_SAMPLE = 200_000
_SAMPLE_ROWS = 200

#: First bytes of files that are often mistaken for a CSV, and what to do with each.
_MAGIC = (
    (workbook.ZIP, "This is a workbook or another ZIP file, not text. Choose it where spreadsheets are brought in."),
    (workbook.OLD, "This is a workbook, not text. Choose it where spreadsheets are brought in."),
    (b"%PDF", "This is a PDF. Attach it to an activity as evidence; a list is read from a spreadsheet or CSV."),
    (b"SQLite format 3\0", "This is a record or another database, not a CSV file. Open a record with File, Open."),
    (b"\x89PNG", "This is a picture. Attach it to an activity as evidence; a list is read from a spreadsheet or CSV."),
    (
        b"\xff\xd8\xff",
        "This is a picture. Attach it to an activity as evidence; a list is read from a spreadsheet or CSV.",
    ),
)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row and the line of the file on which it begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """All rows that hold anything, and how the file turned out to be written."""

    name: str
    encoding: str
    delimiter: str
    rows: tuple[Row, ...]
    #: The sheet of a workbook that this is, and all that it has.
    part: str = ""
    parts: tuple[str, ...] = ()


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a file of a sensible size."""
    try:
        if path.is_dir():
            raise Refused.at("file", f"“{path.name}” is a folder; choose the file in it.")
        size = path.stat().st_size
        if size > limit:
            raise Refused.at(
                "file",
                f"“{path.name}” has {size // (1024 * 1024)} MB; at most {limit // (1024 * 1024)} MB can be read. "
                "Split it into smaller files.",
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise Refused.at("file", f"There is no file “{path}”; check the name and the folder.") from None
    except OSError as why:
        raise Refused.at("file", f"“{path.name}” can't be read ({why.strerror}); check that it is yours.") from why


def read_grid(path: Path, part: str = "") -> Grid:
    """The rows of a CSV file, or of a sheet of a workbook: without a name, of the first that has any."""
    return grid(read_bytes(path), path.name, part)


def grid(data: bytes, name: str, part: str = "") -> Grid:
    """The rows of such a file given as bytes."""
    if workbook.is_workbook(data):
        shown, cells = workbook.rows(data, name, part)
        return Grid(name, "", "", _bounded(cells), shown, workbook.sheet_names(data, name))
    text, encoding = decode(data)
    delimiter, text, first_line = _delimiter(text)
    rows = tuple(_rows(text, delimiter, first_line))
    if not rows:
        raise Refused.at("file", f"“{name}” is empty; save the spreadsheet as CSV again and choose that file.")
    return Grid(name, encoding, delimiter, rows)


def _bounded(cells: Iterator[tuple[int, tuple[str, ...]]]) -> tuple[Row, ...]:
    found: list[Row] = []
    for line, row in cells:
        if len(row) > MAX_COLUMNS:
            raise Refused.at(f"line {line}", f"Row {line} has {len(row)} columns; at most {MAX_COLUMNS} are read.")
        if len(found) == MAX_ROWS:
            raise Refused.at("file", f"The sheet has more than {MAX_ROWS:,} rows; split it into smaller ones.")
        found.append(Row(line, row))
    return tuple(found)


def decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding it was in: Unicode with or without its mark, else Windows-1252."""
    for magic, words in _MAGIC:
        if data.startswith(magic):
            raise Refused.at("file", words)
    text, encoding = _decoded(data)
    if "\0" in text:
        raise Refused.at("file", "This is not a text file (it holds NUL bytes). Save the spreadsheet as CSV.")
    return text, encoding


def _decoded(data: bytes) -> tuple[str, str]:
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Refused.at("file", "The text can't be read. Save the spreadsheet again as “CSV UTF-8”.")


def _delimiter(text: str) -> tuple[str, str, int]:
    """The delimiter, the text without a `sep=` line, and the number of its first line.

    The one that gives the most rows of equal width wins (`csv.Sniffer` fails on one-column files).
    """
    first, _, rest = text.partition("\n")
    mark = first.strip().strip('"').casefold()
    if mark.startswith("sep=") and len(mark) == len("sep=") + 1:
        return mark[-1], rest, 2
    if first.rstrip("\r").casefold() == "sep=\t":
        return "\t", rest, 2
    sample = text[:_SAMPLE]
    best, choice = (0, 0), ","
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        widths: Counter[int] = Counter()
        try:
            for index, cells in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)):
                widths[len(cells)] += 1
                if index == _SAMPLE_ROWS:
                    break
        except csv.Error:
            continue
        score = max(((rows, width) for width, rows in widths.items() if width > 1), default=(0, 0))
        if score > best:
            best, choice = score, delimiter
    return choice, text, 1


def _rows(text: str, delimiter: str, first_line: int) -> Iterator[Row]:
    taken: list[str] = []
    reader = csv.reader(_remembered(text, taken), delimiter=delimiter)
    line, begun, count, last = first_line, first_line, 0, ""
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            _closed(last, delimiter, begun)
            return
        except csv.Error as why:
            raise Refused.at(
                f"line {line}",
                f"Line {line} can't be read ({why}). A quotation mark may be missing its partner, or a cell is longer "
                f"than {csv.field_size_limit():,} characters; mend it and try again.",
            ) from why
        if len(cells) > MAX_COLUMNS:
            raise Refused.at(f"line {line}", f"Line {line} has {len(cells)} columns; at most {MAX_COLUMNS} are read.")
        if any(map(str.strip, cells)):
            count += 1
            if count > MAX_ROWS:
                raise Refused.at("file", f"The file has more than {MAX_ROWS:,} rows; split it into smaller files.")
            yield Row(line, tuple(cells))
        begun, last = line, "".join(taken)
        taken.clear()
        line = first_line + reader.line_num


def _remembered(text: str, taken: list[str]) -> Iterator[str]:
    """The lines of the text; those that the reader took stand in `taken` as well."""
    for line in io.StringIO(text, newline=""):
        taken.append(line)
        yield line


def _closed(row: str, delimiter: str, line: int) -> None:
    """Refuse a last row whose quotation mark never closes: all that follows it would be lost in one cell."""
    try:
        list(csv.reader(io.StringIO(row, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as why:
        if "end of data" in str(why):
            raise Refused.at(
                f"line {line}",
                f"A quotation mark in the row that begins in line {line} is never closed; close it, or write it twice "
                "where it belongs to the text.",
            ) from None


def shorten(problems: list[Problem], most: int = 200) -> tuple[Problem, ...]:
    """The problems, with only a count of those beyond the first so many."""
    if len(problems) <= most:
        return tuple(problems)
    return (*problems[:most], Problem("file", f"… and {len(problems) - most:,} more. Mend these first."))
