"""What no requirement needs of hours that could be carried over to the next renewal.

Neighbors: `carry` asks, `program` and `branch` share as for the answer, `share_out` is the answer itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from stemtracker.rules.branch import Task, TooManyError, best
from stemtracker.rules.demand import ONE, ZERO, Bucket, Sort, Want, binding
from stemtracker.rules.program import Program

#: How much may be worked out anew, as much as to say what further hours would have to bring.
_MOST = 300_000


def spare(
    sorts: Sequence[Sort], wants: Sequence[Want], caps: Mapping[Bucket, Fraction | None], carryable: Collection[int]
) -> dict[int, Fraction]:
    """How much of each sort that could be carried over no requirement needs, in units of its first purse.

    Requirements are met as `share_out` meets them, with as little of these sorts as possible, the first ones first.
    Where there are too many ways to go through, nothing is surely left.
    """
    program = Program(dict(enumerate(sorts)), wants, binding(sorts, caps), {})
    taken = {i: {v: ONE for (at, _p), v in program.use.items() if at == i} for i in sorted(set(carryable))}
    least = {variable: -ONE for row in taken.values() for variable in row}
    try:
        values = best(Task(program.rows, [*program.merits(), least], list(taken.values()), most=_MOST), [program])
    except TooManyError:
        return dict.fromkeys(taken, ZERO)
    if values is None:
        raise AssertionError("taking nothing is always allowed")
    left = dict.fromkeys(taken, ONE)
    for (index, purse), variable in program.use.items():
        if index in left:
            left[index] -= values[variable] / sorts[index].offered[purse]
    return {i: rest * next((a for a in sorts[i].offered if a), ZERO) for i, rest in left.items()}
