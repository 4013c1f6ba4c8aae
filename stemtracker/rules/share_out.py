"""Shares hours out among needs: exact, best for the holder, the same for any order of lines (stage 8).

In strict order: least gap, least sum of shortfalls (license by license), needs filled in pack order, lines in order.
Hours that nothing competes for are counted; the rest is an exact linear program over sorts of lines, so its size
depends on the pack and not on the record. Neighbors: `pools` sorts the offers, `simplex` solves the program.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from stemtracker.rules.simplex import solve

ZERO = Fraction(0)
ONE = Fraction(1)
Bucket = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Want:
    """A need that draws on a purse. `required` is what the chosen way asks of it; zero asks nothing."""

    id: str
    purse: int
    required: Fraction = ZERO
    #: Any amount above zero will do; `required` is then small enough to be any.
    some: bool = False
    inside: str = ""
    #: Needs of one group can't share an hour.
    group: str = ""
    on_top: str = ""
    #: Needs whose shortfalls add up though they share nothing (the years of a yearly minimum).
    apart: str = ""


@dataclass(frozen=True, slots=True)
class Sort:
    """All lines that are alike: per purse what they offer, which needs they fit, which limits bind them."""

    offered: tuple[Fraction, ...]
    needs: tuple[frozenset[str], ...]
    limits: tuple[frozenset[Bucket], ...]


@dataclass(frozen=True, slots=True)
class Floor:
    """Sorts of one topic of which a purse must take so much, or (`least` None) nothing at all."""

    purse: int
    sorts: frozenset[int]
    least: Fraction | None


@dataclass(slots=True)
class Shares:
    """The answer: what each sort gives to each purse, and of that to each need."""

    used: dict[tuple[int, int], Fraction] = field(default_factory=dict)
    given: dict[tuple[int, str], Fraction] = field(default_factory=dict)
    #: Where along the hours of a sort those of a need lie (from, to).
    spans: dict[tuple[int, str], tuple[Fraction, Fraction]] = field(default_factory=dict)

    def count(self, need: str) -> Fraction:
        """What a need gets in all."""
        return sum((amount for (_s, id_), amount in self.given.items() if id_ == need), ZERO)

    def counts(self) -> dict[str, Fraction]:
        """What every need gets."""
        found: dict[str, Fraction] = {}
        for (_sort, need), amount in self.given.items():
            found[need] = found.get(need, ZERO) + amount
        return found


def share_out(
    sorts: Sequence[Sort],
    wants: Sequence[Want],
    caps: Mapping[Bucket, Fraction | None],
    floors: Sequence[Floor] = (),
) -> Shares:
    """The one best way to share. `wants` stand in pack order, `sorts` in canonical order.

    `floors` come before all else; where they can't all hold, the answer breaks one.
    """
    held = frozenset().union(*(floor.sorts for floor in floors))
    binding = _binding(sorts, caps)
    exclusive = {w.id for w in wants if w.group} | {w.id for w in wants if w.on_top} | {w.on_top for w in wants}
    shares = Shares()
    hard: list[int] = []
    for index, sort in enumerate(sorts):
        purses = [p for p, amount in enumerate(sort.offered) if amount]
        rivals = any(len(needs & exclusive) > 1 for needs in sort.needs)
        bound = any(limits & binding for limits in sort.limits)
        if len(purses) > 1 or rivals or bound or index in held:
            hard.append(index)
            continue
        for purse in purses:
            shares.used[index, purse] = sort.offered[purse]
            for need in sort.needs[purse]:
                shares.given[index, need] = sort.offered[purse]
                shares.spans[index, need] = (ZERO, sort.offered[purse])
    if hard:
        bounds = {bucket: cap for bucket in binding if (cap := caps[bucket]) is not None}
        _Program(sorts, hard, wants, bounds, shares).run(floors)
    return shares


def spare(
    sorts: Sequence[Sort],
    wants: Sequence[Want],
    caps: Mapping[Bucket, Fraction | None],
    carryable: Collection[int],
) -> dict[int, Fraction]:
    """How much of each sort that could be carried over no requirement needs, in units of its first purse.

    Requirements are met as `share_out` meets them, with as little of these sorts as possible, the first ones first.
    """
    bounds = {bucket: cap for bucket in _binding(sorts, caps) if (cap := caps[bucket]) is not None}
    return _Program(sorts, range(len(sorts)), wants, bounds, Shares()).spared(sorted(set(carryable)))


def _binding(sorts: Sequence[Sort], caps: Mapping[Bucket, Fraction | None]) -> frozenset[Bucket]:
    """The limits that could be exceeded at all."""
    sums: dict[Bucket, Fraction] = {}
    for sort in sorts:
        for amount, limits in zip(sort.offered, sort.limits, strict=True):
            for bucket in limits:
                sums[bucket] = sums.get(bucket, ZERO) + amount
    return frozenset(b for b, amount in sums.items() if (cap := caps.get(b)) is not None and amount > cap)


class _Program:
    """The linear program over the sorts that compete."""

    def __init__(
        self,
        sorts: Sequence[Sort],
        hard: Sequence[int],
        wants: Sequence[Want],
        caps: Mapping[Bucket, Fraction],
        shares: Shares,
    ) -> None:
        self.sorts, self.hard, self.caps, self.shares = sorts, hard, caps, shares
        self.wants = {w.id: w for w in wants}
        self.base = shares.counts()
        self.size = 0
        self.rows: list[tuple[dict[int, Fraction], Fraction]] = []
        self.use: dict[tuple[int, int], int] = {}
        self.give: dict[tuple[int, str], int] = {}

    def variable(self) -> int:
        self.size += 1
        return self.size - 1

    def run(self, floors: Sequence[Floor] = ()) -> None:
        for index in self.hard:
            self.sort(index)
        self.limits()
        kept = self.floors(floors)
        objectives: list[dict[int, Fraction]] = [
            dict.fromkeys(kept, ONE),
            *self.merits(),
            *(self.filled(id_) for id_ in self.wants),
            *({variable: ONE} for variable in self.use.values()),
            *({variable: ONE} for variable in self.own().values()),
        ]
        values = solve(self.size, self.rows, [o for o in objectives if o])
        self.read(values)

    def spared(self, carryable: Sequence[int]) -> dict[int, Fraction]:
        """What requirements leave of these sorts where they take the least of them."""
        for index in self.hard:
            self.sort(index)
        self.limits()
        taken = {i: {v: ONE for (at, _p), v in self.use.items() if at == i} for i in carryable}
        least = {variable: -ONE for row in taken.values() for variable in row}
        objectives = [o for o in (*self.merits(), least, *taken.values()) if o]
        values = solve(self.size, self.rows, objectives)
        left = dict.fromkeys(carryable, ONE)
        for (index, purse), variable in self.use.items():
            if index in left:
                left[index] -= values[variable] / self.sorts[index].offered[purse]
        return {i: rest * next((a for a in self.sorts[i].offered if a), ZERO) for i, rest in left.items()}

    def merits(self) -> list[dict[int, Fraction]]:
        """What counts first: the least gap, then the least shortfalls, license by license and need by need."""
        met = {id_: self.met(want) for id_, want in self.wants.items() if want.required > 0}
        purses = sorted({want.purse for want in self.wants.values()})
        return [
            dict.fromkeys(self.gaps(met), ONE),
            *({v: ONE for id_, v in met.items() if self.wants[id_].purse == p} for p in purses),
            *({variable: ONE} for variable in met.values()),
        ]

    def own(self) -> dict[tuple[int, str], int]:
        """The variables that belong to a need alone."""
        taken = set(self.use.values())
        return {key: v for key, v in self.give.items() if v not in taken}

    def sort(self, index: int) -> None:
        """How much of a sort each purse and each of its needs may take."""
        sort = self.sorts[index]
        together: dict[int, Fraction] = {}
        for purse, amount in enumerate(sort.offered):
            if not amount:
                continue
            used = self.use[index, purse] = self.variable()
            together[used] = ONE / amount
            needs = [w for w in self.wants.values() if w.id in sort.needs[purse]]
            for want in sorted(needs, key=lambda w: self.depth(w.id)):
                self.place(index, want, used)
            self.rivals(index, needs, used)
        self.rows.append((together, ONE))

    def depth(self, id_: str) -> int:
        """How far a need lies inside others."""
        found, inside = 0, self.wants[id_].inside
        while inside in self.wants and found < len(self.wants):
            found, inside = found + 1, self.wants[inside].inside
        return found

    def holder(self, index: int, want: Want, used: int) -> int:
        """The variable that bounds a need: the need it lies inside, else the purse."""
        return self.give.get((index, want.inside), used)

    def place(self, index: int, want: Want, used: int) -> None:
        """A need that shares takes all of what holds it; a rival gets a variable of its own."""
        above = self.holder(index, want, used)
        if not self.contested(index, want):
            self.give[index, want.id] = above
            return
        own = self.give[index, want.id] = self.variable()
        self.rows.append(({own: ONE, above: -ONE}, ZERO))

    def contested(self, index: int, want: Want) -> bool:
        """Whether another need of this sort can't share an hour with it."""
        needs = self.sorts[index].needs[want.purse]
        rivals = (w for w in self.wants.values() if w.id in needs and w.id != want.id)
        return any(
            (want.group and w.group == want.group)
            or w.on_top == want.id
            or want.on_top == w.id
            or (want.on_top and w.on_top == want.on_top)
            for w in rivals
        )

    def rivals(self, index: int, needs: Sequence[Want], used: int) -> None:
        """Rivals share what holds them."""
        sets: dict[tuple[str, str], list[Want]] = {}
        for want in needs:
            if not self.contested(index, want):
                continue
            if want.group:
                sets.setdefault(("group", want.group), []).append(want)
            if want.on_top:
                sets.setdefault(("top", want.on_top), []).append(want)
            if any(w.on_top == want.id for w in needs):
                sets.setdefault(("top", want.id), []).append(want)
        for members in sets.values():
            above = self.holder(index, members[0], used)
            if any(self.holder(index, w, used) != above for w in members):
                above = used
            row = {self.give[index, w.id]: ONE for w in members}
            self.rows.append(({**row, above: row.get(above, ZERO) - ONE}, ZERO))

    def limits(self) -> None:
        """No more than each binding limit allows."""
        for bucket in sorted(self.caps, key=repr):
            row = {
                self.use[index, purse]: ONE
                for index in self.hard
                for purse, limits in enumerate(self.sorts[index].limits)
                if bucket in limits and (index, purse) in self.use
            }
            if row:
                self.rows.append((row, max(self.caps[bucket], ZERO)))

    def floors(self, floors: Sequence[Floor]) -> list[int]:
        """One variable per floor: how much of it is reached."""
        reached = []
        for floor in floors:
            taken = [self.use[index, floor.purse] for index in sorted(floor.sorts) if (index, floor.purse) in self.use]
            if floor.least is None:
                self.rows.append((dict.fromkeys(taken, ONE), ZERO))
                continue
            variable = self.variable()
            reached.append(variable)
            self.rows.append(({variable: ONE}, floor.least))
            self.rows.append(({**dict.fromkeys(taken, -ONE), variable: ONE}, ZERO))
        return reached

    def filled(self, id_: str) -> dict[int, Fraction]:
        """What the program gives to a need."""
        row: dict[int, Fraction] = {}
        for index in self.hard:
            variable = self.give.get((index, id_))
            if variable is not None:
                row[variable] = row.get(variable, ZERO) + ONE
        return row

    def met(self, want: Want) -> int:
        """How much of the requirement is met."""
        variable = self.variable()
        self.rows.append(({variable: ONE}, want.required))
        given = {key: -value for key, value in self.filled(want.id).items()}
        self.rows.append(({**given, variable: ONE}, self.base.get(want.id, ZERO)))
        return variable

    def gaps(self, met: Mapping[str, int]) -> list[int]:
        """One variable per part of the gap, the larger the smaller that part."""
        wants = [self.wants[id_] for id_ in met]
        closed = []
        for part in _components(wants, self.wants):
            ceiling = sum((w.required for w in part), ZERO)
            variable = self.variable()
            closed.append(variable)
            for members in _together(part):
                row = {met[w.id]: -ONE for w in members}
                needed = sum((w.required for w in members), ZERO)
                self.rows.append(({**row, variable: ONE}, ceiling - needed))
        return closed

    def read(self, values: Sequence[Fraction]) -> None:
        """The solution as shares, each checked: nothing negative, nothing given twice."""
        for (index, purse), variable in self.use.items():
            if values[variable]:
                self.shares.used[index, purse] = values[variable]
        for index in self.hard:
            self.lay(index, values)
        kept = all(sum((times * values[v] for v, times in row.items()), ZERO) <= bound for row, bound in self.rows)
        if not kept or any(value < 0 for value in values):
            raise AssertionError("the program left its own bounds")

    def lay(self, index: int, values: Sequence[Fraction]) -> None:
        """Lays the needs of a sort along its hours: purses one after the other, rivals one after the other."""
        at = ZERO
        for purse, offered in enumerate(self.sorts[index].offered):
            if (index, purse) not in self.use:
                continue
            used = values[self.use[index, purse]]
            spans: dict[str, tuple[Fraction, Fraction]] = {"": (at * offered, at * offered + used)}
            reached: dict[tuple[str, str], Fraction] = {}
            wants = [w for w in self.wants.values() if (index, w.id) in self.give and w.purse == purse]
            for want in sorted(wants, key=lambda w: self.depth(w.id)):
                amount = values[self.give[index, want.id]]
                inside = want.inside if want.inside in spans else ""
                start = spans[inside][0]
                if self.contested(index, want):
                    rivals = (inside, want.group or want.on_top or want.id)
                    if any(w.on_top == want.id for w in wants):
                        rivals = (inside, want.id)
                    start = reached.get(rivals, start)
                    reached[rivals] = start + amount
                spans[want.id] = (start, start + amount)
                if amount:
                    self.shares.given[index, want.id] = amount
                    self.shares.spans[index, want.id] = spans[want.id]
            at += used / offered


