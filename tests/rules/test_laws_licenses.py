"""Laws of two licenses under one rule: shared, each is answered as if alone; split, as the second engine does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from naive_compare import told
from naive_engine import BeyondError, judge
from small_packs import Read, Small, again, reader, small

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.assess import assess

F = Fraction

#: Left out: what belongs to one license alone (its limits, pins and dates), and what the second engine has no word for.
ALONE = frozenset(
    {
        "limits", "same", "first", "threshold", "overlap whole", "pin", "each year", "share", "another way", "k of n",
        "any", "refused at one need", "round a need", "some", "dated text", "two texts", "own window",
        "unknown rate", "worth unknown otherwise",
    }
)  # fmt: skip
#: Left out where nothing is compared with it: pins to a need of one license, and of several ways each shows its own.
OF_ONE = frozenset({"pin", "another way", "k of n", "any"})


@pytest.fixture(scope="module")
def read(words: Vocabulary) -> Read:
    return reader(words)


def licenses(one: Small, read: Read, policy: str) -> tuple[Assessment, ...]:
    """The same rules twice, with what they say of an hour for both."""
    table = f'licenses = {{ members = ["renewal"], policy = "{policy}" }}\n'
    text = one.text + (table if "[overlap]" in one.text else f"[overlap]\n{table}")
    twice = again(one, read, text=text)
    return assess(replace(twice.case, packs=(twice.pack, twice.pack)))


def cases(read: Read, first: int, many: int, without: frozenset[str] = ALONE) -> Iterator[Small]:
    for seed in range(first, first + many):
        one = small(seed, read, without)
        yield again(one, read, ledger=one.case.ledger[:4])


def joined(found: tuple[Assessment, ...]) -> Verdict:
    verdicts = {answer.verdict for answer in found}
    return next((v for v in (Verdict.NOT_MET, Verdict.UNKNOWN) if v in verdicts), Verdict.MET)


def test_shared_hours_leave_each_license_as_it_is_alone(read: Read) -> None:
    for one in cases(read, 90_000, 80, OF_ONE):
        alone = assess(one.case)[0]
        for answer in licenses(one, read, "shared"):
            assert (answer.verdict, answer.gap) == (alone.verdict, alone.gap), f"case {one.seed}\n{told(one)}"
            counted = [node.counted for node in answer.nodes]
            assert counted == [node.counted for node in alone.nodes], f"case {one.seed}\n{told(one)}"


def test_split_hours_do_for_both_where_one_license_with_both_trees_is_met(read: Read) -> None:
    seen: dict[Verdict, int] = dict.fromkeys(Verdict, 0)
    for one in cases(read, 91_000, 100):
        try:
            expected = judge(one.pack, one.case, licenses=2).verdict
        except BeyondError:
            continue
        found = licenses(one, read, "split")
        seen[expected] += 1
        assert joined(found) == expected, f"case {one.seed}: {expected}, {[a.verdict for a in found]}\n{told(one)}"
    assert seen[Verdict.MET] >= 10
    assert seen[Verdict.NOT_MET] >= 20


def test_no_split_hour_counts_for_both(read: Read) -> None:
    for one in cases(read, 92_000, 80, OF_ONE):
        found = licenses(one, read, "split")
        for line in (line for line in found[0].lines if not line.synthetic):
            twins = [next(other for other in answer.lines if other.id == line.id) for answer in found]
            used = F(0)
            for answer, twin in zip(found, twins, strict=True):
                amounts = [node.id for node in answer.nodes if node.kind == "amount"]
                used += max((twin.counted_at(id_) for id_ in amounts), default=F(0))
            assert used <= line.offered, f"case {one.seed}, {line.id}\n{told(one)}"
