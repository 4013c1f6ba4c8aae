"""An activity while it is being typed: every field as text, so that nothing typed is ever lost or bent.

`read` turns a draft into an `Activity` and names every field that can't be read, all at once.
Neighbors: `activity_form` shows a draft, `drafts` keeps the ones that are not saved yet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date, time
from decimal import Decimal
from typing import Any, TypeVar

from stemtracker.domain.activity import Activity, Status, Step, TopicShare, problems
from stemtracker.domain.hours import HOUR, TIME_UNITS, Measure, plain
from stemtracker.domain.ledger import Line, line_of
from stemtracker.errors import Problem, Refused
from stemtracker.ui.forms.amounts import read_amount, read_minutes, read_number, show, typed, unit_to_type
from stemtracker.ui.forms.times import NotUnderstood, Worked, read_time, show_time, worked_on
from stemtracker.ui.widgets import dates

T = TypeVar("T")

#: Fields that an activity and its draft share letter by letter.
PLAIN = (
    "title",
    "kind",
    "role",
    "format",
    "zone",
    "provider",
    "provider_number",
    "place",
    "level",
    "grade",
    "course",
    "approved_by",
    "network",
)
LONG = ("description", "private_notes")
#: Three-valued answers and how the form spells them.
ANSWERS = {None: "", True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class TopicText:
    """A topic as typed: without an amount it is a tag."""

    topic: str
    amount: str = ""


@dataclass(frozen=True, slots=True)
class StepText:
    """A step as typed."""

    status: Status
    on: str = ""
    due: str = ""
    amount: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is typed in it."""
        return not (self.on.strip() or self.due.strip() or self.amount.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An activity as typed. Texts are kept as they stand, also where they can't be read yet."""

    id: str
    title: str = ""
    kind: str = ""
    role: str = "participant"
    format: str = ""
    start: str = ""
    end: str = ""
    start_time: str = ""
    end_time: str = ""
    break_minutes: str = ""
    missed_minutes: str = ""
    zone: str = ""
    amount: str = ""
    unit: str = HOUR
    provider: str = ""
    provider_number: str = ""
    place: str = ""
    topics: tuple[TopicText, ...] = ()
    status: str = Status.ATTENDED.value
    steps: tuple[StepText, ...] = ()
    level: str = ""
    grade: str = ""
    course: str = ""
    approved: str = ""
    approved_by: str = ""
    approved_on: str = ""
    relevant: str = ""
    series_id: str = ""
    #: The title of a series that is made with the activity; its id is the one above.
    series_title: str = ""
    network: str = ""
    #: Whose meeting it was, by the ids.
    membership_id: str = ""
    pairing_id: str = ""
    cost: str = ""
    answers: tuple[tuple[str, str], ...] = field(default=())
    description: str = ""
    private_notes: str = ""

    def differs(self, other: Draft) -> bool:
        """Whether anything was typed that the other does not say (spaces at the ends don't count)."""
        return any(_bare(getattr(self, f.name)) != _bare(getattr(other, f.name)) for f in fields(self))


def _bare(value: object) -> object:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, tuple):
        return tuple(v for v in value if not (isinstance(v, StepText) and v.empty))
    return value


def blank(id_: str, day: date) -> Draft:
    """A new activity, dated the day it is entered."""
    return Draft(id=id_, start=dates.short(day))


def of_new(activity: Activity) -> Draft:
    """The draft of an activity that is not kept yet: an amount nobody gave is not shown as none."""
    draft = of(activity)
    return draft if activity.measure.amount else replace(draft, amount="")


