"""Every place in the program where something can leave it, read from the source.

A door is a call that writes a file, a log, the terminal, the clipboard, a printer, a title that the system shows,
or that proposes a name to write to. Neighbor: `test_private_doors` says of each what passes through it.
"""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "stemtracker"

#: What is called, by what it opens.
_CALLED = {
    "file": {
        *("written", "written_beside", "write_text", "write_bytes", "mkstemp", "NamedTemporaryFile", "TemporaryFile"),
        *("TemporaryDirectory", "mkdtemp", "copyfile", "copy2", "copytree", "fdopen", "backup", "bare", "dump"),
        *("symlink_to", "hardlink_to", "QSaveFile", "QTemporaryFile", "QTemporaryDir", "QFile", "writestr"),
    },
    "clipboard": {"clipboard", "setMimeData", "QDrag", "QMimeData"},
    "printer": {"QPrinter", "QPdfWriter", "QPicture", "QSvgGenerator", "setDocName"},
    "terminal": {"say", "raw", "as_json", "complain", "print", "print_exc", "writelines"},
    "log": {"debug", "info", "warning", "error", "exception", "critical", "log", "qDebug", "qWarning"},
    "title": {"setWindowTitle", "setWindowFilePath", "setToolTipDuration", "QSystemTrayIcon", "showMessage"},
    "name": {"save_file", "choose_folder"},
    "system": {"openUrl", "startfile", "Popen", "run_command", "system", "QProcess", "QSettings", "QSharedMemory"},
}
_LOGS = {"_log", "logging", "log", "logger"}


def doors() -> dict[str, set[str]]:
    """The kinds of doors of each module."""
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if kinds := of(path.read_text("utf-8")):
            found[path.relative_to(PACKAGE).as_posix()] = kinds
    return found


def of(source: str) -> set[str]:
    """The kinds of doors in a source."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {kind for call in calls if (kind := _kind(call))}


def _kind(call: ast.Call) -> str:
    name, of = "", ""
    if isinstance(call.func, ast.Attribute):
        name, of = call.func.attr, call.func.value.id if isinstance(call.func.value, ast.Name) else ""
    elif isinstance(call.func, ast.Name):
        name = call.func.id
    if name == "open":
        return "file" if _writes(call) else ""
    if name in _CALLED["log"]:
        return "log" if of in _LOGS else ""
    if name == "bare":  # a database, where it is not asked for to read only
        return "" if any(word.arg == "read_only" for word in call.keywords) else "file"
    if of == "subprocess":
        return "system"
    return next((kind for kind, names in _CALLED.items() if name in names), "")


def _writes(call: ast.Call) -> bool:
    """Whether it opens to write, as far as its mode is written there."""
    said = [*call.args, *(word.value for word in call.keywords if word.arg == "mode")]
    modes = [one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    flags = any("O_WRONLY" in ast.dump(one) or "O_RDWR" in ast.dump(one) for one in call.args)
    return flags or any(set(mode) <= set("rwxab+t") and set(mode) & set("wxa+") for mode in modes)
