"""A copy edited elsewhere and brought back: recognised, compared, merged by what each side did, undone as one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from remembered_history import check_file, snapshot

from stemtracker import clock
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.errors import Refused, Trouble
from stemtracker.services import (
    activities,
    credentials,
    educators,
    evidence,
    history,
    siblings,
    vocabularies,
    workspace,
)
from stemtracker.services.workspace import Workspace

Make = Callable[..., Any]


@pytest.fixture
def two(ws: Workspace, an_activity: Make, tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    """A record with two activities, a license and a piece of evidence, and a copy of it."""
    activities.save_many(ws, [an_activity("a"), an_activity("b")], "Begin")
    evidence.attach_bytes(ws, "a", "Plan.txt", b"a plan", "plan")
    license_ = Credential(id="c", title="License", pack_id="generic")
    credentials.add(ws, license_, date(2030, 6, 30), {}, start=date(2025, 7, 1))
    workspace.save_copy(ws, tmp_path / "copy.stemtracker")
    copy = workspace.open_record(tmp_path / "copy.stemtracker")
    yield ws, copy
    workspace.close(copy)


def merged(here: Workspace, there: Workspace, side: siblings.Side = "here") -> siblings.Comparison:
    """Merge with every conflict decided for one side; what was compared before."""
    found = siblings.compare(here, there.path)
    before = snapshot(here.path)
    siblings.merge(here, there.path, {conflict.key: side for conflict in found.conflicts})
    check_file(here.path, snapshot(here.path), {term.id: term.title for term in here.vocabulary.choices("topic")})
    after = snapshot(here.path)
    if history.undo_label(here).startswith("Merge"):
        history.undo(here)
        assert snapshot(here.path) == before
        history.redo(here)
        assert snapshot(here.path) == after
    return found


def test_a_copy_is_known_by_its_history(two: tuple[Workspace, Workspace], an_activity: Make) -> None:
    here, there = two
    assert siblings.kinship(here, there.path).kind == "same"
    activities.save(here, an_activity("new"))
    assert siblings.kinship(here, there.path) == siblings.Kinship("ahead", 4, 1, 0)
    assert siblings.kinship(there, here.path) == siblings.Kinship("behind", 4, 0, 1)
    activities.save(there, an_activity("other"))
    assert siblings.kinship(here, there.path) == siblings.Kinship("diverged", 4, 1, 1)


def test_another_record_is_refused(two: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    stranger = workspace.create(tmp_path / "other.stemtracker", Educator(name="Ben"))
    try:
        assert siblings.compare(two[0], stranger.path).kinship.kind == "stranger"
        with pytest.raises(Refused, match="another record"):
            siblings.merge(two[0], stranger.path, {})
        with pytest.raises(Refused, match="record that is open"):
            siblings.compare(two[0], two[0].path)
        with pytest.raises(Trouble):
            siblings.compare(two[0], tmp_path / "gone.stemtracker")
    finally:
        workspace.close(stranger)


def test_what_each_side_did_is_there_after(two: tuple[Workspace, Workspace], an_activity: Make) -> None:
    here, there = two
    activities.save(here, an_activity("mine"))
    activities.save(here, an_activity("a", title="Changed here"))
    activities.save(there, an_activity("theirs", private_notes="secret"))
    activities.save(there, an_activity("b", title="Changed there"))
    own, _ = vocabularies.add_topic(there, "科学")
    educators.save(there, Educator(name="Ana Lucía Ñíguez-Paz"))
    credentials.set_facts(there, "c", {"total": Fraction(3)})
    credentials.pin(there, "b", "c", "")
    piece, _ = evidence.attach_bytes(there, "theirs", "Badge.png", b"\x89PNG\r\n", "certificate")
    found = merged(here, there)
    assert not found.conflicts
    assert {(item.noun, item.what) for item in found.taken} >= {("activity", "added"), ("activity", "changed")}
    assert [item.id for item in found.kept] == ["a", "mine"]
    assert [activities.get(here, id_).title for id_ in ("a", "b", "mine", "theirs")] == [
        *("Changed here", "Changed there", "Activity mine", "Activity theirs")
    ]
    assert evidence.content(here, piece.id) == b"\x89PNG\r\n"
    assert here.vocabulary.has("topic", own)
    assert activities.ids(here, activities.LogQuery(text="changed there")) == ("b",)
    assert siblings.kinship(here, there.path).kind == "ahead"
    assert not siblings.merge(here, there.path, {}).touched
    merged(there, here)
    assert siblings.kinship(here, there.path).kind == "same"
    assert snapshot(there.path).keys() == snapshot(here.path).keys()


def test_fields_of_one_thing_are_merged_where_they_do_not_touch(
    two: tuple[Workspace, Workspace], an_activity: Make
) -> None:
    here, there = two
    activities.save(here, an_activity("a", title="New title"))
    activities.save(there, an_activity("a", provider="NSTA", network="District"))
    activities.save(here, an_activity("b", network="Same"))
    activities.save(there, an_activity("b", network="Same"))
    assert not merged(here, there).conflicts
    assert activities.get(here, "a") == an_activity("a", title="New title", provider="NSTA", network="District")
    assert activities.get(here, "b").network == "Same"


@pytest.mark.parametrize("side", ["here", "there"])
def test_what_both_changed_is_asked(two: tuple[Workspace, Workspace], an_activity: Make, side: siblings.Side) -> None:
    here, there = two
    activities.save(here, an_activity("a", title="Here", cost=Decimal(1)))
    activities.save(there, an_activity("a", title="There", place="Austin"))
    (conflict,) = siblings.compare(here, there.path).conflicts
    assert (conflict.noun, conflict.id, conflict.here, conflict.there) == ("activity", "a", "changed", "changed")
    assert conflict.fields == (siblings.Field("title", "Activity a", "Here", "There"),)
    with pytest.raises(Refused, match="once more"):
        siblings.merge(here, there.path, {})
    merged(here, there, side)
    kept = activities.get(here, "a")
    assert (kept.title, kept.place, kept.cost) == (side.capitalize(), "Austin", 1)
    assert siblings.kinship(here, there.path).kind == "ahead"
    assert not merged(there, here).conflicts, "what a person decided is not asked again"
    assert activities.get(there, "a") == kept


@pytest.mark.parametrize("side", ["here", "there"])
def test_deleted_on_one_side_and_worked_on_on_the_other(
    two: tuple[Workspace, Workspace], an_activity: Make, side: siblings.Side
) -> None:
    here, there = two
    activities.delete(here, ["a", "b"])
    piece, _ = evidence.attach_bytes(there, "a", "Badge.txt", b"badge", "certificate")
    activities.save(there, an_activity("b", title="Still needed"))
    found = merged(here, there, side)
    assert {(c.id, c.part, c.here, c.there) for c in found.conflicts} == {
        ("a", siblings.EXISTENCE, "deleted", "changed"),
        ("b", siblings.EXISTENCE, "deleted", "changed"),
    }
    there_now = {row.id for row in activities.bin_rows(here)}
    assert there_now == ({"a", "b"} if side == "here" else set())
    if there_now:
        activities.restore(here, there_now)
    assert activities.get(here, "b").title == "Still needed"
    assert evidence.content(here, piece.id) == b"badge"


def test_deleted_on_one_side_only_is_deleted(two: tuple[Workspace, Workspace]) -> None:
    here, there = two
    activities.delete(there, ["a"])
    activities.delete(here, ["b"])
    assert not merged(here, there).conflicts
    assert {row.id for row in activities.bin_rows(here)} == {"a", "b"}


@pytest.mark.parametrize("side", ["here", "there"])
def test_removed_for_good_on_one_side_and_needed_on_the_other(
    two: tuple[Workspace, Workspace], an_activity: Make, side: siblings.Side
) -> None:
    here, there = two
    credentials.pin(there, "b", "c", "")
    piece, _ = evidence.attach_bytes(there, "a", "Badge.txt", b"badge", "certificate")
    activities.delete(here, ["a"])
    activities.empty_bin(here)
    assert [c.part for c in merged(here, there, side).conflicts] == [siblings.EXISTENCE]
    if side == "there":
        assert [one.label for one in evidence.of_activity(here, "a")] == ["E-001", "E-002"]
    else:
        assert [one.id for one in evidence.all_evidence(here)] == [piece.id], "evidence stays without its activity"
    assert evidence.content(here, piece.id) == b"badge"


def test_numbers_of_evidence_that_both_gave_are_given_once(two: tuple[Workspace, Workspace]) -> None:
    here, there = two
    mine, _ = evidence.attach_bytes(here, "a", "Mine.txt", b"mine", "note")
    theirs, _ = evidence.attach_bytes(there, "a", "Theirs.txt", b"theirs", "note")
    assert mine.label == theirs.label == "E-002"
    merged(here, there)
    assert [one.label for one in evidence.all_evidence(here)] == ["E-001", "E-002", "E-003"]
    assert evidence.content(here, theirs.id) == b"theirs"
    evidence.attach_bytes(there, "b", "Later.txt", b"later", "note")
    merged(there, here)
    merged(here, there)
    for ws in two:
        assert len({one.label for one in evidence.all_evidence(ws)}) == 4
    assert [one.label for one in evidence.all_evidence(here)][:3] == ["E-001", "E-002", "E-003"]
    assert siblings.kinship(here, there.path).kind == "same"


def test_merged_again_and_again(two: tuple[Workspace, Workspace], an_activity: Make) -> None:
    here, there = two
    for turn in range(3):
        activities.save(here, an_activity("a", title=f"Here {turn}"))
        activities.save(there, an_activity("a", title=f"There {turn}"))
        activities.save(there, an_activity(f"new{turn}"))
        assert [c.fields[0].name for c in merged(here, there, "there").conflicts] == ["title"]
        if turn % 2:
            assert not merged(there, here).conflicts
        activities.save(there, an_activity("a", title=f"Then {turn}"))
        assert not merged(here, there).conflicts
        assert activities.get(here, "a").title == f"Then {turn}"


def test_what_was_taken_back_on_one_side_is_asked(two: tuple[Workspace, Workspace], an_activity: Make) -> None:
    """Nobody can tell whether it was undone here or done again there, so nothing is undone or redone in silence."""
    here, there = two
    history.undo(here)
    assert siblings.kinship(here, there.path).kind == "diverged"
    found = merged(here, there, "here")
    assert {c.noun for c in found.conflicts} == {"credential", "cycle", "rule_text"}
    assert credentials.list_credentials(here) == ()
    assert siblings.kinship(here, there.path).kind == "ahead"
    assert not merged(there, here).conflicts
    assert credentials.list_credentials(there) == ()


def test_undone_there_after_the_split(two: tuple[Workspace, Workspace], an_activity: Make) -> None:
    here, there = two
    activities.save(there, an_activity("x"))
    merged(here, there)
    history.undo(there)
    assert [c.part for c in merged(here, there, "there").conflicts] == [siblings.EXISTENCE]
    assert "x" not in activities.ids(here, activities.LogQuery())
    assert siblings.kinship(here, there.path).kind == "ahead"


def test_the_copy_is_not_touched(two: tuple[Workspace, Workspace], an_activity: Make, tmp_path: Path) -> None:
    here, there = two
    activities.save(there, an_activity("x"))
    workspace.close(there)
    path = Path(shutil.copyfile(there.path, tmp_path / "record (1).stemtracker"))
    path.chmod(0o400)
    before = path.read_bytes()
    siblings.merge(here, path, {})
    assert path.read_bytes() == before
    assert activities.get(here, "x")
    assert not [one for one in tmp_path.iterdir() if one.name.startswith("record (1).stemtracker-")]


def test_weeks_apart(two: tuple[Workspace, Workspace], an_activity: Make) -> None:
    """Each side removes for good what was in its bin, on its own day."""
    here, there = two
    activities.delete(here, ["a"])
    activities.delete(there, ["a", "b"])
    for ws in two:
        workspace.close(ws)
    with clock.standing_at(clock.now() + timedelta(days=40)):
        here, there = (workspace.open_record(ws.path) for ws in two)
        try:
            assert not merged(here, there).conflicts
            assert activities.count(here) == 0
            assert not merged(there, here).conflicts
            assert siblings.kinship(here, there.path).kind == "same"
        finally:
            workspace.close(here)
            workspace.close(there)


def test_what_left_for_good_there_leaves_the_journal_here(
    two: tuple[Workspace, Workspace], an_activity: Make, ask: Callable[..., list[tuple[Any, ...]]]
) -> None:
    here, there = two
    activities.save(here, an_activity("a", private_notes="never leaves"))
    merged(there, here)
    activities.delete(there, ["a"])
    activities.empty_bin(there)
    merged(here, there)
    told = "SELECT 1 FROM change WHERE instr(coalesce(before, '') || coalesce(after, ''), 'never leaves')"
    assert ask(told), "undo needs it"
    workspace.close(here)
    with clock.standing_at(clock.now() + timedelta(days=31)):
        here = workspace.open_record(here.path)
        try:
            assert not ask(told)
            assert history.undo_label(here) == ""
        finally:
            workspace.close(here)
