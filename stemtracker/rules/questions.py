"""What is open, and which answers would decide: facts to give, lines to complete, points the sources leave open.

An answer decides if it alone can change the verdict; that is tried, not guessed.
Neighbors: `assess` hands over the worlds, `evaluate` tries an answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from stemtracker.domain.assessment import Question, Verdict
from stemtracker.rules.answers import quoted
from stemtracker.rules.contents import figure_book, playable
from stemtracker.rules.evaluate import Bench, Outcome
from stemtracker.rules.expr import Expr, shifted
from stemtracker.rules.figures import exprs, facts_behind
from stemtracker.rules.merge import Shown, over_worlds
from stemtracker.rules.offer import HIGH
from stemtracker.rules.pack import Need, Pack
from stemtracker.rules.play import in_play
from stemtracker.rules.pools import Pool
from stemtracker.rules.scope import HOLDER_DAYS
from stemtracker.rules.setting import Setting, setting_of
from stemtracker.rules.values import Value
from stemtracker.rules.worlds import World, enumerated, representatives, selecting

Worlds = Sequence[tuple[World, Mapping[str, Sequence[Outcome]]]]
#: How much work may go into trying answers: lines assessed again in all.
_BUDGET = 30_000
_MOST_TRIALS = 24
#: More than anybody is asked for.
_MUCH = Fraction(1_000_000)


class Asker:
    """Gathers the questions of one pack."""

    def __init__(self, setting: Setting, bench: Bench, worlds: Worlds, verdict: Verdict) -> None:
        self.setting, self.bench, self.worlds, self.verdict = setting, bench, worlds, verdict
        self.pack: Pack = setting.pack
        self.trials = max(1, min(_MOST_TRIALS, _BUDGET // max(1, len(bench.lines) * len(worlds))))

    def questions(self, shown: Sequence[Shown]) -> tuple[Question, ...]:
        """All of them: those that decide first."""
        found = [*self.facts(), *self.lines(shown), *self.sources(shown), *self.unreckoned(shown)]
        if self.verdict == Verdict.UNKNOWN and not any(q.decides for q in found):
            together = self.together(shown)
            found = [replace(q, decides=True) if q.kind == "fact" and q.key in together else q for q in found]
        return tuple(sorted(found, key=lambda q: not q.decides))

    def together(self, shown: Sequence[Shown]) -> set[str]:
        """Facts that no need can do without that can't be told, where none of them decides alone."""
        book = figure_book(self.pack)
        open_: set[str] = set()
        for node in shown:
            if node.verdict == Verdict.UNKNOWN and node.applies is not False:
                for need in self.pack.needs.get(node.id, ()):
                    open_ |= facts_behind(_exprs(need), book) | _facts(need)
        env = self.setting.env()
        specs = {name: self.pack.facts[name] for name in self.setting.unknown if name in open_}
        return {name for name, spec in specs.items() if spec.when is None or spec.when.truth(env) is True}

    def facts(self) -> Iterator[Question]:
        """Facts that nobody has answered and that some need looks at."""
        for name in self.setting.unknown:
            spec = self.pack.facts[name]
            if spec.when is not None and spec.when.truth(self.setting.env()) is False:
                continue
            nodes = self.nodes(name)
            if name in self.setting.negative:
                text = f"{spec.ask} (Your answer can't be right: it must be zero or more.)"
                yield Question("fact", name, text, nodes, self.verdict == Verdict.UNKNOWN)
                continue
            text = spec.ask
            if odd := self.setting.unoffered.get(name):
                text += f" (Your answer can't be right: {quoted(odd)} is not among those to choose from.)"
            yield Question("fact", name, text, nodes, self.verdict == Verdict.UNKNOWN and self.fact_decides(name))

        for name in sorted(self.divided_by()):
            text = f"{self.pack.facts[name].ask} (Your answer can't be right: it can't be 0.)"
            yield Question("fact", name, text, self.nodes(name), self.verdict == Verdict.UNKNOWN)

    def nodes(self, name: str) -> tuple[str, ...]:
        """The needs that look at a fact themselves."""
        return tuple(id_ for id_, texts in self.pack.needs.items() if any(name in _facts(n) for n in texts))

    def divided_by(self) -> set[str]:
        """Facts answered with zero where a figure divides by them, so that it comes to nothing."""
        env, found = self.setting.env(), set()
        for expr in selecting(self.pack):
            known = all(env.facts.get(name) is not None for name in expr.facts)
            if expr.facts and known and "/" in expr.text and not expr.fields and expr.value(env) is None:
                found |= {name for name in expr.facts if env.facts.get(name) == 0}
        return found & set(self.pack.facts)

    def fact_decides(self, name: str) -> bool:
        """Whether fixing the fact alone can change the verdict."""
        key = self.setting.key(name)
        values = {w.facts[key] for w, _o in self.worlds if key in w.facts}
        if values:
            groups = [
                over_worlds(o[self.pack.id][0].verdict for w, o in self.worlds if w.facts.get(key) == value)
                for value in values
            ]
            return any(verdict != self.verdict for verdict in groups)
        return any(self.trial(name, value) != Verdict.UNKNOWN for value in self.answers(name))

    def answers(self, name: str) -> tuple[Value, ...]:
        """Values worth trying for a fact that is not among the worlds."""
        spec = self.pack.facts[name]
        if spec.type == "yes/no":
            return (False, True)
        if spec.type == "choice":
            return spec.choices[:8]
        if spec.type == "list":
            return (frozenset(), frozenset(spec.choices))
        every = [*selecting(self.pack), *(n.fact for texts in self.pack.needs.values() for n in texts if n.fact)]
        found = representatives(name, self.setting, every)
        if spec.type == "date" and not found:
            start = self.setting.cycle.start
            return (shifted(start, -1, "d"), start, self.setting.cycle.end)
        return found if found or spec.type != "number" else (Fraction(0), _MUCH)

    def trial(self, name: str, value: Value) -> Verdict:
        """The verdict if the fact were answered so."""
        listed = any(name in {need.over, need.years_over and need.years_over.fact} for need in self.eaches())
        if listed or name in HOLDER_DAYS:
            return self.asked_anew(name, value)
        return self.uniform(
            self.bench, [World({**w.facts, self.setting.key(name): value}, w.choices) for w, _o in self.worlds]
        )

    def eaches(self) -> Iterator[Need]:
        """What is asked for each of several."""
        return (need for texts in self.pack.needs.values() for need in texts if need.kind == "each")

    def asked_anew(self, name: str, value: Value) -> Verdict:
        """The verdict with other needs: those of the things that the fact would name."""
        given = tuple(sorted(value)) if isinstance(value, frozenset) else value
        case = self.bench.case.answering(self.pack.id, name, given)  # type: ignore[arg-type]
        packs = {pack.id: pack for pack in case.packs}
        settings = [setting_of(packs[s.pack.id], case) for s in self.bench.settings]
        return self.uniform(Bench(settings, self.bench.ledger, case), enumerated(settings))

    def uniform(self, bench: Bench, worlds: Sequence[World]) -> Verdict:
        """The one definite verdict of some worlds; can't tell as soon as two differ or one is open."""
        found: Verdict | None = None
        for world in worlds:
            verdict = bench.world(world)[self.pack.id][0].verdict
            if verdict == Verdict.UNKNOWN or found not in {None, verdict}:
                return Verdict.UNKNOWN
            found = verdict
        return found or Verdict.UNKNOWN

    def lines(self, shown: Sequence[Shown]) -> Iterator[Question]:
        """Lines whose record leaves open whether they count."""
        undecided = any(s.verdict == Verdict.UNKNOWN for s in shown)
        tried = 0
        for id_, (text, nodes) in self.open_lines().items():
            decides = False
            if self.verdict == Verdict.UNKNOWN and undecided and tried < self.trials:
                tried += 1
                decides = any(self.settled(id_, good=good) for good in (True, False))
            yield Question("line", id_, text, nodes, decides)

    def open_lines(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Those lines, with what to ask and the need it is asked for."""
        open_: dict[str, tuple[str, tuple[str, ...]]] = {}
        seen: set[tuple[int, frozenset[str]]] = set()
        for _world, outcomes in self.worlds:
            outcome = outcomes[self.pack.id][0]
            pools = (pool for sharing in outcome.sharings for pool in sharing.pools)
            for pool in pools:
                if pool.ground.pack.id == self.pack.id and (id(pool), outcome.live) not in seen:
                    seen.add((id(pool), outcome.live))
                    for number, asked in sorted(self.open_in(pool, outcome)):
                        open_.setdefault(self.bench.lines[number].id, asked)
        return open_

    def open_in(self, pool: Pool, outcome: Outcome) -> Iterator[tuple[int, tuple[str, tuple[str, ...]]]]:
        """What one pool leaves open about its lines, for needs that are asked at all."""
        for offer in pool.offers:
            if not offer.questions or not offer.amounts[HIGH]:
                continue
            for need, text in offer.questions:
                if (need in outcome.live) if need else offer.doubtful:
                    found = (text, (need or pool.needs[0].id,))
                    yield from ((number, found) for number in offer.numbers)
                    break

    def settled(self, line: str, *, good: bool) -> bool:
        """Whether the verdict were definite if the line were beyond doubt (or out).

        More hours only help, so a good line can turn open worlds into met ones, never mend one that is not met.
        """
        verdicts = [outcomes[self.pack.id][0].verdict for _w, outcomes in self.worlds]
        if (Verdict.NOT_MET if good else Verdict.MET) in verdicts:
            return False
        bench = self.bench.settling({line: good})
        open_ = [w for (w, _o), verdict in zip(self.worlds, verdicts, strict=True) if verdict == Verdict.UNKNOWN]
        return self.uniform(bench, open_) == (Verdict.MET if good else Verdict.NOT_MET)

    def sources(self, shown: Sequence[Shown]) -> Iterator[Question]:
        """What the sources leave open; it decides where a need it touches can't be told for that.

        Of the tables that it touches, some line has to meet one.
        """
        unknown = {s.id for s in shown if s.verdict == Verdict.UNKNOWN and s.applies is not False}
        bears: bool | None = None if self.verdict == Verdict.UNKNOWN else False
        absent = {s.id for s in shown if s.applies is False}
        tables, playing = playable(self.pack), in_play(self.pack, (o[self.pack.id][0] for _w, o in self.worlds))
        for question in self.pack.questions:
            if question.touches and all(id_ in absent for id_ in question.touches):
                continue
            text = question.text
            if question.other_figure:
                text += f" (Also seen: {question.other_figure}.)"
            touched = tuple(id_ for id_ in question.touches if id_ in self.pack.needs)
            near = [s for s in shown if s.id in unknown and (s.id in touched or not touched)]
            named = tables & set(question.touches)
            figured = bool(named & playing & set(self.pack.figures))
            lies_apart = figured or any(s.possible > s.counted for s in near)
            decides = bool(question.touches and near and lies_apart) and (not named or bool(named & playing))
            if decides and bears is None:
                bears = self.beyond_lines()
            yield Question("source", question.id, text, touched, decides and bool(bears))

    def beyond_lines(self) -> bool:
        """Whether some doubt stays in one and the same world though every line were settled."""
        for good in (True, False):
            settled = dict.fromkeys(self.open_lines(), good)
            bench = self.bench.settling(settled)
            for world, _outcomes in self.worlds:
                if bench.world(world)[self.pack.id][0].verdict == Verdict.UNKNOWN:
                    return True
        return False

    def unreckoned(self, shown: Sequence[Shown]) -> Iterator[Question]:
        """Rules that are read but not reckoned yet: never a wrong verdict, but said."""
        for node in shown:
            if node.because:
                text = f"Can't tell: {node.because}."
                yield Question("source", f"reckoning:{node.id}", text, (node.id,), decides=True)


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
