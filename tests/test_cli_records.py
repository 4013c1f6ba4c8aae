"""The sub-commands on a record, from a new one to a paper and an archive, as a script would run them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stemtracker.cli import main

LIST = "Date,Title,Sponsor,Credits\n3/4/2025,Lab safety,NSTA,2\n3/5/2025,Inquiry,NSTA,1.5\n,Total,,3.5\n"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "Ana.stemtracker"
    assert main(["new", str(path), "--name", "Ana", "--pack", "US-TX.teacher", "--expiry", "2027-03-31"]) == 0
    return path


def take(record: Path, file: Path, *more: str) -> list[str]:
    return ["import", str(record), str(file), *more]


SAID = ("--date-order", "mdy", "--unit", "hour", "--kind", "workshop")


def test_a_record_from_begin_to_paper(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "list.csv"
    sheet.write_text(LIST, encoding="utf-8")
    capsys.readouterr()
    assert main(take(record, sheet, *SAID)) == 0
    told = capsys.readouterr()
    assert "2 taken, 0 changed, 0 left out, 1 refused." in told.out
    assert "line 4: refused: There is no date in this row." in told.err
    assert main(["list", str(record), "--json", "--search", "lab"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["title"], row["date"], row["amount"], row["unit"]) == ("Lab safety", "2025-03-04", "2", "hour")
    assert main(["list", str(record), "--since", "2025-03-05"]) == 0
    assert "1 activities." in capsys.readouterr().out
    assert main(["assess", "--record", str(record), "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert (answer["verdict"], answer["cycle"]["end"]) == ("not_met", "2027-03-31")
    assert main(["assess", "--record", str(record), "--credential", "none"]) == 1
    paper = tmp_path / "paper.pdf"
    assert main(["report", "transcript", str(record), "--out", str(paper), "--span", "all"]) == 0
    assert paper.read_bytes().startswith(b"%PDF-")


def test_what_can_not_be_known_is_asked(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "list.csv"
    sheet.write_text(LIST, encoding="utf-8")
    assert main(take(record, sheet)) == 1
    told = capsys.readouterr().err
    assert "--date-order mdy or dmy" in told
    assert "--unit ID" in told
    for option, words in (("--unit", "no unit"), ("--kind", "no kind")):
        assert main(take(record, sheet, *SAID, option, "fortnight")) == 1
        assert words in capsys.readouterr().err


def test_columns_can_be_named(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "list.csv"
    sheet.write_text("X,Y,Z\nLab safety,2025-03-04,90\n", encoding="utf-8")
    capsys.readouterr()
    named = ("--map", "X=title", "--map", "2=date", "--map", "z=amount:minute", "--kind", "workshop")
    assert main(take(record, sheet, *named, "--dry-run", "--json")) == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert (row["verdict"], row["title"]) == ("new", "Lab safety")
    assert main(take(record, sheet, *named, "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"taken": 1, "changed": 0, "filled": 0, "left": 0, "refused": 0}
    assert main(take(record, sheet, *named, "--json")) == 0
    assert json.loads(capsys.readouterr().out)["rows"][0]["verdict"] == "duplicate"
    assert main(take(record, sheet, "--map", "Q=title")) == 1
    assert "no column “Q”" in capsys.readouterr().err
    assert main(take(record, sheet, "--map", "X=moon")) == 1
    assert "no field" in capsys.readouterr().err
    assert main(take(record, sheet, "--map", "moon")) == 2


def test_out_and_back(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "list.csv"
    sheet.write_text(LIST, encoding="utf-8")
    assert main(take(record, sheet, *SAID)) == 0
    log, whole = tmp_path / "log.csv", tmp_path / "Ana.stemarchive"
    assert main(["export", str(record), "--out", str(log)]) == 0
    assert "without anything private" in capsys.readouterr().out
    assert main(["export", str(record), "--out", str(whole)]) == 0
    assert "private notes included" in capsys.readouterr().out
    assert main(["export", str(record), "--out", str(tmp_path / "log.txt")]) == 1
    capsys.readouterr()
    assert main(take(record, log, "--json")) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["left"] == 2
    again = tmp_path / "Again.stemtracker"
    assert main(take(again, whole)) == 0
    capsys.readouterr()
    for path in (record, again):
        assert main(["list", str(path), "--json"]) == 0
    first, second = capsys.readouterr().out.split("]\n[")
    assert first.strip("[]\n ") == second.strip("[]\n ")
    given = ["--pack", "US-TX.teacher", "--activities", str(log), "--cycle", "2022-04-01..2027-03-31", "--json"]
    assert main(["assess", *given]) == 0
    assert json.loads(capsys.readouterr().out)[0]["verdict"] == "not_met"


def test_a_record_is_never_written_over(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", str(record), "--name", "Eve"]) == 1
    assert "exists already" in capsys.readouterr().err
    assert main(["new", str(tmp_path / "b.stemtracker"), "--name", "Eve", "--pack", "generic"]) == 1
    assert "--expiry" in capsys.readouterr().err
    assert not (tmp_path / "b.stemtracker").exists()


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0" + bytes(200)])
def test_what_is_no_record_is_refused_and_left_as_it_was(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.stemtracker"
    path.write_bytes(content)
    assert main(["list", str(path)]) == 1
    assert "stemtracker: “x.stemtracker”" in capsys.readouterr().err
    assert path.read_bytes() == content


def test_the_facts_of_a_new_license(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    holder = tmp_path / "h.json"
    holder.write_text('{"teaches_dyslexia": true, "moon": 1}', encoding="utf-8")
    path = tmp_path / "Bo.stemtracker"
    given = ["--name", "Bo", "--pack", "US-TX.teacher", "--expiry", "2027-03-31", "--holder", str(holder)]
    assert main(["new", str(path), *given]) == 0
    told = capsys.readouterr()
    assert "moon" in told.err
    assert main(["assess", "--record", str(path), "--json"]) == 0
    (answer,) = json.loads(capsys.readouterr().out)
    assert any(node["applies"] is True and "dyslexia" in node["id"] for node in answer["nodes"])


def test_the_sample_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "Sample.stemtracker"
    assert main(["sample", str(path)]) == 0
    capsys.readouterr()
    assert main(["assess", "--record", str(path), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 2
    assert main(["sample", str(path)]) == 1
