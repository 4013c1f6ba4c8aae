"""`assess` and `packs` as scripts use them: files in, verdict and reasons out, every mistake at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from stemtracker import paths
from stemtracker.cli import main

ROOT = Path(__file__).resolve().parent.parent
HEAD = "id,date,end_date,title,kind,role,format,provider,provider_number,amount,unit,topics,status\n"
CYCLE = "2022-04-01..2027-03-31"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    rows = [
        "a1,2023-06-05,,Inclusion,workshop,participant,in_person,ESC 4,101,60,hour,disabilities,attended",
        "a2,2024-06-05,,Data,workshop,participant,in_person,ESC 4,101,89.5,hour,data_use,attended",
        "a3,2021-06-05,,Too early,workshop,participant,in_person,ESC 4,101,10,hour,,attended",
    ]
    (tmp_path / "a.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "h.json").write_text('{"teaches_dyslexia": false, "administrator_too": false}', encoding="utf-8")
    return tmp_path


def assess(files: Path, *more: str, pack: str = "US-TX.teacher") -> list[str]:
    given = ["--pack", pack, "--activities", str(files / "a.csv"), "--holder", str(files / "h.json")]
    return ["assess", *given, "--cycle", CYCLE, "--as-of", "2026-11-22", *more]


def test_plain_files_get_a_verdict_with_reasons(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(assess(files, "--json")) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["pack"], told["verdict"], told["gap"]) == ("US-TX.teacher", "not_met", "0.5")
    assert told["credential"] == "US-TX.teacher"
    assert told["cycle"]["start"] == "2022-04-01"
    total = next(node for node in told["nodes"] if node["required"] == "150")
    assert (total["counted"], total["missing"]) == ("149.5", "0.5")
    early = next(line for line in told["lines"] if line["id"] == "a3")
    assert {reason["step"] for reason in early["reasons"]} & {"outside"}


def test_without_json_it_is_told_in_words(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(assess(files)) == 0
    told = capsys.readouterr().out
    assert "Not met yet: 149.5 of 150 CPE hours" in told
    assert "Too early (a3)" in told
    assert "What does not count, and why:" in told
    assert "Sources:" in told


def test_a_pack_may_be_a_file(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = files / "own.toml"
    own.write_text((paths.resource("rules") / "US-TX.teacher.toml").read_text(encoding="utf-8"), encoding="utf-8")
    assert main(assess(files, "--json", pack=str(own))) == 0
    assert json.loads(capsys.readouterr().out)[0]["verdict"] == "not_met"


def test_several_packs_are_answered_in_order(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "h.json").write_text('{"total": 100, "unit_name": "hours"}', encoding="utf-8")
    assert main(assess(files, "--pack", "generic", "--json")) == 0
    told = capsys.readouterr()
    assert [answer["pack"] for answer in json.loads(told.out)] == ["US-TX.teacher", "generic"]


@pytest.mark.parametrize(
    ("pin", "words"),
    [
        ("US-TX.teacher=totl", "line 2, pin: “totl” is no need of US-TX.teacher; use one of"),
        ("totl", "line 2, pin: “totl” is no need; use one of"),
        ("US-TX.teacher total", "line 2, pin: “US-TX.teacher total” is no pin; write the need, or PACK=need"),
        ("=total", "line 2, pin: “=total” is no pin"),
    ],
)
def test_a_pin_that_names_no_need_is_refused(
    files: Path, capsys: pytest.CaptureFixture[str], pin: str, words: str
) -> None:
    row = "a1,2023-06-05,,Inclusion,workshop,,,,101,60,hour,,attended"
    (files / "a.csv").write_text(f"{HEAD.strip()},pin\n{row},{pin}\n", encoding="utf-8")
    assert main(assess(files, "--json")) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("pin", ["US-TX.teacher=total", "US-TX.teacher:none", "total", "none", "my.own=hours"])
def test_pins_that_name_a_need_are_taken(files: Path, pin: str) -> None:
    row = "a1,2023-06-05,,Inclusion,workshop,,,,101,60,hour,,attended"
    (files / "a.csv").write_text(f"{HEAD.strip()},pin\n{row},{pin}\n", encoding="utf-8")
    assert main(assess(files, "--json")) == 0


def test_time_that_is_rounded_is_said(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ["a,2023-06-05,,A,workshop,,,,1,149.992,hour,,", "b,2023-06-06,,B,workshop,,,,1,0.1,hour,,"]
    (files / "a.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    assert main(assess(files, "--json")) == 0
    told = capsys.readouterr().err
    assert "line 2: 149.992 hours was rounded to 9000 minutes" in told
    assert "line 3" not in told


def test_a_cycle_can_be_left_out_and_is_said(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--pack", "US-TX.teacher", "--activities", str(files / "a.csv"), "--as-of", "2026-11-22", "--json"]
    assert main(["assess", *given]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)[0]["cycle"]["end"] == "2026-11-22"
    assert "No cycle is given for US-TX.teacher; taken as 2021-11-23..2026-11-22" in told.err


def test_every_mistake_of_every_file_is_told_at_once(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "a.csv").write_text(HEAD + "a,3/1/2025,,A,workshp,,,,,1,hour,,\n", encoding="utf-8")
    (files / "h.json").write_text('{"teaches_dyslexia": 7, "moon": 1}', encoding="utf-8")
    (files / "y.json").write_text("[1]", encoding="utf-8")
    assert main(assess(files, "--history", str(files / "y.json"))) == 1
    told = capsys.readouterr()
    assert told.out == ""
    for words in ("line 2, date", "line 2, kind", "teaches_dyslexia", "history"):
        assert words in told.err


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["assess"], 2, "Give --record FILE, or --pack ID"),
        (["assess", "--record", "r", "--pack", "x"], 2, "has its own packs"),
        (["assess", "--pack", "x", "--activities", "y", "--as-of", "soon"], 2, "no day"),
        (["assess", "--pack", "x", "--activities", "y", "--cycle", "2025-01-01"], 2, "no span"),
        (["assess", "--pack", "x", "--activities", "y", "--cycle", "2025-01-02..2025-01-01"], 2, "ends before"),
        (["assess", "--pack", "x", "--activities", "y", "--cycle", "2025-01-01..9999-01-01"], 2, "no license period"),
        (["assess", "--pack", "x", "--pack", "x", "--activities", "y"], 2, "--pack x is given twice"),
        (
            ["assess", "--pack", "x", "--activities", "y", *("--cycle", "x=2025-01-01..2026-01-01") * 2],
            2,
            "--cycle for x is given twice",
        ),
        (["assess", "--pack", "US-ZZ.teacher", "--activities", "none.csv"], 1, "No rule pack is called"),
        (["assess", "--pack", "generic", "--activities", "none.csv"], 1, "no file"),
        (["assess", "--pack", "none.toml", "--activities", "none.csv"], 1, "no file"),
        (["packs"], 2, "required"),
        (["packs", "show", "US-ZZ.teacher"], 1, "No rule pack"),
        (["nonsense"], 2, "invalid choice"),
        (["none.stemtracker"], 1, "no file"),
        (["--nonsense"], 2, "unrecognized"),
    ],
)
def test_exit_status_and_words(
    arguments: list[str], status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == status
    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""


def test_packs_are_listed_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "list", "--json"]) == 0
    ids = [pack["id"] for pack in json.loads(capsys.readouterr().out)]
    assert {"generic", "US-TX.teacher", "US-MA.primary"} <= set(ids)
    assert main(["packs", "list"]) == 0
    capsys.readouterr()
    for id_ in ids:
        assert main(["packs", "show", id_]) == 0
        assert f"({id_})" in capsys.readouterr().out


def test_each_fact_is_shown_with_an_example_that_can_be_written_so(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["packs", "list", "--json"]) == 0
    for id_ in [pack["id"] for pack in json.loads(capsys.readouterr().out)]:
        assert main(["packs", "show", id_, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["id"] == id_
        for fact in told["facts"]:
            assert fact["type"] in {"yes/no", "number", "date", "choice", "list", "dated"}
            assert fact["ask"]
            assert fact["type"] != "choice" or fact["choices"]
        holder = {fact["name"]: fact["example"] for fact in told["facts"]}
        assert None not in holder.values()
        (files / "h.json").write_text(json.dumps(holder), encoding="utf-8")
        asked = {fact["name"]: fact["example"] for fact in told["line_questions"]}
        row = ["w1", "2023-06-05", "Inclusion", "workshop", "6", "hour", *asked.values()]
        head = ["id", "date", "title", "kind", "amount", "unit", *asked]
        (files / "a.csv").write_text(",".join(head) + "\n" + ",".join(row) + "\n", encoding="utf-8")
        assert main(assess(files, "--json", pack=id_)) == 0
        told = capsys.readouterr()
        assert told.err == ""
        assert "can't be right" not in told.out


def test_years_are_shown_as_they_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "show", "US-IL.teaching"]) == 0
    assert "years from 07-01, as “2025-26”" in capsys.readouterr().out


def test_a_pack_is_checked_with_all_its_mistakes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = paths.resource("rules") / "US-TX.teacher.toml"
    assert main(["packs", "check", str(good)]) == 0
    assert "no mistakes" in capsys.readouterr().out
    bad = tmp_path / "bad.toml"
    bad.write_text(
        good.read_text(encoding="utf-8").replace("root = ", "roof = ") + "\n[moon]\nx = 1\n", encoding="utf-8"
    )
    assert main(["packs", "check", str(bad)]) == 1
    told = capsys.readouterr()
    assert "moon" in told.err
    assert "roof" in told.err
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    assert main(["packs", "check", str(tmp_path / "binary.toml")]) == 1


def test_it_runs_as_a_program_of_its_own(files: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "stemtracker", *assess(files, "--json")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)[0]["verdict"] == "not_met"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only there can a full disk be had for nothing")
def test_a_full_disk_is_said_in_words(files: Path) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "stemtracker", *assess(files, "--json")],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 1
    assert "can't be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("STEM Tracker ")
    assert main(["--help"]) == 0
    assert "stemtracker FILE" in capsys.readouterr().out
