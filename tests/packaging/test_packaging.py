"""What is shipped: the self-test from source and frozen, what the frozen program needs and what it must not bring."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tools import setup_env  # noqa: E402 - it lives beside the package, not in it
from tools.app_icon import draw_icon  # noqa: E402


def _self_test(*command: str) -> str:
    done = subprocess.run([*command, "--self-test"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_source_passes_its_self_test() -> None:
    assert "9 of 9 steps went well" in _self_test(sys.executable, "-m", "stemtracker")


def test_the_frozen_program_passes_its_self_test() -> None:
    if not setup_env.frozen().exists():
        pytest.skip("not built yet: python3 dev.py build")
    said = _self_test(str(setup_env.frozen()))
    assert "(frozen)" in said
    assert "9 of 9 steps went well" in said


def _assigned(name: str) -> ast.expr:
    """What `build.spec` assigns to a name."""
    tree = ast.parse((ROOT / "build.spec").read_text(encoding="utf-8"))
    assigned = [node for node in tree.body if isinstance(node, ast.Assign)]
    return next(node.value for node in assigned if ast.unparse(node.targets[0]) == name)


def _excluded() -> set[str]:
    return set(ast.literal_eval(_assigned("EXCLUDED")))


def _unwanted() -> re.Pattern[str]:
    call = _assigned("UNWANTED")
    assert isinstance(call, ast.Call)
    return re.compile(ast.literal_eval(call.args[0]))


@pytest.mark.parametrize(
    "package", ["lxml", "pikepdf", "PIL", "pypdfium2_raw", "python_calamine", "rapidfuzz", "msgspec"]
)
def test_compiled_parts_of_what_is_used_are_shipped(package: str) -> None:
    """What a package carries beside itself (`pikepdf.libs/libqpdf-….so`) is found in the program's folder too."""
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    home = Path(spec.origin).parent
    folders = [home, *home.parent.glob(f"{package.lower()}.libs"), *home.parent.glob("pillow.libs")]
    parts = [path for folder in folders for path in folder.rglob("*.so*")]
    assert parts
    names = [name for path in parts for name in (path.name, path.relative_to(home.parent).as_posix())]
    assert [name for name in names if _unwanted().search(name)] == []


def test_what_is_left_out_is_not_used() -> None:
    graph = grimp.build_graph("stemtracker", include_external_packages=True, cache_dir=None)
    assert graph.modules & _excluded() == set()
    texts = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "stemtracker").rglob("*.py"))
    parts = [name for name in _excluded() if "." in name and name.startswith("PySide6")]
    assert [name for name in parts if name.split(".")[1] in texts] == []


def test_the_icon_can_be_drawn(tmp_path: Path) -> None:
    assert draw_icon(tmp_path / "icon.png").read_bytes().startswith(b"\x89PNG")
