"""Changes one figure, date or policy of a pack at a time: the nearest wrong pack that someone could have written.

Neighbors: `test_pack_mutants` asks whether an example notices each of them.
"""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

#: Texts for people, names and references: nothing is reckoned from them.
WORDS = {"title", "ask", "why", "text", "url", "question", "note", "reason", "doubt", "src", "mark", "kind", "date"}
WORDS |= {"late", "evidence", "touches", "other_figure", "id", "authority", "jurisdiction", "confidence", "choices"}
WORDS |= {"type", "root", "members", "all", "any", "of", "inside", "unit", "window", "checked", "language", "src"}
#: A policy and the one next to it.
NEIGHBORS = {
    ("otherwise", "none"): "unknown",
    ("otherwise", "unknown"): "none",
    ("counts_from", "attended"): "claimed",
    ("scope", "total too"): "topic",
    ("scope", "topic"): "total too",
    ("policy", "shared"): "split",
    ("policy", "split"): "shared",
    ("policy", "unknown"): "shared",
    ("next_start", "old expiry"): "filing",
    ("per", "window"): "line",
    ("amount", "some"): "1",
    ("amount", "unknown"): "0",
    ("at_most", "unknown"): "0",
    ("give", "unknown"): "0 each",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_YEAR = re.compile(r"year from (\d\d)-(\d\d)")
_NUMBER = re.compile(r"(?<![\w.-])(\d+(?:\.\d+)?)(?![\w.-]|\s*(?:h|min)?\d)")


@dataclass(frozen=True)
class Change:
    """One change: where, from what to what, and the text of the pack that has it."""

    path: str
    before: str
    after: str
    text: str
    #: The words of the table it stands in, which tell what examples are about it.
    about: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """As the survivors are listed."""
        return f"{self.path}: {self.before} -> {self.after}"


def changes(path: Path) -> Iterator[Change]:
    """Every change of a pack's file."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    for trail, key, value in _reckoned(raw):
        for after in _altered(key, value):
            changed = copy.deepcopy(raw)
            _put(changed, trail, after)
            yield Change(_said(raw, trail), _text(value), _text(after), dump(changed), _about(raw, trail))
    yield from _other_days(raw)
    yield from _without(raw)


def _without(raw: dict[str, Any]) -> Iterator[Change]:
    """The pack without one limit, refusal, threshold, way to earn or condition; without one word of a list."""
    for account, table in raw.get("account", {}).items():
        for kind in ("earn", "limit", "threshold", "refuse"):
            for index, row in enumerate(table.get(kind, [])):
                changed = copy.deepcopy(raw)
                del changed["account"][account][kind][index]
                yield Change(f"account.{account}.{kind}.{row['id']}", "there", "left out", dump(changed), _words(row))
    for trail, key, value in _reckoned(raw):
        if key in {"when", "match"} and trail[0] != "fact":
            for word in _listed(value):
                changed = copy.deepcopy(raw)
                _put(changed, trail, word[1])
                yield Change(_said(raw, trail), word[0], "left out", dump(changed), frozenset({word[0]}))
        if key == "when" and trail[0] in {"need", "account"}:
            changed = copy.deepcopy(raw)
            _put(changed, trail, "true")
            yield Change(_said(raw, trail), value, "true", dump(changed), _about(raw, trail))


def _listed(text: str) -> Iterator[tuple[str, str]]:
    """Each word of the lists `in (…)`, and the text without it."""
    for found in re.finditer(r"in \(([a-z_]+(?:, [a-z_]+)+)\)", text):
        words = found[1].split(", ")
        for word in words:
            left = ", ".join(w for w in words if w != word)
            yield word, f"{text[: found.start()]}in [{left}]{text[found.end() :]}"


def _other_days(raw: dict[str, Any]) -> Iterator[Change]:
    """Texts that follow one another, the change between them a day later or earlier."""
    for id_, texts in raw["need"].items():
        for step in (1, -1) if isinstance(texts, list) else ():
            changed = copy.deepcopy(raw)
            for text in changed["need"][id_]:
                text |= {key: _moved(text[key], step) for key in ("from", "until") if key in text}
            yield Change(f"need.{id_}", "the day of the change", f"{step:+} day", dump(changed))


def _moved(text: str, days: int) -> str:
    return _DAY.sub(lambda found: (date.fromisoformat(found[0]) + timedelta(days=days)).isoformat(), text)


def leaves(raw: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """Each value that the rules reckon with: its place, its key, the value."""
    for trail, key, value in _reckoned(raw):
        yield _said(raw, trail), key, value


def numeric(key: str) -> bool:
    """Whether numbers under that key are figures (a fact's name in a condition is none)."""
    return key not in {"when", "default"}


def _reckoned(raw: dict[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str, Any]]:
    return _leaves({kind: tables for kind, tables in raw.items() if kind not in {"pack", "source", "note", "question"}})


def _leaves(value: Any, trail: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str, Any]]:
    if isinstance(value, dict):
        ids = len(trail) == 1 and trail != ("clock",)
        for key, inner in value.items():
            if ids or not trail or key not in WORDS:
                yield from _leaves(inner, (*trail, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*trail, index))
    else:
        yield trail, next(str(part) for part in reversed(trail) if isinstance(part, str)), value


def _altered(key: str, value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
        if value:
            yield value - 1
    elif isinstance(value, date):
        yield value + timedelta(days=1)
    elif isinstance(value, str):
        if (key, value) in NEIGHBORS:
            yield NEIGHBORS[key, value]
        yield from _numbers(value)


def _numbers(text: str) -> Iterator[str]:
    """The text with each of its numbers one more and one less, each of its days one later and one earlier."""
    for found in _DAY.finditer(text):
        for step in (1, -1):
            day = date.fromisoformat(found[0]) + timedelta(days=step)
            yield text[: found.start()] + day.isoformat() + text[found.end() :]
    for found in _YEAR.finditer(text):
        yield f"year from {found[1]}-{int(found[2]) + 1:02}"
    if _DAY.search(text) or _YEAR.search(text):
        return
    for found in _NUMBER.finditer(text):
        whole, _, below = found[1].partition(".")
        for step in (1, -1):
            number = int(whole) + step
            if number >= 0:
                yield text[: found.start()] + f"{number}{'.' + below if below else ''}" + text[found.end() :]


def _about(raw: Any, trail: tuple[str | int, ...]) -> frozenset[str]:
    """The words of the innermost row or table that the place lies in."""
    for part in trail[:-1]:
        raw = raw[part]
        if isinstance(raw, dict) and {"id", "title"} & set(raw):
            return _words(raw) if "earn" not in raw else frozenset()
    return _words(raw)


def _words(table: Any) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z_]{3,}", str(table).lower()))


def _put(raw: Any, trail: tuple[str | int, ...], value: Any) -> None:
    for part in trail[:-1]:
        raw = raw[part]
    raw[trail[-1]] = value


def _said(raw: Any, trail: tuple[str | int, ...]) -> str:
    """The place in words: rows of a list are named by their id."""
    said = []
    for part in trail:
        raw = raw[part]
        named = isinstance(part, int) and isinstance(raw, dict) and raw.get("id")
        said.append(str(named or part))
    return ".".join(said)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)


def dump(value: Any) -> str:
    """The tables as TOML again: one inline value per line of the top."""
    lines = []
    for kind, tables in value.items():
        if kind in {"pack", "clock"}:
            lines.append(f"[{kind}]")
            lines += [f"{key} = {_inline(inner)}" for key, inner in tables.items()]
        else:
            lines.append(f"[{kind}]")
            lines += [f"{json.dumps(id_)} = {_inline(table)}" for id_, table in tables.items()]
    return "\n".join(lines) + "\n"


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_inline(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(inner) for inner in value) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
