"""An answer told in plain text, to paste into a letter or a mail: of a credential, of one need, or of one activity.

It is made of the assessment alone, which knows no notes, contacts or reflections. Neighbors: `wording`, `in_question`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from stemtracker.domain import in_question, rule_age, wording
from stemtracker.domain.assessment import Assessment, LineAnswer, Node, Question, Reason, Role

Days = Mapping[str, date]

NOT_THE_STATE = "STEM Tracker is not the state: this is a reading of these rules, from a record its owner keeps."
#: What stands over the needs that do not block the renewal.
APART = {Role.DUTY: "Your employer sees to these", Role.ADVICE: "Advised, not asked"}


#: Steps after which an amount is out of the sum; these are the reasons worth reading first.
_TELLING = (
    *("refused", "outside", "superseded", "doubtful", "no_rate", "status", "over_cap", "capped"),
    *("pinned", "planned", "floored", "unused"),
)


def telling(reasons: Sequence[Reason]) -> Reason | None:
    """The reason why something of a line does not count; None where nothing stands in its way."""
    for step in _TELLING:
        for one in reasons:
            if one.step == step:
                return one
    return None


def of_credential(answer: Assessment, days: Days) -> str:
    """All of it: verdict, needs, every line with its reasons, what is open, the sources."""
    counting, idle = _parted(answer)
    said = [f"{wording.VERDICT[answer.verdict]}: {wording.headline(answer)}.", wording.sentence(answer)]
    return _text(
        _head(answer, answer.credential or answer.pack_title),
        [" ".join(said), wording.with_additions(answer), in_question.holds(answer)],
        *(_part(title, lines) for title, lines in _needs(answer)),
        _part("Ways to it, the nearest first", _ways(answer)),
        _part("What counts", _lines(answer, counting, days)),
        _part("What does not count", _lines(answer, idle, days)),
        _part("What is open", [*_open(answer, [*answer.decides, *_others(answer)]), *_more(answer)]),
        _part("To know", [f"- {note}" for note in answer.notes]),
        _foot(answer, answer.nodes),
    )


def of_need(answer: Assessment, node: Node, days: Days) -> str:
    """One need: where it stands, the lines that have to do with it, what is open about it, its sources."""
    here = [line for line in answer.lines if any(r.node == node.id for r in line.reasons)]
    counting = [line for line in here if line.counted_at(node.id)]
    rest = [line for line in here if not line.counted_at(node.id)]
    asked = [q for q in (*answer.decides, *_others(answer)) if node.id in q.nodes]
    apart = answer.roles[node.id]
    return _text(
        _head(answer, f"{node.title} ({answer.credential or answer.pack_title})"),
        [_standing(node), in_question.about(node), node.note, f"{APART[apart]}." if apart in APART else ""],
        _part("What counts", _lines(answer, counting, days, node.id)),
        _part("What does not count", _lines(answer, rest, days, node.id)),
        _part("What is open", _open(answer, asked)),
        _foot(answer, answer.below(node.id)),
    )


def of_line(answer: Assessment, line: LineAnswer, days: Days) -> str:
    """One activity: every step of what became of it, what is open about it, the sources."""
    asked = [q for q in (*answer.decides, *_others(answer)) if q.kind == "line" and q.key == line.id]
    touched = {r.node for r in line.reasons}
    return _text(
        _head(answer, f"{_named(line, days)} ({answer.credential or answer.pack_title})"),
        [f"- {reason(answer, r)}" for r in line.reasons] or ["It has to do with none of these needs."],
        _part("What is open", _open(answer, asked)),
        _foot(answer, [n for n in answer.nodes if n.id in touched]),
    )


def reason(answer: Assessment, one: Reason) -> str:
    """One reason with the need it belongs to and its source: what · need · where it is written."""
    parts = [one.text]
    parts += [n.title for n in answer.nodes if n.id == one.node]
    parts += [f"{s.title}, seen {wording.day(s.seen)}" for s in answer.sources if s.id == one.source]
    return " · ".join(parts)


def _text(*parts: Iterable[str]) -> str:
    """Parts with a line between them; empty ones are left out."""
    filled = ([line for line in part if line] for part in parts)
    return "\n\n".join("\n".join(lines) for lines in filled if lines) + "\n"


def _part(title: str, lines: Iterable[str]) -> list[str]:
    told = list(lines)
    return [title, *told] if told else []


def _head(answer: Assessment, title: str) -> list[str]:
    rules = f"Rules: {answer.pack_title}"
    return [title, rules, f"As of {wording.day(answer.as_of)} · cycle {wording.days(answer.cycle)}"]


def _needs(answer: Assessment) -> Iterator[tuple[str, list[str]]]:
    roles = answer.roles
    for role, title in ((Role.REQUIRED, "What the renewal asks"), *APART.items()):
        depth: dict[str, int] = {}
        told = []
        for node in (n for n in answer.nodes if roles[n.id] == role and n.applies is not False):
            depth[node.id] = depth.get(node.parent, -1) + 1
            mark = " (changed by your district’s additions)" if node.touched_by_overlay else ""
            told.append(f"{'  ' * depth[node.id]}- {node.title}: {_standing(node)}{mark}")
        yield title, told


def _standing(node: Node) -> str:
    if node.applies is False:
        return "Does not apply."
    verdict = wording.VERDICT[node.verdict] if node.verdict else "Nothing to decide"
    parts = [f"{verdict} (may not apply)" if node.applies is None else verdict]
    if node.unit and (figure := wording.of_required(node)):
        parts.append(figure)
    if node.unit and node.missing:
        parts.append(f"{wording.amount(node.missing, node.unit)} missing")
    if node.unit and node.planned:
        parts.append(f"{wording.amount(node.planned, node.unit)} planned")
    if node.unit and node.over_cap:
        parts.append(f"{wording.amount(node.over_cap, node.unit)} over a cap")
    return ", ".join(parts) + "."


def _ways(answer: Assessment) -> Iterator[str]:
    for choice in answer.choices:
        yield f"{choice.node.title}: one of these is enough"
        for way in choice.ways:
            brings = f" Brings: {way.grants}." if way.grants else ""
            yield f"- {way.title}: {wording.VERDICT[way.verdict]}. {wording.still_to_do(answer, way)}.{brings}"


def _parted(answer: Assessment) -> tuple[list[LineAnswer], list[LineAnswer]]:
    counting: list[LineAnswer] = []
    idle: list[LineAnswer] = []
    for line in answer.lines:
        counts = any(r.step == "counted" and r.amount for r in line.reasons)
        (counting if counts else idle).append(line)
    return counting, idle


def _lines(answer: Assessment, lines: Sequence[LineAnswer], days: Days, node: str = "") -> Iterator[str]:
    titles = {n.id: n.title for n in answer.nodes}
    for line in sorted(lines, key=lambda one: (days.get(one.id, date.min), one.title)):
        yield f"- {_named(line, days)}"
        for one in line.reasons:
            if not node:
                yield f"    {titles[one.node]}: {one.text}" if one.node in titles else f"    {one.text}"
            elif one.node in (node, ""):
                yield f"    {one.text}"


def _named(line: LineAnswer, days: Days) -> str:
    on = [wording.day(days[line.id])] if line.id in days else []
    return " · ".join([*on, line.title, wording.amount(line.offered, line.unit)])


def _others(answer: Assessment) -> list[Question]:
    deciding = {(q.kind, q.key) for q in answer.decides}
    return [q for q in answer.questions if (q.kind, q.key) not in deciding]


def _open(answer: Assessment, questions: Sequence[Question]) -> Iterator[str]:
    titles = {line.id: line.title for line in answer.lines}
    deciding = {(q.kind, q.key) for q in answer.decides}
    for group in (same for found in in_question.groups(answer, questions) for same in found.alike):
        decides = "May decide: " if any((q.kind, q.key) in deciding for q in group) else ""
        about = [titles[q.key] for q in group if q.kind == "line" and q.key in titles]
        yield f"- {decides}{group[0].text}" + (f" ({'; '.join(about)})" if about else "")


def _more(answer: Assessment) -> list[str]:
    return [f"- {in_question.OTHERS}"] if answer.others_may_decide else []


def _foot(answer: Assessment, nodes: Iterable[Node]) -> list[str]:
    named = {id_ for node in nodes for id_ in node.sources}
    found = [s for s in answer.sources if s.id in named] or list(answer.sources)
    told = [f"- {s.title}, seen {wording.day(s.seen)}" + (f", {s.url}" if s.url else "") for s in found]
    return [*_part("Sources", told), rule_age.told(answer), NOT_THE_STATE]
