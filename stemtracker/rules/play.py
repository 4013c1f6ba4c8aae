"""Which tables of a pack make a difference to a holder: rates, limits and the like that some line meets, open figures.

What the sources leave open about a table can only decide where that table is in play.
Neighbors: `questions` asks, `contents` lists the tables that may be in play.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from stemtracker.rules.contents import again_of, figure_book
from stemtracker.rules.evaluate import Outcome
from stemtracker.rules.figures import evaluate, exprs, facts_behind
from stemtracker.rules.offer import HIGH, LOW
from stemtracker.rules.pack import Pack
from stemtracker.rules.pools import Pool


def in_play(pack: Pack, outcomes: Iterable[Outcome]) -> frozenset[str]:
    """The ids of those that are."""
    found: set[str] = set()
    seen: set[int] = set()
    every = list(outcomes)
    for pool in (p for outcome in every for sharing in outcome.sharings for p in sharing.pools):
        if pool.ground.pack.id == pack.id and id(pool) not in seen:
            seen.add(id(pool))
            found.update(_met(pool))
    return frozenset(found | set(_open_figures(pack, every)))


def _met(pool: Pool) -> Iterator[str]:
    """What lines that may count meet: ways to earn, limits, refusals in doubt, the account where no way is named."""
    offers = [offer for offer in pool.offers if offer.amounts[HIGH]]
    if pool.account.account.again == "unknown" and pool.ground.setting.past:
        yield again_of(pool.account.account)
    if any(offer.unstated and not part.traits.earns_surely for offer in offers for part in offer.parts):
        yield pool.account_id
    for traits in {id(part.traits): part.traits for offer in offers for part in offer.parts}.values():
        yield from (now.earn.id for now, _t in traits.earn)
        yield from (now.limit.id for _i, now, _t in traits.limits)
        yield from (refuse.id for refuse, _t in traits.refused)
        yield from (same.id for same, _t in traits.same)
    if LOW in pool.floors and pool.floors[LOW].out:
        yield from (now.threshold.id for now in pool.account.thresholds)


def _open_figures(pack: Pack, outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Figures that no answer settles: not exact, or read in several ways, though all facts behind them are known."""
    every, book = list(outcomes), figure_book(pack)
    setting = every[0].ground.setting
    env = setting.env()
    asked = {n for n in setting.unknown if (when := pack.facts[n].when) is None or when.truth(env) is not False}
    for id_ in pack.figures:
        unknown = facts_behind(exprs(book[id_]), book) & asked
        values = {evaluate(book[id_], outcome.ground.env) for outcome in every}
        if not unknown and (len(values) > 1 or not all(value.exact for value in values)):
            yield id_


def limits_reached(pool: Pool) -> frozenset[int]:
    """The limits, by their place, under which more may fall than they let through."""
    under: dict[int, Fraction] = {}
    for offer in pool.offers:
        for index, now in {i: now for part in offer.parts for i, now, _t in part.traits.limits}.items():
            each = Fraction(bool(offer.amounts[HIGH])) if now.limit.lines else offer.amounts[HIGH]
            times = 1 if now.limit.per.kind == "line" else len(offer.numbers)
            under[index] = under.get(index, Fraction(0)) + each * times
    return frozenset(index for index, amount in under.items() if amount > pool.account.limits[index].cap.lo)
