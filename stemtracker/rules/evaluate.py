"""One world, start to end: offers, ways, sharing, verdicts, for packs that are answered together.

Offers and shares are kept from world to world wherever nothing changed for the lines.
Neighbors: `assess` runs this over all worlds, `explain` reads the outcome.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice, product
from math import prod

from stemtracker.domain.assessment import Verdict
from stemtracker.rules.batch import Ledger
from stemtracker.rules.behind import Spent, brought_over, spent
from stemtracker.rules.desk import Known, round_to
from stemtracker.rules.ground import Ground, ground_of
from stemtracker.rules.joined import Path
from stemtracker.rules.judge import Counted, Judge, Judged
from stemtracker.rules.offer import HIGH, LOW, PLAN
from stemtracker.rules.pack import Need
from stemtracker.rules.pools import Draft, Pool, draft_of, pool_key, pool_of
from stemtracker.rules.setting import Case, Setting
from stemtracker.rules.sharing import Sharer, Sharing
from stemtracker.rules.tally import Tallies, Tally
from stemtracker.rules.topic_floor import topical
from stemtracker.rules.values import point
from stemtracker.rules.wanting import Asked, asked
from stemtracker.rules.ways import MAX_WAYS, Way, ways_of
from stemtracker.rules.worlds import World

ZERO = Fraction(0)
#: Verdict, whether hopeless, whether it asks no amount, its place among unlike units, what it lacks, unmet needs.
Rank = tuple[int, bool, bool, int, tuple[Fraction, ...], int]
_Kind = tuple[bool, tuple[str, ...]]


@dataclass(slots=True)
class Outcome:
    """One pack in one world along one way."""

    ground: Ground
    way: Way
    verdict: Verdict
    nodes: dict[str, Judged]
    counted: dict[str, Counted]
    years: dict[str, tuple[Asked, ...]]
    tallies: dict[str, Tally]
    sharings: tuple[Sharing, ...]
    #: What the way still lacks and the most that one need of it asks, by unit, in pack order.
    gaps: dict[str, tuple[Fraction, Fraction]]
    #: The needs that are asked at all: reached from the root through needs that may apply.
    live: frozenset[str]

    @property
    def path(self) -> Path:
        """The amounts that the way asks for."""
        return self.way.path

    @property
    def lacks(self) -> dict[str, Fraction]:
        """What is still to bring, by unit."""
        return {unit: gap for unit, (gap, _asked) in self.gaps.items() if gap}

    @property
    def unit(self) -> str:
        """The first unit in which something is lacking, else the first in which something is asked."""
        return next(iter(self.lacks), next(iter(self.gaps), ""))

    @property
    def gap(self) -> Fraction:
        """What is lacking in that unit."""
        return self.lacks.get(self.unit, ZERO)

    @property
    def share(self) -> Fraction:
        """How much of what it asks is lacking, in the unit in which most is."""
        return max((min(gap / asked, Fraction(1)) for gap, asked in self.gaps.values() if asked), default=ZERO)

    @property
    def unmet(self) -> int:
        """How many of its needs are not met."""
        return sum(self.nodes[id_].verdict not in {Verdict.MET, None} for id_ in self.way.through)


def ranks(ways: Sequence[Outcome]) -> list[Rank]:
    """The better way first: verdict, ways that hours can close before those they can't, then what is still to do.

    Amounts of one unit only are compared; of ways in unlike units that is first of which the least share is lacking.
    """
    nearest: dict[_Kind, Fraction] = {}
    for way in ways:
        kind = _kind(way)
        nearest[kind] = min(nearest.get(kind, way.share), way.share)
    order = sorted(nearest, key=lambda kind: nearest[kind])
    return [_rank(way, order.index(_kind(way))) for way in ways]


def _kind(way: Outcome) -> _Kind:
    """Ways of one kind can be compared by what is lacking."""
    return way.way.hopeless, tuple(way.lacks)


def _rank(way: Outcome, place: int) -> Rank:
    unmet, asks_none = way.unmet, not way.gaps
    if way.verdict == Verdict.MET:  # nothing is to be done on it: a way that lacks something is not the one that is met
        return (0, bool(unmet), asks_none, 0, (), 0)
    verdict = 1 + (way.verdict == Verdict.NOT_MET)
    return (verdict, way.way.hopeless, asks_none, place, tuple(way.lacks.values()), unmet)


@dataclass(slots=True)
class Plain:
    """What is known of a pack in a world before hours are shared."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    counted: dict[str, Counted] = field(default_factory=dict)
    fixed: dict[str, Verdict] = field(default_factory=dict)


