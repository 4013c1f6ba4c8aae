"""Where shared hours lie along their lines: no hour twice, nothing outside of what holds it, alike or not.

Counts alone can't tell: a line's own account of its hours (which of them went where) comes from these places.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

import pytest

from stemtracker.rules.demand import LICENSES, Bucket, Shares, Sort, Want
from stemtracker.rules.share_out import share_out

F = Fraction
NOWHERE = (F(0), F(0))


@dataclass(frozen=True, slots=True)
class Small:
    """A case with few hours."""

    sorts: tuple[Sort, ...]
    wants: tuple[Want, ...]
    caps: Mapping[Bucket, Fraction | None]

    def answer(self) -> Shares:
        return share_out(self.sorts, self.wants, self.caps)


def cannot_share(one: Want, other: Want) -> bool:
    """Whether no hour may serve both."""
    if one.purse == other.purse:
        if one.group and one.group == other.group:
            return True
        if one.on_top == other.id or other.on_top == one.id:
            return True
        if one.on_top and one.on_top == other.on_top and (one.beside or one.id) != (other.beside or other.id):
            return True
    return any(name in other.across and (name != LICENSES or one.home != other.home) for name in one.across)


def wrong(case: Small, shares: Shares) -> Iterator[str]:
    """What can't be, by hand."""
    for at, sort in enumerate(case.sorts):
        yield from (f"sort {at}: {said}" for said in wrong_places(case, shares, at, sort))
    for bucket, cap in case.caps.items():
        through = passed(case, shares, bucket)
        if cap is not None and through > cap:
            yield f"{through} pass {bucket}, which lets {cap} through"
    wants = {want.id: want for want in case.wants}
    whole: dict[tuple[int, str], set[str]] = {}
    for at, need in shares.given:
        if wants[need].whole:
            whole.setdefault((case.sorts[at].activity, wants[need].group), set()).add(need)
    yield from (f"activity {activity} fills {needs}" for (activity, _group), needs in whole.items() if len(needs) > 1)


def wrong_places(case: Small, shares: Shares, at: int, sort: Sort) -> Iterator[str]:
    """What can't be of one sort."""
    wants = {want.id: want for want in case.wants}
    spans = {need: shares.spans[at, need] for index, need in shares.given if index == at}
    for purse, offered in enumerate(sort.offered):
        start, stop = shares.places.get((at, purse), NOWHERE)
        if not 0 <= start <= stop <= offered or stop - start != shares.used.get((at, purse), F(0)):
            yield f"purse {purse} from {start} to {stop} of {offered}"
    for need, (start, stop) in spans.items():
        want = wants[need]
        places = shares.places.get((at, want.purse), NOWHERE)
        first, last = spans.get(want.inside, NOWHERE) if want.inside in sort.needs[want.purse] else places
        if need not in sort.needs[want.purse] or stop - start != shares.given[at, need]:
            yield f"{need} from {start} to {stop}"
        if not first <= start < stop <= last:
            yield f"{need} from {start} to {stop} is not within {first} to {last}"
    for one, other in combinations(spans, 2):
        (a, b), (c, d) = ([end / sort.offered[wants[need].purse] for end in spans[need]] for need in (one, other))
        if cannot_share(wants[one], wants[other]) and max(a, c) < min(b, d):
            yield f"{one} from {a} to {b} and {other} from {c} to {d} share hours"


def passed(case: Small, shares: Shares, bucket: Bucket) -> Fraction:
    """What passes a limit: hours that count in several windows of an account pass once."""
    homes = {want.purse: want.home for want in case.wants}
    found: dict[tuple[int, int], Fraction] = {}
    for (at, purse), amount in shares.used.items():
        if bucket in case.sorts[at].limits[purse]:
            key = (at, homes[purse])
            found[key] = max(found.get(key, F(0)), amount)
    return sum(found.values(), F(0))


def fitting(luck: random.Random, wants: Sequence[Want], often: float) -> frozenset[str]:
    """Needs that some hours fit: with each one all that it lies inside."""
    ids = {want.id for want in wants if luck.random() < often}
    return frozenset(want.id for want in wants if want.id in ids and (not want.inside or want.inside in ids))


def limits(luck: random.Random) -> frozenset[Bucket]:
    return frozenset((name,) for name in "lm" if luck.random() < 0.3)


