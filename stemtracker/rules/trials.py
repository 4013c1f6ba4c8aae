"""Tries what settling open points would do to the verdict: answers of the holder, doubtful lines, readings of a rule.

Each alone, or all that it takes together. Neighbors: `questions` says what is open, `evaluate` works out the worlds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from stemtracker.domain.assessment import Verdict
from stemtracker.rules.evaluate import Bench, Outcome
from stemtracker.rules.pack import Pack
from stemtracker.rules.reading import shifted
from stemtracker.rules.scope import HOLDER_DAYS
from stemtracker.rules.setting import Setting, setting_of
from stemtracker.rules.sharing import Sharer
from stemtracker.rules.stated import Ends, stated
from stemtracker.rules.values import Value
from stemtracker.rules.worlds import World, enumerated, readings, representatives, selecting

Worlds = Sequence[tuple[World, Mapping[str, Sequence[Outcome]]]]
#: An open point: "fact" and its name among those of all licenses, "line" and its id, "reading" and its key, "rule" and
#: the question about it.
Point = tuple[str, str]
#: Open points and how they are settled.
Settled = Mapping[Point, object]
#: All open lines at once.
EVERY: Point = ("line", "")
#: How much is worked out again for each kind of point, in lines looked at: a world costs something in any case, and
#: sharing hours out as much as a line for so many numbers that it works out.
_BUDGET, _WORLD, _NUMBERS = 20_000, 200, 20
#: Of things that each bring needs of their own, so few are named: more only ask for more of the same kind.
_NAMED = 3
#: More than anybody is asked for.
_MUCH = Fraction(1_000_000)


class Trials:
    """Settles open points of one pack and looks at the verdict."""

    def __init__(
        self,
        setting: Setting,
        bench: Bench,
        worlds: Worlds,
        lines: Mapping[str, object],
        rules: Mapping[str, Sequence[Ends]],
    ) -> None:
        """`lines` are the open lines, each with its sort: lines of one sort do as well as one another.

        `rules` are the questions about rules, each with the ways in which these may be stated.
        """
        self.setting, self.bench, self.worlds, self.lines, self.rules = setting, bench, worlds, lines, rules
        self.pack: Pack = setting.pack
        self.known: list[tuple[World, Verdict | None]] = [(w, found[self.pack.id][0].verdict) for w, found in worlds]
        self.names = {setting.key(name): name for name in setting.unknown}
        self.benches: dict[frozenset[tuple[Point, object]], Bench] = {frozenset(): bench}
        self.anew: dict[frozenset[tuple[Point, object]], tuple[Bench, list[tuple[World, Verdict | None]]]] = {}
        self.left = _BUDGET
        #: Whether there was too much to work out.
        self.stopped = False
        self.tried: dict[frozenset[tuple[Point, object]], Verdict] = {}

    def afresh(self) -> None:
        """Another kind of points is tried, with as much work as for any."""
        self.left, self.stopped = _BUDGET, False

    def decides(self, point: Point, ways: Sequence[object]) -> bool:
        """Whether settling a point alone, in one of these ways, makes the verdict definite."""
        return any(self.verdict({point: way}) != Verdict.UNKNOWN for way in ways)

    def line_decides(self, line: str) -> bool:
        """The same for one of the open lines.

        More hours only help: a good line can turn open worlds into met ones, never mend one that is not met, and
        where all lines together don't do it, none does.
        """
        for good, verdict in ((True, Verdict.MET), (False, Verdict.NOT_MET)):
            found = {known for _world, known in self.known}
            if not found <= {verdict, Verdict.UNKNOWN}:
                continue
            if self.verdict({EVERY: good}) == verdict and self.verdict({("line", line): good}) == verdict:
                return True
        return False

    def rule_decides(self, question: str) -> bool:
        """The same for what one question is about: where all rules at their best (or worst) don't do it, none does."""
        ways = [{("rule", question): way} for way in range(len(self.rules.get(question, ())))]
        for end, verdict in ((-1, Verdict.MET), (0, Verdict.NOT_MET)) if ways else ():
            every = {("rule", key): range(len(ends))[end] for key, ends in self.rules.items()}
            if self.verdict(every) == verdict and any(self.verdict(settled) == verdict for settled in reversed(ways)):
                return True
        return False

    def verdict(self, settled: Settled) -> Verdict:
        """The one definite verdict of the worlds that are left; can't tell as soon as two differ or one is open."""
        key = frozenset(settled.items())
        if key not in self.tried:
            found: Verdict | None = None
            for verdict in self.verdicts(settled):
                found = verdict if found in {None, verdict} else Verdict.UNKNOWN
                if found == Verdict.UNKNOWN:
                    break
            if self.stopped:
                return Verdict.UNKNOWN  # for now: with more time it may be told
            self.tried[key] = found or Verdict.UNKNOWN
        return self.tried[key]

    def verdicts(self, settled: Settled) -> Iterator[Verdict]:
        """The verdicts of the worlds that are left, as far as there is time to work them out."""
        facts: dict[str, Value] = {n: v for (kind, n), v in settled.items() if kind == "fact"}  # type: ignore[misc]
        taken = {key: way for (kind, key), way in settled.items() if kind == "reading"}
        lines = {point: good for point, good in settled.items() if point[0] == "line"}
        anew = {p: way for p, way in settled.items() if p[0] == "rule" or self.changes_needs(self.names.get(p[1], ""))}
        bench, worlds = self.asked_anew(anew, lines) if anew else (self.settling(lines), self.known)
        todo: list[World] = []
        for world, known in worlds:
            if any(world.choices.get(key, way) != way for key, way in taken.items()):
                continue
            if any(world.facts.get(key, value) != value for key, value in facts.items()):
                continue
            more = {key: value for key, value in facts.items() if key not in world.facts}
            if not more and not lines and known is not None:
                yield known
            else:
                todo.append(World({**world.facts, **more}, world.choices))
        each, effort = _WORLD + len(bench.lines), bench.sharer.effort
        for number, world in enumerate(todo, start=1):
            if self.left <= each * (len(todo) - number):  # nothing is known until all are worked out
                self.stopped = True
                yield Verdict.UNKNOWN
                return
            before = effort.spent
            found = bench.world(world)[self.pack.id][0].verdict
            self.left -= each + (effort.spent - before) // _NUMBERS
            yield found

    def settling(self, lines: Settled) -> Bench:
        """The bench with some doubts about lines settled; kept, for several worlds ask for the same."""
        key = frozenset(lines.items())
        if key not in self.benches:
            self.left -= 2 * len(self.bench.lines)
            self.benches[key] = self.bench.settling(self.one_by_one(lines))
        return self.benches[key]

    def one_by_one(self, lines: Settled) -> dict[str, bool]:
        """What is settled of each line."""
        if EVERY in lines:
            return dict.fromkeys(self.lines, bool(lines[EVERY]))
        return {id_: bool(good) for (_kind, id_), good in lines.items()}

    def changes_needs(self, name: str) -> bool:
        """Whether a fact says for what something is asked, or from which days on."""
        return name in self.eaches or name in HOLDER_DAYS

    @cached_property
    def eaches(self) -> frozenset[str]:
        """The facts that say for what something is asked, each by itself."""
        eaches = [need for texts in self.pack.needs.values() for need in texts if need.kind == "each"]
        years = {need.years_over.fact for need in eaches if need.years_over}
        return frozenset({need.over for need in eaches} | years) - {""}

    def asked_anew(self, points: Settled, lines: Settled) -> tuple[Bench, list[tuple[World, Verdict | None]]]:
        """The bench and worlds of other rules: with needs for what facts would name, or as if more were stated."""
        key = frozenset({**points, **lines}.items())
        if key in self.anew:
            return self.anew[key]
        self.left -= 2 * len(self.bench.lines)
        case = self.bench.case
        ends: dict[str, bool] = {}
        for (kind, name), value in points.items():
            if kind == "rule":
                ends |= self.rules[name][int(value)]  # type: ignore[call-overload]
            else:
                given = tuple(sorted(value)) if isinstance(value, frozenset) else value
                case = case.answering(self.pack.id, self.names[name], given)  # type: ignore[arg-type]
        packs = {pack.id: pack for pack in case.packs}
        packs[self.pack.id] = stated(packs[self.pack.id], ends) if ends else packs[self.pack.id]
        settings = [setting_of(packs[s.pack.id], case) for s in self.bench.settings]
        bench = Bench(settings, self.bench.ledger, case, self.one_by_one(lines))
        bench.sharer = Sharer(self.bench.sharer)
        self.anew[key] = bench, [(world, None) for world in enumerated(settings)]
        return self.anew[key]

    def answers(self, name: str) -> Sequence[Value]:
        """Values worth trying for a fact: those that worlds differ in, else some of either end."""
        key, spec = self.setting.key(name), self.pack.facts[name]
        values = tuple(dict.fromkeys(world.facts[key] for world, _v in self.known if key in world.facts))
        if values:
            return values
        if spec.type == "yes/no":
            return (False, True)
        if spec.type == "choice":
            return spec.choices[:8]
        if spec.type == "list":
            some = spec.choices[:_NAMED] if name in self.eaches else spec.choices
            return (frozenset(), frozenset(some))
        every = [*selecting(self.pack), *(n.fact for texts in self.pack.needs.values() for n in texts if n.fact)]
        found = representatives(name, self.setting, every)
        if spec.type == "date" and not found:
            start = self.setting.cycle.start
            return (shifted(start, -1, "d"), start, self.setting.cycle.end)
        return found if found or spec.type != "number" else (Fraction(0), _MUCH)

    def complete(self, facts: Sequence[str]) -> Iterator[tuple[Settled, Verdict]]:
        """Everything settled that an answer can settle: each world, with the lines good or not, and the other facts.

        What the sources would have to state is left open at first, since the holder has no answer to that.
        """
        apart = [name for name in facts if not any(self.setting.key(name) in w.facts for w, _v in self.known)]
        values = {self.setting.key(name): found for name in apart if (found := self.answers(name))}
        for all_stated in (False, True):
            for good in (True, False):
                for settled in self.filled(values, {EVERY: good} if self.lines else {}, all_stated=all_stated):
                    yield settled, self.verdict(settled)

    def filled(self, values: Mapping[str, Sequence[Value]], lines: Settled, *, all_stated: bool) -> Iterator[Settled]:
        """Each world with facts that no world fills in, and what rules leave open, at their first or last value."""
        for end in (0, -1) if values or (all_stated and self.rules) else (0,):
            rest = {("fact", key): found[end] for key, found in values.items()}
            rules = {("rule", key): range(len(ends))[end] for key, ends in self.rules.items()}
            for world, _verdict in self.known:
                mine = {("fact", key): value for key, value in world.facts.items()}
                ways = {("reading", key): way for key, way in world.choices.items()}
                yield {**mine, **rest, **(ways | rules if all_stated else {}), **lines}

    def together(self, facts: Sequence[str]) -> set[Point]:
        """The points that make the verdict definite together, without those that could stay open."""
        for wanted in (Verdict.MET, Verdict.NOT_MET):
            for settled, verdict in self.complete(facts):
                if verdict == wanted:
                    return self.least(settled)
        return set()

    def least(self, given: Settled) -> set[Point]:
        """Leaves open again whatever may stay open: lines before facts, and what the rules ask last before the rest."""
        settled = {point: way for point, way in given.items() if point != EVERY}
        settled |= {("line", id_): given[EVERY] for id_ in self.lines if EVERY in given}
        groups: dict[object, list[Point]] = {}
        last_first = list(reversed(settled))
        for kind, key in sorted(last_first, key=lambda point: point[0] != "line"):
            groups.setdefault(self.lines.get(key, key) if kind == "line" else (kind, key), []).append((kind, key))
        open_ = [list(groups.values())]
        while open_ and self.left > 0:
            some = open_.pop()
            left = {point for points in some for point in points}
            fewer = {point: way for point, way in settled.items() if point not in left}
            if self.verdict(fewer) != Verdict.UNKNOWN:
                settled = fewer
            elif len(some) > 1:  # the more is open, the less can be told: so one half, then the other
                half = len(some) // 2
                open_ += [some[half:], some[:half]]
        return set(settled)

    def readings(self) -> dict[str, int]:
        """The readings of rules between which worlds differ, and how many each has."""
        keys = {key for world, _v in self.known for key in world.choices}
        return {key: count for key, count in readings(self.pack).items() if key in keys}
