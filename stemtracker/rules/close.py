"""Closing a cycle: what a renewal used up and leaves for the next, under which text. Stored, then read as history.

Neighbors: `carry` works out what goes over, `behind` reads what is written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from stemtracker.domain.assessment import Assessment
from stemtracker.domain.credential import ClosedCycle
from stemtracker.rules.assess import Worked, laid_over, worked
from stemtracker.rules.behind import CARRIED
from stemtracker.rules.carry import Carried, career_uses, carried_over, put_off
from stemtracker.rules.licenses import named, rules_of
from stemtracker.rules.offer import LOW
from stemtracker.rules.setting import Case

ZERO = Fraction(0)


def close(assessment: Assessment, case: Case, filed_on: date) -> ClosedCycle:
    """What was used up at each need, line by line, and what goes over. Closing twice gives the same."""
    found = _worked(assessment, case)
    over = _Over(found, tuple(carried_over(found.main, found.bench.lines))) if found else None
    known = {line.id for line in case.ledger}
    # A way that was not taken is told as if it were; it uses up nothing.
    aside = {node.id for node in assessment.nodes if node.aside}
    consumed: dict[tuple[str, str], Fraction] = {}
    for line in assessment.lines:
        for reason in line.reasons:
            if reason.step == "counted" and reason.amount and line.id in known and reason.node not in aside:
                amount = over.without(line.id, reason.node, reason.amount) if over else reason.amount
                key = (line.id, reason.node)
                consumed[key] = consumed.get(key, ZERO) + amount
    if over:
        consumed |= {(line, f"{CARRIED}{account}"): amount for account, line, amount in over.by_line() if line in known}
    return ClosedCycle(
        pack_id=assessment.pack,
        pack_hash=assessment.pack_hash,
        period=assessment.cycle,
        filed_on=filed_on,
        verdict=assessment.verdict.value,
        consumed=tuple(sorted((line, node, amount) for (line, node), amount in consumed.items() if amount)),
        carried=tuple(sorted(over.by_account().items())) if over else (),
        career=tuple(sorted((*career_uses(found.main), *put_off(found.main)))) if found else (),
    )


def _worked(assessment: Assessment, case: Case) -> Worked | None:
    """The license that was assessed, worked out; None where nothing of it can go over."""
    mine = [pack for pack in named(case.packs) if rules_of(pack.id) == assessment.pack]
    license_ = next((p.id for p in mine if case.credentials.get(p.id) == assessment.credential), assessment.pack)
    return next((one for one in worked(laid_over(case)) if one.setting.pack.id == license_), None)


@dataclass(frozen=True, slots=True)
class _Over:
    """What goes over, to be taken off what was used up."""

    found: Worked
    carried: tuple[Carried, ...]

    def by_line(self) -> Iterator[tuple[str, str, Fraction]]:
        """Account, line, amount."""
        lines = self.found.bench.lines
        yield from ((one.account, lines[one.line].id, one.amount) for one in self.carried)

    def by_account(self) -> dict[str, Fraction]:
        """How much goes over in all."""
        found: dict[str, Fraction] = {}
        for one in self.carried:
            found[one.account] = found.get(one.account, ZERO) + one.amount
        return found

    def without(self, line: str, node: str, amount: Fraction) -> Fraction:
        """What a need used up of a line, where a part of the line goes over."""
        for one in self.carried:
            if self.found.bench.lines[one.line].id == line:
                for sharing in self.found.main.sharings:
                    for pool in sharing.pools:
                        if pool.account_id == one.account and any(node in {n.id, n.base} for n in pool.needs):
                            offer = next(o for o in pool.offers if one.line in o.numbers)
                            amount = min(amount, offer.amounts[LOW] - one.amount)
        return amount
