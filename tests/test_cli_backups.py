"""The sub-commands backup and restore, as a script or a worried person would run them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from stemtracker import paths
from stemtracker.cli import main
from stemtracker.services import workspace

CSV = "Date,Title,Hours,Kind\n2025-03-04,Lab safety,2,workshop\n2025-03-05,Inquiry,1.5,workshop\n"


@pytest.fixture
def record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "Ana.stemtracker"
    assert main(["new", str(path), "--name", "Ana"]) == 0
    capsys.readouterr()
    return path


@pytest.fixture
def with_two(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A backup of the empty record, and two activities after that."""
    assert main(["backup", str(record)]) == 0
    sheet = tmp_path / "list.csv"
    sheet.write_text(CSV, encoding="utf-8")
    assert main(["import", str(record), str(sheet)]) == 0
    capsys.readouterr()
    return record


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_backup_says_where(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", str(record)]) == 0
    said = capsys.readouterr()
    (file,) = paths.backups().rglob("*.stemtracker")
    assert said.out == f"Backed up as {file}.\n"
    assert said.err == ""
    assert main(["backup", str(record), "--list"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[0].startswith("2026-11-22 12:00 UTC")
    assert str(file) in said.out
    assert "1 backup." in said.out
    assert answer(capsys, "backup", str(record), "--list")[0]["path"] == str(file)


def test_backup_of_a_record_that_is_open(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ws = workspace.open_record(record)
    told = answer(capsys, "backup", str(record))
    workspace.close(ws)
    assert (told["reason"], told["outside"], told["removed"]) == ("asked for", False, 0)
    assert told["second_place"] == {"folder": None, "state": "none", "last": None, "days": None, "message": ""}


def test_a_second_place(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert main(["backup", str(record), "--second-place", str(stick)]) == 0
    assert f"A copy is in {stick}." in capsys.readouterr().out
    stick.rename(tmp_path / "drawer")
    assert main(["backup", str(record)]) == 0, "a stick that is away is no error"
    said = capsys.readouterr()
    assert "Backed up as" in said.out
    assert "“stick” is not there just now" in said.err
    told = answer(capsys, "backup", str(record))
    assert (told["second_place"]["state"], told["second_place"]["days"]) == ("away", 0)
    assert answer(capsys, "backup", str(record), "--no-second-place")["second_place"]["state"] == "none"
    assert main(["backup", str(record), "--second-place", str(tmp_path / "nowhere")]) == 1
    assert "Backups can't go there" in capsys.readouterr().err
    assert main(["backup", str(record), "--second-place", str(stick), "--no-second-place"]) == 2


def test_restore_says_what_it_would_change_and_keeps_what_it_replaces(
    with_two: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = with_two.read_bytes()
    assert main(["restore", str(with_two), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "activities: 2 would go" in said
    assert said.endswith("Nothing was changed.\n")
    assert with_two.read_bytes() == before
    told = answer(capsys, "restore", str(with_two))
    assert told["changes"]["activity"] == {"come_back": 0, "go": 2, "as_before": 0}
    assert (told["restored"], told["holds"]["activity"]) == (True, 0)
    assert Path(told["kept"]).read_bytes() == before
    assert answer(capsys, "list", str(with_two)) == []
    assert main(["restore", str(with_two), "--from", told["kept"]]) == 0
    said = capsys.readouterr().out
    assert "holds 2 activities; the newest activity is of 2025-03-05." in said
    assert "activities: 2 would come back" in said
    assert "The file that was there is kept as" in said
    assert len(answer(capsys, "list", str(with_two))) == 2


def test_restore_of_a_damaged_record(with_two: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with_two.write_bytes(os.urandom(6000))
    assert main(["restore", str(with_two)]) == 0
    said = capsys.readouterr()
    assert "Ana.stemtracker" in said.err
    assert "is as it was in the backup" in said.out
    assert answer(capsys, "list", str(with_two)) == []


def test_restore_on_a_new_computer(with_two: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stick = tmp_path / "on the stick.stemtracker"
    assert main(["backup", str(with_two)]) == 0
    newest = max(paths.backups().rglob("*.stemtracker"))
    newest.rename(stick)
    new = tmp_path / "new" / "Ana.stemtracker"
    assert main(["restore", str(new)]) == 1
    assert "Name one with --from" in capsys.readouterr().err
    assert main(["restore", str(new), "--from", str(stick)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2, "nothing was replaced"
    assert len(answer(capsys, "list", str(new))) == 2


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_what_is_refused(record: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    nowhere = str(tmp_path / "nowhere.stemtracker")
    assert main([command, nowhere]) == 1
    assert capsys.readouterr().err
    if command == "restore":
        assert main(["restore", str(record), "--from", nowhere]) == 1
        assert "nowhere.stemtracker" in capsys.readouterr().err
        main(["backup", str(record)])
        ws = workspace.open_record(record)
        assert main(["restore", str(record)]) == 1
        workspace.close(ws)
        assert "Close it first, then put the backup back." in capsys.readouterr().err
