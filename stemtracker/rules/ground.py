"""What applies in one world: texts in force, conditions, windows as days, limits and rates as numbers (stage 4).

Everything is three-valued or bounded, so that a world may leave things open. Neighbors: `worlds` says what
is filled in, `offer` and `judge` read from here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from stemtracker.domain.hours import plain
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.contents import figure_book
from stemtracker.rules.figures import FigureBook, evaluate
from stemtracker.rules.pack import (
    Account,
    Earn,
    Limit,
    Need,
    Overlap,
    Pack,
    Refuse,
    Same,
    Span,
    Table,
    Threshold,
    Window,
    WindowCase,
)
from stemtracker.rules.reader import in_force
from stemtracker.rules.scope import Env
from stemtracker.rules.setting import Setting
from stemtracker.rules.values import UNBOUNDED, ZERO, Bounds, Tri, all3, compare
from stemtracker.rules.worlds import World

_T = TypeVar("_T", bound=Table)


@dataclass(frozen=True, slots=True)
class Days:
    """A window as days: those that certainly belong to it, and those that may."""

    sure: Period | None
    possible: Period | None
    dated_by: str = "end"

    def day(self, line: Line) -> date:
        """The day by which a line is dated."""
        return line.start if self.dated_by == "start" else line.end

    def holds(self, line: Line, *, surely: bool) -> bool:
        """Whether a line lies in the days that count (or may)."""
        span = self.sure if surely else self.possible
        if span is None:
            return False
        if self.dated_by == "session":
            inside = (line.start in span, line.end in span)
            return all(inside) if surely else any(inside)
        return self.day(line) in span


@dataclass(frozen=True, slots=True)
class LimitNow:
    """A limit with its figure; `applies` None where that can't be told."""

    limit: Limit
    cap: Bounds
    applies: Tri


@dataclass(frozen=True, slots=True)
class EarnNow:
    """A way to earn with its rates in units per unit of the line (both ends), and whether it applies."""

    earn: Earn
    rates: tuple[Bounds, ...]
    then: tuple[Bounds, ...]
    first: int
    applies: Tri

    @property
    def said(self) -> str:
        """The rate in words, with the number that it comes to."""
        low, high = min(b.lo for b in self.rates), max((b.hi for b in self.rates if b.hi is not None), default=None)
        _amount, per, measure = self.earn.give_text.rpartition(" per ")
        if high is None or any(b.hi is None for b in self.rates):
            return self.earn.give_text
        number = plain(low) if low == high else f"{plain(low)} to {plain(high)}"
        return f"{number}{per}{measure}" if per else f"{number} each"


@dataclass(frozen=True, slots=True)
class ThresholdNow:
    """A threshold with its figure."""

    threshold: Threshold
    at_least: Bounds
    applies: Tri


@dataclass(frozen=True, slots=True)
class AccountNow:
    """An account with everything that applies to it."""

    account: Account
    unit: str
    earn: tuple[EarnNow, ...]
    limits: tuple[LimitNow, ...]
    thresholds: tuple[ThresholdNow, ...]
    refuse: tuple[tuple[Refuse, Tri], ...]
    same: tuple[tuple[Same, Tri], ...]


@dataclass
class Ground:
    """One pack in one world."""

    setting: Setting
    world: World
    env: Env
    needs: dict[str, Need] = field(default_factory=dict)
    applies: dict[str, Tri] = field(default_factory=dict)
    #: The root and what is asked below it, and of that what surely is.
    live: frozenset[str] = frozenset()
    sure: frozenset[str] = frozenset()
    #: Needs that come into force later, and when.
    starts: dict[str, date] = field(default_factory=dict)
    amounts: dict[str, Bounds] = field(default_factory=dict)
    accounts: dict[str, AccountNow] = field(default_factory=dict)
    windows: dict[str, Days] = field(default_factory=dict)
    overlaps: tuple[Overlap, ...] = ()
    #: What is said of several licenses renewed together.
    licenses: tuple[Overlap, ...] = ()

    @property
    def pack(self) -> Pack:
        """The pack."""
        return self.setting.pack

    def days_if_filed(self, window: str, day: date) -> Days:
        """A window as it would be if one filed on another day, or came to it then."""
        today = max(day, self.env.anchors["today"] or day)
        env = replace(self.env, anchors={**self.env.anchors, "filing": day, "today": today})
        return _window(self.pack.windows[window], env)

    def applies_to(self, table: Table) -> Tri:
        """Whether a table applies in this world."""
        return _holds(table, self.env)


def ground_of(setting: Setting, world: World) -> Ground:
    """Stage 4 for one pack in one world."""
    filled = ((name, setting.key(name)) for name in setting.unknown)
    known = {name: world.facts[key] for name, key in filled if key in world.facts}
    env = setting.env(known, world.choices)
    FigureBook.of(figure_book(setting.pack), env)
    ground = Ground(setting, world, env)
    for id_, texts in setting.pack.needs.items():
        need, applies = _text(texts, env)
        ground.needs[id_], ground.applies[id_] = need, all3((applies, None)) if need.perhaps else applies
        later = [d for t in texts if (d := _begins(t.span, env))]
        if applies is False and later:
            ground.starts[id_] = min(later)
        if need.amount is not None:
            ground.amounts[id_] = evaluate(need.amount, env)
    ground.live = _below(ground, lambda id_: ground.applies[id_] is not False)
    ground.sure = _below(ground, lambda id_: ground.applies[id_] is True)
    for id_ in _below(ground, lambda _id: True) - ground.live:  # what hangs on nothing takes no hours
        ground.applies[id_] = False
    for id_, need in ground.needs.items():  # a share of what is not asked is not asked either
        if need.kind == "share" and need.of in ground.applies:
            ground.applies[id_] = all3((ground.applies[id_], ground.applies[need.of]))
    for id_, accounts in setting.pack.accounts.items():
        ground.accounts[id_] = _account(_text(accounts, env)[0], setting, env)
    for id_, windows in setting.pack.windows.items():
        ground.windows[id_] = _window(windows, env)
    here = [o for o in setting.pack.overlaps if _holds(o, env) is not False]
    ground.overlaps = tuple(o for o in here if not o.of_licenses)
    ground.licenses = tuple(o for o in here if o.of_licenses)
    return ground


