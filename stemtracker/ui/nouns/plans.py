"""What the form of each class asks, in the words of the screen. Data only; `card` lays it out."""

from __future__ import annotations

from stemtracker.domain.goal import Goal, GoalStep, Stage
from stemtracker.domain.leadership import LEVELS, Contribution, Effect, EffectStep, LeadershipRole, PayPeriod
from stemtracker.domain.mentoring import PairGoal, Pairing, Side
from stemtracker.domain.network import Contact, Direction, DuesPeriod, Duty, Exchange, HeldRole, Level, Membership
from stemtracker.ui.nouns.card import Plan
from stemtracker.ui.nouns.fields import Ask
from stemtracker.ui.widgets.rows_edit import Column

PRIVATE = "Never leaves the record but in the archive."
_LEVELS = (
    (Level.UNKNOWN.value, "Not said"),
    (Level.SCHOOL.value, "School"),
    (Level.DISTRICT.value, "District"),
    (Level.STATE.value, "State"),
    (Level.NATIONAL.value, "National"),
)
_PERIODS = (("year", "a year"), ("month", "a month"), ("once", "once"))
_LEVEL = Ask(name="level", label="Level", sort="choice", choices=_LEVELS, make=Level)
_MEMBERSHIP = Ask(name="membership_id", label="Network", sort="refer", of="membership")
_EVIDENCE = Ask(name="evidence_ids", label="Evidence", sort="evidence", of="evidence")
_NOTES = Ask(name="private_notes", label="Private notes", sort="text", hint=PRIVATE)

MEMBERSHIP = Plan(
    kind=Membership,
    thing="membership",
    rows=(
        (Ask(name="title", label="Network", hint="As it calls itself, with the letters it is known by."),),
        (Ask(name="kind", label="Kind", sort="term", of="network"), _LEVEL),
        (Ask(name="joined", label="Joined", sort="day"), Ask(name="left", label="Left", sort="day")),
        (Ask(name="asked", label="What it asks of you", sort="text"),),
        (Ask(name="gave", label="What it gave you", sort="text"),),
        (Ask(name="led_to", label="What it led to", sort="text"),),
    ),
    more=(
        (
            Ask(
                name="roles",
                label="Your roles in it",
                sort="rows",
                part=HeldRole,
                thing="role",
                columns=(
                    Column("title", "Role", 3),
                    Column("start", "From", 2, is_day=True),
                    Column("end", "Until", 2, is_day=True),
                ),
            ),
        ),
        (
            Ask(
                name="duties",
                label="Promised and kept",
                sort="rows",
                part=Duty,
                thing="duty",
                columns=(
                    Column("text", "What you promised", 3),
                    Column("due", "By", 2, is_day=True),
                    Column("kept_on", "Kept on", 2, is_day=True),
                ),
            ),
        ),
        (
            Ask(name="dues", label="Dues", sort="amount", hint="In dollars."),
            Ask(name="dues_period", label="For", sort="choice", choices=_PERIODS, make=DuesPeriod),
            Ask(name="paid_by", label="Paid by"),
        ),
        (Ask(name="discipline", label="Subject"), Ask(name="member_number", label="Member number")),
        (_NOTES,),
    ),
)

CONTACT = Plan(
    kind=Contact,
    thing="contact",
    rows=(
        (Ask(name="name", label="Name"),),
        (Ask(name="organization", label="Organization"), Ask(name="position", label="Position")),
        (Ask(name="teaches", label="Teaches", hint="Courses, grades or setting, to find who teaches the same."),),
        (Ask(name="email", label="E-mail"), Ask(name="phone", label="Phone")),
        (Ask(name="next_step", label="Next step", share=2), Ask(name="next_on", label="On", sort="day")),
        (Ask(name="notes", label="Notes", sort="text"),),
    ),
    more=(
        (_MEMBERSHIP,),
        (Ask(name="how_met", label="How you met", share=2), Ask(name="met_on", label="When", sort="day")),
        (Ask(name="groups", label="Groups", sort="words", hint="Your own, separated by semicolons."),),
    ),
)

EXCHANGE = Plan(
    kind=Exchange,
    thing="exchange",
    rows=(
        (Ask(name="title", label="What about"),),
        (
            Ask(
                name="direction",
                label="Which way",
                sort="choice",
                choices=((Direction.ASKED.value, "I asked"), (Direction.GAVE.value, "I gave")),
                make=Direction,
            ),
            Ask(name="on", label="On", sort="day", needed=True),
        ),
        (Ask(name="contact_id", label="With", sort="refer", of="contact"), _MEMBERSHIP),
        (Ask(name="came_of", label="What came of it", sort="text"),),
    ),
)

PAIRING = Plan(
    kind=Pairing,
    thing="mentoring pair",
    rows=(
        (Ask(name="title", label="The other person", hint="As it may stand on your papers."),),
        (
            Ask(
                name="side",
                label="You are the",
                sort="choice",
                choices=((Side.MENTOR.value, "Mentor"), (Side.MENTEE.value, "Mentee")),
                make=Side,
            ),
            Ask(name="program", label="Program"),
        ),
        (Ask(name="start", label="From", sort="day"), Ask(name="end", label="Until", sort="day")),
        (
            Ask(
                name="goals",
                label="Goals you share",
                sort="rows",
                part=PairGoal,
                thing="goal",
                columns=(
                    Column("text", "Goal", 3),
                    Column("due", "By", 2, is_day=True),
                    Column("reached_on", "Reached on", 2, is_day=True),
                ),
            ),
        ),
        (Ask(name="shared_notes", label="Shared notes", sort="text", hint="Both know these; they may be printed."),),
        (_NOTES,),
    ),
    more=(
        (Ask(name="confirmed_by", label="Hours confirmed by"),),
        (Ask(name="contact_id", label="Contact", sort="refer", of="contact"), _MEMBERSHIP),
    ),
)

