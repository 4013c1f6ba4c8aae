"""What the tables are made of: their columns, and the one catalog that all of them stand in.

Neighbors: `tables` and `network_tables` say which tables there are, `types` how values cross.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, MetaData, Table, Text

metadata = MetaData()


def table(name: str, *columns: Column[Any]) -> Table:
    """A STRICT table of the record."""
    return Table(name, metadata, *columns, sqlite_strict=True)


def text(name: str) -> Column[str]:
    """Text that is "" where nothing is known."""
    return Column(name, Text, nullable=False)


def row_id() -> Column[str]:
    """The id that a row keeps for ever."""
    return Column("id", Text, primary_key=True, nullable=False)


def refers(name: str, to: str, *, nullable: bool = False) -> Column[str]:
    """The id of a row of another table."""
    return Column(name, Text, ForeignKey(to), nullable=nullable)
