"""Law: a definite verdict stands whatever is filled in, on made-up packs and on every shipped one."""

from __future__ import annotations

import pytest
from fillings import filled
from naive_compare import told
from shipped_records import PACKS, answered, record
from small_packs import Read, dice, reader, small

from stemtracker.domain.assessment import Verdict
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.assess import assess
from stemtracker.rules.library import Library


@pytest.fixture(scope="module")
def read(words: Vocabulary) -> Read:
    return reader(words)


@pytest.mark.parametrize("first", range(10_000, 10_200, 100))
def test_a_definite_verdict_of_a_small_case_stands(read: Read, first: int) -> None:
    tried = 0
    for seed in range(first, first + 100):
        one = small(seed, read, frozenset({"overlap whole"}))
        before = assess(one.case)[0].verdict
        if before == Verdict.UNKNOWN:
            continue
        for turn in range(3):
            whole = filled(one, read, dice(seed * 10 + turn))
            if (whole.text, whole.case) == (one.text, one.case):
                break
            tried += 1
            after = assess(whole.case)[0].verdict
            assert after == before, f"case {seed}: {before} became {after}\n{told(one)}\n--- filled in\n{told(whole)}"
    assert tried > 60


@pytest.mark.parametrize("pack", PACKS)
def test_a_definite_verdict_under_a_shipped_pack_stands(pack: str) -> None:
    library = Library.shipped()
    for seed in range(6):
        random = dice(f"{pack} {seed}")
        open_ = record(library.pack(pack), random)
        before = assess(open_)[0].verdict
        if before == Verdict.UNKNOWN:
            continue
        for turn in range(2):
            after = assess(answered(open_, dice(turn)))[0].verdict
            assert after == before, (seed, turn)
