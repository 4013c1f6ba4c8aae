"""Any file of rows is read as it was saved, or refused with what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemtracker.errors import Refused
from stemtracker.exchange import tabular
from stemtracker.exchange.cells import guard, unguard

Saved = Callable[..., Path]
TEXT = "Title,Hours\nÜbung für “Señor”,1.5\nB,2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding_is_read(saved: Saved, encoding: str) -> None:
    rows = tabular.read_grid(saved(TEXT, encoding=encoding)).rows
    assert rows[1].cells == ("Übung für “Señor”", "1.5")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_is_found(saved: Saved, delimiter: str) -> None:
    lines = [["Title", "Hours", "Where"], ["Labs; safe, sound", "1,5", "Room|2"], ["B", "2", "\tC"]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines)
    grid = tabular.read_grid(saved(text))
    assert grid.delimiter == delimiter
    assert [list(row.cells) for row in grid.rows] == lines


def test_one_column_and_the_sep_line_of_excel(saved: Saved) -> None:
    assert [row.cells for row in tabular.read_grid(saved("Title\nA\nB\n")).rows] == [("Title",), ("A",), ("B",)]
    grid = tabular.read_grid(saved("sep=;\nTitle;Hours\nA, B;1\n"))
    assert grid.rows[1].cells == ("A, B", "1")
    assert grid.rows[1].line == 3


def test_lines_are_counted_as_the_file_has_them(saved: Saved) -> None:
    grid = tabular.read_grid(saved('a,b\n\n"two\nlines",x\n,\nlast,y\n'))
    assert [row.line for row in grid.rows] == [1, 3, 6]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n,,\n", "empty"),
        (b"PK\x03\x04rest", "workbook"),
        (b"\xd0\xcf\x11\xe0rest", "workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"SQLite format 3\0rest", "record"),
        (b"\x89PNG\r\n", "picture"),
        (b"Title,Hours\nA\0B,1\n", "NUL"),
        (bytes(range(256)) * 4, "NUL|text"),
        (b"\xff\xfea", "can't be read"),
        (b"a,b\n1," + b"x" * 10_000_000 + b"\n", "Line 2 can't be read"),
        (b",".join([b"x"] * 500), "500 columns"),
    ],
)
def test_hostile_and_mistaken_files_are_refused_in_words(saved: Saved, data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        tabular.read_grid(saved(data))


def test_files_that_are_not_there_or_too_large(saved: Saved, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no file"):
        tabular.read_grid(tmp_path / "none.csv")
    with pytest.raises(Refused, match="folder"):
        tabular.read_grid(tmp_path)
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(tabular.MAX_BYTES + 1)
    with pytest.raises(Refused, match="at most 32 MB"):
        tabular.read_grid(large)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    try:
        rows = tabular.grid(data, "x.csv").rows
    except Refused:
        return
    assert rows


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-cmd", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "'=x", "''=x", "-"])
def test_a_cell_that_would_run_is_made_harmless_and_comes_back(text: str) -> None:
    assert guard(text) == "'" + text
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", ["", "-3", "+3.5", "plain", "'quoted'", "a=b", "O'Neil"])
def test_harmless_cells_stay_as_they_are(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_every_text_survives_the_guard(text: str) -> None:
    assert unguard(guard(text)) == text


def test_a_quotation_mark_that_never_closes_is_named_by_its_line() -> None:
    with pytest.raises(Refused, match="begins in line 3 is never closed"):
        tabular.grid(b'date,title\n2026-01-01,A\n2026-01-02,"B\n2026-01-03,C\n', "x.csv")
    closed = tabular.grid(b'date,title\n2026-01-01,"A\nB"\n2026-01-02,"C"\n2026-01-02,5" pipe\n', "x.csv")
    assert [row.line for row in closed.rows] == [1, 2, 4, 5]
