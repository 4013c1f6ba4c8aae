"""The tables of networks, mentoring, leadership, goals and preparation, as SQLAlchemy Core sees them.

Each holds one class of `domain`, a column for each field, and since when a row lies in the bin.
Neighbors: `tables` has the others and what refers to what, `keeping` reads and writes these.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from stemtracker.db.columns import refers, row_id, table, text
from stemtracker.db.types import Day, Exact, Flag, Listed, Moment, Word
from stemtracker.domain.goal import Goal, GoalStep, Stage
from stemtracker.domain.leadership import Contribution, Effect, EffectStep, LeadershipRole, PayPeriod
from stemtracker.domain.mentoring import PairGoal, Pairing, Side
from stemtracker.domain.network import Contact, Direction, DuesPeriod, Duty, Exchange, HeldRole, Level, Membership
from stemtracker.domain.preparation import HoursAsked, Preparation

membership = table(
    "membership",
    row_id(),
    text("title"),
    text("kind"),
    Column("level", Word(Level), nullable=False),
    text("discipline"),
    text("member_number"),
    Column("joined", Day),
    Column("left", Day),
    Column("roles", Listed(HeldRole), nullable=False),
    Column("duties", Listed(Duty), nullable=False),
    Column("dues", Exact),
    Column("dues_period", Word(DuesPeriod), nullable=False),
    text("paid_by"),
    text("asked"),
    text("gave"),
    text("led_to"),
    text("private_notes"),
    Column("deleted_at", Moment),
)

contact = table(
    "contact",
    row_id(),
    text("name"),
    text("organization"),
    text("position"),
    text("email"),
    text("phone"),
    Column("groups", Listed(str), nullable=False),
    text("teaches"),
    text("how_met"),
    Column("met_on", Day),
    refers("membership_id", "membership.id", nullable=True),
    text("next_step"),
    Column("next_on", Day),
    text("notes"),
    Column("deleted_at", Moment),
)

exchange = table(
    "exchange",
    row_id(),
    text("title"),
    Column("on", Day, nullable=False),
    Column("direction", Word(Direction), nullable=False),
    refers("contact_id", "contact.id", nullable=True),
    refers("membership_id", "membership.id", nullable=True),
    text("came_of"),
    Column("deleted_at", Moment),
)

pairing = table(
    "pairing",
    row_id(),
    text("title"),
    Column("side", Word(Side), nullable=False),
    text("program"),
    Column("start", Day),
    Column("end", Day),
    text("confirmed_by"),
    refers("contact_id", "contact.id", nullable=True),
    refers("membership_id", "membership.id", nullable=True),
    Column("goals", Listed(PairGoal), nullable=False),
    text("shared_notes"),
    text("private_notes"),
    Column("deleted_at", Moment),
)

leadership_role = table(
    "leadership_role",
    row_id(),
    text("title"),
    text("kind"),
    Column("level", Word(Level), nullable=False),
    text("organization"),
    Column("start", Day),
    Column("end", Day),
    Column("formal", Flag),
    Column("release_percent", Exact),
    Column("pay", Exact),
    Column("pay_period", Word(PayPeriod), nullable=False),
    text("paid_by"),
    text("selected_by"),
    Column("teachers_supported", Integer),
    Column("students_reached", Integer),
    text("duties"),
    text("led_by"),
    refers("membership_id", "membership.id", nullable=True),
    text("private_notes"),
    Column("deleted_at", Moment),
)

contribution = table(
    "contribution",
    row_id(),
    text("title"),
    text("kind"),
    Column("on", Day, nullable=False),
    Column("level", Word(Level), nullable=False),
    text("place"),
    Column("teachers_reached", Integer),
    Column("students_reached", Integer),
    text("description"),
    text("link"),
    refers("activity_id", "activity.id", nullable=True),
    refers("role_id", "leadership_role.id", nullable=True),
    refers("membership_id", "membership.id", nullable=True),
    Column("evidence_ids", Listed(str), nullable=False),
    text("private_notes"),
    Column("deleted_at", Moment),
)

effect = table(
    "effect",
    row_id(),
    text("title"),
    Column("on", Day, nullable=False),
    Column("step", Word(EffectStep), nullable=False),
    Column("level", Integer),
    Column("people", Integer),
    text("description"),
    refers("activity_id", "activity.id", nullable=True),
    refers("contribution_id", "contribution.id", nullable=True),
    refers("role_id", "leadership_role.id", nullable=True),
    Column("evidence_ids", Listed(str), nullable=False),
    text("private_notes"),
    Column("deleted_at", Moment),
)

goal = table(
    "goal",
    row_id(),
    text("title"),
    text("why"),
    Column("stage", Word(Stage), nullable=False),
    text("standard"),
    Column("start", Day),
    Column("due", Day),
    Column("reached_on", Day),
    Column("review_on", Day),
    Column("steps", Listed(GoalStep), nullable=False),
    Column("activity_ids", Listed(str), nullable=False),
    text("private_notes"),
    Column("deleted_at", Moment),
)

preparation = table(
    "preparation",
    row_id(),
    text("title"),
    text("institution"),
    text("sought"),
    text("supervisor"),
    Column("start", Day),
    Column("end", Day),
    Column("asked", Listed(HoursAsked), nullable=False),
    refers("credential_id", "credential.id", nullable=True),
    text("private_notes"),
    Column("deleted_at", Moment),
)

#: The table of each class.
KEPT: dict[type, Table] = {
    Membership: membership,
    Contact: contact,
    Exchange: exchange,
    Pairing: pairing,
    LeadershipRole: leadership_role,
    Contribution: contribution,
    Effect: effect,
    Goal: goal,
    Preparation: preparation,
}
