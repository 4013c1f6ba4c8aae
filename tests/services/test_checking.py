"""The thorough check: it finds what another program or a disk did to a record, and repairs what is made from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import damaged_record
import pytest
from remembered_history import snapshot

from stemtracker.errors import Trouble
from stemtracker.services import activities, backups, checking, workspace

OPEN_PEN = "UPDATE pen SET entry = 1"
LOCK_PEN = "UPDATE pen SET entry = NULL"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "record.stemtracker"
    made.write_bytes(damaged_record.sound())
    return made


def meddle(path: Path, *statements: str) -> None:
    """What another program does to the file, past the change log and past what the tables allow."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in (OPEN_PEN, *statements, LOCK_PEN):
            connection.execute(statement)


def found(path: Path) -> list[tuple[str, bool]]:
    """Kind of each finding, and whether it can be repaired; the file must be as it was."""
    before = path.read_bytes()
    report = checking.check(path)
    assert path.read_bytes() == before, "looking changed the file"
    for finding in report.findings:
        assert finding.message.endswith("."), finding
        assert finding.remedy.endswith("."), finding
    return [(finding.kind, finding.repairable) for finding in report.findings]


def test_a_sound_record_has_nothing_to_find(path: Path) -> None:
    assert found(path) == []
    report = checking.check(path)
    assert report.checked["activity"] == len([1 for noun, _ in snapshot(path) if noun == "activity"])
    assert report.checked["file"] > 5
    assert report.checked["change"] > 100


def test_an_empty_record_and_the_sample_have_nothing_to_find(tmp_path: Path) -> None:
    from stemtracker.domain.educator import Educator
    from stemtracker.services import sample

    workspace.close(workspace.create(tmp_path / "new.stemtracker", Educator(name="Ana")))
    workspace.close(sample.build(tmp_path / "sample.stemtracker"))
    for name in ("new", "sample"):
        assert found(tmp_path / f"{name}.stemtracker") == []


BY_OTHERS: dict[str, tuple[str, list[str]]] = {
    "a day that is none": ("value", ["UPDATE activity SET \"end\" = '2026-13-45' WHERE id = 'm1'"]),
    "an amount that is none": ("value", ["UPDATE activity SET amount = '1e5' WHERE id = 'm1'"]),
    "a list that is none": ("value", ["UPDATE activity SET steps = '[nonsense' WHERE id = 'm1'"]),
    "an answer of no known type": ("value", ["UPDATE fact SET value = '{\"mood\": 1}' WHERE name = 'total'"]),
    "an id that says something else": ("value", ["UPDATE pin SET id = 'x' WHERE activity_id = 'full'"]),
    "a word that is in no list": ("word", ["UPDATE activity SET kind = 'sorkshop' WHERE id = 'm1'"]),
    "a topic that is in no list": ("word", ['UPDATE activity SET topics = \'[{"topic":"x","amount":null}]\'']),
    "a kind of evidence in no list": ("word", ["UPDATE evidence SET kind = 'x' WHERE number = 2"]),
    "periods that overlap": ("period", ["UPDATE cycle SET expiry = '2026-01-01' WHERE id = 'district-0'"]),
    "a period that ends first": ("period", ["UPDATE cycle SET expiry = '2001-01-01' WHERE id = 'district-0'"]),
    "evidence of nothing": ("reference", ["UPDATE evidence SET activity_id = 'gone' WHERE number = 2"]),
    "an image that is no JSON": ("journal", ['UPDATE change SET "before" = \'{\' WHERE "before" IS NOT NULL']),
    "an image of another row": (
        "journal",
        ["UPDATE change SET row_id = 'm2' WHERE row_id = 'm1' AND what = 'changed'"],
    ),
    "an image with a column that can't be": (
        "journal",
        ['UPDATE change SET "before" = json_set("before", \'$.mood\', 1) WHERE "before" IS NOT NULL'],
    ),
    "a noun that can't be": ("journal", ["UPDATE change SET noun = 'mood' WHERE row_id = 'm5'"]),
    "a row that no write added": ("journal", ["INSERT INTO series VALUES ('s', 'Nobody knows')"]),
    "a row that no write removed": ("journal", ["DELETE FROM setting"]),
    "a write twice": (
        "journal",
        ["INSERT INTO change (entry, noun, row_id, what) VALUES (1, 'series', 's', 'removed')"],
    ),
    "an activity under another number": ("journal", ["UPDATE activity SET \"row\" = 99999 WHERE id = 'm1'"]),
    "bytes that were changed": ("evidence", ["UPDATE blob SET bytes = CAST(bytes || x'00' AS BLOB)"]),
    "a size that is not": ("evidence", ["UPDATE evidence SET size = size + 1 WHERE number = 2"]),
    "a trigger gone": ("schema", ["DROP TRIGGER pin_delete_through_journal"]),
    "an index gone": ("schema", ["DROP INDEX cycle_of_credential"]),
    "no id of its own": ("value", ["DELETE FROM meta WHERE name = 'record_id'"]),
}


