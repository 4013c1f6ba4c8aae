"""Ways to fill in what is unknown in a small case: in its pack's text, among the facts, on the lines.

Neighbors: `small_packs` makes the cases; the laws of refinement fill them in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random

from small_packs import TODAY, Read, Small, again

from stemtracker.domain.activity import Status
from stemtracker.domain.ledger import Line

FACTS: dict[str, tuple[object, ...]] = {
    "extra": (False, True),
    "years": (Fraction(4), Fraction(5), Fraction(9)),
    "held": (False, True),
    "tier": ("low", "high"),
}
#: What may stand for each unknown of the text, by how it is written.
UNKNOWN: tuple[tuple[str, Callable[[re.Match[str], Random], str]], ...] = (
    (r'policy = "unknown"(, per)', lambda m, r: f'policy = "{r.choice(("once", "add"))}"{m[1]}'),
    (r'policy = "unknown"', lambda _m, r: f'policy = "{r.choice(("split", "shared"))}"'),
    (r'then = "unknown"', lambda _m, r: f'then = "{r.choice(("0", "1", "20"))} per 60 min"'),
    (r'give = "unknown"', lambda _m, r: f'give = "{r.choice(("1/4", "1", "20"))} per 60 min"'),
    (r'(amount|at_most) = "unknown"', lambda m, r: f"{m[1]} = {r.choice((0, 1, 4, 50))}"),
    (r'\{ (?:between|one_of) = \[("\d per 60 min"), ("\d per 60 min")\] \}', lambda m, r: r.choice(m.groups())),
    (r'\{ one_of = \[("[^"]+"), ("[^"]+")\] \}', lambda m, r: r.choice(m.groups())),
    (r"\{ one_of = \[(\d+), (\d+)\] \}", lambda m, r: r.choice(m.groups())),
    (r"\{ between = \[(\d+), (\d+)\] \}", lambda m, r: str(r.randint(int(m[1]), int(m[2])))),
)  # fmt: skip
WORTH = '{{ id = "{unit}_filled", match = "measure = {unit}", give = "{worth} per {unit}" }}'


def filled(one: Small, read: Read, random: Random) -> Small:
    """The case with nothing left open, in one of the ways there are."""
    text = one.text
    for pattern, write in UNKNOWN:
        text = re.sub(pattern, lambda m, write=write: write(m, random), text)  # type: ignore[misc]
    if 'otherwise = "unknown"' in text:
        text = text.replace('otherwise = "unknown"', 'otherwise = "none"')
        rows = [WORTH.format(unit=unit, worth=random.choice((0, 1, 30))) for unit in ("each", "ceu")]
        rows = [row for row in rows if f"measure = {row[8:12].strip('_')}" not in one.text]
        text = re.sub(r"earn = \[ (.*) \]\n", lambda m: f"earn = [ {', '.join([m[1], *rows])} ]\n", text, count=1)
    ledger = tuple(settled(line, one, random) for line in one.case.ledger)
    facts = {name: random.choice(values) for name, values in FACTS.items()}
    return again(one, read, text=text, ledger=ledger, facts={**facts, **one.case.facts})


def settled(line: Line, one: Small, random: Random) -> Line:
    """The line with every open field answered."""
    status = line.status
    if one.pack.accounts["hours"][0].counts_from == "claimed" and status == Status.ATTENDED and line.end <= TODAY:
        status = random.choice((Status.CLAIMED, Status.REFUSED))
    return replace(
        line,
        approved=random.choice((True, False)) if line.approved is None else line.approved,
        format=line.format or random.choice(("online", "in_person")),
        answers=line.answers or {"shown": random.choice(("yes", "no"))},
        status=status,
    )
