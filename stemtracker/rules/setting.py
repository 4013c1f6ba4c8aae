"""The days and facts of one credential in one case: cycle, filing span, anchors, what is known of the holder.

Neighbors: `worlds` fills what is missing here, `ground` works out what then applies.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from stemtracker.domain.credential import ClosedCycle, FactValue
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.answers import Fact, answers_of
from stemtracker.rules.each import Told, spelled_out
from stemtracker.rules.filing import filing_of
from stemtracker.rules.licenses import about_several, rules_of
from stemtracker.rules.pack import Pack
from stemtracker.rules.scope import HOLDER_DAYS, Env
from stemtracker.rules.values import Tri, Value

#: In `ClosedCycle.career`, a need that was put off to the next renewal stands at "deferred:NEED".
PUT_OFF = "deferred:"


@dataclass(frozen=True)
class Case:
    """What `assess` is asked: credentials renewed together, the holder, the ledger, the days."""

    packs: tuple[Pack, ...]
    ledger: tuple[Line, ...]
    cycles: Mapping[str, Period]
    today: date
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    overlays: tuple[Pack, ...] = ()
    history: tuple[ClosedCycle, ...] = ()
    filing: date | None = None
    #: Ids of the credentials, by license, for the answer. A license goes by its pack's id; a second one under the
    #: same rules by `licenses.name_of`.
    credentials: Mapping[str, str] = field(default_factory=dict)
    #: Facts by license, where each has its own; `facts` are those of all others.
    own: Mapping[str, Mapping[str, FactValue]] = field(default_factory=dict)

    def given(self, pack: Pack) -> Mapping[str, FactValue]:
        """What was answered for one license; what is about several, for any of those under the same rules."""
        mine = self.own.get(pack.id, self.facts)
        others = [own for name, own in self.own.items() if rules_of(name) == rules_of(pack.id)]
        told = {name: own[name] for own in others for name in about_several(pack) if name in own}
        return {**told, **mine}

    def license_of(self, credential: str) -> str:
        """The name of the license of a credential."""
        return next(name for name, id_ in self.credentials.items() if id_ == credential)

    def answering(self, license_: str, name: str, value: FactValue) -> Case:
        """The same with one fact answered, for one license where each has its own."""
        if license_ not in self.own:
            return replace(self, facts={**self.facts, name: value})
        return replace(self, own={**self.own, license_: {**self.own[license_], name: value}})


@dataclass(frozen=True)
class Setting:
    """One pack's days and facts; `unknown` are the facts that nobody has answered."""

    pack: Pack
    cycle: Period
    span: Period | None
    filing: date
    anchors: Mapping[str, date | None]
    facts: dict[str, Fact]
    unknown: tuple[str, ...]
    defaulted: tuple[str, ...]
    #: Answers that can't be right, and what they must be: numbers out of bounds. They are unknown.
    outside: Mapping[str, str] = field(default_factory=dict)
    #: Words in answers that their questions do not offer, by fact. They are unknown too.
    unoffered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Whether the facts are those of this license alone, and not of all that are renewed together.
    alone: bool = False
    #: The closed cycles before this one, the oldest first, and whether more may lie behind than is recorded.
    past: tuple[ClosedCycle, ...] = ()
    untold: bool = False

    #: Under which names its holder may have pinned lines to it, its own before any.
    goes_by: tuple[str, ...] = ("",)
    #: The day of filing that was named, whether or not one may file on it.
    named: date | None = None

    def used_of_career(self, limit: str) -> Fraction | None:
        """What earlier renewals used up of what a career allows only so much of; None where that can't be known."""
        used = (amount for closed in self.past for key, amount in closed.career if key == limit)
        return None if self.untold else sum(used, Fraction(0))

    def put_off(self, need: str) -> Tri:
        """Whether the last renewal was granted although a need was only begun."""
        if not self.past:
            return None if self.untold else False
        return any(key == f"{PUT_OFF}{need}" for key, _times in self.past[-1].career)

    def pin(self, line: Line) -> str:
        """The need under which the holder wants a line to count; "none" for not at all, "" where nothing is said."""
        return next((line.pins[name] for name in self.goes_by if name in line.pins), "")

    def key(self, fact: str) -> str:
        """The name of a fact among those of all licenses renewed together."""
        return f"{self.pack.id}:{fact}" if self.alone and fact not in about_several(self.pack) else fact

    def env(self, more: Mapping[str, Value] | None = None, choices: Mapping[str, int] | None = None) -> Env:
        """Surroundings for expressions, with some unknown facts filled in."""
        days = {name: day for name in HOLDER_DAYS if isinstance(day := (more or {}).get(name), date)}
        env = Env({**self.facts, **(more or {})}, {**self.anchors, **days}, choices=choices or {})
        today = self.anchors["today"]
        if more and self.pack.clock.filing and today:
            filing = filing_of(self.pack.clock, env, self.named, today, self.cycle)
            env.anchors = {**env.anchors, "filing": filing.on if filing.sure else None}
        return env


def setting_of(pack: Pack, case: Case) -> Setting:
    """Stage 2: which days and facts this pack is read with."""
    given_facts = case.given(pack)
    cycle = (
        case.cycles.get(pack.id)
        or case.cycles.get(rules_of(pack.id))
        or next(iter(case.cycles.values()), Period(case.today, case.today))
    )
    answers = answers_of(pack, given_facts, case.filing, cycle)
    facts = answers.facts
    facts["renewed_with"] = frozenset(p.id for p in case.packs)
    anchors = _anchors(cycle, facts, given_facts, case.today)
    filing = filing_of(pack.clock, Env(facts, anchors), case.filing, case.today, cycle)
    anchors["filing"] = filing.on if filing.sure else None
    # A dated fact is what it was on the day on which one files, which need not be the day that was named.
    known = answers_of(pack, given_facts, filing.on, cycle).facts
    facts |= {name: value for name, value in known.items() if isinstance(value, tuple)}
    pack = spelled_out(pack, Told(Env(facts, anchors), cycle, given_facts, tuple(p.id for p in case.packs)))
    past = _past(pack, cycle, case.history)
    return Setting(
        pack,
        cycle,
        filing.span,
        filing.on,
        anchors,
        facts,
        tuple(name for name in pack.facts if facts[name] is None),
        tuple(answers.defaulted),
        answers.outside,
        answers.unoffered,
        pack.id in case.own,
        past,
        not past and (anchors["first_issue"] is None or anchors["first_issue"] < cycle.start),
        tuple(dict.fromkeys((case.credentials.get(pack.id, pack.id), pack.id, ""))),
        case.filing,
    )


def _anchors(
    cycle: Period, facts: dict[str, Fact], given: Mapping[str, FactValue], today: date
) -> dict[str, date | None]:
    anchors: dict[str, date | None] = {name: _day(facts.get(name), given.get(name)) for name in HOLDER_DAYS}
    if "issue" not in facts:
        anchors["issue"] = anchors["issue"] or cycle.start
    return {**anchors, "start": cycle.start, "expiry": cycle.end, "today": today}


def _day(*values: object) -> date | None:
    return next((v for v in values if isinstance(v, date)), None)


def _past(pack: Pack, cycle: Period, history: Sequence[ClosedCycle]) -> tuple[ClosedCycle, ...]:
    """The closed cycles of a license that lie before this one."""
    found = (c for c in history if c.pack_id == pack.id and c.period.start < cycle.start)
    return tuple(sorted(found, key=lambda closed: (closed.period, closed.filed_on)))
