"""Lenses: the shipped ones are whole, and chapters show the strongest artifacts and say what is missing."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from stemtracker.domain import lens, vocabulary
from stemtracker.domain.lens import Artifact, Lens, Strand

RESOURCES = Path(__file__).parents[2] / "resources"
FILES = sorted((RESOURCES / "lenses").glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_shipped_lenses_use_words_of_the_vocabulary(path: Path) -> None:
    words = vocabulary.parse((RESOURCES / "vocabulary.toml").read_text("utf-8"))
    found = lens.parse(path.read_text("utf-8"))
    assert found.id == path.stem
    assert len({strand.id for strand in found.strands}) == len(found.strands) >= 5
    unknown = {(name, id_) for name, ids in lens.words(found).items() for id_ in ids if not words.has(name, id_)}
    assert not unknown


def test_a_word_that_is_none_is_named() -> None:
    with pytest.raises(ValueError, match="the strand a has no topic"):
        lens.parse('id = "x"\n[[strand]]\nid = "a"\ntopic = ["stem"]\n')


def a_lens(**said: object) -> Lens:
    strand = Strand(**{"id": "s", "title": "S", "asks": "", **said})  # type: ignore[arg-type]
    return Lens(id="l", title="L", about="", source="", most_pages=9, most_artifacts=2, strands=(strand,))


def artifact(id_: str, sort: str = "contribution", **said: object) -> Artifact:
    return Artifact(**{"id": id_, "sort": sort, "title": id_, "on": date(2026, 3, 1), "kind": "talk", **said})  # type: ignore[arg-type]


def test_the_strongest_come_first_in_whatever_order_they_stand() -> None:
    found = [
        artifact("plain"),
        artifact("proven", evidence=1),
        artifact("effective", level=4),
        artifact("newer", on=date(2026, 5, 1)),
    ]
    for order in permutations(found):
        (chapter,) = lens.chapters(a_lens(contributions=frozenset({"talk"})), order, {})
        assert [one.id for one in chapter.artifacts] == ["effective", "proven"]
        assert chapter.more == 2


@pytest.mark.parametrize(
    ("said", "one", "fits"),
    [
        ({"contributions": frozenset({"talk"})}, artifact("a"), True),
        ({"contributions": frozenset({"talk"})}, artifact("a", "leadership"), False),
        ({"leadership": frozenset({"coach"})}, artifact("a", "leadership", kind="coach"), True),
        ({"networks": frozenset({"association"})}, artifact("a", "network", kind="association"), True),
        ({"mentoring": True}, artifact("a", "mentoring"), True),
        ({}, artifact("a", "mentoring"), False),
        ({"kinds": frozenset({"plc"})}, artifact("a", "activity", kind="plc"), True),
        ({"roles": frozenset({"presenter"})}, artifact("a", "activity", role="presenter"), True),
        ({"topics": frozenset({"stem"})}, artifact("a", "activity", topics=frozenset({"physics"})), True),
        ({"topics": frozenset({"equity"})}, artifact("a", "activity", topics=frozenset({"physics"})), False),
    ],
)
def test_what_shows_a_strand(said: dict[str, object], one: Artifact, fits: bool) -> None:
    (chapter,) = lens.chapters(a_lens(**said), [one], {"stem": {"stem", "physics"}, "equity": {"equity"}})
    assert bool(chapter.artifacts) is fits


def test_what_is_missing_is_said() -> None:
    wants = a_lens(contributions=frozenset({"talk"}), least=2, level=4)
    (empty,) = lens.chapters(wants, [], {})
    assert empty.missing == ("2 more artifacts that show this",)
    (thin,) = lens.chapters(wants, [artifact("a", level=2)], {})
    assert thin.missing == (
        "1 more artifact that shows this",
        "evidence: nothing here has a file or note attached",
        "an effect of level 4 or higher, with what shows it",
    )
    (whole,) = lens.chapters(wants, [artifact("a", level=5, evidence=1), artifact("b")], {})
    assert whole.missing == ()