def _below(ground: Ground, asks: Callable[[str], bool]) -> frozenset[str]:
    """The root and what hangs below it on needs that ask for anything."""
    found: set[str] = set()
    todo = [ground.pack.root]
    while todo:
        here = todo.pop()
        if here not in found and asks(here):
            found.add(here)
            todo += ground.needs[here].members
    return frozenset(found)


def _holds(table: Table, env: Env) -> Tri:
    """Whether a table applies: its text in force and its condition true."""
    return all3(
        (
            True if table.span is None else in_force(table.span, env),
            True if table.when is None else table.when.truth(env),
        )
    )


def _begins(span: Span | None, env: Env) -> date | None:
    """The day a text begins, where that lies ahead on its own clock."""
    if span is None or span.start is None:
        return None
    begins, now = span.start.day(env), env.anchors.get(span.clock)
    return begins if compare("<", now, begins) is True else None


def _text(texts: Sequence[_T], env: Env) -> tuple[_T, Tri]:
    """The text in force, and whether it applies; of none in force the last, which then does not apply."""
    for text in texts:
        if text.span is None or in_force(text.span, env) is not False:
            return text, _holds(text, env)
    return texts[-1], False


def _account(account: Account, setting: Setting, env: Env) -> AccountNow:
    unit = account.unit
    if account.unit_fact:
        named = env.facts.get(account.unit)
        unit = named if isinstance(named, str) else ""
    return AccountNow(
        account,
        unit,
        tuple(e for raw in account.earn if (e := _earn(raw, env)).applies is not False),
        tuple(
            LimitNow(limit, _left(limit, setting, env), applies)
            for limit in account.limits
            if (applies := _holds(limit, env)) is not False
        ),
        tuple(
            ThresholdNow(t, evaluate(t.at_least, env), applies)
            for t in account.thresholds
            if (applies := _holds(t, env)) is not False
        ),
        tuple((r, applies) for r in account.refuse if (applies := _holds(r, env)) is not False),
        tuple((s, applies) for s in account.same if (applies := _holds(s, env)) is not False),
    )


def _left(limit: Limit, setting: Setting, env: Env) -> Bounds:
    """What a limit still lets through; of one for a whole career, what earlier renewals left of it."""
    cap = evaluate(limit.at_most, env)
    if limit.per.kind != "career":
        return cap
    used = setting.used_of_career(limit.id)
    if used is None:
        return Bounds(ZERO, cap.hi)
    return Bounds(max(ZERO, cap.lo - used), None if cap.hi is None else max(ZERO, cap.hi - used))


def _earn(earn: Earn, env: Env) -> EarnNow:
    """The rates of a way to earn; readings not chosen by the world are kept side by side."""
    rates = earn.give
    chosen = env.choices.get(f"{earn.path}.give")
    if chosen is not None and earn.give_is_choice:
        rates = rates[chosen : chosen + 1]
    return EarnNow(
        earn,
        tuple(evaluate(rate.amount, env) for rate in rates) or (UNBOUNDED,),
        tuple(evaluate(rate.amount, env) for rate in earn.then),
        env.choices.get(f"{earn.path}.first", 0),
        _holds(earn, env),
    )


def _window(windows: Sequence[Window], env: Env) -> Days:
    """The days in force: texts chosen by their clock, several at once intersect."""
    sure: Period | None = None
    possible: Period | None = None
    first = True
    dated_by = windows[0].dated_by
    for window in windows:
        holds = _holds(window, env)
        if holds is False:
            continue
        days = _cases(window.cases, env)
        if first:
            sure, possible, first = days.sure, days.possible, False
        else:
            sure, possible = _both(sure, days.sure), _both(possible, days.possible)
        dated_by = window.dated_by
    return Days(sure, possible, dated_by)


def _both(one: Period | None, other: Period | None) -> Period | None:
    if one is None or other is None:
        return None
    start, end = max(one.start, other.start), min(one.end, other.end)
    return Period(start, end) if start <= end else None


def _cases(cases: Sequence[WindowCase], env: Env) -> Days:
    """The first case that applies; of several that may, what they share and what they span."""
    sure: Period | None = None
    possible: Period | None = None
    seen = False
    for case in cases:
        holds = True if case.when is None else case.when.truth(env)
        if holds is False:
            continue
        start, end = case.start.day(env), case.end.day(env)
        days = Period(start, end) if start and end and start <= end else None
        wide = Period(start or date.min, max(start or date.min, end or date.max))
        sure = days if not seen else _both(sure, days)
        possible = wide if possible is None else Period(min(possible.start, wide.start), max(possible.end, wide.end))
        seen = True
        if holds is True:
            break
    return Days(sure, possible)
