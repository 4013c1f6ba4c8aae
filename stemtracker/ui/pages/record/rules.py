"""The part "Rules": what each license is renewed by, what was added to it, newer texts, rules of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from stemtracker.domain import wording
from stemtracker.domain.rule_text import TextKind
from stemtracker.errors import Refused
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.card import Card, line
from stemtracker.ui.widgets.flow import FlowLayout
from stemtracker.ui.widgets.labels import Body, Muted, Strong
from stemtracker.ui.widgets.notice import Notice
from stemtracker.ui.widgets.sections import Section

if TYPE_CHECKING:
    from stemtracker.services.rule_texts import Movement, RuleText
    from stemtracker.services.workspace import Workspace
    from stemtracker.services.writing_rules import Offered
    from stemtracker.ui.rules.additions_form import AdditionsForm
    from stemtracker.ui.rules.own_form import OwnForm

RULES = "Rule packs (*.toml)"


@dataclass(frozen=True)
class PackView:
    """Rules that licenses are renewed by, or that the record's owner wrote."""

    id: str
    title: str
    said: str
    own: RuleText | None
    additions: tuple[RuleText, ...]


@dataclass(frozen=True)
class RulesView:
    """All that this part shows."""

    packs: tuple[PackView, ...]
    newer: tuple[RuleText, ...]


def _view(ws: Workspace) -> RulesView:
    from stemtracker.services import credentials, rule_texts

    texts = rule_texts.texts(ws)
    own = {text.pack_id: text for text in texts if text.kind == TextKind.OWN}
    used = [c.pack_id for c in credentials.list_credentials(ws)]
    found = []
    overlays = [text for text in texts if text.kind == TextKind.OVERLAY]
    for id_ in dict.fromkeys([*used, *own, *(text.changes for text in overlays)]):
        if id_ not in ws.library:
            continue
        pack = ws.library.pack(id_)
        authority = "Your own rules" if id_ in own or pack.authority == "own" else pack.authority
        said = f"{authority} · compared with their source {wording.day(pack.checked)}"
        added = tuple(text for text in overlays if text.changes == id_)
        found.append(PackView(id_, pack.title, said, own.get(id_), added))
    return RulesView(tuple(found), rule_texts.newer_shipped(ws))


def _offered(ws: Workspace, pack_id: str) -> Offered:
    from stemtracker.services import writing_rules

    return writing_rules.offered(ws, pack_id)


def _movement(ws: Workspace, toml: str) -> tuple[str, Movement]:
    from stemtracker.services import rule_texts

    return toml, rule_texts.movement(ws, toml)


def _read(path: Path) -> str:
    from stemtracker.services import writing_rules

    return writing_rules.read_file(path)


