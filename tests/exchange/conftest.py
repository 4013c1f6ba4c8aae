"""The shipped vocabulary, and files written as people's programs write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stemtracker import paths
from stemtracker.domain import vocabulary as words
from stemtracker.domain.vocabulary import Vocabulary


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return words.parse(paths.resource("vocabulary.toml").read_text(encoding="utf-8"))


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    def save(text: str | bytes, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return save
