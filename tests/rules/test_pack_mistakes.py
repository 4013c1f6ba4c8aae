"""A wrong pack says all its mistakes at once, with place and remedy; nothing raises, whatever the text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemtracker.domain.vocabulary import LISTS, Vocabulary
from stemtracker.rules.load import read_pack

Mistakes = Callable[..., dict[str, str]]
NEED = '[need]\nrenewal = { amount = 10, of = "hours" }\n'
EMPTY = Vocabulary({name: {} for name in LISTS})


def test_a_right_pack_has_none(mistakes: Mistakes) -> None:
    assert mistakes(NEED) == {}


@pytest.mark.parametrize(
    ("body", "place", "says"),
    [
        ('[need]\nrenewal = { amount = 1.5, of = "hours" }', "need.renewal.amount", 'write it in quotes: "1.5"'),
        ('[need]\nrenewal = { amount = 10, of = "hourss" }', "need.renewal.of", "Did you mean “hours”?"),
        (
            '[need]\nrenewal = { amount = 10, of = "hours", mach = "kind = talk" }',
            "need.renewal.mach",
            "Did you mean “match”?",
        ),
        (
            '[need]\nrenewal = { amount = 10, of = "hours", match = "kind = talks" }',
            "need.renewal.match",
            "Did you mean “talk”?",
        ),
        (
            '[need]\nrenewal = { amount = 10, of = "hours", match = "kind = " }',
            "need.renewal.match",
            "missing after “=”",
        ),
        (
            '[need]\nrenewal = { amount = 10, of = "hours", match = "kind < talk" }',
            "need.renewal.match",
            "has no order",
        ),
        (
            '[need]\nrenewal = { amount = 10, of = "hours", match = "end > 2023-02-30" }',
            "need.renewal.match",
            "no day of the calendar",
        ),
        (
            '[need]\nrenewal = { amount = 10, of = "hours", when = "kind = talk" }',
            "need.renewal.when",
            "belongs to an activity",
        ),
        (
            '[need]\nrenewal = { amount = "10 % of totl", of = "hours" }',
            "need.renewal.amount",
            "Nothing is called “totl”",
        ),
        ('[need]\nrenewal = { all = ["a"], any = ["a"] }', "need.renewal", "exactly one of"),
        ('[need]\nrenewal = { all = ["gone"] }', "need.renewal.all", "No need is called “gone”"),
        (
            '[need]\nrenewal = { amount = 1, of = "hours", src = "elsewhere" }',
            "need.renewal.src",
            "No source is called",
        ),
        (
            '[need]\nrenewal = { amount = 1, of = "hours", role = "maybe" }',
            "need.renewal.role",
            "required, advice, duty",
        ),
        (
            '[need]\nrenewal = { amount = 1, of = "hours", from = "2023-07-01" }',
            "need.renewal.from",
            "Name the clock first",
        ),
        (
            '[need]\nrenewal = { amount = 1, of = "hours", per = "year from 13-01" }',
            "need.renewal.per",
            "no day of every year",
        ),
        ('[need]\nrenewal = { amount = { between = [1] }, of = "hours" }', "need.renewal.amount.between", "two ends"),
        (NEED + '[need.lonely]\namount = 3\nof = "hours"', "need.lonely", "Nothing leads to this need"),
        (
            '[need]\nrenewal = { all = ["n"] }\nn = { amount = 1, of = "hours" }\n[overlap.o]\nmembers = ["n"]\n',
            "overlap.o.members",
            "at least two",
        ),
        (NEED + "[limits]\nx = 3", "limits", "Did you mean “limit”?"),
        (NEED + '[fact]\nend = { type = "date", ask = "When?" }', "fact.end", "already means something else"),
        (NEED + '[fact]\nf = { type = "choice", ask = "Which?" }', "fact.f.choices", "needs “choices”"),
        (
            NEED + '[fact]\nf = { type = "yes/no", ask = "Well?", of = "line", default = false }',
            "fact.f.default",
            "what nobody answers is not known",
        ),
        (NEED + '[question]\nq = { text = "Open", touches = ["none"] }', "question.q.touches", "No table is called"),
        (NEED + '[question]\nq = { text = "Open", touches = ["hous"] }', "question.q.touches", "Did you mean “hours”?"),
    ],
)
def test_each_mistake_names_its_place_and_remedy(mistakes: Mistakes, body: str, place: str, says: str) -> None:
    assert says in mistakes(body)[place]


def test_all_mistakes_come_at_once(mistakes: Mistakes) -> None:
    found = mistakes('[need]\nrenewal = { amount = 1.5, of = "x", match = "kind = nothing", oops = 1 }\n[tabel]\na = 1')
    assert {"tabel", "need.renewal.amount", "need.renewal.of", "need.renewal.match", "need.renewal.oops"} <= set(found)


def test_circles_are_found(mistakes: Mistakes) -> None:
    assert (
        "circle: renewal → a → renewal"
        in mistakes('[need]\nrenewal = { all = ["a"] }\na = { all = ["renewal"] }')["need.renewal"]
    )
    figures = NEED + '[figure]\na = "b + 1"\nb = "a * 2"\n'
    assert "circle" in mistakes(figures)["figure.a"]


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ('until = "filing 2023-06-30"', 'from = "filing 2023-06-30"', "Two texts hold on 2023-06-30"),
        ('until = "filing 2023-06-30"', 'from = "filing 2023-08-01"', "No text holds between"),
        ('until = "expiry 2023-06-30"', 'from = "filing 2023-07-01"', "same clock"),
        ("", 'from = "filing 2023-07-01"', "need “from” or “until”"),
    ],
)
def test_texts_of_one_id_follow_one_another(mistakes: Mistakes, first: str, second: str, says: str) -> None:
    body = (
        f'[[need.renewal]]\namount = 1\nof = "hours"\n{first}\n[[need.renewal]]\namount = 2\nof = "hours"\n{second}\n'
    )
    assert says in mistakes(body)["need.renewal"]
    if "No text" in says:
        assert mistakes(body + 'gap = "not seen"\n') == {}


def test_too_many_ways_are_refused(mistakes: Mistakes) -> None:
    needs = "".join(
        f'a{i} = {{ any = ["b{i}", "c{i}"] }}\nb{i} = {{ count = 1, match = "kind = talk" }}\n'
        f'c{i} = {{ count = 1, match = "kind = plan" }}\n'
        for i in range(7)
    )
    body = f"[need]\nrenewal = {{ all = [{', '.join(f'{chr(34)}a{i}{chr(34)}' for i in range(7))}] }}\n{needs}"
    assert "128 ways" in mistakes(body)["need.renewal"]


def test_unlike_units_are_not_joined(mistakes: Mistakes) -> None:
    account = """
