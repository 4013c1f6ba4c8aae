"""Lays what a program found along the hours of each sort: purses that compete one after the other, rivals likewise.

Neighbors: `share_out` asks, `spread` and `line_answers` read where along the lines of a sort the hours of a need lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import islice, permutations
from math import ceil

from stemtracker.rules.demand import LICENSES, ZERO, Shares, Sort, Want
from stemtracker.rules.program import Program, rival_sets

#: So many orders of placing needs are tried: five needs that can’t share an hour, in any order.
_ORDERS = 120
#: What each variable of a sort comes to.
Values = Mapping[int, Fraction] | Sequence[Fraction]
#: From where to where along the hours of a sort.
Span = tuple[Fraction, Fraction]


def full(shares: Shares, target: int, sort: Sort) -> None:
    """All hours of a sort for every need that it fits."""
    for purse, amount in enumerate(sort.offered):
        if amount:
            shares.used[target, purse] = amount
            shares.places[target, purse] = (ZERO, amount)
            for need in sort.needs[purse]:
                shares.given[target, need] = amount
                shares.spans[target, need] = (ZERO, amount)


def lay(shares: Shares, sort_at: tuple[int, Sort], known: tuple[Program, int], values: Values) -> None:
    """What a sort gives, which the program knows under an index of its own."""
    (target, sort), (program, index) = sort_at, known
    claimed: dict[tuple[str, int], list[Span]] = {}

    def taken(want: Want, offered: Fraction) -> list[Span]:
        """Hours that others have claimed which this need is apart from."""
        return [
            (start * offered, stop * offered)
            for (name, home), spans in claimed.items()
            if name in want.across and (name != LICENSES or home != want.home)
            for start, stop in spans
        ]

    def claim(want: Want, span: Span, offered: Fraction) -> None:
        for name in want.across:
            claimed.setdefault((name, want.home), []).append((span[0] / offered, span[1] / offered))

    for purse, offered in enumerate(sort.offered):
        if (index, purse) not in program.use:
            continue
        used = values[program.use[index, purse]]
        wants = [w for w in program.wants.values() if (index, w.id) in program.give and w.purse == purse]
        heads = [w for w in wants if w.across and (index, w.id) not in program.own]
        start = _room(ZERO, used, [span for head in heads for span in taken(head, offered)])
        apart_from = {w.id: taken(w, offered) for w in wants if (index, w.id) in program.own}
        amounts = {id_: values[program.own[index, id_]] for id_ in apart_from}
        ends = (_room(ZERO, amounts[id_], spans) + amounts[id_] for id_, spans in apart_from.items())
        start = min(max([start, *(end - used for end in ends)]), offered - used)
        for head in heads:
            claim(head, (start, start + used), offered)
        if used:
            shares.used[target, purse] = used
            shares.places[target, purse] = (start, start + used)
        spans = _placed((program, index), values, wants, {"": (start, start + used)}, apart_from)
        for want in wants:
            if amount := values[program.give[index, want.id]]:
                shares.given[target, want.id] = amount
                shares.spans[target, want.id] = spans[want.id]
                if (index, want.id) in program.own:
                    claim(want, spans[want.id], offered)


def _placed(
    known: tuple[Program, int],
    values: Values,
    wants: Sequence[Want],
    fixed: Mapping[str, Span],
    apart_from: Mapping[str, Sequence[Span]],
) -> dict[str, Span]:
    """Where needs lie in the hours of a purse: none where a rival does, if some order of placing them has it so."""
    program, index = known
    inner = [w for w in wants if (index, w.id) in program.own and values[program.own[index, w.id]]]
    orders = islice(permutations(sorted(inner, key=lambda w: len(program.heads[w.id]))), _ORDERS)
    tries = (_in_order(known, values, order, fixed, apart_from) for order in orders)
    first, fits = next(tries)
    placed = first if fits else next((spans for spans, fits in tries if fits), first)
    for want in sorted(wants, key=lambda w: len(program.heads[w.id])):
        placed.setdefault(want.id, placed[_holder(known, want)])
    return placed


def _in_order(
    known: tuple[Program, int],
    values: Values,
    order: Sequence[Want],
    fixed: Mapping[str, Span],
    apart_from: Mapping[str, Sequence[Span]],
) -> tuple[dict[str, Span], bool]:
    """Each need at the first place that is free, and whether there was room for all."""
    program, index = known
    spans, fits = dict(fixed), True
    rivals = [{w.id for w in members} for members in rival_sets(order).values()]
    for want in order:
        holder, amount = _holder(known, want), values[program.own[index, want.id]]
        if holder not in spans:
            return spans, False
        first, last = spans[holder]
        mine = set[str]().union(*(ids for ids in rivals if want.id in ids))
        taken = [*apart_from[want.id], *(spans[id_] for id_ in mine if id_ in spans)]
        at = _room(first, amount, taken)
        fits = fits and at + amount <= last
        at = min(at, last - amount)
        spans[want.id] = (at, at + amount)
    return spans, fits


def _holder(known: tuple[Program, int], want: Want) -> str:
    """The nearest need of its purse with hours of its own that it lies inside; "" is the purse."""
    program, index = known
    while not program.looks_elsewhere(want) and (index, want.inside) in program.give:
        if (index, want.inside) in program.own:
            return want.inside
        want = program.wants[want.inside]
    return ""


def _room(first: Fraction, amount: Fraction, taken: Iterable[Span]) -> Fraction:
    """The first place from a point on where an amount finds room beside what is taken."""
    for start, stop in sorted(taken):
        if stop > start and first < stop and first + amount > start:
            first = stop
    return first


class UnevenError(Exception):
    """What the program found for activities that are alike can't be told apart activity by activity."""


