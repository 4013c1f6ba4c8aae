"""What a record says of growth, in small cases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from stemtracker.domain import growth
from stemtracker.domain.activity import Activity, Status
from stemtracker.domain.credential import Credential
from stemtracker.domain.growth import Sustained
from stemtracker.domain.hours import Measure
from stemtracker.domain.leadership import Effect, EffectStep, LeadershipRole
from stemtracker.domain.network import Level, Membership

TODAY = date(2026, 11, 22)


def activity(id_: str, minutes: int = 60, on: date = date(2026, 3, 1), **said: object) -> Activity:
    return Activity(
        **{"id": id_, "title": id_, "start": on, "end": on, "kind": "workshop", "measure": Measure.minutes(minutes)}  # type: ignore[arg-type]
        | said
    )


def effect(id_: str, level: int | None = None, **said: object) -> Effect:
    return Effect(**{"id": id_, "title": id_, "on": date(2026, 4, 1), "level": level} | said)  # type: ignore[arg-type]


def test_the_career_line_runs_from_the_first_day_to_today() -> None:
    roles = [
        LeadershipRole(id="b", title="Mentor", start=date(2020, 8, 1), end=date(2022, 6, 1)),
        LeadershipRole(id="a", title="Chair", start=date(2018, 8, 1)),
        LeadershipRole(id="c", title="Advisor, some time ago"),
    ]
    licenses = [Credential(id="x", title="License", pack_id="generic", first_issued=date(2012, 2, 29))]
    line = growth.career_line(roles, licenses, TODAY)
    assert line is not None
    assert (line.first, line.last) == (date(2012, 2, 29), TODAY)
    assert [bar.title for bar in line.bars] == ["Chair", "Mentor"]
    assert [flag.title for flag in line.flags] == ["License"]
    assert line.undated == ("Advisor, some time ago",)


def test_without_any_date_there_is_no_career_line() -> None:
    assert growth.career_line([LeadershipRole(id="a", title="Chair")], [], TODAY) is None


def test_rings_go_from_the_school_outward_and_count_meetings_that_took_place() -> None:
    networks = [
        Membership(id="n", title="NSTA", level=Level.NATIONAL),
        Membership(id="s", title="Our PLC", level=Level.SCHOOL, left=date(2025, 6, 1)),
        Membership(id="u", title="Somewhere"),
    ]
    done = [
        activity("1", 90, membership_id="n"),
        activity("2", 30, membership_id="s"),
        activity("3", 60, membership_id="n", status=Status.PLANNED),
        activity("4", membership_id="n", measure=Measure("ceu", Decimal(1))),
    ]
    spokes = growth.network_rings(networks, done, TODAY)
    assert [(s.title, s.minutes, s.meetings, s.current) for s in spokes] == [
        ("Our PLC", 30, 1, False),
        ("NSTA", 90, 2, True),
        ("Somewhere", 0, 0, True),
    ]


def test_the_ladder_counts_each_subject_once_at_its_highest_level() -> None:
    effects = [
        effect("1", 2, activity_id="a"),
        effect("2", 4, activity_id="a"),
        effect("3", 4, contribution_id="c"),
        effect("4", None, role_id="r"),
    ]
    assert growth.effect_ladder(effects) == {1: 0, 2: 0, 3: 0, 4: 2, 5: 0}


def test_hours_by_kind_and_year_leave_out_what_is_no_time_and_what_is_planned() -> None:
    done = [
        activity("1", 60, date(2025, 12, 31)),
        activity("2", 90, date(2026, 1, 1)),
        activity("3", 600, kind="course"),
        activity("4", measure=Measure("ceu", Decimal(2)), kind="talk"),
        activity("5", 60, status=Status.PLANNED),
    ]
    assert growth.minutes_by_kind_and_year(done) == {"course": {2026: 600}, "workshop": {2025: 60, 2026: 90}}


def test_sustained_learning_is_job_embedded_mentoring_or_a_series_of_a_month() -> None:
    done = [
        activity("one-off", 60),
        activity("short series 1", 60, date(2026, 3, 1), series_id="short"),
        activity("short series 2", 60, date(2026, 3, 30), series_id="short"),
        activity("long series 1", 60, date(2026, 3, 1), series_id="long"),
        activity("long series 2", 60, date(2026, 3, 31), series_id="long"),
        activity("in class", 60, format="job_embedded"),
        activity("with my mentor", 60, pairing_id="p"),
    ]
    assert growth.sustained(done) == Sustained(240, 420)
    assert growth.sustained(done).percent == 57
    assert growth.sustained([]).percent is None


def test_a_ripple_goes_from_what_was_learned_to_who_used_it() -> None:
    done = [activity("learned"), activity("nothing came of it")]
    effects = [
        effect("late", step=EffectStep.USED, activity_id="learned", people=6, on=date(2026, 9, 1)),
        effect("tried", step=EffectStep.TRIED, activity_id="learned", people=28),
        effect("shared", step=EffectStep.SHARED, activity_id="learned", people=12),
        effect("early", step=EffectStep.USED, activity_id="learned", on=date(2026, 5, 1)),
        effect("apart", activity_id="learned", level=1),
    ]
    (one,) = growth.ripples(done, effects)
    assert one.activity.id == "learned"
    assert [e.id for e in one.steps[EffectStep.USED]] == ["early", "late"]
    assert one.reach == 18


@given(st.lists(st.tuples(st.integers(0, 5000), st.booleans(), st.sampled_from(["", "job_embedded"]))))
def test_the_sustained_part_is_never_more_than_the_whole(said: list[tuple[int, bool, str]]) -> None:
    done = [activity(str(n), m, series_id="s" if s else None, format=f) for n, (m, s, f) in enumerate(said)]
    found = growth.sustained(done)
    assert 0 <= found.sustained <= found.whole == sum(m for m, _, _ in said)
    assert found.percent is None or 0 <= found.percent <= 100
