"""The program of sharing hours: variables for what purses and needs take of each sort, and what bounds them.

Needs that share take all of what holds them; rivals get variables of their own that share it. Everything is stated
so that taking nothing is allowed. Neighbors: `share_out` asks, `branch` solves, `speaking` adds topics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from stemtracker.rules import so_many
from stemtracker.rules.branch import Branch, Rows
from stemtracker.rules.demand import (
    LICENSES,
    ONE,
    ZERO,
    Bucket,
    Sort,
    Want,
    components,
    holders,
    in_lines,
    stacked,
    together,
)
from stemtracker.rules.few_lines import FewLines

Row = dict[int, Fraction]


class Program:
    """The sorts that compete, as variables and bounds."""

    def __init__(
        self,
        sorts: Mapping[int, Sort],
        wants: Sequence[Want],
        caps: Mapping[Bucket, Fraction],
        base: Mapping[str, Fraction],
        counts: Mapping[int, int] | None = None,
    ) -> None:
        """`base` is what needs have already; `counts` says of how many activities each one stands for."""
        self.sorts, self.wants, self.base = sorts, {want.id: want for want in wants}, base
        self.counts = counts or {}
        self.rows = Rows()
        self.use: dict[tuple[int, int], int] = {}
        self.give: dict[tuple[int, str], int] = {}
        self.own: dict[tuple[int, str], int] = {}
        #: Of a sort, and of purses that are one account: the part of its hours that any of them takes.
        self.taken: dict[tuple[int, int], int] = {}
        self.activities: dict[int, list[int]] = {}
        #: Of each activity and group that takes whole ones: the variable of how many fill a need, by need.
        self.wholes: dict[tuple[int, str], dict[str, int]] = {}
        self.few = FewLines(self.rows, sorts, self.use, self.counts)
        for index, sort in sorts.items():
            if sort.activity >= 0:
                self.activities.setdefault(sort.activity, []).append(index)
        self.heads = {want.id: holders(want, self.wants) for want in wants}
        self.homes = {want.purse: want.home for want in wants}
        for index in sorts:
            self.sort(index)
            self.account(index)
        self.across()
        self.whole()
        self.limits(caps)

    def sort(self, index: int) -> None:
        """How much of a sort each purse and each of its needs may take."""
        for purse, amount in enumerate(self.sorts[index].offered):
            if not amount:
                continue
            used = self.use[index, purse] = self.rows.variable()
            self.rows.bound({used: ONE}, amount)
            needs = [w for w in self.wants.values() if w.id in self.sorts[index].needs[purse]]
            for want in sorted(needs, key=lambda w: len(self.heads[w.id])):
                above = self.above(index, want)
                if not self.contested(index, want):
                    self.give[index, want.id] = above
                    continue
                own = self.give[index, want.id] = self.own[index, want.id] = self.rows.variable()
                self.rows.bound({own: ONE, above: -ONE}, ZERO)
            self.rivals(index, needs)
        for want in self.wants.values():
            if (index, want.id) in self.own and (holder := self.elsewhere(index, want)) is not None:
                self.rows.bound({self.own[index, want.id]: ONE, holder: -ONE}, ZERO)

    def account(self, index: int) -> None:
        """What purses that are one account take together: the same hours, unless needs are apart."""
        kin: dict[int, list[int]] = {}
        for purse, amount in enumerate(self.sorts[index].offered):
            if amount:
                kin.setdefault(self.homes.get(purse, purse), []).append(purse)
        for home, purses in kin.items():
            if len(purses) > 1:
                taken = self.taken[index, home] = self.rows.variable()
                self.rows.bound({taken: ONE}, ONE)
                for purse in purses:
                    self.rows.bound({self.use[index, purse]: ONE, taken: -self.sorts[index].offered[purse]}, ZERO)

    def above(self, index: int, want: Want) -> int:
        """The variable that bounds a need: the need of its purse that it lies inside, else the purse."""
        use = self.use[index, want.purse]
        return use if self.looks_elsewhere(want) else self.give.get((index, want.inside), use)

    def elsewhere(self, index: int, want: Want) -> int | None:
        """The variable of the need that it lies inside, where that looks at the account in another window."""
        return self.give.get((index, want.inside)) if self.looks_elsewhere(want) else None

    def looks_elsewhere(self, want: Want) -> bool:
        """Whether the need that it lies inside draws on another purse."""
        return want.inside in self.wants and self.wants[want.inside].purse != want.purse

    def contested(self, index: int, want: Want) -> bool:
        """Whether another need can't share an hour (or an activity) of this sort with it, or what holds it may."""
        needs = self.sorts[index].needs[want.purse]
        if self.looks_elsewhere(want):
            return True
        if any(one for one in rival_sets(self.fitting(needs)).values() if want in one and len(one) > 1):
            return True
        if any(not self.all_inside(index, want.purse, name) for name in want.across):
            return True
        return bool(want.group and want.whole) and len(self.of_activity(index, want.group)) > 1

    def fitting(self, needs: Iterable[str]) -> list[Want]:
        return [want for id_, want in self.wants.items() if id_ in needs]

    def of_activity(self, index: int, group: str) -> list[str]:
        """The needs of a group that parts of an activity fit."""
        parts = self.activities.get(self.sorts[index].activity, ())
        fitting = frozenset[str]().union(*(n for at in parts for n in self.sorts[at].needs))
        return [want.id for want in self.fitting(fitting) if want.group == group]

    def all_inside(self, index: int, purse: int, name: str) -> bool:
        """Whether all that a purse counts of a sort competes under a name, so that the purse itself does.

        What lies inside a need that looks at another window competes there, not here.
        """
        for want in self.fitting(self.sorts[index].needs[purse]):
            here = (one for one in (want, *self.heads[want.id]) if one.purse == purse)
            if not any(name in one.across for one in here):
                return False
        return True

    def rivals(self, index: int, needs: Sequence[Want]) -> None:
        """Rivals share what holds them: each need that several of them lie inside, and the purse."""
        for members in rival_sets(needs).values():
            held: dict[tuple[int, int], dict[str, int]] = {}
            for want in members:
                chain = [(w.purse, self.give[index, w.id]) for w in self.heads[want.id] if (index, w.id) in self.give]
                for one in (*chain, (want.purse, self.use[index, want.purse])):
                    held.setdefault(one, {})[want.id] = self.give[index, want.id]
            several = [(one, inside) for one, inside in reversed(held.items()) if len(inside) > 1]
            nearest = {(purse, frozenset(inside)): (holder, inside) for (purse, holder), inside in several}
            for holder, inside in nearest.values():
                row = dict.fromkeys(inside.values(), ONE)
                self.rows.bound({**row, holder: row.get(holder, ZERO) - ONE}, ZERO)

    def across(self) -> None:
        """No hour serves two needs of different purses that can't share one."""
        claims: dict[tuple[str, object], Row] = {}
        homes: dict[tuple[str, object], set[tuple[int, int]]] = {}
        for index, sort in self.sorts.items():
            line, portion = sort.part_of or (None, ONE)
            for want in self.wants.values():
                for name in want.across if want.id in sort.needs[want.purse] else ():
                    key: tuple[str, object] = (name, index if line is None else (line,))
                    homes.setdefault(key, set()).add((index, want.home))
                    claim, whole = self.claim(index, want, name)
                    claims.setdefault(key, {})[claim] = portion / whole
        for claimed, row in claims.items():
            if len(row) > 1:
                self.rows.bound(row, ONE)
                first, *others = homes[claimed]
                taken = None if others else self.taken.get(first)
                if taken is not None and taken not in row:  # hours of one account: no more than it takes
                    self.rows.bound({**row, taken: -(self.sorts[first[0]].part_of or (0, ONE))[1]}, ZERO)

    def claim(self, index: int, want: Want, name: str) -> tuple[int, Fraction]:
        """The variable by which a need claims hours under a name, and what all hours of the sort come to in it."""
        whole = self.sorts[index].offered[want.purse]
        if not self.all_inside(index, want.purse, name):
            return self.give[index, want.id], whole
        taken = self.taken.get((index, want.home)) if name == LICENSES else None
        return (self.use[index, want.purse], whole) if taken is None else (taken, ONE)

    def whole(self) -> None:
        """An activity fills one need of a group that takes whole activities."""
        for activity, parts in self.activities.items():
            count = self.counts.get(activity, 1)
            for group in dict.fromkeys(want.group for want in self.wants.values() if want.whole):
                ids = self.of_activity(parts[0], group)
                if len(ids) < 2:
                    continue
                chosen = self.wholes[activity, group] = {id_: self.rows.variable() for id_ in ids}
                self.rows.bound(dict.fromkeys(chosen.values(), ONE), Fraction(count))
                for index in parts:
                    for id_ in ids:
                        if (index, id_) in self.give:
                            each = self.sorts[index].offered[self.wants[id_].purse] / count
                            self.rows.bound({self.give[index, id_]: ONE, chosen[id_]: -each}, ZERO)

    def limits(self, caps: Mapping[Bucket, Fraction]) -> None:
        """No more than each binding limit allows."""
        bound: dict[Bucket, Row] = {}
        for (index, purse), variable in self.use.items():
            taken = self.taken.get((index, self.homes.get(purse, purse)))
            for bucket in sorted(self.sorts[index].limits[purse], key=repr):
                if bucket in caps and in_lines(bucket):
                    self.few.limit(bucket, caps[bucket], index, purse)
                elif bucket in caps and taken is None:
                    bound.setdefault(bucket, {})[variable] = ONE
                elif bucket in caps and taken is not None:
                    row = bound.setdefault(bucket, {})
                    row[taken] = max(row.get(taken, ZERO), self.sorts[index].offered[purse])
        for bucket in sorted(bound, key=repr):
            self.rows.bound(bound[bucket], max(caps[bucket], ZERO))
        self.few.bound()

    def filled(self, id_: str) -> Row:
        """What the program gives to a need."""
        row: Row = {}
        for index in self.sorts:
            variable = self.give.get((index, id_))
            if variable is not None:
                row[variable] = row.get(variable, ZERO) + ONE
        return row

    def merits(self, lifts: Mapping[int, Sequence[Row]] | None = None) -> list[Row]:
        """What counts first: the least gap, then the least shortfalls, license by license and need by need."""
        self.met = {id_: self.requirement(want) for id_, want in self.wants.items() if want.required > 0}
        purses = sorted({want.home for want in self.wants.values()})
        self.closed = self.gaps(lifts or {})
        return [
            dict.fromkeys((variable for _p, _c, variable in self.closed), ONE),
            *({v: ONE for id_, v in self.met.items() if self.wants[id_].home == p} for p in purses),
            *({variable: ONE} for variable in self.met.values()),
        ]

    def requirement(self, want: Want) -> int:
        """How much of a requirement is met."""
        variable = self.rows.variable()
        self.rows.bound({variable: ONE}, want.required)
        given = {key: -value for key, value in self.filled(want.id).items()}
        self.rows.bound({**given, variable: ONE}, self.base.get(want.id, ZERO))
        return variable

    def gaps(self, lifts: Mapping[int, Sequence[Row]]) -> list[tuple[int, Fraction, int]]:
        """One variable per part of the gap, the larger the smaller that part: purse, ceiling, variable.

        `lifts` are the ideal hours that lift topics, part by part, those that add up together.
        """
        found = []
        for at, part in enumerate(components(list(self.wants.values()))):
            ceiling = sum((w.required for w in part), ZERO)
            variable = self.rows.variable()
            found.append((part[0].home, ceiling, variable))
            for members in together(part):
                needed = sum((w.required for w in members), ZERO)
                self.rows.bound({**{self.met[w.id]: -ONE for w in members}, variable: ONE}, ceiling - needed)
            for lifted in lifts.get(at, ()):
                self.rows.bound({**lifted, variable: ONE}, ceiling)
        return found

    def fills(self) -> list[Row]:
        """What counts next: needs filled in pack order."""
        return [self.filled(id_) for id_ in self.wants]

    def counts_of(self, values: Sequence[Fraction]) -> dict[str, Fraction]:
        """What each need gets, what it has already included."""
        found = dict(self.base)
        for id_ in self.wants:
            given = sum((times * values[v] for v, times in self.filled(id_).items()), ZERO)
            found[id_] = found.get(id_, ZERO) + given
        return found

    def tail(self) -> list[Row]:
        """What settles the rest: sorts in order."""
        return [
            *({variable: ONE} for variable in self.use.values()),
            *({variable: ONE} for variable in self.own.values()),
        ]

    def sides(self, values: Sequence[Fraction]) -> Sequence[Branch]:
        """The first activities that would fill more needs than there are of them, one way or the other."""
        every = self.filling(values)
        found = (so_many.sides(asked, count) for asked, count in every if so_many.too_many(asked, count))
        return next(found, ()) or self.few.sides(values)

    def nearest(self, values: Sequence[Fraction]) -> Branch:
        """As many activities fill needs as there are, those that fill most of one already."""
        every = self.filling(values)
        found = (so_many.nearest(asked, count) for asked, count in every if so_many.too_many(asked, count))
        return sum(found, Branch()) + self.few.nearest(values)

    def settled(self, values: Sequence[Fraction]) -> Branch:
        """As many activities fill each need as do now."""
        found = (so_many.as_now(asked) for asked, _count in self.filling(values))
        return sum(found, Branch()) + self.few.settled(values)

    def filling(self, values: Sequence[Fraction]) -> Iterator[tuple[dict[int, Fraction], int]]:
        """For each activity that fills one need of a group: how many fill each need, and how many there are."""
        for (activity, _group), chosen in self.wholes.items():
            asked = {variable: self.asked(activity, id_, values) for id_, variable in chosen.items()}
            yield asked, self.counts.get(activity, 1)

    def asked(self, activity: int, id_: str, values: Sequence[Fraction]) -> Fraction:
        """How many of some activities a need takes, parts of one included."""
        count, purse = self.counts.get(activity, 1), self.wants[id_].purse
        parts = [index for index in self.activities[activity] if (index, id_) in self.give]
        return max(values[self.give[index, id_]] / self.sorts[index].offered[purse] * count for index in parts)


def rival_sets(needs: Iterable[Want]) -> dict[tuple[str, str], list[Want]]:
    """Needs of a sort in sets that can't share an hour: those of a group, and what is on top with what is below."""
    sets: dict[tuple[str, str], list[Want]] = {}
    here = list(needs)
    for want in here:
        if want.group:
            sets.setdefault(("group", want.group), []).append(want)
    return sets | {("top", name): members for name, members in stacked(here)}
