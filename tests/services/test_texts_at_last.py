"""A record of an early program, which kept no text of rules, keeps those that are still here when it is opened."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from shutil import copyfile

import pytest
from renewed_record import close, forget_texts, past

from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential
from stemtracker.services import activities, checking, credentials, history, renewal, rule_texts, siblings, workspace
from stemtracker.services.workspace import Workspace


@pytest.fixture
def texan(ws: Workspace) -> Workspace:
    """A license by rules that come with the program, renewed once."""
    credentials.add(ws, Credential(id="mine", title="Texas", pack_id="US-TX.teacher"), date(2027, 8, 31), {})
    close(ws)
    return ws


def kept(ws: Workspace) -> list[str]:
    return [text.kind for text in rule_texts.texts(ws)]


def test_a_record_of_an_earlier_program_keeps_its_texts_when_it_is_opened(texan: Workspace) -> None:
    ws = texan
    texts, before = rule_texts.texts(ws), past(ws)
    forget_texts(ws)
    workspace.close(ws)
    looked = workspace.open_record(ws.path, read_only=True)
    assert (kept(looked), past(looked)) == ([], before)
    workspace.close(looked)
    for _ in range(2):
        again = workspace.open_record(ws.path)
        assert rule_texts.texts(again) == texts
        assert past(again) == before
        assert [entry.label for entry in history.change_log(again)].count("Keep the rules it goes by") == 1
        workspace.close(again)
    assert checking.check(ws.path).findings == ()


def test_keeping_texts_at_last_cuts_nothing_off_and_is_not_undone(texan: Workspace) -> None:
    ws = texan
    forget_texts(ws)
    credentials.set_facts(ws, "mine", {"teaches_dyslexia": True})
    credentials.set_facts(ws, "mine", {"teaches_dyslexia": False})
    history.undo(ws)
    workspace.close(ws)
    again = workspace.open_record(ws.path)
    assert kept(again) == [], "first what can be done again"
    history.redo(again)
    workspace.close(again)
    again = workspace.open_record(ws.path)
    assert kept(again) == ["installed", "kept"]
    assert history.undo_label(again) == "Change answers for Texas"
    history.undo(again)
    assert kept(again) == ["installed", "kept"]
    history.redo(again)
    assert credentials.facts(again, "mine")["teaches_dyslexia"] is False
    workspace.close(again)


def test_two_copies_that_keep_texts_each_by_itself_are_the_same(texan: Workspace, tmp_path: Path) -> None:
    ws = texan
    forget_texts(ws)
    workspace.save_copy(ws, tmp_path / "copy.stemtracker")
    workspace.close(ws)
    copy = workspace.open_record(tmp_path / "copy.stemtracker")
    workspace.close(copy)
    again = workspace.open_record(ws.path)
    assert kept(again) == ["installed", "kept"]
    assert siblings.kinship(again, copy.path).kind == "same"
    workspace.close(again)


@pytest.mark.parametrize("schema", [1, 2])
def test_a_record_of_an_earlier_schema_says_what_it_has_not_kept(schema: int, tmp_path: Path) -> None:
    file = Path(__file__).parents[1] / "db" / f"record_schema_{schema}.stemtracker"
    ws = workspace.open_record(Path(copyfile(file, tmp_path / "old.stemtracker")))
    day = date(2026, 11, 1)
    activities.save(ws, Activity(id="new", title="New", start=day, end=day, kind="workshop"))
    workspace.close(ws)
    again = workspace.open_record(ws.path)
    assert renewal.view(again, "district", "district-0").remarks == (
        "Shown with the answers of today: those of the day it was renewed were not kept.",
        "Shown by the rules of today: the text that it was renewed by is no longer here.",
        "On the day it was renewed the answer was “Met”.",
    )
    assert [(text.pack_id, text.kind) for text in rule_texts.texts(again)] == [
        ("generic", "installed"), ("US-TX.teacher", "installed")
    ]  # fmt: skip
    workspace.close(again)
