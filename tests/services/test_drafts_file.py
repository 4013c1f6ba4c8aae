"""The file of what is typed and not saved: whole or as before, for its owner only, whatever an id or a text holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemtracker.services import drafts
from stemtracker.services.drafts import Keeper, Unsaved


def unsaved(key: str = "a", **typed: object) -> Unsaved:
    return Unsaved(key=key, about="words", page="log", typed=typed, base={"title": ""})


@pytest.mark.parametrize("text", ["", "実験の安全", "half \ud83d a character", "\x00\u2028\ufeff", "long " * 50_000])
def test_every_text_comes_back_as_it_was_typed(text: str) -> None:
    keeper = Keeper(drafts.file_of("one"))
    keeper.note("a", unsaved(title=text))
    assert keeper.write()
    assert drafts.load(keeper.file) == {"a": unsaved(title=text)}


@pytest.mark.parametrize("id_", ["../../etc/passwd", "", "a" * 500, "x/y\\z:*?", "\x00"])
def test_an_id_from_anywhere_stays_in_the_folder(id_: str) -> None:
    file = drafts.file_of(id_)
    assert file.parent == drafts.file_of("one").parent
    assert file.stem.isalnum()


def test_two_windows_leave_each_other_what_they_keep() -> None:
    file = drafts.file_of("one")
    here, there = Keeper(file), Keeper(file)
    here.note("a", unsaved("a"))
    there.note("b", unsaved("b"))
    assert here.write()
    assert there.write()
    assert set(drafts.load(file)) == {"a", "b"}
    here.note("a", None)
    assert here.write()
    assert set(drafts.load(file)) == {"b"}
    there.note("b", None)
    assert there.write()
    assert not file.exists()


def test_what_could_not_be_written_waits_and_the_newest_counts(tmp_path: Path) -> None:
    folder = tmp_path / "drafts"
    folder.write_text("in the way", encoding="utf-8")
    keeper = Keeper(folder / "one.json")
    keeper.note("a", unsaved("a", title="old"))
    keeper.note("b", unsaved("b"))
    assert not keeper.write()
    keeper.note("a", unsaved("a", title="new"))
    folder.unlink()
    assert keeper.write()
    assert drafts.load(keeper.file)["a"].typed == {"title": "new"}
    assert set(drafts.load(keeper.file)) == {"a", "b"}


@pytest.mark.parametrize("text", ["", "no JSON", "[1]", '[{"key": 1}]', "[" * 50_000, '[{"key": "a", "typed": []}]'])
def test_what_is_no_such_file_is_set_aside(text: str) -> None:
    file = drafts.file_of("one")
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    assert drafts.load(file) == {}
    assert not file.exists()
    assert file.with_suffix(".unreadable").exists()


def test_what_a_stopped_writer_left_is_taken_away() -> None:
    file = drafts.file_of("f" * 64)
    file.parent.mkdir(parents=True)
    part = file.with_name(f".{file.name}.abc123.part")
    part.write_text("half", encoding="utf-8")
    drafts.tidy(file)
    assert not part.exists()


fields = st.dictionaries(st.sampled_from("abc"), st.integers(0, 2))


@given(fields, fields, fields)
def test_nothing_typed_is_lost_and_nothing_in_the_record_taken_back(
    base: dict[str, int], typed: dict[str, int], now: dict[str, int]
) -> None:
    merged, disputed = drafts.rebased(base, typed, now)
    for name, said in typed.items():
        if said != base.get(name):
            assert merged[name] == said
        elif name in now:
            assert merged[name] == now[name]
    for name in disputed:
        assert len({base.get(name), typed[name], now[name]}) == 3
