"""A second engine, written from the text of the language alone and as plainly as it can be: it tries everything.

It fills in the unknown in every way (`naive_world`), takes every way through the tree of needs, deals the hours out
in every way (`naive_share`), and says met where all of that is met, not met where none is, else can't tell. It is
slow and knows small cases only; what it does not judge it says (`BeyondError`), and the comparison leaves it out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import product

from naive_each import Each
from naive_floor import Floors, Reached
from naive_offer import Offers, Part, eligible, least_before, pinned, rounded
from naive_plain import Plain
from naive_reading import ENDLESS, SOME, Reading, UndecidableError, expressions, meet, period_key
from naive_share import Limit, Piece, Table, TooLargeError, least_more, quantum, subsets, ways
from naive_world import TooManyWorldsError, World, every_world

from stemtracker.domain.assessment import Role, Verdict
from stemtracker.rules.pack import Account, Need, Pack
from stemtracker.rules.setting import Case

Way = frozenset[str]
#: How many ways through the tree are tried, at most.
MOST_WAYS = 64


class BeyondError(Exception):
    """A case that this engine does not judge."""


@dataclass(frozen=True)
class Want:
    """An amount that is asked: of one need, or of one year of it."""

    need: Need
    required: Fraction
    period: tuple[date, date] | None = None


@dataclass(frozen=True)
class Asked:
    """All that is asked of a purse: how much of each, below what nothing counts, and who may not share an hour."""

    wants: Sequence[Want]
    amounts: Sequence[Fraction]
    floors: Sequence[Fraction]
    table: Table


@dataclass(frozen=True)
class Found:
    """What came out in one world: whether it is met, what is missing on each way, what counted on the best one."""

    met: bool
    gaps: tuple[Fraction, ...]
    counted: tuple[tuple[str, Fraction], ...]
    chosen: bool


@dataclass(frozen=True)
class Answer:
    """The answer over all worlds. The gap is that of the worst world; counted, what did in each of those as bad."""

    verdict: Verdict
    gaps: frozenset[Fraction]
    counted: Sequence[dict[str, Fraction]]
    #: Whether what is unknown has a worst end, so that gap and counted mean something.
    bounded: bool
    worlds: int


def judge(pack: Pack, case: Case, *, finer: int = 1, licenses: int = 1, most_worlds: int = 96) -> Answer:
    """The verdict, and gap and counted amounts in the worst world.

    Of several licenses under the pack, between which hours are split, the verdict on all of them together.
    """
    told = list(expressions((pack.needs, pack.accounts, pack.figures, pack.windows, pack.overlaps)))

    def run(world: World) -> Found:
        return OneWorld(Reading(pack, case, world, told), finer, licenses).found()

    try:
        found = [one for _world, one in every_world(run, most_worlds)]
    except (TooManyWorldsError, TooLargeError, UndecidableError) as trouble:
        raise BeyondError(repr(trouble)) from trouble
    met = {one.met for one in found}
    verdict = Verdict.UNKNOWN if len(met) == 2 else Verdict.MET if met == {True} else Verdict.NOT_MET
    worst = max(found, key=lambda one: min(one.gaps, default=Fraction(0)))
    alike = {one.counted: None for one in found if one.gaps == worst.gaps}
    bounded = not any(one.chosen for one in found)
    return Answer(verdict, frozenset(worst.gaps), [dict(one) for one in alike], bounded, len(found))


class OneWorld:
    """The pack, the holder and the ledger where nothing is unknown any more."""

    def __init__(self, reading: Reading, finer: int, licenses: int) -> None:
        self.reading, self.pack, self.finer, self.licenses = reading, reading.pack, finer, licenses
        self.each = Each(reading)
        self.needs = self.each.needs
        #: The needs that came up on some way.
        self.reached: dict[str, None] = {}

    def found(self) -> Found:
        """Whether some way through the tree is met, and what each one lacks."""
        paths = self.paths(self.pack.root)
        if paths is None:
            return Found(met=True, gaps=(), counted=(), chosen=self.reading.world.chosen)
        results = [self.path(path) for path in paths]
        met = [result for result in results if result[0]]
        best = min(met or results, key=lambda r: r[1], default=(False, Fraction(0), ()))
        gaps = tuple(Fraction(0) for _ in met) or tuple(r[1] for r in results)
        return Found(bool(met), gaps, best[2], self.reading.world.chosen)

    # the tree

    def need(self, id_: str) -> Need | None:
        """The text in force, if its condition holds and it blocks anything."""
        need = self.reading.in_force(self.needs[id_])
        if need is None or not self.reading.truth(need.when):
            return None
        return need

    def paths(self, id_: str) -> list[Way] | None:
        """The sets of leaves that would do, each by itself; None where nothing is asked."""
        need = self.need(id_)
        if need is None:
            return None
        if need.kind not in ("all", "any", "each"):
            self.reached[id_] = None
            return [frozenset({id_})]
        members = self.each.children(need) if need.kind == "each" else need.members
        below = [self.paths(m) for m in members if self.blocks(m)]
        there = [paths for paths in below if paths is not None]
        if math.prod(max(len(paths), 1) for paths in there) > MOST_WAYS:
            raise UndecidableError("too many ways")
        if need.kind != "any":
            return [frozenset().union(*chosen) for chosen in product(*there)] if there else None
        return [
            frozenset().union(*chosen)
            for picked in subsets(range(len(there)), need.k)
            for chosen in product(*(there[index] for index in picked))
        ]

    def blocks(self, id_: str) -> bool:
        """Whether it is asked for at all: advice and the employer's duties are not."""
        need = self.reading.in_force(self.needs[id_])
        return need is None or need.role == Role.REQUIRED

    def path(self, path: Way) -> tuple[bool, Fraction, tuple[tuple[str, Fraction], ...]]:
        """Whether one way is met, what it lacks in amounts, and what counted best."""
        leaves = [need for id_ in self.needs if id_ in path and (need := self.need(id_))]
        plain = all(Plain(self.reading).met(need) for need in leaves if need.kind in ("fact", "count", "done"))
        wants = [want for need in leaves if need.kind in ("amount", "share") for want in self.wants(need)]
        accounts = dict.fromkeys(self.of(want.need) for want in wants)
        met, gap, counted = plain, Fraction(0), list[tuple[str, Fraction]]()
        for of in accounts:  # a purse is no part of another: each is filled by itself
            mine = [want for want in wants if self.of(want.need) == of]
            full, lacking, there = self.best(of, mine * self.licenses)
            met, gap, counted = met and full, gap + lacking, [*counted, *there]
        return met, gap, tuple(counted)

    # amounts

    def of(self, need: Need) -> str:
        """The purse a need draws on."""
        return self.needs[need.of][0].of if need.kind == "share" else need.of

    def required(self, need: Need) -> Fraction:
        """What is asked, in this world."""
        if need.kind == "share":
            if need.at_most or need.percent is None:
                raise UndecidableError("a share at most")
            asked = self.reading.figure_named(need.of)
            return need.percent * asked if asked is not None else Fraction(0)
        required = self.reading.figure_named(need.id)
        if required is None:
            raise UndecidableError(need.id)
        return required

    def wants(self, need: Need) -> Iterator[Want]:
        """One amount, or one for each year."""
        required = self.required(need)
        if need.per is None:
            yield Want(need, required)
        else:
            for year in self.reading.years(need.per):
                yield Want(need, required, (year.start, year.end))

    def best(self, of: str, wants: Sequence[Want]) -> tuple[bool, Fraction, tuple[tuple[str, Fraction], ...]]:
        """Over all ways to deal the hours out: whether one meets all, the least gap, what then counted."""
        account = self.reading.in_force(self.pack.accounts[of])
        if account is None:
            raise UndecidableError(of)
        asked = self.asked(account, wants)
        windows = {account.window, *(want.need.window or account.window for want in wants)}
        parts = Offers(self.reading, account).parts(sorted(windows))
        enough = sum((abs(a) for a in asked.amounts if a < ENDLESS), Fraction(0)) or Fraction(1)
        pieces, limits = self.pieces(account, wants, parts, enough)
        topics = Floors(self.reading, account, self.topical(of), parts)
        if topics.rules and self.licenses > 1:
            raise UndecidableError("a threshold over two licenses")
        judged = []
        for reached in topics.ways(len(wants)):
            mine = [replace(piece, voices=voices) for piece, voices in zip(pieces, reached.voices, strict=True)]
            unit = quantum(mine, limits, [*asked.amounts, *reached.least], self.finer)
            most = [max(amount, unit) if self.licenses > 1 else None for amount in asked.amounts]
            dealt = ways(mine, [*most, *reached.least], limits, asked.table, unit)
            full = (n for n in dealt if all(n[at] >= reached.least[at - len(wants)] for at in reached.alone))
            judged += [self.judged(counts, asked, reached) for counts in full]
        met, gap, *_rest, counted = min(judged, key=lambda j: (not j[0], j[1], j[2], j[3]))
        return met, gap, counted

    def asked(self, account: Account, wants: Sequence[Want]) -> Asked:
        """What is asked in all: of a topic at least as much as lets it count."""
        floors = [self.floor(account, want) for want in wants]
        both = zip(wants, floors, strict=True)
        amounts = [max(want.required, floor) if floor else want.required for want, floor in both]
        return Asked(wants, amounts, floors, self.table(wants))

    def topical(self, of: str) -> list[Need]:
        """The needs about topics that draw on a purse, on whatever way."""
        there = [need for id_ in self.reached if (need := self.need(id_)) and need.kind == "amount"]
        return [n for n in there if n.of == of and n.match is not None and "topics" in n.match.fields]

    def judged(
        self, dealt: Sequence[Fraction], asked: Asked, reached: Reached
    ) -> tuple[bool, Fraction, tuple[Fraction, ...], tuple[Fraction, ...], tuple[tuple[str, Fraction], ...]]:
        """One way of dealing out: met, gap, what is short in all and one by one, what counts, with names."""
        wants, table = asked.wants, asked.table
        counts, spoken = dealt[: len(wants)], dealt[len(wants) :]
        there = [rounded(c, w.need.rounding) for c, w in zip(counts, wants, strict=True)]
        short = {
            n: max(Fraction(0), least_before(a, w.need.rounding) - c)
            for n, (a, c, w) in enumerate(zip(asked.amounts, counts, wants, strict=True))
            if a != SOME
        }
        silent = {len(wants) + n: least - s for n, (least, s) in enumerate(zip(reached.least, spoken, strict=True))}
        met = not any((*short.values(), *silent.values()))
        met = met and all(c > 0 for a, c in zip(asked.amounts, there, strict=True) if a == SOME)
        apart = table.apart | self.groups(table) | self.dated(wants) | reached.apart
        gap = least_more({**short, **silent}, apart)
        shown = [c if c >= f else Fraction(0) for c, f in zip(there, asked.floors, strict=True)]
        named = tuple((w.need.id if w.period is None else "", c) for w, c in zip(wants, shown, strict=True))
        named = () if any(silent.values()) else named  # what counts once a topic is reached does not count yet
        lacking = (sum(short.values(), Fraction(0)), *short.values())
        return met, gap, lacking, tuple(-c for c in counts), named

    def groups(self, table: Table) -> frozenset[frozenset[int]]:
        """Pairs of a group of which a whole activity serves one."""
        return frozenset(frozenset(pair) for group in table.whole for pair in subsets(sorted(group), 2))

    def dated(self, wants: Sequence[Want]) -> frozenset[frozenset[int]]:
        """Pairs of which no day is a day for both, so that no activity is."""
        days = [self.reading.days(w.need.window or self.purse(w).window, w.need.days, w.period) for w in wants]
        pairs = (frozenset(pair) for pair in subsets(range(len(wants)), 2))
        return frozenset(pair for pair in pairs if not meet(*(days[at] for at in sorted(pair))))

    def purse(self, want: Want) -> Account:
        """Where it is drawn from."""
        return self.pack.accounts[self.of(want.need)][0]

    def floor(self, account: Account, want: Want) -> Fraction:
        """Below what nothing counts for this need: only a need about topics knows one."""
        if want.need.match is None or "topics" not in want.need.match.fields:
            return Fraction(0)
        found = Fraction(0)
        for rule in account.thresholds:
            if rule.match is not None:
                raise UndecidableError(rule.id)
            if self.reading.applies(rule):
                found = max(found, self.reading.number(rule.at_least, rule.id))
        return found

    def table(self, wants: Sequence[Want]) -> Table:
        """Who may not share an hour."""
        ids = [want.need.id for want in wants]
        apart: set[frozenset[int]] = set()
        whole: list[frozenset[int]] = []
        for rule in self.pack.overlaps:
            members = frozenset(n for n, id_ in enumerate(ids) if {id_, id_.partition("/")[0]} & {*rule.members})
            if len(members) < 2 or not self.reading.applies(rule):
                continue
            policy = rule.policy
            if policy == "unknown":
                policy = self.reading.world.choose("overlap", rule.id, ("split", "shared"))
            if policy == "whole":
                whole.append(members)
            elif policy == "split":
                apart |= {frozenset(pair) for pair in subsets(sorted(members), 2)}
        for n, want in enumerate(wants):
            if want.need.on_top in self.needs:
                family = {m for m, id_ in enumerate(ids) if want.need.on_top in self.containers(id_)} - {n}
                if family and want.need.on_top not in ids:
                    raise UndecidableError("on top of what this way does not ask for")
                apart |= {frozenset({n, m}) for m in family}
            if want.period:
                others = ((m, other.period) for m, other in enumerate(wants) if other.period)
                apart |= {frozenset({n, m}) for m, period in others if period != want.period}
        return self.between_licenses(frozenset(apart), whole, len(wants) // self.licenses)

    def between_licenses(self, apart: frozenset[frozenset[int]], whole: list[frozenset[int]], many: int) -> Table:
        """Each license with its own needs (so many), no hour for two of them."""
        if self.licenses == 1:
            return Table(apart, tuple(whole))
        mine = {pair for pair in apart if len({need // many for need in pair}) == 1}
        both = {frozenset({a, b}) for a in range(many) for b in range(many, 2 * many)}
        return Table(frozenset(mine | both), tuple(whole))

    def containers(self, id_: str) -> set[str]:
        """A need and those it lies inside of."""
        found = {id_}
        need = self.reading.in_force(self.needs[id_]) or self.needs[id_][-1]
        inside = need.of if need.kind == "share" else need.inside
        return found | (self.containers(inside) if inside else set())

    def pieces(
        self, account: Account, wants: Sequence[Want], parts: Sequence[Part], enough: Fraction
    ) -> tuple[list[Piece], list[Limit]]:
        """The parts with the needs they may count for and the limits they fall under."""
        limits: list[Limit] = []
        numbers: dict[object, int] = {}
        pieces = []
        for part in parts:
            needs = frozenset(n for n, want in enumerate(wants) if self.serves(account, want, part))
            under: set[int] = set()
            for key, limit in self.limits(account, part):
                if key not in numbers:
                    numbers[key] = len(limits)
                    limits.append(limit)
                under.add(numbers[key])
            pieces.append(
                Piece(
                    part.line.id,
                    min(part.units, enough) if part.units >= ENDLESS else part.units,
                    needs,
                    frozenset(under),
                )
            )
        return pieces, [Limit(min(limit.most, Fraction(1000)), limit.lines) for limit in limits]

    def serves(self, account: Account, want: Want, part: Part) -> bool:
        """Whether a part may count for it."""
        to = pinned(part.line, self.pack.id)
        part_of = {want.need.id, want.need.of} if want.need.kind == "share" else {want.need.id}
        if to in self.needs and not part_of & self.containers(to):
            return False
        if want.period and not want.period[0] <= self.reading.day(part.line, account.window) <= want.period[1]:
            return False
        return eligible(self.reading, account, want.need, part)

    def limits(self, account: Account, part: Part) -> Iterator[tuple[object, Limit]]:
        """The limits a part falls under, each for its line, its year or all of the window."""
        for rule in account.limits:
            if rule.role != Role.REQUIRED or not self.reading.applies(rule):
                continue
            if not self.reading.truth(rule.match, part.line, part.topics):
                continue
            most = self.reading.number(rule.at_most, rule.id)
            day = self.reading.day(part.line, account.window)
            line = part.line.id if rule.per.kind == "line" else ""
            yield (rule.id, line, *period_key(rule.per, day)), Limit(most, rule.lines)
