"""A page in parts: tabs over sections, each reloaded by its own nouns, saved and left by itself.

Neighbors: `base` is the frame, `widgets.sections` the tabs; Networks, Leadership and Record are such pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from stemtracker.domain.changes import Changes
from stemtracker.ui.pages.base import Page
from stemtracker.ui.widgets.sections import Section, Sections, may_leave


class PartsPage(Page):
    """A subclass makes its sections and hands them to `set_parts`."""

    #: The part that shows each noun, where it is not called so itself.
    of_noun: ClassVar[Mapping[str, str]] = {}
    sections: Sections

    def set_parts(self, name: str, *sections: Section) -> None:
        """Show these under their tabs."""
        self.sections = Sections(name, sections)
        self.content.addWidget(self.sections, 1)

    def on_changes(self, changes: Changes) -> None:
        for section in self.sections.sections:
            if not section.nouns or changes.touches(*section.nouns):
                section.reload()

    def open(self, argument: object) -> None:
        """Show the part that is named ("goals"), and what in it ("goal:ID")."""
        name, _, id_ = str(argument).partition(":")
        section = self.sections.show_section(self.of_noun.get(name, name))
        if section is not None and id_:
            section.show_one(id_)

    def save_shortcut(self) -> bool:
        section = self.sections.current()
        return section.is_edited() and section.save()

    def is_edited(self) -> bool:
        return any(section.is_edited() for section in self.sections.sections)

    def leave(self) -> bool:
        return all(may_leave(self.context.dialogs, section) for section in self.sections.sections)
