"""What each kind of paper is to the Documents page: its options, how it is gathered, drawn and written, what it lacks.

Neighbors: `transcript`, `portfolio` and `packet` are the kinds, `page` shows whichever is chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stemtracker.services import papers
from stemtracker.ui import theme
from stemtracker.ui.widgets.combo import Combo

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext

SHEETS = (("letter", "US Letter"), ("A4", "A4"))
Progress = Callable[[int, int], None]
#: What is missing: under each title its lines.
Missing = tuple[tuple[str, tuple[str, ...]], ...]


class PaperForm(QWidget):
    """The options of a paper, in reading order. `changed` comes with every change a person makes."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(theme.L))
        self.sheet = Combo(SHEETS)
        self.sheet.currentIndexChanged.connect(self.edited)
        #: What stands in cards of its own under the options.
        self.cards: tuple[QWidget, ...] = ()

    def edited(self) -> None:
        """A person changed something."""
        self.changed.emit()

    def set_choices(self, choices: Any) -> None:
        """Offer what the record holds; what was chosen stays where it still can."""

    def options(self) -> Any:
        """What is chosen; None where the record holds nothing to choose."""

    def choose(self, argument: str) -> None:
        """What another page asks for."""

    def is_edited(self) -> bool:
        """Whether something typed isn't saved yet."""
        return False

    def save_typed(self) -> bool:
        """Save what was typed; whether there was anything."""
        return False


@dataclass(frozen=True, slots=True)
class Way:
    """A page where something can be added that a paper needs."""

    text: str
    page: str
    argument: str


def _saved_as_drawn(_ws: Workspace, _data: Any, made: papers.Made, path: Path, _progress: Progress) -> None:
    papers.write(made.pdf, path)


def _nothing_missing(_data: Any, _made: papers.Made) -> Missing:
    return ()


def _nothing_follows(_data: Any) -> int:
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperKind:
    """One kind of paper. All but `form` is called off the UI thread."""

    id: str
    title: str
    about: str
    #: The nouns of `Changes` that it shows.
    nouns: tuple[str, ...]
    form: Callable[[AppContext], PaperForm]
    #: What there is to choose from.
    choices: Callable[[Workspace], Any]
    gather: Callable[[Workspace, Any, Progress], Any]
    draw: Callable[[Any, Any], papers.Made]
    write: Callable[[Workspace, Any, papers.Made, Path, Progress], None] = _saved_as_drawn
    missing: Callable[[Any, papers.Made], Missing] = _nothing_missing
    missing_title: str = ""
    problems_title: str = "Some signs can’t be printed"
    #: How many pages of evidence the saved file has after those that are shown.
    follows: Callable[[Any], int] = _nothing_follows
    #: What is told while it is gathered and written, where that can take a while.
    gathering: str = ""
    writing: str = ""
    #: What is said, and where to go, while there is nothing to choose.
    empty: str = ""
    way: Way | None = None
