"""The portfolio and the packet on the Documents page: chosen, read back, saved with their evidence, stopped."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from stemtracker.domain.activity import Activity
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials, evidence, history, portfolios
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.dialogs import ScriptedDialogs
from stemtracker.ui.pages.documents import DocumentsPage
from stemtracker.ui.pages.renewal.page import RenewalPage
from stemtracker.ui.tasks import Task


def pdf(*texts: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for text in texts:
        canvas.drawString(72, 400, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def fill(context: AppContext) -> None:
    ws = context.workspace
    for id_, title, year in (("own", "My license", 2026), ("other", "My other license", 2027)):
        one = Credential(id=id_, title=title, pack_id="generic")
        credentials.add(ws, one, date(year, 12, 31), {"total": Fraction(3)}, start=date(2024, 1, 1))
    for id_, title in (("a", "Circuit day"), ("b", "Bridge day")):
        day = date(2026, 3, 1)
        activities.save(
            ws,
            Activity(id=id_, title=title, start=day, end=day, kind="workshop", measure=Measure.minutes(120)),
        )
    evidence.attach_bytes(ws, "a", "Certificate.pdf", pdf("first page", "second page"), "certificate")
    evidence.attach_bytes(ws, "a", "Broken.pdf", b"%PDF-1.7 broken", "certificate")


@pytest.fixture
def page(qtbot: QtBot, context: AppContext) -> Iterator[DocumentsPage]:
    made = DocumentsPage(context)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    yield made
    context.tasks.drain()


def settled(qtbot: QtBot, page: DocumentsPage) -> None:
    page.context.tasks.drain()
    qtbot.waitUntil(lambda: not page._pause.isActive() and page.context.tasks.is_idle())
    page.context.tasks.drain()


def opened(qtbot: QtBot, page: DocumentsPage, argument: str) -> None:
    page.show()
    page.open(argument)
    settled(qtbot, page)


def said(page: DocumentsPage) -> str:
    assert page.made is not None
    reader = PdfReader(io.BytesIO(page.made.pdf))
    return " ".join(" ".join(one.extract_text() for one in reader.pages).split())


def test_each_paper_is_chosen_by_its_name(qtbot: QtBot, page: DocumentsPage) -> None:
    fill(page.context)
    page.show()
    settled(qtbot, page)
    found = []
    for id_ in ("transcript", "portfolio", "packet"):
        page.paper.set_value(id_)
        settled(qtbot, page)
        assert page.made is not None
        found.append(page.made.stem.split(" Ada")[0])
        assert page.shown.place.text().startswith("Page 1 of")
    assert found == ["Transcript", "Leadership portfolio", "Renewal packet"]


def test_what_was_chosen_of_a_paper_is_still_chosen_when_it_comes_back(qtbot: QtBot, page: DocumentsPage) -> None:
    fill(page.context)
    opened(qtbot, page, "packet:other")
    page.form.sheet.set_value("A4")
    page.paper.set_value("portfolio")
    settled(qtbot, page)
    page.paper.set_value("packet")
    settled(qtbot, page)
    assert page.form.options().credential_id == "other"
    assert page.form.options().page == "A4"
    assert "My other license" in said(page)


def test_the_portfolio_through_another_lens(qtbot: QtBot, page: DocumentsPage) -> None:
    fill(page.context)
    opened(qtbot, page, "portfolio")
    assert "Teacher Leader Model Standards" in said(page)
    page.form.lens.set_value("district-lead-teacher")
    settled(qtbot, page)
    assert "District lead-teacher application" in said(page)
    assert "The whole portfolio\na leadership statement" in page.missing.text()
    assert page.missing.isVisible()
    assert "artifacts that show this" not in said(page)


def test_the_statement_is_saved_as_it_is_left_and_printed(qtbot: QtBot, page: DocumentsPage) -> None:
    opened(qtbot, page, "portfolio")
    text = page.form.statement.text
    with qtbot.waitActive(page):
        page.activateWindow()
    text.setFocus()
    qtbot.keyClicks(text, "I lead from the classroom.")
    assert page.is_edited()
    page.form.lens.setFocus()
    settled(qtbot, page)
    assert not page.is_edited()
    assert portfolios.statement(page.context.workspace) == "I lead from the classroom."
    assert "I lead from the classroom." in said(page)
    assert "a leadership statement" not in page.missing.text()
    changes = history.undo(page.context.workspace)
    page.on_changes(changes)
    settled(qtbot, page)
    assert text.toPlainText() == ""


def test_a_statement_that_is_not_saved_survives_and_can_be_taken_back(
    qtbot: QtBot, page: DocumentsPage, context: AppContext
) -> None:
    opened(qtbot, page, "portfolio")
    page.form.statement.text.setPlainText("Half a thou")
    assert context.gather_drafts()
    (kept,) = context.drafts.all()
    assert (kept.page, kept.argument, kept.typed) == ("documents", "portfolio", {"statement": "Half a thou"})
    again = DocumentsPage(context)
    qtbot.addWidget(again)
    opened(qtbot, again, kept.argument)
    assert again.form.statement.text.toPlainText() == "Half a thou"
    again.form.statement.take_back()
    assert again.form.statement.text.toPlainText() == ""
    assert not again.is_edited()


def test_what_is_typed_while_the_statement_is_saved_stays(qtbot: QtBot, page: DocumentsPage) -> None:
    opened(qtbot, page, "portfolio")
    card = page.form.statement
    card.text.setPlainText("First")
    assert page.save_shortcut()
    card.text.setPlainText("First and more")
    settled(qtbot, page)
    assert (card.text.toPlainText(), card.is_edited()) == ("First and more", True)
    assert card.save()
    settled(qtbot, page)
    assert portfolios.statement(page.context.workspace) == "First and more"


def test_a_statement_that_is_too_long_is_refused_where_it_stands(qtbot: QtBot, page: DocumentsPage) -> None:
    opened(qtbot, page, "portfolio")
    page.form.statement.text.setPlainText("x" * 6_001)
    assert page.save_shortcut()
    settled(qtbot, page)
    assert "6,001 characters" in page.form.statement.fields["statement"].error_text()
    assert page.is_edited()


def test_a_packet_without_a_license_says_what_is_needed(qtbot: QtBot, page: DocumentsPage) -> None:
    opened(qtbot, page, "packet")
    assert page.made is None
    assert "Add yours" in page.shown.nothing.sentence.text()
    assert not page.save_button.isEnabled()
    assert page.shown.nothing.button is not None
    with qtbot.waitSignal(page.context.bus.navigate) as asked:
        page.shown.nothing.button.click()
    assert asked.args == ["record", "credentials"]


def test_the_packet_is_seen_without_its_evidence_and_saved_with_it(
    qtbot: QtBot, page: DocumentsPage, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    fill(page.context)
    opened(qtbot, page, "packet:own")
    assert page.made is not None
    own = page.made.pages
    assert page.shown.place.text() == f"Page 1 of {own} + 2 pages of evidence"
    assert "E-002 Broken: it is damaged" in page.problems.words.text()
    assert page.missing.text() == "Counted, without evidence\nMar 1, 2026, Bridge day"
    target = tmp_path / "packet.pdf"
    dialogs.will("save_file", target)
    page.save()
    settled(qtbot, page)
    texts = [one.extract_text() for one in PdfReader(target).pages]
    assert len(texts) == own + 2
    assert "first page" in texts[own]
    assert "Bridge day" in said(page)


def test_of_the_packet_its_own_pages_are_printed(
    qtbot: QtBot, page: DocumentsPage, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    fill(page.context)
    opened(qtbot, page, "packet:own")
    printed = tmp_path / "printed.pdf"

    def to_file(dialog: QDialog) -> bool:
        assert isinstance(dialog, QPrintDialog)
        dialog.printer().setOutputFileName(str(printed))
        return True

    told: list[str] = []
    page.context.bus.message.connect(lambda words, _undo: told.append(words))
    dialogs.will("run", to_file)
    page.print_button.click()
    qtbot.waitUntil(lambda: page._job is None)
    assert page.made is not None
    assert len(PdfReader(printed).pages) == page.made.pages
    assert told[-1] == "Sent to the printer. The evidence (2 pages) is in the saved file."


def test_saving_that_is_stopped_leaves_no_file_and_says_so(
    qtbot: QtBot, page: DocumentsPage, dialogs: ScriptedDialogs, tmp_path: Path
) -> None:
    fill(page.context)
    opened(qtbot, page, "packet:own")
    told: list[str] = []
    page.context.bus.message.connect(lambda words, _undo: told.append(words))
    page.context.tasks.busy.connect(_stop)
    dialogs.will("save_file", tmp_path / "packet.pdf")
    page.save()
    settled(qtbot, page)
    assert told == ["Stopped; nothing was saved."]
    assert list(tmp_path.glob("packet*")) == []


def test_looking_at_evidence_can_be_stopped_and_gone_on_with(qtbot: QtBot, page: DocumentsPage) -> None:
    fill(page.context)
    page.context.tasks.busy.connect(_stop)
    opened(qtbot, page, "packet:own")
    assert page.made is None
    assert "You stopped" in page.shown.nothing.sentence.text()
    page.context.tasks.busy.disconnect(_stop)
    assert page.shown.nothing.button is not None
    page.shown.nothing.button.click()
    settled(qtbot, page)
    assert page.made is not None


def _stop(task: object) -> None:
    if isinstance(task, Task):
        task.cancel()


def test_a_page_that_is_left_does_not_go_on_looking(qtbot: QtBot, page: DocumentsPage) -> None:
    fill(page.context)
    page.show()
    page.open("packet:own")
    page.hide()
    settled(qtbot, page)
    page.show()
    settled(qtbot, page)
    assert page.made is not None


def test_a_past_period_of_a_license(qtbot: QtBot, page: DocumentsPage) -> None:
    from stemtracker.services import renewal

    fill(page.context)
    ws = page.context.workspace
    (cycle,) = credentials.cycles(ws, "own")
    renewal.renewed(ws, cycle.id, date(2026, 5, 1), date(2026, 6, 1), date(2028, 12, 31))
    opened(qtbot, page, f"packet:own:{cycle.id}")
    assert page.form.options().cycle_id == cycle.id
    assert page.form.cycle.isVisible()
    assert "Jan 1, 2024" in said(page)


def test_renewal_leads_to_the_packet_of_the_license_and_period_shown(qtbot: QtBot, page: DocumentsPage) -> None:
    fill(page.context)
    renewal_page = RenewalPage(page.context)
    qtbot.addWidget(renewal_page)
    renewal_page.show()
    renewal_page.open("other")
    page.context.tasks.drain()
    with qtbot.waitSignal(page.context.bus.navigate) as asked:
        renewal_page.packet_button.click()
    assert asked.args is not None
    name, argument = asked.args
    assert name == page.name
    opened(qtbot, page, argument)
    assert page.form.options().credential_id == "other"


@pytest.mark.parametrize("kind", ["portfolio", "packet"])
def test_every_control_has_a_name(qtbot: QtBot, page: DocumentsPage, kind: str) -> None:
    fill(page.context)
    opened(qtbot, page, kind)
    for widget in page.findChildren(type(page.paper)):
        assert widget.accessibleName()
    assert page.paper.focusPolicy() & Qt.FocusPolicy.TabFocus
