"""Laws of a district's additions: the authority's verdict is its own, the other that of a text joined by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from naive_compare import told
from small_packs import Read, Small, again, reader, small

from stemtracker.domain.assessment import Assessment, Verdict
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.assess import assess
from stemtracker.rules.load import read_pack

HEAD = """
[pack]
id = "district"
language = 1
changes = "t"
authority = "A district"
title = "The district's own rules"
checked = 2026-11-22
"""
REASON = ', reason = "The district asks for it." }'
MORE = '{ amount = 2, of = "hours", match = "topic = safety"'


@pytest.fixture(scope="module")
def read(words: Vocabulary) -> Read:
    return reader(words)


def cases(read: Read, first: int, many: int, without: frozenset[str] = frozenset()) -> Iterator[Small]:
    for seed in range(first, first + many):
        yield small(seed, read, without)


def with_overlay(one: Small, body: str, words: Vocabulary) -> Assessment:
    """The answer where a district adds to the rules."""
    overlay, problems = read_pack(HEAD + body, "district.toml", words, one.pack)
    assert overlay is not None, problems
    return assess(replace(one.case, overlays=(overlay,)))[0]


def same(found: Assessment, by_hand: Assessment, one: Small) -> None:
    """Whether what is shown is the answer of the text put together by hand."""
    assert found.verdict_with_overlay == by_hand.verdict, f"case {one.seed}\n{told(one)}"
    assert found.gap == by_hand.gap, f"case {one.seed}\n{told(one)}"
    counted = {node.id: node.counted for node in by_hand.nodes if node.id in "abc"}
    assert {node.id: node.counted for node in found.nodes if node.id in counted} == counted, f"case {one.seed}"


def test_the_authority_s_verdict_is_the_one_without_the_district(read: Read, words: Vocabulary) -> None:
    for one in cases(read, 95_000, 60):
        found = with_overlay(one, f"[need]\nmore = {MORE}{REASON}\n", words)
        assert found.verdict == assess(one.case)[0].verdict, f"case {one.seed}\n{told(one)}"


@pytest.mark.parametrize("inside", ["", ', inside = "total"'])
def test_a_further_need_joins_the_root(read: Read, words: Vocabulary, inside: str) -> None:
    for one in cases(read, 95_100, 60, frozenset({"no total", "each year", "any", "k of n"})):
        found = with_overlay(one, f"[need]\nmore = {MORE}{inside}{REASON}\n", words)
        root = 'renewal = { all = ["authority", "more"] }\nauthority = '
        text = re.sub(r"^renewal = ", root, one.text, flags=re.M)
        text = text.replace("[need]\n", f"[need]\nmore = {MORE}{inside} }}\n")
        same(found, assess(again(one, read, text=text).case)[0], one)


def test_a_figure_of_the_district_takes_the_place_of_the_authority_s(read: Read, words: Vocabulary) -> None:
    tried = 0
    for one in cases(read, 95_300, 120, frozenset({"no total", "each year", "limit in percent", "two texts", "share"})):
        total = re.search(r"^total = \{ amount = (\d+), of", one.text, re.M)
        if total:
            tried += 1
            found = with_overlay(one, f"[need]\ntotal = {{ amount = {int(total[1]) + 2}{REASON}\n", words)
            text = one.text.replace(total[0], f"total = {{ amount = {int(total[1]) + 2}, of")
            same(found, assess(again(one, read, text=text).case)[0], one)
    assert tried >= 40


def test_what_a_district_adds_never_turns_a_no_into_a_yes(read: Read, words: Vocabulary) -> None:
    fewer = f'fewer = {{ of = "hours", match = "kind = workshop", at_most = 2{REASON}'
    body = f"[need]\nmore = {MORE}{REASON}\n[limit]\n{fewer}\n"
    for one in cases(read, 95_500, 60):
        found = with_overlay(one, body, words)
        assert found.verdict != Verdict.NOT_MET or found.verdict_with_overlay == Verdict.NOT_MET, one.seed
        assert found.verdict_with_overlay != Verdict.MET or found.verdict == Verdict.MET, one.seed
