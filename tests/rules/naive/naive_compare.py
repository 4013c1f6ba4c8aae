"""Where the second engine and the real one differ on a small case, in words. Neighbor: `test_second_engine`."""

from __future__ import annotations

from fractions import Fraction

from naive_engine import Answer, BeyondError, judge
from naive_reading import ENDLESS
from small_packs import Small

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.rules.assess import assess

#: Ways through a tree: where there are several, which one's gap and amounts are shown is the page's affair.
WAYS = frozenset({"another way", "k of n", "any"})
#: Where advice competes with what is required, only the verdict and the gap are comparable.
ADVICE = "advice"
#: How it begins in words that the engine claims to know what is open, or the opposite of what is so.
WRONG = "wrongly said: "
#: How it begins where the engine says less than could be known: "can't tell", or more still to do.
CAREFUL = "more careful than need be: "
#: Where a need takes hours from others. (For `some` any sliver will do: the quanta of the engines differ.)
RIVALS = frozenset(
    {
        "overlap split", "overlap unknown", "overlap whole", "on top", "limit per line", "limit per window",
        "limit per year from 07-01",
    }
)  # fmt: skip


def differences(small: Small) -> list[str] | None:
    """What differs; None where the second engine does not judge such a case.

    Where whole quanta may be too coarse, it is asked once more with halves of them.
    """
    try:
        found = differ(small, 1)
        return found and differ(small, 2)
    except BeyondError:
        return None


def differ(small: Small, finer: int) -> list[str]:
    """What differs where quanta are cut that fine."""
    naive = judge(small.pack, small.case, finer=finer)
    found = assess(small.case)[0]
    if naive.verdict != found.verdict:
        unsafe = found.verdict != Verdict.UNKNOWN
        return [f"{WRONG if unsafe else CAREFUL}verdict: {naive.verdict}, the engine says {found.verdict}"]
    if not naive.bounded or len(naive.gaps) != 1 or max(naive.gaps) >= ENDLESS / 2 or small.drawn & WAYS:
        return []
    slivers = "some" in small.drawn
    gap = gap_differs(naive, found, slivers=slivers)
    return [
        *gap,
        *([] if gap or slivers or (ADVICE in small.drawn and small.drawn & RIVALS) else counted_differ(naive, found)),
    ]


def gap_differs(naive: Answer, found: Assessment, *, slivers: bool) -> list[str]:
    """The least still to do."""
    gap = next(iter(naive.gaps))
    if found.gap == gap or (slivers and abs(found.gap - gap) <= Fraction(1, 60)):
        return []
    return [f"{CAREFUL if found.gap > gap else ''}gap: {gap}, the engine says {found.gap}"]


def counted_differ(naive: Answer, found: Assessment) -> list[str]:
    """What counted at each need in the worst world; where several are as bad, in one of them."""
    wrong = [
        [
            f"counted at {id_}: {amount}, the engine says {found.node(id_).counted}"
            for id_, amount in counted.items()
            if id_ and found.node(id_).counted != amount
        ]
        for counted in naive.counted
    ]
    return min(wrong, key=len)


def told(small: Small) -> str:
    """The case in short, to be read and tried by hand."""
    rows = [
        f"  {x.id} {x.start}..{x.end} {x.kind} {x.role or '-'} {x.format or '?'} {x.amount} {x.unit} {sorted(x.tags)} "
        f"{dict(x.splits)} {x.status.value} approved={x.approved} relevant={x.relevant} course={x.course!r} "
        f"{dict(x.answers)} {dict(x.pins)}"
        for x in small.case.ledger
    ]
    return "\n".join([small.text[small.text.index("[account") :], *rows, f"  {dict(small.case.facts)}"])
