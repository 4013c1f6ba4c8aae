"""Closing a cycle: what a renewal used up, under which text of the rules. Stored by services, read as history."""

from __future__ import annotations

from datetime import date

from stemtracker.domain.assessment import Assessment
from stemtracker.domain.credential import ClosedCycle
from stemtracker.rules.setting import Case


def close(assessment: Assessment, case: Case, filed_on: date) -> ClosedCycle:
    """What was consumed at each need, line by line. Closing twice gives the same."""
    known = {line.id for line in case.ledger}
    consumed = sorted(
        (line.id, reason.node, reason.amount)
        for line in assessment.lines
        for reason in line.reasons
        if reason.step == "counted" and reason.amount and line.id in known
    )
    return ClosedCycle(
        pack_id=assessment.pack,
        pack_hash=assessment.pack_hash,
        period=assessment.cycle,
        filed_on=filed_on,
        verdict=assessment.verdict.value,
        consumed=tuple(consumed),
    )
