"""The part "Appearance": light or dark, and the size of everything. It takes effect at once."""

from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QApplication, QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from stemtracker.services import settings
from stemtracker.ui import theme
from stemtracker.ui.app_context import AppContext
from stemtracker.ui.widgets.card import Card
from stemtracker.ui.widgets.combo import Combo
from stemtracker.ui.widgets.field import LabeledField
from stemtracker.ui.widgets.sections import Section

_WORDS = {"system": "As the system has it", "light": "Light", "dark": "Dark"}


class AppearanceSection(Section):
    """Belongs to this computer, not to the record."""

    name = "appearance"
    title = "Appearance"
    nouns = ("setting",)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        choices = QWidget()
        column = QVBoxLayout(choices)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._group = QButtonGroup(self)
        self.choices: dict[str, QRadioButton] = {}
        for key, words in _WORDS.items():
            button = QRadioButton(words)
            button.setAccessibleName(words)
            button.setObjectName(key)
            self._group.addButton(button)
            self.choices[key] = button
            column.addWidget(button)
        choices.setFocusProxy(self.choices["system"])
        self.size_combo = Combo([(scale, f"{scale} %") for scale in theme.SCALES])
        self.size_combo.setMaximumWidth(theme.px(160))
        card = Card("How the program looks on this computer")
        card.body.setSpacing(theme.px(theme.L))
        card.add(LabeledField("Colors", choices))
        card.add(LabeledField("Size of text and controls", self.size_combo))
        self.column.addWidget(card)
        self._group.buttonClicked.connect(self._changed)
        self.size_combo.activated.connect(self._changed)

    def refresh(self) -> None:
        self.choices[self._context.settings.appearance].setChecked(True)
        self.size_combo.set_value(self._context.settings.scale_percent)

    def _changed(self) -> None:
        appearance = next(key for key, button in self.choices.items() if button.isChecked())
        scale = self.size_combo.value()
        kept = msgspec.structs.replace(
            self._context.settings,
            appearance=appearance,
            scale_percent=scale if isinstance(scale, int) else 100,
        )
        self._context.settings = kept
        self._context.tasks.pool(_keep, kept)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, kept.appearance, kept.scale_percent)


def _keep(chosen: settings.Settings) -> None:
    """Only what was chosen here; the rest of the file may have changed meanwhile."""
    now = settings.load()
    settings.save(msgspec.structs.replace(now, appearance=chosen.appearance, scale_percent=chosen.scale_percent))
