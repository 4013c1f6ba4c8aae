"""How much is worked out for one record has an end: many hard questions share what one alone would have."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from stemtracker.domain.ledger import line_of
from stemtracker.rules.assess import Case, worked
from stemtracker.rules.branch import Effort
from stemtracker.rules.clock import propose_cycle
from stemtracker.rules.demand import LICENSES, Bucket, Sort, Topic, Want
from stemtracker.rules.library import Library
from stemtracker.rules.questions import Asker
from stemtracker.rules.share_out import closing, share_out
from stemtracker.services.workspace import shipped_vocabulary
from tools.bench import records, worst

#: More than all questions about one record may take together.
MUCH = 4_000_000
Question = tuple[list[Sort], list[Want], dict[Bucket, Fraction | None], dict[Topic, Fraction]]


def hard(lines: int, topics: int, monkeypatch: pytest.MonkeyPatch) -> Question:
    """Lines of one or two topics, each of which counts from ten hours on, under limits that cross."""
    monkeypatch.setattr(worst, "TOPICS", topics)
    sorts = list(worst.lines(lines, whole=False, held=True))
    wants = [Want("total", 0, Fraction(100))]
    wants += [Want(f"n{n}", 0, Fraction(15), inside="total", group="g") for n in range(4)]
    caps: dict[Bucket, Fraction | None] = {(f"l{n}",): Fraction(8 + n) for n in range(6)}
    return sorts, wants, caps, {(0, 0, "topic", f"t{n}"): Fraction(10) for n in range(topics)}


@pytest.mark.parametrize(
    ("spent", "left"),
    [(0, 1_000_000), (3_000_000, 1_000_000), (3_400_000, 600_000), (3_950_000, 100_000), (MUCH, 100_000)],
)
def test_what_one_answer_may_take_falls_when_much_is_spent(spent: int, left: int) -> None:
    assert Effort(spent).most() == left


def test_a_hard_question_is_answered_alone_and_left_open_after_many(monkeypatch: pytest.MonkeyPatch) -> None:
    alone, after = Effort(), Effort(MUCH)
    question = hard(30, 10, monkeypatch)
    assert not share_out(*question, effort=alone).unproven
    assert share_out(*question, effort=after).unproven
    assert alone.spent > 100_000
    assert after.spent > MUCH


def test_an_easy_question_is_answered_after_many_too(monkeypatch: pytest.MonkeyPatch) -> None:
    question, after = hard(10, 6, monkeypatch), Effort(MUCH)
    found = share_out(*question, effort=after)
    assert not found.unproven
    assert found == share_out(*question)


def test_what_further_hours_would_have_to_bring_is_left_open_after_many(monkeypatch: pytest.MonkeyPatch) -> None:
    question = hard(24, 8, monkeypatch)
    counts = share_out(*question).counts()
    alone, after = Effort(), Effort(MUCH)
    assert closing(*question, counts, effort=alone) is not None
    assert closing(*question, counts, effort=after) is None
    assert alone.spent > 100_000
    assert after.spent > MUCH


def free(sorts: list[Sort]) -> list[Sort]:
    """The same hours where topics don't matter."""
    return [replace(sort, held=frozenset()) for sort in sorts]


def test_at_worst_a_question_too_hard_is_answered_by_what_is_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hours of topics that others without a second topic bring to ten count, however the rest is shared."""
    sorts, wants, caps, least = hard(20, 8, monkeypatch)
    alone: Counter[Topic] = Counter()
    for sort in sorts:
        for topics in sort.held:
            alone.update(dict.fromkeys(topics if len(topics) == 1 else (), sort.offered[0]))
    sure = [sort for sort in sorts if all(any(alone[topic] >= 10 for topic in topics) for topics in sort.held)]
    found = share_out(sorts, wants, caps, least, effort=Effort(MUCH))
    assert found.counts() == share_out(free(sure), wants, caps).counts() != {}
    assert not found.unproven


def test_at_best_a_question_too_hard_is_answered_by_all_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    sorts, wants, caps, least = hard(20, 8, monkeypatch)
    found = share_out(sorts, wants, caps, least, aloud=True, effort=Effort(MUCH))
    assert found.counts() == share_out(free(sorts), wants, caps).counts()
    assert not found.unproven


def test_where_nothing_is_sure_the_best_that_was_found_is_told_as_unproven(monkeypatch: pytest.MonkeyPatch) -> None:
    question = hard(30, 8, monkeypatch)
    found = share_out(*question, effort=Effort(MUCH))
    assert found.unproven
    assert 0 < found.count("total") <= sum(sort.offered[0] for sort in question[0])


def test_where_nothing_was_found_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    found = share_out(*hard(40, 8, monkeypatch), effort=Effort(MUCH))
    assert (found.counts(), found.unproven) == ({}, True)


def test_a_question_of_many_topics_is_answered_by_a_few_large_ones() -> None:
    """Sixty lines for either of two licenses, in the second about thirty topics that count from four hours on.

    Three of these, and five hours that only the second has, bring all of the 38 hours that it asks for.
    """
    nowhere = frozenset[Bucket](), frozenset[Bucket]()
    none, one, other = (frozenset(ids) for ids in ((), ("one",), ("other",)))
    topics: list[Topic] = [(1, 0, "topic", f"t{n:02}") for n in range(30)]
    own: Topic = (1, 0, "topic", "own")
    hours = [Fraction(61 + 7 * n, 60) for n in range(60)]
    sorts = [
        Sort((amount, amount), (one, other), nowhere, frozenset({frozenset({topics[n % 30]})}))
        for n, amount in enumerate(hours)
    ]
    sorts += [
        Sort((Fraction(0), Fraction(amount)), (none, other), nowhere, frozenset({frozenset({own})}))
        for amount in (5, 0)
    ]
    wants = [Want("one", 0, Fraction(60), across=(LICENSES,)), Want("other", 1, Fraction(38), across=(LICENSES,))]
    found = share_out(sorts, wants, {}, dict.fromkeys((*topics, own), Fraction(4)), effort=Effort(MUCH))
    assert found.counts() == {"one": sum(hours) - 33, "other": 38}
    assert not found.unproven


def test_trials_of_what_is_open_share_one_effort() -> None:
    """Few lines can take long where a license asks for many things: what shares hours out is charged for that."""
    pack = Library.shipped().pack("US-DC.teacher")
    ledger = tuple(line_of(one) for one in records.make(60, shipped_vocabulary()))
    cycle = propose_cycle(pack, date(2027, 6, 30), {})
    case = Case(packs=(pack,), facts={}, ledger=ledger, cycles={pack.id: cycle}, today=date(2026, 11, 22))
    (one,) = worked(case)
    verdict, effort = one.ways[0][0].verdict, one.bench.sharer.effort
    answered = effort.spent
    found = Asker(one.setting, one.bench, one.worlds, verdict).questions(one.shown)
    assert {q.key for q in found if q.decides} >= {"effective_years"}
    assert answered < effort.spent < 1_000_000
