"""A damaged record: opening says so and leaves it alone, and all that can be read comes into a new record."""

from __future__ import annotations

import platform
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import damaged_record
import msgspec
import pytest
from damaged_record import flipped, noise, zeroed
from remembered_history import Snapshot, snapshot

from stemtracker.db import lock
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.errors import Refused, Trouble
from stemtracker.services import checking, credentials, history, renewal, rule_texts, salvage, workspace
from stemtracker.services.salvage import Rescue

#: Kinds of pages without which nothing is lost: each row lies on the leaf of a table.
HOLDING_NOTHING = ("schema", "table inner", "index leaf", "index inner", "free")
#: More rows than lie on any one page.
ROWS_OF_A_PAGE = 60


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    return tmp_path / "damaged.stemtracker"


@pytest.fixture
def whole(tmp_path: Path) -> Snapshot:
    """All rows as they were."""
    path = tmp_path / "whole.stemtracker"
    path.write_bytes(damaged_record.sound())
    return snapshot(path)


def rescued(damaged: Path, *, but: str = "") -> Rescue:
    """What comes of a rescue, which must be a sound record (but for one kind) and leave the damaged file as it was."""
    before = damaged.read_bytes()
    done = salvage.rescue(damaged, damaged.with_name("rescued.stemtracker"))
    assert damaged.read_bytes() == before, "the damaged file was touched"
    report = checking.check(done.target)
    assert [finding for finding in report.findings if finding.kind != but] == []
    assert sorted(p.name for p in damaged.parent.glob(".*")) == [], "nothing unfinished is left"
    return done


def opened(path: Path) -> str | None:
    """What opening says after an end that was not in order; None where it opens."""
    before = path.read_bytes()
    lock.lock_path(path).write_bytes(msgspec.json.encode({"host": platform.node(), "pid": 1}))
    try:
        workspace.close(workspace.open_record(path))
    except Trouble as why:
        assert path.read_bytes() == before, "the damaged file was touched"
        return why.kind
    return None


