"""Workbooks on the command line: a sheet of one comes in, the log goes out as one, and fills in what is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter

from stemtracker.cli import main
from stemtracker.exchange import tabular

SAID = ("--date-order", "mdy", "--unit", "hour", "--kind", "workshop")


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "Ana.stemtracker"
    assert main(["new", str(path), "--name", "Ana"]) == 0
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "lists.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        for name, rows in {
            "2025": [["Date", "Title", "Hours"], ["3/4/2025", "Lab safety", 2]],
            "2026": [["Date", "Title", "Hours"], ["3/4/2026", "Inquiry", 3]],
        }.items():
            sheet = made.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def test_a_sheet_comes_in_by_its_name(record: Path, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(record), str(book), *SAID]) == 0
    assert main(["import", str(record), str(book), *SAID, "--sheet", "2026"]) == 0
    capsys.readouterr()
    assert main(["list", str(record), "--json"]) == 0
    assert {row["title"] for row in json.loads(capsys.readouterr().out)} == {"Lab safety", "Inquiry"}
    assert main(["import", str(record), str(book), *SAID, "--sheet", "2027"]) == 1
    assert "has no sheet “2027”; it has 2025, 2026." in capsys.readouterr().err


def test_the_log_goes_out_as_a_workbook_and_comes_back(
    record: Path, book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(record), str(book), *SAID]) == 0
    out = tmp_path / "log.xlsx"
    assert main(["export", str(record), "--out", str(out)]) == 0
    assert tabular.read_grid(out).part == "Activities"
    capsys.readouterr()
    assert main(["import", str(record), str(out), "--json", "--dry-run"]) == 0
    assert [row["verdict"] for row in json.loads(capsys.readouterr().out)["rows"]] == ["duplicate"]


def test_a_second_list_fills_in_what_is_missing(
    record: Path, book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(record), str(book), *SAID]) == 0
    school = tmp_path / "school.csv"
    school.write_text("Date,Title,Hours,Sponsor\n3/4/2025,The lab safety,2,NSTA\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["import", str(record), str(school), *SAID, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["counts"]["filled"], told["rows"][0]["fills"]) == (0, ["provider “NSTA”"])
    assert main(["import", str(record), str(school), *SAID, "--fill-near", "--dry-run"]) == 0
    assert "0 rows would be taken and 1 filled in." in capsys.readouterr().out
    assert main(["import", str(record), str(school), *SAID, "--fill-near"]) == 0
    assert "0 taken, 0 changed, 1 filled in" in capsys.readouterr().out
    assert main(["list", str(record), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["title"], row["provider"]) == ("Lab safety", "NSTA")