def alike(luck: random.Random) -> Small:
    """Activities of one or two parts, several of which are the same, for needs that take whole activities."""
    need = luck.randrange
    wants = [
        Want("total", 0, F(need(12))),
        Want("a", 0, F(need(6)), inside="total", group="g", whole=True),
        Want("b", 0, F(need(6)), inside="total", group="g", whole=True),
        Want("c", 0, F(need(6)), inside="a"),
        Want("extra", 0, F(need(6)), on_top="total"),
        Want("more", 0, F(need(4)), on_top="total", beside=luck.choice(("", "x"))),
        Want("rest", 0, F(need(4)), on_top="total", beside=luck.choice(("", "x"))),
    ]
    wants = wants[: luck.randrange(3, 8)]
    sorts: list[Sort] = []
    for _kind in range(luck.randrange(1, 3)):
        parts = [(F(need(1, 5)), fitting(luck, wants, 0.8), limits(luck)) for _part in range(luck.choice((1, 1, 2)))]
        for _activity in range(luck.randrange(1, 4)):
            number = sorts[-1].activity + 1 if sorts else 0
            sorts += [Sort((hours,), (ids,), (bound,), activity=number) for hours, ids, bound in parts]
    if luck.random() < 0.5:
        sorts.append(Sort((F(need(1, 5)),), (frozenset({"total"}),), (frozenset(),)))
    return Small(tuple(sorts), tuple(wants), {("l",): F(need(9)), ("m",): F(need(12))})


def licenses(luck: random.Random) -> Small:
    """Two licenses of which an hour serves one only, at rates of their own."""
    group = luck.choice(("", "g"))
    asked = [replace(want, across=(LICENSES,)) for want in _two(luck)]
    asked = [replace(want, group=group) if want.id in {"a0", "b0"} else want for want in asked]
    return _between(luck, asked)


def windows(luck: random.Random) -> Small:
    """One account seen in two windows, with needs that split hours across these."""
    members = luck.choice((("a0", "a1"), ("a0", "b0", "a1"), ("t0", "t1"), ("a0", "b0", "a1", "b1")))
    asked = [replace(want, kin=0) if want.purse else want for want in _two(luck)]
    return _between(
        luck, [replace(want, group="g", across=("g",)) if want.id in members else want for want in asked], rates=(1,)
    )


def on_top(luck: random.Random) -> Small:
    """One license whose hours lie on top of those of another."""
    return _between(luck, [replace(want, across=("t0",)) if want.id in {"t0", "t1"} else want for want in _two(luck)])


def _two(luck: random.Random) -> list[Want]:
    need = luck.randrange
    return [
        Want("t0", 0, F(need(7))),
        Want("a0", 0, F(need(5)), inside="t0"),
        Want("b0", 0, F(need(5)), inside="t0"),
        Want("t1", 1, F(need(7))),
        Want("a1", 1, F(need(5)), inside="t1"),
        Want("b1", 1, F(need(5)), inside=luck.choice(("", "t1"))),
    ]


def _between(luck: random.Random, wants: Sequence[Want], rates: Sequence[int] = (1, 1, 2)) -> Small:
    sorts = []
    for _sort in range(luck.randrange(1, 5)):
        hours = luck.randrange(1, 4)
        offered = [F(hours), F(hours * luck.choice(rates))]
        if luck.random() < 0.3:
            offered[luck.randrange(2)] = F(0)
        fits = [fitting(luck, [w for w in wants if w.purse == p and offered[p]], 0.75) for p in (0, 1)]
        sorts.append(Sort(tuple(offered), tuple(fits), (limits(luck), limits(luck))))
    return Small(tuple(sorts), tuple(wants), {("l",): F(luck.randrange(6)), ("m",): F(luck.randrange(8))})


@pytest.mark.parametrize("shape", [alike, licenses, windows, on_top], ids=lambda shape: str(shape.__name__))
def test_hours_lie_where_they_may(shape: Callable[[random.Random], Small]) -> None:
    luck = random.Random(f"laid {shape.__name__}")  # noqa: S311 - made-up cases, no secrets
    for _case in range(100):
        case = shape(luck)
        assert list(wrong(case, case.answer())) == [], case


def test_activities_that_are_alike_are_shared_as_if_they_were_not() -> None:
    """They are reckoned together and handed out one by one; a mark that binds nothing keeps them apart."""
    luck = random.Random("unlike")  # noqa: S311
    for _case in range(60):
        case = alike(luck)
        marked = [
            replace(sort, limits=tuple(bound | {("own", sort.activity)} for bound in sort.limits))
            for sort in case.sorts
        ]
        assert replace(case, sorts=tuple(marked)).answer().counts() == case.answer().counts(), case


NESTED = [Want("total", 0, F(3)), Want("x", 0, F(2), inside="total"), Want("y", 0, F(2), on_top="x")]


