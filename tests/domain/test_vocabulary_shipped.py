"""The shipped words hold together, and docs/vocabulary.md maps every wording of the fact sheets onto them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from stemtracker.domain.vocabulary import LISTS, Vocabulary, parse

REPO = Path(__file__).parents[2]
SHEETS = REPO.parent / "shared" / "reference" / "renewal-rules"
ROW = re.compile(r"^\| (?P<phrase>.+?) \| (?P<sheets>[^|]+) \| (?P<words>[^|]+) \| (?P<remark>[^|]*)\|$")


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return parse((REPO / "resources" / "vocabulary.toml").read_text(encoding="utf-8"))


def mapping(section: str) -> dict[str, tuple[frozenset[str], list[str], str]]:
    """The table under that heading: phrase -> (sheets, words, remark)."""
    text = (REPO / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    body = text.split(f"## {section}\n")[1].split("\n## ")[0]
    rows = [ROW.match(line) for line in body.splitlines() if line.startswith("| ") and not line.startswith("| wording")]
    return {
        m["phrase"]: (frozenset(m["sheets"].split()), re.findall(r"`([^`]+)`", m["words"]), m["remark"].strip())
        for m in rows
        if m and m["phrase"] != "---"
    }


def test_every_word_has_a_stable_id_a_title_and_a_meaning(words: Vocabulary) -> None:
    for name in LISTS:
        assert words.choices(name), name
        for term in words.choices(name):
            assert re.fullmatch(r"[a-z][a-z0-9_]*", term.id), term
            assert term.title
            assert term.meaning
            assert not term.broader or words.has(name, term.broader), term


@pytest.mark.parametrize("name", LISTS)
def test_no_two_words_of_a_list_look_alike(words: Vocabulary, name: str) -> None:
    titles = [term.title.casefold() for term in words.choices(name)]
    assert sorted(titles) == sorted(set(titles))


def test_narrower_topics_count_for_the_broader_ones_and_never_the_other_way(words: Vocabulary) -> None:
    assert "dyslexia_reading" in words.narrower["disabilities"]
    assert "sei" in words.narrower["english_learners"]
    assert "physics" in words.narrower["stem"]
    assert words.narrower["pedagogy"].isdisjoint(words.narrower["subject_content"])
    assert words.narrower["disabilities"].isdisjoint(words.narrower["diverse_learning"])
    assert "data_use" not in words.narrower["pedagogy"]


@pytest.mark.parametrize("section", ["Activities", "Topics of minimums"])
def test_every_mapped_word_exists(words: Vocabulary, section: str) -> None:
    for phrase, (_, ids, remark) in mapping(section).items():
        assert ids, phrase
        for id_ in ids:
            if id_ == "any":
                assert ids == ["any"], phrase
                assert remark or section == "Activities", phrase
            else:
                assert words.has(*id_.split(":")), f"{phrase}: {id_}"


def test_the_wordings_are_all_there() -> None:
    assert len(mapping("Activities")) == 255
    assert len(mapping("Topics of minimums")) == 69


@pytest.mark.skipif(not SHEETS.is_dir(), reason="the fact sheets are not beside this checkout")
@pytest.mark.parametrize(
    ("section", "field", "key"),
    [("Activities", "eligible_activities", None), ("Topics of minimums", "minimums", "topic")],
)
def test_the_wordings_are_those_of_the_sheets(section: str, field: str, key: str | None) -> None:
    found: dict[str, set[str]] = {}
    for path in sorted(SHEETS.glob("*.json")):
        for credential in json.loads(path.read_text(encoding="utf-8"))["credentials"]:
            for item in credential[field]:
                found.setdefault(item[key] if key else item, set()).add(path.stem)
    assert {phrase: set(sheets) for phrase, (sheets, _, _) in mapping(section).items()} == found
