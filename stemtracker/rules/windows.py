"""Several windows on one account: rules that look at several lines look at those of all windows, once.

What counts first, or instead of another, does not depend on who asks: each pool then takes what lies in its own days.
Neighbors: `pools` asks, `groups` and `first_hours` look at lines together, `desk` makes the offers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from stemtracker.domain import wording
from stemtracker.domain.ledger import Line
from stemtracker.rules.ground import AccountNow, Days, Ground
from stemtracker.rules.in_doubt import asked_of_holder
from stemtracker.rules.offer import HIGH, LOW, PLAN, ZERO, Offer, Part, Step
from stemtracker.rules.pack import Need
from stemtracker.rules.traits import Traits


@dataclass(frozen=True, slots=True)
class AnyOf(Days):
    """Days that lie in any of several windows."""

    each: tuple[Days, ...] = ()

    def holds(self, line: Line, *, surely: bool) -> bool:
        """Whether a line lies in one of them (or may)."""
        return any(days.holds(line, surely=surely) for days in self.each)


@dataclass(frozen=True, slots=True)
class View:
    """What a pool has to look at: the needs that draw on its account, and the days on which lines matter to it."""

    needs: tuple[Need, ...]
    days: Days

    @property
    def wide(self) -> bool:
        """Whether there is more to look at than the pool's own days."""
        return isinstance(self.days, AnyOf)


def view_of(ground: Ground, account_id: str, window: str, needs: Sequence[Need]) -> View:
    """The needs and days of a pool alone where each line counts for itself, else those of its whole account."""
    account, own = ground.accounts[account_id], ground.windows[window]
    if not looks_at_several(account):
        return View(tuple(needs), own)
    every: dict[str, list[Need]] = {}
    for need in ground.needs.values():
        whole = ground.needs.get(need.of, need) if need.kind == "share" else need
        if need.kind in {"amount", "share"} and whole.kind == "amount" and whole.of == account_id:
            every.setdefault(whole.window or account.account.window, []).append(need)
    asked = [name for name, found in every.items() if any(ground.applies[need.id] is not False for need in found)]
    names = sorted({window, account.account.window, *asked}, key=lambda name: (name != account.account.window, name))
    if len(names) == 1:
        return View(tuple(needs), own)
    each = tuple(ground.windows[name] for name in names)
    spans = [days.possible for days in each if days.possible]
    hull = replace(spans[0], start=min(s.start for s in spans), end=max(s.end for s in spans)) if spans else None
    return View(
        tuple(need for name in names for need in every.get(name, ())), AnyOf(None, hull, each[0].dated_by, each)
    )


def looks_at_several(account: AccountNow) -> bool:
    """Whether what a line is worth may depend on others."""
    return (
        bool(account.same)
        or any(now.earn.first for now in account.earn)
        or any(now.limit.lines for now in account.limits)
    )


class Own:
    """Takes from what was seen on all days what lies in those of one pool."""

    def __init__(self, ground: Ground, days: Days, needs: Sequence[Need], lines: Sequence[Line]) -> None:
        self.ground, self.days, self.lines = ground, days, lines
        self.needs = frozenset(need.id for need in needs)
        self.known: dict[int, tuple[Traits, Traits]] = {}

    def offers(self, offers: Sequence[Offer]) -> list[Offer]:
        """What lines offer in these days; those of a group apart that lie in and outside of them."""
        found = sorted((one for offer in offers for one in self.taken(offer)), key=lambda offer: offer.numbers[0])
        for at, offer in enumerate(found):
            offer.at = at
        return found

    def taken(self, offer: Offer) -> Iterator[Offer]:
        """An offer as it is in these days."""
        parts = tuple(replace(part, traits=self.traits(part.traits)) for part in offer.parts)
        apart: dict[tuple[bool, bool], list[int]] = {}
        for number in offer.numbers:
            apart.setdefault(self.inside(number, parts), []).append(number)
        for (maybe, surely), numbers in apart.items():
            line = self.lines[numbers[0]] if len(apart) > 1 else offer.line
            amounts, steps = list(offer.amounts), list(offer.steps)
            mine = replace(offer, line=line, numbers=tuple(numbers), amounts=amounts, steps=steps, parts=parts)
            if not maybe:
                self.outside(mine)
            elif not surely and mine.amounts[HIGH]:
                self.perhaps(mine)
            yield mine

    def inside(self, number: int, parts: Sequence[Part]) -> tuple[bool, bool]:
        """Whether a line may lie in these days, and whether it surely does; what came over does where it is asked."""
        if number >= len(self.lines):
            serves = any(part.traits.maybe for part in parts)
            return serves, serves
        line = self.lines[number]
        return self.days.holds(line, surely=False), self.days.holds(line, surely=True)

    def outside(self, offer: Offer) -> None:
        """It does not count here."""
        if any(offer.amounts) or not any(step.step == "refused" for step in offer.steps):
            span = self.days.possible
            text = f"outside {wording.days(span)}, the days that count" if span else "no day counts here"
            offer.steps = [s for s in offer.steps if s.step == "pinned" and not s.amount]
            offer.steps.append(Step("outside", ZERO, text))
        offer.amounts, offer.doubtful, offer.among = [ZERO, ZERO, ZERO], False, frozenset()

    def perhaps(self, offer: Offer) -> None:
        """It may count here."""
        offer.amounts[LOW] = offer.amounts[PLAN] = ZERO
        offer.doubtful = True
        text = f"can't tell yet: {wording.inside(asked_of_holder(self.ground, self.days, offer))}"
        offer.steps = [step for step in offer.steps if step.step != "doubtful"]
        offer.steps.append(Step("doubtful", offer.shown(HIGH), text))

    def traits(self, traits: Traits) -> Traits:
        """What lines are to the needs of this pool."""
        if id(traits) not in self.known:
            mine = replace(
                traits,
                needs=tuple((id_, holds) for id_, holds in traits.needs if id_ in self.needs),
                closed=tuple((id_, refuse) for id_, refuse in traits.closed if id_ in self.needs),
                sure=traits.sure & self.needs,
                maybe=traits.maybe & self.needs,
            )
            self.known[id(traits)] = (traits, mine)
        return self.known[id(traits)][1]
