"""Limits on how many lines count, in a program of sharing hours: each line counts or it does not.

Neighbors: `program` has the variables of all hours, `branch` tries one side of a choice after the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

from stemtracker.rules.branch import Branch, Rows
from stemtracker.rules.demand import ONE, ZERO, Bucket, Sort
from stemtracker.rules.simplex import Bounded


class FewLines:
    """For each limit how many lines may count, and the variable of how many of each activity do."""

    def __init__(
        self,
        rows: Rows,
        sorts: Mapping[int, Sort],
        use: Mapping[tuple[int, int], int],
        counts: Mapping[int, int],
    ) -> None:
        """`counts` says of how many activities each one stands for."""
        self.rows, self.sorts, self.use, self.counts = rows, sorts, use, counts
        self.limits: dict[Bucket, tuple[Fraction, dict[int, int]]] = {}
        self.under: dict[tuple[Bucket, int], list[tuple[int, int]]] = {}

    def limit(self, bucket: Bucket, cap: Fraction, index: int, purse: int) -> None:
        """Hours of a sort count only where the activity does."""
        sort = self.sorts[index]
        count = self.counts.get(sort.activity, 1)
        _most, chosen = self.limits.setdefault(bucket, (Fraction(max(0, floor(cap))), {}))
        if sort.activity not in chosen:
            counted = chosen[sort.activity] = self.rows.variable()
            self.rows.bound({counted: ONE}, Fraction(count))
        self.rows.bound({self.use[index, purse]: ONE, chosen[sort.activity]: -sort.offered[purse] / count}, ZERO)
        self.under.setdefault((bucket, sort.activity), []).append((index, purse))

    def bound(self) -> None:
        """No more lines than each limit allows."""
        for most, chosen in self.limits.values():
            self.rows.bound(dict.fromkeys(chosen.values(), ONE), most)

    def sides(self, values: Sequence[Fraction]) -> Sequence[Branch]:
        """The first limit under which more lines would count in part: one of them does, or others in its place."""
        for bucket, (most, chosen) in self.limits.items():
            asked = {activity: self.counted(bucket, activity, values) for activity in chosen}
            if sum(ceil(amount) for amount in asked.values()) > most:
                one = max((a for a, amount in asked.items() if amount.denominator > 1), key=lambda a: asked[a] % 1)
                full = floor(asked[one])
                others = dict.fromkeys((v for activity, v in chosen.items() if activity != one), ONE)
                return (
                    Branch(rows=((others, most - full - 1),)),
                    Branch(rows=(({chosen[one]: ONE}, Fraction(full)),)),
                )
        return ()

    def nearest(self, values: Sequence[Fraction]) -> Branch:
        """As many of each activity count as do wholly, and one more of those that count most in part."""
        rows: list[Bounded] = []
        for bucket, (most, chosen) in self.limits.items():
            asked = {activity: self.counted(bucket, activity, values) for activity in chosen}
            if sum(ceil(amount) for amount in asked.values()) <= most:
                continue
            rest = most - sum(floor(amount) for amount in asked.values())
            for one in sorted(chosen, key=lambda a: -(asked[a] % 1)):
                more = rest > 0 and asked[one].denominator > 1
                rest -= more
                rows.append(({chosen[one]: ONE}, Fraction(floor(asked[one]) + more)))
        return Branch(tuple(rows))

    def settled(self, values: Sequence[Fraction]) -> Branch:
        """As many of each activity count as do now."""
        return Branch(
            tuple(
                ({variable: ONE}, Fraction(ceil(self.counted(bucket, activity, values))))
                for bucket, (_most, chosen) in self.limits.items()
                for activity, variable in chosen.items()
            )
        )

    def counted(self, bucket: Bucket, activity: int, values: Sequence[Fraction]) -> Fraction:
        """How many of some activities count under a limit, parts of one included."""
        count = self.counts.get(activity, 1)
        parts = self.under[bucket, activity]
        return max(values[self.use[at]] / self.sorts[at[0]].offered[at[1]] * count for at in parts)
