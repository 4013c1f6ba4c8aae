"""The engine against the second one under every shipped pack: made-up holders who have answered everything."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from naive_engine import Answer, BeyondError, judge
from shipped_records import PACKS, answered, record
from small_packs import dice

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment
from stemtracker.rules.assess import assess
from stemtracker.rules.library import Library
from stemtracker.rules.setting import Case

#: What the second engine does not judge: hours below a threshold that are lost for the total as well (Massachusetts),
#: questions about an activity of which an answer is taken where they are not asked (Washington).
NOT_JUDGED = frozenset({"US-MA.additional", "US-MA.primary", "US-WA.teacher"})
HOURS = (5, 10, 15, 20, 30, 50, 75)
PIECES = (1, 2, 3, 10, 30)
STATUSES = (Status.ATTENDED, Status.ATTENDED, Status.ATTENDED, Status.CLAIMED, Status.POSTED)


def case_of(pack: str, seed: int) -> Case:
    """Four activities in whole hours, so that they can be dealt out one by one."""
    random = dice(f"{pack} naive {seed}")
    case = answered(record(Library.shipped().pack(pack), random, lines=4), random)
    ledger = tuple(
        replace(
            line,
            amount=Fraction(random.choice(HOURS) * 60 if line.unit == "minute" else random.choice(PIECES)),
            approved=random.random() < 0.85,
            status=random.choice(STATUSES),
        )
        for line in case.ledger
    )
    return replace(case, ledger=ledger)


def differences(naive: Answer, found: Assessment) -> list[str]:
    """What differs; amounts where nothing is open."""
    if naive.verdict != found.verdict:
        return [f"{naive.verdict}, the engine says {found.verdict}"]
    if naive.worlds > 1 or len(naive.gaps) != 1 or any(node.required_text == "some" for node in found.nodes):
        return []
    amounts = {id_: amount for id_, amount in naive.counted.items() if id_}
    there = {node.id: node.counted for node in found.nodes if node.id in amounts}
    return [] if there == amounts else [f"{amounts}, the engine says {there}"]


@pytest.mark.parametrize("pack", [pack for pack in PACKS if pack not in NOT_JUDGED])
def test_both_engines_say_the_same_under(pack: str) -> None:
    judged = 0
    for seed in range(8):
        case = case_of(pack, seed)
        try:
            naive = judge(Library.shipped().pack(pack), case)
        except BeyondError:
            continue
        judged += 1
        assert differences(naive, assess(case)[0]) == [], (seed, case.ledger, case.facts)
    assert judged >= 3
