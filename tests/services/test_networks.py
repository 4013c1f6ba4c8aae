"""What networks, mentoring pairs and leadership amount to in a real record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from stemtracker.domain.activity import Activity, Status
from stemtracker.domain.credential import Credential
from stemtracker.domain.goal import Goal, Stage
from stemtracker.domain.hours import Measure
from stemtracker.domain.leadership import Contribution, Effect, EffectStep, LeadershipRole
from stemtracker.domain.mentoring import PairGoal, Pairing, Side
from stemtracker.domain.network import Contact, Direction, Exchange, HeldRole, Membership
from stemtracker.errors import Refused
from stemtracker.services import activities, credentials, history, keeping, leadership, mentoring, networks
from stemtracker.services.workspace import Workspace


@pytest.fixture
def licensed(ws: Workspace) -> Workspace:
    """A record with a license that counts every hour."""
    own = Credential(id="own", title="My license", pack_id="generic")
    credentials.add(ws, own, date(2026, 12, 31), {"total": Fraction(100)})
    return ws


def test_meetings_of_a_network_count_toward_the_license(
    licensed: Workspace, an_activity: Callable[..., Activity]
) -> None:
    keeping.save(licensed, Membership(id="nsta", title="NSTA"))
    for id_, said in {
        "one": {"membership_id": "nsta", "measure": Measure.minutes(90)},
        "two": {"membership_id": "nsta", "measure": Measure.minutes(60), "start": date(2026, 5, 1)},
        "soon": {"membership_id": "nsta", "start": date(2026, 12, 1), "status": Status.PLANNED},
        "other": {},
    }.items():
        activities.save(licensed, an_activity(id_, **said))
    (one,) = networks.view(licensed).networks
    assert [a.id for a in one.activities] == ["soon", "two", "one"]
    assert (one.minutes, one.by_year) == (150, {2026: 150})
    assert [e.text for e in one.earned] == ["2.5 hours toward My license"]


def test_activities_that_only_name_a_network_are_offered_and_linked(
    ws: Workspace, an_activity: Callable[..., Activity]
) -> None:
    activities.save(ws, an_activity("a", network=" nsta "))
    activities.save(ws, an_activity("b", network="PLC"))
    keeping.save(ws, Membership(id="m", title="NSTA"))
    (one,) = networks.view(ws).networks
    assert one.unlinked == ("a",)
    networks.link(ws, "m", one.unlinked)
    (one,) = networks.view(ws).networks
    assert ([a.network for a in one.activities], one.unlinked) == (["NSTA"], ())
    history.undo(ws)
    assert networks.view(ws).networks[0].unlinked == ("a",)
    with pytest.raises(Refused, match="at least one"):
        networks.link(ws, "m", [])


def test_the_four_aims_are_read_from_the_record(licensed: Workspace, an_activity: Callable[..., Activity]) -> None:
    assert [aim.seen for aim in networks.view(licensed).aims] == [False] * 4
    keeping.save(licensed, Membership(id="m", title="NSTA", roles=(HeldRole("Secretary"),)))
    keeping.save(licensed, Contact(id="c", name="Somebody", met_on=date(2026, 3, 1)))
    keeping.save(licensed, Exchange(id="x", title="Lab safety", on=date(2026, 3, 2), direction=Direction.GAVE))
    keeping.save(licensed, Exchange(id="long ago", title="Budget", on=date(2019, 3, 2)))
    activities.save(licensed, an_activity("a", membership_id="m", measure=Measure.minutes(120)))
    tried = Effect(id="e", title="New routine", on=date(2026, 3, 9), step=EffectStep.TRIED, activity_id="a", level=5)
    keeping.save(licensed, tried)
    role = LeadershipRole(id="r", title="Regional lead", membership_id="m", pay=Decimal(500))
    keeping.save(licensed, role)
    keeping.save(licensed, Contribution(id="t", title="Talk", kind="talk", on=date(2026, 4, 1), membership_id="m"))
    said = networks.view(licensed).aims
    assert [aim.seen for aim in said] == [True] * 4
    assert [aim.sentence for aim in said] == [
        "In the last twelve months: 1 meeting, 1 exchange of advice, 1 new contact.",
        "1 thing from its meetings tried in class, 0 shared with others or used by them, 1 with an effect on students.",
        "2 hours toward My license; 1 paid role through a network.",
        "1 role within networks, 1 leadership role that a network led to, 1 contribution through one.",
    ]
    assert networks.view(licensed).networks[0].led_to == ("Regional lead", "Talk")


def test_networks_one_has_left_come_last(ws: Workspace) -> None:
    keeping.save(ws, Membership(id="a", title="A", left=date(2020, 1, 1)))
    keeping.save(ws, Membership(id="b", title="B"))
    assert [one.membership.title for one in networks.view(ws).networks] == ["B", "A"]


def test_a_pair_has_its_meetings_and_goals(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    goals = (PairGoal("Plan a unit", None, date(2026, 4, 1)), PairGoal("Visit each other"))
    keeping.save(ws, Pairing(id="p", title="佐藤 花子", side=Side.MENTOR, goals=goals))
    keeping.save(ws, Pairing(id="old", title="B", end=date(2020, 6, 1)))
    activities.save(ws, an_activity("a", pairing_id="p", kind="mentoring", role="mentor"))
    activities.save(ws, an_activity("b", pairing_id="p", start=date(2026, 12, 24), status=Status.PLANNED))
    first, second = mentoring.pairs(ws)
    assert ([a.id for a in first.meetings], first.minutes, first.reached) == (["b", "a"], 60, 1)
    assert first.last == date(2026, 3, 1)
    assert (second.current, second.last) == (False, None)


def test_leadership_at_one_moment(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    activities.save(ws, an_activity("a"))
    keeping.save(ws, LeadershipRole(id="r", title="Mentor", start=date(2019, 8, 1), end=date(2021, 6, 1)))
    keeping.save(ws, LeadershipRole(id="q", title="Chair", start=date(2022, 8, 1)))
    talk = Contribution(id="c", title="Talk", kind="talk", on=date(2026, 4, 1), teachers_reached=40)
    keeping.save(ws, talk)
    keeping.save(ws, replace(talk, id="d", title="Again", on=date(2026, 5, 1), students_reached=25))
    keeping.save(ws, Effect(id="1", title="They use it", on=date(2026, 6, 1), level=4, contribution_id="c"))
    keeping.save(ws, Effect(id="2", title="Tried", on=date(2026, 6, 2), step=EffectStep.TRIED, activity_id="a"))
    keeping.save(ws, Goal(id="g", title="Later", stage=Stage.LATER))
    keeping.save(ws, Goal(id="h", title="Now", due=date(2027, 1, 1)))
    keeping.save(ws, Goal(id="i", title="Done", reached_on=date(2026, 1, 1)))
    found = leadership.view(ws)
    assert [role.title for role in found.roles] == ["Chair", "Mentor"]
    assert [one.title for one in found.contributions] == ["Again", "Talk"]
    assert (found.teachers, found.students, found.ladder[4]) == (80, 25, 1)
    assert [goal.title for goal in found.goals] == ["Now", "Later", "Done"]
    assert [ripple.activity.id for ripple in found.ripples] == ["a"]
    assert found.career is not None
    assert len(found.career.bars) == 2


def test_effects_of_what_lies_in_the_bin_are_hidden_with_it(ws: Workspace) -> None:
    keeping.save(ws, Contribution(id="c", title="Talk", kind="talk", on=date(2026, 4, 1)))
    keeping.save(ws, Effect(id="1", title="They use it", on=date(2026, 6, 1), level=4, contribution_id="c"))
    keeping.delete(ws, Contribution, "c")
    assert leadership.view(ws).effects == ()
    assert leadership.view(ws).ladder[4] == 0
    keeping.restore(ws, Contribution, ["c"])
    assert leadership.view(ws).ladder[4] == 1
