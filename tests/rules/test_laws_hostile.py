"""Law: nothing raises on data and nothing takes long. Broken packs give mistakes, broken records give answers."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

import pytest
from shipped_records import PACKS, RULES, record
from small_packs import dice, reader, small

from stemtracker.domain.activity import Status
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.assess import assess
from stemtracker.rules.library import Library
from stemtracker.rules.load import read_pack
from stemtracker.rules.setting import Case

#: What may stand where something else stood.
ODD = (
    "", "0", "-1", "1e400", "nan", "inf", "9" * 5000, '"9999999999999999999999/3"', '"1/0"', "true", "[]", "{}", '""',
    '"unknown"', '"some"', "[[[]]]", '"nobody"', '"\\u0000"', "1979-05-27", "'''", '"20 % of nothing"', '"((((("',
    '"not not not x"', '"a = b = c"', '"year from 02-30"', '"filing 9999-12-31"', '"0 d"', '"-99999999 y"',
)  # fmt: skip
SECONDS = 5.0


def within_time(read: Callable[[], object]) -> None:
    start = time.process_time()
    read()
    assert time.process_time() - start < SECONDS


def spoiled(text: str, random: Random) -> str:
    """The text with one to three things in it that do not belong there."""
    for _count in range(random.randint(1, 3)):
        spots = list(re.finditer(r'"[^"\n]*"|\b\d+\b|\b[a-z_]{3,}\b', text))
        spot = random.choice(spots)
        alike = [other[0] for other in spots if other[0][0].isdigit() == spot[0][0].isdigit()]
        other = random.choice((random.choice(ODD), *random.sample(alike, 2)))
        text = text[: spot.start()] + other + text[spot.end() :]
    return text


@pytest.mark.parametrize("pack", PACKS)
def test_a_spoiled_pack_is_read_or_refused_in_words(pack: str) -> None:
    library = Library.shipped()
    good = library.pack(pack)
    text = (RULES / f"{pack}.toml").read_text(encoding="utf-8")
    case = record(good, dice(pack), lines=5)
    for seed in range(12):
        start = time.process_time()
        found, problems = read_pack(spoiled(text, dice(f"{pack} {seed}")), "x.toml", good.vocabulary)
        assert (found is None) == bool(problems), seed
        assert all(p.field and p.message for p in problems)
        if found is not None:
            assess(replace(case, packs=(found,), cycles={found.id: case.cycles[pack]}))
        assert time.process_time() - start < SECONDS, seed


def test_a_spoiled_small_pack_is_read_or_refused_in_words(words: Vocabulary) -> None:
    read = reader(words)
    still_read = 0
    for seed in range(40_000, 40_250):
        one = small(seed, read)
        found, problems = read_pack(spoiled(one.text, dice(seed)), "x.toml", words)
        assert (found is None) == bool(problems), seed
        if found is not None:
            still_read += 1
            assess(replace(one.case, packs=(found,), cycles={found.id: one.case.cycles["t"]}))
    assert 5 < still_read < 245


@pytest.mark.parametrize(
    "body",
    [
        "x = " + "[" * 5000,
        "x = " + "[" * 400 + "]" * 400,
        "x" + ".x" * 3000 + " = 1",
        "[" + "need." * 2000 + "x]",
        '[need]\nrenewal = { amount = "' + "(" * 3000 + "1" + ")" * 3000 + '", of = "hours" }',
        '[need]\nrenewal = { amount = "' + "1 + " * 20_000 + '1", of = "hours" }',
        '[need]\nrenewal = { amount = "' + "9" * 6000 + '", of = "hours" }',
        '[need]\nrenewal = { amount = ' + "9" * 6000 + ', of = "hours" }',
        '[need]\nrenewal = { fact = "' + "not " * 5000 + 'true" }',
        '[need]\nrenewal = { fact = "' + "1 < 2 and " * 5000 + 'true" }',
        '[need]\nrenewal = { amount = ' + "{ one_of = [1, " * 200 + "1" + "] }" * 200 + ', of = "hours" }',
        "[need]\nrenewal = { all = [" + ", ".join(f'"n{i}"' for i in range(3000)) + "] }",
        "[need]\n" + "".join(f'n{i} = {{ all = ["n{i + 1}"] }}\n' for i in range(300)) + 'renewal = { all = ["n0"] }',
        "[figure]\n" + "".join(f'f{i} = "f{i + 1} + f{i + 1}"\n' for i in range(2000)) + "f2000 = 1",
        "[need]\nrenewal = { any = [" + ", ".join(f'"n{i}"' for i in range(40)) + "], k = 20 }\n"
        + "".join(f'n{i} = {{ count = 1, match = "kind = talk" }}\n' for i in range(40)),
    ],
    ids=lambda body: body[:24],
)  # fmt: skip
def test_depth_and_size_are_refused_in_time(mistakes: Callable[..., dict[str, str]], body: str) -> None:
    within_time(lambda: mistakes(body))


@pytest.mark.parametrize("seed", range(6))
def test_random_bytes_are_no_pack(words: Vocabulary, seed: int) -> None:
    random = dice(seed)
    text = random.randbytes(2000).decode("latin-1" if seed % 2 else "utf-8", errors="replace")
    pack, problems = read_pack(text, "x.toml", words)
    assert pack is None
    assert problems


DAYS = (date.min, date(1, 1, 2), date(1900, 2, 28), date(2024, 2, 29), date(9999, 12, 31), date.max)
#: Days that a cycle may have and on which somebody may ask.
LIFETIMES = (date(1950, 1, 1), date(1999, 2, 28), date(2024, 2, 29), date(2026, 11, 22), date(2199, 12, 31))
AMOUNTS = (Fraction(0), Fraction(-5), Fraction(10**30), Fraction(1, 10**30), Fraction(2, 3), Fraction(60))
WORDS = ("", " ", "none", "?", "\x00", "Ω" * 300, "stem", "workshop", "course", "total", "minute", "9" * 40, "yes")


def odd_line(random: Random, id_: str) -> Line:
    """An activity with nothing right about it."""
    word = lambda: random.choice(WORDS)  # noqa: E731
    return Line(
        id=random.choice((id_, "x", "")),
        title=word(),
        start=random.choice(DAYS),
        end=random.choice(DAYS),
        kind=word(),
        role=word(),
        format=word(),
        provider=word(),
        unit=random.choice(("minute", "hour", "ceu", "semester_credit", *WORDS)),
        amount=random.choice(AMOUNTS),
        tags=frozenset((word(), word())),
        splits={word(): random.choice(AMOUNTS)},
        status=random.choice(list(Status)),
        claimed_amount=random.choice((None, *AMOUNTS)),
        posted_amount=random.choice((None, *AMOUNTS)),
        level=word(),
        course=word(),
        approved=random.choice((None, True, False)),
        approved_on=random.choice((None, *DAYS)),
        relevant=random.choice((None, True, False)),
        series=word(),
        network=word(),
        answers={word(): word()},
        pins={random.choice(("", "t", word())): word()},
    )


def odd_facts(names: list[str], random: Random) -> dict[str, object]:
    """Answers of any type to any question."""
    values = (*AMOUNTS, *DAYS, *WORDS, True, False, (), ("stem", ""), 3, None, Fraction(10**9))
    return {name: random.choice(values) for name in [*names, "issue", "hire", "nobody"]}


@pytest.mark.parametrize("pack", PACKS)
def test_a_hostile_record_gets_an_answer(pack: str) -> None:
    found = Library.shipped().pack(pack)
    for seed in range(5):
        random = dice(f"{pack} {seed}")
        lines = tuple(odd_line(random, f"x{number}") for number in range(8))
        days = sorted(random.sample(LIFETIMES, 2))
        case = Case(
            packs=(found,),
            ledger=lines,
            cycles={pack: Period(*(days if seed % 2 else (date(2022, 1, 1), date(2026, 12, 31))))},
            today=random.choice(LIFETIMES),
            filing=random.choice((None, *LIFETIMES)),
            facts=odd_facts(list(found.facts), random),  # type: ignore[arg-type]
        )
        start = time.process_time()
        answer = assess(case)[0]
        assert time.process_time() - start < SECONDS, seed
        assert len(answer.lines) >= len({line.id for line in lines})


def test_a_hostile_record_gets_an_answer_from_a_small_pack(words: Vocabulary) -> None:
    read = reader(words)
    for seed in range(41_000, 41_120):
        one, random = small(seed, read), dice(seed)
        lines = tuple(odd_line(random, f"x{number}") for number in range(5))
        case = replace(one.case, ledger=lines, facts=odd_facts(list(one.pack.facts), random))  # type: ignore[arg-type]
        within_time(lambda case=case: assess(case))  # type: ignore[misc]
