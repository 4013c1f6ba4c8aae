"""Amounts as given: minutes are whole numbers, every other measure an exact decimal. Never floats.

Neighbors: `activity` keeps a `Measure`; `rules` turns it into the units a license counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

MINUTE = "minute"
HOUR = "hour"
#: Units of time that may be typed; both are stored as minutes.
TIME_UNITS = {MINUTE: 1, HOUR: 60}


@dataclass(frozen=True, slots=True)
class Measure:
    """What an activity is worth as given: an amount in one unit (ids of `vocabulary.units`).

    Time is always held as whole minutes under the unit "minute".
    """

    unit: str
    amount: Decimal

    @classmethod
    def minutes(cls, minutes: int) -> Measure:
        """So many whole minutes."""
        return cls(MINUTE, Decimal(minutes))

    @classmethod
    def of(cls, amount: Decimal, unit: str) -> Measure:
        """The measure for an amount as typed; time is rounded half up to the whole minute."""
        if unit in TIME_UNITS:
            exact = Fraction(amount) * TIME_UNITS[unit]
            return cls.minutes(int(exact + Fraction(1, 2)) if exact >= 0 else -int(-exact + Fraction(1, 2)))
        return cls(unit, amount)

    @property
    def is_time(self) -> bool:
        """Whether this is a length of time (then `amount` is whole minutes)."""
        return self.unit == MINUTE


def plain(amount: Fraction | Decimal | int) -> str:
    """The amount as text: a decimal where it terminates ("132.5"), else a fraction ("2/3")."""
    exact = Fraction(amount)
    denominator = exact.denominator
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return f"{exact.numerator}/{exact.denominator}"
    text = format(Decimal(exact.numerator) / Decimal(exact.denominator), "f") if exact.denominator > 1 else ""
    return text.rstrip("0").rstrip(".") if "." in text else text or str(exact.numerator)


def hours(minutes: int | Decimal) -> str:
    """Minutes as people read them on a line: "1.5 h", "50 min", "0 h"."""
    whole = int(minutes)
    if whole % 15 == 0:
        return f"{plain(Fraction(whole, 60))} h"
    return f"{whole} min" if abs(whole) < 60 else f"{whole // 60} h {whole % 60} min"
