"""The rules a record goes by: own packs and overlays, newer texts and who they move, what closed cycles keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from stemtracker import clock, db, paths
from stemtracker.domain.activity import Activity
from stemtracker.domain.assessment import Verdict
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.domain.rule_text import StoredText, TextKind, text_hash
from stemtracker.errors import Refused
from stemtracker.services import (
    activities,
    beginning,
    checking,
    credentials,
    exports,
    history,
    questions,
    renewal,
    rule_texts,
    siblings,
    workspace,
)
from stemtracker.services.workspace import Workspace

Make = Callable[..., Activity]
HEAD = """
[pack]
id = "{id}"
language = 1
jurisdiction = "US-XX"
authority = "own"
title = "{title}"
checked = {checked}
root = "renewal"
"""
BODY = """
[clock]
length = "5 y"
[window.cycle]
cases = [ {{ from = "start", to = "expiry" }} ]
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ {{ id = "hour", match = "measure = time", give = "1 per 60 min" }} ]
[need]
renewal = {{ all = ["total"], title = "Renewal" }}
total = {{ amount = {hours}, of = "hours", title = "Hours" }}
"""
ADDITION = """
[pack]
id = "{id}"
language = 1
changes = "{changes}"
authority = "A district"
title = "{title}"
checked = 2026-11-20
[need.safety]
amount = 2
of = "hours"
match = "topic = lab_safety"
inside = "total"
title = "Safety"
reason = "The district asks for two hours of safety."
[fact.coach]
type = "yes/no"
ask = "Do you coach?"
reason = "Coaches are asked."
"""


def pack(hours: int = 10, id_: str = "mine", title: str = "My rules", checked: str = "2026-11-20") -> str:
    return HEAD.format(id=id_, title=title, checked=checked) + BODY.format(hours=hours)


def addition(changes: str = "mine", id_: str = "district", title: str = "District rules") -> str:
    return ADDITION.format(id=id_, changes=changes, title=title)


def texas(hours: int, checked: str) -> str:
    """The shipped rules of Texas with another figure, compared on another day."""
    shipped = (paths.resource("rules") / "US-TX.teacher.toml").read_text(encoding="utf-8")
    return shipped.replace('is = 150 }, { when = "class', f'is = {hours} }}, {{ when = "class', 1).replace(
        "checked = 2026-11-22", f"checked = {checked}", 1
    )


@pytest.fixture
def licensed(ws: Workspace, an_activity: Make) -> Workspace:
    """A license by rules of its owner's, ten of ten hours done."""
    rule_texts.save_text(ws, pack())
    one = Credential(id="mine", title="My license", pack_id="mine")
    credentials.add(ws, one, date(2027, 6, 30), {}, start=date(2022, 7, 1))
    activities.save(ws, an_activity("ten", measure=Measure.minutes(600)))
    return ws


def kinds(ws: Workspace) -> list[tuple[str, str, bool]]:
    return [(text.id, text.kind, text.in_use) for text in rule_texts.texts(ws)]


def test_an_own_pack_is_in_the_record_like_any_other(licensed: Workspace) -> None:
    ws = licensed
    assert renewal.assess(ws, "mine").verdict == Verdict.MET
    assert kinds(ws) == [("mine", "own", True)]
    assert "mine" in {choice.id for choice in beginning.packs(ws).choices}
    (text,) = rule_texts.texts(ws)
    assert (text.title, text.checked, text.added_on) == ("My rules", date(2026, 11, 20), clock.today())
    assert (text.hash, text.toml) == (text_hash(pack()), pack())
    rule_texts.save_text(ws, pack(12), "mine")
    answer = renewal.assess(ws, "mine")
    assert (answer.verdict, answer.gap) == (Verdict.NOT_MET, 2)
    history.undo(ws)
    assert renewal.assess(ws, "mine").verdict == Verdict.MET
    history.redo(ws)
    assert renewal.assess(ws, "mine").gap == 2


def test_an_overlay_of_an_own_pack(licensed: Workspace, an_activity: Make) -> None:
    ws = licensed
    changes = rule_texts.save_text(ws, addition())
    assert changes.ids("rule_text") == {"district"}
    answer = renewal.assess(ws, "mine")
    assert (answer.verdict, answer.verdict_with_overlay) == (Verdict.MET, Verdict.NOT_MET)
    assert "coach" in {question.name for question in questions.of_holder(ws.library, "mine")}
    school = addition(id_="school", title="School rules").replace("need.safety", "need.fair")
    rule_texts.save_text(ws, school.replace("fact.coach", "fact.mentor"))
    assert {n.id for n in renewal.assess(ws, "mine").nodes if n.touched_by_overlay} >= {"safety", "fair"}
    assert kinds(ws) == [("mine", "own", True), ("district", "overlay", True), ("school", "overlay", True)]
    rule_texts.remove_text(ws, "school")
    rule_texts.remove_text(ws, "district")
    assert renewal.assess(ws, "mine").verdict_with_overlay == Verdict.MET
    history.undo(ws)
    assert renewal.assess(ws, "mine").verdict_with_overlay == Verdict.NOT_MET


