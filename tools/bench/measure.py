"""How a figure is taken: subject and limit in turn, several rounds, medians, the ratio and its spread."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured ratio. `aim` is the most it should be; `spread` the least and the greatest of the rounds."""

    name: str
    ratio: float
    aim: float | None
    spread: tuple[float, float]
    subject: str
    limit: str
    rounds: int

    @property
    def missed(self) -> bool:
        """Whether the aim was not reached."""
        return self.aim is not None and self.ratio > self.aim

    def as_json(self) -> dict[str, object]:
        """The figure as plain data."""
        return asdict(self) | {"spread": list(self.spread), "missed": self.missed}


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes, with no garbage of earlier work in the way."""
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def figure(
    name: str,
    pairs: Sequence[tuple[float, float]],
    *,
    aim: float | None,
    say: Callable[[float], str] = lambda value: f"{value * 1000:,.1f} ms",
) -> Figure:
    """The figure of several (subject, limit) pairs."""
    subject = statistics.median(pair[0] for pair in pairs)
    limit = statistics.median(pair[1] for pair in pairs)
    ratios = [one / other for one, other in pairs]
    spread = (round(min(ratios), 2), round(max(ratios), 2))
    return Figure(name, round(subject / limit, 2), aim, spread, say(subject), say(limit), len(pairs))


def compare(
    name: str, subject: Callable[[], object], limit: Callable[[], object], *, aim: float | None, rounds: int = ROUNDS
) -> Figure:
    """Time both in turn; the first, unmeasured round warms caches and loads modules."""
    subject()
    limit()
    pairs = [(seconds(subject), seconds(limit)) for _ in range(rounds)]
    return figure(name, pairs, aim=aim)
