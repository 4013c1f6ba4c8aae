"""One of each noun of networks, mentoring, leadership, goals and preparation, with every field filled.

Neighbors: the tests of what is kept, carried in an archive and merged take them from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

from stemtracker.domain.goal import Goal, GoalStep, Stage
from stemtracker.domain.leadership import Contribution, Effect, EffectStep, LeadershipRole, PayPeriod
from stemtracker.domain.mentoring import PairGoal, Pairing, Side
from stemtracker.domain.network import Contact, Direction, DuesPeriod, Duty, Exchange, HeldRole, Level, Membership
from stemtracker.domain.preparation import HoursAsked, Preparation

BEGUN, DUE, DONE = date(2024, 2, 29), date(2026, 5, 1), date(2026, 4, 30)
#: The classes, each after those that it refers to.
KINDS = (Membership, Contact, Exchange, Pairing, LeadershipRole, Contribution, Effect, Goal, Preparation)
#: What is not filled, since something else is: an effect is of one thing.
OPEN = {(Effect, "contribution_id"), (Effect, "role_id")}

MEMBERSHIP = Membership(
    id="nsta",
    title="全国科学教師協会 “NSTA”",
    kind="association",
    level=Level.NATIONAL,
    discipline="Physik",
    member_number="№ 77-Ж",
    joined=BEGUN,
    left=DUE,
    roles=(HeldRole("Секретарь", BEGUN, DUE), HeldRole("Member")),
    duties=(Duty("Eine Sitzung leiten", DUE, DONE), Duty("Report")),
    dues=Decimal("85.50"),
    dues_period=DuesPeriod.MONTH,
    paid_by="Bayou ISD",
    asked="two sessions",
    gave="a mentor",
    led_to="the board",
    private_notes="between us: секрет",
)
CONTACT = Contact(
    id="amal",
    name="أمل حداد",
    organization="Universität Zürich",
    position="Professorin",
    email="amal@example.org",
    phone="+41 44 000",
    groups=("同級生", "mentors"),
    teaches="physics 9–12",
    how_met="at the observatory",
    met_on=BEGUN,
    membership_id="nsta",
    next_step="write about the lab",
    next_on=DUE,
    notes="likes μ-mesons",
)
EXCHANGE = Exchange(
    id="advice",
    title="Как начать кружок",
    on=BEGUN,
    direction=Direction.GAVE,
    contact_id="amal",
    membership_id="nsta",
    came_of="a robotics club",
)
PAIRING = Pairing(
    id="pair",
    title="José Ñandú",
    side=Side.MENTEE,
    program="Induction",
    start=BEGUN,
    end=DUE,
    confirmed_by="Principal Ødegård",
    contact_id="amal",
    membership_id="nsta",
    goals=(PairGoal("問いを増やす", DUE, DONE), PairGoal("Wait time")),
    shared_notes="both know",
    private_notes="nobody else knows",
)
ROLE = LeadershipRole(
    id="chair",
    title="Leiterin “Fachschaft”",
    kind="department_chair",
    level=Level.SCHOOL,
    organization="湾高校",
    start=BEGUN,
    end=DUE,
    formal=True,
    release_percent=Decimal("20.5"),
    pay=Decimal("1500.00"),
    pay_period=PayPeriod.ONCE,
    paid_by="District",
    selected_by="Колледж",
    teachers_supported=7,
    students_reached=140,
    duties="plans, budgets",
    led_by="the network",
    membership_id="nsta",
    private_notes="too much work",
)
CONTRIBUTION = Contribution(
    id="talk",
    title="Licht & Schatten 光と影",
    kind="talk",
    on=DONE,
    level=Level.STATE,
    place="CAST, Хьюстон",
    teachers_reached=35,
    students_reached=0,
    description="with a demonstration",
    link="https://example.org/talk",
    role_id="chair",
    membership_id="nsta",
    private_notes="slides were late",
)
EFFECT = Effect(
    id="used",
    title="彼らが使った",
    on=DUE,
    step=EffectStep.USED,
    level=4,
    people=12,
    description="twelve labs changed",
    private_notes="one did not",
)
GOAL = Goal(
    id="goal",
    title="Больше опытов",
    why="they ask for it",
    stage=Stage.NEXT,
    standard="NGSS “Practices”",
    start=BEGUN,
    due=DUE,
    reached_on=DONE,
    review_on=DUE,
    steps=(GoalStep("本を読む", DUE, DONE), GoalStep("Try it")),
    private_notes="afraid of it",
)
PREPARATION = Preparation(
    id="residency",
    title="Résidence d’enseignement",
    institution="Université de Houston",
    sought="Physics 8–12",
    supervisor="Dr. Ngũgĩ",
    start=BEGUN,
    end=DUE,
    asked=(HoursAsked("観察", 1800, ("observation",)), HoursAsked("Teaching", 6000)),
    private_notes="the second try",
)


def people() -> tuple[Any, ...]:
    """What needs no activity: a membership, a contact in it, advice that the contact gave, a pair with the contact."""
    return MEMBERSHIP, CONTACT, EXCHANGE, PAIRING


def work(activity: str | None, credential: str | None, evidence: Sequence[str] = ()) -> tuple[Any, ...]:
    """What comes of `people`: a role, a contribution, the effect of an activity, a goal, a preparation."""
    proof = {"activity_id": activity, "evidence_ids": tuple(evidence)}
    return (
        ROLE,
        replace(CONTRIBUTION, **proof),
        replace(EFFECT, **proof),
        replace(GOAL, activity_ids=(activity,) if activity else ()),
        replace(PREPARATION, credential_id=credential),
    )


def left_open(one: Any) -> set[str]:
    """The fields that say nothing yet."""
    return {
        field.name
        for field in fields(one)
        if getattr(one, field.name) in (None, "", ()) and (type(one), field.name) not in OPEN
    }
