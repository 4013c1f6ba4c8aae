"""Needs that count lines or ask for one thing done: which lines speak for them, surely or maybe.

Neighbors: `ground` has the needs, `judge` the verdicts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from stemtracker.domain.activity import Status
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.buckets import year_of
from stemtracker.rules.expr import shifted
from stemtracker.rules.ground import Ground
from stemtracker.rules.pack import Need
from stemtracker.rules.traits import pieces
from stemtracker.rules.values import Tri, all3, any3

#: The readings, as everywhere in the engine.
LOW, HIGH, PLAN = 0, 1, 2


@dataclass(slots=True)
class Tally:
    """How many lines (or different kinds of them) there are, low, high and plan, and which ones."""

    counts: list[int] = field(default_factory=lambda: [0, 0, 0])
    counted: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    #: It is put off: begun now, to be shown at the next renewal.
    deferred: bool = False


def tally(need: Need, ground: Ground, lines: Sequence[Line], barred: Mapping[int, frozenset[str]]) -> Tally:
    """Counts the lines of a `count` or `done` need, which stand in canonical order.

    `barred` are the lines that an account or a limit keeps out, by reading.
    """
    found = Tally()
    seen: list[set[object]] = [set(), set(), set()]
    counted, doubtful = [], []
    for line in lines:
        holds = _fits(need, ground, line)
        if holds is False or line.status == Status.REFUSED or _pinned_away(line, ground):
            continue
        for reading in (LOW, HIGH, PLAN):
            planned = lies_ahead(line, ground)
            if line.id in barred.get(reading, ()) or (planned and reading != PLAN):
                continue
            if holds is None and reading != HIGH:
                continue
            new = _distinct(need, line) - seen[reading]
            seen[reading] |= new
            if new and reading == LOW:
                counted.append(line.id)
            elif new and reading == HIGH and line.id not in counted:
                doubtful.append(line.id)
    found.counts = [len(s) for s in seen]
    found.counted, found.doubtful = tuple(counted), tuple(doubtful)
    if need.defer and not found.counts[LOW]:
        _defer(found, need, ground, lines)
    return found


def _defer(found: Tally, need: Need, ground: Ground, lines: Sequence[Line]) -> None:
    """What is enrolled in now may be shown at the next renewal, unless it was put off at the last one already."""
    before = ground.setting.put_off(need.base or need.id)
    ahead = [line for line in lines if line.status == Status.PLANNED and not _pinned_away(line, ground)]
    truths = [_matches(need, ground, line) for line in ahead]
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


def _fits(need: Need, ground: Ground, line: Line) -> Tri:
    return all3((_matches(need, ground, line), _timely(need, ground, line)))


def _matches(need: Need, ground: Ground, line: Line) -> Tri:
    env = ground.env
    env.line = line
    truths = []
    for topics, _share in pieces(line):
        env.topics = topics
        truths.append(True if need.match is None else need.match.truth(env))
    return any3(truths)


def _timely(need: Need, ground: Ground, line: Line) -> Tri:
    """Whether the line lies in the days that the need looks at."""
    if need.days is not None and line.end not in need.days:
        return False
    if need.years:
        return (year_of(need.years_over, line.end, ground.env) if need.years_over else line.end.year) in need.years
    anchors = ground.env.anchors
    filing, valid = anchors.get("filing"), need.valid
    if valid in {"once ever", "on filing"}:
        before = filing is None or line.end <= filing
        return before if valid == "once ever" else before and (True if _in_window(need, ground, line) else None)
    if valid.startswith("every"):
        since = shifted(filing, -int(valid.split()[1]), "y")
        return None if since is None or filing is None else since <= line.end <= filing
    if valid.startswith("within"):
        hire, count, unit = anchors.get("hire"), int(valid.split()[1]), valid.split()[2]
        until = shifted(hire, count, unit)
        return None if hire is None or until is None else hire <= line.end <= until
    return _in_window(need, ground, line)


def _in_window(need: Need, ground: Ground, line: Line) -> Tri:
    name = need.window or (ground.accounts[need.of].account.window if need.of else "")
    days = ground.windows.get(name) if name else None
    if days is None:
        return line.end in ground.setting.cycle
    day = line.start if days.dated_by == "start" else line.end
    if _has(days.sure, day):
        return True
    return None if _has(days.possible, day) else False


def _has(span: Period | None, day: date) -> bool:
    return span is not None and day in span
