"""Finds rule packs: those shipped with the program and the user's own. Neighbors: `load` reads each file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stemtracker import paths
from stemtracker.domain.vocabulary import Vocabulary, parse
from stemtracker.errors import Problem, Refused
from stemtracker.rules.load import read_pack
from stemtracker.rules.pack import Pack


@dataclass(frozen=True)
class Library:
    """All packs and overlays by id, and what was wrong with files that could not be taken."""

    packs: Mapping[str, Pack]
    overlays: Mapping[str, Pack] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @classmethod
    def shipped(cls, vocabulary: Vocabulary | None = None) -> Library:
        """The packs that come with the program."""
        return cls.load([paths.resource("rules")], vocabulary)

    @classmethod
    def load(cls, folders: Sequence[Path], vocabulary: Vocabulary | None = None) -> Library:
        """The packs of several folders, first come first; a broken file is a problem, never a raise."""
        words = vocabulary or parse(paths.resource("vocabulary.toml").read_text(encoding="utf-8"))
        texts: list[tuple[str, str]] = []
        problems: list[Problem] = []
        for folder in folders:
            for path in sorted(folder.glob("*.toml")) if folder.is_dir() else []:
                try:
                    texts.append((path.name, path.read_bytes().decode("utf-8")))
                except (OSError, UnicodeDecodeError):
                    problems.append(Problem(path.name, "This file can't be read as UTF-8 text; save it as such."))
        packs: dict[str, Pack] = {}
        overlays: dict[str, Pack] = {}
        for name, text in sorted(texts, key=lambda t: bool(_changes(t[1]))):
            base = packs.get(_changes(text))
            pack, found = read_pack(text, name, words, base)
            problems += found
            if pack is None:
                continue
            shelf = overlays if pack.changes else packs
            if pack.id in shelf:
                problems.append(Problem(f"{name}: pack.id", f"Another file already has the id “{pack.id}”; change it."))
            else:
                shelf[pack.id] = pack
        return cls(packs, overlays, tuple(problems))

    def ids(self) -> tuple[str, ...]:
        """The ids of all packs, in order."""
        return tuple(sorted(self.packs))

    def pack(self, id_: str) -> Pack:
        """The pack of that id; refused where there is none."""
        if id_ not in self.packs:
            raise Refused.at("pack", f"No rule pack is called “{id_}”. Known are: {', '.join(self.ids()) or 'none'}.")
        return self.packs[id_]

    def overlays_for(self, id_: str) -> tuple[Pack, ...]:
        """The overlays that change the pack of that id."""
        return tuple(o for o in self.overlays.values() if o.changes == id_)


def _changes(text: str) -> str:
    """What an overlay changes; empty for a pack (and for a text that is no TOML)."""
    try:
        head = tomllib.loads(text).get("pack")
    except (ValueError, RecursionError):
        return ""
    changes = head.get("changes") if isinstance(head, dict) else None
    return changes if isinstance(changes, str) else ""
