"""In which verdicts each need of each pack was seen over all examples, and which of them nobody has seen yet.

`python3 dev.py verdicts` prints the list. Neighbors: `example_cases` has the examples, `unseen.toml` says why a
verdict that is never seen can't be, `test_pack_nodes` holds both together.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from example_cases import PACKS, all_examples, shipped

from stemtracker.domain.assessment import Verdict
from stemtracker.rules.pack import Need, Pack

UNSEEN = Path(__file__).parent / "unseen.toml"
MET, NOT_MET, OPEN, AWAY = "met", "not met", "can't tell", "does not apply"
_SAID = {Verdict.MET: MET, Verdict.NOT_MET: NOT_MET, Verdict.UNKNOWN: OPEN, None: AWAY}

Seen = Mapping[str, Mapping[str, frozenset[str]]]


def expected(pack: Pack, texts: Sequence[Need]) -> tuple[str, ...]:
    """What a need has to be seen in: both verdicts; away where it may not apply; the answer itself also open."""
    found = [MET, NOT_MET]
    if texts[0].id == pack.root:
        found.append(OPEN)
    first, last = texts[0].span, texts[-1].span
    bounded = (first is not None and first.start is not None) or (last is not None and last.end is not None)
    if bounded or any(need.when is not None for need in texts):
        found.append(AWAY)
    return tuple(found)


@cache
def seen() -> Seen:
    """By pack and need, every verdict that some example came to. What is asked for each of several counts as one."""
    found: dict[str, dict[str, set[str]]] = {id_: {need: set() for need in shipped(id_).needs} for id_ in PACKS}
    for example in all_examples():
        for answer in example.assessed().values():
            for node in answer.nodes:
                need = node.id.partition("/")[0]
                if need in found[answer.pack]:
                    said = AWAY if node.applies is False else _SAID[node.verdict]
                    found[answer.pack][need].add(said)
    return {pack: {need: frozenset(said) for need, said in needs.items()} for pack, needs in found.items()}


def gaps() -> dict[str, dict[str, list[str]]]:
    """What no example has shown, by pack and need."""
    found: dict[str, dict[str, list[str]]] = {}
    for id_, needs in seen().items():
        pack = shipped(id_)
        for need, said in needs.items():
            missing = [verdict for verdict in expected(pack, pack.needs[need]) if verdict not in said]
            if missing:
                found.setdefault(id_, {})[need] = missing
    return found


def explained() -> dict[str, dict[str, dict[str, str]]]:
    """What can't be seen, and why: pack, need, verdict, reason."""
    return tomllib.loads(UNSEEN.read_text(encoding="utf-8"))


def told() -> tuple[list[str], int]:
    """The list as lines, and how many verdicts were not seen and nobody says why."""
    known, open_ = explained(), gaps()
    said_lines: list[str] = []
    bad = 0
    for id_, needs in seen().items():
        said_lines.append(id_)
        width = max(len(need) for need in needs)
        for need, said in needs.items():
            marks = [verdict for verdict in (MET, NOT_MET, OPEN, AWAY) if verdict in said]
            missing = []
            for verdict in open_.get(id_, {}).get(need, ()):
                why = known.get(id_, {}).get(need, {}).get(verdict, "")
                bad += not why
                missing.append(f"{verdict} never ({why})" if why else f"{verdict} NEVER")
            lacking = "".join(f"; {text}" for text in missing)
            said_lines.append(f"  {need:<{width}}  {', '.join(marks) or 'nothing'}{lacking}")
    said_lines.append(f"{sum(map(len, seen().values()))} needs of {len(PACKS)} packs; {bad or 'no'} gaps")
    return said_lines, bad


if __name__ == "__main__":
    lines, found = told()
    sys.stdout.write("\n".join(lines) + "\n")
    sys.exit(1 if found else 0)
