"""Several licenses renewed together, under one rule or under rules of neighbors: may an hour serve more than one?

A table `overlap` whose members are roots says so; where none does, packs stand each by itself, and the same rules
asked for twice leave a yes open. Neighbors: `assess` answers licenses together, `joined` puts their pools together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stemtracker.rules.pack import Pack

#: What marks a further license under the same rules.
_AGAIN = "#"


def rules_of(name: str) -> str:
    """The id of the pack by which a license is renewed."""
    return name.partition(_AGAIN)[0]


def name_of(pack_id: str, before: int) -> str:
    """The name of a license, so many of which under the same rules come before it."""
    return f"{pack_id}{_AGAIN}{before + 1}" if before else pack_id


def named(packs: Sequence[Pack]) -> tuple[Pack, ...]:
    """The packs, those that are asked for several licenses each under a name of its own."""
    found: list[Pack] = []
    for pack in packs:
        before = sum(rules_of(other.id) == pack.id for other in found)
        found.append(replace(pack, id=name_of(pack.id, before)) if before else pack)
    return tuple(found)


def tied(one: Pack, other: Pack) -> bool:
    """Whether a table of either speaks of both."""
    return any(
        about(o.members, mine, theirs)
        for pack, mine, theirs in ((one, one.id, other.id), (other, other.id, one.id))
        for o in pack.overlaps
        if o.of_licenses
    )


def about_several(pack: Pack) -> frozenset[str]:
    """The facts that say whether an hour may serve several licenses: the same for all of them."""
    return frozenset().union(*(o.when.facts for o in pack.overlaps if o.of_licenses and o.when))


def about(members: Sequence[str], mine: str, theirs: str) -> bool:
    """Whether a table of one license is about another: the same rules twice, or named with its pack."""
    if rules_of(mine) == rules_of(theirs):
        return any("/" not in member for member in members)
    return any(member.startswith(f"{rules_of(theirs)}/") for member in members)
