"""`packs list --record`, `packs install` and `assess --overlay`, as scripts use them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stemtracker import paths
from stemtracker.cli import main
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.services import credentials, rule_texts, workspace

SHIPPED = (paths.resource("rules") / "US-TX.teacher.toml").read_text(encoding="utf-8")
CSV = "id,date,end_date,title,kind,role,format,provider,provider_number,amount,unit,topics,status\n"
DISTRICT = """
[pack]
id = "district"
language = 1
changes = "US-TX.teacher"
authority = "A district"
title = "District rules"
checked = 2026-11-20
[need.lab]
done = "topic = lab_safety"
title = "Safety in the laboratory"
reason = "Whoever teaches in a laboratory learns its safety."
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "district.toml").write_text(DISTRICT, encoding="utf-8")
    newer = SHIPPED.replace('is = 150 }, { when = "class', 'is = 162 }, { when = "class').replace(
        "2026-11-22", "2027-01-15", 1
    )
    (tmp_path / "newer.toml").write_text(newer, encoding="utf-8")
    row = "a1,2023-06-05,,Inclusion,workshop,participant,in_person,ESC 4,101,150,hour,disabilities,attended\n"
    (tmp_path / "a.csv").write_text(CSV + row, encoding="utf-8")
    return tmp_path


@pytest.fixture
def record(tmp_path: Path) -> Path:
    ws = workspace.create(tmp_path / "mine.stemtracker", Educator(name="Rosa Lindqvist"))
    credentials.add(ws, Credential(id="t", title="Texas", pack_id="US-TX.teacher"), date(2027, 8, 31), {})
    rule_texts.save_text(ws, DISTRICT)
    workspace.close(ws)
    return ws.path


def said(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Any:
    assert main([str(one) for one in (*arguments, "--json")]) == 0
    return json.loads(capsys.readouterr().out)


def test_an_overlay_without_a_record(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = ["assess", "--pack", "US-TX.teacher", "--activities", files / "a.csv", "--cycle", "2022-04-01..2027-03-31"]
    (alone,) = said(capsys, *plain)
    (both,) = said(capsys, *plain, "--overlay", files / "district.toml")
    assert both["verdict"] == alone["verdict"] == alone["verdict_with_overlay"]
    assert both["verdict_with_overlay"] == "not_met"
    assert {n["id"] for n in both["nodes"] if n["touched_by_overlay"]} == {"with_overlay", "lab"}
    assert not any(n["touched_by_overlay"] for n in alone["nodes"])
    own = files / "own.toml"
    own.write_text(SHIPPED, encoding="utf-8")
    (by_file,) = said(
        capsys, *[own if a == "US-TX.teacher" else a for a in plain], "--overlay", files / "district.toml"
    )
    assert by_file == both


def test_what_does_not_go_together_is_refused(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rest = ["--activities", str(files / "a.csv")]
    district = str(files / "district.toml")
    for given, says in (
        (["--pack", "generic", "--overlay", district], "give that as well"),
        (["--pack", district], "give it with --overlay"),
        (["--pack", "generic", "--overlay", str(files / "newer.toml")], "give it with --pack"),
    ):
        assert main(["assess", *given, *rest]) == 1
        assert says in capsys.readouterr().err
    assert main(["assess", "--record", "x", "--overlay", district]) == 2
    assert main(["assess", "--pack", "generic", "--overlay", district, "--overlay", district, *rest]) == 2


def test_the_rules_that_a_record_goes_by(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row["id"]: row for row in said(capsys, "packs", "list", "--record", record)}
    assert (rows["district"]["kind"], rows["district"]["changes"]) == ("overlay", "US-TX.teacher")
    assert (rows["US-TX.teacher"]["kind"], rows["US-TX.teacher"]["in_use"]) == ("installed", True)
    assert (rows["generic"]["kind"], rows["generic"]["in_use"]) == ("shipped", False)
    assert main(["packs", "list", "--record", str(record)]) == 0
    told = capsys.readouterr().out
    assert "district (overlay, changes US-TX.teacher): District rules, checked 2026-11-20, in use" in told


def test_installing_says_who_moves(files: Path, record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    install = ["packs", "install", str(files / "newer.toml"), "--record", str(record)]
    assert main([*install, "--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "checked 2027-01-15, the one in use 2026-11-22" in told
    assert "hours more" in told
    assert "Nothing was written." in told
    found = said(capsys, *install)
    assert (found["installed"], found["older"], found["unmoved"]) == (True, False, 0)
    assert found["moves"][0]["credential"] == "t"
    assert found["moves"][0]["after"]["verdict"] == "not_met"
    rows = {row["id"]: row for row in said(capsys, "packs", "list", "--record", record)}
    assert rows["US-TX.teacher"]["checked"] == "2027-01-15"
    assert main(install) == 0
    assert "The record goes by this text already." in capsys.readouterr().out
    (files / "newer.toml").write_bytes(b"\xff")
    assert main(install) == 1
    assert "UTF-8" in capsys.readouterr().err


def test_a_newer_text_of_the_program_is_named(files: Path, record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    older = files / "older.toml"
    older.write_text(SHIPPED.replace("2026-11-22", "2024-01-15", 1), encoding="utf-8")
    assert main(["packs", "install", str(older), "--record", str(record)]) == 0
    assert "(this one is older)" in capsys.readouterr().out
    rows = {row["id"]: row for row in said(capsys, "packs", "list", "--record", record)}
    assert rows["US-TX.teacher"]["newer"] is True


def test_of_which_activities_a_question_is_asked_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    asked = {q["name"]: q["asked_of"] for q in said(capsys, "packs", "show", "US-MT.class1_2")["line_questions"]}
    assert asked == {"graduate_degree_in_field": "kind = teaching_course", "used_before": "none, but an answer counts"}
    assert main(["packs", "show", "US-MT.class1_2"]) == 0
    assert "(asked of: kind = teaching_course)" in capsys.readouterr().out
