"""Law: what is asked for each of several things is answered as if somebody had written out one need for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from small_packs import CYCLE, TODAY, Draw, Read, reader
from small_text import HEAD

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.assess import assess
from stemtracker.rules.setting import Case

ACCOUNT = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ { id = "hour", match = "measure = time", give = "1 per 60 min" } ]
limit = [ { id = "talks", match = "kind = talk", at_most = 4 } ]
"""
AREAS = ("equity", "law", "content")
TOTAL = 'total = { amount = 6, of = "hours" }\n'
#: The template and what is below it: `{0}` is what its names end in, `{1}` the item, `{2}` the item compared with.
FORMS = {
    "a topic": 'one{0} = {{ amount = 2, of = "hours", match = "topic = {1}" }}',
    "inside": 'one{0} = {{ amount = 2, of = "hours", match = "topic = {1}", inside = "total" }}',
    "on top": 'one{0} = {{ amount = 2, of = "hours", match = "topic = {1}", on_top = "total" }}',
    "two figures": (
        "one{0} = {{ amount = [ {{ when = \"'law' = {2}\", is = 3 }}, {{ is = 1 }} ],"
        ' of = "hours", match = "topic = {1}" }}'
    ),
    "two ways": (
        'one{0} = {{ any = ["some{0}", "deed{0}"] }}\n'
        'some{0} = {{ amount = 3, of = "hours", match = "topic = {1}", inside = "total" }}\n'
        'deed{0} = {{ done = "topic = {1} and kind = study", valid = "once ever" }}'
    ),
    "a number of activities": 'one{0} = {{ count = 2, match = "topic = {1} or kind = talk", window = "cycle" }}',
}
CASES = [(form, "") for form in FORMS] + [("inside", policy) for policy in ("split", "shared", "unknown")]


@pytest.fixture(scope="module")
def read(words: Vocabulary) -> Read:
    return reader(words)


def quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def overlap(policy: str, members: Sequence[str]) -> str:
    return f'[overlap]\no = {{ members = [{quoted(members)}], policy = "{policy}" }}\n' if policy and members else ""


def by_template(form: str, policy: str) -> str:
    root = '[need]\nrenewal = { all = ["total", "every"] }\nevery = { each = "one", over = "areas" }\n'
    return root + TOTAL + FORMS[form].format("", "item", "item") + "\n" + overlap(policy, ["one"])


def by_hand(form: str, policy: str, areas: Sequence[str]) -> str:
    names = [f"one_{area}" for area in areas]
    rows = "\n".join(FORMS[form].format(f"_{area}", area, f"'{area}'") for area in areas)
    if "when" in rows:
        rows = rows.replace("'law' = 'law'", "true").replace("'law' = 'equity'", "false")
        rows = rows.replace("'law' = 'content'", "false")
    root = f"[need]\nrenewal = {{ all = [{quoted(['total', *names])}] }}\n"
    return root + TOTAL + rows + "\n" + (overlap(policy, names) if len(names) > 1 else "")


def answer(read: Read, text: str, lines: tuple[Line, ...], **facts: object) -> Assessment:
    pack = read(
        HEAD.format(dated_by="end", look_back="").replace(
            "[figure]", 'areas = { type = "list", ask = "Areas?", choices = "topic" }\n[figure]'
        )
        + text
    )
    case = Case(packs=(pack,), ledger=lines, cycles={"t": CYCLE}, today=TODAY, facts=facts)  # type: ignore[arg-type]
    return assess(case)[0]


def lines_of(seed: int) -> tuple[Line, ...]:
    return tuple(replace(line, pins={}) for line in Draw(seed, frozenset({"answer open"})).ledger())


@pytest.mark.parametrize(("form", "policy"), CASES)
@pytest.mark.parametrize("areas", [AREAS, ("law", "equity"), ("law",), ()])
def test_for_each_is_the_same_as_written_out(read: Read, form: str, policy: str, areas: tuple[str, ...]) -> None:
    for seed in range(70_000, 70_006):
        lines = lines_of(seed)
        short = answer(read, ACCOUNT + by_template(form, policy), lines, areas=areas)
        long = answer(read, ACCOUNT + by_hand(form, policy, areas), lines, areas=areas)
        assert (short.verdict, short.gap) == (long.verdict, long.gap), (seed, lines)
        for area in areas:
            one, other = short.node(f"one/{area}"), long.node(f"one_{area}")
            assert (one.verdict, one.counted, one.possible) == (other.verdict, other.counted, other.possible), seed


def test_each_year_by_its_own_window_is_the_same_as_every_year(read: Read) -> None:
    """A need in the window of each year, and a need that is asked per year."""
    head = '[need]\nrenewal = { all = ["total", "every"] }\n' + TOTAL
    windows = (
        'every = { each = "one", over = "years from 07-01" }\none = { amount = 1, of = "hours", window = "item" }\n'
    )
    yearly = 'every = { amount = 1, of = "hours", per = "year from 07-01" }\n'
    for seed in range(71_000, 71_020):
        lines = lines_of(seed)
        short = answer(read, ACCOUNT + head + windows, lines)
        long = answer(read, ACCOUNT + head + yearly, lines)
        assert (short.verdict, short.gap) == (long.verdict, long.gap), seed
        years = [f"every/{year}" for year in range(2022, 2026)]
        each = [f"one/{year}-{year - 1999}" for year in range(2022, 2026)]
        assert [short.node(e).counted for e in each] == [long.node(y).counted for y in years], seed


@pytest.mark.parametrize("form", FORMS)
def test_a_definite_answer_without_knowing_the_things_stands_for_any(read: Read, form: str) -> None:
    """Where nobody has said what it is asked for, nothing that could come out otherwise is said."""
    for seed in range(72_000, 72_006):
        lines = lines_of(seed)
        open_ = answer(read, ACCOUNT + by_template(form, ""), lines)
        for areas in ((), AREAS, ("law",)):
            known = answer(read, ACCOUNT + by_template(form, ""), lines, areas=areas)
            assert open_.verdict in (Verdict.UNKNOWN, known.verdict), (seed, areas)
