"""What is asked for each of several things (endorsements, academic years, licenses): one copy of a need per thing.

A pack is rewritten before anything is worked out, so that everything behind sees plain needs: the children of
the `each` and all below them, each knowing its `item`. Where nobody has said which things there are, each of a few
that may be meant is asked for perhaps; of many, the `each` can't tell. Neighbors: `setting` asks for this, `expr`
knows the word `item`, `check` what may stand below.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from stemtracker.domain.periods import Period
from stemtracker.rules.buckets import year_begins
from stemtracker.rules.expr import bound
from stemtracker.rules.figures import Figure, mapped
from stemtracker.rules.pack import Account, FactSpec, Need, OpenQuestion, Pack, Per, Span
from stemtracker.rules.scope import BUILT_IN_LISTS, Env

#: More things than this are not taken one by one.
MOST = 60
#: Of so many that may be meant each is looked at.
_FEW = 8
ITEM = "item"
#: Before a year in an answer: it was asked about and is not meant.
NOT = "not "


@dataclass(frozen=True, slots=True)
class Item:
    """One of several things that something is asked for: its word, as it is shown, and its days where it is a year."""

    word: str
    title: str
    days: Period | None = None


def years_in(per: Per, span: Period, env: Env) -> tuple[Item, ...] | None:
    """The whole years of a kind inside a span; None where they are more than can be taken one by one."""
    if span.end.year - span.start.year > MOST:
        return None
    begins = year_begins(per, env)
    found = []
    for year in range(max(span.start.year - 1, 1), min(span.end.year, 9998) + 1):
        try:
            days = Period(date(year, *begins), date(year + 1, *begins) - timedelta(days=1))
        except ValueError:
            return ()  # the fact names no day of the year
        if span.start <= days.start and days.end <= span.end:
            word = _year_word(year, begins)
            found.append(Item(word, word, days))
    return tuple(found)


def _year_word(year: int, begins: tuple[int, int]) -> str:
    return str(year) if begins == (1, 1) else f"{year}-{(year + 1) % 100:02d}"


def year_words(per: Per, words: Iterable[str], env: Env) -> frozenset[str]:
    """Those of some words that name a year of that kind, of whichever cycle, or say that it is not meant."""
    begins = year_begins(per, env)

    def names_one(word: str) -> bool:
        year = word.removeprefix(NOT)[:4]
        return year.isascii() and year.isdigit() and word.removeprefix(NOT) == _year_word(int(year), begins)

    return frozenset(word for word in words if names_one(word))


def years_meant(per: Per, told: frozenset[str], cycle: Period, env: Env) -> frozenset[str] | None:
    """The years of a cycle in an answer that holds those of others too; None where it says nothing about the cycle."""
    years = years_in(per, cycle, env)
    if years is None:
        return None
    here = {item.word for item in years}
    silent = bool(told) and not any(word.removeprefix(NOT) in here for word in told)
    return None if silent else told & here


def below(needs: Mapping[str, Sequence[Need]], top: str) -> tuple[str, ...]:
    """A need and every need that its choices name, in pack order."""
    found: set[str] = set()
    todo = [top]
    while todo:
        here = todo.pop()
        if here in needs and here not in found:
            found.add(here)
            todo += [name for need in needs[here] for name in (*need.members, need.template) if name]
    return tuple(id_ for id_ in needs if id_ in found)


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of the holder that says for which things something is asked."""

    env: Env
    cycle: Period
    #: Answers as they were given, in their order.
    given: Mapping[str, object]
    packs: tuple[str, ...]


def spelled_out(pack: Pack, told: Told) -> Pack:
    """The pack with every `each` as plain needs; the pack itself where it has none."""
    if any(spec.years for spec in pack.facts.values()):
        pack = replace(pack, facts={name: _offered(spec, told) for name, spec in pack.facts.items()})
    tops = {need.template: need for texts in pack.needs.values() for need in texts if need.kind == "each"}
    if not tops:
        return pack
    copies: dict[str, dict[str, Item]] = {}
    listed: dict[str, tuple[Item, ...] | None] = {}
    perhaps: set[str] = set()
    for top, need in tops.items():
        listed[top] = _items(pack, need, told)
        if listed[top] is None and (few := _that_may_be(pack, need, told)):
            listed[top] = few
            perhaps.add(top)
        for id_ in below(pack.needs, top):
            copies[id_] = {f"{id_}/{item.word}": item for item in listed[top] or ()}
    return _Copier(pack, tops, listed, copies, perhaps).pack_of()


def _offered(spec: FactSpec, told: Told) -> FactSpec:
    """A list of years offers those of the cycle."""
    if spec.years is None:
        return spec
    return replace(spec, choices=tuple(item.word for item in years_in(spec.years, told.cycle, told.env) or ()))


