"""What changes if one files later: hours age out of a window that looks back from filing, texts begin or end.

Looked at only where something in force depends on the day of filing, and that day is still open.
Neighbors: `assess` asks for a verdict on some day, `due` puts what is found here among the deadlines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from stemtracker.domain import wording
from stemtracker.domain.assessment import Deadline, Later, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.rules.contents import pack_tables
from stemtracker.rules.evaluate import Outcome
from stemtracker.rules.ground import Days
from stemtracker.rules.offer import HIGH, LOW
from stemtracker.rules.pack import Pack, Window
from stemtracker.rules.pools import Pool
from stemtracker.rules.setting import Setting
from stemtracker.rules.worlds import looked_at

_DAY, _YEAR = timedelta(days=1), timedelta(days=365)
#: On more days than this the verdict is not tried.
_MOST = 24
#: So many days on which hours age out are told; a long record has one every week.
_TOLD = 12
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class _Aging:
    """What counts for the last time if one files on a day."""

    last: date
    node: str
    unit: str
    lines: tuple[tuple[Line, Fraction], ...]


def aging_of(outcome: Outcome, lines: Sequence[Line], *, open_: bool) -> tuple[_Aging, ...]:
    """By day, the lines that no longer count if one files later; nothing where filing is not `open_`."""
    setting = outcome.ground.setting
    pools = [p for s in outcome.sharings for p in s.pools if p.ground.pack.id == setting.pack.id]
    found: dict[tuple[date, str, str], list[tuple[Line, Fraction]]] = {}
    for pool in pools if open_ else ():
        until = _until(setting, setting.pack.windows[pool.window])
        slide = _Slide(pool, _now(setting), until) if until else None
        for line, amount in _counting(pool, lines) if slide and slide.moves else ():
            last = slide.good_until(line) if slide else None
            if last is not None:
                found.setdefault((last, pool.needs[0].id, pool.account.unit), []).append((line, amount))
    return tuple(_Aging(last, node, unit, tuple(there)) for (last, node, unit), there in sorted(found.items()))


def _last(setting: Setting) -> date:
    """The last day of filing; where no rule names one, the expiry, and once that is past, a year from now."""
    end = setting.span.end if setting.span else setting.cycle.end
    return min(end if setting.span or end > _now(setting) else _in_a_year(setting), date.max - _DAY)


def _in_a_year(setting: Setting) -> date:
    return min(_now(setting), date.max - _YEAR) + _YEAR


def _now(setting: Setting) -> date:
    """The day from which on one may still choose when to file."""
    return max(setting.filing, setting.anchors["today"] or setting.filing)


def _until(setting: Setting, windows: Sequence[Window]) -> date | None:
    """How far to look; None where the days that count depend neither on filing nor on the day of asking."""
    anchors = frozenset().union(*(e.anchors for window in windows for e in looked_at(window)))
    if "filing" in anchors and _last(setting) > _now(setting):
        return _last(setting)
    return _in_a_year(setting) if "today" in anchors else None


def _counting(pool: Pool, lines: Sequence[Line]) -> Iterator[tuple[Line, Fraction]]:
    """The lines of the ledger that count, or may."""
    for offer in pool.offers:
        amount = offer.amounts[LOW] or offer.shown(HIGH)
        if amount:
            yield from ((lines[number], amount) for number in offer.numbers if number < len(lines))


class _Slide:
    """A window that slides with the day of filing, between two days."""

    def __init__(self, pool: Pool, now: date, until: date) -> None:
        self.pool, self.now, self.until = pool, now, until
        self.days: dict[date, Days] = {}
        self.found: dict[tuple[date, date], date | None] = {}
        self.moves = self.at(until) != self.at(now)

    def at(self, day: date) -> Days:
        """The days that count if one files then."""
        if day not in self.days:
            self.days[day] = self.pool.ground.days_if_filed(self.pool.window, day)
        return self.days[day]

    def good_until(self, line: Line) -> date | None:
        """The last day of filing on which a line counts; None where it counts to the end."""
        when = (line.start, line.end)
        if when not in self.found:
            self.found[when] = self.halved(line)
        return self.found[when]

    def halved(self, line: Line) -> date | None:
        low, high = self.now, self.until
        if self.at(high).holds(line, surely=False):
            return None
        while (high - low).days > 1:
            middle = low + (high - low) // 2
            low, high = (middle, high) if self.at(middle).holds(line, surely=False) else (low, middle)
        return low


def deadlines_of(aging: Sequence[_Aging], turn: Later | None) -> Iterator[Deadline]:
    """The last days of filing on which hours count: the next few, and the last before the verdict turns."""
    told = [one for at, one in enumerate(aging) if at < _TOLD or (turn and one.last + _DAY == turn.on)]
    for one in told:
        amount = sum((worth for _line, worth in one.lines), ZERO)
        single = one.lines[0][0] if len(one.lines) == 1 else None
        what = f"“{single.title}”" if single else f"{len(one.lines)} activities"
        title = f"Last day to file with {what} counting ({wording.exact(amount, one.unit)})"
        key = f"ages out {single.id if single else one.last.isoformat()}"
        yield Deadline(one.last, title, "ages_out", one.node, key, single.id if single else "", amount)


def later(
    setting: Setting, aging: Sequence[_Aging], verdict: Verdict, if_filed: Callable[[date], Verdict]
) -> Later | None:
    """The first day on which the verdict is another one if filed then.

    Between days on which texts begin or end, hours only age out: there the first such day is found by halving.
    """
    changes = sorted({one.last + _DAY for one in aging if one.last < _last(setting)})
    turns = [day for day in sorted(set(_turns(setting.pack, setting))) if setting.filing < day <= _last(setting)]
    if len(turns) > _MOST:
        return None
    start = setting.filing
    for turn in (*turns, _last(setting) + _DAY):
        between = [day for day in changes if start < day < turn]
        if verdict != Verdict.NOT_MET and between and if_filed(between[-1]) != verdict:
            return _first(between, verdict, if_filed)
        if turn <= _last(setting) and (then := if_filed(turn)) != verdict:
            return Later(turn, then)
        start = turn
    return None


def _first(days: Sequence[date], verdict: Verdict, if_filed: Callable[[date], Verdict]) -> Later:
    """The first of these days on which the verdict is another one; on the last it is."""
    low, high = -1, len(days) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if if_filed(days[middle]) == verdict else (low, middle)
    return Later(days[high], if_filed(days[high]))


def _turns(pack: Pack, setting: Setting) -> Iterator[date]:
    """The days of filing on which a text begins, or the first on which another has ended, or a condition turns."""
    env = setting.env()
    for table in pack_tables(pack):
        if table.span is not None and table.span.clock == "filing":
            if table.span.start and (day := table.span.start.day(env)):
                yield day
            if table.span.end and (day := table.span.end.day(env)) and day < date.max:
                yield day + _DAY
        for expr in looked_at(table):
            for name, fn in expr.thresholds:
                if name == "filing" and isinstance(point := fn(env), date):
                    yield from (point + shift * _DAY for shift in (0, 1) if point < date.max)
