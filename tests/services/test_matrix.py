"""Activities × licenses: what counts where in the unit of each license, why not, and the whole as a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from stemtracker.domain.activity import Activity, Status
from stemtracker.domain.credential import Credential
from stemtracker.domain.hours import Measure
from stemtracker.services import activities, credentials, matrix
from stemtracker.services.matrix import Standing
from stemtracker.services.workspace import Workspace


def _licenses(ws: Workspace) -> None:
    for id_, title, pack, expiry, facts in (
        ("own", "My license", "generic", date(2026, 12, 31), {"total": Fraction(10)}),
        ("tx", "=Texas", "US-TX.teacher", date(2027, 6, 30), {"teaches_dyslexia": False, "administrator_too": False}),
    ):
        credentials.add(ws, Credential(id=id_, title=title, pack_id=pack), expiry, facts)


def _cells(ws: Workspace) -> dict[str, list[tuple[str, str]]]:
    return {row.title: [(cell.standing, cell.text) for cell in row.cells] for row in matrix.matrix(ws).rows}


def test_each_license_says_what_it_counts_or_why_not(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    _licenses(ws)
    two_hours = Measure.minutes(120)
    for one in (
        an_activity("a", title="Workshop", measure=two_hours, approved=True),
        an_activity("b", title="Unsure", measure=two_hours),
        an_activity(
            "c", title="Next year", measure=two_hours, start=date(2027, 3, 1), status=Status.PLANNED, approved=True
        ),
        an_activity("d", title="Refused", measure=two_hours, approved=False),
        an_activity("e", title="Long ago", start=date(2009, 3, 1)),
    ):
        activities.save(ws, one)
    found = matrix.matrix(ws)
    assert [column.title for column in found.columns] == ["My license", "=Texas"]
    assert [row.title for row in found.rows] == ["Next year", "Refused", "Unsure", "Workshop"]
    cells = _cells(ws)
    assert cells["Workshop"] == [(Standing.COUNTS, "2 hours"), (Standing.COUNTS, "2 CPE hours")]
    assert [standing for standing, _ in cells["Unsure"]] == [Standing.COUNTS, Standing.OPEN]
    assert cells["Unsure"][1][1].startswith("Open: was it given by a provider")
    assert cells["Next year"][1] == (Standing.PLANNED, "Planned: counts once attended")
    assert cells["Refused"][1][1].startswith("No: You marked it as not approved")


def test_a_part_is_told_as_one(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    _licenses(ws)
    activities.save(ws, an_activity("a", title="Talks", kind="presentation", measure=Measure.minutes(20 * 60)))
    assert _cells(ws)["Talks"][1] == (Standing.PART, "15 CPE hours, in part")


def test_as_a_table_it_has_tabs_between_and_no_formulas(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    _licenses(ws)
    activities.save(ws, an_activity("a", title="=HYPERLINK(1)\tand\nmore", measure=Measure.minutes(90), approved=True))
    assert matrix.as_table(matrix.matrix(ws)) == (
        "Date\tActivity\tMy license\t'=Texas\n2026-03-01\t'=HYPERLINK(1) and more\t1.5 hours\t1.5 CPE hours\n"
    )


def test_without_an_open_cycle_there_is_nothing_to_compare(ws: Workspace, an_activity: Callable[..., Activity]) -> None:
    activities.save(ws, an_activity())
    assert matrix.matrix(ws) == matrix.Matrix((), (), {"a": date(2026, 3, 1)})
