"""The limit of a start: a bare PySide6 window with a line to type in, painted once, one key accepted."""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

from tools.bench.child_report import report

application = QApplication(sys.argv)
window = QMainWindow()
line = QLineEdit()
window.setCentralWidget(line)
window.resize(1280, 800)
window.show()


def painted() -> None:
    """The window stands; type one key and say how long it took."""
    window.repaint()
    QTest.keyClick(line, Qt.Key.Key_A)
    report(accepted=line.text() == "a")
    application.quit()


QTimer.singleShot(0, painted)
application.exec()