def of(activity: Activity) -> Draft:
    """The draft that shows an activity as it is kept."""
    unit = unit_to_type(activity.measure)
    return Draft(
        id=activity.id,
        start=dates.short(activity.start),
        end=dates.short(activity.end) if activity.end != activity.start else "",
        start_time=show_time(activity.start_time) if activity.start_time else "",
        end_time=show_time(activity.end_time) if activity.end_time else "",
        break_minutes=str(activity.break_minutes or ""),
        missed_minutes=str(activity.missed_minutes or ""),
        amount=typed(activity.measure.amount, unit),
        unit=unit,
        topics=tuple(TopicText(t.topic, typed(t.amount, unit)) for t in activity.topics),
        status=activity.status.value,
        steps=tuple(
            StepText(
                s.status,
                dates.short(s.on) if s.on else "",
                dates.short(s.due) if s.due else "",
                typed(s.amount, unit),
            )
            for s in activity.steps
        ),
        approved=ANSWERS[activity.approved],
        approved_on=dates.short(activity.approved_on) if activity.approved_on else "",
        relevant=ANSWERS[activity.relevant],
        series_id=activity.series_id or "",
        membership_id=activity.membership_id or "",
        pairing_id=activity.pairing_id or "",
        cost=plain(activity.cost) if activity.cost is not None else "",
        answers=activity.answers,
        **{name: getattr(activity, name) for name in (*PLAIN, *LONG)},
    )


class _Reading:
    """Reads one draft and gathers what could not be read."""

    def __init__(self, draft: Draft, today: date) -> None:
        self.draft, self.today = draft, today
        self.problems: list[Problem] = []

    def take(self, name: str, read: Callable[[], T], default: T) -> T:
        try:
            return read()
        except NotUnderstood as trouble:
            self.problems.append(Problem(name, str(trouble)))
            return default

    def day(self, name: str, text: str) -> date | None:
        try:
            return dates.read(text, self.today)
        except dates.NotADay as trouble:
            self.problems.append(Problem(name, str(trouble)))
            return None

    def amount(self, name: str, text: str) -> Decimal | None:
        if not text.strip():
            return None
        return self.take(name, lambda: read_amount(text, self.draft.unit).amount, None)

    def times(self) -> tuple[time | None, time | None]:
        first, last = self.draft.start_time, self.draft.end_time
        start = self.take("start_time", lambda: read_time(first), None) if first.strip() else None
        end = self.take("end_time", lambda: read_time(last, after=start), None) if last.strip() else None
        return start, end

    def minutes(self, name: str) -> int:
        return self.take(name, lambda: read_minutes(getattr(self.draft, name)), 0)

    def measure(self, worked: Worked | None) -> Measure:
        draft = self.draft
        if not draft.amount.strip() and worked is not None and draft.unit in TIME_UNITS:
            return Measure.minutes(max(worked.minutes, 0))
        if not draft.amount.strip():
            self.problems.append(Problem("amount", "Say how much it was: type from and to, or an amount."))
            return Measure.minutes(0)
        return self.take("amount", lambda: read_amount(draft.amount, draft.unit), Measure.minutes(0))

    def steps(self) -> tuple[Step, ...]:
        return tuple(
            Step(
                s.status,
                self.day(f"{s.status}_on", s.on),
                self.day(f"{s.status}_due", s.due),
                self.amount(f"{s.status}_amount", s.amount),
            )
            for s in self.draft.steps
            if not s.empty
        )

    def cost(self) -> Decimal | None:
        text = self.draft.cost.strip().removeprefix("$")
        return self.take("cost", lambda: read_number(text, self.draft.cost), None) if text else None


def read(draft: Draft, today: date) -> Activity:
    """The activity that a draft says; raises `Refused` with every field that keeps it from being one."""
    activity, trouble = _taken(draft, today)
    unread = {p.field for p in trouble}
    found = (*trouble, *(p for p in problems(activity) if p.field not in unread))
    if found:
        raise Refused(*found)
    return activity


def line(draft: Draft, today: date) -> Line:
    """What the rules would see of it as far as it is typed."""
    return line_of(_taken(draft, today)[0])


