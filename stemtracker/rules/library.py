"""Finds rule packs: those shipped with the program, the user's own files, and the texts that a record goes by.

A file is read through when its pack is first asked for: a record uses one or two of all there are, and a start
waits for them. `problems`, `packs` and `overlays` read whatever is left. A record's own text of a pack comes before
any file; where this program can't read it, a pack that says so stands in for it. Neighbors: `load` reads each text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from stemtracker import paths
from stemtracker.domain.rule_text import StoredText, TextKind, text_hash
from stemtracker.domain.vocabulary import Vocabulary, parse
from stemtracker.errors import Problem, Refused
from stemtracker.rules.load import effective, read_pack
from stemtracker.rules.pack import Pack
from stemtracker.rules.stand_in import stand_in

_Found = tuple[Pack | None, tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a pack or an overlay; id and what it changes are "" where its head can't be read."""

    name: str
    toml: str
    id: str
    changes: str
    #: The pack as the record knows it, where the text is of a record.
    stored: StoredText | None = None

    @classmethod
    def of(cls, stored: StoredText) -> Text:
        """A text of a record."""
        return cls(stored.title or stored.pack_id, stored.toml, stored.pack_id, stored.changes, stored)


class Library:
    """All packs and overlays by id, and what was wrong with files that could not be taken."""

    def __init__(self, files: Sequence[Text], vocabulary: Vocabulary, unreadable: Sequence[Problem] = ()) -> None:
        self.files, self.vocabulary, self._unreadable = tuple(files), vocabulary, tuple(unreadable)
        self._texts, self._past = self.files, dict[str, Text]()
        self.asked_for: frozenset[str] = frozenset()
        self._read: dict[tuple[str, str], _Found] = {}
        self._effective: dict[str, Pack] = {}

    @classmethod
    def shipped(cls, vocabulary: Vocabulary | None = None) -> Library:
        """The packs that come with the program."""
        return cls.load([paths.resource("rules")], vocabulary)

    @classmethod
    def load(cls, folders: Sequence[Path], vocabulary: Vocabulary | None = None) -> Library:
        """The packs of several folders, first come first; a broken file is a problem, never a raise."""
        files: list[Text] = []
        problems: list[Problem] = []
        for folder in folders:
            for path in sorted(folder.glob("*.toml")) if folder.is_dir() else []:
                try:
                    text = path.read_bytes().decode("utf-8")
                except (OSError, UnicodeDecodeError):
                    problems.append(Problem(path.name, "This file can't be read as UTF-8 text; save it as such."))
                else:
                    files.append(Text(path.name, text, *_head(text)))
        words = vocabulary or parse(paths.resource("vocabulary.toml").read_text(encoding="utf-8"))
        return cls(files, words, problems)

    def with_texts(self, stored: Sequence[StoredText], asked_for: Collection[str] = ()) -> Library:
        """The same for a record that has these texts, and licenses renewed by these packs."""
        library = Library(self.files, self.vocabulary, self._unreadable)
        library._read = self._read
        library.asked_for = frozenset(asked_for)
        current = [Text.of(text) for text in stored if text.kind != TextKind.KEPT]
        library._texts = (*current, *self.files)
        library._past = {text.hash: Text.of(text) for text in stored}
        return library

    @cached_property
    def packs(self) -> Mapping[str, Pack]:
        """Every pack that could be taken."""
        return {id_: pack for id_ in dict.fromkeys(f.id for f in self._texts) if (pack := self._pack(id_))}

    @cached_property
    def overlays(self) -> Mapping[str, Pack]:
        """Every overlay that could be taken."""
        return {pack.id: pack for file in reversed(self._texts) if file.changes and (pack := self._taken(file))}

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What was wrong with files that could not be taken."""
        found = list(self._unreadable)
        shelves: dict[bool, set[str]] = {True: set(), False: set()}
        for file in sorted(self.files, key=lambda f: bool(f.changes)):
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
        if found is not None:
            return found
        if id_ in self.asked_for:
            return stand_in(id_, id_, "", self.vocabulary, _MISSING)
        raise Refused.at("pack", f"No rule pack is called “{id_}”. Known are: {', '.join(self.ids()) or 'none'}.")

    def past(self, id_: str, hash_: str) -> Pack | None:
        """The pack or overlay of that id in the text of that hash, wherever it is."""
        found = self._text(id_, hash_)
        return self._taken(found) if found else None

    def as_it_was(self, texts: Iterable[tuple[str, str]]) -> Library:
        """By these texts of packs, by id and hash, and of overlays by no others; what is nowhere stays as it is now."""
        asked = tuple(texts)
        library = Library(self.files, self.vocabulary, self._unreadable)
        library._read, library._past = self._read, self._past
        library.asked_for = self.asked_for.union(id_ for id_, _hash in asked)
        then = [text for id_, hash_ in asked if (text := self._text(id_, hash_))]
        library._texts = (*then, *(text for text in self._texts if not text.changes))
        return library

    def _text(self, id_: str, hash_: str) -> Text | None:
        """The text of that id and hash: the record's own, or that of a file."""
        kept = self._past.get(hash_)
        here = [kept] if kept else [text for text in self.files if text_hash(text.toml) == hash_]
        return next((text for text in here if text.id == id_), None)

    def file(self, id_: str) -> Pack | None:
        """The pack of that id as the files have it, whatever the record has."""
        return next((p for f in self.files if f.id == id_ and not f.changes and (p := self._taken(f))), None)

    def overlays_for(self, id_: str) -> tuple[Pack, ...]:
        """The overlays that change the pack of that id, in order."""
        if not any(text.changes == id_ for text in self._texts):
            return ()
        return tuple(sorted((o for o in self.overlays.values() if o.changes == id_), key=lambda o: o.id))

    def effective(self, id_: str) -> Pack:
        """The pack with what overlays add to it."""
        if id_ not in self._effective:
            pack, overlays = self.pack(id_), self.overlays_for(id_)
            self._effective[id_] = effective(pack, overlays)[0] if overlays else pack
        return self._effective[id_]

    def _pack(self, id_: str) -> Pack | None:
        """The first pack of that id that can be taken."""
        return next((p for f in self._texts if f.id == id_ and not f.changes and (p := self._taken(f))), None)

    def _taken(self, text: Text) -> Pack | None:
        pack, problems = self._through(text)
        if pack is not None or text.stored is None:
            return pack
        found = stand_in(text.id, text.name, text.toml, self.vocabulary, _unreadable(problems))
        return replace(found, changes=text.changes)

    def _through(self, text: Text) -> _Found:
        """The text read through, once."""
        base = self._pack(text.changes) if text.changes else None
        key = (text.toml, base.hash if base else "")
        if key not in self._read:
            self._read[key] = read_pack(text.toml, text.name, self.vocabulary, base)
        return self._read[key]


_MISSING = (
    "The rules that this license is renewed by are not here: the record has no text of them, and none comes with the "
    "program. Bring them in, or choose other rules for it."
)


def _unreadable(problems: Sequence[Problem]) -> str:
    first = problems[0] if problems else Problem("", "")
    return (
        "The record’s text of these rules can’t be read by this version of the program: "
        f"{first.field}: {first.message} Update the program, or bring in another text of these rules."
    )


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
