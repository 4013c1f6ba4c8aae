"""Sharing held against going through every way, hour by hour, on thousands of small made-up cases.

The counting here knows nothing of programs or bounds: each hour is unused, or used in one of the ways that the rules
allow, and of all ways the best is kept. An answer with parts of an hour may be better, never worse; one in whole
hours has to be just as good, need by need.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations_with_replacement, product
from math import comb, prod

import pytest

from stemtracker.rules.demand import Bucket, Shares, Sort, Topic, Want
from stemtracker.rules.share_out import share_out

F = Fraction
SHAPES = ("shared", "split", "whole", "top", "years", "floor", "aloud", "two", "two floors")
X, Y = (0, 0, "topic", "x"), (0, 0, "topic", "y")
SECOND = (1, 0, "topic", "x")
#: How many cases of each shape are tried, none with more ways than this: a few large ones would take most of the time.
CASES, MOST = 230, 6_000


@dataclass(frozen=True, slots=True)
class Small:
    """A case with few hours, in whole units."""

    shape: str
    sorts: tuple[Sort, ...]
    wants: tuple[Want, ...]
    caps: Mapping[Bucket, Fraction | None]
    least: Mapping[Topic, Fraction]

    def answer(self) -> Shares:
        return share_out(self.sorts, self.wants, self.caps, self.least, aloud=self.shape == "aloud")


def made(luck: random.Random, shape: str) -> Small:
    """Up to four sorts of up to three hours under limits that nest or cross."""
    need = luck.randrange
    two = shape.startswith("two")
    group = "g" if shape in {"split", "whole"} else ""
    wants = [
        Want("total", 0, F(need(7)), across=("t",) if two else ()),
        Want("a", 0, F(need(5)), inside="total", group=group, whole=shape == "whole"),
        Want("b", 0, F(need(4)), inside=luck.choice(("", "total")), group=group, whole=shape == "whole"),
    ]
    if shape == "top":
        wants.append(Want("extra", 0, F(need(4)), on_top="total"))
    if shape == "years":
        wants = [Want(f"y{at}", 0, F(need(4)), apart="y") for at in range(2)] + wants[:2]
    if two:
        wants += [Want("second", 1, F(need(5)), across=("t",)), Want("c", 1, F(need(3)), inside="second")]
    sorts = tuple(
        _sort(luck, shape, at, wants, two=two) for at in range(luck.randrange(1, 4 if shape == "years" else 5))
    )
    caps: dict[Bucket, Fraction | None] = {("l",): F(need(5)), ("m",): F(need(6)), ("n",): None}
    least = {X: F(luck.choice((2, 3))), Y: F(3), SECOND: F(2)}
    return Small(shape, sorts, tuple(wants), caps, least)


def _sort(luck: random.Random, shape: str, at: int, wants: Sequence[Want], *, two: bool) -> Sort:
    hours = luck.randrange(1, 4)
    rate = luck.choice((1, 1, 2)) if two else 1
    fits = [frozenset(w.id for w in wants if w.purse == p and luck.random() < 0.7) for p in range(2 if two else 1)]
    fits = [frozenset(id_ for id_ in ids if _kept(id_, ids, wants)) for ids in fits]
    limits = [frozenset((name,) for name in "lmn" if luck.random() < 0.3) for _ in fits]
    held: set[frozenset[Topic]] = set()
    if shape in {"floor", "aloud"} and luck.random() < 0.8:
        held = {frozenset(luck.choice(((X,), (Y,), (X, Y))))}
    if shape == "two floors" and luck.random() < 0.8:
        held = {frozenset({X}), frozenset({SECOND})} if luck.random() < 0.6 else {frozenset({X})}
    offered = (F(hours), F(hours * rate)) if two else (F(hours),)
    return Sort(offered, tuple(fits), tuple(limits), frozenset(held), at if shape == "whole" else -1)


def _kept(id_: str, fits: frozenset[str], wants: Sequence[Want]) -> bool:
    inside = next(w.inside for w in wants if w.id == id_)
    return not inside or inside in fits


State = tuple[int, ...]
Way = dict[object, int]


def ways_of_an_hour(case: Small, sort: Sort) -> list[Way]:
    """What one hour may do: count at needs, run through limits, speak for topics."""
    found: list[Way] = [{}]
    claims: list[list[Way]] = []
    for purse, offered in enumerate(sort.offered):
        here: list[Way] = [{}]
        for needs in _allowed([w for w in case.wants if w.id in sort.needs[purse]]):
            spoken = [tuple(topics) for topics in sort.held if next(iter(topics))[0] == purse]
            voices = product(*spoken) if case.shape != "aloud" else [(*(t for ts in spoken for t in ts), *sort.held)]
            worth = int(offered / sort.offered[0])
            here += [dict.fromkeys((*needs, *sort.limits[purse], *said), worth) for said in voices]
        claims.append(here)
    for parts in product(*claims):
        heads = sum(1 for part in parts if "total" in part or "second" in part)
        if heads < 2:
            merged: Way = {}
            for key, amount in (item for part in parts for item in part.items()):
                merged[key] = merged.get(key, 0) + amount
            if merged and merged not in found:
                found.append(merged)
    return found


def many(case: Small) -> int:
    """In how many ways the hours of a case can be combined, at most."""
    found = [(len(ways_of_an_hour(case, sort)), int(sort.offered[0])) for sort in case.sorts]
    return prod(comb(ways + hours - 1, hours) for ways, hours in found)


def _allowed(fitting: Sequence[Want]) -> Iterator[tuple[str, ...]]:
    """Sets of needs that one hour may serve together."""
    for chosen in product((False, True), repeat=len(fitting)):
        taken = [want for want, yes in zip(fitting, chosen, strict=True) if yes]
        ids = {want.id for want in taken}
        groups = [want.group for want in taken if want.group]
        nested = all(not want.inside or want.inside in ids for want in taken)
        if (
            (ids or not fitting)
            and nested
            and len(groups) == len(set(groups))
            and not any(want.on_top in ids for want in taken)
        ):
            yield tuple(ids)


def every_way(case: Small) -> set[State]:
    """What all needs get, in each way that the rules allow."""
    held = dict.fromkeys(topics for sort in case.sorts for topics in sort.held)
    keys: list[object] = [*(w.id for w in case.wants), *case.caps, *case.least, *held]
    at = {key: number for number, key in enumerate(keys)}
    states: set[State] = {(0,) * len(keys)}
    for sort in case.sorts:
        sums: set[State] = set()
        for chosen in combinations_with_replacement(ways_of_an_hour(case, sort), int(sort.offered[0])):
            served = {id_ for way in chosen for id_ in way if id_ in {"a", "b"}}
            if case.shape == "whole" and len(served) > 1:
                continue
            added = [0] * len(keys)
            for way in chosen:
                for key, amount in way.items():
                    added[at[key]] += amount
            sums.add(tuple(added))
        states = {
            state
            for before in states
            for more in sums
            if all((cap := case.caps[b]) is None or before[at[b]] + more[at[b]] <= cap for b in case.caps)
            for state in [tuple(x + y for x, y in zip(before, more, strict=True))]
        }
    reached = {state: {t for t, least in case.least.items() if state[at[t]] >= least} for state in states}
    if case.shape == "aloud":
        return {s for s in states if all(not s[at[topics]] or topics & reached[s] for topics in held)}
    return {s for s in states if all(not s[at[t]] or t in reached[s] for t in case.least)}


def short_of(case: Small, counts: Mapping[str, Fraction]) -> dict[str, Fraction]:
    return {w.id: max(F(0), w.required - counts.get(w.id, F(0))) for w in case.wants}


def gap_of(case: Small, counts: Mapping[str, Fraction]) -> Fraction:
    """What is lacking by hand: shared needs the largest, those that can't share their sum, what is on top beside it."""
    short = short_of(case, counts)
    first = [short.get("total", F(0)), short.get("y0", F(0)) + short.get("y1", F(0))]
    topics = [short.get("a", F(0)), short.get("b", F(0))]
    first += [sum(topics)] if case.shape in {"split", "whole"} else topics
    second = max(short.get("second", F(0)), short.get("c", F(0)))
    return max(first) + short.get("extra", F(0)) + second


