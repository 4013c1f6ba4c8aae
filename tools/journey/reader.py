"""Answers what a screen reader would be told: one line in, the accessible tree as one line of JSON out.

Runs under the system's own Python, which alone has the bindings of the accessibility bus (python3-gi);
`screen.py` starts it. It only reads.
"""

from __future__ import annotations

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - only after the version is chosen

CHILDREN = 60
STATES = {
    "focused": Atspi.StateType.FOCUSED,
    "showing": Atspi.StateType.SHOWING,
    "active": Atspi.StateType.ACTIVE,
    "checked": Atspi.StateType.CHECKED,
    "enabled": Atspi.StateType.ENABLED,
    "selected": Atspi.StateType.SELECTED,
    "modal": Atspi.StateType.MODAL,
}


def _text(node: Atspi.Accessible) -> str:
    if "Text" not in node.get_interfaces():
        return ""
    return Atspi.Text.get_text(node, 0, -1)


def _label(node: Atspi.Accessible) -> str:
    """What it is for: a drop-down is named by its value; its label, or the group around it, says the rest."""
    relations = (one for one in node.get_relation_set() if one.get_relation_type() == Atspi.RelationType.LABELLED_BY)
    said = " ".join(one.get_target(number).get_name() for one in relations for number in range(one.get_n_targets()))
    return said or node.get_parent().get_name()


def _node(node: Atspi.Accessible) -> dict[str, object]:
    states = node.get_state_set()
    held = [name for name, state in STATES.items() if states.contains(state)]
    name, role = node.get_name(), node.get_role_name()
    if role == "combo box":
        name = f"{_label(node)}: {name}"
    found = {"role": role, "name": name, "text": _text(node), "states": held}
    if "showing" in held or role in {"application", "desktop frame"}:
        children = (node.get_child_at_index(number) for number in range(min(node.get_child_count(), CHILDREN)))
        found["children"] = [_node(child) for child in children if child is not None]
    return found


def _tree() -> dict[str, object]:
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    return _node(desktop)


def main() -> None:
    """Answer until the input ends. A window that closes while it is read is read again."""
    Atspi.init()
    for _line in sys.stdin:
        context = GLib.MainContext.default()
        while context.iteration(may_block=False):
            pass
        try:
            answer = _tree()
        except GLib.Error as error:
            answer = {"role": "unreadable", "name": str(error), "text": "", "states": [], "children": []}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
