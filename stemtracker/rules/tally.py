"""Needs that count lines or ask for one thing done: which lines speak for them, surely or maybe.

Worked out once for all worlds in which a need looks at lines alike. Neighbors: `ground` has the needs, `traits`
says what lines are to them, `judge` the verdicts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from stemtracker.domain.activity import Status
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.alike import made_of
from stemtracker.rules.buckets import year_of
from stemtracker.rules.ground import AccountNow, Days, Ground
from stemtracker.rules.pack import Account, Need
from stemtracker.rules.reading import shifted
from stemtracker.rules.traits import Sorter, pieces
from stemtracker.rules.values import Tri, all3, any3

#: The readings, as everywhere in the engine.
LOW, HIGH, PLAN = 0, 1, 2
#: A count looks at lines by its own words alone.
NO_ACCOUNT = AccountNow(Account(id="", unit="", window=""), "", (), (), (), (), ())


@dataclass(slots=True)
class Tally:
    """How many lines (or different kinds of them) there are, low, high and plan, and which ones."""

    counts: list[int] = field(default_factory=lambda: [0, 0, 0])
    counted: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    #: What to ask about lines that may count, by line.
    asked: Mapping[str, str] = field(default_factory=dict)
    #: It is put off: begun now, to be shown at the next renewal.
    deferred: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """A line that speaks for a need by its own words and by its days, each surely (True) or maybe (None)."""

    line: Line
    matches: Tri
    timely: Tri
    planned: bool
    asked: str


class Tallies:
    """The needs of a case that count lines, over all its worlds."""

    def __init__(
        self,
        lines: Sequence[Line],
        settled: Mapping[str, bool],
    ) -> None:
        """`settled` are doubtful lines taken as good (or not)."""
        self.lines, self.settled = lines, settled
        self.fitting: dict[object, tuple[Fit, ...]] = {}
        self.found: dict[object, Tally] = {}

    def tally(self, need: Need, ground: Ground, barred: Mapping[int, frozenset[str]]) -> Tally:
        """Counts the lines of a `count` or `done` need, which stand in canonical order.

        `barred` are the lines that an account or a limit keeps out, by reading.
        """
        told = made_of(need.match, ground.env) if need.match else None
        key = (ground.pack.id, id(need), told, days_of(need, ground))
        if key not in self.fitting:
            self.fitting[key] = tuple(_fits(need, ground, self.lines))
        whole = (key, *(barred[reading] for reading in (LOW, HIGH, PLAN)))
        if whole not in self.found:
            self.found[whole] = self.count(need, ground, self.fitting[key], barred)
        return self.found[whole]

    def count(self, need: Need, ground: Ground, fitting: Sequence[Fit], barred: Mapping[int, frozenset[str]]) -> Tally:
        """The lines that fit, each different thing once."""
        seen: list[set[object]] = [set(), set(), set()]
        counted: dict[str, None] = {}
        doubtful: dict[str, str] = {}
        for fit in fitting:
            line, matches = fit.line, fit.matches
            if matches is None:
                matches = self.settled.get(line.id)
            holds = all3((matches, fit.timely))
            if holds is False:
                continue
            for reading in (LOW, HIGH, PLAN):
                out = line.id in barred[reading] or (fit.planned and reading != PLAN)
                if out or (holds is None and reading != HIGH):
                    continue
                new = _distinct(need, line) - seen[reading]
                seen[reading] |= new
                if new and reading == LOW:
                    counted[line.id] = None
                elif new and reading == HIGH and line.id not in counted:
                    doubtful[line.id] = fit.asked
        asked = {id_: text for id_, text in doubtful.items() if text}
        found = Tally([len(s) for s in seen], tuple(counted), tuple(doubtful), asked)
        if need.defer and not found.counts[LOW]:
            _defer(found, need, ground, self.lines)
        return found


def _defer(found: Tally, need: Need, ground: Ground, lines: Sequence[Line]) -> None:
    """What is enrolled in now may be shown at the next renewal, unless it was put off at the last one already."""
    before = ground.setting.put_off(need.base or need.id)
    ahead = [line for line in lines if line.status == Status.PLANNED and not _pinned_away(line, ground)]
    sorter = Sorter(ground, NO_ACCOUNT, (need,))
    truths = [matches_of(sorter, line)[0] for line in ahead]
    if before is True or not ahead or all(truth is False for truth in truths):
        return
    found.counts[HIGH] = 1
    enrolled = next((line.id for line, truth in zip(ahead, truths, strict=True) if truth is True), "")
    if enrolled and before is False:
        found.counts, found.counted, found.doubtful, found.deferred = [1, 1, 1], (enrolled,), (), True
    elif not found.doubtful:
        found.doubtful = (enrolled,) if enrolled else ()


def lies_ahead(line: Line, ground: Ground) -> bool:
    """Whether it has not taken place yet: planned, or attended on a day after today."""
    today = ground.env.anchors.get("today")
    return line.status == Status.PLANNED or (line.status == Status.ATTENDED and today is not None and line.end > today)


def ahead_in_words(line: Line) -> str:
    """Why a line that lies ahead does not count yet."""
    planned = line.status == Status.PLANNED
    return "planned: counts once attended" if planned else "dated after today: counts once it took place"


def _pinned_away(line: Line, ground: Ground) -> bool:
    return ground.setting.pin(line) == "none"


def _distinct(need: Need, line: Line) -> set[object]:
    """What of the line counts as different."""
    if need.distinct == "topic":
        return set(line.tags | frozenset(line.splits))
    if need.distinct == "year":
        return {line.end.year}
    value = getattr(line, need.distinct) if need.distinct else line.id
    return {value} if value else set()


def _fits(need: Need, ground: Ground, lines: Sequence[Line]) -> Iterator[Fit]:
    """The lines that may speak for a need."""
    sorter, days = Sorter(ground, NO_ACCOUNT, (need,)), days_of(need, ground)
    for line in lines:
        if line.status == Status.REFUSED:
            continue
        matches, asked = matches_of(sorter, line)
        in_time = matches is not False and timely(need, ground, days, line)
        if in_time is not False and not _pinned_away(line, ground):
            yield Fit(line, matches, in_time, lies_ahead(line, ground), asked)


def matches_of(sorter: Sorter, line: Line) -> tuple[Tri, str]:
    """Whether a line matches in some part, and what to ask where that can't be told."""
    truths: list[Tri] = []
    asked = ""
    for topics, _share in pieces(line):
        traits = sorter.traits(line, topics)
        truths.append(traits.needs[0][1] if traits.needs else False)
        asked = asked or next((text for _need, text in traits.questions), "")
    truth = any3(truths)
    return truth, asked if truth is None else ""