def apart(program: Program, index: int, values: Sequence[Fraction], count: int) -> list[dict[int, Fraction]]:
    """What the program found for activities that are alike, each by itself: the first ones for the first need.

    Raises `UnevenError` where no way to do so was found: then they have to be looked at one by one.
    """
    found: list[dict[int, Fraction]] = [{} for _ in range(count)]
    own = [want for want in program.wants.values() if (index, want.id) in program.own]
    at = 0
    for (activity, _group), chosen in program.wholes.items():
        if activity != program.sorts[index].activity:
            continue
        for id_ in chosen:
            taken = ceil(program.asked(activity, id_, values))
            if (index, id_) in program.own:
                each = program.sorts[index].offered[program.wants[id_].purse] / count
                slots = [each if at <= number < at + taken else ZERO for number in range(count)]
                _fill(found, program.own[index, id_], values, [ZERO] * count, slots)
                own.remove(program.wants[id_])
            at += taken
    for want in sorted(own, key=lambda w: -len(program.heads[w.id])):
        variable, purse = program.own[index, want.id], want.purse
        each = program.sorts[index].offered[purse] / count
        least = _below(program, index, found, variable)
        rivals = [
            program.own[index, other.id]
            for members in rival_sets([w for w in program.wants.values() if (index, w.id) in program.own]).values()
            for other in members
            if want in members and other is not want
        ]
        room = [each - sum((one.get(v, ZERO) for v in set(rivals)), ZERO) for one in found]
        _fill(found, variable, values, least, room)
    for (at_, purse), variable in program.use.items():
        if at_ == index:
            each = program.sorts[index].offered[purse] / count
            _fill(found, variable, values, _below(program, index, found, variable), [each] * count)
    return found


def _below(program: Program, index: int, found: Sequence[dict[int, Fraction]], variable: int) -> list[Fraction]:
    """What each activity has to give at least to what holds needs that were served already."""
    inner = [
        want
        for want in program.wants.values()
        if (index, want.id) in program.own and variable in {program.above(index, want), program.elsewhere(index, want)}
    ]
    sets = [[program.own[index, w.id] for w in members] for members in rival_sets(inner).values()]
    sets += [[program.own[index, w.id]] for w in inner]
    return [max((sum((one.get(v, ZERO) for v in set_), ZERO) for set_ in sets), default=ZERO) for one in found]


def _fill(
    found: Sequence[dict[int, Fraction]],
    variable: int,
    values: Sequence[Fraction],
    least: Sequence[Fraction],
    room: Sequence[Fraction],
) -> None:
    """Gives a variable to activities in order: the least to each, then as much as there is room for."""
    rest = values[variable] - sum(least, ZERO)
    for one, low, most in zip(found, least, room, strict=True):
        more = min(most - low, rest)
        if more < 0:
            raise UnevenError
        one[variable] = low + more
        rest -= more
    if rest:
        raise UnevenError
