"""Law: what an answer names as deciding does: settled alone, or with the rest that is named, it gives a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from fillings import FACTS, filled, settled
from naive_compare import told
from shipped_records import PACKS, record, value
from shipped_records import told as answered_line
from small_packs import Read, Small, again, dice, reader, small

from stemtracker.domain.assessment import Assessment, Question, Verdict
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.assess import assess
from stemtracker.rules.library import Library
from stemtracker.rules.setting import Case

#: So many ways of settling what is named together are tried.
_TRIES = 24


@pytest.fixture(scope="module")
def read(words: Vocabulary) -> Read:
    return reader(words)


def with_answers(one: Small, points: Sequence[Question], read: Read, random: Random) -> Small:
    """The case with these points settled in some way; where the rules leave something open, with their text filled."""
    facts = {q.key: random.choice(FACTS[q.key]) for q in points if q.kind == "fact"}
    ids = {q.key for q in points if q.kind == "line"}
    case = replace(one.case, facts={**one.case.facts, **facts})
    case = replace(case, ledger=tuple(settled(x, one, random) if x.id in ids else x for x in case.ledger))
    done = replace(one, case=case)
    if any(q.kind == "source" for q in points):
        text = filled(one, read, random).text
        done = again(replace(done, case=replace(case, packs=())), read, text=text)
    return done


def gives_a_verdict(one: Small, points: Sequence[Question], read: Read, tries: int) -> bool:
    """Whether settling these points gives a definite verdict in some way."""
    for turn in range(tries):
        case = with_answers(one, points, read, dice(f"{one.seed} {turn} {len(points)}")).case
        if assess(case)[0].verdict != Verdict.UNKNOWN:
            return True
    return False


def idle(one: Small, found: Assessment, read: Read) -> list[str]:
    """The points named as deciding that do not: neither alone, nor does it take them beside the rest that is named."""
    wrong = []
    for alike in {(q.kind, q.text): q for q in found.decides}.values():
        mine = [q for q in found.decides if (q.kind, q.text) == (alike.kind, alike.text)]
        rest = [q for q in found.decides if q not in mine]
        alone = any(gives_a_verdict(one, [point], read, 8) for point in mine)
        if alone or (
            gives_a_verdict(one, found.decides, read, _TRIES) and not gives_a_verdict(one, rest, read, _TRIES)
        ):
            continue
        wrong.append(f"{alike.kind} {alike.key}")
    return wrong


@pytest.mark.parametrize("first", range(80_000, 80_300, 100))
def test_what_decides_a_small_case_gives_a_verdict(read: Read, first: int) -> None:
    tried = 0
    for seed in range(first, first + 100):
        one = small(seed, read)
        found = assess(one.case)[0]
        if found.verdict == Verdict.UNKNOWN:
            tried += 1
            assert found.decides, f"case {seed}: nothing decides\n{told(one)}"
            assert idle(one, found, read) == [], f"case {seed}\n{told(one)}"
    assert tried >= 5


# shipped packs


def settled_under(case: Case, points: Sequence[Question], random: Random) -> Case:
    """The case with these points settled in some way."""
    pack = case.packs[0]
    names, ids = ({q.key for q in points if q.kind == kind} for kind in ("fact", "line"))
    facts = {n: value(pack.facts[n], pack, random, case.cycles[pack.id]) for n in sorted(names)}
    ledger = tuple(answered_line(line, pack, random) if line.id in ids else line for line in case.ledger)
    return replace(case, facts={**case.facts, **facts}, ledger=ledger)


def decided_under(case: Case, points: Sequence[Question]) -> bool:
    turns = (settled_under(case, points, dice(f"{turn} {len(points)}")) for turn in range(_TRIES))
    return any(assess(turn)[0].verdict != Verdict.UNKNOWN for turn in turns)


@pytest.mark.parametrize("pack", PACKS)
def test_what_decides_under_a_shipped_pack_gives_a_verdict(pack: str) -> None:
    rules = Library.shipped().pack(pack)
    for seed in range(5):
        case = record(rules, dice(f"{pack} {seed}"), lines=5)
        found = assess(case)[0]
        if found.verdict != Verdict.UNKNOWN:
            continue
        assert found.decides, seed
        mine = [q for q in found.decides if q.kind != "source"]
        if len(mine) == len(found.decides):  # what the sources leave open nobody can answer
            assert decided_under(case, mine), (seed, [(q.kind, q.key) for q in mine])
