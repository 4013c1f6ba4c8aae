"""The tables as SQLAlchemy Core sees them. The migrations make them; a test holds that both say the same.

`RECORD` are the tables that a person's record consists of: each has a text `id`, and every change of them
goes into the journal. The rest serves them. Neighbors: `types`, `migrations`, `journal`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, FetchedValue, ForeignKey, Integer, LargeBinary, MetaData, Table, Text

from stemtracker.db.types import Day, Exact, Flag, Listed, Moment, WallTime, Word
from stemtracker.domain.activity import Status, Step, TopicShare
from stemtracker.domain.credential import CredentialStatus
from stemtracker.domain.educator import Email, Identifier, Name, Position
from stemtracker.domain.rule_text import TextKind

metadata = MetaData()


def _table(name: str, *columns: Column[Any]) -> Table:
    return Table(name, metadata, *columns, sqlite_strict=True)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _id() -> Column[str]:
    return Column("id", Text, primary_key=True, nullable=False)


def _refers(name: str, to: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, ForeignKey(to), nullable=nullable)


educator = _table(
    "educator",
    _id(),
    _text("name"),
    Column("former_names", Listed(Name), nullable=False),
    Column("emails", Listed(Email), nullable=False),
    Column("identifiers", Listed(Identifier), nullable=False),
    Column("positions", Listed(Position), nullable=False),
    Column("is_sample", Flag, nullable=False),
)

credential = _table(
    "credential",
    _id(),
    _text("title"),
    _text("pack_id"),
    _text("authority"),
    _text("number"),
    Column("areas", Listed(str), nullable=False),
    Column("first_issued", Day),
    Column("status", Word(CredentialStatus), nullable=False),
    Column("deleted_at", Moment),
)

cycle = _table(
    "cycle",
    _id(),
    _refers("credential_id", "credential.id"),
    Column("start", Day, nullable=False),
    Column("expiry", Day, nullable=False),
    Column("start_is_derived", Flag, nullable=False),
    Column("filed_on", Day),
    Column("approved_on", Day),
    Column("closed", Text),
)

fact = _table("fact", _id(), _refers("credential_id", "credential.id"), _text("name"), _text("value"))

series = _table("series", _id(), _text("title"))

activity = _table(
    "activity",
    Column("row", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    _text("title"),
    Column("start", Day, nullable=False),
    Column("end", Day, nullable=False),
    _text("kind"),
    _text("role"),
    _text("format"),
    Column("start_time", WallTime),
    Column("end_time", WallTime),
    Column("break_minutes", Integer, nullable=False),
    Column("missed_minutes", Integer, nullable=False),
    _text("zone"),
    _text("unit"),
    Column("amount", Exact, nullable=False),
    _text("provider"),
    _text("provider_number"),
    _text("place"),
    Column("topics", Listed(TopicShare), nullable=False),
    Column("status", Word(Status), nullable=False),
    Column("steps", Listed(Step), nullable=False),
    _text("level"),
    _text("grade"),
    _text("course"),
    Column("approved", Flag),
    _text("approved_by"),
    Column("approved_on", Day),
    Column("relevant", Flag),
    _refers("series_id", "series.id", nullable=True),
    _text("network"),
    Column("cost", Exact),
    Column("answers", Listed(tuple[str, str]), nullable=False),
    _text("description"),
    _text("private_notes"),
    Column("deleted_at", Moment),
)

pin = _table(
    "pin",
    _id(),
    _refers("activity_id", "activity.id"),
    _refers("credential_id", "credential.id"),
    _text("node"),
)

evidence = _table(
    "evidence",
    _id(),
    Column("number", Integer, nullable=False, unique=True),
    _refers("activity_id", "activity.id", nullable=True),
    _text("kind"),
    _text("title"),
    _text("file_name"),
    _text("media_type"),
    Column("size", Integer, nullable=False),
    _refers("sha256", "blob.sha256", nullable=True),
    _text("note"),
    Column("added_at", Moment),
    Column("deleted_at", Moment),
)

vocabulary = _table(
    "vocabulary", _id(), _text("list"), _text("word"), _text("title"), _text("meaning"), _text("broader")
)

rule_text = _table(
    "rule_text",
    _id(),
    _text("pack_id"),
    _text("changes"),
    Column("kind", Word(TextKind), nullable=False),
    _text("title"),
    _text("toml"),
    _text("hash"),
    Column("checked", Day),
    Column("added_on", Day, nullable=False),
)

setting = _table("setting", _id(), _text("value"))

meta = _table("meta", Column("name", Text, primary_key=True, nullable=False), _text("value"))

blob = _table(
    "blob",
    Column("sha256", Text, primary_key=True, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("unused_since", Moment),
)

topic_title = _table("topic_title", Column("topic", Text, primary_key=True, nullable=False), _text("title"))

entry = _table(
    "entry",
    Column("id", Integer, primary_key=True),
    Column("uid", Text, nullable=False, unique=True, server_default=FetchedValue()),
    Column("at", Moment, nullable=False),
    _text("label"),
    _text("kind"),
    Column("undone_at", Moment),
    Column("cut", Flag, nullable=False),
    Column("taken", Listed(str), nullable=False, server_default=FetchedValue()),
)

change = _table(
    "change",
    Column("position", Integer, primary_key=True),
    Column("entry", Integer, ForeignKey("entry.id"), nullable=False),
    _text("noun"),
    _text("row_id"),
    _text("what"),
    Column("before", Text),
    Column("after", Text),
)

pen = _table(
    "pen",
    Column("one", Integer, primary_key=True),
    Column("entry", Integer, ForeignKey("entry.id")),
)

#: What a person keeps, by the noun that `Changes` uses for it, which is the table's name.
RECORD: dict[str, Table] = {
    table.name: table
    for table in (educator, credential, cycle, fact, series, activity, pin, evidence, vocabulary, rule_text, setting)
}
