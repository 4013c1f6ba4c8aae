"""Made-up holders and records for any shipped pack, in the words that the pack knows; some of it left open.

Neighbors: the laws (`test_laws_…`) run over every pack with these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from stemtracker.domain.activity import Status
from stemtracker.domain.credential import Dated
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.rules.clock import propose_cycle
from stemtracker.rules.pack import FactSpec, Pack
from stemtracker.rules.scope import Env
from stemtracker.rules.setting import Case

RULES = Path(__file__).parents[3] / "resources" / "rules"
PACKS = tuple(sorted(path.stem for path in RULES.glob("*.toml")))
EXPIRY = date(2027, 6, 30)


@cache
def words_of(pack_id: str) -> frozenset[str]:
    """All the words of a pack's text."""
    return frozenset(re.findall(r"\w+", (RULES / f"{pack_id}.toml").read_text(encoding="utf-8")))


def known(pack: Pack, list_: str) -> list[str]:
    """The words of a list of the vocabulary that the pack uses, and one it does not."""
    terms = sorted(pack.vocabulary.terms[list_])
    used = [word for word in terms if word in words_of(pack.id)]
    return [*used, *[word for word in terms if word not in used][:1]]


def record(pack: Pack, random: Random, *, lines: int = 8) -> Case:
    """A holder with some answers missing, and a record with some fields empty."""
    cycle = propose_cycle(pack, EXPIRY) or Period(date(2022, 7, 1), EXPIRY)
    ledger = tuple(made_up(pack, random, cycle, f"x{number}") for number in range(lines))
    facts: Any = {name: value(spec, pack, random, cycle) for name, spec in pack.facts.items() if random.random() < 0.75}
    return Case(packs=(pack,), ledger=ledger, cycles={pack.id: cycle}, today=date(2027, 3, 1), facts=facts)


def made_up(pack: Pack, random: Random, cycle: Period, id_: str) -> Line:
    """An activity of a kind, with topics and in a measure that the pack speaks of."""
    day = cycle.start + timedelta(days=random.randint(-40, max(0, (date(2027, 2, 1) - cycle.start).days)))
    unit = "minute" if random.random() < 0.75 else random.choice(known(pack, "unit"))
    amount = Fraction(random.choice((30, 60, 90, 120, 600, 900, 1200, 3000)) if unit in ("minute", "hour") else 2)
    topics = known(pack, "topic")
    tags = frozenset(random.sample(topics, min(len(topics), random.choice((0, 1, 1, 2)))))
    return Line(
        id=id_,
        title=id_,
        start=day,
        end=day,
        kind=random.choice(known(pack, "kind")),
        role=random.choice(("", *known(pack, "role"))),
        format=random.choice(("", *known(pack, "format"))),
        level=random.choice(("", *known(pack, "level"))),
        unit="minute" if unit == "hour" else unit,
        amount=amount,
        tags=tags,
        status=random.choice((Status.ATTENDED, Status.ATTENDED, Status.CLAIMED, Status.POSTED, Status.PLANNED)),
        approved=random.choice((True, True, None, False)),
        relevant=random.choice((None, True, False)),
        provider=random.choice(("", "A provider")),
        course=random.choice(("", "C1", "C2")),
        answers=answers(pack, random, 0.7),
    )


def answers(pack: Pack, random: Random, share: float) -> dict[str, str]:
    """Answers to the questions about lines."""
    return {
        name: random.choice(spec.choices or ("yes", "no")) if spec.type != "number" else str(random.randint(0, 9))
        for name, spec in pack.line_questions.items()
        if random.random() < share and spec.type not in ("date", "list")
    }


def value(spec: FactSpec, pack: Pack, random: Random, cycle: Period) -> object:
    """An answer of the right type."""
    if spec.type == "yes/no":
        return random.random() < 0.5
    if spec.type == "number":
        number = Fraction(random.choice((0, 1, 2, 3, 5, 10, 15, 20, 40, 100, 150)))
        return max(spec.at_least or Fraction(0), number if spec.at_most is None else min(number, spec.at_most))
    if spec.type == "date":
        return cycle.start - timedelta(days=random.choice((0, 100, 2000)))
    if spec.type == "choice":
        return random.choice(spec.choices or ("other",))
    if spec.type == "list" and spec.years:
        years = range(cycle.start.year, cycle.end.year)
        return chosen((f"{y}-{(y + 1) % 100:02}" if spec.years.month > 1 else f"{y}" for y in years), random)
    if spec.type == "list":
        return chosen(spec.choices or known(pack, "topic"), random)
    return tuple(Dated(date(year, 6, 1), random.random() < 0.5) for year in range(2022, 2027))


def chosen(words: Iterable[str], random: Random) -> tuple[str, ...]:
    """Up to three of them."""
    there = list(words)
    return tuple(random.sample(there, min(len(there), random.choice((0, 1, 1, 2, 3)))))


def answered(case: Case, random: Random) -> Case:
    """The case with every answer given and every field filled that a pack may ask about."""
    pack = case.packs[0]
    cycle = case.cycles[pack.id]
    facts: Any = {name: value(spec, pack, random, cycle) for name, spec in pack.facts.items()}
    ledger = tuple(told(line, pack, random) for line in case.ledger)
    return replace(case, facts={**facts, **case.facts}, ledger=ledger)


def told(line: Line, pack: Pack, random: Random) -> Line:
    """The line with every open field answered; relevance is taken for granted where nothing is said."""

    def word(now: str, words: Sequence[str]) -> str:
        return now or random.choice(words)

    filled = replace(
        line,
        format=word(line.format, known(pack, "format")),
        level=word(line.level, known(pack, "level")),
        provider=line.provider or "Another",
        grade=line.grade or "A",
        course=line.course or f"own {line.id}",
        approved=random.random() < 0.5 if line.approved is None else line.approved,
    )
    env = Env({}, {}, line=filled, topics=filled.tags | frozenset(filled.splits))
    asked = {n for n, spec in pack.line_questions.items() if spec.match is None or spec.match.truth(env) is not False}
    new = {name: answer for name, answer in answers(pack, random, 1).items() if name in asked}
    return replace(filled, answers={**new, **line.answers})