def least_gap(ways: Sequence[Outcome]) -> tuple[Fraction, str]:
    """The least that further hours must bring along any way (in the unit of the best), and its unit."""
    best = ways[0]
    if best.verdict == Verdict.MET:
        return ZERO, best.unit
    if not best.unit:
        return best.gap, best.unit
    alike = (way for way in ways if way.gaps and way.way.hopeless == best.way.hopeless)
    return min(way.gap for way in alike if list(way.lacks) in ([], list(best.lacks))), best.unit


def gap_over(worlds: Sequence[Sequence[Outcome]]) -> tuple[Fraction, str]:
    """The least gap of all worlds, but for those that ask for what nobody states: "at least" must hold in each.

    Readings of a figure are taken at worst, as every figure is that the sources leave open; units are never compared:
    of several, it is that of the first world which lacks anything.
    """
    stated = [ways for ways in worlds if all(_stated(ways[0].counted.get(id_)) for id_ in ways[0].path)]
    read: dict[object, list[tuple[Fraction, str]]] = {}
    for ways in stated or worlds:
        read.setdefault(frozenset(ways[0].ground.world.facts.items()), []).append(least_gap(ways))
    gaps = [max((g for g in found if g[1] == _lacking(found)), key=lambda g: g[0]) for found in read.values()]
    done = next((gap for gap in gaps if not gap[0]), None)
    return done or min((gap for gap in gaps if gap[1] == gaps[0][1]), key=lambda gap: gap[0])


def _lacking(gaps: Sequence[tuple[Fraction, str]]) -> str:
    """The unit of the first that lacks anything."""
    return next((unit for gap, unit in gaps if gap), gaps[0][1])


def short_at_best(sharing: Sharing) -> bool:
    """Whether no way to share leaves nothing lacking at once, though each need by itself may have enough.

    Of several licenses one may lack because another is served first: then it says nothing of this one.
    """
    if sharing.because or len({pool.ground.pack.id for pool in sharing.pools}) > 1:
        return False
    counts = sharing.shares[HIGH].counts()
    return any(counts.get(want.id, ZERO) < want.required for want in sharing.wants[HIGH] if not want.some)


def _stated(counted: Counted | None) -> bool:
    return counted is None or counted.bounds.hi is not None or bool(counted.bounds.lo)


