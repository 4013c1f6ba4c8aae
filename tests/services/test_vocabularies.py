"""Own words beside the shipped ones."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stemtracker.domain.activity import Activity, TopicShare
from stemtracker.errors import Refused
from stemtracker.services import activities, vocabularies, workspace
from stemtracker.services.workspace import Workspace


def test_a_topic_of_ones_own(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    id_, changes = vocabularies.add_topic(ws, "  Drone   Piloting (São Paulo) ", broader="engineering")
    assert id_ == "own_drone_piloting_sao_paulo"
    assert changes.ids("vocabulary") == {f"topic/{id_}"}
    term = ws.vocabulary.terms["topic"][id_]
    assert (term.title, term.broader, term.own) == ("Drone Piloting (São Paulo)", "engineering", True)
    assert id_ in ws.vocabulary.narrower["stem"]
    activities.save(ws, an_activity(topics=(TopicShare(id_),)))
    workspace.close(ws)
    again = workspace.open_record(ws.path)
    assert again.vocabulary.title("topic", id_) == "Drone Piloting (São Paulo)"
    workspace.close(again)


def test_a_title_that_is_there_is_that_word(ws: Workspace) -> None:
    assert vocabularies.add_topic(ws, "engineering")[0] == "engineering"
    first, _ = vocabularies.add_kind(ws, "Book study circle")
    again, changes = vocabularies.add_kind(ws, "BOOK STUDY CIRCLE")
    assert (again, changes.touched) == (first, {})
    assert ws.vocabulary.has("kind", first)


def test_titles_without_latin_letters_get_ids_that_are_theirs_in_every_copy(ws: Workspace) -> None:
    titles = ("机器人", "数学", "STEM 数学", "Math!")
    ids = [vocabularies.add_topic(ws, title)[0] for title in titles]
    assert ids == ["own_da3ac7f9", "own_fe7e69f4", "own_stem_2efe20b6", "own_math"]


@pytest.mark.parametrize("title", ["", "   ", "x" * 101])
def test_what_is_refused(ws: Workspace, title: str) -> None:
    with pytest.raises(Refused):
        vocabularies.add_topic(ws, title)
    with pytest.raises(Refused):
        vocabularies.add_topic(ws, "Fine", broader="nonsense")
