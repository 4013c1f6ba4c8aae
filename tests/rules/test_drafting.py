"""Rules made in a form: whatever has no mistakes is a pack that the loader takes, and comes back into the form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemtracker import paths
from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.domain.vocabulary import parse
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.drafted import read, toml
from stemtracker.rules.drafting import (
    PERIODS,
    Additions,
    Cap,
    Change,
    Draft,
    Extra,
    OwnRules,
    Topic,
    changeable,
    mistakes,
    new_id,
)
from stemtracker.rules.library import Library
from stemtracker.rules.load import read_pack
from stemtracker.rules.pack import Pack

TODAY = date(2026, 11, 22)
WORDS = parse(paths.resource("vocabulary.toml").read_text(encoding="utf-8"))
TEXAS = Library.shipped().pack("US-TX.teacher")
OWN = OwnRules(id="own.ohio", title="Ohio license", total="18.5", semester="15", approval=True)


def loaded(draft: Draft, base: Pack | None = None) -> Pack:
    pack, problems = read_pack(toml(draft, TODAY), "draft", WORDS, base)
    assert pack is not None, problems
    return pack


def asked(pack: Pack, *lines: Line, overlays: tuple[Pack, ...] = ()) -> Assessment:
    cycle = Period(date(2022, 1, 1), date(2026, 12, 31))
    facts = {"administrator_too": False}
    case = Case(packs=(pack,), ledger=lines, cycles={pack.id: cycle}, today=TODAY, facts=facts, overlays=overlays)
    return assess(case)[0]


_texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30).filter(str.strip)
_names = _texts.map(str.strip)
_amounts = st.sampled_from(["1", "7.5", "2/3", "120"])
_topics = st.lists(st.sampled_from(sorted(WORDS.terms["topic"])), min_size=1, max_size=3, unique=True).map(tuple)
_kinds = st.lists(st.sampled_from(sorted(WORDS.terms["kind"])), min_size=1, max_size=3, unique=True).map(tuple)
_rates = st.one_of(st.just(""), _amounts)
_own = st.builds(
    OwnRules,
    id=st.just("own.x"),
    title=_names,
    unit=st.sampled_from(["hour", "point", "Stunde"]),
    total=_amounts,
    years=st.sampled_from(["1", "5", "20"]),
    yearly=_rates,
    semester=_rates,
    quarter=_rates,
    ceu=_rates,
    approval=st.booleans(),
    topics=st.lists(st.builds(Topic, title=_names, amount=_amounts, topics=_topics), max_size=3).map(tuple),
    caps=st.lists(
        st.builds(Cap, title=_names, amount=_amounts, kinds=_kinds, per=st.sampled_from(PERIODS)),
        max_size=2,
    ).map(tuple),
    source=st.sampled_from(["", "The board’s letter"]),
    url=st.just(""),
)
_own = st.one_of(_own, _own.map(lambda one: replace(one, source="A page", url="https://example.org/rule")))


@settings(max_examples=40)
@given(_own)
def test_rules_without_mistakes_are_a_pack_and_come_back(draft: OwnRules) -> None:
    assert mistakes(draft) == ()
    loaded(draft)
    assert read(toml(draft, TODAY)) == draft


def test_own_rules_count_as_they_say(line: Callable[..., Line]) -> None:
    draft = replace(
        OWN,
        topics=(Topic(title="Safety", amount="2", topics=("lab_safety",)),),
        caps=(Cap(title="Talks", amount="3", kinds=("presentation", "publication"), per="window"),),
    )
    found = asked(
        loaded(draft),
        line("talk", 10, kind="presentation", approved=True),
        line("credit", 1, unit="semester_credit", kind="course", approved=True),
        line("safety", Fraction(1, 2), "lab_safety", approved=True),
        line("unapproved", 5, approved=False),
    )
    assert found.node("total").counted == Fraction(37, 2)
    assert (found.node("topic_1").counted, found.verdict) == (Fraction(1, 2), Verdict.NOT_MET)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(OWN, title=" "), "title"),
        (replace(OWN, total=""), "total"),
        (replace(OWN, total="0"), "total"),
        (replace(OWN, total="many"), "total"),
        (replace(OWN, total="1/0"), "total"),
        (replace(OWN, total="-5"), "total"),
        (replace(OWN, total="9" * 40), "total"),
        (replace(OWN, years="2.5"), "years"),
        (replace(OWN, unit=""), "unit"),
        (replace(OWN, ceu="x"), "ceu"),
        (replace(OWN, topics=(Topic(title="", amount="1", topics=()),)), "topic 1"),
        (replace(OWN, caps=(Cap(title="", amount="", kinds=("course",)),)), "limit 1"),
        (Additions(id="a.b", title="D", authority="D", changes="US-TX.teacher"), "figures"),
    ],
)
def test_a_mistake_names_its_field(draft: Draft, field: str) -> None:
    assert field in {problem.field for problem in mistakes(draft)}
    assert all(len(problem.message) > 10 for problem in mistakes(draft))


def test_additions_are_asked_beside_the_authority(line: Callable[..., Line]) -> None:
    offered = {one.table: one for one in changeable(TEXAS)}
    assert offered["need.total"].unit == "CPE hour"
    draft = Additions(
        id="added.district",
        title="Our district",
        authority="Our district",
        changes="US-TX.teacher",
        figures=(Change(table="need.total", amount="160", reason="Board policy 7"),),
        extras=(
            Extra(
                title="Robots",
                amount="5",
                account="hours",
                reason="Policy 8",
                topics=("lab_safety",),
                kinds=("course",),
            ),
        ),
    )
    assert mistakes(draft) == ()
    overlay = loaded(draft, TEXAS)
    assert read(toml(draft, TODAY)) == draft
    found = asked(TEXAS, line("a", 150, approved=True), overlays=(overlay,))
    assert found.node("total").required == 160
    assert found.node("district_1").required == 5


@pytest.mark.parametrize("id_", Library.shipped().ids())
def test_every_figure_that_is_offered_can_be_changed(id_: str) -> None:
    pack = Library.shipped().pack(id_)
    for one in changeable(pack):
        draft = Additions(
            id="added.x",
            title="D",
            authority="D",
            changes=id_,
            figures=(Change(table=one.table, amount="7", reason="Because"),),
        )
        loaded(draft, pack)
        assert read(toml(draft, TODAY)) == draft


@pytest.mark.parametrize("text", ["", "no toml [", "[pack]\nid = 3", "x = 1"])
def test_a_text_that_is_no_draft_is_none(text: str) -> None:
    assert read(text) is None


def test_a_text_that_says_more_than_a_form_can_is_left_alone() -> None:
    text = toml(OWN, TODAY)
    assert read(text) == OWN
    assert read(text + '\n[note.x]\ntext = "more"\n') is None
    assert read(paths.resource("rules/US-TX.teacher.toml").read_text(encoding="utf-8")) is None


def test_ids_are_plain_and_new() -> None:
    assert new_id("Ohio license", (), "own") == "own.ohio_license"
    assert new_id("Ohio license", ("own.ohio_license",), "own") == "own.ohio_license_2"
    assert new_id("日本", (), "own") == "own.rules"
