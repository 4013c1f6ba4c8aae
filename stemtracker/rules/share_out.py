"""Shares hours out among needs: exact, best for the holder, the same for any order of lines (stage 8).

In strict order: least gap, least sum of shortfalls (license by license), needs filled in pack order, sorts in order.
Hours that nothing competes for are counted; the rest is an exact program over sorts of lines, so its size depends
on the pack and not on the record. Topics that count only from a certain amount on are left aside at first, then looked
at where hours may leave a purse for a few large topics, and only where that does not do, everywhere.
Neighbors: `pools` sorts the offers, `kinds` puts sorts together, `program` states the bounds, `branch` solves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from stemtracker.rules.branch import Branch, Effort, Task, TooManyError, best
from stemtracker.rules.demand import (
    ITSELF,
    LICENSES,
    ONE,
    ZERO,
    Bucket,
    Shares,
    Sort,
    Topic,
    Want,
    binding,
    components,
    gap,
)
from stemtracker.rules.kinds import coarse_kinds, fine_kinds
from stemtracker.rules.laying import UnevenError, Values, apart, full, lay
from stemtracker.rules.program import Program, Row
from stemtracker.rules.speaking import Speaking, Voice, safe_topics

#: How many topics of each requirement are tried first.
_LARGE = 3
#: With more kinds of hours than this, nothing is sought beyond what is asked.
_FEW = 24
#: How much may be worked out anew to say what further hours would have to bring: less than for the answer itself.
_CLOSING = 300_000
Caps = Mapping[Bucket, Fraction | None]
Least = Mapping[Topic, Fraction]


def share_out(
    sorts: Sequence[Sort],
    wants: Sequence[Want],
    caps: Caps,
    least: Least | None = None,
    *,
    aloud: bool = False,
    effort: Effort | None = None,
) -> Shares:
    """The one best way to share. `wants` stand in pack order, `sorts` in canonical order.

    `least` is from where on a topic counts; `aloud` lets hours speak for all their topics; `effort` is added to.
    """
    return _Sharing(sorts, wants, caps, least or {}, aloud=aloud, effort=effort).shares()


@dataclass(frozen=True, slots=True)
class Closing:
    """What ideal further hours would have to bring to each purse, and what needs would then have of today's hours."""

    gaps: Mapping[int, Fraction]
    counts: Mapping[str, Fraction]


def closing(
    sorts: Sequence[Sort],
    wants: Sequence[Want],
    caps: Caps,
    least: Least,
    now: Mapping[str, Fraction],
    *,
    effort: Effort | None = None,
) -> Closing | None:
    """The gap where ideal hours may also bring topics to where they count; None where that can't be told.

    `now` is what needs get without them: where no topic could bring more, that settles it; `effort` is added to.
    """
    sharing = _Sharing(sorts, wants, caps, least, aloud=False, effort=effort)
    try:
        rough = sharing.roughly().counts
        asked = [want for want in wants if want.required > 0]
        if all(min(w.required, rough.get(w.id, ZERO)) <= now.get(w.id, ZERO) for w in asked):
            purses = {want.home for want in wants}
            return Closing({p: gap([w for w in wants if w.home == p], now) for p in purses}, now)
        return sharing.closing()
    except TooManyError:
        return None


@dataclass(frozen=True, slots=True)
class _Rough:
    """The best without a look at topics: what counts first, and what needs get."""

    merits: Sequence[Fraction]
    counts: Mapping[str, Fraction]


