"""The series of an activity: one that is there, or a new one made with the activity it is typed for.

Neighbors: `details` shows it, `draft` carries id and title, `services.activities` writes both as one.
"""

from __future__ import annotations

from collections.abc import Iterable

from stemtracker.services import activities
from stemtracker.ui.widgets.combo import FindCombo


class SeriesCombo(FindCombo):
    """Series found by typing; a title that none of them has is offered as a new one."""

    def __init__(self) -> None:
        #: The id that the new series gets once it is saved.
        self._new = activities.new_id()
        self._title = ""
        super().__init__([("", "None")])
        self._edit.textEdited.connect(self._offer)

    def new_title(self) -> str:
        """The title of the series to be made, "" where one that is there (or none) is chosen."""
        return self._title if self.value() == self._new else ""

    def set_series(self, series: Iterable[tuple[str, str]]) -> None:
        """The series there are, as (id, title); a new one that is chosen stays."""
        choices, title = [("", "None"), *series], self.new_title()
        if any(id_ == self._new for id_, _ in choices):
            self._new, title = activities.new_id(), ""
        if title:
            choices.append((self._new, _words(title)))
        self.set_choices(choices)

    def show_new(self, id_: str, title: str) -> None:
        """Offer the new series of a draft ("" for none that is new) before the draft's id is chosen."""
        place = self.findData(self._new)
        if place >= 0 and id_ == self._new and not title:
            # It was saved a moment ago; the list of all series is still on its way.
            self.setItemText(place, self._title)
            self._new, self._title = activities.new_id(), ""
            return
        self._put("")
        self._new = id_ if title else self._new
        self._put(title)

    def _put(self, title: str) -> None:
        """Offer this one new title, or none."""
        place = self.findData(self._new)
        if place >= 0:
            self.removeItem(place)
        self._title = title
        if title:
            self.addItem(_words(title), self._new)

    def _offer(self, text: str) -> None:
        typed, cursor = " ".join(text.split()), self._edit.cursorPosition()
        known = any(self._is(place, typed) for place in range(self.count()) if self.itemData(place) != self._new)
        self._put("" if known else typed)
        # Qt shows the entry that takes the place of one that is gone; what is being typed stays.
        if self._edit.text() != text:
            self._edit.setText(text)
            self._edit.setCursorPosition(cursor)
        if typed and not known and (completer := self.completer()) is not None and self.hasFocus():
            completer.setCompletionPrefix(text)
            completer.complete()

    def _is(self, place: int, title: str) -> bool:
        return self.itemText(place).casefold() == title.casefold()

    def _named(self, typed: str) -> int | None:
        """A series by its title only: the beginning of one may be the title of another."""
        if not typed:
            return self.findData("")
        wanted = _words(self._title) if self._title and typed == self._title else typed
        return next((place for place in range(self.count()) if self._is(place, wanted)), None)


def _words(title: str) -> str:
    return f"New series “{title}”"
