"""What a write touched, so that pages reload only what is theirs."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """One committed write: its label for people, and the ids touched per noun.

    Nouns: "educator", "credential", "cycle", "fact", "pin", "activity", "series", "evidence",
    "vocabulary", "rule_text", "setting", "membership", "contact", "exchange", "pairing", "leadership_role",
    "contribution", "effect", "goal", "preparation". An id may be "*" where a write touched too many to name.
    """

    label: str = ""
    touched: dict[str, frozenset[str]] = field(default_factory=dict)

    def touches(self, *nouns: str) -> bool:
        """Whether any of these nouns changed."""
        return any(self.touched.get(noun) for noun in nouns)

    def ids(self, noun: str) -> frozenset[str]:
        """The ids of that noun that changed."""
        return self.touched.get(noun, frozenset())
