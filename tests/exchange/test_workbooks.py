"""Workbooks: read like the spreadsheet they are, refused where they are none or a trap, written and read back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.hours import Measure
from stemtracker.errors import Refused
from stemtracker.exchange import log_csv, log_xlsx, sheets, tabular

Rows = list[list[object]]


def made(path: Path, **tables: Rows) -> Path:
    """An XLSX file with these sheets."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False})
    day, clock_, length = (book.add_format({"num_format": f}) for f in ("yyyy-mm-dd", "hh:mm", "[h]:mm"))
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime | date):
                    sheet.write_datetime(at, column, cell, day)
                elif isinstance(cell, time):
                    sheet.write_datetime(at, column, cell, clock_)
                elif isinstance(cell, timedelta):
                    sheet.write_datetime(at, column, cell, length)
                elif cell is not None:
                    sheet.write(at, column, cell)
    book.close()
    return path


def ods(path: Path, rows: list[list[str]]) -> Path:
    """A small OpenDocument file with one sheet of text."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="Log">{cells}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        bundle.writestr("content.xml", content)
        bundle.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def texts(path: Path, part: str = "") -> list[tuple[int, tuple[str, ...]]]:
    return [(row.line, row.cells) for row in tabular.read_grid(path, part).rows]


def test_cells_become_what_a_person_would_type(tmp_path: Path) -> None:
    row: list[object] = [
        date(2026, 2, 28), datetime.fromisoformat("2026-02-28 15:30"), time(15, 30), timedelta(hours=26, minutes=5),
        2.5, 3.0, 0.1 + 0.2, True, "=1+1", "名前", None, "2,5 h",
    ]  # fmt: skip
    assert texts(made(tmp_path / "a.xlsx", Log=[row])) == [
        (
            1,
            ("2026-02-28", "2026-02-28 15:30", "15:30", "26:05", "2.5", "3", "0.3", "yes", "=1+1", "名前", "", "2,5 h"),
        )
    ]


def test_rows_keep_their_numbers_over_empty_ones(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", Log=[[], [], ["Date", "Title"], [], ["x", "y"]])
    assert [line for line, _ in texts(path)] == [3, 5]


def test_the_first_sheet_with_anything_is_taken_and_others_can_be_chosen(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", Empty=[], Log=[["Date"]], Old=[["Day"]])
    grid = tabular.read_grid(path)
    assert (grid.part, grid.parts) == ("Log", ("Empty", "Log", "Old"))
    assert texts(path, "Old") == [(1, ("Day",))]
    with pytest.raises(Refused, match="no sheet “Other”; it has Empty, Log, Old"):
        tabular.read_grid(path, "Other")
    with pytest.raises(Refused, match="“Empty” of “a"):
        sheets.read(path, "Empty")


def test_opendocument_is_read_too(tmp_path: Path) -> None:
    path = ods(
        tmp_path / "a.ods",
        [["Date", "Workshop", "Hours"], ["3/14/2026", "Labor & Sicherheit".replace("&", "&amp;"), "2.5"]],
    )
    found = sheets.read(path)
    assert found.header == ("Date", "Workshop", "Hours")
    assert found.rows[0].cells == ("3/14/2026", "Labor & Sicherheit", "2.5")


def test_an_empty_workbook_says_so(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="nothing in any of its sheets"):
        tabular.read_grid(made(tmp_path / "a.xlsx", One=[], Two=[]))


def bomb(path: Path, size: int) -> Path:
    """A workbook whose sheet unpacks to so many bytes of nothing."""
    made(path, Log=[["Date"]])
    old = zipfile.ZipFile(path)
    with zipfile.ZipFile(path.with_suffix(".new"), "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, data + b" " * size if info.filename.endswith("sheet1.xml") else data)
    old.close()
    path.with_suffix(".new").replace(path)
    return path


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="unpacks to more than 100 MB, or to far more than its size"):
        tabular.read_grid(bomb(tmp_path / "a.xlsx", 40_000_000))


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    data = bytearray(bomb(tmp_path / "a.xlsx", 40_000_000).read_bytes())
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        begin = data.find(mark)
        while begin >= 0:
            data[begin + at : begin + at + 4] = (10).to_bytes(4, "little")
            begin = data.find(mark, begin + 4)
    with pytest.raises(Refused, match="unpacks to more"):
        tabular.grid(bytes(data), "a.xlsx")


def test_cells_in_the_far_corners_are_refused_before_room_is_made_between_them(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Log")
        sheet.write(0, 0, "Date")
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(Refused, match="lie too far apart"):
        tabular.read_grid(path)


def test_a_format_far_down_is_no_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Log")
        sheet.write_row(0, 0, ["Date", "Title"])
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    assert texts(path) == [(1, ("Date", "Title"))]


def test_opendocument_that_repeats_its_cells_without_end_is_refused(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", [["Date"]])
    with zipfile.ZipFile(path) as bundle:
        content = bundle.read("content.xml").decode()
    for times, words in ((200, "lie too far apart"), (20_000, "no workbook that can be read")):
        many = content.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="190000">').replace(
            "<table:table-cell ", f'<table:table-cell table:number-columns-repeated="{times}" '
        )
        book = io.BytesIO()
        with zipfile.ZipFile(book, "w") as bundle:
            bundle.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            bundle.writestr("content.xml", many)
            bundle.writestr("META-INF/manifest.xml", "<manifest/>")
        with pytest.raises(Refused, match=words):
            tabular.grid(book.getvalue(), "a.ods")


def test_empty_cells_to_the_end_of_an_opendocument_sheet_are_none(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", [["Date", "Title"]])
    with zipfile.ZipFile(path) as bundle:
        content = bundle.read("content.xml").decode()
    rest = (
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        bundle.writestr("content.xml", content.replace("</table:table>", rest))
        bundle.writestr("META-INF/manifest.xml", "<manifest/>")
    assert texts(path) == [(1, ("Date", "Title"))]


def test_a_binary_workbook_is_told_by_its_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsb", "w") as bundle:
        bundle.writestr("xl/workbook.bin", "")
    with pytest.raises(Refused, match="XLSB"):
        tabular.read_grid(tmp_path / "a.xlsb")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 and nothing more", "no workbook that can be read"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "no workbook that can be read"),
    ],
)
def test_what_only_begins_like_a_workbook_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        tabular.grid(data, "a.xlsx")


def test_another_zip_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as bundle:
        bundle.writestr("photo.txt", "no table")
    with pytest.raises(Refused, match="no workbook that can be read"):
        tabular.read_grid(tmp_path / "a.zip")


def _sound() -> bytes:
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as made_book:
        made_book.set_properties({"created": datetime(1980, 1, 1)})  # noqa: DTZ001 - the file format knows no zones
        made_book.add_worksheet("Log").write_row(0, 0, ["Date", "Title", 3])
    return book.getvalue()


@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    raw = bytearray(_sound())
    for at in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=6)):
        raw[at] = data.draw(st.integers(0, 255))
    try:
        tabular.grid(bytes(raw), "a.xlsx")
    except Refused:
        return


@pytest.fixture
def one() -> Callable[..., Activity]:
    def make(**said: object) -> Activity:
        day = date(2026, 3, 1)
        base = {"id": "a", "title": "=HYPERLINK(1)", "start": day, "end": day, "kind": "workshop"}
        return Activity(**{**base, "measure": Measure.minutes(95), **said})  # type: ignore[arg-type]

    return make


def test_the_log_as_a_workbook_is_the_same_table_as_the_csv(one: Callable[..., Activity]) -> None:
    entries = [
        log_csv.Entry(one(topics=(TopicShare("stem", Decimal(30)),), answers=(("final_product", "yes"),))),
        log_csv.Entry(one(id="b", title="Labor 安全", start=date(1955, 1, 1), end=date(1955, 1, 2), network="NSTA")),
        log_csv.Entry(
            one(
                id="c",
                measure=Measure("ceu", Decimal("1.50")),
                cost=Decimal("1234567890.12"),
                status=Status.POSTED,
                steps=(Step(Status.POSTED, date(2026, 5, 1), None, Decimal("1.5")),),
            ),
            series="Cohort",
        ),
    ]
    read = tabular.grid(log_xlsx.workbook(entries), "log.xlsx")
    csv = tabular.grid(log_csv.text(entries).encode(), "log.csv")
    wanted = [tuple(cell.lstrip("'") for cell in row.cells) for row in csv.rows]
    assert [tuple(_plain(c) for c in row.cells) for row in read.rows] == [tuple(map(_plain, row)) for row in wanted]
    assert sheets.sheet_of(read).own


def _plain(cell: str) -> str:
    """A number without the zeros at its end."""
    return cell.rstrip("0").rstrip(".") if "." in cell and cell.replace(".", "").isdigit() else cell


def test_the_same_log_gives_the_same_bytes(one: Callable[..., Activity]) -> None:
    assert log_xlsx.workbook([log_csv.Entry(one())]) == log_xlsx.workbook([log_csv.Entry(one())])


def _with_parts(book: bytes, **parts: tuple[bytes, bytes]) -> bytes:
    """The workbook with words of its parts replaced, by the end of a part's name."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            for end, (words, others) in parts.items():
                if info.filename.endswith(f"{end}.xml"):
                    data = data.replace(words, others)
            new.writestr(info.filename, data)
    return made.getvalue()


def test_a_long_text_in_very_many_cells_is_refused_before_it_is_copied(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx", Log=[["Title"], *(["TEXT"] for _ in range(500))])
    assert len(tabular.grid(path.read_bytes(), "a.xlsx").rows) == 501
    with pytest.raises(Refused, match="too many or lie too far apart"):
        tabular.grid(_with_parts(path.read_bytes(), sharedStrings=(b"TEXT", b"x" * 400_000)), "a.xlsx")


def test_a_long_text_that_opendocument_repeats_is_refused_before_it_is_copied(tmp_path: Path) -> None:
    path = ods(tmp_path / "a.ods", [["TEXT"]])
    cell, row = b"<table:table-cell ", b"<table:table-row>"
    many = _with_parts(path.read_bytes(), content=(cell, cell + b'table:number-columns-repeated="200" '))
    many = _with_parts(many, content=(row, row[:-1] + b' table:number-rows-repeated="400">'))
    with pytest.raises(Refused, match="too many or lie too far apart"):
        tabular.grid(_with_parts(many, content=(b"TEXT", b"x" * 4_000)), "a.ods")
