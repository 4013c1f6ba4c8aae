"""Writes the program's own table of activities as a workbook: typed cells, so that no text can become a formula.

Shared output, like `log_csv`, whose columns these are. Neighbor: `workbook` reads it back.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from stemtracker.exchange import columns, log_csv

_DAYS = frozenset({"date", "end_date", "approved_on", "claimed_on", "posted_on"})
_NUMBERS = frozenset({"amount", "posted_amount", "claimed_amount", "break_minutes", "missed_minutes", "cost"})
_WIDTHS = {"title": 44, "provider": 26, "topics": 26, "description": 44}
_DIGITS = 15
#: One and the same record gives one and the same file.
_MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - the file format knows no zones


def workbook(entries: Iterable[log_csv.Entry]) -> bytes:
    """The whole file; the sheet is called Activities, its header stays in sight."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    options = {
        **dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False),
        "in_memory": True,
    }
    book = Workbook(out, options)
    book.set_properties({"title": "Activities", "created": _MADE})
    sheet = book.add_worksheet("Activities")
    strong, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    rows = log_csv.table(entries)
    header = next(rows)
    for at, name in enumerate(header):
        sheet.write_string(0, at, name, strong)
        sheet.set_column(at, at, _WIDTHS.get(name, 12 if name in columns.KNOWN else 20))
    last = 0
    for last, row in enumerate(rows, 1):
        for at, (name, cell) in enumerate(zip(header, row, strict=True)):
            if not cell:
                continue
            if name in _DAYS and cell >= "1900-03-01":  # before that, spreadsheets count days differently
                sheet.write_datetime(last, at, datetime.combine(date.fromisoformat(cell), datetime.min.time()), day)
            elif name in _NUMBERS and _exact(cell):
                sheet.write_number(last, at, Decimal(cell))
            else:
                sheet.write_string(last, at, cell)
    sheet.freeze_panes(1, 0)
    if last:
        sheet.autofilter(0, 0, last, len(header) - 1)
    book.close()
    return out.getvalue()


def _exact(cell: str) -> bool:
    """Whether a spreadsheet, which keeps fifteen digits, gives the number back as it is."""
    return len(Decimal(cell).as_tuple().digits) <= _DIGITS
