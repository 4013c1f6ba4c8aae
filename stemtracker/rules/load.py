"""A pack's text becomes a `Pack`, or the list of all its mistakes at once. Never raises, whatever the text.

Neighbors: `reader` and the `read_*` modules read tables, `check` compares them with one another,
`overlay` puts an overlay's tables to those of its pack, `library` finds the files.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from stemtracker.domain.rule_text import text_hash
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Problem
from stemtracker.rules import read_accounts, read_needs, read_tables
from stemtracker.rules.check import check
from stemtracker.rules.contents import pack_tables, playable
from stemtracker.rules.overlay import JOINED, Merged, own_part, touched
from stemtracker.rules.pack import (
    Account,
    Carry,
    Clock,
    FactSpec,
    FigureTable,
    Limit,
    OpenQuestion,
    Overlap,
    Pack,
    PackSource,
    Refuse,
    Same,
    Table,
    Threshold,
)
from stemtracker.rules.read_figures import figure_of
from stemtracker.rules.reader import COMMON, Reader, Sink, shown
from stemtracker.rules.scope import ANCHORS, BUILT_IN_LISTS, FIELDS, FactKind, Scope, nearest

LANGUAGE = 1
_MAX_TEXT = 1_000_000
_FREE = ("limit", "threshold", "refuse", "same", "carry")
TOP = (
    *("pack", "source", "fact", "clock", "window", "figure", "account", "need", "share", "overlap"),
    *("deadline", "note", "question", *_FREE),
)
_TAKEN = frozenset({"today", "true", "false", "item"})
_T = TypeVar("_T", bound=Table)
#: An overlay that could not be taken, and what is wrong with it.
LeftOut = tuple[Pack, tuple[Problem, ...]]


def read_pack(
    text: str, name: str, vocabulary: Vocabulary, base: Pack | None = None
) -> tuple[Pack | None, tuple[Problem, ...]]:
    """The pack, or None with every mistake: file, table, key and remedy. `base` is what an overlay changes."""
    sink = Sink(name)
    raw = _toml(text, sink)
    if raw is None:
        return None, tuple(sink.problems)
    for key in raw:
        if key not in TOP:
            sink.add(key, f"“{shown(key)}” is no kind of table.{nearest(key, TOP)}")
    head = raw.get("pack")
    if isinstance(head, dict) and head.get("changes"):
        pack = _overlay(raw, text, sink, vocabulary, base)
    else:
        pack = _File(raw, text, sink, vocabulary).pack()
    return (None if sink.problems else pack), tuple(sink.problems)


def _overlay(raw: dict[str, object], text: str, sink: Sink, vocabulary: Vocabulary, base: Pack | None) -> Pack | None:
    """What an overlay adds and changes, read as it stands among the tables of the pack that it is for."""
    head = _overlay_head(raw, sink, vocabulary)
    if base is None or base.stands_in or base.id != head["changes"]:
        sink.add("pack.changes", f"There is no pack “{head['changes']}” here to change; bring that one in first.")
        return None
    merged = Merged.of(tomllib.loads(base.text)).also(raw, sink)
    whole = _File(merged.joined(), base.text, sink, vocabulary, merged).pack()
    return own_part(replace(whole, **head, text=text, hash=text_hash(text)), merged.tables)


def _overlay_head(raw: dict[str, object], sink: Sink, vocabulary: Vocabulary) -> dict[str, Any]:
    return read_head(Reader(raw.get("pack"), "pack", sink, Scope(vocabulary, {}, {}, frozenset())))


def effective(pack: Pack, overlays: Sequence[Pack]) -> tuple[Pack, tuple[LeftOut, ...]]:
    """The pack with those overlays on it, and each that could not be taken with what is wrong with it."""
    if pack.stands_in:
        return pack, ()
    found, merged = pack, Merged.of(tomllib.loads(pack.text))
    left_out: list[LeftOut] = []
    for overlay in overlays:
        sink = Sink(overlay.title or overlay.id)
        raw = _toml(overlay.text, sink) or {}
        _overlay_head(raw, sink, pack.vocabulary)
        more = merged.also(raw, sink)
        whole = _File(more.joined(), pack.text, sink, pack.vocabulary, more).pack()
        if sink.problems:
            left_out.append((overlay, tuple(sink.problems)))
        else:
            merged, found = more, replace(whole, touched=touched(whole, more.tables))
    return found, tuple(left_out)


def read_head(head: Reader) -> dict[str, Any]:
    """Who asks, and when that was last seen."""
    changes = head.text("changes")
    language = head.get("language", needed=True)
    if language is not None and language != LANGUAGE:
        head.fault("language", f"This program reads language {LANGUAGE}, not {shown(language)}.")
    if changes and "root" in head.raw:
        head.fault("root", "An overlay keeps the authority's root; what it adds is joined to that.")
    found = {
        "id": head.text("id", needed=True),
        "title": head.text("title", needed=True),
        "changes": changes,
        "authority": head.text("authority", needed=True),
        "jurisdiction": head.text("jurisdiction", needed=not changes),
        "confidence": head.text("confidence"),
        "root": head.text("root", needed=not changes),
        "checked": head.day("checked", needed=True) or date.min,
    }
    if changes and found["id"] == changes:
        head.fault("id", "An overlay needs an id of its own, not that of the pack it changes.")
    head.done()
    return found


def _toml(text: str, sink: Sink) -> dict[str, object] | None:
    if len(text) > _MAX_TEXT:
        sink.add("", "The file is larger than a megabyte; that is no rule pack.")
        return None
    try:
        return tomllib.loads(text)
    except RecursionError:
        sink.add("", "The tables are nested too deeply to be read.")
    except ValueError as trouble:
        sink.add("", f"This is not valid TOML: {str(trouble)[:200]}. Mend that place; then the rest can be checked.")
    return None


class _File:
    """One file while it is read."""

    def __init__(
        self,
        raw: dict[str, object],
        text: str,
        sink: Sink,
        vocabulary: Vocabulary,
        merged: Merged | None = None,
    ) -> None:
        self.raw, self.text, self.sink, self.vocabulary, self.merged = raw, text, sink, vocabulary, merged
        self.scope = self.scope_of()
        self.items = self.items_of()

    def reader(self, raw: object, path: str) -> Reader:
        kind, _, id_ = path.partition(".")
        item = self.items.get(id_) if kind in {"need", "share"} else None
        return Reader(raw, path, self.sink, replace(self.scope, item=item) if item else self.scope)

    def tables(self, kind: str) -> Iterator[tuple[str, object, str]]:
        """Each table of a kind: its id, its raw text, its place. A list holds several texts of one id."""
        raw = self.raw.get(kind)
        if raw is None:
            return
        if not isinstance(raw, dict):
            self.sink.add(kind, f"Write [{kind}] or [{kind}.ID] with keys below it, not {shown(raw)}.")
            return
        for id_, row in raw.items():
            yield id_, row, f"{kind}.{id_}"

    def texts(self, kind: str, read: Callable[[Reader], _T | None]) -> dict[str, tuple[_T, ...]]:
        """All tables of a kind by id, each with its texts in file order."""
        found: dict[str, tuple[_T, ...]] = {}
        for id_, raw, path in self.tables(kind):
            rows = raw if isinstance(raw, list) else [raw]
            read_rows = [read(self.reader(row, path)) for row in rows]
            kept = tuple(replace(table, id=id_) for table in read_rows if table is not None)
            if kept:
                found[id_] = kept
        return found

    def flat(self, kind: str, read: Callable[[Reader], _T | None]) -> tuple[_T, ...]:
        return tuple(table for texts in self.texts(kind, read).values() for table in texts)

    def items_of(self) -> dict[str, FactKind]:
        """What `item` may be in each need below one that is asked for each of several."""
        below = {id_: [r for r in _rows(raw) if isinstance(r, dict)] for id_, raw, _path in self.tables("need")}
        found: dict[str, FactKind] = {}
        for row in (row for rows in below.values() for row in rows if "each" in row):
            over = self.scope.facts.get(str(row.get("over")))
            todo = [row["each"]]
            while todo:
                here = todo.pop()
                if isinstance(here, str) and here not in found:
                    found[here] = FactKind("word", over.words if over else None)
                    for inner in below.get(here, ()):
                        listed = [inner.get("all"), inner.get("any"), [inner.get("each")]]
                        todo += [name for names in listed if isinstance(names, list) for name in names]
        return found

    def scope_of(self) -> Scope:
        facts: dict[str, FactKind] = {}
        lines: dict[str, FactKind] = {}
        for id_, raw, path in self.tables("fact"):
            declared = read_tables.declared(raw, self.vocabulary)
            if declared is None:
                continue
            if id_ in FIELDS or id_ in ANCHORS[1:4] or id_ in BUILT_IN_LISTS or id_ in _TAKEN:
                self.sink.add(path, f"“{id_}” already means something else here; choose another name for this fact.")
            of_line = isinstance(raw, dict) and raw.get("of") == "line"
            (lines if of_line else facts)[id_] = declared
        figures = {id_ for id_, _raw, _path in self.tables("figure")}
        figures |= {
            id_
            for id_, raw, _path in self.tables("need")
            if any("amount" in r for r in _rows(raw) if isinstance(r, dict))
        }
        for id_ in sorted(figures & {*facts, *lines, *FIELDS, *ANCHORS}):
            self.sink.add(f"figure.{id_}", f"“{id_}” is the name of a fact, field or day as well; choose another.")
        meant, written = (self.merged.meant(), frozenset(self.merged.keys)) if self.merged else ({}, frozenset())
        return Scope(self.vocabulary, facts, lines, frozenset(figures), meant, written)

    def pack(self) -> Pack:
        head = self.reader(self.raw.get("pack", {}), "pack")
        if "pack" not in self.raw:
            self.sink.add("pack", "The [pack] table is missing; it says whose rules these are.")
        said = read_head(head)
        specs = self.facts()
        needs = self.texts("need", read_needs.read_need)
        for share_id, shares in self.texts("share", read_needs.read_share).items():
            if share_id in needs:
                self.sink.add(f"share.{share_id}", f"A need is called “{share_id}” as well; choose another name.")
            needs[share_id] = shares
        pack = Pack(
            hash=text_hash(self.text),
            text=self.text,
            vocabulary=self.vocabulary,
            sources=self.sources(),
            facts={name: spec for name, spec in specs.items() if not spec.of_line},
            line_questions={name: spec for name, spec in specs.items() if spec.of_line},
            clock=self.clock(),
            windows=self.texts("window", read_tables.read_window),
            figures=self.figures(),
            accounts=self.accounts(),
            needs=needs,
            overlaps=self.flat("overlap", read_tables.read_overlap),
            deadlines=self.flat("deadline", read_tables.read_deadline),
            notes=self.flat("note", read_tables.read_note),
            questions=self.flat("question", read_tables.read_question),
            **said,
        )
        pack = replace(pack, overlaps=_of_licenses(pack), questions=(*pack.questions, *_table_questions(pack)))
        check(pack, self.sink)
        return pack

    def facts(self) -> dict[str, FactSpec]:
        return {
            id_: replace(read_tables.read_fact(self.reader(raw, path)), name=id_)
            for id_, raw, path in self.tables("fact")
        }

    def sources(self) -> dict[str, PackSource]:
        return {
            id_: replace(read_tables.read_source(self.reader(raw, path)), id=id_)
            for id_, raw, path in self.tables("source")
        }

    def clock(self) -> Clock:
        raw = self.raw.get("clock")
        if raw is None:
            self.sink.add("clock", "The [clock] table is missing; say how long a cycle lasts.")
        return read_tables.read_clock(self.reader(raw if raw is not None else {"none": "lifetime"}, "clock"))

    def figures(self) -> dict[str, tuple[FigureTable, ...]]:
        found: dict[str, tuple[FigureTable, ...]] = {}
        for id_, raw, path in self.tables("figure"):
            outer = self.reader({}, "figure")
            if not isinstance(raw, dict):
                figure = figure_of(outer, raw, id_)
                table = FigureTable(id=id_, figure=figure, path=path) if figure else None
            else:
                table = self.figure_table(raw, id_, path)
            if table:
                found[id_] = (table,)
        return found

    def figure_table(self, raw: dict[str, object], id_: str, path: str) -> FigureTable | None:
        """A figure with the fields that every table has."""
        head = self.reader({key: value for key, value in raw.items() if key in COMMON}, path)
        common = head.common()
        form = {key: value for key, value in raw.items() if key not in COMMON}
        figure = figure_of(self.reader({}, "figure"), form, id_)
        return FigureTable(**common.fields(), figure=figure) if figure else None

    def accounts(self) -> dict[str, tuple[Account, ...]]:
        accounts = self.texts("account", read_accounts.read_account)
        for kind in _FREE:
            for id_, raw, path in self.tables(kind):
                for row in _rows(raw):
                    table = read_accounts.INSIDE[kind](self.reader(row, path))
                    of = self.reader(row, path).names("of") or tuple(accounts)
                    for account in of:
                        if account not in accounts:
                            words = f"No account is called “{account}”.{nearest(account, accounts)}"
                            self.sink.add(f"{path}.of", words)
                    if table:
                        accounts = _given(accounts, of, replace(table, id=id_))
        return accounts


def _rows(raw: object) -> list[object]:
    return raw if isinstance(raw, list) else [raw]


def _given(
    accounts: dict[str, tuple[Account, ...]], of: tuple[str, ...], table: Table
) -> dict[str, tuple[Account, ...]]:
    """The accounts, those named having the table as well."""

    def more(account: Account) -> Account:
        if isinstance(table, Limit):
            return replace(account, limits=(*account.limits, table))
        if isinstance(table, Threshold):
            return replace(account, thresholds=(*account.thresholds, table))
        if isinstance(table, Refuse):
            return replace(account, refuse=(*account.refuse, table))
        if isinstance(table, Same):
            return replace(account, same=(*account.same, table))
        return replace(account, carry=(*account.carry, table)) if isinstance(table, Carry) else account

    return {id_: tuple(more(a) if id_ in of else a for a in texts) for id_, texts in accounts.items()}


def _of_licenses(pack: Pack) -> tuple[Overlap, ...]:
    """The overlaps, those marked that are about licenses: the root alone, or a need of another pack."""
    root = {pack.root}
    if pack.root == JOINED:  # an overlay stands above the authority's root
        root.update(name for need in pack.needs.get(JOINED, ()) for name in need.members[:1])
    return tuple(
        replace(o, of_licenses=(len(o.members) == 1 and o.members[0] in root) or any("/" in m for m in o.members))
        for o in pack.overlaps
    )


def _table_questions(pack: Pack) -> Iterator[OpenQuestion]:
    """What tables leave open becomes a question of its own, touching them."""
    known = {*pack.needs, *playable(pack)}
    for table in pack_tables(pack):
        if table.question and not isinstance(table, OpenQuestion):
            touches = table.members if isinstance(table, Overlap) else (table.id,) if table.id in known else ()
            yield OpenQuestion(id=f"{table.path}", text=table.question, touches=touches, src=table.src)
