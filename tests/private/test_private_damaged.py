"""A damaged record tells nobody what stands in it: neither in messages, nor in what a check prints, nor in the log."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

import leaks
import planted
import pytest
from planted import word

from stemtracker import cli
from stemtracker.errors import Trouble
from stemtracker.services import activities, checking, workspace

PLACES = ("activity.private_notes", "former name", "fact", "evidence.note", "deleted activity.title", "contact.name")


def _no_text_any_more(record: Path, place: str) -> None:
    """Break a letter of what was planted there, wherever it stands: what is left is no text."""
    planted_word = word(place).encode()
    data = record.read_bytes()
    assert planted_word in data
    record.write_bytes(data.replace(planted_word, planted_word[:-1] + b"\xa0"))


def _letters(place: str) -> str:
    """What is left of the word."""
    return word(place)[:-1]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("arguments", [(), ("--json",), ("--repair",)])
def test_a_check_names_the_place_and_not_what_stands_there(
    record: Path, place: str, arguments: tuple[str, ...]
) -> None:
    _no_text_any_more(record, place)
    told = io.StringIO()
    with redirect_stdout(told), redirect_stderr(told):
        assert cli.main(["check", str(record), *arguments]) == 1
    said = told.getvalue().replace(str(record), "")
    assert leaks.found([_letters(place), *planted.WORDS], said.encode()) <= {word("file name")}


def test_a_check_names_no_contact_and_nothing_of_it(record: Path) -> None:
    """Its list of groups is none any more; the title of what is no contact is told in such a case."""
    with closing(sqlite3.connect(record)) as connection, connection:
        connection.execute("UPDATE pen SET entry = 1")
        connection.execute("UPDATE contact SET groups = '[' || groups")
        connection.execute("UPDATE goal SET steps = '[{]'")
        connection.execute("UPDATE pen SET entry = NULL")
    told = io.StringIO()
    with redirect_stdout(told), redirect_stderr(told):
        assert cli.main(["check", str(record)]) == 1
    said = told.getvalue().replace(str(record), "")
    assert "The groups of the contact can't be read." in said
    goals = {word("goal.title"), word("deleted goal.title")}
    assert leaks.found(planted.WORDS, said.encode()) == goals


@pytest.mark.parametrize("place", ["activity.private_notes", "activity.title"])
def test_what_can_not_be_read_any_more_is_trouble_without_its_words(record: Path, place: str) -> None:
    _no_text_any_more(record, place)
    ws = workspace.open_record(record, read_only=True)
    with pytest.raises(Trouble) as caught:
        activities.get(ws, word("activity.id"))
    workspace.close(ws)
    assert caught.value.kind == "damaged"
    assert leaks.found([_letters(place)], str(caught.value).encode()) == set()


def test_a_schema_in_broken_letters_is_damage(record: Path) -> None:
    broken = record.read_bytes().replace(b'CREATE TABLE "activity"', b'CREA\xa0E TABLE "activity"')
    record.write_bytes(broken)
    with pytest.raises(Trouble) as caught:
        workspace.open_record(record)
    assert caught.value.kind == "damaged"
    assert record.read_bytes() == broken
    assert [finding.kind for finding in checking.check(record).findings] == ["damage"]
