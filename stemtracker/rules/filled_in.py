"""A line with its empty fields filled in, in every way that makes a difference to rules that look at one field twice.

What two rules make of an empty field is not free of one another: whatever is in it, it is the same for both.
Neighbors: `traits` works out what rules make of each filling, and keeps what all of them say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod

from stemtracker.domain.ledger import Line
from stemtracker.rules.alike import Told
from stemtracker.rules.expr import Expr
from stemtracker.rules.pack import FactSpec
from stemtracker.rules.scope import Env

#: With more ways to fill a line in than this, its fields are looked at one by one.
_MOST = 32
#: Fields that are unknown where they are empty, words and whatever else.
_OPEN = ("format", "level", "provider", "provider_number", "grade", "course", "approved_by", "approved")
#: A word that no rule names.
_ANOTHER = "?"


def looked_at_twice(used: Iterable[Expr]) -> frozenset[str]:
    """The fields of a line, and the answers about it (marked), that several expressions look at."""
    counts: Counter[str] = Counter()
    for expr in used:
        counts.update([*(expr.fields & {*_OPEN}), *(f"?{name}" for name in expr.line_facts)])
    return frozenset(name for name, count in counts.items() if count > 1)


def fillings(
    line: Line, twice: frozenset[str], told: Told, questions: Mapping[str, FactSpec], env: Env
) -> Sequence[Line]:
    """The line with each field that is empty and looked at twice filled in; the line itself where there is none."""
    open_ = {name: values for name in sorted(twice) if (values := tuple(_values(name, line, told, questions, env)))}
    if not open_ or prod(len(values) for values in open_.values()) > _MOST:
        return (line,)
    return [_with(line, dict(zip(open_, chosen, strict=True))) for chosen in product(*open_.values())]


def _values(name: str, line: Line, told: Told, questions: Mapping[str, FactSpec], env: Env) -> Iterator[str | bool]:
    """What may stand in a field: one value for all that rules don't tell apart."""
    if name.startswith("?"):
        spec = questions[name[1:]]
        asked = spec.match is None or spec.match.truth(env) is True
        if asked and not line.answers.get(spec.name):
            yield from ("no", "yes") if spec.type == "yes/no" else spec.choices if spec.type == "choice" else ()
    elif name == "approved":
        if line.approved is None:
            yield from (False, True)
    elif not getattr(line, name):
        sets = told.get(name)
        if sets is not None:
            apart = {tuple(word in words for words in sorted(sets, key=sorted)): word for word in _named(sets)}
            yield from sorted({_ANOTHER, *apart.values()})


def _named(sets: Iterable[frozenset[str]]) -> list[str]:
    return sorted(frozenset[str]().union(*sets), reverse=True)


def _with(line: Line, values: Mapping[str, str | bool]) -> Line:
    """The line with these values in it."""
    answers = {name[1:]: str(value) for name, value in values.items() if name.startswith("?")}
    fields = {name: value for name, value in values.items() if not name.startswith("?")}
    return replace(line, answers={**line.answers, **answers}, **fields)  # type: ignore[arg-type]
