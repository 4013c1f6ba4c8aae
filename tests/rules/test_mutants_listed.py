"""The changes of the engine that no test notices are listed with the reason; each list speaks of the code as it is.

A change that is listed stands under the name that mutmut gives it; what it changes must still stand in that function.
"""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LISTS = sorted(Path(__file__).parent.glob("mutants_*.toml"))
#: "package.module.x_function__mutmut_7", and for methods "package.module.xǁClassǁmethod__mutmut_7".
NAME = re.compile(r"(?P<module>[\w.]+)\.(?:x_(?P<function>\w+?)|xǁ(?P<class_>\w+)ǁ(?P<method>\w+?))__mutmut_\d+")
#: The lists, and every change in them: where it is listed, its name, what is said of it.
ENTRIES = [
    (path.name, name, entry)
    for path in LISTS
    for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items()
]


def spoken_of(name: str) -> str:
    """The source of the function that a change is one of; "" where there is none."""
    found = NAME.fullmatch(name)
    if not found:
        return ""
    path = ROOT.joinpath(*found["module"].split(".")).with_suffix(".py")
    if not path.is_file():
        return ""
    text = path.read_text(encoding="utf-8")
    body: list[ast.stmt] = ast.parse(text).body
    if found["class_"]:
        body = next((node.body for node in body if isinstance(node, ast.ClassDef) and node.name == found["class_"]), [])
    wanted = found["function"] or found["method"]
    functions = (node for node in body if isinstance(node, ast.FunctionDef) and node.name == wanted)
    return next((ast.get_source_segment(text, node) or "" for node in functions), "")


def words(text: str) -> str:
    """The text without a difference between ways to break its lines."""
    return " ".join(text.split())


@pytest.mark.parametrize(("list_", "name", "entry"), ENTRIES, ids=[name for _list, name, _entry in ENTRIES])
def test_a_listed_change_is_one_of_the_code_as_it_is(list_: str, name: str, entry: dict[str, str]) -> None:
    source = spoken_of(name)
    assert source, f"{list_}: no such function any more; make the list anew"
    assert words(entry["before"]) in words(source), f"{list_}: this no longer stands in the function"
    assert entry["before"] != entry["after"]
    assert len(entry["why"].split()) > 4, f"{list_}: say why no behavior can tell"
    assert entry.keys() == {"before", "after", "why"}


def test_the_windows_and_the_worth_of_activities_are_listed() -> None:
    assert "mutants_windows.toml" in [path.name for path in LISTS]