class RulesSection(Section):
    """A card per pack, and the ways in."""

    name = "rules"
    title = "Rules"
    nouns = ("credential", "rule_text")

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._holder = QWidget()
        self._cards = QVBoxLayout(self._holder)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(theme.px(theme.L))
        self.column.addWidget(self._holder)
        ways = Card("Bring in or write rules")
        ways.add(
            Body(
                "A newer text of an authority’s rules, a district’s additions, or rules of your own. "
                "You see which license moves, and by how much, before anything changes."
            )
        )
        row = FlowLayout()
        self.install_button = buttons.plain("Choose a rule text …", self._choose, "open")
        self.own_button = buttons.plain("Write rules of your own …", self._write_own, "edit")
        for button in (self.install_button, self.own_button):
            row.addWidget(button)
        ways.body.addLayout(row)
        self.column.addWidget(ways)
        self._shown: RulesView | None = None
        self._editing: RuleText | None = None

    def refresh(self) -> None:
        self._context.tasks.record(_view, self._context.workspace, done=self._show)

    def _show(self, view: RulesView) -> None:
        self._shown = view
        while (item := self._cards.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for text in view.newer:
            notice = Notice(f"The program brought newer rules: {text.title}.", "See who moves …", self._see_newer)
            notice.setObjectName(text.id)
            self._cards.addWidget(notice)
        if not view.packs:
            self._cards.addWidget(Muted("No license yet. The rules that licenses are renewed by show here."))
        for pack in view.packs:
            self._cards.addWidget(self._card(pack))

    def _card(self, pack: PackView) -> Card:
        card = Card(pack.title)
        card.title.setWordWrap(True)
        card.add(Muted(pack.said))
        for text in pack.additions:
            card.add(line())
            card.body.addLayout(self._row(text))
        row = FlowLayout()
        row.addWidget(self._button("Add what your district asks …", self._add, pack.id))
        if pack.own is not None:
            row.addWidget(self._button("Edit …", self._edit, pack.own.id))
            row.addWidget(self._button("Remove", self._remove, pack.own.id))
        card.body.addLayout(row)
        return card

    def _row(self, text: RuleText) -> QHBoxLayout:
        row = QHBoxLayout()
        names = QVBoxLayout()
        names.addWidget(Strong(text.title, wrap=True))
        names.addWidget(Muted(f"Added on {wording.day(text.added_on)}", wrap=False))
        row.addLayout(names, 1)
        row.addWidget(self._button("Edit …", self._edit, text.id, text.title))
        row.addWidget(self._button("Remove", self._remove, text.id, text.title))
        return row

    @staticmethod
    def _button(words: str, slot: buttons.Slot, id_: str, about: str = "") -> QPushButton:
        made = buttons.plain(words, slot)
        made.setObjectName(id_)
        if about:
            made.setAccessibleName(f"{words.strip(' …')}: {about}")
        return made

    def _asked_for(self) -> str:
        sender = self.sender()
        return sender.objectName() if sender is not None else ""

    def _text(self, id_: str) -> RuleText | None:
        packs = self._shown.packs if self._shown else ()
        every = [text for pack in packs for text in (*([pack.own] if pack.own else []), *pack.additions)]
        return next((text for text in every if text.id == id_), None)

    # Writing

    def _write_own(self) -> None:
        from stemtracker.ui.rules.own_form import OwnForm

        self._edit_in("Rules of your own", OwnForm(self._context.workspace.vocabulary), None)

    def _add(self) -> None:
        self._editing = None
        self._context.tasks.record(_offered, self._context.workspace, self._asked_for(), done=self._offered)

    def _offered(self, offered: Offered) -> None:
        from stemtracker.ui.rules.additions_form import AdditionsForm

        form, text = AdditionsForm(self._context.workspace.vocabulary, offered), self._editing
        self._edit_in(f"What is added: {text.title}" if text else f"Add to “{offered.title}”", form, text)

    def _edit(self) -> None:
        from stemtracker.ui.rules.own_form import OwnForm

        text = self._editing = self._text(self._asked_for())
        if text is not None and text.changes:
            self._context.tasks.record(_offered, self._context.workspace, text.changes, done=self._offered)
        elif text is not None:
            self._edit_in(f"Your own rules: {text.title}", OwnForm(self._context.workspace.vocabulary), text)

    def _edit_in(self, title: str, form: OwnForm | AdditionsForm, text: RuleText | None) -> None:
        """Open the editor: with the form, if it can show the text."""
        from stemtracker.services import writing_rules
        from stemtracker.ui.rules.editor import RulesEditor

        draft = writing_rules.draft_of(text.toml) if text else None
        fits = text is None or (draft is not None and form.take(draft))
        kept = {"text": text.toml, "kept": text.id} if text else {}
        editor = RulesEditor(self._context, title, form if fits else None, **kept)
        editor.start()
        self._context.dialogs.run(editor)

    def _remove(self) -> None:
        from stemtracker.services import rule_texts

        text = self._text(self._asked_for())
        if text is not None:
            self._context.tasks.record(rule_texts.remove_text, self._context.workspace, text.id, failed=self._refused)

    # Using a text

    def _choose(self) -> None:
        path = self._context.dialogs.open_file("Choose a rule text", RULES)
        if path is not None:
            self._context.tasks.record(_read, path, done=self.see, failed=self._refused, busy_text="Reading …")

    def _see_newer(self) -> None:
        sender = self.sender()
        notice = sender.parent() if sender is not None else None
        newer = self._shown.newer if self._shown else ()
        text = next((one for one in newer if notice is not None and one.id == notice.objectName()), None)
        if text is not None:
            self.see(text.toml)

    def see(self, toml: str) -> None:
        """Show who a text moves, and ask whether to go by it."""
        work = self._context.tasks.record
        ws = self._context.workspace
        work(_movement, ws, toml, done=self._ask, failed=self._refused, busy_text="Looking who moves …")

    def _ask(self, found: tuple[str, Movement]) -> None:
        from stemtracker.services import rule_texts
        from stemtracker.ui.rules.moving import MovementDialog

        toml, movement = found
        if self._context.dialogs.run(MovementDialog(movement, self.window())):
            self._context.tasks.record(rule_texts.install, self._context.workspace, toml, failed=self._refused)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, Refused):
            said = "\n".join(f"{p.field}: {p.message}" for p in error.problems[:6])
            self._context.dialogs.warn("These rules can’t be used", said)
        else:
            self._context.dialogs.show_error(error)
