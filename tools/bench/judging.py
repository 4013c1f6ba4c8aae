"""How long an answer takes: under every pack, on records that are alike and on records in which no two lines are.

The limit is one plain pass over the same lines: look at each once, sum what lies in the cycle, by topic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from statistics import median

from stemtracker.domain.credential import FactValue
from stemtracker.domain.ledger import Line, line_of
from stemtracker.domain.periods import Period
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.clock import propose_cycle
from stemtracker.rules.library import Library
from stemtracker.rules.pack import FactSpec, Pack
from tools.bench import records
from tools.bench.measure import Figure, compare, figure, seconds

TODAY = date(2026, 11, 22)
CYCLE = Period(date(2022, 7, 1), date(2027, 6, 30))
Pairs = list[tuple[float, float]]


def assessment(vocabulary: Vocabulary) -> Iterator[Figure]:
    """10,000 activities against one plain pass, every question answered and none; a teacher's record; growth."""
    library = Library.shipped()
    texas, massachusetts = library.pack("US-TX.teacher"), library.pack("US-MA.primary")
    lines = _lines(10_000, vocabulary)
    small = _judging(texas, lines, records.FACTS)
    yield compare("assessment: 10,000 activities / one plain pass", small, lambda: _plain_pass(lines), aim=None)
    unanswered = _judging(massachusetts, lines, {})
    name = "assessment: 10,000 activities, facts unanswered (Massachusetts) / one plain pass"
    yield compare(name, unanswered, lambda: _plain_pass(lines), aim=None, rounds=3)
    for count in (60, 300):
        few = _judging(massachusetts, _lines(count, vocabulary), {})
        name = f"assessment: {count} activities, facts unanswered (Massachusetts) / one plain pass over 10,000"
        yield compare(name, few, lambda: _plain_pass(lines), aim=None, rounds=3)
    large = _judging(texas, _lines(100_000, vocabulary), records.FACTS)
    yield compare("assessment: 100,000 activities / 10,000 (linear: 10)", large, small, aim=11.0, rounds=3)


def packs(vocabulary: Vocabulary) -> Iterator[Figure]:
    """10,000 activities under each pack, the questions answered and not: the median pack and the slowest one."""
    library, lines = Library.shipped(), _lines(10_000, vocabulary)
    yield from _over_all(library, "the questions answered", lines, _answered)
    yield from _over_all(library, "no question answered", lines, lambda _pack: {})


def unlike(vocabulary: Vocabulary) -> Iterator[Figure]:
    """Records in which no line is like another in anything that rules look at: the median pack and the slowest."""
    library, lines = Library.shipped(), _unlike(10_000, vocabulary)
    slowest = ""
    for one, pack_id in _figures(library, "no two lines alike", lines, _answered):
        slowest = pack_id
        yield one
    pack = library.pack(slowest)
    large = _judging(pack, _unlike(100_000, vocabulary), _answered(pack))
    small = _judging(pack, lines, _answered(pack))
    name = f"assessment: 100,000 lines, no two alike ({slowest}) / 10,000 (linear: 10)"
    yield compare(name, large, small, aim=11.0, rounds=1)


def _over_all(
    library: Library, said: str, lines: tuple[Line, ...], facts: Callable[[Pack], Mapping[str, FactValue]]
) -> Iterator[Figure]:
    for one, _pack in _figures(library, said, lines, facts):
        yield one


def _figures(
    library: Library, said: str, lines: tuple[Line, ...], facts: Callable[[Pack], Mapping[str, FactValue]]
) -> Iterator[tuple[Figure, str]]:
    """Two rounds of each pack: the one in the middle, then the slowest, each with its name."""
    found: dict[str, Pairs] = {}
    for id_ in library.ids():
        judging = _judging(library.pack(id_), lines, facts(library.pack(id_)))
        found[id_] = [(seconds(judging), seconds(lambda: _plain_pass(lines))) for _round in range(2)]
    order = sorted(found, key=lambda id_: median(mine / limit for mine, limit in found[id_]))
    for word, id_ in (("median", order[len(order) // 2]), ("slowest", order[-1])):
        name = f"assessment: 10,000 activities, {said}, the {word} of {len(order)} packs ({id_}) / one plain pass"
        yield figure(name, found[id_], aim=None), id_


def _judging(pack: Pack, lines: tuple[Line, ...], facts: Mapping[str, FactValue]) -> Callable[[], object]:
    cycle = propose_cycle(pack, CYCLE.end, facts)
    case = Case(packs=(pack,), facts=facts, ledger=lines, cycles={pack.id: cycle}, today=TODAY)
    return lambda: assess(case)


def _lines(count: int, vocabulary: Vocabulary) -> tuple[Line, ...]:
    return tuple(line_of(one) for one in records.make(count, vocabulary))


def _unlike(count: int, vocabulary: Vocabulary) -> tuple[Line, ...]:
    return tuple(line_of(one) for one in records.make_unlike(count, vocabulary))


def _plain_pass(lines: tuple[Line, ...]) -> dict[str, Fraction]:
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for line in lines:
        if CYCLE.start <= line.start <= CYCLE.end:
            sums[""] += line.amount
            for topic in line.tags:
                sums[topic] += line.amount
    return sums


def _answered(pack: Pack) -> dict[str, FactValue]:
    """Some answer to every question."""
    return {name: _answer(spec, pack) for name, spec in pack.facts.items() if spec.type != "dated"}


def _answer(spec: FactSpec, pack: Pack) -> FactValue:
    if spec.type == "yes/no":
        return False
    if spec.type == "number":
        return Fraction(3)
    if spec.type == "date":
        return CYCLE.start
    words: Sequence[str] = spec.choices or tuple(pack.vocabulary.terms["topic"])
    return words[0] if spec.type == "choice" else tuple(words[:2])
