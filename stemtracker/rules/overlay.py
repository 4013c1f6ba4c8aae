"""What a district or its holder adds to an authority's rules: the tables of both as those of one pack. Pure.

A table whose id the authority has replaces the fields it names; any other is added. Nothing can be taken away.
What the authority wrote goes on meaning the authority's figures: a fifth of the hours stays a fifth of what the
authority asks. Neighbors: `load` reads the result like any pack, `assess` answers under both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from stemtracker.rules.contents import tables_of
from stemtracker.rules.figures import exprs
from stemtracker.rules.pack import Account, Need, Pack, Table
from stemtracker.rules.read_accounts import INSIDE
from stemtracker.rules.read_needs import FORMS
from stemtracker.rules.reader import COMMON, Sink, exact, shown

Raw = dict[str, Any]
_T = TypeVar("_T")
_Table = TypeVar("_Table", bound=Table)
#: The id of the need that joins the authority's root and what was added.
JOINED = "with_overlay"
_ONE = ("pack", "clock")
#: Keys that a table has one of, by kind.
_EITHER: Mapping[str, tuple[str, ...]] = {"need": FORMS, "share": ("at_least", "at_most")}
#: What makes a table what it is, by kind: it can't become another.
_FIXED: Mapping[str, tuple[str, ...]] = {"fact": ("type", "of"), "account": ("unit",)}
#: Lists of what is asked, or who shares: they can only grow.
_GROWING: Mapping[str, tuple[str, ...]] = {"need": ("all", "any"), "overlap": ("members",)}


@dataclass(slots=True)
class Merged:
    """The tables of an authority and of overlays on it, by kind and id."""

    raw: Raw
    #: The needs and figures of the authority as it wrote them.
    authority: Raw
    #: Where overlays wrote: tables, and the keys in them.
    tables: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, raw: Raw) -> Merged:
        """An authority's tables before any overlay."""
        whole = deepcopy(raw)
        for kind, tables in whole.items():
            if kind == "figure":
                whole[kind] = {id_: _figure(row) for id_, row in tables.items()}
            elif kind == "account":
                for row in (row for text in tables.values() for row in _texts(text)):
                    row |= {key: _rows(row[key]) for key in INSIDE if key in row}
        return cls(whole, {kind: deepcopy(whole.get(kind, {})) for kind in ("need", "share", "figure")})

    def also(self, overlay: Raw, sink: Sink) -> Merged:
        """The same with an overlay; its mistakes are noted."""
        merged = Merged(deepcopy(self.raw), self.authority, set(self.tables), set(self.keys))
        _Merger(merged, sink).run(overlay)
        return merged

    def joined(self) -> Raw:
        """The tables with what was added below a root of its own, and the authority's figures under their own names."""
        raw = deepcopy(self.raw)
        for name, hidden in self.meant().items():
            raw.setdefault("figure", {})[hidden] = self.stated(name)
        known = {*self.authority["need"], *self.authority["share"]}
        named = {id_ for path in self.tables if path.startswith("need.") for id_ in self.members(path[5:])}
        added = [id_ for kind in ("need", "share") for id_ in raw.get(kind, {}) if id_ not in {*known, *named}]
        root = raw["pack"].get("root")
        if added and isinstance(root, str):
            join = next(id_ for id_ in (JOINED, *(f"{JOINED}_{n}" for n in range(2, 99))) if id_ not in raw["need"])
            below = _texts(raw["need"].get(root, {}))[0]
            title = below.get("title") or root.replace("_", " ").capitalize()
            raw["need"][join] = {"all": [root, *added], "title": f"{title}, with what was added"}
            raw["pack"] = {**raw["pack"], "root": join}
        return raw

    def members(self, id_: str) -> Iterator[str]:
        """The needs that a need names as its parts."""
        for text in _texts(self.raw["need"].get(id_, {})):
            for key in ("all", "any", "each"):
                named = text.get(key) if isinstance(text, dict) else None
                yield from [named] if isinstance(named, str) else [n for n in named or () if isinstance(n, str)]

    def meant(self) -> dict[str, str]:
        """Figures that an overlay changed, and the names under which the authority's own texts go on finding theirs."""
        asked = (id_ for id_, row in self.authority["need"].items() if any("amount" in text for text in _texts(row)))
        changed = [id_ for id_ in asked if f"need.{id_}.amount" in self.keys]
        forms = ("is", "between", "one_of", "adjust")
        changed += [id_ for id_ in self.authority["figure"] if any(f"figure.{id_}.{f}" in self.keys for f in forms)]
        return {id_: f"{id_} of the authority" for id_ in changed}

    def stated(self, name: str) -> object:
        """The authority's figure of that name, its texts as cases."""
        if name in self.authority["figure"]:
            return self.authority["figure"][name]
        texts = _texts(self.authority["need"][name])
        dated = [{"is": t["amount"], **{k: t[k] for k in ("from", "until") if k in t}} for t in texts if "amount" in t]
        return dated if len(dated) > 1 else dated[0]["is"]


