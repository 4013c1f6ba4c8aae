"""Finds rule packs: those shipped with the program and the user's own. Neighbors: `load` reads each file.

A file is read through when its pack is first asked for: a record uses one or two of all there are, and a start
waits for them. `problems`, `packs` and `overlays` read whatever is left.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from stemtracker import paths
from stemtracker.domain.vocabulary import Vocabulary, parse
from stemtracker.errors import Problem, Refused
from stemtracker.rules.load import read_pack
from stemtracker.rules.pack import Pack

_Found = tuple[Pack | None, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a pack or an overlay; id and what it changes are "" where its head can't be read."""

    name: str
    text: str
    id: str
    changes: str


class Library:
    """All packs and overlays by id, and what was wrong with files that could not be taken."""

    def __init__(self, files: Sequence[_File], vocabulary: Vocabulary, unreadable: Sequence[Problem] = ()) -> None:
        self._files, self._vocabulary, self._unreadable = tuple(files), vocabulary, tuple(unreadable)
        self._read: dict[_File, _Found] = {}

    @classmethod
    def shipped(cls, vocabulary: Vocabulary | None = None) -> Library:
        """The packs that come with the program."""
        return cls.load([paths.resource("rules")], vocabulary)

    @classmethod
    def load(cls, folders: Sequence[Path], vocabulary: Vocabulary | None = None) -> Library:
        """The packs of several folders, first come first; a broken file is a problem, never a raise."""
        files: list[_File] = []
        problems: list[Problem] = []
        for folder in folders:
            for path in sorted(folder.glob("*.toml")) if folder.is_dir() else []:
                try:
                    text = path.read_bytes().decode("utf-8")
                except (OSError, UnicodeDecodeError):
                    problems.append(Problem(path.name, "This file can't be read as UTF-8 text; save it as such."))
                else:
                    files.append(_File(path.name, text, *_head(text)))
        words = vocabulary or parse(paths.resource("vocabulary.toml").read_text(encoding="utf-8"))
        return cls(files, words, problems)

    @cached_property
    def packs(self) -> Mapping[str, Pack]:
        """Every pack that could be taken."""
        return {id_: pack for id_ in dict.fromkeys(f.id for f in self._files) if (pack := self._pack(id_))}

    @cached_property
    def overlays(self) -> Mapping[str, Pack]:
        """Every overlay that could be taken."""
        return {pack.id: pack for file in reversed(self._files) if file.changes and (pack := self._taken(file))}

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong with files that could not be taken."""
        found = list(self._unreadable)
        shelves: dict[bool, set[str]] = {True: set(), False: set()}
        for file in sorted(self._files, key=lambda f: bool(f.changes)):
            pack, problems = self._through(file)
            found += problems
            shelf = shelves[bool(file.changes)]
            if pack is not None and pack.id in shelf:
                text = f"Another file already has the id “{pack.id}”; change it."
                found.append(Problem(f"{file.name}: pack.id", text))
            elif pack is not None:
                shelf.add(pack.id)
        return tuple(found)

    def ids(self) -> tuple[str, ...]:
        """The ids of all packs, in order."""
        return tuple(sorted(self.packs))

    def __contains__(self, id_: str) -> bool:
        return self._pack(id_) is not None

    def pack(self, id_: str) -> Pack:
        """The pack of that id; refused where there is none."""
        found = self._pack(id_)
        if found is None:
            raise Refused.at("pack", f"No rule pack is called “{id_}”. Known are: {', '.join(self.ids()) or 'none'}.")
        return found

    def overlays_for(self, id_: str) -> tuple[Pack, ...]:
        """The overlays that change the pack of that id."""
        changing = {f.id for f in self._files if f.changes == id_}
        return tuple(o for o in self.overlays.values() if o.changes == id_) if changing else ()

    def _pack(self, id_: str) -> Pack | None:
        """The first pack of that id that can be taken."""
        return next((p for f in self._files if f.id == id_ and not f.changes and (p := self._taken(f))), None)

    def _taken(self, file: _File) -> Pack | None:
        return self._through(file)[0]

    def _through(self, file: _File) -> _Found:
        """The file read through, once."""
        if file not in self._read:
            base = self._pack(file.changes) if file.changes else None
            self._read[file] = read_pack(file.text, file.name, self._vocabulary, base)
        return self._read[file]


def _head(text: str) -> tuple[str, str]:
    """The id of a pack and what an overlay changes; "" for what is not there, or where the text is no TOML.

    Only the first table is parsed where that will do: a pack begins with it.
    """
    head = _table(text[: text.find("\n[", text.find("[pack]") + 1)]) or _table(text)
    id_, changes = head.get("id"), head.get("changes")
    return (id_ if isinstance(id_, str) else ""), (changes if isinstance(changes, str) else "")


def _table(text: str) -> Mapping[str, object]:
    """The table `pack` of a text; empty where there is none."""
    try:
        head = tomllib.loads(text).get("pack")
    except (ValueError, RecursionError):
        return {}
    return head if isinstance(head, dict) else {}
