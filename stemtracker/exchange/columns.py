"""The columns of the program's own activities CSV: names, order, and what may stand in each.

`activities_csv` reads and `log_csv` writes by this list; `sheets` offers the same fields for other people's files.
"""

from __future__ import annotations

#: Always there, in this order.
CORE = (
    "id",
    "date",
    "end_date",
    "title",
    "kind",
    "role",
    "format",
    "provider",
    "provider_number",
    "amount",
    "unit",
    "topics",
    "status",
)
#: May follow in a file made for `stemtracker assess`.
OPTIONAL = (
    "level",
    "grade",
    "course",
    "approved_by",
    "approved_on",
    "claimed_on",
    "posted_amount",
    "evidence",
    "series",
    "network",
    "pin",
)
#: What the log holds beyond that; written by the export so that nothing shared is lost on the way back.
FURTHER = (
    "approved",
    "relevant",
    "claimed_amount",
    "posted_on",
    "start_time",
    "end_time",
    "break_minutes",
    "missed_minutes",
    "zone",
    "place",
    "cost",
    "description",
)
KNOWN = (*CORE, *OPTIONAL, *FURTHER)
#: What `stemtracker assess` reads and an import does not take in, and why.
NOT_TAKEN = {
    "evidence": "a spreadsheet only names its kinds (attach the files to the activities, or bring in the archive)",
    "pin": "what a line counts under is decided under Renewal",
}
#: Without these columns a row says nothing.
NEEDED = ("date", "title", "kind", "amount", "unit")
#: Text taken over as it stands, and the activity's field it goes to.
TEXT = {
    "title": "title",
    "provider": "provider",
    "provider_number": "provider_number",
    "level": "level",
    "grade": "grade",
    "course": "course",
    "approved_by": "approved_by",
    "network": "network",
    "zone": "zone",
    "place": "place",
    "description": "description",
}
#: Where a column is called otherwise than the field of the activity.
COLUMN_OF_FIELD = {"start": "date", "end": "end_date"}
