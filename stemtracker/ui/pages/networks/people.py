"""The parts "Contacts" and "Advice": whom one knows and what was asked and given. Private as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from stemtracker import clock
from stemtracker.domain import wording
from stemtracker.domain.network import Contact, Direction, Exchange
from stemtracker.services import keeping
from stemtracker.ui.nouns.plans import CONTACT, EXCHANGE
from stemtracker.ui.nouns.section import NounSection, Row
from stemtracker.ui.widgets.labels import StateMark

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

_PRIVATE = "Private: never on a paper or in an export. Only your archive and backups hold it."


class _PrivateSection(NounSection):
    def build_aside(self, column: QVBoxLayout) -> None:
        column.insertWidget(0, StateMark("info", _PRIVATE, "secondary", wrap=True))


class ContactsSection(_PrivateSection):
    """The contacts by name; next steps stand with them."""

    name = "contacts"
    title = "Contacts"
    page = "networks"
    plan = CONTACT
    add = "Add a contact"
    empty = "People you know through networks: how you met, what they teach, your next step. All of it stays private."
    nouns = ("contact", "membership")

    @staticmethod
    def rows_of(ws: Workspace) -> tuple[Row, ...]:
        found = sorted(keeping.everything(ws, Contact), key=lambda one: (one.name.casefold(), one.id))
        return tuple(Row(one.id, one.name, one.organization or one.teaches) for one in found)

    def blank(self, id_: str, of: str) -> Contact:  # noqa: ARG002 - belongs to nothing
        return Contact(id=id_, name="")


class AdviceSection(_PrivateSection):
    """Advice asked and given, the newest first."""

    name = "advice"
    title = "Advice"
    page = "networks"
    plan = EXCHANGE
    add = "Add an exchange"
    empty = "Advice you asked for or gave, and what came of it. All of it stays private."
    nouns = ("exchange", "contact", "membership")

    @staticmethod
    def rows_of(ws: Workspace) -> tuple[Row, ...]:
        found = sorted(keeping.everything(ws, Exchange), key=lambda one: (one.on, one.id), reverse=True)
        words = {Direction.ASKED: "asked", Direction.GAVE: "given"}
        return tuple(Row(one.id, one.title, f"{words[one.direction]} · {wording.day(one.on)}") for one in found)

    def blank(self, id_: str, of: str) -> Exchange:  # noqa: ARG002 - belongs to nothing
        return Exchange(id=id_, title="", on=clock.today())
