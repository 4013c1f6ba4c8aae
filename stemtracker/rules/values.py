"""What an expression or a figure can come to: exact numbers, bounded numbers, three-valued truth.

Unknown is None everywhere. Neighbors: `expr` computes with these, `figures` makes bounds of figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

#: Three-valued truth; None is "can't tell".
Tri = bool | None

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Bounds:
    """A number known to lie between two others, both possible; `hi` None has no upper end.

    `some` marks the figure "some": any amount above zero will do.
    """

    lo: Fraction
    hi: Fraction | None
    some: bool = False

    @property
    def exact(self) -> bool:
        """Whether it is one number."""
        return self.hi is not None and self.lo == self.hi

    def union(self, other: Bounds) -> Bounds:
        """What is known when it may be either."""
        hi = None if self.hi is None or other.hi is None else max(self.hi, other.hi)
        return Bounds(min(self.lo, other.lo), hi, self.some and other.some)


UNBOUNDED = Bounds(ZERO, None)
SOME = Bounds(ZERO, ZERO, some=True)

#: What a name may stand for while an expression is worked out.
Value = bool | Fraction | Bounds | date | str | frozenset[str] | None


class Sum:
    """Adds many fractions: numerators of one denominator as whole numbers, which is far quicker."""

    __slots__ = ("parts",)

    def __init__(self) -> None:
        self.parts: dict[int, int] = {}

    def add(self, amount: Fraction, times: int = 1) -> None:
        """One more, or so many."""
        below = amount.denominator
        self.parts[below] = self.parts.get(below, 0) + amount.numerator * times

    def join(self, other: Sum) -> None:
        """All of another."""
        for below, above in other.parts.items():
            self.parts[below] = self.parts.get(below, 0) + above

    def total(self) -> Fraction:
        """All together."""
        return sum((Fraction(above, below) for below, above in self.parts.items()), ZERO)


def point(number: Fraction | int) -> Bounds:
    """One exact number as bounds."""
    exact = Fraction(number)
    return Bounds(exact, exact)


def all3(values: Iterable[Tri]) -> Tri:
    """True if all are, False if any is false, else unknown."""
    result: Tri = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def any3(values: Iterable[Tri]) -> Tri:
    """True if any is, False if all are false, else unknown."""
    result: Tri = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def not3(value: Tri) -> Tri:
    """The contrary; unknown stays unknown."""
    return None if value is None else not value


def as_bounds(value: Value) -> Bounds | None:
    """A number as bounds; None where it is no number or unknown."""
    if isinstance(value, Bounds):
        return value
    if isinstance(value, Fraction):
        return Bounds(value, value)
    return None


def simplest(bounds: Bounds) -> Fraction | Bounds:
    """An exact number as the number itself."""
    return bounds.lo if bounds.exact and not bounds.some else bounds


def arithmetic(op: str, left: Value, right: Value) -> Value:
    """`+ - * / min max` over numbers and bounds; unknown in, unknown out; dividing by zero is unknown.

    The least of two is known to be no more than either, the greatest no less, whatever the other may be.
    """
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return _exact(op, left, right)
    a, b = as_bounds(left), as_bounds(right)
    if op in {"min", "max"} and (a is None) != (b is None):
        a, b = a or UNBOUNDED, b or UNBOUNDED
    if a is None or b is None:
        return None
    corners = [_corner(op, x, y) for x in (a.lo, a.hi) for y in (b.lo, b.hi)]
    if op == "/" and b.lo <= 0:
        return None
    known = [c for c in corners if c is not None]
    if len(known) == len(corners):
        return simplest(Bounds(min(known), max(known)))
    if op == "min" and known:
        ends = [e for e in (a.hi, b.hi) if e is not None]
        return Bounds(min(a.lo, b.lo), min(ends) if ends else None)
    if op == "max":
        return Bounds(max(a.lo, b.lo), None)
    if op == "/" and a.hi is not None and b.hi is None:
        return Bounds(ZERO, a.hi / b.lo)
    return Bounds(_least(op, a, b), None)


def _exact(op: str, left: Fraction, right: Fraction) -> Value:
    if op == "+":
        return left + right
    if op == "-":
        return left - right
    if op == "*":
        return left * right
    if op == "/":
        return left / right if right else None
    return min(left, right) if op == "min" else max(left, right)


def _corner(op: str, x: Fraction | None, y: Fraction | None) -> Fraction | None:
    if x is None or y is None:
        return None
    value = _exact(op, x, y)
    return value if isinstance(value, Fraction) else None


def _least(op: str, a: Bounds, b: Bounds) -> Fraction:
    """The lower end where an end is open; amounts are never below zero."""
    if op == "+":
        return a.lo + b.lo
    if op == "*" and a.lo >= 0 and b.lo >= 0:
        return a.lo * b.lo
    if op == "-" and b.hi is not None:
        return a.lo - b.hi
    return ZERO


def compare(op: str, left: Value, right: Value) -> Tri:
    """`= <> < <= > >=` of two numbers, dates or words; unknown where bounds overlap or a side is unknown."""
    if left is None or right is None:
        return None
    if isinstance(left, Bounds) or isinstance(right, Bounds):
        return _compare_bounds(op, as_bounds(left), as_bounds(right))
    if op == "=":
        return left == right
    if op == "<>":
        return left != right
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return _ordered(op, left < right, left == right)
    if isinstance(left, date) and isinstance(right, date):
        return _ordered(op, left < right, left == right)
    return None


def _ordered(op: str, less: bool, equal: bool) -> bool:  # noqa: FBT001
    return {"<": less, "<=": less or equal, ">": not less and not equal, ">=": not less}[op]


def _compare_bounds(op: str, a: Bounds | None, b: Bounds | None) -> Tri:
    if a is None or b is None:
        return None
    if op in {">", ">="}:
        return _compare_bounds("<" if op == ">" else "<=", b, a)
    if op == "<>":
        return not3(_compare_bounds("=", a, b))
    if op == "=":
        if a.exact and b.exact:
            return a.lo == b.lo
        apart = (a.hi is not None and a.hi < b.lo) or (b.hi is not None and b.hi < a.lo)
        return False if apart else None
    strict = op == "<"
    if a.hi is not None and (a.hi < b.lo if strict else a.hi <= b.lo):
        return True
    if b.hi is not None and (a.lo >= b.hi if strict else a.lo > b.hi):
        return False
    return None
