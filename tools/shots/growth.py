"""Networks and Leadership in all their parts, and the line over the pages, as `scenes` visits them."""

from __future__ import annotations

from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from stemtracker.services import keeping
from tools.shots.studio import Studio

LINES = ("", "2h webinar lab safety yesterday #chemistry 3/33", "lab")


def networks(studio: Studio, which: str) -> None:
    """Each part, then a new membership and what it is refused for."""
    page = _parts(studio, "networks", which)
    page.open("memberships:new")
    studio.settle()
    page.memberships.form.touch()
    page.save_shortcut()
    studio.shoot(f"Networks, {which}, new network refused")
    page.memberships.drop()
    studio.settle()
    shown = page.memberships.form.shown
    if shown and not page.memberships.form.is_new:
        keeping.delete(studio.program.context.workspace, type(shown), shown.id)
        page.memberships.refresh()
        studio.settle()
        page.memberships.deleted.button.click()
        studio.settle()
        _reveal(page.memberships, page.memberships.deleted)
        studio.shoot(f"Networks, {which}, recently deleted")


def leadership(studio: Studio, which: str) -> None:
    """Each part, then a new contribution with its evidence."""
    page = _parts(studio, "leadership", which)
    page.open("contributions:new")
    studio.settle()
    _reveal(page.contributions, page.contributions.form.fields["evidence_ids"])
    studio.shoot(f"Leadership, {which}, new contribution")


def quick(studio: Studio, which: str) -> None:
    """The line: empty, with something to add, with something found."""
    studio.go_to("home")
    for number, line in enumerate(LINES, 1):
        studio.window.quick.open()
        bar = studio.window.quick.bar
        if bar is None:
            message = "the line did not open"
            raise LookupError(message)
        bar.line.clear()
        QTest.keyClicks(bar.line, line)
        studio.shoot(f"Add or find, {which}, {number}")
        bar.leave()


def _parts(studio: Studio, name: str, which: str) -> Any:
    page = studio.go_to(name)
    for section in page.sections.sections:
        page.open(section.name)
        studio.shoot(f"{page.title}, {which}, {section.title}")
    return page


def _reveal(section: Any, widget: Any) -> None:
    for area in section.findChildren(QScrollArea):
        area.ensureWidgetVisible(widget)
