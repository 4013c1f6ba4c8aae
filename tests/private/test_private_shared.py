"""Each shared output shows exactly the places of the record that are named for it, and nothing from anywhere else."""

from __future__ import annotations

import re
from pathlib import Path

import leaks
import planted
import pytest
from outputs import SHARED


@pytest.mark.parametrize("name", SHARED)
def test_shows_what_it_may_and_nothing_else(name: str, record: Path, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    output = SHARED[name]
    shown = planted.places(leaks.found(planted.WORDS, *output.make(record, folder)))
    assert shown - set(output.shows) == set(), "this leaks"
    assert set(output.shows) - shown == set(), "this is no longer shown, or the search is blind"


#: What no output may ever name among what it shows: notes, mail, answers, settings, bytes, what was deleted or undone.
PRIVATE = re.compile(
    r".*private_notes|.*\.note|note\.place|.*bytes|.*email|old position.*|fact.*|setting.*|first name ever"
    r"|contact\..*|exchange\..*|page\.(?!title).*"
    r"|(deleted|removed|undone|emptied|loose).*|.*(deleted|emptied) activity.*|activity as first typed.*"
)


def test_no_output_is_allowed_to_show_what_is_private(record: Path) -> None:
    private = {place for place in planted.WORDS.values() if PRIVATE.fullmatch(place)}
    assert {f"{name}.private_notes" for name in ("membership", "pairing", "role", "goal", "preparation")} <= private
    assert {"contact.name", "contact.group", "contact.notes", "exchange.title", "exchange.came_of"} <= private
    assert {"activity.private_notes", "email", "evidence.note", "fact", "undone activity.title"} <= private
    assert [name for name, output in SHARED.items() if private & set(output.shows)] == []