@pytest.mark.parametrize("name", BY_OTHERS)
def test_what_another_program_did_is_found(name: str, path: Path) -> None:
    kind, statements = BY_OTHERS[name]
    meddle(path, *statements)
    kinds = found(path)
    assert (kind, False) in kinds
    assert all(repairable is (kind in {"search"}) for kind, repairable in kinds)


def _search_is_behind(path: Path) -> None:
    meddle(path, "DELETE FROM search WHERE rowid IN (SELECT rowid FROM search LIMIT 3)")


def _search_is_torn(path: Path) -> None:
    meddle(path, "DELETE FROM search_data WHERE id > 10")


def _search_has_other_words(path: Path) -> None:
    meddle(path, "UPDATE search_content SET c0 = 'something else' WHERE id = 3")


def _counter_is_behind(path: Path) -> None:
    meddle(path, "UPDATE meta SET value = '1' WHERE name = 'last_evidence_number'")


def _pen_is_held(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(OPEN_PEN)


def _index_is_behind(path: Path) -> None:
    """An index that was not there while a row moved."""
    hide = "DELETE FROM sqlite_schema WHERE name = 'cycle_of_credential'"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        kept = connection.execute("SELECT * FROM sqlite_schema WHERE name = 'cycle_of_credential'").fetchone()
        connection.execute(hide)
    meddle(path, "UPDATE cycle SET rowid = 100 WHERE id = 'district-0'")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_schema VALUES (?, ?, ?, ?, ?)", kept)


@pytest.mark.parametrize(
    ("kind", "hurt"),
    [
        ("search", _search_is_behind),
        ("search", _search_is_torn),
        ("search", _search_has_other_words),
        ("counter", _counter_is_behind),
        ("counter", _pen_is_held),
        ("index", _index_is_behind),
    ],
)
def test_what_is_derived_is_repaired_after_a_backup(kind: str, hurt: Callable[[Path], None], path: Path) -> None:
    hurt(path)
    before, rows = path.read_bytes(), snapshot(path)
    assert set(found(path)) == {(kind, True)}
    report = checking.check(path, repair=True)
    assert (report.findings, len(report.repaired)) == ((), 2)
    assert snapshot(path) == rows
    (backup,) = backups.all_backups()
    assert str(backup.path) in report.repaired[0]
    assert backup.path.stat().st_size == len(before)
    assert found(path) == []
    assert checking.check(path, repair=True).repaired == (), "once is enough"


def test_a_repaired_search_finds_again(path: Path) -> None:
    _search_is_torn(path)
    checking.check(path, repair=True)
    ws = workspace.open_record(path)
    assert activities.ids(ws, activities.LogQuery(text="Workshop 33")) == (damaged_record.id_of(33),)
    workspace.close(ws)


@pytest.mark.parametrize("page", ["table leaf", "table inner", "index leaf", "index inner", "overflow"])
def test_damage_is_found_and_not_repaired(page: str, path: Path) -> None:
    for number in (damaged_record.kinds()[page][0], damaged_record.kinds()[page][-1]):
        path.write_bytes(damaged_record.zeroed(number))
        kinds = found(path)
        assert kinds, f"page {number}"
        before = path.read_bytes()
        report = checking.check(path, repair=True)
        if {"damage"} & {kind for kind, _ in kinds}:
            assert report.repaired == ()
            assert path.read_bytes() == before
            assert any("--rescue" in finding.remedy for finding in report.findings)


def test_a_file_that_can_not_be_read_at_all_is_damaged(path: Path) -> None:
    path.write_bytes(damaged_record.zeroed(1))
    assert found(path) == [("damage", False)]
    path.write_bytes(b"")
    assert found(path) == [("damage", False)]


def test_what_is_no_record_is_not_checked(tmp_path: Path) -> None:
    other = tmp_path / "list.csv"
    other.write_text("date,title\n" * 99, encoding="utf-8")
    for path, kind in ((other, "not ours"), (tmp_path / "gone.stemtracker", "missing")):
        with pytest.raises(Trouble) as caught:
            checking.check(path)
        assert caught.value.kind == kind


def test_of_many_findings_of_a_kind_some_are_told(path: Path) -> None:
    meddle(path, "UPDATE activity SET kind = 'x'")
    report = checking.check(path)
    assert len(report.findings) < 30
    assert "more like this." in report.findings[-1].message


def test_while_the_record_is_open_it_can_be_checked(path: Path) -> None:
    ws = workspace.open_record(path)
    assert checking.check(path).findings == ()
    _counter_is_behind(path)
    with pytest.raises(Trouble, match="open"):
        checking.check(path, repair=True)
    workspace.close(ws)


def test_a_record_of_the_first_schema_is_checked_as_it_is(tmp_path: Path) -> None:
    old = tmp_path / "old.stemtracker"
    old.write_bytes((Path(__file__).parent.parent / "db" / "record_schema_1.stemtracker").read_bytes())
    assert found(old) == []
