"""The complete ways through the choices of a tree: which amounts each asks for, and whether hours can close it.

Choices that ask the same amounts are one way. Where there are more ways than are compared, those are left out
that nobody would go: through what is certainly not so, or past what is certainly so.
Neighbors: `evaluate` works out each way, `judge` has the verdicts of needs that no sharing changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from stemtracker.domain.assessment import Role, Verdict
from stemtracker.rules.ground import Ground
from stemtracker.rules.joined import Path

MAX_WAYS = 64
_LEAVES = frozenset({"amount", "share", "count", "done", "fact"})


@dataclass(frozen=True, slots=True)
class Way:
    """A complete choice: the amounts that it asks for, and the needs that it leads through."""

    path: Path = frozenset()
    through: frozenset[str] = frozenset()
    #: What hangs on these and is not asked: advice, and what does not apply.
    along: frozenset[str] = frozenset()
    #: What lies on others that ask the same amounts and are no better.
    beside: frozenset[str] = frozenset()
    #: It leads through something that is certainly not so: no hours will close it.
    hopeless: bool = False
    #: Everything on it is certainly so.
    sure: bool = True

    def joined(self, other: Way) -> Way:
        """Both of them."""
        return Way(
            self.path | other.path,
            self.through | other.through,
            self.along | other.along,
            self.beside | other.beside,
            self.hopeless or other.hopeless,
            self.sure and other.sure,
        )

    def better(self, other: Way) -> Way:
        """The better of two that ask the same amounts, the first where they are alike; the other lies beside it."""
        ahead = (other.hopeless, not other.sure) < (self.hopeless, not self.sure)
        one, another = (other, self) if ahead else (self, other)
        return replace(one, beside=(one.beside | another.beside | another.all) - one.all)

    @property
    def all(self) -> frozenset[str]:
        """Every need that lies on it, asked or not."""
        return self.through | self.along


def ways_of(ground: Ground, fixed: Mapping[str, Verdict]) -> tuple[list[Way], bool]:
    """All ways, and whether these are all that could matter. `fixed` are verdicts that no sharing changes."""
    for thin in (False, True):
        finder = _Finder(ground, fixed, thin=thin)
        found = finder.below(ground.pack.root, frozenset())
        if finder.complete:
            break
    return found, finder.complete


class _Finder:
    def __init__(self, ground: Ground, fixed: Mapping[str, Verdict], *, thin: bool) -> None:
        self.ground, self.fixed, self.thin, self.complete = ground, fixed, thin, True

    def below(self, id_: str, above: frozenset[str]) -> list[Way]:
        need, applies = self.ground.needs[id_], self.ground.applies[id_]
        if applies is False or id_ in above or need.role != Role.REQUIRED:
            return [Way(along=self.tree(id_, above))]
        here = frozenset({id_})
        if need.kind in {"amount", "share"}:
            return [Way(here, here, sure=False)]
        if need.kind in _LEAVES:
            verdict = self.fixed.get(id_, Verdict.UNKNOWN)
            hopeless = verdict == Verdict.NOT_MET and applies is True
            return [Way(through=here, hopeless=hopeless, sure=verdict == Verdict.MET and applies is True)]
        members = [m for m in need.members if self.asks(m)]
        picks: Sequence[Sequence[str]] = [members]
        if need.kind == "any":
            picks = list(combinations(members, min(need.k, len(members))))
        ways = {m: self.below(m, above | {id_}) for m in members}
        rest = (self.tree(member, above) for member in need.members if member not in members)
        own = [Way(through=here, along=frozenset().union(*rest))]
        found = self.kept(way for pick in picks for way in self.product([own, *(ways[m] for m in pick)]))
        if applies is not True:  # perhaps nothing of it is asked
            found = [replace(way, hopeless=False) for way in found]
        return self.thinned(found) if self.thin and need.kind == "any" else found

    def asks(self, member: str) -> bool:
        return self.ground.applies[member] is not False and self.ground.needs[member].role == Role.REQUIRED

    def tree(self, id_: str, above: frozenset[str]) -> frozenset[str]:
        """A need and all that lies below it."""
        if id_ in above:
            return frozenset()
        members = (self.tree(member, above | {id_}) for member in self.ground.needs[id_].members)
        return frozenset({id_}).union(*members)

    def product(self, parts: Sequence[Sequence[Way]]) -> list[Way]:
        """One of each part, in every combination."""
        found = [Way()]
        for part in parts:
            found = self.kept(one.joined(other) for one in found for other in part)
        return found

    def kept(self, ways: Iterable[Way]) -> list[Way]:
        """Each set of amounts once, by the better way; no more than are compared."""
        found: dict[Path, Way] = {}
        for way in ways:
            there = found.get(way.path)
            if there is None and len(found) == MAX_WAYS:
                self.complete = False
                break
            found[way.path] = way if there is None else there.better(way)
        return list(found.values())

    def thinned(self, ways: list[Way]) -> list[Way]:
        """What anybody would choose among."""
        done = next((way for way in ways if way.sure and not way.path), None)
        return [done] if done else [way for way in ways if not way.hopeless] or ways[:1]