def test_all_mistakes_are_refused_at_once(ws: Workspace) -> None:
    wrong = pack().replace('of = "hours"', 'of = "points"').replace('length = "5 y"', 'length = "long"')
    with pytest.raises(Refused) as caught:
        rule_texts.save_text(ws, wrong)
    assert caught.value.problems == rule_texts.problems(ws, wrong)
    assert {p.field for p in caught.value.problems} == {"mine.toml: need.total.of", "mine.toml: clock.length"}
    assert [p.field for p in rule_texts.problems(ws, "not toml")] == ["rules.toml"]
    assert [p.field for p in rule_texts.problems(ws, addition())] == ["district.toml: pack.changes"]
    assert rule_texts.texts(ws) == ()


@pytest.mark.parametrize(
    "text",
    ["", "\0", "[pack]\nid = 3", "[[pack]]", "pack = 1", "a = " + "[" * 5000, "[pack]\nchanges = []", "x" * 2_000_000],
)
def test_hostile_texts_are_only_refused(licensed: Workspace, text: str) -> None:
    for use in (rule_texts.save_text, rule_texts.install, rule_texts.movement):
        with pytest.raises(Refused):
            use(licensed, text)
    assert rule_texts.problems(licensed, text)
    assert kinds(licensed) == [("mine", "own", True)]


def test_ids_that_can_not_be(licensed: Workspace) -> None:
    ws = licensed
    for text, id_, says in (
        (pack(), None, "already"),
        (pack(id_="generic"), None, "here already"),
        (addition(id_="mine", changes="generic").split("[need")[0], None, "already"),
        (pack(id_="other"), "mine", "has to stay"),
        (pack(), "gone", "no longer"),
    ):
        with pytest.raises(Refused, match=says):
            rule_texts.save_text(ws, text, id_)
    credentials.add(ws, Credential(id="t", title="Texas", pack_id="US-TX.teacher"), date(2027, 8, 31), {})
    with pytest.raises(Refused, match="stays as it is"):
        rule_texts.save_text(ws, texas(120, "2026-11-22"), "US-TX.teacher")


def test_what_something_goes_by_is_not_removed(licensed: Workspace) -> None:
    ws = licensed
    rule_texts.save_text(ws, pack(id_="spare", title="Spare"))
    rule_texts.save_text(ws, addition("spare"))
    with pytest.raises(Refused, match="“District rules” changes these rules"):
        rule_texts.remove_text(ws, "spare")
    credentials.delete(ws, "mine")
    with pytest.raises(Refused, match="bin"):
        rule_texts.remove_text(ws, "mine")
    rule_texts.remove_text(ws, "district")
    rule_texts.remove_text(ws, "spare")
    assert kinds(ws) == [("mine", "own", True)]


def test_an_unused_own_pack_may_get_another_id(ws: Workspace) -> None:
    rule_texts.save_text(ws, pack())
    rule_texts.save_text(ws, pack(id_="better"), "mine")
    assert kinds(ws) == [("better", "own", False)]


def test_the_text_is_kept_with_the_license_and_with_each_closed_cycle(ws: Workspace, an_activity: Make) -> None:
    credentials.add(ws, Credential(id="t", title="Texas", pack_id="US-TX.teacher"), date(2027, 8, 31), {})
    assert kinds(ws) == [("US-TX.teacher", "installed", True)]
    (cycle,) = credentials.cycles(ws, "t")
    activities.save(ws, an_activity("many", measure=Measure.minutes(155 * 60), approved=True))
    before = renewal.assess(ws, "t", cycle.id)
    renewal.renewed(ws, cycle.id, date(2027, 5, 1), None, date(2032, 8, 31))
    kept = f"US-TX.teacher/{before.pack_hash}"
    assert kinds(ws) == [("US-TX.teacher", "installed", True), (kept, "kept", True)]
    with pytest.raises(Refused, match="closed cycle"):
        rule_texts.remove_text(ws, kept)
    rule_texts.install(ws, texas(160, "2027-06-01"))
    past = renewal.assess(ws, "t", cycle.id)
    assert (past.pack_hash, past.headline.required) == (before.pack_hash, before.headline.required)
    now = renewal.assess(ws, "t")
    assert (now.pack_hash, now.headline.required_text) != (past.pack_hash, past.headline.required_text)


