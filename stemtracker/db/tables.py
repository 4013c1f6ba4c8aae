"""The tables as SQLAlchemy Core sees them. The migrations make them; a test holds that both say the same.

`RECORD` are the tables that a person's record consists of: each has a text `id`, and every change of them
goes into the journal. The rest serves them. Neighbors: `network_tables`, `types`, `migrations`, `journal`.
"""

from __future__ import annotations

from sqlalchemy import Column, FetchedValue, ForeignKey, Integer, LargeBinary, Table, Text

from stemtracker.db.columns import refers, row_id, table, text
from stemtracker.db.network_tables import (
    contact,
    contribution,
    effect,
    exchange,
    goal,
    leadership_role,
    membership,
    pairing,
    preparation,
)
from stemtracker.db.types import Day, Exact, Flag, Listed, Moment, WallTime, Word
from stemtracker.domain.activity import Status, Step, TopicShare
from stemtracker.domain.credential import CredentialStatus
from stemtracker.domain.educator import Email, Identifier, Name, Position
from stemtracker.domain.rule_text import TextKind

educator = table(
    "educator",
    row_id(),
    text("name"),
    Column("former_names", Listed(Name), nullable=False),
    Column("emails", Listed(Email), nullable=False),
    Column("identifiers", Listed(Identifier), nullable=False),
    Column("positions", Listed(Position), nullable=False),
    Column("is_sample", Flag, nullable=False),
)

credential = table(
    "credential",
    row_id(),
    text("title"),
    text("pack_id"),
    text("authority"),
    text("number"),
    Column("areas", Listed(str), nullable=False),
    Column("first_issued", Day),
    Column("status", Word(CredentialStatus), nullable=False),
    Column("deleted_at", Moment),
)

cycle = table(
    "cycle",
    row_id(),
    refers("credential_id", "credential.id"),
    Column("start", Day, nullable=False),
    Column("expiry", Day, nullable=False),
    Column("start_is_derived", Flag, nullable=False),
    Column("filed_on", Day),
    Column("approved_on", Day),
    Column("closed", Text),
)

fact = table("fact", row_id(), refers("credential_id", "credential.id"), text("name"), text("value"))

series = table("series", row_id(), text("title"))

activity = table(
    "activity",
    Column("row", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    text("title"),
    Column("start", Day, nullable=False),
    Column("end", Day, nullable=False),
    text("kind"),
    text("role"),
    text("format"),
    Column("start_time", WallTime),
    Column("end_time", WallTime),
    Column("break_minutes", Integer, nullable=False),
    Column("missed_minutes", Integer, nullable=False),
    text("zone"),
    text("unit"),
    Column("amount", Exact, nullable=False),
    text("provider"),
    text("provider_number"),
    text("place"),
    Column("topics", Listed(TopicShare), nullable=False),
    Column("status", Word(Status), nullable=False),
    Column("steps", Listed(Step), nullable=False),
    text("level"),
    text("grade"),
    text("course"),
    Column("approved", Flag),
    text("approved_by"),
    Column("approved_on", Day),
    Column("relevant", Flag),
    refers("series_id", "series.id", nullable=True),
    text("network"),
    Column("cost", Exact),
    Column("answers", Listed(tuple[str, str]), nullable=False),
    text("description"),
    text("private_notes"),
    Column("deleted_at", Moment),
    refers("membership_id", "membership.id", nullable=True),
    refers("pairing_id", "pairing.id", nullable=True),
)

pin = table(
    "pin",
    row_id(),
    refers("activity_id", "activity.id"),
    refers("credential_id", "credential.id"),
    text("node"),
)

evidence = table(
    "evidence",
    row_id(),
    Column("number", Integer, nullable=False, unique=True),
    refers("activity_id", "activity.id", nullable=True),
    text("kind"),
    text("title"),
    text("file_name"),
    text("media_type"),
    Column("size", Integer, nullable=False),
    refers("sha256", "blob.sha256", nullable=True),
    text("note"),
    Column("added_at", Moment),
    Column("deleted_at", Moment),
)

vocabulary = table("vocabulary", row_id(), text("list"), text("word"), text("title"), text("meaning"), text("broader"))

rule_text = table(
    "rule_text",
    row_id(),
    text("pack_id"),
    text("changes"),
    Column("kind", Word(TextKind), nullable=False),
    text("title"),
    text("toml"),
    text("hash"),
    Column("checked", Day),
    Column("added_on", Day, nullable=False),
)

setting = table("setting", row_id(), text("value"))

meta = table("meta", Column("name", Text, primary_key=True, nullable=False), text("value"))

blob = table(
    "blob",
    Column("sha256", Text, primary_key=True, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("unused_since", Moment),
)

topic_title = table("topic_title", Column("topic", Text, primary_key=True, nullable=False), text("title"))

entry = table(
    "entry",
    Column("id", Integer, primary_key=True),
    Column("uid", Text, nullable=False, unique=True, server_default=FetchedValue()),
    Column("at", Moment, nullable=False),
    text("label"),
    text("kind"),
    Column("undone_at", Moment),
    Column("cut", Flag, nullable=False),
    Column("taken", Listed(str), nullable=False, server_default=FetchedValue()),
)

change = table(
    "change",
    Column("position", Integer, primary_key=True),
    Column("entry", Integer, ForeignKey("entry.id"), nullable=False),
    text("noun"),
    text("row_id"),
    text("what"),
    Column("before", Text),
    Column("after", Text),
)

pen = table(
    "pen",
    Column("one", Integer, primary_key=True),
    Column("entry", Integer, ForeignKey("entry.id")),
)

#: What a person keeps, by the noun that `Changes` uses for it, which is the table's name. What others refer to stands
#: before them: written in this order and taken back in the other, nothing ever refers to what is not there.
RECORD: dict[str, Table] = {
    one.name: one
    for one in (
        *(educator, credential, cycle, fact, series, membership, contact, exchange, pairing, activity, pin, evidence),
        *(leadership_role, contribution, effect, goal, preparation, vocabulary, rule_text, setting),
    )
}
#: Under which column a noun names what it belongs to, of which noun, and whether it goes where that goes.
REFERS: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "cycle": (("credential_id", "credential", True),),
    "fact": (("credential_id", "credential", True),),
    "pin": (("credential_id", "credential", True), ("activity_id", "activity", True)),
    "evidence": (("activity_id", "activity", False),),
    "activity": (
        ("series_id", "series", False),
        ("membership_id", "membership", False),
        ("pairing_id", "pairing", False),
    ),
    "contact": (("membership_id", "membership", False),),
    "exchange": (("contact_id", "contact", False), ("membership_id", "membership", False)),
    "pairing": (("contact_id", "contact", False), ("membership_id", "membership", False)),
    "leadership_role": (("membership_id", "membership", False),),
    "contribution": (
        ("activity_id", "activity", False),
        ("role_id", "leadership_role", False),
        ("membership_id", "membership", False),
    ),
    "effect": (
        ("activity_id", "activity", True),
        ("contribution_id", "contribution", True),
        ("role_id", "leadership_role", True),
    ),
    "preparation": (("credential_id", "credential", False),),
}
