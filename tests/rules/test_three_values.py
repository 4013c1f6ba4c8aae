"""Three-valued truth, bounded numbers and the verdict tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.ledger import Line
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.expr import compile_text
from stemtracker.rules.figures import Plain, evaluate
from stemtracker.rules.judge import Counted, amount_verdict
from stemtracker.rules.pack import Pack
from stemtracker.rules.scope import Env, FactKind, Scope
from stemtracker.rules.syntax import SyntaxTrouble
from stemtracker.rules.values import SOME, Bounds, Value, all3, any3, arithmetic, compare, not3

F = Fraction
M, N, U = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


@pytest.fixture(scope="module")
def scope(words: Vocabulary) -> Scope:
    facts = {"a": FactKind("bool"), "b": FactKind("bool"), "n": FactKind("number"), "since": FactKind("date")}
    return Scope(
        words,
        {**facts, "areas": FactKind("list", frozenset({"content", "stem"}))},
        {"done": FactKind("bool")},
        frozenset(),
    )


def test_kleene() -> None:
    for x, y in product([True, False, None], repeat=2):
        assert all3([x, y]) is (False if False in (x, y) else None if None in (x, y) else True)
        assert any3([x, y]) is not3(all3([not3(x), not3(y)]))


@pytest.mark.parametrize(
    ("text", "a", "b", "expected"),
    [
        ("a and b", True, None, None), ("a and b", False, None, False), ("a or b", True, None, True),
        ("a or b", False, None, None), ("not a", None, None, None), ("not a or b", True, None, None),
        ("a and not b", True, False, True), ("(a or b) and true", None, None, None),
    ],
)  # fmt: skip
def test_unknown_facts(scope: Scope, text: str, a: bool | None, b: bool | None, expected: bool | None) -> None:
    assert compile_text(text, scope, line=False, wants="bool").truth(Env({"a": a, "b": b}, {})) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", F(7)), ("(1 + 2) * 3", F(9)), ("2/3", F(2, 3)), ("20 % of 150", F(30)), ("-2 + 5", F(3)),
        ("min(4, 7, 5)", F(4)), ("max(n, 2)", F(8)), ("count(areas)", F(2)), ("1 / 0", None), ("years(since)", F(4)),
    ],
)  # fmt: skip
def test_arithmetic(scope: Scope, text: str, expected: Fraction | None) -> None:
    env = Env(
        {"n": F(8), "areas": frozenset({"content", "stem"}), "since": date(2022, 5, 2)}, {"filing": date(2027, 5, 1)}
    )
    assert compile_text(text, scope, line=False, wants="number").value(env) == expected


@pytest.mark.parametrize(
    ("text", "filing", "expected"),
    [
        ("filing - 5 y", date(2024, 2, 29), date(2019, 2, 28)),
        ("filing + 1 mo", date(2024, 1, 31), date(2024, 2, 29)),
        ("2024-02-28 + 2 d", date(2024, 1, 1), date(2024, 3, 1)),
        ("filing - 9999 y", date(2024, 1, 1), None),
        ("expiry", date(2024, 1, 1), None),
    ],
)
def test_days(scope: Scope, text: str, filing: date, expected: date | None) -> None:
    assert compile_text(text, scope, line=False, wants="date").day(Env({}, {"filing": filing})) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kind = talk", True), ("kind in (course, talk)", True), ("kind <> talk", False), ("topic = stem", True),
        ("topic = equity", False), ("topic in (equity, law)", False), ("approved", None), ("provider = 'X'", None),
        ("measure = time", True), ("hours >= 2", True), ("hours > 2", False), ("amount = 120", True), ("done", None),
        ("level = graduate", None), ("end >= 2024-01-01", True), ("topic in areas", True), ("relevant", True),
        ("role = participant", True), ("network = 'A'", False), ("status = attended", True),
    ],
)  # fmt: skip
def test_fields_of_a_line(scope: Scope, line: Callable[..., Line], text: str, expected: bool | None) -> None:
    there = line("x", 2, kind="talk")
    env = Env({"areas": frozenset({"stem"})}, {}, line=there, topics=frozenset({"robotics"}))
    assert compile_text(text, scope, line=True, wants="bool").truth(env) is expected


@pytest.mark.parametrize(
    "text",
    ["a = ", "a and", "kind ~ b", "1 < 2 < 3", "foo(1)", "min()", "(a", "a b", "in (a)", "'x' = 'y' and 3", "20 % a"],
)
def test_nonsense_is_refused_in_words(scope: Scope, text: str) -> None:
    with pytest.raises(SyntaxTrouble) as trouble:
        compile_text(text, scope, line=True, wants="bool")
    assert str(trouble.value).endswith((".", "?"))


_NUMBERS = st.integers(0, 9).map(F)


@given(
    st.lists(_NUMBERS, min_size=4, max_size=4),
    st.sampled_from("+-*/"),
    st.sampled_from(["=", "<>", "<", "<=", ">", ">="]),
)
def test_bounds_hold_every_number_between(ends: list[F], op: str, order: str) -> None:
    a, b, c, d = ends
    one, other = Bounds(min(a, b), max(a, b)), Bounds(min(c, d), max(c, d))
    result = arithmetic(op, one, other)
    for x, y in product((a, b), (c, d)):
        exact = arithmetic(op, x, y)
        if isinstance(result, Bounds) and isinstance(exact, Fraction):
            assert result.lo <= exact
            assert result.hi is None or exact <= result.hi
        verdict = compare(order, one, other)
        assert verdict is None or verdict is compare(order, x, y)


def test_first_case_that_holds(build: Callable[..., Pack]) -> None:
    pack = build(
        '[fact]\nold = { type = "yes/no", ask = "?" }\n[figure]\n'
        'f = { is = [ { when = "old", is = 8 }, { is = 6 } ], '
        'adjust = [ { when = "old", by = "* 1/2" }, { by = "+ 1" } ] }\n'
        'g = { between = [2, 3] }\nh = "20 % of f"\n[need]\nrenewal = { amount = "f", of = "hours" }\n'
    )
    figure = pack.figures["f"][0].figure
    values: list[tuple[Value, Bounds]] = [
        (True, Bounds(F(5), F(5))),
        (False, Bounds(F(7), F(7))),
        (None, Bounds(F(4), F(9))),
    ]
    for fact, expected in values:
        found = evaluate(figure, Env({"old": fact}, {}))
        assert found.lo >= expected.lo
        assert found.hi is not None
        assert expected.hi is not None
        assert found.hi <= expected.hi
        if fact is not None:
            assert found == expected
    assert evaluate(pack.figures["g"][0].figure, Env({}, {})) == Bounds(F(2), F(3))
    assert isinstance(pack.figures["h"][0].figure, Plain)


@pytest.mark.parametrize(
    ("low", "high", "bounds", "verdict"),
    [
        (10, 10, Bounds(F(10), F(10)), M), (9, 9, Bounds(F(10), F(10)), N), (9, 10, Bounds(F(10), F(10)), U),
        (10, 10, Bounds(F(10), F(20)), U), (9, 9, Bounds(F(10), F(20)), N), (20, 20, Bounds(F(10), F(20)), M),
        (99, 99, Bounds(F(0), None), U), (0, 0, SOME, N), (0, 1, SOME, U), (F(1, 60), 1, SOME, M),
    ],
)  # fmt: skip
def test_amounts_against_figures(low: Fraction, high: Fraction, bounds: Bounds, verdict: Verdict) -> None:
    assert amount_verdict(Counted([F(low), F(high), F(low)], bounds)) is verdict


TREE = """
[fact]
x = {{ type = "yes/no", ask = "X?" }}
y = {{ type = "yes/no", ask = "Y?" }}
w = {{ type = "list", ask = "W?" }}
[need]
renewal = {{ {op} = ["p", "q"] }}
p = {{ fact = "x" {p} }}
q = {{ fact = "y" }}
"""


@pytest.mark.parametrize(
    ("op", "facts", "verdict"),
    [
        ("all", "11", M), ("all", "10", N), ("all", "-1", U), ("all", "-0", N),
        ("any", "1-", M), ("any", "00", N), ("any", "-0", U), ("any", "--", U),
    ],
)  # fmt: skip
def test_all_and_any(
    build: Callable[..., Pack], answer: Callable[..., Assessment], op: str, facts: str, verdict: Verdict
) -> None:
    given_ = {name: value == "1" for name, value in zip("xy", facts, strict=True) if value != "-"}
    assert answer(build(TREE.format(op=op, p="")), **given_).verdict is verdict


@pytest.mark.parametrize(
    ("op", "facts", "verdict"),
    [
        ("all", "11", M), ("all", "01", U), ("all", "00", N),
        ("any", "10", U), ("any", "00", N), ("any", "11", M),
    ],
)  # fmt: skip
def test_a_condition_that_stays_unknown(
    build: Callable[..., Pack], answer: Callable[..., Assessment], op: str, facts: str, verdict: Verdict
) -> None:
    pack = build(TREE.format(op=op, p=", when = \"'never' in w\""))
    assert answer(pack, x=facts[0] == "1", y=facts[1] == "1").verdict is verdict


def test_advice_and_duty_never_block(build: Callable[..., Pack], answer: Callable[..., Assessment]) -> None:
    pack = build(TREE.format(op="all", p=', role = "advice"'))
    found = answer(pack, x=False, y=True)
    assert found.verdict is M
    assert found.node("p").verdict is N


def test_an_empty_all_asks_nothing_at_the_root(build: Callable[..., Pack], answer: Callable[..., Assessment]) -> None:
    pack = build(
        '[fact]\nx = { type = "yes/no", ask = "X?" }\n'
        '[need]\nrenewal = { all = ["p"] }\np = { fact = "x", when = "x and not x" }\n'
    )
    assert answer(pack, x=True).verdict is M
