"""The engine against the second one under every shipped pack: made-up holders who have answered everything."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from naive_compare import counted_differ, gap_differs
from naive_engine import Answer, BeyondError, judge
from naive_reading import ENDLESS
from shipped_records import PACKS, answered, record
from small_packs import dice

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.ledger import Line
from stemtracker.rules.assess import assess
from stemtracker.rules.library import Library
from stemtracker.rules.setting import Case

SHORT = (5, 10, 15, 20, 30)
HOURS = (*SHORT, 50, 75, 120)
PIECES = (1, 2, 3, 10, 30)
#: So many holders under each pack.
ENOUGH = 5
STATUSES = (Status.ATTENDED, Status.ATTENDED, Status.ATTENDED, Status.CLAIMED, Status.POSTED)


def asked_for(case: Case) -> list[str]:
    """The topics that the needs of a pack name, and those that the holder's answers do."""
    pack = case.packs[0]
    texts = [need.match.text for texts in pack.needs.values() for need in texts if need.match]
    words = {word for text in texts for word in re.findall(r"\w+", text)}
    words |= {word for name in words for word in listed(case.facts.get(name))}
    return sorted(words & pack.vocabulary.terms["topic"].keys())


def listed(answer: object) -> tuple[str, ...]:
    """The words of an answer that is a list of words."""
    return tuple(word for word in answer if isinstance(word, str)) if isinstance(answer, tuple) else ()


def dealt(line: Line, topics: list[str], random: Random) -> Line:
    """The line in whole hours; with several topics it is short, for there are many ways to deal these out."""
    tags = frozenset(random.sample(topics, min(len(topics), 2))) if random.random() < 0.5 else line.tags
    hours = random.choice(HOURS if len(tags) < 2 else SHORT)
    return replace(
        line,
        tags=tags,
        amount=Fraction(hours * 60 if line.unit == "minute" else random.choice(PIECES)),
        approved=random.random() < 0.85,
        status=random.choice(STATUSES),
    )


def case_of(pack: str, seed: int) -> Case:
    """Four activities in whole hours, so that they can be dealt out one by one; some in topics that are asked for."""
    random = dice(f"{pack} naive {seed}")
    case = answered(record(Library.shipped().pack(pack), random, lines=4), random)
    ledger = tuple(dealt(line, asked_for(case), random) for line in case.ledger)
    return replace(case, ledger=ledger)


def differences(naive: Answer, found: Assessment) -> list[str]:
    """What differs; amounts where nothing is open."""
    if naive.verdict != found.verdict:
        return [f"{naive.verdict}, the engine says {found.verdict}"]
    if (
        not naive.bounded
        or len(naive.gaps) != 1
        or max(naive.gaps) >= ENDLESS / 2
        or any(node.required_text == "some" for node in found.nodes)
    ):
        return []
    return [*counted_differ(naive, found), *gap_differs(naive, found, slivers=False)]


@pytest.mark.parametrize("pack", PACKS)
def test_both_engines_say_the_same_under(pack: str) -> None:
    judged = 0
    for seed in range(24):
        if judged == ENOUGH:
            break
        case = case_of(pack, seed)
        try:
            naive = judge(Library.shipped().pack(pack), case)
        except BeyondError:
            continue
        judged += 1
        assert differences(naive, assess(case)[0]) == [], (seed, case.ledger, case.facts)
    assert judged == ENOUGH
