"""Nodes, ways, sources and notes of an answer, in words for a tired teacher (stage 10).

Neighbors: `merge` has what holds over all worlds, `line_answers` writes the lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from stemtracker.domain import wording
from stemtracker.domain.assessment import Alternative, Node, Role, Source, Verdict
from stemtracker.domain.hours import plain
from stemtracker.domain.periods import Period
from stemtracker.rules.answers import offered, quoted
from stemtracker.rules.demand import Shares
from stemtracker.rules.evaluate import Outcome
from stemtracker.rules.judge import Counted, amount_verdict
from stemtracker.rules.line_answers import reached
from stemtracker.rules.merge import Shown, chosen, order, place, show_year
from stemtracker.rules.offer import LOW
from stemtracker.rules.pack import Need, Pack
from stemtracker.rules.setting import Case, Setting
from stemtracker.rules.worlds import selecting

ZERO = Fraction(0)


def nodes_of(
    setting: Setting, shown: Sequence[Shown], ways: Sequence[Sequence[Outcome]]
) -> tuple[tuple[Node, ...], list[Shown]]:
    """Every need as a node, the years of yearly needs below theirs."""
    parents = dict(order(setting.pack))
    nodes: list[Node] = []
    years: list[Shown] = []
    for found in shown:
        need = found.outcome.ground.needs[found.id]
        nodes.append(_node(found, need, parents[found.id], setting))
        for year in _years(found, ways):
            years.append(year)
            span = next(a.year for a in year.outcome.years[found.id] if a.id == year.id)
            nodes.append(_year_node(year, need, span))
    return tuple(nodes), years


def _years(parent: Shown, ways: Sequence[Sequence[Outcome]]) -> Iterator[Shown]:
    outcomes = [chosen(found, parent.id) for found in ways]
    ids = dict.fromkeys(a.id for o in outcomes for a in o.years.get(parent.id, ()))
    for id_ in ids:
        verdicts = [amount_verdict(o.counted[id_]) for o in outcomes if id_ in o.counted]
        yield show_year(id_, parent, ways, verdicts)


def _node(found: Shown, need: Need, parent: str, setting: Setting) -> Node:
    ground = found.outcome.ground
    unit, window = "", None
    for sharing in found.outcome.sharings:
        for pool in sharing.pools:
            if pool.ground.pack.id == setting.pack.id and any(n.id == need.id for n in pool.needs):
                unit, window = ground.accounts[pool.account_id].unit, pool.days.sure
    required, text = required_of(found) if need.per is None else (None, "")
    missing = ZERO if required is None else max(ZERO, required - found.counted)
    if found.lacking is not None:
        missing = min(missing, found.lacking)
    return Node(
        id=found.id,
        parent=parent,
        title=need.title or found.id.replace("_", " "),
        kind="all" if need.per else need.kind,
        role=need.role,
        applies=found.applies,
        verdict=found.verdict,
        required=required,
        required_text=text,
        counted=found.counted,
        possible=found.possible,
        planned=found.planned,
        over_cap=over_cap(found),
        missing=missing,
        unit=unit,
        mark=need.mark,
        sources=need.src,
        note=_note(found, need, setting, need.days or window, unit),
        window=need.days or window,
        aside=found.aside,
    )


def _year_node(found: Shown, need: Need, span: Period | None) -> Node:
    required, text = required_of(found)
    return Node(
        id=found.id,
        parent=need.id,
        title=wording.days(span) if span else found.id,
        kind="amount",
        role=need.role,
        applies=found.applies,
        verdict=found.verdict,
        required=required,
        required_text=text,
        counted=found.counted,
        possible=found.possible,
        planned=found.planned,
        missing=ZERO if required is None else max(ZERO, required - found.counted),
        unit=found.outcome.unit,
        sources=need.src,
        window=span,
        aside=found.aside,
    )


def required_of(found: Shown) -> tuple[Fraction | None, str]:
    """The figure that is asked, and in words."""
    bounds = found.bounds
    if bounds is None:
        return None, ""
    if found.asked == (ZERO,):  # and besides it a number that is not stated
        return ZERO, "0 or more"
    if found.asked:
        words = [plain(figure) for figure in found.asked]
        return found.asked[-1], " or ".join((", ".join(words[:-1]), words[-1]) if words[1:] else words)
    if bounds.some:
        return None, "some"
    if bounds.hi is None:
        return (None, "not stated") if not bounds.lo else (bounds.lo, f"at least {plain(bounds.lo)}")
    if bounds.lo != bounds.hi:
        return bounds.hi, f"{plain(bounds.lo)} to {plain(bounds.hi)}"
    return bounds.hi, plain(bounds.hi)


def over_cap(found: Shown) -> Fraction:
    """Hours that fit the need and were cut off by a limit."""
    total = ZERO
    for sharing in found.outcome.sharings:
        for purse, pool in enumerate(sharing.pools):
            if all(n.id != found.id for n in pool.needs) or pool.ground.pack.id != found.outcome.ground.pack.id:
                continue
            name = f"{purse}:{found.id}" if len(sharing.pools) > 1 else found.id
            shares: Shares = sharing.shares[LOW]
            full = reached(sharing)
            for index, sort in enumerate(sharing.sorted[LOW].sorts):
                if name in sort.needs[purse] and any(bucket in full for bucket in sort.limits[purse]):
                    total += sort.offered[purse] - shares.used.get((index, purse), ZERO)
    return total


def _note(found: Shown, need: Need, setting: Setting, window: Period | None, unit: str) -> str:
    said = [need.note] if need.note else []
    starts = found.outcome.ground.starts.get(need.id)
    if found.applies is False and starts:
        said.append(f"Applies from {starts} on.")
    if need.grants:
        said.append(f"Gives: {need.grants}.")
    if need.evidence:
        said.append(f"Proof: {need.evidence}.")
    if found.elsewhere:
        said.append(f"Shown as if you went this way: {wording.exact(found.elsewhere, unit)} of it count elsewhere now.")
    if found.unstated:
        said.append("Depending on your answers it may also be a number that is not stated.")
    if found.because:
        said.append(f"Can't tell: {found.because}.")
    if window and found.verdict == Verdict.NOT_MET and setting.anchors["today"] is not None:
        today = setting.anchors["today"]
        said.append(
            f"Open until {wording.day(window.end)}."
            if today <= window.end
            else f"The days for it ended on {wording.day(window.end)}."
        )
    return " ".join(said)


def alternatives(shown: Sequence[Shown], ways: Sequence[Sequence[Outcome]]) -> tuple[Alternative, ...]:
    """Each way of every choice that applies, the nearest first: where it stands and what it still asks."""
    by_id = {s.id: s for s in shown}
    found = []
    for id_, node in by_id.items():
        need = node.outcome.ground.needs[id_]
        if need.kind != "any" or node.applies is False or need.role != Role.REQUIRED:
            continue
        members = [by_id[member] for member in need.members if by_id[member].applies is not False]
        members.sort(key=lambda there: (there.aside, sum(place(world, there.id) for world in ways)))
        found += [_alternative(there, ways) for there in members]
    return tuple(found)


def _alternative(there: Shown, ways: Sequence[Sequence[Outcome]]) -> Alternative:
    need = there.outcome.ground.needs[there.id]
    below = _below(there.outcome.ground.needs, there.id)
    verdict = there.verdict or Verdict.MET
    gaps: dict[str, Fraction] = {}
    for outcome in (chosen(world, there.id) for world in ways):
        for unit, gap in _gaps(outcome, below) if there.id in outcome.live else ():
            gaps[unit] = max(gap, gaps.get(unit, ZERO))
    return Alternative(
        node=there.id,
        title=need.title or there.id.replace("_", " "),
        verdict=Verdict.UNKNOWN if there.applies is None and verdict == Verdict.MET else verdict,
        gaps=tuple((gap, unit) for unit, gap in gaps.items() if gap),
        grants=need.grants,
    )


def _gaps(outcome: Outcome, below: set[str]) -> Iterator[tuple[str, Fraction]]:
    """What the needs of one way within a choice still lack, by unit; what is counted by the piece has none.

    Where nothing else is asked it is what the whole renewal lacks; else at least what the farthest of them does.
    """
    ground, way = outcome.ground, outcome.way
    if outcome.path <= below:
        yield from outcome.lacks.items()
    for id_ in sorted(below & way.through, key=list(ground.needs).index):
        need = ground.needs[id_]
        if need.kind in {"count", "done"} or (need.kind == "amount" and not outcome.path <= below):
            unit = ground.accounts[need.of].account.unit if need.kind == "amount" else ""
            every = [ask.id for ask in outcome.years.get(id_, ())] or [id_]
            yield unit, sum((_lack(outcome.counted[each]) for each in every if each in outcome.counted), ZERO)


def _lack(counted: Counted) -> Fraction:
    most = counted.bounds.lo if counted.bounds.hi is None else counted.bounds.hi
    lack = max(ZERO, most - counted.amounts[LOW])
    return lack if counted.lacking is None else min(lack, counted.lacking)


def _below(needs: dict[str, Need], id_: str) -> set[str]:
    found, todo = set(), [id_]
    while todo:
        here = todo.pop()
        if here not in found:
            found.add(here)
            todo += needs[here].members
    return found


def sources(pack: Pack) -> tuple[Source, ...]:
    """Where the rules were read, and when they were last compared."""
    return tuple(Source(s.id, s.kind, s.title, s.url, pack.checked, s.date) for s in pack.sources.values())


def notes(setting: Setting, case: Case) -> Iterator[str]:
    """What is assumed and said once, and what the pack wants known."""
    pack = setting.pack
    matches = [e for e in selecting(pack) if "relevant" in e.fields]
    if matches and any(line.relevant is None for line in case.ledger):
        yield "Activities are taken as relevant to this license unless you say not."
    yield "Where the sources show no limit, none is applied."
    if case.filing is None:
        yield f"Read as if you filed on {wording.day(setting.filing)}."
    elif setting.filing != case.filing and setting.span:
        span = wording.days(setting.span)
        given, taken = wording.day(case.filing), wording.day(setting.filing)
        yield f"{given} is outside the days for filing ({span}): read as if you filed on {taken}."
    for name in setting.defaulted:
        spec = pack.facts[name]
        if spec.when is None or spec.when.truth(setting.env()) is not False:
            yield f"Not answered, so taken as “{_said(spec.default)}”: {spec.ask}"
    env = setting.env()
    for name, words in setting.unoffered.items():
        spec = pack.facts[name]
        if spec.when is None or spec.when.truth(env) is not False:
            said = f"{quoted(words)} is not among the answers, so it is taken as not answered"
            yield f"{spec.ask} {said}; {offered(spec.choices, words)}."
    for note in pack.notes:
        if note.when is None or note.when.truth(env) is not False:
            yield note.text


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)