ROLE = Plan(
    kind=LeadershipRole,
    thing="role",
    rows=(
        (Ask(name="title", label="What it is called"),),
        (Ask(name="kind", label="Kind", sort="term", of="leadership"), _LEVEL),
        (Ask(name="organization", label="Where"),),
        (Ask(name="start", label="From", sort="day"), Ask(name="end", label="Until", sort="day")),
        (Ask(name="duties", label="What you do", sort="text"),),
        (
            Ask(name="teachers_supported", label="Teachers supported", sort="whole"),
            Ask(name="students_reached", label="Students reached", sort="whole"),
        ),
    ),
    more=(
        (Ask(name="led_by", label="What led to it", sort="text"),),
        (_MEMBERSHIP,),
        (
            Ask(name="formal", label="Given formally", sort="yes_no"),
            Ask(name="selected_by", label="Chosen by"),
            Ask(name="release_percent", label="Released time, percent", sort="amount"),
        ),
        (
            Ask(name="pay", label="Pay", sort="amount", hint="In dollars; not printed."),
            Ask(name="pay_period", label="For", sort="choice", choices=_PERIODS, make=PayPeriod),
            Ask(name="paid_by", label="Paid by"),
        ),
        (_NOTES,),
    ),
)

CONTRIBUTION = Plan(
    kind=Contribution,
    thing="contribution",
    rows=(
        (Ask(name="title", label="What it is called"),),
        (Ask(name="kind", label="Kind", sort="term", of="contribution"), _LEVEL),
        (Ask(name="on", label="On", sort="day", needed=True), Ask(name="place", label="Event or place", share=2)),
        (
            Ask(name="teachers_reached", label="Teachers reached", sort="whole"),
            Ask(name="students_reached", label="Students reached", sort="whole"),
        ),
        (Ask(name="description", label="What it is", sort="text"),),
        (_EVIDENCE,),
    ),
    more=(
        (Ask(name="activity_id", label="Activity in the log", sort="refer", of="activity"),),
        (Ask(name="role_id", label="Role", sort="refer", of="leadership_role"), _MEMBERSHIP),
        (Ask(name="link", label="Where it can be found"),),
        (_NOTES,),
    ),
)

EFFECT = Plan(
    kind=Effect,
    thing="effect",
    rows=(
        (Ask(name="title", label="What came of it"),),
        (
            Ask(
                name="step",
                label="Step",
                sort="choice",
                choices=(
                    (EffectStep.OTHER.value, "Other"),
                    (EffectStep.TRIED.value, "Tried in class"),
                    (EffectStep.SHARED.value, "Shared with others"),
                    (EffectStep.USED.value, "Used by others"),
                ),
                make=EffectStep,
            ),
            Ask(name="on", label="On", sort="day", needed=True),
            Ask(name="people", label="People", sort="whole"),
        ),
        (
            Ask(
                name="level",
                label="Level of effect",
                sort="choice",
                choices=(("", "Not said"), *((str(n), f"{n} · {words}") for n, words in LEVELS.items())),
                make=lambda text: int(text) if text else None,
                hint="After Guskey’s five levels; choose the highest you have something to show for.",
            ),
        ),
        (
            Ask(name="activity_id", label="Of the activity", sort="refer", of="activity"),
            Ask(name="contribution_id", label="or of the contribution", sort="refer", of="contribution"),
            Ask(name="role_id", label="or of the role", sort="refer", of="leadership_role"),
        ),
        (Ask(name="description", label="How you know", sort="text"),),
        (_EVIDENCE,),
    ),
    more=((_NOTES,),),
)

GOAL = Plan(
    kind=Goal,
    thing="goal",
    rows=(
        (Ask(name="title", label="Goal"),),
        (
            Ask(
                name="stage",
                label="When",
                sort="choice",
                choices=((Stage.NOW.value, "Now"), (Stage.NEXT.value, "Next"), (Stage.LATER.value, "Later")),
                make=Stage,
            ),
            Ask(name="due", label="By", sort="day"),
            Ask(name="reached_on", label="Reached on", sort="day"),
        ),
        (Ask(name="why", label="Why", sort="text"),),
        (
            Ask(
                name="steps",
                label="Steps",
                sort="rows",
                part=GoalStep,
                thing="step",
                columns=(
                    Column("text", "Step", 3),
                    Column("due", "By", 2, is_day=True),
                    Column("done_on", "Done on", 2, is_day=True),
                ),
            ),
        ),
    ),
    more=(
        (
            Ask(name="standard", label="Standard it serves", share=2),
            Ask(name="start", label="Begun", sort="day"),
            Ask(name="review_on", label="Look at it again", sort="day"),
        ),
        (_NOTES,),
    ),
)