@pytest.mark.parametrize(
    "wants",
    [
        [*NESTED, Want("extra", 0, F(1), on_top="total")],
        [*NESTED, Want("extra", 0, F(1), on_top="total"), Want("z", 0, F(1), inside="x")],
        [Want("y", 0, F(2), on_top="x"), Want("extra", 0, F(1), on_top="total"), *NESTED[:2]],
        [NESTED[2], *NESTED[:2]],
        [Want("a", 0, F(2), group="g"), *NESTED[:1], Want("b", 0, F(1), inside="total", group="g")],
        [Want("a", 0, F(1), group="g"), *NESTED, Want("b", 0, F(1), inside="x", group="g")],
    ],
    ids=[
        "on top of one inside",
        "with one inside that",
        "asked first",
        "asked before the total",
        "a rival inside the total",
        "a rival inside one inside",
    ],
)
def test_needs_find_a_place_beside_what_they_can_not_share_an_hour_with(wants: list[Want]) -> None:
    """Four hours are enough, wherever what is asked first comes to lie."""
    sort = Sort((F(4),), (frozenset(want.id for want in wants),), (frozenset(),))
    case = Small((sort,), tuple(wants), {})
    shares = case.answer()
    assert list(wrong(case, shares)) == []
    assert all(shares.count(want.id) >= want.required for want in wants)


def test_hours_that_would_have_to_lie_in_two_pieces_still_lie_within_what_holds_them() -> None:
    """Three that split six hours, and what comes on top of one and of another: no order has a place for all in one."""
    wants = [
        Want("total", 0, F(5)),
        Want("a", 0, F(3), inside="total", group="g"),
        Want("b", 0, F(1), group="g"),
        Want("c", 0, F(2), group="g"),
        Want("extra", 0, F(2), on_top="total"),
        Want("more", 0, F(1), on_top="a", beside="x"),
        Want("rest", 0, F(2), on_top="b"),
    ]
    case = Small((Sort((F(6),), (frozenset(want.id for want in wants),), (frozenset(),)),), tuple(wants), {})
    shares = case.answer()
    said = list(wrong(case, shares))
    assert all("share hours" in one for one in said), said
    assert shares.count("a") + shares.count("b") + shares.count("c") == 6


def test_what_lies_inside_hours_that_have_no_place_in_one_piece_lies_there_too() -> None:
    """Five needs in a ring, each with an hour of two that it can't share with the next: one of them finds no place."""
    wants = [
        Want("b", 0, F(1), group="g"),
        Want("c", 0, F(1), group="h", on_top="b"),
        Want("d", 0, F(1), group="h"),
        Want("e", 0, F(1), on_top="d"),
        Want("y", 0, F(1, 2), group="k"),
        Want("a", 0, F(1), group="g", on_top="e"),
        Want("z", 0, F(1, 2), inside="a", group="k"),
    ]
    case = Small((Sort((F(2),), (frozenset(want.id for want in wants),), (frozenset(),)),), tuple(wants), {})
    shares = case.answer()
    said = list(wrong(case, shares))
    assert all("share hours" in one for one in said), said
    assert [shares.count(id_) for id_ in "bcdea"] == [1] * 5


def purses(*across: str, hours: int = 2) -> Small:
    """Hours in several purses, each with a need that asks for one and can't share it with those of one letter."""
    wants = tuple(Want(f"n{at}", at, F(1), across=tuple(names)) for at, names in enumerate(across))
    needs = tuple(frozenset({want.id}) for want in wants)
    return Small((Sort((F(hours),) * len(wants), needs, (frozenset(),) * len(wants)),), wants, {})


def test_hours_that_the_first_purse_has_are_free_for_a_third_that_is_apart_from_the_second_only() -> None:
    case = purses("p", "pq", "q")
    shares = case.answer()
    assert list(wrong(case, shares)) == []
    assert [shares.places[0, purse] for purse in range(3)] == [(F(0), F(1)), (F(1), F(2)), (F(0), F(1))]


def test_purses_of_which_one_finds_no_place_beside_the_others_stay_within_the_hours_there_are() -> None:
    """Five in a ring, each apart from the next."""
    case = purses("pt", "pq", "qr", "rs", "st")
    shares = case.answer()
    assert [shares.used[0, purse] for purse in range(5)] == [1] * 5
    said = list(wrong(case, shares))
    assert all("share hours" in one for one in said), said


def test_purses_apart_from_one_another_lie_one_after_the_other() -> None:
    case = purses("p", "p", "p", hours=3)
    assert case.answer().places == {(0, purse): (F(purse), F(purse + 1)) for purse in range(3)}


def test_a_need_that_is_apart_claims_its_own_hours_and_not_those_of_all_that_holds_it() -> None:
    """Four hours: one in each purse is apart from the others, though the second one counts all four."""
    case = purses("p", "", "p", "p", hours=4)
    wants = (*case.wants, Want("inner", 1, F(1), inside="n1", across=("p",)))
    (sort,) = case.sorts
    needs = tuple(ids | ({"inner"} if "n1" in ids else set()) for ids in sort.needs)
    case = replace(case, sorts=(replace(sort, needs=needs),), wants=wants)
    shares = case.answer()
    assert list(wrong(case, shares)) == []
    assert shares.counts() == {"n0": 1, "n1": 4, "n2": 1, "n3": 1, "inner": 1}
