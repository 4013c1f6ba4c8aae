"""A cycle that was closed is looked at by what it was judged by: its rules, what was added to them, the answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from renewed_record import added, begin, close, past, rules, without_basis

from stemtracker.domain.assessment import Verdict
from stemtracker.domain.credential import Credential
from stemtracker.domain.educator import Educator
from stemtracker.errors import Refused
from stemtracker.services import (
    checking,
    credentials,
    exports,
    history,
    papers,
    renewal,
    rule_texts,
    siblings,
    workspace,
)
from stemtracker.services.workspace import Workspace


@pytest.fixture
def licensed(ws: Workspace) -> Workspace:
    return begin(ws)


def test_an_answer_that_changes_later_changes_the_open_cycle_alone(licensed: Workspace) -> None:
    ws = licensed
    close(ws)
    before, now = past(ws), renewal.assess(ws, "mine")
    assert before.verdict == Verdict.MET
    assert [answer.headline.required for answer in (before, now)] == [5, 5]
    credentials.set_facts(ws, "mine", {"advanced": False})
    assert past(ws) == before
    assert renewal.assess(ws, "mine").headline.required == 10
    view = renewal.view(ws, "mine", "mine-1")
    assert (view.facts, renewal.view(ws, "mine").facts) == ({"advanced": True}, {"advanced": False})
    assert view.remarks == ()
    credentials.set_facts(ws, "mine", {"advanced": None})
    assert past(ws) == before


def test_what_was_added_to_the_rules_stays_with_the_cycle(licensed: Workspace) -> None:
    ws = licensed
    close(ws)
    before = past(ws)
    assert (before.verdict, before.verdict_with_overlay) == (Verdict.MET, Verdict.NOT_MET)
    rule_texts.save_text(ws, added(hours=1), "district")
    rule_texts.save_text(ws, added("school"))
    assert past(ws) == before
    for id_ in ("district", "school"):
        rule_texts.remove_text(ws, id_)
    assert past(ws) == before
    assert renewal.assess(ws, "mine").verdict_with_overlay == renewal.assess(ws, "mine").verdict
    asked = {question.name for question in renewal.view(ws, "mine", "mine-1").questions}
    assert asked == {"advanced", "leads", "district_coach"}
    assert {question.name for question in renewal.view(ws, "mine").questions} == {"advanced", "leads"}
    kept = [text for text in rule_texts.texts(ws) if text.kind == "kept"]
    assert {(text.pack_id, text.changes, text.in_use) for text in kept} == {
        ("XX.teacher", "", True), ("district", "XX.teacher", True)
    }  # fmt: skip
    for text in kept:
        with pytest.raises(Refused, match="closed cycle"):
            rule_texts.remove_text(ws, text.id)


def test_what_is_kept_of_the_past_holds_no_text_of_today(ws: Workspace) -> None:
    rule_texts.save_text(ws, rules("spare"))
    begin(ws)
    close(ws)
    rule_texts.remove_text(ws, "district")
    credentials.save(ws, replace(credentials.get(ws, "mine"), pack_id="XX.spare"))
    rule_texts.remove_text(ws, "XX.teacher")
    assert past(ws).verdict_with_overlay == Verdict.NOT_MET
    assert renewal.view(ws, "mine", "mine-1").questions


def test_licenses_renewed_together_are_kept_with_their_answers(licensed: Workspace) -> None:
    ws = licensed
    rule_texts.save_text(ws, rules("leader", 20, 4))
    for id_, pack in (("second", "XX.teacher"), ("other", "XX.leader")):
        one = Credential(id=id_, title=id_, pack_id=pack, first_issued=date(2010, 1, 1))
        credentials.add(ws, one, date(2027, 6, 30), {"leads": True}, start=date(2022, 7, 1))
    closed = close(ws).closed
    before = past(ws)
    assert closed
    assert closed.basis
    assert {(one.credential_id, *one.facts) for one in closed.basis.licenses} == {
        ("mine", "advanced"), ("second", "leads"), ("other", "leads")
    }  # fmt: skip
    credentials.set_facts(ws, "other", {"leads": False, "advanced": True})
    credentials.set_facts(ws, "second", {"advanced": False})
    assert past(ws) == before
    rule_texts.save_text(ws, rules("leader", 30, 5), "XX.leader")
    (cycle,) = credentials.cycles(ws, "other")
    credentials.save_cycle(ws, replace(cycle, expiry=date(2028, 6, 30)))
    credentials.delete(ws, "second")
    assert past(ws) == before


DEEDS: dict[str, Callable[[Workspace, int, bool], object]] = {
    "answer": lambda ws, n, yes: credentials.set_facts(ws, "mine", {("advanced", "leads", "new")[n % 3]: yes}),
    "no answer": lambda ws, n, _: credentials.set_facts(ws, "mine", {("advanced", "leads")[n % 2]: None}),
    "other answers": lambda ws, n, yes: credentials.set_facts(ws, "other", {("advanced", "leads")[n % 2]: yes}),
    "overlay": lambda ws, n, _: rule_texts.install(ws, added(hours=n)),
    "another overlay": lambda ws, n, _: rule_texts.install(ws, added("school", n)),
    "no overlay": lambda ws, _n, _: rule_texts.remove_text(ws, "district"),
    "rules": lambda ws, n, _: rule_texts.install(ws, rules(hours=n + 1)),
    "first issued": lambda ws, n, _: credentials.save(
        ws, replace(credentials.get(ws, "mine"), first_issued=date(2000 + n, 1, 1))
    ),
    "other days": lambda ws, n, _: credentials.save_cycle(
        ws, replace(credentials.cycles(ws, "other")[0], expiry=date(2027 + n, 6, 30))
    ),
    "undo": lambda ws, _n, _: history.undo(ws) if "Renew" not in history.undo_label(ws) else None,
}
STEPS = st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 4), st.booleans()), min_size=2, max_size=5)


@settings(max_examples=8, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(STEPS)
@example([("answer", 0, False), ("other answers", 0, True), ("overlay", 3, True), ("rules", 4, True)])
@example([("no overlay", 0, True), ("another overlay", 3, True), ("other days", 3, True), ("first issued", 1, True)])
def test_nothing_that_is_answered_or_added_later_changes_a_closed_cycle(steps: list[tuple[str, int, bool]]) -> None:
    with TemporaryDirectory() as folder:
        ws = begin(workspace.create(Path(folder) / "record.stemtracker", Educator(name="Ana")))
        other = Credential(id="other", title="Other", pack_id="XX.teacher")
        credentials.add(ws, other, date(2027, 6, 30), {"leads": True}, start=date(2022, 7, 1))
        close(ws)
        before = past(ws)
        for deed, number, yes in steps:
            try:
                DEEDS[deed](ws, number, yes)
            except Refused:
                continue
            assert past(ws) == before, deed
        workspace.close(ws)


def test_undo_opens_the_cycle_again_and_redo_closes_it_with_all_of_it(licensed: Workspace) -> None:
    ws = licensed
    texts = rule_texts.texts(ws)
    closed = close(ws)
    before = past(ws)
    history.undo(ws)
    assert (credentials.cycles(ws, "mine")[0].closed, rule_texts.texts(ws)) == (None, texts)
    history.redo(ws)
    assert credentials.cycles(ws, "mine")[1] == closed
    assert past(ws) == before


def kept_by(path: Path) -> list[str]:
    """What stands in the file of closed cycles."""
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT closed FROM cycle WHERE closed IS NOT NULL")]


def test_it_comes_back_from_an_archive(licensed: Workspace, tmp_path: Path) -> None:
    ws = licensed
    credentials.set_facts(ws, "mine", {"list": ("a", "b"), "first": date(2020, 2, 29)})
    close(ws)
    rule_texts.remove_text(ws, "district")
    credentials.set_facts(ws, "mine", {"advanced": False})
    exports.archive(ws, tmp_path / "all.stemarchive")
    made = exports.from_archive(tmp_path / "all.stemarchive", tmp_path / "new.stemtracker")
    assert credentials.cycles(made, "mine") == credentials.cycles(ws, "mine")
    assert kept_by(made.path) == kept_by(ws.path)
    assert past(made) == past(ws)
    assert checking.check(made.path).findings == ()
    workspace.close(made)


def test_a_cycle_closed_in_a_copy_is_merged_with_what_it_was_judged_by(licensed: Workspace, tmp_path: Path) -> None:
    ws = licensed
    workspace.save_copy(ws, tmp_path / "copy.stemtracker")
    copy = workspace.open_record(tmp_path / "copy.stemtracker")
    close(copy)
    before = past(copy)
    workspace.close(copy)
    credentials.set_facts(ws, "mine", {"advanced": False})
    rule_texts.remove_text(ws, "district")
    assert siblings.compare(ws, copy.path).conflicts == ()
    siblings.merge(ws, copy.path, {})
    assert past(ws) == before
    assert renewal.assess(ws, "mine").headline.required == 10
    assert checking.check(ws.path).findings == ()


def test_a_cycle_that_was_closed_without_answers_says_so(licensed: Workspace) -> None:
    ws = licensed
    without_basis(ws, close(ws))
    said = "Shown with the answers of today: those of the day it was renewed were not kept."
    answer = past(ws)
    assert (answer.verdict, answer.verdict_with_overlay, answer.notes[0]) == (Verdict.MET, Verdict.MET, said)
    assert renewal.view(ws, "mine", "mine-1").remarks == (said,)
    credentials.set_facts(ws, "mine", {"advanced": False})
    view = renewal.view(ws, "mine", "mine-1")
    assert view.assessment.headline.required == 10
    assert view.facts == {"advanced": False}
    assert view.remarks == (said, "On the day it was renewed the answer was “Met”.")
    options = papers.TranscriptOptions(cycle_id="mine-1")
    assert said in papers.gather(ws, options).credentials[0].assessment.notes
    assert renewal.view(ws, "mine").remarks == ()


def test_a_text_that_is_nowhere_any_more_is_told(licensed: Workspace) -> None:
    ws = licensed
    cycle = close(ws)
    with ws.record.write("As an early program let one do") as writer:
        writer.connection.exec_driver_sql("DELETE FROM rule_text WHERE pack_id = 'district'")
    rule_texts.save_text(ws, added(hours=1))
    view = renewal.view(ws, "mine", "mine-1")
    assert view.remarks == (
        "Other rules that were in force then are no longer here, so what they asked may be missing.",
    )
    assert view.assessment.verdict_with_overlay == Verdict.MET
    without_basis(ws, cycle, pack_hash="0" * 64)
    assert renewal.view(ws, "mine", "mine-1").remarks[1:] == (
        "Shown by the rules of today: the text that it was renewed by is no longer here.",
    )


def test_what_a_closed_cycle_is_judged_by_is_checked_like_the_rest(licensed: Workspace) -> None:
    ws = licensed
    close(ws)
    workspace.close(ws)
    with closing(sqlite3.connect(ws.path)) as connection:
        connection.execute("UPDATE pen SET entry = 1")
        connection.execute("UPDATE cycle SET closed = json_set(closed, '$.basis.licenses[0].facts.advanced', 5)")
        connection.execute("UPDATE pen SET entry = NULL")
        connection.commit()
    assert [(finding.kind, finding.where) for finding in checking.check(ws.path).findings] == [("value", "cycle")]
