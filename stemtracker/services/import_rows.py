"""What an import would do with each row of a file: the verdict, and what a row adds to an activity that is there.

Neighbors: `imports` reads the file, shows these and writes what was chosen; `exchange` finds likenesses and gaps.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

from stemtracker.domain.activity import Activity
from stemtracker.domain.network import Membership, known_as
from stemtracker.domain.vocabulary import Vocabulary
from stemtracker.errors import Problem
from stemtracker.exchange import filling
from stemtracker.exchange.draft import Draft
from stemtracker.exchange.duplicates import Index
from stemtracker.exchange.filling import Filling

NOTHING = Filling(())


class RowVerdict(StrEnum):
    """What an import would do with a row."""

    NEW = "new"
    CHANGED = "changed"
    NEAR = "near"
    FILLS = "fills"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One row of the file and what would become of it; `line` is its line in the file.

    `activity` is what would be saved (None where refused), `other` the id of the activity it repeats or changes,
    `why` a sentence for the verdict, `notes` what was understood how. `filling` is what the row knows and that
    activity lacks: a row that has any can be filled in there instead of being saved as another activity.
    """

    line: int
    verdict: RowVerdict
    title: str
    activity: Activity | None = None
    other: str = ""
    why: str = ""
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    series: str = ""
    filling: Filling = NOTHING


@dataclass(frozen=True, slots=True)
class Preview:
    """All rows with their verdicts."""

    name: str
    rows: tuple[PreviewRow, ...]
    #: Which columns are not taken in, and why; "" where all are.
    aside: str = ""

    @property
    def counts(self) -> Mapping[RowVerdict, int]:
        """How many rows of each verdict."""
        return Counter(row.verdict for row in self.rows)

    @property
    def proposed(self) -> frozenset[int]:
        """The lines that are taken unless the user says otherwise: new and changed ones."""
        return frozenset(r.line for r in self.rows if r.verdict in {RowVerdict.NEW, RowVerdict.CHANGED})

    @property
    def proposed_to_fill(self) -> frozenset[int]:
        """The lines that are filled in unless the user says otherwise: those that are surely the same activity."""
        return frozenset(r.line for r in self.rows if r.verdict is RowVerdict.FILLS)

    @property
    def fillable(self) -> frozenset[int]:
        """The lines that can be filled in, those included that only look like an activity in the log."""
        return frozenset(r.line for r in self.rows if r.filling.parts)


@dataclass(frozen=True, slots=True)
class Log:
    """What the record holds already, to judge rows against."""

    #: The activities whose ids stand in the file.
    kept: Mapping[str, Activity]
    binned: frozenset[str]
    index: Index
    #: Series by title in small letters.
    series: Mapping[str, str]
    memberships: tuple[Membership, ...]
    words: Vocabulary
    #: Rows of this file so far, by content: line and activity.
    seen: dict[tuple[object, ...], tuple[int, Activity]]


#: A row with its draft as it is compared.
Judged = tuple[PreviewRow, Draft]


def judged(drafts: Iterable[Draft], log: Log) -> Iterator[Judged]:
    """The verdict on each row for itself."""
    return (_row(draft, log) for draft in drafts)


def _row(draft: Draft, log: Log) -> Judged:
    title = str(draft.values.get("title") or f"Line {draft.line}")
    problems = draft.problems
    if draft.id in log.binned:
        problems = (Problem(f"line {draft.line}, id", "This activity is in the bin; restore it there first."),)
    if problems:
        why = " ".join(problem.message for problem in problems)
        refused = RowVerdict.REFUSED
        return (
            PreviewRow(line=draft.line, verdict=refused, title=title, why=why, notes=draft.notes, problems=problems),
            draft,
        )
    series_id = log.series.get(draft.series.casefold()) if draft.series else None
    if series_id:
        values = {**draft.values, "series_id": series_id}
        draft = replace(draft, values=values, made=replace(draft.activity(), series_id=series_id), series="")
    before = log.kept.get(draft.id) if draft.id else None
    draft = _linked(draft, before, log)
    if before:
        verdict, activity, other, why = _against(before, draft)
    else:
        activity = draft.activity()
        verdict, other, why = _judged(activity, log, draft.line)
    row = PreviewRow(
        line=draft.line,
        verdict=verdict,
        title=title,
        activity=activity,
        other=other,
        why=why,
        notes=draft.notes,
        series=draft.series,
    )
    return row, draft


def _linked(draft: Draft, before: Activity | None, log: Log) -> Draft:
    """A meeting of the membership whose title the row gives as its network; a row that says nothing new is left."""
    text = draft.values.get("network", "")
    if "network" not in draft.values or (before and before.network == text):
        return draft
    one = known_as(text, log.memberships)
    if one is None:
        return replace(draft, values={**draft.values, "membership_id": None}) if before else draft
    values = {**draft.values, "network": one.title, "membership_id": one.id}
    made = replace(draft.activity(), network=one.title, membership_id=one.id)
    note = f"It is taken as a meeting of your membership “{one.title}”."
    return replace(draft, values=values, made=made, notes=(*draft.notes, note))


