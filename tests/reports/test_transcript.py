from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import page as checker
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Verdict
from stemtracker.domain.evidence import Standing
from stemtracker.reports import render, transcript
from stemtracker.reports.blocks import Paper
from stemtracker.reports.text import clean


def read(paper: Paper) -> PdfReader:
    return PdfReader(io.BytesIO(render.render(paper)))


def words(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_a_normal_transcript_holds_every_title_and_amount(examples: SimpleNamespace) -> None:
    data = examples.record(60)
    text = squeezed(words(read(transcript.long_form(data))))
    for line in data.lines:
        assert squeezed(line.title) in text
    for part in data.credentials:
        assert squeezed(part.credential.title) in text
    for item in data.evidence:
        assert item.label in text
        assert item.sha256[:12] in text
    assert "1234567" in text
    assert squeezed("Maria Elena Ruiz (until Jun 1, 2019)") in text


def test_a_hostile_transcript_loses_no_letter(examples: SimpleNamespace) -> None:
    data = examples.torture(40)
    text = squeezed(words(read(transcript.long_form(data))))
    boundary = re.compile(r"Self-keptrecord;notissuedbyastateagency\.Page\d+of\d+.*?(?=Date|$)")
    text = boundary.sub("", text)
    for line in data.lines:
        assert squeezed(clean(line.title)) in text, line.title
    for name in data.holder.former_names:
        assert squeezed(name.full) in text
    assert "a<b>&amp;</para>" in text


def test_same_data_same_bytes(examples: SimpleNamespace) -> None:
    data = examples.record(30)
    assert render.render(transcript.long_form(data)) == render.render(transcript.long_form(data))
    assert render.render(transcript.short_form(data)) == render.render(transcript.short_form(data))


def test_another_word_gives_another_check_code(examples: SimpleNamespace) -> None:
    data = examples.record(3)
    other = replace(data, lines=(*data.lines[:2], replace(data.lines[2], title="Other")))
    codes = {render.check_code(transcript.long_form(d)) for d in (data, other)}
    assert len(codes) == 2
    assert all(re.fullmatch(r"\w{4}-\w{4}-\w{4}", code) for code in codes)


def test_every_page_says_whose_it_is_how_many_there_are_and_that_it_is_self_kept(examples: SimpleNamespace) -> None:
    paper = transcript.long_form(examples.record(80))
    reader = read(paper)
    count = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text()
        assert f"Page {number} of {count}" in text
        assert "Maria Elena Okafor" in text
        assert "Self-kept record; not issued by a state agency" in text
        assert "Made on Nov 22, 2026" in text
        assert f"Check code {render.check_code(paper)}" in text


def test_the_header_row_is_repeated_on_every_page_of_a_table(examples: SimpleNamespace) -> None:
    reader = read(transcript.long_form(replace(examples.record(120, credentials=0), evidence=())))
    listed = [p.extract_text() for p in reader.pages if "Inquiry-based" in p.extract_text()]
    assert len(listed) > 3
    assert all("Standing, evidence" in text for text in listed)


@pytest.mark.parametrize(("name", "width", "height"), [("letter", 612, 792), ("A4", 595.28, 841.89)])
def test_sheets(name: str, width: float, height: float, examples: SimpleNamespace) -> None:
    for form in (transcript.long_form, transcript.short_form):
        for page in read(form(examples.record(10, page=name))).pages:
            assert float(page.mediabox.width) == pytest.approx(width, abs=0.1)
            assert float(page.mediabox.height) == pytest.approx(height, abs=0.1)


def test_all_fonts_are_embedded(examples: SimpleNamespace) -> None:
    reader = read(transcript.long_form(examples.record(20)))
    seen = set()
    for page in reader.pages:
        fonts = page["/Resources"].get_object()["/Font"].get_object()
        content = page.get_contents()
        assert content is not None
        used = set(re.findall(rb"(/F[\w+]+) [\d.]+ Tf", content.get_data()))
        for name, ref in fonts.items():
            if name.encode() not in used:
                continue
            font = ref.get_object()
            assert isinstance(font, DictionaryObject)
            assert "/FontFile2" in font["/FontDescriptor"].get_object()
            seen.add(str(font["/BaseFont"]))
    assert any("SourceSansPro-Regular" in name for name in seen)
    assert any("SourceSansPro-Semibold" in name for name in seen)


def test_what_an_archive_file_asks_holds_but_for_what_the_finishing_step_adds(examples: SimpleNamespace) -> None:
    """Fonts, widths, operators and structure are judged; metadata, color profile and line ends come with tagging."""
    later = ("METADATA", "ID-SCHEMA", "DEVICE-RGB", "STREAM-EOL", "STREAM-LENGTH", "INDIRECT-OBJECT-SYNTAX")
    for data in (examples.record(30), examples.torture(10)):
        found = checker.validate_pdf_bytes(render.render(transcript.long_form(data)), profile="2b").failures
        assert [f.rule_id for f in found if not any(part in f.rule_id for part in later)] == []


def test_the_file_names_its_title_author_language_and_day(examples: SimpleNamespace) -> None:
    reader = read(transcript.long_form(examples.record(5)))
    assert reader.metadata is not None
    assert reader.metadata.title == "Professional development transcript – Maria Elena Okafor"
    assert reader.metadata.author == "Maria Elena Okafor"
    assert reader.metadata["/CreationDate"] == "D:20261122000000Z"
    catalog = reader.trailer["/Root"].get_object()
    assert isinstance(catalog, DictionaryObject)
    assert catalog["/Lang"] == "en-US"
    assert "Activities by date" in str(reader.outline)


def test_a_sample_says_so_on_every_page_and_others_never(examples: SimpleNamespace) -> None:
    marked = read(transcript.long_form(examples.record(30, sample=True)))
    assert all("SAMPLE" in p.extract_text() and "Sample record" in p.extract_text() for p in marked.pages)
    plain = read(transcript.long_form(examples.record(30)))
    assert not any("sample" in p.extract_text().casefold() for p in plain.pages)


@pytest.mark.parametrize("count", [0, 1, 400])
@pytest.mark.parametrize("credentials", [0, 1, 2])
def test_the_short_form_is_one_page(count: int, credentials: int, examples: SimpleNamespace) -> None:
    for page in ("letter", "A4"):
        assert render.page_count(transcript.short_form(examples.record(count, credentials=credentials, page=page))) == 1


def test_the_short_form_runs_on_rather_than_lose_anything(examples: SimpleNamespace) -> None:
    data = examples.torture(10)
    text = squeezed(words(read(transcript.short_form(data))))
    assert all(squeezed(i.value) in text for i in data.holder.identifiers)
    assert squeezed("Received or reviewed by") in text


def test_an_empty_record_is_still_a_paper(examples: SimpleNamespace) -> None:
    text = words(read(transcript.long_form(examples.record(0, credentials=0))))
    assert "No activities fall into these days." in text
    assert "No license is named" in text


def test_the_verdict_stands_in_words(examples: SimpleNamespace) -> None:
    data = examples.record(10, credentials=1)
    text = squeezed(words(read(transcript.long_form(data))))
    assert squeezed("Not met yet.") in text
    assert squeezed("220 days left") in text
    assert "yourrecord" not in text


def test_an_open_question_stands_under_a_verdict_that_cannot_be_told(examples: SimpleNamespace) -> None:
    data = examples.record(2, credentials=1)
    part = data.credentials[0]
    unsure = replace(part, assessment=replace(part.assessment, verdict=Verdict.UNKNOWN))
    text = words(read(transcript.long_form(replace(data, credentials=(unsure,)))))
    assert "Which grades do you teach?" in text


def test_lines_that_do_not_count_stand_with_their_reason_and_can_be_left_out(examples: SimpleNamespace) -> None:
    data = examples.record(9, credentials=1)
    text = squeezed(words(read(transcript.long_form(data))))
    assert squeezed("It ended before the cycle began on Jul 1, 2022.") in text
    assert squeezed("Over the cap of 15 hours on presenting.") in text
    brief = squeezed(words(read(transcript.long_form(replace(data, list_uncounted=False)))))
    assert squeezed("What does not count") not in brief


def test_each_line_says_who_vouches_for_it(examples: SimpleNamespace) -> None:
    lines = (
        examples.line(0, 4, standing=Standing.SELF_KEPT, evidence=()),
        examples.line(1, 4, standing=Standing.EVIDENCE, evidence=("E-002",)),
        examples.line(2, 4, standing=Standing.SIGNED, signer="Rice University", evidence=("E-003",)),
        examples.line(3, 4, standing=Standing.POSTED, posted_on=date(2025, 5, 1), posted_amount=None),
        examples.line(3, 4, status=Status.PLANNED, standing=Standing.SELF_KEPT, evidence=()),
        examples.line(3, 4, status=Status.REFUSED, standing=Standing.SELF_KEPT, evidence=()),
    )
    text = words(read(transcript.long_form(examples.record(0, credentials=0, lines=lines))))
    for expected in ("self-kept", "E-002", "signed by Rice", "posted May 1, 2025", "planned", "refused by"):
        assert expected in text


def test_thirty_years_are_shown_in_tables_that_fit(examples: SimpleNamespace) -> None:
    lines = tuple(
        examples.line(n, 30, start=date(1996 + n, 5, 4), end=date(1996 + n, 5, 4), title=f"Year {n}") for n in range(30)
    )
    text = words(read(transcript.long_form(examples.record(0, credentials=0, lines=lines))))
    assert all(str(1996 + n) in text for n in range(30))
    assert text.count("All years") == 1
