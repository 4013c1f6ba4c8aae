"""Two copies of a record live apart, at random, and are merged: nothing that only one side did is lost.

Held against rows as another program reads them: what stood when they parted, what each side made of it, and what
the merge made of both.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from remembered_history import GOES_WITH, LETS_GO, Row, Snapshot, check_file, named, snapshot
from test_history_random import BEGINNING, DEEDS, NUMBER, WORDS

from stemtracker import clock
from stemtracker.domain.educator import Educator
from stemtracker.errors import Refused
from stemtracker.services import activities, history, siblings, workspace
from stemtracker.services.workspace import Workspace

Step = tuple[str, int, str]
STEP = st.tuples(st.sampled_from([*sorted(DEEDS), "undo", "undo", "redo", "empty_bin"]), NUMBER, WORDS)
LIFE = st.lists(STEP, max_size=7)
#: What each file gives out for itself.
GIVEN = {"row", "number"}


def live(ws: Workspace, steps: list[Step]) -> None:
    for deed, number, title in steps:
        if deed in {"undo", "redo"}:
            (history.undo if deed == "undo" else history.redo)(ws)
        elif deed == "empty_bin":
            activities.empty_bin(ws)
        else:
            try:
                DEEDS[deed](ws, number, title)
            except Refused:
                continue


def as_kept(rows: Snapshot) -> Snapshot:
    """The rows without what each file gives out for itself."""
    return {key: {name: row[name] for name in row if name not in GIVEN} for key, row in rows.items()}


def decide(found: siblings.Comparison, luck: str) -> dict[str, siblings.Side]:
    """Anything, but the same whichever side is asked."""
    sides: tuple[siblings.Side, siblings.Side] = ("here", "there")
    return {one.key: sides[sum(map(ord, luck + one.key)) % 2] for one in found.conflicts}


def merge(here: Workspace, there: Workspace, decisions: dict[str, siblings.Side]) -> None:
    """Merge, and see that the file is whole and that undo and redo walk exactly there and back."""
    before = snapshot(here.path)
    done = siblings.merge(here, there.path, decisions)
    after = snapshot(here.path)
    check_file(here.path, after, {term.id: term.title for term in here.vocabulary.choices("topic")})
    if done.label:
        assert history.undo(here)
        assert snapshot(here.path) == before
        assert history.redo(here)
        assert snapshot(here.path) == after


def nothing_is_lost(base: Snapshot, sides: list[Snapshot], merged: Snapshot, open_: set[tuple[str, str]]) -> None:
    """Of each row that was not asked about, and does not hang on one: what one side alone did is there."""
    for mine, other in (sides, sides[::-1]):
        for key in base.keys() | mine.keys():
            stood, now, then = base.get(key), mine.get(key), merged.get(key)
            row = now or stood or {}
            hangs = named(key[0], row, GOES_WITH) | named(key[0], row, LETS_GO)
            if now == stood or key in open_ or hangs & open_ or _gone(stood, other.get(key)):
                continue
            if stood is None or now is None:
                if other.get(key) == stood:
                    assert then == now, key
                continue
            for name in now:
                if now[name] != stood[name] and (other.get(key) or {}).get(name) == stood[name]:
                    assert then is not None
                    assert then[name] == now[name], (key, name)


def standing(path: Path) -> set[str]:
    """The names of the writes that stand."""
    with closing(sqlite3.connect(path)) as connection:
        return {uid for (uid,) in connection.execute("SELECT uid FROM entry WHERE undone_at IS NULL")}


def _gone(stood: Row | None, row: Row | None) -> bool:
    return stood is not None and row is None


def side_by_side(  # noqa: PLR0917
    here: Workspace, there: Workspace, base: Snapshot, writes: set[str], luck: str, stack: ExitStack
) -> None:
    """Merge both into each other, and from the other side in a further copy."""
    mirror_path = there.path.with_name(f"mirror {luck[:2].strip()}{len(base)}.stemtracker")
    workspace.save_copy(there, mirror_path)
    first_path = here.path.with_name("first.stemtracker")
    workspace.save_copy(here, first_path)
    mirror = workspace.open_record(mirror_path)
    stack.callback(workspace.close, mirror)
    found = siblings.compare(here, there.path)
    decisions = decide(found, luck)
    sides = [as_kept(snapshot(ws.path)) for ws in (here, there)]
    merge(here, there, decisions)
    merged = as_kept(snapshot(here.path))
    # Where both took the same back, what they had in common was earlier than that.
    if writes <= standing(here.path) | standing(there.path):
        nothing_is_lost(base, sides, merged, {(one.noun, one.id) for one in found.conflicts})
    assert siblings.kinship(here, there.path).kind in {"same", "ahead"}
    # From the other side: the same, with the decisions turned round.
    turned: Any = {"here": "there", "there": "here"}
    assert {one.key for one in siblings.compare(mirror, first_path).conflicts} == set(decisions)
    merge(mirror, workspace_at(first_path, stack), {key: turned[side] for key, side in decisions.items()})
    assert as_kept(snapshot(mirror.path)) == merged
    # The other copy follows, and is asked nothing again.
    assert not siblings.compare(there, here.path).conflicts
    merge(there, here, {})
    assert as_kept(snapshot(there.path)) == merged
    assert siblings.kinship(there, here.path).kind == "same"


def workspace_at(path: Path, stack: ExitStack) -> Workspace:
    ws = workspace.open_record(path)
    stack.callback(workspace.close, ws)
    return ws


# Making a failing history shorter would take minutes: each of its steps writes to a disk.
@settings(
    max_examples=8,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(here=LIFE, there=LIFE, days_later=st.sampled_from([2, 20, 33]), again_here=LIFE, again_there=LIFE, luck=WORDS)
def test_two_lives_become_one(  # noqa: PLR0917
    here: list[Step], there: list[Step], days_later: int, again_here: list[Step], again_there: list[Step], luck: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one, two = (Path(folder) / f"{name}.stemtracker" for name in ("one", "two"))
        now = datetime.fromisoformat("2026-11-22T12:00:00+00:00")
        with clock.standing_at(now), ExitStack() as stack:
            begun = workspace.create(one, Educator(name="Ana"))
            stack.callback(workspace.close, begun)
            live(begun, BEGINNING)
            workspace.save_copy(begun, two)
        # The second time so late that what was deleted has left for good, in each copy when it is opened.
        for days, mine, theirs in ((1, here, there), (days_later, again_here, again_there)):
            now += timedelta(days=days)
            base, writes = as_kept(snapshot(one)), standing(one)
            with clock.standing_at(now), ExitStack() as stack:
                first = workspace_at(one, stack)
                live(first, mine)
                second = workspace_at(two, stack)
                with clock.standing_at(now + timedelta(hours=1)):
                    live(second, theirs)
                    side_by_side(first, second, base, writes, f"{luck}{days}", stack)
