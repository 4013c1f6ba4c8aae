"""One typed line becomes the draft of an activity: `2h webinar NSTA lab safety yesterday #pedagogy`.

What is understood is said piece by piece, so that a person can see it before anything is kept; every other word stays
in the title. A piece that could be read in two ways, or a second one of a sort, stays in the title too, and why is
said. Pure; neighbor: `services.finding` knows the words of a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from stemtracker.domain import wording
from stemtracker.domain.hours import HOUR, MINUTE, Measure, hours


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words that a record knows, in small letters: kinds, units and topics with their ids, names as they stand."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    #: Memberships by the name of the network: id, and the name as it is written.
    networks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    providers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """What some words of the line were understood as: the field, and its value in words."""

    words: str
    field: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickDraft:
    """What a line says. An empty field was not said; `notes` are what was left in the title, and why."""

    title: str = ""
    kind: str = ""
    on: date | None = None
    start_time: time | None = None
    end_time: time | None = None
    measure: Measure | None = None
    topics: tuple[str, ...] = ()
    membership_id: str | None = None
    network: str = ""
    provider: str = ""
    read: tuple[Read, ...] = ()
    notes: tuple[str, ...] = ()


def read(line: str, today: date, lexicon: Lexicon) -> QuickDraft:
    """The draft; nothing is asked and nothing is kept."""
    reading = _Reading(line.split(), today, lexicon)
    reading.run()
    return QuickDraft(title=" ".join(reading.rest), read=tuple(reading.told), notes=tuple(reading.notes), **reading.got)


#: The longest name of several words that is looked for.
_MOST_WORDS = 6
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?|\.\d+)([a-z]+)?", re.ASCII | re.IGNORECASE)
_HOURS_AND = re.compile(r"(\d{1,3})h(\d{1,2})(?:m|min)?", re.ASCII | re.IGNORECASE)
_UNITS = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), HOUR),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), MINUTE),
}
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = {
    name: number
    for number, full in enumerate(
        ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
         "december"), 1)
    for name in (full, full[:3])
}  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?", re.ASCII)
_DAY_NUMBER = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?,?", re.ASCII | re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)
_CLOCK = r"(\d{1,2})(?::(\d{2}))?(am|pm)?"
_TIMES = re.compile(rf"{_CLOCK}[-–]{_CLOCK}", re.ASCII | re.IGNORECASE)


class _Reading:
    """One line on its way, word by word."""

    def __init__(self, words: list[str], today: date, lexicon: Lexicon) -> None:
        self.words, self.today, self.lexicon = words, today, lexicon
        self.rest: list[str] = []
        self.told: list[Read] = []
        self.notes: list[str] = []
        self.got: dict[str, Any] = {}

    def run(self) -> None:
        """Take as many words at a time as mean something together; what means nothing goes into the title."""
        at = 0
        while at < len(self.words):
            at += next((taken for step in self.steps() if (taken := step(at))), 0) or self.keep(at)

    def steps(self) -> Iterator[Callable[[int], int]]:
        """What a word may be, the surest first; each says how many words it took."""
        yield from (self.tag, self.times, self.day, self.amount, self.name, self.kind)

    def keep(self, at: int) -> int:
        """A word of the title."""
        self.rest.append(self.words[at])
        return 1

    def take(self, at: int, count: int, what: str, meaning: str, **values: object) -> int:
        """These words mean that, unless something was said of it already: then they stay in the title."""
        words = " ".join(self.words[at : at + count])
        if any(name in self.got for name in values):
            return self.leave(at, count, f"“{words}” stays in the title, since the {what} was said before.")
        self.got.update(values)
        self.told.append(Read(words, what, meaning))
        return count

    def leave(self, at: int, count: int, why: str) -> int:
        """These words stay in the title, and a person is told why."""
        self.rest += self.words[at : at + count]
        self.notes.append(why)
        return count

    def tag(self, at: int) -> int:
        """#topic."""
        word = self.words[at]
        if not word.startswith("#") or len(word) == 1:
            return 0
        name = word[1:].rstrip(",.;").casefold().replace("-", " ").replace("_", " ")
        id_ = self.lexicon.topics.get(name)
        if id_ is None:
            return self.leave(at, 1, f"“{word}” is no topic of the list; it stays in the title.")
        self.got["topics"] = tuple(dict.fromkeys((*self.got.get("topics", ()), id_)))
        self.told.append(Read(word, "topic", id_))
        return 1

    def times(self, at: int) -> int:
        """4-6pm, 16:00-17:30."""
        found = _TIMES.fullmatch(self.words[at])
        if not found or not (found[2] or found[3] or found[5] or found[6]):
            return 0  # "4-6" may be grades
        begun, ended = _clock(found[1], found[2], found[3] or found[6]), _clock(found[4], found[5], found[6])
        if begun is None or ended is None:
            return 0
        if begun >= ended and not found[3] and found[6]:
            begun = _clock(found[1], found[2], "am")  # 9-1pm begins in the morning
        if begun is None or begun >= ended:
            return self.leave(at, 1, f"“{self.words[at]}” ends before it begins; it stays in the title.")
        meaning = f"{begun:%H:%M} to {ended:%H:%M}"
        return self.take(at, 1, "time", meaning, start_time=begun, end_time=ended)

    def day(self, at: int) -> int:
        """A day: yesterday, monday, 3/14, 2026-03-14, March 14, 14 March 2026."""
        word = self.words[at].casefold().rstrip(",")
        if word in _DAYS:
            return self.dated(at, 1, self.today + timedelta(days=_DAYS[word]))
        last = int(word in {"last", "this"} and at + 1 < len(self.words))
        name = self.words[at + last].casefold().rstrip(",")
        if name in _WEEKDAYS:
            back = (self.today.weekday() - _WEEKDAYS.index(name)) % 7
            return self.dated(at, 1 + last, self.today - timedelta(days=back or 7 * (word == "last")))
        if found := _ISO.fullmatch(word):
            return self.dated(at, 1, _date(*map(int, found.groups())))
        if found := _SLASHED.fullmatch(word):
            return self.dated(at, 1, self.in_year(int(found[1]), int(found[2]), found[3]))
        return self.named_day(at)

    def named_day(self, at: int) -> int:
        """March 14, 14 March, either with a year behind it."""
        words = [word.casefold().rstrip(",.") for word in self.words[at : at + 3]] + ["", "", ""]
        month, number = _MONTHS.get(words[0]), _DAY_NUMBER.fullmatch(words[1])
        if month is None:
            month, number = _MONTHS.get(words[1]), _DAY_NUMBER.fullmatch(words[0])
        if month is None or number is None:
            return 0
        year = words[2] if _YEAR.fullmatch(words[2]) else None
        return self.dated(at, 3 if year else 2, self.in_year(month, int(number[1]), year))

    def in_year(self, month: int, day: int, year: str | None) -> date | None:
        """That day of the year given; without one, the last such day up to a month from today."""
        if year is not None:
            return _date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
        near = (_date(self.today.year + n, month, day) for n in (1, 0, -1, -2, -3, -4))
        return next((one for one in near if one and one <= self.today + timedelta(days=31)), None)

    def dated(self, at: int, count: int, day: date | None) -> int:
        """The words are that day, or no day of the calendar."""
        if day is None:
            words = " ".join(self.words[at : at + count])
            return self.leave(at, count, f"“{words}” is no day of the calendar; it stays in the title.")
        return self.take(at, count, "date", wording.day(day), on=day)

    def amount(self, at: int) -> int:
        """2h, 90 min, 1h30, 0.5 ceu. A number without a unit says nothing."""
        if found := _HOURS_AND.fullmatch(self.words[at]):
            minutes = int(found[1]) * 60 + int(found[2])
            return self.take(at, 1, "amount", hours(minutes), measure=Measure.minutes(minutes))
        found = _AMOUNT.fullmatch(self.words[at].rstrip(","))
        if not found:
            return 0
        count = 1 if found[2] else 2
        word = found[2] or " ".join(self.words[at + 1 : at + 2])
        unit = _UNITS.get(word.casefold().rstrip(",."), self.lexicon.units.get(word.casefold().rstrip(",.")))
        if unit is None:
            return 0
        measure = Measure.of(Decimal(found[1]), unit)
        said = hours(measure.amount) if measure.is_time else f"{found[1]} {word}"
        return self.take(at, count, "amount", said, measure=measure)

    def name(self, at: int) -> int:
        """A network one belongs to, or a provider one had before, by the longest name that stands here."""
        for count, words in self.phrases(at):
            if words in self.lexicon.networks:
                id_, network = self.lexicon.networks[words]
                return self.take(at, count, "network", network, membership_id=id_, network=network)
            if words in self.lexicon.providers:
                return self.take(
                    at, count, "provider", self.lexicon.providers[words], provider=self.lexicon.providers[words]
                )
        return 0

    def kind(self, at: int) -> int:
        """What kind of activity, by the longest words that stand here. A second one is a word like others."""
        if "kind" in self.got:
            return 0
        for count, words in self.phrases(at):
            if words in self.lexicon.kinds:
                return self.take(at, count, "kind", self.lexicon.kinds[words], kind=self.lexicon.kinds[words])
        return 0

    def phrases(self, at: int) -> Iterator[tuple[int, str]]:
        """What begins here, the longest first, in small letters."""
        for count in range(min(_MOST_WORDS, len(self.words) - at), 0, -1):
            yield count, " ".join(self.words[at : at + count]).casefold().rstrip(",.;:")


def _clock(hour: str, minute: str | None, half: str | None) -> time | None:
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            return None
        number = number % 12 + 12 * (half.casefold() == "pm")
    return time(number, int(minute or 0)) if number < 24 and int(minute or 0) < 60 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
