"""What lies behind a cycle: hours that renewals used up, hours that came over from the last one.

Read from closed cycles. Neighbors: `close` wrote them, `evaluate` hands this to the pools, `desk` takes it off lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from stemtracker.domain.credential import ClosedCycle
from stemtracker.domain.ledger import Line
from stemtracker.rules.clock import next_cycle
from stemtracker.rules.ground import Ground
from stemtracker.rules.licenses import about, rules_of
from stemtracker.rules.pack import Need
from stemtracker.rules.setting import Setting

ZERO = Fraction(0)
#: In `ClosedCycle.consumed`, what went over to the next cycle stands at "carried:ACCOUNT".
CARRIED = "carried:"
#: More than any line has.
_ALL = Fraction(10**12)
#: Of an account that the rules no longer have: whichever there is.
_ANY = ""


@dataclass(frozen=True, slots=True)
class Spent:
    """What is gone of lines, by line: surely, and what may be gone besides."""

    sure: Mapping[str, Fraction] = field(default_factory=dict)
    maybe: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Brought:
    """Hours that came over from the last renewal of a license, as a line of their own."""

    license: str
    account: str
    line: Line


def spent(ground: Ground, history: Sequence[ClosedCycle]) -> dict[str, Spent]:
    """What earlier renewals used up, by account."""
    sure: dict[str, dict[str, Fraction]] = {id_: {} for id_ in ground.accounts}
    maybe: dict[str, dict[str, Fraction]] = {id_: {} for id_ in ground.accounts}
    for closed in history:
        own = closed in ground.setting.past
        said = "split" if own else _policy(ground, closed)
        if said in {"", "shared"}:
            continue
        surely = said in {"split", "whole"} and rules_of(closed.pack_id) == rules_of(ground.pack.id)
        for account, line, amount in _used(ground, closed, exact=surely):
            for id_ in (account,) if account in sure else sure:
                again = ground.accounts[id_].account.again if own else "no"
                shelf = sure[id_] if surely and again == "no" else maybe[id_]
                if again != "yes":
                    shelf[line] = shelf.get(line, ZERO) + amount
    return {id_: Spent(sure[id_], maybe[id_]) for id_ in ground.accounts}


def _policy(ground: Ground, closed: ClosedCycle) -> str:
    """Whether what the renewal of another license used up may serve this one; "" where nothing is said."""
    if closed.pack_id == ground.pack.id or closed.filed_on > ground.setting.filing:
        return ""
    tables = [o for o in ground.licenses if about(o.members, ground.pack.id, closed.pack_id)]
    said = {o.policy if ground.applies_to(o) else "unknown" for o in tables}
    return said.pop() if len(said) == 1 else "unknown" if said else ""


def _used(ground: Ground, closed: ClosedCycle, *, exact: bool) -> Iterator[tuple[str, str, Fraction]]:
    """What one renewal took of each line from each account: the most that one need took, and what went over."""
    took: dict[tuple[str, str], Fraction] = {}
    over: dict[tuple[str, str], Fraction] = {}
    for line, node, amount in closed.consumed:
        if node.startswith(CARRIED):
            key = (node.removeprefix(CARRIED), line)
            over[key] = over.get(key, ZERO) + amount
        elif (account := _account(ground, node)) is not None:
            took[account, line] = max(took.get((account, line), ZERO), amount)
    for key in dict.fromkeys((*took, *over)):
        yield *key, (took.get(key, ZERO) + over.get(key, ZERO)) if exact else _ALL


def _account(ground: Ground, node: str) -> str | None:
    """The account that a need draws on; None where it only counts lines."""
    base = node.partition("/")[0]
    need = next((n for n in ground.needs.values() if base in {n.id, n.base}), None)
    if need is None:
        return _ANY
    while need is not None and need.kind == "share":
        need = ground.needs.get(need.of)
    return need.of if need is not None and need.kind == "amount" else None


def brought_over(settings: Sequence[Setting]) -> tuple[Brought, ...]:
    """What the last renewal of each license left for this cycle, as lines."""
    found = []
    for setting in settings:
        for account, amount in setting.past[-1].carried if _just_before(setting) else ():
            if amount > 0 and account in setting.pack.accounts:
                found.append(Brought(setting.pack.id, account, _line(setting, account, amount)))
    return tuple(found)


def _just_before(setting: Setting) -> bool:
    """Whether the last closed cycle is the one before this: the one that followed it is not over when this begins.

    Hours go no further than into the next, but printed days may be others than the clock proposes.
    """
    if not setting.past:
        return False
    last = setting.past[-1]
    return setting.cycle.start <= next_cycle(setting.pack, last.period, last.filed_on).end


def _line(setting: Setting, account: str, amount: Fraction) -> Line:
    return Line(
        id=f"{CARRIED}{account}",
        title="Carried over from the last renewal",
        start=setting.cycle.start,
        end=setting.cycle.start,
        kind="",
        unit=setting.pack.accounts[account][0].unit,
        amount=amount,
    )


def takes_any(need: Need, window: str) -> bool:
    """Whether a need asks for nothing in particular, so that hours carried over count for it."""
    plain = need.match is None and need.per is None and need.days is None
    return need.kind == "amount" and plain and need.window in {"", window}
