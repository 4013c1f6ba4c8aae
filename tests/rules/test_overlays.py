"""What a district adds: reckoned beside the authority's own verdict, which no overlay can change."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_text import HOURS, account

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Problem
from stemtracker.rules.assess import Case, assess
from stemtracker.rules.load import read_pack
from stemtracker.rules.pack import Pack

Make = Callable[..., Line]
Build = Callable[..., Pack]
CYCLE, TODAY = Period(date(2022, 1, 1), date(2026, 12, 31)), date(2026, 11, 22)
HEAD = """
[pack]
id = "{id}"
language = 1
changes = "t"
authority = "A district"
title = "{id} rules"
checked = 2026-11-20
"""
ACCOUNT = (
    HOURS
    + 'limit = [ { id = "talks", match = "kind = talk", at_most = "20 % of total" } ]'
    + account("credit", "measure = semester_credit", "1 per credit")
    + '[limit.a_year]\nof = "hours"\nmatch = "kind = study"\nat_most = 4\nper = "year from 01-01"\n'
)
NEEDS = """
[need]
renewal = { all = ["total", "law"], title = "Renewal" }
total = { amount = 50, of = "hours" }
law = { amount = 5, of = "hours", match = "topic = law", inside = "total" }
"""


@pytest.fixture
def pack(build: Build) -> Pack:
    """Fifty hours, five of them in law, ten at most by talks."""
    return build(NEEDS, account=ACCOUNT)


@pytest.fixture
def lay(words: Vocabulary, pack: Pack) -> Callable[..., Pack]:
    """An overlay on it."""

    def make(body: str, id_: str = "district") -> Pack:
        overlay, problems = read_pack(HEAD.format(id=id_) + body, f"{id_}.toml", words, pack)
        assert overlay is not None, [f"{p.field}: {p.message}" for p in problems]
        return overlay

    return make


@pytest.fixture
def wrong(words: Vocabulary, pack: Pack) -> Callable[..., dict[str, str]]:
    """The mistakes of an overlay by their place."""

    def find(body: str, head: str = HEAD.format(id="district")) -> dict[str, str]:
        overlay, problems = read_pack(head + body, "district.toml", words, pack)
        assert (overlay is None) == bool(problems)
        return {p.field.removeprefix("district.toml: "): p.message for p in problems}

    return find


def asked(pack: Pack, *lines: Line, overlays: tuple[Pack, ...] = (), **facts: object) -> Assessment:
    case = Case(
        packs=(pack,),
        overlays=overlays,
        ledger=lines,
        cycles={"t": CYCLE},
        today=TODAY,
        facts=facts,  # type: ignore[arg-type]
    )
    return assess(case)[0]


def sums_hold(answer: Assessment) -> bool:
    return all(
        sum(line.counted_at(node.id) for line in answer.lines) == node.counted
        for node in answer.nodes
        if node.kind in {"amount", "count"}
    )


MORE = """
[need.safety]
amount = 2
of = "hours"
match = "topic = safety"
inside = "total"
reason = "Two hours of safety."
"""


def test_what_a_district_adds_is_asked_beside_the_authority(pack: Pack, lay: Callable[..., Pack], line: Make) -> None:
    lines = (line("a", 45), line("b", 5, "law"))
    answer = asked(pack, *lines, overlays=(lay(MORE),))
    assert (answer.verdict, answer.verdict_with_overlay) == (Verdict.MET, Verdict.NOT_MET)
    assert (answer.root.id, answer.root.verdict) == ("with_overlay", Verdict.NOT_MET)
    assert answer.root.title == "Renewal, with what was added"
    assert [n.id for n in answer.children("with_overlay")] == ["renewal", "safety"]
    assert {n.id for n in answer.nodes if n.touched_by_overlay} == {"with_overlay", "safety"}
    assert "Two hours of safety." in answer.node("safety").note
    assert (answer.gap, answer.node("renewal").verdict) == (2, Verdict.MET)
    assert sums_hold(answer)
    done = asked(pack, *lines, line("c", 2, "safety"), overlays=(lay(MORE),))
    assert (done.verdict, done.verdict_with_overlay) == (Verdict.MET, Verdict.MET)
    assert done.pack_hash == pack.hash


def test_a_figure_that_is_replaced_leaves_the_other_fields(pack: Pack, lay: Callable[..., Pack], line: Make) -> None:
    raised = lay('[need.total]\namount = 60\nreason = "Ten more here."')
    answer = asked(pack, line("a", 55), line("b", 5, "law"), overlays=(raised,))
    total = answer.node("total")
    assert (total.required, total.unit, total.counted, total.touched_by_overlay) == (60, "hour", 60, True)
    assert answer.root.id == "renewal"
    assert not answer.node("law").touched_by_overlay
    short = asked(pack, line("a", 46), line("b", 5, "law"), overlays=(raised,))
    assert (short.verdict, short.verdict_with_overlay, short.gap) == (Verdict.MET, Verdict.NOT_MET, 9)


def test_a_percentage_stays_one_of_what_the_authority_asks(pack: Pack, lay: Callable[..., Pack], line: Make) -> None:
    raised = '[need.total]\namount = 60\nreason = "Ten more here."\n'
    talks = (line("t", 30, kind="talk"), line("b", 5, "law"))
    assert asked(pack, *talks).node("total").counted == 15
    assert asked(pack, *talks, overlays=(lay(raised),)).node("total").counted == 15
    named = raised + '[account.hours]\nlimit = [ { id = "talks", at_most = "20 % of total", reason = "Of ours." } ]'
    answer = asked(pack, *talks, overlays=(lay(named),))
    assert answer.node("total").counted == 17
    assert sums_hold(answer)


def test_a_share_keeps_its_hours_when_the_total_is_raised(build: Build, words: Vocabulary, line: Make) -> None:
    body = NEEDS.replace('"law"], title', '"law", "study"], title') + (
        '[share.study]\nof = "total"\nmatch = "kind <> study"\nat_least = "50 %"'
    )
    pack = build(body, account=ACCOUNT)
    overlay, problems = read_pack(
        HEAD.format(id="district") + '[need.total]\namount = 60\nreason = "Ten more here."', "d.toml", words, pack
    )
    assert overlay is not None, problems
    answer = asked(pack, line("a", 20), overlays=(overlay,))
    assert (answer.node("study").required, answer.node("total").required) == (25, 60)


def test_an_overlay_that_loosens_never_changes_the_verdict(pack: Pack, lay: Callable[..., Pack], line: Make) -> None:
    lines = (line("a", 20), line("b", 5, "law"))
    for body in (
        '[need.total]\namount = 20\nreason = "Less is enough here."',
        '[need.total]\nwhen = "false"\nreason = "Not here."',
        '[need.total]\nrole = "advice"\nreason = "Not here."',
    ):
        answer = asked(pack, *lines, overlays=(lay(body),))
        assert (answer.verdict, answer.verdict_with_overlay) == (Verdict.NOT_MET, Verdict.NOT_MET)
        assert answer.gap == asked(pack, *lines).gap


def test_a_figure_of_an_overlay_is_never_less_than_the_authority_s(
    build: Build, lay: Callable[..., Pack], words: Vocabulary, pack: Pack, line: Make
) -> None:
    less = lay('[need.total]\namount = 20\nreason = "Less is enough here."')
    assert asked(pack, overlays=(less,)).node("total").required == 50
    body = NEEDS.replace("amount = 50", 'amount = "asked_here"') + '[figure]\nasked_here = "10 * 7"\n'
    reckoned = build(body, account=ACCOUNT)
    for amount, expected in ((60, 70), (80, 80)):
        text = HEAD.format(id="district") + f'[need.total]\namount = {amount}\nreason = "Ours."'
        overlay, problems = read_pack(text, "d.toml", words, reckoned)
        assert overlay is not None, problems
        assert asked(reckoned, overlays=(overlay,)).node("total").required == expected


def test_limits_are_found_wherever_the_authority_wrote_them(pack: Pack, lay: Callable[..., Pack], line: Make) -> None:
    talks = (line("t", 30, kind="talk"), line("b", 10, kind="study"))
    assert asked(pack, *talks).node("total").counted == 14
    top = lay('[limit.talks]\nat_most = 3\nreason = "Three hours."')
    assert asked(pack, *talks, overlays=(top,)).node("total").counted == 7
    inside = lay('[account.hours]\nlimit = [ { id = "a_year", at_most = 1, reason = "One hour." } ]')
    answer = asked(pack, *talks, overlays=(inside,))
    assert answer.node("total").counted == 11
    assert {n.id for n in answer.nodes if n.touched_by_overlay} == {"total", "law"}
    new = lay('[account.hours]\nlimit = [ { id = "online", match = "kind = talk", at_most = 2, reason = "Two." } ]')
    assert asked(pack, *talks, overlays=(new,)).node("total").counted == 6


def test_two_overlays_on_one_pack_are_both_reckoned(pack: Pack, lay: Callable[..., Pack], line: Make) -> None:
    other = lay('[need.robots]\ndone = "kind = course"\nreason = "A course."', "school")
    answer = asked(pack, line("a", 45), line("b", 5, "law"), overlays=(lay(MORE), other))
    assert [n.id for n in answer.children("with_overlay")] == ["renewal", "safety", "robots"]
    assert (answer.verdict, answer.verdict_with_overlay) == (Verdict.MET, Verdict.NOT_MET)
    full = (line("a", 43), line("b", 5, "law"), line("c", 2, "safety", kind="course"))
    assert asked(pack, *full, overlays=(lay(MORE), other)).verdict_with_overlay == Verdict.MET


def test_an_overlay_that_does_not_go_with_another_is_left_out_and_said(
    pack: Pack, lay: Callable[..., Pack], line: Make
) -> None:
    other = lay('[need.safety]\ndone = "topic = safety"\nreason = "Once."', "school")
    answer = asked(pack, line("a", 45), line("b", 5, "law"), overlays=(lay(MORE), other))
    assert (answer.verdict, answer.verdict_with_overlay) == (Verdict.MET, Verdict.UNKNOWN)
    assert any("“school rules” can’t be reckoned with" in note for note in answer.notes)
    assert answer.node("safety").kind == "amount"


def test_facts_and_sources_of_an_overlay_are_asked_and_shown(pack: Pack, lay: Callable[..., Pack], line: Make) -> None:
    body = (
        '[source.board]\nkind = "agency"\ntitle = "The board"\nurl = "https://example.org/board"\n'
        '[fact.coach]\ntype = "yes/no"\nask = "Do you coach?"\nreason = "Coaches need more."\n'
        '[need.total]\namount = [ { when = "coach", is = 60 }, { is = 50 } ]\nsrc = "board"\nreason = "Coaches."'
    )
    overlay = lay(body)
    assert (set(overlay.facts), set(overlay.sources), set(overlay.needs)) == ({"coach"}, {"board"}, {"total"})
    lines = (line("a", 46), line("b", 5, "law"))
    answer = asked(pack, *lines, overlays=(overlay,))
    assert (answer.verdict, answer.verdict_with_overlay) == (Verdict.MET, Verdict.UNKNOWN)
    assert "coach" in {q.key for q in answer.decides}
    assert next(s for s in answer.sources if s.id == "board").seen == date(2026, 11, 20)
    assert asked(pack, *lines, overlays=(overlay,), coach=False).verdict_with_overlay == Verdict.MET


def test_every_mistake_of_an_overlay_is_told_at_once(wrong: Callable[..., dict[str, str]]) -> None:
    found = wrong(
        """
        [need.more]
        amount = 2
        of = "houres"
        [need.total]
        done = "kind = course"
        reason = "A course will do."
        [need.renewal]
        all = ["total", "more"]
        reason = "No law here."
        [need.credits]
        amount = 3
        of = "credits"
        inside = "total"
        reason = "Other hours."
        [account.hours]
        unit = "point"
        reason = "Points here."
        limit = [ { at_most = 3, reason = "No id." } ]
        [figure]
        half = 3
        """
    )
    assert "says why" in found["need.more.reason"]
    assert "Did you mean “hours”?" in found["need.more.of"]
    assert "“amount”, this “done”" in found["need.total.done"]
    assert "name “law” as well" in found["need.renewal.all"]
    assert "can't be joined" in found["need.credits.inside"]
    assert "hour" in found["account.hours.unit"]
    assert "id" in found["account.hours.limit"]
    assert "says why" in found["figure.half.reason"]


def test_the_head_of_an_overlay(wrong: Callable[..., dict[str, str]], words: Vocabulary) -> None:
    head = HEAD.format(id="t").replace("language = 1", 'language = 2\nroot = "more"')
    assert set(wrong(MORE, head)) == {"pack.language", "pack.root", "pack.id"}
    alone, problems = read_pack(HEAD.format(id="district") + MORE, "district.toml", words)
    assert alone is None
    assert problems == (
        Problem("district.toml: pack.changes", "There is no pack “t” here to change; bring that one in first."),
    )


def test_what_a_need_of_the_overlay_names_is_not_joined_again(pack: Pack, lay: Callable[..., Pack], line: Make) -> None:
    either = lay(MORE + '\n[need.either]\nany = ["safety", "course"]\nreason = "Either."\n'
                 '[need.course]\ndone = "kind = course"\nreason = "Or a course."')  # fmt: skip
    answer = asked(pack, line("a", 45), line("b", 5, "law"), overlays=(either,))
    assert [n.id for n in answer.children("with_overlay")] == ["renewal", "either"]
    below = lay(MORE + '\n[need.renewal]\nall = ["total", "law", "safety"]\nreason = "With safety."')
    assert asked(pack, line("a", 45), line("b", 5, "law"), overlays=(below,)).root.id == "renewal"


def _plain() -> st.SearchStrategy[object]:
    leaf = st.one_of(
        st.none(), st.booleans(), st.integers(-3, 10**16), st.sampled_from(("total", "hours", "", "20 % of total"))
    )
    keys = st.sampled_from(("amount", "of", "all", "reason", "id", "limit", "is", "when", "at_most", "cases"))
    return st.recursive(
        leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
    )


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[ " + ", ".join(map(_toml, value)) + " ]"
    return {None: '""', True: "true", False: "false"}.get(value, repr(value).replace("'", '"'))  # type: ignore[call-overload]


KINDS = ("need", "account", "figure", "limit", "clock", "overlap", "window", "share", "fact", "source", "nonsense")


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(KINDS), _plain(), max_size=3), st.sampled_from(("total", "hours", "talks")))
def test_no_text_of_an_overlay_raises(words: Vocabulary, build: Build, tables: dict[str, object], id_: str) -> None:
    pack = build(NEEDS, account=ACCOUNT)
    body = "\n".join(f"{kind} = {_toml({id_: row})}" for kind, row in tables.items())
    text = body + HEAD.format(id="district")
    tomllib.loads(text)
    overlay, problems = read_pack(text, "district.toml", words, pack)
    assert (overlay is None) == bool(problems)
    if overlay is not None:
        found = asked(pack, Line(id="a", title="a", start=TODAY, end=TODAY, kind="talk", amount=Fraction(60)),
                      overlays=(overlay,))  # fmt: skip
        assert found.verdict == Verdict.NOT_MET
