"""Where the rule was read, for which needs, and when it was last seen. Neighbor: `one` shows it as a tab."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stemtracker.domain import rule_age, wording
from stemtracker.domain.assessment import Assessment, Source
from stemtracker.ui import theme
from stemtracker.ui.pages.renewal.scrolled import Scrolled
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Muted, Strong

_MARKS = {"secondary": "secondary source", "inferred": "inferred", "conflict": "sources disagree"}


class SourcesPanel(Scrolled):
    """Where the rule was read and when it was last seen. A link opens in the browser on a click only."""

    #: An address to open.
    opened = Signal(str)

    def show_assessment(self, answer: Assessment) -> None:
        """Show the sources of that rule text."""
        self.clear()
        self.column.addWidget(
            Muted("STEM Tracker is not the state. These are the texts the rule was taken from, in our words.")
        )
        self.column.addWidget(Muted(rule_age.told(answer)))
        for source in answer.sources:
            used = [n for n in answer.nodes if source.id in n.sources]
            self.column.addWidget(_SourceRow(source, [_with_mark(n.title, n.mark) for n in used], self))


def _with_mark(title: str, mark: str) -> str:
    return f"{title} ({_MARKS[mark]})" if mark in _MARKS else title


class _SourceRow(QWidget):
    def __init__(self, source: Source, used: list[str], panel: SourcesPanel) -> None:
        super().__init__()
        self._source, self._panel = source, panel
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(theme.XS))
        column.addWidget(Strong(source.title, wrap=True))
        about = [source.kind, f"seen {wording.day(source.seen)}"]
        if source.page_date:
            about.append(f"page of {source.page_date}")
        column.addWidget(Muted(" · ".join(about)))
        if used:
            column.addWidget(Muted(f"For: {', '.join(used)}"))
        if source.url:
            link = buttons.link("Open in the browser", self._open, "link")
            link.setToolTip(source.url)
            link.setAccessibleName(f"Open in the browser: {source.title}")
            column.addWidget(link)

    def _open(self) -> None:
        self._panel.opened.emit(self._source.url)
