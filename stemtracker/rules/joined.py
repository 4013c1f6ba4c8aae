"""Which pools of licenses renewed together share the same hours, and whether an hour may serve two of them.

Neighbors: `evaluate` shares what stands together here.
"""

from __future__ import annotations

from collections.abc import Sequence

from stemtracker.rules.ground import Ground
from stemtracker.rules.pools import Pool, Sorted
from stemtracker.rules.share_out import Want

#: The needs that a chosen way asks for.
Path = frozenset[str]
Drawn = tuple[Pool, Ground, Path]


def linked(every: Sequence[Drawn]) -> list[list[Drawn]]:
    """Pools whose needs lie on top of one another across packs stand together, the one below first."""
    groups: list[list[Drawn]] = [[entry] for entry in every]
    for pool, ground, _path in every:
        for need in pool.needs:
            pack, _, below = need.on_top.partition("/")
            if not below or ground.applies[need.id] is False:
                continue
            mine = next(g for g in groups if any(p is pool and gr is ground for p, gr, _ in g))
            other = next(
                (
                    g
                    for g in groups
                    if any(gr.pack.id == pack and any(n.id == below for n in p.needs) for p, gr, _ in g)
                ),
                None,
            )
            if other is not None and other is not mine:
                groups.remove(mine)
                other += mine
    return groups


def exclusive(group: Sequence[Drawn]) -> bool:
    """Whether all that the added packs ask lies on top, so that no hour may serve two of them."""
    for pool, ground, _path in group[1:]:
        tops = {n.id for n in pool.needs if "/" in n.on_top}
        for need in pool.needs:
            inside, seen = need, 0
            while inside.id not in tops and inside.inside in ground.needs and seen < len(pool.needs):
                inside, seen = ground.needs[inside.inside], seen + 1
            if inside.id not in tops and ground.applies[need.id] is not False:
                return False
    return True


def prefixed(want: Want, purse: int) -> Want:
    """The want under a name of its own among several purses."""
    mark = f"{purse}:"
    return Want(
        mark + want.id,
        purse,
        want.required,
        some=want.some,
        inside=want.inside and mark + want.inside,
        group=want.group and mark + want.group,
        on_top=want.on_top and mark + want.on_top,
        apart=want.apart and mark + want.apart,
    )


def renamed(found: Sorted) -> Sorted:
    """Sorts whose needs carry the mark of their purse."""
    for index, sort in enumerate(found.sorts):
        needs = tuple(frozenset(f"{purse}:{id_}" for id_ in ids) for purse, ids in enumerate(sort.needs))
        found.sorts[index] = type(sort)(sort.offered, needs, sort.limits)
    return found