def touched(pack: Pack, tables: set[str]) -> frozenset[str]:
    """The needs that overlays changed: their own tables, or what they count by."""
    accounts = {id_ for id_, texts in pack.accounts.items() if _account_touched(texts, tables)}
    windows = {id_ for id_, texts in pack.windows.items() if any(t.path in tables for t in texts)}
    windows_of = {id_: texts[0].window for id_, texts in pack.accounts.items()}
    figures = {id_ for id_, texts in pack.figures.items() if any(t.path in tables for t in texts)}
    shared = {m for overlap in pack.overlaps if overlap.path in tables for m in overlap.members}

    def changed(need: Need) -> bool:
        counted_in = need.window or windows_of.get(need.of, "")
        named = {name for e in (exprs(need.amount) if need.amount else ()) for name in e.figures}
        return need.path in tables or need.of in accounts or counted_in in windows or bool(named & figures)

    found = {id_ for id_, texts in pack.needs.items() if id_ in shared or any(map(changed, texts))}
    return frozenset(found | ({pack.root} if pack.root.startswith(JOINED) else set()))


def own_part(whole: Pack, tables: set[str]) -> Pack:
    """Of a pack with an overlay on it, what the overlay wrote."""

    def texts(kind: str, among: Mapping[str, _T]) -> dict[str, _T]:
        return {id_: found for id_, found in among.items() if f"{kind}.{id_}" in tables}

    def mine(among: tuple[_Table, ...]) -> tuple[_Table, ...]:
        return tuple(table for table in among if table.path in tables)

    return replace(
        whole,
        sources=texts("source", whole.sources),
        facts=texts("fact", whole.facts),
        line_questions=texts("fact", whole.line_questions),
        windows=texts("window", whole.windows),
        figures=texts("figure", whole.figures),
        accounts={id_: a for id_, a in whole.accounts.items() if _account_touched(a, tables)},
        needs={**texts("need", whole.needs), **texts("share", whole.needs)},
        overlaps=mine(whole.overlaps),
        deadlines=mine(whole.deadlines),
        notes=mine(whole.notes),
        questions=mine(whole.questions),
    )


def _account_touched(texts: tuple[Account, ...], tables: set[str]) -> bool:
    return any(t.path in tables for a in texts for t in (a, *tables_of(a)))