def _taken(draft: Draft, today: date) -> tuple[Activity, list[Problem]]:
    """The activity as far as it can be read, and what can't."""
    reading = _Reading(draft, today)
    start = reading.day("start", draft.start)
    if start is None:
        if not draft.start.strip():
            reading.problems.append(Problem("start", "Type the date, such as 3/4/2026 or yesterday."))
        start = today
    end = reading.day("end", draft.end) or start
    start_time, end_time = reading.times()
    break_minutes, missed = reading.minutes("break_minutes"), reading.minutes("missed_minutes")
    activity = Activity(
        id=draft.id,
        start=start,
        end=end,
        start_time=start_time,
        end_time=end_time,
        break_minutes=break_minutes,
        missed_minutes=missed,
        measure=reading.measure(worked_on(start, end, start_time, end_time, break_minutes, missed)),
        topics=tuple(
            TopicShare(t.topic, reading.take("topics", _reader(t.amount, draft.unit), None)) for t in draft.topics
        ),
        status=Status(draft.status),
        steps=reading.steps(),
        approved=_answer(draft.approved),
        approved_on=reading.day("approved_on", draft.approved_on),
        relevant=_answer(draft.relevant),
        series_id=draft.series_id or None,
        membership_id=draft.membership_id or None,
        pairing_id=draft.pairing_id or None,
        cost=reading.cost(),
        answers=tuple((name, said) for name, said in draft.answers if said),
        **{name: getattr(draft, name).strip() for name in PLAIN},
        **{name: getattr(draft, name) for name in LONG},
    )
    return activity, reading.problems


def _reader(text: str, unit: str) -> Callable[[], Decimal | None]:
    return lambda: read_amount(text, unit).amount if text.strip() else None


def _answer(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


def worked(draft: Draft, today: date) -> Worked | None:
    """What the times as typed so far make, None while they don't say (or where it ran over many days)."""
    reading = _Reading(draft, today)
    first = reading.day("start", draft.start) or today
    found = worked_on(
        first,
        reading.day("end", draft.end) or first,
        *reading.times(),
        reading.minutes("break_minutes"),
        reading.minutes("missed_minutes"),
    )
    return None if reading.problems or found is None or found.minutes < 0 else found


def difference(draft: Draft) -> str:
    """What was posted against what was claimed, in words; "" where it is the same or not known."""
    amounts: dict[Status, Measure] = {}
    for step in draft.steps:
        if step.amount.strip():
            try:
                amounts[step.status] = read_amount(step.amount, draft.unit)
            except NotUnderstood:
                return ""
    claimed, posted = amounts.get(Status.CLAIMED), amounts.get(Status.POSTED)
    if claimed is None or posted is None or claimed.amount == posted.amount:
        return ""
    gap = abs(claimed.amount - posted.amount)
    word = "less" if posted.amount < claimed.amount else "more"
    return f"Posted {show(Measure(claimed.unit, gap))} {word} than claimed."


#: What is read in the unit of the amount goes with it.
IN_UNITS = ("amount", "unit", "topics", "steps")
#: The name of the network goes with the membership it is.
OF_NETWORK = ("network", "membership_id")


def rebased(base: Draft, typed: Draft, now: Draft) -> tuple[Draft, tuple[str, ...]]:
    """What was typed over `base`, laid over what the record says `now`, and the fields that both changed.

    A field nobody typed in follows the record; one that both changed stays as typed.
    """
    together = len({base.unit, typed.unit, now.unit}) > 1
    groups: list[tuple[str, ...]] = [(f.name,) for f in fields(Draft) if f.name not in {*IN_UNITS, *OF_NETWORK}]
    groups.append(OF_NETWORK)
    groups += [IN_UNITS] if together else [(name,) for name in IN_UNITS]
    followed: dict[str, Any] = {}
    disputed: list[str] = []
    for names in groups:
        before, mine, theirs = ([_bare(getattr(d, name)) for name in names] for d in (base, typed, now))
        if mine == before:
            followed |= {name: getattr(now, name) for name in names}
        elif theirs not in (before, mine):
            disputed += [name for name in names if _bare(getattr(typed, name)) != _bare(getattr(now, name))]
    return replace(typed, **followed), tuple(disputed)