def test_a_newer_text_says_who_moves_and_is_undone(ws: Workspace, an_activity: Make) -> None:
    credentials.add(
        ws, Credential(id="t", title="Texas standard certificate", pack_id="US-TX.teacher"), date(2027, 8, 31), {}
    )
    credentials.add(ws, Credential(id="g", title="Another", pack_id="generic"), date(2027, 8, 31), {})
    newer = texas(162, "2027-01-15")
    found = rule_texts.movement(ws, newer)
    assert (found.before, found.after, found.older, found.unmoved) == (date(2026, 11, 22), date(2027, 1, 15), False, 0)
    (move,) = found.moves
    assert (move.credential_id, move.title) == ("t", "Texas standard certificate")
    assert move.after.gap - move.before.gap == 12
    assert move.sentence.startswith("Texas standard certificate: still not met, 12 ")
    assert "hours more" in move.sentence
    assert renewal.assess(ws, "t").gap == move.before.gap, "nothing was written"
    rule_texts.install(ws, newer)
    assert history.undo_label(ws) == "Use newer rules for Texas standard certificate: classroom teacher"
    assert renewal.assess(ws, "t") == replace(move.after, credential="Texas standard certificate")
    assert rule_texts.movement(ws, newer).moves == ()
    back = rule_texts.movement(ws, texas(150, "2026-11-22"))
    assert (back.older, "12 CPE hours less" in back.moves[0].sentence) == (True, True)
    history.undo(ws)
    assert renewal.assess(ws, "t").gap == move.before.gap
    history.redo(ws)
    assert renewal.assess(ws, "t").gap == move.after.gap


def test_a_verdict_that_turns_is_told_first(licensed: Workspace) -> None:
    found = rule_texts.movement(licensed, pack(22, checked="2026-11-21"))
    assert [move.sentence for move in found.moves] == ["My license: met → not met, 12 hours more"]
    same = rule_texts.movement(licensed, pack(10, title="My rules, worded anew"))
    assert (same.moves, same.unmoved, same.pack_title) == ((), 1, "My rules, worded anew")
    less = rule_texts.movement(licensed, pack(8))
    assert [move.sentence for move in less.moves] == ["My license: still met, “Hours” 10 hours → 8 hours"]
    added = rule_texts.movement(licensed, addition())
    said = "My license: still met, with what was added met → not met, 2 hours more, “Safety” is new"
    assert (added.before, [move.sentence for move in added.moves]) == (None, [said])


def test_a_program_with_a_newer_text_offers_it(ws: Workspace) -> None:
    credentials.add(ws, Credential(id="t", title="Texas", pack_id="US-TX.teacher"), date(2027, 8, 31), {})
    assert rule_texts.newer_shipped(ws) == ()
    rule_texts.install(ws, texas(140, "2025-01-01"))
    assert history.undo_label(ws) == "Use older rules for Texas standard certificate: classroom teacher"
    workspace.close(ws)
    again = workspace.open_record(ws.path)
    assert renewal.assess(again, "t").headline.required_text.startswith("140"), "nothing moves by opening"
    (newer,) = rule_texts.newer_shipped(again)
    assert (newer.pack_id, newer.kind, newer.checked, newer.in_use) == (
        "US-TX.teacher", "installed", date(2026, 11, 22), True
    )  # fmt: skip
    (move,) = rule_texts.movement(again, newer.toml).moves
    assert "10 CPE hours more" in move.sentence
    rule_texts.install(again, newer.toml)
    assert rule_texts.newer_shipped(again) == ()
    workspace.close(again)


def test_a_file_in_the_folder_of_packs_that_was_edited_is_offered_too(ws: Workspace) -> None:
    paths.own_packs().mkdir(parents=True)
    file = paths.own_packs() / "mine.toml"
    file.write_text(pack(), encoding="utf-8")
    credentials.add(ws, Credential(id="m", title="Mine", pack_id="mine"), date(2027, 8, 31), {})
    file.write_text(pack(30), encoding="utf-8")
    activities.save(ws, Activity(id="a", title="A", start=date(2026, 1, 1), end=date(2026, 1, 1), kind="workshop"))
    assert renewal.assess(ws, "m").headline.required == 10
    (newer,) = rule_texts.newer_shipped(ws)
    rule_texts.install(ws, newer.toml)
    assert renewal.assess(ws, "m").headline.required == 30
    file.unlink()
    workspace.close(ws)
    again = workspace.open_record(ws.path)
    assert renewal.assess(again, "m").headline.required == 30, "the record needs no file"
    workspace.close(again)


def spoil(ws: Workspace, id_: str, toml: str, **said: object) -> None:
    """As a newer program would have written it."""
    with ws.record.write("Use newer rules") as writer:
        before = db.rule_texts.get(writer.connection, id_)
        text = before or StoredText(
            id=id_, pack_id=id_, kind=TextKind.OWN, title=id_, toml="", hash="", added_on=clock.today()
        )
        db.rule_texts.put(writer.connection, replace(text, toml=toml, hash=text_hash(toml), **said))  # type: ignore[arg-type]


