"""Whether an activity is in the log already, word for word or nearly.

Candidates are found by day first and compared by title then, so that ten thousand rows against ten thousand
stay quick. Neighbor: `services.imports` asks for every row of a preview.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import NamedTuple, Protocol

from stemtracker.domain.hours import Measure, hours

_LONGEST = 31
_NUMBER = re.compile(r"\d+")
#: How alike titles must be, of 100: on a common day; with the same first day and amount.
_ALIKE, _ALIKE_WITH_AMOUNT = 85, 72


class Kept(Protocol):
    """What is looked at of an activity."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def start(self) -> date: ...
    @property
    def end(self) -> date: ...
    @property
    def measure(self) -> Measure: ...
    @property
    def provider(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Likeness:
    """The activity that is nearly the same, and why it seems so, as a sentence."""

    id: str
    why: str


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


class _Title(NamedTuple):
    """A title as it is compared: as it stands, and whichever way around its words are."""

    plain: str
    words: str


def _title(text: str) -> _Title:
    words = text.casefold().split()
    return _Title(" ".join(words), " ".join(sorted(words)))


class _Day(NamedTuple):
    """The activities of one day, and the words of each one's title in alphabetical order."""

    words: list[str]
    kept: list[Kept]


class Index:
    """The activities of a log, by content and by day."""

    def __init__(self, kept: Iterable[Kept]) -> None:
        from rapidfuzz import fuzz, process

        self._ratio, self._extract = fuzz.ratio, process.extract
        # `same` and `near` are asked about one activity after another, and a log names few providers.
        self._title, self._provider = lru_cache(2)(_title), cache(_plain)
        self._same: dict[tuple[object, ...], list[str]] = defaultdict(list)
        self._by_day: dict[date, _Day] = defaultdict(lambda: _Day([], []))
        for a in kept:
            self._same[self._key(a)].append(a.id)
            words = self._title(a.title).words
            for day in (a.start,) if a.start == a.end else _days(a):
                there = self._by_day[day]
                there.words.append(words)
                there.kept.append(a)

    def same(self, a: Kept) -> Sequence[str]:
        """The ids of the activities with the same title, days, amount and provider, in the order of the log."""
        return self._same.get(self._key(a), ())

    def _key(self, a: Kept) -> tuple[object, ...]:
        measure = a.measure
        return self._title(a.title).plain, a.start, a.end, measure.unit, measure.amount, self._provider(a.provider)

    def near(self, a: Kept) -> Sequence[Likeness]:
        """The activities that this one may be a second entry of, the likeliest first."""
        words, there = self._title(a.title).words, self._candidates(a)
        # One call for the whole day, best first.
        alike = self._extract(words, there.words, scorer=self._ratio, score_cutoff=_ALIKE_WITH_AMOUNT, limit=None)
        near = [
            there.kept[at]
            for theirs, score, at in alike
            if _is_near(a, there.kept[at], score) and not _told_apart(words, theirs)
        ]
        found = [Likeness(other.id, _why(a, other)) for other in near]
        return found or self._turned(a, words)

    def _turned(self, a: Kept, words: str) -> Sequence[Likeness]:
        """The activity that differs only by day and month in each other's place."""
        turned = _turned(a.start)
        there = self._by_day.get(turned) if turned else None
        if there is None or words not in there.words:
            return ()
        title = _plain(a.title)
        return [
            Likeness(other.id, f"The log has the same title and amount on {turned}: day and month may be swapped.")
            for other in there.kept
            if other.start == turned and other.measure == a.measure and _plain(other.title) == title
        ][:1]

    def _candidates(self, a: Kept) -> _Day:
        if a.start == a.end:
            return self._by_day.get(a.start, _NOTHING)
        days = [self._by_day[day] for day in _days(a) if day in self._by_day]
        found = {other.id: (words, other) for day in days for words, other in zip(day.words, day.kept, strict=True)}
        return _Day([words for words, _ in found.values()], [other for _, other in found.values()])


_NOTHING = _Day([], [])


def _is_near(a: Kept, other: Kept, score: float) -> bool:
    return score >= _ALIKE or (other.start == a.start and other.measure == a.measure)


def _told_apart(title: str, other: str) -> bool:
    """Whether numbers tell them apart: "Session 1" and "Session 2" are two sessions, however alike."""
    mine, theirs = set(_NUMBER.findall(title)), set(_NUMBER.findall(other))
    return bool(mine and theirs) and mine != theirs


def _days(a: Kept) -> Iterable[date]:
    """The days it lasted; of very long ones only the first and the last."""
    if (a.end - a.start).days > _LONGEST:
        return (a.start, a.end)
    return (a.start + timedelta(days=n) for n in range((a.end - a.start).days + 1))


def _turned(day: date) -> date | None:
    return date(day.year, day.day, day.month) if day.day <= 12 and day.day != day.month else None


def _why(a: Kept, other: Kept) -> str:
    when = f"on {other.start}" if other.start == other.end else f"from {other.start} to {other.end}"
    if _plain(a.title) == _plain(other.title):
        if a.measure != other.measure:
            return f"The log has the same title {when} with {_amount(other)} instead of {_amount(a)}."
        if a.provider and other.provider and _plain(a.provider) != _plain(other.provider):
            return f"The log has the same title and amount {when}, but by “{other.provider}”."
        return f"The log has the same title and amount {when}."
    return f"The log has “{other.title}” {when} with {_amount(other)}; the titles are much alike."


def _amount(a: Kept) -> str:
    return hours(a.measure.amount) if a.measure.is_time else f"{a.measure.amount} {a.measure.unit.replace('_', ' ')}"
