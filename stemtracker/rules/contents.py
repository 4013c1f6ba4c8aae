"""Walks what a pack contains: every table, every number with a name. Neighbors: `check`, `worlds`, `assess`."""

from __future__ import annotations

from collections.abc import Iterator

from stemtracker.rules.figures import Cases, Figure
from stemtracker.rules.pack import Account, Pack, Table
from stemtracker.rules.reader import condition


def pack_tables(pack: Pack) -> Iterator[Table]:
    """Every table of a pack that has the common fields, those inside accounts included."""
    yield pack.clock
    for group in (pack.windows, pack.figures, pack.accounts, pack.needs):
        for texts in group.values():
            yield from texts
    for accounts in pack.accounts.values():
        for account in accounts:
            yield from tables_of(account)
    yield from (*pack.overlaps, *pack.deadlines, *pack.notes, *pack.questions)


def tables_of(account: Account) -> Iterator[Table]:
    """Every table inside an account."""
    for inner in (account.earn, account.limits, account.thresholds, account.refuse, account.same, account.carry):
        yield from inner


def playable(pack: Pack) -> frozenset[str]:
    """The ids of all tables that may be in play or not; needs, windows and the clock always are."""
    found = set(pack.accounts) | set(pack.figures)
    for account in (a for texts in pack.accounts.values() for a in texts):
        if account.again == "unknown":
            found.add(again_of(account))
        for inner in (account.earn, account.limits, account.thresholds, account.refuse, account.same):
            found |= {table.id for table in inner}
    return frozenset(found)


def again_of(account: Account) -> str:
    """By which name a question touches whether an account takes again what the last renewal used up."""
    return f"{account.id}.again"


def figure_book(pack: Pack) -> dict[str, Figure]:
    """Every name that an expression may use as a number: figures, and the amounts of needs."""
    book: dict[str, Figure] = {}
    for id_, tables in pack.figures.items():
        book[id_] = _dated([(t, t.figure) for t in tables])
    for id_, needs in pack.needs.items():
        amounts = [(n, n.amount) for n in needs if n.kind == "amount" and n.amount is not None]
        if amounts:
            book[id_] = _dated(amounts)  # type: ignore[arg-type]
    return book


def _dated(texts: list[tuple[Table, Figure]]) -> Figure:
    if len(texts) == 1:
        return texts[0][1]
    return Cases(tuple((condition(None, table.span), figure) for table, figure in texts))
