"""What is open, and which answers would decide: facts to give, lines to complete, points the sources leave open.

An answer decides if it alone can change the verdict; that is tried, not guessed.
Neighbors: `assess` hands over the worlds, `evaluate` tries an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from textwrap import shorten

from stemtracker.domain.assessment import Question, Verdict
from stemtracker.rules.answers import offered, quoted
from stemtracker.rules.contents import pack_tables, playable
from stemtracker.rules.evaluate import Bench, Outcome
from stemtracker.rules.expr import Expr
from stemtracker.rules.figures import exprs
from stemtracker.rules.merge import Shown
from stemtracker.rules.offer import HIGH, LOW, Offer
from stemtracker.rules.pack import Need, OpenQuestion, Pack
from stemtracker.rules.play import in_play, limits_reached
from stemtracker.rules.pools import Pool
from stemtracker.rules.setting import Setting
from stemtracker.rules.stated import Ends, ends_of
from stemtracker.rules.trials import Trials, Worlds
from stemtracker.rules.worlds import selecting

#: So many activities are named that an open need hangs on, each with so much of its title.
_NAMED, _TITLE = 2, 40
#: What to ask about a line, the needs it is asked for, and its sort: lines of one sort do as well as one another.
OpenLine = tuple[str, tuple[str, ...], object]


@dataclass(frozen=True, slots=True)
class _Doubt:
    """What is open about a line for a need; of lines of one sort, one does as well as another."""

    number: int
    line: str
    text: str
    need: str
    sort: object


class Asker:
    """Gathers the questions of one pack."""

    def __init__(self, setting: Setting, bench: Bench, worlds: Worlds, verdict: Verdict) -> None:
        self.setting, self.bench, self.worlds = setting, bench, worlds
        self.pack: Pack = setting.pack
        self.undecided = verdict == Verdict.UNKNOWN
        self.sorts = {id_: sort for id_, (_text, _nodes, sort) in self.open.items()}
        self.trials = Trials(setting, bench, worlds, self.sorts, self.rules)
        #: Whether some point was left untried, as there was too much to work out.
        self.untried = False

    def questions(self, shown: Sequence[Shown]) -> tuple[Question, ...]:
        """All of them: those that decide first."""
        found = [*self.facts(), *self.lines(), *self.sources(shown), *self.unreckoned(shown)]
        if self.undecided and not any(q.decides for q in found):
            found = self.together(found)
        self.note_untried()
        if self.undecided and not any(q.decides for q in found):
            found = self.by_words(found, shown)
        if self.undecided and not any(q.decides for q in found):
            found += self.left_open(shown)
        return tuple(sorted(found, key=lambda q: not q.decides))

    def afresh(self) -> None:
        """Another kind of points is tried."""
        self.note_untried()
        self.trials.afresh()

    def note_untried(self) -> None:
        """Whether the trials came to an end before all were tried."""
        self.untried |= self.undecided and self.trials.stopped

    def together(self, found: Sequence[Question]) -> list[Question]:
        """Where none decides alone: those that decide together."""
        self.afresh()
        points = self.trials.together(self.asked)
        alike = {self.sorts[key] for kind, key in points if kind == "line"}
        touched = {q.id: self.readings_of(q.touches) for q in self.pack.questions}

        def counts(question: Question) -> bool:
            if question.kind == "fact":
                return ("fact", self.setting.key(question.key)) in points
            if question.kind == "line":
                return self.sorts[question.key] in alike
            mine = {("rule", question.key), *(("reading", key) for key in touched.get(question.key, ()))}
            return not mine.isdisjoint(points)

        return [replace(q, decides=counts(q)) for q in found]

    @cached_property
    def asked(self) -> tuple[str, ...]:
        """The facts that nobody has answered and that are asked of this holder."""
        env, specs = self.setting.env(), self.pack.facts
        return tuple(n for n in self.setting.unknown if (when := specs[n].when) is None or when.truth(env) is not False)

    def facts(self) -> Iterator[Question]:
        """Facts that nobody has answered and that some need looks at."""
        for name in self.asked:
            spec = self.pack.facts[name]
            nodes = self.nodes(name)
            if wrong := self.setting.outside.get(name):
                text = f"{spec.ask} (Your answer can't be right: it must be {wrong}.)"
                yield Question("fact", name, text, nodes, self.undecided)
                continue
            text = spec.ask
            if odd := self.setting.unoffered.get(name):
                odd_one = f"{quoted(odd)} is not among those to choose from; {offered(spec.choices, odd)}"
                text += f" (Your answer can't be right: {odd_one}.)"
            yield Question("fact", name, text, nodes, self.fact_decides(name))

        for name in sorted(self.divided_by()):
            text = f"{self.pack.facts[name].ask} (Your answer can't be right: it can't be 0.)"
            yield Question("fact", name, text, self.nodes(name), self.undecided)

    def nodes(self, name: str) -> tuple[str, ...]:
        """The needs that look at a fact themselves."""
        return tuple(id_ for id_, texts in self.pack.needs.items() if any(name in _facts(n) for n in texts))

    def fact_decides(self, name: str) -> bool:
        """Whether an answer alone can change the verdict."""
        return self.undecided and self.trials.decides(("fact", self.setting.key(name)), self.trials.answers(name))

    def divided_by(self) -> set[str]:
        """Facts answered with zero where a figure divides by them, so that it comes to nothing."""
        env, found = self.setting.env(), set()
        for expr in selecting(self.pack):
            known = all(env.facts.get(name) is not None for name in expr.facts)
            if expr.facts and known and "/" in expr.text and not expr.fields and expr.value(env) is None:
                found |= {name for name in expr.facts if env.facts.get(name) == 0}
        return found & set(self.pack.facts)

    def lines(self) -> Iterator[Question]:
        """Lines whose record leaves open whether they count; of those that are alike, one is tried."""
        decides: dict[object, bool] = {}
        self.afresh()
        for id_, (text, nodes, sort) in self.open.items():
            if sort not in decides:
                decides[sort] = self.undecided and self.trials.line_decides(id_)
            yield Question("line", id_, text, nodes, decides[sort])

    @cached_property
    def open(self) -> dict[str, OpenLine]:
        """The lines in doubt: what to ask, the need it is asked for, and what makes one do as well as another."""
        found: dict[str, tuple[str, tuple[str, ...]]] = {}
        sorts: dict[str, set[object]] = {}
        for doubt in self.doubts():
            found.setdefault(doubt.line, (doubt.text, (doubt.need,)))
            sorts.setdefault(doubt.line, set()).add(doubt.sort)
        return {id_: (*asked, frozenset(sorts[id_])) for id_, asked in found.items()}

    def doubts(self) -> Iterator[_Doubt]:
        """What the best way of each world leaves open about lines, each pool and each count once."""
        seen: set[tuple[int, frozenset[str]]] = set()
        for _world, outcomes in self.worlds:
            outcome = outcomes[self.pack.id][0]
            for pool in _pools(outcome, self.pack):
                if (id(pool), outcome.live) not in seen:
                    seen.add((id(pool), outcome.live))
                    yield from sorted(self.drawn(pool, outcome), key=lambda doubt: doubt.number)
            for id_, tally in outcome.tallies.items():
                if id_ in outcome.live and (id(tally), outcome.live) not in seen:
                    seen.add((id(tally), outcome.live))
                    several = bool(outcome.ground.needs[id_].distinct)  # then no line does as well as another
                    for line, text in tally.asked.items():
                        yield _Doubt(0, line, text, id_, (id_, line if several else text))

    def drawn(self, pool: Pool, outcome: Outcome) -> Iterator[_Doubt]:
        """What one pool leaves open about its lines, for needs that are asked at all."""
        binding = limits_reached(pool)
        for offer in (offer for offer in pool.offers if offer.amounts[HIGH]):
            asked = [(need, t) for need, t in offer.questions if (need in outcome.live if need else offer.doubtful)]
            asked += [("", t) for part in offer.parts for at, t in part.traits.beside if at in {-1, *binding}]
            for need, text in asked[:1]:
                doubt = (text, need or pool.needs[0].id, id(offer))
                yield from (_Doubt(number, self.bench.lines[number].id, *doubt) for number in offer.numbers)

    def sources(self, shown: Sequence[Shown]) -> Iterator[Question]:
        """What the sources leave open; it decides where the verdict is definite once that is stated, and that alone."""
        self.afresh()
        absent = {s.id for s in shown if s.applies is False}
        for question in self.pack.questions:
            if question.touches and all(id_ in absent for id_ in question.touches):
                continue
            if all(outcome.ground.applies_to(question) is False for outcome in self.outcomes):
                continue
            text = question.text
            if question.other_figure:
                text += f" (Also seen: {question.other_figure}.)"
            touched = tuple(id_ for id_ in question.touches if id_ in self.pack.needs)
            yield Question("source", question.id, text, touched, self.undecided and self.source_decides(question))

    @cached_property
    def outcomes(self) -> list[Outcome]:
        """The best way of each world."""
        return [outcomes[self.pack.id][0] for _world, outcomes in self.worlds]

    @cached_property
    def rules(self) -> dict[str, tuple[Ends, ...]]:
        """The questions about rules that are in play, and the ways in which these may be stated."""
        if not self.undecided:
            return {}
        tables, playing = playable(self.pack), in_play(self.pack, self.outcomes)
        concerned = (q for q in self.pack.questions if not tables & {*q.touches} or playing & {*q.touches})
        return {question.id: ends for question in concerned if (ends := ends_of(self.pack, question))}

    def source_decides(self, question: OpenQuestion) -> bool:
        """Whether the verdict is definite once this alone is stated; taken so where that is too much to try."""
        if self.trials.rule_decides(question.id) or self.reading_decides(question.touches):
            return True
        return self.trials.stopped and question.id in self.rules

    def by_words(self, found: Sequence[Question], shown: Sequence[Shown]) -> list[Question]:
        """Where nothing that can be tried decides: what the sources leave open about needs that can't be told."""
        near = {s.id for s in shown if s.verdict == Verdict.UNKNOWN and s.applies is not False}
        near &= {s.id for s in shown if s.possible > s.counted}
        tables, playing = playable(self.pack), in_play(self.pack, self.outcomes)
        out = {q.id for q in self.pack.questions if tables & {*q.touches} and not playing & {*q.touches}}
        return [replace(q, decides=q.kind == "source" and q.key not in out and bool(near & {*q.nodes})) for q in found]

    def reading_decides(self, touched: Sequence[str]) -> bool:
        """Whether one reading alone of what a question touches makes the verdict definite."""
        return any(self.trials.decides(("reading", key), range(n)) for key, n in self.readings_of(touched).items())

    def readings_of(self, touched: Sequence[str]) -> dict[str, int]:
        """The readings of what a question touches."""
        paths = [f"{table.path}." for table in pack_tables(self.pack) if table.id in touched and table.path]
        return {key: n for key, n in self.trials.readings().items() if any(key.startswith(path) for path in paths)}

    def unreckoned(self, shown: Sequence[Shown]) -> Iterator[Question]:
        """Rules that are read but not reckoned yet: never a wrong verdict, but said."""
        for node in shown:
            if node.because:
                text = f"Can't tell: {node.because}."
                yield Question("source", f"reckoning:{node.id}", text, (node.id,), decides=True)

    def left_open(self, shown: Sequence[Shown]) -> Iterator[Question]:
        """What the rules themselves leave open, where no answer can settle it, and the activities that it hangs on."""
        for node in shown:
            need = node.outcome.ground.needs.get(node.id)
            if need and not need.members and node.verdict == Verdict.UNKNOWN and node.applies is not False:
                title = need.title or node.id.replace("_", " ")
                text = f"The rules leave open whether “{title}” is met{self.hanging_on(node)}."
                yield Question("source", f"open:{node.id}", text, (node.id,), True)

    def hanging_on(self, node: Shown) -> str:
        """The activities that count there or not, or more or less, whatever is answered: “; it hangs on …”."""
        numbers = [
            n for p in _pools(node.outcome, self.pack) for o in p.offers if _in_doubt(p, o, node) for n in o.numbers
        ]
        titles = [f"“{shorten(self.bench.lines[n].title, _TITLE, placeholder='…')}”" for n in sorted(set(numbers))]
        if not titles:
            return ""
        rest = len(titles) - _NAMED
        named = titles if rest <= 0 else [*titles[:_NAMED], f"{rest} more"]
        return f"; it hangs on {' and '.join(filter(None, (', '.join(named[:-1]), named[-1])))}"


def _in_doubt(pool: Pool, offer: Offer, node: Shown) -> bool:
    """Whether less of it counts at a need for sure than may."""
    if offer.amounts[HIGH] <= offer.amounts[LOW]:
        return False
    return any(node.id in pool.fits(offer, part, HIGH) for part in offer.parts)


def _pools(outcome: Outcome, pack: Pack) -> Iterator[Pool]:
    for sharing in outcome.sharings:
        yield from (pool for pool in sharing.pools if pool.ground.pack.id == pack.id)


def _exprs(need: Need) -> list[Expr]:
    used: list[Expr] = [e for e in (need.when, need.match, need.fact) if e]
    return [*used, *exprs(need.amount)] if need.amount else used


def _facts(need: Need) -> frozenset[str]:
    over = need.years_over.fact if need.years_over else need.over
    hire = "hire" if need.valid.endswith("of hire") else ""
    return frozenset({over, hire} - {""}).union(*(e.facts for e in _exprs(need)))


def decided(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Those that decide."""
    return tuple(q for q in questions if q.decides)
