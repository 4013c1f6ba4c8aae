"""Verdicts over the tree of needs, in three values, by the tables of the rule language (stage 9).

Neighbors: `evaluate` hands over what each need counted, `explain` shows what is found here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from stemtracker.domain.assessment import Role, Verdict
from stemtracker.rules.ground import Ground
from stemtracker.rules.offer import HIGH, LOW, PLAN
from stemtracker.rules.pack import Need
from stemtracker.rules.values import Bounds, Tri

ZERO = Fraction(0)
MET, NOT_MET, OPEN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


@dataclass(slots=True)
class Counted:
    """What one need got: low, high, plan, what it asks, and what keeps it from being judged."""

    amounts: list[Fraction]
    bounds: Bounds
    #: Why a yes (or a no) would be a guess though amounts are known; empty where it is not.
    doubt_met: str = ""
    doubt_unmet: str = ""
    #: What is lacking, where that is less than the requirement without what counted.
    lacking: Fraction | None = None


@dataclass(slots=True)
class Judged:
    """A node in one world along one path."""

    verdict: Verdict | None
    applies: Tri
    counted: Counted | None = None
    #: Whether members may all drop out, so that nothing is asked.
    may_vanish: bool = False


@dataclass(slots=True)
class Judge:
    """Judges the needs of one pack in one world along one path."""

    ground: Ground
    counted: Mapping[str, Counted]
    #: For yearly needs: the ids of their years.
    years: Mapping[str, Sequence[str]]
    found: dict[str, Judged] = field(default_factory=dict)

    def node(self, id_: str) -> Judged:
        """The need's verdict, whether it applies, and what it counted."""
        if id_ not in self.found:
            need, applies = self.ground.needs[id_], self.ground.applies[id_]
            if applies is False:
                self.found[id_] = Judged(None, False, self.counted.get(id_))
                for member in need.members:  # still shown, and still judged by themselves
                    self.node(member)
            else:
                verdict, vanish = self.judged(need)
                self.found[id_] = Judged(verdict, applies, self.counted.get(id_), vanish)
        return self.found[id_]

    def judged(self, need: Need) -> tuple[Verdict | None, bool]:
        if need.unlisted:
            return OPEN, False
        if need.kind in {"all", "each"}:
            return self.everything([self.node(m) for m in self.required(need)])
        if need.kind == "any":
            return self.choice([self.node(m) for m in self.required(need)], need.k), False
        if need.kind == "fact":
            return _verdict(need.fact.truth(self.ground.env) if need.fact else None), False
        if need.per is not None:
            years = [Judged(amount_verdict(self.counted[y]), True) for y in self.years.get(need.id, ())]
            return (self.everything(years)[0] or MET), False
        return amount_verdict(self.counted[need.id]), False

    def required(self, need: Need) -> list[str]:
        """The members that block; advice and duties are judged but left out."""
        for member in need.members:
            self.node(member)
        return [m for m in need.members if self.ground.needs[m].role == Role.REQUIRED]

    def everything(self, members: Sequence[Judged]) -> tuple[Verdict | None, bool]:
        """All of them; whether they might all drop out."""
        here = [m for m in members if m.applies is not False and m.verdict is not None]
        if not here:
            return None, True
        verdicts = [m.verdict if m.applies is True or m.verdict == MET else OPEN for m in here]
        vanish = all(m.applies is None or m.may_vanish for m in here)
        if NOT_MET in verdicts:
            return NOT_MET, vanish
        return (OPEN if OPEN in verdicts else MET), vanish

    def choice(self, members: Sequence[Judged], k: int) -> Verdict:
        """At least k of them; a way that may not be open is no certain success."""
        verdicts = []
        for m in members:
            if m.applies is False or m.verdict is None:
                continue
            sure = m.applies is True and not m.may_vanish
            verdicts.append(m.verdict if sure or m.verdict == NOT_MET else OPEN)
        met, open_ = verdicts.count(MET), verdicts.count(OPEN)
        if met >= k:
            return MET
        return NOT_MET if met + open_ < k else OPEN

    def root(self) -> Verdict:
        """The answer: where nothing is asked, it is met."""
        found = self.node(self.ground.pack.root)
        if found.applies is None:
            return MET if found.verdict in {MET, None} else OPEN
        return found.verdict or MET


def _verdict(truth: Tri) -> Verdict:
    return OPEN if truth is None else MET if truth else NOT_MET


def amount_verdict(counted: Counted) -> Verdict:
    """Counted between two amounts against needed between two."""
    low, high = counted.amounts[LOW], max(counted.amounts[LOW], counted.amounts[HIGH])
    bounds = counted.bounds
    if bounds.some:
        verdict = MET if low > 0 else NOT_MET if high == 0 else OPEN
    elif bounds.hi is not None and low >= bounds.hi:
        verdict = MET
    else:
        verdict = NOT_MET if high < bounds.lo else OPEN
    guess = {MET: counted.doubt_met, NOT_MET: counted.doubt_unmet}.get(verdict)
    return OPEN if guess else verdict


def guessed(counted: Counted) -> str:
    """Why the verdict can't be told though the amounts could."""
    if amount_verdict(counted) != OPEN:
        return ""
    plain = amount_verdict(Counted(counted.amounts, counted.bounds))
    return {MET: counted.doubt_met, NOT_MET: counted.doubt_unmet}.get(plain, "")


def planned(counted: Counted) -> Fraction:
    """What planned lines would add."""
    return max(ZERO, counted.amounts[PLAN] - counted.amounts[LOW])
