"""The only reader of the system clock, so that tests and samples can stand still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

_fixed: datetime | None = None


def now() -> datetime:
    """The moment, in UTC, to the second."""
    return (_fixed or datetime.now(UTC)).replace(microsecond=0)


def today() -> date:
    """The local calendar day."""
    return _fixed.date() if _fixed else datetime.now().astimezone().date()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand at `moment` (UTC) within the block."""
    global _fixed  # noqa: PLW0603 - the one clock of the process
    before, _fixed = _fixed, moment
    try:
        yield
    finally:
        _fixed = before
