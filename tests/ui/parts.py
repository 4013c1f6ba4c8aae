"""A page in parts, as the tests of Networks and Leadership use it: fill in a form, save it, look at the list.

Neighbors: `test_networks_page`, `test_leadership_page`; `people_and_work` is what other tests show there.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from stemtracker.domain.goal import Goal, GoalStep
from stemtracker.domain.leadership import Contribution, Effect, LeadershipRole
from stemtracker.domain.mentoring import PairGoal, Pairing
from stemtracker.domain.network import Contact, Exchange, HeldRole, Membership
from stemtracker.services import activities, evidence, keeping
from stemtracker.services.workspace import Workspace
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.forms.inputs import show_text
from stemtracker.ui.pages.base import Page


def settle(context: AppContext) -> None:
    for _ in range(4):
        QCoreApplication.processEvents()
        context.tasks.drain()


def shown(page: Page, qtbot: QtBot) -> Any:
    qtbot.addWidget(page)
    page.resize(1100, 760)
    page.show()
    settle(page.context)
    return page


def part(page: Any, name: str) -> Any:
    """Open a part (and in it what the name says), and return it."""
    page.open(name)
    settle(page.context)
    return page.sections.current()


def fill(section: Any, **texts: str) -> None:
    for name, text in texts.items():
        show_text(section.form.fields[name].editor, text)


def save(section: Any, **texts: str) -> None:
    """Type these into the form, and save as Ctrl+S does."""
    fill(section, **texts)
    assert section.form.is_edited()
    section.save()
    settle(section.context)


def entries(section: Any) -> list[str]:
    model = section.list.model()
    return [model.index(row, 0).data().partition("\n")[0] for row in range(model.rowCount())]


def press(context: AppContext, within: Any, words: str) -> None:
    """Click the button a screen reader would call so."""
    (button,) = [b for b in within.findChildren(QPushButton) if b.accessibleName() == words and b.isVisibleTo(within)]
    button.click()
    settle(context)


def people_and_work(ws: Workspace, met: str, tried: str) -> None:
    """One of each of networks and leadership, and one in the bin; two activities are a meeting and tried in class."""
    day = date(2026, 3, 4)
    piece, _ = evidence.attach_bytes(ws, None, "slides.txt", b"x", "slides")
    evidence.attach_bytes(ws, None, "handout.txt", b"y", "product")
    role = LeadershipRole(id="chair", title="Chair", start=day)
    for one in (
        Membership(id="nsta", title="NSTA", roles=(HeldRole("Secretary", day),)),
        Membership(id="gone", title="Left long ago"),
        Contact(id="ben", name="Ben"),
        Exchange(id="asked", title="Lab reports", on=day, contact_id="ben"),
        Pairing(id="pair", title="Cleo", goals=(PairGoal("A lab each week"),)),
        role,
        Contribution(id="talk", title="Talk", kind="talk", on=day, evidence_ids=(piece.id,)),
        Effect(id="used", title="Used by ten", on=day, contribution_id="talk"),
        Effect(id="tried", title="Tried in class", on=day, activity_id=tried),
    ):
        keeping.save(ws, one)
    keeping.save(ws, Goal(id="goal", title="Lead a workshop", steps=(GoalStep("Plan it", day),)))
    activities.save(ws, replace(activities.get(ws, met), membership_id="nsta", network="NSTA", pairing_id="pair"))
    keeping.delete(ws, Membership, "gone")
