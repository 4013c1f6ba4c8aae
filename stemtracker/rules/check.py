"""Compares the tables of a pack with one another: names, units, circles, texts that follow one another, paths.

Neighbors: `load` calls it once everything is read; `reader` keeps the mistakes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, pairwise
from math import prod

from stemtracker.rules.contents import pack_tables, playable
from stemtracker.rules.each import ITEM, below
from stemtracker.rules.expr import Expr
from stemtracker.rules.figures import exprs, is_figure
from stemtracker.rules.pack import Account, Limit, Need, Overlap, Pack, Table
from stemtracker.rules.reader import Sink
from stemtracker.rules.scope import BUILT_IN_LISTS, HOLDER_DAYS, Env, nearest
from stemtracker.rules.worlds import looked_at

MAX_PATHS = 64
#: No office nests its rules further; what reads them goes down step by step.
MAX_DEPTH = 50
_EMPTY = Env({}, {})


def check(pack: Pack, sink: Sink) -> None:
    """Notes every mistake between tables."""
    _Checker(pack, sink).run()


class _Checker:
    def __init__(self, pack: Pack, sink: Sink) -> None:
        self.pack, self.sink = pack, sink
        self.accounts, self.windows, self.needs = pack.accounts, pack.windows, pack.needs
        self.facts = pack.facts

    def run(self) -> None:
        self.sourced()
        self.days()
        for texts in self.pack.accounts.values():
            for account in texts:
                self.account(account)
        for needs in self.pack.needs.values():
            for need in needs:
                self.need(need)
        self.groups()
        self.periods()
        self.tree()
        self.figures()

    def resolve(self, name: str, among: Mapping[str, object], what: str, path: str) -> bool:
        if name in among:
            return True
        self.sink.add(path, f"No {what} is called “{name}”.{nearest(name, among)}")
        return False

    def sourced(self) -> None:
        for table in pack_tables(self.pack):
            for id_ in table.src:
                self.resolve(id_, self.pack.sources, "source", f"{table.path}.src")
        for spec in (*self.pack.facts.values(), *self.pack.line_questions.values()):
            for id_ in spec.src:
                self.resolve(id_, self.pack.sources, "source", f"fact.{spec.name}.src")

    def days(self) -> None:
        """A day that only the holder can tell is asked of the holder."""
        for table in pack_tables(self.pack):
            used = frozenset().union(*(e.anchors for e in looked_at(table)))
            if isinstance(table, Need) and table.valid.endswith("of hire"):
                used |= {"hire"}
            if isinstance(table, Limit) and table.per.kind == "career":
                used |= {"first_issue"}
            for name in sorted(used & set(HOLDER_DAYS[1:]) - set(self.facts)):
                said = f'This depends on “{name}”; ask for it: [fact.{name}] with type = "date" and an “ask”.'
                self.sink.add(table.path, said)

    def account(self, account: Account) -> None:
        if account.window:
            self.resolve(account.window, self.windows, "window", f"{account.path}.window")
        if not account.earn:
            self.sink.add(f"{account.path}.earn", "There is no way to earn in this account; add at least one.")
        for refuse in account.refuse:
            for id_ in refuse.needs:
                self.resolve(id_, self.needs, "need", f"{refuse.path}.need")
        for earn in account.earn:
            if earn.then and not earn.first:
                self.sink.add(f"{earn.path}.then", "“then” needs “first”: how much the first rate is good for.")
            if earn.split and any(not rate.each for rate in earn.give):
                self.sink.add(f"{earn.path}.split", "Only a flat award (“120 each”) can be split into topics.")

    def need(self, need: Need) -> None:
        if need.kind == "amount" or (need.kind == "count" and need.of):
            self.resolve(need.of, self.accounts, "account", f"{need.path}.of")
        if need.window and need.window != ITEM:
            self.resolve(need.window, self.windows, "window", f"{need.path}.window")
        for member in need.members:
            self.resolve(member, self.needs, "need", f"{need.path}.{need.kind}")
        if need.kind == "each":
            self.each(need)
        for key, name in (("inside", need.inside), ("on_top", need.on_top), ("of", need.of)):
            if name and (key != "of" or need.kind == "share"):
                self.linked(need, key, name)

    def each(self, need: Need) -> None:
        """What is asked for each of several things stands by itself, and it is known which things there are."""
        if not self.resolve(need.template, self.needs, "need", f"{need.path}.each"):
            return
        spec = self.facts.get(need.over)
        if not need.years_over and need.over not in BUILT_IN_LISTS and (spec is None or spec.type != "list"):
            known = nearest(need.over, [name for name, one in self.facts.items() if one.type == "list"])
            self.sink.add(
                f"{need.path}.over",
                f"“{need.over}” is no list: name a list fact, “years from 07-01” or credentials.{known}",
            )
        yearly = bool(need.years_over or (spec and spec.years))
        copied = set(below(self.needs, need.template))
        for id_ in copied:
            for text in self.needs[id_]:
                if text.kind == "each":
                    self.sink.add(f"{text.path}.each", f"It stands below “{need.id}”, which is asked for each already.")
                if text.window == ITEM and not yearly:
                    self.sink.add(f"{text.path}.window", "“item” is a window only where each item is a year.")
        for id_, texts in self.needs.items():
            for text in texts if id_ not in copied else ():
                named = {*text.members, text.inside, text.on_top, text.of if text.kind == "share" else ""}
                named |= {text.template} if text.id != need.id else set()
                for name in sorted(named & copied):
                    said = f"“{name}” is asked for each of several by “{need.id}”; it can't be named here as well."
                    self.sink.add(f"{text.path}", said)
        for path, expr in self.outside(copied):
            for name in sorted(expr.figures & copied):
                self.sink.add(path, f"“{name}” is asked for each of several; it is no single number.")

    def outside(self, copied: set[str]) -> Iterator[tuple[str, Expr]]:
        """The figures of all tables but these needs."""
        for table in pack_tables(self.pack):
            if not (isinstance(table, Need) and table.id in copied):
                figures = [getattr(table, name, None) for name in ("figure", "at_most", "at_least", "amount")]
                for figure in figures:
                    yield from ((table.path, e) for e in (exprs(figure) if is_figure(figure) else ()))

    def linked(self, need: Need, key: str, name: str) -> None:
        """The need that this one is inside, on top of or a share of must count in the same unit."""
        path = f"{need.path}.{key}"
        if key == "on_top" and "/" in name:
            return
        if not self.resolve(name, self.needs, "need", path):
            return
        other = self.needs[name][0]
        if other.kind != "amount":
            self.sink.add(path, f"“{name}” is no amount of hours or points.")
        elif name == need.id:
            self.sink.add(path, "A need can't be tied to itself.")
        elif need.kind == "amount" and self.unit(need) != self.unit(other):
            self.sink.add(
                path, f"“{name}” counts in {self.unit(other)}, this in {self.unit(need)}; they can't be joined."
            )

    def unit(self, need: Need) -> str:
        account = self.accounts.get(need.of)
        return account[0].unit if account else "?"

    def groups(self) -> None:
        seen: dict[str, str] = {}
        templates = {need.template for texts in self.needs.values() for need in texts if need.kind == "each"}
        for overlap in self.pack.overlaps:
            if overlap.of_licenses:
                self.licenses(overlap)
                continue
            units = set()
            if len(overlap.members) == 1 and overlap.members[0] not in templates:
                self.sink.add(f"{overlap.path}.members", "An overlap is about at least two needs.")
            for id_ in overlap.members:
                if not self.resolve(id_, self.needs, "need", f"{overlap.path}.members"):
                    continue
                need = self.needs[id_][0]
                if need.kind != "amount":
                    self.sink.add(f"{overlap.path}.members", f"“{id_}” is no amount; only amounts can share hours.")
                elif overlap.span is None and id_ in seen:
                    self.sink.add(
                        f"{overlap.path}.members", f"“{id_}” is already in “{seen[id_]}”; a need has one group."
                    )
                units.add(self.unit(need))
                seen[id_] = overlap.id
            if len(units) > 1:
                self.sink.add(f"{overlap.path}.members", "These needs count in different units; hours can't be shared.")
        tables = dict.fromkeys((*self.needs, *self.windows, *self.accounts, *playable(self.pack), "clock"))
        told = [(n.path, n.touches) for n in self.pack.notes] + [(q.path, q.touches) for q in self.pack.questions]
        for path, touches in told:
            for id_ in touches:
                self.resolve(id_, tables, "table", f"{path}.touches")

    def licenses(self, overlap: Overlap) -> None:
        """Whether an hour may serve several licenses: the root, alone or with needs of other packs."""
        for id_ in overlap.members:
            if "/" not in id_:
                self.resolve(id_, self.needs, "need", f"{overlap.path}.members")

    def periods(self) -> None:
        for texts in (*self.pack.needs.values(), *self.pack.accounts.values(), *self.pack.windows.values()):
            self.following(texts)
        for accounts in self.pack.accounts.values():
            for a in accounts:
                for inner in (a.earn, a.limits, a.thresholds, a.refuse, a.same, a.carry):
                    grouped: dict[str, list[Table]] = {}
                    for table in inner:
                        grouped.setdefault(table.id, []).append(table)
                    for same in grouped.values():
                        self.following(same)

    def following(self, texts: Sequence[Table]) -> None:
        """Texts of one id follow one another on one clock, without overlap or undeclared gap."""
        if len(texts) < 2 or (texts[0].path.startswith("window") and not any(t.span for t in texts)):
            return
        path = texts[0].path
        if not all(t.span for t in texts):
            self.sink.add(path, "Several texts of one id each need “from” or “until”; or give them different ids.")
            return
        if len({t.span.clock for t in texts if t.span}) > 1:
            self.sink.add(path, "The texts of one id must go by the same clock.")
            return
        written = [end for t in texts if t.span for end in (t.span.start, t.span.end) if end]
        if any(end.day(_EMPTY) is None for end in written):
            return  # counted from an anchor: only known for a holder
        ends = sorted(((_day(t, start=True), _day(t, start=False), t) for t in texts), key=lambda e: e[0])
        for (_a, until, before), (since, _b, after) in pairwise(ends):
            if since <= until:
                self.sink.add(path, f"Two texts hold on {since}; end “{before.path}” the day before the next begins.")
            elif since != until + timedelta(days=1) and not after.gap:
                self.sink.add(path, f'No text holds between {until} and {since}; close the gap or say why: gap = "…".')

    def tree(self) -> None:
        root = self.pack.root
        if not root or not self.resolve(root, self.needs, "need", "pack.root"):
            return
        circle = _circle({id_: self.below(id_) for id_ in self.needs}, [root, *self.needs])
        if circle:
            self.sink.add(f"need.{circle[0]}", f"These needs turn in a circle: {' → '.join(circle)}.")
            return
        if self.too_deep("need", {id_: self.below(id_) for id_ in self.needs}, "lie one below the other"):
            return
        reached = set(self.reach(root))
        for id_ in self.needs:
            if id_ not in reached:
                self.sink.add(f"need.{id_}", f"Nothing leads to this need from “{root}”; name it in an all or any.")
        paths = self.paths(root)
        if paths > MAX_PATHS:
            self.sink.add(
                f"need.{root}", f"There are {paths} ways through the tree; at most {MAX_PATHS} can be compared."
            )
        self.links()

    def links(self) -> None:
        chain = {
            id_: tuple(n for text in texts for n in (text.inside, text.on_top) if n in self.needs)
            for id_, texts in self.needs.items()
        }
        circle = _circle(chain, list(self.needs))
        if circle:
            self.sink.add(f"need.{circle[0]}", f"“inside” and “on_top” turn in a circle: {' → '.join(circle)}.")
        else:
            self.too_deep("need", chain, "lie one inside the other")

    def too_deep(self, table: str, below: Mapping[str, Sequence[str]], how: str) -> bool:
        """Whether names that turn in no circle lead too far down."""
        depth, deepest = _deepest(below)
        if depth > MAX_DEPTH:
            self.sink.add(f"{table}.{deepest}", f"{depth} {table}s {how} here; at most {MAX_DEPTH} can be read.")
        return depth > MAX_DEPTH

    def below(self, id_: str) -> tuple[str, ...]:
        found = []
        for need in self.needs.get(id_, ()):
            found += [m for m in need.members if m in self.needs]
            found += [need.template] if need.template in self.needs else []
        return tuple(dict.fromkeys(found))

    def reach(self, id_: str) -> Iterator[str]:
        """The need and everything below it; each branch only once."""
        seen: set[str] = set()
        todo = [id_]
        while todo:
            here = todo.pop()
            if here not in seen:
                seen.add(here)
                todo += self.below(here)
        return iter(seen)

    def paths(self, id_: str, memo: dict[str, int] | None = None) -> int:
        """How many complete choices there are below a need (cut off far above the bound)."""
        memo = {} if memo is None else memo
        if id_ not in memo:
            counts = [1]
            for need in self.needs.get(id_, ()):
                below = [self.paths(m, memo) for m in need.members if m in self.needs]
                if need.kind == "any" and len(below) <= 12:
                    counts.append(sum(prod(chosen) for chosen in combinations(below, need.k)))
                elif need.kind == "any":
                    counts.append(MAX_PATHS + 1 if need.k > 1 else sum(below))
                else:
                    counts.append(prod(below))
            memo[id_] = min(max(counts), 1_000_000)
        return memo[id_]

    def figures(self) -> None:
        used: dict[str, tuple[str, ...]] = {}
        for id_, tables in self.pack.figures.items():
            used[id_] = tuple(n for t in tables for e in exprs(t.figure) for n in sorted(e.figures))
        for id_, needs in self.pack.needs.items():
            found = tuple(n for t in needs if t.amount for e in exprs(t.amount) for n in sorted(e.figures))
            used[id_] = (*used.get(id_, ()), *found)
        circle = _circle(used, list(used))
        if circle:
            self.sink.add(f"figure.{circle[0]}", f"These figures turn in a circle: {' → '.join(circle)}.")
        else:
            self.too_deep("figure", used, "rest one on the other")


def _day(table: Table, *, start: bool) -> date:
    """The first or last day of a text; texts dated from an anchor are compared no further."""
    span = table.span
    end = (span.start if start else span.end) if span else None
    if end is None:
        return date.min if start else date.max
    return end.day(_EMPTY) or (date.min if start else date.max)


def _circle(below: Mapping[str, Sequence[str]], names: Sequence[str]) -> list[str]:
    """The first circle found, closed; empty where there is none."""
    done: set[str] = set()
    for name in names:
        trail: list[tuple[str, Iterator[str]]] = [(name, iter(below.get(name, ())))]
        on_trail = {name}
        while trail and name not in done:
            here, rest = trail[-1]
            step = next(rest, None)
            if step is None:
                trail.pop()
                on_trail.discard(here)
                done.add(here)
            elif step in on_trail:
                path = [n for n, _ in trail]
                return [*path[path.index(step) :], step]
            elif step not in done:
                trail.append((step, iter(below.get(step, ()))))
                on_trail.add(step)
    return []


def _deepest(below: Mapping[str, Sequence[str]]) -> tuple[int, str]:
    """How many names follow one another at most, and the first of them; there must be no circle."""
    depths: dict[str, int] = {}
    for name in below:
        trail = [name]
        while trail:
            here = trail[-1]
            ahead = [n for n in below.get(here, ()) if n not in depths]
            if ahead:
                trail += ahead
            else:
                depths[trail.pop()] = 1 + max((depths[n] for n in below.get(here, ())), default=0)
    return max(((depth, name) for name, depth in depths.items()), key=lambda found: found[0], default=(0, ""))
