"""A network's name in the log: linked where it is a membership's title, and changed with the membership."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from stemtracker.domain.activity import Activity
from stemtracker.domain.mentoring import Pairing, Side
from stemtracker.domain.network import Membership
from stemtracker.services import activities, history, imports, keeping, mentoring, networks
from stemtracker.services.imports import RowVerdict
from stemtracker.services.workspace import Workspace

NSTA = Membership(id="nsta", title="NSTA")


def test_a_renamed_membership_renames_its_meetings_in_the_same_write(
    ws: Workspace, an_activity: Callable[..., Activity]
) -> None:
    keeping.save(ws, NSTA)
    keeping.save(ws, Membership(id="twin", title="CSTA"))
    said = {"network": "NSTA", "membership_id": "nsta"}
    activities.save(ws, an_activity("one", **said))
    activities.save(ws, an_activity("binned", **said))
    activities.save(ws, an_activity("unlinked", network="NSTA"))
    activities.delete(ws, ["binned"])
    changes = keeping.save(ws, Membership(id="nsta", title="National Science Teaching Association"))
    assert changes.ids("activity") >= {"one"}
    assert activities.get(ws, "one").network == "National Science Teaching Association"
    assert activities.get(ws, "unlinked").network == "NSTA"
    assert activities.ids(ws, activities.LogQuery(text="National Science")) == ("one",)
    activities.restore(ws, ["binned"])
    assert activities.get(ws, "binned").network == "National Science Teaching Association"
    history.undo(ws)
    assert history.undo(ws) is not None
    assert keeping.get(ws, Membership, "nsta").title == "NSTA"
    assert activities.get(ws, "one").network == "NSTA"


def test_another_change_of_a_membership_leaves_its_meetings_alone(
    ws: Workspace, an_activity: Callable[..., Activity]
) -> None:
    keeping.save(ws, NSTA)
    activities.save(ws, an_activity("one", network="NSTA", membership_id="nsta"))
    assert not keeping.save(ws, Membership(id="nsta", title="NSTA", discipline="Science")).touches("activity")


def test_many_that_get_another_network_are_linked_by_its_title(
    ws: Workspace, an_activity: Callable[..., Activity]
) -> None:
    keeping.save(ws, NSTA)
    activities.save(ws, an_activity("one"))
    activities.edit_many(ws, ["one"], activities.BulkEdit(network="NSTA"))
    assert activities.get(ws, "one").membership_id == "nsta"
    activities.edit_many(ws, ["one"], activities.BulkEdit(role="leader"))
    assert activities.get(ws, "one").membership_id == "nsta"
    activities.edit_many(ws, ["one"], activities.BulkEdit(network="Physics friends"))
    assert activities.get(ws, "one").membership_id is None


def test_a_new_meeting_is_of_today_and_says_whose_it_is(ws: Workspace) -> None:
    keeping.save(ws, NSTA)
    keeping.save(ws, Pairing(id="pair", title="Ben", side=Side.MENTEE))
    one = networks.meeting(ws, "nsta")
    assert (one.kind, one.role, one.membership_id, one.network) == ("network_meeting", "member", "nsta", "NSTA")
    pair = mentoring.meeting(ws, "pair")
    assert (pair.kind, pair.role, pair.pairing_id, pair.start.isoformat()) == (
        "mentoring",
        "recipient",
        "pair",
        "2026-11-22",
    )
    assert activities.count(ws) == 0


def _previewed(ws: Workspace, path: Path, text: str) -> imports.Preview:
    path.write_text(text, encoding="utf-8")
    sheet = imports.read(path)
    return imports.preview(ws, sheet, imports.guess(sheet, ws.vocabulary))


def test_a_network_of_a_spreadsheet_is_linked_where_one_membership_is_called_so(ws: Workspace, tmp_path: Path) -> None:
    keeping.save(ws, NSTA)
    keeping.save(ws, Membership(id="one", title="Twins"))
    keeping.save(ws, Membership(id="two", title="Twins"))
    shown = _previewed(
        ws,
        tmp_path / "list.csv",
        "Title,Date,Hours,Type,Network\n"
        "Meeting,3/14/2025,2,Workshop,nsta\n"
        "Second,3/15/2025,2,Workshop,Twins\n"
        "Third,3/16/2025,2,Workshop,Physics friends\n",
    )
    first, second, third = shown.rows
    assert first.activity is not None
    assert (first.activity.membership_id, first.activity.network) == ("nsta", "NSTA")
    assert "It is taken as a meeting of your membership “NSTA”." in first.notes
    for row, name in ((second, "Twins"), (third, "Physics friends")):
        assert row.activity is not None
        assert (row.activity.membership_id, row.activity.network) == (None, name)
    imports.take(ws, shown)
    assert [a.title for a in networks.view(ws).networks[0].activities] == ["Meeting"]


def test_a_row_that_says_nothing_new_of_the_network_changes_no_link(
    ws: Workspace, tmp_path: Path, an_activity: Callable[..., Activity]
) -> None:
    from stemtracker.services import exports

    keeping.save(ws, NSTA)
    activities.save(ws, an_activity("linked", network="NSTA", membership_id="nsta"))
    activities.save(ws, an_activity("named", title="Another", network="NSTA"))
    path = tmp_path / "log.csv"
    exports.log_csv(ws, path)
    sheet = imports.read(path)
    mapping = imports.guess(sheet, ws.vocabulary)
    assert {row.verdict for row in imports.preview(ws, sheet, mapping).rows} == {RowVerdict.DUPLICATE}
    path.write_text(path.read_text(encoding="utf-8").replace("NSTA", "Physics friends"), encoding="utf-8")
    for row in imports.preview(ws, imports.read(path), mapping).rows:
        assert row.activity is not None
        assert (row.verdict, row.activity.membership_id) == (RowVerdict.CHANGED, None)
