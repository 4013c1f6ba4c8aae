"""What people read of a pack: every file loads, so does the example of the page, and questions are questions."""

from __future__ import annotations

import re

import pytest
from example_cases import PACKS, REPO, shipped, vocabulary

from stemtracker.rules.library import Library
from stemtracker.rules.load import read_pack


def test_all_packs_are_shipped_without_a_mistake() -> None:
    library = Library.shipped()
    assert library.problems == ()
    assert set(library.ids()) == set(PACKS)


def test_the_example_in_the_documentation_is_a_pack() -> None:
    page = (REPO / "docs" / "packs.md").read_text(encoding="utf-8")
    text = page.split("```toml\n")[1].split("```")[0]
    pack, problems = read_pack(text, "docs/packs.md", vocabulary())
    assert problems == ()
    assert pack is not None


@pytest.mark.parametrize("pack_id", PACKS)
def test_what_is_asked_is_a_question_with_its_reason(pack_id: str) -> None:
    pack = shipped(pack_id)
    for spec in (*pack.facts.values(), *pack.line_questions.values()):
        assert spec.ask.endswith("?"), spec.name
        assert len(spec.ask) <= 200, spec.name
        assert not re.search(r"\b(node|expiry|boolean|fact|null|integer)\b", f"{spec.ask} {spec.why}"), spec.name


@pytest.mark.parametrize("pack_id", PACKS)
def test_every_need_limit_and_way_to_earn_has_a_title(pack_id: str) -> None:
    pack = shipped(pack_id)
    for texts in (*pack.needs.values(), *pack.windows.values()):
        assert all(t.title for t in texts)
    for accounts in pack.accounts.values():
        for account in accounts:
            assert all(t.title for t in (*account.earn, *account.limits, *account.thresholds))
            assert all(r.path for r in account.refuse)


@pytest.mark.parametrize("pack_id", PACKS)
def test_screens_speak_us_english(pack_id: str) -> None:
    text = (REPO / "resources" / "rules" / f"{pack_id}.toml").read_text(encoding="utf-8")
    text = re.sub(r'url = "[^"]*"', "", text)
    found = re.findall(
        r"\b(licence|programme|behaviour|organis\w+|practise|centre|colour|judgement|enrol)\b", text, re.I
    )
    assert found == []


def test_the_words_speak_us_english() -> None:
    text = (REPO / "resources" / "vocabulary.toml").read_text(encoding="utf-8")
    assert re.findall(r"\b(licence|programme|behaviour\w*|organis\w+|practise|centre|colour)\b", text, re.I) == []
