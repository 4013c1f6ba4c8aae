from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemtracker.domain.evidence import Standing
from stemtracker.reports import text
from stemtracker.reports.blocks import Mark, Run
from stemtracker.reports.fonts import faces
from stemtracker.reports.style import TYPE

BODY = TYPE["body"]


def joined(lines: tuple[text.Line, ...]) -> str:
    return "".join(span.text for line in lines for span in line.spans)


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("a\u2011b", "a-b"),
        ("6\u2009h", "6\u00a0h"),
        ("e\u0301cole", "école"),
        ("5\u338f", "5kg"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\x07bell", "bell"),
        ("Ｈｅｌｌｏ", "Hello"),
        ("Kaʻiulani Kāneʻohe", "Kaʻiulani Kāneʻohe"),
        ("one\r\ntwo", "one\ntwo"),
    ],
)
def test_signs_with_a_plain_equivalent_are_mapped_and_not_reported(typed: str, drawn: str) -> None:
    assert text.clean(typed) == drawn
    assert text.missing(typed) == ()


def test_what_the_typeface_lacks_is_boxed_and_reported_once_each() -> None:
    assert text.clean("STEM 🚀 東京🚀") == "STEM ☐ ☐☐☐"
    assert text.missing("STEM 🚀 東京🚀") == ("🚀", "東", "京")


def test_slanted_greek_and_cyrillic_stand_upright() -> None:
    (line,) = text.broken((Run("Café Αθήνα Київ", italic=True),), BODY, 400)
    assert [(s.face.name.split("-")[1], s.text) for s in line.spans] == [
        ("It", "Café "),
        ("Regular", "Αθήνα"),
        ("It", " "),
        ("Regular", "Київ"),
    ]


def test_all_upright_faces_have_the_same_characters() -> None:
    assert faces()["regular"].characters == faces()["semibold"].characters == faces()["bold"].characters


def test_figures_are_tabular() -> None:
    for face in faces().values():
        assert len({face.widths[digit] for digit in "0123456789"}) == 1


def test_a_word_longer_than_the_line_is_cut_and_kept_whole() -> None:
    lines = text.broken("x" * 300, BODY, 90)
    assert len(lines) > 10
    assert joined(lines) == "x" * 300
    assert all(line.width <= 90 for line in lines)


def test_evidence_numbers_stay_on_one_line() -> None:
    lines = text.broken("E-014, E-015, E-016", BODY, 40)
    assert [line.spans[0].text.strip(" ,") for line in lines] == ["E-014", "E-015", "E-016"]


def test_a_figure_and_its_unit_stay_on_one_line() -> None:
    for typed in ("meetings, 84 h", "meetings, 50 min", "meetings, 20 %"):
        lines = text.broken(typed, BODY, faces()["regular"].width(typed, BODY.size) - 1)
        assert [joined(lines[:1]).split(), joined(lines[1:]).split()] == [["meetings,"], typed.split()[1:]]
    assert "\u00a0" not in text.clean("6 hats")


def test_what_is_shortened_keeps_its_end() -> None:
    assert text.shortened("Short", BODY, 200, " · 2011") == "Short · 2011"
    cut = text.shortened("A  very\nlong title " * 9, BODY, 120, " · 2011")
    assert cut.startswith("A very long")
    assert cut.endswith("… · 2011")
    assert text.width_of(cut, BODY) <= 120


def test_words_apart_at_line_ends_stay_apart_when_copied() -> None:
    assert joined(text.broken("lessons with questions", BODY, 60)) == "lessons with questions"


def test_marks_take_room_and_carry_their_standing() -> None:
    (line,) = text.broken((Mark(Standing.SIGNED), Run(" signed")), BODY, 200)
    assert line.spans[0].mark == Standing.SIGNED
    assert line.width > faces()["regular"].width(" signed", BODY.size)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=120), st.floats(min_value=30, max_value=300))
def test_no_text_is_lost_or_too_wide(typed: str, width: float) -> None:
    lines = text.broken(typed, BODY, width)
    kept = joined(lines)
    assert "".join(kept.split()) == "".join(text.clean(typed).split())
    for line in lines:
        drawn = "".join(s.text for s in line.spans if s.mark is None)
        base = [c for c in drawn.strip(" ") if not unicodedata.combining(c)]
        assert line.width <= width + 0.01 or len(base) <= 1


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_every_character_is_drawn_mapped_or_reported(typed: str) -> None:
    cleaned = text.clean(typed)
    drawable = faces()["regular"].characters
    assert all(c in drawable or c == "\n" for c in cleaned)
    assert bool(text.missing(typed)) == ("☐" in cleaned.replace("☐", "", typed.count("☐")))
