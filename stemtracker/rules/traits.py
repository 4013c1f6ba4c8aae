"""What the rules make of lines that are alike: worked out once for all lines with the same features.

A feature is whatever some expression of the pack tells apart; so ten thousand lines cost as much thought as
there are different ones among them. Neighbors: `ground` has the rules, `offer` applies the traits to lines.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from stemtracker.domain.ledger import Line
from stemtracker.rules.alike import classes, told_apart
from stemtracker.rules.expr import Expr
from stemtracker.rules.filled_in import fillings, looked_at_twice
from stemtracker.rules.ground import AccountNow, EarnNow, Ground, LimitNow
from stemtracker.rules.pack import Need, Refuse, Same
from stemtracker.rules.scope import OWN
from stemtracker.rules.values import Tri, all3, not3


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """How one account treats lines of one sort; only what is not certainly false is listed."""

    #: Ways to earn, up to the first that surely applies.
    earn: tuple[tuple[EarnNow, Tri], ...]
    #: Whether the last of them surely applies.
    earns_surely: bool
    refused: tuple[tuple[Refuse, Tri], ...]
    limits: tuple[tuple[int, LimitNow, Tri], ...]
    needs: tuple[tuple[str, Tri], ...]
    #: Needs that a refusal tied to them closes, with the reason.
    closed: tuple[tuple[str, Refuse], ...]
    same: tuple[tuple[Same, Tri], ...]
    #: Whether thresholds look at it.
    threshold: tuple[tuple[int, Tri], ...]
    #: What to ask, and for which need (empty: for all).
    questions: tuple[tuple[str, str], ...]
    sure: frozenset[str] = field(default_factory=frozenset)
    maybe: frozenset[str] = field(default_factory=frozenset)
    #: What to ask where it can't be told whether a limit binds the line (by its place), or another rule (-1).
    beside: tuple[tuple[int, str], ...] = ()

    def settled(self, *, good: bool) -> Traits:
        """As if everything open were answered in favor of the holder, or against."""
        needs = self.maybe if good else self.sure
        return replace(
            self,
            sure=needs,
            maybe=needs,
            limits=tuple((at, now, True) for at, now, holds in self.limits if holds or not good),
            same=tuple((same, True) for same, holds in self.same if holds or not good),
            threshold=tuple((at, True) for at, holds in self.threshold if holds or not good),
        )

    @property
    def out(self) -> bool:
        """Whether it is surely refused."""
        return any(holds is True for _rule, holds in self.refused)


def plainly(needs: Iterable[str]) -> Traits:
    """What counts for some needs, and nothing else is to be said of it."""
    ids = frozenset(needs)
    return Traits((), True, (), (), tuple((id_, True) for id_ in sorted(ids)), (), (), (), (), ids, ids)


def line_expressions(account: AccountNow, needs: Sequence[Need]) -> Iterator[Expr]:
    """Every expression of an account and the needs that draw on it that looks at a line."""
    matches = [
        *(e.earn.match for e in account.earn),
        *(now.limit.match for now in account.limits),
        *(t.threshold.match for t in account.thresholds),
        *(r.match for r, _ in account.refuse),
        *(s.match for s, _ in account.same),
        *(need.match for need in needs),
    ]
    yield from (match for match in matches if match)


class Sorter:
    """Sorts lines by features and hands out the traits of each sort, for one account in one world."""

    def __init__(self, ground: Ground, account: AccountNow, needs: Sequence[Need]) -> None:
        self.ground, self.account, self.needs = ground, account, tuple(needs)
        used = list(line_expressions(account, needs))
        asked = (ground.pack.line_questions[name].match for e in used for name in sorted(e.line_facts))
        used += [match for match in asked if match]
        self.told = told_apart(used, ground.env)
        self.dated = tuple(e for e in used if e.fields & OWN)
        #: What could not be told of the line at hand.
        self.doubts: list[Expr] = []
        self.topics = classes(self.told, "topics")
        self.fields = tuple((name, classes(self.told, name)) for name in sorted(self.told) if name != "topics")
        #: The days that a day of a line is held against; None where it is not only held against days.
        self.marks: dict[str, list[date] | None] = {}
        for name in sorted(frozenset[str]().union(*(e.fields for e in self.dated)) & OWN):
            held = [fn(ground.env) for e in self.dated for attribute, fn in e.marks if attribute == name]
            own = any(name in e.whole for e in self.dated)
            self.marks[name] = None if own else sorted({day for day in held if isinstance(day, date)})
        self.answers = tuple(sorted(frozenset().union(*(e.line_facts for e in used)))) if used else ()
        #: Each once, by what they say.
        self.same: dict[tuple[object, ...], Traits] = {}
        #: Days make a difference where there is None.
        self.memo: dict[tuple[object, ...], Traits | None] = {}

    def key(self, line: Line, topics: frozenset[str]) -> tuple[object, ...]:
        """What is told apart about a line (or the part of it that has these topics), days aside."""
        return (
            self.topics(topics),
            *[told(getattr(line, name)) for name, told in self.fields],
            *[line.answers.get(name) for name in self.answers],
        )

    def when(self, line: Line) -> tuple[object, ...]:
        """What is told apart about the days of a line."""
        days = ((getattr(line, name), marks) for name, marks in self.marks.items())
        return tuple(d if marks is None else (bisect_left(marks, d), bisect_right(marks, d)) for d, marks in days)

    def traits(self, line: Line, topics: frozenset[str]) -> Traits:
        """The traits of a line (or of the part of it that has these topics)."""
        key = self.key(line, topics)
        if self.by_day(line, topics, key):
            key = (*key, *self.when(line))
        found = self.memo.get(key)
        if found is None:
            found = self.memo[key] = self.once(self.work_out(line, topics))
        return found

    def once(self, traits: Traits) -> Traits:
        """The same object for traits that say the same, since much is kept by them."""
        key = (
            *((id(now), t) for now, t in (*traits.earn, *traits.refused, *traits.same)),
            *((index, t) for index, _now, t in traits.limits),
            *((need, id(refuse)) for need, refuse in traits.closed),
            *(len(traits.earn), len(traits.refused), len(traits.limits), traits.earns_surely),
            *(traits.needs, traits.threshold, traits.questions, traits.beside),
        )
        return self.same.setdefault(key, traits)

    def by_day(self, line: Line, topics: frozenset[str], key: tuple[object, ...] | None = None) -> bool:
        """Whether days make a difference to lines that are alike otherwise.

        What is certain while a value is unknown stays certain once it is known.
        """
        if not self.dated:
            return False
        key = key or self.key(line, topics)
        if key not in self.memo:
            env = self.ground.env
            env.undated, env.line, env.topics = True, line, topics
            try:
                matters = any(e.truth(env) is None for e in self.dated)
            finally:
                env.undated = False
            self.memo[key] = None if matters else self.once(self.work_out(line, topics))
        return self.memo[key] is None

    def work_out(self, line: Line, topics: frozenset[str]) -> Traits:
        """The traits; where rules look at an empty field twice, what holds however it is filled in."""
        env = self.ground.env
        found = self.one_by_one(line, topics)
        twice = frozenset() if found.out or len(self.doubts) < 2 else looked_at_twice(self.doubts)
        every = fillings(line, twice, self.told, self.ground.pack.line_questions, env)
        if len(every) == 1:
            return found
        try:
            return over_fillings(found, [self.one_by_one(one, topics) for one in every])
        finally:
            env.line, env.topics = line, topics

    def one_by_one(self, line: Line, topics: frozenset[str]) -> Traits:
        """The traits, expression by expression."""
        env, account = self.ground.env, self.account
        env.line, env.topics = line, topics
        self.doubts = []

        def truth(match: Expr | None, applies: Tri) -> Tri:
            holds = applies if match is None else all3((applies, match.truth(env)))
            if holds is None and match is not None:
                self.doubts.append(match)
            return holds

        earn: list[tuple[EarnNow, Tri]] = []
        for now in account.earn:
            holds = truth(now.earn.match, now.applies)
            if holds is not False:
                earn.append((now, holds))
            if holds is True:
                break
        refused = [(r, t) for r, applies in account.refuse if (t := truth(r.match, applies)) is not False]
        closed = [(need, r, t) for r, t in refused for need in r.needs]
        needs: list[tuple[str, Tri]] = []
        for need in self.needs:
            shut = [not3(t) for id_, _r, t in closed if id_ == need.id]
            holds = all3((truth(need.match, True), *shut))
            if holds is not False:
                needs.append((need.id, holds))
        everywhere = tuple((r, t) for r, t in refused if not r.needs)
        limits = [(now, truth(now.limit.match, now.applies)) for now in account.limits]
        same = [(s, truth(s.match, applies)) for s, applies in account.same]
        thresholds = [truth(now.threshold.match, now.applies) for now in account.thresholds]
        return Traits(
            earn=tuple(earn),
            earns_surely=bool(earn) and earn[-1][1] is True,
            refused=everywhere,
            limits=tuple((i, now, t) for i, (now, t) in enumerate(limits) if t is not False),
            needs=tuple(needs),
            closed=tuple((id_, r) for id_, r, t in closed if t is True),
            same=tuple((s, t) for s, t in same if t is not False),
            threshold=tuple((i, t) for i, t in enumerate(thresholds) if t is not False),
            questions=self.questions(earn, refused, needs, line),
            sure=frozenset(id_ for id_, t in needs if t is True),
            maybe=frozenset(id_ for id_, _t in needs),
            beside=self.beside([t for _now, t in limits], [t for _s, t in same], thresholds, line),
        )

    def beside(
        self, limits: Sequence[Tri], same: Sequence[Tri], thresholds: Sequence[Tri], line: Line
    ) -> tuple[tuple[int, str], ...]:
        """What to ask about the line to tell whether rules hold that look at it beside others."""
        account = self.account
        open_ = [
            (at, now.limit.match) for at, (now, t) in enumerate(zip(account.limits, limits, strict=True)) if t is None
        ]
        open_ += [(-1, s.match) for (s, _applies), t in zip(account.same, same, strict=True) if t is None]
        open_ += [(-1, n.threshold.match) for n, t in zip(account.thresholds, thresholds, strict=True) if t is None]
        return tuple((at, text) for at, match in open_ if (text := _missing(match, self.ground, line)))

    def questions(
        self,
        earn: Sequence[tuple[EarnNow, Tri]],
        refused: Sequence[tuple[Refuse, Tri]],
        needs: Sequence[tuple[str, Tri]],
        line: Line,
    ) -> tuple[tuple[str, str], ...]:
        """What to ask about the line, so that nothing stays in doubt."""
        unsure = {"", *(id_ for id_, t in needs if t is None)}
        open_ = [(id_, r) for r, t in refused if t is None for id_ in r.needs or ("",) if id_ in unsure]
        asked = [(id_, r.doubt or _missing(r.match, self.ground, line)) for id_, r in open_]
        asked += [("", _missing(e.earn.match, self.ground, line)) for e, t in earn if t is None]
        by_id = {need.id: need for need in self.needs}
        asked += [(id_, _missing(by_id[id_].match, self.ground, line)) for id_, t in needs if t is None]
        return tuple(dict.fromkeys((id_, text) for id_, text in asked if text))


_T = TypeVar("_T")


def over_fillings(found: Traits, every: Sequence[Traits]) -> Traits:
    """What holds of a line however it is filled in; where it is refused nothing else matters."""
    kept = [traits for traits in every if not traits.out]
    if not kept:
        rule = next(rule for rule, holds in every[0].refused if holds is True)
        return replace(found, refused=((rule, True),))
    needs = _joined([traits.needs for traits in kept])
    refused = tuple((rule, None) for rule, _holds in _joined([traits.refused for traits in every]))
    open_ = {id_ for id_, holds in needs if holds is None}
    doubt = any(holds is None for _rule, holds in (*refused, *found.earn))
    limits = _joined([_numbered(t) for t in kept])
    same, threshold = _joined([traits.same for traits in kept]), _joined([traits.threshold for traits in kept])
    unsure = {at for (at, _now), holds in limits if holds is None}
    unsure |= {-1} if any(holds is None for _rule, holds in (*same, *threshold)) else set()
    return replace(
        found,
        earn=_joined([traits.earn for traits in kept]),
        earns_surely=all(traits.earns_surely for traits in kept),
        refused=refused,
        limits=tuple((at, now, holds) for (at, now), holds in limits),
        needs=needs,
        closed=tuple(entry for entry in found.closed if all(entry in traits.closed for traits in kept)),
        same=same,
        threshold=threshold,
        questions=tuple((id_, text) for id_, text in found.questions if (id_ in open_ if id_ else doubt)),
        sure=frozenset(id_ for id_, holds in needs if holds is True),
        maybe=frozenset(id_ for id_, _holds in needs),
        beside=tuple(entry for entry in found.beside if entry[0] in unsure),
    )


def _numbered(traits: Traits) -> tuple[tuple[tuple[int, LimitNow], Tri], ...]:
    return tuple(((at, now), holds) for at, now, holds in traits.limits)


def _joined(every: Sequence[Sequence[tuple[_T, Tri]]]) -> tuple[tuple[_T, Tri], ...]:
    """What holds in all, or may hold in some, in the order in which it was written."""
    kept: list[tuple[_T, Tri]] = []
    for entries in every:
        at = 0
        for what, _holds in entries:
            here = next((n for n, (known, _t) in enumerate(kept) if known is what or known == what), None)
            if here is None:
                sure = all(any((w is what or w == what) and t is True for w, t in one) for one in every)
                kept.insert(at, (what, True if sure else None))
                here = at
            at = max(at, here + 1)
    return tuple(kept)


_WORDS = {
    "approved": "Was it approved?",
    "approved_by": "Who approved it?",
    "approved_on": "When was it approved?",
    "level": "At what level was it?",
    "grade": "Which grade was earned?",
    "course": "Which course was it?",
    "provider": "Who provided it?",
    "provider_number": "What is the provider's approval number?",
    "role": "In which role did you take part?",
    "format": "In which format was it?",
}


def _missing(match: Expr | None, ground: Ground, line: Line) -> str:
    """Which empty field leaves an expression open, asked in words."""
    if match is None:
        return ""
    for name in sorted(match.line_facts):
        question = ground.pack.line_questions[name]
        concerned = question.match is None or question.match.truth(ground.env) is not False
        if concerned and not line.answers.get(name):
            return question.ask
    for name in sorted(match.fields):
        if name in _WORDS and not getattr(line, name, None):
            return _WORDS[name]
    return ""


def pieces(line: Line) -> tuple[tuple[frozenset[str], Fraction], ...]:
    """The line as parts with their topics: splits laid end to end over its amount, what is left has its tags only.

    Where splits add up to more than the whole, they overlap as little as they must.
    """
    if not line.splits or line.amount <= 0:
        return ((line.tags, Fraction(1)),)
    cuts: dict[str, list[tuple[Fraction, Fraction]]] = {}
    at = Fraction(0)
    for topic in sorted(line.splits):
        width = max(Fraction(0), min(line.splits[topic], line.amount))
        end = at + width
        cuts[topic] = [(at, min(end, line.amount))]
        if end > line.amount:
            cuts[topic].append((Fraction(0), end - line.amount))
        at = end % line.amount if end >= line.amount else end
    marks = sorted({Fraction(0), line.amount, *(m for spans in cuts.values() for span in spans for m in span)})
    parts: dict[frozenset[str], Fraction] = {}
    for left, right in pairwise(marks):
        inside = {t for t, spans in cuts.items() if any(a <= left and right <= b for a, b in spans)}
        topics = line.tags | inside
        parts[topics] = parts.get(topics, Fraction(0)) + (right - left) / line.amount
    return tuple(sorted(parts.items(), key=lambda part: sorted(part[0])))