def merit(case: Small, counts: Mapping[str, Fraction]) -> list[Fraction]:
    """What is compared, one after the other."""
    short = short_of(case, counts)
    purses = [-sum((short[w.id] for w in case.wants if w.purse == p), F(0)) for p in range(2)]
    return [
        -gap_of(case, counts),
        *purses,
        *(-short[w.id] for w in case.wants),
        *(counts.get(w.id, F(0)) for w in case.wants),
    ]


def keeps_the_rules(case: Small, shares: Shares) -> None:
    """No hour twice, no limit passed, no topic between nothing and enough."""
    for at, sort in enumerate(case.sorts):
        for purse, offered in enumerate(sort.offered):
            assert 0 <= shares.used.get((at, purse), F(0)) <= offered
        given = {w: shares.given.get((at, w.id), F(0)) for w in case.wants}
        for want, amount in given.items():
            holder = next((w for w in case.wants if w.id == want.inside), None)
            above = given[holder] if holder else shares.used.get((at, want.purse), F(0))
            assert 0 <= amount <= above
        assert sum((a for w, a in given.items() if w.group), F(0)) <= shares.used.get((at, 0), F(0))
        across = [a / sort.offered[w.purse] for w, a in given.items() if w.across and a]
        assert sum(across, F(0)) <= 1
        if case.shape == "whole":
            assert sum(1 for w, a in given.items() if w.whole and a) <= 1
    for bucket, cap in case.caps.items():
        through = sum(
            (a for (at, p), a in shares.used.items() if bucket in case.sorts[at].limits[p]),
            F(0),
        )
        assert cap is None or through <= cap
    for topic, least in case.least.items():
        held = [(a, case.sorts[at].held) for (at, p), a in shares.used.items() if p == topic[0]]
        alone = sum((a for a, topics in held if frozenset({topic}) in topics), F(0))
        might = sum((a for a, topics in held if any(topic in one for one in topics)), F(0))
        assert not alone or might >= least


