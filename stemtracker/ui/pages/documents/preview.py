"""The paper as it will be: its pages under each other, drawn as they come into view.

Only the pages in view are drawn, off the UI thread, the first one first; a few stay in memory.
Neighbors: `page` gives it the finished paper.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from stemtracker.services import papers
from stemtracker.ui import theme

if TYPE_CHECKING:
    from stemtracker.ui.app_context import AppContext

_KEPT = 16
_WIDEST = 900


def _draw(made: papers.Made, page: int, width: int, number: int) -> tuple[int, int, Any]:
    return number, page, papers.picture(made.pdf, page, width)


def pixmap_of(picture: Any, ratio: float = 1.0) -> QPixmap:
    """Pixels as a picture for the screen."""
    stride = 4 * picture.width
    image = QImage(picture.rgba, picture.width, picture.height, stride, QImage.Format.Format_RGBA8888)
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(ratio)
    return made


class PaperView(QAbstractScrollArea):
    """Pages from top to bottom, as wide as the view. Scrolls by wheel, bar and keys; PageUp and PageDown turn pages."""

    #: The page at the top changed, or the paper did: (page from 0, number of pages).
    moved = Signal(int, int)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context = context
        self._made: papers.Made | None = None
        self._aspect = 11 / 8.5
        self._pixmaps: OrderedDict[int, QPixmap] = OrderedDict()
        self._asked: set[int] = set()
        #: Counts papers and widths, so that late pictures of an older one are dropped.
        self._number = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMinimumWidth(theme.px(320))
        self.setAccessibleName("Preview")
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._fit = QTimer(self)
        self._fit.setSingleShot(True)
        self._fit.setInterval(120)
        self._fit.timeout.connect(self._draw_anew)

    def show_paper(self, made: papers.Made, aspect: float) -> None:
        """Show this paper; the page in view stays in view where there still is one."""
        page = self.page
        self._made, self._aspect = made, aspect
        self._lay_out()
        self.go_to(min(page, made.pages - 1))
        self._draw_anew()
        self._tell()

    def clear(self) -> None:
        """Show nothing."""
        self._made = None
        self._pixmaps.clear()
        self._number += 1
        self._lay_out()
        self._tell()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return self._made.pages if self._made else 0

    @property
    def page(self) -> int:
        """The page at the middle of the view, from 0."""
        if not self.pages:
            return 0
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return min(middle // self._step(), self.pages - 1)

    def go_to(self, page: int) -> None:
        """Bring a page to the top of the view."""
        self.verticalScrollBar().setValue(max(0, min(page, self.pages - 1)) * self._step())

    def drawn(self) -> tuple[int, ...]:
        """The pages whose pictures are there."""
        return tuple(sorted(self._pixmaps))

    # Measures

    def _gap(self) -> int:
        return theme.px(theme.M)

    def _page_width(self) -> int:
        return max(min(self.viewport().width() - 2 * self._gap(), theme.px(_WIDEST)), 1)

    def _page_height(self) -> int:
        return round(self._page_width() * self._aspect)

    def _step(self) -> int:
        return self._page_height() + self._gap()

    def _rect(self, page: int) -> QRect:
        left = (self.viewport().width() - self._page_width()) // 2
        top = self._gap() + page * self._step() - self.verticalScrollBar().value()
        return QRect(left, top, self._page_width(), self._page_height())

    def _lay_out(self) -> None:
        height = self.pages * self._step() + self._gap()
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, height - self.viewport().height()))
        bar.setPageStep(self._step())
        bar.setSingleStep(theme.px(theme.XXL))
        self.viewport().update()

    # Drawing

    def _in_view(self) -> list[int]:
        view = self.viewport().rect()
        return [page for page in range(self.pages) if self._rect(page).intersects(view)]

    def _draw_anew(self) -> None:
        """Ask for the pages in view again; the old pictures stay until the new ones are there."""
        self._number += 1
        self._asked.clear()
        visible = set(self._in_view())
        for page in [p for p in self._pixmaps if p not in visible]:
            del self._pixmaps[page]
        self._ask()

    def _ask(self) -> None:
        if self._made is None:
            return
        visible = self._in_view()
        ahead = [visible[-1] + 1] if visible and visible[-1] + 1 < self.pages else []
        width = round(self._page_width() * self.devicePixelRatioF())
        for page in (*visible, *ahead):
            if page not in self._asked:
                self._asked.add(page)
                self._context.tasks.pool(_draw, self._made, page, width, self._number, done=self._take)

    def _take(self, answer: tuple[int, int, Any]) -> None:
        number, page, picture = answer
        if number != self._number:
            return
        self._pixmaps[page] = pixmap_of(picture, self.devicePixelRatioF())
        self._pixmaps.move_to_end(page)
        while len(self._pixmaps) > _KEPT:
            old, _ = self._pixmaps.popitem(last=False)
            self._asked.discard(old)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(event.rect(), theme.color("raised"))
        # Paper is white in the dark, too.
        sheet = QColor(theme.LIGHT["surface"])
        for page in self._in_view():
            rect = self._rect(page)
            painter.fillRect(rect, sheet)
            if page in self._pixmaps:
                painter.drawPixmap(rect, self._pixmaps[page])
            painter.setPen(theme.color("border"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        if self.hasFocus():
            pen = painter.pen()
            pen.setColor(theme.color("accent"))
            pen.setWidth(theme.px(theme.FOCUS))
            painter.setPen(pen)
            inset = theme.px(theme.FOCUS) // 2
            painter.drawRect(self.viewport().rect().adjusted(inset, inset, -inset - 1, -inset - 1))
        painter.end()

    # Moving

    def _scrolled(self) -> None:
        self.viewport().update()
        self._ask()
        self._tell()

    def _tell(self) -> None:
        name = f"Preview, page {self.page + 1} of {self.pages}" if self.pages else "Preview"
        self.setAccessibleName(name)
        self.moved.emit(self.page, self.pages)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Everything is painted anew from the scroll bar's value."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        page, within = self._anchor(event.oldSize().width())
        self._lay_out()
        self.verticalScrollBar().setValue(round((page + within) * self._step()))
        self._fit.start()

    def _anchor(self, old_width: int) -> tuple[int, float]:
        """What stood at the top before the width changed: the page, and how far into it."""
        width = max(min(old_width - 2 * self._gap(), theme.px(_WIDEST)), 1)
        step = max(round(width * self._aspect) + self._gap(), 1)
        value = self.verticalScrollBar().value()
        return value // step, (value % step) / step

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        top = bar.value() // self._step()
        moves = {
            Qt.Key.Key_PageDown: (top + 1) * self._step(),
            Qt.Key.Key_PageUp: (top if bar.value() % self._step() else top - 1) * self._step(),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: bar.maximum(),
            Qt.Key.Key_Down: bar.value() + bar.singleStep(),
            Qt.Key.Key_Up: bar.value() - bar.singleStep(),
        }
        if event.key() in moves:
            bar.setValue(moves[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def page_point(self, page: int) -> QPoint:
        """The middle of a page in the view (where a test looks for ink)."""
        return self._rect(page).center()
