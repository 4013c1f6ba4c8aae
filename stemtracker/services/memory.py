"""Answers kept as long as the record stays as it is: asked again, they cost nothing.

The key of a state is the record's revision, which every committed write and undo changes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar, cast
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from stemtracker.services.workspace import Workspace

_T = TypeVar("_T")
#: So many answers are kept per record; the least recently used goes first.
_MOST = 64
_kept: WeakKeyDictionary[object, OrderedDict[Hashable, object]] = WeakKeyDictionary()


def remembered(ws: Workspace, key: Hashable, make: Callable[[], _T]) -> _T:
    """The answer under that key for the record as it is now; made anew when the record changed."""
    kept = _kept.setdefault(ws.record, OrderedDict())
    state = (ws.record.revision(), key)
    if state in kept:
        kept.move_to_end(state)
        return cast("_T", kept[state])
    answer = make()
    kept[state] = answer
    while len(kept) > _MOST:
        kept.popitem(last=False)
    return answer
