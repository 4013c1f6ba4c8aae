"""A pack in the place of one that can't be had: whatever is asked of it, it can't tell, and it says why.

So a license whose rules are missing or unreadable is shown like any other. Neighbor: `library` puts it there.
"""

from __future__ import annotations

from datetime import date

from stemtracker.domain.rule_text import text_hash
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.rules.expr import Expr
from stemtracker.rules.pack import Clock, Need, NoteRule, Pack

_ROOT = "rules"


def stand_in(id_: str, title: str, toml: str, vocabulary: Vocabulary, why: str) -> Pack:
    """A pack of that id that asks one thing, which nobody can answer."""
    nobody_knows = Expr("unknown", "bool", lambda _env: None)
    need = Need(
        id=_ROOT, kind="fact", fact=nobody_knows, title="These rules can’t be read", note=why, path="need.rules"
    )
    return Pack(
        id=id_,
        title=title,
        authority="",
        jurisdiction="",
        checked=date.min,
        confidence="",
        root=_ROOT,
        hash=text_hash(toml),
        changes="",
        vocabulary=vocabulary,
        sources={},
        facts={},
        line_questions={},
        clock=Clock(id="clock", none="permanent"),
        windows={},
        figures={},
        accounts={},
        needs={_ROOT: (need,)},
        notes=(NoteRule(id="why", text=why),),
        text=toml,
        stands_in=True,
    )
