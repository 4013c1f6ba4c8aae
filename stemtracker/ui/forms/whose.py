"""Whose meeting an activity was: the network it belongs to, and the mentoring pair that met.

Neighbors: `basics` shows it, `draft` carries text and ids, `services.networks` and `services.mentoring` sum it up.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from stemtracker.ui.widgets.combo import FindCombo, FreeCombo
from stemtracker.ui.widgets.field import LabeledField, row_of

#: Kinds that are of a network, and kinds that are of a pair, by their nature.
_OF_NETWORK = frozenset({"network_meeting"})
_OF_PAIR = frozenset({"mentoring", "coaching"})
#: (id, title) of a membership; (id, name, the educator's role in its meetings) of a pair.
Known = tuple[str, str]
Pair = tuple[str, str, str]


class NetworkLine(FreeCombo):
    """The network by its name: one of the memberships, or any other. A membership's title is that membership."""

    def __init__(self) -> None:
        super().__init__("Choose or type")
        self._memberships: tuple[Known, ...] = ()
        self._typed: tuple[str, ...] = ()
        #: What the draft said: while the text is that, the link is the draft's.
        self._shown = ("", "")
        self._link = ""
        self.editTextChanged.connect(self._relink)
        self.activated.connect(self._picked)

    def link(self) -> str:
        """The id of the membership, "" for none."""
        return self._link

    def show_link(self, text: str, link: str) -> None:
        """Show a draft's network as it is, also where a membership is called so and not linked."""
        self._shown = (text, link)
        self.set_text(text)
        self._link = link

    def set_memberships(self, memberships: Iterable[Known]) -> None:
        """The memberships there are."""
        self._memberships = tuple(memberships)
        self._offer()

    def complete_with(self, words: tuple[str, ...]) -> None:
        """Offer what was typed here before, after the memberships."""
        self._typed = words
        self._offer()

    def _offer(self) -> None:
        titles = {title.casefold() for _, title in self._memberships}
        others = [("", text) for text in self._typed if text.casefold() not in titles]
        self.set_choices([*self._memberships, *others])

    def _picked(self) -> None:
        """A membership was chosen that the text named already: the text stays, the link is new."""
        before = self._link
        self._relink(self.currentText())
        if self._link != before:
            self.editTextChanged.emit(self.currentText())

    def _relink(self, text: str) -> None:
        if text == self._shown[0]:
            self._link = self._shown[1]
        chosen = self.currentIndex()
        if chosen >= 0 and self.itemText(chosen) == text and self.itemData(chosen):
            self._link = str(self.itemData(chosen))
        elif text != self._shown[0]:
            words = text.strip().casefold()
            called = [id_ for id_, title in self._memberships if title.strip().casefold() == words]
            self._link = called[0] if len(called) == 1 else ""


class Whose(QWidget):
    """Both fields in a row; what neither the kind nor the record asks for is not shown."""

    #: The educator's role, as the pair just chosen makes it.
    role_proposed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.network, self.pair = NetworkLine(), FindCombo([("", "None")])
        self.fields = {
            "network": LabeledField("Network", self.network),
            "pairing_id": LabeledField("Mentoring pair", self.pair),
        }
        self._roles: dict[str, str] = {}
        row = row_of((self.fields["network"], 1), (self.fields["pairing_id"], 1))
        row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(row)
        self.network.editTextChanged.connect(self.tell)
        self.pair.currentIndexChanged.connect(self._propose)

    def set_pairs(self, pairs: Iterable[Pair]) -> None:
        """The pairs there are; one that is in the bin stays as long as it is chosen."""
        found = tuple(pairs)
        self._roles = {id_: role for id_, _, role in found}
        chosen = self.pair.id()
        gone = [(chosen, "A deleted pair")] if chosen and chosen not in self._roles else []
        self.pair.set_choices([("", "None"), *((id_, name) for id_, name, _ in found), *gone])

    def _propose(self) -> None:
        if role := self._roles.get(self.pair.id()):
            self.role_proposed.emit(role)

    def tell(self) -> None:
        """Say whether the network is one of the memberships."""
        self.fields["network"].set_hint("One of your networks" if self.network.link() else "")

    def fit(self, kind: str, *, more: bool) -> None:
        """Show what the kind needs, and whatever has something in it."""
        network = more or kind in _OF_NETWORK or bool(self.network.currentText().strip())
        pair = kind in _OF_PAIR or bool(self.pair.id()) or (more and bool(self._roles))
        self.fields["network"].setVisible(network)
        self.fields["pairing_id"].setVisible(pair)
        self.fields["pairing_id"].set_hint("" if self._roles else "Add pairs under Networks, Mentoring.")
        self.setVisible(network or pair)
