"""Limits on how many lines count, in a program of sharing hours: each line counts or it does not.

Neighbors: `program` has the variables of all hours, `so_many` the sides of a choice, `branch` tries them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor

from stemtracker.rules import so_many
from stemtracker.rules.branch import Branch, Rows
from stemtracker.rules.demand import ONE, ZERO, Bucket, Sort


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
        """The first limit under which more lines would count, one way or the other."""
        every = ((self.asked(bucket, values), most) for bucket, (most, _chosen) in self.limits.items())
        return next((so_many.sides(asked, most) for asked, most in every if so_many.too_many(asked, most)), ())

    def nearest(self, values: Sequence[Fraction]) -> Branch:
        """As many lines under each limit as it allows, those that count most already."""
        every = ((self.asked(bucket, values), most) for bucket, (most, _chosen) in self.limits.items())
        return sum((so_many.nearest(asked, most) for asked, most in every if so_many.too_many(asked, most)), Branch())

    def settled(self, values: Sequence[Fraction]) -> Branch:
        """As many of each activity count as do now."""
        return sum((so_many.as_now(self.asked(bucket, values)) for bucket in self.limits), Branch())

    def asked(self, bucket: Bucket, values: Sequence[Fraction]) -> dict[int, Fraction]:
        """How many of each activity count under a limit, parts of one included."""
        _most, chosen = self.limits[bucket]
        return {variable: self.counted(bucket, activity, values) for activity, variable in chosen.items()}

    def counted(self, bucket: Bucket, activity: int, values: Sequence[Fraction]) -> Fraction:
        """How many of some activities count under a limit, parts of one included."""
        count = self.counts.get(activity, 1)
        parts = self.under[bucket, activity]
        return max(values[self.use[at]] / self.sorts[at[0]].offered[at[1]] * count for at in parts)