[account.hours]
unit = "hour"
window = "cycle"
otherwise = "none"
earn = [ { id = "h", give = "1 per 60 min" } ]
[account.credits]
unit = "credit"
window = "cycle"
otherwise = "none"
earn = [ { id = "c", give = "1 per credit" } ]
"""
    body = (
        '[need]\nrenewal = { all = ["a", "b"] }\na = { amount = 9, of = "hours" }\n'
        'b = { amount = 1, of = "credits", inside = "a" }'
    )
    assert "counts in hour, this in credit" in mistakes(body, account=account)["need.b.inside"]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    pack, problems = read_pack(text, "x.toml", EMPTY)
    assert pack is None
    assert problems


_SCALARS = st.one_of(
    st.integers(-5, 99), st.floats(allow_nan=False), st.booleans(), st.text("abc=<> '()%-/*0129", max_size=12)
)
_KEYS = st.sampled_from(
    ["id", "amount", "of", "match", "all", "any", "when", "from", "until", "give", "earn", "at_most", "cases", "adjust"]
)
_VALUES = st.recursive(
    _SCALARS, lambda v: st.one_of(st.lists(v, max_size=3), st.dictionaries(_KEYS, v, max_size=4)), max_leaves=8
)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, str):
        return '"' + value.replace("\\", "").replace('"', "") + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    assert isinstance(value, dict)
    return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(
        ["source", "fact", "window", "figure", "account", "need", "share", "overlap", "limit", "same", "carry"]
    ),
    _VALUES,
)
def test_no_table_raises(mistakes: Mistakes, kind: str, value: object) -> None:
    mistakes(f"{NEED}[{kind}.x]\nid = {_toml(value)}\n" if kind != "need" else f"{NEED}x = {_toml(value)}\n")
    if isinstance(value, dict):
        mistakes(f"{NEED if kind != 'need' else '[need]'}\n[{kind}]\ny = {_toml(value)}\n")


@pytest.mark.parametrize(
    "text", ["[" * 3000, "a = " + "[" * 5000, "a = " + "9" * 5000, "\x00", "[pack]\nid = 1\n[pack]", "x = 1979-13-40"]
)
def test_monsters_are_problems(text: str) -> None:
    assert read_pack(text, "x.toml", EMPTY)[1]
