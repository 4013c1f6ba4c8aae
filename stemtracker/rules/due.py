"""Days that lie ahead of a license: filing, rules that begin, deadlines of single activities, what expires.

Each has a key that stays the same when the day moves, so that a calendar can tell it again.
Neighbors: `assess` puts them into the answer; `services.deadlines` says what is at risk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from stemtracker.domain.activity import Status
from stemtracker.domain.assessment import Deadline, Role
from stemtracker.domain.ledger import Line
from stemtracker.rules.merge import Shown
from stemtracker.rules.pack import DeadlineRule
from stemtracker.rules.reading import shifted
from stemtracker.rules.scope import Env
from stemtracker.rules.setting import Case, Setting
from stemtracker.rules.traits import pieces
from stemtracker.rules.values import any3


def deadlines(
    setting: Setting, case: Case, lines: Sequence[Line], shown: Sequence[Shown], aging: Iterable[Deadline] = ()
) -> tuple[Deadline, ...]:
    """Days on which something is due or changes, from today on; `aging` are those that look back from filing."""
    found = [
        Deadline(setting.cycle.end, "The license expires", "expiry", key="expiry"),
        *_filing(setting),
        *_rules(setting, shown),
        *_pack_deadlines(setting, case, lines),
        *_expiring(lines, shown),
        *aging,
    ]
    ahead = [d for d in dict.fromkeys(found) if d.on >= case.today]
    return tuple(sorted(ahead, key=lambda d: (d.on, d.title)))


def _filing(setting: Setting) -> Iterator[Deadline]:
    if setting.span:
        yield Deadline(setting.span.start, "Filing opens", "filing", key="filing opens")
        yield Deadline(setting.span.end, "Last day to file", "filing", key="filing ends")


def _rules(setting: Setting, shown: Sequence[Shown]) -> Iterator[Deadline]:
    """Texts that take effect later, and windows that end on another day than the license."""
    for node in shown:
        ground = node.outcome.ground
        starts, need = ground.starts.get(node.id), ground.needs[node.id]
        if starts:
            title = f"Takes effect: {need.title or node.id}"
            yield Deadline(starts, title, "rule", node.id, key=f"starts {node.id}")
        for sharing in node.outcome.sharings:
            for pool in sharing.pools:
                days = pool.days.sure
                if days and pool.needs[0].id == node.id and node.applies is not False and days.end != setting.cycle.end:
                    title = "Last day on which hours count"
                    yield Deadline(days.end, title, "window", node.id, key=f"window {node.id}")


def _pack_deadlines(setting: Setting, case: Case, lines: Sequence[Line]) -> Iterator[Deadline]:
    """What the pack says is due: for the license, or for each activity of a sort that is not claimed yet."""
    env = setting.env()
    for rule in setting.pack.deadlines:
        if rule.role == Role.DUTY or (rule.when is not None and rule.when.truth(env) is False):
            continue
        title = rule.title or rule.late or rule.id.replace("_", " ")
        if rule.match is None:
            if due := shifted(rule.of.day(env), *rule.within):
                yield Deadline(due, title, "rule", key=f"rule {rule.id}")
            continue
        for line in lines:
            if line.status == Status.ATTENDED and line.end <= case.today and (due := _due(rule, line, env)):
                said = f"{title}: {line.title}"
                yield Deadline(due, said, "line", key=f"rule {rule.id} {line.id}", line=line.id)


def _due(rule: DeadlineRule, line: Line, env: Env) -> date | None:
    """By when something is due for a line, if the rule is about it."""
    env.line = line
    truths = []
    for topics, _share in pieces(line):
        env.topics = topics
        truths.append(rule.match is None or rule.match.truth(env))
    return shifted(rule.of.day(env), *rule.within) if any3(truths) is True else None


def _expiring(lines: Sequence[Line], shown: Sequence[Shown]) -> Iterator[Deadline]:
    """Completions that are good for some years only: the last day on which the newest of them still is."""
    by_id = {line.id: line for line in lines}
    for node in shown:
        need = node.outcome.ground.needs[node.id]
        done = node.outcome.tallies.get(node.id)
        if node.applies is False or done is None or not done.counted or not need.valid.startswith("every"):
            continue
        last = max((by_id[id_] for id_ in done.counted if id_ in by_id), key=lambda one: one.end, default=None)
        until = shifted(last.end, int(need.valid.split()[1]), "y") if last else None
        if last and until:
            title = f"No longer counts: {need.title or node.id}"
            yield Deadline(until, title, "completion", node.id, key=f"completion {node.id}", line=last.id)
