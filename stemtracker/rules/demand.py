"""What is asked and what is there, in the plainest terms: needs, sorts of hours, limits, and how they come together.

Neighbors: `wanting` and `pools` say it of a pack and a record, `share_out` shares.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import product

from stemtracker.domain.periods import Period
from stemtracker.rules.values import Sum

ZERO = Fraction(0)
ONE = Fraction(1)
Bucket = tuple[object, ...]
#: Of so many sets of needs the largest shortfall is taken; what is left out of these can only add to it.
_SETS = 300
#: What marks all needs of licenses of which an hour serves one only.
LICENSES = "licenses"
#: What ends the name of a limit that counts lines instead of hours.
LINES = "lines"
#: A topic that counts only from a certain amount on: its purse, which threshold says so, kind and name.
Topic = tuple[int, int, str, str]
#: The kind of topic that a line without any is to itself: no further hours go into it.
ITSELF = "line"


@dataclass(frozen=True, slots=True)
class Want:
    """A need that draws on a purse. `required` is what the chosen way asks of it; zero asks nothing."""

    id: str
    purse: int
    required: Fraction = ZERO
    #: Any amount above zero will do; `required` is then small enough to be any.
    some: bool = False
    inside: str = ""
    #: Needs of one group can't share an hour; `whole`: nor an activity.
    group: str = ""
    whole: bool = False
    on_top: str = ""
    #: Needs on top of the same one that may share hours among them all the same.
    beside: str = ""
    #: Sets of needs, of several purses, that can't share an hour either.
    across: tuple[str, ...] = ()
    #: The first purse of the same account, where needs look at it in windows of their own; -1 is its own.
    kin: int = -1
    #: Needs whose shortfalls add up though they share nothing (the years of a yearly minimum).
    apart: str = ""
    #: The days on which hours count for it, where these are not all that its account looks at.
    days: Period | None = None

    @property
    def home(self) -> int:
        """The purse under which its account is reckoned."""
        return self.purse if self.kin < 0 else self.kin


@dataclass(frozen=True, slots=True)
class Sort:
    """All lines that are alike: per purse what they offer, which needs they fit, which limits bind them."""

    offered: tuple[Fraction, ...]
    needs: tuple[frozenset[str], ...]
    limits: tuple[frozenset[Bucket], ...]
    #: The topics one of which its hours must speak for to count, once for each threshold of each purse.
    held: frozenset[frozenset[Topic]] = frozenset()
    #: The activity it is (a part of), where an activity fills one need of a group only; else -1.
    activity: int = -1
    #: The lines it is a part of in one purse only, and which part, where purses divide lines in different ways.
    part_of: tuple[int, Fraction] | None = None


@dataclass(slots=True)
class Shares:
    """The answer: what each sort gives to each purse, and of that to each need."""

    used: dict[tuple[int, int], Fraction] = field(default_factory=dict)
    given: dict[tuple[int, str], Fraction] = field(default_factory=dict)
    #: Where along the hours of a sort those of a purse, and those of a need, lie (from, to).
    places: dict[tuple[int, int], tuple[Fraction, Fraction]] = field(default_factory=dict)
    spans: dict[tuple[int, str], tuple[Fraction, Fraction]] = field(default_factory=dict)
    #: There were too many choices to prove that nothing better exists.
    unproven: bool = False
    #: What every need gets, once that was asked.
    summed: dict[str, Fraction] = field(default_factory=dict, compare=False)

    def count(self, need: str) -> Fraction:
        """What a need gets in all."""
        return self.counts().get(need, ZERO)

    def counts(self) -> dict[str, Fraction]:
        """What every need gets; asked once all is shared."""
        if not self.summed:
            sums: dict[str, Sum] = {}
            for (_sort, need), amount in self.given.items():
                sums.setdefault(need, Sum()).add(amount)
            self.summed = {need: found.total() for need, found in sums.items()}
        return self.summed


def in_lines(bucket: Bucket) -> bool:
    """Whether a limit says how many lines may count, not how many hours."""
    return bucket[-1] == LINES


def binding(sorts: Sequence[Sort], caps: Mapping[Bucket, Fraction | None]) -> dict[Bucket, Fraction]:
    """The limits that could be exceeded at all."""
    sums: dict[Bucket, Fraction] = {}
    lines: dict[Bucket, set[int]] = {}
    for sort in sorts:
        for amount, limits in zip(sort.offered, sort.limits, strict=True):
            for bucket in limits:
                if in_lines(bucket):
                    lines.setdefault(bucket, set()).add(sort.activity)
                else:
                    sums[bucket] = sums.get(bucket, ZERO) + amount
    sums |= {bucket: Fraction(len(activities)) for bucket, activities in lines.items()}
    return {b: cap for b, amount in sums.items() if (cap := caps.get(b)) is not None and amount > cap}


def gap(wants: Sequence[Want], counts: Mapping[str, Fraction]) -> Fraction:
    """The least units that ideal further activities must bring, all purses together."""

    def short(want: Want) -> Fraction:
        return max(ZERO, want.required - counts.get(want.id, ZERO))

    return sum(
        (max(sum((short(w) for w in members), ZERO) for members in together(part)) for part in components(wants)), ZERO
    )


def components(wants: Sequence[Want]) -> list[list[Want]]:
    """What is asked, in parts whose gaps add up: what is on top of something adds, all else is shared.

    Where any amount will do, nothing has to be brought.
    """
    every = {want.id: want for want in wants}
    parts: dict[tuple[int, str], list[Want]] = {}
    for want in wants:
        if want.required <= 0 or want.some:
            continue
        head = [want, *holders(want, every)]
        top = next((one for one in head if one.on_top), None)
        parts.setdefault((want.home, top.id if top else ""), []).append(want)
    return list(parts.values())


def holders(want: Want, every: Mapping[str, Want]) -> list[Want]:
    """The needs that a need lies inside, the nearest first."""
    found: list[Want] = []
    while want.inside in every and every[want.inside] not in found:
        want = every[want.inside]
        found.append(want)
    return found


def stacked(wants: Sequence[Want]) -> Iterator[tuple[str, list[Want]]]:
    """What is on top of a need and the need itself, in sets that can't share an hour, each with a name.

    Of those on top that may share hours among them, one stands in each set.
    """
    for base in dict.fromkeys(want.on_top for want in wants if want.on_top):
        beside: dict[str, list[Want]] = {}
        for want in wants:
            if want.on_top == base:
                beside.setdefault(want.beside or want.id, []).append(want)
        for at, chosen in enumerate(product(*beside.values())):
            ids = {base, *(want.id for want in chosen)}
            yield f"{base}/{at}", [want for want in wants if want.id in ids]


def together(part: Iterable[Want]) -> list[list[Want]]:
    """Needs whose shortfalls add up, as many as there are together; all others stand alone."""
    return list(map(list, _together(tuple(part))))


@lru_cache(maxsize=1024)
def _together(part: tuple[Want, ...]) -> tuple[tuple[Want, ...], ...]:
    beside = [{at for at, other in enumerate(part) if other is not want and adds(want, other)} for want in part]
    found: list[tuple[Want, ...]] = []
    open_ = [(frozenset[int](), frozenset(range(len(part))), frozenset[int]())]
    while open_ and len(found) < _SETS:
        chosen, may, done = open_.pop()
        if not may and not done:
            found.append(tuple(part[at] for at in sorted(chosen)))
        most = max(may | done, key=lambda at: len(may & beside[at]), default=0)
        for at in sorted(may - beside[most]) if may else ():
            open_.append((chosen | {at}, may & beside[at], done & beside[at]))
            may, done = may - {at}, done | {at}
    alone = (want for want in part if not any(want in one for one in found))
    return (*found, *((want,) for want in alone))


def adds(one: Want, other: Want) -> bool:
    """Whether no hour serves both: they split hours, or count hours of other days."""
    if (one.group and one.group == other.group) or (one.apart and one.apart == other.apart):
        return True
    days, others = one.days, other.days
    return days is not None and others is not None and (days.end < others.start or others.end < days.start)