class Bench:
    """Works out one world after another for a cluster of packs on one ledger."""

    def __init__(
        self, settings: Sequence[Setting], ledger: Ledger, case: Case, settled: Mapping[str, bool] | None = None
    ) -> None:
        """`settled` are doubtful lines taken as good (or not)."""
        self.settings, self.ledger, self.case, self.settled = tuple(settings), ledger, case, settled or {}
        self.brought = brought_over(settings)
        #: Those of the ledger, then what came over from the last renewal.
        self.lines = [*ledger.lines, *(brought.line for brought in self.brought)]
        self.drafts: dict[tuple[object, ...], Draft] = {}
        self.pools: dict[tuple[object, ...], Pool] = {}
        self.tallies = Tallies(ledger.lines, self.settled)
        self.out: dict[tuple[object, ...], dict[int, frozenset[str]]] = {}
        self.sharer = Sharer()

    def settling(self, settled: Mapping[str, bool]) -> Bench:
        """The same with some doubts about lines settled."""
        bench = Bench(self.settings, self.ledger, self.case, settled)
        bench.drafts, bench.tallies.fitting = self.drafts, self.tallies.fitting
        bench.sharer = Sharer(self.sharer)
        return bench

    def world(self, world: World) -> dict[str, list[Outcome]]:
        """For each pack, its ways, the best first: best for the first license, then for the next beside it."""
        grounds = [ground_of(setting, world) for setting in self.settings]
        drawn = [self.drawn(ground) for ground in grounds]
        plain = [self.plain(ground, pools) for ground, pools in zip(grounds, drawn, strict=True)]
        ways = [ways_of(ground, found.fixed) for ground, found in zip(grounds, plain, strict=True)]
        together: list[list[Outcome]] = []
        whole = all(complete for _ways, complete in ways) and prod(len(found) for found, _all in ways) <= MAX_WAYS
        for chosen in islice(product(*(found for found, _all in ways)), MAX_WAYS):
            sharings = self.sharer.share(grounds, drawn, [way.path for way in chosen])
            each = zip(grounds, chosen, plain, strict=True)
            together.append([self.outcome(g, way, leaves, sharings, whole=whole) for g, way, leaves in each])
        if len(together) > 1:
            rank = list(zip(*(ranks(column) for column in zip(*together, strict=True)), strict=True))
            together = [together[at] for at in sorted(range(len(together)), key=lambda at: rank[at])]
        return {g.pack.id: [outcomes[at] for outcomes in together] for at, g in enumerate(grounds)}

    def drawn(self, ground: Ground) -> list[Pool]:
        """The pools that a pack's needs draw on."""
        by_pool: dict[tuple[str, str], list[Need]] = {}
        for need in ground.needs.values():
            whole = ground.needs[need.of] if need.kind == "share" and need.of in ground.needs else need
            if whole.kind == "amount" and need.kind in {"amount", "share"}:
                window = whole.window or ground.accounts[whole.of].account.window
                by_pool.setdefault((whole.of, window), []).append(need)
        gone = spent(ground, self.case.history)
        return [self.pool(ground, draws, needs, gone[draws[0]]) for draws, needs in by_pool.items()]

    def pool(self, ground: Ground, draws: tuple[str, str], needs: Sequence[Need], gone: Spent) -> Pool:
        """The pool, made anew only where this world treats lines in another way."""
        key = (*pool_key(ground, *draws, needs), tuple(gone.sure.items()), tuple(gone.maybe.items()))
        firsts = tuple(e.first for e in ground.accounts[draws[0]].earn)
        found = self.pools.get(key)
        if found is not None and found.bounded:
            found = self.pools.get((*key, firsts))
        if found is None:
            told = tuple(closed.period for closed in ground.setting.past)
            known = Known(gone.sure, self.settled, gone.maybe, self.brought, told)
            if (*key, firsts) not in self.drafts:
                self.drafts[(*key, firsts)] = draft_of(ground, draws, needs, self.ledger, known)
            found = pool_of(ground, self.drafts[(*key, firsts)], needs, self.ledger, known)
            self.pools[(*key, firsts) if found.bounded else key] = found
            self.pools.setdefault(key, found)
        return found

    def plain(self, ground: Ground, pools: Sequence[Pool]) -> Plain:
        """The needs that no sharing changes: those that count lines, and facts."""
        found = Plain()
        for need in ground.needs.values():
            if need.kind in {"count", "done"}:
                tallied = found.tallies[need.id] = self.tallies.tally(need, ground, self.barred(need, pools))
                counts = [Fraction(n) for n in tallied.counts]
                found.counted[need.id] = Counted(counts, ground.amounts.get(need.id, point(1)))
        judge = Judge(ground, found.counted, {})
        for need in ground.needs.values():
            if need.kind in {"count", "done", "fact"} and (verdict := judge.judged(need)[0]) is not None:
                found.fixed[need.id] = verdict
        return found

    def outcome(self, ground: Ground, way: Way, plain: Plain, sharings: Sequence[Sharing], *, whole: bool) -> Outcome:
        """Counts and verdicts of one pack along one way; where not all ways are compared, a no would be a guess."""
        counted = dict(plain.counted)
        years: dict[str, tuple[Asked, ...]] = {}
        gaps: dict[str, tuple[Fraction, Fraction]] = {}
        mine = tuple(s for s in sharings if any(p.ground.pack.id == ground.pack.id for p in s.pools))
        for sharing in mine:
            for purse, pool in enumerate(sharing.pools):
                if pool.ground.pack.id != ground.pack.id:
                    continue
                self.amounts(sharing, purse, ground, counted, years)
                wants = [w for w in sharing.wants[LOW] if w.home == purse]
                if any(w.required for w in wants):
                    unit = ground.accounts[pool.account_id].unit
                    gap, most = gaps.get(unit, (ZERO, ZERO))
                    gaps[unit] = (gap + sharing.gaps.get(purse, ZERO), max(most, *(w.required for w in wants)))
        judge = Judge(ground, counted, {id_: [a.id for a in found] for id_, found in years.items()})
        for id_ in ground.needs:
            judge.node(id_)
        verdict = judge.root()
        if verdict == Verdict.UNKNOWN and (way.hopeless or any(short_at_best(sharing) for sharing in mine)):
            verdict = Verdict.NOT_MET
        return Outcome(
            ground=ground,
            way=way,
            verdict=verdict if whole or verdict == Verdict.MET else Verdict.UNKNOWN,
            nodes=judge.found,
            counted=counted,
            years=years,
            tallies=plain.tallies,
            sharings=mine,
            gaps=gaps,
            live=ground.live,
        )

    def amounts(
        self,
        sharing: Sharing,
        purse: int,
        ground: Ground,
        counted: dict[str, Counted],
        years: dict[str, tuple[Asked, ...]],
    ) -> None:
        """What each amount need of a pool counted; in a topic below its threshold it is nothing."""
        pool, prefix = sharing.pools[purse], sharing.prefix(purse)
        counts = {reading: shares.counts() for reading, shares in sharing.shares.items()}
        floor = max((now.at_least.lo for now in ground.accounts[pool.account_id].thresholds), default=ZERO)
        for ask in asked(pool, ground):
            amounts = [counts[r].get(prefix + ask.id, ZERO) for r in (LOW, HIGH, PLAN)]
            lifted = sharing.lifted.get(prefix + ask.id, ZERO)
            if ask.need.rounding:
                amounts = [round_to(amount, ask.need.rounding) for amount in amounts]
            if floor and ask.need.kind == "amount" and ask.bounds.lo >= floor and topical(ask.need):
                amounts = [amount if amount >= floor else ZERO for amount in amounts]
            if pool.unstated:  # any number is possible, and none beyond what is asked means anything
                amounts[HIGH] = max(amounts[LOW], min(amounts[HIGH], _enough(ask, ground)))
            most = ask.bounds.lo if ask.bounds.hi is None else ask.bounds.hi
            counted[ask.id] = Counted(
                amounts,
                ask.bounds,
                sharing.because or sharing.floor,
                sharing.because,
                _lacking_then(most, lifted, sharing.gaps.get(purse, ZERO)) if lifted > amounts[LOW] else None,
            )
            if ask.year is not None:
                years[ask.need.id] = (*years.get(ask.need.id, ()), ask)

    def barred(self, need: Need, pools: Sequence[Pool]) -> dict[int, frozenset[str]]:
        """The lines that a `count` need leaves out: its account does, or a limit on lines says so."""
        key = (need.of, *map(id, pools))
        if key not in self.out:
            found: dict[int, set[str]] = {LOW: set(), HIGH: set(), PLAN: set()}
            for offer in (o for pool in pools if need.of in {"", pool.account_id} for o in pool.offers):
                for reading, out in found.items():
                    over = reading in offer.over
                    if (over and offer.barred) or (need.of and not over and not offer.amounts[reading]):
                        out.update(self.lines[number].id for number in offer.numbers)
            self.out[key] = {reading: frozenset(out) for reading, out in found.items()}
        return self.out[key]


def _lacking_then(required: Fraction, lifted: Fraction, gap: Fraction) -> Fraction:
    """What a need lacks once topics are lifted: where that is nothing, the hours that it takes to lift them."""
    return required - lifted if lifted < required else gap


def _enough(ask: Asked, ground: Ground) -> Fraction:
    """What is certainly as much as a need asks; of "some", as much as all needs ask."""
    if not ask.bounds.some:
        return ask.bounds.lo if ask.bounds.hi is None else ask.bounds.hi
    return max((b.hi or ZERO for b in ground.amounts.values()), default=ZERO) or Fraction(1)
