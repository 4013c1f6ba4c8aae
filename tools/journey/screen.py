"""A screen of its own: X server, window manager, accessibility bus, keys and pictures, for one program at a time."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SIZE = "1280x800"
PATIENCE = 30.0


class Lost(Exception):  # noqa: N818 - it is a finding
    """What should be on the screen is not there."""


@dataclass
class Node:
    """One thing on the screen, as a screen reader is told of it."""

    role: str
    name: str
    text: str
    states: list[str]
    children: list[Node] = field(default_factory=list)

    @classmethod
    def read(cls, data: dict[str, object]) -> Node:
        """The tree from the reader's answer."""
        children = [cls.read(child) for child in data.get("children", [])]  # type: ignore[attr-defined]
        return cls(str(data["role"]), str(data["name"]), str(data["text"]), list(data["states"]), children)  # type: ignore[call-overload]

    def walk(self) -> Iterator[Node]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def says(self, text: str) -> bool:
        """Whether the text stands in its name or content."""
        return text.casefold() in self.name.casefold() or text.casefold() in self.text.casefold()

    def lines(self, depth: int = 0) -> Iterator[str]:
        """The tree as text, for finding out what was there instead."""
        told = self.name or self.text or "focused" in self.states
        if told and self.role != "table cell":
            yield f"{'  ' * depth}{self.role}: {self.name!r} {self.text[:200]!r} {' '.join(self.states)}"
        for child in self.children:
            yield from child.lines(depth + 1)


@dataclass
class Screen:
    """The running screen: what is on it, and the keys to press."""

    environment: dict[str, str]
    reader: subprocess.Popen[str]
    pictures: Path
    taken: int = 0

    def tree(self) -> Node:
        """Everything that is shown now."""
        if self.reader.stdin is None or self.reader.stdout is None:
            message = "the reader has no pipes"
            raise Lost(message)
        self.reader.stdin.write("\n")
        self.reader.stdin.flush()
        return Node.read(json.loads(self.reader.stdout.readline()))

    def find(self, text: str, role: str = "") -> Node | None:
        """The first thing shown that says this."""
        shown = (node for node in self.tree().walk() if "showing" in node.states)
        return next((node for node in shown if node.says(text) and role in node.role), None)

    def until(self, text: str, role: str = "", patience: float = PATIENCE) -> Node:
        """Wait until something says this; give up with a picture and a list of what is there."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            found = self.find(text, role)
            if found:
                return found
            time.sleep(0.1)
        raise self.lost(f"“{text}” did not appear")

    def gone(self, text: str, role: str = "", patience: float = PATIENCE) -> None:
        """Wait until nothing says this any more."""
        end = time.monotonic() + patience
        while self.find(text, role):
            if time.monotonic() > end:
                raise self.lost(f"“{text}” did not go away")
            time.sleep(0.1)

    def lost(self, what: str) -> Lost:
        """The finding, with everything that helps to understand it."""
        picture = self.picture("lost")
        return Lost(f"{what}; see {picture}\n" + "\n".join(self.tree().lines()))

    def focused(self) -> Node | None:
        """What would get the next key: the innermost of what has the focus (a frame may hand its own on)."""
        return next((node for node in reversed(list(self.tree().walk())) if "focused" in node.states), None)

    def key(self, *keys: str) -> None:
        """Press keys, as `xdotool` names them: "Tab", "ctrl+s", "alt+n"."""
        for one in keys:
            self._run("xdotool", "key", "--clearmodifiers", one)
            time.sleep(0.06)

    def type(self, text: str) -> None:
        """Type text, letter by letter."""
        self._run("xdotool", "type", "--clearmodifiers", "--delay", "15", text)
        time.sleep(0.1)

    def go_to(self, name: str, role: str = "", *, back: bool = False, most: int = 80) -> Node:
        """Press Tab until the focus is on what is called so."""
        for _ in range(most):
            node = self.focused()
            if node and node.says(name) and role in node.role:
                return node
            self.key("shift+Tab" if back else "Tab")
        raise self.lost(f"the focus never came to “{name}”")

    def fill(self, name: str, text: str) -> None:
        """Go to a field, replace what stands in it, and see that it holds the text."""
        self.go_to(name)
        self.key("ctrl+a")
        self.type(text)

    def choose(self, name: str, option: str, most: int = 80) -> None:
        """Go to a drop-down and press Down until it shows the option."""
        self.go_to(name, "combo box")
        for _ in range(most):
            shown = self.find(name, "combo box")
            if shown and shown.name.endswith(f": {option}"):
                return
            self.key("Down")
        raise self.lost(f"“{name}” never showed “{option}”")

    def pick(self, name: str, option: str) -> None:
        """Go to a list that is found by typing, and type the option."""
        self.go_to(name, "text")
        self.key("ctrl+a")
        self.type(option)
        self.key("Tab")

    def picture(self, title: str) -> Path:
        """A numbered PNG of the whole screen."""
        self.taken += 1
        target = self.pictures / f"{self.taken:02d} {title}.png"
        self._run("import", "-window", "root", str(target))
        return target

    def _run(self, *command: str) -> None:
        subprocess.run(command, env=self.environment, check=True, capture_output=True, timeout=60)


def _background(
    stack: ExitStack, command: list[str], environment: dict[str, str], **options: object
) -> subprocess.Popen[str]:
    """Start a process that ends with the screen."""
    started = subprocess.Popen(command, env=environment, text=True, **options)  # type: ignore[call-overload]

    def end() -> None:
        started.terminate()
        try:
            started.wait(10)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()

    stack.callback(end)
    return started  # type: ignore[no-any-return]


@contextmanager
def screen(pictures: Path, home: Path) -> Iterator[Screen]:
    """Everything that a desktop has and a program needs, on a display number of its own."""
    with ExitStack() as stack:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = {**os.environ, "LANG": "C.UTF-8", "HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
        for name in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
            environment.pop(name, None)
        receive, send = os.pipe()
        command = ["Xvfb", "-displayfd", str(send), "-screen", "0", f"{SIZE}x24", "-nolisten", "tcp", "-noreset"]
        _background(stack, command, environment, pass_fds=(send,), **quiet)
        os.close(send)
        with os.fdopen(receive) as number:
            environment["DISPLAY"] = f":{number.readline().strip()}"
        bus = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
        talk = _background(stack, bus, environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        environment["DBUS_SESSION_BUS_ADDRESS"] = talk.stdout.readline().strip() if talk.stdout else ""
        environment["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
        _background(stack, ["openbox", "--sm-disable"], environment, **quiet)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        reader = _background(
            stack, ["/usr/bin/python3", str(Path(__file__).with_name("reader.py"))], environment, **pipes
        )
        yield Screen(environment, reader, pictures)


@contextmanager
def program(on: Screen, command: list[str], log: Path) -> Iterator[subprocess.Popen[str]]:
    """The program itself, with what it says in a file; at the end it is closed."""
    with ExitStack() as stack, log.open("w", encoding="utf-8") as file:
        yield _background(stack, command, on.environment, stdout=file, stderr=subprocess.STDOUT, cwd=ROOT)
