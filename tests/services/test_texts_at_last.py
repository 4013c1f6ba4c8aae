"""A record of an early program, which kept no text of rules, keeps those that are still here when it is opened."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from renewed_record import close, forget_texts, past

from stemtracker.domain.credential import Credential
from stemtracker.services import checking, credentials, history, rule_texts, siblings, workspace
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
