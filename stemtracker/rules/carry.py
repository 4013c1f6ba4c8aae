"""What a renewal leaves for the next: hours that go over, and what a career has used up. And what came over.

`close` works out what is left here; in the next cycle it is a line of its own that counts for every need of its
account that asks for nothing in particular. Neighbors: `evaluate` shares the hours, `spare` says what is not needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from stemtracker.domain.assessment import Role
from stemtracker.domain.ledger import Line
from stemtracker.rules.demand import Bucket, Sort
from stemtracker.rules.evaluate import Outcome
from stemtracker.rules.figures import evaluate
from stemtracker.rules.ground import Ground
from stemtracker.rules.offer import LOW
from stemtracker.rules.pack import Carry
from stemtracker.rules.pools import Pool
from stemtracker.rules.setting import PUT_OFF
from stemtracker.rules.sharing import Sharing
from stemtracker.rules.sorting import Sorted
from stemtracker.rules.spare import spare
from stemtracker.rules.traits import pieces
from stemtracker.rules.values import ZERO, all3


@dataclass(frozen=True, slots=True)
class Carried:
    """Hours of one line that go over to the next cycle."""

    account: str
    line: int
    amount: Fraction


def carried_over(outcome: Outcome, lines: Sequence[Line]) -> Iterator[Carried]:
    """What no need of an account requires of the hours that may go over, line by line."""
    for sharing in outcome.sharings:
        for purse, pool in enumerate(sharing.pools):
            here = pool.ground.pack.id == outcome.ground.pack.id
            own = pool.window == pool.account.account.window
            if here and own and pool.account.account.carry:
                yield from _of_pool(sharing, purse, outcome.ground, lines)


def career_uses(outcome: Outcome) -> Iterator[tuple[str, Fraction]]:
    """What this cycle uses of what a career allows only so much of, by limit."""
    for sharing in outcome.sharings:
        for purse, pool in enumerate(sharing.pools):
            if pool.ground.pack.id != outcome.ground.pack.id:
                continue
            for at, now in enumerate(pool.account.limits):
                if now.limit.per.kind == "career" and now.limit.role == Role.REQUIRED:
                    used = _lines(pool, at) if now.limit.lines else _amount(sharing, purse, pool, at)
                    if used:
                        yield now.limit.id, used


def put_off(outcome: Outcome) -> Iterator[tuple[str, Fraction]]:
    """The needs that are put off to the next renewal."""
    for id_, tally in outcome.tallies.items():
        if tally.deferred and id_ in outcome.live:
            need = outcome.ground.needs[id_]
            yield f"{PUT_OFF}{need.base or id_}", Fraction(1)


def _lines(pool: Pool, limit: int) -> Fraction:
    """How many lines count under a limit: as many as there are, but no more than it lets through."""
    counting = (o for o in pool.offers if o.amounts[LOW] and LOW not in o.over)
    under = (o for o in counting if any(at == limit for part in o.parts for at, _n, _t in part.traits.limits))
    return min(Fraction(sum(len(o.numbers) for o in under)), pool.account.limits[limit].cap.lo)


def _amount(sharing: Sharing, purse: int, pool: Pool, limit: int) -> Fraction:
    """How much counts under a limit."""
    sorts = sharing.sorted[LOW].sorts
    bound = (at for at, sort in enumerate(sorts) if any(_is(bucket, pool, limit) for bucket in sort.limits[purse]))
    return sum((sharing.shares[LOW].used.get((at, purse), ZERO) for at in bound), ZERO)


def _is(bucket: Bucket, pool: Pool, limit: int) -> bool:
    return bucket[:3] == (pool.account_id, pool.ground.pack.id, limit)


def _of_pool(sharing: Sharing, purse: int, ground: Ground, lines: Sequence[Line]) -> Iterator[Carried]:
    pool = sharing.pools[purse]
    tables = [c for c in pool.account.account.carry if ground.applies_to(c) is True]
    which = {number: at for number, line in enumerate(lines) if (at := _table(tables, line, ground)) is not None}
    sorts, members = _finer(sharing.sorted[LOW], which)
    index = {at: members[at][0] for at in range(len(sorts)) if members[at][0] is not None}
    left = spare(sorts, sharing.wants[LOW], sharing.caps, index)
    taken: dict[int, Fraction] = {}
    for at, amount in sorted(left.items()):
        first = next((offered for offered in sorts[at].offered if offered), ZERO)
        rest = amount / first * sorts[at].offered[purse] if first else ZERO
        for number, amounts in reversed(members[at][1]):  # the newest hours of a sort go over
            part = min(rest, amounts[purse])
            taken[number] = taken.get(number, ZERO) + part
            rest -= part
    yield from _capped(pool, tables, which, taken, ground)


def _capped(
    pool: Pool, tables: Sequence[Carry], which: dict[int, int], taken: dict[int, Fraction], ground: Ground
) -> Iterator[Carried]:
    """No more than each table lets go over, the newest hours first."""
    for at, table in enumerate(tables):
        most = evaluate(table.at_most, ground.env).lo if table.at_most is not None else None
        for number in sorted((n for n, table_at in which.items() if table_at == at), reverse=True):
            amount = taken.get(number, ZERO) if most is None else min(most, taken.get(number, ZERO))
            if amount > 0:
                yield Carried(pool.account_id, number, amount)
            if most is not None:
                most -= amount


def _table(tables: Sequence[Carry], line: Line, ground: Ground) -> int | None:
    """Which table lets a line's hours go over: the first that surely does."""
    env = ground.env
    for at, table in enumerate(tables):
        days = ground.windows.get(table.from_window) if table.from_window else None
        if days is not None and not days.holds(line, surely=True):
            continue
        env.line = line
        truths = []
        for topics, _share in pieces(line):
            env.topics = topics
            truths.append(True if table.only is None else table.only.truth(env))
        if all3(truths) is True:
            return at
    return None


def _finer(
    found: Sorted, which: dict[int, int]
) -> tuple[list[Sort], list[tuple[int | None, list[tuple[int, tuple[Fraction, ...]]]]]]:
    """The sorts, lines that may go over by one table apart from all others."""
    sorts: list[Sort] = []
    members: list[tuple[int | None, list[tuple[int, tuple[Fraction, ...]]]]] = []
    for index, sort in enumerate(found.sorts):
        apart: dict[int | None, list[tuple[int, tuple[Fraction, ...]]]] = {}
        for number, _row, amounts in found.laid(index):
            apart.setdefault(which.get(number), []).append((number, amounts))
        for table, laid in apart.items():
            totals = tuple(sum((a[p] for _n, a in laid), ZERO) for p in range(len(sort.offered)))
            sorts.append(replace(sort, offered=totals))
            members.append((table, laid))
    return sorts, members
