"""Topics that count only from a certain amount on: each hour speaks for a topic, and a topic is reached or has nothing.

At worst an hour speaks for one of its topics only, at best (`aloud`) for all of them. Topics that hours nobody
competes for reach anyway are settled at once. Neighbors: `program` has the hours, `branch` asks what is left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from stemtracker.rules.branch import Branch, Rows
from stemtracker.rules.demand import ONE, ZERO, Topic

Row = dict[int, Fraction]


@dataclass(frozen=True, slots=True)
class Voice:
    """Hours that speak for some topics: so many that are there for sure, or as many as a variable says."""

    topics: frozenset[Topic]
    most: Fraction
    use: int | None = None


@dataclass(slots=True)
class _Heard:
    """One topic: the variable that is one where it is reached, what speaks for it, and what counts toward it."""

    least: Fraction
    on: int
    spoken: Row = field(default_factory=dict)
    most: Fraction = ZERO
    reaching: Row = field(default_factory=dict)
    there: Fraction = ZERO

    def sum(self, values: Sequence[Fraction]) -> Fraction:
        """What counts toward it."""
        return self.there + sum((times * values[v] for v, times in self.reaching.items()), ZERO)


class Speaking:
    """The bounds that topics set, and the choices that they leave."""

    def __init__(
        self,
        rows: Rows,
        voices: Sequence[Voice],
        least: Mapping[Topic, Fraction],
        lifts: Mapping[Topic, Row] | None = None,
        *,
        aloud: bool,
    ) -> None:
        """`lifts` is what else counts toward a topic: ideal hours that may be added."""
        self.rows, self.aloud = rows, aloud
        self.reach: list[tuple[int, Fraction]] = []
        self.loose: list[tuple[Voice, Row]] = []
        safe = safe_topics(voices, least, aloud=aloud)
        asked = frozenset[Topic]().union(*(voice.topics for voice in voices if not voice.topics & safe))
        self.heard = {topic: _Heard(least[topic], rows.variable()) for topic in sorted(asked)}
        for voice in voices:
            if voice.topics & asked:
                self.hear(voice, sorted(voice.topics & asked), loose=not voice.topics & safe)
        for topic, heard in self.heard.items():
            heard.reaching |= (lifts or {}).get(topic, {})
            rows.bound({heard.on: ONE}, ONE)
            rows.bound({**heard.spoken, heard.on: -heard.most}, ZERO)
            rows.bound({heard.on: heard.least, **{v: -times for v, times in heard.reaching.items()}}, heard.there)

    def hear(self, voice: Voice, topics: Sequence[Topic], *, loose: bool) -> None:
        """What hours say for each of their topics; where none of these is safe, no hour may stay silent."""
        sole = loose and len(topics) == 1 and voice.use is not None
        said: Row = {}
        for topic in topics:
            heard = self.heard[topic]
            variable = voice.use if sole and voice.use is not None else self.rows.variable()
            said[variable] = heard.spoken[variable] = ONE
            heard.most += voice.most
            if not self.aloud:
                heard.reaching[variable] = ONE
            elif voice.use is not None:
                heard.reaching[voice.use] = ONE
            else:
                heard.there += voice.most
        if loose:
            self.loose.append((voice, said))
        if not sole:
            self.bounds(voice, said, loose=loose)

    def bounds(self, voice: Voice, said: Row, *, loose: bool) -> None:
        """No more is said than there are hours, and no less where none may stay silent."""
        for row in [{variable: ONE} for variable in said] if self.aloud else [said]:
            if voice.use is None:
                self.rows.bound(row, voice.most)
            else:
                self.rows.bound({**row, voice.use: -ONE}, ZERO)
        if loose:
            use = self.rows.variable() if voice.use is None else voice.use
            self.rows.bound({use: ONE, **dict.fromkeys(said, -ONE)}, ZERO)
            if voice.use is None:
                self.rows.bound({use: ONE}, voice.most)
                self.reach.append((use, voice.most))

    def sides(self, values: Sequence[Fraction]) -> Sequence[Branch]:
        """The first topic that is neither reached nor without hours, reached or not; nothing where there is none."""
        return next((_ways(heard, values) for heard in self.open(values)), ())

    def nearest(self, values: Sequence[Fraction]) -> Branch:
        """Topics that lack less than half are reached, the others without hours."""
        sides = {heard.on: _ways(heard, values)[0] for heard in self.open(values)}
        return sum(sides.values(), Branch())

    def settled(self, values: Sequence[Fraction]) -> Branch:
        """Topics stay reached or without hours."""
        on = [heard.on for heard in self.heard.values() if self.counts(heard, values)]
        off = [heard.on for heard in self.heard.values() if not self.counts(heard, values)]
        return Branch(tuple(({variable: ONE}, ZERO) for variable in off), tuple((variable, ONE) for variable in on))

    def counts(self, heard: _Heard, values: Sequence[Fraction]) -> bool:
        """Whether a topic is reached."""
        return heard.sum(values) >= heard.least

    def open(self, values: Sequence[Fraction]) -> Iterator[_Heard]:
        """Topics whose hours are too few to count, though some of them have no other topic to count under."""

        def said(row: Row) -> Fraction:
            return sum((values[variable] for variable in row), ZERO)

        for heard in self.heard.values():
            if not self.aloud and said(heard.spoken) and heard.sum(values) < heard.least:
                yield heard
        for voice, row in self.loose if self.aloud else ():
            here = [self.heard[topic] for topic in sorted(voice.topics & self.heard.keys())]
            use = voice.most if voice.use is None else values[voice.use]
            if use and all(heard.sum(values) < heard.least for heard in here):
                yield max(here, key=lambda heard: said(dict.fromkeys(heard.spoken.keys() & row.keys(), ONE)))


def _ways(heard: _Heard, values: Sequence[Fraction]) -> tuple[Branch, Branch]:
    """A topic reached or without hours, what is nearer first."""
    on = Branch(reach=((heard.on, ONE),))
    off = Branch(rows=(({heard.on: ONE}, ZERO),))
    return (on, off) if heard.sum(values) * 2 >= heard.least else (off, on)


def safe_topics(voices: Sequence[Voice], least: Mapping[Topic, Fraction], *, aloud: bool) -> frozenset[Topic]:
    """Topics that are reached by hours that are there for sure, and that have no other topic unless all are heard."""
    sums: dict[Topic, Fraction] = {}
    for voice in voices:
        if voice.use is None and (aloud or len(voice.topics) == 1):
            for topic in voice.topics:
                sums[topic] = sums.get(topic, ZERO) + voice.most
    return frozenset(topic for topic, amount in sums.items() if amount >= least[topic])
