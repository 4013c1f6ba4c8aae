"""What the holder answered, as far as the rules can go by it.

A word that a question does not offer is no answer, nor is a number out of bounds; years of other cycles stay in the
record and count for nothing here. Neighbors: `scope` reads values, `each` knows the years, `setting` asks for this.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from stemtracker.domain.credential import Dated, FactValue
from stemtracker.domain.hours import plain
from stemtracker.domain.periods import Period
from stemtracker.rules.each import year_words, years_meant
from stemtracker.rules.pack import FactSpec, Pack
from stemtracker.rules.scope import FACT_KINDS, Env, fact_value
from stemtracker.rules.values import Value

Fact = Value | tuple[Dated, ...]
#: Of more choices than this those are told that are near to what was answered.
_MOST = 8


@dataclass
class Answers:
    """The facts of one license, None where there is no answer, and what was no answer."""

    facts: dict[str, Fact] = field(default_factory=dict)
    defaulted: list[str] = field(default_factory=list)
    outside: dict[str, str] = field(default_factory=dict)
    unoffered: dict[str, tuple[str, ...]] = field(default_factory=dict)


def answers_of(pack: Pack, given: Mapping[str, FactValue], filing: date | None, cycle: Period) -> Answers:
    """Every fact of a pack, from what was answered or by its default."""
    found = Answers()
    for name, spec in sorted(pack.facts.items(), key=lambda one: one[1].years is not None):
        # Lists of years come last: another fact may say when the years begin.
        env = Env(found.facts, {"start": cycle.start})
        value = _taken(spec, given.get(name), filing, cycle, env)
        if wrong := out_of_bounds(spec, value):
            found.outside[name] = wrong
            value = None
        elif value is None and (odd := _odd(spec, given.get(name), env)):
            found.unoffered[name] = odd
        elif value is None and spec.default is not None:
            value = _taken(spec, spec.default, filing, cycle, env)
            found.defaulted.append(name)
        found.facts[name] = value
    return found


def out_of_bounds(spec: FactSpec, value: object) -> str:
    """What an answer must be that is too low or too high, or of too few words or too many; "" where it may stand."""
    if isinstance(value, Fraction):
        low, high, size, unit = spec.at_least or Fraction(0), spec.at_most, value, ""
    elif isinstance(value, (frozenset, set, tuple, list)) and spec.type == "list":
        low, high, size, unit = spec.at_least or Fraction(0), spec.at_most, Fraction(len(value)), " chosen"
    else:
        return ""
    if low <= size and (high is None or size <= high):
        return ""
    least = f"{plain(low)} or more" if low or unit else "zero or more"
    return (least if high is None else f"from {plain(low)} to {plain(high)}") + unit


def quoted(words: tuple[str, ...]) -> str:
    """Words that are no answers, to be shown; cut where they are long."""
    return ", ".join(f"“{word[:40]}”" for word in words[:5])


def offered(choices: Sequence[str], words: Sequence[str]) -> str:
    """What there is to choose from instead of words that are no answers; of much, what is near to them."""
    if len(choices) <= _MOST:
        return f"choose from {', '.join(choices)}" if choices else "choose anew"
    near = [word for odd in words for word in difflib.get_close_matches(odd, choices, n=_MOST)]
    told = list(dict.fromkeys(near))[:_MOST]
    return (
        f"near to it {'is' if len(told) == 1 else 'are'} {', '.join(told)}"
        if told
        else f"there are {len(choices)}, such as {choices[0]}"
    )


def without_cycle(pack: Pack, given: Mapping[str, object], filing: date | None) -> dict[str, Fact]:
    """The facts where no cycle is at hand; then years can't be told."""
    facts: dict[str, Fact] = {}
    for name, spec in pack.facts.items():
        value = given.get(name, spec.default)
        known = spec.years is None and not _odd(spec, value, Env({}, {}))
        taken = fact_value(FACT_KINDS[spec.type], value, filing) if known else None
        facts[name] = None if out_of_bounds(spec, taken) else taken
    return facts


def _taken(spec: FactSpec, value: object, filing: date | None, cycle: Period, env: Env) -> Fact:
    found = fact_value(FACT_KINDS[spec.type], value, filing)
    if found is None or _odd(spec, value, env):
        return None
    if spec.years is not None and isinstance(found, frozenset):
        return years_meant(spec.years, found, cycle, env)
    return found


def _odd(spec: FactSpec, value: object, env: Env) -> tuple[str, ...]:
    """The words that the question does not offer."""
    words = tuple(_words(value)) if spec.type in {"choice", "list", "dated"} else ()
    if spec.years is not None:
        known = year_words(spec.years, words, env)
        return tuple(word for word in words if word not in known)
    return tuple(word for word in words if word not in spec.choices) if spec.choices else ()


def _words(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, (tuple, list, frozenset, set)):
        inside = [one.value if isinstance(one, Dated) else one for one in value]
        return sorted({one for one in inside if isinstance(one, str)})
    return []
