"""The nouns of a record as people count them, for the window: those of `domain.nouns`."""

from stemtracker.domain.nouns import counted, many, one

__all__ = ["counted", "many", "one"]