class _Sharing:
    """One question, from sorts to shares."""

    def __init__(
        self,
        sorts: Sequence[Sort],
        wants: Sequence[Want],
        caps: Caps,
        least: Least,
        *,
        aloud: bool,
        effort: Effort | None,
        alone: bool = False,
    ) -> None:
        """`alone`: activities that are alike are looked at one by one."""
        self.sorts, self.wants, self.every, self.least, self.aloud = sorts, wants, caps, least, aloud
        self.effort, self.alone = effort or Effort(), alone
        self.caps = binding(sorts, caps)
        self.tops = {want.on_top for want in wants}
        self.fine = fine_kinds(sorts, {sort.activity for sort in sorts} if alone else self.twofold())
        self.coarse = coarse_kinds(self.fine)
        self.hard = [at for at, kind in enumerate(self.coarse) if self.competes(kind.sort)]
        hard = set(self.hard)
        self.easy = [fine for at, kind in enumerate(self.coarse) if at not in hard for fine in kind.members]

    def twofold(self) -> set[int]:
        """Activities that several groups take whole."""
        group_of = {want.id: want.group for want in self.wants if want.group}
        groups: dict[int, set[str]] = {}
        for sort in self.sorts:
            if sort.activity >= 0:
                found = {group_of[id_] for needs in sort.needs for id_ in needs if id_ in group_of}
                groups.setdefault(sort.activity, set()).update(found)
        return {activity for activity, found in groups.items() if len(found) > 1}

    def competes(self, sort: Sort) -> bool:
        """Whether anything competes for hours of this sort."""
        if sort.activity >= 0 or sort.part_of or any(limits & self.caps.keys() for limits in sort.limits):
            return True
        here = [want for needs in sort.needs for want in self.wants if want.id in needs]
        for name in {name for want in here for name in want.across}:
            if len({want.home if name == LICENSES else want.id for want in here if name in want.across}) > 1:
                return True
        rivals = [want.purse for want in here if want.group or want.on_top or want.id in self.tops]
        return len(rivals) > len(set(rivals))

    def shares(self) -> Shares:
        """The answer, with each activity by itself where those that are alike can't be told apart together."""
        try:
            return self.shared()
        except UnevenError:
            return self.among(self.sorts, self.least, alone=True).shared()

    def among(self, sorts: Sequence[Sort], least: Least, *, alone: bool = False) -> _Sharing:
        """The same question of other hours, or of each activity by itself."""
        alone = alone or self.alone
        return _Sharing(sorts, self.wants, self.every, least, aloud=self.aloud, effort=self.effort, alone=alone)

    def shared(self) -> Shares:
        """The answer; where topics matter, nothing beats what could be shared without a look at them."""
        if not any(sort.held for sort in self.sorts):
            return self.finely() or Shares(unproven=True)
        try:
            rough = self.roughly()
        except TooManyError:
            return Shares(unproven=True)
        sure = self.surely()
        if sure is not None and self.as_good(sure, rough):
            return sure
        narrow = self.narrowed().finely(rough)
        found = narrow if narrow and not narrow.unproven else self.finely()
        if found is not None and not found.unproven:
            return found
        # Too much to go through: what certainly counts at worst, all that could count at best.
        bound = self.without_topics(self.sorts) if self.aloud else sure
        return bound or found or Shares(unproven=True)

    def as_good(self, sure: Shares, rough: _Rough) -> bool:
        """Whether what certainly counts leaves nothing to be gained; where much competes, nothing that is asked."""
        counts = sure.counts()
        much = len(self.fine) > _FEW
        return all(
            (min(want.required, rough.counts.get(want.id, ZERO)) if much else rough.counts.get(want.id, ZERO))
            <= counts.get(want.id, ZERO)
            for want in self.wants
            if want.required > 0 or not much
        )

    def surely(self) -> Shares | None:
        """The answer among hours of topics that are reached by hours of theirs alone; None where it leaves too few."""
        sums = self.spoken(lambda index, purse: self.sorts[index].offered[purse])
        safe = {topic for topic, amount in sums.items() if amount >= self.least[topic]}
        every = set(range(len(self.sorts[0].offered))) if self.sorts else set()
        sorts = [s if all(topics & safe for topics in s.held) else _without(s, every) for s in self.sorts]
        found = self.without_topics(sorts)
        if found is None:
            return None
        used = self.spoken(lambda index, purse: found.used.get((index, purse), ZERO))
        heard = {t for i, sort in enumerate(self.sorts) for ts in sort.held for t in ts if found.used.get((i, t[0]))}
        # Hours that also have other topics count only as long as this one is reached.
        return found if all(used.get(t, ZERO) >= self.least[t] for t in safe & heard) else None

    def spoken(self, amount: Callable[[int, int], Fraction]) -> dict[Topic, Fraction]:
        """What topics have of hours that speak for no other; of all their hours where these speak for all."""
        sums: dict[Topic, Fraction] = {}
        for index, sort in enumerate(self.sorts):
            for topics in sort.held:
                for topic in topics if self.aloud or len(topics) == 1 else ():
                    sums[topic] = sums.get(topic, ZERO) + amount(index, topic[0])
        return sums

    def without_topics(self, sorts: Sequence[Sort]) -> Shares | None:
        """The answer where every hour counts whatever its topics."""
        free = [replace(sort, held=frozenset()) if sort.held else sort for sort in sorts]
        return self.among(free, {}).finely()

    def roughly(self) -> _Rough:
        """What is best without a look at topics."""
        program = self.program({at: self.coarse[at].sort for at in self.hard}, self.easy)
        merits = program.merits()
        task = Task(program.rows, [*merits, *program.fills()], proved=_proved(merits), effort=self.effort)
        values = best(task, [program])
        if values is None:
            raise AssertionError("taking nothing is always allowed")
        reached = [sum((times * values[v] for v, times in row.items()), ZERO) for row in merits]
        return _Rough(reached, program.counts_of(values))

    def narrowed(self) -> _Sharing:
        """The same where hours leave the first purse for a few large topics of others only.

        What is as good as the rough answer is best, and is found far quicker among fewer sorts.
        """
        large = self.large([fine for at in self.hard for fine in self.coarse[at].members])
        sorts = list(self.sorts)
        for index, sort in enumerate(sorts):
            first = next((purse for purse, amount in enumerate(sort.offered) if amount), 0)
            away = {next(iter(topics))[0] for topics in sort.held if not topics & large} - {first}
            if away:
                sorts[index] = _without(sort, away)
        return self.among(sorts, self.least)

    def large(self, hard: Sequence[int]) -> frozenset[Topic]:
        """The topics of most hours for each requirement."""
        found: set[Topic] = set()
        for want in self.wants:
            sums: dict[Topic, Fraction] = {}
            for fine in hard if want.required > 0 else ():
                sort = self.fine[fine].sort
                if want.id in sort.needs[want.purse]:
                    for topic in frozenset[Topic]().union(*sort.held):
                        if topic[0] == want.purse:
                            sums[topic] = sums.get(topic, ZERO) + sort.offered[want.purse]
            found.update(sorted(sums, key=lambda topic: (-sums[topic], topic))[:_LARGE])
        return frozenset(found)

    def program(self, sorts: Mapping[int, Sort], full_: Iterable[int]) -> Program:
        """The program of these sorts, where some fine kinds count in full beside it."""
        base: dict[str, Fraction] = {}
        for fine in full_:
            sort = self.fine[fine].sort
            for amount, needs in zip(sort.offered, sort.needs, strict=True):
                for need in needs:
                    base[need] = base.get(need, ZERO) + amount
        counts = {kind.sort.activity: len(kind.members) for kind in self.fine if kind.sort.activity >= 0}
        return Program(sorts, self.wants, self.caps, base, counts)

    def voices(self, fine: int) -> Iterator[Voice]:
        """What all hours of a fine kind speak for."""
        sort = self.fine[fine].sort
        for topics in sorted(sort.held, key=sorted):
            yield Voice(topics, sort.offered[next(iter(topics))[0]])

    def finest(self) -> tuple[Program, list[Voice], list[int]]:
        """The program that sees every topic, what speaks for them, and the fine kinds that count in full anyway."""
        every = {fine: list(self.voices(fine)) for fine in self.easy}
        safe = safe_topics([v for voices in every.values() for v in voices], self.least, aloud=self.aloud)
        full_ = [fine for fine, voices in every.items() if all(voice.topics & safe for voice in voices)]
        rest = self.easy if len(full_) < len(self.easy) else []
        hard = [fine for at in self.hard for fine in self.coarse[at].members]
        competing = sorted({*rest, *hard} - set(full_))
        program = self.program({fine: self.fine[fine].sort for fine in competing}, full_)
        voices = [voice for fine in full_ for voice in every[fine]]
        for fine in competing:
            for voice in self.voices(fine):
                use = program.use[fine, next(iter(voice.topics))[0]]
                voices.append(Voice(voice.topics, voice.most, use))
        return program, voices, full_

    def finely(self, rough: _Rough | None = None) -> Shares | None:
        """The answer among all sorts, topics included; nothing where it has to be as good as a rough one and is not."""
        if not self.hard and not any(sort.held for sort in self.sorts):
            return self.in_full(self.easy)  # nothing competes for anything
        program, voices, full_ = self.finest()
        merits, fills = program.merits(), program.fills()
        speaking = Speaking(program.rows, voices, self.least, aloud=self.aloud)
        goal = None
        if rough:
            lacking = (rough.counts.get(want.id, ZERO) - program.base.get(want.id, ZERO) for want in self.wants)
            goal = [*rough.merits, *lacking]
        always = Branch(reach=tuple(speaking.reach))
        task = Task(program.rows, [*merits, *fills], program.tail(), always, goal, _proved(merits), effort=self.effort)
        unproven = False
        try:
            values = best(task, [program, speaking])
        except TooManyError as stopped:
            values, unproven = stopped.values, True
        if values is None:
            return None
        shares = self.in_full(full_)
        shares.unproven = unproven
        for fine in program.sorts:
            members = self.fine[fine].members
            each: Sequence[Values] = [values]
            if len(members) > 1:
                each = apart(program, fine, values, len(members))
            for member, mine in zip(members, each, strict=True):
                lay(shares, (member, self.sorts[member]), (program, fine), mine)
        return shares

    def in_full(self, kinds: Iterable[int]) -> Shares:
        """All hours of some fine kinds."""
        shares = Shares()
        for fine in kinds:
            for member in self.fine[fine].members:
                full(shares, member, self.sorts[member])
        return shares

    def closing(self) -> Closing | None:
        """The gap where ideal hours may also lift topics that lack little: each serves all it may, speaks for one."""
        program, voices, _full = self.finest()
        purses = [{want.purse for want in part} for part in components(self.wants)]
        lifts: dict[Topic, Row] = {}
        brought: dict[int, dict[tuple[int, int], Row]] = {}
        for topic in sorted(frozenset[Topic]().union(*(voice.topics for voice in voices))):
            for at, part in enumerate(purses):
                if topic[2] != ITSELF and topic[0] in part:
                    variable = program.rows.variable()
                    program.rows.bound({variable: ONE}, self.least[topic])
                    lifts.setdefault(topic, {})[variable] = ONE
                    brought.setdefault(at, {}).setdefault(topic[:2], {})[variable] = ONE
        merits = program.merits({at: list(rows.values()) for at, rows in brought.items()})
        speaking = Speaking(program.rows, voices, self.least, lifts, aloud=self.aloud)
        always = Branch(reach=tuple(speaking.reach))
        task = Task(program.rows, [*merits, *program.fills()], always=always, most=_CLOSING, effort=self.effort)
        values = best(task, [program, speaking])
        if values is None:
            return None
        gaps: dict[int, Fraction] = {}
        for purse, ceiling, variable in program.closed:
            gaps[purse] = gaps.get(purse, ZERO) + ceiling - values[variable]
        return Closing(gaps, program.counts_of(values))


def _proved(merits: Sequence[Row]) -> int:
    """How many objectives are proven by multipliers: the gap and the shortfalls of each license."""
    return min(len(merits), 3)


def _without(sort: Sort, purses: Collection[int]) -> Sort:
    """A sort that offers nothing to some purses."""
    kept = [purse not in purses for purse in range(len(sort.offered))]
    return replace(
        sort,
        offered=tuple(amount if keep else ZERO for amount, keep in zip(sort.offered, kept, strict=True)),
        needs=tuple(needs if keep else frozenset() for needs, keep in zip(sort.needs, kept, strict=True)),
        limits=tuple(limits if keep else frozenset() for limits, keep in zip(sort.limits, kept, strict=True)),
        held=frozenset(topics for topics in sort.held if next(iter(topics))[0] not in purses),
    )
