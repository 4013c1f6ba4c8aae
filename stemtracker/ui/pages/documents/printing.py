"""Printing a paper: its pages as pictures, one after another, so that the window stays free.

Pages are drawn in the pool and put on the printer as they come. Neighbors: `page` starts a job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter

from stemtracker.services import papers

if TYPE_CHECKING:
    from stemtracker.ui.app_context import AppContext

#: Pictures as fine as an office printer shows; finer ones only take longer.
_DPI = 240
_INCHES = {"letter": 8.5, "A4": 8.27}
_SIZES = {"letter": QPageSize.PageSizeId.Letter, "A4": QPageSize.PageSizeId.A4}


class PrintJob(QObject):
    """One paper on its way to the printer."""

    #: All pages are with the printer (True), or it could not be done (False).
    finished = Signal(bool)

    def __init__(self, context: AppContext, made: papers.Made, sheet: str, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._made, self._sheet = context, made, sheet
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printer.setPageSize(QPageSize(_SIZES[sheet]))
        # The paper has its own margins: it is laid on the whole sheet.
        self._printer.setFullPage(True)
        self._printer.setPageOrientation(QPageLayout.Orientation.Portrait)
        self._printer.setDocName(made.stem)
        self._printer.setFromTo(1, made.pages)
        self._painter = QPainter()
        self._page = self._last = 0

    def ask(self) -> bool:
        """Let the user choose a printer and pages; False when cancelled."""
        dialog = QPrintDialog(self._printer)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, self._made.pages)
        return self._context.dialogs.run(dialog)

    def start(self) -> None:
        """Print the pages chosen."""
        whole = self._printer.printRange() == QPrinter.PrintRange.AllPages or not self._printer.fromPage()
        self._page = 0 if whole else self._printer.fromPage() - 1
        self._last = self._made.pages - 1 if whole else min(self._printer.toPage(), self._made.pages) - 1
        if not self._painter.begin(self._printer):
            self.finished.emit(False)
            return
        self._next()

    def _next(self) -> None:
        words = f"Printing page {self._page + 1} of {self._made.pages}"
        width = round(_INCHES[self._sheet] * _DPI)
        self._context.tasks.pool(
            papers.picture, self._made.pdf, self._page, width, done=self._put, failed=self._stop, busy_text=words
        )

    def _put(self, picture: Any) -> None:
        stride = 4 * picture.width
        image = QImage(picture.rgba, picture.width, picture.height, stride, QImage.Format.Format_RGBA8888)
        sheet = QRectF(self._printer.paperRect(QPrinter.Unit.DevicePixel))
        self._painter.drawImage(sheet, image)
        self._page += 1
        if self._page <= self._last and self._printer.newPage():
            self._next()
        else:
            self.finished.emit(self._painter.end())

    def _stop(self, error: Any) -> None:
        self._painter.end()
        self.finished.emit(False)
        self._context.dialogs.show_error(error)
