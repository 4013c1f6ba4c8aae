"""A small vocabulary and ways to make packs, lines and cases in one line, for the tests of the engine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Assessment
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.domain.vocabulary import LISTS, Term, Vocabulary
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.load import read_pack
from stemtracker.rules.pack import Pack

# The made-up packs and the second engine are shared by the tests of the laws.
sys.path.insert(0, str(Path(__file__).parent / "naive"))
from small_text import HOURS, OPENING, SOURCE

WORDS = {
    "kind": ("workshop", "course", "talk", "mentoring", "study", "plan", "award"),
    "role": ("participant", "presenter", "mentor"),
    "format": ("in_person", "online"),
    "topic": ("equity", "law", "content", "pedagogy", "safety", "stem", "robotics"),
    "unit": ("minute", "hour", "each", "ceu", "semester_credit", "point"),
    "evidence": ("certificate",),
    "level": ("graduate", "undergraduate"),
}
CLOCK = """
[clock]
length = "5 y"
[window.cycle]
cases = [ {{ from = "start", to = "expiry" }} ]
"""
HEAD = OPENING + SOURCE + CLOCK


def make_vocabulary() -> Vocabulary:
    terms = {
        list_: {w: Term(w, w.title(), broader="stem" if w == "robotics" else "") for w in WORDS.get(list_, ())}
        for list_ in LISTS
    }
    return Vocabulary(terms)


@pytest.fixture(scope="session")
def words() -> Vocabulary:
    return make_vocabulary()


@pytest.fixture(scope="session")
def build(words: Vocabulary) -> Callable[..., Pack]:
    """A pack from its needs (and account), with the head that every pack has."""

    def make(body: str, *, account: str = HOURS, id_: str = "t") -> Pack:
        pack, problems = read_pack(HEAD.format(id=id_) + account + body, "t.toml", words)
        assert pack is not None, [f"{p.field}: {p.message}" for p in problems]
        return pack

    return make


@pytest.fixture(scope="session")
def mistakes(words: Vocabulary) -> Callable[..., dict[str, str]]:
    """The mistakes of a pack by their place."""

    def find(body: str, *, account: str = HOURS, head: str = HEAD) -> dict[str, str]:
        pack, problems = read_pack(head.format(id="t") + account + body, "t.toml", words)
        assert (pack is None) == bool(problems)
        return {p.field.removeprefix("t.toml: "): p.message for p in problems}

    return find


@pytest.fixture(scope="session")
def line() -> Callable[..., Line]:
    """A line of so many hours: `line("a", 2, "equity")`."""

    def make(id_: str, hours: Fraction | float, *topics: str, day: date = date(2024, 3, 1), **fields: object) -> Line:
        amount = Fraction(hours) * (60 if fields.get("unit", "minute") == "minute" else 1)
        values: dict[str, object] = {
            "kind": "workshop",
            "status": Status.ATTENDED,
            "start": day,
            "end": day,
            "title": f"Line {id_}",
            "tags": frozenset(topics),
            **fields,
        }
        return Line(id=id_, amount=amount, **values)  # type: ignore[arg-type]

    return make


@pytest.fixture(scope="session")
def answer() -> Callable[..., Assessment]:
    """The assessment of one pack on lines in the cycle 2022-01-01 to 2026-12-31, seen on 2026-11-22."""

    def run(pack: Pack, *lines: Line, **facts: object) -> Assessment:
        cycle = Period(date(2022, 1, 1), date(2026, 12, 31))
        case = Case(packs=(pack,), ledger=lines, cycles={pack.id: cycle}, today=date(2026, 11, 22), facts=facts)  # type: ignore[arg-type]
        return assess(case)[0]

    return run