def _components(wants: Iterable[Want], every: Mapping[str, Want]) -> list[list[Want]]:
    """Parts of the gap that add up: what is on top of something adds, all else is shared."""
    parts: dict[tuple[int, str], list[Want]] = {}
    for want in wants:
        head, seen = want, {want.id}
        while not head.on_top and head.inside in every and head.inside not in seen:
            head = every[head.inside]
            seen.add(head.id)
        parts.setdefault((want.purse, head.id if head.on_top else ""), []).append(want)
    return list(parts.values())


def _together(part: Sequence[Want]) -> list[list[Want]]:
    """Needs whose shortfalls add up; all others stand alone."""
    sets: dict[tuple[str, str], list[Want]] = {}
    for want in part:
        key = ("group", want.group) if want.group else ("apart", want.apart) if want.apart else ("one", want.id)
        sets.setdefault(key, []).append(want)
    return list(sets.values())


def gap(wants: Sequence[Want], counts: Mapping[str, Fraction]) -> Fraction:
    """The least units that ideal further activities must bring, all purses together."""
    every = {w.id: w for w in wants}
    asked = [w for w in wants if w.required > 0]

    def short(want: Want) -> Fraction:
        return ZERO if want.some else max(ZERO, want.required - counts.get(want.id, ZERO))

    return sum(
        (
            max(sum((short(w) for w in members), ZERO) for members in _together(part))
            for part in _components(asked, every)
        ),
        ZERO,
    )