@pytest.mark.parametrize("toml", ["[pack", pack().replace("language = 1", "language = 9"), ""])
def test_a_text_that_can_not_be_read_any_more_says_so(licensed: Workspace, toml: str) -> None:
    ws = licensed
    rule_texts.save_text(ws, addition())
    spoil(ws, "mine", toml)
    answer = renewal.assess(ws, "mine")
    assert (answer.verdict, answer.verdict_with_overlay) == (Verdict.UNKNOWN, Verdict.UNKNOWN)
    assert "can’t be read by this version of the program" in answer.root.note
    assert "Update the program" in answer.root.note
    (found,) = renewal.standings(ws)
    assert found.sentence
    assert renewal.view(ws, "mine").questions == ()
    assert {text.id for text in rule_texts.texts(ws)} == {"mine", "district"}
    rule_texts.install(ws, pack())
    assert renewal.assess(ws, "mine").verdict == Verdict.MET


def test_a_closed_cycle_whose_text_can_not_be_read_any_more_says_so(licensed: Workspace) -> None:
    ws = licensed
    (cycle,) = credentials.cycles(ws, "mine")
    renewal.renewed(ws, cycle.id, date(2027, 5, 1), None, date(2032, 6, 30))
    (kept,) = (text for text in rule_texts.texts(ws) if text.kind == "kept")
    with ws.record.write("As a newer program may keep it") as writer:
        toml = kept.toml.replace("language = 1", "language = 9")
        stored = StoredText(**{f.name: getattr(kept, f.name) for f in fields(StoredText)})
        db.rule_texts.put(writer.connection, replace(stored, toml=toml))
    past = renewal.assess(ws, "mine", cycle.id)
    assert (past.verdict, renewal.assess(ws, "mine").root.id) == (Verdict.UNKNOWN, "renewal")
    assert "can’t be read by this version" in past.root.note


def test_an_overlay_that_can_not_be_read_any_more_leaves_the_authority_s_answer(licensed: Workspace) -> None:
    ws = licensed
    rule_texts.save_text(ws, addition())
    spoil(ws, "district", addition().replace("language = 1", "language = 9"))
    answer = renewal.assess(ws, "mine")
    assert (answer.verdict, answer.verdict_with_overlay) == (Verdict.MET, Verdict.UNKNOWN)
    assert any("“District rules” can’t be reckoned with" in note for note in answer.notes)


def test_a_license_whose_rules_are_nowhere_says_so(licensed: Workspace) -> None:
    ws = licensed
    with ws.record.write("As a merge may leave it") as writer:
        db.rule_texts.remove(writer.connection, ["mine"])
    answer = renewal.assess(ws, "mine")
    assert answer.verdict == Verdict.UNKNOWN
    assert "Bring them in" in answer.root.note
    rule_texts.install(ws, pack())
    assert renewal.assess(ws, "mine").verdict == Verdict.MET


def test_texts_go_with_the_archive_and_into_a_copy(licensed: Workspace, tmp_path: Path) -> None:
    ws = licensed
    rule_texts.save_text(ws, addition())
    workspace.save_copy(ws, tmp_path / "copy.stemtracker")
    exports.archive(ws, tmp_path / "all.stemarchive")
    made = exports.from_archive(tmp_path / "all.stemarchive", tmp_path / "new.stemtracker")
    assert rule_texts.texts(made) == rule_texts.texts(ws)
    assert renewal.assess(made, "mine") == renewal.assess(ws, "mine")
    workspace.close(made)
    copy = workspace.open_record(tmp_path / "copy.stemtracker")
    rule_texts.save_text(copy, pack(20), "mine")
    rule_texts.save_text(ws, pack(30), "mine")
    workspace.close(copy)
    (conflict,) = siblings.compare(ws, copy.path).conflicts
    assert (conflict.noun, conflict.id, conflict.part) == ("rule_text", "mine", "text")
    siblings.merge(ws, copy.path, {conflict.key: "there"})
    assert renewal.assess(ws, "mine").headline.required == 20
    assert checking.check(ws.path).findings == ()


def test_a_text_that_a_disk_changed_is_found(licensed: Workspace) -> None:
    spoil(licensed, "mine", pack(11))
    with licensed.record.write("As a disk may do") as writer:
        text = db.rule_texts.get(writer.connection, "mine")
        assert text
        db.rule_texts.put(writer.connection, replace(text, toml=pack(17)))
    workspace.close(licensed)
    (finding,) = checking.check(licensed.path).findings
    assert "“My rules” is not what it was" in finding.message
