"""Sharing hours among needs: exact, best, never worse than trying every way by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from stemtracker.rules.demand import Bucket, Shares, Sort, Want, gap
from stemtracker.rules.share_out import share_out
from stemtracker.rules.simplex import solve

F = Fraction
CAPS: dict[Bucket, Fraction | None] = {("l",): F(2), ("m",): F(3)}


def wants(group: str = "", *, top: bool = False) -> tuple[Want, ...]:
    return (
        Want("total", 0, F(6)),
        Want("a", 0, F(2), inside="total", group=group),
        Want("b", 0, F(3), inside="total", group=group),
        *((Want("extra", 0, F(2), on_top="total"),) if top else ()),
    )


def sort(amount: int, needs: Sequence[str], limits: Sequence[str] = ()) -> Sort:
    return Sort((F(amount),), (frozenset(needs),), (frozenset((name,) for name in limits),))


def feasible(
    shares: Shares, sorts: Sequence[Sort], asked: Sequence[Want], caps: Mapping[Bucket, Fraction | None]
) -> None:
    """Nothing is given twice, nothing goes over a limit: checked by hand, not by the program."""
    for index, one in enumerate(sorts):
        used = shares.used.get((index, 0), F(0))
        assert 0 <= used <= one.offered[0]
        for group in {w.group for w in asked if w.group}:
            assert sum((shares.given.get((index, w.id), F(0)) for w in asked if w.group == group), F(0)) <= used
        apart = shares.given.get((index, "extra"), F(0)) + shares.given.get((index, "total"), F(0))
        assert "extra" not in {w.id for w in asked} or apart <= used
        for (at, need), amount in shares.given.items():
            assert at != index or (0 <= amount <= used and need in one.needs[0])
            start, end = shares.spans[at, need]
            assert end - start == amount
    for bucket, cap in caps.items():
        through = sum((shares.used.get((i, 0), F(0)) for i, s in enumerate(sorts) if bucket in s.limits[0]), F(0))
        assert cap is None or through <= cap


def every_way(sorts: Sequence[Sort], asked: Sequence[Want]) -> Iterator[dict[str, Fraction]]:
    """Each way to use whole hours, and to give each to at most one of the rivals."""
    ways = []
    for one in sorts:
        rivals = [w.id for w in asked if w.id in one.needs[0] and (w.group or w.id == "extra")]
        shared = [w.id for w in asked if w.id in one.needs[0] and w.id not in rivals]
        ways.append(
            [
                (used, handed, rivals, shared)
                for used in range(int(one.offered[0]) + 1)
                for handed in product(range(used + 1), repeat=len(rivals))
                if sum(handed) <= used
            ]
        )
    for chosen in product(*ways):
        through = {b: sum(c[0] for c, s in zip(chosen, sorts, strict=True) if b in s.limits[0]) for b in CAPS}
        if any(amount > (CAPS[b] or 0) for b, amount in through.items()):
            continue
        counts: dict[str, Fraction] = {}
        for used, handed, rivals, shared in chosen:
            extra = dict(zip(rivals, handed, strict=True)).get("extra", 0)
            for need in shared:
                counts[need] = counts.get(need, F(0)) + used - (extra if need == "total" else 0)
            for need, amount in zip(rivals, handed, strict=True):
                counts[need] = counts.get(need, F(0)) + amount
        yield counts


def merit(asked: Sequence[Want], counts: Mapping[str, Fraction]) -> tuple[Fraction, Fraction]:
    short = sum((max(F(0), w.required - counts.get(w.id, F(0))) for w in asked), F(0))
    return gap(asked, counts), short


_TOPICS = st.sampled_from([("total",), ("total", "a"), ("total", "b"), ("total", "a", "b")])
_SORTS = st.lists(
    st.builds(sort, st.integers(1, 3), _TOPICS, st.sampled_from([(), ("l",), ("m",), ("l", "m")])),
    min_size=1,
    max_size=3,
)


@settings(max_examples=60)
@given(_SORTS, st.sampled_from(["", "g"]))
def test_never_worse_than_any_way_by_hand(sorts: list[Sort], group: str) -> None:
    asked = wants(group)
    shares = share_out(sorts, asked, CAPS)
    feasible(shares, sorts, asked, CAPS)
    best = min(merit(asked, counts) for counts in every_way(sorts, asked))
    assert merit(asked, shares.counts()) <= best


@settings(max_examples=30)
@given(
    st.lists(
        st.builds(sort, st.integers(1, 3), st.sampled_from([("total", "extra"), ("extra",), ("total",)])), max_size=3
    )
)
def test_what_is_on_top_is_never_counted_twice(sorts: list[Sort]) -> None:
    asked = wants(top=True)
    shares = share_out(sorts, asked, {})
    feasible(shares, sorts, asked, {})
    best = min(merit(asked, counts) for counts in every_way(sorts, asked))
    assert merit(asked, shares.counts()) <= best


def test_a_cap_and_two_topics_compete() -> None:
    """A single pass in pack order would give all of the cap to the first topic."""
    sorts = [sort(2, ("total", "a", "b"), ("l",)), sort(2, ("total", "b"), ("l",)), sort(3, ("total", "a"))]
    found = share_out(sorts, wants("g"), CAPS).counts()
    assert (found["a"], found["b"]) == (F(3), F(2))


def test_one_more_line_may_lower_a_need_but_never_the_gap_grows() -> None:
    """Law 7, the fixed example: an exclusive split under a joint cap."""
    asked = (Want("b", 0, F(3), group="g"), Want("a", 0, F(3), group="g"))
    caps: dict[Bucket, Fraction | None] = {("l",): F(3)}
    before = [sort(3, ("a",), ("l",))]
    after = [*before, sort(3, ("b",), ("l",))]
    first, second = share_out(before, asked, caps), share_out(after, asked, caps)
    assert (first.count("a"), second.count("a")) == (F(3), F(0))
    assert second.count("b") == F(3)
    assert gap(asked, second.counts()) == gap(asked, first.counts()) == F(3)


def test_objectives_come_one_after_the_other() -> None:
    rows = [({0: F(1), 1: F(1)}, F(1)), ({0: F(3)}, F(1))]
    assert solve(2, rows, [{0: F(1)}, {1: F(1)}]) == [F(1, 3), F(2, 3)]
    assert solve(2, rows, [{1: F(1)}, {0: F(1)}]) == [F(0), F(1)]


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=4),
    st.lists(st.integers(0, 5), min_size=4, max_size=4),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
)
def test_the_program_is_exact(rows: list[list[int]], bounds: list[int], objective: list[int]) -> None:
    """Against every point of a grid of halves; boxed, so that there is an optimum."""
    boxed = [*[({k: F(v) for k, v in enumerate(r)}, F(b)) for r, b in zip(rows, bounds, strict=False)]]
    boxed += [({k: F(1)}, F(2)) for k in range(3)]
    found = solve(3, boxed, [{k: F(v) for k, v in enumerate(objective)}])
    for row, bound in boxed:
        assert sum((v * found[k] for k, v in row.items()), F(0)) <= bound
    value = sum((v * found[k] for k, v in enumerate(objective)), F(0))
    grid = [F(n, 2) for n in range(5)]
    for point in product(grid, repeat=3):
        if all(sum((v * point[k] for k, v in row.items()), F(0)) <= bound for row, bound in boxed):
            assert value >= sum((v * point[k] for k, v in enumerate(objective)), F(0))
