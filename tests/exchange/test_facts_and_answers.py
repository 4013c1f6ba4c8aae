"""Holder facts typed as the pack asks, closed cycles, and the engine's answer as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemtracker.domain.assessment import (
    Alternative,
    Assessment,
    LineAnswer,
    Node,
    Question,
    Reason,
    Source,
    Verdict,
)
from stemtracker.domain.credential import ClosedCycle, Dated
from stemtracker.domain.periods import Period
from stemtracker.errors import Refused
from stemtracker.exchange import answer_json, history_json, holder_json


@dataclass(frozen=True)
class Years:
    month: int = 7
    day: int = 1
    fact: str = ""


@dataclass(frozen=True)
class Spec:
    name: str
    type: str
    choices: tuple[str, ...] = ()
    years: Years | None = None


SPECS = (
    Spec("lapsed", "yes/no"),
    Spec("total", "number"),
    Spec("hired", "date"),
    Spec("column", "choice", ("k5", "6-12")),
    Spec("areas", "list", ("math", "science")),
    Spec("rated", "dated"),
)


def read(**values: object) -> dict[str, object]:
    return dict(holder_json.facts(json.dumps(values).encode(), SPECS)[0])


def test_each_fact_has_the_type_its_pack_asks() -> None:
    assert read(
        lapsed=False,
        total="2/3",
        hired="2024-08-01",
        column="k5",
        areas=["math"],
        rated=[{"date": "2026-01-01", "value": "proficient"}, {"date": "2025-01-01", "value": True}],
    ) == {
        "lapsed": False,
        "total": Fraction(2, 3),
        "hired": date(2024, 8, 1),
        "column": "k5",
        "areas": ("math",),
        "rated": (Dated(date(2025, 1, 1), True), Dated(date(2026, 1, 1), "proficient")),
    }
    assert read(total=0.1) == {"total": Fraction(1, 10)}
    assert read(total=150, lapsed="yes", column=None) == {"total": 150, "lapsed": True}


@pytest.mark.parametrize(
    ("years", "written", "meant"),
    [
        (Years(), ["2025-26", "2026-2027", "2027/28", "not 2028–29"], ("2025-26", "2026-27", "2027-28", "not 2028-29")),
        (Years(), ["2099-2100"], ("2099-00",)),
        (Years(1, 1), ["2025", 2026], ("2025", "2026")),
        (Years(0, 0, "year_start"), ["2025", "2026-27"], ("2025", "2026-27")),
    ],
)
def test_a_year_is_understood_as_people_write_it(years: Years, written: list[object], meant: tuple[str, ...]) -> None:
    data = json.dumps({"taught": written}).encode()
    assert holder_json.facts(data, [Spec("taught", "list", (), years)])[0] == {"taught": meant}


@pytest.mark.parametrize(
    ("years", "written", "remedy"),
    [
        (Years(), "2025", "“2025” is no school year; write “2025-26”"),
        (Years(), "2025-27", "“2025-27” is no school year"),
        (Years(), "fall 2025", "no school year"),
        (Years(), True, "no school year"),
        (Years(1, 1), "2025-26", "“2025-26” is no year; write “2025”"),
    ],
)
def test_what_names_no_year_is_refused_with_the_form(years: Years, written: object, remedy: str) -> None:
    with pytest.raises(Refused, match=remedy):
        holder_json.facts(json.dumps({"taught": [written]}).encode(), [Spec("taught", "list", (), years)])


def test_facts_that_nobody_asks_are_said() -> None:
    assert holder_json.facts(b'{"moon": 1}', SPECS)[1] == ("The fact “moon” is left aside: no chosen pack asks it.",)


def test_every_wrong_fact_is_named_at_once() -> None:
    with pytest.raises(Refused) as refused:
        read(
            lapsed="perhaps",
            total="many",
            hired="2024-02-31",
            column="7",
            areas="math",
            rated=[{"date": "2026-01-01"}],
        )
    assert [p.field for p in refused.value.problems] == [spec.name for spec in SPECS]
    assert "k5, 6-12" in str(refused.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no JSON"),
        (b"[]", "one JSON object"),
        (b'{"total": NaN}', "no number"),
        (b'{"total": 1e400}', "larger"),
        (b'{"total": 1e99999999999}', "larger|can't be read"),
        (b'{"total": 1, "total": 2}', "“total” stands twice"),
        (b'{"total": 0}', "total must be more than zero"),
        (b'{"lapsed": [true]}', r"“\[true\]” is neither"),
        (b'{"hired": "9999-01-01"}', "check the year"),
        (b"\xff", "UTF-8"),
        (b"[" * 200_000, "too deeply"),
        (b'{"total": ' + b"9" * 5_000 + b"}", "can't be read|larger"),
    ],
)
def test_files_that_hold_no_facts(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        holder_json.facts(data, SPECS)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda s: st.lists(s, max_size=2)))
def test_no_value_raises_anything_but_a_refusal(value: object) -> None:
    for spec in SPECS:
        try:
            found = read(**{spec.name: value})
        except Refused:
            continue
        if value is not None:
            assert json.dumps(holder_json.plain_value(found[spec.name]))  # type: ignore[arg-type]


CLOSED = ClosedCycle(
    pack_id="US-TX.teacher",
    pack_hash="abc",
    period=Period(date(2016, 1, 1), date(2020, 12, 31)),
    filed_on=date(2020, 11, 1),
    verdict="met",
    consumed=(("a1", "total", Fraction(1, 3)),),
    carried=(("hours", Fraction(2)),),
    career=(("pgp", Fraction(2)),),
)


def test_closed_cycles_come_back_as_they_were() -> None:
    later = ClosedCycle(
        pack_id="x",
        pack_hash="",
        period=Period(date(2021, 1, 1), date(2025, 12, 31)),
        filed_on=date(2025, 1, 1),
        verdict="met",
    )
    text = json.dumps(history_json.plain_cycles((later, CLOSED))).encode()
    assert history_json.cycles(text) == (CLOSED, later)


def test_by_what_an_archive_says_a_cycle_was_judged_is_passed_over() -> None:
    (plain,) = history_json.plain_cycles((CLOSED,))
    told = plain | {"basis": {"licenses": [], "overlays": []}}
    assert history_json.cycles(json.dumps([told]).encode()) == (CLOSED,)


@pytest.mark.parametrize("data", [b"{}", b'[{"pack_id": 1}]', b'[{"consumed": [["a", "b", "x"]]}]'])
def test_a_history_that_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="The history file"):
        history_json.cycles(data)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"period": {"start": "2025-01-01", "end": "2020-01-01"}}, "period", "ends before it starts"),
        ({"period": {"start": "2025-01-01", "end": "2026-01-01", "days": 5}}, "period", "is written as"),
        ({"verdict": "done"}, "verdict", "“met”, “not_met”, “unknown”"),
        ({"pack_id": "US-ZZ.teacher"}, "pack_id", "no rule pack is called"),
        ({"moon": 1}, "moon", "is no field of a closed cycle"),
        ({"filed_on": "soon"}, "filed_on", "2020-11-01"),
        ({"consumed": [["a", "b", "x"]]}, "consumed", "12.5"),
        ({"career": [["pgp", "two"]]}, "career", "the amount as"),
    ],
)
def test_each_mistake_of_a_history_is_named_with_its_remedy(change: dict[str, object], field: str, words: str) -> None:
    (good,) = history_json.plain_cycles((CLOSED,))
    with pytest.raises(Refused, match=words) as refused:
        history_json.cycles(json.dumps([good | change]).encode(), {"US-TX.teacher"})
    assert [problem.field for problem in refused.value.problems] == [f"history 1, {field}"]


def test_a_history_with_fields_missing_names_each() -> None:
    with pytest.raises(Refused) as refused:
        history_json.cycles(b'[{"pack_id": "x", "period": {"start": "2020-01-01", "end": "2021-01-01"}}]')
    assert [p.field for p in refused.value.problems] == [
        f"history 1, {name}" for name in ("pack_hash", "filed_on", "verdict")
    ]


def answer() -> Assessment:
    cycle = Period(date(2025, 1, 1), date(2029, 12, 31))
    node = Node(
        id="total",
        parent="",
        title="Total",
        kind="amount",
        verdict=Verdict.UNKNOWN,
        required=Fraction(150),
        counted=Fraction(265, 2),
        possible=Fraction(2, 3),
        unit="hour",
        sources=("s",),
    )
    line = LineAnswer(
        id="a",
        title="A",
        offered=Fraction(3, 2),
        unit="hour",
        reasons=(Reason("total", Fraction(1), "counted", "why"),),
    )
    return Assessment(
        pack="p",
        pack_title="P",
        pack_hash="h",
        credential="c",
        cycle=cycle,
        window=cycle,
        filing=None,
        as_of=date(2026, 1, 1),
        verdict=Verdict.UNKNOWN,
        verdict_with_overlay=Verdict.NOT_MET,
        gap=Fraction(35, 2),
        gap_unit="hour",
        nodes=(node, Node(id="x", parent="total", title="X", kind="fact", applies=False)),
        lines=(line,),
        decides=(Question("fact", "f", "Which?", ("total",), True),),
        alternatives=(Alternative("total", "T", Verdict.NOT_MET, ((Fraction(35, 2), "hour"),)),),
        sources=(Source("s", "agency", "S", "u", date(2026, 1, 1)),),
    )


def test_the_answer_has_the_shape_that_is_promised() -> None:
    (told,) = json.loads(json.dumps(answer_json.answers([answer()])))
    assert told["cycle"] == {
        "start": "2025-01-01",
        "end": "2029-12-31",
        "window": {"start": "2025-01-01", "end": "2029-12-31"},
        "filing": None,
    }
    assert (told["verdict"], told["verdict_with_overlay"], told["gap"]) == ("unknown", "not_met", "17.5")
    first, second = told["nodes"]
    promised = (
        "id parent title kind role applies verdict required counted possible planned over_cap missing unit sources "
        "touched_by_overlay"
    )
    assert set(promised.split()) <= set(first)
    assert (first["required"], first["counted"], first["possible"]) == ("150", "132.5", "2/3")
    assert (second["applies"], second["verdict"], second["required"]) == (False, None, None)
    assert told["lines"][0]["offered"] == "1.5"
    assert told["lines"][0]["reasons"][0] == {
        "node": "total",
        "amount": "1",
        "step": "counted",
        "text": "why",
        "source": "",
    }
    assert told["alternatives"][0]["gaps"] == [{"amount": "17.5", "unit": "hour"}]
    for key in ("pack", "credential", "as_of", "decides", "questions"):
        assert key in told


def test_a_question_about_an_activity_has_its_title() -> None:
    line = answer().lines[0]
    about = (Question("line", line.id, "Was it approved?", ("total",), True), Question("fact", line.id, "Which?"))
    told = answer_json.answer(replace(answer(), decides=about, questions=about))
    for key in ("decides", "questions"):
        assert [q["title"] for q in told[key]] == [line.title, ""]
