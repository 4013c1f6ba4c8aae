"""A look at one piece of evidence: pages of a PDF, a picture, or plain text, with save and remove.

Neighbors: `services.evidence` draws the page off the UI thread; `evidence` asks for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel

from stemtracker import paths
from stemtracker.domain.evidence import Evidence
from stemtracker.errors import Refused
from stemtracker.services import evidence as service
from stemtracker.ui import theme
from stemtracker.ui.pages.log.side import SidePanel
from stemtracker.ui.widgets import buttons
from stemtracker.ui.widgets.labels import Body, Label

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace
    from stemtracker.ui.app_context import AppContext


#: How wide a page is drawn, in percent of the panel.
ZOOMS = (100, 150, 200, 300)


def _draw(ws: Workspace, id_: str, page: int, width: int, number: int) -> tuple[int, Any]:
    return number, service.preview(ws, id_, page, width)


def _save(ws: Workspace, id_: str, target: Path) -> Path:
    service.save_as(ws, id_, target)
    return target


class PreviewPanel(SidePanel):
    """One page at a time, as wide as the panel."""

    back = Signal()

    def __init__(self, context: AppContext) -> None:
        super().__init__("Evidence")
        self._context = context
        self._evidence: Evidence | None = None
        self._page, self._pages, self._number, self._zoom = 0, 1, 0, 0
        self.head.insertWidget(0, buttons.icon_button("chevron-left", "Back to the activity", self._back))
        self.remove_button = buttons.icon_button("trash", "Remove this evidence", self._remove)
        self.head.addWidget(self.remove_button)
        self.finish_head()
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.words = Body()
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.picture)
        self.body.addWidget(self.words)
        self.body.addStretch(1)
        self.before = buttons.icon_button("chevron-left", "Page before", self._step_back)
        self.after = buttons.icon_button("chevron-right", "Next page", self._step_on)
        self.place = Label("", "secondary", "muted")
        self.foot.addWidget(self.before)
        self.foot.addWidget(self.place)
        self.foot.addWidget(self.after)
        self.foot.addStretch(1)
        self.smaller = buttons.icon_button("minus", "Smaller", self._shrink)
        self.larger = buttons.icon_button("plus", "Larger", self._enlarge)
        self.foot.addWidget(self.smaller)
        self.foot.addWidget(self.larger)
        self.save_button = buttons.plain("Save as…", self._save_as, "save")
        self.foot.addWidget(self.save_button)
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.setInterval(120)
        self._fit.timeout.connect(self._ask)
        self.area.viewport().installEventFilter(self)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def show_piece(self, evidence: Evidence) -> None:
        """Show its first page."""
        self._evidence = evidence
        self._page, self._pages, self._zoom = 0, 1, 0
        self.set_title(f"{evidence.label} {evidence.title or evidence.file_name}")
        self.picture.clear()
        self.words.setText("")
        self._ask()

    def showing(self) -> str:
        """The id of what is shown."""
        return self._evidence.id if self._evidence else ""

    def _width(self) -> int:
        return max(self.area.viewport().width() - theme.px(theme.M), theme.px(120))

    def _ask(self) -> None:
        if self._evidence is None:
            return
        self._number += 1
        pixels = round(self._width() * ZOOMS[self._zoom] / 100 * self.devicePixelRatioF())
        # Not where the record is written: a file made to do harm may keep whoever draws it busy for long.
        self._context.tasks.pool(
            _draw,
            self._context.workspace,
            self._evidence.id,
            self._page,
            pixels,
            self._number,
            done=self._drawn,
            failed=self._not_drawn,
        )

    def _drawn(self, answer: tuple[int, Any]) -> None:
        number, found = answer
        if number != self._number or self._evidence is None:
            return
        if isinstance(found, str):
            self.picture.hide()
            self.words.setText(found)
            self.words.show()
            self._pages = 1
        else:
            image = QImage(found.rgba, found.width, found.height, 4 * found.width, QImage.Format.Format_RGBA8888)
            picture = QPixmap.fromImage(image)
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            self.picture.setPixmap(picture)
            self.picture.show()
            self.words.hide()
            self._pages = found.pages
        self._tell()

    def _not_drawn(self, error: Any) -> None:
        if not isinstance(error, Refused):
            self._context.dialogs.show_error(error)
            return
        self.picture.hide()
        self.words.setText(str(error))
        self.words.show()
        self._tell()

    def _tell(self) -> None:
        many = self._pages > 1
        words = f"Page {self._page + 1} of {self._pages}"
        self.place.setText(words if many else "")
        for widget in (self.before, self.after, self.place):
            widget.setVisible(many)
        drawn = not self.picture.isHidden()
        self.smaller.setVisible(drawn)
        self.larger.setVisible(drawn)
        self.smaller.setEnabled(self._zoom > 0)
        self.larger.setEnabled(self._zoom + 1 < len(ZOOMS))
        self.before.setEnabled(self._page > 0)
        self.after.setEnabled(self._page + 1 < self._pages)
        label = self._evidence.label if self._evidence else ""
        self.picture.setAccessibleName(f"{label}, {words.lower()}")

    def _step_back(self) -> None:
        self._turn(-1)

    def _step_on(self) -> None:
        self._turn(1)

    def _turn(self, by: int) -> None:
        self._page = min(max(self._page + by, 0), self._pages - 1)
        self._tell()
        self._ask()
        self.area.verticalScrollBar().setValue(0)

    def _shrink(self) -> None:
        self._resize_page(-1)

    def _enlarge(self) -> None:
        self._resize_page(1)

    def _resize_page(self, by: int) -> None:
        self._zoom = min(max(self._zoom + by, 0), len(ZOOMS) - 1)
        self._tell()
        self._ask()

    def _back(self) -> None:
        self.back.emit()

    def _remove(self) -> None:
        if self._evidence is not None:
            self._context.tasks.record(service.remove, self._context.workspace, self._evidence.id)
            self.back.emit()

    def _save_as(self) -> None:
        if self._evidence is None:
            return
        name = self._evidence.file_name or f"{self._evidence.label}.txt"
        target = self._context.dialogs.save_file("Save evidence", paths.papers() / Path(name).name)
        if target is not None:
            self._context.tasks.record(_save, self._context.workspace, self._evidence.id, target, done=self._kept)

    def _kept(self, target: Path) -> None:
        self._context.bus.message.emit(f"Saved as {target.name}.", False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._fit.start()
        return super().eventFilter(watched, event)
