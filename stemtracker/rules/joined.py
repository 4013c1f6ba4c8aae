"""Which pools of licenses renewed together share the same hours, and whether an hour may serve two of them.

Neighbors: `sharing` shares what stands together here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from stemtracker.rules.demand import LICENSES, Shares, Want, stacked
from stemtracker.rules.ground import Ground
from stemtracker.rules.licenses import about
from stemtracker.rules.pools import Pool
from stemtracker.rules.sorting import Sorted

ZERO = Fraction(0)

#: The needs that a chosen way asks for.
Path = frozenset[str]
Drawn = tuple[Pool, Ground, Path]
#: Under these an hour serves one license only, or may have to.
APART = frozenset({"split", "whole", "unknown"})


def linked(every: Sequence[Drawn]) -> list[list[Drawn]]:
    """Pools whose needs lie on top of one another across packs stand together, the one below first.

    So do those of licenses of which an hour may serve one only, and those of one account in several windows: the
    window says which hours a need may take, not that they may be taken twice.
    """
    accounts: dict[object, list[Drawn]] = {}
    for entry in every:
        accounts.setdefault((id(entry[1]), entry[0].account_id), []).append(entry)
    groups: list[list[Drawn]] = list(accounts.values())
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
    for one, another in combinations(_grounds(every), 2):
        if policy(one, another) in APART:
            first, *others = [g for g in groups if any(gr is one or gr is another for _p, gr, _ in g)]
            groups = [g for g in groups if all(g is not other for other in others)]
            first += [entry for other in others for entry in other]
    return groups


def policy(one: Ground, other: Ground) -> str:
    """Whether an hour may serve both licenses in a world: shared, split, whole, unknown; "" where nothing is said."""
    found: set[str] = set()
    for ground, there in ((one, other), (other, one)):
        for overlap in ground.licenses:
            if about(overlap.members, ground.pack.id, there.pack.id):
                found.add(overlap.policy if ground.applies_to(overlap) else "unknown")
    return found.pop() if len(found) == 1 else "unknown" if found else ""


def _grounds(group: Sequence[Drawn]) -> list[Ground]:
    return list({id(ground): ground for _p, ground, _path in group}.values())


def policies(group: Sequence[Drawn]) -> frozenset[str]:
    """What is said of the licenses that stand together, two by two."""
    return frozenset(policy(one, another) for one, another in combinations(_grounds(group), 2))


def surely_apart(group: Sequence[Drawn]) -> bool:
    """Whether it is certain that no hour of any of these accounts counts in another."""
    accounts = set(homes([pool for pool, _g, _p in group]))
    return len(_grounds(group)) == len(accounts) and policies(group) <= {"split", "whole"}


def homes(pools: Sequence[Pool]) -> list[int]:
    """For each purse the first one of its account."""
    accounts = [(pool.ground.pack.id, pool.account_id) for pool in pools]
    return [accounts.index(account) for account in accounts]


def halves_a_line(found: Sorted, shares: Shares, purses: Sequence[int]) -> bool:
    """Whether hours of one line went to two licenses; `purses` are the first ones of each account."""
    for index, sort in enumerate(found.sorts):
        parts = [ZERO for _offered in sort.offered]
        for purse, (home, offered) in enumerate(zip(purses, sort.offered, strict=True)):
            if offered:
                parts[home] = max(parts[home], shares.used.get((index, purse), ZERO) / offered)
        if sum(1 for part in parts if part) < 2:
            continue
        whole = next(offered for offered in sort.offered if offered)
        purse = sort.offered.index(whole)
        at, ends = ZERO, {ZERO}
        for _number, _row, amounts in found.laid(index):
            at += amounts[purse] / whole
            ends.add(at)
        if any(sum(parts[: n + 1], ZERO) not in ends for n in range(len(parts) - 1)):
            return True
    return False


def claimed(group: Sequence[Drawn], wants: Sequence[Want], *, loose: bool) -> list[Want]:
    """The wants of a group, those marked that can't share an hour across licenses (not where that is `loose`)."""
    found = _in_windows(wants)
    if policies(group) & APART:
        return [want if loose else replace(want, across=(*want.across, LICENSES)) for want in found]
    sets: dict[str, str] = {}
    for purse, (pool, ground, _path) in enumerate(group):
        for need in pool.needs:
            pack, _, below = need.on_top.partition("/")
            if not below or ground.applies[need.id] is False:
                continue
            for other, (theirs, their_ground, _p) in enumerate(group):
                if their_ground.pack.id == pack and any(n.id == below for n in theirs.needs):
                    mine, there = f"{purse}:{need.id}", f"{other}:{below}"
                    name = sets.setdefault(there, there)
                    before = sets.get(mine, mine)
                    sets |= {id_: name for id_, known in sets.items() if known == before} | {mine: name}
    return [replace(want, across=(*want.across, sets[want.id]) if want.id in sets else want.across) for want in found]


def in_pack_order(wants: Sequence[Want], group: Sequence[Drawn]) -> list[Want]:
    """The wants of a group license by license, those of one as its pack names them, whatever their windows."""
    first = homes([pool for pool, _g, _p in group])
    places = [{id_: at for at, id_ in enumerate(ground.needs)} for _pool, ground, _path in group]

    def place(want: Want) -> tuple[int, int]:
        id_ = want.id.partition(":")[2]
        known = places[want.purse]
        return first[want.purse], known[id_] if id_ in known else known[id_.rpartition("/")[0]]

    return sorted(wants, key=place)


def _in_windows(wants: Sequence[Want]) -> list[Want]:
    """The wants, those marked that can't share an hour though they look at an account in windows of their own."""
    sets: dict[str, list[Want]] = {}
    for want in wants:
        if want.group and not want.whole:
            sets.setdefault(want.group, []).append(want)
    sets.update(stacked(wants))
    names: dict[str, list[str]] = {}
    for name, members in sets.items():
        for want in members if len({want.purse for want in members}) > 1 else ():
            names.setdefault(want.id, []).append(name)
    return [replace(want, across=tuple(names.get(want.id, ()))) for want in wants]


def prefixed(want: Want, purse: int, purses: Sequence[int], places: Mapping[str, int]) -> Want:
    """The want under a name of its own among several purses; `purses` are the first of each account.

    `places` says in which purse each need of its account stands.
    """
    mark, home = f"{purse}:", f"{purses[purse]}:"
    return replace(
        want,
        id=mark + want.id,
        inside=want.inside and f"{places.get(want.inside, purse)}:{want.inside}",
        group=want.group and home + want.group,
        on_top=want.on_top and f"{places.get(want.on_top, purse)}:{want.on_top}",
        beside=want.beside and home + want.beside,
        apart=want.apart and mark + want.apart,
        kin=purses[purse],
    )
