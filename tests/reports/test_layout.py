from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from stemtracker.domain.growth import CareerLine, Flag
from stemtracker.reports import blocks as b
from stemtracker.reports.layout import pages_of
from stemtracker.reports.pages import Box, Page
from stemtracker.reports.render import render
from stemtracker.reports.style import SHEETS


def paper(*parts: b.Block, page: str = "letter") -> b.Paper:
    return b.Paper(
        title="Paper", subtitle="Part", owner="Someone", made_on="Nov 22, 2026", stamp="20261122",
        disclaimer="Self-kept.", blocks=parts, page=page,
    )  # fmt: skip


def text(page: Page) -> str:
    return " ".join(t.text for t in page.texts)


def within(pages: tuple[Page, ...], page: str = "letter") -> bool:
    sheet = SHEETS[page]
    return all(
        sheet.left - 0.1 <= t.x
        and t.x + t.face.width(t.text.rstrip(), t.size) <= sheet.left + sheet.body + 0.5
        and sheet.top - 1 <= t.y <= sheet.foot + 1
        for p in pages
        for t in p.texts
    )


def table(rows: int, words: str = "Some words in a cell") -> b.Table:
    columns = (b.Column("Date", 0), b.Column("Title", 1), b.Column("Hours", 0, "right"))
    return b.Table(columns, tuple(b.Row((f"Nov {n}", f"{n} {words}", "6 h")) for n in range(rows)))


def test_a_heading_never_stands_alone_at_the_foot() -> None:
    for lines in range(40, 60):
        pages = pages_of(paper(*(b.Para(f"line {n}") for n in range(lines)), b.Heading("Section"), table(5)))
        for page in pages:
            if "Section" in text(page):
                assert "0 Some words" in text(page)


def test_a_cell_taller_than_a_page_is_split_and_stays_whole() -> None:
    words = " ".join(f"word{n}" for n in range(4000))
    pages = pages_of(paper(table(2, words)))
    assert len(pages) > 3
    assert within(pages)
    drawn = " ".join(text(p) for p in pages).split()
    assert all(drawn.count(f"word{n}") == 2 for n in range(4000))
    assert all("Hours" in text(p) for p in pages)


def test_a_group_row_stays_with_its_first_row_and_a_total_with_the_last() -> None:
    for filler in range(30, 50):
        rows = (*table(1).rows, b.Row(("2026",), "group"), b.Row(("a", "first of group", "1 h")),
                b.Row(("All", "", "7 h"), "total"))  # fmt: skip
        pages = pages_of(paper(*(b.Para(f"line {n}") for n in range(filler)), b.Table(table(1).columns, rows)))
        for page in pages:
            if "2026" in text(page).split():
                assert "first of group" in text(page)
                assert "7 h" in text(page)


def test_no_line_of_a_paragraph_stands_alone_on_a_page() -> None:
    for length in (2, 3, 4, 5):
        words = b.Para("\n".join(f"part{n}" for n in range(length)))
        for filler in range(36, 46):
            pages = pages_of(paper(*(b.Para("x") for _ in range(filler)), words))
            assert [text(page).count("part") for page in pages if "part" in text(page)].count(1) == 0


def test_a_heading_takes_the_room_that_a_name_leaves() -> None:
    subtitle = "Texas standard certificate, classroom teacher of science, Sep 1, 2026 – Aug 31, 2031"
    made = replace(paper(b.Para("one"), b.PageBreak(), b.Para("two")), subtitle=subtitle)
    for owner, whole in (("Jo Lee", True), ("Someone with a very long name " * 3, False)):
        second = PdfReader(io.BytesIO(render(replace(made, owner=owner)))).pages[1].extract_text()
        assert (f"Paper · {subtitle}" in second) is whole
        assert owner[:20] in second


def career(on: date, title: str) -> Page:
    line = CareerLine(date(2010, 1, 1), date(2026, 1, 1), (), (Flag("c", title, on),), ())
    (page,) = pages_of(paper(b.Career(line, "in words")))
    return page


@pytest.mark.parametrize("on", [date(2010, 3, 1), date(2018, 1, 1), date(2026, 1, 1)])
@pytest.mark.parametrize("title", ["A license", "A license with a long name " * 9])
def test_words_of_the_career_line_keep_their_year_and_stand_clear_of_the_flag(on: date, title: str) -> None:
    page = career(on, title)
    flag = next(s for s in page.shapes if isinstance(s, Box) and s.edge)
    words = next(t for t in page.texts if "license" in t.text)
    assert words.text.endswith(f"· {on.year}")
    assert within((page,))
    assert words.x >= flag.x + flag.width or words.x + words.face.width(words.text, words.size) <= flag.x


def test_signatures_are_kept_together() -> None:
    for filler in range(35, 50):
        pages = pages_of(paper(*(b.Para("x") for _ in range(filler)), b.SignatureBlock(("Holder", "Reviewer"))))
        assert "Holder" in text(pages[-1])
        assert "Reviewer" in text(pages[-1])


def test_page_break_and_spacer_do_nothing_on_an_empty_page() -> None:
    assert len(pages_of(paper(b.PageBreak(), b.Spacer(40), b.Para("first")))) == 1
    assert len(pages_of(paper(b.Para("first"), b.Rule(), b.PageBreak(), b.Para("second")))) == 2


def bar(**amounts: int) -> b.Bar:
    values = {"required": 100, "counted": 0, "proven": 0, "planned": 0, "over_cap": 0} | amounts
    return b.Bar(label="Hours", text="in words", **{k: Fraction(v) for k, v in values.items()})


def boxes(figure: b.Figure, fill: str) -> list[Box]:
    (page,) = pages_of(paper(figure))
    return [s for s in page.shapes if isinstance(s, Box) and s.fill == fill and s.height > 8]


def test_a_bar_is_solid_where_proven_and_hatched_where_evidence_is_missing() -> None:
    figure = b.Figure((bar(counted=60, proven=40),), "Hours: 60 of 100")
    (solid,), (hatched,) = boxes(figure, "accent"), boxes(figure, "hatch")
    assert solid.width == pytest.approx(hatched.width * 2)
    assert solid.x + solid.width == pytest.approx(hatched.x)


def test_a_bar_far_beyond_its_requirement_stays_on_the_page() -> None:
    figure = b.Figure((bar(required=1, counted=100_000, proven=100_000, over_cap=5, pace=2),), "all")
    sheet = SHEETS["letter"]
    (page,) = pages_of(paper(figure))
    for shape in page.shapes:
        if isinstance(shape, Box):
            assert shape.x + shape.width <= sheet.left + sheet.body + 0.1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=80), st.text(max_size=400), st.text(max_size=30)), max_size=12),
    st.sampled_from(["letter", "A4"]),
)
def test_any_text_stays_inside_the_margins_and_makes_a_readable_file(
    cells: list[tuple[str, str, str]], page: str
) -> None:
    made = paper(
        b.Heading("Odd text"),
        b.KeyValues(tuple((one, two) for one, two, _ in cells), 3),
        b.Table(table(0).columns, tuple(b.Row(row) for row in cells)),
        page=page,
    )
    assert within(pages_of(made), page)
    assert len(PdfReader(io.BytesIO(render(made))).pages) >= 1
