"""Reads the forms of a figure from TOML. Neighbors: `reader` notes the mistakes, `figures` works them out."""

from __future__ import annotations

import re

from stemtracker.rules.expr import Expr
from stemtracker.rules.figures import Adjusted, Between, Cases, Figure, OneOf, Plain, Word, constant
from stemtracker.rules.reader import Reader, conditioned, shown

_ADJUST = re.compile(r"\s*([-+*/])\s*(.+)", re.DOTALL)
_MAX_DEPTH = 6


def read_figure(reader: Reader, key: str, *, needed: bool = False) -> Figure | None:
    """A figure in any of its forms."""
    value = reader.get(key, needed=needed)
    return None if value is None else figure_of(reader, value, key)


def figure_of(reader: Reader, value: object, key: str, depth: int = 0) -> Figure | None:
    """A raw value as a figure."""
    if isinstance(value, float):
        reader.fault(key, f'{value} is a float, which is not exact; write it in quotes: "{value}".')
    elif depth > _MAX_DEPTH:
        reader.fault(key, "These cases are nested too deeply; give the inner ones a name under [figure].")
    elif isinstance(value, int) and not isinstance(value, bool):
        if abs(value) < 10**15:
            return constant(value)
        reader.fault(key, "The number is too large.")
    elif isinstance(value, str):
        if value in {"some", "unknown"}:
            return Word(value)
        expr = reader.compiled(key, value, "number", line=False)
        return Plain(expr) if expr else None
    elif isinstance(value, list):
        return _cases(reader, value, key, depth)
    elif isinstance(value, dict):
        return _form(reader, value, key, depth)
    else:
        reader.fault(key, f"{shown(value)} is no figure; write a number, a text, a range or cases.")
    return None


def _cases(reader: Reader, value: list[object], key: str, depth: int) -> Figure | None:
    """A list of `{ when, is }`."""
    found: list[tuple[Expr | None, Figure]] = []
    for index, row in enumerate(value):
        case = Reader(row, f"{reader.at(key)}[{index + 1}]", reader.sink, reader.scope)
        when = conditioned(case)
        raw = case.get("is", needed=True)
        then = None if raw is None else figure_of(case, raw, "is", depth + 1)
        case.done()
        if then:
            found.append((when, then))
    if not value:
        reader.fault(key, "The list of cases is empty.")
    return Cases(tuple(found)) if found else None


def _form(reader: Reader, value: dict[str, object], key: str, depth: int) -> Figure | None:
    """`{ between }`, `{ one_of }` or `{ is, adjust }`."""
    inner = Reader(value, reader.at(key), reader.sink, reader.scope)
    result: Figure | None = None
    if inner.has("between"):
        ends = _listed(value["between"])
        plain = [f.expr for end in ends if isinstance(f := figure_of(inner, end, "between", depth + 1), Plain)]
        if len(plain) == 2:
            result = Between(plain[0], plain[1])
        else:
            inner.fault("between", "Write the two ends: { between = [20, 30] }.")
    elif inner.has("one_of"):
        readings = [f for o in _listed(value["one_of"]) if (f := figure_of(inner, o, "one_of", depth + 1))]
        if len(readings) >= 2:
            result = OneOf(inner.at("one_of"), tuple(readings))
        else:
            inner.fault("one_of", "Write at least two readings: { one_of = [60, 45] }.")
    elif inner.has("is"):
        raw = inner.get("is")
        result = None if raw is None else figure_of(inner, raw, "is", depth + 1)
    else:
        inner.fault("", "A figure's table needs “is”, “between” or “one_of”.")
    steps = _adjustments(inner)
    inner.done()
    return Adjusted(result, steps) if result and steps else result


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _adjustments(reader: Reader) -> tuple[tuple[Expr | None, str, Expr], ...]:
    """`adjust`: a list of `{ when, by = "* 1/2" }`, done in written order."""
    rows = reader.get("adjust")
    if rows is not None and not isinstance(rows, list):
        reader.fault("adjust", 'Write a list: adjust = [ { when = "…", by = "* 1/2" } ].')
    steps: list[tuple[Expr | None, str, Expr]] = []
    for index, raw in enumerate(_listed(rows)):
        row = Reader(raw, f"{reader.at('adjust')}[{index + 1}]", reader.sink, reader.scope)
        when = conditioned(row)
        found = _ADJUST.fullmatch(row.text("by", needed=True))
        by = row.compiled("by", found[2], "number", line=False) if found else None
        if not found:
            row.fault("by", "Write a sign and a number: “* 1/2” or “+ 15”.")
        row.done()
        if found and by:
            steps.append((when, found[1], by))
    return tuple(steps)