class _Merger:
    """Puts one overlay's tables to those that are there."""

    def __init__(self, merged: Merged, sink: Sink) -> None:
        self.merged, self.raw, self.sink = merged, merged.raw, sink

    def run(self, overlay: Raw) -> None:
        for kind, tables in overlay.items():
            if kind == "clock" and isinstance(tables, dict):
                self.table("clock", "clock", self.raw, "clock", tables)
            elif kind in _ONE:
                continue
            elif not isinstance(tables, dict):
                self.sink.add(kind, f"Write [{kind}.ID] with keys below it, not {shown(tables)}.")
            else:
                for id_, row in tables.items():
                    self.one(kind, id_, row)

    def one(self, kind: str, id_: str, row: object) -> None:
        """A table at the top of the file."""
        path = f"{kind}.{id_}"
        if kind == "figure":
            row = _figure(row)
        if kind == "account" and isinstance(row, dict):
            row = self.account(id_, dict(row))
            if set(row) <= {"reason"} and id_ in self.raw.get("account", {}):
                return
        elif kind in INSIDE and id_ not in self.raw.get(kind, {}):
            for name, inner, index in self.inside(kind, id_):
                self.table(kind, f"account.{name}.{kind}.{id_}", inner, index, row)
                return
        self.table(kind, path, self.raw.setdefault(kind, {}), id_, row)

    def account(self, id_: str, row: Raw) -> Raw:
        """What an account's table says of itself; what stands inside it is merged by id, if the account is known."""
        if id_ not in self.raw.get("account", {}):
            return row
        for kind in INSIDE:
            written = row.pop(kind, [])
            if not isinstance(written, (list, dict)):
                self.sink.add(f"account.{id_}.{kind}", f"Write a list of tables, not {shown(written)}.")
            for inner in _rows(written):
                self.inner(kind, id_, inner)
        return row

    def inner(self, kind: str, account: str, row: object) -> None:
        """A table inside an account that the authority has."""
        name = row.get("id") if isinstance(row, dict) else None
        if not isinstance(name, str):
            self.sink.add(f"account.{account}.{kind}", "Give each of these tables an id: by it they change or add.")
            return
        path = f"account.{account}.{kind}.{name}"
        for _name, rows, index in self.inside(kind, name, account):
            self.table(kind, path, rows, index, row)
            return
        if name in self.raw.get(kind, {}):
            self.table(kind, f"{kind}.{name}", self.raw[kind], name, row)
            return
        for text in _texts(self.raw["account"][account]):
            self.table(kind, path, text.setdefault(kind, []), None, row)

    def inside(self, kind: str, id_: str, account: str = "") -> Iterator[tuple[str, list[Any], int]]:
        """Where tables of that id stand inside accounts."""
        for name, texts in self.raw.get("account", {}).items():
            for text in _texts(texts) if account in {"", name} else ():
                rows = text.get(kind, []) if isinstance(text, dict) else []
                found = [i for i, row in enumerate(rows) if isinstance(row, dict) and row.get("id") == id_]
                yield from ((name, rows, index) for index in found)

    def table(self, kind: str, path: str, among: Any, at: Any, row: object) -> None:
        """Put a table in its place: over the one that is there, or as a new one."""
        rows = row if isinstance(row, list) else [row]
        for text in rows:
            if kind != "source" and not (isinstance(text, dict) and str(text.get("reason") or "").strip()):
                said = 'Every table of an overlay says why it is added: reason = "…".'
                self.sink.add(f"{path}.reason", said)
        self.merged.tables.add(path)
        self.merged.keys |= {f"{path}.{key}" for text in rows if isinstance(text, dict) for key in text}
        if at is None:
            among.append(row)
        elif isinstance(among, dict) and not _texts(among.get(at, [])):
            among[at] = row
        elif isinstance(row, dict):
            before = among[at]
            refused = set(self.refused(kind, path, _texts(before)[0], row))
            row = {key: value for key, value in row.items() if key not in refused}
            texts = [_over(kind, text, row) for text in _texts(before)]
            among[at] = texts if isinstance(before, list) else texts[0]
        else:
            self.sink.add(path, "The authority has a table of this id; write one table, whose fields replace its own.")

    def refused(self, kind: str, path: str, before: Raw, row: Raw) -> Iterator[str]:
        """The keys that would make something else of a table, or leave out what the authority asks."""
        for key in row:
            words = _refusal(kind, key, before, row)
            if words:
                self.sink.add(f"{path}.{key}", words)
                yield key


def _refusal(kind: str, key: str, before: Raw, row: Raw) -> str:
    """Why an overlay can't write that key over what the authority wrote; "" where it can."""
    here, there = row[key], before.get(key)
    forms = _EITHER.get(kind, ())
    form = next((form for form in forms if form in before), key)
    if key in forms and key != form:
        return f"The authority's table says “{form}”, this “{key}”; give the new one another id."
    if key in _FIXED.get(kind, ()) and here != there:
        return f"An overlay can't change this; the authority says {shown(there or 'nothing')}."
    if key in _GROWING.get(kind, ()) and isinstance(there, list) and isinstance(here, list):
        missing = [name for name in there if name not in here]
        return f"An overlay can only add; name “{missing[0]}” as well, as the authority does." if missing else ""
    return ""


def _over(kind: str, before: Raw, row: Raw) -> Raw:
    if kind == "figure" and any(key not in {*COMMON, "adjust"} for key in row):
        before = {key: value for key, value in before.items() if key in {*COMMON, "adjust"}}
    return {**before, **row, **_more(before, row)}


def _more(before: Raw, row: Raw) -> Raw:
    """What a need asks: a number of an overlay's own never makes it less than the authority's."""
    keys = (key for key in ("amount", "count") if key in before and exact(row.get(key)) is not None)
    return {key: _least(before[key], row[key]) for key in keys}


def _least(there: object, here: int | str) -> object:
    """The authority's figure, or the other where that is more; what is no plain number gives way."""
    if isinstance(there, list):
        return [{**case, "is": _least(case.get("is"), here)} if isinstance(case, dict) else case for case in there]
    stated, other = exact(there), exact(here)
    if stated is not None and other is not None:
        return there if other < stated else here
    return f"max({there}, {here})" if isinstance(there, str) and there not in {"some", "unknown"} else here


def _figure(row: object) -> object:
    """A figure's short form as a table."""
    return row if isinstance(row, dict) else {"is": row}


def _texts(row: Any) -> list[Any]:
    return row if isinstance(row, list) else [row]


def _rows(raw: Any) -> list[Any]:
    """The tables inside an account as a list with ids, whichever way they are written."""
    if isinstance(raw, dict):
        texts = [(id_, text) for id_, row in raw.items() for text in _texts(row)]
        return [{"id": id_, **text} if isinstance(text, dict) else text for id_, text in texts]
    return raw if isinstance(raw, list) else []
