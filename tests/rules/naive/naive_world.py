"""One way of filling in everything that is unknown, and all of them one after the other.

A run of the second engine asks its `World` wherever it meets something unknown. The world answers by its script;
`every_world` repeats the run until each combination of answers was given. Nothing is bounded, ordered or merged.
Neighbors: `naive_reading` asks for facts, fields and figures; `naive_engine` counts the verdicts.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
#: What tells one verdict over worlds from another, and is not bounded by a worst and a best end.
CHOICES = ("fact", "reading", "word")


class TooManyWorldsError(Exception):
    """More ways of filling in than this engine wants to try."""


class World:
    """The answers given so far; the first answer to a question stands."""

    def __init__(self, script: Sequence[int]) -> None:
        self.script = script
        self.answers: dict[Hashable, int] = {}
        #: For each question in the order it was asked: the answer given, and how many there are.
        self.asked: list[tuple[int, int]] = []
        #: Whether anything was filled in that has no worst end: a fact, a reading, a word of a line.
        self.chosen = False

    def choose(self, kind: str, key: Hashable, options: Sequence[T]) -> T:
        """One of the options, the same one whenever it is asked."""
        at = (kind, key)
        if at not in self.answers:
            turn = len(self.asked)
            self.answers[at] = self.script[turn] if turn < len(self.script) else 0
            self.asked.append((self.answers[at], len(options)))
            self.chosen = self.chosen or kind in CHOICES
        return options[self.answers[at]]


def every_world(run: Callable[[World], T], most: int) -> Iterator[tuple[World, T]]:
    """The result of the run in each world there is."""
    script: list[int] = []
    for _count in range(most):
        world = World(script)
        yield world, run(world)
        asked = world.asked
        while asked and asked[-1][0] + 1 == asked[-1][1]:
            asked.pop()
        if not asked:
            return
        script = [*(answer for answer, _ in asked[:-1]), asked[-1][0] + 1]
    raise TooManyWorldsError
