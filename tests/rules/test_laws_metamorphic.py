"""Laws that compare a case with a changed one: what must not matter does not, what helps never hurts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from naive_compare import told
from shipped_records import PACKS, record
from small_packs import CYCLE, TODAY, Read, Small, again, dice, reader, small

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period, add_years
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.assess import assess
from stemtracker.rules.library import Library

#: Where several ways lead to the renewal, the gap shown is that of the way nearest to its end, not the least one.
WAYS = frozenset({"another way", "k of n", "any"})


@pytest.fixture(scope="module")
def read(words: Vocabulary) -> Read:
    return reader(words)


def cases(read: Read, first: int, many: int, without: frozenset[str] = frozenset()) -> Iterator[Small]:
    for seed in range(first, first + many):
        one = small(seed, read)
        if not one.drawn & without:
            yield one


def sums(found: Assessment) -> tuple[object, ...]:
    return found.verdict, found.gap, [(n.id, n.verdict, n.counted, n.possible) for n in found.nodes]


def unchanged(one: Small, other: Small) -> None:
    before, after = assess(one.case)[0], assess(other.case)[0]
    assert sums(after) == sums(before), f"case {one.seed}\n{told(one)}\n--- became\n{told(other)}"


def no_worse(one: Small, other: Small) -> None:
    before, after = assess(one.case)[0], assess(other.case)[0]
    assert after.gap <= before.gap, (
        f"case {one.seed}: gap {before.gap} became {after.gap}\n{told(one)}\n---\n{told(other)}"
    )


# what must not matter


def test_the_order_of_the_record_does_not_matter(read: Read) -> None:
    for one in cases(read, 20_000, 120):
        lines = list(one.case.ledger)
        dice(one.seed).shuffle(lines)
        other = again(one, read, ledger=tuple(lines))
        assert assess(one.case) == assess(other.case), told(one)


@pytest.mark.parametrize("pack", PACKS)
def test_the_order_of_a_record_does_not_matter_under_a_shipped_pack(pack: str) -> None:
    case = record(Library.shipped().pack(pack), dice(pack), lines=12)
    turned = replace(case, ledger=case.ledger[::-1])
    assert assess(turned) == assess(case)


def test_the_ids_of_activities_do_not_matter(read: Read) -> None:
    """Among activities alike in all but their ids, which one is shown as counted may change; the sums may not."""
    for one in cases(read, 21_000, 120):
        ledger = tuple(replace(line, id=f"z{9 - int(line.id[1:])}") for line in one.case.ledger)
        unchanged(one, again(one, read, ledger=ledger))


def test_the_ids_of_tables_do_not_matter(read: Read) -> None:
    for one in cases(read, 22_000, 80):
        text = re.sub(r'id = "(l\d|hour|other|award|ceu|r|s)"', r'id = "zz_\1"', one.text)
        unchanged(one, again(one, read, text=text))


def test_minutes_or_hours_in_the_pack_are_the_same(read: Read) -> None:
    for one in cases(read, 23_000, 80):
        text = one.text.replace("per 60 min", "per h").replace('at_least = "2 h"', 'at_least = "120 min"')
        unchanged(one, again(one, read, text=text.replace('step = "60 min"', 'step = "1 h"')))


#: An activity cut in two may count otherwise where a rule looks at single activities. (Without a topic it has to come
#: to a threshold by itself.)
PER_ACTIVITY = frozenset(
    {
        "at_least", "step", "round a line", "limit in lines", "limit per line", "overlap whole", "count", "done",
        "same", "threshold of total too", "threshold of unknown",
    }
)  # fmt: skip


def test_an_activity_cut_in_two_counts_the_same(read: Read) -> None:
    for one in cases(read, 24_000, 250, PER_ACTIVITY):
        unchanged(one, again(one, read, ledger=tuple(half for line in one.case.ledger for half in halves(line))))


def halves(line: Line) -> tuple[Line, ...]:
    if line.unit != "minute":
        return (line,)
    splits = {topic: amount / 2 for topic, amount in line.splits.items()}
    posted = line.posted_amount / 2 if line.posted_amount is not None else None
    half = replace(line, amount=line.amount / 2, splits=splits, posted_amount=posted)
    return replace(half, id=f"{line.id}a"), replace(half, id=f"{line.id}b")


def test_refused_activities_change_nothing(read: Read) -> None:
    for one in cases(read, 25_000, 100):
        refused = tuple(replace(line, id=f"{line.id}r", status=Status.REFUSED) for line in one.case.ledger)
        unchanged(one, again(one, read, ledger=one.case.ledger + refused))


def test_the_same_course_recorded_again_changes_nothing(read: Read) -> None:
    tried = 0
    for one in cases(read, 26_000, 500):
        once = re.search(r'policy = "(once|best)", per = "window"', one.text)
        twins = [line for line in one.case.ledger if line.course]
        if once and twins and not one.drawn & {"count", "counts from claimed", "answer open", "approval open"}:
            tried += 1
            more = tuple(replace(line, id=f"{line.id}t") for line in twins)
            unchanged(one, again(one, read, ledger=one.case.ledger + more))
    assert tried >= 8


@pytest.mark.parametrize("years", [1, 4])
def test_the_year_does_not_matter(read: Read, years: int) -> None:
    for one in cases(read, 27_000, 80, frozenset({"dated text"})):
        ledger = tuple(
            replace(line, start=add_years(line.start, years), end=add_years(line.end, years))
            for line in one.case.ledger
        )
        cycle = Period(add_years(CYCLE.start, years), add_years(CYCLE.end, years))
        other = again(one, read, ledger=ledger, cycles={"t": cycle}, today=add_years(TODAY, years))
        before, after = assess(one.case)[0], assess(other.case)[0]
        numbers = [(found.verdict, found.gap, [n.counted for n in found.nodes]) for found in (before, after)]
        assert numbers[0] == numbers[1], told(one)


# what helps never hurts


def test_one_more_activity_never_widens_the_gap(read: Read) -> None:
    for one in cases(read, 30_000, 150, WAYS):
        more = small(one.seed + 50_000, read).case.ledger[0]
        status = more.status if more.status in (Status.ATTENDED, Status.POSTED) else Status.ATTENDED
        other = again(
            one, read, ledger=(*one.case.ledger, replace(more, id="more", status=status, approved=True, pins={}))
        )
        no_worse(one, other)


def test_a_higher_limit_never_widens_the_gap(read: Read) -> None:
    for one in cases(read, 31_000, 200, WAYS):
        if "at_most = " in one.text:
            no_worse(
                one, again(one, read, text=re.sub(r"at_most = (\d)", lambda m: f"at_most = {int(m[1]) + 2}", one.text))
            )


def test_a_wider_window_never_widens_the_gap(read: Read) -> None:
    for one in cases(read, 32_000, 150, WAYS | {"each year"}):
        wide = one.text.replace('from = "start",', 'from = "start - 3 y",').replace("start + 2 y", "start")
        no_worse(one, again(one, read, text=wide))


def test_asking_less_never_widens_the_gap(read: Read) -> None:
    for one in cases(read, 33_000, 150, WAYS):
        no_worse(
            one,
            again(one, read, text=re.sub(r"amount = (\d)", lambda m: f"amount = {max(0, int(m[1]) - 1)}", one.text)),
        )


def test_sharing_never_widens_the_gap(read: Read) -> None:
    tried = 0
    for one in cases(read, 34_000, 300, WAYS):
        if one.drawn & {"overlap split", "overlap unknown"}:
            tried += 1
            shared = re.sub(r'(members = .*policy = )"\w+"', r'\1"shared"', one.text)
            no_worse(one, again(one, read, text=shared))
    assert tried > 40
