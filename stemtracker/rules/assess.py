"""The engine's one question: where do these credentials stand, why, and what would decide or close it.

`assess` is pure: same case, same answer, in whatever order the ledger stands. The stages follow the rule
language: date (`setting`), worlds, text and figures (`ground`), offers, sorts, ways, sharing, verdicts,
explanation. Neighbors: `library` has the packs, `close` ends a cycle.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations

from stemtracker.domain.assessment import Assessment, Node, Question, Verdict
from stemtracker.rules.ahead import aging_of, deadlines_of, later
from stemtracker.rules.batch import Ledger
from stemtracker.rules.due import deadlines
from stemtracker.rules.evaluate import Bench, Outcome, gap_over
from stemtracker.rules.explain import alternatives, nodes_of, notes, sources
from stemtracker.rules.licenses import named, rules_of, tied
from stemtracker.rules.line_answers import Scribe
from stemtracker.rules.load import LeftOut, effective
from stemtracker.rules.merge import Shown, order, over_worlds, show
from stemtracker.rules.offer import canonical
from stemtracker.rules.pack import Pack
from stemtracker.rules.questions import Asker, decided
from stemtracker.rules.setting import Case, Setting, setting_of
from stemtracker.rules.trials import Worlds
from stemtracker.rules.worlds import enumerated

__all__ = ["Case", "assess"]


def assess(case: Case) -> tuple[Assessment, ...]:
    """One answer per pack, in the order given. The verdict is the authority's; what is shown is with the overlays."""
    alone = _answers(case)
    if not case.overlays:
        return alone
    laid = _laid(case)
    both = _answers(replace(case, packs=tuple(pack for pack, _left_out in laid)))
    return tuple(
        _with_overlays(one, shown, pack, case.overlays, left_out)
        for one, shown, (pack, left_out) in zip(alone, both, laid, strict=True)
    )


def laid_over(case: Case) -> Case:
    """The case with the overlays among the packs."""
    return replace(case, packs=tuple(pack for pack, _left_out in _laid(case))) if case.overlays else case


def _laid(case: Case) -> list[tuple[Pack, tuple[LeftOut, ...]]]:
    return [effective(pack, [o for o in case.overlays if o.changes == pack.id]) for pack in case.packs]


def _with_overlays(
    alone: Assessment, shown: Assessment, pack: Pack, overlays: Sequence[Pack], left_out: Sequence[LeftOut]
) -> Assessment:
    """The answer with overlays and the authority's verdict; an overlay that can't be read leaves the other open."""
    seen = {id_: o.checked for o in overlays if o.changes == pack.id for id_ in o.sources}
    owed = alone.verdict != Verdict.MET and alone.gap_unit == shown.gap_unit
    said = [f"“{o.title}” can’t be reckoned with: {problems[0].message}" for o, problems in left_out]
    return replace(
        shown,
        verdict=alone.verdict,
        verdict_with_overlay=_stricter(alone.verdict, Verdict.UNKNOWN if left_out else shown.verdict),
        gap=max(alone.gap, shown.gap) if owed else shown.gap,
        nodes=tuple(_marked(node, pack) for node in shown.nodes),
        sources=tuple(replace(source, seen=seen.get(source.id, source.seen)) for source in shown.sources),
        notes=(*shown.notes, *said),
    )


def _stricter(*verdicts: Verdict) -> Verdict:
    """What holds of both: nothing that is added makes up for what the authority asks."""
    return next((v for v in (Verdict.NOT_MET, Verdict.UNKNOWN) if v in verdicts), Verdict.MET)


def _marked(node: Node, pack: Pack) -> Node:
    """The node, if an overlay changed it, with the reason that was given."""
    id_ = node.id.partition("/")[0]
    if id_ not in pack.touched:
        return node
    reason = next((text.reason for text in pack.needs[id_] if text.reason), "")
    return replace(node, touched_by_overlay=True, note=" ".join(filter(None, (node.note, reason))))


@dataclass(frozen=True)
class Worked:
    """One license worked out over all worlds."""

    setting: Setting
    bench: Bench
    worlds: Worlds

    @cached_property
    def ways(self) -> list[Sequence[Outcome]]:
        """The ways of every world, the best first."""
        return [outcomes[self.setting.pack.id] for _world, outcomes in self.worlds]

    @cached_property
    def shown(self) -> list[Shown]:
        """Every need over all worlds, the root first."""
        return [show(id_, self.ways) for id_, _parent in order(self.setting.pack)]

    @cached_property
    def main(self) -> Outcome:
        """The outcome whose lines are shown: that of the largest amount asked on the answer's way."""
        amounts = [s for s in self.shown if s.bounds and s.applies is not False and not s.aside and s.outcome.sharings]
        asked = max(amounts, key=lambda s: s.bounds.lo if s.bounds else 0, default=None)
        return asked.outcome if asked else self.ways[0][0]

    def if_filed(self, day: date) -> Verdict:
        """The verdict if one filed on another day."""
        case = replace(self.bench.case, filing=day)
        packs = {pack.id: pack for pack in case.packs}
        settings = [setting_of(packs[s.pack.id], case) for s in self.bench.settings]
        bench = Bench(settings, self.bench.ledger, case)
        return over_worlds(bench.world(w)[self.setting.pack.id][0].verdict for w in enumerated(settings))