def _pages(kind: str) -> list[int]:
    found = damaged_record.kinds()[kind]
    return sorted({found[0], found[len(found) // 2], found[-1]})


@pytest.mark.parametrize("way", [zeroed, noise], ids=["zeroed", "noise"])
@pytest.mark.parametrize("kind", HOLDING_NOTHING)
def test_a_page_that_holds_no_row_costs_no_row(
    kind: str, way: Callable[[int], bytes], damaged: Path, whole: Snapshot
) -> None:
    for number in _pages(kind):
        damaged.write_bytes(way(number))
        done = rescued(damaged)
        assert snapshot(done.target) == whole, f"page {number}"
        assert not {noun: count for noun, count in done.lost.items() if noun != "change"}
        done.target.unlink()


@pytest.mark.parametrize("way", [zeroed, noise, flipped], ids=["zeroed", "noise", "flipped"])
@pytest.mark.parametrize("kind", ["table leaf", "overflow"])
def test_a_page_with_rows_costs_those_and_no_others(
    kind: str, way: Callable[[int], bytes], damaged: Path, whole: Snapshot
) -> None:
    for number in _pages(kind):
        damaged.write_bytes(way(number))
        done = rescued(damaged)
        there = snapshot(done.target)
        assert set(there) <= set(whole)
        assert len(whole) - len(there) <= ROWS_OF_A_PAGE
        lost = {noun: count for noun, count in done.lost.items() if noun not in {"file", "change"}}
        assert sum(lost.values()) == len(whole) - len(there)
        assert sum(row != whole[key] for key, row in there.items()) <= ROWS_OF_A_PAGE
        done.target.unlink()


@pytest.mark.parametrize("kind", ["schema", "table inner", "table leaf", "index inner"])
def test_opening_a_damaged_record_says_so_and_leaves_it(kind: str, damaged: Path) -> None:
    for number in _pages(kind):
        damaged.write_bytes(zeroed(number))
        assert opened(damaged) == "damaged", f"page {number}"


def test_what_can_be_read_is_known_before(damaged: Path) -> None:
    damaged.write_bytes(zeroed(damaged_record.root_of("activity")))
    before = damaged.read_bytes()
    readable = salvage.rescuable(damaged)
    assert damaged.read_bytes() == before
    assert readable.items() <= rescued(damaged).taken.items()


def test_what_is_lost_is_named(damaged: Path, whole: Snapshot) -> None:
    leaf = _leaf_with("activity", "Workshop 70")
    damaged.write_bytes(zeroed(leaf))
    done = rescued(damaged)
    missing = {key[1]: row for key, row in whole.items() if key[0] == "activity"}
    for id_ in {key[1] for key in snapshot(done.target)}:
        missing.pop(id_, None)
    assert done.lost["activity"] == len(missing)
    told = "\n".join(done.notes)
    for row in missing.values():
        assert f"{row['start']} “{row['title']}”" in told


def _leaf_with(table: str, words: str) -> int:
    """The page on which that text lies."""
    data = damaged_record.sound()
    leaves = set(damaged_record.kinds()["table leaf"])
    size = damaged_record.PAGE
    assert table
    return next(n for n in sorted(leaves) if words.encode() in data[(n - 1) * size : n * size])


def test_a_lost_row_comes_back_as_it_was_before_its_last_change(damaged: Path, whole: Snapshot) -> None:
    damaged.write_bytes(zeroed(_leaf_with("activity", "Workshop 50")))
    done = rescued(damaged)
    row = snapshot(done.target)["activity", damaged_record.id_of(50)]
    assert row == {**whole["activity", damaged_record.id_of(50)], "network": ""}
    assert "The activity “Workshop 50” is as it was before its last change." in done.notes


def test_of_a_row_with_a_broken_page_the_rest_is_kept(damaged: Path, whole: Snapshot) -> None:
    data = bytearray(damaged_record.sound())
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(bytes(data))
        story = connection.execute("SELECT description FROM activity WHERE title = 'Workshop 7'").fetchone()[0]
    size, text = damaged_record.PAGE, ("A long story. " * 100).encode()
    pages = [n for n in damaged_record.kinds()["overflow"] if text in data[(n - 1) * size : n * size]]
    kept = [_without_page(damaged, number) for number in pages]
    hurt = [row for row in kept if row["description"] != story]
    assert 0 < len(hurt) < len(kept)
    for row in hurt:
        same = {**whole["activity", damaged_record.id_of(7)], "description": row["description"]}
        assert row == same
        assert story.startswith(row["description"])


def _without_page(damaged: Path, number: int) -> dict[str, Any]:
    damaged.write_bytes(zeroed(number))
    done = rescued(damaged)
    row = snapshot(done.target)["activity", damaged_record.id_of(7)]
    done.target.unlink()
    return row


def test_a_file_of_evidence_that_the_disk_changed_is_kept_and_told(damaged: Path) -> None:
    was = b"%PDF-1.7 one"
    data = damaged_record.sound()
    damaged.write_bytes(data.replace(was, b"%PDF-1.7 onf"))
    done = rescued(damaged)
    with closing(sqlite3.connect(done.target)) as connection:
        found = connection.execute(
            "SELECT e.number, b.bytes FROM evidence e JOIN blob b USING (sha256) WHERE e.file_name = 'Zertifikat.pdf'"
        ).fetchone()
    assert found[1] == b"%PDF-1.7 onf"
    assert f"E-{found[0]:03}: the disk has changed the file. It was kept; look at it." in done.notes


def test_a_word_with_wrong_letters_is_the_one_it_can_have_been(damaged: Path, whole: Snapshot) -> None:
    data = damaged_record.sound()
    damaged.write_bytes(data.replace(b"workshopparticipant", b"wo\x07kshoppaRticiPant", 1))
    done = rescued(damaged)
    assert snapshot(done.target) == whole
    assert sum("was hard to read and taken for" in note for note in done.notes) == 2


def test_the_id_of_a_row_is_taken_from_its_index_and_the_log(damaged: Path, whole: Snapshot) -> None:
    data, id_ = damaged_record.sound(), damaged_record.id_of(33).encode()
    at = data.index(id_ + b"Workshop 33")
    damaged.write_bytes(data[:at] + b"f" + data[at + 1 :])
    assert snapshot(rescued(damaged).target) == whole


@pytest.mark.parametrize("seed", range(12))
def test_of_many_broken_pages_a_sound_record_comes_out(seed: int, damaged: Path, whole: Snapshot) -> None:
    random, data = Random(seed), bytearray(damaged_record.sound())  # noqa: S311 - a broken disk is no secret
    size = damaged_record.PAGE
    for number in random.sample(range(2, len(data) // size), 15):
        piece = random.choice((bytes(size), random.randbytes(size), random.randbytes(12), random.randbytes(300)))
        data[number * size : number * size + len(piece)] = piece
    damaged.write_bytes(data)
    assert set(snapshot(rescued(damaged).target)) & set(whole)


def test_the_rescued_record_is_the_same_record_with_its_history(damaged: Path) -> None:
    damaged.write_bytes(zeroed(_leaf_with("activity", "Workshop 70")))
    done = rescued(damaged)
    ws = workspace.open_record(done.target)
    labels = [entry.label for entry in history.change_log(ws)]
    assert labels[0] == "Rescue what could be read of damaged.stemtracker"
    assert "Bring in many.csv" in labels
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(damaged_record.sound())
        same = connection.execute("SELECT value FROM meta WHERE name = 'record_id'").fetchone()[0]
    assert ws.record.record_id() == same
    assert ws.record.undo() is None, "nothing before the rescue can be taken back"
    workspace.close(ws)


def test_an_undamaged_record_comes_out_as_it_is(damaged: Path, whole: Snapshot) -> None:
    damaged.write_bytes(damaged_record.sound())
    done = rescued(damaged)
    assert (done.lost, done.notes) == ({}, ())
    assert snapshot(done.target) == whole
    ws = workspace.open_record(done.target)
    assert ws.record.redo() is not None, "even what was undone last can be done again"
    workspace.close(ws)


@pytest.mark.parametrize("pages", [40, 80, 120])
def test_of_a_file_cut_short_what_is_there_is_taken(pages: int, damaged: Path, whole: Snapshot) -> None:
    damaged.write_bytes(damaged_record.sound()[: pages * damaged_record.PAGE + 1234])
    assert opened(damaged) == "damaged"
    done = rescued(damaged, but="word")  # the beginning of a word may fit several
    there = snapshot(done.target)
    assert set(there) <= set(whole)
    assert len(there) >= pages // 2
    assert "missing or can't be read" in done.notes[0]


def test_a_text_of_rules_that_the_disk_changed_is_not_gone_by(damaged: Path) -> None:
    """The text of an authority is let go for the program's own; what its owner wrote is kept to be looked at."""
    ws = workspace.create(damaged, Educator(name="Ana"))
    credentials.add(ws, Credential(id="t", title="Texas", pack_id="US-TX.teacher"), date(2027, 8, 31), {})
    mine = "[pack]\nid = 'mine'\nchanges = 'US-TX.teacher'\nlanguage = 1\nauthority = 'own'\ntitle = 'Mine'\n"
    rule_texts.save_text(ws, mine + "checked = 2026-11-22\n[note.a]\ntext = 'So many'\nreason = 'Known'\n")
    workspace.close(ws)
    data = damaged.read_bytes()
    assert (data.count(b"= 'So many'"), data.count(b'"Texas standard certificate: classroom teacher"')) == (1, 1)
    broken = data.replace(b"= 'So many'", b"= 'So meny'")
    damaged.write_bytes(broken.replace(b'"Texas standard certificate: class', b'"Texas stendard certificate: class'))
    done = rescued(damaged)
    assert done.lost == {"rule_text": 1}
    assert "The text of rules “Mine”: not all of it could be read (toml)." in done.notes
    ws = workspace.open_record(done.target)
    mine_now, texas = rule_texts.texts(ws)
    assert (mine_now.id, "So meny" in mine_now.toml) == ("mine", True)
    assert (texas.id, "stendard" in texas.toml) == ("US-TX.teacher", False)
    assert renewal.assess(ws, "t").pack_title == "Texas standard certificate: classroom teacher"
    workspace.close(ws)


CRASH = (
    "import os, sqlite3, sys\n"
    "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
    "c.execute('PRAGMA cache_size = 1'); c.execute('BEGIN IMMEDIATE')\n"
    "c.execute('UPDATE pen SET entry = 1')\n"
    "c.execute('DELETE FROM pin'); c.execute('DELETE FROM fact')\n"
    "for i in range(200): c.execute('INSERT INTO series VALUES (?, ?)', (str(i), 'x' * 3000))\n"
    "os._exit(1)\n"
)


def test_a_write_that_was_cut_off_is_taken_back_in_what_is_rescued(damaged: Path, whole: Snapshot) -> None:
    damaged.write_bytes(damaged_record.sound())
    subprocess.run([sys.executable, "-c", CRASH, str(damaged)], check=False)
    journal = damaged.with_name(damaged.name + "-journal")
    left = journal.read_bytes()
    assert left
    assert snapshot(rescued(damaged).target) == whole
    assert journal.read_bytes() == left, "the record still needs it"


def test_where_the_journal_of_a_cut_off_write_is_gone_the_rest_is_taken(damaged: Path, whole: Snapshot) -> None:
    damaged.write_bytes(damaged_record.sound())
    subprocess.run([sys.executable, "-c", CRASH, str(damaged)], check=False)
    damaged.with_name(damaged.name + "-journal").unlink()
    assert opened(damaged) == "damaged"
    there = snapshot(rescued(damaged).target)
    assert {key: row for key, row in there.items() if key[0] == "activity"} == {
        key: row for key, row in whole.items() if key[0] == "activity"
    }


@pytest.mark.parametrize("data", [b"", b"x" * 10_000, b"%PDF-1.7 something else"], ids=["empty", "text", "pdf"])
def test_where_nothing_can_be_read_nothing_is_made(data: bytes, damaged: Path) -> None:
    damaged.write_bytes(data)
    assert salvage.rescuable(damaged) == {}
    with pytest.raises(Trouble, match="left as it is") as caught:
        salvage.rescue(damaged, damaged.with_name("rescued.stemtracker"))
    assert caught.value.kind == "damaged"
    assert [path.name for path in damaged.parent.glob("*rescued*")] == []
    assert damaged.read_bytes() == data


def test_another_programs_file_is_none_of_ours(damaged: Path) -> None:
    with closing(sqlite3.connect(damaged)) as connection, connection:
        connection.execute("CREATE TABLE activity (id TEXT)")
    for ask in (salvage.rescuable, lambda path: salvage.rescue(path, path.with_name("rescued.stemtracker"))):
        with pytest.raises(Trouble) as caught:
            ask(damaged)
        assert caught.value.kind == "not ours"


def test_nothing_is_overwritten(damaged: Path) -> None:
    damaged.write_bytes(damaged_record.sound())
    other = damaged.with_name("other.stemtracker")
    other.write_bytes(b"dear")
    for target in (damaged, other):
        with pytest.raises(Refused):
            salvage.rescue(damaged, target)
    assert (damaged.read_bytes(), other.read_bytes()) == (damaged_record.sound(), b"dear")


def test_a_record_of_the_first_schema_is_rescued_and_brought_up_to_date(damaged: Path) -> None:
    old = Path(__file__).parent.parent / "db" / "record_schema_1.stemtracker"
    data = old.read_bytes()
    damaged.write_bytes(bytes(4096) + data[4096:])
    done = rescued(damaged)
    damaged.write_bytes(data)
    workspace.close(workspace.open_record(damaged))
    assert snapshot(done.target) == snapshot(damaged)
    uids = "SELECT uid FROM entry ORDER BY id"
    with closing(sqlite3.connect(done.target)) as one, closing(sqlite3.connect(damaged)) as other:
        assert one.execute(uids).fetchall() == other.execute(uids).fetchall()


def test_a_record_that_was_brought_up_to_date_is_found_without_its_schema(damaged: Path) -> None:
    damaged.write_bytes((Path(__file__).parent.parent / "db" / "record_schema_1.stemtracker").read_bytes())
    workspace.close(workspace.open_record(damaged))
    rows, data = snapshot(damaged), damaged.read_bytes()
    damaged.write_bytes(bytes(damaged_record.PAGE) + data[damaged_record.PAGE :])
    done = rescued(damaged)
    assert snapshot(done.target) == rows
    ws = workspace.open_record(done.target)
    assert len(history.change_log(ws)) > 10
    workspace.close(ws)