def timely(need: Need, ground: Ground, days: Days | None, line: Line) -> Tri:
    """Whether the line lies in the days that the need looks at."""
    if need.days is not None and line.end not in need.days:
        return False
    if need.years:
        return (year_of(need.years_over, line.end, ground.env) if need.years_over else line.end.year) in need.years
    anchors = ground.env.anchors
    filing, valid = anchors.get("filing"), need.valid
    if valid in {"once ever", "on filing"}:
        before = filing is None or line.end <= filing
        return before if valid == "once ever" else before and (True if _in_window(ground, days, line) else None)
    if valid.startswith("every"):
        since = shifted(filing, -int(valid.split()[1]), "y")
        return None if since is None or filing is None else since <= line.end <= filing
    if valid.startswith("within"):
        hire, count, unit = anchors.get("hire"), int(valid.split()[1]), valid.split()[2]
        until = shifted(hire, count, unit)
        return None if hire is None or until is None else hire <= line.end <= until
    return _in_window(ground, days, line)


def days_of(need: Need, ground: Ground) -> Days | None:
    """The window that a need names, or its account does."""
    name = need.window or (ground.accounts[need.of].account.window if need.of else "")
    return ground.windows.get(name) if name else None


def _in_window(ground: Ground, days: Days | None, line: Line) -> Tri:
    if days is None:
        return line.end in ground.setting.cycle
    day = line.start if days.dated_by == "start" else line.end
    if _has(days.sure, day):
        return True
    return None if _has(days.possible, day) else False


def _has(span: Period | None, day: date) -> bool:
    return span is not None and day in span