def worked(case: Case) -> Iterator[Worked]:
    """Every license of a case, by its name."""
    lines = sorted(case.ledger, key=canonical)
    case = replace(case, packs=named(case.packs))
    for cluster in _clusters(case):
        settings = [setting_of(pack, case) for pack in cluster]
        bench = Bench(settings, Ledger(lines, by_topic=len(cluster) > 1), case)
        worlds: Worlds = [(world, bench.world(world)) for world in enumerated(settings)]
        yield from (Worked(setting, bench, worlds) for setting in settings)


def _answers(case: Case) -> tuple[Assessment, ...]:
    found = {one.setting.pack.id: _answer(one) for one in worked(case)}
    packs = named(case.packs)
    silent = [p for p in packs if not any(o.of_licenses for o in p.overlaps)]
    alike = {p.id: [o.id for o in silent if o.id != p.id and rules_of(o.id) == rules_of(p.id)] for p in silent}
    return tuple(_not_twice(found[p.id], [found[o] for o in alike.get(p.id, ())]) for p in packs)


def _clusters(case: Case) -> list[list[Pack]]:
    """Packs whose needs lie on top of one another's are answered together; the one below first.

    So are those of which a table says whether an hour may serve both.
    """
    packs = {pack.id: pack for pack in case.packs}
    clusters = [[pack] for pack in packs.values()]
    for one, another in combinations(case.packs, 2):
        mine, other = (next(c for c in clusters if p in c) for p in (another, one))
        if tied(one, another) and mine is not other:
            clusters.remove(mine)
            other += mine
    for pack in packs.values():
        for texts in pack.needs.values():
            below = texts[0].on_top.partition("/")[0] if "/" in texts[0].on_top else ""
            if below not in packs or below == pack.id:
                continue
            mine = next(c for c in clusters if pack in c)
            other = next(c for c in clusters if packs[below] in c)
            if mine is not other:
                clusters.remove(mine)
                other += mine
    return clusters


def _answer(one: Worked) -> Assessment:
    """One pack's answer over all worlds."""
    setting, bench, shown, ways, main = one.setting, one.bench, one.shown, one.ways, one.main
    pack, case = setting.pack, bench.case
    verdict = over_worlds(found[0].verdict for found in ways)
    nodes, years = nodes_of(setting, shown, ways)
    nodes = (replace(nodes[0], verdict=verdict), *nodes[1:])
    asker = Asker(setting, bench, one.worlds, verdict)
    questions = asker.questions([*shown, *years])
    gap, unit = gap_over(ways)
    aging = aging_of(main, bench.ledger.lines, open_=case.filing is None)
    turn = later(setting, aging, verdict, one.if_filed) if case.filing is None else None
    window = next((p.days.sure for s in main.sharings for p in s.pools if p.ground.pack.id == pack.id), None)
    return Assessment(
        pack=rules_of(pack.id),
        pack_title=pack.title,
        pack_hash=pack.hash,
        credential=case.credentials.get(pack.id, ""),
        cycle=setting.cycle,
        window=window,
        filing=setting.span,
        as_of=case.today,
        verdict=verdict,
        verdict_with_overlay=verdict,
        gap=gap,
        gap_unit=unit or main.unit,
        nodes=nodes,
        lines=Scribe(main, [*shown, *years], bench.lines, len(bench.ledger.lines)).write(),
        decides=decided(questions),
        others_may_decide=asker.untried,
        questions=questions,
        alternatives=alternatives(shown, ways),
        deadlines=deadlines(setting, case, bench.ledger.lines, shown, deadlines_of(aging, turn)),
        sources=sources(pack),
        notes=tuple(notes(setting, case)),
        checked=pack.checked,
        open=case.today <= (window.end if window else setting.cycle.end),
        later=turn,
    )


def _not_twice(answer: Assessment, others: Sequence[Assessment]) -> Assessment:
    """The same rules asked for several licenses at once: where one activity serves two, a yes would be a guess."""
    both = _counting(answer) & frozenset().union(*map(_counting, others))
    if answer.verdict != Verdict.MET or not both:
        return answer
    said = "one activity counts" if len(both) == 1 else f"{len(both)} activities count"
    text = (
        "Several licenses are renewed by these rules at once, and they do not say whether an hour may serve both; "
        f"{said} for both here. Ask the office, or put each activity under one of the licenses."
    )
    asked = Question("source", "licenses", text, (answer.root.id,), decides=True)
    nodes = (replace(answer.root, verdict=Verdict.UNKNOWN), *answer.nodes[1:])
    return replace(
        answer,
        verdict=Verdict.UNKNOWN,
        verdict_with_overlay=Verdict.UNKNOWN,
        nodes=nodes,
        decides=(asked,),
        questions=(asked, *answer.questions),
    )


def _counting(answer: Assessment) -> frozenset[str]:
    """The activities that count on the way that an answer takes."""
    on_it = {node.id for node in answer.on_the_way}
    counts = (line.id for line in answer.lines for r in line.reasons if r.step == "counted" and r.node in on_it)
    return frozenset(counts)