def whole_hours(case: Small, shares: Shares) -> bool:
    """Whether no hour was divided."""
    purse_of = {want.id: want.purse for want in case.wants}
    parts = [(at, purse, amount) for (at, purse), amount in shares.used.items()]
    parts += [(at, purse_of[need], amount) for (at, need), amount in shares.given.items()]
    return all(
        (amount * case.sorts[at].offered[0] / case.sorts[at].offered[purse]).denominator == 1
        for at, purse, amount in parts
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_no_way_is_better_and_whole_hours_are_the_best_way(shape: str) -> None:
    luck = random.Random(f"allocation {shape}")  # noqa: S311 - made-up cases, no secrets
    exact = 0
    for _case in range(CASES):
        case = next(case for case in iter(lambda: made(luck, shape), None) if many(case) <= MOST)
        shares = case.answer()
        assert not shares.unproven
        keeps_the_rules(case, shares)
        ids = [w.id for w in case.wants]
        best = max(
            merit(case, {id_: F(n) for id_, n in zip(ids, counts, strict=True)})
            for counts in {state[: len(ids)] for state in every_way(case)}
        )
        mine = merit(case, shares.counts())
        assert mine >= best, case
        if whole_hours(case, shares):
            exact += 1
            assert mine == best, case
    assert exact > CASES / 2


@pytest.mark.parametrize("shape", SHAPES)
def test_the_order_of_lines_changes_no_amount(shape: str) -> None:
    luck = random.Random(f"order {shape}")  # noqa: S311
    for _case in range(25):
        case = made(luck, shape)
        turned = replace(case, sorts=tuple(luck.sample(case.sorts, len(case.sorts))))
        assert turned.answer().counts() == case.answer().counts(), case
        assert case.answer() == case.answer()


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if "floor" not in shape])
def test_one_more_line_never_widens_the_gap(shape: str) -> None:
    luck = random.Random(f"more {shape}")  # noqa: S311
    for _case in range(25):
        case = made(luck, shape)
        more = replace(case, sorts=(*case.sorts, made(luck, shape).sorts[0]))
        if case.shape == "whole":
            more = replace(more, sorts=tuple(replace(sort, activity=at) for at, sort in enumerate(more.sorts)))
        fitting = frozenset(w.id for w in case.wants)
        known = all(ids <= fitting for sort in more.sorts for ids in sort.needs)
        assert known
        assert gap_of(more, more.answer().counts()) <= gap_of(case, case.answer().counts()), case
