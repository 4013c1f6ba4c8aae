"""From logged hours to a verdict: standings, pins, facts, the Renewed step, next steps and pace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from stemtracker.domain.activity import Activity, Status, Step, TopicShare
from stemtracker.domain.assessment import Verdict
from stemtracker.domain.credential import Credential, FactValue
from stemtracker.domain.educator import Educator
from stemtracker.domain.hours import Measure
from stemtracker.errors import Refused
from stemtracker.services import activities, credentials, evidence, history, outlook, renewal, workspace
from stemtracker.services.workspace import Workspace

TEN_HOURS: dict[str, FactValue] = {"total": Fraction(10)}


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    made = workspace.create(tmp_path / "mine.stemtracker", Educator(name="Rosa Lindqvist"))
    yield made
    workspace.close(made)


def _license(ws: Workspace, expiry: date = date(2027, 6, 30), pack: str = "generic", **facts: FactValue) -> str:
    one = Credential(id=activities.new_id(), title="Teaching license", pack_id=pack)
    id_, _ = credentials.add(ws, one, expiry, facts or (TEN_HOURS if pack == "generic" else {}))
    return id_


def _workshop(ws: Workspace, hours: int, on: date = date(2026, 3, 4), **more: object) -> Activity:
    fields: dict[str, object] = {
        "id": activities.new_id(),
        "title": f"Lab safety, {hours} h",
        "start": on,
        "end": on,
        "kind": "workshop",
        "measure": Measure.minutes(60 * hours),
        "approved": True,
    }
    made = Activity(**(fields | more))  # type: ignore[arg-type]
    activities.save(ws, made)
    return made


def test_ten_hours_asked_and_ten_attended_is_met(ws: Workspace) -> None:
    id_ = _license(ws)
    _workshop(ws, 6)
    assert renewal.assess(ws, id_).verdict == Verdict.NOT_MET
    _workshop(ws, 4)
    answer = renewal.assess(ws, id_)
    assert answer.verdict == Verdict.MET
    assert answer.headline.counted == 10
    assert sum(line.counted_at(answer.headline.id) for line in answer.lines) == 10


def test_two_licenses_that_ask_the_same_on_the_same_days_each_have_an_answer(ws: Workspace) -> None:
    for id_ in ("one", "other"):
        own = Credential(id=id_, title=f"License {id_}", pack_id="generic")
        credentials.add(ws, own, date(2027, 6, 30), {"total": Fraction(5)})
    assert [renewal.assess(ws, id_).credential for id_ in ("one", "other")] == ["License one", "License other"]


def test_an_answer_is_kept_until_the_record_changes(ws: Workspace) -> None:
    id_ = _license(ws)
    first = renewal.assess(ws, id_)
    assert renewal.assess(ws, id_) is first
    _workshop(ws, 1)
    assert renewal.assess(ws, id_).headline.counted == 1
    history.undo(ws)
    assert renewal.assess(ws, id_) == first


def test_standings_say_it_in_words_nearest_expiry_first(ws: Workspace) -> None:
    later = _license(ws, date(2029, 6, 30))
    sooner = _license(ws, date(2026, 12, 2))
    _workshop(ws, 4)
    found = renewal.standings(ws)
    assert [s.credential.id for s in found] == [sooner, later]
    assert found[0].days_left == 10
    assert "6 hours to go" in found[0].sentence
    assert "10 days left." in found[0].sentence


def test_a_line_pinned_away_does_not_count_and_says_so(ws: Workspace) -> None:
    id_ = _license(ws)
    one = _workshop(ws, 6)
    credentials.pin(ws, one.id, id_, "")
    answer = renewal.assess(ws, id_)
    assert answer.headline.counted == 0
    line = next(line for line in answer.lines if line.id == one.id)
    assert line.reasons
    credentials.pin(ws, one.id, id_, None)
    assert renewal.assess(ws, id_).headline.counted == 6


def test_a_missing_fact_is_asked_and_decides(ws: Workspace) -> None:
    id_ = _license(ws, pack="US-TX.teacher")
    view = renewal.view(ws, id_)
    assert {"teaches_dyslexia", "administrator_too"} <= {q.name for q in view.questions}
    _workshop(ws, 160, topics=tuple(TopicShare(t) for t in ("disabilities", "data_use")))
    answer = renewal.assess(ws, id_)
    assert answer.verdict == Verdict.UNKNOWN
    assert "teaches_dyslexia" in {q.key for q in answer.decides if q.kind == "fact"}
    credentials.set_facts(ws, id_, {"teaches_dyslexia": False, "administrator_too": False})
    assert renewal.assess(ws, id_).verdict == Verdict.MET


def test_renewed_closes_the_cycle_opens_the_next_and_is_undone_as_one(ws: Workspace) -> None:
    id_ = _license(ws, date(2026, 12, 31))
    _workshop(ws, 12)
    cycle = renewal.current_cycle(ws, id_)
    proposed = renewal.proposed_expiry(ws, cycle, date(2026, 11, 1), None)
    changes = renewal.renewed(ws, cycle.id, date(2026, 11, 1), date(2026, 11, 12), proposed)
    assert changes.touches("cycle")
    now, past = credentials.cycles(ws, id_)
    assert (past.filed_on, past.approved_on) == (date(2026, 11, 1), date(2026, 11, 12))
    assert past.closed is not None
    assert past.closed.verdict == "met"
    assert sum(amount for _, _, amount in past.closed.consumed) >= 10
    assert (now.start, now.expiry) == (date(2027, 1, 1), proposed)
    assert renewal.assess(ws, id_).headline.counted == 0
    assert renewal.assess(ws, id_, past.id).headline.counted == 12
    history.undo(ws)
    assert [c.closed for c in credentials.cycles(ws, id_)] == [None]


def test_a_three_year_license_is_proposed_three_years_again(ws: Workspace) -> None:
    id_ = _license(ws, date(2026, 12, 31), total=Fraction(10), cycle_years=Fraction(3))
    cycle = renewal.current_cycle(ws, id_)
    assert cycle.start == date(2024, 1, 1)
    assert renewal.proposed_expiry(ws, cycle, date(2026, 11, 1), None) == date(2029, 12, 31)


@pytest.mark.parametrize(
    ("filed", "approved", "expiry", "field"),
    [
        (date(2026, 11, 1), None, date(2026, 12, 31), "new_expiry"),
        (date(2026, 11, 1), date(2026, 10, 1), date(2031, 12, 31), "approved_on"),
    ],
)
def test_dates_that_can_not_be_are_refused_by_name(
    ws: Workspace, filed: date, approved: date | None, expiry: date, field: str
) -> None:
    cycle = renewal.current_cycle(ws, _license(ws, date(2026, 12, 31)))
    with pytest.raises(Refused) as refused:
        renewal.renewed(ws, cycle.id, filed, approved, expiry)
    assert [p.field for p in refused.value.problems] == [field]


def test_a_closed_cycle_can_not_be_closed_again(ws: Workspace) -> None:
    cycle = renewal.current_cycle(ws, _license(ws, date(2026, 12, 31)))
    renewal.renewed(ws, cycle.id, date(2026, 11, 1), None, date(2031, 12, 31))
    with pytest.raises(Refused, match="closed already"):
        renewal.renewed(ws, cycle.id, date(2026, 11, 1), None, date(2036, 12, 31))


def test_next_steps_are_sorted_by_deadline(ws: Workspace) -> None:
    today = date(2026, 11, 22)
    _license(ws, date(2027, 1, 31))
    late = Step(Status.CLAIMED, due=today - timedelta(days=3))
    soon = Step(Status.CLAIMED, due=today + timedelta(days=5))
    _workshop(ws, 2, title="Evaluate me", steps=(soon,))
    _workshop(ws, 2, title="Too late", steps=(late,))
    _workshop(ws, 2, on=today - timedelta(days=8), title="Was planned", status=Status.PLANNED)
    steps = outlook.next_steps(ws)
    dated = [s for s in steps if s.on]
    assert dated == sorted(dated, key=lambda s: s.on or today)
    assert [s.detail for s in dated[:3]] == ["Was planned", "Too late", "Evaluate me"]
    assert [s.severity for s in dated[:3]] == ["late", "late", "soon"]
    assert steps[-1].title == "Add evidence to 2 activities"


def test_evidence_attached_takes_the_step_away(ws: Workspace) -> None:
    _license(ws)
    one = _workshop(ws, 2)
    assert any("evidence" in s.title for s in outlook.next_steps(ws))
    evidence.attach_bytes(ws, one.id, "note.txt", b"I was there", "note")
    assert not any("evidence" in s.title for s in outlook.next_steps(ws))


def test_pace_adds_up_to_what_counts(ws: Workspace) -> None:
    id_ = _license(ws)
    for day in (date(2024, 3, 1), date(2025, 3, 1), date(2025, 3, 1)):
        _workshop(ws, 2, on=day)
    pace = outlook.pace(ws, id_)
    answer = renewal.assess(ws, id_)
    assert pace.counted == answer.headline.counted == 6
    assert [day for day, _ in pace.points] == [pace.cycle.start, date(2024, 3, 1), date(2025, 3, 1)]
    assert [total for _, total in pace.points] == [0, 2, 6]


def test_a_credential_without_a_cycle_says_what_to_do(ws: Workspace) -> None:
    id_ = _license(ws)
    credentials.delete_cycle(ws, renewal.current_cycle(ws, id_))
    assert renewal.standings(ws) == ()
    with pytest.raises(Refused, match="expiry date"):
        renewal.view(ws, id_)


@pytest.mark.parametrize(
    ("both", "expected"),
    [
        (None, {Verdict.MET, Verdict.UNKNOWN}),
        (True, {Verdict.MET}),
        (False, {Verdict.MET, Verdict.NOT_MET}),
    ],
)
def test_two_licenses_under_the_same_rules(ws: Workspace, both: bool | None, expected: set[Verdict]) -> None:
    facts: dict[str, FactValue] = (
        {"total": Fraction(10)} if both is None else {"total": Fraction(10), "hours_serve_both": both}
    )
    made = [
        credentials.add(
            ws, Credential(id=id_, title=id_, pack_id="generic", authority="Kansas"), date(2027, 6, 30), facts
        )[0]
        for id_ in ("teaching", "leading")
    ]
    _workshop(ws, 12)
    answers = {id_: renewal.assess(ws, id_) for id_ in made}
    assert {answer.verdict for answer in answers.values()} == expected
    assert {answer.credential for answer in answers.values()} == set(made)
    assert [q.name for q in renewal.view(ws, "teaching").questions if q.name == "hours_serve_both"] != []
    if both is None:
        open_ = next(answer for answer in answers.values() if answer.verdict == Verdict.UNKNOWN)
        assert [q.key for q in open_.decides] == ["hours_serve_both"]
    closing = next(id_ for id_, answer in answers.items() if answer.verdict == Verdict.MET)
    renewal.renewed(ws, renewal.current_cycle(ws, closing).id, date(2026, 11, 20), None, date(2032, 6, 30))
    other = next(id_ for id_ in made if id_ != closing)
    assert renewal.assess(ws, other).verdict in expected
    if both is False:
        assert renewal.assess(ws, other).headline.counted == 2


def test_a_single_license_is_not_asked_about_two(ws: Workspace) -> None:
    id_ = _license(ws)
    assert all(q.name != "hours_serve_both" for q in renewal.view(ws, id_).questions)
    _license(ws)
    assert all(q.name != "hours_serve_both" for q in renewal.view(ws, id_).questions)


def test_credentials_of_one_authority_are_seen_together(ws: Workspace) -> None:
    teacher = _license(ws, pack="US-TX.teacher", administrator_too=True, class_is_newer=False, teaches_dyslexia=False)
    admin = _license(ws, pack="US-TX.administrator", class_is_newer=False)
    assert renewal.assess(ws, teacher).headline.required == 200
    assert renewal.assess(ws, admin).headline.required == 200
