"""What a rule pack asks of its holder or of a line, as plain questions for forms.

Neighbors: `rules.pack` holds the pack's own tables; `credentials` stores the answers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from stemtracker import clock
from stemtracker.domain.credential import FactValue
from stemtracker.domain.ledger import Line
from stemtracker.domain.periods import Period

if TYPE_CHECKING:
    from stemtracker.rules.library import Library
    from stemtracker.rules.pack import FactSpec, Pack
    from stemtracker.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FactQuestion:
    """One question. `type`: yes/no | number | date | choice | list | dated; `choices`: (value, title)."""

    name: str
    type: str
    ask: str
    why: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    default: FactValue | None = None
    #: Of the years of one cycle; an answer holds those of other cycles beside them.
    years: bool = False
    #: Between which a number lies.
    at_least: Fraction | None = None
    at_most: Fraction | None = None


def of_holder(
    library: Library, pack_id: str, cycle: Period | None = None, together: Collection[str] = ()
) -> tuple[FactQuestion, ...]:
    """Everything the pack may ask of its holder, in pack order; what is about years of the cycle once that is known.

    What is asked from some day on only is left out before it, as if one filed today.
    `together` are the names of the licenses renewed at once, where it is more than this one.
    """
    from stemtracker.rules.scope import Env

    pack = library.effective(pack_id)
    env = Env({"renewed_with": frozenset(together or {pack_id})}, _days(cycle))
    asked = (s for s in pack.facts.values() if s.when is None or s.when.truth(env) is not False)
    specs = (spec if spec.years is None else _of_years(spec, cycle) for spec in asked)
    return tuple(_question(pack, spec) for spec in specs if spec is not None)


def _days(cycle: Period | None) -> dict[str, date | None]:
    """The days by which some questions are asked or not."""
    today = clock.today()
    return {"start": cycle.start, "expiry": cycle.end, "today": today, "filing": today} if cycle else {}


def _of_years(spec: FactSpec, cycle: Period | None) -> FactSpec | None:
    """The question with the years of the cycle to tick."""
    from stemtracker.rules.each import years_in
    from stemtracker.rules.scope import Env

    if spec.years is None or cycle is None:
        return None
    items = years_in(spec.years, cycle, Env({}, {"start": cycle.start}))
    return replace(spec, choices=tuple(item.word for item in items)) if items is not None else None


@dataclass(frozen=True, slots=True)
class LineAsker:
    """What the packs of the record's licenses ask about an activity, each with the days of its open cycle."""

    packs: tuple[tuple[Pack, Period | None], ...] = ()

    def about(self, line: Line) -> tuple[FactQuestion, ...]:
        """The questions that concern this activity, in pack order; what several packs ask alike is asked once."""
        found: dict[str, FactQuestion] = {}
        for pack, cycle in self.packs if line.kind else ():
            for spec in pack.line_questions.values():
                if not _concerned(spec, line, cycle):
                    continue
                new, known = _question(pack, spec), found.get(spec.name)
                if known is None:
                    found[spec.name] = new
                elif new.ask not in f"{known.ask} {known.why}":  # one answer, kept under one name
                    found[spec.name] = replace(known, why=f"{known.why} Another license asks: “{new.ask}”".strip())
        return tuple(found.values())


def asker_of_lines(ws: Workspace) -> LineAsker:
    """What the licenses of a record ask about activities."""
    from stemtracker.services import credentials

    licenses = {c.pack_id: c.id for c in credentials.list_credentials(ws)}
    open_ = {id_: [c.period for c in credentials.cycles(ws, id_) if c.closed is None] for id_ in licenses.values()}
    return LineAsker(
        tuple((ws.library.effective(pack), next(iter(open_[id_]), None)) for pack, id_ in licenses.items())
    )


def _concerned(spec: FactSpec, line: Line, cycle: Period | None) -> bool:
    """Whether a question is about such an activity, or may be."""
    from stemtracker.rules.scope import Env
    from stemtracker.rules.traits import pieces

    anchors = {"start": cycle.start, "expiry": cycle.end} if cycle else {}
    envs = (Env({}, anchors, line=line, topics=topics) for topics, _share in pieces(line))
    return spec.match is None or any(spec.match.truth(env) is not False for env in envs)


def wanted(library: Library, pack_id: str, answers: Mapping[str, FactValue]) -> frozenset[str]:
    """The names of the questions that matter given these answers.

    What hangs on a question before it is asked once that is answered; what hangs on anything else unknown is asked.
    """
    from stemtracker.rules.answers import without_cycle
    from stemtracker.rules.scope import Env

    pack = library.effective(pack_id)
    facts = without_cycle(pack, answers, None)
    env = Env(facts=facts, anchors={})
    asked: set[str] = set()
    for spec in pack.facts.values():
        holds = True if spec.when is None else spec.when.truth(env)
        waits = holds is None and spec.when and any(facts.get(name) is None for name in spec.when.facts & asked)
        if holds is not False and not waits:
            asked.add(spec.name)
    return frozenset(asked)


def about_approval(library: Library, pack_id: str) -> frozenset[str]:
    """The wordings of questions about a line that a recorded approval settles."""
    accounts = (a for texts in library.effective(pack_id).accounts.values() for a in texts)
    return frozenset(r.doubt for a in accounts for r in a.refuse if r.doubt and "approved" in r.match.fields)


def _question(pack: Pack, spec: FactSpec) -> FactQuestion:
    choices = tuple((id_, spec.titles.get(id_) or _title(pack, id_)) for id_ in spec.choices)
    default = spec.default if isinstance(spec.default, bool | Fraction | date | str) else None
    return FactQuestion(
        spec.name,
        spec.type,
        spec.ask,
        spec.why,
        choices,
        default,
        spec.years is not None,
        spec.at_least,
        spec.at_most,
    )


def _title(pack: Pack, id_: str) -> str:
    for kind in ("topic", "kind", "role", "format", "level"):
        if pack.vocabulary.has(kind, id_):
            return pack.vocabulary.title(kind, id_)
    return id_.replace("_", " ")