def _items(pack: Pack, need: Need, told: Told) -> tuple[Item, ...] | None:
    """The things that a need is asked for; None where nobody has said."""
    if need.years_over:
        if need.years_over.fact not in {"", "start"} and told.env.facts.get(need.years_over.fact) is None:
            return None
        return years_in(need.years_over, told.cycle, told.env)
    if need.over in BUILT_IN_LISTS:
        return tuple(Item(id_, id_) for id_ in dict.fromkeys(told.packs))
    known = told.env.facts.get(need.over)
    spec = pack.facts.get(need.over)
    if not isinstance(known, frozenset) or spec is None:
        return None
    given = told.given.get(need.over, spec.default)
    order = [str(word) for word in given if str(word) in known] if isinstance(given, (tuple, list)) else sorted(known)
    if spec.years is None:
        words = tuple(dict.fromkeys(order))
        return tuple(Item(w, spec.titles.get(w) or _titled(pack, w)) for w in words) if len(words) <= MOST else None
    years = {item.word: item for item in years_in(spec.years, told.cycle, told.env) or ()}
    return tuple(years[word] for word in dict.fromkeys(order) if word in years)


def _that_may_be(pack: Pack, need: Need, told: Told) -> tuple[Item, ...]:
    """The things that an unanswered list may name, where they are few."""
    spec = pack.facts.get(need.over)
    if spec is None or told.env.facts.get(need.over) is not None:
        return ()
    if spec.years is not None:
        found = years_in(spec.years, told.cycle, told.env) or ()
    else:
        found = tuple(Item(word, spec.titles.get(word) or _titled(pack, word)) for word in spec.choices)
    return found if len(found) <= _FEW else ()


def _titled(pack: Pack, word: str) -> str:
    term = next((t for terms in pack.vocabulary.terms.values() if (t := terms.get(word))), None)
    return term.title if term else word.replace("_", " ")


class _Copier:
    """Rewrites the needs of a pack, and whatever names them."""

    def __init__(
        self,
        pack: Pack,
        tops: Mapping[str, Need],
        listed: Mapping[str, tuple[Item, ...] | None],
        copies: Mapping[str, Mapping[str, Item]],
        perhaps: Container[str],
    ) -> None:
        self.pack, self.tops, self.listed, self.copies, self.perhaps = pack, tops, listed, copies, perhaps

    def pack_of(self) -> Pack:
        needs: dict[str, tuple[Need, ...]] = {}
        for id_, texts in self.pack.needs.items():
            if id_ not in self.copies:
                needs[id_] = tuple(self.opened(need) for need in texts)
            for copy, item in self.copies.get(id_, {}).items():
                needs[copy] = tuple(self.copy(need, copy, item) for need in texts)
        return replace(
            self.pack,
            needs=needs,
            accounts={id_: tuple(self.account(a) for a in texts) for id_, texts in self.pack.accounts.items()},
            overlaps=tuple(replace(o, members=tuple(self.every(o.members))) for o in self.pack.overlaps),
            questions=tuple(self.question(q) for q in self.pack.questions),
        )

    def opened(self, need: Need) -> Need:
        """An `each` with its children."""
        if need.kind != "each":
            return need
        items = self.listed[need.template]
        return replace(need, members=tuple(self.copies[need.template]), unlisted=items is None)

    def copy(self, need: Need, id_: str, item: Item) -> Need:
        """A need below an `each`, for one item."""

        def here(name: str) -> str:
            return f"{name}/{item.word}" if name in self.copies else name

        def figure(amount: Figure | None) -> Figure | None:
            return None if amount is None else mapped(amount, lambda expr: bound(expr, item.word))

        title = f"{need.title or need.id.replace('_', ' ')}: {item.title}" if need.id in self.tops else need.title
        return replace(
            need,
            id=id_,
            base=need.id,
            perhaps=need.id in self.perhaps,
            title=title or need.id.replace("_", " "),
            members=tuple(here(member) for member in need.members),
            inside=here(need.inside),
            on_top=here(need.on_top),
            of=here(need.of) if need.kind == "share" else need.of,
            when=bound(need.when, item.word) if need.when else None,
            span=_span(need.span, item.word),
            match=bound(need.match, item.word) if need.match else None,
            fact=bound(need.fact, item.word) if need.fact else None,
            amount=figure(need.amount),
            window="" if need.window == ITEM else need.window,
            days=item.days if need.window == ITEM else None,
        )

    def every(self, names: Sequence[str]) -> Iterator[str]:
        """Names with those of children in place of what they are copies of."""
        for name in names:
            if name in self.copies:
                yield from self.copies[name]
            else:
                yield name

    def account(self, account: Account) -> Account:
        refuse = tuple(replace(r, needs=tuple(self.every(r.needs))) if r.needs else r for r in account.refuse)
        return replace(account, refuse=refuse)

    def question(self, question: OpenQuestion) -> OpenQuestion:
        """What a question touches; where there is no child, the `each` itself."""
        touches: list[str] = []
        for name in question.touches:
            copies = tuple(self.every((name,)))
            touches += copies or [self.above(name)]
        return replace(question, touches=tuple(dict.fromkeys(touches)))

    def above(self, name: str) -> str:
        """The `each` above a need."""
        return next(need.id for top, need in self.tops.items() if name in below(self.pack.needs, top))


def _span(span: Span | None, word: str) -> Span | None:
    if span is None:
        return None
    return Span(span.clock, *(bound(end, word) if end else None for end in (span.start, span.end)))