def _against(before: Activity, draft: Draft) -> tuple[RowVerdict, Activity, str, str]:
    after = draft.onto(before)
    changed = [f.name for f in fields(Activity) if getattr(before, f.name) != getattr(after, f.name)]
    if draft.series:
        changed.append("series")
    if not changed:
        return RowVerdict.DUPLICATE, after, before.id, "The log has this activity, and nothing in it differs."
    names = ", ".join(name.replace("_", " ") for name in changed)
    return RowVerdict.CHANGED, after, before.id, f"The log has this activity; the file differs in: {names}."


def _judged(activity: Activity, log: Log, line: int) -> tuple[RowVerdict, str, str]:
    same = log.index.same(activity)
    if same:
        why = "The log has an activity with the same title, days, amount and provider."
        return RowVerdict.DUPLICATE, same[0], why
    key = (activity.title, activity.start, activity.end, activity.measure, activity.provider, activity.start_time)
    first, other = log.seen.setdefault(key, (line, activity))
    near = log.index.near(activity)
    if first != line:
        # Whichever of the two comes first: both are compared with the same activity of the log.
        return RowVerdict.DUPLICATE, near[0].id if near else other.id, f"It is the same as line {first} of this file."
    if near:
        return RowVerdict.NEAR, near[0].id, near[0].why
    return RowVerdict.NEW, "", ""


def filled(
    found: Sequence[Judged], log: Log, some: Callable[[Sequence[str]], Iterable[Activity]]
) -> tuple[PreviewRow, ...]:
    """The rows with what each can fill in; where rows of the file disagree, nothing is filled in.

    `some` gives the activities of the log by their ids.
    """
    open_ = [(row, draft) for row, draft in found if row.activity and row.other not in ("", row.activity.id)]
    ids = {id_ for row, _ in open_ for id_ in _others(row, log)}
    there = {a.id: a for a in some(sorted(ids))}
    there |= {one.id: one for _, one in log.seen.values()}
    tried = {row.line: _tried(row, draft, there, log) for row, draft in open_}
    disputed = filling.disputed(one for several in tried.values() for one in several)
    sure = {id_ for row, _ in open_ for id_ in _same(row, log)} | {one.id for _, one in log.seen.values()}
    return tuple(
        _with(row, [_pruned(one, disputed) for one in tried[row.line]], sure) if tried.get(row.line) else row
        for row, _ in found
    )


def _same(row: PreviewRow, log: Log) -> Sequence[str]:
    return log.index.same(row.activity) if row.activity else ()


def _others(row: PreviewRow, log: Log) -> Iterable[str]:
    """All that the row may be a second entry of, the surest first."""
    near = log.index.near(row.activity) if row.activity else ()
    return dict.fromkeys((*_same(row, log), row.other, *(one.id for one in near)))


def _tried(row: PreviewRow, draft: Draft, there: Mapping[str, Activity], log: Log) -> list[tuple[str, Filling]]:
    """What the row could fill in at each of them."""
    others = [there[id_] for id_ in _others(row, log) if id_ in there]
    return [(a.id, filling.of_row(a, draft.values, draft.series, log.words)) for a in others]


@dataclass(frozen=True, slots=True)
class _Offer:
    """What a row could fill in at one activity, and what it could not since other rows of the file know better."""

    other: str
    filling: Filling
    disputed: tuple[str, ...]

    def distance(self) -> tuple[bool, int, int]:
        """One that knows all that the row does comes first: so a row that was filled in has nothing more to do."""
        return bool(self.filling.parts), len(self.filling.differs), len(self.filling.parts)


def _pruned(one: tuple[str, Filling], disputed: Collection[tuple[str, str]]) -> _Offer:
    other, known = one
    parts = tuple(part for part in known.parts if (other, part.key) not in disputed)
    left = tuple(part.told for part in known.parts if (other, part.key) in disputed)
    return _Offer(other, Filling(parts, known.differs), left)


def _with(row: PreviewRow, offers: Sequence[_Offer], sure: Collection[str]) -> PreviewRow:
    best = min(offers, key=_Offer.distance)
    said = [row.why, best.filling.sentence, best.filling.stays]
    if best.disputed:
        said.append(f"Not filled in, since rows of this file disagree: {'; '.join(best.disputed)}.")
    is_same = row.verdict is RowVerdict.DUPLICATE and best.other in sure
    verdict = RowVerdict.FILLS if best.filling.parts and is_same else row.verdict
    return replace(row, other=best.other, verdict=verdict, filling=best.filling, why=" ".join(filter(None, said)))
